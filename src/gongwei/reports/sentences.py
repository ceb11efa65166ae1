"""One figure in a sentence: target, done, completion, pace, rank, change on the year before."""

from fractions import Fraction
from typing import TYPE_CHECKING

from gongwei.facts.fact import Fact

from . import derivation, wording
from .content import Number, Text, joined, say
from .derivation import Derived
from .lines import Line
from .numbers import NO_VALUE, is_rate, plain, rounded, shown

if TYPE_CHECKING:
    from .book import Unit


def number(entry: Fact | Derived) -> Number:
    """A figure's value as a number of the text."""
    return Number(shown(entry.value, entry.measure), entry)


def size(entry: Fact | Derived) -> Number:
    """The value without its sign: 下降3.21%."""
    return Number(shown(abs(entry.value), entry.measure), entry)


def part(value, fact: Fact) -> Number:
    """A numerator, denominator or number of an outcome: it leads back to its fact."""
    return Number(NO_VALUE if value is None else plain(value), fact)


def bare(fact: Fact) -> Number:
    """The value without its measure, for a column that names it."""
    return Number(shown(fact.value, fact.measure).removesuffix(fact.measure), fact)


def unseen(entry: Derived) -> bool:
    """Whether a value that is not 0 would be shown as 0."""
    return bool(entry.value) and Fraction(rounded(entry.value)) == 0


def target_of(line: Line) -> Number:
    """The target: 98200, 70%."""
    sign = line.now.measure if is_rate(line.now.measure) else ""
    return Number(plain(line.completion.denominator) + sign, line.completion)


def told(line: Line, unit: "Unit", parent: "Unit | None", compared: bool) -> Text:
    """The sentence of a figure, ending in 。 compared: whether the year before is mentioned where it is missing."""
    sentence = {"count": _count, "rate": _rate, "project": _project}[line.role](line, unit)
    if line.measured.value is None and line.now.value is None:
        return say(sentence, "。")
    known = [sentence, standing(line, unit, parent), change(line, compared)]
    return say(joined([text for text in known if text], ","), _note(line), "。")


def _note(line: Line) -> str:
    return f"({wording.ANNUAL_NOTE})" if line.early else ""


def _count(line: Line, unit: "Unit") -> Text:
    day, done = wording.day(line.now.as_of), line.now
    if not line.completion:
        if done.value is None:
            return say(f"截至{day},{line.name}无数据")
        return say(f"截至{day},{line.name}", number(done), line.measure)
    target = line.completion.denominator
    plan = "目标" if line.name.endswith("数") else "任务数"
    start = say(
        f"{line.now.as_of.year}年{wording.whole(unit)}{line.name}{plan}为", part(target, line.completion), line.measure
    )
    if line.completion.numerator is None:
        return say(start, f",截至{day}的完成情况未报送,暂无数据")
    verb = "实际达到" if line.stock else "共完成"
    text = say(start, f",截至{day}{verb}", part(line.completion.numerator, line.completion), line.measure)
    if line.completion.value is None:
        return say(text, _pace(line))
    return say(text, ",完成率", number(line.completion), _pace(line))


def _pace(line: Line) -> Text:
    """How a count stands against its target."""
    if line.reached:
        year_over = (line.now.as_of.month, line.now.as_of.day) == (12, 31)
        return say(",已达到年度目标" if line.stock else ",已完成全年任务" if year_over else ",已提前完成全年任务")
    if not line.timed:
        what = "年度目标" if line.stock else "全年任务"
        return say(f",距{what}尚差", number(derivation.still_to_do(line.completion, line.measure)), line.measure)
    return say(",", against_time(line))


def against_time(line: Line) -> Text:
    """快于时间进度(58.08%)25.78个百分点; 序时进度 where the task has a monthly curve."""
    lead, pace = line.lead, line.pace
    if not lead.value or unseen(lead):
        return say(f"与{pace.name}(", number(pace), f"){'基本' if lead.value else ''}持平")
    return say("快于" if lead.value > 0 else "慢于", f"{pace.name}(", number(pace), ")", size(lead), "个百分点")


