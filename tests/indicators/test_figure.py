"""How a figure is divided and printed."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gongwei.indicators.figure import fixed, plain, rate, rounded

numbers = st.fractions(-(10**12), 10**12, max_denominator=10**9)
places = st.integers(0, 8)


@given(st.decimals(-(10**12), 10**12, places=10), places)
@example(Decimal("0.5"), 0)
@example(Decimal("-0.5"), 0)
@example(Decimal("2.675"), 2)
@example(Decimal("-0.0049999999"), 2)
@example(Decimal("999.995"), 2)
def test_rounded_as_decimal_rounds(value, decimals):
    with localcontext(prec=60):
        expected = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    found = rounded(Fraction(value), decimals)
    assert found == expected and found.as_tuple().exponent == -decimals


@given(numbers, places)
@example(Fraction(1, 3), 2)
@example(Fraction(2 * 10**12 + 1, 2), 0)
def test_rounded_is_the_nearest_and_halves_go_away_from_zero(value, decimals):
    error = Fraction(rounded(value, decimals)) - value
    half = Fraction(1, 2 * 10**decimals)
    assert abs(error) <= half
    if abs(error) == half:
        assert (error > 0) == (value > 0)


@given(numbers, places)
def test_rounding_is_the_same_on_both_sides_of_zero(value, decimals):
    assert rounded(-value, decimals) == -rounded(value, decimals)


@given(numbers, places)
def test_fixed_has_its_decimals_and_says_the_rounded_value(value, decimals):
    text = fixed(value, decimals)
    assert Fraction(text) == Fraction(rounded(value, decimals))
    assert len(text.partition(".")[2]) == decimals and "E" not in text and text.strip("0.") != "-"


@given(numbers, places)
def test_plain_is_fixed_without_needless_zeros(value, decimals):
    text = plain(value, decimals)
    assert Fraction(text) == Fraction(fixed(value, decimals))
    assert not (text.partition(".")[2] or "1").endswith("0") and "E" not in text


@pytest.mark.parametrize(("value", "decimals", "text", "short"), [
    (Fraction(10000, 147), 6, "68.027211", "68.027211"), (Fraction(200, 3), 2, "66.67", "66.67"),
    (Fraction(1, 2), 0, "1", "1"), (Fraction(5), 6, "5.000000", "5"), (Fraction(0), 2, "0.00", "0"),
    (Fraction(2000), 0, "2000", "2000"), (Fraction(-1, 1000), 2, "0.00", "0"), (Fraction(-3, 2), 0, "-2", "-2"),
    (Fraction(1, 4), 6, "0.250000", "0.25"), (Fraction(19_999_999, 2), 0, "10000000", "10000000"), (None, 6, "", ""),
])  # fmt: skip
def test_printed(value, decimals, text, short):
    assert (fixed(value, decimals), plain(value, decimals)) == (text, short)


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.sampled_from([1, 100, 1000, 100_000]))
def test_a_rate_is_exact(numerator, denominator, factor):
    assert rate(numerator, denominator, factor) == Fraction(numerator * factor, denominator)


@pytest.mark.parametrize(("numerator", "denominator"), [(None, 5), (5, None), (0, 0), (3, 0), (3, Fraction(0)), (None, None)])
def test_no_rate_without_both_numbers(numerator, denominator):
    assert rate(numerator, denominator, 100) is None


def test_nothing_of_something_is_zero_not_unknown():
    assert rate(0, 5, 100) == 0
