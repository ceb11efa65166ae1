"""What lags and what is to be done, drafted from the facts for the writer to edit."""

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from gongwei.assessments.progress.pace import Growth
from gongwei.facts.fact import Fact

from . import derivation, wording
from .content import Paragraph, Part, Text, joined, say
from .derivation import Derived
from .lines import LAGGING, Group, Line
from .material import Material
from .numbers import is_rate
from .sentences import number, part, size, target_of

if TYPE_CHECKING:
    from .book import Overdue, Unit

WORST = 3
"""Units named as the weakest; those that share the last of these places are named too, up to MOST_NAMED."""
MOST_NAMED = 5
MOST_REASONS = 3
LEAST_TO_COMPARE = 3
"""Of fewer units none is called the weakest."""


def problems(material: Material) -> tuple[Part, ...]:
    """存在的问题: lagging tasks, uneven units, reasons of the gaps, overdue milestones and findings, missing figures."""
    lines, overdue = material.lines, material.overdue
    parts = (
        ("部分任务进度滞后", [text for line in lines if line.state in LAGGING and (text := lag(line))]),
        ("各单位工作进展不平衡", [text for group in material.groups if group.main and (text := uneven(group.main))]),
        ("服务缺口原因较为集中", [text for line in _different(lines) if _to_blame(line) and (text := _reasons(line))]),
        ("部分工程建设有待加快", [text for text in [*map(_unfinished, lines), late(overdue, lines)] if text]),
        ("部分督导问题逾期未整改", [text for text in [unmended(material)] if text]),
        ("部分数据缺失", [text for line in lines if (text := missing(line))]),
    )
    return _parts(parts) or (Part("", (Paragraph(("从本期数据看,暂未发现明显滞后的工作。",)),)),)


def next_steps(material: Material) -> tuple[Part, ...]:
    """下一步工作: what is still needed by the end of the year, whom to reach, which units and projects to press."""
    lines, overdue = material.lines, material.overdue
    parts = (
        ("对标目标任务,倒排工作进度", [text for line in lines if (text := needed(line, material.as_of))]),
        ("对照缺口名单,逐人补齐服务", [text for line in _different(lines) if (text := _remedy(line))]),
        ("督促后进单位,促进均衡发展", [text for text in [press(material.groups)] if text]),
        ("紧盯关键节点,加快工程建设", [text for text in [*map(_finish, lines), catch_up(overdue)] if text]),
        ("补齐缺失数据,夯实工作基础", [text for text in [_complete(lines)] if text]),
    )
    usual = (Paragraph(("继续按年度计划推进各项工作,巩固现有成效。",)),)
    return _parts(parts) or (Part("", usual),)


def _different(lines: tuple[Line, ...]) -> list[Line]:
    """Without figures that count the same people over another denominator: their gap is told once."""
    first = {line.now.outcomes: line for line in reversed(lines)}
    return [line for line in lines if not line.now.outcomes or first[line.now.outcomes] is line]


def _parts(drafted) -> tuple[Part, ...]:
    return tuple(Part(heading, tuple(Paragraph(text) for text in texts)) for heading, texts in drafted if texts)


def lag(line: Line) -> Text:
    """How far a lagging task is behind."""
    if line.timed:
        name = f"{line.name}完成率" if line.role == "count" else f"{line.name}完成年度目标值的"
        return say(name, number(line.completion), f",慢于{line.pace.name}", size(line.lead), "个百分点。")
    if is_rate(line.now.measure) and line.completion.denominator is not None:
        short = derivation.short_of_target(line.now, line.completion)
        return say(
            f"{line.name}为", number(line.now), ",低于目标值(", target_of(line), ")", size(short), f"{short.measure}。"
        )
    rest = derivation.still_to_do(line.completion, line.measure)
    return say(f"{line.name}距年度目标尚差", number(rest), f"{line.measure}。")


def weakest(line: Line) -> "list[tuple[Unit, object]]":
    """The units with the lowest values, below that of the whole; none where there is nothing to compare."""
    if len(line.valued) < LEAST_TO_COMPARE or line.measured.value is None:
        return []
    ordered = sorted(line.valued, key=lambda part: (part[1].value, part[0].code))
    below = [part for part in ordered if part[1].value < line.measured.value]
    if not below:
        return []
    last = below[:WORST][-1][1].value
    named = [part for part in below if part[1].value <= last]
    return named if len(named) <= MOST_NAMED else [part for part in named if part[1].value < last] or named[:WORST]


