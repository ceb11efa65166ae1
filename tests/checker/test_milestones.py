"""T7: the progress of a project as the mean of its milestones."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from gongwei.checker import Kind, Verdict
from tests.checker.telling import CONSISTENT, HARD, moved, one, outcome, rate, told


@pytest.mark.parametrize(("text", "expected", "message"), [
    ("建设卫生室60所,已开工58所,主体完工50所,装修完工42所,平均建设进度83.33%。", CONSISTENT, "(58+50+42)÷60÷3=83.33%,与文中83.33%相符"),
    ("建设卫生室60所,已开工58所,主体完工50所,装修完工42所,平均建设进度88.33%。", HARD, "(58+50+42)÷60÷3=83.33%,文中为88.33%"),
    ("建设卫生室60所,已全部开工,主体完工50所,装修完工42所,建设进度84.44%。", CONSISTENT, "(50+42+60)÷60÷3=84.44%,与文中84.44%相符"),
    ("三个项目平均完成率82%,其中健康教育75%、预防接种91%、老年人管理80%。", CONSISTENT, "(75+91+80)÷3=82.00%,与文中82%相符"),
    ("三个项目平均完成率82%,其中健康教育75%、预防接种91%、老年人管理89%。", HARD, "(75+91+89)÷3=85.00%,文中为82%"),
])
def test_means(text: str, expected: str, message: str) -> None:
    claim = one(text, "mean")
    assert (claim.type, outcome(claim), claim.message) == (Kind.MEAN, expected, message)


def test_all_of_them_is_linked_without_a_value() -> None:
    text = "建设卫生室60所,已全部开工,主体完工50所,装修完工42所,建设进度84.44%。"
    claim = one(text, "mean")
    whole = [number for number in claim.numbers if number.value is None]
    assert [(number.role, text[number.start:number.end]) for number in whole] == [("item", "全部开工")]


@pytest.mark.parametrize("text", [
    "建设卫生室60所,年底前完工,建设进度84.44%。",
    "项目总投资1200万元,已到位860万元,建设进度84.44%。",
    "三个项目平均完成率82%。健康教育75%、预防接种91%、老年人管理89%。",
    "平均完成率82%,其中健康教育75%。",
])
def test_progress_that_is_no_mean(text: str) -> None:
    assert not told(text, "mean")


@given(some.integers(50, 400), some.data())
def test_any_milestones(whole: int, data: some.DataObject) -> None:
    steps = data.draw(some.lists(some.integers(1, whole - 1), min_size=2, max_size=5, unique=True), "steps")
    names = ("开工", "主体完工", "装修完工", "设备到位", "投入使用")
    middle = ",".join(f"{name}{step}所" for name, step in zip(names, steps, strict=False))
    sentence = f"建设卫生室{whole}所,{middle},平均建设进度{{}}%。"
    base = whole * len(steps)
    right = one(sentence.format(rate(sum(steps), base, 2)), "mean")
    assert right.verdict is Verdict.CONSISTENT and right.expected == Fraction(sum(steps) * 100, base)
    stated = moved(rate(sum(steps), base, 2), data.draw(some.integers(3, 200), "off"))
    of_a_step = (rate(sum(later), base * len(later), 2) for place, base in enumerate(steps)
                 if len(later := [step for step in steps[place + 1:] if step <= base]) >= 2)
    assume(stated not in of_a_step)  # the mean of those after a step, of that step
    assert outcome(one(sentence.format(stated), "mean")) == HARD
