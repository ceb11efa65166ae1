"""The tables of records: who lives where, who is in which programme, what was done when.

Every row carries `change`, the audit entry that last wrote it: "who was touched since change N" is one indexed
question. A corrected row keeps its former self in `Revision` (residents' names and numbers: in `FormerIdentity`).
"""

from functools import reduce
from operator import or_

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongwei.definition.indicator import END_REASONS
from gongwei.evaluation.units import LEVELS

SEXES = (0, 1, 2, 9)
RESIDENCIES = ("registered", "non_registered", "")
DIED, MOVED_AWAY, *_others = END_REASONS
RESIDENCY_ENDS = (DIED, MOVED_AWAY, "")
ENROLMENT_ENDS = (*END_REASONS, "")
MODES = ("clinic", "home", "phone", "")
DISEASE_CLASSES = ("A", "B", "C", "")
RESULTS = ("done", "away", "refused", "not_found", "hospitalised", "wrong_number")


class IdField(models.CharField):
    """A text id of up to 64 characters, compared by code point whatever the database's collation."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("max_length", 64)
        super().__init__(*args, **kwargs)

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """The long name of varchar on PostgreSQL: for the short one Django adds a second index, which "C" makes
        useless."""
        if connection.vendor == "postgresql":
            return f"character varying({self.max_length})"
        return super().db_type(connection)

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, object]:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


def ends_not_before(start: str, end: str, name: str) -> models.CheckConstraint:
    """A constraint: no end before its start; either may be unknown."""
    unknown = Q(**{f"{start}__isnull": True}) | Q(**{f"{end}__isnull": True})
    return models.CheckConstraint(condition=unknown | Q(**{f"{end}__gte": F(start)}), name=name)


def one_of(field: str, values: tuple[object, ...], name: str) -> models.CheckConstraint:
    """A constraint: the field holds one of these codes. Written with OR: SQLite builds a table for each IN of each
    row."""
    return models.CheckConstraint(condition=reduce(or_, (Q(**{field: value}) for value in values)), name=name)


class AuditEntry(models.Model):
    """Who did what to what, and when. Its id is the change number: it rises in the order in which changes become
    visible."""

    at = models.DateTimeField(_("时间"))
    actor = models.TextField(_("操作人"))
    action = models.CharField(_("操作"), max_length=64)
    target = models.TextField(_("对象"), blank=True)
    detail = models.JSONField(_("详情"), default=dict, blank=True)


class Written(models.Model):
    """A row that knows which audit entry last wrote it."""

    change = models.ForeignKey(AuditEntry, models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Unit(Written):
    """辖区: one node of the tree province → city → county → township → village."""

    code = IdField(_("代码"), max_length=12, primary_key=True)
    name = models.TextField(_("名称"))
    level = models.CharField(_("级别"), max_length=16)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    kind = models.TextField(_("类型"), blank=True, default="")
    valid_from = models.DateField(_("启用"), null=True, blank=True)
    valid_to = models.DateField(_("停用"), null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")

    class Meta:
        constraints = [
            one_of("level", LEVELS, "unit_level"),
            models.CheckConstraint(condition=~Q(parent=F("code")), name="unit_not_its_own_parent"),
            ends_not_before("valid_from", "valid_to", "unit_valid"),
        ]


class Facility(Written):
    """医疗机构: who gives the service, in the area of a unit."""

    code = IdField(_("代码"), primary_key=True)
    name = models.TextField(_("名称"))
    kind = models.TextField(_("类型"), blank=True, default="")
    unit = models.ForeignKey(Unit, models.PROTECT)


class Staff(Written):
    """人员: a worker of a unit."""

    id = IdField(_("编号"), primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT)
    name = models.TextField(_("姓名"))
    role = models.TextField(_("岗位"), blank=True, default="")
    title = models.TextField(_("职称"), blank=True, default="")
    employed = models.DateField(_("入职"), null=True, blank=True)
    left = models.DateField(_("离职"), null=True, blank=True)

    class Meta:
        constraints = [ends_not_before("employed", "left", "staff_left")]


class Population(Written):
    """An official figure of a unit and year: people of a group, with its source."""

    unit = models.ForeignKey(Unit, models.PROTECT, db_index=False)
    year = models.PositiveSmallIntegerField(_("年份"))
    group = models.CharField(_("人群"), max_length=64)
    value = models.DecimalField(_("数值"), max_digits=18, decimal_places=4)
    source = models.TextField(_("来源"), blank=True, default="")
    published = models.DateField(_("发布日期"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "group"], name="population_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="population_not_negative"),
        ]


class Household(Written):
    """户: people who live together."""

    code = IdField(_("户编号"), primary_key=True)


class Resident(Written):
    """居民, without name or number. `key_groups`: codes joined by `;`. Unknown is null, never a guess."""

    code = IdField(_("编号"), unique=True)
    sex = models.PositiveSmallIntegerField(_("性别"), default=0)
    birth_date = models.DateField(_("出生日期"), null=True, blank=True)
    household = models.ForeignKey(Household, models.PROTECT, null=True, blank=True)
    head_of_household = models.BooleanField(_("户主"), null=True, blank=True)
    record_opened = models.DateField(_("建档日期"), null=True, blank=True)
    electronic = models.BooleanField(_("电子档案"), null=True, blank=True)
    key_groups = models.TextField(_("重点人群"), blank=True, default="")

    class Meta:
        constraints = [one_of("sex", SEXES, "resident_sex")]


class Names(Written):
    """What names a person: name, numbers, address. Read by `records.identities` alone."""

    name = models.TextField(_("姓名"), blank=True, default="")
    id_number = models.CharField(_("身份证号"), max_length=64, blank=True, default="")
    ethnicity = models.TextField(_("民族"), blank=True, default="")
    phone = models.TextField(_("电话"), blank=True, default="")
    contact_name = models.TextField(_("联系人"), blank=True, default="")
    contact_phone = models.TextField(_("联系人电话"), blank=True, default="")
    address = models.TextField(_("住址"), blank=True, default="")

    class Meta:
        abstract = True


class Identity(Names):
    """The names and numbers of a resident as they are known now."""

    resident = models.OneToOneField(Resident, models.PROTECT, primary_key=True)

    class Meta:
        indexes = [models.Index(fields=["id_number"], name="identity_number", condition=~Q(id_number=""))]


class FormerIdentity(Names):
    """A corrected identity as it was; `change` is the entry that replaced it."""

    resident = models.ForeignKey(Resident, models.PROTECT, db_index=False)
    revision = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resident", "revision"], name="former_identity_once")]


class Residency(Written):
    """居住: a spell of a resident in a unit, [start, end). Start null = since birth. `serial` counts a resident's
    spells from 1."""

    resident = models.ForeignKey(Resident, models.PROTECT, db_index=False)
    serial = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT)
    start = models.DateField(_("开始"), null=True, blank=True)
    end = models.DateField(_("结束"), null=True, blank=True)
    end_reason = models.CharField(_("结束原因"), max_length=16, blank=True, default="")
    kind = models.CharField(_("户籍"), max_length=16, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resident", "serial"], name="residency_once"),
            ends_not_before("start", "end", "residency_end"),
            one_of("end_reason", RESIDENCY_ENDS, "residency_end_reason"),
            one_of("kind", RESIDENCIES, "residency_kind"),
        ]


class Enrolment(Written):
    """纳入管理: a resident's spell in a programme, [start, end). `attributes`: a JSON object as text."""

    code = IdField(_("编号"), unique=True)
    resident = models.ForeignKey(Resident, models.PROTECT)
    programme = models.CharField(_("项目"), max_length=64)
    start = models.DateField(_("开始"))
    end = models.DateField(_("结束"), null=True, blank=True)
    end_reason = models.CharField(_("结束原因"), max_length=16, blank=True, default="")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, db_index=False)
    attributes = models.TextField(_("属性"), default="{}")

    class Meta:
        constraints = [
            ends_not_before("start", "end", "enrolment_end"),
            one_of("end_reason", ENROLMENT_ENDS, "enrolment_end_reason"),
        ]


