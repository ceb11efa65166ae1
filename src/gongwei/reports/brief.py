"""简报: one number of one or two pages with the highlights of the period."""

from datetime import date
from typing import TYPE_CHECKING

from . import wording
from .chapters import tasks
from .content import Chapter, Part, Report
from .highlights import leading, matters, risen
from .material import SUBJECT, Material, NothingToTell, paragraphs

if TYPE_CHECKING:
    from .book import Book


def draft(book: "Book", unit: str, as_of: date, *, issued: date, number: int, signatory: str = "",
          subject: str = SUBJECT) -> Report:
    """The brief of this number. Raises NothingToTell without any figure."""
    material = Material.of(book, unit, as_of)
    if not material.groups:
        raise NothingToTell.of(material.unit.name, as_of)
    signed, found = signatory or wording.signatory(material.unit), matters(material)
    return material.report(
        (f"{wording.whole(material.unit)}{wording.period(as_of)}", f"{subject}进展"),
        (
            Chapter("总体进度", (Part("", paragraphs(tasks(material))),)),
            Chapter("工作成效", _part(risen(material), leading(material))),
            Chapter("需要关注的问题", _part(*(matter.problem for matter in found))),
            Chapter("下一步安排", _part(*(matter.step for matter in found))),
        ),
        masthead=(f"{subject}简报", f"第{number}期", f"{signed}编　{wording.full_day(issued)}"),
        issued=issued, signatory=signed,
    )


def _part(*texts) -> tuple[Part, ...]:
    told = paragraphs(*texts)
    return (Part("", told),) if told else ()
