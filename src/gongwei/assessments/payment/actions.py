"""Writes to payments. An approved payment takes no more changes; a withdrawn one stays for everyone to see."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from gongwei.assessments.appraisal import queries as appraisal
from gongwei.assessments.appraisal.states import LOCKED, PUBLISHED
from gongwei.assessments.days import refuse_as_of, refuse_day
from gongwei.assessments.figures import Figures
from gongwei.definition.lifecycle import NotAllowed
from gongwei.definition.message import said
from gongwei.records import audit
from gongwei.records.actions import Refused
from gongwei.records.actions.writing import insert
from gongwei.records.models import AuditEntry

from . import queries
from .allocating import Allocation, Paid, Unpayable, allocate
from .gathering import bases, villages, work
from .models import Payment, PaymentDeduction, PaymentStep, PaymentUnit, PaymentWork
from .scheme import PaymentScheme, is_money
from .states import APPROVED, DRAFT, PAID, PAYMENT, STATES, STEPS

WORK = ("payment_id", "unit_id", "provider", "form", "mode", "count")


def scores_of(round: str) -> dict[str, Decimal]:
    """Unit → the score of a round that was published. Refused for another."""
    found = appraisal.result(round)
    if found.state not in (PUBLISHED, LOCKED):
        raise Refused(_("考核轮次「{code}」还没有公布").format(code=round))
    return {one.unit: one.score for one in found.standings}


def simulate(scheme: PaymentScheme, figures: Figures, as_of: date, scores: Mapping[str, Decimal], *, under: str | None = None,
             advances: Mapping[str, int] | None = None) -> Allocation:
    """What a scheme would pay; nothing is written. Refused for what cannot be paid."""
    try:
        return allocate(scheme, bases(scheme, figures, as_of, scores, under), advances)
    except Unpayable as problem:
        raise Refused(said(str(problem) if not problem.args else problem.args[0], _)) from None


def open_payment(*, code: str, scheme: PaymentScheme, text: str, figures: Figures, as_of: date, round: str = "",
                 under: str | None = None, advances: Mapping[str, int] | None = None, actor: str, at: datetime) -> Payment:
    """Work a payment out and keep it as a draft. `text`: the scheme's file; `round`: the appraisal whose scores count.

    Refused for a code in use, a day of another year or still to come, a round that is not published, and what cannot be paid.
    """
    refuse_as_of(scheme.year, as_of, at)
    if scheme.score and not round:
        raise Refused(_("办法按得分拨付,请指明考核轮次"))
    with audit.one_writer():
        if Payment.objects.filter(pk=code).exists():
            raise Refused(_("拨付编号「{code}」已经用过").format(code=code))
        found = simulate(scheme, figures, as_of, scores_of(round) if round else {}, under=under, advances=advances)
        done = work(scheme, villages(figures.tree(as_of), {one.basis.unit for one in found.paid}), as_of)
        entry = audit.record(actor=actor, at=at, action="open_payment", target=code,
                             detail={"scheme": scheme.fingerprint, "round": round, "budget": found.budget})
        payment = Payment.objects.create(
            code=code, name=scheme.name, fingerprint=scheme.fingerprint, scheme=text, round=round, as_of=as_of,
            snapshot=figures.evaluator.manifest.id, budget=found.budget, change=entry)
        PaymentUnit.objects.bulk_create(row(payment, one, entry) for one in found.paid)
        insert(PaymentWork, WORK, [(code, unit, *key, count) for unit, own in done.items() for key, count in own.items()], entry)
    return payment


def row(payment: Payment, one: Paid, entry: AuditEntry) -> PaymentUnit:
    """A unit's money as a row."""
    basis = one.basis
    return PaymentUnit(
        payment=payment, unit_id=basis.unit, name=basis.name,
        people=None if basis.people is None else Decimal(basis.people.numerator) / basis.people.denominator,
        quantities=[[quantity.code, quantity.name, str(quantity.count), str(quantity.price),
                     None if quantity.rate is None else str(quantity.rate)] for quantity in basis.quantities],
        score=basis.score, exact=str(one.exact), share=str(one.share), base=one.base, earned=one.earned, withheld=one.withheld,
        reward=one.reward, villages=one.villages, advance=one.advance, change=entry)


def deduct(*, payment: str, unit: str, provider: str, amount: Decimal, reason: str, source: str = "", actor: str,
           at: datetime) -> PaymentDeduction:
    """Take money (元) from a provider, with a reason. Refused for a payment no longer a draft, a provider without a part in the
    unit's village money, or when more would be taken, or given back, than there is."""
    if not is_money(abs(amount)) or not reason.strip():
        raise Refused(_("扣款应写明理由,金额至多两位小数"))
    taken = int(Fraction(amount) * 100)
    with audit.one_writer():
        held = queries.find(payment)
        if held.state != DRAFT:
            raise Refused(_("拨付「{code}」{state},不能再扣款").format(code=payment, state=said(STATES[held.state], _)))
        own = next((one for one in queries.village_statements(payment, unit) if one.provider == provider), None)
        if own is None:
            raise Refused(_("「{provider}」在该单位没有可分配的村级资金").format(provider=provider))
        after = sum(one.amount for one in own.deductions) + taken
        if not 0 <= after <= own.share:
            raise Refused(_("扣款合计 {after} 元,超出其应得 {share} 元或小于 0").format(
                after=Decimal(after) / 100, share=Decimal(own.share) / 100))
        entry = audit.record(actor=actor, at=at, action="deduct", target=f"{payment}|{unit}", detail={"amount": taken})
        return PaymentDeduction.objects.create(payment=held, unit_id=unit, provider=provider, amount=taken,
                                               reason=reason.strip(), source=source, change=entry)


def take_step(*, payment: str, step: str, on: date, note: str = "", actor: str, at: datetime) -> str:
    """Approve, pay or withdraw; the state it leads to. Refused where the state does not allow it, for a day before the last
    step or still to come, a withdrawal without a reason, and an approval of what is approved or paid already."""
    with audit.one_writer():
        held = queries.find(payment)
        try:
            after = PAYMENT.after(held.state, step)
        except NotAllowed:
            raise Refused(_("拨付「{code}」{state},不能{step}").format(
                code=payment, state=said(STATES[held.state], _), step=said(STEPS.get(step, step), _))) from None
        if step == "withdraw" and not note.strip():
            raise Refused(_("作废须写明原因"))
        taken = queries.steps(payment)
        refuse_day(on, taken[-1].on if taken else held.as_of, at)
        if step == "approve":
            refuse_twice(held)
        entry = audit.record(actor=actor, at=at, action=f"{step}_payment", target=payment)
        PaymentStep.objects.create(payment=held, number=len(taken) + 1, step=step, on=on, note=note.strip(), change=entry)
        Payment.objects.filter(pk=payment).update(state=after, change=entry)
    return after


def refuse_twice(held: Payment) -> None:
    """No unit is paid twice by one scheme for one year."""
    own, scheme = {one.basis.unit for one in queries.allocation(held.pk).paid}, queries.kept_scheme(held.scheme)
    for other in Payment.objects.filter(state__in=(APPROVED, PAID), as_of__year=held.as_of.year).order_by("code"):
        if queries.kept_scheme(other.scheme).id != scheme.id:
            continue
        if both := [one.basis.name for one in queries.allocation(other.pk).paid if one.basis.unit in own]:
            raise Refused(_("拨付「{code}」{state},按同一办法同一年已有:{units};请先作废「{code}」,再审定").format(
                code=other.pk, state=said(STATES[other.state], _), units=_("、").join(both)))
