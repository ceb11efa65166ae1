"""What is known of a kept file; its bytes lie in a folder under its digest."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongwei.records.models import IdField, Written


class KeptFile(Written):
    """存档文件: a file as it was handed in. Ledgers refer to it by a foreign key; one content is kept once."""

    digest = IdField("SHA-256", primary_key=True)
    name = models.TextField(_("文件名"))
    size = models.PositiveBigIntegerField(_("字节数"))
    media_type = models.CharField(_("媒体类型"), max_length=128, blank=True, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="kept_file_not_empty")]
