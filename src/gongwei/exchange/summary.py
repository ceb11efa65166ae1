"""What an import did, file by file."""

from dataclasses import dataclass, field

from gongwei.exchange.rejections import Rejection
from gongwei.records.rows import Loaded


@dataclass
class FileSummary:
    """Rows of a file: read = created + unchanged + revised + merged + refused. `flagged`: findings on rows that
    were kept.

    `merged` are rows that became part of others (residencies of a resident of the same folder).
    """

    file: str
    read: int = 0
    created: int = 0
    unchanged: int = 0
    revised: int = 0
    merged: int = 0
    refused: int = 0
    flagged: int = 0
    unknown_columns: list[str] = field(default_factory=list)

    def add(self, loaded: Loaded) -> None:
        """Count what a batch did."""
        self.created += loaded.created
        self.unchanged += loaded.unchanged
        self.revised += loaded.revised

    def unknown(self, column: str) -> None:
        """Report a column that nobody knows, once."""
        if column not in self.unknown_columns:
            self.unknown_columns.append(column)


@dataclass(frozen=True)
class ImportSummary:
    """An import: its files in the order in which they were read, files nobody knows."""

    files: tuple[FileSummary, ...]
    unknown_files: tuple[str, ...] = ()
    first_rejections: tuple[Rejection, ...] = ()

    def total(self, count: str) -> int:
        """The sum of `read`, `created`, `unchanged`, `revised`, `merged`, `refused` or `flagged` over all files."""
        return sum(getattr(file, count) for file in self.files)
