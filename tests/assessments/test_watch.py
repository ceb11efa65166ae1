"""Which weeks are unusual, and this year beside last year."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from statistics import mean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwei.assessments.watch.figures import infectious_figures
from gongwei.assessments.watch.methods import DEFAULTS, c1, c2, c3, historical
from gongwei.assessments.watch.queries import earlier, judged, monday, same_period, weekly
from gongwei.records import actions
from gongwei.records.rows import CaseRow, PopulationRow
from tests.pages import tables
from tests.records.county import COUNTY, OTHER, TOWNSHIP, UNITS, VILLAGE, WHO

COUNTS = st.lists(st.integers(0, 40), min_size=12, max_size=40)


def test_the_page_tells_what_is_computed():
    _methods, weeks, results = tables("work/watch.md")
    counts = [int(count) for title, count in weeks[0].items() if title != "周"]
    for row, method in zip(results, (c1, c2, c3), strict=True):
        said = method(counts, 11)
        shown = [f"{Decimal(said.expected.numerator) / said.expected.denominator:.2f}", f"{said.deviation:.2f}",
                 f"{said.statistic:.2f}", "是" if said.alert else "否"]
        assert [row["均数"], row["标准差"], row["统计量"], row["预警"]] == shown


@given(COUNTS)
def test_c1_and_c2_against_the_formula_in_floats(counts):
    week = len(counts) - 1
    for method, baseline in ((c1, counts[week - 7 : week]), (c2, counts[week - 9 : week - 2])):
        statistic = (counts[week] - mean(baseline)) / max(stdev(baseline), 0.5)
        assert float(method(counts, week).statistic) == pytest.approx(statistic, abs=1e-9)


@given(COUNTS, st.integers(0, 40))
def test_more_cases_in_the_week_never_end_an_alert(counts, more):
    week = len(counts) - 1
    raised = [*counts[:-1], counts[-1] + more]
    for method in (c1, c2, c3):
        if method(counts, week).alert:
            assert method(raised, week).alert


@given(st.lists(st.integers(0, 9), max_size=11))
def test_too_few_weeks_or_years_say_nothing(counts):
    assert c3(counts, len(counts) - 1) is None
    assert historical([(1, 2, 3)] * 2, 99) is None


def test_one_case_after_weeks_without_any_is_no_alert_but_two_are():
    quiet = [0] * 20
    assert not c1([*quiet, 1], 20).alert and c1([*quiet, 2], 20).alert


def test_historical_limits_by_hand():
    """Mean of 1…9 is 5, their deviation 2.74: 10 lies 1.83 above, 11 lies 2.19 above."""
    years = [(1, 2, 3), (4, 5, 6), (7, 8, 9)]
    assert not historical(years, 10).alert and historical(years, 11).alert
    assert historical(years, 11).statistic.quantize(Decimal("0.01")) == Decimal("2.19")


def case(number: int, day: date | None, unit: str = VILLAGE, disease: str = "手足口病") -> CaseRow:
    return CaseRow(f"C{number}", None, unit, disease, "C", day, None, None, day)


MONDAY = date(2025, 6, 2)


@pytest.fixture
def outbreak(db):
    """One case a week since 2021, five in the week of 2 June 2025 in one village, one elsewhere in the week not yet over."""
    actions.load_units(UNITS, **WHO)
    days = [MONDAY - timedelta(weeks=week) for week in range(1, 220)]
    rows = [case(number, day, OTHER) for number, day in enumerate(days)]
    rows += [case(1000 + number, MONDAY + timedelta(days=number)) for number in range(5)]
    rows += [case(2000, MONDAY + timedelta(days=8)), case(2001, None)]
    actions.load_cases(rows, **WHO)


def test_an_outbreak_is_told_of_in_the_village_and_above(outbreak):
    found = {(one.unit, one.judged.method) for one in judged(date(2025, 6, 10)) if one.judged.alert}
    assert found == {(unit, method) for unit in (VILLAGE, TOWNSHIP, COUNTY) for method in ("C1", "C2", "C3", "historical")}
    (first,) = [one for one in judged(date(2025, 6, 10), {VILLAGE}) if one.judged.method == "C1"]
    assert first.week == MONDAY and first.judged.count == 5
    assert "东村 手足口病 2025-06-02 至 2025-06-08 报告 5 例" in first.sentence


def test_weeks_are_complete_and_those_without_cases_are_zero(outbreak):
    known = weekly(date(2025, 6, 14), {COUNTY, VILLAGE})
    counts = known.cases["手足口病", VILLAGE]
    assert counts[-1] == 5 and sum(counts) == 5 and known.week(len(counts) - 1) == MONDAY
    assert weekly(date(2025, 6, 15), {VILLAGE}).cases["手足口病", VILLAGE][-1] == 1
    periods = list(earlier(known, known.cases["手足口病", COUNTY], len(counts) - 1, DEFAULTS))
    assert periods[:3] == [(4, 4, 4)] * 3 and len(periods) == 4


def test_the_same_period_and_incidence(outbreak):
    actions.load_population([PopulationRow(COUNTY, 2025, "all", Decimal(20_000))], **WHO)
    (whole,) = same_period(date(2025, 6, 10), {COUNTY})
    this_year = sum(1 for week in range(1, 220) if (MONDAY - timedelta(weeks=week)).year == 2025) + 6
    assert (whole.now, whole.incidence, whole.incidence_before) == (this_year, Fraction(this_year * 5), None)
    last_year = [day for week in range(1, 220) if (day := MONDAY - timedelta(weeks=week)).year == 2024]
    assert whole.before == sum(day <= date(2024, 6, 10) for day in last_year)
    assert whole.growth == Fraction(100 * (whole.now - whole.before), whole.before)
    figures = infectious_figures(date(2025, 6, 10))
    assert figures["infectious.incidence"][COUNTY].value == whole.incidence
    assert figures["infectious.cases"][VILLAGE].value == 6 and figures["infectious.incidence"][VILLAGE].value is None


def test_before_the_first_case_nothing_is_known(db):
    actions.load_units(UNITS, **WHO)
    assert weekly(MONDAY) is None and list(judged(MONDAY)) == [] and same_period(MONDAY) == []


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_a_week_begins_on_monday(day):
    assert monday(day).weekday() == 0 and timedelta(0) <= day - monday(day) < timedelta(days=7)
