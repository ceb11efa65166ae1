"""The physical floor: both chosen indicators by hand in NumPy, one pass over person-sorted arrays in memory.

Nothing general is left: numbers stand for everything, rows of one person lie together, the answer is two counts a
village.
"""

import statistics
import time
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from gongwei.definition.calendar import Calendar
from gongwei.definition.indicator import RELEASING_REASONS
from gongwei.records import evaluable

from .measuring import CHOSEN
from .prepared import QUERIES, opened

NEVER, ALWAYS = np.int32(2**30), np.int32(-(2**30))
"""A day after, and before, all others."""
Array = np.ndarray


@dataclass(frozen=True)
class Arrays:
    """The county as arrays. `at` is a row's person, 0 …; `first` a person's first row; days count from
    1970-01-01; units are places in `units`."""

    units: list[str]
    turns_65: Array
    home_at: Array
    home_unit: Array
    home_start: Array
    home_end: Array
    spell_at: Array
    spell_start: Array
    spell_end: Array
    spell_releasing: Array
    spell_chain: Array
    visit_first: Array
    visit_at: Array
    visit_date: Array
    visit_face: Array
    visit_sbp: Array
    visit_dbp: Array
    exam_at: Array
    exam_date: Array
    exam_always: Array
    exam_older: Array


def load() -> Arrays:
    """Read the snapshot into arrays."""
    connection = opened()
    tables = {name: connection.sql(query).to_arrow_table() for name, query in QUERIES.items()}
    persons = tables["resident"]["resident"].to_numpy()
    units = sorted(set(tables["residency"]["unit"].to_pylist()))

    def at(table: str) -> Array:
        return np.searchsorted(persons, tables[table]["resident"].to_numpy()).astype(np.int32)

    def days(table: str, column: str, unknown: np.int32) -> Array:
        return tables[table][column].cast(pa.int32()).fill_null(int(unknown)).to_numpy()

    def numbers(table: str, column: str) -> Array:
        return tables[table][column].fill_null(float("nan")).to_numpy().astype(np.float32)

    def flags(table: str, column: str) -> Array:
        return tables[table][column].fill_null(False).to_numpy(zero_copy_only=False)

    def among(table: str, column: str, values: tuple[str, ...]) -> Array:
        return np.isin(np.array(tables[table][column].fill_null("").to_pylist()), values)

    def first(table: str) -> Array:
        return np.searchsorted(tables[table]["resident"].to_numpy(), persons)

    return Arrays(
        units, sixty_fifth_birthdays(days("resident", "birth_date", NEVER)),
        at("residency"), np.searchsorted(units, tables["residency"]["unit"].to_pylist()).astype(np.int32),
        days("residency", "start", ALWAYS), days("residency", "end", NEVER),
        at("enrolment"), days("enrolment", "start", ALWAYS), days("enrolment", "end", NEVER),
        among("enrolment", "end_reason", tuple(RELEASING_REASONS)), days("enrolment", "chain_start", ALWAYS),
        first("followup"), at("followup"), days("followup", "date", NEVER),
        among("followup", "mode", ("clinic", "home")),
        numbers("followup", "sbp"), numbers("followup", "dbp"),
        at("exam"), days("exam", "date", NEVER), flags("exam", "filled_always"), flags("exam", "filled_older"),
    )


