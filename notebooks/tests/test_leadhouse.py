import os
from collections import namedtuple
from datetime import datetime
from unittest import mock

import psycopg
import pytest
import yaml


@pytest.fixture(scope="module")
def warehouse(published, leadhouse):
    with leadhouse.open(published.config) as opened:
        yield opened


@pytest.fixture
def config(published, tmp_path):
    """Writes a variant of the configuration, by keys of its section publish."""

    def write(**changes):
        settings = yaml.safe_load(published.config.read_text(encoding="utf-8"))
        settings["warehouse"] = str(published.warehouse)
        settings["publish"].update(changes)
        file = tmp_path / "leadhouse.yml"
        file.write_text(yaml.safe_dump(settings), encoding="utf-8")
        return file

    return write


def test_the_repr_says_which_run_is_shown(warehouse):
    assert f"as of {warehouse.as_of:%Y-%m-%d}" in repr(warehouse)
    assert f"{len(warehouse.publication)} published tables" in repr(warehouse)


def test_published_rows_have_the_values_asked_for(warehouse):
    rows = warehouse.published("funnel_stage", window_days=90, variant="strict")
    assert len(rows) > 0
    assert set(rows["variant"]) == {"strict"}
    assert set(rows["window_days"]) == {90}
    assert rows["lost_value"].dtype.kind == "f"
    assert warehouse.published("cohort_retention")["cohort_start"].dtype.kind == "M"


def test_a_value_is_a_value_whatever_stands_in_it(warehouse):
    assert warehouse.published("organization", name="' OR true --").empty


def test_every_published_table_says_what_a_row_is(warehouse):
    tables = warehouse.tables()
    assert set(tables.index) == set(warehouse.publication)
    assert tables["description"].str.startswith("One row per ").all()


def test_delta_and_postgres_show_the_same_run(warehouse):
    published = warehouse.published("organization").set_index("organization_id")["name"]
    rows = {row.organization_id: row.name for row in warehouse.delta("organization").collect()}
    assert rows == published.to_dict()


Built = namedtuple("Built", "run_id table_name version finished_at")


@pytest.mark.parametrize("order", [1, -1])
def test_the_last_record_of_a_repeated_part_counts(leadhouse, order):
    built = [
        Built("monday", "funnel", 7, datetime(2026, 3, 2, 5, 10)),
        Built("monday", "lead", 3, datetime(2026, 3, 2, 5, 0)),
        Built("monday", "funnel", 8, datetime(2026, 3, 2, 9, 0)),
        Built("monday", "lead", 2, datetime(2026, 3, 2, 4, 0)),
    ]
    assert leadhouse.last_versions(built[::order], {"funnel": 8}) == {"funnel": 8, "lead": 3}


@pytest.mark.parametrize("order", [1, -1])
def test_the_run_is_the_one_that_built_most_of_what_is_published(leadhouse, order):
    built = [
        Built("sunday", "funnel", 6, datetime(2026, 3, 1)),
        Built("sunday", "lead", 2, datetime(2026, 3, 1)),
        Built("monday", "funnel", 7, datetime(2026, 3, 2)),
        Built("monday", "lead", 2, datetime(2026, 3, 2)),
    ][::order]
    both = {"funnel": 6, "lead": 2}
    assert leadhouse.last_versions(built, both) == both
    assert leadhouse.last_versions(built, {"lead": 2}) == {"funnel": 7, "lead": 2}
    assert leadhouse.last_versions(built, {"lead": 9}) == {}


def test_a_later_run_of_some_tables_counts_where_it_is_published(leadhouse):
    built = [
        Built("monday", "funnel", 6, datetime(2026, 3, 2)),
        Built("monday", "cohort", 1, datetime(2026, 3, 2)),
        Built("monday", "roi", 4, datetime(2026, 3, 2)),
        Built("monday", "lead", 2, datetime(2026, 3, 2)),
        Built("selected", "funnel", 7, datetime(2026, 3, 3)),
        Built("selected", "lead", 3, datetime(2026, 3, 3)),
        Built("unpublished", "roi", 5, datetime(2026, 3, 4)),
        Built("unpublished", "lead", 4, datetime(2026, 3, 4)),
    ]
    shown = {"funnel": 7, "cohort": 1, "roi": 4}
    assert leadhouse.last_versions(built, shown) == {**shown, "lead": 3}
    before = {"funnel": 6, "cohort": 1, "roi": 4}
    assert leadhouse.last_versions(built, before) == {**before, "lead": 2}


def test_a_fact_that_is_not_published_is_in_delta(warehouse):
    assert "stage_visit" not in warehouse.publication
    assert {"lead_id", "entered_at"} <= set(warehouse.delta("stage_visit").columns)


def test_refused_rows_have_their_reason(warehouse):
    rows = warehouse.quarantine().collect()
    assert rows
    assert all(row.reason and row.table_name and row.occurrences > 0 for row in rows)


def test_nothing_is_ever_written(warehouse):
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        warehouse.query("DELETE FROM analytics.organization")


def test_a_wrong_name_is_answered_with_the_nearest(warehouse, leadhouse):
    with pytest.raises(leadhouse.LeadhouseError, match="Did you mean funnel_stage"):
        warehouse.published("funnel_stages")
    with pytest.raises(leadhouse.LeadhouseError, match="Did you mean stage_visit"):
        warehouse.delta("stage_visits")


def test_a_table_published_since_is_refused(warehouse, leadhouse):
    newer = warehouse.publication["organization"] + 1
    with (
        mock.patch.dict(warehouse.publication, organization=newer),
        pytest.raises(leadhouse.LeadhouseError, match="published again"),
    ):
        warehouse.published("organization")


def test_a_password_comes_from_file_or_environment_and_is_not_shown(config, leadhouse, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hunter2\n", encoding="utf-8")
    from_file = leadhouse.Warehouse(config(password_file=str(secret)))
    assert leadhouse._password({"password_file": str(secret)}) == "hunter2"
    with mock.patch.dict(os.environ, BI_PASSWORD="hunter2"):
        from_environment = leadhouse.Warehouse(config(password_env="BI_PASSWORD"))
        assert leadhouse._password({"password_env": "BI_PASSWORD"}) == "hunter2"
    for opened in (from_file, from_environment):
        assert "hunter2" not in repr(opened) + str(vars(opened))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"password_env": "NOT_SET_ANYWHERE"}, "no NOT_SET_ANYWHERE"),
        ({"password_file": "/not/there"}, "cannot read /not/there"),
        ({"port": 1}, "Cannot read the published tables"),
    ],
)
def test_what_cannot_be_read_is_named(config, leadhouse, changes, message):
    with pytest.raises(leadhouse.LeadhouseError, match=message):
        leadhouse.Warehouse(config(**changes))


def test_a_configuration_has_to_be_there_and_to_publish(leadhouse, tmp_path):
    with pytest.raises(leadhouse.LeadhouseError, match="There is no"):
        leadhouse.open(tmp_path / "my.yml")
    (tmp_path / "my.yml").write_text("source: {host: db, database: crm, user: r}\n")
    with pytest.raises(leadhouse.LeadhouseError, match="no section `publish`"):
        leadhouse.open(tmp_path / "my.yml")
