"""反弹: the same item fails again at the same place within a year."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from gongwei.definition.calendar import add_months


class Failing(NamedTuple):
    """A finding on an item of a checklist, of whatever version, at a facility or else a unit."""

    finding: str
    place: str
    checklist: str
    item: str
    day: date


def number_of(finding: str) -> int:
    """The number of a finding within its inspection."""
    return int(finding.rpartition("-")[2])


def recurrences(failings: Iterable[Failing]) -> dict[str, str]:
    """Finding → the earlier one that it repeats, whatever the order in which they were entered.

    The earlier one lies before the later one's day and after the same day of the year before. Of several it is the latest, of
    two on one day the one with the greater number. Findings beside the checklist (no item) repeat nothing.
    """
    alike: dict[tuple[str, str, str], list[Failing]] = defaultdict(list)
    for failing in failings:
        if failing.item:
            alike[failing.place, failing.checklist, failing.item].append(failing)
    found = {}
    for group in alike.values():
        group.sort(key=lambda failing: (failing.day, number_of(failing.finding)))
        before = latest = None  # the last one of an earlier day, the last one
        for failing in group:
            if latest is not None and latest.day < failing.day:
                before = latest
            if before is not None and before.day > add_months(failing.day, -12):
                found[failing.finding] = before.finding
            latest = failing
    return found
