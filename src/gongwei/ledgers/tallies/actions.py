"""Writes to the tallies. Corrected reports keep their history."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from gongwei.ledgers.tallies import queries
from gongwei.ledgers.tallies.models import Item, Tally
from gongwei.ledgers.tallies.periods import reporting_period
from gongwei.records.actions import Refused
from gongwei.records.actions.writing import Table, load
from gongwei.records.rows import FlagRow, Loaded


class ItemRow(NamedTuple):
    item: str
    name: str
    measure: str
    period: str
    kind: str
    min: Decimal | None = None
    max: Decimal | None = None


class TallyRow(NamedTuple):
    unit: str
    item: str
    period: str
    value: Decimal


ITEMS = Table(Item, ItemRow._fields)
TALLIES = Table(Tally, ("unit", "item", "period", "period_start", "period_end", "value"), keys=3)


def load_items(rows: Sequence[ItemRow], *, actor: str, at: datetime, target: str = "") -> Loaded:
    """Write the county's own definitions of tallies."""
    return load(ITEMS, rows, actor=actor, at=at, action="load_items", target=target)


def load_tallies(
    rows: Sequence[TallyRow], *, actor: str, at: datetime, target: str = "", flags: Iterable[FlagRow] = ()
) -> Loaded:
    """Write reports checked by the caller. ValueError for a period that is none."""
    reports = [dated(row) for row in rows]
    return load(TALLIES, reports, actor=actor, at=at, action="load_tallies", target=target, flags=flags)


def report_tally(*, unit: str, item: str, period: str, value: Decimal, actor: str, at: datetime) -> Loaded:
    """Report or correct one tally. Refused for an unknown item, another period than the item's, or a value off its
    limits."""
    definition = queries.items().get(item)
    if definition is None:
        raise Refused(f"没有台账项目「{item}」")
    if reporting_period(period).length != definition.period:
        raise Refused(f"「{definition.name}」的报告期不是 {period} 这一类")
    if not definition.allows(value):
        raise Refused(f"「{definition.name}」的数值 {value} 超出允许范围")
    row = dated(TallyRow(unit, item, period, value))
    return load(TALLIES, [row], actor=actor, at=at, action="report_tally", target=TALLIES.key(row))


def dated(row: TallyRow) -> tuple:
    """A report with the days of its period."""
    period = reporting_period(row.period)
    return (row.unit, row.item, row.period, period.start, period.end, row.value)
