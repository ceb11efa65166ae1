"""Approved payments as figures: `payment.<code>.<amount>`, in 元, of each unit and, as the sum of its parts, of those above."""

from datetime import date
from fractions import Fraction

from gongwei.definition.fingerprint import fingerprint
from gongwei.indicators.family import Entry, Family
from gongwei.indicators.figure import Figure
from gongwei.records import evaluable

from . import queries
from .allocating import Allocation, Paid
from .models import Payment
from .states import APPROVED, PAID

AMOUNTS = {
    "base": "应拨基数", "earned": "按得分应得", "withheld": "考核扣减", "reward": "奖励", "amount": "核定金额", "villages": "其中村级",
    "advance": "已预拨", "settlement": "本次结算",
}
OTHERS = {"people": ("服务人口", "人"), "budget": ("预算", "元"), "returned": ("收回", "元")}


def payment_figures(as_of: date) -> dict[str, dict[str, Figure]]:
    """The money of all approved payments whose day is not after this one. Budget and what goes back stand at the units that are
    above all of the paid ones."""
    tree, found = evaluable.tree(as_of), {}
    approved = Payment.objects.filter(as_of__lte=as_of, state__in=(APPROVED, PAID)).order_by("code")
    for code in approved.values_list("pk", flat=True):
        allocation = queries.allocation(code)
        for name, own in values(allocation).items():
            id = f"payment.{code}.{name}"
            found[id] = {unit: Figure(id, unit, as_of, value, None, value)
                         for unit, value in tree.risen(own).items() if value is not None}
        above = set.intersection(*(set(tree.with_ancestors(one.basis.unit)[1:]) for one in allocation.paid))
        for name, cents in (("budget", allocation.budget), ("returned", allocation.returned)):
            id, value = f"payment.{code}.{name}", Fraction(cents, 100)
            found[id] = {unit: Figure(id, unit, as_of, value, None, value) for unit in above}
    return found


def values(allocation: Allocation) -> dict[str, dict[str, Fraction]]:
    """Amount → unit → 元 (people: persons)."""
    def of(one: Paid, name: str) -> Fraction | None:
        return one.basis.people if name == "people" else Fraction(getattr(one, name), 100)

    return {name: {one.basis.unit: value for one in allocation.paid if (value := of(one, name)) is not None}
            for name in (*AMOUNTS, "people")}


def payment_entry(name: str) -> Entry | None:
    """The entry of an amount; None for a payment or an amount that nobody knows."""
    code, _, amount = name.rpartition(".")
    held = Payment.objects.filter(pk=code).first()
    if held is None or amount not in AMOUNTS | OTHERS:
        return None
    title, measure = OTHERS.get(amount) or (AMOUNTS[amount], "元")
    rule = fingerprint(("payment", held.fingerprint, amount))
    return Entry(f"payment.{name}", f"{held.name}:{title}", measure, "", held.name, rule)


PAYMENT_FAMILY = Family("payment", payment_figures, payment_entry)
