"""Reading the files of a folder, without any effect: parts of a file, understood as far as its header."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from gongwei.exchange.headers import find_columns
from gongwei.exchange.sheets import BATCH, Unreadable, open_sheet

Entries = Mapping[str, Sequence[str]]
Words = Mapping[str, Sequence[str]]
"""What columns may be called: name → other words."""
Reasons = Mapping[str, str]
"""Column → why a row is refused for it."""


@dataclass
class Part:
    """Rows of a file that follow each other: the line of each, and the entries of each column that the file has.

    `refused` are lines that are no rows, or line 1 for the whole file. `titles`: what the file itself calls the
    columns;
    `unknown`: headers nobody knows. `read` counts the rows, `rows` is about how many the file has.
    """

    file: str
    lines: Sequence[int] = ()
    entries: Entries = field(default_factory=dict)
    refused: Sequence[tuple[int, Reasons]] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    unknown: Sequence[str] = ()
    read: int = 0
    rows: int | None = None


def parts(
    path: Path, file: str, words: Words, needed: Sequence[str], size: int = BATCH
) -> Iterator[Part]:
    """The parts of a file whose columns are called `words`; the first has no rows. An unreadable file has a refused
    line 1."""
    try:
        sheet = open_sheet(path, size)
        found = find_columns(sheet.header, words)
        for column in needed:
            if column not in found.positions:
                called = _("或").join(f"「{word}」" for word in (column, *words[column][:1]))
                raise Unreadable(_("缺少必需的列{column};第一行应为表头").format(column=called), column)
    except Unreadable as problem:
        yield Part(file, refused=[(1, {problem.column: str(problem)})])
        return
    titles = {column: sheet.header[place] for column, place in found.positions.items()}
    yield Part(file, titles=titles, unknown=found.unknown, rows=sheet.rows)
    for batch in sheet.batches:
        yield Part(
            file,
            batch.lines,
            {column: batch.columns[place] for column, place in found.positions.items()},
            [(line, {"": problem}) for line, problem in batch.broken],
            titles,
            read=len(batch.lines) + len(batch.broken),
            rows=sheet.rows,
        )
