"""A role of one organization sees that organization's published rows, all of them and no others."""

from pathlib import Path

import psycopg
import pytest
from psycopg import sql

BI = Path(__file__).resolve().parent.parent
SCRIPT = (BI / "organization.sql").read_text(encoding="utf-8")
QUESTIONS = sorted((BI / "questions").glob("*.sql"))
ROLES = ("bi_first", "bi_second")
ODD = """o'neill "%I" &"""


@pytest.fixture(scope="module")
def admin(published, login):
    return login(published.user)


@pytest.fixture(scope="module")
def ids(admin):
    """Two organizations, for ROLES."""
    found = admin.execute("SELECT organization_id FROM analytics.organization ORDER BY 1")
    return [id for (id,) in found][:2]


@pytest.fixture(scope="module", autouse=True)
def schemas(admin, ids):
    """Each of ROLES with its schema."""
    for role, id in zip(ROLES, ids, strict=True):
        admin.execute(f"CREATE ROLE {role} LOGIN")
        run(admin, id, role)
    yield
    for role, id in zip(ROLES, ids, strict=True):
        drop(admin, id)
        admin.execute(f"DROP ROLE {role}")


def run(admin, id, role):
    """What psql makes of the script; it puts the variables in as literals."""
    text = SCRIPT
    for name, value in {"organization": id, "role": role}.items():
        text = text.replace(f":'{name}'", sql.Literal(value).as_string(admin))
    try:
        admin.execute(text)
    finally:
        admin.rollback()


def drop(admin, id):
    admin.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(f"organization_{id}")))


def count(connection, schema, table, id):
    """Rows of a table, and those of the organization among them."""
    rows = sql.SQL("SELECT count(*), count(*) FILTER (WHERE organization_id = %s) FROM {}")
    return connection.execute(rows.format(sql.Identifier(schema, table)), [id]).fetchone()


@pytest.mark.parametrize("place", [0, 1])
def test_a_role_sees_all_rows_of_its_organization_and_no_other(admin, login, ids, place):
    id = ids[place]
    reader = login(ROLES[place])
    published = {
        table for (table,) in admin.execute("SELECT table_name FROM analytics.publication")
    }
    shown = {
        table
        for (table,) in admin.execute(
            "SELECT viewname FROM pg_views WHERE schemaname = %s", [f"organization_{id}"]
        )
    }
    assert shown == published
    seen = {table: count(reader, f"organization_{id}", table, id) for table in shown}
    expected = {table: count(admin, "analytics", table, id) for table in shown}
    assert seen == {table: (own, own) for table, (_, own) in expected.items()}
    assert any(every > own > 0 for every, own in expected.values())


def test_a_role_reads_nothing_else_and_writes_nothing(login, ids):
    first, second = ids
    reader = login(ROLES[0])
    for statement in [
        "SELECT * FROM analytics.organization",
        "SELECT * FROM analytics.publication",
        "SELECT * FROM analytics_load.origin",
        f'SELECT * FROM "organization_{second}".organization',
        f"UPDATE \"organization_{first}\".organization SET name = 'x'",
        f'CREATE VIEW "organization_{first}".mine AS SELECT 1',
        f"SET ROLE {ROLES[1]}",
    ]:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute(statement)


def test_a_function_of_the_reader_is_called_on_its_own_rows_only(login, ids):
    reader = login(ROLES[0])
    told = []
    reader.add_notice_handler(lambda notice: told.append(notice.message_primary))
    own = f'"organization_{ids[0]}".organization'
    with reader.transaction(force_rollback=True):
        reader.execute(
            "CREATE FUNCTION pg_temp.show(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001"
            " AS $$ BEGIN RAISE NOTICE '%', $1; RETURN true; END $$"
        )
        reader.execute(f"SELECT * FROM {own} WHERE pg_temp.show(organization_id)")
    assert told == [ids[0]]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda path: path.stem)
def test_a_question_is_answered_for_the_organization(admin, login, ids, question):
    text = question.read_text(encoding="utf-8")
    (name,) = admin.execute(
        "SELECT name FROM analytics.organization WHERE organization_id = %s", [ids[0]]
    ).fetchone()
    cursor = login(ROLES[0]).execute(text.replace("analytics.", f'"organization_{ids[0]}".'))
    assert cursor.description[0].name == "organization"
    rows = list(map(str, cursor))
    every = [row for row in admin.execute(text) if row[0] == name]
    assert rows == list(map(str, every))


def test_views_are_described_as_the_tables(admin, ids):
    comments = sql.SQL(
        "SELECT obj_description({table}::regclass), array_agg(col_description(attrelid, attnum)"
        " ORDER BY attname) FROM pg_attribute WHERE attrelid = {table}::regclass"
        " AND attnum > 0 AND NOT attisdropped"
    )
    table, view = (
        admin.execute(comments.format(table=name)).fetchone()
        for name in ("analytics.funnel_stage", f'"organization_{ids[0]}".funnel_stage')
    )
    assert view == table
    assert None not in view[1]


def test_a_column_that_was_added_is_seen_after_the_next_time(admin, login, ids):
    reader = login(ROLES[0])
    query = f'SELECT nickname FROM "organization_{ids[0]}".organization'
    admin.execute("ALTER TABLE analytics.organization ADD COLUMN nickname text")
    try:
        with pytest.raises(psycopg.errors.UndefinedColumn):
            reader.execute(query)
        run(admin, ids[0], ROLES[0])
        assert reader.execute(query).fetchall() == [(None,)]
        with pytest.raises(psycopg.errors.DependentObjectsStillExist):
            admin.execute("ALTER TABLE analytics.organization DROP COLUMN nickname")
    finally:
        drop(admin, ids[0])
        admin.execute("ALTER TABLE analytics.organization DROP COLUMN nickname")
        run(admin, ids[0], ROLES[0])


def test_an_id_is_an_id_whatever_stands_in_it(admin, login):
    admin.execute(
        "INSERT INTO analytics.organization (organization_id, name) VALUES (%s, 'Odd')", [ODD]
    )
    admin.execute("CREATE ROLE bi_odd LOGIN")
    try:
        run(admin, ODD, "bi_odd")
        own = sql.Identifier(f"organization_{ODD}", "organization")
        names = login("bi_odd").execute(sql.SQL("SELECT name FROM {}").format(own)).fetchall()
        assert names == [("Odd",)]
    finally:
        drop(admin, ODD)
        admin.execute("DROP ROLE bi_odd")
        admin.execute("DELETE FROM analytics.organization WHERE organization_id = %s", [ODD])


@pytest.mark.parametrize(
    ("organization", "role", "message"),
    [
        ("not there", ROLES[0], "There is no organization not there"),
        (None, "bi_reader", "bi_reader may enter the schema analytics"),
        (None, "not_there", 'role "not_there" does not exist'),
    ],
)
def test_what_would_show_nothing_or_too_much_is_refused(admin, ids, organization, role, message):
    with pytest.raises(psycopg.Error, match=message):
        run(admin, organization or ids[0], role)


def test_an_id_too_long_for_a_schema_of_its_own_is_refused(admin):
    long = "x" * 51
    admin.execute(
        "INSERT INTO analytics.organization (organization_id, name) VALUES (%s, 'Long')", [long]
    )
    try:
        with pytest.raises(psycopg.Error, match="more than 63 bytes"):
            run(admin, long, ROLES[0])
    finally:
        admin.execute("DELETE FROM analytics.organization WHERE organization_id = %s", [long])
