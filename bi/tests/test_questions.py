"""Every example question runs as the role of BI tools and gives the columns that it promises."""

from collections import Counter
from pathlib import Path

import psycopg
import pytest

QUESTIONS = Path(__file__).resolve().parent.parent / "questions"
READER = "bi_reader"
COLUMNS = {
    "01-how-do-we-stand": "organization kpi value value_text unit currency previous change_rate"
    " news",
    "02-where-are-leads-lost": "organization stage_rank stage_name reached step_rate"
    " mature_step_rate target_rate median_days lost_value currency is_bottleneck",
    "03-who-may-leave": "organization band leads customers expected_churned value_at_risk currency"
    " model tested_model tested_auc",
    "04-which-sources-bring-customers": "organization source leads comparable_leads comparable_rate"
    " previous_comparable_rate revenue currency median_cycle_days",
    "05-how-long-do-leads-stay": "organization stage_rank stage_name closed_visits mean_days"
    " kaplan_meier_median_days slow_after_days is_slow open_visits oldest_open_days",
    "06-do-newer-leads-convert-better": "organization cohort_month leads won conversion_rate",
    "07-what-does-a-lead-bring": "organization cohort_month months_since leads cumulative_revenue"
    " value_per_lead currency",
    "08-what-brings-revenue": "organization channel first_touch last_touch linear shapley currency",
    "09-did-campaigns-pay": "organization campaign leads won_within_horizon spend revenue net roi"
    " currency",
    "10-what-did-our-tests-show": "organization test status verdict decided_on decided_variant"
    " metric variant value lift lift_low lift_high recommendation",
}
# One row per organization and …
GRAIN = {
    "01-how-do-we-stand": "kpi",
    "02-where-are-leads-lost": "stage_rank stage_name",
    "03-who-may-leave": "band",
    "04-which-sources-bring-customers": "source",
    "05-how-long-do-leads-stay": "stage_rank stage_name",
    "06-do-newer-leads-convert-better": "cohort_month",
    "07-what-does-a-lead-bring": "cohort_month months_since",
    "08-what-brings-revenue": "channel",
    "09-did-campaigns-pay": "campaign",
    "10-what-did-our-tests-show": "test variant",
}
MONEY = {
    "lost_value", "value_at_risk", "revenue", "cumulative_revenue", "value_per_lead", "first_touch",
    "last_touch", "linear", "shapley", "spend", "net",
}  # fmt: skip


@pytest.fixture(scope="module")
def reader(login):
    return login(READER)


@pytest.fixture(scope="module")
def currencies(reader):
    return dict(reader.execute("SELECT name, currency FROM analytics.organization").fetchall())


def test_every_question_is_known():
    assert sorted(path.stem for path in QUESTIONS.glob("*.sql")) == sorted(COLUMNS)
    assert len(COLUMNS) == 10


@pytest.mark.parametrize("name", COLUMNS)
def test_the_question_says_what_it_asks(name):
    text = (QUESTIONS / f"{name}.sql").read_text(encoding="utf-8")
    comment = [line for line in text.splitlines() if line.startswith("--")]
    assert [word for word in ("Question", "Answer", "Chart") if f"-- {word}: " in text] == [
        "Question",
        "Answer",
        "Chart",
    ]
    assert text.startswith("-- Question: ")
    assert text.startswith("\n".join(comment))
    assert comment[0].endswith("?")


def answer(reader, name):
    """Names of the columns, and the rows by them."""
    cursor = reader.execute((QUESTIONS / f"{name}.sql").read_text(encoding="utf-8"))
    columns = [column.name for column in cursor.description]
    return columns, [dict(zip(columns, row, strict=True)) for row in cursor]


def totals(rows, *measures):
    """Sums per organization, without those that have nothing."""
    sums = {}
    for row in rows:
        sums.setdefault(row["organization"], Counter()).update(
            {measure: row[measure] or 0 for measure in measures}
        )
    return sums


