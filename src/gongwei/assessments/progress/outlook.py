"""What the rest of the year may bring, by what was reached at the ends of the months so far and a year before."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise

from gongwei.definition.calendar import add_months

from .forecasting import BY_DAYS, BY_SEASON, BY_TREND, Forecast, forecast
from .items import A_DAY
from .working_days import working_days

HALF = Fraction(1, 2)
"""The share of its trend that a figure which stands is expected to keep: a rate that fluctuates does not run on for ever. As in
the theta method (Assimakopoulos and Nikolopoulos 2000)."""
STRAY = Fraction(1, 5)
"""Who did more than this share of the work in months in which nothing was done last year does not follow last year's rhythm."""
LATE = HALF
"""Nor does who did more than this share beside it: who starts late has more to come than last year's end shows."""

Reached = Mapping[date, Fraction]
"""Day → what was reached by then, in order of the days."""


def by_work(reached: Reached, before: Reached, end: date) -> Forecast | None:
    """What grows from 0, on the day `end`: by last year's rhythm where a full year shows one, else by the rate per working day.

    `before`: what was reached a year before on the same days and on that of `end`, empty or with gaps where last year is not
    known. None where nothing has been done yet, or in fewer than three months.
    """
    last, changes = max(reached), _changes(reached)
    if not reached[last]:
        return None
    if all(a_year_before(day) in before for day in (*reached, end)):
        exposures = _changes({day: before[a_year_before(day)] for day in reached}, at_least=Fraction(0))
        stray = sum(abs(change) for change, exposure in zip(changes, exposures, strict=True) if not exposure)
        if stray <= STRAY * reached[last] and _beside(changes, exposures) <= LATE * reached[last]:
            ahead = max(before[a_year_before(end)] - before[a_year_before(last)], Fraction(0))
            return forecast(reached[last], changes, exposures, ahead, BY_SEASON)
    exposures = [Fraction(working_days(*days).number) for days in pairwise(reached)]
    return forecast(reached[last], changes, exposures, Fraction(working_days(last, end).number), BY_DAYS)


def by_trend(reached: Reached, end: date) -> Forecast | None:
    """What stands, on the day `end`: half its trend per day goes on. None for fewer than three months."""
    last = max(reached)
    exposures = [Fraction((after - before).days) for before, after in pairwise(reached)]
    return forecast(reached[last], _changes(reached), exposures, Fraction((end - last).days), BY_TREND, HALF)


def _beside(changes: Sequence[Fraction], exposures: Sequence[Fraction]) -> Fraction:
    """How much was done beyond what falls to each month by its exposure."""
    done, whole = sum(changes), sum(exposures)
    return sum((max(change - done * exposure / whole, 0) for change, exposure in zip(changes, exposures, strict=True)),
               Fraction(0)) if whole else Fraction(0)


def a_year_before(day: date) -> date:
    """The same day of the year before; a month's last day stays the last."""
    return add_months(day + A_DAY, -12) - A_DAY


def _changes(reached: Reached, at_least: Fraction | None = None) -> list[Fraction]:
    changes = [after - before for before, after in pairwise(reached.values())]
    return changes if at_least is None else [max(change, at_least) for change in changes]