class Floor:
    """Both indicators on one as-of day. What a day asks of everyone (`prepare`) and each pass are timed apart."""

    def __init__(self, arrays: Arrays, as_of: date) -> None:
        self.arrays = arrays
        self.days = {name: np.int32((day - date(1970, 1, 1)).days) for name, day in Calendar(as_of).days.items()}
        self.quarters = [(self.days[f"quarter{n}_start"], self.days[f"quarter{n}_end"]) for n in (1, 2, 3, 4)]

    def prepare(self) -> None:
        """Each person's unit and whether managed in the year, with the effective start. The last of several rows speaks."""
        a, day = self.arrays, self.days["as_of"]
        lives = (a.home_start <= day) & (a.home_end > day)
        self.unit = np.full(len(a.turns_65), -1, np.int32)
        self.unit[a.home_at[lives]] = a.home_unit[lives]
        begun = np.flatnonzero(a.spell_start <= day)
        open_now = a.spell_end[begun] > day
        speaks = np.full(len(a.turns_65), -1, np.int32)
        for rows in (begun[~open_now], begun[open_now]):
            speaks[a.spell_at[rows]] = rows
        self.who = np.flatnonzero((speaks >= 0) & (self.unit >= 0)).astype(np.int32)
        spell = speaks[self.who]
        end = a.spell_end[spell]
        managed = (end > day) | ((end >= self.days["year_start"]) & ~a.spell_releasing[spell])
        self.who, self.chain = self.who[managed], a.spell_chain[spell[managed]]

    def progress(self) -> dict[str, list[int]]:
        """Standard care on the progress basis: unit → [numerator, denominator]."""
        a, day = self.arrays, self.days["as_of"]
        over = [(np.uint8(1 << n), first, last) for n, (first, last) in enumerate(self.quarters) if last <= day]
        bit_of_day = np.zeros(int(a.visit_date.max(initial=0)) + 2, np.uint8)
        for bit, first, last in over:
            bit_of_day[first : last + 1] = bit
        seen = self.of_each(np.bitwise_or, bit_of_day[a.visit_date] * a.visit_face, a.visit_first)
        inside = (a.exam_date >= self.days["day_after_a_year_before"]) & (a.exam_date <= day) & a.exam_always
        rows = np.flatnonzero(inside)
        rows = rows[a.exam_older[rows] | (a.exam_date[rows] < a.turns_65[a.exam_at[rows]])]
        examined = np.zeros(len(a.turns_65), bool)
        examined[a.exam_at[rows]] = True
        owed = np.zeros(len(self.who), np.uint8)
        for bit, first, _ in over:
            owed |= bit * (self.chain <= first)
        good = (owed & ~seen[self.who] == 0) & ((self.chain > self.days["a_year_before"]) | examined[self.who])
        return self.counted(owed > 0, good)

    def control(self) -> dict[str, list[int]]:
        """Whether the latest follow-up since the last complete quarter began meets the target."""
        a, day = self.arrays, self.days["as_of"]
        inside = (a.visit_date >= self.days["last_quarter_start"]) & (a.visit_date <= day) & a.visit_face
        rows = np.flatnonzero(inside).astype(np.int32)
        last = np.full(len(a.turns_65), -1, np.int32)
        last[a.visit_at[rows]] = rows  # of several the last one stays, and rows are in order
        visit = last[self.who]
        older = a.visit_date[visit] >= a.turns_65[self.who]
        good = (visit >= 0) & (a.visit_dbp[visit] < 90) & (a.visit_sbp[visit] < np.where(older, 150, 140))
        return self.counted(self.chain <= self.days["last_quarter_end"], good)

    def of_each(self, join: np.ufunc, values: Array, first: Array) -> Array:
        """What the values of each person's rows come to; rows of one person lie together, from `first` on."""
        joined = np.zeros(len(self.arrays.turns_65), values.dtype)
        if len(values):
            present = np.flatnonzero(np.diff(first, append=len(values)))
            joined[present] = join.reduceat(values, first[present])
        return joined

    def counted(self, due: Array, good: Array) -> dict[str, list[int]]:
        """Numerators and denominators of the units in which somebody is due."""
        unit, size = self.unit[self.who], len(self.arrays.units)
        denominators = np.bincount(unit[due], minlength=size)
        numerators = np.bincount(unit[due & good], minlength=size)
        return {code: [int(numerators[n]), int(denominators[n])] for n, code in enumerate(self.arrays.units)}


def sixty_fifth_birthdays(birth: Array) -> Array:
    """The day on which each turns 65, never if the birth is unknown. Born on 29 February: on 1 March."""
    born = np.where(birth < NEVER, birth, 0).astype("datetime64[D]")
    months = born.astype("datetime64[M]")
    day_of_month = (born - months).astype(np.int32)
    then = (months + 12 * 65).astype("datetime64[D]").astype(np.int32) + day_of_month
    return np.where(birth < NEVER, then, NEVER).astype(np.int32)


def pass_over_arrays(as_of: str, repetitions: int) -> dict:
    """Time and results of the floor, village by village, then risen to the upper units."""
    day = date.fromisoformat(as_of)
    tree, floor = evaluable.tree(day), Floor(load(), day)
    passes = dict(zip(CHOSEN, (floor.progress, floor.control), strict=True))
    measured: dict = {}
    for indicator, one_pass in passes.items():
        fresh, again = [], []
        for _ in range(repetitions):
            began = time.perf_counter()
            floor.prepare()
            prepared = time.perf_counter()
            found = one_pass()
            ended = time.perf_counter()
            fresh.append(ended - began)
            again.append(ended - prepared)
        results = {unit: [0, 0] for unit in tree.units}
        for unit, above in tree.ancestry():
            for place, number in enumerate(found.get(unit, ())):
                results[above][place] += number
        measured[indicator] = {"fresh": statistics.median(fresh), "again": statistics.median(again), "results": results}
    return measured
