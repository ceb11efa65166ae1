"""Projects, their milestones, the money paid, and what was noted."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongwei.records.models import IdField, Unit, Written


class Project(Written):
    """工程: work with milestones, in a group that is counted together. `budget`: yuan planned for it."""

    code = IdField(_("编号"), primary_key=True)
    group = models.CharField(_("类别"), max_length=64)
    unit = models.ForeignKey(Unit, models.PROTECT)
    name = models.TextField(_("名称"))
    budget = models.DecimalField(_("计划金额"), max_digits=16, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(budget__isnull=True) | Q(budget__gte=0), name="project_budget")]


class Milestone(Written):
    """节点: a step of a project; `done` is the day it was reached."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="milestones", db_index=False)
    name = models.CharField(_("节点"), max_length=200)
    weight = models.DecimalField(_("权重"), max_digits=12, decimal_places=6, default=1)
    planned = models.DateField(_("计划完成"), null=True, blank=True)
    done = models.DateField(_("实际完成"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="milestone_once"),
            models.CheckConstraint(condition=Q(weight__gte=0), name="milestone_weight"),
        ]


class MilestoneStep(Written):
    """A change of a milestone, never changed itself: how it stood from then on, and why. Former plans are here."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="steps")
    weight = models.DecimalField(_("权重"), max_digits=12, decimal_places=6)
    planned = models.DateField(_("计划完成"), null=True, blank=True)
    done = models.DateField(_("实际完成"), null=True, blank=True)
    reason = models.TextField(_("原因"), blank=True, default="")


class ProjectPayment(Written):
    """付款: yuan paid for a project on a day. `serial` counts a project's payments from 1. One entered by mistake stays, with
    the reason for which it was cancelled."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="payments", db_index=False)
    serial = models.PositiveSmallIntegerField()
    paid_on = models.DateField(_("付款日期"))
    amount = models.DecimalField(_("金额"), max_digits=16, decimal_places=2)
    purpose = models.TextField(_("用途"), blank=True, default="")
    cancelled = models.TextField(_("作废原因"), blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "serial"], name="payment_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive"),
        ]


class ProjectNote(Written):
    """说明: what was noted of a project; never changed."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="notes")
    text = models.TextField(_("说明"))
