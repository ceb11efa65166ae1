"""The periods over which tallies are reported: `2025`, `2025-Q1`, `2025-03`."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from gongwei.definition.calendar import add_months

FORMAT = re.compile(r"(?P<year>[12][0-9]{3})(-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?", re.ASCII)
MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class ReportingPeriod:
    """A calendar month, quarter or year, both days included."""

    text: str
    length: str
    start: date
    end: date


def reporting_period(text: str) -> ReportingPeriod:
    """The period of a text. ValueError for any other text."""
    match = FORMAT.fullmatch(text)
    if match is None:
        raise ValueError("报告期应写作 2025、2025-Q1 或 2025-03")
    length = "quarter" if match["quarter"] else "month" if match["month"] else "year"
    first_month = 3 * int(match["quarter"]) - 2 if match["quarter"] else int(match["month"] or 1)
    start = date(int(match["year"]), first_month, 1)
    return ReportingPeriod(text, length, start, add_months(start, MONTHS[length]) - timedelta(days=1))
