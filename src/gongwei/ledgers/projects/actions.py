"""Writes to the projects. Every change of a milestone keeps how it stood before, and why it was left."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Max
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _

from gongwei.ledgers.projects.models import Milestone, MilestoneStep, Project, ProjectNote, ProjectPayment
from gongwei.records import audit
from gongwei.records.actions import Refused
from gongwei.records.actions.writing import Table, insert, load
from gongwei.records.models import AuditEntry
from gongwei.records.queries import last_change
from gongwei.records.rows import FlagRow, Loaded


class ProjectRow(NamedTuple):
    """A project with one of its milestones, as `projects.csv` has them. No budget: the known one stays."""

    code: str
    group: str
    unit: str
    name: str
    milestone: str
    weight: Decimal = Decimal(1)
    planned: date | None = None
    done: date | None = None
    budget: Decimal | None = None


PROJECTS = Table(Project, ("code", "group", "unit", "name", "budget"))
MILESTONES = Table(Milestone, ("project", "name", "weight", "planned", "done"), keys=2)
PAYMENTS = Table(ProjectPayment, ("project", "serial", "paid_on", "amount", "purpose", "cancelled"), keys=2)


def load_projects(
    rows: Sequence[ProjectRow], *, actor: str, at: datetime, target: str = "", flags: Iterable[FlagRow] = ()
) -> Loaded:
    """Write projects and milestones; counts are those of milestones. Known milestones that change keep the reason 导入更正.

    The rows of a project belong into one batch: its group, unit and name are those of its first row, its budget the first one
    stated.
    """
    with audit.one_writer():
        known = dict(Project.objects.filter(budget__isnull=False).values_list("code", "budget"))
        stated = {row.code: row.budget for row in reversed(rows) if row.budget is not None}
        projects: dict[str, tuple] = {}
        for row in rows:
            projects.setdefault(row.code, (*row[:4], stated.get(row.code, known.get(row.code))))
        load(PROJECTS, list(projects.values()), actor=actor, at=at, action="load_projects", target=target)
        milestones = [(row.code, *row[4:8]) for row in rows]
        return write_milestones(milestones, actor=actor, at=at, action="load_milestones", target=target, reason=_("导入更正"),
                                flags=flags)


def reach_milestone(*, project: str, milestone: str, on: date, actor: str, at: datetime) -> Loaded:
    """A milestone was reached on a day; a wrong day is corrected by saying the right one. Refused when it is unknown."""
    with audit.one_writer():
        row = known_milestone(project, milestone)
        return write_milestones([(*row[:-1], on)], actor=actor, at=at, action="reach_milestone", target=MILESTONES.key(row))


def replan_milestone(*, project: str, milestone: str, planned: date, reason: str, actor: str, at: datetime) -> Loaded:
    """A milestone gets another planned day; the former one is kept with the reason. Refused without a reason, for an unknown
    milestone, and for one that is reached: what is done cannot be planned."""
    with audit.one_writer():
        row = known_milestone(project, milestone)
        if not reason.strip():
            raise Refused(_("调整计划须写明原因"))
        if row[-1] is not None:
            raise Refused(_("节点「{milestone}」已于 {day} 完成,不能再调整计划").format(milestone=milestone, day=row[-1]))
        return write_milestones([(*row[:3], planned, None)], actor=actor, at=at, action="replan_milestone",
                                target=MILESTONES.key(row), reason=reason.strip())


def set_budget(*, project: str, budget: Decimal, actor: str, at: datetime) -> Loaded:
    """The yuan planned for a project. Refused when the project is unknown, and for a negative sum."""
    with audit.one_writer():
        known_project(project)
        row = Project.objects.filter(pk=project).values_list(*PROJECTS.fields).get()
        return load(PROJECTS, [(*row[:-1], yuan(budget, zero=True))], actor=actor, at=at, action="set_budget", target=project)


def pay(*, project: str, on: date, amount: Decimal, purpose: str, actor: str, at: datetime) -> int:
    """Money was paid for a project; the serial number of the payment. More than is planned is written and flagged.

    Refused when the project is unknown, the sum is not positive or finer than a cent, the day has not come, or what it is for
    is not said.
    """
    with audit.one_writer():
        budget = known_project(project).budget
        if not purpose.strip():
            raise Refused(_("付款须写明用途"))
        if on > at.astimezone(get_default_timezone()).date():
            raise Refused(_("付款日 {day} 还没有到").format(day=on))
        serial = (ProjectPayment.objects.filter(project=project).aggregate(last=Max("serial"))["last"] or 0) + 1
        row = (project, serial, on, yuan(amount), purpose.strip(), "")
        standing = ProjectPayment.objects.filter(project=project, cancelled="").values_list("amount", flat=True)
        flags = [FlagRow(PAYMENTS.key(row), "amount", "over_budget", _("累计付款超过计划金额"))]
        over = budget is not None and sum(standing, amount) > budget
        load(PAYMENTS, [row], actor=actor, at=at, action="pay", target=PAYMENTS.key(row), flags=flags if over else ())
    return serial


def cancel_payment(*, project: str, serial: int, reason: str, actor: str, at: datetime) -> Loaded:
    """A payment was entered by mistake: it stays, and counts no more. Refused without a reason, and when it is unknown."""
    with audit.one_writer():
        row = ProjectPayment.objects.filter(project=project, serial=serial).values_list(*PAYMENTS.fields).first()
        if row is None:
            raise Refused(_("工程「{project}」没有第 {serial} 笔付款").format(project=project, serial=serial))
        if not reason.strip():
            raise Refused(_("付款作废须写明原因"))
        return load(PAYMENTS, [(*row[:-1], reason.strip())], actor=actor, at=at, action="cancel_payment",
                    target=PAYMENTS.key(row))


def note(*, project: str, text: str, actor: str, at: datetime) -> None:
    """ProjectNote something of a project. Refused when the project is unknown or nothing is said."""
    with audit.one_writer():
        known_project(project)
        if not text.strip():
            raise Refused(_("说明不能为空"))
        entry = audit.record(actor=actor, at=at, action="note_project", target=project)
        ProjectNote.objects.create(project_id=project, text=text.strip(), change=entry)


def write_milestones(
    rows: Sequence[tuple], *, actor: str, at: datetime, action: str, target: str, reason: str = "",
    flags: Iterable[FlagRow] = ()
) -> Loaded:
    """Write milestones; each that is new or changed leaves a step; `reason`: why known ones change."""
    with audit.one_writer():
        before = last_change()
        loaded = load(MILESTONES, rows, actor=actor, at=at, action=action, target=target, flags=flags)
        if loaded.created or loaded.revised:
            written = Milestone.objects.filter(change__gt=before).order_by("pk").values_list("pk", "weight", "planned", "done")
            known = set(MilestoneStep.objects.filter(milestone__change__gt=before).values_list("milestone_id", flat=True))
            steps = [(*row, reason if row[0] in known else "") for row in written]
            insert(MilestoneStep, ("milestone_id", "weight", "planned", "done", "reason"), steps,
                   AuditEntry.objects.get(pk=last_change()))
    return loaded


def known_milestone(project: str, milestone: str) -> tuple:
    """A milestone's row. Refused when there is none."""
    held = Milestone.objects.filter(project=project, name=milestone).values_list(*MILESTONES.fields).first()
    if held is None:
        raise Refused(_("工程「{project}」没有节点「{milestone}」").format(project=project, milestone=milestone))
    return held


def known_project(project: str) -> Project:
    """A project. Refused when there is none."""
    held = Project.objects.filter(pk=project).first()
    if held is None:
        raise Refused(_("没有编号为「{project}」的工程").format(project=project))
    return held


def yuan(amount: Decimal, zero: bool = False) -> Decimal:
    """A sum of money in yuan. Refused when it is negative, nothing where something is to be paid, or finer than a cent."""
    if amount < 0 or (amount == 0 and not zero):
        raise Refused(_("金额应大于 0,输入为 {amount}").format(amount=amount))
    if amount != round(amount, 2) or amount >= 10**14:
        raise Refused(_("金额 {amount} 过大,或不是整分").format(amount=amount))
    return amount
