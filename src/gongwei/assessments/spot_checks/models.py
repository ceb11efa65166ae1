"""Spot checks: the frame as it was drawn from, the calls, and the reply of the units."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongwei.assessments.spot_checks.reply import CHECK, FINDING, RESULTS
from gongwei.records.models import IdField, Resident, Unit, Written, one_of


class SpotCheck(Written):
    """抽查: a draw from the numerator of an indicator. `seed`, `method`, `snapshot`, `definition` and `frame` (a digest) say
    from what and how, so that anyone can draw it again."""

    code = IdField(_("编号"), primary_key=True)
    indicator = IdField(_("指标"), max_length=128)
    unit = models.ForeignKey(Unit, models.PROTECT)
    as_of = models.DateField(_("截至日"))
    level = models.CharField(_("分层级别"), max_length=16, blank=True, default="")
    size = models.PositiveIntegerField(_("样本数"))
    least = models.PositiveIntegerField(_("每层至少"), default=0)
    seed = models.TextField(_("随机种子"))
    method = models.CharField(max_length=32)
    snapshot = models.CharField(max_length=64)
    definition = models.CharField(max_length=12)
    frame = models.CharField(max_length=64)
    questions = models.JSONField(_("知晓问题"), default=list, blank=True)
    attempts = models.PositiveSmallIntegerField(_("拨打次数"), default=3)
    reply_days = models.PositiveSmallIntegerField(_("申辩天数"), default=10)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gte=1) & Q(attempts__gte=1), name="spot_check_sizes"),
        ]


class SpotCheckUnit(Written):
    """A unit of a check: a stratum (`size`: how many are drawn there), or one above the strata (`size` null). `numerator` and
    `denominator`: the figure on the day of the draw; `frame`: how many residents could be drawn."""

    spot_check = models.ForeignKey(SpotCheck, models.PROTECT, related_name="units", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    above = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    numerator = models.PositiveBigIntegerField()
    denominator = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    frame = models.PositiveIntegerField()
    size = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["spot_check", "unit"], name="spot_check_unit_once"),
            models.CheckConstraint(condition=Q(size__isnull=True) | Q(size__lte=F("frame")), name="spot_check_unit_size"),
        ]


class FramePerson(Written):
    """A resident who could be drawn, with weight and chance as exact fractions ("3/20"). `records`: how many subjects of the
    numerator they are; `order`: place in the order of calls of the stratum, null when not drawn."""

    spot_check = models.ForeignKey(SpotCheck, models.PROTECT, related_name="people", db_index=False)
    resident = models.ForeignKey(Resident, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    stratum = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    records = models.PositiveSmallIntegerField()
    weight = models.TextField()
    probability = models.TextField()
    order = models.PositiveIntegerField(null=True)
    reserve = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["spot_check", "resident"], name="frame_person_once"),
            models.UniqueConstraint(fields=["spot_check", "stratum", "order"], name="frame_person_order",
                                    condition=Q(order__isnull=False)),
            models.CheckConstraint(condition=Q(reserve=False) | Q(order__isnull=False), name="frame_person_reserve"),
        ]


class Call(Written):
    """One attempt to ask a drawn resident; `attempt` counts from 1. `awareness`: a mark for each question, 1 knows, 0 does
    not, - not answered. `satisfaction`: 1 to 5."""

    person = models.ForeignKey(FramePerson, models.PROTECT, related_name="calls", db_index=False)
    attempt = models.PositiveSmallIntegerField()
    on = models.DateField(_("日期"))
    caller = models.TextField(_("调查员"))
    result = models.CharField(_("结果"), max_length=16)
    awareness = models.CharField(_("知晓"), max_length=20, blank=True, default="")
    satisfaction = models.PositiveSmallIntegerField(_("满意"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "attempt"], name="call_once"),
            one_of("result", RESULTS, "call_result"),
            models.CheckConstraint(condition=Q(attempt__gte=1), name="call_attempt"),
            models.CheckConstraint(condition=Q(satisfaction__isnull=True) | Q(satisfaction__gte=1, satisfaction__lte=5),
                                   name="call_satisfaction"),
        ]


class SpotCheckStep(Written):
    """A step of a check's life, or of a finding's (`person` set); never changed. `proof`: name and SHA-256 of a file."""

    spot_check = models.ForeignKey(SpotCheck, models.PROTECT, related_name="steps")
    person = models.ForeignKey(FramePerson, models.PROTECT, null=True, related_name="steps")
    step = models.CharField(max_length=16)
    on = models.DateField(_("日期"))
    reason = models.TextField(_("理由"), blank=True, default="")
    proof = models.TextField(_("证明材料"), blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(name="spot_check_step_known", condition=(
                Q(person__isnull=True, step__in=tuple(CHECK.steps)) | Q(person__isnull=False, step__in=tuple(FINDING.steps)))),
        ]
