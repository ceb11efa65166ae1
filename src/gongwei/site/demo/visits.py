"""What every visit has: when it happened, where, by whom, and when it was entered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from gongwei.site.demo.columns import Pages, chosen, day_column, day_number, moments, numbered
from gongwei.site.demo.people import People
from gongwei.site.demo.places import COUNTY, Places

CLINIC, HOME, PHONE = range(3)
MODES = ["clinic", "home", "phone"]
DONE, AWAY, REFUSED, NOT_FOUND, HOSPITALISED, WRONG_NUMBER = range(6)
RESULTS = ["done", "away", "refused", "not_found", "hospitalised", "wrong_number"]
PREFIXES = {
    "hypertension_followup": "VG",
    "diabetes_followup": "VT",
    "mental_followup": "VJ",
    "health_exam": "VE",
    "tcm_constitution": "VZ",
    "screening": "VS",
    "child_visit": "VC",
}


def quarters(start: int, today: int) -> Iterator[tuple[int, int]]:
    """First day and length of each calendar quarter that touches the period."""
    day = date.fromisoformat(str(np.datetime64(start, "D")))
    day = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    while day_number(day) <= today:
        following = (day.replace(day=28) + timedelta(days=80)).replace(day=1)
        yield day_number(day), (following - day).days
        day = following


def workdays(day: np.ndarray, first: np.ndarray | int, random: np.random.Generator) -> np.ndarray:
    """Most visits that would fall on a weekend happen in the week before it, but not before `first`."""
    weekday = (day + 3) % 7
    moves = (weekday > 4) & (random.random(len(day)) < 0.7)
    return np.maximum(np.where(moves, day - weekday + random.integers(0, 5, len(day)), day), first)


@dataclass(frozen=True)
class VisitBook:
    """Writes the visits of one township."""

    pages: Pages
    places: Places
    start: int
    today: int

    def write(
        self,
        form: str,
        people: People,
        person: np.ndarray,
        day: np.ndarray,
        fields: dict[str, Any],
        random: np.random.Generator,
        mode: np.ndarray | None = None,
        result: np.ndarray | None = None,
        by_township: np.ndarray | bool = False,
        by_county: bool = False,
    ) -> None:
        """Append rows to visits/`form`.csv; every day must lie in the period."""
        count = len(person)
        if not count:
            return
        places = self.places
        village = people.village_on(person, day)
        outside = np.broadcast_to(np.asarray(by_township), (count,))
        clinics = [f"S{code}" for code in places.village_codes]
        centres = [f"W{code}" for code in places.township_codes]
        doctors = [f"D{code}" for code in places.village_codes] + [f"P{code}" for code in places.township_codes]
        where = np.where(outside, len(clinics) + places.township[village], village)
        where = np.full(count, len(doctors)) if by_county else where
        provider = chosen([*doctors, f"B{COUNTY}-1"], where)
        late = random.random(count) < np.where(outside, 0.1, places.late[village])
        delay = np.where(late, 1 + random.exponential(9, count), 0).astype(np.int64)
        hours = np.where(random.random(count) < 0.03, 21.5, np.where(random.random(count) < 0.6, 9.8, 15.6))
        minute = (hours * 60 + random.normal(0, 55, count)).clip(420, 1430).astype(np.int64)
        devices = [f"phone-{code % 10**6}" for code in places.village_codes]
        devices += [f"desk-{code % 10**6}" for code in places.township_codes]
        self.pages.write(
            f"visits/{form}",
            {
                "id": numbered(self.pages.serials(form, count), 10, PREFIXES[form]),
                "resident": people.ids.take(pa.array(person)),
                "date": day_column(day),
                "unit": chosen([str(code) for code in places.village_codes], village),
                "facility": chosen([*clinics, *centres, f"F{COUNTY}"], where),
                "provider": provider,
                "mode": chosen(MODES, np.full(count, CLINIC) if mode is None else mode),
                "result": chosen(RESULTS, np.zeros(count, int) if result is None else result),
                "void": chosen(["0", "1"], (random.random(count) < 0.002).astype(int)),
                "entered_at": moments(np.minimum(day + delay, self.today), minute),
                "entered_by": provider,
                "device": chosen([*devices, "desk-county"], where),
                **fields,
            },
        )
