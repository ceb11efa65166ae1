"""rejected.csv: every refused row with its file, line, column and reason. Never a name, never an identity number."""

import csv
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

SHOWN = 20
"""How many rejections a summary keeps for the screen."""


@dataclass(frozen=True)
class Rejection:
    """A refused row; `line` 1 is the header and stands for the whole file."""

    file: str
    line: int
    column: str
    reason: str


class Rejections(AbstractContextManager):
    """Writes rejections as they are found, in UTF-8 with the mark by which Excel knows it. Without a path they are
    only counted."""

    def __init__(self, path: Path | None) -> None:
        self.first: list[Rejection] = []
        self.stream = None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.stream = path.open("w", encoding="utf-8-sig", newline="")
            self.writer = csv.writer(self.stream)
            self.writer.writerow(["file", "line", "column", "reason"])

    def __exit__(self, *exception: object) -> None:
        if self.stream:
            self.stream.close()

    def add(self, file: str, line: int, reasons: Mapping[str, str], titles: Mapping[str, str]) -> None:
        """A refused row: column → reason. `titles` are the file's own names of the columns; further reasons follow
        the first."""
        (column, reason), *others = reasons.items()
        reason = ";".join([reason, *(f"{titles.get(name, name)}:{other}" for name, other in others)])
        rejection = Rejection(file, line, titles.get(column, column), reason)
        if len(self.first) < SHOWN:
            self.first.append(rejection)
        if self.stream:
            self.writer.writerow([rejection.file, rejection.line, rejection.column, rejection.reason])
