"""What units report: tallies of items by period; projects with milestones."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongwei.records.models import IdField, Unit, Written, one_of


class Item(Written):
    """A tally defined by the county, beside the shipped set (`ledgers.items`)."""

    item = IdField(_("项目"), primary_key=True)
    name = models.TextField(_("名称"))
    measure = models.TextField(_("计量单位"), blank=True, default="")
    period = models.CharField(_("报告周期"), max_length=8)
    kind = models.CharField(_("类型"), max_length=8)
    min = models.DecimalField(_("最小值"), max_digits=18, decimal_places=4, null=True, blank=True)
    max = models.DecimalField(_("最大值"), max_digits=18, decimal_places=4, null=True, blank=True)

    class Meta:
        constraints = [
            one_of("period", ("month", "quarter", "year"), "item_period"),
            one_of("kind", ("flow", "stock"), "item_kind"),
            models.CheckConstraint(
                condition=Q(min__isnull=True) | Q(max__isnull=True) | Q(max__gte=F("min")), name="item_limits"
            ),
        ]


class Tally(Written):
    """台账: what a unit reports of an item for a period. `period_start` and `period_end` are its days, both
    included."""

    unit = models.ForeignKey(Unit, models.PROTECT, db_index=False)
    item = IdField(_("项目"))
    period = models.CharField(_("报告期"), max_length=8)
    period_start = models.DateField()
    period_end = models.DateField()
    value = models.DecimalField(_("数值"), max_digits=18, decimal_places=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "item", "period"], name="tally_once"),
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="tally_period"),
        ]
        indexes = [models.Index(fields=["item", "period_end"], name="tally_of_item")]


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
