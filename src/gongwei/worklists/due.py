"""The due list: one line a person and form, its earliest deadline and all reasons."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from gongwei.definition.calendar import Calendar
from gongwei.definition.schedule import Schedule
from gongwei.evaluation.columnar import Columnar
from gongwei.evaluation.units import UnitTree
from gongwei.programmes.registry import SCHEDULES


@dataclass(frozen=True)
class DueItem:
    """A service due to a resident. It may be given from `opens`; after `by` it is overdue."""

    resident: int
    unit: str
    form: str
    services: tuple[str, ...]
    opens: date
    by: date
    reasons: tuple[str, ...]

    def overdue(self, day: date) -> bool:
        """Whether the deadline has passed on a day."""
        return self.by < day


def due_list(engine: Columnar, unit: str, day: date, schedules: Iterable[Schedule] = tuple(SCHEDULES.values())) -> list[DueItem]:
    """What is due or overdue on a day to the people of a unit and all below it, the most urgent first.

    Services on one form are one line: an exam that two programmes ask for is done once. Each screening is its own. What
    opens later is not yet listed.
    """
    engine.at(Calendar(day), UnitTree(engine.units, day).subtree(unit))
    found: dict[tuple[int, str, str], list[tuple[date, date, str, str]]] = {}
    for schedule in schedules:
        service = schedule.id if schedule.form == "screening" else schedule.form
        for resident, where, by, rule in engine.due(schedule):
            opens = by - timedelta(days=schedule.opens_before(rule))
            if opens <= day:
                asked = found.setdefault((resident, where, service), [])
                asked.append((by, opens, schedule.name, rule.reason))
    items = [
        DueItem(resident, where, "screening" if service in SCHEDULES else service,
                tuple(dict.fromkeys(name for _, _, name, _ in asked)),
                min(opens for _, opens, _, _ in asked), min(by for by, _, _, _ in asked),
                tuple(dict.fromkeys(reason for _, _, _, reason in sorted(asked))))
        for (resident, where, service), asked in found.items()
    ]
    return sorted(items, key=lambda item: (item.by, item.unit, item.resident, item.services))
