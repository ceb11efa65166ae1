"""What a document is drafted from, gathered once: the unit with its neighbours, its figures, and what is overdue."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from . import wording
from .content import Attachment, Chapter, Paragraph, Report, Text
from .lines import Group, Line, gather
from .typography import typeset

if TYPE_CHECKING:
    from .book import Book, Overdue, Unit

SUBJECT = "卫生健康重点工作"
LONGEST_LINE = 20
"""Characters of the title's size in the text block of GB/T 9704."""


class NothingToTell(ValueError):
    """A document that would say nothing; the message tells the user why."""

    @classmethod
    def of(cls, unit: str, as_of: date) -> "NothingToTell":
        """Of a unit of which nothing is known."""
        return cls(_("{unit}截至{day}没有可写的数据").format(unit=unit, day=as_of.isoformat()))


@dataclass(frozen=True)
class Material:
    """A unit as of a day: `groups` are its programmes with their figures, `overdue` its late milestones."""

    book: "Book"
    unit: "Unit"
    as_of: date
    parent: "Unit | None"
    children: "tuple[Unit, ...]"
    groups: tuple[Group, ...]
    overdue: "tuple[Overdue, ...]"

    @classmethod
    def of(cls, book: "Book", unit: str, as_of: date) -> "Material":
        """Gathered from a book. Raises what the book raises for an unknown unit."""
        here = book.unit(unit)
        return cls(book, here, as_of, book.parent(unit), tuple(book.children(unit)), gather(book, unit, as_of),
                   tuple(book.overdue(unit, as_of)))

    @property
    def lines(self) -> tuple[Line, ...]:
        """The figures of all programmes."""
        return tuple(line for group in self.groups for line in group.lines)

    @property
    def compared(self) -> bool:
        """Whether any figure has one of the year before."""
        return any(line.before for line in self.lines)

    def report(self, title: tuple[str, ...], chapters: tuple[Chapter, ...], *, issued: date, signatory: str = "",
               opening: tuple[Text | str, ...] = (), attachments: tuple[Attachment, ...] = (), **said: object) -> Report:
        """A typeset report about the unit, signed by its authority unless another signs."""
        return drafted(self.book, self.unit, self.as_of, title, chapters, issued=issued, signatory=signatory,
                       opening=opening, attachments=attachments, **said)


def drafted(book: "Book", unit: "Unit", as_of: date, title: tuple[str, ...], chapters: tuple[Chapter, ...], *, issued: date,
            signatory: str = "", opening: tuple[Text | str, ...] = (), **said: object) -> Report:
    """A typeset report about a unit; chapters without a part are left out."""
    return typeset(Report(
        title=title, opening=paragraphs(*opening), chapters=tuple(chapter for chapter in chapters if chapter.parts),
        signatory=signatory or wording.signatory(unit), issued=issued, unit=unit.name, as_of=as_of, snapshot=book.snapshot,
        **said,
    ))


def paragraphs(*texts: Text | str) -> tuple[Paragraph, ...]:
    """A paragraph of each text that says something."""
    return tuple(Paragraph((text,) if isinstance(text, str) else text) for text in texts if text)


def title_lines(subject: str, rest: str) -> tuple[str, ...]:
    """What a document is about: on one line of the title, or broken by meaning where it is too long for one."""
    return (subject + rest,) if len(subject + rest) <= LONGEST_LINE else (subject, rest)
