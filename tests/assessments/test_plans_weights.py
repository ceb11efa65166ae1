"""By what a target may be divided, on the tiny county: two with hypertension, one in each village, and three births."""

from datetime import date
from decimal import Decimal

import pytest

from gongwei.assessments.plans import weights
from gongwei.assessments.plans.dividing import NotDivisible
from gongwei.ledgers.tallies import actions as tallies
from gongwei.ledgers.tallies.actions import TallyRow
from gongwei.records import actions
from gongwei.records.rows import PopulationRow
from tests.facts.conftest import DAY, figures, people, told  # noqa: F401
from tests.records.county import COUNTY, LATER, OTHER, TOWNSHIP, VILLAGE, WHO

pytestmark = pytest.mark.django_db


def test_population_of_the_latest_year_and_unknown_is_unknown(figures):  # noqa: F811
    rows = [(VILLAGE, 2024, "all", 300), (OTHER, 2024, "all", 100), (VILLAGE, 2023, "all", 7), (VILLAGE, 2024, "65+", 9),
            (VILLAGE, 2026, "all", 8)]  # fmt: skip
    actions.load_population([PopulationRow(unit, year, group, Decimal(value)) for unit, year, group, value in rows], **WHO)
    opened = figures()
    found = weights.by_population(opened, 2025, DAY)
    assert found.by == "2024 年人口数(all)" and found.of == {VILLAGE: 300, OTHER: 100, TOWNSHIP: 400, COUNTY: 400}
    assert weights.by_population(opened, 2025, DAY, "65+").of == {VILLAGE: 9}
    with pytest.raises(NotDivisible, match=r"没有 2022 年及以前的人口数「all」;已有的人群:.无"):
        weights.by_population(opened, 2022, DAY)
    with pytest.raises(NotDivisible, match=r"人口数「7\+」;已有的人群:65\+、all"):
        weights.by_population(opened, 2025, DAY, "7+")


def test_people_of_the_programme_or_of_an_indicator(figures):  # noqa: F811
    opened = figures()
    found = weights.by_eligible(opened, "hypertension.managed", DAY)
    assert found.of == {COUNTY: 2, TOWNSHIP: 2, VILLAGE: 1, OTHER: 1} and "高血压患者健康管理对象人数" in found.by
    assert weights.by_eligible(opened, "screening.cervical_breast_cancer.done", DAY).of[COUNTY] == 0
    assert weights.by_eligible(opened, "older_people.visits", DAY).of[VILLAGE] == 1
    denominators = opened.figures("older_people.management", DAY)
    assert weights.by_eligible(opened, "births", DAY, "older_people.management").of == {
        unit: figure.denominator for unit, figure in denominators.items()} != {}  # fmt: skip
    with pytest.raises(NotDivisible, match=r"「births」不属于哪个服务项目.*或按人口、上年完成数分,或手工分$"):
        weights.by_eligible(opened, "births", DAY)
    with pytest.raises(NotDivisible, match=r"「hypertension.managed」没有分母"):
        weights.by_eligible(opened, "births", DAY, "hypertension.managed")


def test_last_year_counts_to_its_last_day(figures):  # noqa: F811
    tallies.load_tallies([TallyRow(VILLAGE, "births", "2024-12", Decimal(5))], actor="李医生", at=LATER)
    found = weights.by_last_year(figures(), "births", 2025)
    assert (found.of[VILLAGE], found.of[COUNTY], found.of[OTHER]) == (5, 5, None)
    assert weights.by_last_year(figures(), "births", 2026).of[VILLAGE] == 3
    assert found.by == "2024 年完成数" and date(2024, 12, 31) < DAY
