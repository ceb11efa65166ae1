"""A CSV or XLSX file as a header and batches of columns of text, each row with the line on which it stands."""

import codecs
import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain, islice
from operator import methodcaller
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from gongwei.exchange.columns import split

BATCH = 20_000
"""Rows read, checked and written at a time."""

ENCODINGS = ("utf-8-sig", "gb18030")
DELIMITERS = ",\t;"
CHUNK = 1 << 20
MARK = "\ufeff"
"""What may stand before a text to tell its encoding; within a file it is a character like others."""


PLAN_SIZE = 5_000
"""Rows up to which a workbook is asked how its numbers are shown: a target of 76 % is stored as 0.76."""


class Unreadable(ValueError):
    """A file that cannot be read as a table; the message is for the user. `column` names the header at fault, if
    one is."""

    def __init__(self, message: str, column: str = "") -> None:
        super().__init__(message)
        self.column = column


class Batch(NamedTuple):
    """Rows that follow each other: the line of each, the text of each column, and `broken` lines that are no rows,
    with why."""

    lines: Sequence[int]
    columns: Sequence[Sequence[str]]
    broken: Sequence[tuple[int, str]]


@dataclass(frozen=True)
class Sheet:
    """An open table. `rows` is about how many rows it has, None when unknown."""

    header: tuple[str, ...]
    batches: Iterator[Batch] = field(compare=False)
    rows: int | None = None


Record = tuple[int, Sequence[str], str]
"""A row as it was read: its line, its cells, and why it is no row (empty when it is one)."""


def open_sheet(path: Path, size: int = BATCH) -> Sheet:
    """Open a table, CSV (UTF-8 or GB18030) or XLSX (its first sheet). Unreadable when it is neither or has no
    header."""
    return open_workbook(path, size) if path.suffix.lower() == ".xlsx" else open_csv(path, size)


def names(header: Sequence[str]) -> tuple[str, ...]:
    """The names in a header. Unreadable when there are none."""
    cells = [cell.strip() for cell in header]
    while cells and not cells[-1]:
        cells.pop()
    if not cells:
        raise Unreadable(_("第一行应为表头(各列的名称)"))
    return tuple(cells)


def batch(records: Sequence[Record], width: int) -> Batch:
    """Records as columns; blank ones are left out, short ones filled up, those too wide or damaged set apart."""
    lines, rows, broken = [], [], []
    for line, cells, problem in records:
        if problem:
            broken.append((line, problem))
        elif any(cell.strip() for cell in cells[width:]):
            broken.append((line, _("列数多于表头;含逗号的内容须加英文双引号")))
        elif any(cell.strip() for cell in cells):
            lines.append(line)
            rows.append((*cells[:width], *[""] * (width - len(cells))))
    return Batch(lines, list(zip(*rows, strict=True)) or [()] * width, broken)


def open_csv(path: Path, size: int) -> Sheet:
    """A CSV file. Unreadable when its encoding is unknown."""
    for encoding in ENCODINGS:
        try:
            ends, damaged = examine(path, encoding)
        except UnicodeDecodeError:
            continue
        header, delimiter, line = csv_header(path, encoding)
        return Sheet(header, csv_batches(path, encoding, delimiter, line, len(header), size, damaged), max(ends - 1, 0))
    raise Unreadable(_("文字编码无法识别;请存为 UTF-8 或 GB18030 编码的 CSV"))


def examine(path: Path, encoding: str) -> tuple[int, bool]:
    """How many lines end in a text file, and whether it holds characters that no text has. UnicodeDecodeError: not
    this encoding."""
    decode = codecs.getincrementaldecoder(encoding)().decode
    ends, damaged = 0, False
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            decode(chunk)
            ends += chunk.count(b"\n")
            damaged = damaged or b"\0" in chunk
    decode(b"", True)
    return ends, damaged


def csv_header(path: Path, encoding: str) -> tuple[tuple[str, ...], str, int]:
    """The names in the first record, what separates them, and the line on which it ends."""
    with path.open(encoding=encoding, newline="") as stream:
        first = stream.readline()
        delimiter = max(DELIMITERS, key=first.count)
        reader = csv.reader(chain([first], stream), delimiter=delimiter, strict=True)
        try:
            cells = next(reader, [])
        except csv.Error:
            cells = []
        return names(cells), delimiter, reader.line_num


