"""Identity numbers and body mass index."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric
from stdnum.exceptions import InvalidChecksum, InvalidComponent, ValidationError

from gongwei.concepts.identity_number import FEMALE, MALE, read_identity_number
from gongwei.concepts.measurements import body_mass_index


def with_check_digit(first_17: str) -> str:
    """GB 11643, written down a second time."""
    weights = [2 ** (17 - place) % 11 for place in range(17)]
    rest = sum(int(digit) * weight for digit, weight in zip(first_17, weights, strict=True)) % 11
    return first_17 + "10X98765432"[rest]


numbers = st.builds(lambda day, serial: ("580721", day, serial), st.dates(date(1900, 1, 1), date(2025, 1, 1)), st.integers(0, 999))


@given(numbers)
def test_a_well_formed_number_tells_birth_and_sex(parts):
    place, birth, serial = parts
    number = read_identity_number(with_check_digit(f"{place}{birth:%Y%m%d}{serial:03}"))
    assert (number.problem, number.birth_date, number.sex) == ("", birth, MALE if serial % 2 else FEMALE)
    assert number.disagreements(birth, number.sex) == () == number.disagreements(None, 9)
    assert len(number.disagreements(date(1899, 1, 1), MALE + FEMALE - number.sex)) == 2


@given(numbers, st.integers(1, 9))
def test_one_wrong_digit_is_found(parts, shift):
    place, birth, serial = parts
    right = with_check_digit(f"{place}{birth:%Y%m%d}{serial:03}")
    wrong = str((int(right[0]) + shift) % 10) + right[1:]
    assert read_identity_number(wrong).problem == "校验码不符"


@pytest.mark.parametrize("text", ["", "123", "58072119600230001X", "5807211960022900１X", "x" * 18])
def test_nonsense_is_told_and_never_raises_or_repeats_the_number(text):
    number = read_identity_number(text)
    assert number.problem
    assert not text or all(text not in said for said in number.disagreements(None, 0))


def by_the_library(number: str) -> str:
    """What is wrong with a number, places aside."""
    try:
        ric.validate(number)
    except InvalidChecksum:
        return "校验码不符"
    except InvalidComponent:
        return ""
    except ValidationError:
        return "格式不对"
    return ""


@given(numbers, st.integers(0, 17), st.sampled_from("05Xx１٣²Ｘ"))
def test_the_library_says_the_same(parts, place, other):
    place_of_birth, birth, serial = parts
    right = with_check_digit(f"{place_of_birth}{birth:%Y%m%d}{serial:03}")
    number = right[:place] + other + right[place + 1 :]
    problem = read_identity_number(number).problem
    assert problem in (by_the_library(number), "应为 18 位", "中的出生日期不存在")


def test_body_mass_index_is_rounded_half_away_from_zero():
    assert body_mass_index(Decimal(170), Decimal("70.8")) == Decimal("24.5")
    assert body_mass_index(Decimal(200), Decimal("82.2")) == Decimal("20.6")
