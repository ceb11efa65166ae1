"""A made-up county as a folder in the exchange format: the demo's believable one, or a large one for the bench."""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from gongwei.site.demo import plans
from gongwei.site.demo.columns import Sheets, day_number
from gongwei.site.demo.faults import Fault, plant
from gongwei.site.demo.places import make_places, write_places, write_staff
from gongwei.site.demo.township import BENCH, DEMO, make_township

T = TypeVar("T")
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class CountyBook:
    """What was written: rows of each file (without header, planted ones included) and the planted mistakes."""

    rows: dict[str, int]
    planted: list[Fault]
    first_day: date
    as_of: date

    @property
    def residents(self) -> int:
        return self.rows["residents"]

    @property
    def visits(self) -> int:
        return sum(count for name, count in self.rows.items() if name.startswith("visits/"))


WORKERS = min(4, os.cpu_count() or 1)


def _in_order(pool: Executor, make: Callable[..., T], *arguments: Iterable) -> Iterator[T]:
    """Like `pool.map`, but never more than a few results ahead, for the sake of memory."""
    waiting: deque[Future[T]] = deque()
    for values in zip(*arguments, strict=False):
        waiting.append(pool.submit(make, *values))
        if len(waiting) > WORKERS:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def write_county(
    folder: Path,
    *,
    residents: int,
    seed: int,
    as_of: date,
    year_from: date | None = None,
    bench: bool = False,
    progress: Progress | None = None,
) -> CountyBook:
    """Write the county's files into `folder` (made if need be); the same arguments give the same bytes.

    Visits run from `year_from` (demo: 1 January of the year before `as_of`; bench: one year back) to `as_of`.
    `residents` counts everyone who lived here in the period. Townships are made side by side and written in order,
    so memory follows the largest of them. `progress` is told the residents written and their total. The demo has
    some rows with mistakes; the bench has none, and children's and mental visits besides.
    """
    intensity = BENCH if bench else DEMO
    one_year_back = date.fromordinal(as_of.toordinal() - 364)
    first_day = year_from or (one_year_back if bench else date(as_of.year - 1, 1, 1))
    if first_day > as_of:
        raise ValueError(f"year_from {first_day} is after as_of {as_of}")
    if residents < 300:
        raise ValueError("a county needs 300 residents at least")
    start, today = day_number(first_day), day_number(as_of)
    root = np.random.SeedSequence([seed, residents])
    lay, ledger, *streams = (np.random.default_rng(part) for part in root.spawn(102))
    places = make_places(residents, lay)
    census = plans.Census(places, start, today)
    folder.mkdir(parents=True, exist_ok=True)
    with Sheets(folder) as sheets, ThreadPoolExecutor(WORKERS) as pool:
        write_places(places, sheets)
        write_staff(places, as_of, sheets, lay)
        make = partial(make_township, places=places, start=start, today=today, intensity=intensity)
        written = 0
        for township in _in_order(pool, make, range(len(places.township_codes)), streams):
            sheets.append(township.pages)
            census.add(places, township.people, township.enrolments)
            written += len(township.people)
            if progress:
                progress(written, residents)
        plans.write_population(places, census, sheets, ledger)
        plans.write_targets(places, census, sheets)
        plans.write_tallies(places, census, sheets, ledger)
        plans.write_projects(places, today, sheets, ledger)
        counts = dict(sheets.rows)
    planted = [] if bench else plant(folder, as_of)
    counts.update(Counter(counts) + Counter(fault.file for fault in planted))
    return CountyBook(rows=counts, planted=planted, first_day=first_day, as_of=as_of)
