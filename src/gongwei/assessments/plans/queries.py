"""What units are to reach in a year, by which tasks, how that changed, and whether it adds up."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from gongwei.assessments.plans.curve import cumulated
from gongwei.assessments.plans.models import Target, Task
from gongwei.assessments.plans.tasks import TaskRow
from gongwei.evaluation.units import UnitTree
from gongwei.records.models import AuditEntry, Revision

WITHDRAWN = "withdraw_target"
"""The action of an entry by which a target was taken away."""


def targets(year: int) -> dict[tuple[str, str], Decimal]:
    """(item, unit) → target value of a year, in that order."""
    rows = Target.objects.filter(year=year).order_by("item", "unit_id")
    return {(item, unit): value for item, unit, value in rows.values_list("item", "unit_id", "value")}


def targets_of(years: Iterable[int]) -> list[tuple[int, str, str]]:
    """(year, unit, item) of every target of some years."""
    return list(Target.objects.filter(year__in=years).values_list("year", "unit_id", "item"))


def aims(year: int) -> dict[str, list[str]]:
    """Unit → the items of which it has targets."""
    found: dict[str, list[str]] = {}
    for item, unit in targets(year):
        found.setdefault(unit, []).append(item)
    return found


def target_keys(years: Iterable[int]) -> dict[tuple[int, str, str], int]:
    """(year, unit, item) → primary key of the target."""
    rows = Target.objects.filter(year__in=years).values_list("year", "unit_id", "item", "pk")
    return {(year, unit, item): key for year, unit, item, key in rows}


def tasks(year: int) -> list[TaskRow]:
    """The tasks of a year as they stand, in the order of their codes: 2 before 10."""
    fields = ("year", "code", "title", "target__unit_id", "target__item", "target__value", *TaskRow._fields[6:])
    rows = [TaskRow(*row) for row in Task.objects.filter(year=year).values_list(*fields)]
    return sorted(rows, key=lambda row: [(len(part) if part.isdecimal() else 0, part) for part in re.split(r"(\d+)", row.code)])


def curves(year: int) -> dict[tuple[str, str], tuple[Fraction, ...]]:
    """(item, unit) → the cumulated percentages of the twelve months, of targets whose task has a curve."""
    return {(row.item, row.unit): curve for row in tasks(year) if (curve := cumulated(row.curve))}


@dataclass(frozen=True)
class Change:
    """A value that a target got: when and by whom, from what (None at first) to what (None: withdrawn), by which action and why.

    `at` and `actor` are None where it is not known any more who wrote it.
    """

    at: datetime | None
    actor: str | None
    former: Decimal | None
    value: Decimal | None
    action: str
    reason: str


def history(year: int, unit: str, item: str) -> list[Change]:
    """The values of a target in their order; the last one stands. Empty where no target was ever set."""
    held = Target.objects.filter(year=year, unit=unit, item=item).select_related("change").first()
    revisions = Revision.objects.filter(model="target", key=f"{year}|{unit}|{item}")
    found: list[Change] = []
    value, ended = None, None
    for kept in revisions.order_by("revision").select_related("change"):
        begun = ended if value is not None else AuditEntry.objects.filter(pk=kept.content.get("change_id")).first()
        found.append(changed(begun, value, Decimal(kept.content["value"])))
        value, ended = found[-1].value, kept.change
        if ended.action == WITHDRAWN:
            found.append(changed(ended, value, None))
            value = None
    return [*found, changed(held.change if value is None else ended, value, held.value)] if held else found


def changed(entry: AuditEntry | None, before: Decimal | None, value: Decimal | None) -> Change:
    """A change as its entry tells it."""
    return Change(entry and entry.at, entry and entry.actor, before, value, entry.action if entry else "", said(entry))


def said(entry: AuditEntry | None) -> str:
    """Why a change was made: the reason given, or the rule by which a target was divided."""
    detail = entry.detail if entry else {}
    return ";".join(str(detail[name]) for name in ("rule", "reason") if name in detail)


@dataclass(frozen=True)
class Difference:
    """A target to which those of the units right below do not add up, or not all of them have one (`without`)."""

    item: str
    unit: str
    target: Decimal
    below: Decimal
    without: tuple[str, ...]

    @property
    def left(self) -> Decimal:
        """What the units below lack to the target; negative where they exceed it."""
        return self.target - self.below


def differences(year: int, tree: UnitTree, divides: Callable[[str], bool]) -> list[Difference]:
    """Where targets that were decomposed do not add up, by item and unit.

    `divides`: whether an item is a number of things, of which targets add up. A target of which no unit below has a part
    is not decomposed, and nothing is said of it.
    """
    held, found = targets(year), []
    for (item, unit), target in held.items():
        children = tree.children.get(unit, ())
        parts = {child: held[item, child] for child in children if (item, child) in held}
        if parts and divides(item):
            below, without = sum(parts.values(), Decimal(0)), tuple(child for child in children if child not in parts)
            if below != target or without:
                found.append(Difference(item, unit, target, below, without))
    return found
