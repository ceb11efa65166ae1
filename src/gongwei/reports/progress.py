"""工作进展汇报: drafted from a book of facts for a unit as of a day."""

from datetime import date
from typing import TYPE_CHECKING

from . import wording
from .chapters import overall, programmes
from .content import Chapter, Part, Report
from .material import SUBJECT, Material, paragraphs, title_lines
from .problems import next_steps, problems

if TYPE_CHECKING:
    from .book import Book


def draft(book: "Book", unit: str, as_of: date, *, issued: date, signatory: str = "", subject: str = SUBJECT) -> Report:
    """The progress report of a unit from 1 January to `as_of`, dated `issued`, signed by its authority or `signatory`.

    Every number in it leads back to a fact of the book or to a derivation from facts. What has no value is said to
    have none. Raises what the book raises for an unknown unit.
    """
    material = Material.of(book, unit, as_of)
    signed = signatory or wording.signatory(material.unit)
    nothing = Chapter("总体情况", (Part("", paragraphs("本期暂无可汇报的数据。")),))
    return material.report(
        (f"关于{wording.period(as_of)}", *title_lines(subject, "进展情况的汇报")),
        (
            Chapter("总体情况", (Part("", overall(material)),)),
            Chapter("重点工作进展情况", programmes(material)),
            Chapter("存在的问题", problems(material)),
            Chapter("下一步工作", next_steps(material)),
        ) if material.groups else (nothing,),
        opening=(f"{as_of.year}年以来,{signed}按照年度工作部署,扎实推进{subject}。"
                 f"现将截至{wording.day(as_of)}的进展情况汇报如下:",),
        issued=issued,
        signatory=signed,
    )
