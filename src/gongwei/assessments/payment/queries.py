"""Payments as they were worked out, and a provider's own statement."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import cache

from django.utils.translation import gettext as _

from gongwei.assessments.appraisal.queries import Kept
from gongwei.records.actions import Refused
from gongwei.records.models import Staff

from .allocating import Allocation, Basis, Paid, Quantity
from .models import Payment, PaymentDeduction, PaymentStep, PaymentUnit, PaymentWork
from .scheme import PaymentScheme, read_payment_scheme
from .statements import Deduction, Statement, statements


class UnknownPayment(Refused):
    """No payment has this code."""


def find(code: str) -> Payment:
    """A payment. Raises UnknownPayment."""
    held = Payment.objects.filter(pk=code).first()
    if held is None:
        raise UnknownPayment(_("没有编号为「{code}」的拨付").format(code=code))
    return held


def payments() -> list[Payment]:
    """All payments, the latest day first."""
    return list(Payment.objects.order_by("-as_of", "code"))


@cache
def kept_scheme(text: str) -> PaymentScheme:
    """The scheme that a payment was worked out by."""
    return read_payment_scheme(Kept("scheme.toml", text))


def allocation(code: str) -> Allocation:
    """A payment's money as it was worked out. Raises UnknownPayment."""
    held = find(code)
    rows = PaymentUnit.objects.filter(payment=held).order_by("unit_id")
    return Allocation(kept_scheme(held.scheme), held.budget, tuple(paid(row) for row in rows))


def paid(row: PaymentUnit) -> Paid:
    """A unit's money from its row."""
    quantities = tuple(
        Quantity(code, name, Fraction(count), Decimal(price), None if rate is None else Fraction(rate))
        for code, name, count, price, rate in row.quantities)
    people = None if row.people is None else Fraction(row.people)
    basis = Basis(row.unit_id, row.name, people, quantities, row.score)
    return Paid(basis, Fraction(row.exact), row.base, Fraction(row.share), row.earned, row.withheld, row.reward, row.villages,
                row.advance)


def village_statements(code: str, unit: str) -> list[Statement]:
    """The village money of a unit divided among its providers. Refused for a unit that is not paid by it."""
    held = find(code)
    row = PaymentUnit.objects.filter(payment=held, unit=unit).first()
    if row is None:
        raise Refused(_("拨付「{code}」里没有单位 {unit}").format(code=code, unit=unit))
    works = PaymentWork.objects.filter(payment=held, unit=unit).values_list("provider", "form", "mode", "count")
    taken = PaymentDeduction.objects.filter(payment=held, unit=unit).order_by("pk")
    return statements(kept_scheme(held.scheme), unit, row.villages, {tuple(key): count for *key, count in works},
                      [Deduction(*one) for one in taken.values_list("provider", "amount", "reason", "source")])


def staff_ids(providers: Iterable[str]) -> set[str]:
    """Which providers are ids of staff; the others stand as they were written on the visits."""
    return set(Staff.objects.filter(pk__in=set(providers)).values_list("pk", flat=True))


def steps(code: str) -> list[PaymentStep]:
    """The steps of a payment in order."""
    return list(PaymentStep.objects.filter(payment=code).order_by("number").select_related("change"))
