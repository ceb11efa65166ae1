"""Writes about activities."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from gongwei.ledgers.activities.models import Activity, ActivityFile
from gongwei.ledgers.activities.queries import added_up
from gongwei.ledgers.files.models import KeptFile
from gongwei.ledgers.tallies.actions import report_tally
from gongwei.records import audit
from gongwei.records.actions import Refused
from gongwei.records.actions.writing import Table, load
from gongwei.records.rows import FlagRow, Loaded


class ActivityRow(NamedTuple):
    code: str
    unit: str
    date: date
    kind: str
    title: str
    place: str = ""
    health_day: str = ""
    reached: int | None = None
    materials: int | None = None


ACTIVITIES = Table(Activity, ActivityRow._fields)
FILES = Table(ActivityFile, ("activity", "file", "what"), keys=2)


def load_activities(
    rows: Sequence[ActivityRow], *, actor: str, at: datetime, target: str = "", flags: Iterable[FlagRow] = ()
) -> Loaded:
    """Write activities; a known code with other content is a correction."""
    return load(ACTIVITIES, rows, actor=actor, at=at, action="load_activities", target=target, flags=flags)


def attach_file(*, activity: str, digest: str, what: str = "", actor: str, at: datetime) -> Loaded:
    """A kept file shows an activity. Refused for an unknown activity or a file that is not kept (`files.actions.keep_file`)."""
    with audit.one_writer():
        if not KeptFile.objects.filter(pk=digest).exists():
            raise Refused(_("没有存档文件 {digest}").format(digest=digest))
        if not Activity.objects.filter(pk=activity).exists():
            raise Refused(_("没有编号为「{code}」的活动").format(code=activity))
        row = (activity, digest, what)
        return load(FILES, [row], actor=actor, at=at, action="attach_file", target=activity)


def report_from_activities(*, unit: str, period: str, actor: str, at: datetime) -> dict[str, int]:
    """Report a unit's tallies of a period from its activities, so that nobody types them: item → value as reported.

    Refused when the period is none, there was no activity, or the number of people at a lecture is not known: it would be
    reported too low.
    """
    try:
        values = added_up(unit, period)
    except ValueError as wrong:
        raise Refused(_("报告期应写作 2025、2025-Q1 或 2025-03")) from wrong
    if not values:
        raise Refused(_("「{unit}」在 {period} 没有活动记录").format(unit=unit, period=period))
    if unknown := [item for item, value in values.items() if value is None]:
        raise Refused(_("有活动未填参加人数或资料数,不能汇总:{items}").format(items=_("、").join(unknown)))
    with audit.one_writer():
        for item, value in values.items():
            report_tally(unit=unit, item=item, period=period, value=value, actor=actor, at=at)
    return values
