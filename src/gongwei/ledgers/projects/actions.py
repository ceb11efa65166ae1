"""Writes to the projects."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction

from gongwei.ledgers.projects.models import Milestone, Project
from gongwei.records import audit
from gongwei.records.actions import Refused
from gongwei.records.actions.writing import Table, load
from gongwei.records.rows import Loaded


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


PROJECTS = Table(Project, ("code", "group", "unit", "name"))
MILESTONES = Table(Milestone, ("project", "name", "weight", "planned", "done"), keys=2)


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
