"""Who gave which service when, and when it was written down: the columns in which signs of made-up records are looked for.

Read straight from the database into Arrow, for the snapshot holds neither providers nor moments of entry.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa
from django.db import connection

from gongwei.records import identities, queries
from gongwei.records.models import Enrolment, Residency, Resident, Visit

READINGS = ("sbp", "dbp", "heart_rate", "fasting_glucose")
"""Measurements that no two people share in all by chance."""
FEW = pa.dictionary(pa.int32(), pa.string())
VISITS = pa.schema([
    ("visit", pa.string()), ("resident", pa.int64()), ("form", FEW), ("day", pa.date32()), ("unit", FEW), ("provider", FEW),
    ("mode", FEW), ("result", FEW), ("entered", pa.timestamp("us")), *((reading, pa.float64()) for reading in READINGS),
    ("hospitalised", FEW),
])
"""`entered` is China's time."""
RESIDENTS = pa.schema([("resident", pa.int64()), ("birth", pa.date32())])
RESIDENCIES = pa.schema([
    ("resident", pa.int64()), ("serial", pa.int32()), ("unit", pa.string()), ("ended", pa.date32()), ("end_reason", pa.string())])
ENROLMENTS = pa.schema([
    ("enrolment", pa.string()), ("resident", pa.int64()), ("programme", pa.string()), ("started", pa.date32()),
    ("ended", pa.date32()), ("end_reason", pa.string()), ("unit", pa.string())])
PHONES = pa.schema([("resident", pa.int64()), ("sharing", pa.int32())])
UNITS = pa.schema([("unit", pa.string()), ("township", pa.string())])

UNDERSTOOD = """SELECT id AS visit, resident_id AS resident, form, date::DATE AS "day", unit_id AS unit, provider, "mode", result,
    entered_at::TIMESTAMP + INTERVAL 8 HOUR AS entered,
    answered.sbp, answered.dbp, answered.heart_rate, answered.fasting_glucose, answered.hospitalised
    FROM (SELECT *, json_transform(answers, '{"sbp":"DOUBLE","dbp":"DOUBLE","heart_rate":"DOUBLE","fasting_glucose":"DOUBLE",
          "hospitalised":"VARCHAR"}') AS answered FROM chunk)"""
TEXTS = ("id", "resident_id", "form", "date", "unit_id", "provider", "mode", "result", "entered_at", "answers")


@dataclass(frozen=True)
class Provided:
    """Tables of the schemas above. Visits: not void, of a period. `phones`: who shares a number with how many, oneself
    counted. `units`: in which township a unit lies, itself where it lies in none."""

    visits: pa.Table
    residents: pa.Table
    residencies: pa.Table
    enrolments: pa.Table
    phones: pa.Table
    units: pa.Table


def provided(start: date, end: date, *, sharing: int) -> Provided:
    """The services of [start, end], and of the people what is needed to judge them. `sharing`: from how many residents
    on one telephone number on it is told who they are."""
    groups = identities.sharing_a_phone(sharing)
    return Provided(
        visits=visits(start, end),
        residents=table(RESIDENTS, queries.stream(Resident, ("id", "birth_date"), "id", None)),
        residencies=table(RESIDENCIES, queries.stream(
            Residency, ("resident_id", "serial", "unit_id", "end", "end_reason"), "resident_id", None)),
        enrolments=table(ENROLMENTS, queries.stream(
            Enrolment, ("code", "resident_id", "programme", "start", "end", "end_reason", "unit_id"), "resident_id", None)),
        phones=table(PHONES, [[(resident, len(group)) for resident in group] for group in groups if group]),
        units=table(UNITS, [townships()]),
    )


def visits(start: date, end: date) -> pa.Table:
    """All visits of [start, end] that are not void."""
    quote = connection.ops.quote_name
    chosen = ", ".join(f"CAST({quote(name)} AS TEXT)" if name in ("date", "entered_at") else quote(name) for name in TEXTS)
    statement = f"SELECT {chosen} FROM {quote(Visit._meta.db_table)} WHERE NOT void AND date BETWEEN %s AND %s"
    return pa.Table.from_batches(understood(queries.fetched(statement, (start, end))), VISITS)


def understood(chunks: Iterator[list[tuple]]) -> Iterator[pa.RecordBatch]:
    """Streamed visits with their readings as numbers."""
    raw = pa.schema([(name, pa.int64() if name == "resident_id" else pa.string()) for name in TEXTS])
    with duckdb.connect() as engine:
        for rows in chunks:
            engine.register("chunk", columns(rows, raw))
            yield from engine.sql(UNDERSTOOD).to_arrow_table().cast(VISITS).to_batches()


def table(schema: pa.Schema, chunks: Iterator[Sequence[tuple]] | Sequence[Sequence[tuple]]) -> pa.Table:
    """Streamed rows, dates in them as ISO text, as a typed table."""
    texts = pa.schema([(column.name, pa.string() if column.type == pa.date32() else column.type) for column in schema])
    return pa.Table.from_batches([columns(rows, texts) for rows in chunks if rows], texts).cast(schema)


def columns(rows: Sequence[tuple], schema: pa.Schema) -> pa.RecordBatch:
    """Rows as columns."""
    pairs = zip(zip(*rows, strict=True), schema, strict=True)
    return pa.record_batch([pa.array(values, column.type) for values, column in pairs], schema=schema)


def townships() -> list[tuple[str, str]]:
    """Every unit and the township in which it lies; itself where it lies in none."""
    units = queries.units()

    def township(code: str) -> str:
        above: dict[str, None] = {}
        while code is not None and code not in above:
            if units[code].level == "township":
                return code
            above[code] = None
            code = units[code].parent_id
        return next(iter(above))

    return [(code, township(code)) for code in units]
