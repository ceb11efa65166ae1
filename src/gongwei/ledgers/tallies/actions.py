"""Writes to the tallies. Corrected reports keep their history; the way of a report is kept step by step."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from django.utils.translation import gettext as _

from gongwei.definition.lifecycle import NotAllowed
from gongwei.definition.message import said
from gongwei.ledgers.tallies import queries
from gongwei.ledgers.tallies.development import leaps
from gongwei.ledgers.tallies.items import ANY_LEVEL, TallyItem
from gongwei.ledgers.tallies.models import Item, Tally, TallyStep
from gongwei.ledgers.tallies.periods import ReportingPeriod, reporting_period
from gongwei.ledgers.tallies.queries import ReportKey
from gongwei.ledgers.tallies.workflow import ASKS_WHY, STATES, STEPS, WORKFLOW, changing
from gongwei.records import audit, evaluable
from gongwei.records.actions import Refused
from gongwei.records.actions.writing import Table, insert, load
from gongwei.records.models import AuditEntry
from gongwei.records.queries import last_change
from gongwei.records.rows import FlagRow, Loaded

PLACES = 4


class ItemRow(NamedTuple):
    item: str
    name: str
    measure: str
    period: str
    kind: str
    min: Decimal | None = None
    max: Decimal | None = None
    reports: str = "township"
    due: int = 5
    records: str = ""


class TallyRow(NamedTuple):
    unit: str
    item: str
    period: str
    value: Decimal


ITEMS = Table(Item, ItemRow._fields)
TALLIES = Table(Tally, ("unit", "item", "period", "period_start", "period_end", "value"), keys=3)
STEP_FIELDS = ("tally_id", "step", "value", "reason")


def load_items(rows: Sequence[ItemRow], *, actor: str, at: datetime, target: str = "") -> Loaded:
    """Write the county's own definitions of tallies."""
    return load(ITEMS, rows, actor=actor, at=at, action="load_items", target=target)


def load_tallies(
    rows: Sequence[TallyRow], *, actor: str, at: datetime, target: str = "", flags: Iterable[FlagRow] = ()
) -> Loaded:
    """Write reports checked by the caller. ValueError for a period that is none.

    New ones stand as reported; one that the upper level has seen already goes back to it when its value changes.
    """
    return write_reports(rows, actor=actor, at=at, target=target, flags=flags, action="load_tallies", reason=_("导入更正"))


def write_reports(
    rows: Sequence[TallyRow], *, actor: str, at: datetime, target: str, flags: Iterable[FlagRow], action: str, reason: str
) -> Loaded:
    """Write reports, and a step for each that is new or changed; `reason`: why known ones change."""
    reports = [dated(row) for row in rows]
    with audit.one_writer():
        before = last_change()
        loaded = load(TALLIES, reports, actor=actor, at=at, action=action, target=target, flags=flags)
        if loaded.created or loaded.revised:
            written = list(Tally.objects.filter(change__gt=before).order_by("pk").values_list("pk", "value"))
            states = queries.states(pk for pk, _value in written) if loaded.revised else {}
            steps = [(pk, changing(states.get(pk, WORKFLOW.start)), value, reason if pk in states else "")
                     for pk, value in written]
            insert(TallyStep, STEP_FIELDS, steps, AuditEntry.objects.get(pk=last_change()))
    return loaded


def report_tally(
    *, unit: str, item: str, period: str, value: Decimal, reason: str = "", actor: str, at: datetime
) -> Loaded:
    """Report or correct one tally.

    Refused for an unknown item, a unit that does not report it, another period than the item's or one not begun, a value
    off its limits, and for an accepted report without a reason. A leap against the unit's earlier reports is flagged.
    """
    definition, over = reportable(item, period)
    refuse_reporter(unit, definition, over)
    if over.start > audit.day_of(at):
        raise Refused(_("{period} 尚未开始,不能填报").format(period=period))
    if not definition.allows(value):
        raise Refused(_("「{name}」的数值 {value} 超出允许范围").format(name=definition.name, value=value))
    if value != round(value, PLACES) or abs(value) >= 10**14:
        raise Refused(_("「{name}」的数值 {value} 过大,或多于 4 位小数").format(name=definition.name, value=value))
    row = TallyRow(unit, item, period, value)
    with audit.one_writer():
        held = Tally.objects.filter(unit=unit, item=item, period=period).first()
        if held and held.value != value:
            state = queries.states([held.pk])[held.pk]
            if (state, changing(state)) in ASKS_WHY and not reason.strip():
                raise Refused(_("该台账{state},更正须写明原因").format(state=said(STATES[state], _)))
        earlier = queries.earlier_values(item, over, unit)[unit]
        flags = [FlagRow(TALLIES.key(row), "value", "leap", _("与该单位往期相差悬殊,请核对"))] if leaps(Fraction(value), earlier) else []
        return write_reports([row], actor=actor, at=at, target=TALLIES.key(row), flags=flags, action="report_tally",
                             reason=reason.strip())