def _rate(line: Line, unit: "Unit") -> Text:
    fact, phrase = line.now, line.phrase
    name = phrase.rate if phrase else line.name
    intro = phrase.intro if phrase else ""
    if fact.value is None:
        if fact.denominator == 0 and phrase:
            return say(f"{intro}目前无{phrase.of},不计算{name}")
        return say(f"{intro}{name}暂无数据")
    if fact.numerator is None or fact.denominator is None:
        text = say(f"{intro}{name}", number(fact))
    elif phrase:
        text = say(
            f"{intro}{phrase.of}",
            part(fact.denominator, fact),
            f"{line.measure},其中{phrase.counted}",
            part(fact.numerator, fact),
            f"{line.measure},{name}",
            number(fact),
        )
    else:
        text = say(f"{name}", number(fact), "(", part(fact.numerator, fact), "/", part(fact.denominator, fact), ")")
    return say(text, _against_target(line))


def _against_target(line: Line) -> Text:
    if not line.completion or line.completion.denominator is None:
        return ()
    if line.timed and not line.reached:
        return say(",完成年度目标值(", target_of(line), ")的", number(line.completion), ",", against_time(line))
    distance = derivation.short_of_target(line.now, line.completion)
    target = target_of(line)
    if not distance.value:
        return say(",达到年度目标值(", target, ")")
    above = "高于" if distance.value > 0 else "低于"
    if unseen(distance):
        return say(f",略{above}年度目标值(", target, ")")
    return say(f",{above}年度目标值(", target, ")", size(distance), distance.measure)


def _project(line: Line, unit: "Unit") -> Text:
    fact, day = line.now, wording.day(line.now.as_of)
    if fact.value is None:
        return say(f"{line.name}的建设进度暂无数据")
    progress = say("建设进度", number(fact))
    if fact.denominator == 1:
        done = [name for name, reached, _ in fact.outcomes if reached]
        left = [name for name, reached, _ in fact.outcomes if not reached]
        reached = f"已完成{'、'.join(done)}," if done else "各节点均未完成,"
        missing = f"尚未完成{'、'.join(left)}," if done and left else ""
        return say(f"{line.name}项目截至{day}{reached}{missing}", progress)
    stages = joined([say(name, Number(str(reached), fact), line.measure) for name, reached, _ in fact.outcomes], "、")
    start = say("共", part(fact.denominator, fact), f"{line.measure},") if fact.denominator else ()
    noun = f"{line.name}项目" if line.name.endswith(("建设", "创建", "改造")) else line.name
    return say(noun, start, f"截至{day},", *((stages, ",") if stages else ()), progress, _against_target(line))


def standing(line: Line, unit: "Unit", parent: "Unit | None") -> Text:
    """居全市11个县(市、区)第3位; 并列 where others have the same value."""
    if not line.place or not parent:
        return ()
    known = "有数据的" if line.place.rank.silent else ""
    return say(
        "并列" if line.place.rank.tied > 1 else "居",
        wording.whole(parent),
        Number(str(line.place.rank.among), line.place.entry),
        f"个{known}{wording.kind(unit)}第",
        number(line.place.entry),
        "位",
    )


def change(line: Line, compared: bool = True) -> Text:
    """较上年同期提高2.10个百分点 (rates), 增长5.20% (counts). compared: a missing year before is mentioned."""
    now, before = line.now, line.before
    if now.value is None:
        return ()
    if before is None:
        return say("上年同期无可比数据") if compared and line.role != "project" else ()
    what = f"{'完成数' if line.completion and not line.stock else ''}" if line.role == "count" else ""
    moved = moved_since(line)
    if moved is None:
        return say(f"{what}上年同期为", number(before), line.measure)
    if not moved.value or unseen(moved):
        return say(f"{what}与上年同期{'基本' if moved.value else ''}持平")
    if is_rate(now.measure):
        return say("较上年同期", "提高" if moved.value > 0 else "下降", size(moved), moved.measure)
    return say(f"{what}较上年同期", "增长" if moved.value > 0 else "下降", size(moved))


def moved_since(line: Line) -> Derived | None:
    """The change on the year before: in points for rates, in % for counts; None where there is none to tell."""
    if line.before is None or line.now.value is None:
        return None
    name = f"{line.now.name}较上年同期"
    if is_rate(line.now.measure):
        return derivation.difference(line.now, line.before, name)
    return derivation.growth(line.now, line.before, name)
