"""Inspections, what was found, and the steps of mending. Steps and proofs are never changed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongwei.ledgers.files.models import KeptFile
from gongwei.ledgers.inspections.checklist import SEVERITIES
from gongwei.ledgers.inspections.life import STEPS
from gongwei.records.models import Facility, IdField, Unit, Written, one_of

LONGEST = 160
"""Characters of an inspection's code: a place, a day, a checklist."""


class KeptChecklist(Written):
    """检查表: a version by which units were inspected. `content`: `Checklist.as_text`."""

    fingerprint = IdField(_("版本"), primary_key=True)
    checklist = models.CharField(_("检查表"), max_length=64)
    content = models.TextField(_("内容"))


class Inspection(Written):
    """督导: a visit to a unit, or to a facility of it, on a day, by a checklist."""

    code = IdField(_("编号"), max_length=LONGEST, primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT)
    facility = models.ForeignKey(Facility, models.PROTECT, null=True, blank=True)
    day = models.DateField(_("督导日期"))
    inspectors = models.TextField(_("督导人员"))
    checklist = models.ForeignKey(KeptChecklist, models.PROTECT)
    remark = models.TextField(_("备注"), blank=True, default="")


class ItemScore(Written):
    """得分: what an item of the checklist got; null: it was not looked at."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="scores", db_index=False)
    item = models.CharField(_("条目"), max_length=64)
    points = models.DecimalField(_("得分"), max_digits=8, decimal_places=2, null=True, blank=True)
    remark = models.TextField(_("备注"), blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inspection", "item"], name="item_score_once"),
            models.CheckConstraint(condition=Q(points__isnull=True) | Q(points__gte=0), name="item_score_not_negative"),
        ]


class Finding(Written):
    """问题: what was wrong, how it is to be mended, by whom and by when. `item`: of the checklist; empty: beside it.

    `deadline` is the first one; later ones stand in the steps.
    """

    code = IdField(_("编号"), max_length=LONGEST + 8, primary_key=True)
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="findings")
    item = models.CharField(_("条目"), max_length=64, blank=True, default="")
    severity = models.CharField(_("严重程度"), max_length=16)
    text = models.TextField(_("问题"))
    measure = models.TextField(_("整改措施"), blank=True, default="")
    responsible = models.TextField(_("责任人"), blank=True, default="")
    deadline = models.DateField(_("整改期限"))

    class Meta:
        constraints = [one_of("severity", tuple(SEVERITIES), "finding_severity")]


class FindingStep(Written):
    """整改步骤: a step in the life of a finding (`life.STEPS`); `serial` counts them from 1."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="steps", db_index=False)
    serial = models.PositiveSmallIntegerField()
    step = models.CharField(_("步骤"), max_length=16)
    day = models.DateField(_("日期"))
    deadline = models.DateField(_("新期限"), null=True, blank=True)
    note = models.TextField(_("说明"), blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["finding", "serial"], name="finding_step_once"),
            models.CheckConstraint(condition=Q(serial__gte=1), name="finding_step_serial"),
            one_of("step", tuple(STEPS), "finding_step"),
        ]


class FindingProof(Written):
    """证据: a kept file that shows a finding as it was found (`serial` 0) or what a step claims (its serial)."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="proofs", db_index=False)
    serial = models.PositiveSmallIntegerField()
    file = models.ForeignKey(KeptFile, models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["finding", "serial", "file"], name="finding_proof_once")]
