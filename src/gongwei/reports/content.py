"""A report as values, before it is a document: headings, sentences with their numbers, tables, a chart."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from fractions import Fraction

from gongwei.facts.fact import Fact

from .derivation import Derived


@dataclass(frozen=True)
class Number:
    """Characters that stand for a figure, and the fact or derivation they lead back to."""

    text: str
    entry: Fact | Derived


Text = tuple[str | Number, ...]
"""A sentence: words and numbers."""


def say(*parts: "str | Number | Text") -> Text:
    """One text of words, numbers and texts."""
    flat: list[str | Number] = []
    for part in parts:
        for piece in part if isinstance(part, tuple) else (part,):
            if isinstance(piece, str) and flat and isinstance(flat[-1], str):
                flat[-1] += piece
            elif piece:
                flat.append(piece)
    return tuple(flat)


def joined(texts: "list[Text] | tuple[Text, ...]", by: str) -> Text:
    """Texts with a separator between them."""
    return say(*(piece for i, text in enumerate(texts) for piece in ((by, text) if i else (text,))))


def words(text: Text) -> str:
    """A text as a reader sees it."""
    return "".join(part if isinstance(part, str) else part.text for part in text)


@dataclass(frozen=True)
class Paragraph:
    text: Text


@dataclass(frozen=True)
class Column:
    """A column of a table; neighbours with the same group share a heading above theirs. Share: of the width."""

    title: str
    group: str = ""
    share: int = 10
    numeric: bool = True


@dataclass(frozen=True)
class Table:
    """Rows have one cell per column; the last row is a total if `total`."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]
    total: bool = False


@dataclass(frozen=True)
class Bar:
    name: str
    fact: Fact


@dataclass(frozen=True)
class Chart:
    """Bars of units; `target` draws a line, `own` names and gives the figure of the whole."""

    caption: str
    measure: str
    bars: tuple[Bar, ...]
    own: Bar
    target: Fraction | None = None
    target_name: str = ""


Block = Paragraph | Table | Chart


@dataclass(frozen=True)
class Part:
    """(一) … of a chapter; without a heading its blocks stand alone."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Chapter:
    """一、… of a report."""

    heading: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Attachment:
    """附件1 …: blocks on pages of their own after the signature; landscape where a table is wide."""

    heading: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True)
class Report:
    """A drafted document of a unit as of a day; `title` in lines, `issued` is the date line.

    to: the unit that it is addressed to (主送机关). masthead: name, number and editor of a brief, which then stand above
    the title and for the signature. dense: set smaller and signed in its opening, for what must stay on one page.
    """

    title: tuple[str, ...]
    opening: tuple[Paragraph, ...]
    chapters: tuple[Chapter, ...]
    signatory: str
    issued: date
    unit: str
    as_of: date
    snapshot: str
    to: str = ""
    masthead: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    dense: bool = False

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables, in order."""
        body = (block for chapter in self.chapters for part in chapter.parts for block in part.blocks)
        attached = (block for attachment in self.attachments for block in attachment.blocks)
        return tuple(block for block in (*body, *attached) if isinstance(block, Table))

    def entries(self) -> tuple[Fact | Derived, ...]:
        """Every fact and derivation that the report shows or that a shown number comes from, in order of appearance."""
        found: dict[str, Fact | Derived] = {}

        def add(entry: Fact | Derived) -> None:
            if entry.id not in found:
                found[entry.id] = entry
                for source in entry.of if isinstance(entry, Derived) else ():
                    add(source)

        for shown in _shown((self.opening, self.chapters, self.attachments)):
            add(shown)
        return tuple(found.values())

    def facts(self) -> tuple[Fact, ...]:
        """The facts among the entries: what is frozen when the report is issued."""
        return tuple(entry for entry in self.entries() if not isinstance(entry, Derived))


def _shown(value: object) -> Iterator[Fact | Derived]:
    """The entries behind the numbers and bars of a piece of content."""
    if isinstance(value, Number):
        yield value.entry
    elif isinstance(value, Bar):
        yield value.fact
    elif isinstance(value, tuple):
        for piece in value:
            yield from _shown(piece)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _shown(getattr(value, field.name))
