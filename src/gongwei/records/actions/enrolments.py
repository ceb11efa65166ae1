"""Writes about enrolments: who enters and leaves a programme."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from gongwei.records import audit
from gongwei.records.actions.writing import Refused, Table, load
from gongwei.records.models import Enrolment
from gongwei.records.rows import EnrolmentRow, FlagRow, Loaded

ENROLMENTS = Table(Enrolment, EnrolmentRow._fields)


def load_enrolments(
    rows: Sequence[EnrolmentRow], *, actor: str, at: datetime, target: str = "", flags: Iterable[FlagRow] = ()
) -> Loaded:
    """Write enrolments."""
    return load(ENROLMENTS, rows, actor=actor, at=at, action="load_enrolments", target=target, flags=flags)


def enrol(row: EnrolmentRow, *, actor: str, at: datetime) -> Loaded:
    """Enrol a resident; the same again is harmless, a known code with other content is a correction."""
    return load(ENROLMENTS, [row], actor=actor, at=at, action="enrol", target=row.code)


def end_enrolment(*, code: str, on: date, reason: str, actor: str, at: datetime) -> Loaded:
    """End an enrolment on a day. Refused when it is unknown, has ended on another day, or began later."""
    with audit.one_writer():
        held = Enrolment.objects.filter(code=code).values_list(*ENROLMENTS.fields).first()
        if held is None:
            raise Refused(f"没有编号为「{code}」的管理记录")
        row = EnrolmentRow(*held)
        if row.start > on:
            raise Refused("结束日期早于开始日期")
        if row.end is not None and row.end != on:
            raise Refused(f"该管理记录已于 {row.end.isoformat()} 结束")
        ended = row._replace(end=on, end_reason=reason)
        return load(ENROLMENTS, [ended], actor=actor, at=at, action="end_enrolment", target=code)
