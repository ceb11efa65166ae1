"""What an import costs, and its floor: the same visits, ready to be written, through the database's fastest door."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from gongwei.exchange.folder import import_folder
from gongwei.records.models import AuditEntry, Facility, Household, Resident, Unit, Visit
from gongwei.site.demo.county import write_county

ACTOR = "bench"
BATCH = 20_000
REFERRED_TO = (AuditEntry, Unit, Facility, Household, Resident)
VISITS = Visit._meta.db_table


def generate(county: str, residents: int, as_of: str, seed: int) -> dict:
    """Write the county's folder."""
    began = time.perf_counter()
    book = write_county(Path(county), residents=residents, seed=seed, as_of=date.fromisoformat(as_of), bench=True)
    return {"seconds": time.perf_counter() - began, "residents": book.residents, "visits": book.visits}


def import_county(county: str, as_of: str) -> dict:
    """Import the folder into an empty database. Visits are timed apart: they are what the floor writes."""
    call_command("migrate", verbosity=0)
    day = date.fromisoformat(as_of)
    marks: list[tuple[bool, float]] = [(False, time.perf_counter())]
    summary = import_folder(
        Path(county), actor=ACTOR, at=datetime(day.year, day.month, day.day, 16, tzinfo=UTC), today=day,
        progress=lambda file, _done, _about: marks.append((file.startswith("visits/"), time.perf_counter())),
    )
    of_visits = [at for is_visits, at in marks if is_visits]
    before = max(at for is_visits, at in marks if not is_visits and at <= of_visits[0])
    return {
        "rows": summary.total("created"), "refused": summary.total("refused"),
        "seconds": time.perf_counter() - marks[0][1],
        "visits": sum(file.created for file in summary.files if file.file.startswith("visits/")),
        "visit_seconds": of_visits[-1] - before,
    }


def sqlite_floor(imported: str) -> dict:
    """Ready tuples by executemany into the same table, in the same batches, beside what they refer to."""
    call_command("migrate", verbosity=0)
    connection.ensure_connection()
    raw = connection.connection
    raw.execute("ATTACH ? AS imported", [imported])
    raw.execute("PRAGMA foreign_keys = OFF")
    for model in REFERRED_TO:
        table = model._meta.db_table
        raw.execute(f"INSERT INTO main.{table} SELECT * FROM imported.{table}")
    raw.commit()
    raw.execute("PRAGMA foreign_keys = ON")
    ready = raw.cursor().execute(f"SELECT * FROM imported.{VISITS} ORDER BY rowid")
    places = ", ".join("?" * len(ready.description))
    rows, spent = 0, 0.0
    while batch := ready.fetchmany(BATCH):
        began = time.perf_counter()
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany(f"INSERT INTO main.{VISITS} VALUES ({places})", batch)
        raw.execute("COMMIT")
        rows, spent = rows + len(batch), spent + time.perf_counter() - began
    return {"rows": rows, "seconds": spent}


def copy_floor() -> dict:
    """Ready text by COPY into a table with the same columns, indexes and constraints, in the same batches."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE floor_visit (LIKE {VISITS} INCLUDING ALL)")
        cursor.execute("SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
                       "WHERE conrelid = %s::regclass AND contype = 'f'", [VISITS])
        for name, definition in cursor.fetchall():
            cursor.execute(f'ALTER TABLE floor_visit ADD CONSTRAINT "floor_{name}" {definition}')
    rows, spent = 0, 0.0
    for batch, size in ready_text():
        began = time.perf_counter()
        with connection.cursor() as cursor, cursor.copy("COPY floor_visit FROM STDIN") as target:
            target.write(batch)
        rows, spent = rows + size, spent + time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE floor_visit")
    return {"rows": rows, "seconds": spent}


def ready_text() -> Iterator[tuple[bytes, int]]:
    """All imported visits as COPY takes them, in batches, over a connection of their own."""
    reader = connection.copy()
    with reader.cursor() as cursor, cursor.copy(f"COPY {VISITS} TO STDOUT") as source:
        lines: list[bytes] = []
        for line in source:
            lines.append(bytes(line))
            if len(lines) == BATCH:
                yield b"".join(lines), len(lines)
                lines = []
        if lines:
            yield b"".join(lines), len(lines)
    reader.close()