def uneven(line: Line) -> Text:
    """The weakest units, and how far the best is from the last."""
    low = weakest(line)
    if not low:
        return ()
    lowest = min(line.valued, key=lambda part: (part[1].value, part[0].code))
    highest = min(line.valued, key=lambda part: (-part[1].value, part[0].code))
    name = f"{line.name}进度" if line.role == "project" else line.measured_name
    spread = derivation.difference(highest[1], lowest[1], f"{name}最高与最低之差")
    listed = joined([say(f"{unit.name}(", number(fact), ")") for unit, fact in low], "、")
    return say(
        f"{name}较低的为",
        listed,
        f",最高的{highest[0].name}(",
        number(highest[1]),
        f")与最低的{lowest[0].name}相差",
        size(spread),
        f"{spread.measure}。",
    )


def reasons(line: Line) -> list[tuple[str, int]]:
    """The largest outcomes that do not count, largest first."""
    lacking = [(name, count) for name, count, counts in line.now.outcomes if not counts and count]
    return sorted(lacking, key=lambda reason: -reason[1])[:MOST_REASONS]


def _has_gap(line: Line) -> bool:
    if line.role != "rate" or line.early or not line.now.denominator or line.now.numerator is None:
        return False
    return line.now.denominator > line.now.numerator and bool(reasons(line) or line.phrase)


def _to_blame(line: Line) -> bool:
    """Whether a gap is a problem yet: what grows over the year and keeps pace is not."""
    return line.state in LAGGING or line.growth is not Growth.GROWS


def _reasons(line: Line) -> Text:
    if not _has_gap(line):
        return ()
    whole, found = derivation.gap(line.now, line.measure), reasons(line)
    if not found:
        return say(f"{line.phrase.of}中尚有", number(whole), f"{line.measure}未{_bare(line.phrase.counted)}。")
    if len(found) == 1 and found[0][1] == whole.value:
        return say(f"{line.name}:尚有", number(whole), f"{line.measure}{found[0][0]}。")
    shares = [derivation.share_of_gap(name, count, whole) for name, count in found]
    listed = [
        say(f"{name}", part(Fraction(count), line.now), f"{line.measure},占", number(share))
        for (name, count), share in zip(found, shares, strict=True)
    ]
    return say(f"{line.name}:尚有", number(whole), f"{line.measure}未达到要求,其中", joined(listed, ";"), "。")


def _bare(counted: str) -> str:
    """What was done, as it follows 未: 已接受诊断 → 接受诊断."""
    return counted.removeprefix("已")


def _open_stages(line: Line) -> list[tuple[str, Derived]]:
    """The milestones that not all projects of a group reached, with the number still to reach them."""
    if line.role != "project" or not line.now.denominator or line.now.denominator.denominator != 1:
        return []
    return [
        (name, derivation.left_of_stage(line.now, name, reached, line.measure))
        for name, reached, _ in line.now.outcomes
        if reached < line.now.denominator
    ]


def _unfinished(line: Line) -> Text:
    stages = _open_stages(line)
    if not stages:
        return ()
    if line.now.denominator == 1:
        return say(f"{line.name}项目尚未完成{'、'.join(name for name, _ in stages)}。")
    return say(
        f"{line.name}尚有",
        joined([say(number(left), f"{line.measure}未达到“{name}”节点") for name, left in stages], "、"),
        "。",
    )


def _finish(line: Line) -> Text:
    stages = _open_stages(line)
    if not stages:
        return ()
    if line.now.denominator == 1:
        return say(f"{line.name}项目抓紧完成{'、'.join(name for name, _ in stages)}。")
    listed = joined([say(f"“{name}”", number(left), line.measure) for name, left in stages], "、")
    return say(f"{line.name}尚未完成的节点(", listed, ")逐个明确完成时限,倒排工期。")


def unmended(material: Material) -> Text:
    """The findings of inspections whose deadline has passed."""
    overdue = [fact for fact in material.book.ledger(material.unit.code, material.as_of)
               if fact.indicator == "inspection.overdue" and fact.value]
    return say("督导检查发现的问题中,超过整改时限仍未完成整改的有", number(overdue[0]), "个。") if overdue else ()


def late(overdue: "tuple[Overdue, ...]", lines: tuple[Line, ...]) -> Text:
    """The milestones whose planned day has passed."""
    if not overdue:
        return ()
    count = _count_of(overdue, lines)
    listed = "、".join(
        f"{one.project}({one.milestone},计划{wording.full_day(one.planned)})" for one in overdue[:MOST_NAMED]
    )
    return say(
        "已逾期未完成的工程节点共", number(count), f"个,包括{listed}{'等' if len(overdue) > MOST_NAMED else ''}。"
    )


