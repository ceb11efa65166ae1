"""Writes about training."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from gongwei.ledgers.training.credits import IN_HOUSE_SESSION
from gongwei.ledgers.training.models import Attendance, Session
from gongwei.records import audit
from gongwei.records.actions import Refused
from gongwei.records.actions.writing import Table, load
from gongwei.records.models import Staff
from gongwei.records.rows import FlagRow, Loaded


class SessionRow(NamedTuple):
    """`credits` None: those of an in-house session that states none; other classes have to state them."""

    code: str
    course: str
    klass: str
    unit: str
    date: date
    place: str = ""
    credits: Decimal | None = None
    pass_mark: Decimal | None = None


class AttendanceRow(NamedTuple):
    session: str
    staff: str
    score: Decimal | None = None
    certificate: str = ""
    verified: date | None = None


SESSIONS = Table(Session, SessionRow._fields)
ATTENDANCES = Table(Attendance, AttendanceRow._fields, keys=2)
BEYOND, PLACES = 10_000, 2
"""Scores are below this, with so many decimal places."""


def load_sessions(
    rows: Sequence[SessionRow], *, actor: str, at: datetime, target: str = "", flags: Iterable[FlagRow] = ()
) -> Loaded:
    """Write sessions. ValueError for one that is not in-house and states no credits."""
    known = [row if row.credits is not None else row._replace(credits=IN_HOUSE_SESSION) for row in rows]
    if any(row.credits is None and row.klass != "in_house" for row in rows):
        raise ValueError("credits are missing")
    return load(SESSIONS, known, actor=actor, at=at, action="load_sessions", target=target, flags=flags)


def load_attendances(
    rows: Sequence[AttendanceRow], *, actor: str, at: datetime, target: str = "", flags: Iterable[FlagRow] = ()
) -> Loaded:
    """Write who attended; corrections keep what was written before."""
    return load(ATTENDANCES, rows, actor=actor, at=at, action="load_attendances", target=target, flags=flags)


def attend(*, session: str, staff: str, score: Decimal | None = None, certificate: str = "", actor: str, at: datetime) -> Loaded:
    """Someone attended a session; of one known to have attended, what is not given stays as it is.

    Refused for an unknown session or member of staff, one not at work on that day, or a score that is none.
    """
    if score is not None and not (score.is_finite() and 0 <= score < BEYOND and score == round(score, PLACES)):
        raise Refused(_("成绩应不小于 0、小于 {beyond},最多 {places} 位小数").format(beyond=BEYOND, places=PLACES))
    with audit.one_writer():
        held = Session.objects.filter(pk=session).first()
        if held is None:
            raise Refused(_("没有编号为「{code}」的培训").format(code=session))
        member = Staff.objects.filter(pk=staff).first()
        if member is None:
            raise Refused(_("没有编号为「{code}」的人员").format(code=staff))
        if (member.left and member.left <= held.date) or (member.employed and member.employed > held.date):
            raise Refused(_("人员「{code}」在 {day} 不在岗").format(code=staff, day=held.date))
        known = Attendance.objects.filter(session=session, staff=staff).values_list(*AttendanceRow._fields).first()
        before = AttendanceRow(*known) if known else AttendanceRow(session, staff)
        row = before._replace(score=before.score if score is None else score, certificate=certificate or before.certificate)
        return load(ATTENDANCES, [row], actor=actor, at=at, action="attend", target=ATTENDANCES.key(row))


def verify_credits(*, session: str, staff: str, on: date, actor: str, at: datetime) -> Loaded:
    """The credits of an attendance were found in order. Refused for one unknown, or a day before the session."""
    with audit.one_writer():
        held = Attendance.objects.filter(session=session, staff=staff).select_related("session").first()
        if held is None:
            raise Refused(_("「{staff}」没有参加「{session}」的记录").format(staff=staff, session=session))
        if on < held.session.date:
            raise Refused(_("审验日期早于培训日期"))
        row = AttendanceRow(session, staff, held.score, held.certificate, on)
        return load(ATTENDANCES, [row], actor=actor, at=at, action="verify_credits", target=ATTENDANCES.key(row))
