"""The baseline: both chosen indicators as somebody who knows PostgreSQL would write them, over tables made for them.

Plain typed tables in the order in which they are read, covering indexes, statistics, parallel workers, ample memory.
"""

import statistics
import time
from collections.abc import Iterator
from datetime import date

import pyarrow as pa
from django.db import connection

from gongwei.definition.calendar import Calendar
from gongwei.records import evaluable

from .measuring import CHOSEN
from .prepared import QUERIES, opened

SETTINGS = ("SET work_mem = '256MB'", "SET max_parallel_workers_per_gather = 4", "SET jit = off", "SET search_path = bench")
TABLES = {
    "resident": "resident bigint PRIMARY KEY, birth_date date",
    "residency": 'resident bigint, serial int, unit text, "start" date, "end" date',
    "enrolment": 'resident bigint, serial int, "start" date, "end" date, end_reason text, chain_start date',
    "followup": "resident bigint, date date, seq int, mode text, sbp real, dbp real",
    "exam": "resident bigint, date date, seq int, filled_always boolean, filled_older boolean",
    "ancestry": "unit text, above text",
}
INDEXES = (
    'CREATE INDEX ON residency (resident, serial) INCLUDE (unit, "start", "end")',
    'CREATE INDEX ON enrolment (resident, serial) INCLUDE ("start", "end", end_reason, chain_start)',
    "CREATE INDEX ON followup (resident, seq) INCLUDE (date, mode, sbp, dbp)",
    "CREATE INDEX ON followup (date) INCLUDE (resident, seq, mode, sbp, dbp)",
    "CREATE INDEX ON exam (resident, date) INCLUDE (filled_always, filled_older)",
    "CREATE INDEX ON resident (resident) INCLUDE (birth_date)",
)

MANAGED = """
    home AS (
        SELECT DISTINCT ON (resident) resident, unit FROM residency
        WHERE ("start" IS NULL OR "start" <= %(as_of)s) AND ("end" IS NULL OR "end" > %(as_of)s)
        ORDER BY resident, serial DESC),
    spell AS (
        SELECT DISTINCT ON (resident) resident, chain_start, "end", end_reason FROM enrolment
        WHERE "start" <= %(as_of)s
        ORDER BY resident, ("end" IS NULL OR "end" > %(as_of)s) DESC, serial DESC),
    managed AS (
        SELECT resident, unit, chain_start FROM spell JOIN home USING (resident)
        WHERE "end" IS NULL OR "end" > %(as_of)s OR ("end" >= %(year_start)s AND coalesce(end_reason, '')
            NOT IN ('died', 'moved_away', 'transferred', 'misdiagnosed')))"""

COUNTED = """
    SELECT above, sum(good), sum(everyone) FROM (
        SELECT unit, count(*) FILTER (WHERE good) AS good, count(*) AS everyone FROM judged GROUP BY unit
    ) AS village JOIN ancestry USING (unit) GROUP BY above"""

