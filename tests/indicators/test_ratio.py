"""Ratios over official figures: a unit's own, its children's sum, or none at all."""

from datetime import date
from fractions import Fraction

import pytest

from gongwei.indicators.evaluator import Evaluator
from gongwei.records import evaluable, snapshot
from tests.indicators.compiled import compiled_once
from tests.records.county import COUNTY, OTHER, TOWNSHIP, VILLAGE

DAY = date(2025, 10, 31)
ID = "health_record.coverage"


@pytest.fixture
def home(people, tmp_path):
    with compiled_once(tmp_path):
        yield tmp_path


@pytest.fixture
def coverage(home):
    """Coverage by unit in 2025, given official figures of a group by unit."""
    manifest = snapshot.rebuild(home)
    units = {"county": COUNTY, "township": TOWNSHIP, "village": VILLAGE, "other": OTHER}

    def figures(group: str = "all", **official: int):
        stated = {(units[name], 2025, group): Fraction(value) for name, value in official.items()}
        found = Evaluator(home, manifest, evaluable.units(), stated).figures(ID, DAY)
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


def test_a_figure_of_another_year_is_not_taken(home):
    official = {(COUNTY, year, "all"): Fraction(5) for year in (2024, 2026)}
    figures = Evaluator(home, snapshot.rebuild(home), evaluable.units(), official).figures(ID, DAY)
    assert figures[COUNTY].denominator is None
