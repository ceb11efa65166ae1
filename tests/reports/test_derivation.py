"""Derived numbers are exact and say how they came about."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwei.assessments.progress.pace import Growth
from gongwei.facts.fact import Fact, make_fact
from gongwei.reports import derivation as d


def fact(value=None, above=None, below=None, measure="%", unit="1", day=date(2025, 6, 30)) -> Fact:
    above, below = (None if part is None else Fraction(part) for part in (above, below))
    exact = Fraction(value) if value is not None else above / below * 100 if below else None
    return make_fact(
        indicator="x.y", name="某率", definition="0" * 12, basis="", measure=measure, unit=unit,
        unit_name=f"单位{unit}", level="county", as_of=day, snapshot="S", source="依据", numerator=above,
        denominator=below, value=exact, outcomes=(),
    )  # fmt: skip


values = st.one_of(st.none(), st.fractions(0, 100, max_denominator=50))


@given(st.lists(values, min_size=1, max_size=12))
def test_ranks(given_values):
    facts = [fact(value, unit=str(i)) for i, value in enumerate(given_values)]
    known = sorted((value for value in given_values if value is not None), reverse=True)
    for own in facts:
        place = d.place_of(own, facts)
        if own.value is None or len(known) < 2:
            assert place is None
        else:
            assert place.entry.value == place.rank.place == known.index(own.value) + 1  # ties share the best place
            assert place.rank.tied == known.count(own.value)
            assert (place.rank.among, place.rank.silent) == (len(known), len(facts) - len(known))
            assert set(place.entry.of) == {f for f in facts if f.value is not None}
    order, places = d.ranking("某率", facts)
    valued = {f for f in facts if f.value is not None} if len(known) > 1 else set()
    assert places == {f.id: known.index(f.value) + 1 for f in valued} and set(order.of) == valued


def test_a_rate_changes_by_points_not_by_per_cent():
    change = d.difference(fact(above=8979, below=10000), fact(above=8769, below=10000), "某率较上年同期")
    assert (change.value, change.measure) == (Fraction(21, 10), "个百分点")
    assert change.formula == "89.79%-87.69%=2.10个百分点"


def test_differences_come_from_the_exact_values():
    change = d.difference(fact(above=2, below=3), fact(above=1, below=3), "x")
    assert change.value == Fraction(100, 3)  # 66.67 − 33.33 would be 33.34
    assert change.formula.endswith("=33.33个百分点")


def test_a_count_grows_by_per_cent_and_nothing_grows_from_nothing():
    assert d.growth(fact(110, measure="人"), fact(100, measure="人"), "x").value == 10
    assert d.growth(fact(110, measure="人"), fact(0, measure="人"), "x") is None


@pytest.mark.parametrize(
    ("day", "formula"),
    [
        (date(2019, 7, 31), "212天÷365天=58.08%"),
        (date(2024, 12, 31), "366天÷366天=100.00%"),
        (date(2024, 2, 29), "60天÷366天=16.39%"),
    ],
)
def test_the_share_of_the_year(day, formula):
    assert d.pace(Growth.GROWS, day, None).formula == formula
    assert d.pace(Growth.STANDS, day, None) is None


def test_what_remains():
    completion = fact(above=82353, below=98200, day=date(2019, 7, 31))
    rest = d.still_to_do(completion, "人")
    assert (rest.value, rest.formula) == (15847, "98200-82353=15847人")
    assert d.per_month(rest, date(2019, 7, 31)).value == 3170
    assert d.per_month(rest, date(2019, 7, 30)) is None
    assert d.per_month(rest, date(2019, 12, 31)) is None


@given(st.integers(1, 10**5), st.fractions(0, 1), st.integers(1, 100))
def test_so_many_more_reach_the_target_and_one_fewer_does_not(below, share, target):
    above = int(below * share)
    rate, completion = fact(above=above, below=below), fact(above=1, below=target)
    more = d.still_to_count(rate, completion, "人").value
    assert (above + more) * 100 >= target * below
    assert (above + more - 1) * 100 < target * below


def test_ids_follow_the_content():
    one, two = fact(above=1, below=3), fact(above=2, below=3)
    assert d.gap(one, "人").id == d.gap(one, "人").id != d.gap(two, "人").id
    assert d.gap(one, "人").id != d.gap(replace(one, id="F-OTHER"), "人").id
    assert d.gap(one, "人").id.startswith("D-")