class Visit(Written):
    """一次服务: one service given to one resident on one day on one form.

    `id` is made by the client, so that a repeated submission is harmless. `date` is when it happened,
    `known_since` when its present content became known. `answers`: a JSON object as text, field → value, and
    under `_absent` the fields that hold `refused` or `unmeasured` instead, e.g.
    `{"sbp":142,"_absent":{"ecg":"refused"}}`.
    """

    id = IdField(_("编号"), primary_key=True)
    resident = models.ForeignKey(Resident, models.PROTECT)
    form = models.CharField(_("表单"), max_length=64)
    date = models.DateField(_("日期"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, db_index=False)
    facility = models.ForeignKey(Facility, models.PROTECT, null=True, blank=True, db_index=False)
    provider = models.TextField(_("服务人员"), blank=True, default="")
    mode = models.CharField(_("方式"), max_length=16, blank=True, default="")
    result = models.CharField(_("结果"), max_length=16, default="done")
    void = models.BooleanField(_("作废"), default=False)
    void_reason = models.TextField(_("作废原因"), blank=True, default="")
    entered_at = models.DateTimeField(_("录入时间"), null=True, blank=True)
    entered_by = models.TextField(_("录入人"), blank=True, default="")
    device = models.TextField(_("设备"), blank=True, default="")
    answers = models.TextField(_("内容"), default="{}")
    revision = models.PositiveIntegerField(default=1)
    known_since = models.DateTimeField()

    class Meta:
        constraints = [one_of("mode", MODES, "visit_mode"), one_of("result", RESULTS, "visit_result")]


class Case(Written):
    """传染病病例: one person's illness with a notifiable disease. `day` is the day on which it counts: that of onset, else of
    discovery, else of the report; unknown when none is."""

    code = IdField(_("编号"), primary_key=True)
    resident = models.ForeignKey(Resident, models.PROTECT, null=True, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, db_index=False)
    disease = models.CharField(_("病种"), max_length=64)
    klass = models.CharField(_("类别"), max_length=1, blank=True, default="")
    onset = models.DateField(_("发病日期"), null=True, blank=True)
    discovered_at = models.DateTimeField(_("发现时间"), null=True, blank=True)
    reported_at = models.DateTimeField(_("报告时间"), null=True, blank=True)
    day = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [one_of("klass", DISEASE_CLASSES, "case_class")]
        indexes = [models.Index(fields=["disease", "day"], name="case_of_disease")]


class Revision(Written):
    """The former content of a corrected row; `change` is the entry that replaced it. Never of residents' names; staff
    are named by their work."""

    model = models.CharField(max_length=32)
    key = IdField(max_length=300)
    revision = models.PositiveIntegerField()
    content = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "key", "revision"], name="revision_once")]


class Flag(Written):
    """A plausibility finding: the value stands, somebody should look. The message holds no name and no number of a
    person."""

    model = models.CharField(max_length=32)
    key = IdField(max_length=300)
    field = models.CharField(max_length=64, blank=True, default="")
    code = models.CharField(max_length=64)
    message = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "key", "field", "code"], name="flag_once")]
