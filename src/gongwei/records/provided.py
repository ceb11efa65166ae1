"""Who gave which service when, and when it was written down: the columns in which signs of made-up records are looked for.

Read straight from the database into Arrow, for the snapshot holds neither providers nor moments of entry.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

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
    server = connection.vendor == "postgresql"
    entered = "CAST(entered_at AT TIME ZONE 'Asia/Shanghai' AS TEXT)" if server else "datetime(entered_at, '+8 hours')"

    def answer(field: str) -> str:
        return f"(answers::json ->> '{field}')" if server else f"json_extract(answers, '$.{field}')"

    numbers = [f"CAST({answer(field)} AS DOUBLE PRECISION)" for field in READINGS]
    chosen = ("id", "resident_id", "form", "CAST(date AS TEXT)", "unit_id", "provider", "mode", "result", entered, *numbers,
              answer("hospitalised"))
    statement = f"SELECT {', '.join(chosen)} FROM {Visit._meta.db_table} WHERE NOT void AND date BETWEEN %s AND %s"
    return table(VISITS, queries.fetched(statement, (start, end)))


def table(schema: pa.Schema, chunks: Iterable[Sequence[tuple]]) -> pa.Table:
    """Streamed rows, dates and moments in them as ISO text, as a typed table."""
    read = pa.schema([(column.name, pa.string() if text(column.type) else column.type) for column in schema])
    return pa.Table.from_batches((columns(rows, read).cast(schema) for rows in chunks if rows), schema)


def text(kind: pa.DataType) -> bool:
    """Whether streamed values of a column's type are text."""
    return pa.types.is_temporal(kind) or pa.types.is_dictionary(kind)


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
