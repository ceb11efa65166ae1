"""The shipped items and the periods over which they are reported."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwei.ledgers.tallies.figures import VITAL
from gongwei.ledgers.tallies.items import TallyItem, shipped
from gongwei.ledgers.tallies.periods import MONTHS, period_holding, reporting_period
from gongwei.programmes.registry import INDICATORS


def test_every_shipped_item_is_whole():
    for code, item in shipped().items():
        assert item.item == code and item.name and item.measure
        assert item.allows(Decimal(0)) and not item.allows(Decimal(-1))


def test_vital_rates_rest_on_shipped_flows():
    below = {over for _, over, _ in VITAL.values()} - {"population"}
    for item in below.union(*(terms for terms, _, _ in VITAL.values())):
        assert shipped()[item].kind == "flow"


def test_limits_are_inclusive():
    item = TallyItem("x", "某项", "个", "month", "flow", Decimal(1), Decimal(3))
    assert [item.allows(Decimal(value)) for value in (0, 1, 3, 4)] == [False, True, True, False]
    with pytest.raises(ValueError):
        TallyItem("x", "某项", "个", "week", "flow")


@pytest.mark.parametrize(
    ("text", "length", "start", "end"),
    [
        ("2025", "year", date(2025, 1, 1), date(2025, 12, 31)),
        ("2025-Q1", "quarter", date(2025, 1, 1), date(2025, 3, 31)),
        ("2025-Q4", "quarter", date(2025, 10, 1), date(2025, 12, 31)),
        ("2024-02", "month", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-12", "month", date(2025, 12, 1), date(2025, 12, 31)),
    ],
)
def test_periods(text, length, start, end):
    period = reporting_period(text)
    assert (period.length, period.start, period.end) == (length, start, end)


def test_the_items_of_the_work_are_there():
    """Those that shared descriptions of the work name, and the resources and vital events that indicators rest on."""
    assert shipped().keys() >= {
        "bait_stations", "rodenticide_kg", "breeding_sites", "rubbish_t", "health_lectures", "lecture_attendance", "leaflets",
        "blood_donors", "supervision_opinions", "fines", "institutions", "beds", "staff", "nursery_places", "doctors", "nurses",
        "village_doctors", "general_practitioners", "births", "deaths", "live_births", "maternal_deaths", "infant_deaths",
        "under_five_deaths",
    }


def test_what_records_hold_too_names_an_indicator():
    paired = {item.item: item.records for item in shipped().values() if item.records}
    assert len(paired) == 4 and set(paired.values()) <= INDICATORS.keys()


def test_who_reports_by_when_does_not_change_what_is_counted():
    item = TallyItem("x", "某项", "个", "month", "flow")
    assert item.meaning == replace(item, reports="village", due=9, records="hypertension.managed").meaning
    assert item.meaning != replace(item, kind="stock").meaning
    assert item.due_on(reporting_period("2025-03")) == date(2025, 4, 5)
    for wrong in ({"reports": "street"}, {"due": -1}):
        with pytest.raises(ValueError):
            replace(item, **wrong)


DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@given(DAYS, st.sampled_from(list(MONTHS)))
def test_every_day_lies_in_one_period_of_each_length(day, length):
    period = period_holding(day, length)
    assert period.length == length and period.start <= day <= period.end
    assert period.before.end + timedelta(days=1) == period.start
    before = period.a_year_before
    assert (before.start.year, before.start.month, before.length) == (period.start.year - 1, period.start.month, length)


@given(DAYS, st.sampled_from(list(MONTHS)), st.sampled_from(list(MONTHS)))
def test_what_ends_within_a_period(day, length, asked):
    period = period_holding(day, length)
    found = list(period.ending_within(asked))
    assert all(period.start <= one.end <= period.end and one.length == asked for one in found)
    if MONTHS[asked] <= MONTHS[length]:
        assert len(found) == MONTHS[length] // MONTHS[asked] and all(period.covers(one) for one in found)
    assert [one.text for one in reporting_period("2025-03").ending_within("quarter")] == ["2025-Q1"]
    assert not list(reporting_period("2025-02").ending_within("quarter"))


@pytest.mark.parametrize("text", ["", "25", "2025-Q5", "2025-13", "2025-3", "2025-03-01", "2025 ", "０２５"])
def test_what_is_no_period(text):
    with pytest.raises(ValueError):
        reporting_period(text)
