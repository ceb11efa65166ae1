"""Rounds of appraisal, the units in them, their scores, appeals, and the steps of both."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongwei.records.models import IdField, Unit, Written, one_of

from .states import APPEAL, ROUND


class Round(Written):
    """考核轮次: a scheme applied to units on a day. `scheme`: the file as it was, so that a later edit changes nothing."""

    code = IdField(_("编号"), primary_key=True)
    name = models.TextField(_("名称"))
    fingerprint = models.CharField(_("方案指纹"), max_length=12)
    scheme = models.TextField(_("方案"))
    as_of = models.DateField(_("截至"))
    snapshot = models.CharField(_("数据快照"), max_length=32)
    published = models.DateField(_("公布日期"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=16, default=ROUND.start)

    class Meta:
        constraints = [one_of("state", ROUND.states, "round_state")]


class RoundStep(Written):
    """A step of a round; never changed. Who took it and at which moment is in its audit entry."""

    round = models.ForeignKey(Round, models.PROTECT, db_index=False)
    number = models.PositiveIntegerField()
    step = models.CharField(_("步骤"), max_length=16)
    on = models.DateField(_("日期"))
    note = models.TextField(_("说明"), blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="round_step_once")]


class Appraised(Written):
    """A unit that is appraised in a round, under the name that it had."""

    round = models.ForeignKey(Round, models.PROTECT, db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT)
    name = models.TextField(_("名称"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "unit"], name="appraised_once")]


class Score(Written):
    """得分: an item, or a veto, of a unit (`scoring.Line`). `reading`: the frozen figure as JSON text."""

    round = models.ForeignKey(Round, models.PROTECT, db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT)
    item = IdField(_("条目"))
    reading = models.TextField(_("数据"), blank=True, default="")
    asked = models.BooleanField(_("由人评分"))
    full = models.DecimalField(_("满分"), max_digits=12, decimal_places=4, null=True, blank=True)
    points = models.DecimalField(_("得分"), max_digits=12, decimal_places=4, null=True, blank=True)
    self_entry = models.DecimalField(_("自评"), max_digits=12, decimal_places=4, null=True, blank=True)
    self_comment = models.TextField(_("自评说明"), blank=True, default="")
    entry = models.DecimalField(_("考核评分"), max_digits=12, decimal_places=4, null=True, blank=True)
    comment = models.TextField(_("评分说明"), blank=True, default="")
    corrected = models.DecimalField(_("更正"), max_digits=12, decimal_places=4, null=True, blank=True)
    reason = models.TextField(_("更正理由"), blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "unit", "item"], name="score_once"),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(full__isnull=False, points__gte=0, points__lte=F("full")),
                name="score_within_full"),
            models.CheckConstraint(condition=Q(corrected__isnull=True) | ~Q(reason=""), name="score_corrected_with_reason"),
        ]


class Appeal(Written):
    """申诉: a unit objects to an item, with its reason and perhaps a proof, of which the digest (SHA-256) is kept."""

    round = models.ForeignKey(Round, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT)
    item = IdField(_("条目"))
    reason = models.TextField(_("理由"))
    proof = models.TextField(_("证明材料"), blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="")
    state = models.CharField(_("状态"), max_length=16, default=APPEAL.start)

    class Meta:
        constraints = [
            one_of("state", APPEAL.states, "appeal_state"),
            models.UniqueConstraint(fields=["round", "unit", "item"], condition=Q(state=APPEAL.start),
                                    name="appeal_pending_once"),
        ]


class AppealStep(Written):
    """A step of an appeal; never changed."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, db_index=False)
    number = models.PositiveIntegerField()
    step = models.CharField(_("步骤"), max_length=16)
    on = models.DateField(_("日期"))
    note = models.TextField(_("说明"), blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["appeal", "number"], name="appeal_step_once")]
