"""Reading a snapshot: a DuckDB connection in which each table is the newest rows of everyone."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from .export import SCHEMAS, quoted
from .layers import Manifest


@dataclass(frozen=True)
class OpenSnapshot:
    """A snapshot being read."""

    manifest: Manifest
    connection: duckdb.DuckDBPyConnection


def open_snapshot(home: Path, manifest: Manifest, *, memory: str = "1GB") -> OpenSnapshot:
    """Open a snapshot's tables (`evaluation.tables`) as views of a new connection."""
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
    return OpenSnapshot(manifest, connection)
