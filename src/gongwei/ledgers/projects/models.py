"""Projects and their milestones."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongwei.records.models import IdField, Unit, Written


class Project(Written):
    """工程: work with milestones, in a group that is counted together."""

    code = IdField(_("编号"), primary_key=True)
    group = models.CharField(_("类别"), max_length=64)
    unit = models.ForeignKey(Unit, models.PROTECT)
    name = models.TextField(_("名称"))


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
