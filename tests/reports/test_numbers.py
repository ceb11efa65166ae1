"""Values as characters: exact until shown, two decimals half away from zero."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwei.reports.numbers import is_rate, plain, rounded, shown


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_rounding_is_half_away_from_zero(above, below):
    with localcontext(prec=60):
        expected = (Decimal(above) / Decimal(below)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    exact = Fraction(above, below)
    if (exact * 1000) % 10 != 5:  # of ties decimal division by 3 may not know; they have their own test
        assert rounded(exact) == f"{expected if expected else abs(expected):f}"


@given(st.integers(-(10**9), 10**9))
def test_ties_go_away_from_zero(thousandths):
    tie = Fraction(10 * thousandths + 5, 1000)
    away = thousandths + 1 if tie > 0 else thousandths
    assert Fraction(rounded(tie)) == Fraction(away, 100)


@given(st.fractions())
def test_shown_is_never_far_and_never_minus_zero(value):
    text = rounded(value)
    assert abs(Fraction(text) - value) <= Fraction(1, 200)
    assert text != "-0.00"
    assert text.partition(".")[2].isdigit() and len(text.partition(".")[2]) == 2


@pytest.mark.parametrize(
    ("above", "below", "text"),
    [
        (82353, 98200, "83.86%"),
        (25859, 38000, "68.05%"),
        (3275, 4493, "72.89%"),
        (571, 668, "85.48%"),
        (1, 1, "100.00%"),
        (7985, 7520, "106.18%"),
        (0, 5, "0.00%"),
        (1, 3, "33.33%"),
        (2, 3, "66.67%"),
    ],
)
def test_published_rates(above, below, text):
    assert shown(Fraction(above * 100, below), "%") == text


@pytest.mark.parametrize(
    ("value", "measure", "text"),
    [
        (Fraction(98200), "人", "98200"),
        (Fraction(25, 2), "kg", "12.5"),
        (Fraction(1, 3), "t", "0.33"),
        (Fraction(13, 2), "‰", "6.50‰"),
        (Fraction(3, 2), "个百分点", "1.50"),
        (Fraction(-3, 2), "个百分点", "-1.50"),
        (Fraction(25, 2), "/10万", "12.50/10万"),
        (Fraction(10), "个", "10"),
        (None, "%", "—"),
        (None, "人", "—"),
    ],
)
def test_measures(value, measure, text):
    assert shown(value, measure) == text


def test_a_change_has_its_sign():
    assert shown(Fraction(3, 2), "个百分点", sign=True) == "+1.50"
    assert shown(Fraction(-3, 2), "%", sign=True) == "-1.50%"
    assert shown(Fraction(0), "%", sign=True) == "0.00%"


def test_rates_are_told_from_counts():
    assert all(map(is_rate, ("%", "‰", "/10万")))
    assert not any(map(is_rate, ("人", "人次", "个", "kg")))


@given(st.integers())
def test_counts_are_plain(count):
    assert plain(Fraction(count)) == str(count)