PROGRESS = f"""WITH {MANAGED},
    seen AS (
        SELECT resident, bool_or(date BETWEEN %(quarter1_start)s AND %(quarter1_end)s) AS q1,
            bool_or(date BETWEEN %(quarter2_start)s AND %(quarter2_end)s) AS q2,
            bool_or(date BETWEEN %(quarter3_start)s AND %(quarter3_end)s) AS q3,
            bool_or(date BETWEEN %(quarter4_start)s AND %(quarter4_end)s) AS q4
        FROM followup
        WHERE date BETWEEN %(year_start)s AND %(as_of)s AND mode IN ('clinic', 'home') GROUP BY resident),
    examined AS (
        SELECT DISTINCT resident FROM exam JOIN resident USING (resident)
        WHERE date BETWEEN %(day_after_a_year_before)s AND %(as_of)s AND filled_always
            AND (filled_older OR birth_date IS NULL OR date < birth_date + interval '65 years'
                OR (extract(month FROM birth_date) = 2 AND extract(day FROM birth_date) = 29
                    AND date = birth_date + interval '65 years'))),
    judged AS (
        SELECT unit, NOT (
            (%(quarter1_end)s <= %(as_of)s AND %(quarter1_start)s >= chain_start AND q1 IS NOT TRUE)
            OR (%(quarter2_end)s <= %(as_of)s AND %(quarter2_start)s >= chain_start AND q2 IS NOT TRUE)
            OR (%(quarter3_end)s <= %(as_of)s AND %(quarter3_start)s >= chain_start AND q3 IS NOT TRUE)
            OR (%(quarter4_end)s <= %(as_of)s AND %(quarter4_start)s >= chain_start AND q4 IS NOT TRUE)
            OR (chain_start <= %(a_year_before)s AND examined.resident IS NULL)) AS good
        FROM managed LEFT JOIN seen USING (resident) LEFT JOIN examined USING (resident)
        WHERE (%(quarter1_end)s <= %(as_of)s AND %(quarter1_start)s >= chain_start)
            OR (%(quarter2_end)s <= %(as_of)s AND %(quarter2_start)s >= chain_start)
            OR (%(quarter3_end)s <= %(as_of)s AND %(quarter3_start)s >= chain_start)
            OR (%(quarter4_end)s <= %(as_of)s AND %(quarter4_start)s >= chain_start))
    {COUNTED}"""

CONTROL = f"""WITH {MANAGED},
    last AS (
        SELECT DISTINCT ON (resident) resident, date, sbp, dbp FROM followup
        WHERE date BETWEEN %(last_quarter_start)s AND %(as_of)s AND mode IN ('clinic', 'home')
        ORDER BY resident, seq DESC),
    judged AS (
        SELECT unit, coalesce(dbp < 90 AND sbp < CASE WHEN extract(year FROM age(date, birth_date)) >= 65
            AND NOT (extract(month FROM birth_date) = 2 AND extract(day FROM birth_date) = 29
                AND date = birth_date + interval '65 years') THEN 150 ELSE 140 END, false) AS good
        FROM managed JOIN resident USING (resident) LEFT JOIN last USING (resident)
        WHERE chain_start <= %(last_quarter_end)s)
    {COUNTED}"""


def fill(as_of: str) -> dict:
    """Make the baseline's tables from the snapshot's columns."""
    source, ancestry = opened(), evaluable.tree(date.fromisoformat(as_of)).ancestry()
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA bench; SET search_path = bench")
        for table, columns in TABLES.items():
            cursor.execute(f"CREATE TABLE {table} ({columns})")
        for table, query in QUERIES.items():
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for row in rows(source.sql(query).to_arrow_reader()):
                    copy.write_row(row)
        with cursor.copy("COPY ancestry FROM STDIN") as copy:
            for pair in ancestry:
                copy.write_row(pair)
        for index in INDEXES:
            cursor.execute(index)
        for table in TABLES:
            cursor.execute(f"VACUUM (ANALYZE) {table}")
    return {}


def rows(batches: pa.RecordBatchReader) -> Iterator[tuple]:
    """The rows of a query."""
    for batch in batches:
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def ask(as_of: str, repetitions: int) -> dict:
    """Time and results of the baseline, after one run to warm it."""
    day = date.fromisoformat(as_of)
    parameters, units = Calendar(day).days, evaluable.tree(day).units
    measured: dict = {}
    with connection.cursor() as cursor:
        for setting in SETTINGS:
            cursor.execute(setting)
        cursor.execute("SELECT version()")
        version = cursor.fetchone()[0].split(" (")[0]
        for indicator, statement in zip(CHOSEN, (PROGRESS, CONTROL), strict=True):
            spent = []
            for _ in range(repetitions + 1):
                began = time.perf_counter()
                cursor.execute(statement, parameters)
                answer = cursor.fetchall()
                spent.append(time.perf_counter() - began)
            found = {unit: [int(good), int(everyone)] for unit, good, everyone in answer}
            measured[indicator] = {"seconds": statistics.median(spent[1:]),
                                   "results": {unit: found.get(unit, [0, 0]) for unit in units}}
    return {**measured, "version": version}
