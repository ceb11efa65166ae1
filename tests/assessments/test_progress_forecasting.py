"""Forecasts: the worked example of the page, what is possible, when nothing can be said; their back-test."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongwei.assessments.progress.backtesting import Trial, score
from gongwei.assessments.progress.forecasting import BY_DAYS, BY_SEASON, BY_TREND, NINETIETH, Forecast, forecast
from gongwei.assessments.progress.items import Item
from gongwei.assessments.progress.outlook import a_year_before, by_trend, by_work
from gongwei.assessments.progress.pace import Growth
from gongwei.indicators.figure import rounded
from tests.pages import tables

*_, STUDENT, EXAMPLE, _BACKTEST = tables("work/progress.md")
MONTHLY = Item("x", "x", "检查人数", "人", Growth.GROWS, counts=True)
YEAR_END = date(2025, 12, 31)
INCREMENTS = st.lists(st.fractions(0, 500, max_denominator=2), min_size=1, max_size=11)
EXPOSURES = st.fractions(0, 40, max_denominator=2)


def ends(year: int, months: int) -> list[date]:
    return MONTHLY.days(date(year + (months == 12), months % 12 + 1, 1) - timedelta(days=1))


def cumulated(year: int, increments) -> dict[date, Fraction]:
    """What was reached by the ends of the year's months, from 0 on the last day of the year before."""
    days = ends(year, len(increments))
    return {day: Fraction(sum(increments[:number])) for number, day in enumerate(days)}


def test_the_example_of_the_page():
    (row,) = EXAMPLE
    found = forecast(Fraction(150), list(map(Fraction, (40, 60, 50))), [Fraction(20)] * 3, Fraction(20), BY_DAYS)
    shown = [str(rounded(value, 2)) for value in (found.middle, found.low, found.high)]
    assert shown == [row[title] for title in ("预计", "下限", "上限")]


def test_students_percentiles_of_the_page():
    (row,) = STUDENT
    assert [row[str(months)] for months in range(3, 13)] == [str(rounded(value, 3)) for value in NINETIETH[1:11]]


@settings(max_examples=40)
@given(st.lists(st.tuples(st.fractions(-50, 500, max_denominator=2), EXPOSURES), max_size=12), EXPOSURES, st.fractions(0, 1))
def test_an_interval_holds_its_middle_and_nothing_is_said_of_fewer_than_three_months(months, ahead, believed):
    changes, exposures = [change for change, _ in months], [exposure for _, exposure in months]
    found = forecast(Fraction(1000), changes, exposures, ahead, BY_DAYS, believed)
    assert (found is None) == (sum(exposure > 0 for exposure in exposures) < 3)
    if found:
        assert found.low <= found.middle <= found.high
        assert ahead or found.low == found.middle == found.high == 1000


@settings(max_examples=40)
@given(st.fractions(0, 50), st.lists(st.integers(1, 30).map(Fraction), min_size=3, max_size=11), EXPOSURES)
def test_what_always_followed_the_exposure_is_foreseen_without_doubt(rate, exposures, ahead):
    changes = [rate * exposure for exposure in exposures]
    found = forecast(sum(changes, Fraction(0)), changes, exposures, ahead, BY_SEASON)
    assert found.low == found.middle == found.high == rate * (sum(exposures) + ahead)


def test_further_away_is_less_certain():
    widths = []
    for ahead in (5, 50, 150):
        found = forecast(Fraction(150), list(map(Fraction, (40, 60, 50))), [Fraction(20)] * 3, Fraction(ahead), BY_DAYS)
        widths.append(found.high - found.low)
    assert widths == sorted(widths) and widths[0] < widths[-1]


@settings(max_examples=40)
@given(INCREMENTS, st.fractions(0, 2000), st.none() | st.fractions(2000, 4000))
def test_clipped_to_what_is_possible(increments, least, most):
    found = by_work(cumulated(2025, increments), {}, YEAR_END)
    if found:
        clipped = found.within(least, most)
        assert least <= clipped.low <= clipped.middle <= clipped.high <= (most or max(found.high, least))


@settings(max_examples=40)
@given(INCREMENTS)
def test_half_the_trend_goes_on(increments):
    reached = cumulated(2025, increments)
    found = by_trend(reached, YEAR_END)
    assert (found is None) == (len(increments) < 3)
    if found:
        last = max(reached)
        going_on = reached[last] * (YEAR_END - last).days / (last - date(2024, 12, 31)).days
        assert found.middle == reached[last] + going_on / 2 and found.method == BY_TREND


