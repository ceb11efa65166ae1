"""The tree of units on a day, sums that rise in it, official figures."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwei.evaluation.units import Unit, UnitTree, official_figures

DAY = date(2025, 6, 30)
COUNTY = [Unit("c", "县", "county"), Unit("t2", "乙乡", "township", "c"), Unit("t1", "甲乡", "township", "c"),
          Unit("v", "甲一村", "village", "t1")]


def test_the_tree():
    tree = UnitTree(COUNTY, DAY)
    assert tree.subtree("c") == ["c", "t1", "v", "t2"]
    assert tree.with_ancestors("v") == ["v", "t1", "c"]
    assert tree.risen({"v": Fraction(2), "t1": Fraction(3)}) == {"v": 2, "t1": 5, "t2": None, "c": 5}


def test_people_of_a_merged_village_count_in_its_successor():
    merged = Unit("w", "甲二村", "village", "t1", valid_to=date(2025, 6, 1), successor="v")
    before, after = UnitTree([*COUNTY, merged], date(2025, 5, 31)), UnitTree([*COUNTY, merged], date(2025, 6, 1))
    assert ("w", "w") in before.ancestry() and before.subtree("t1") == ["t1", "v", "w"]
    assert ("w", "v") in after.ancestry() and "w" not in after.units


def test_a_unit_that_ended_without_a_successor_keeps_its_people():
    ended = Unit("w", "甲二村", "village", "t1", valid_to=date(2025, 6, 1))
    assert "w" in UnitTree([*COUNTY, ended], DAY).units


def test_successors_in_a_circle_are_told():
    circle = [Unit(code, code, "village", "t1", valid_to=date(2025, 1, 1), successor=other) for code, other in ("xy", "yx")]
    with pytest.raises(ValueError, match="circle"):
        UnitTree([*COUNTY, *circle], DAY)


def test_official_figures_are_never_silently_replaced():
    tree = UnitTree([*COUNTY, Unit("w", "甲二村", "village", "t1")], DAY)
    assert official_figures(tree, {"v": Fraction(10)}) == {"v": 10}
    both = {"v": Fraction(10), "w": Fraction(20)}
    assert official_figures(tree, both) == {**both, "t1": 30}
    assert official_figures(tree, {**both, "t2": Fraction(1)}) == {**both, "t1": 30, "t2": 1, "c": 31}
    assert official_figures(tree, {**both, "t1": Fraction(31)})["t1"] == 31


@given(st.dictionaries(st.sampled_from(["c", "t1", "t2", "v"]), st.fractions()))
def test_what_rises_is_what_lies_below(own):
    tree = UnitTree(COUNTY, DAY)
    for unit, value in tree.risen(own).items():
        held = [own[below] for below in tree.subtree(unit) if below in own]
        assert value == (sum(held) if held else None)