def submit_tallies(*, reports: Sequence[ReportKey], actor: str, at: datetime) -> int:
    """Send reports up; how many. Refused, all of them, when one is missing or not in a state to be sent up."""
    return take_step("submit", reports, actor=actor, at=at)


def accept_tallies(*, reports: Sequence[ReportKey], actor: str, at: datetime) -> int:
    """The upper level accepts reports. Refused as for `submit_tallies`."""
    return take_step("accept", reports, actor=actor, at=at)


def return_tallies(*, reports: Sequence[ReportKey], reason: str, actor: str, at: datetime) -> int:
    """The upper level sends reports back. Refused without a reason, else as for `submit_tallies`."""
    return take_step("send_back", reports, reason=reason.strip(), actor=actor, at=at)


def take_step(step: str, reports: Sequence[ReportKey], *, reason: str = "", actor: str, at: datetime) -> int:
    """One step of many reports: all or none, one audit entry."""
    with audit.one_writer():
        held = queries.held(reports)
        states = queries.states(tally.pk for tally in held.values())
        for key in reports:
            state = states[held[key].pk] if key in held else WORKFLOW.start
            try:
                WORKFLOW.after(state, step)
            except NotAllowed:
                raise Refused(_("{unit} {item} {period} {state},不能{step}").format(
                    **key._asdict(), state=said(STATES[state], _), step=said(STEPS[step], _))) from None
            if (state, step) in ASKS_WHY and not reason:
                raise Refused(_("{step}须写明原因").format(step=said(STEPS[step], _)))
        if held:
            target = "|".join(reports[0]) if len(held) == 1 else ""
            entry = audit.record(actor=actor, at=at, action=f"{step}_tallies", target=target, detail={"reports": len(held)})
            insert(TallyStep, STEP_FIELDS, [(tally.pk, step, tally.value, reason) for tally in held.values()], entry)
    return len(held)


def reportable(item: str, period: str) -> tuple[TallyItem, ReportingPeriod]:
    """The definition of an item and one of its periods. Refused for an unknown item and for a period of another length."""
    definition = queries.items().get(item)
    if definition is None:
        raise Refused(_("没有台账项目「{item}」").format(item=item))
    try:
        over = reporting_period(period)
    except ValueError as error:
        raise Refused(_("报告期应写作 2025、2025-Q1 或 2025-03")) from error
    if over.length != definition.period:
        raise Refused(_("「{name}」的报告期不是 {period} 这一类").format(name=definition.name, period=period))
    return definition, over


def refuse_reporter(unit: str, definition: TallyItem, over: ReportingPeriod) -> None:
    """Refuse a unit that does not exist at the end of the period, or whose level does not report the item: an upper unit's
    report adds to those below it, so the same work would count twice."""
    known = evaluable.tree(over.end).units.get(unit)
    if known is None:
        raise Refused(_("{day} 没有代码为「{unit}」的单位").format(day=over.end, unit=unit))
    if definition.reports not in (ANY_LEVEL, known.level):
        raise Refused(_("「{name}」由{level}一级填报,{unit} 不是").format(
            name=definition.name, level=queries.level_name(definition.reports), unit=unit))


def dated(row: TallyRow) -> tuple:
    """A report with the days of its period."""
    period = reporting_period(row.period)
    return (row.unit, row.item, row.period, period.start, period.end, row.value)
