"""Payments as they were worked out: the scheme as it was, each unit's money, what providers did, what was deducted."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongwei.records.models import IdField, Unit, Written, one_of

from .states import PAYMENT


class Payment(Written):
    """拨付: a scheme applied to a year's figures and a round's scores. `scheme`: the file as it was; `budget` in 分."""

    code = IdField(_("编号"), primary_key=True)
    name = models.TextField(_("名称"))
    fingerprint = models.CharField(max_length=12)
    scheme = models.TextField(_("办法"))
    round = IdField(_("考核轮次"), blank=True, default="")
    as_of = models.DateField(_("截至"))
    snapshot = models.CharField(_("数据快照"), max_length=32)
    budget = models.BigIntegerField(_("预算(分)"))
    state = models.CharField(_("状态"), max_length=16, default=PAYMENT.start)

    class Meta:
        constraints = [one_of("state", PAYMENT.states, "payment_state"),
                       models.CheckConstraint(condition=Q(budget__gte=0), name="payment_budget")]


class PaymentUnit(Written):
    """What a unit is paid, in 分 (`allocating.Paid`). `quantities`: JSON list of code, name, count, price, rate as texts."""

    payment = models.ForeignKey(Payment, models.PROTECT, db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT)
    name = models.TextField(_("名称"))
    people = models.DecimalField(_("服务人口"), max_digits=18, decimal_places=4, null=True)
    quantities = models.JSONField(_("服务数量"), default=list)
    score = models.DecimalField(_("得分"), max_digits=12, decimal_places=4, null=True)
    exact = models.TextField()
    share = models.TextField()
    base = models.BigIntegerField()
    earned = models.BigIntegerField()
    withheld = models.BigIntegerField()
    reward = models.BigIntegerField()
    villages = models.BigIntegerField()
    advance = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment", "unit"], name="payment_unit_once"),
            models.CheckConstraint(condition=Q(base=F("earned") + F("withheld")), name="payment_unit_adds_up"),
            models.CheckConstraint(
                condition=Q(earned__gte=0, withheld__gte=0, reward__gte=0, villages__gte=0, advance__gte=0,
                            villages__lte=F("earned") + F("reward")), name="payment_unit_amounts"),
        ]


class PaymentWork(Written):
    """How many visits of a form and mode a provider of a paid unit's villages had done: frozen with the payment."""

    payment = models.ForeignKey(Payment, models.PROTECT, db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT)
    provider = models.TextField(_("服务人员"))
    form = models.CharField(_("表单"), max_length=64)
    mode = models.CharField(_("方式"), max_length=16, blank=True, default="")
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment", "unit", "provider", "form", "mode"], name="payment_work_once")]


class PaymentDeduction(Written):
    """Money taken from a provider, in 分, and why. Never changed; an amount below 0 gives back what was taken wrongly."""

    payment = models.ForeignKey(Payment, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT)
    provider = models.TextField(_("服务人员"))
    amount = models.BigIntegerField(_("金额(分)"))
    reason = models.TextField(_("理由"))
    source = models.TextField(_("依据"), blank=True, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="payment_deduction_reason")]


class PaymentStep(Written):
    """A step of a payment; never changed."""

    payment = models.ForeignKey(Payment, models.PROTECT, db_index=False)
    number = models.PositiveIntegerField()
    step = models.CharField(_("步骤"), max_length=16)
    on = models.DateField(_("日期"))
    note = models.TextField(_("说明"), blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["payment", "number"], name="payment_step_once")]
