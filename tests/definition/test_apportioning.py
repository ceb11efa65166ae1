"""Integer parts that add up to the whole."""

from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st
from pytest import raises

from gongwei.definition.apportioning import apportioned

WEIGHTS = st.dictionaries(st.text(max_size=3), st.fractions(min_value=0, max_value=10**6), max_size=12)


@given(st.integers(0, 10**12), WEIGHTS)
def test_parts_add_up_and_lie_within_one_of_their_exact_share(whole, weights):
    assume(sum(weights.values()) > 0)
    parts = apportioned(whole, weights)
    assert sum(parts.values()) == whole and list(parts) == list(weights)
    total = sum(weights.values())
    assert all(abs(parts[key] - whole * weight / total) < 1 for key, weight in weights.items())


def test_worked_by_hand():
    """100 over 3 : 3 : 1 is 42.86, 42.86 and 14.29: the two largest remainders get the two left."""
    assert apportioned(100, {"甲": 3, "乙": 3, "丙": 1}) == {"甲": 43, "乙": 43, "丙": 14}
    assert apportioned(1, {"甲": 1, "乙": 1}) == {"甲": 1, "乙": 0}
    assert apportioned(0, {"甲": 0}) == {"甲": 0}


def test_what_cannot_be_divided():
    for whole, weights in [(-1, {"甲": 1}), (1, {"甲": Fraction(-1)}), (1, {"甲": 0}), (1, {})]:
        with raises(ValueError):
            apportioned(whole, weights)
