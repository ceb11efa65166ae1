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


def targets(year: int) -> dict[tuple[str, str], Decimal]:
    """(item, unit) → target value of a year, in that order."""
    rows = Target.objects.filter(year=year).order_by("item", "unit_id")
    return {(item, unit): value for item, unit, value in rows.values_list("item", "unit_id", "value")}


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
    """A value that a target got: when and by whom, from what (None at first) to what, by which action and why.

    `at` and `actor` are None where it is not known any more who wrote it.
    """

    at: datetime | None
    actor: str | None
    former: Decimal | None
    value: Decimal
    action: str
    reason: str


def history(year: int, unit: str, item: str) -> list[Change]:
    """The values of a target in their order; the last one stands. Empty where no target is set."""
    held = Target.objects.filter(year=year, unit=unit, item=item).select_related("change").first()
    if held is None:
        return []
    revisions = Revision.objects.filter(model="target", key=f"{year}|{unit}|{item}")
    kept = list(revisions.order_by("revision").select_related("change"))
    values = [*(Decimal(revision.content["value"]) for revision in kept), held.value]
    first = AuditEntry.objects.filter(pk=kept[0].content.get("change_id")).first() if kept else held.change
    entries = [first, *(revision.change for revision in kept)]
    return [
        Change(entry and entry.at, entry and entry.actor, before, value, entry.action if entry else "", said(entry))
        for entry, before, value in zip(entries, [None, *values], values, strict=False)
    ]


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
