"""Days that the as-of day determines."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwei.definition.calendar import QUARTERS, Calendar, add_months, completed_years

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def test_a_year_before_the_29th_of_february_is_the_28th():
    assert Calendar(date(2024, 2, 29)).days["a_year_before"] == date(2023, 2, 28)
    assert Calendar(date(2025, 2, 28)).days["a_year_before"] == date(2024, 2, 28)


@pytest.mark.parametrize(("as_of", "first", "last"), [
    (date(2025, 3, 31), date(2025, 1, 1), date(2025, 3, 31)),
    (date(2025, 3, 30), date(2024, 10, 1), date(2024, 12, 31)),
    (date(2025, 1, 1), date(2024, 10, 1), date(2024, 12, 31)),
    (date(2025, 12, 31), date(2025, 10, 1), date(2025, 12, 31)),
    (date(2024, 2, 29), date(2023, 10, 1), date(2023, 12, 31)),
])
def test_the_last_complete_quarter(as_of, first, last):
    calendar = Calendar(as_of)
    assert (calendar.days["last_quarter_start"], calendar.days["last_quarter_end"]) == (first, last)


def test_a_period_may_start_elsewhere_but_not_after_its_end():
    assert Calendar(date(2025, 9, 30), date(2024, 10, 1)).days["year_start"] == date(2024, 10, 1)
    with pytest.raises(ValueError):
        Calendar(date(2025, 9, 30), date(2025, 10, 1))


def test_born_on_29_february_a_year_older_on_1_march():
    birth = date(1960, 2, 29)
    assert completed_years(birth, date(2025, 2, 28)) == 64
    assert completed_years(birth, date(2025, 3, 1)) == 65
    assert completed_years(birth, date(2024, 2, 29)) == 64


@given(days)
def test_quarters_divide_the_year(day):
    known = Calendar(day).days
    spans = [(known[quarter.first.name], known[quarter.last.name]) for quarter in QUARTERS]
    assert spans[0][0] == known["year_end"].replace(month=1, day=1) and spans[-1][1] == known["year_end"]
    assert all(last + timedelta(days=1) == first for (_, last), (first, _) in pairwise(spans))
    assert known["last_quarter_end"] <= day < add_months(known["last_quarter_end"] + timedelta(days=1), 3)


@given(days, st.integers(-240, 240))
def test_adding_months_keeps_the_day_or_takes_the_last(day, months):
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or ((later + timedelta(days=1)).day == 1 and later.day < day.day)


@given(days, st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_age_grows_by_one_a_year(birth, day):
    age = completed_years(birth, day)
    assert completed_years(birth, birth) == 0
    assert completed_years(birth, day + timedelta(days=1)) - age in (0, 1)
    if (day.month, day.day) != (2, 29):
        assert completed_years(birth, day.replace(year=day.year + 1)) == age + 1 or (birth.month, birth.day) == (2, 29)
