"""总结: a year's results against targets and the year before, what was done, what lags, what is next."""

from datetime import date
from typing import TYPE_CHECKING

from . import wording
from .chapters import ledgers, overall, programmes
from .content import Chapter, Part, Report
from .material import SUBJECT, Material, NothingToTell, title_lines
from .problems import next_steps, problems

if TYPE_CHECKING:
    from .book import Book


def draft(book: "Book", unit: str, as_of: date, *, issued: date, signatory: str = "", subject: str = SUBJECT) -> Report:
    """The summary of a year up to a day, of the whole year on its last one. Raises NothingToTell without any figure."""
    material = Material.of(book, unit, as_of)
    if not material.groups:
        raise NothingToTell.of(material.unit.name, as_of)
    signed = signatory or wording.signatory(material.unit)
    over = (as_of.month, as_of.day) == (12, 31)
    return material.report(
        (signed, *title_lines(f"{wording.period(as_of)}{subject}", "总结")),
        (
            Chapter("目标任务完成情况", (Part("", overall(material)),)),
            Chapter("主要工作开展情况", (*programmes(material), *ledgers(material))),
            Chapter("存在的主要问题", problems(material)),
            Chapter(f"{as_of.year + 1}年工作打算" if over else "下一步工作打算", next_steps(material)),
        ),
        opening=(f"{as_of.year}年,{signed}围绕年度目标任务,统筹推进{subject}。"
                 f"现将{'全年' if over else f'截至{wording.day(as_of)}的'}工作总结如下:",),
        issued=issued,
        signatory=signed,
    )
