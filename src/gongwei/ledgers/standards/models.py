"""What a unit says of itself against a list of standards, and the files that prove it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gongwei.ledgers.files.models import KeptFile
from gongwei.records.models import IdField, Unit, Written


class SelfAssessment(Written):
    """自评: the value of a standard of a list that a unit assessed for a year. Yes and no are 1 and 0."""

    list = IdField(_("清单"))
    unit = models.ForeignKey(Unit, models.PROTECT)
    year = models.PositiveSmallIntegerField(_("年份"))
    standard = IdField(_("指标"))
    value = models.DecimalField(_("数值"), max_digits=18, decimal_places=4)
    note = models.TextField(_("说明"), blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "unit", "year", "standard"], name="self_assessment_once")]


class AssessmentProof(Written):
    """佐证: a kept file that proves a self-assessment; never changed, only added to."""

    assessment = models.ForeignKey(SelfAssessment, models.PROTECT, related_name="proofs", db_index=False)
    file = models.ForeignKey(KeptFile, models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "file"], name="assessment_proof_once")]
