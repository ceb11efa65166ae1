"""Reading a scheme from its file; everything that is wrong with it is told at once, with line."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Protocol

from gongwei.definition.declaration import Declaration, declaration
from gongwei.definition.message import Message
from gongwei.evaluation.units import LEVELS

from .rules import HIGHER, LOWER, Deduction, Linear, Manual, Rule, Steps, YesNo
from .scheme import BY_HAND, MISSING, ZERO, Authenticity, Grade, Item, Scheme, Veto

_ = Message
RULES = ("linear", "steps", "deduction", "yes_no", "manual")
MOST_POINTS = Decimal(100_000)
"""Points that the tables hold; far above any scheme."""
CODE = re.compile(r"[\w.-]{1,32}")
TOTAL = "total"
Known = Callable[[str], bool]
"""Whether there is a figure of this id."""


class File(Protocol):
    """What a scheme is read from: a path, a shipped file, a kept text."""

    name: str

    def read_bytes(self) -> bytes: ...


def read_scheme(file: File, known: Known = lambda _id: True) -> Scheme:
    """The scheme of a file. `known` tells which figures exist. Raises Misdeclared with all that is wrong."""
    with declaration(file) as said:
        head = [said.entry("id", str), said.entry("name", str), said.entry("year", int), said.choice("level", LEVELS),
                positive(said, "total", Decimal(100))]
        decimals = whole(said, "decimals", 2, 4)
        days = whole(said, "appeal_days", 7, 365)
        cap = positive(said, "bonus_cap", Decimal(0), zero=True)
        grades = read_grades(said)
        sections, further = said.sections("items"), said.sections("vetoes")
        items = tuple(item for section in sections if (item := read_item(section, known, decimals)))
        vetoes = tuple(veto for section in further if (veto := read_veto(section, known, grades)))
        refuse_twins([*sections, *further])
        refuse_sums(said, head[-1], cap, items, whole=len(items) == len(sections))
        said.nothing_else()
    return Scheme(*head, items, grades, vetoes, cap, decimals, days, file.read_bytes().decode("utf-8-sig"))


def positive(said: Declaration, name: str, default: object = ..., zero: bool = False) -> Decimal | None:
    """An entry that is a number above 0 (or 0 where that is meant) and not beyond reason."""
    value = said.entry(name, Decimal, default)
    if value is not None and not (value.is_finite() and (0 < value <= MOST_POINTS or (zero and not value))):
        said.wrong(_("「{name}」应大于 0,文件中为 {value}", name=name, value=value) if not zero else
                   _("「{name}」不能为负,文件中为 {value}", name=name, value=value), name)
        return None if default is ... else default
    return value


def finite(said: Declaration, name: str, default: object = ...) -> Decimal | None:
    """An entry that is a number."""
    value = said.entry(name, Decimal, default)
    if value is not None and not value.is_finite():
        said.wrong(_("「{name}」应为一个确定的数", name=name), name)
        return None
    return value


def whole(said: Declaration, name: str, default: int, most: int) -> int:
    """An entry that is an integer from 0 to `most`."""
    value = said.entry(name, int, default)
    if 0 <= value <= most:
        return value
    said.wrong(_("「{name}」应为 0 到 {most} 的整数,文件中为 {value}", name=name, most=most, value=value), name)
    return default


def read_grades(said: Declaration) -> tuple[Grade, ...]:
    """The grades, the best first, the last from 0."""
    grades, former = [], None
    for section in said.sections("grades"):
        name, least = section.entry("name", str), positive(section, "from", zero=True)
        section.nothing_else()
        if name is None or least is None:
            continue
        if name in (grade.name for grade in grades):
            section.wrong(_("等次「{name}」写了两次", name=name), "name")
        if former is not None and least >= former:
            section.wrong(_("等次应由高到低:{least} 不低于上一等次的 {former}", least=least, former=former), "from")
        former = least
        grades.append(Grade(name, least))
    if not grades:
        said.wrong(_("缺少等次 [[grades]]"), "grades")
    elif grades[-1].least:
        said.wrong(_("最后一个等次应从 0 分起,否则低分单位没有等次"), "grades", len(grades) - 1, "from")
    return tuple(grades)


def read_item(said: Declaration, known: Known, decimals: int) -> Item | None:
    """An item; None when it cannot be understood."""
    before = len(said.wrongs)
    code, name = read_code(said), said.entry("name", str)
    part = said.entry("section", str, "")
    points = positive(said, "points")
    if points is not None and -points.as_tuple().exponent > decimals:
        said.wrong(_("分值 {points} 的小数多于 {decimals} 位", points=points, decimals=decimals), "points")
    figure = read_figure(said, known)
    kind = said.choice("rule", RULES)
    rule = read_rule(said, kind, figure, points)
    missing = said.choice("missing", MISSING) if figure else BY_HAND
    check, authenticity = "", None
    if "authenticity" in said.said:
        section = said.section("authenticity")
        check = section.entry("check", str)
        authenticity = Authenticity.declared(section)
        if not figure:
            said.wrong(_("没有指标(figure)的条目不能按抽查真实率折算"), "authenticity")
    bonus = said.entry("bonus", bool, False)
    said.nothing_else()
    if len(said.wrongs) > before:
        return None
    return Item(code, part, name, points, rule, figure, missing, check, authenticity, bonus)


def read_code(said: Declaration) -> str | None:
    """The code of an item or veto."""
    code = said.entry("code", str)
    if code is not None and (not CODE.fullmatch(code) or code == TOTAL):
        said.wrong(_("编号「{code}」应为不超过 32 位的字母、数字、点、横线,且不能是 total", code=code), "code")
    return code


def read_figure(said: Declaration, known: Known) -> str | None:
    """The id of a figure that exists."""
    figure = said.entry("figure", str, None)
    if figure is not None and not known(figure):
        said.wrong(_("没有指标「{figure}」", figure=figure), "figure")
    return figure


def read_rule(said: Declaration, kind: str | None, figure: str | None, points: Decimal | None) -> Rule | None:
    """The rule of an item with its parameters."""
    if kind == "manual":
        if figure:
            said.wrong(_("有指标(figure)的条目应写怎样由数得分;由人评分的条目不写 figure"), "rule")
        return Manual()
    if kind in ("linear", "steps") and not figure:
        said.wrong(_("rule = \"{kind}\" 的条目缺少「figure」(指标编号)", kind=kind), "rule")
    if kind == "linear":
        target, floor = finite(said, "target"), finite(said, "floor")
        if target is not None and target == floor:
            said.wrong(_("目标与底线都是 {target},得分无法按比例计算", target=target), "floor")
            return None
        return None if target is None or floor is None else Linear(target, floor)
    if kind == "steps":
        return read_steps(said, points)
    if kind == "deduction":
        each, free = positive(said, "each"), positive(said, "free", Decimal(0), zero=True)
        return None if each is None else Deduction(each, free)
    if kind == "yes_no" and figure:
        threshold, better = finite(said, "target"), said.choice("better", (HIGHER, LOWER), HIGHER)
        return None if threshold is None else YesNo(threshold, better, judged=False)
    return YesNo() if kind == "yes_no" else None


def read_steps(said: Declaration, full: Decimal | None) -> Steps | None:
    """Steps from the best to the last: thresholds ever easier, points ever fewer."""
    better = said.choice("better", (HIGHER, LOWER), HIGHER)
    steps: list[tuple[Decimal, Decimal]] = []
    for number, step in enumerate(said.sections("steps")):
        at, points = finite(step, "at"), positive(step, "points", zero=True)
        step.nothing_else()
        if at is None or points is None:
            continue
        if full is not None and points > full:
            said.wrong(_("第 {number} 档 {points} 分,多于本条目的 {full} 分", number=number + 1, points=points, full=full), "steps")
        if steps and ((at >= steps[-1][0]) == (better == HIGHER) or at == steps[-1][0] or points >= steps[-1][1]):
            said.wrong(_("第 {number} 档次序不对:应由好到差,分数逐档减少", number=number + 1), "steps")
        steps.append((at, points))
    if not steps:
        said.wrong(_("缺少「steps」,如 steps = [{example}]", example="{ at = 90, points = 5 }, { at = 80, points = 3 }"), "steps")
        return None
    return Steps(tuple(steps), better)


def read_veto(said: Declaration, known: Known, grades: tuple[Grade, ...]) -> Veto | None:
    """A veto; None when it cannot be understood."""
    before = len(said.wrongs)
    code, name, reason = read_code(said), said.entry("name", str), said.entry("reason", str)
    figure = read_figure(said, known)
    above, below = finite(said, "above", None), finite(said, "below", None)
    if figure and (above is None) == (below is None):
        said.wrong(_("有指标的否决项应写「above」(高于即否决)或「below」(低于即否决)之一"), "figure")
    if not figure and not (above is below is None):
        said.wrong(_("没有指标(figure)的否决项由人判定,不写「above」「below」"), "above" if below is None else "below")
    missing = said.choice("missing", (ZERO, BY_HAND)) if figure else BY_HAND
    cap, grade = positive(said, "cap", None, zero=True), said.entry("grade", str, "")
    if (cap is None) == (not grade):
        said.wrong(_("否决项应写「cap」(总分不超过)或「grade」(等次不高于)之一"), "cap" if cap is not None else "grade")
    if grade and grade not in (one.name for one in grades):
        said.wrong(_("没有等次「{grade}」", grade=grade), "grade")
    said.nothing_else()
    return Veto(code, name, reason, figure, above, below, cap, grade, missing) if len(said.wrongs) == before else None


def refuse_twins(sections: list[Declaration]) -> None:
    """Two items or vetoes of one code: which of them would a score belong to?"""
    seen: set[object] = set()
    for section in sections:
        code = str(section.said.get("code"))
        if code in seen:
            section.wrong(_("编号「{code}」已用于前面的条目", code=code), "code")
        seen.add(code)


def refuse_sums(said: Declaration, total: Decimal | None, cap: Decimal, items: tuple[Item, ...], whole: bool) -> None:
    """Points that do not add up. `whole`: every item was understood; else the sum may only be too great already."""
    ordinary = sum((item.points for item in items if not item.bonus), Decimal(0))
    bonus = any(item.bonus for item in items)
    if whole and not items:
        said.wrong(_("缺少考核条目 [[items]]"), "items")
    elif total is not None and (ordinary > total or (whole and ordinary != total)):
        said.wrong(_("各条目分值合计 {sum},应等于总分 {total}", sum=ordinary, total=total), "total")
    if bonus and not cap:
        said.wrong(_("有加分条目,应写「bonus_cap」(加分上限)"), "bonus_cap")
    if cap and whole and not bonus:
        said.wrong(_("没有加分条目(bonus = true),不应写「bonus_cap」"), "bonus_cap")
