"""On which days a year's work may be worked out, and a step of it be taken."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from gongwei.ledgers.tallies.queries import day_of
from gongwei.records.actions import Refused


def refuse_as_of(year: int, as_of: date, at: datetime) -> None:
    """Refused for an as-of day of another year than the scheme's, or one that is still to come."""
    if as_of.year != year:
        raise Refused(_("所用方案(办法)是 {year} 年的,截至日 {day} 不在该年").format(year=year, day=as_of))
    if as_of > (today := day_of(at)):
        raise Refused(_("截至日 {day} 还没有到,今天是 {today}").format(day=as_of, today=today))


def refuse_day(on: date, last: date, at: datetime) -> None:
    """Refused for a step dated before what came last (a step, a call, the as-of day), or after the day in China on which
    it is entered: nobody ends a period by a date."""
    if on < last:
        raise Refused(_("日期 {on} 早于上一步的 {last}").format(on=on, last=last))
    if on > (today := day_of(at)):
        raise Refused(_("日期 {on} 还没有到,今天是 {today}").format(on=on, today=today))
