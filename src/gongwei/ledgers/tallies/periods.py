"""The periods over which tallies are reported: `2025`, `2025-Q1`, `2025-03`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from gongwei.definition.calendar import add_months

FORMAT = re.compile(r"(?P<year>[12][0-9]{3})(-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?", re.ASCII)
MONTHS = {"month": 1, "quarter": 3, "year": 12}
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ReportingPeriod:
    """A calendar month, quarter or year, both days included."""

    text: str
    length: str
    start: date
    end: date

    def __str__(self) -> str:
        return self.text

    @property
    def before(self) -> "ReportingPeriod":
        """The period right before, for 环比."""
        return period_holding(self.start - A_DAY, self.length)

    @property
    def a_year_before(self) -> "ReportingPeriod":
        """The same period of the year before, for 同比."""
        return period_holding(add_months(self.start, -12), self.length)

    def covers(self, other: "ReportingPeriod") -> bool:
        """Whether every day of another period lies in this one."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: "ReportingPeriod") -> bool:
        """Whether some day lies in both."""
        return self.start <= other.end and other.start <= self.end

    def ending_within(self, length: str) -> Iterator["ReportingPeriod"]:
        """The periods of a length whose last day lies in this one: March has one month and ends the first quarter."""
        period = period_holding(self.start, length)
        while period.end <= self.end:
            yield period
            period = period_holding(period.end + A_DAY, length)


def reporting_period(text: str) -> ReportingPeriod:
    """The period of a text. ValueError for any other text."""
    match = FORMAT.fullmatch(text)
    if match is None:
        raise ValueError("报告期应写作 2025、2025-Q1 或 2025-03")
    length = "quarter" if match["quarter"] else "month" if match["month"] else "year"
    first_month = 3 * int(match["quarter"]) - 2 if match["quarter"] else int(match["month"] or 1)
    start = date(int(match["year"]), first_month, 1)
    return ReportingPeriod(text, length, start, add_months(start, MONTHS[length]) - A_DAY)


def period_holding(day: date, length: str) -> ReportingPeriod:
    """The month, quarter or year in which a day lies."""
    part = {"month": f"-{day.month:02}", "quarter": f"-Q{(day.month + 2) // 3}", "year": ""}[length]
    return reporting_period(f"{day.year}{part}")