def _count_of(overdue: "tuple[Overdue, ...]", lines: tuple[Line, ...]) -> Derived:
    facts = {line.now.id: line.now for line in lines if line.now.indicator in {one.group for one in overdue}}
    listed = ";".join(f"{one.project}:{one.milestone}({one.planned.isoformat()})" for one in overdue)
    return derivation.Derived(
        "逾期工程节点", f"计划日期已过而无完成日期:{listed}", Fraction(len(overdue)), "个", tuple(facts.values())
    )


def _expected(line: Line, fact: Fact) -> bool:
    """Whether a unit's figure should be there: not where it has nobody to count or no project."""
    return bool(fact.denominator) if line.role == "project" else fact.denominator != 0


def missing(line: Line) -> Text:
    """A figure that is not there, for the whole or for some units."""
    if line.measured.value is None:
        return say(f"{line.name}暂无数据,本期未作评价。") if _expected(line, line.now) and not line.reached else ()
    absent = [(unit, fact) for unit, fact in line.parts
              if fact.value is None and fact.numerator is None and _expected(line, fact)]
    if not absent or not line.valued:
        return ()
    count = derivation.how_many(f"{line.name}无数据的单位", [fact for _, fact in absent])
    names = "、".join(unit.name for unit, _ in absent[:MOST_NAMED])
    return say(
        f"{line.name}有", number(count), f"个单位无数据({names}{'等' if len(absent) > MOST_NAMED else ''}),未参加排名。"
    )


def needed(line: Line, as_of: date) -> Text:
    """What is still to be done to reach the target, a month where the months left are whole."""
    target = line.completion
    if not target or target.value is None or line.reached:
        return ()
    last_day = date(as_of.year, 12, 31)
    by = f"{wording.day(last_day)}前" if as_of < last_day else "下一年度"
    if line.role == "count":
        rest = derivation.still_to_do(target, line.measure)
        if as_of == last_day and not line.stock:
            return say(f"{line.name}未完成的", number(rest), line.measure, "转入下一年度继续完成。")
        monthly = derivation.per_month(rest, as_of) if line.timed else None
        pace = say(",月均不少于", number(monthly), line.measure) if monthly else ()
        return say(f"{line.name}{by}还需{'增加' if line.stock else '完成'}", number(rest), line.measure, pace, "。")
    more = derivation.still_to_count(line.now, target, line.measure) if line.role == "rate" else None
    if more and more.value > 0:
        verb = line.phrase.counted if line.phrase else "符合要求"
        return say(
            f"{line.name}要在{by}达到",
            target_of(line),
            f",按现有对象计算,{verb}的还需增加",
            number(more),
            f"{line.measure}。",
        )
    if is_rate(line.now.measure) and line.now.value is not None:
        short = derivation.short_of_target(line.now, target)
        return say(f"{line.name}要在{by}达到", target_of(line), ",还需提高", size(short), f"{short.measure}。")
    return ()


def _remedy(line: Line) -> Text:
    if not _has_gap(line):
        return ()
    found = reasons(line)
    if not found:
        whole = derivation.gap(line.now, line.measure)
        return say(f"对尚未{_bare(line.phrase.counted)}的", number(whole), f"{line.measure},{wording.REMEDY}。")
    listed = [
        say(
            f"{name}的", part(Fraction(count), line.now), f"{line.measure},{wording.REMEDIES.get(name, wording.REMEDY)}"
        )
        for name, count in found
    ]
    return say(f"{line.name}:", joined(listed, ";"), "。")


def press(groups: tuple[Group, ...]) -> Text:
    """The units that are among the weakest in most programmes."""
    named: dict[str, list[str]] = {}
    for group in groups:
        for unit, _ in weakest(group.main) if group.main else []:
            named.setdefault(unit.name, []).append(group.name)
    most = sorted(named.items(), key=lambda item: -len(item[1]))[:MOST_NAMED]
    listed = "、".join(f"{unit}({'、'.join(names)})" for unit, names in most)
    return say(f"对以下工作相对靠后的单位开展督导,分析原因,限期改进:{listed}。") if named else ()


def catch_up(overdue: "tuple[Overdue, ...]") -> Text:
    """The projects that need a new date."""
    projects = list(dict.fromkeys(one.project for one in overdue))
    if not projects:
        return ()
    listed = "、".join(projects[:MOST_NAMED]) + ("等" if len(projects) > MOST_NAMED else "")
    return say(f"督促{listed}重新排定完成时限,落实责任人,每旬调度一次。")


def _complete(lines: tuple[Line, ...]) -> Text:
    names = [line.name for line in lines if missing(line)]
    return say(f"督促有关单位尽快补报{'、'.join(names)}数据,确保数据完整、准确。") if names else ()
