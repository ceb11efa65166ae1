"""Amounts in capitals: the examples of the rules for vouchers, and any amount read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwei.reports.capitals import DIGITS, PLACES, capitals


@pytest.mark.parametrize(("cents", "said"), [
    (140950, "壹仟肆佰零玖元伍角整"), (600714, "陆仟零柒元壹角肆分"), (1640902, "壹万陆仟肆佰零玖元零贰分"), (32504, "叁佰贰拾伍元零肆分"),
    (0, "零元整"), (5, "伍分"), (50, "伍角整"), (1000, "壹拾元整"), (100000000, "壹佰万元整"), (10000100, "壹拾万零壹元整"),
    (-120, "负壹元贰角整"), (10**14, "壹万亿元整"), (100_000_010_000, "壹拾亿零壹佰元整"),
])
def test_as_vouchers_write_it(cents, said):
    assert capitals(cents) == said


def value(words: str) -> int:
    """A whole number from its capitals."""
    for unit, word in PLACES:
        if word in words:
            high, _, low = words.rpartition(word) if unit == 10**8 else words.partition(word)
            return value(high) * unit + value(low.removeprefix("零"))
    return DIGITS.index(words) if words else 0


@given(st.integers(0, 10**17))
def test_any_amount_reads_back(cents):
    words = capitals(cents)
    yuan, _, rest = words.rpartition("元") if "元" in words else ("", "", words)
    jiao, _, fen = rest.removeprefix("零").removesuffix("整").rpartition("角")
    small = DIGITS.index(jiao) * 10 if jiao else 0
    small += DIGITS.index(fen.removesuffix("分")) if fen else 0
    assert value(yuan) * 100 + small == cents
    assert "零零" not in words and words.endswith("整") == (cents % 10 == 0)
