"""Numbers in digits and characters, their precision and their bounds."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from gongwei.checker.language.numeral import WRITTEN, Bound, Interval, Number, arabic, chinese, written


def read(text: str) -> Number:
    match = WRITTEN.fullmatch(text)
    assert match is not None, text
    number = written(match)
    assert number is not None
    return number


@pytest.mark.parametrize(("text", "value", "step"), [
    ("7", 7, 1), ("1377", 1377, 1), ("1,377", 1377, 1), ("12,345,678", 12345678, 1), ("5 806 352", 5806352, 1),
    ("0.50", Fraction(1, 2), Fraction(1, 100)), ("83.860", Fraction(8386, 100), Fraction(1, 1000)),
    ("1,377.5", Fraction(13775, 10), Fraction(1, 10)),
    ("6万", 60000, 10000), ("6.60万", 66000, 100), ("1.2亿", 120_000_000, 10_000_000), ("3千", 3000, 1000), ("2百", 200, 100),
    ("5千万", 50_000_000, 10_000_000), ("2亿3402.88万", 234_028_800, 100), ("2亿5", 200_000_005, 1), ("2万3456", 23456, 1),
])
def test_digits(text: str, value: int | Fraction, step: int | Fraction) -> None:
    number = read(text)
    assert (number.value, number.step) == (value, step)


@pytest.mark.parametrize(("text", "value", "coarse"), [
    ("143余万", 1_430_000, 10_000), ("6万余", 60_000, 10_000), ("12.3万多", 123_000, 1000), ("324000多", 324_000, 1000),
    ("100余", 100, 100), ("3千余", 3000, 1000), ("1.2亿余", 120_000_000, 10_000_000),
])
def test_more_than(text: str, value: int, coarse: int) -> None:
    number = read(text)
    assert (number.value, number.bound) == (value, Bound.OVER)
    assert number.interval == Interval(Fraction(value), Fraction(value + coarse))


@pytest.mark.parametrize(("text", "value"), [
    ("零", 0), ("十", 10), ("十二", 12), ("二十", 20), ("三百二十", 320), ("一百零五", 105), ("一千二百零五", 1205), ("两千五百", 2500),
    ("三万", 30_000), ("二千三百四十五万", 23_450_000), ("三亿零五万", 300_050_000), ("一亿两千万", 120_000_000), ("二零一九", 2019),
    ("三点五", Fraction(7, 2)), ("十二点零五", Fraction(1205, 100)),
])
def test_characters(text: str, value: int | Fraction) -> None:
    number = chinese(text)
    assert number is not None and number.value == value


@pytest.mark.parametrize("text", ["", "点五", "二三百", "五" * 16, "十" * 31])
def test_what_is_no_number_in_characters(text: str) -> None:
    assert chinese(text) is None


@pytest.mark.parametrize("text", ["1" * 16, "0." + "1" * 16, "1" * 1000])
def test_codes_are_no_quantities(text: str) -> None:
    assert arabic(text) is None


@pytest.mark.parametrize(("number", "interval"), [
    (Number(Fraction(320), Fraction(1), True), (320, 320)),
    (Number(Fraction("8.4"), Fraction("0.1"), False), (Fraction("8.35"), Fraction("8.45"))),
    (Number(Fraction(2000), Fraction(1), True, Bound.ABOUT), (1000, 3000)),
    (Number(Fraction(300), Fraction(1), True, Bound.BELOW), (200, 300)),
    (Number(Fraction(300), Fraction(1), True, Bound.ABOVE), (300, None)),
    (Number(Fraction(300), Fraction(1), True, Bound.UP_TO), (0, 300)),
    (Number(Fraction(0), Fraction(1), True, Bound.BELOW), (0, 0)),
])
def test_what_the_true_value_may_be(number: Number, interval: tuple) -> None:
    assert (number.interval.low, number.interval.high) == interval


def test_a_number_rounded_to_its_last_place_may_be_half_a_unit_off() -> None:
    assert Number(Fraction(98), Fraction(1), True).rounded == Interval(Fraction("97.5"), Fraction("98.5"))


@given(some.integers(0, 10**14), some.sampled_from([",", " ", ""]))
def test_grouped_digits_are_the_same_number(value: int, sign: str) -> None:
    text = f"{value:,}".replace(",", sign)
    assert read(text).value == value and read(text).whole


CHARACTERS = "零一二三四五六七八九"


def in_characters(value: int) -> str:
    """A number below ten thousand as one says it."""
    if value == 0:
        return "零"
    text, gap = "", False
    for place, scale in enumerate((1000, 100, 10, 1)):
        digit = value // scale % 10
        if digit:
            text += ("零" if gap and text else "") + CHARACTERS[digit] + ("千", "百", "十", "")[place]
        gap = not digit
    return text.replace("一十", "十") if text.startswith("一十") else text


@given(some.integers(0, 9999), some.integers(0, 9999))
def test_numbers_said_aloud(high: int, low: int) -> None:
    text = f"{in_characters(high)}万{in_characters(low)}" if high and low >= 1000 else in_characters(low)
    number = chinese(text)
    assert number is not None and number.value == (high * 10_000 + low if high and low >= 1000 else low)


BOUNDED = some.tuples(some.fractions(0, 1000), some.fractions(0, 1000)).map(lambda ends: Interval(min(ends), max(ends)))


@given(BOUNDED, BOUNDED, some.fractions(0, 1), some.fractions(0, 1))
def test_reckoning_with_intervals_holds_every_value(one: Interval, other: Interval, where: Fraction, there: Fraction) -> None:
    assert one.high is not None and other.high is not None
    first, second = one.low + (one.high - one.low) * where, other.low + (other.high - other.low) * there
    assert (one + other).holds(first + second)
    assert (one - other).holds(first - second)
    assert one.times(7).holds(first * 7)
    share = one.over(other)
    assert share is None if other.low == 0 else share is not None and share.holds(first / second)
    common = one.shared(other)
    assert (common is not None) == one.meets(other)
    assert common is None or (common.meets(one) and common.meets(other))
