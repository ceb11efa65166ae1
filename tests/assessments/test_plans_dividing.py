"""Dividing a target: the parts add up whatever is asked, and what cannot be divided is said in words."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongwei.assessments.plans.curve import NoCurve, cumulated, read_curve
from gongwei.assessments.plans.dividing import NotDivisible, Weights, decomposed, divided
from gongwei.evaluation.units import Unit, UnitTree

KEYS = st.sampled_from("abcdefgh")
WEIGHTS = st.dictionaries(KEYS, st.fractions(0, 10**6, max_denominator=1000), min_size=1).filter(lambda of: any(of.values()))


@st.composite
def trees(draw) -> tuple[UnitTree, dict[str, Fraction]]:
    """A county, its townships, their villages, and a weight above 0 of every village; upper ones are sums."""
    sizes = draw(st.lists(st.integers(0, 4), min_size=1, max_size=4))
    units, weights = [Unit("C", "县", "county")], {}
    for number, size in enumerate(sizes):
        units.append(Unit(f"T{number}", f"{number}乡", "township", "C"))
        villages = [f"V{number}{village}" for village in range(size)]
        units += [Unit(village, village, "village", f"T{number}") for village in villages]
        weights |= {village: Fraction(draw(st.integers(1, 5000))) for village in villages}
        weights[f"T{number}"] = sum((weights[village] for village in villages), Fraction(0)) or Fraction(1)
    return UnitTree(units, date(2025, 1, 1)), weights


@settings(max_examples=60)
@given(WEIGHTS, st.integers(0, 10**9), st.integers(0, 4), st.data())
def test_parts_add_up_and_what_is_given_stands(weights, whole, decimals, data):
    step = Decimal(1).scaleb(-decimals)
    fixed = data.draw(st.sets(st.sampled_from(sorted(weights)), max_size=len(weights) - 1))
    fixed = fixed if any(weight for unit, weight in weights.items() if unit not in fixed) else set()
    given = {unit: data.draw(st.integers(0, whole // (len(fixed) or 1))) * step for unit in sorted(fixed)}
    parts = divided(whole * step, Weights("人口", weights), given, decimals)
    assert sum(parts.values()) == whole * step and list(parts) == list(weights)
    assert all(parts[unit] == part for unit, part in given.items())
    assert all(part >= 0 and part % step == 0 for part in parts.values())
    rest, others = whole * step - sum(given.values()), {unit: weight for unit, weight in weights.items() if unit not in given}
    for unit, weight in others.items():
        assert abs(Fraction(parts[unit]) - Fraction(rest) * weight / sum(others.values())) < Fraction(step)


@settings(max_examples=40)
@given(trees(), st.integers(0, 10**6))
def test_every_level_adds_up(tree_and_weights, whole):
    tree, weights = tree_and_weights
    made = decomposed(tree, "C", Decimal(whole), Weights("人口", weights), year=2025, item="births", level="village")
    assert not any(division.left for division in made.divisions)
    assert made.divisions[0].whole == whole and set(made.parts) == set(tree.units) - {"C"}
    for division in made.divisions[1:]:
        assert division.whole == made.parts[division.unit]
    one_level = decomposed(tree, "C", Decimal(whole), Weights("人口", weights), year=2025, item="births")
    assert one_level.parts == made.divisions[0].parts


@settings(max_examples=40)
@given(trees(), st.decimals(0, 100, places=2))
def test_a_rate_is_the_same_for_everyone(tree_and_weights, whole):
    tree, _weights = tree_and_weights
    made = decomposed(tree, "C", whole, None, year=2025, item="hypertension.control", level="village")
    assert made.same and set(made.parts.values()) == {whole} and set(made.parts) == set(tree.units) - {"C"}
    assert decomposed(tree, "C", whole, None, year=2025, item="x", given={"T0": Decimal(1)}, level="village").parts["T0"] == 1


@pytest.mark.parametrize(("whole", "of", "given", "decimals", "words"), [
    ("10", {"a": 1, "b": None}, {}, 0, "以下单位没有「人口」,不能当作 0:b"),
    ("10", {"a": 0, "b": 0}, {}, 0, "各单位的「人口」都是 0,无从分配 10"),
    ("10", {"a": None, "b": None}, {"a": "4", "b": "5"}, 0, "给定的数合计 9,应为 10,少1"),
    ("10", {"a": None, "b": None}, {"a": "4", "b": "7"}, 0, "给定的数合计 11,应为 10,多1"),
    ("10", {"a": 1, "b": 1}, {"a": "11"}, 0, "给定的数合计 11,应为 10,多1"),
    ("10.5", {"a": 1}, {}, 0, "10.5 应为不小于 0 的数,小数至多 0 位"),
    ("-1", {"a": 1}, {}, 0, "-1 应为不小于 0 的数,小数至多 0 位"),
])  # fmt: skip
def test_what_cannot_be_divided(whole, of, given, decimals, words):
    with pytest.raises(NotDivisible, match=f"^{words}$"):
        divided(Decimal(whole), Weights("人口", of), {unit: Decimal(part) for unit, part in given.items()}, decimals)


def test_children_without_a_weight_are_named():
    tree = UnitTree([Unit("C", "县", "county"), Unit("T", "甲乡", "township", "C"), Unit("U", "乙乡", "township", "C")],
                    date(2025, 1, 1))
    weights = Weights("人口", {"T": Fraction(3)})
    with pytest.raises(NotDivisible, match=r"没有「人口」,不能当作 0:乙乡\(U\)$"):
        decomposed(tree, "C", Decimal(9), weights, year=2025, item="births")
    with pytest.raises(NotDivisible, match=r"甲乡\(T\)没有下级单位"):
        decomposed(tree, "T", Decimal(9), weights, year=2025, item="births")
    with pytest.raises(NotDivisible, match="不在分解范围内:X"):
        decomposed(tree, "C", Decimal(9), weights, year=2025, item="births", given={"U": Decimal(2), "X": Decimal(1)})


@given(st.lists(st.integers(0, 100), min_size=11, max_size=11).map(sorted), st.sampled_from(";\uff1b,\uff0c、 /\n"),
       st.sampled_from(["", "%", "\uff05"]))
def test_a_curve_is_read_as_it_is_written(values, separator, percent):
    kept = read_curve(separator.join(f"{value}{percent}" for value in [*values, 100]))
    assert cumulated(kept) == (*values, 100)
    assert read_curve(kept) == kept


@pytest.mark.parametrize(("entry", "words"), [
    ("1;2;3", "应为 12 个累计百分数,实有 3 个"), ("5 10 15 20 25 30 35 34 50 60 80 100", "8 月 34 低于上月 35"),
    ("8 16 25 33 41 50 58 66 75 83 91 99", "应止于 100,12 月为 99"), ("8 16 25 33 41 50 58 66 75 八三 91 100", "第 10 个不是百分数"),
    ("0 0 0 0 0 0 0 0 0 0 0 101", "应止于 100"),
])  # fmt: skip
def test_what_is_no_curve(entry, words):
    with pytest.raises(NoCurve, match=words):
        read_curve(entry)


def test_no_curve_is_an_even_year():
    assert read_curve(" ") == "" and cumulated("") is None
    assert cumulated("8.5;16;25;33;41;50;58;66;75;83;91;100")[0] == Fraction(17, 2)
