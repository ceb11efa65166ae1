"""T4: targets, rankings, figures said twice; T1: what lies between and above."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.checker.telling import CONSISTENT, HARD, SOFT, inconsistent, one, outcome, told


@pytest.mark.parametrize(("text", "expected", "message"), [
    ("规范管理率为74.8%,达到70%的目标要求。", CONSISTENT, "74.8%合于70%的要求"),
    ("规范管理率为64.8%,达到70%的目标要求。", HARD, "文中说合于70%的要求,而实为64.8%"),
    ("规范管理率为91.2%,合格率为96.7%,均达到85%以上的要求。", CONSISTENT, "91.2%、96.7%合于85%的要求"),
    ("规范管理率为81.2%,合格率为96.7%,均达到85%以上的要求。", SOFT, "文中说合于85%的要求,而实为81.2%、96.7%"),
    ("目标500人,完成683人。", CONSISTENT, "完成683人,达到目标500人"),
    ("截至目前全面完成任务:目标4000人,完成3826人。", SOFT, "文中说“全面完成”,而完成3826人,不到目标4000人"),
])
def test_targets(text: str, expected: str, message: str) -> None:
    claim = one(text, "target")
    assert (outcome(claim), claim.message) == (expected, message)


@pytest.mark.parametrize("text", [
    "目标4000人,完成3826人。",  # nobody says that it is done
    "要求规范管理率达到70%以上。",
    "规范管理率64.8%,低于70%的目标要求。",
    "规范管理率64.8%,未达到70%的目标要求。",
    "力争规范管理率达到80%。目前规范管理率64.8%。",
    "规范管理率64.8%。到2025年达到70%的目标。",
])
def test_targets_of_which_nothing_wrong_is_said(text: str) -> None:
    assert not inconsistent(text)


@pytest.mark.parametrize(("text", "expected"), [
    ("死因前三位依次为心脏病312例、脑血管病287例、肿瘤265例。", CONSISTENT),
    ("死因前三位依次为心脏病312例、脑血管病265例、肿瘤287例。", SOFT),
])
def test_a_ranking_falls(text: str, expected: str) -> None:
    assert outcome(one(text, "rank")) == expected


def test_a_list_need_not_fall() -> None:
    assert not told("体检学生3206人,男1702人,女1504人。", "rank")
    assert not inconsistent("查出心脏病312例、脑血管病265例、肿瘤287例。")


@pytest.mark.parametrize(("text", "expected", "message"), [
    ("全年共完成产前筛查12846人。\n下一步,巩固12846人的产前筛查成果。", CONSISTENT, "与前文12846人一致"),
    ("全年共完成产前筛查12846人。\n截至年底共完成产前筛查12486人。", HARD, "前文为12846人,此处为12486人,疑有一处数字颠倒"),
])
def test_a_figure_said_twice(text: str, expected: str, message: str) -> None:
    claim = one(text, "restate")
    assert (outcome(claim), claim.message) == (expected, message)
    assert claim.numbers[0].text == "12846人"


def test_swapped_digits_of_different_things_are_two_figures() -> None:
    assert not told("全年共完成产前筛查12846人。\n老年人体检12486人。", "restate")


@pytest.mark.parametrize(("text", "expected"), [
    ("总体知晓率23.1%,其中城市28.3%、农村19.6%。", CONSISTENT),
    ("总体知晓率33.1%,其中城市28.3%、农村19.6%。", HARD),
    ("婴儿死亡率3.12‰不高于5岁以下儿童死亡率4.26‰。", CONSISTENT),
    ("婴儿死亡率5.12‰不高于5岁以下儿童死亡率4.26‰。", HARD),
    ("婴儿死亡率3.12‰,低于5岁以下儿童死亡率4.26‰。", CONSISTENT),
    ("婴儿死亡率5.12‰,低于5岁以下儿童死亡率4.26‰。", HARD),
    ("各镇体检率最高81.2%,最低91.3%。", HARD),
])
def test_what_lies_between_and_above(text: str, expected: str) -> None:
    assert [row[1] for row in told(text, "between", "order")] == [expected]


@given(some.integers(1, 999), some.integers(1, 999))
def test_a_rate_meets_its_target_or_not(stated: int, mark: int) -> None:
    def tenths(value: int) -> str:
        return f"{value // 10}.{value % 10}%"

    claim = one(f"规范管理率为{tenths(stated)},达到{tenths(mark)}的目标要求。", "target")
    assert outcome(claim) == (CONSISTENT if stated >= mark else HARD)


@given(some.integers(1001, 9999), some.integers(1001, 9999))
def test_figures_of_one_name_may_differ(one_year: int, other: int) -> None:
    text = f"上年共完成产前筛查{one_year}人。\n本年共完成产前筛查{other}人。"
    swapped = sorted(str(one_year)) == sorted(str(other)) and one_year != other
    assert swapped or not inconsistent(text)
