"""Activities, and what they add up to as tallies."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from pathlib import Path

from gongwei.ledgers.activities.health_days import HealthDay, health_days
from gongwei.ledgers.activities.models import Activity
from gongwei.ledgers.tallies.periods import reporting_period
from gongwei.records import evaluable

FEEDS: dict[str, dict[str, str]] = {
    "lecture": {"health_lectures": "one", "lecture_attendance": "reached", "leaflets": "materials"},
    "consultation": {"consultations": "one", "leaflets": "materials"},
    "campaign": {"leaflets": "materials"},
}
"""Kind of activity → tally → what of it counts: the activity itself, the people reached, the copies handed out."""
OPTIONAL = {"materials"}
"""Unknown adds nothing: an activity without anything handed out leaves the field empty."""


def added_up(unit: str, period: str) -> dict[str, int | None]:
    """Tally → the sum over the activities of a unit and all below it in a period; None where an activity does not say how many.
    ValueError for a period that is none."""
    span = reporting_period(period)
    sums: dict[str, int | None] = {}
    for held in activities(span.start, span.end, set(evaluable.tree(span.end).subtree(unit))):
        said = {"one": 1, "reached": held.reached, "materials": held.materials}
        for item, what in FEEDS.get(held.kind, {}).items():
            add = 0 if said[what] is None and what in OPTIONAL else said[what]
            before = sums.setdefault(item, 0)
            sums[item] = None if add is None or before is None else before + add
    return sums


def activities(start: date, end: date, units: Collection[str] | None = None) -> list[Activity]:
    """The activities from one day to another, both included, by day; those of a merged unit are its successor's."""
    rows = Activity.objects.filter(date__gte=start, date__lte=end).prefetch_related("files").order_by("date", "pk")
    tree = evaluable.tree(end)
    return [row for row in rows if units is None or next(iter(tree.with_ancestors(row.unit_id)), None) in units]


def observed(
    year: int, units: Collection[str] | None = None, path: Path | None = None
) -> list[tuple[HealthDay, int]]:
    """The year's health days (`health_days`), each with the number of activities held for it."""
    named: dict[str, int] = defaultdict(int)
    for row in activities(date(year, 1, 1), date(year, 12, 31), units):
        named[row.health_day] += 1
    return [(day, named[day.name]) for day in health_days(year, path)]
