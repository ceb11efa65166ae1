"""Progress on a day: working days, pace, places, what is still to do; the worked examples of the page."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwei.assessments.progress.pace import Growth, due_share, growth
from gongwei.assessments.progress.progress import BEHIND, BELOW, IN_TIME, LATER, REACHED, UNKNOWN, Progress, upward
from gongwei.assessments.progress.ranking import Rank, ranks
from gongwei.assessments.progress.working_days import ANNOUNCED, WorkingDays, is_working_day, working_days
from gongwei.indicators.figure import Figure, rate, rounded
from gongwei.programmes.registry import INDICATORS
from tests.pages import tables

KINDS, COUNTS, RATES, CURVE, MONTHS, *_ = tables("work/progress.md")
DAYS = st.dates(date(2023, 1, 1), date(2026, 12, 31))
PERCENTAGES = st.lists(st.integers(0, 100), min_size=11, max_size=11)
CURVES = PERCENTAGES.map(lambda months: (*map(Fraction, sorted(months)), Fraction(100)))
NUMBERS = st.fractions(0, 10_000, max_denominator=4)

OFF = {
    2025: "01-01 01-28 01-29 01-30 01-31 02-03 02-04 04-04 05-01 05-02 05-05 06-02 "
          "10-01 10-02 10-03 10-06 10-07 10-08",
    2026: "01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25 "
          "10-01 10-02 10-05 10-06 10-07",
}
MADE_UP = {
    2025: "01-26 02-08 04-27 09-28 10-11",
    2026: "01-04 02-14 02-28 05-09 09-20 10-10",
}


def of(year: int, days: dict[int, str]) -> set[date]:
    return {date.fromisoformat(f"{year}-{day}") for day in days[year].split()}


def all_days(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(days=number) for number in range(365)]


@pytest.mark.parametrize("year", [2025, 2026])
def test_working_days_are_those_announced_by_the_state_council(year):
    """Weekdays off and weekend days worked, written by hand from the notices of November 2024 and November 2025."""
    working = {day for day in all_days(year) if is_working_day(day)}
    weekdays = {day for day in all_days(year) if day.weekday() < 5}
    assert weekdays - working == of(year, OFF) and working - weekdays == of(year, MADE_UP)


def test_a_year_not_yet_announced_has_monday_to_friday_and_says_so():
    assert 2026 in ANNOUNCED
    unknown = ANNOUNCED[-1] + 1
    assert working_days(date(unknown, 1, 31), date(unknown, 12, 31)).announced is False
    weekdays = sum(day.weekday() < 5 for day in all_days(unknown))
    assert working_days(date(unknown - 1, 12, 31), date(unknown, 12, 31)).number in (weekdays, weekdays + 1)
    assert working_days(date(2025, 12, 31), date(2025, 12, 31)) == WorkingDays(0, announced=True)


def test_working_days_of_the_months_on_the_page():
    (row,) = MONTHS
    ends = [date(2024, 12, 31), *(date(2025, month + 1, 1) - timedelta(days=1) for month in range(1, 12)), date(2025, 12, 31)]
    counted = [working_days(*days).number for days in pairwise(ends)]
    assert [row[str(month)] for month in range(1, 13)] == list(map(str, counted))
    assert sum(counted) == working_days(date(2024, 12, 31), date(2025, 12, 31)).number


@given(DAYS, st.none() | CURVES)
def test_what_is_due_grows_from_day_to_day_and_ends_at_all(day, curve):
    later = day + timedelta(days=1)
    assert 0 <= due_share(day, curve) <= 1
    assert due_share(date(day.year, 12, 31), curve) == 1
    if later.year == day.year:
        assert due_share(day, curve) <= due_share(later, curve)


def test_a_monthly_curve_is_met_at_each_months_end():
    curve = tuple(map(Fraction, (0, 5, 10, 20, 35, 50, 60, 70, 80, 90, 95, 100)))
    for row in CURVE:
        assert due_share(date.fromisoformat(row["截至日"]), curve) * 100 == int(row["应完成(%)"])


@pytest.mark.parametrize(("id", "found"), [
    ("screening.cervical_breast_cancer.done", Growth.GROWS), ("hypertension.new", Growth.GROWS),
    ("hypertension.visits", Growth.GROWS), ("older_people.management", Growth.GROWS), ("older_people.tcm", Growth.GROWS),
    ("older_people.coverage", Growth.GROWS), ("hypertension.managed", Growth.STANDS), ("hypertension.control", Growth.STANDS),
    ("hypertension.standard_progress", Growth.STANDS), ("health_record.coverage", Growth.STANDS),
    ("health_record.use", Growth.STANDS), ("screening.cervical_breast_cancer.followed", Growth.STANDS),
    ("hypertension.standard_annual", Growth.YEAR_END), ("diabetes.standard_annual", Growth.YEAR_END),
])
def test_how_an_indicator_moves_follows_from_what_it_looks_at(id, found):
    assert growth(INDICATORS[id]) is found


@given(st.dictionaries(st.integers(), st.none() | st.fractions(0, 3, max_denominator=2), max_size=8))
def test_places(values):
    places = ranks(values)
    known = {key: value for key, value in values.items() if value is not None}
    assert places.keys() == (known.keys() if len(known) > 1 else set())
    for key, place in places.items():
        assert place.place == 1 + sum(value > known[key] for value in known.values())
        assert place.tied == sum(value == known[key] for value in known.values())
        assert (place.among, place.silent) == (len(known), len(values) - len(known))


def test_equal_values_share_a_place_and_who_has_none_is_counted():
    assert ranks({"甲": Fraction(3), "乙": Fraction(5), "丙": Fraction(5), "丁": None}) == {
        "甲": Rank(3, 1, 3, 1), "乙": Rank(1, 2, 3, 1), "丙": Rank(1, 2, 3, 1)}


def progress(as_of: date, done, target, **changes) -> Progress:
    value = None if done is None else Fraction(done)
    figure = Figure("x.done", "1", as_of, value, None, value)
    said = {
        "item": "x.done", "id": "x.done", "name": "检查人数", "measure": "人", "unit": "1", "unit_name": "河口镇", "as_of": as_of,
        "figure": figure, "target": Fraction(target), "growth": Growth.GROWS, "factor": None,
        "days": working_days(as_of, date(as_of.year, 12, 31)),
    }
    return Progress(**said | changes)


def of_people(as_of: date, numerator: int, denominator: int, target, **changes) -> Progress:
    outcomes = (("已管理", numerator, True), ("未体检", denominator - numerator, False))
    value = rate(numerator, denominator, 100)
    figure = Figure("x.rate", "1", as_of, Fraction(numerator), Fraction(denominator), value, outcomes)
    said = {"id": "x.rate", "name": "管理率", "measure": "%", "factor": 100, "figure": figure}
    return progress(as_of, None, target, **said | changes)


def two(value: Fraction) -> str:
    return str(rounded(value, 2))


def test_counts_on_the_page():
    for row in COUNTS:
        one = progress(date.fromisoformat(row["截至日"]), row["完成"], row["目标"])
        assert row == {
            "截至日": row["截至日"], "目标": row["目标"], "完成": row["完成"], "应完成(%)": two(one.due), "完成率(%)": two(one.completion),
            "快慢(百分点)": two(one.lead), "快慢(量)": two(one.lead_amount), "尚需": str(one.rest), "工作日": str(one.days.number),
            "每工作日": "—" if one.per_day is None else str(upward(one.per_day)) if upward(one.per_day).denominator == 1
            else str(rounded(upward(one.per_day), 1)),
        }


def test_rates_on_the_page():
    for row in RATES:
        one = of_people(date.fromisoformat(row["截至日"]), int(row["分子"]), int(row["分母"]), row["目标(%)"])
        shown = (one.done, one.completion, one.expected, one.lead_amount)
        assert [row[title] for title in ("率(%)", "完成率(%)", "应达到的率(%)", "快慢(人)")] == list(map(two, shown))
        assert str(one.rest) == row["尚需(人)"]


@given(DAYS, NUMBERS, st.fractions(Fraction(1, 4), 10_000, max_denominator=4))
def test_so_much_on_each_working_day_is_enough(day, done, target):
    one = progress(day, done, target)
    assert one.rest == max(target - done, 0)
    if one.days.number:
        assert one.per_day * one.days.number == one.rest <= upward(one.per_day) * one.days.number
        assert upward(one.per_day) - one.per_day < Fraction(1, 10)
    else:
        assert one.per_day is None


@given(DAYS, st.integers(1, 5000), st.data(), st.decimals(1, 100, places=1))
def test_a_rate_needs_exactly_so_many_people_more(day, denominator, data, target):
    numerator = data.draw(st.integers(0, denominator))
    one = of_people(day, numerator, denominator, target)
    reached = of_people(day, numerator + int(one.rest), denominator, target)
    assert reached.done >= Fraction(target) and reached.state == REACHED and reached.rest == 0
    if one.rest:
        assert of_people(day, numerator + int(one.rest) - 1, denominator, target).done < Fraction(target)


@given(DAYS, NUMBERS, st.none() | CURVES)
def test_lead_in_points_and_in_amount_agree(day, done, curve):
    one = progress(day, done, 1000, curve=curve)
    assert one.lead_amount == one.lead * 1000 / 100 and one.expected == 10 * one.due


@pytest.mark.parametrize(("one", "state"), [
    (progress(date(2025, 6, 30), 120, 100), REACHED), (progress(date(2025, 6, 30), 50, 100), IN_TIME),
    (progress(date(2025, 6, 30), 49, 100), BEHIND), (progress(date(2025, 12, 31), 99, 100), BELOW),
    (progress(date(2025, 6, 30), None, 100), UNKNOWN),
    (progress(date(2025, 6, 30), 99, 100, growth=Growth.STANDS), BELOW), (progress(date(2025, 6, 30), 5, 0), REACHED),
    (of_people(date(2025, 6, 30), 1, 10, 75, growth=Growth.YEAR_END), LATER),
    (of_people(date(2025, 12, 31), 1, 10, 75, growth=Growth.YEAR_END), BELOW),
    (progress(date(2025, 6, 30), 49, 100, curve=(Fraction(0),) * 11 + (Fraction(100),)), IN_TIME),
    (progress(date(2025, 6, 30), 49, 100, growth=Growth.STANDS, curve=(Fraction(50),) * 11 + (Fraction(100),)), BEHIND),
])
def test_states(one, state):
    assert one.state == state and (state in one.sentence or (state == UNKNOWN and "暂无完成数据" in one.sentence))


def test_a_sentence_has_all_its_numbers():
    place = Rank(2, 2, 5, 1)
    assert of_people(date(2025, 5, 26), 140, 501, Decimal(70), place=place).sentence == (
        "河口镇管理率截至5月26日为27.94%,年度目标70.00%,完成39.92%,慢于时间进度;按时间进度应完成40.00%即28.00%,慢0.08个百分点、0人;"
        "尚需211人,余152个工作日,平均每日1.4人;未计入361人:未体检361;同级5个单位中居第2位(并列2个),另有1个无数据。")


def test_figures_that_stand_are_told_without_a_pace_and_points_of_projects_are_no_people():
    beds = progress(date(2025, 6, 30), 90, 100, measure="张", growth=Growth.STANDS)
    assert beds.due is beds.expected is beds.lead is None and "时间进度" not in beds.sentence and beds.rest == 10
    clinics = progress(date(2025, 6, 30), "59.375", 80, measure="%", growth=Growth.STANDS)
    assert "尚需20.63个百分点" in clinics.sentence and not clinics.list_command


def test_the_gap_leads_to_its_list():
    one = of_people(date(2025, 5, 26), 140, 501, 70)
    assert one.gap == (("未体检", 361),)
    assert one.list_command == "gongwei people x.rate --unit 1 --as-of 2025-05-26 --which gap"
