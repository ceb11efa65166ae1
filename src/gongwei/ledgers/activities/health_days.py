"""The year's calendar of health days."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import as_file, files
from pathlib import Path

from gongwei.definition.declaration import Declaration, declaration
from gongwei.definition.message import Message as _

SHIPPED = files(__package__) / "health_days.toml"
LONGEST = 366
"""Days that an entry may last."""


@dataclass(frozen=True)
class HealthDay:
    """A day or some days of a year, both ends included."""

    name: str
    start: date
    end: date


def health_days(year: int, path: Path | None = None) -> list[HealthDay]:
    """The health days of a year by start, of a file (None: the shipped one). Misdeclared for a file that cannot be meant."""
    if path is None:
        with as_file(SHIPPED) as shipped:
            return health_days(year, shipped)
    with declaration(path) as file:
        found = [read(one, year) for one in file.sections("day")]
        file.nothing_else()
    return sorted((day for day in found if day), key=lambda day: (day.start, day.name))


def read(one: Declaration, year: int) -> HealthDay | None:
    """One entry; None when the year has no such day (29 February), or something is wrong with it, which is noted."""
    name, month, length = one.entry("name", str), one.entry("month", int), one.entry("length", int, 1)
    fixed = one.entry("day", int, None)
    weekday, nth = one.entry("weekday", int, None), one.entry("nth", int, None)
    one.nothing_else()
    if month is None or not 1 <= month <= 12:
        one.wrong(_("月份应为 1 至 12"), "month")
        return None
    if not 1 <= length <= LONGEST:
        one.wrong(_("天数应为 1 至 {longest}", longest=LONGEST), "length")
        return None
    if (fixed is None) == (weekday is None or nth is None):
        one.wrong(_("应写 day,或写 weekday 和 nth"), "day")
        return None
    days = [day for day in Calendar().itermonthdates(year, month) if day.month == month]
    if fixed is None:
        days = [day for day in days if day.isoweekday() == weekday]
        fixed = nth if nth > 0 else len(days) + nth + 1
    if not 1 <= fixed <= len(days):
        if (month, one.said.get("day")) != (2, 29):
            one.wrong(_("{month} 月没有这一天", month=month), "day")
        return None
    start = days[fixed - 1]
    return HealthDay(name, start, start + timedelta(days=length - 1))
