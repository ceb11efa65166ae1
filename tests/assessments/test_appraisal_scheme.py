"""Schemes as files: what a county declares, and everything that is wrong with it by line."""

from decimal import Decimal
from fractions import Fraction
from importlib.resources import files

import pytest

from gongwei.assessments.appraisal.declaring import read_scheme
from gongwei.assessments.appraisal.queries import Kept
from gongwei.assessments.appraisal.readings import known
from gongwei.assessments.appraisal.rules import Deduction, Linear, Manual, Steps, YesNo
from gongwei.assessments.appraisal.scoring import Reading, opened
from gongwei.assessments.appraisal.work_points import read_work_scheme
from gongwei.definition.declaration import Misdeclared

SHIPPED = files("gongwei.assessments.appraisal") / "schemes"
HEAD = """\
id = "s"
name = "方案"
year = 2025
level = "township"
total = 10
grades = [{ name = "合格", from = 6 }, { name = "不合格", from = 0 }]
"""
ITEM = """
[[items]]
code = "1"
name = "血压控制率"
points = 10
figure = "hypertension.control"
rule = "linear"
target = 60
floor = 20
missing = "zero"
"""


def wrongs(text: str, exists=lambda id: id.startswith("hypertension")) -> list[tuple[int, str]]:
    """(line, words) of what is wrong in a scheme."""
    with pytest.raises(Misdeclared) as refused:
        read_scheme(Kept("方案.toml", text), exists)
    assert {wrong.file for wrong in refused.value.wrongs} == {"方案.toml"}
    return [(wrong.line, str(wrong.message)) for wrong in refused.value.wrongs]


@pytest.mark.django_db
def test_the_shipped_schemes():
    scheme = read_scheme(SHIPPED / "township.toml", known)
    assert len(scheme.items) >= 20 and sum(item.points for item in scheme.items if not item.bonus) == scheme.total == 100
    assert {type(item.rule) for item in scheme.items} == {Linear, Steps, Deduction, YesNo, Manual}
    assert scheme.vetoes and [grade.least for grade in scheme.grades] == [90, 80, 60, 0]
    overdue = scheme.by_code["8.3"]
    assert [opened(overdue, Reading(value=Fraction(count)), 2).points for count in (0, 3, 9)] == [4, Decimal("2.5"), 0]
    never = opened(overdue, Reading(), 2)
    assert not never.asked and never.full is None, "while nobody has inspected anything it leaves the total"
    work = read_work_scheme(SHIPPED / "staff.toml")
    assert work.passing == 80 and work.service("diabetes_followup", "home").points == Decimal("2.5")


def test_a_fingerprint_follows_what_is_said_not_how_it_is_laid_out():
    one = read_scheme(Kept("a", HEAD + ITEM))
    assert read_scheme(Kept("b", "# 说明\n" + HEAD + ITEM)).fingerprint == one.fingerprint
    for changed in (HEAD + ITEM.replace("60", "65"), HEAD.replace("方案", "新方案") + ITEM):
        assert read_scheme(Kept("c", changed)).fingerprint != one.fingerprint


@pytest.mark.parametrize(("former", "now", "line", "words"), [
    ("points = 10", "points = 11", 5, "各条目分值合计 11,应等于总分 10"),
    ("points = 10", "points = 9.5", 5, "各条目分值合计 9.5,应等于总分 10"),
    ("points = 10", "points = -1", 11, "「points」应大于 0,文件中为 -1"),
    ("points = 10", "points = 0.001", 11, "小数多于 2 位"),
    ("floor = 20", "floor = 60", 15, "目标与底线都是 60"),
    ("hypertension.control", "nothing.known", 12, "没有指标「nothing.known」"),
    ('rule = "linear"', 'rule = "curve"', 13, "「rule」应为 linear steps deduction yes_no manual 之一"),
    ('missing = "zero"', "", 8, "缺少「missing」"),
    ('missing = "zero"', 'missing = "ignore"', 16, "「missing」应为 leave_out zero manual 之一"),
    ("target = 60", "taget = 60", 14, "不认识的条目「taget」"),
    ('figure = "hypertension.control"', "", 13, "缺少「figure」"),
    ('code = "1"', 'code = "total"', 9, "不能是 total"),
    ('missing = "zero"', 'missing = "zero"\nauthenticity = { check = "C1", kind = "halved" }', 17, "「kind」应为 removed scaled 之一"),
    ("from = 6 }", "from = 0 }", 6, "等次应由高到低"),
    ('{ name = "不合格", from = 0 }', '{ name = "不合格", from = 3 }', 6, "最后一个等次应从 0 分起"),
    ('level = "township"', 'level = "town"', 4, "「level」应为"),
])  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(former, now, line, words):
    text = HEAD + ITEM
    assert text.count(former) == 1
    assert any(at == line and words in said for at, said in wrongs(text.replace(former, now)))


