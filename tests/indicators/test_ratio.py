"""Ratios over official figures: a unit's own, its children's sum, or none at all."""

from datetime import date
from fractions import Fraction

import pytest

from gongwei.indicators.evaluator import Evaluator
from gongwei.records import evaluable, snapshot
from tests.records.county import COUNTY, OTHER, TOWNSHIP, VILLAGE

DAY = date(2025, 10, 31)
ID = "health_record.coverage"


@pytest.fixture
def coverage(people, tmp_path):
    """Coverage by unit, given official figures of all residents: unit or (unit, year) → value."""
    manifest = snapshot.rebuild(tmp_path)

    def figures(group: str = "all", **official: int):
        units = {"county": COUNTY, "township": TOWNSHIP, "village": VILLAGE, "other": OTHER}
        stated = {(units[name], 2025, group): Fraction(value) for name, value in official.items()}
        found = Evaluator(tmp_path, manifest, evaluable.units(), stated).figures(ID, DAY)
        return {name: (found[code].numerator, found[code].denominator, found[code].value) for name, code in units.items()}

    return figures


def test_an_own_figure_prevails_over_the_sum_of_the_children(coverage):
    assert coverage(township=8, village=1, other=4) == {
        "county": (2, 8, 25), "township": (2, 8, 25), "village": (1, 1, 100), "other": (1, 4, 25)}


def test_the_sum_of_the_children_where_all_have_one(coverage):
    assert coverage(village=1, other=4) == {
        "county": (2, 5, 40), "township": (2, 5, 40), "village": (1, 1, 100), "other": (1, 4, 25)}


def test_one_child_missing_is_no_figure_above(coverage):
    assert coverage(village=1) == {
        "county": (2, None, None), "township": (2, None, None), "village": (1, 1, 100), "other": (1, None, None)}


def test_it_may_exceed_one_hundred_and_nothing_is_divided_by_zero(coverage):
    found = coverage(county=1, village=0)
    assert found["county"] == (2, 1, 200) and found["village"] == (1, 0, None)


def test_a_figure_of_another_group_is_not_taken(coverage):
    assert coverage(group="65+", county=5)["county"] == (2, None, None)


def test_a_figure_of_another_year_is_not_taken(people, tmp_path):
    official = {(COUNTY, year, "all"): Fraction(5) for year in (2024, 2026)}
    figures = Evaluator(tmp_path, snapshot.rebuild(tmp_path), evaluable.units(), official).figures(ID, DAY)
    assert figures[COUNTY].denominator is None
