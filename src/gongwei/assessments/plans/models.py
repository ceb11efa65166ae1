"""What units are to reach, and the tasks of a year that say by whom and how."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongwei.records.models import IdField, Unit, Written


class Target(Written):
    """目标: what a unit must reach in a year: of an indicator, a count, a tally or a project group."""

    year = models.PositiveSmallIntegerField(_("年份"))
    unit = models.ForeignKey(Unit, models.PROTECT)
    item = IdField(_("项目"), max_length=128)
    value = models.DecimalField(_("目标值"), max_digits=18, decimal_places=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "unit", "item"], name="target_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="target_not_negative"),
        ]


class Task(Written):
    """任务: a line of a year's plan. How much is to be reached stands in its target, and only there.

    `curve`: the cumulated percentages of the twelve months, joined by `;`, empty for an even year. `parent`: the code of
    another task of the year, empty for none.
    """

    year = models.PositiveSmallIntegerField(_("年份"))
    code = IdField(_("编号"))
    title = models.TextField(_("任务"))
    target = models.ForeignKey(Target, models.PROTECT)
    responsible = models.TextField(_("责任单位"), blank=True, default="")
    person = models.TextField(_("责任人"), blank=True, default="")
    leader = models.TextField(_("分管领导"), blank=True, default="")
    measures = models.TextField(_("措施"), blank=True, default="")
    deadline = models.DateField(_("完成时限"), null=True, blank=True)
    curve = models.TextField(_("月进度"), blank=True, default="")
    parent = IdField(_("上级任务"), blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "code"], name="task_once"),
            models.CheckConstraint(condition=~Q(parent=F("code")), name="task_not_its_own_parent"),
        ]
