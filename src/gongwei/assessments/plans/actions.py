"""Writes to the plan."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from gongwei.assessments.plans.models import Target
from gongwei.records.actions.writing import Table, load
from gongwei.records.rows import FlagRow, Loaded


class TargetRow(NamedTuple):
    year: int
    unit: str
    item: str
    value: Decimal


TARGETS = Table(Target, TargetRow._fields, keys=3)


def load_targets(
    rows: Sequence[TargetRow], *, actor: str, at: datetime, target: str = "", flags: Iterable[FlagRow] = ()
) -> Loaded:
    """Write targets; key (year, unit, item)."""
    return load(TARGETS, rows, actor=actor, at=at, action="load_targets", target=target, flags=flags)


def set_target(*, year: int, unit: str, item: str, value: Decimal, actor: str, at: datetime) -> Loaded:
    """Set or change one target; the former value is kept."""
    row = TargetRow(year, unit, item, value)
    return load(TARGETS, [row], actor=actor, at=at, action="set_target", target=TARGETS.key(row))