def test_two_items_with_one_code():
    twice = HEAD.replace("total = 10", "total = 20") + ITEM + ITEM
    assert wrongs(twice) == [(19, "编号「1」已用于前面的条目")]


@pytest.mark.parametrize(("steps", "words"), [
    ("[{ at = 60, points = 5 }, { at = 80, points = 3 }]", "第 2 档次序不对"),
    ("[{ at = 80, points = 5 }, { at = 60, points = 5 }]", "第 2 档次序不对"),
    ("[{ at = 80, points = 12 }]", "第 1 档 12 分,多于本条目的 10 分"),
    ("[]", "缺少「steps」"),
])
def test_steps_out_of_order(steps, words):
    text = HEAD + ITEM.replace('"linear"', '"steps"').replace("target = 60", f"steps = {steps}").replace("floor = 20", "")
    assert any(words in said and line == 14 for line, said in wrongs(text))


def test_fewer_is_better_by_a_floor_above_the_target_or_steps_that_rise():
    text = HEAD + ITEM.replace("target = 60", "target = 0")
    assert read_scheme(Kept("a", text)).items[0].rule.better == "lower"
    rising = 'better = "lower"\nsteps = [{ at = 1, points = 10 }, { at = 3, points = 4 }]'
    text = HEAD + ITEM.replace('"linear"', '"steps"').replace("target = 60", rising).replace("floor = 20", "")
    assert read_scheme(Kept("a", text)).items[0].rule.points(2, 10) == 4


@pytest.mark.parametrize(("veto", "words"), [
    ('figure = "hypertension.control"\nmissing = "zero"\ncap = 5', "应写「above」"),
    ("above = 3\ncap = 5", "由人判定,不写「above」「below」"),
    ('cap = 5\ngrade = "合格"', "「cap」(总分不超过)或「grade」"),
    ('grade = "优秀"', "没有等次「优秀」"),
])
def test_vetoes_that_cannot_be_meant(veto, words):
    said = wrongs(HEAD + ITEM + f'[[vetoes]]\ncode = "V"\nname = "造假"\nreason = "弄虚作假"\n{veto}\n')
    assert len(said) == 1 and words in said[0][1] and said[0][0] > 16


def test_bonus_needs_a_cap_and_a_cap_needs_bonus():
    bonus = '[[items]]\ncode = "2"\nname = "推广"\npoints = 2\nrule = "manual"\nbonus = true\n'
    assert [said for _line, said in wrongs(HEAD + ITEM + bonus)] == ["有加分条目,应写「bonus_cap」(加分上限)"]
    assert wrongs("bonus_cap = 1\n" + HEAD + ITEM)[0] == (1, "没有加分条目(bonus = true),不应写「bonus_cap」")
    assert read_scheme(Kept("a", "bonus_cap = 1\n" + HEAD + ITEM + bonus)).bonus_cap == 1


def test_everything_is_told_at_once():
    text = (HEAD + ITEM).replace("year = 2025", 'year = "2025"').replace("floor = 20", "floor = 60").replace("hypertension", "x")
    assert [line for line, _said in wrongs(text)] == [3, 12, 15]


@pytest.mark.parametrize(("text", "words"), [
    ('[[services]]\nform = "nothing"\npoints = 1', "「form」应为"),
    ('[[services]]\nform = "screening"\npoints = 0', "「points」应大于 0"),
    ('[[services]]\nform = "screening"\npoints = 1\n[[services]]\nform = "screening"\npoints = 2', "写了两次"),
    ('target = 5\n[[services]]\nform = "screening"\npoints = 1', "不写「target」"),
    ("passing = 120", "合格线 120 高于满分 100"),
])
def test_work_points_that_cannot_be_meant(text, words):
    head = 'id = "w"\nname = "工分"\nyear = 2025\nnorm = "best"\n'
    with pytest.raises(Misdeclared, match=words.replace("(", r"\(")):
        read_work_scheme(Kept("w.toml", head + text))
