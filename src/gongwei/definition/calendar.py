"""Days that depend on the as-of day only, and the periods between them.

A `Moment` is a name for such a day; a `Calendar` knows which day it is when the as-of day is known. Definitions hold
moments, never dates, so that one definition answers for every as-of day.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from .expression import Expression, Moment

AS_OF = Moment("as_of")
YEAR_START = Moment("year_start")
YEAR_END = Moment("year_end")
A_YEAR_BEFORE = Moment("a_year_before")
LAST_QUARTER_START = Moment("last_quarter_start")
LAST_QUARTER_END = Moment("last_quarter_end")


@dataclass(frozen=True)
class Period:
    """Consecutive days, both ends included."""

    first: Expression
    last: Expression

    def holds(self, day: Expression) -> Expression:
        """Whether `day` lies in the period; an unknown day does not."""
        return (day >= self.first) & (day <= self.last)


QUARTERS = tuple(Period(Moment(f"quarter{n}_start"), Moment(f"quarter{n}_end")) for n in (1, 2, 3, 4))
IN_YEAR = Period(YEAR_START, AS_OF)
WITHIN_A_YEAR = Period(Moment("day_after_a_year_before"), AS_OF)
SINCE_LAST_QUARTER = Period(LAST_QUARTER_START, AS_OF)


def add_months(day: date, months: int) -> date:
    """The same day `months` later (earlier if negative); the month's last day where it lacks that day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(years + (month == 11), (month + 1) % 12 + 1, 1)
    return min(first_of_next - timedelta(days=1), date(years, month + 1, 1) + timedelta(days=day.day - 1))


def completed_years(birth: date, day: date) -> int:
    """Age in completed years on `day`. Born on 29 February: a new age is reached on 1 March of a common year."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


@dataclass(frozen=True)
class Calendar:
    """The days that an as-of day determines.

    `as_of` is included in every period. `period_start` replaces 1 January of its year where a report asks for another
    beginning (maternal and child statistics: 1 October).
    """

    as_of: date
    period_start: date | None = None

    def __post_init__(self) -> None:
        if self.period_start and self.period_start > self.as_of:
            raise ValueError(f"the period starts on {self.period_start}, after its as-of day {self.as_of}")

    @property
    def year(self) -> int:
        """The calendar year of the as-of day."""
        return self.as_of.year

    @cached_property
    def days(self) -> dict[str, date]:
        """Every moment's day, by the moment's name."""
        day, year = self.as_of, self.as_of.year
        quarters = {n: (date(year, 3 * n - 2, 1), add_months(date(year, 3 * n - 2, 1), 3) - timedelta(days=1))
                    for n in (1, 2, 3, 4)}
        this_quarter = quarters[(day.month + 2) // 3]
        last_start = this_quarter[0] if this_quarter[1] <= day else add_months(this_quarter[0], -3)
        before = add_months(day, -12)
        return {
            "as_of": day,
            "year_start": self.period_start or date(year, 1, 1),
            "year_end": date(year, 12, 31),
            "a_year_before": before,
            "day_after_a_year_before": before + timedelta(days=1),
            "last_quarter_start": last_start,
            "last_quarter_end": add_months(last_start, 3) - timedelta(days=1),
            **{f"quarter{n}_start": first for n, (first, _) in quarters.items()},
            **{f"quarter{n}_end": last for n, (_, last) in quarters.items()},
        }

    def __getitem__(self, moment: Moment) -> date:
        return self.days[moment.name]
