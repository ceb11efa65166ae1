"""Calculations that are written out."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwei.checker import Kind, Severity, Verdict, check
from gongwei.checker.rules.formulas import TOKEN, come_to


def told(text: str) -> list[tuple]:
    return [(claim.type, claim.verdict, claim.severity) for claim in check(text) if claim.subtype == "formula"]


@pytest.mark.parametrize("text", [
    "完成率82353÷98200=83.86%。", "较上年同期:(2543-2414)÷2414=5.34%", "建设进度(165+141+98+167)÷(4×167)=85.48%",
    "快于时间进度83.86%-58.08%=25.78个百分点", "合计165+141=306个", "91.84%-87.24%=4.59个百分点",
])
def test_right_ones(text):
    ((_kind, verdict, _severity),) = told(text)
    assert verdict is Verdict.CONSISTENT and not [one for one in check(text) if one.verdict is Verdict.INCONSISTENT]


@pytest.mark.parametrize(("text", "quote"), [
    ("17810×45%取整为8015,8015-6593=1422人", "8015-6593=1422"), ("370×45%取整为167,167-122=45人", "167-122=45"),
    ("合计12,345+1,655=14,000人", "12,345+1,655=14,000"),
])
def test_a_comma_groups_digits_or_parts_numbers(text, quote):
    assert [(claim.verdict, claim.quote) for claim in check(text) if claim.subtype == "formula"] == [(Verdict.CONSISTENT, quote)]
    wrong = text.replace("=1", "=2").replace("=45", "=54")
    assert [claim.severity for claim in check(wrong) if claim.subtype == "formula"] == [Severity.HARD]


@pytest.mark.parametrize(("text", "kind"), [("完成率25859÷38000=69.05%。", Kind.RATIO), ("合计165+141=316个", Kind.SUM)])
def test_wrong_ones(text, kind):
    assert told(text) == [(kind, Verdict.INCONSISTENT, Severity.HARD)]


def test_the_divisor_of_a_calculation_is_no_count_of_a_rate():
    """The annex of a report: a growth written out below a row with another total."""
    text = "任务数40140人,完成2543人。\n“两癌”免费检查较上年同期:(2543-2414)÷2414=5.34%"
    assert not [claim for claim in check(text) if claim.verdict is Verdict.INCONSISTENT]


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 10**6))
def test_arithmetic(a, b, c):
    for text, value in ((f"{a}+{b}×{c}", a + b * c), (f"({a}+{b})÷{c}", Fraction(a + b, c)), (f"{a}-{b}-{c}", a - b - c)):
        assert come_to(TOKEN.findall(text), 1)[0] == value


def test_what_cannot_be_worked_out():
    assert come_to(TOKEN.findall("(1+2"), 1) is None and come_to(TOKEN.findall("1÷(2-2)"), 1) is None
