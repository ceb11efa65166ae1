"""Columns of text made at the speed of arrays, and the CSV files they go into.

Days are int32 arrays, days since 1970-01-01; `NEVER` stands for an empty date.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

NEVER = np.int32(2**31 - 1)
EPOCH = date(1970, 1, 1).toordinal()


def day_number(day: date) -> int:
    return day.toordinal() - EPOCH


def as_date(number: int) -> date:
    return date.fromordinal(int(number) + EPOCH)


def years_months_days(days: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Calendar parts of an array of days."""
    stamp = days.astype("datetime64[D]")
    months = stamp.astype("datetime64[M]")
    return (
        stamp.astype("datetime64[Y]").astype(np.int64) + 1970,
        months.astype(np.int64) % 12 + 1,
        (stamp - months).astype(np.int64) + 1,
    )


def ages(birth: np.ndarray, on: np.ndarray | int) -> np.ndarray:
    """Completed years on a day; exact to the birthday (born on 29 February: 1 March of a common year)."""
    born_year, born_month, born_day = years_months_days(birth)
    year, month, day = years_months_days(np.broadcast_to(np.asarray(on, np.int32), birth.shape))
    return year - born_year - ((month * 100 + day) < (born_month * 100 + born_day))


def _fixed(matrix: np.ndarray, empty: np.ndarray | None = None) -> pa.Array:
    """Rows of a byte matrix as strings of equal width; `empty` marks rows without value."""
    rows, width = matrix.shape
    offsets = np.arange(rows + 1, dtype=np.int64) * width
    kind = pa.large_string() if offsets[-1] >= 2**31 else pa.string()
    offsets = offsets if kind == pa.large_string() else offsets.astype(np.int32)
    valid = None if empty is None else pa.array(~empty).buffers()[1]
    return pa.Array.from_buffers(kind, rows, [valid, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(matrix))])


def _digits(numbers: np.ndarray, width: int) -> np.ndarray:
    rest = np.asarray(numbers, np.int64)
    matrix = np.empty((len(rest), width), np.uint8)
    for end in range(width, 0, -4):
        above = rest // 10_000
        begin = max(0, end - 4)
        matrix[:, begin:end] = _four_digits()[rest - above * 10_000, begin - end :]
        rest = above
    return matrix


@cache
def _four_digits() -> np.ndarray:
    """0 to 9999 as four bytes each."""
    return np.array([f"{number:04}" for number in range(10_000)], "S4").view(np.uint8).reshape(-1, 4)


def numbered(numbers: np.ndarray, width: int, prefix: str = "", empty: np.ndarray | None = None) -> pa.Array:
    """`prefix` and the number with leading zeros."""
    head = np.frombuffer(prefix.encode(), np.uint8)
    digits = _digits(numbers, width)
    return _fixed(np.hstack([np.broadcast_to(head, (len(digits), len(head))), digits]), empty)


def identity_numbers(area: np.ndarray, birth: np.ndarray, order: np.ndarray, empty: np.ndarray) -> pa.Array:
    """18 characters of GB 11643: area, birth date, order code (odd for men), check character."""
    year, month, day = years_months_days(birth)
    body = _digits((area.astype(np.int64) * 10**8 + year * 10000 + month * 100 + day) * 1000 + order, 17)
    weights = np.array([pow(2, 17 - place, 11) for place in range(17)])
    remainder = ((body.astype(np.int64) - 48) @ weights) % 11
    check = np.frombuffer(b"10X98765432", np.uint8)[remainder]
    return _fixed(np.hstack([body, check[:, None]]), empty)


@cache
def _every_day() -> tuple[int, np.ndarray]:
    """All days of 1880 to 2119 as ten bytes each (`2025-03-01`), and the first: far faster than casting dates."""
    days = np.arange("1880-01-01", "2120-01-01", dtype="datetime64[D]")
    return int(days[0].astype(np.int64)), days.astype("S10").view(np.uint8).reshape(-1, 10)


@cache
def _every_minute() -> np.ndarray:
    """The minutes of a day as nine bytes each (`T10:30:00`)."""
    clock = [f"T{minute // 60:02}:{minute % 60:02}:00" for minute in range(1440)]
    return np.array(clock, "S9").view(np.uint8).reshape(-1, 9)


def moments(days: np.ndarray, minutes: np.ndarray) -> pa.Array:
    """`2025-03-01T10:30:00` from days and minutes of the day."""
    first, calendar = _every_day()
    return _fixed(np.hstack([calendar[days - first], _every_minute()[minutes]]))


def day_column(days: np.ndarray) -> pa.Array:
    """Dates as text; `NEVER` is empty."""
    days = np.asarray(days, np.int32)
    empty = days == NEVER
    first, calendar = _every_day()
    return _fixed(calendar[np.where(empty, 0, days) - first], empty)


def chosen(labels: list[str] | pa.Array, index: np.ndarray) -> pa.Array:
    """The labels at the places `index`; a negative place is empty."""
    index = np.asarray(index, np.int32)
    empty = index < 0
    return pa.array(labels, pa.string()).take(pa.array(index, mask=empty) if empty.any() else pa.array(index))


def measured(
    values: np.ndarray, places: int = 0, missing: np.ndarray | None = None, refused: np.ndarray | None = None
) -> pa.Array:
    """Measurements with so many decimals; empty where `missing`, the word `refused` where refused."""
    scale = 10**places
    units = np.rint(values * scale).astype(np.int64)
    if not len(units):
        return pa.array([], pa.string())
    low, high = int(units.min()), int(units.max())
    labels = [f"{u / scale:.{places}f}" for u in range(low, high + 1)] + ["refused"]
    index = units - low
    if refused is not None:
        index = np.where(refused, len(labels) - 1, index)
    return chosen(labels, index if missing is None else np.where(missing, -1, index))


@dataclass
class Pages:
    """Pieces of files, kept until they are written; `number` (three digits) begins the serial numbers given out."""

    number: int
    pieces: list[tuple[str, pa.Table, bool]] = field(default_factory=list)
    given: Counter[str] = field(default_factory=Counter)

    def write(self, name: str, columns: dict[str, pa.Array | list], quoted: bool = False) -> None:
        """Add rows to `name`.csv; `quoted` where texts may hold commas or quotes."""
        self.pieces.append((name, pa.table(columns), quoted))

    def serials(self, series: str, count: int) -> np.ndarray:
        """The next numbers of a series: ten digits, no two alike in the county."""
        self.given[series] += count
        return self.number * 10**7 + self.given[series] - count + 1 + np.arange(count)


class Sheets:
    """The CSV files of one folder, written piece by piece; `rows` counts them by name."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.rows: Counter[str] = Counter()
        self._writers: dict[str, csv.CSVWriter] = {}

    def write(self, name: str, columns: dict[str, pa.Array | list], quoted: bool = False) -> None:
        """Append rows to `name`.csv; `quoted` where texts may hold commas or quotes."""
        self._append(name, pa.table(columns), quoted)

    def append(self, pages: Pages) -> None:
        for name, table, quoted in pages.pieces:
            self._append(name, table, quoted)

    def _append(self, name: str, table: pa.Table, quoted: bool) -> None:
        if name not in self._writers:
            path = self.folder / f"{name}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            style = csv.WriteOptions(quoting_style="needed" if quoted else "none", quoting_header="none")
            self._writers[name] = csv.CSVWriter(path, table.schema, write_options=style)
        self._writers[name].write_table(table)
        self.rows[name] += table.num_rows

    def __enter__(self) -> Sheets:
        return self

    def __exit__(self, *_: object) -> None:
        for writer in self._writers.values():
            writer.close()
