"""What projects there are, how they stand, and what happened to them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.db.models import Min

from gongwei.ledgers.projects.lateness import Money, Planned, progress
from gongwei.ledgers.projects.models import Milestone, MilestoneStep, Project, ProjectNote, ProjectPayment
from gongwei.records.actions.writing import parts
from gongwei.records.models import AuditEntry


@dataclass(frozen=True)
class Standing:
    """A project with its milestones in the order of their plan, and its money, on a day."""

    code: str
    group: str
    unit: str
    name: str
    milestones: tuple[Planned, ...]
    money: Money
    as_of: date

    @property
    def progress(self) -> Fraction | None:
        """The weighted share of milestones reached, in percent."""
        return progress(self.milestones, self.as_of)

    @property
    def late(self) -> tuple[Planned, ...]:
        """The milestones whose planned day has passed without a real day."""
        return tuple(one for one in self.milestones if one.late(self.as_of))


@dataclass(frozen=True)
class Event:
    """Something that happened to a project: a milestone stood so from then on, money was paid, something was noted.

    `kind`: milestone, payment, cancelled or note; `name`: the milestone, or what was paid for. A cancelled payment is told
    twice: when it was entered, and when it was cancelled.
    """

    at: datetime
    actor: str
    kind: str
    name: str
    planned: date | None = None
    done: date | None = None
    amount: Decimal | None = None
    reason: str = ""


def milestone_order() -> list[str]:
    """The names of milestones, the earliest planned first, then as they were entered."""
    first = Milestone.objects.values("name").annotate(day=Min("planned"), entered=Min("pk"))
    rows = sorted(first.values_list("name", "day", "entered"), key=lambda row: (row[1] or date.max, row[2]))
    return [name for name, _, _ in rows]


def project_groups() -> set[str]:
    """The groups of which there are projects."""
    return set(Project.objects.values_list("group", flat=True).distinct())


def known_milestones(projects: Collection[str]) -> dict[tuple[str, str], tuple[date | None, date | None]]:
    """(project, milestone) → the planned and the real day, of these projects."""
    found = {}
    for part in parts(sorted(projects)):
        rows = Milestone.objects.filter(project__in=part).values_list("project_id", "name", "planned", "done")
        found.update({(project, name): (planned, done) for project, name, planned, done in rows})
    return found


def late_milestones(as_of: date) -> list[tuple[str, str, str, str, date]]:
    """(group, unit, project, milestone, planned day) of those planned before the day and not reached by it."""
    rows = Milestone.objects.filter(planned__lt=as_of).order_by("planned", "project_id", "pk")
    fields = ("project__group", "project__unit_id", "project__name", "name", "planned", "done")
    return [tuple(row[:5]) for row in rows.values_list(*fields) if row[5] is None or row[5] > as_of]


def standings(as_of: date, units: Collection[str], group: str | None = None) -> list[Standing]:
    """The projects of these units, by group, unit and code."""
    wanted = set(units)
    projects = Project.objects.order_by("group", "unit", "code")
    if group is not None:
        projects = projects.filter(group=group)
    milestones: dict[str, list[tuple]] = defaultdict(list)
    for project, key, *row in Milestone.objects.values_list("project_id", "pk", "name", "weight", "planned", "done"):
        milestones[project].append((row[2] or date.max, key, Planned(*row)))
    paid: dict[str, Decimal] = defaultdict(Decimal)
    for project, amount in ProjectPayment.objects.filter(paid_on__lte=as_of, cancelled="").values_list("project_id", "amount"):
        paid[project] += amount
    return [
        Standing(one.code, one.group, one.unit_id, one.name, tuple(planned for *_order, planned in sorted(milestones[one.code])),
                 Money(one.budget, paid[one.code]), as_of)
        for one in projects if one.unit_id in wanted
    ]


def money(project: str) -> Money:
    """The money of a project, all payments that stand."""
    amounts = ProjectPayment.objects.filter(project=project, cancelled="").values_list("amount", flat=True)
    return Money(Project.objects.values_list("budget", flat=True).get(pk=project), sum(amounts, Decimal(0)))


def history(project: str) -> list[Event]:
    """All that happened to a project, in order: former plans with the reason for leaving them, payments, notes."""
    by = ("change_id", "change__at", "change__actor")
    events = [
        (change, Event(at, actor, "milestone", name, planned, done, reason=reason))
        for change, at, actor, name, planned, done, reason in MilestoneStep.objects.filter(milestone__project=project)
        .order_by("pk").values_list(*by, "milestone__name", "planned", "done", "reason")
    ] + [
        (change, Event(at, actor, "cancelled" if cancelled else "payment", purpose, None, paid_on, amount, cancelled))
        for change, at, actor, purpose, paid_on, amount, cancelled in ProjectPayment.objects.filter(project=project)
        .order_by("serial").values_list(*by, "purpose", "paid_on", "amount", "cancelled")
    ] + [
        (entry.pk, Event(entry.at, entry.actor, "payment", paid.purpose, None, paid.paid_on, paid.amount))
        for paid in ProjectPayment.objects.filter(project=project).exclude(cancelled="").order_by("serial")
        for entry in AuditEntry.objects.filter(action="pay", target=f"{project}|{paid.serial}")
    ] + [
        (change, Event(at, actor, "note", "", reason=text))
        for change, at, actor, text in ProjectNote.objects.filter(project=project).order_by("pk").values_list(*by, "text")
    ]
    return [event for _change, event in sorted(events, key=lambda pair: pair[0])]


def first_plans(project: str) -> dict[str, date | None]:
    """Milestone → the day first planned, whatever was planned later."""
    steps = MilestoneStep.objects.filter(milestone__project=project).order_by("-pk")
    return dict(steps.values_list("milestone__name", "planned"))
