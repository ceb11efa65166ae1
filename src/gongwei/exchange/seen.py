"""Which ids have stood in a folder so far, when they are millions."""

import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager
from itertools import count

CACHE = 64 << 10
"""KiB of the ids in memory; beyond that they lie in a temporary file."""


class Seen(AbstractContextManager):
    """Ids in the order in which they came, in a temporary database of their own: as a set of texts those of a county
    would take half a gigabyte."""

    def __init__(self) -> None:
        self.database = sqlite3.connect("", isolation_level=None)
        for pragma in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{CACHE}"):
            self.database.execute(f"PRAGMA {pragma}")
        self.database.execute("CREATE TABLE seen (id TEXT PRIMARY KEY, place INTEGER) WITHOUT ROWID")
        self.database.execute("BEGIN")
        self.places = count()

    def __exit__(self, *exception: object) -> None:
        self.database.close()

    def repeats(self, ids: Sequence[str]) -> list[int]:
        """Take ids in; gives the positions of those that came before, among these or earlier."""
        before = self.database.total_changes
        placed = list(zip(ids, self.places, strict=False))
        self.database.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", placed)
        if self.database.total_changes - before == len(ids):
            return []
        place_of = self.database.execute
        return [row for row, (id, place) in enumerate(placed)
                if place_of("SELECT place FROM seen WHERE id = ?", (id,)).fetchone() != (place,)]
