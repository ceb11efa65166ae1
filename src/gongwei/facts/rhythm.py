"""旬督查 月通报 季分析 年总评: which duties return in every period, and by when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import as_file, files
from pathlib import Path

from gongwei.definition.declaration import declaration
from gongwei.definition.message import Message as _
from gongwei.ledgers.tallies.periods import MONTHS, period_holding

A_DAY = timedelta(days=1)
LONGEST = 366
"""Days between a period and its due day."""
TEN_DAYS = "ten_days"
LENGTHS = (TEN_DAYS, *MONTHS)
ENDS = ("start", "end")
INSPECTION = "inspection"
DOCUMENTS = ("plan", "progress", "bulletin", "brief", "sheet", "summary", "notice", "closing", "appraisal", "payment")


@dataclass(frozen=True)
class Duty:
    """Something due in every period: `days` after its `counted_from` ("start" or "end"). `by`: the kinds of documents that
    fulfil it, or an inspection."""

    name: str
    every: str
    counted_from: str
    days: int
    by: tuple[str, ...]

    def due_on(self, start: date, end: date) -> date:
        """The due day of a period."""
        return (start if self.counted_from == "start" else end) + timedelta(days=self.days)


def duties(path: Path | None = None) -> tuple[Duty, ...]:
    """The duties of a file (None: the shipped one). Misdeclared for one that cannot be meant."""
    if path is None:
        with as_file(files(__package__) / "rhythm.toml") as shipped:
            return duties(shipped)
    found = []
    with declaration(path) as file:
        for one in file.sections("duty"):
            by = one.entry("by", list)
            found.append(Duty(one.entry("name", str), one.choice("every", LENGTHS), one.choice("from", ENDS, "end"),
                              one.entry("days", int), tuple(by or ())))
            one.nothing_else()
            if found[-1].days is not None and not 0 <= found[-1].days <= LONGEST:
                one.wrong(_("「days」应为 0 至 {longest}", longest=LONGEST), "days")
            if unknown := [kind for kind in by or () if kind not in (INSPECTION, *DOCUMENTS)]:
                one.wrong(_("不认识的文种 {kinds},应为 {known}", kinds=" ".join(map(str, unknown)),
                            known=" ".join((INSPECTION, *DOCUMENTS))), "by")
        file.nothing_else()
    return tuple(found)


def periods(every: str, first: date, last: date) -> Iterator[tuple[date, date]]:
    """The periods of a length that touch these days, both included: first and last day of each."""
    day = first
    while day <= last:
        start, end = ten_days(day) if every == TEN_DAYS else calendar_period(day, every)
        yield start, end
        day = end + A_DAY


def calendar_period(day: date, every: str) -> tuple[date, date]:
    """The month, quarter or year that holds a day."""
    period = period_holding(day, every)
    return period.start, period.end


def ten_days(day: date) -> tuple[date, date]:
    """上旬 1–10, 中旬 11–20, 下旬 the rest of the month."""
    part = min((day.day - 1) // 10, 2)
    start = day.replace(day=10 * part + 1)
    return start, day.replace(day=10 * part + 10) if part < 2 else period_holding(day, "month").end
