"""Working days: public holidays and make-up days as the State Council announced them, year by year."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import chinese_calendar

ANNOUNCED = range(min(chinese_calendar.holidays).year, max(chinese_calendar.holidays).year + 1)
"""The years whose holidays the installed library knows; the next one is announced each November."""


@dataclass(frozen=True)
class WorkingDays:
    """A number of working days. `announced`: by the announced calendar; else Monday to Friday stand in for it."""

    number: int
    announced: bool


def is_working_day(day: date) -> bool:
    """Whether people work on a day; in a year not yet announced from Monday to Friday."""
    return chinese_calendar.is_workday(day) if day.year in ANNOUNCED else day.weekday() < 5


@cache
def working_days(after: date, until: date) -> WorkingDays:
    """The working days after a day, up to and including another; none when that is not later."""
    days = [after + timedelta(days=number) for number in range(1, (until - after).days + 1)]
    return WorkingDays(sum(map(is_working_day, days)), all(day.year in ANNOUNCED for day in days))
