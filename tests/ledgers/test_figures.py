"""Tallies, vital rates and projects at a day."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from gongwei.ledgers import actions, queries
from gongwei.ledgers.actions import ItemRow, ProjectRow, TallyRow
from gongwei.ledgers.models import Milestone, Tally
from gongwei.records import actions as records
from gongwei.records.models import AuditEntry, Revision
from gongwei.records.rows import Loaded, PopulationRow
from tests.records.county import COUNTY, LATER, OTHER, TOWNSHIP, UNITS, VILLAGE, WHO

AGAIN = {"actor": "王主任", "at": LATER}
DAY = date(2025, 6, 30)


@pytest.fixture(autouse=True)
def units(db):
    records.load_units(UNITS, **WHO)


def tallies(day: date, item: str) -> dict[str, Fraction | None]:
    """Unit → value."""
    return {unit: figure.value for unit, figure in queries.tally_figures(day)[f"tally.{item}"].items()}


def report(*rows: tuple) -> None:
    actions.load_tallies([TallyRow(*row[:3], Decimal(row[3])) for row in rows], **WHO)


def test_a_flow_is_the_sum_over_subtree_and_ended_periods():
    report(
        (VILLAGE, "births", "2025-05", 3),
        (VILLAGE, "births", "2025-06", 2),
        (VILLAGE, "births", "2025-07", 50),
        (VILLAGE, "births", "2024-12", 90),
        (TOWNSHIP, "births", "2025-Q2", "0.5"),
        (COUNTY, "births", "2025", 700),
    )
    assert tallies(DAY, "births") == {
        VILLAGE: 5, OTHER: None, TOWNSHIP: Decimal("5.5"), COUNTY: Decimal("5.5"),
    }  # fmt: skip
    assert tallies(date(2025, 6, 29), "births")[TOWNSHIP] == 3
    assert tallies(date(2025, 12, 31), "births")[COUNTY] == Decimal("755.5")


def test_a_stock_is_the_last_report_of_any_year():
    report(
        (VILLAGE, "beds", "2023", 8),
        (VILLAGE, "beds", "2024", 10),
        (VILLAGE, "beds", "2025", 99),
        (OTHER, "beds", "2025-Q1", 4),
        (OTHER, "beds", "2025-03", 5),
    )
    assert tallies(DAY, "beds") == {VILLAGE: 10, OTHER: 5, TOWNSHIP: 15, COUNTY: 15}


def test_unreported_is_missing_and_reported_nothing_is_nothing():
    report((OTHER, "deaths", "2025-01", 0))
    assert tallies(DAY, "deaths") == {VILLAGE: None, OTHER: 0, TOWNSHIP: 0, COUNTY: 0}
    assert set(tallies(DAY, "fines").values()) == {None}


def test_a_county_defines_items_of_its_own():
    own = [ItemRow("ponds", "鱼塘", "口", "month", "stock"), ItemRow("births", "出生", "人", "year", "flow")]
    actions.load_items(own, **WHO)
    assert actions.load_items(own, **AGAIN) == Loaded(unchanged=2)
    report((VILLAGE, "ponds", "2025-01", 2), (VILLAGE, "ponds", "2025-02", 3), (VILLAGE, "unheard_of", "2025-02", 1))
    assert tallies(DAY, "ponds")[COUNTY] == 3 and tallies(DAY, "unheard_of")[COUNTY] == 1
    assert queries.items()["births"].period == "year"


def test_reports_keep_their_history():
    report((VILLAGE, "births", "2025-05", 3))
    report((VILLAGE, "births", "2025-05", 4))
    assert Tally.objects.get().value == 4
    kept = Revision.objects.get()
    assert (kept.model, kept.key, kept.content["value"]) == ("tally", f"{VILLAGE}|births|2025-05", "3.0000")
    entries = AuditEntry.objects.count()
    report((VILLAGE, "births", "2025-05", 4))
    assert AuditEntry.objects.count() == entries


def test_reporting_one_tally():
    one = {"unit": VILLAGE, "item": "births", "period": "2025-05", "value": Decimal(3)}
    assert actions.report_tally(**one, **WHO).created == 1
    for wrong in ({"item": "no_such"}, {"period": "2025"}, {"value": Decimal(-1)}):
        with pytest.raises(records.Refused):
            actions.report_tally(**(one | wrong), **WHO)
    assert Tally.objects.get().value == 3


def test_vital_rates():
    records.load_population([PopulationRow(COUNTY, 2025, "all", Decimal(3000))], **WHO)
    report(
        (VILLAGE, "births", "2025-05", 7),
        (OTHER, "deaths", "2025-05", 9),
        (VILLAGE, "live_births", "2025-05", 7),
        (VILLAGE, "infant_deaths", "2025-05", 1),
    )
    vital = {name: figures[COUNTY] for name, figures in queries.vital_figures(DAY).items()}
    assert vital["vital.birth_rate"].value == Fraction(7, 3)
    assert vital["vital.death_rate"].value == 3
    assert vital["vital.natural_growth"].value == Fraction(-2, 3)
    assert vital["vital.natural_growth"].numerator == -2
    assert vital["vital.infant_mortality"].value == Fraction(1000, 7)
    assert vital["vital.maternal_mortality"].numerator is None and vital["vital.maternal_mortality"].value is None
    assert queries.vital_figures(DAY)["vital.birth_rate"][VILLAGE].value is None


def test_a_rate_over_no_births_has_no_value():
    report((VILLAGE, "live_births", "2025-05", 0), (VILLAGE, "infant_deaths", "2025-05", 0))
    assert queries.vital_figures(DAY)["vital.infant_mortality"][VILLAGE].value is None


def clinic(number: int, unit: str, done: dict[str, date | None], weight: str = "1") -> list[ProjectRow]:
    return [
        ProjectRow(f"P{number}", "village_clinics", unit, f"卫生室{number}", name, Decimal(weight), None, day)
        for name, day in done.items()
    ]


def test_the_published_village_clinics():
    """167 clinics: started 165, main structure 141, fitted out 98, doctor assigned 167: 85.48 %."""
    reached = {"开工": 165, "主体完工": 141, "装修": 98, "配备村医": 167}
    projects = [
        row
        for number in range(167)
        for row in clinic(number, VILLAGE, {name: DAY if number < count else None for name, count in reached.items()})
    ]
    actions.load_projects(projects, **WHO)
    figure = queries.project_figures(DAY)["project.village_clinics"][COUNTY]
    assert figure.value == Fraction(165 + 141 + 98 + 167, 4 * 167) * 100
    assert round(figure.value, 2) == Fraction(8548, 100) and figure.denominator == 167
    assert figure.outcomes == tuple((name, count, True) for name, count in reached.items())
    assert queries.project_figures(date(2025, 6, 29))["project.village_clinics"][COUNTY].value == 0


def test_projects_are_weighted_within_and_equal_among_themselves():
    first = clinic(1, VILLAGE, {"开工": DAY}, "3") + clinic(1, VILLAGE, {"竣工": None}, "1")
    second = clinic(2, OTHER, {"开工": None})
    weightless = clinic(3, OTHER, {"开工": DAY}, "0")
    actions.load_projects(first + second + weightless, **WHO)
    figures = queries.project_figures(DAY)["project.village_clinics"]
    assert {unit: figure.value for unit, figure in figures.items()} == {
        VILLAGE: 75, OTHER: 0, TOWNSHIP: Fraction(75, 2), COUNTY: Fraction(75, 2),
    }  # fmt: skip
    assert queries.project_figures(DAY).keys() == {"project.village_clinics"}


def test_loading_projects_twice_and_reaching_a_milestone():
    rows = clinic(1, VILLAGE, {"开工": DAY, "竣工": None})
    assert actions.load_projects(rows, **WHO) == Loaded(created=2)
    assert actions.load_projects(rows, **AGAIN) == Loaded(unchanged=2)
    assert actions.reach_milestone(project="P1", milestone="竣工", on=DAY, **AGAIN).revised == 1
    assert Milestone.objects.get(name="竣工").done == DAY
    with pytest.raises(records.Refused):
        actions.reach_milestone(project="P1", milestone="无此节点", on=DAY, **AGAIN)


def test_a_milestone_is_read_where_nobody_else_writes():
    actions.load_projects(clinic(1, VILLAGE, {"竣工": None}), **WHO)
    with CaptureQueriesContext(connection) as asked:
        actions.reach_milestone(project="P1", milestone="竣工", on=DAY, **AGAIN)
    assert asked[0]["sql"].startswith("SAVEPOINT")


def test_the_database_holds_what_must_hold():
    entry = AuditEntry.objects.latest("pk")
    report((VILLAGE, "births", "2025-05", 3))
    for row in (
        Tally(unit_id=VILLAGE, item="births", period="2025-05", period_start=DAY, period_end=DAY, value=1,
              change=entry),
        Tally(unit_id=VILLAGE, item="x", period="2025", period_start=DAY, period_end=date(2025, 1, 1), value=1,
              change=entry),
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)
