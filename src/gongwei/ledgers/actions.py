"""Writes to the ledgers: keyword-only, one transaction, the audit entry inside. Corrected reports keep their
history."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction

from gongwei.ledgers import queries
from gongwei.ledgers.models import Item, Milestone, Project, Tally
from gongwei.ledgers.periods import reporting_period
from gongwei.records import audit
from gongwei.records.actions import Refused
from gongwei.records.actions.writing import Table, load
from gongwei.records.rows import FlagRow, Loaded


class ItemRow(NamedTuple):
    item: str
    name: str
    measure: str
    period: str
    kind: str
    min: Decimal | None = None
    max: Decimal | None = None


class TallyRow(NamedTuple):
    unit: str
    item: str
    period: str
    value: Decimal


class ProjectRow(NamedTuple):
    """A project with one of its milestones, as `projects.csv` has them."""

    code: str
    group: str
    unit: str
    name: str
    milestone: str
    weight: Decimal = Decimal(1)
    planned: date | None = None
    done: date | None = None


ITEMS = Table(Item, ItemRow._fields)
TALLIES = Table(Tally, ("unit", "item", "period", "period_start", "period_end", "value"), keys=3)
PROJECTS = Table(Project, ("code", "group", "unit", "name"))
MILESTONES = Table(Milestone, ("project", "name", "weight", "planned", "done"), keys=2)


def load_items(rows: Sequence[ItemRow], *, actor: str, at: datetime, target: str = "") -> Loaded:
    """Write the county's own definitions of tallies."""
    return load(ITEMS, rows, actor=actor, at=at, action="load_items", target=target)


def load_tallies(
    rows: Sequence[TallyRow], *, actor: str, at: datetime, target: str = "", flags: Iterable[FlagRow] = ()
) -> Loaded:
    """Write reports checked by the caller. ValueError for a period that is none."""
    reports = [dated(row) for row in rows]
    return load(TALLIES, reports, actor=actor, at=at, action="load_tallies", target=target, flags=flags)


def report_tally(*, unit: str, item: str, period: str, value: Decimal, actor: str, at: datetime) -> Loaded:
    """Report or correct one tally. Refused for an unknown item, another period than the item's, or a value off its
    limits."""
    definition = queries.items().get(item)
    if definition is None:
        raise Refused(f"没有台账项目「{item}」")
    if reporting_period(period).length != definition.period:
        raise Refused(f"「{definition.name}」的报告期不是 {period} 这一类")
    if not definition.allows(value):
        raise Refused(f"「{definition.name}」的数值 {value} 超出允许范围")
    row = dated(TallyRow(unit, item, period, value))
    return load(TALLIES, [row], actor=actor, at=at, action="report_tally", target=TALLIES.key(row))


def dated(row: TallyRow) -> tuple:
    """A report with the days of its period."""
    period = reporting_period(row.period)
    return (row.unit, row.item, row.period, period.start, period.end, row.value)


def load_projects(rows: Sequence[ProjectRow], *, actor: str, at: datetime, target: str = "") -> Loaded:
    """Write projects and milestones; counts are those of milestones.

    The rows of a project belong into one batch: its group, unit and name are those of its first row.
    """
    projects: dict[str, tuple] = {}
    for row in rows:
        projects.setdefault(row.code, tuple(row[:4]))
    milestones = [(row.code, *row[4:]) for row in rows]
    with transaction.atomic():
        load(PROJECTS, list(projects.values()), actor=actor, at=at, action="load_projects", target=target)
        return load(MILESTONES, milestones, actor=actor, at=at, action="load_milestones", target=target)


def reach_milestone(*, project: str, milestone: str, on: date, actor: str, at: datetime) -> Loaded:
    """A milestone was reached on a day. Refused when it is unknown."""
    with audit.one_writer():
        held = Milestone.objects.filter(project=project, name=milestone).values_list(*MILESTONES.fields).first()
        if held is None:
            raise Refused(f"工程「{project}」没有节点「{milestone}」")
        row = (*held[:-1], on)
        return load(MILESTONES, [row], actor=actor, at=at, action="reach_milestone", target=MILESTONES.key(row))
