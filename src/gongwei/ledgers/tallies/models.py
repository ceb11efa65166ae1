"""Tallies of items by period, and the items a county defines."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongwei.evaluation.units import LEVELS
from gongwei.ledgers.tallies.items import ANY_LEVEL
from gongwei.ledgers.tallies.workflow import STEPS
from gongwei.records.models import IdField, Unit, Written, one_of


class Item(Written):
    """A tally defined by the county, beside the shipped set (`items.shipped`)."""

    item = IdField(_("项目"), primary_key=True)
    name = models.TextField(_("名称"))
    measure = models.TextField(_("计量单位"), blank=True, default="")
    period = models.CharField(_("报告周期"), max_length=8)
    kind = models.CharField(_("类型"), max_length=8)
    min = models.DecimalField(_("最小值"), max_digits=18, decimal_places=4, null=True, blank=True)
    max = models.DecimalField(_("最大值"), max_digits=18, decimal_places=4, null=True, blank=True)
    reports = models.CharField(_("填报级别"), max_length=16, blank=True, default="township")
    due = models.PositiveSmallIntegerField(_("报送期限(天)"), default=5)
    records = models.CharField(_("对应指标"), max_length=128, blank=True, default="")

    class Meta:
        constraints = [
            one_of("period", ("month", "quarter", "year"), "item_period"),
            one_of("kind", ("flow", "stock"), "item_kind"),
            one_of("reports", (*LEVELS, ANY_LEVEL), "item_reports"),
            models.CheckConstraint(
                condition=Q(min__isnull=True) | Q(max__isnull=True) | Q(max__gte=F("min")), name="item_limits"
            ),
        ]


class Tally(Written):
    """台账: what a unit reports of an item for a period. `period_start` and `period_end` are its days, both included.

    How far it is checked is what its steps lead to.
    """

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


class TallyStep(Written):
    """A step on a report's way, never changed: what was done, the value from then on, why. Who and when: its change."""

    tally = models.ForeignKey(Tally, models.PROTECT, related_name="steps")
    step = models.CharField(_("环节"), max_length=16)
    value = models.DecimalField(_("数值"), max_digits=18, decimal_places=4)
    reason = models.TextField(_("原因"), blank=True, default="")

    class Meta:
        constraints = [
            one_of("step", tuple(STEPS), "tally_step"),
            models.CheckConstraint(condition=~Q(step="send_back", reason=""), name="tally_sent_back_why"),
        ]
