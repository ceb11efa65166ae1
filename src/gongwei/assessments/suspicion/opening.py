"""The tables over which the rules are worded: one DuckDB connection, filled once, asked by every rule."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from tempfile import TemporaryDirectory

import duckdb

from gongwei.programmes.registry import PROGRAMMES
from gongwei.records.provided import Provided

from .rules import FOLLOW_UPS, WITHDRAWN

MEMORY = "768MB"
PLACE = re.compile(r"\$\w+")
FOLLOWED = tuple(programme.id for programme in PROGRAMMES if any(form.id in FOLLOW_UPS for form in programme.forms))
TABLES = {
    "life": """SELECT resident, arg_max(unit, serial) AS unit, max(ended) FILTER (end_reason = 'died') AS died,
            bool_or(ended IS NULL OR ended > $last) AS present
        FROM residencies GROUP BY resident""",
    "service": """SELECT visit, resident, form, form IN $follow_ups AS follow_up, "day", visits.unit, township, provider,
            "mode" IN ('clinic', 'home') AS face_to_face, entered, sbp, dbp, heart_rate, fasting_glucose, hospitalised,
            birth, died
        FROM visits LEFT JOIN residents USING (resident) LEFT JOIN life USING (resident)
            LEFT JOIN units ON units.unit = visits.unit
        WHERE result = 'done' AND provider <> '' AND "day" BETWEEN $first AND $last""",
    "admission": """SELECT resident, "day" FROM visits WHERE result = 'hospitalised' OR hospitalised = 'now'""",
    # One measurement may stand on the forms of two diseases.
    "reading": """SELECT visit, resident, form, "day", provider, entered, sbp, dbp, birth,
            CASE WHEN len(list_filter([sbp, dbp, heart_rate, fasting_glucose], lambda one: one IS NOT NULL)) >= $least_fields
                THEN hash(sbp, dbp, heart_rate, fasting_glucose) END AS readings
        FROM service WHERE face_to_face AND sbp IS NOT NULL AND dbp IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY provider, resident, "day", sbp, dbp ORDER BY form DESC, visit) = 1""",
    "managed": """SELECT enrolment, enrolments.resident, started, enrolments.ended, enrolments.end_reason,
            coalesce(nullif(enrolments.unit, ''), life.unit) AS unit
        FROM enrolments LEFT JOIN life USING (resident) WHERE programme IN $followed""",
    "inhabitant": """SELECT resident, unit, coalesce(sharing, 0) AS sharing
        FROM life LEFT JOIN phones USING (resident) WHERE present""",
    "home": "SELECT provider AS owner, mode(unit) AS unit FROM service GROUP BY provider",
}
"""`life`: where people last lived and when they died. `service`: visits done, with who was visited. `reading`: pressures
taken face to face. `managed`: enrolments in programmes of follow-ups, at their unit or else where the person last lived."""
AGE = """CREATE MACRO age_on(birth, day) AS
    year(day) - year(birth) - (strftime(day, '%m%d') < strftime(birth, '%m%d'))::INTEGER"""


@contextmanager
def opened(source: Provided, start: date, end: date, values: Mapping[str, object]) -> Iterator["Asked"]:
    """The tables of a period under the parameters' values."""
    fixed = {"first": start, "last": end, "follow_ups": list(FOLLOW_UPS), "withdrawn": list(WITHDRAWN),
             "followed": list(FOLLOWED)}
    with TemporaryDirectory() as spill, duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": spill}) as engine:
        engine.execute("SET enable_progress_bar = false")
        engine.execute(AGE)
        for name, rows in vars(source).items():
            engine.register(name, rows)
        asked = Asked(engine, {**values, **fixed})
        for name, query in TABLES.items():
            asked.make(name, query)
        yield asked


class Asked:
    """A connection that fills in the parameters that a query names."""

    def __init__(self, engine: duckdb.DuckDBPyConnection, values: Mapping[str, object]) -> None:
        self.engine, self.values = engine, values

    def make(self, name: str, query: str) -> None:
        """A table of what a query gives."""
        self.engine.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}", self._named(query))

    def rows(self, query: str, **more: object) -> list[tuple]:
        """What a query gives; `more`: further parameters."""
        return self.engine.execute(query, self._named(query, more)).fetchall()

    def _named(self, query: str, more: Mapping[str, object] | None = None) -> dict[str, object]:
        known = {**self.values, **(more or {})}
        return {name: value for name, value in known.items() if f"${name}" in set(PLACE.findall(query))}
