"""All targets of a subtree at once, on the tiny county of the facts' tests; the command."""

from datetime import date
from fractions import Fraction

import pytest

from gongwei.assessments.plans import actions as plans
from gongwei.assessments.progress.items import item_of
from gongwei.assessments.progress.pace import Growth
from gongwei.assessments.progress.past import Past
from gongwei.assessments.progress.progress import BELOW, REACHED, UNKNOWN
from gongwei.assessments.progress.queries import backtest, standing
from gongwei.assessments.progress.ranking import Rank
from gongwei.ledgers.tallies import actions as tallies
from gongwei.ledgers.tallies.actions import TallyRow
from gongwei.ledgers.tallies.models import Tally
from gongwei.ledgers.tallies.queries import items
from gongwei.records import actions as records
from gongwei.records.rows import UnitRow
from tests.facts.conftest import DAY, figures, people, told  # noqa: F401  # fixtures
from tests.records.county import COUNTY, OTHER, TOWNSHIP, VILLAGE, WHO


@pytest.fixture
def found(figures):  # noqa: F811
    return {(one.item, one.unit): one for one in standing(figures(), COUNTY, DAY)}


def test_every_target_of_the_subtree_stands_there_once(figures, found):  # noqa: F811
    assert set(found) == set(figures().targets(2025))
    births = found["births", COUNTY]
    assert (births.id, births.done, births.target, births.completion) == ("tally.births", 3, 4, 75)
    assert births.growth is Growth.GROWS and births.rest == 1 and births.days.number == 128
    assert found["births", TOWNSHIP].completion == 50


def test_each_kind_is_measured_as_it_is(found):
    control = found["hypertension.control", COUNTY]
    assert control.done == 50 and control.rest == 1 and control.gap == (("未达标", 1),) and control.state == BELOW
    assert found["hypertension.managed", COUNTY].due is None
    clinics = found["village_clinic", COUNTY]
    assert clinics.done == 50 and clinics.factor is None and clinics.rest == 30 and clinics.amount_measure == "个百分点"
    assert found["hypertension.new", COUNTY].state == REACHED
    unknown = found["nonsense", COUNTY]
    assert unknown.state == UNKNOWN and unknown.done is None and unknown.rest is None and unknown.per_day is None
    assert "暂无完成数据" in unknown.sentence


def test_only_what_is_asked_for(figures):  # noqa: F811
    assert [(one.item, one.unit) for one in standing(figures(), COUNTY, DAY, items=["births"], level="township")] == [
        ("births", TOWNSHIP)]
    assert standing(figures(), VILLAGE, DAY) == []


def test_siblings_are_ranked_by_completion_of_counts_and_by_the_rate_of_rates(figures, people):  # noqa: F811
    aims = {("births", VILLAGE): 6, ("births", OTHER): 2, ("hypertension.control", VILLAGE): 60}
    for (item, unit), value in aims.items():
        plans.set_target(year=2025, unit=unit, item=item, value=value, **WHO)
    tallies.load_tallies([TallyRow(OTHER, "births", "2025-02", 2)], **WHO)
    places = {(one.item, one.unit): one.place for one in standing(figures(), COUNTY, DAY, level="village")}
    assert places["births", OTHER].place == 1 and places["births", VILLAGE].place == 2
    assert (places["hypertension.control", VILLAGE].place, places["hypertension.control", VILLAGE].among) == (1, 2)


def reported(values: dict[str, int], unit: str = TOWNSHIP) -> None:
    tallies.load_tallies([TallyRow(unit, "births", period, value) for period, value in values.items()], **WHO)


def births(opened, day: date, **options):
    (one,) = standing(opened, COUNTY, day, items=["births"], level="county", **options)
    return one


def test_a_tally_is_forecast_and_held_against_the_end_of_its_last_period(figures, people):  # noqa: F811
    reported({f"2025-0{month}": 10 for month in range(1, 6)})
    one = births(figures(), date(2025, 6, 15), forecasting=True)
    days = 248 - 100  # of the year's working days, those after 31 May
    assert one.done == 53 and one.forecast.middle == 53 + Fraction(53, 100) * days
    assert one.forecast.low >= 53
    assert "预计年底131" in one.sentence and one.known == date(2025, 5, 31)
    assert one.due == Fraction(15100, 365) and births(figures(), date(2025, 1, 15)).due == 0
    plans.set_target(year=2025, unit=COUNTY, item="births", value=400, **WHO)
    assert "按5月31日(台账报到的一期期末)的时间进度" in births(figures(), date(2025, 6, 15)).sentence


def test_a_missing_report_is_not_taken_for_no_work(figures, people):  # noqa: F811
    reported({f"2025-0{month}": 10 for month in (1, 2, 3, 4, 6)})
    one = births(figures(), date(2025, 6, 30), forecasting=True)
    days = 248 - 81  # of the year's working days, those after 30 April: May is missing
    assert one.done == 53 and one.forecast.middle == 43 + Fraction(43, 81) * days and one.forecast.low >= 53
    Tally.objects.filter(unit=TOWNSHIP, item="births", period="2025-02").update(unit=VILLAGE)
    assert births(figures(), date(2025, 6, 30), forecasting=True).forecast is None


def test_who_is_to_do_nothing_is_not_counted_among_the_silent(figures, people):  # noqa: F811
    more = ["431102100003", "431102100004"]
    records.load_units([UnitRow(code, code, "village", TOWNSHIP) for code in more], **WHO)
    for unit, value in ((VILLAGE, 6), (OTHER, 5), (more[0], 0), (more[1], 4)):
        plans.set_target(year=2025, unit=unit, item="births", value=value, **WHO)
    reported({"2025-04": 5}, OTHER)
    reported({"2025-04": 0}, more[0])
    places = {one.unit: one.place for one in standing(figures(), COUNTY, DAY, items=["births"], level="village")}
    assert places == {OTHER: Rank(1, 1, 2, 1), VILLAGE: Rank(2, 1, 2, 1), more[0]: None, more[1]: None}


def test_a_forecast_made_earlier_is_laid_beside_what_came(figures, people):  # noqa: F811
    reported({f"2025-0{month}": value for month, value in enumerate((10, 14, 9, 13, 11, 15, 8, 12), 1)})
    scores = backtest(figures(), COUNTY, date(2025, 8, 31), items=["births"], level="county")
    ((item, level), one), = scores.items()
    assert (item.item, level, one.trials) == ("births", "county", 5)
    assert 0 < one.error < 10 and one.held >= 4


def test_nothing_is_foreseen_of_what_nobody_knows(figures):  # noqa: F811
    opened = figures()
    unknown, control = (item_of(item, opened, items()) for item in ("nonsense", "hypertension.standard_annual"))
    past = Past(opened, [unknown, control], [COUNTY], 2025)
    assert past.forecast(unknown, COUNTY, DAY, date(2025, 12, 31)) is None
    assert control.growth is Growth.YEAR_END and past.forecast(control, COUNTY, DAY, date(2025, 12, 31)) is None


def test_a_rate_stays_within_what_is_possible(figures):  # noqa: F811
    for one in standing(figures(), COUNTY, DAY, forecasting=True):
        if one.forecast and one.measure == "%":
            assert 0 <= one.forecast.low <= one.forecast.high <= 100
