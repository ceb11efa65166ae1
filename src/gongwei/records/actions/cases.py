"""Writes about cases of notifiable diseases."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from gongwei.records.actions.writing import Table, load
from gongwei.records.models import Case
from gongwei.records.rows import CaseRow, FlagRow, Loaded

CASES = Table(Case, CaseRow._fields)


def load_cases(
    rows: Sequence[CaseRow], *, actor: str, at: datetime, target: str = "", flags: Iterable[FlagRow] = ()
) -> Loaded:
    """Write cases; a known code with other content is a correction."""
    return load(CASES, rows, actor=actor, at=at, action="load_cases", target=target, flags=flags)