@pytest.mark.parametrize("name", COLUMNS)
def test_the_question_is_answered(name, reader, currencies):
    columns, rows = answer(reader, name)
    assert columns == COLUMNS[name].split()
    assert rows
    assert {row["organization"] for row in rows} <= set(currencies)


@pytest.mark.parametrize("name", COLUMNS)
def test_there_is_one_row_per_answer(name, reader):
    _, rows = answer(reader, name)
    keys = Counter(
        tuple(row[column] for column in ["organization", *GRAIN[name].split()]) for row in rows
    )
    assert [key for key, times in keys.items() if times > 1] == []


@pytest.mark.parametrize(
    "name", [name for name, columns in COLUMNS.items() if MONEY.intersection(columns.split())]
)
def test_money_is_of_one_organization_in_its_currency(name, reader, currencies):
    _, rows = answer(reader, name)
    assert all(row["currency"] == currencies[row["organization"]] for row in rows)


def test_every_model_shares_the_revenue_there_was(reader):
    """attribution_balance has it from the conversions themselves."""
    models = {"first_touch": "first", "last_touch": "last", "linear": "linear"}
    models["shapley"] = "shapley"
    _, rows = answer(reader, "08-what-brings-revenue")
    conversions = {"purchases": "purchase"}
    expected = {}
    for organization, source, type, model, revenue in reader.execute(
        "SELECT name, revenue_source, conversion_type, model, revenue"
        " FROM analytics.attribution_balance INNER JOIN analytics.organization"
        " USING (organization_id)"
    ):
        if type == conversions.get(source, "customer"):
            expected[organization, model] = revenue or 0
    found = {
        (organization, models[measure]): total
        for organization, sums in totals(rows, *models).items()
        for measure, total in sums.items()
    }
    assert any(found.values())
    assert found == {key: value for key, value in expected.items() if key[1] in models.values()}


def test_campaigns_are_added_over_the_months_that_are_old_enough(reader):
    measures = ["leads", "spend", "revenue", "net"]
    _, rows = answer(reader, "09-did-campaigns-pay")
    cursor = reader.execute(
        "SELECT organization.name AS organization, campaign.* FROM analytics.campaign_metrics"
        " AS campaign INNER JOIN analytics.organization USING (organization_id)"
    )
    columns = [column.name for column in cursor.description]
    every = [dict(zip(columns, row, strict=True)) for row in cursor]
    counted = [
        row
        for row in every
        if row["granularity"] == "month" and row["is_mature"] and row["campaign_id"] != "unknown"
    ]
    paid = {
        (row["organization_id"], row["campaign_id"]) for row in counted if (row["spend"] or 0) > 0
    }
    expected = [row for row in counted if (row["organization_id"], row["campaign_id"]) in paid]
    assert totals(rows, *measures) == totals(expected, *measures)
    for left_out in ({"granularity": "week"}, {"is_mature": False}, {"campaign_id": "unknown"}):
        assert any(left_out.items() <= row.items() for row in every)


@pytest.mark.parametrize("name", ["07-what-does-a-lead-bring", "08-what-brings-revenue"])
def test_an_organization_s_rows_do_not_depend_on_the_others(name, reader):
    """Whoever adds over organizations adds over currencies."""
    text = (QUESTIONS / f"{name}.sql").read_text(encoding="utf-8")
    together = reader.execute(text).fetchall()
    (ids,) = zip(*reader.execute("SELECT organization_id FROM analytics.organization"), strict=True)
    every = "INNER JOIN analytics.organization USING"
    one = (
        "INNER JOIN (SELECT * FROM analytics.organization WHERE organization_id = '{}')"
        " AS organization USING"
    )
    assert every in text
    apart = [
        row for id in ids for row in reader.execute(text.replace(every, one.format(id))).fetchall()
    ]
    assert sorted(map(str, apart)) == sorted(map(str, together))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE analytics.organization SET name = 'x'",
        "CREATE TABLE analytics.mine ()",
        "SELECT * FROM analytics_load.origin",
    ],
)
def test_the_reader_does_no_more_than_read(reader, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege), reader.transaction():
        reader.execute(statement)
