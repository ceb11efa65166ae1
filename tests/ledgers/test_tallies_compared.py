"""What was reported beside what the records hold."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from gongwei.indicators.evaluator import Evaluator
from gongwei.ledgers.tallies import actions, comparison
from gongwei.ledgers.tallies.actions import TallyRow
from gongwei.ledgers.tallies.items import shipped
from gongwei.ledgers.tallies.periods import reporting_period
from gongwei.records import actions as records
from gongwei.records import evaluable, snapshot
from gongwei.records.rows import UnitRow
from tests.indicators.compiled import compiled_once
from tests.pages import tables
from tests.records.county import COUNTY, OTHER, TOWNSHIP, VILLAGE, WHO, populate, visit

SCREENED = shipped()["cervical_breast_cancer_screened"]
YEAR = reporting_period("2025")
UNTIL = date(2025, 3, 31)
SCREENING = '{"programme":"cervical_breast_cancer","kind":"screen","finding":"normal"}'


@pytest.fixture
def people(db):
    return populate()


@pytest.fixture
def evaluator(people, tmp_path):
    """A was screened in January and March, B in March; the township reported 1 for January, 3 for March."""
    days = {"V1": (people.a, VILLAGE, 1), "V2": (people.a, VILLAGE, 3), "V3": (people.b, OTHER, 3)}
    records.load_visits("screening", [visit(id, person, date(2025, month, 31), unit=unit, answers=SCREENING)
                                      for id, (person, unit, month) in days.items()], **WHO)
    actions.load_tallies([TallyRow(TOWNSHIP, SCREENED.item, "2025-01", Decimal(1)),
                          TallyRow(TOWNSHIP, SCREENED.item, "2025-03", Decimal(3))], **WHO)
    with compiled_once(tmp_path):
        yield Evaluator(tmp_path, snapshot.rebuild(tmp_path), evaluable.units(), evaluable.official_figures())


def test_a_period_is_the_difference_of_two_days(evaluator, people):
    units = set(evaluator.tree(UNTIL).units)
    found = comparison.comparisons(evaluator, [SCREENED], YEAR, UNTIL, units)
    assert [(one.period.text, one.unit, one.reported, one.recorded, one.difference) for one in found] == [
        ("2025-01", COUNTY, 1, 1, 0), ("2025-01", TOWNSHIP, 1, 1, 0),
        ("2025-03", COUNTY, 3, 1, 2), ("2025-03", TOWNSHIP, 3, 1, 2)]
    assert comparison.people_recorded(evaluator, SCREENED, TOWNSHIP, reporting_period("2025-03")) == [(people.b, OTHER)]
    assert comparison.people_recorded(evaluator, SCREENED, TOWNSHIP, reporting_period("2025-01")) == [(people.a, VILLAGE)]
    assert not comparison.people_recorded(evaluator, SCREENED, VILLAGE, reporting_period("2025-03"))


def test_while_a_report_is_missing_there_is_no_difference(evaluator, tmp_path):
    records.load_units([UnitRow("431102101000", "城关镇", "township", COUNTY)], **WHO)
    again = Evaluator(tmp_path, snapshot.update(tmp_path), evaluable.units(), {})
    found = {one.unit: one for one in comparison.comparisons(
        again, [SCREENED], reporting_period("2025-03"), UNTIL, {COUNTY, TOWNSHIP})}
    assert (found[COUNTY].reported, found[COUNTY].missing, found[COUNTY].difference) == (3, 1, None)
    assert (found[TOWNSHIP].missing, found[TOWNSHIP].difference) == (0, 2)


def test_the_difference_on_the_page():
    before, month = tables("work/tallies.md")[3]
    recorded = Fraction(month["档案累计"]) - Fraction(before["档案累计"])
    one = comparison.Comparison(TOWNSHIP, SCREENED.item, reporting_period("2025-03"), Fraction(month["上报数"]), recorded, 0)
    assert (recorded, one.difference) == (Fraction(month["本期档案数"]), Fraction(month["差"]))


def test_developments_of_a_unit_and_those_below(people):
    actions.load_tallies([TallyRow(VILLAGE, "births", period, Decimal(value)) for period, value in
                          (("2025-03", 30), ("2025-02", 24), ("2024-03", 40), ("2024-12", 300), ("2025-01", 300))]
                         + [TallyRow(OTHER, "births", "2025-03", Decimal(6))], **WHO)
    period, tree = reporting_period("2025-03"), evaluable.tree(UNTIL)
    found = {one.unit: one for one in comparison.developments(shipped().values(), period, tree, set(tree.units))}
    own, above = found[VILLAGE], found[COUNTY]
    assert (own.value, own.on_before, own.on_year, own.reporters) == (30, 25, -25, (1, 1, 1)) and own.leap
    assert (above.value, above.on_before, above.on_year, above.reporters) == (36, 50, -10, (2, 1, 1)) and not above.leap
    assert found[OTHER].on_before is None and found[OTHER].on_year is None
    loose = comparison.developments([shipped()["births"]], period, tree, {VILLAGE}, Fraction(20))
    assert not loose[0].leap