def csv_batches(
    path: Path, encoding: str, delimiter: str, header_end: int, width: int, size: int, damaged: bool
) -> Iterator[Batch]:
    """The rows of a CSV file. Lines without a quotation mark and with all their columns are split at once, others
    one by one."""
    with path.open(encoding=encoding, newline="") as stream:
        line = header_end + 1
        for _header in islice(stream, header_end):
            pass
        rest: Iterator[str] = stream
        while lines := list(islice(rest, size)):
            text = "".join(lines)
            plain = not damaged and '"' not in text and not text.startswith(MARK)
            if plain and even(lines, width, delimiter):
                yield Batch(range(line, line + len(lines)), split(text, delimiter, width), ())
                line += len(lines)
                continue
            feed = Feed(chain(lines, rest))
            reader = csv.reader(feed, delimiter=delimiter, strict=True)
            records = []
            while feed.given < len(lines):
                records.append((line + feed.given, *next_record(reader, feed, width)))
            line += feed.given
            if feed.back:
                rest = chain(reversed(feed.back), rest)
            yield batch(records, width)


class Feed(Iterator[str]):
    """Lines that can be given back: `given` counts those given for good, `last` are those since the last record."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines, self.given, self.last = lines, 0, []
        self.back: list[str] = []

    def __next__(self) -> str:
        line = self.back.pop() if self.back else next(self.lines)
        self.last.append(line)
        return line

    def keep(self, count: int) -> None:
        """Give back all lines since the last record but the first `count`."""
        self.back += reversed(self.last[count:])
        self.given += min(count, len(self.last))
        self.last = []


def next_record(reader: Iterator[list[str]], feed: Feed, width: int) -> tuple[list[str], str]:
    """The cells of the next record, and why it is none. A quotation mark without its pair costs one line, not those
    after it."""
    try:
        cells = next(reader)
        torn = len(feed.last) > 1 and len(cells) != width
    except csv.Error:
        cells, torn = [], True
    damaged = any("\0" in cell for cell in cells)
    feed.keep(1 if torn else len(feed.last))
    if torn:
        return [], _("英文双引号没有成对,或引号内外的内容不合规则")
    return cells, _("含有无法识别的字符") if damaged else ""


def even(lines: Sequence[str], width: int, delimiter: str) -> bool:
    """Whether every line has all its columns and none is blank."""
    blank = delimiter * (width - 1)
    return (
        width > 1
        and set(map(methodcaller("count", delimiter), lines)) == {width - 1}
        and not any(map(methodcaller("startswith", blank), lines))
    )


def open_workbook(path: Path, size: int) -> Sheet:
    """An XLSX file. Unreadable when it is no workbook."""
    try:
        book = CalamineWorkbook.from_path(str(path))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, OSError) as error:
        raise Unreadable(_("无法作为 XLSX 文件打开")) from error
    problems = as_shown(rows, path, book.sheet_names[0]) if len(rows) <= PLAN_SIZE else {}
    records = cell_records(rows, problems)
    header = names(next(records, (1, (), ""))[1])
    taken = iter(lambda: list(islice(records, size)), [])
    return Sheet(header, (batch(part, len(header)) for part in taken), max(len(rows) - 1, 0))


def as_shown(rows: Sequence[list[object]], path: Path, title: str) -> dict[int, str]:
    """Write numbers shown in percent as they are shown: 0.76 becomes 76%. Line → why it is no row: a formula of which the
    workbook holds no value. A workbook that openpyxl cannot read stays as it is."""
    from openpyxl import load_workbook

    problems = {}
    try:
        book = load_workbook(path, read_only=True)
        for line, (cells, formatted) in enumerate(zip(rows, book[title].iter_rows(), strict=False), start=1):
            for place, (found, cell) in enumerate(zip(cells, formatted, strict=False)):
                if isinstance(found, float) and "%" in cell.number_format:
                    cells[place] = f"{(Decimal(repr(found)) * 100).normalize():f}%"
                elif found == "" and cell.data_type == "f":
                    problems[line] = _("「{column}」是公式,文件里没有存下它的数值;请用 Excel 或 WPS 打开并保存后再导入").format(
                        column=rows[0][place])
        book.close()
    except Exception:  # openpyxl raises whatever a strange workbook makes it raise
        return {}
    return problems


def cell_records(rows: Iterable[Sequence[object]], problems: Mapping[int, str]) -> Iterator[Record]:
    """Rows of cells as records of text; `problems`: line → why it is no row."""
    for line, cells in enumerate(rows, start=1):
        yield line, [as_text(cell) for cell in cells], problems.get(line, "")


def as_text(cell: object) -> str:
    """A cell as it would be written in CSV: whole numbers without a point, a day without its midnight."""
    match cell:
        case str():
            return cell.replace("\0", "")
        case bool():
            return "1" if cell else "0"
        case float() if cell.is_integer() and abs(cell) < 1e18:
            return str(int(cell))
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(timespec="seconds")
        case date() | time():
            return cell.isoformat()
        case None:
            return ""
        case _:
            return str(cell)
