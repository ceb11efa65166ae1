"""T4 and T5: growth, multiples, points and differences."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from gongwei.checker import Kind, Verdict
from tests.checker.telling import CONSISTENT, HARD, SOFT, UNCHECKABLE, inconsistent, moved, one, outcome, rate, told

GROWTHS = [  # sentence, right, wrong, calculation
    ("今年报告312例,去年同期289例,同比增长{}。", "7.96%", "9.76%", "(312-289)÷289=7.96%"),
    ("今年收治289人,去年同期312人,同比下降{}。", "7.37%", "3.77%", "(289-312)÷312=-7.37%"),
    ("报告发病数由2018年的1204例下降到2019年的987例,下降{}。", "18.02%", "12.08%", "(987-1204)÷1204=-18.02%"),
    ("门诊人次同比上升{}(1312/1212)。", "8.25%", "8.52%", "(1312-1212)÷1212=8.25%"),
    ("全年住院4312人次,比上年增加212人次,增长{}。", "5.17%", "5.71%", "212÷(4312-212)=5.17%"),
    ("全市执业医师4200人,比上年减少300人,下降{}。", "6.67%", "7.66%", "300÷(4200+300)=6.67%"),
    ("本月接种500剂次,上月接种400剂次,环比增长{}。", "25%", "52%", "(500-400)÷400=25.00%"),
]


@pytest.mark.parametrize(("sentence", "right", "wrong", "calculation"), GROWTHS)
def test_ways_to_tell_growth(sentence: str, right: str, wrong: str, calculation: str) -> None:
    holds = one(sentence.format(right), "growth")
    assert holds.verdict is Verdict.CONSISTENT and holds.message.startswith(f"{calculation},与文中")
    assert not inconsistent(sentence.format(right))
    misses = one(sentence.format(wrong), "growth")
    assert outcome(misses) == HARD and misses.message.startswith(f"{calculation},文中为") and misses.message.endswith(wrong)


@pytest.mark.parametrize("text", [
    "总诊疗人次由2018年的2.31亿增加到2019年的2.46亿,增长6.5%。",
    "全市共有执业医师4.2万人,比上年增加0.3万人,增长7.69%。",
])
def test_growth_of_rounded_figures(text: str) -> None:
    assert one(text, "growth").verdict is Verdict.CONSISTENT


def test_growth_the_other_way_round() -> None:
    claim = one("今年报告312例,去年同期289例,同比下降7.96%。", "growth")
    assert outcome(claim) == HARD
    assert claim.message == "(312-289)÷289=7.96%,文中为下降7.96%,升降方向相反"


def test_growth_over_the_wrong_base_is_named() -> None:
    claim = one("报告发病数由2018年的1204例下降到2019年的987例,下降21.99%。", "growth")
    assert claim.verdict is Verdict.INCONSISTENT and claim.message.endswith("是以本期为分母算的")


@pytest.mark.parametrize("text", ["孕产妇死亡率12.6/10万,下降2.1/10万。", "门诊收入同比增长12.4%。", "规范管理率74.8%,提高3.1个百分点。"])
def test_without_the_earlier_figure_nothing_can_be_said(text: str) -> None:
    assert UNCHECKABLE in {row[1] for row in told(text, "T4", "T5")}
    assert not inconsistent(text)


@pytest.mark.parametrize(("text", "expected", "message"), [
    ("2020年签约家庭8200户,是2017年3280户的2.5倍。", CONSISTENT, "8200÷3280=2.50,与文中2.5倍相符"),
    ("2017年签约家庭3280户,2020年达到8200户,增长1.5倍。", CONSISTENT, "8200÷3280=2.50,与文中增长1.5倍相符"),
    ("2017年签约家庭3280户,2020年达到8200户,增长2.5倍。", SOFT, "8200÷3280=2.50,是“增长到2.50倍”,不是“增长2.5倍”"),
])
def test_multiples(text: str, expected: str, message: str) -> None:
    claim = one(text, "multiple")
    assert (outcome(claim), claim.message) == (expected, message)


@pytest.mark.parametrize(("sentence", "right", "wrong", "calculation"), [
    ("规范管理率由61.3%提高到74.8%,提高{}个百分点。", "13.5", "15.3", "74.8%-61.3%=13.5"),
    ("规范管理率74.8%,比去年同期61.3%提高{}个百分点。", "13.5", "15.3", "74.8%-61.3%=13.5"),
    ("规范管理率74.8%,比目标(70%)高{}个百分点。", "4.8", "8.4", "74.8%-70%=4.8"),
    ("今年收治280人,去年289人,同比减少{}人。", "9", "8", "280-289=-9"),
    ("出生率9.83‰,死亡率6.12‰,自然增长率{}‰。", "3.71", "3.17", "9.83‰-6.12‰=3.71"),
])
def test_differences(sentence: str, right: str, wrong: str, calculation: str) -> None:
    rows = told(sentence.format(right), "difference")
    assert {row[:2] for row in rows} == {("T5", CONSISTENT)} and rows[0][3].startswith(calculation)
    assert not inconsistent(sentence.format(right))
    ((kind, severity, _, message),) = inconsistent(sentence.format(wrong))
    assert (kind, severity) == (Kind.DIFFERENCE, HARD) and message.startswith(f"{calculation},文中为")


@pytest.mark.parametrize("text", [
    "城区38.2%、乡镇27.5%,城区比乡镇高10.7个百分点。",
    "东河镇完成81.2%,西岭镇完成79.5%,东河镇比西岭镇高1.7个百分点。",
    "覆盖率分别为92.31%、86.47%,目标分别为90%、85%,分别超出目标2.31、1.47个百分点。",
    "任务5000人,已完成4120人,还差880人。",
])
def test_differences_that_hold(text: str) -> None:
    assert {row[1] for row in told(text, "difference")} == {CONSISTENT}
    assert not inconsistent(text)


def test_what_is_still_to_be_done() -> None:
    assert one("任务5000人,已完成4120人,还差880人。", "difference").message == "5000-4120=880,与文中还差880人相符"
    ((kind, severity, _, message),) = inconsistent("任务5000人,已完成4120人,还差808人。")
    assert (kind, severity, message) == ("T5", HARD, "5000-4120=880,文中为还差808人")


def test_above_a_target_that_was_not_reached() -> None:
    ((kind, severity, _, message),) = inconsistent("规范管理率74.8%,比目标(80%)高5.2个百分点。")
    assert (kind, severity, message) == ("T5", HARD, "74.8%-80%=-5.2,文中为高5.2个百分点,高低方向相反")


@pytest.mark.parametrize("text", [
    "去年报告312例,今年下降12.4%,环比上升3.2%。",
    "全年接诊6120人次,较上年增长4.2%,住院812人次,较上年下降1.6%。",
    "今年1-9月收入1260万元,支出1302万元,药品收入占比31.2%,比去年同期下降2.3个百分点。",
    "2019年完成率81.2%,2020年完成率85.6%,群众满意度提高12.4%。",
    "去年培训312人,今年建档4600份,建档率提高15.2个百分点。",
    "东河镇完成81.2%,西岭镇完成79.5%。全县完成80.1%,较上月提高6.3个百分点。",
    "收入1260万元,增长12.4%;支出1302万元,增长9.8%。",
    "门诊6120人次,同比增长4.2%。住院812人次。",
    "报告发病率下降到12.4/10万。",
    "完成率达62.4%,超时序进度12.4个百分点。",
    "力争到2025年,签约率提高到75%,建档率每年提高1个百分点。",
])
def test_changes_of_something_else(text: str) -> None:
    assert not inconsistent(text)


@given(some.integers(1000, 99_999), some.integers(1000, 99_999), some.integers(0, 2), some.integers(3, 300))
def test_any_growth(now: int, then: int, places: int, off: int) -> None:
    way = "增长" if now > then else "下降"
    sentence = f"今年报告{now}例,去年同期{then}例,同比{way}{{}}%。"
    apart = abs(now - then)
    assume(apart * 100 >= then)  # 1 %
    right = one(sentence.format(rate(apart, then, places)), "growth")
    assert right.verdict is Verdict.CONSISTENT and right.expected == Fraction(apart * 100, then)

    stated = moved(rate(apart, then, 2), off)
    assume(abs(Fraction(stated) - Fraction(apart * 100, now)) > Fraction(1, 10))  # over the other base
    wrong = one(sentence.format(stated), "growth")
    assert outcome(wrong) == HARD and wrong.stated == Fraction(stated)

    opposite = one(f"今年报告{now}例,去年同期{then}例,同比{'下降' if now > then else '增长'}{rate(apart, then, 2)}%。", "growth")
    assert outcome(opposite) == HARD


@given(some.integers(100, 999), some.integers(100, 999), some.integers(1, 99))
def test_any_points(now: int, then: int, off: int) -> None:
    def tenths(value: int) -> str:
        return f"{value // 10}.{value % 10}"

    assume(now > then)
    sentence = f"规范管理率由{tenths(then)}%提高到{tenths(now)}%,提高{{}}个百分点。"
    assert one(sentence.format(tenths(now - then)), "difference").verdict is Verdict.CONSISTENT
    assume(off > 1)  # one unit of the last place may be the rounding of the two
    assert outcome(one(sentence.format(tenths(now - then + off)), "difference")) == HARD
