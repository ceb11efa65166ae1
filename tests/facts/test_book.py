"""Figures on demand, each named and dated; completion of every kind of target."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from gongwei.assessments import catalogue
from gongwei.assessments.plans import actions as plans
from gongwei.assessments.plans.tasks import TaskRow
from gongwei.assessments.progress.pace import Growth
from gongwei.facts.book import FactBook, UnknownUnit
from gongwei.indicators.evaluator import UnknownIndicator
from gongwei.ledgers.tallies import actions as tallies
from gongwei.ledgers.tallies.actions import ItemRow
from gongwei.programmes.registry import INDICATORS
from tests.facts.conftest import DAY, TARGETS
from tests.records.county import COUNTY, LATER, OTHER, TOWNSHIP, VILLAGE

PARTS = {
    "hypertension.managed": (2, 4, 50), "hypertension.control": (50, 80, Fraction(125, 2)), "births": (3, 4, 75),
    "tally.beds": (None, 5, None), "village_clinic": (50, 80, Fraction(125, 2)), "nonsense": (None, 7, None),
    "diabetes.control": (None, 60, None), "hypertension.new": (0, 0, None),
}  # fmt: skip


@pytest.mark.parametrize("item", TARGETS)
def test_completion(book, item):
    fact = book.completion(item, COUNTY, DAY)
    assert (fact.numerator, fact.denominator, fact.value) == PARTS[item]
    assert (fact.indicator, fact.measure, fact.unit_name, fact.as_of) == (f"completion.{item}", "%", "零陵区", DAY)
    assert "任务完成率" in fact.name


def test_completion_is_asked_for_by_figure_too(book):
    assert book.completion("tally.births", COUNTY, DAY) == book.completion("births", COUNTY, DAY)
    assert book.completion("project.village_clinic", COUNTY, DAY).value == Fraction(125, 2)


@pytest.mark.parametrize(("indicator", "moves"), [
    ("older_people.management", Growth.GROWS), ("hypertension.managed", Growth.STANDS), ("tally.births", Growth.GROWS),
    ("tally.beds", Growth.STANDS), ("project.village_clinic", Growth.STANDS), ("hypertension.standard_annual", Growth.YEAR_END),
    ("training.sessions", Growth.STANDS), ("nonsense", Growth.STANDS),
])
def test_how_a_figure_moves(book, indicator, moves):
    assert book.growth(indicator) is moves


def test_a_monthly_curve_of_the_plan(book):
    row = TaskRow(2025, "1", "出生登记", COUNTY, "births", Decimal(4), curve="0;5;10;20;35;50;60;70;80;90;95;100")
    plans.load_tasks([row], actor="李医生", at=LATER)
    again = FactBook(book.figures, DAY)
    assert again.curve("tally.births", COUNTY, 2025)[5] == 50
    assert again.curve("tally.births", TOWNSHIP, 2025) is again.curve("tally.births", COUNTY, 2024) is None


def test_each_unit_has_its_own_target(book):
    assert book.completion("births", TOWNSHIP, DAY).value == 50
    assert book.completion("births", VILLAGE, DAY).value is None
    figures = book.figures.figures("completion.births", DAY)
    assert {unit: figure.denominator for unit, figure in figures.items()} == {COUNTY: 4, TOWNSHIP: 6}
    assert set(book.figures.figures("completion.births", DAY, [COUNTY])) == {COUNTY}


def test_without_a_target_what_was_done_is_known_and_has_no_completion(book):
    fact = book.completion("hypertension.visits", COUNTY, DAY)
    assert (fact.denominator, fact.value) == (None, None) and fact.numerator == 2
    with pytest.raises(UnknownIndicator):
        book.figures.figures("completion.hypertension.visits", DAY)
    assert book.completion("births", COUNTY, date(2024, 12, 31)).value is None


def test_targets_of_a_unit_are_those_that_can_be_told(book):
    known = {target.item: target for target in book.targets(COUNTY, 2025)}
    assert set(known) == {"hypertension.managed", "hypertension.control", "tally.births", "tally.beds", "project.village_clinic",
                          "diabetes.control", "hypertension.new"}
    births = known["tally.births"]
    assert (births.value, births.measure) == (4, "人") and births.name and known["hypertension.control"].measure == "%"
    assert book.targets(VILLAGE, 2025) == book.targets(COUNTY, 2024) == []


@pytest.mark.parametrize(("id", "parts"), [
    ("hypertension.control", (1, 2, 50)), ("hypertension.managed", (2, None, 2)), ("tally.births", (3, None, 3)),
    ("vital.birth_rate", (3, None, None)), ("project.village_clinic", (Fraction(1, 2), 1, 50)),
    ("tally_rate.prenatal_intervention", (None, None, None)), ("diabetes.control", (0, 0, None)),
])  # fmt: skip
def test_every_family_of_figures(book, id, parts):
    fact = book.fact(id, COUNTY, DAY)
    assert (fact.numerator, fact.denominator, fact.value) == parts
    assert (fact.indicator, fact.unit, fact.level, fact.snapshot) == (id, COUNTY, "county", book.snapshot)
    assert fact.name and fact.measure and fact.source and len(fact.definition) == 12
    assert book.fact(id, COUNTY, DAY) == fact
    assert id in book.figures.ids(DAY)


def test_an_indicators_fact_says_its_outcomes(book):
    fact = book.fact("hypertension.control", COUNTY, DAY)
    assert {(name, number) for name, number, _ in fact.outcomes if number} == {("达标", 1), ("未达标", 1)}
    assert sum(number for _, number, counts in fact.outcomes if counts) == fact.numerator


def test_what_nobody_knows(book):
    for id in ("hypertension.kontrol", "tally.nonsense", "vital.nonsense", "tally_rate.nonsense", ""):
        with pytest.raises(UnknownIndicator):
            book.fact(id, COUNTY, DAY)
    with pytest.raises(UnknownUnit):
        book.fact("hypertension.control", "999999999999", DAY)


def test_the_tree_around_a_unit(book):
    assert book.parent(COUNTY) is None and book.parent(VILLAGE).code == TOWNSHIP
    assert [unit.code for unit in book.children(TOWNSHIP)] == [VILLAGE, OTHER] and book.children(VILLAGE) == []
    assert [unit.code for unit in book.siblings(VILLAGE)] == [VILLAGE, OTHER]


def test_late_milestones_below_a_unit(book, figures):
    late = book.overdue(COUNTY, DAY)
    assert [(one.group, one.project, one.milestone, one.planned) for one in late] == [
        ("project.village_clinic", "西村卫生室", "完工", date(2025, 6, 1))]
    assert book.overdue(VILLAGE, DAY) == [] and book.overdue(COUNTY, date(2025, 6, 1)) == []


def test_a_report_tells_of_projects_only_where_there_are_some(book):
    told = [programme.id for programme in book.programmes()]
    assert "project_village_clinic" in told and "hypertension" in told
    earlier = FactBook(book.figures, DAY)
    earlier.figures._families["project"] = lambda _: {}
    assert "project_village_clinic" not in [programme.id for programme in earlier.programmes()]


def test_every_indicator_is_catalogued():
    entries = [catalogue.entry(id) for id in INDICATORS]
    assert all(one.name and one.measure and one.source for one in entries)
    assert len({one.definition for one in entries}) == len(entries)


def test_a_tally_defined_anew_is_told_anew(db):
    before = catalogue.entry("tally.births")
    row = ItemRow("births", "活产登记", "例", "month", "flow", Decimal(0), Decimal(99))
    tallies.load_items([row], actor="王主任", at=LATER)
    after = catalogue.entry("tally.births")
    assert (after.name, after.measure) == ("活产登记", "例") and after.definition != before.definition
