"""Checking a batch column by column: what an entry means is asked once for each distinct text, the rest is looking
up."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from gongwei.exchange.columns import coded
from gongwei.exchange.values import Malformed, Reader, text

REMEMBERED = 100_000
"""Distinct texts of a column kept from batch to batch."""


class Memo(dict):
    """Entry → what it means, found out by `read` the first time. `refused`: entries that mean nothing, and why."""

    def __init__(self, read: Callable[[str], object]) -> None:
        super().__init__()
        self.read = read
        self.refused: dict[str, str] = {}

    def __missing__(self, entry: str) -> object:
        try:
            value = self.read(entry)
        except Malformed as problem:
            self.refused[entry] = str(problem)
            value = None
        self[entry] = value
        return value

    def forget(self) -> None:
        """Start afresh: between batches, so that memory stays bounded."""
        self.clear()
        self.refused.clear()

    def of(self, entries: Sequence[Hashable]) -> list[object]:
        """What these entries mean."""
        if len(self) > REMEMBERED:
            self.forget()
        return [self[entry] for entry in entries]


@dataclass(frozen=True)
class Column:
    """A column of a file: its name, the Chinese words for it, how an entry is read, and what an empty one means."""

    name: str
    called: tuple[str, ...] = ()
    read: Reader = text
    required: bool = False
    empty: object = None

    def memo(self) -> Memo:
        """A reader of whole columns."""

        def read(entry: str) -> object:
            stripped = entry.strip()
            if stripped:
                return self.read(stripped)
            if self.required:
                raise Malformed(_("必填,不能为空"))
            return self.empty

        return Memo(read)


def called(columns: Iterable[Column]) -> dict[str, tuple[str, ...]]:
    """What columns are called: name → other words."""
    return {column.name: column.called for column in columns}


def required(columns: Iterable[Column]) -> tuple[str, ...]:
    """The columns without which a file says nothing."""
    return tuple(column.name for column in columns if column.required)


@dataclass
class Checked:
    """A batch as understood: per column the values of all rows, and which rows are refused: row → column → why.

    `repeated` are the refused rows whose key an earlier row holds: they say nothing against that one.
    """

    lines: Sequence[int]
    values: dict[str, Sequence[object]]
    refused: dict[int, dict[str, str]] = field(default_factory=dict)
    repeated: set[int] = field(default_factory=set)

    def __getitem__(self, column: str) -> Sequence[object]:
        return self.values[column]

    def refuse(self, row: int, column: str, reason: str) -> None:
        """Refuse a row; a column's first reason stands."""
        self.refused.setdefault(row, {}).setdefault(column, reason)

    def rows(self, *columns: str) -> list[tuple]:
        """The values of these columns, row by row, of the rows not refused."""
        every = zip(*(self.values[name] for name in columns), strict=True)
        if not self.refused:
            return list(every)
        return [values for row, values in enumerate(every) if row not in self.refused]

    def by_line(self) -> dict[int, dict[str, str]]:
        """Line → column → why, of the rows refused."""
        return {self.lines[row]: self.refused[row] for row in sorted(self.refused)}

    def kept(self, name: str) -> Sequence[object]:
        """The values of one column in the rows not refused."""
        if not self.refused:
            return self.values[name]
        return [value for row, value in enumerate(self.values[name]) if row not in self.refused]


def check(lines: Sequence[int], memos: Mapping[str, Memo], entries: Mapping[str, Sequence[str]]) -> Checked:
    """Read the columns of a batch."""
    checked = Checked(lines, {})
    for name, memo in memos.items():
        column = coded(entries.get(name) or [""] * len(lines))
        checked.values[name] = column.through(memo.of(column.words))
        for row in column.rows_of(memo.refused):
            checked.refuse(row, name, memo.refused[column[row]])
    return checked


def refuse_repeats(checked: Checked, key: Sequence[str], seen: set) -> None:
    """Refuse rows whose key stood in an earlier row, refused or not; `seen` holds the keys so far. Keys not
    understood are no keys."""
    parts = [checked[name] for name in key]
    keys = parts[0] if len(key) == 1 else list(zip(*parts, strict=True))
    new = set(keys)
    if len(new) == len(keys) and seen.isdisjoint(new):
        seen |= new
        return
    unreadable = {row for row, columns in checked.refused.items() if not columns.keys().isdisjoint(key)}
    for row, one in enumerate(keys):
        if row in unreadable:
            continue
        if one in seen:
            refuse_repeat(checked, row, key[0])
        seen.add(one)


def refuse_repeat(checked: Checked, row: int, column: str) -> None:
    """Refuse a row whose key an earlier one holds."""
    checked.refuse(row, column, _("与前面的一行编号重复;以前面的为准"))
    checked.repeated.add(row)


def refuse_reversed(checked: Checked, spans: Iterable[tuple[str, str]]) -> None:
    """Refuse rows whose end lies before their start."""
    for start, end in spans:
        for row, (first, last) in enumerate(zip(checked[start], checked[end], strict=True)):
            if last is not None and first is not None and last < first:
                checked.refuse(row, end, _("结束日期早于开始日期"))
