"""Who has which disease, and the history of enrolments that this leaves behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from gongwei.site.demo.columns import NEVER, Pages, ages, chosen, day_column, day_number, numbered
from gongwei.site.demo.people import People
from gongwei.site.demo.places import Places

REASONS = ["died", "moved_away", "transferred", "misdiagnosed", "lost", "refused", "other"]
DIED, MOVED_AWAY, TRANSFERRED, MISDIAGNOSED, LOST, REFUSED, OTHER = range(len(REASONS))


@dataclass(frozen=True)
class Disease:
    """How common (by the ages of `prevalence`), how many of them are enrolled, from which age."""

    programme: str
    letter: str
    prevalence: dict[int, float]
    enrolled: float
    from_age: int
    bulk_days: tuple[date, ...] = ()

    def chance(self, age: np.ndarray) -> np.ndarray:
        steps = np.array(list(self.prevalence))
        shares = np.array([0.0, *self.prevalence.values()])
        return shares[np.searchsorted(steps, age, side="right")]


HYPERTENSION = Disease(
    "hypertension",
    "G",
    {35: 0.08, 45: 0.185, 55: 0.30, 65: 0.41, 75: 0.47},
    enrolled=0.68,
    from_age=35,
    bulk_days=(date(2011, 8, 15), date(2012, 6, 20), date(2017, 11, 28)),
)
DIABETES = Disease(
    "diabetes",
    "T",
    {35: 0.045, 45: 0.09, 55: 0.135, 65: 0.165, 75: 0.15},
    enrolled=0.64,
    from_age=35,
    bulk_days=(date(2012, 7, 10), date(2018, 11, 28)),
)
MENTAL = Disease("mental", "J", {18: 0.0055}, enrolled=0.85, from_age=15)


@dataclass(frozen=True)
class Enrolments:
    """One row an enrolment: person, first day, day of end or `NEVER`, place in REASONS or −1, village of the record."""

    person: np.ndarray
    start: np.ndarray
    end: np.ndarray
    reason: np.ndarray
    village: np.ndarray

    def keep(self, mask: np.ndarray) -> Enrolments:
        return Enrolments(*(column[mask] for column in (self.person, self.start, self.end, self.reason, self.village)))


def enrol(
    disease: Disease,
    people: People,
    places: Places,
    start: int,
    today: int,
    thorough: bool,
    random: np.random.Generator,
) -> Enrolments:
    """Enrolments of one programme; `thorough` enrols nearly everyone ill (bench)."""
    age = ages(people.birth, today)
    strength = places.strength[people.village]
    share = 0.88 if thorough else disease.enrolled
    ill = random.random(len(people)) < disease.chance(age)
    who = np.flatnonzero(ill & (random.random(len(people)) < np.clip(share + 0.08 * strength, 0.1, 0.98)))
    village = people.village[who]
    first = _first_days(disease, people, who, start, today, random)
    ended = people.ended[who]
    # Not every leaver's record is closed, and some are closed only weeks afterwards.
    noticed = random.random(len(who)) < np.where(people.died[who] != NEVER, 0.93, 0.75)
    end = np.where(noticed & (ended != NEVER), ended + np.where(random.random(len(who)) < 0.3, 12, 0), NEVER)
    reason = np.where(end == NEVER, -1, np.where(people.died[who] != NEVER, DIED, MOVED_AWAY))
    closing = (end == NEVER) & (random.random(len(who)) < 0.05 - 0.012 * places.strength[village])
    recent = random.random(len(who)) < 0.6
    low = np.where(recent, np.maximum(first + 45, start), first + 45)
    closed = low + (random.random(len(who)) * (today - low)).astype(np.int64)
    closing &= (low < today) & (closed < np.minimum(ended, people.moved[who]))
    cause = np.array([MISDIAGNOSED, LOST, REFUSED, OTHER])[np.searchsorted([0.2, 0.68, 0.88], random.random(len(who)))]
    end = np.where(closing, closed, end)
    reason = np.where(closing, cause, reason)
    moved = (
        (end == NEVER) & (people.moved[who] != NEVER) & (people.moved[who] > first) & (random.random(len(who)) < 0.75)
    )
    end = np.where(moved, people.moved[who], end)
    reason = np.where(moved, TRANSFERRED, reason)
    end = np.where(end > today, NEVER, end).astype(np.int32)
    reason[end == NEVER] = -1
    base = Enrolments(who, first, end, reason, village)
    base = base.keep((first <= today) & (first < np.minimum(end, ended)))
    again = base.keep(base.reason == TRANSFERRED)
    transfers = _follow_on(again, again.end, people.later_village[again.person])
    again = base.keep((base.reason >= LOST) & (random.random(len(base.person)) < 0.5))
    pause = (20 + random.exponential(120, len(again.person))).astype(np.int32)
    reopened = _follow_on(again, again.end + pause, again.village)
    reopened = reopened.keep((reopened.start <= today) & (reopened.start < people.ended[reopened.person]))
    parts = [base, transfers, reopened]
    columns = (np.concatenate([getattr(part, name) for part in parts]) for name in base.__dataclass_fields__)
    return Enrolments(*columns)


def _follow_on(before: Enrolments, first: np.ndarray, village: np.ndarray) -> Enrolments:
    count = len(before.person)
    return Enrolments(before.person, first.astype(np.int32), np.full(count, NEVER), np.full(count, -1), village)


def _first_days(
    disease: Disease, people: People, who: np.ndarray, start: int, today: int, random: np.random.Generator
) -> np.ndarray:
    """A quarter on campaign days, most one by one over the years, about a tenth a year anew; a few in bulk of late."""
    count = len(who)
    kind = random.random(count)
    spread = day_number(date(2012, 1, 1)) + random.random(count) ** 0.9 * (start - day_number(date(2012, 1, 1)))
    days = np.array([day_number(day) for day in disease.bulk_days] or [start - 3000])
    bulk = days[random.integers(0, len(days), count)] + people.village[who] % 9
    recent = start + random.random(count) * (today - start)
    late_bulk = today - 125 - people.village[who] % 5 * 7
    first = np.select([kind < 0.24, kind < 0.86, kind < 0.975], [bulk, spread, recent], late_bulk)
    earliest = people.birth[who] + (disease.from_age * 365.25 + 30 + random.random(count) * 900).astype(np.int64)
    since = people.since[who]
    earliest = np.maximum(earliest, np.where(since == NEVER, earliest, since + 60))
    return np.where(first < earliest, earliest + random.integers(0, 90, count), first).astype(np.int32)


_DIAGNOSES = ["schizophrenia", "bipolar", "epileptic", "intellectual_disability", "paranoid", "schizoaffective"]


def write_enrolments(
    disease: Disease,
    rows: Enrolments,
    people: People,
    places: Places,
    pages: Pages,
    random: np.random.Generator,
) -> None:
    """Append to enrolments.csv."""
    count = len(rows.person)
    attributes: pa.Array = pa.nulls(count, pa.string())
    if disease is MENTAL:
        texts = [
            f'{{"consent": "{consent}", "diagnosis": "{diagnosis}"}}'
            for consent in ("given", "refused")
            for diagnosis in _DIAGNOSES
        ]
        kind = np.minimum(random.exponential(1.3, count).astype(int), len(_DIAGNOSES) - 1)
        attributes = chosen(texts, kind + len(_DIAGNOSES) * (random.random(count) < 0.05))
    pages.write(
        "enrolments",
        {
            "id": numbered(pages.serials(disease.letter, count), 10, f"E{disease.letter}"),
            "resident": people.ids.take(pa.array(rows.person)),
            "programme": chosen([disease.programme], np.zeros(count, int)),
            "start": day_column(rows.start),
            "end": day_column(rows.end),
            "end_reason": chosen(REASONS, rows.reason),
            "unit": numbered(places.village_codes[rows.village], 12),
            "attributes": attributes,
        },
        quoted=True,
    )
