"""What reading a file gives: its text as lines, and where each piece of it stands in the file."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from gongwei.definition.message import Message

Place = tuple[str | int, ...]
"""`paragraph n`, `cell table row column`, `box n` (of the n-th paragraph), `header`, `footer`, `footnote n`, `endnote n`,
`page n`, `line n`; all count from 1."""
LONGEST = 2_000_000
"""Characters of a text; a yearbook of a thousand pages has half as many."""


def named(place: Place) -> Message:
    """A place in words."""
    match place:
        case ("paragraph", number):
            return Message("第{number}段", number=number)
        case ("cell", table, row, column):
            return Message("表{table}第{row}行第{column}列", table=table, row=row, column=column)
        case ("box", number):
            return Message("第{number}段的文本框", number=number)
        case ("header",):
            return Message("页眉")
        case ("footer",):
            return Message("页脚")
        case ("footnote", number):
            return Message("脚注{number}", number=number)
        case ("endnote", number):
            return Message("尾注{number}", number=number)
        case ("page", number):
            return Message("第{number}页", number=number)
        case ("line", number):
            return Message("第{number}行", number=number)
    raise ValueError(place)


@dataclass(frozen=True, slots=True)
class Link:
    """Characters of the text that lead to a bookmark of the same document."""

    start: int
    end: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Document:
    """Text as `check` takes it, and from which offset on it stands at which place (offsets ascending).

    Lines are paragraphs; rows of tables have their cells parted by tabs. `kind`: word, pdf, text. `blank` are pages
    without text in a PDF that otherwise has some. `links` and `facts` (the text of the part in which a document issued
    by Gongwei carries its facts) are of Word files.
    """

    text: str
    places: Sequence[tuple[int, Place]]
    kind: str = "text"
    blank: Sequence[int] = ()
    links: Sequence[Link] = field(default=(), repr=False)
    facts: str | None = field(default=None, repr=False)

    def place(self, start: int, end: int | None = None) -> Message:
        """Where an offset, or the text between two, stands, for people."""
        first = self._at(start)
        last = first if end is None else self._at(max(start, end - 1))
        return named(first) if first == last else Message("{first}至{last}", first=named(first), last=named(last))

    def _at(self, offset: int) -> Place:
        return tuple(self.places[max(0, bisect_right(self.places, offset, key=lambda entry: entry[0]) - 1)][1])


def clean(text: str) -> str:
    """Text with \\n as its only line end; other characters that part lines become spaces."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(OTHER_BREAKS)


OTHER_BREAKS = {ord(sign): " " for sign in "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\0"}
