"""Tallies and vital rates at a day."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction

from gongwei.ledgers.tallies import actions, figures, queries
from gongwei.ledgers.tallies.actions import ItemRow, TallyRow
from gongwei.ledgers.tallies.models import Tally
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
    return {unit: figure.value for unit, figure in figures.tally_figures(day)[f"tally.{item}"].items()}


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
    one = {"unit": TOWNSHIP, "item": "births", "period": "2025-05", "value": Decimal(3)}
    assert actions.report_tally(**one, **WHO).created == 1
    for wrong in ({"item": "no_such"}, {"period": "2025"}, {"period": "5月"}, {"value": Decimal(-1)},
                  {"value": Decimal("0.00001")}, {"unit": VILLAGE}, {"unit": "999999999999"}, {"period": "2025-08"}):
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
    vital = {name: found[COUNTY] for name, found in figures.vital_figures(DAY).items()}
    assert vital["vital.birth_rate"].value == Fraction(7, 3)
    assert vital["vital.death_rate"].value == 3
    assert vital["vital.natural_growth"].value == Fraction(-2, 3)
    assert vital["vital.natural_growth"].numerator == -2
    assert vital["vital.infant_mortality"].value == Fraction(1000, 7)
    assert vital["vital.maternal_mortality"].numerator is None and vital["vital.maternal_mortality"].value is None
    assert figures.vital_figures(DAY)["vital.birth_rate"][VILLAGE].value is None


def test_a_rate_over_no_births_has_no_value():
    report((VILLAGE, "live_births", "2025-05", 0), (VILLAGE, "infant_deaths", "2025-05", 0))
    assert figures.vital_figures(DAY)["vital.infant_mortality"][VILLAGE].value is None


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
