"""Activities and the files that show them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongwei.ledgers.files.models import KeptFile
from gongwei.records.models import IdField, Unit, Written, one_of

KINDS = ("lecture", "consultation", "campaign", "drill", "meeting", "other")


class Activity(Written):
    """活动: on a day, at a place, by a unit. `reached`: how many people came or were spoken to; unknown is null, not 0.
    `materials`: copies handed out."""

    code = IdField(_("编号"), primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT)
    date = models.DateField(_("日期"))
    kind = models.CharField(_("类型"), max_length=16)
    title = models.TextField(_("主题"))
    place = models.TextField(_("地点"), blank=True, default="")
    health_day = models.CharField(_("健康主题日"), max_length=64, blank=True, default="")
    reached = models.PositiveIntegerField(_("参加人数"), null=True, blank=True)
    materials = models.PositiveIntegerField(_("发放资料"), null=True, blank=True)

    class Meta:
        constraints = [
            one_of("kind", KINDS, "activity_kind"),
            models.CheckConstraint(condition=~Q(title=""), name="activity_titled"),
        ]
        indexes = [models.Index(fields=["date"], name="activity_day")]


class ActivityFile(Written):
    """A photo, sign-in sheet or other kept file that shows an activity."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="files")
    file = models.ForeignKey(KeptFile, models.PROTECT)
    what = models.TextField(_("内容"), blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "file"], name="activity_file_once")]
