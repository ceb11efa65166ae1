"""The shipped items and the periods over which they are reported."""

from datetime import date
from decimal import Decimal

import pytest

from gongwei.ledgers.tallies.figures import VITAL
from gongwei.ledgers.tallies.items import TallyItem, shipped
from gongwei.ledgers.tallies.periods import reporting_period


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


@pytest.mark.parametrize("text", ["", "25", "2025-Q5", "2025-13", "2025-3", "2025-03-01", "2025 ", "０２５"])
def test_what_is_no_period(text):
    with pytest.raises(ValueError):
        reporting_period(text)
