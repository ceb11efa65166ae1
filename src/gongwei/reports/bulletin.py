"""通报: the units below ranked by chosen figures, the best and the weakest named."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from . import lines, ranked, wording
from .content import Chapter, Column, Number, Paragraph, Part, Report, Table, Text, say
from .lines import Line
from .material import SUBJECT, Material, NothingToTell, paragraphs, title_lines
from .numbers import NO_VALUE
from .ranked import Ranking
from .sentences import told

if TYPE_CHECKING:
    from .book import Book

MOST_COLUMNS = 6
"""Figures side by side in the table of all places."""


def draft(book: "Book", unit: str, as_of: date, *, issued: date, indicators: Sequence[str] = (), since: date | None = None,
          to: str = "", signatory: str = "", subject: str = SUBJECT) -> Report:
    """The bulletin of the units below one, of `indicators` or of the main figure of each programme.

    since: the earlier day that changes are measured from, the same day of the year before unless given. Raises
    NothingToTell where there are no two units to rank or nothing to rank them by.
    """
    material = Material.of(book, unit, as_of)
    if len(material.children) < 2:
        raise NothingToTell(_("{unit}下级单位不足两个,无法排名").format(unit=material.unit.name))
    since = since or wording.year_before(as_of)
    rankings = [ranked.ranking(material, line, since) for line in chosen(material, indicators) if line.valued]
    if not rankings:
        raise NothingToTell(_("所选指标在{unit}的下级单位均无数据,无法排名").format(unit=material.unit.name))
    whole = wording.whole(material.unit)
    return material.report(
        (f"关于{wording.period(as_of)}", *title_lines(subject, "主要指标排名情况的通报")),
        (
            Chapter("总体排名情况", places(material, rankings) if len(rankings) > 1 else ()),
            Chapter("各项指标排名情况", tuple(_part(material, one, since) for one in rankings)),
            Chapter("工作要求", (Part("", paragraphs(*_demands(rankings))),)),
        ),
        opening=(f"为加快推进{subject},现将截至{wording.day(as_of)}{whole}主要指标排名情况通报如下。",),
        to=to or wording.recipients(material.children[0]), issued=issued, signatory=signatory,
    )


def chosen(material: Material, indicators: Sequence[str]) -> list[Line]:
    """The lines of these figures, in this order; of none: the main one of each programme."""
    if not indicators:
        return [group.main for group in material.groups if group.main]
    known = {line.now.indicator: line for line in material.lines}
    found = [known.get(id) or lines.line_of(material.book, material.unit.code, material.as_of, id) for id in indicators]
    return [line for line in found if line]


def places(material: Material, rankings: list[Ranking]) -> tuple[Part, ...]:
    """Every unit's place by every figure, so many figures to a table."""
    side_by_side = -(-len(rankings) // -(-len(rankings) // MOST_COLUMNS))
    tables = [_places(material, rankings[i:i + side_by_side]) for i in range(0, len(rankings), side_by_side)]
    text = f"{wording.each(material.children[0])}各项指标的名次见下表,名次由高到低排列,数值相同的名次相同。"
    return (Part("", (*paragraphs(text), *tables)),)


def _places(material: Material, rankings: list[Ranking]) -> Table:
    columns = (Column("单位", share=24, numeric=False), *(Column(one.name, share=12) for one in rankings))
    found = [{row.unit.code: row.place for row in one.rows} for one in rankings]
    rows = tuple(
        (say(child.name), *(say(Number(str(place[child.code]), one.order)) if place[child.code] else say(NO_VALUE)
                            for one, place in zip(rankings, found, strict=True)))
        for child in material.children)
    return Table(f"{wording.each(material.children[0])}主要指标名次", columns, rows)


def _part(material: Material, one: Ranking, since: date) -> Part:
    sentence = told(one.line, material.unit, material.parent, compared=False)
    return Part(one.name, (Paragraph(say(sentence, ranked.told(one))), ranked.table(one, material, since)))


def _demands(rankings: list[Ranking]) -> list[Text]:
    """What is asked of those at the end of the lists, and of those without figures."""
    behind: dict[str, list[str]] = {}
    silent: dict[str, list[str]] = {}
    for one in rankings:
        for row in () if one.level else one.last:
            behind.setdefault(row.unit.name, []).append(one.name)
        for row in one.silent:
            silent.setdefault(row.unit.name, []).append(one.name)
    return [
        say("排名居后的单位要对照差距逐项分析原因,制定整改措施并抓好落实:", _by_unit(behind), "。") if behind else (),
        say("未报送数据的单位要尽快补报:", _by_unit(silent), "。") if silent else (),
        say("排名居前的单位要巩固成效、总结经验,其他单位要对标先进、补齐短板。"),
    ]


def _by_unit(named: dict[str, list[str]]) -> str:
    return "、".join(f"{unit}({'、'.join(names)})" for unit, names in sorted(named.items(), key=lambda item: -len(item[1])))
