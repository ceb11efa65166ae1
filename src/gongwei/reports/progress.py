"""工作进展汇报: drafted from a book of facts for a unit as of a day."""

from datetime import date
from typing import TYPE_CHECKING

from . import wording
from .breakdown import by_unit, chart, overview
from .content import Block, Chapter, Paragraph, Part, Report, Text, joined, say
from .derivation import how_many
from .lines import IN_TIME, REACHED, STATES, Group, Line, gather
from .problems import next_steps, problems
from .sentences import number, told
from .typography import typeset

if TYPE_CHECKING:
    from .book import Book, Unit

SUBJECT = "卫生健康重点工作"
LONGEST_LINE = 20
"""Characters of the title's size in the text block of GB/T 9704."""


def draft(book: "Book", unit: str, as_of: date, *, issued: date, signatory: str = "", subject: str = SUBJECT) -> Report:
    """The progress report of a unit from 1 January to `as_of`, dated `issued`, signed by its authority or `signatory`.

    Every number in it leads back to a fact of the book or to a derivation from facts. What has no value is said to
    have none. Raises what the book raises for an unknown unit.
    """
    here = book.unit(unit)
    groups = gather(book, unit, as_of)
    signed = signatory or wording.signatory(here)
    overdue = list(book.overdue(unit, as_of))
    drawing = _Drafting(book, here, groups)
    return typeset(
        Report(
            title=(f"关于{wording.period(as_of)}", *title_lines(subject)),
            opening=(
                Paragraph(
                    (
                        f"{as_of.year}年以来,{signed}按照年度工作部署,扎实推进{subject}。"
                        f"现将截至{wording.day(as_of)}的进展情况汇报如下:",
                    )
                ),
            ),
            chapters=(
                Chapter("总体情况", (Part("", drawing.overall()),)),
                Chapter("重点工作进展情况", drawing.programmes()),
                Chapter("存在的问题", problems(groups, overdue, here)),
                Chapter("下一步工作", next_steps(groups, overdue, here, as_of)),
            )
            if groups
            else (Chapter("总体情况", (Part("", (Paragraph(("本期暂无可汇报的数据。",)),)),)),),
            signatory=signed,
            issued=issued,
            unit=here.name,
            as_of=as_of,
            snapshot=book.snapshot,
        )
    )


def title_lines(subject: str) -> tuple[str, ...]:
    """What the report is about: on one line of the title, or broken by meaning where it is too long for one."""
    rest = "进展情况的汇报"
    return (subject + rest,) if len(subject + rest) <= LONGEST_LINE else (subject, rest)


class _Drafting:
    """The first two chapters of one report."""

    def __init__(self, book: "Book", unit: "Unit", groups: tuple[Group, ...]) -> None:
        self.unit, self.groups = unit, groups
        self.parent = book.parent(unit.code)
        self.children = list(book.children(unit.code))
        self.lines = [line for group in groups for line in group.lines]
        self.compared = any(line.before for line in self.lines)
        self.chart = chart(groups, unit, self.children)

    def overall(self) -> tuple[Block, ...]:
        """How the tasks stand, in one paragraph and one table."""
        paragraphs = [Paragraph(text) for text in (self._tasks(), self._years()) if text]
        return (*paragraphs, overview(self.groups, self.unit))

    def _tasks(self) -> Text:
        tasks = [line for line in self.lines if line.completion]
        if not tasks:
            return say("本年度尚未下达量化目标,以下按实际完成情况汇报。")
        all_ = how_many("有年度目标的指标", [line.completion for line in tasks], "项")
        start = say("本期汇报的指标中,有年度目标的共", number(all_), "项,")
        kinds = [(state, [line for line in tasks if line.state == state]) for state in STATES]
        kinds = [(state, lines) for state, lines in kinds if lines]
        if len(kinds) == 1:
            return say(start, f"{'均' if len(tasks) > 1 else ''}{kinds[0][0]}。")
        return say(start, "其中", joined([self._some(state, lines) for state, lines in kinds], ","), "。")

    def _some(self, state: str, lines: list[Line]) -> Text:
        count = how_many(f"{state}的指标", [line.completion for line in lines], "项")
        named = f"({'、'.join(line.name for line in lines)})" if state not in (REACHED, IN_TIME) else ""
        return say(state, number(count), "项", named)

    def _years(self) -> Text:
        return () if self.compared else say("因无上年同期可比数据,本次汇报不作同期比较。")

    def programmes(self) -> tuple[Part, ...]:
        return tuple(Part(group.name, self._programme(group)) for group in self.groups)

    def _programme(self, group: Group) -> tuple[Block, ...]:
        sentences = joined([told(line, self.unit, self.parent, self.compared) for line in group.lines], "")
        tables = by_unit(group, self.unit, self.children) if self.children else ()
        drawn = (self.chart[1],) if self.chart and self.chart[0] is group else ()
        return (Paragraph(sentences), *tables, *drawn)
