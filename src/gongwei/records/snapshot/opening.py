"""Reading a snapshot: a DuckDB connection in which each table is the newest rows of everyone.

An open snapshot moves to a newer state of the records; on the way its tables hold only the people touched since.
"""

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from weakref import finalize

import duckdb

from .export import SCHEMAS, quoted
from .layers import Manifest, held

OF_PEOPLE = ("person", "residency", "enrolment")
"""The tables from which an engine works out what it keeps for a day; the others are read when they are asked."""


class OpenSnapshot(AbstractContextManager):
    """A snapshot being read. Its layers stay until it is closed or nobody holds its connection any more."""

    def __init__(self, home: Path, manifest: Manifest, memory: str) -> None:
        self.home, self.manifest = home, manifest
        self._reading = [reading(home, manifest)]
        self.connection = duckdb.connect(config={"memory_limit": memory, "temp_directory": str(home / "spill")})
        self._let_go = finalize(self.connection, let_go, self._reading)
        self.connection.execute("SET enable_progress_bar = false; SET parquet_metadata_cache = true")
        self._show(SCHEMAS, range(len(manifest.layers)))

    def can_move_to(self, manifest: Manifest) -> bool:
        """Whether a newer state stands on the same base: only the people touched since are then written anew."""
        return manifest.layers[0] == self.manifest.layers[0]

    @contextmanager
    def moving_to(self, manifest: Manifest) -> Iterator[str]:
        """Move to a newer state on the same base. Inside, the tables `OF_PEOPLE` hold the people touched since and nobody
        else; gives a query for their numbers. FileNotFoundError as for `open_snapshot`, then nothing has changed."""
        self._reading.append(reading(self.home, manifest))
        newer = [number for number, layer in enumerate(manifest.layers) if layer not in self.manifest.layers]
        self.manifest = manifest
        try:
            self._show(OF_PEOPLE, newer)
            yield f"SELECT resident FROM touched WHERE layer IN ({', '.join(map(str, newer)) or 'NULL'})"
        finally:
            self._show(SCHEMAS, range(len(manifest.layers)))
            self._reading.pop(0).close()

    def close(self) -> None:
        """End the reading: the layers may go."""
        self.connection.close()
        self._let_go()

    def __exit__(self, *failure: object) -> None:
        self.close()

    def _show(self, names: Collection[str], numbers: Collection[int]) -> None:
        """Make tables views of some of the layers; a person's rows are those of the newest layer that has the person."""
        folders = [self.home / layer.folder for layer in self.manifest.layers]
        self.connection.execute("CREATE OR REPLACE TABLE touched (resident BIGINT, layer TINYINT)")
        for number, folder in enumerate(folders[1:], 1):
            self.connection.execute(
                f"INSERT INTO touched SELECT resident, {number} FROM read_parquet({quoted(folder / 'touched.parquet')})")
        for name in names:
            parts = [f"SELECT * FROM read_parquet({quoted(folders[number] / f'{name}.parquet')})"
                     + (f" WHERE resident NOT IN (SELECT resident FROM touched WHERE layer > {number})"
                        if number + 1 < len(folders) else "") for number in numbers]
            nobody = f"SELECT * FROM read_parquet({quoted(folders[0] / f'{name}.parquet')}) LIMIT 0"
            self.connection.execute(f"CREATE OR REPLACE VIEW {name} AS {' UNION ALL '.join(parts) or nobody}")


def open_snapshot(home: Path, manifest: Manifest, *, memory: str = "1GB") -> OpenSnapshot:
    """Open a snapshot's tables (`evaluation.tables`) as views of a new connection.

    FileNotFoundError when two newer ones have replaced the snapshot since its manifest was read.
    """
    return OpenSnapshot(home, manifest, memory)


def reading(home: Path, manifest: Manifest) -> ExitStack:
    """The layers of a state, held until the stack is closed."""
    with ExitStack() as holding:
        for layer in manifest.layers:
            holding.enter_context(held(home / layer.folder))
        return holding.pop_all()


def let_go(readings: list[ExitStack]) -> None:
    """Close all of these."""
    while readings:
        readings.pop().close()
