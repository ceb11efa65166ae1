"""Reading a snapshot: a DuckDB connection in which each table is the newest rows of everyone."""

from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from weakref import finalize

import duckdb

from .export import SCHEMAS, quoted
from .layers import Manifest, held


@dataclass(frozen=True)
class OpenSnapshot(AbstractContextManager):
    """A snapshot being read. Its layers stay until it is closed or nobody holds its connection any more."""

    manifest: Manifest
    connection: duckdb.DuckDBPyConnection
    release: finalize

    def close(self) -> None:
        """End the reading: the layers may go."""
        self.connection.close()
        self.release()

    def __exit__(self, *failure: object) -> None:
        self.close()


def open_snapshot(home: Path, manifest: Manifest, *, memory: str = "1GB") -> OpenSnapshot:
    """Open a snapshot's tables (`evaluation.tables`) as views of a new connection.

    FileNotFoundError when two newer ones have replaced the snapshot since its manifest was read.
    """
    with ExitStack() as holding:
        for layer in manifest.layers:
            holding.enter_context(held(home / layer.folder))
        connection = connected(home, manifest, memory)
        return OpenSnapshot(manifest, connection, finalize(connection, holding.pop_all().close))


def connected(home: Path, manifest: Manifest, memory: str) -> duckdb.DuckDBPyConnection:
    """The connection with its views."""
    connection = duckdb.connect(config={"memory_limit": memory, "temp_directory": str(home / "spill")})
    connection.execute("SET enable_progress_bar = false; SET parquet_metadata_cache = true")
    base, *upper = manifest.layers
    for number, layer in enumerate(upper, 1):
        connection.execute(f"CREATE TEMP TABLE touched_{number} AS "
                           f"FROM read_parquet({quoted(home / layer.folder / 'touched.parquet')})")
    for name in SCHEMAS:
        parts = []
        for number, layer in enumerate((base, *upper)):
            newer = [f"SELECT resident FROM touched_{later}" for later in range(number + 1, len(upper) + 1)]
            passed_over = f" WHERE resident NOT IN ({' UNION ALL '.join(newer)})" if newer else ""
            parts.append(f"SELECT * FROM read_parquet({quoted(home / layer.folder / f'{name}.parquet')}){passed_over}")
        connection.execute(f"CREATE TEMP VIEW {name} AS {' UNION ALL '.join(parts)}")
    return connection