SPRING = [0, 0, 100, 200, 300, 100, 50, 50, 50, 50, 50, 50]


def test_last_years_rhythm_is_followed():
    found = by_work(cumulated(2025, [2 * month for month in SPRING[:6]]), cumulated(2024, SPRING), YEAR_END)
    assert found == Forecast(Fraction(2000), Fraction(2000), Fraction(2000), BY_SEASON)


def test_without_a_full_last_year_the_working_days_speak():
    reached = cumulated(2025, [100, 110, 90, 100])
    half = cumulated(2024, [0, 0, 0, 0, 0, 0, 100, 100, 100, 100, 100, 100])
    assert by_work(reached, {}, YEAR_END) == by_work(reached, half, YEAR_END)
    found = by_work(reached, half, YEAR_END)
    assert found.method == BY_DAYS and found.middle == 400 + Fraction(400, 81) * 167


@pytest.mark.parametrize("increments", [[0] * 6, [5, 5], []])
def test_nothing_is_foreseen_of_nothing(increments):
    assert by_work(cumulated(2025, increments), {}, YEAR_END) is None


def test_a_quarterly_tally_is_known_at_the_quarters_ends():
    quarterly = Item("x", "tally.x", "投饵站", "个", Growth.GROWS, counts=True, reported=True, months=3)
    assert quarterly.days(date(2025, 8, 15)) == [date(2024, 12, 31), date(2025, 3, 31), date(2025, 6, 30)]


def test_days_after_the_last_month_are_no_month():
    assert MONTHLY.days(date(2025, 3, 1)) == [date(2024, 12, 31), date(2025, 1, 31), date(2025, 3, 1)]
    assert MONTHLY.days(date(2025, 2, 28)) == [date(2024, 12, 31), date(2025, 1, 31), date(2025, 2, 28)]
    assert MONTHLY.days(date(2025, 1, 15)) == [date(2024, 12, 31), date(2025, 1, 15)]
    for day, foreseen in ((date(2025, 3, 1), False), (date(2025, 4, 1), True)):
        reached = {one: Fraction(10 * number) for number, one in enumerate(MONTHLY.days(day))}
        assert bool(by_work(reached, {}, YEAR_END)) == foreseen


def test_who_starts_late_does_not_follow_last_years_rhythm():
    before = cumulated(2024, [100] * 8 + [0] * 4)
    late, even = cumulated(2025, [0] * 7 + [500, 0]), cumulated(2025, [60] * 8 + [0])
    found = by_work(late, before, YEAR_END)
    assert found.method == BY_DAYS and found.middle > 500 and found.high > found.middle
    assert by_work(even, before, YEAR_END) == Forecast(Fraction(480), Fraction(480), Fraction(480), BY_SEASON)

    assert MONTHLY.days(date(2025, 1, 31)) == [date(2024, 12, 31), date(2025, 1, 31)]


@given(st.dates(date(2000, 1, 2), date(2030, 12, 31)))
def test_a_year_before_keeps_the_months_last_day(day):
    before, next_day = a_year_before(day), day + timedelta(days=1)
    assert before.year == day.year - 1
    assert ((before + timedelta(days=1)).day == 1) == (next_day.day == 1)


def trial(low: int, middle: int, high: int, came: int, plain: int = 0) -> Trial:
    foreseen = Forecast(Fraction(low), Fraction(middle), Fraction(high), BY_DAYS)
    return Trial("x", "1", date(2025, 3, 31), foreseen, Fraction(plain), Fraction(came))


def test_a_score_tells_how_often_it_held_and_how_far_off_it_was():
    trials = [trial(80, 100, 120, 110, 50), trial(80, 100, 120, 140, 200), trial(100, 100, 100, 100), trial(0, 50, 90, 50)]
    counts, rates = score(trials, counts=True), score(trials, counts=False)
    assert (counts.trials, counts.held, counts.coverage) == (4, 3, 75)
    assert counts.error == Fraction(10 + 40, 400) * 100 and rates.error == Fraction(50, 4)
    assert counts.plain == Fraction(60 + 60 + 100 + 50, 4) and rates.width == Fraction(170, 4)
    assert score([trial(0, 0, 0, 0)], counts=True).error is None
