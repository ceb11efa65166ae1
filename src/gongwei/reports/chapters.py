"""Chapters that several documents share: how the tasks stand, the programmes one by one, the ledgers."""

from itertools import groupby

from gongwei.assessments.progress.progress import IN_TIME, REACHED, STATES
from gongwei.facts.fact import Fact

from . import derivation, wording
from .breakdown import by_unit, chart, overview
from .content import Block, Column, Number, Paragraph, Part, Table, Text, joined, say
from .lines import Line
from .material import Material, paragraphs
from .numbers import NO_VALUE, is_rate, shown
from .sentences import number, told

LEDGERS = {"tally": "台账报送", "inspection": "督导检查", "training": "教育培训", "activity": "宣传活动"}
"""What the figures of a ledger are about, by their family; its rates belong to it."""


def overall(material: Material) -> tuple[Block, ...]:
    """How the tasks stand, in one paragraph and one table."""
    years = "" if material.compared else "因无上年同期可比数据,本次汇报不作同期比较。"
    return (*paragraphs(tasks(material), years), overview(material.lines, material.unit))


def tasks(material: Material) -> Text:
    """Of the figures with a target, how many are reached, in time, behind."""
    targeted = [line for line in material.lines if line.completion]
    if not targeted:
        return say("本年度尚未下达量化目标,以下按实际完成情况汇报。")
    all_ = derivation.how_many("有年度目标的指标", [line.completion for line in targeted], "项")
    start = say("本期汇报的指标中,有年度目标的共", number(all_), "项,")
    kinds = [(state, lines) for state in STATES if (lines := [line for line in targeted if line.state == state])]
    if len(kinds) == 1:
        return say(start, f"{'均' if len(targeted) > 1 else ''}{kinds[0][0]}。")
    return say(start, "其中", joined([_some(state, lines) for state, lines in kinds], ","), "。")


def _some(state: str, lines: list[Line]) -> Text:
    count = derivation.how_many(f"{state}的指标", [line.completion for line in lines], "项")
    named = f"({'、'.join(line.name for line in lines)})" if state not in (REACHED, IN_TIME) else ""
    return say(state, number(count), "项", named)


def programmes(material: Material) -> tuple[Part, ...]:
    """Each programme in sentences and tables, the main one with a chart."""
    drawn = chart(material.groups, material.unit, list(material.children))
    parts = []
    for group in material.groups:
        sentences = joined([told(line, material.unit, material.parent, material.compared) for line in group.lines], "")
        tables = by_unit(group, material.unit, list(material.children)) if material.children else ()
        parts.append(Part(group.name, (Paragraph(sentences), *tables, *([drawn[1]] if drawn and drawn[0] is group else []))))
    return tuple(parts)


def ledgers(material: Material) -> tuple[Part, ...]:
    """What was done by the ledgers, a table for each kind; nothing where no ledger is kept."""
    entries = material.book.ledger(material.unit.code, material.as_of)
    kinds = groupby(sorted(entries, key=_kind), key=_kind)
    return tuple(Part(LEDGERS[kind], _done(material, LEDGERS[kind], list(facts))) for kind, facts in kinds)


def _kind(fact: Fact) -> str:
    return fact.indicator.partition(".")[0].removesuffix("_rate")


def _done(material: Material, about: str, facts: list[Fact]) -> tuple[Block, ...]:
    before = {fact.indicator: material.book.fact(fact.indicator, material.unit.code, wording.year_before(material.as_of))
              for fact in facts}
    columns = (Column("项目", share=40, numeric=False), Column("数量", share=20), Column("上年同期", share=20),
               Column("增减", share=20))
    rows = [(say(fact.name), _amount(fact), _amount(before[fact.indicator]), _moved(fact, before[fact.indicator]))
            for fact in facts]
    if all(fact.value is None for fact in before.values()):
        columns, rows = columns[:2], [row[:2] for row in rows]
    whole = wording.whole(material.unit)
    return (Paragraph(say(f"截至{wording.day(material.as_of)},{whole}{about}情况见下表。")),
            Table(f"{whole}{about}情况", columns, tuple(rows)))


def _amount(fact: Fact) -> Text:
    return say(NO_VALUE) if fact.value is None else say(number(fact), "" if is_rate(fact.measure) else fact.measure)


def _moved(now: Fact, before: Fact) -> Text:
    if now.value is None or before.value is None:
        return say(NO_VALUE)
    name = f"{now.name}较上年同期"
    change = (derivation.difference if is_rate(now.measure) else derivation.growth)(now, before, name)
    if change is None:
        return say(NO_VALUE)
    return say(Number(shown(change.value, change.measure, sign=True), change), change.measure if is_rate(now.measure) else "")
