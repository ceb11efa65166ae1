"""The columnar engine: everyone at once, on DuckDB.

A definition is compiled once; its text serves every as-of day, because the days that depend on it are macros. What every
definition asks of a day — who lives where, which enrolment speaks, how units stand — is worked out once a day.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial

import duckdb
import ibis
import pyarrow as pa
from ibis.expr.types import BooleanValue, DateValue, Table

from gongwei.definition.calendar import Calendar
from gongwei.definition.expression import EnrolmentField, walk
from gongwei.definition.fingerprint import fingerprint
from gongwei.definition.form import Form
from gongwei.definition.indicator import Partition
from gongwei.definition.schedule import DueRule, Schedule

from .compilation import ANCESTRY, EVERYONE, PEOPLE, PEOPLE_FIELDS, Compilation, spell_table
from .functions import define_moments, latest_of
from .meaning import Meaning
from .tables import MOST_SPELLS
from .units import Unit, UnitTree

SPELL_FIELDS = ("start", "end", "end_reason", "chain_start")
"""What is kept of every speaking enrolment; its other fields only when a definition asks for them."""
LANES = 4
"""As many questions are asked side by side."""
NARROW_BELOW = 0.1
"""With less than this share of the units wanted, visits are looked up for those people only."""


@dataclass(frozen=True)
class Where:
    """What the temporary tables of a connection now hold."""

    calendar: Calendar
    units: frozenset[str] | None


class Columnar:
    """Evaluates definitions over a DuckDB connection that has the prepared tables (`tables.prepare`).

    `compiled` may keep the compiled texts longer than this engine lives.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, schemas: Mapping[str, pa.Schema],
                 forms: Mapping[str, Form], programmes: Iterable[str], units: Iterable[Unit],
                 compiled: MutableMapping[tuple, str] | None = None) -> None:
        self.connection, self.forms, self.units = connection, forms, tuple(units)
        spell = [field for field in schemas["enrolment"]
                 if field.name not in ("programme", "chain", "end_order", "serial", "only")]
        people = [schemas["person"].field(name) for name in ("resident", *PEOPLE_FIELDS)]
        places = [("unit", pa.string()), ("lives", pa.bool_())]
        self.schemas = {
            **schemas, PEOPLE: pa.schema([*people, *places]),
            ANCESTRY: pa.schema([("unit", pa.string()), ("above", pa.string())]),
            **{spell_table(programme): pa.schema(spell) for programme in programmes},
        }
        self._compiled = {} if compiled is None else compiled
        self._stored: dict[str, str] = {}
        self._spell_fields: dict[str, set[str]] = {}
        self._where: Where | None = None
        self.tree: UnitTree | None = None

    def at(self, calendar: Calendar, units: Collection[str] | None = None) -> "Columnar":
        """Move to an as-of day, and to some units only (their people and figures); None means all of them.

        What was worked out for the day serves all units.
        """
        where = Where(calendar, None if units is None else frozenset(units))
        if where != self._where:
            same_day = self._where is not None and self._where.calendar == calendar
            self._where = None
            if not same_day:
                for statement in define_moments(calendar.days):
                    self.connection.execute(statement)
                self.tree = UnitTree(self.units, calendar.as_of)
                self._stored.clear()
                self._spell_fields.clear()
                self._store(EVERYONE, self._text((EVERYONE,), self._people_at))
            self._store_ancestry(self.tree.ancestry(units))
            limit = "" if units is None else f" WHERE unit IN (SELECT unit FROM {ANCESTRY})"
            self.connection.execute(f"CREATE OR REPLACE VIEW {PEOPLE} AS SELECT * FROM {EVERYONE}{limit}")
            self._where = where
        return self

    def forget(self, units: Iterable[Unit] | None = None) -> None:
        """Take back what was worked out for a day: the tables underneath have changed, perhaps the units too."""
        self._where = None
        self.units = self.units if units is None else tuple(units)

    def renew(self, touched: str) -> None:
        """Work out anew what is kept for the day of the residents that the query `touched` gives, as the tables
        underneath, which hold only them for the moment, now say."""
        where, self._where = self._where, None
        if where is not None:
            for name, query in self._stored.items():
                self.connection.execute(f"DELETE FROM {name} WHERE resident IN ({touched})")
                self.connection.execute(f"INSERT INTO {name} {query}")
            self._where = where

    def counts(self, partition: Partition) -> dict[str, dict[str, int]]:
        """Subjects by outcome in every unit wanted; units without a subject have no outcomes."""
        text = self._asked("counts", partition, partial(Compilation.counts, partition=partition))
        return self._by_unit(partition, self.connection.execute(text).fetchall())

    def counts_of(self, partitions: Sequence[Partition]) -> Iterator[dict[str, dict[str, int]]]:
        """The counts of many partitions in their order. They are asked side by side, on cursors: planning a query, which for
        most is half of its time, keeps one processor busy. Tables registered with the connection alone cursors do not see."""
        texts = [self._asked("counts", partition, partial(Compilation.counts, partition=partition)) for partition in partitions]
        with ThreadPoolExecutor(min(LANES, len(texts)) or 1) as lanes:
            yield from map(self._by_unit, partitions, lanes.map(self._lane, texts))

    def _lane(self, text: str) -> list[tuple]:
        with self.connection.cursor() as lane:
            return lane.execute(text).fetchall()

    def _by_unit(self, partition: Partition, rows: Iterable[tuple[str, int, int]]) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {code: {} for code in self._wanted()}
        for unit, outcome, number in rows:
            if unit in found:
                found[unit][partition.outcomes[outcome][0]] = number
        return found

    def people(self, partition: Partition) -> list[tuple[int, str, str]]:
        """(resident, unit, outcome) of every subject in the units wanted, ordered by resident."""
        text = self._asked("people", partition, partial(Compilation.people, partition=partition))
        rows = self.connection.execute(text).fetchall()
        return sorted((resident, unit, partition.outcomes[outcome][0]) for resident, unit, outcome in rows)

    def due(self, schedule: Schedule) -> list[tuple[int, str, date, DueRule]]:
        """(resident, unit, by, rule) of everyone in the units wanted for whom something is due, ordered by deadline."""
        text = self._asked("due", schedule, partial(Compilation.due, schedule=schedule))
        rows = self.connection.execute(text).fetchall()
        return sorted(((resident, unit, by, schedule.rules[rule]) for resident, unit, by, rule in rows),
                      key=lambda row: (row[2], row[0]))

    def _wanted(self) -> Collection[str]:
        return self.tree.units if self._where.units is None else self._where.units

    def _asked(self, question: str, definition: Partition | Schedule, compile: Callable[[Compilation], Table]) -> str:
        """The text of a question, once what it needs of the day is there."""
        self._need_spells({node for node in walk(definition) if isinstance(node, EnrolmentField)})
        units = self._where.units
        narrow = units is not None and len(units) < NARROW_BELOW * len(self.tree.units)
        key = (question, fingerprint(definition), narrow)
        if key not in self._compiled:
            compilation = Compilation(self.schemas, self.forms, narrow=narrow)
            self._compiled[key] = ibis.to_sql(compile(compilation), dialect="duckdb")
        return self._compiled[key]

    def _need_spells(self, asked: Collection[EnrolmentField]) -> None:
        for programme in {field.programme for field in asked}:
            held = self._spell_fields.setdefault(programme, set())
            if lacking := {field.name for field in asked if field.programme == programme} - held:
                held |= {*SPELL_FIELDS, *lacking}
                name, fields = spell_table(programme), tuple(sorted(held))
                self._store(name, self._text((name, *fields), self._spells_at, programme, fields))

    def _store(self, name: str, query: str) -> None:
        """Keep rows of people for the day; `renew` replaces them."""
        self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS {query}")
        self._stored[name] = query

    def _store_ancestry(self, pairs: list[tuple[str, str]]) -> None:
        units, above = ([pair[place] for pair in pairs] for place in (0, 1))
        self.connection.execute(f"CREATE OR REPLACE TABLE {ANCESTRY} (unit VARCHAR, above VARCHAR)")
        # Not `register`: before it takes an Arrow table it imports pandas, a third of a second.
        self.connection.execute(f"INSERT INTO {ANCESTRY} SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[])", [units, above])

    def _text(self, key: tuple[str, ...], compile, *arguments: object) -> str:
        if key not in self._compiled:
            tables = Compilation(self.schemas, self.forms).tables
            self._compiled[key] = ibis.to_sql(compile(tables, *arguments), dialect="duckdb")
        return self._compiled[key]

    @staticmethod
    def _people_at(tables: Mapping[str, ibis.Table]) -> ibis.Table:
        """Everyone, with the unit where they count: that of the residency on the as-of day, of somebody who no longer `lives`
        here that of the last one, none for who has not come yet."""
        person, residency = tables["person"], tables["residency"]
        several = residency.filter(~residency.only)
        places = several.group_by("resident").agg(
            unit=latest_of(several.unit, several.serial, where=on_the_day(several.start, several.end)),
            last_unit=latest_of(several.unit, several.serial, where=begun(several.start)),
        )
        fields = ["resident", *PEOPLE_FIELDS]
        settled, others = person.filter(person.home.notnull()), person.filter(person.home.isnull())
        return settled.select(
            *fields, unit=ibis.ifelse(begun(settled.home_start), settled.home, None),
            lives=on_the_day(settled.home_start, settled.home_end),
        ).union(others.left_join(places, "resident").select(
            *(others[name] for name in fields), unit=ibis.coalesce(places.unit, places.last_unit), lives=places.unit.notnull(),
        ))

    @staticmethod
    def _spells_at(tables: Mapping[str, ibis.Table], programme: str, fields: Iterable[str]) -> ibis.Table:
        """The speaking enrolment of everyone in a programme; its end is known only when it has come."""
        spells = tables["enrolment"]
        started = spells.filter(spells.programme == programme, spells.start <= Meaning.as_of())
        over = (started.end <= Meaning.as_of()).fill_null(False)
        started = started.mutate(
            end=ibis.ifelse(over, started.end, None), end_reason=ibis.ifelse(over, started.end_reason, None),
            order=ibis.ifelse(over, 0, MOST_SPELLS) + started.serial,
        )
        only, several = started.filter(started.only), started.filter(~started.only)
        speaking = several.group_by("resident").agg(**{name: latest_of(several[name], several.order) for name in fields})
        return only.select("resident", *fields).union(speaking)


def begun(start: DateValue) -> BooleanValue:
    """Whether a residency has begun by the as-of day; without a start it always has."""
    return start.isnull() | (start <= Meaning.as_of())


def on_the_day(start: DateValue, end: DateValue) -> BooleanValue:
    """Whether a residency holds the as-of day."""
    return begun(start) & (end.isnull() | (end > Meaning.as_of()))
