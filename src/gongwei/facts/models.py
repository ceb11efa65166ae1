"""Issued documents and the facts frozen in them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gongwei.records.models import Unit, Written


class Document(Written):
    """An issued document. `digest`: SHA-256 of its file, so that a copy can be told from an altered one."""

    kind = models.CharField(_("文种"), max_length=32)
    title = models.TextField(_("标题"))
    unit = models.ForeignKey(Unit, models.PROTECT)
    as_of = models.DateField(_("截至"))
    issued_at = models.DateTimeField(_("印发时间"))
    snapshot = models.CharField(_("数据快照"), max_length=32)
    digest = models.CharField(max_length=64, unique=True)


class IssuedFact(models.Model):
    """A fact as a document printed it; never changed afterwards."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="facts")
    fact = models.CharField(max_length=16, db_index=True)
    content = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "fact"], name="fact_once_a_document")]
