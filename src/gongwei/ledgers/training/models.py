"""Courses, their sessions and who attended."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongwei.records.models import IdField, Staff, Unit, Written, one_of

CLASSES = ("I", "II", "in_house")


class Session(Written):
    """培训: one session of a course on a day. `credits` are what attending it (and passing, where there is a test) earns."""

    code = IdField(_("编号"), primary_key=True)
    course = models.TextField(_("课程"))
    klass = models.CharField(_("学分类别"), max_length=8)
    unit = models.ForeignKey(Unit, models.PROTECT)
    date = models.DateField(_("日期"))
    place = models.TextField(_("地点"), blank=True, default="")
    credits = models.DecimalField(_("学分"), max_digits=6, decimal_places=2)
    pass_mark = models.DecimalField(_("合格分"), max_digits=6, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints = [
            one_of("klass", CLASSES, "session_class"),
            models.CheckConstraint(condition=Q(credits__gte=0), name="session_credits"),
        ]
        indexes = [models.Index(fields=["date"], name="session_day")]


class Attendance(Written):
    """Someone of the staff at a session. `verified`: the day on which the credits were found to be in order (审验)."""

    session = models.ForeignKey(Session, models.PROTECT, db_index=False)
    staff = models.ForeignKey(Staff, models.PROTECT)
    score = models.DecimalField(_("成绩"), max_digits=6, decimal_places=2, null=True, blank=True)
    certificate = models.TextField(_("证书编号"), blank=True, default="")
    verified = models.DateField(_("审验日期"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "staff"], name="attendance_once")]
