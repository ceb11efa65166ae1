"""What units are to reach."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gongwei.records.models import IdField, Unit, Written


class Target(Written):
    """目标: what a unit must reach in a year: of an indicator, a count, a tally or a project group."""

    year = models.PositiveSmallIntegerField(_("年份"))
    unit = models.ForeignKey(Unit, models.PROTECT)
    item = IdField(_("项目"), max_length=128)
    value = models.DecimalField(_("目标值"), max_digits=18, decimal_places=4)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "unit", "item"], name="target_once")]
