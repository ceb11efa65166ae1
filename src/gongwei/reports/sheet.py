"""一页纸: for a leader, one page: key figures with their standing in words, problems, decisions."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import ceil
from typing import TYPE_CHECKING

from gongwei.assessments.progress.progress import BEHIND, BELOW, IN_TIME, LATER, REACHED, UNKNOWN

from . import wording
from .breakdown import overview
from .content import Chapter, Column, Part, Report, Table, Text, say, words
from .highlights import Matter, matters
from .layout import PAGE
from .lines import LAGGING, Line
from .material import SUBJECT, Material, NothingToTell, paragraphs

if TYPE_CHECKING:
    from .book import Book

SIGNS = {REACHED: "已完成", IN_TIME: "正常", BEHIND: "滞后", BELOW: "未达标", LATER: "年终评价", UNKNOWN: "缺数据", None: "监测"}
"""How a figure stands, in a word that is understood without colour."""
POINTS_A_MM = 72 / 25.4
LINE, HEADING, TITLE, ROW, ROW_MORE, FRAME = 20, 28, 60, 20, 16, 66
"""Heights in points: a line of text, a heading, the title, a row of a table and each further line in it, and what a table has
above and below."""
CHARACTERS, CELL = 35, 11
"""Characters in a line of text and in the first cell of a row; digits and Latin letters are half as wide."""
LEAST_ROWS = 4


def draft(book: "Book", unit: str, as_of: date, *, issued: date, signatory: str = "", subject: str = SUBJECT) -> Report:
    """The page of a unit: as many figures as there is room for, those that lag first. Raises NothingToTell."""
    material = Material.of(book, unit, as_of)
    if not material.groups:
        raise NothingToTell.of(material.unit.name, as_of)
    signed, found = signatory or wording.signatory(material.unit), matters(material)
    lines, found = fitting(sorted(material.lines, key=_weight), found)
    return replace(material.report(
        (f"{material.unit.name}{subject}一页纸",),
        (
            Chapter("关键指标", (Part("", (_table(lines, material),)),)),
            Chapter("主要问题", (Part("", paragraphs(*_listed([matter.problem for matter in found], "暂无突出问题。"))),)),
            Chapter("提请决定的事项", (Part("", paragraphs(*_listed([matter.decision for matter in found], "暂无。"))),)),
        ),
        opening=(f"{signed}　{wording.full_day(issued)}",), issued=issued, signatory=signed,
    ), dense=True)


def _weight(line: Line) -> tuple[bool, bool]:
    return line.state not in LAGGING, not line.completion


def _listed(texts: Sequence[Text], none: str) -> list[Text]:
    return [say(f"{number}. ", text) for number, text in enumerate(texts, 1)] or [say(none)]


def _table(lines: Sequence[Line], material: Material) -> Table:
    table = overview([replace(line, place=None) for line in lines], material.unit)
    columns = (*table.columns, Column("状态", share=13, numeric=False))
    rows = tuple((*row, say(SIGNS[line.state])) for row, line in zip(table.rows, lines, strict=True))
    caption = f"{wording.whole(material.unit)}关键指标(截至{wording.day(material.as_of)})"
    return replace(table, caption=caption, columns=columns, rows=rows)


def fitting(lines: Sequence[Line], found: Sequence[Matter]) -> tuple[list[Line], list[Matter]]:
    """The figures and matters that fit on the page: the last figures go first, below LEAST_ROWS the last matter."""
    lines, found = list(lines), list(found)
    while height(lines, found) > PAGE.block_height * POINTS_A_MM and (len(lines) > LEAST_ROWS or found):
        (lines if len(lines) > LEAST_ROWS else found).pop()
    return lines, found


def height(lines: Sequence[Line], found: Sequence[Matter]) -> int:
    """The points that the page needs, rather too many than too few."""
    texts = [text for matter in found for text in (matter.problem, matter.decision)]
    written = sum(ceil((wide(words(text)) + 4) / CHARACTERS) for text in texts) + 2 * (not found)
    rows = sum(ROW + ROW_MORE * (ceil(wide(line.name) / CELL) - 1) for line in lines)
    return TITLE + 4 * HEADING + FRAME + rows + written * LINE


def wide(text: str) -> float:
    """The width of a text in Chinese characters."""
    return sum(0.6 if character.isascii() else 1 for character in text)
