"""The pace of a year: which figures grow towards their target, and how far they should be on a day."""

from calendar import isleap, monthrange
from collections.abc import Sequence
from datetime import date
from enum import Enum
from fractions import Fraction

from gongwei.definition.calendar import YEAR_START
from gongwei.definition.expression import walk
from gongwei.definition.indicator import Indicator, Proportion, Ratio

Curve = Sequence[Fraction]
"""The cumulated percentages of the twelve months, rising to 100."""


class Growth(Enum):
    """How a figure moves through the year."""

    GROWS = "grows"
    """From 0 on 1 January: what was done in the year."""
    STANDS = "stands"
    """It can be at its target on any day: a stock, a rate of those for whom something is due already."""
    YEAR_END = "year_end"
    """Measured by what the whole year asks for: no grounds to blame anybody before 31 December."""


def growth(definition: Indicator) -> Growth:
    """How an indicator moves, from what it looks at.

    A count and a rate over an official figure grow when they look back to 1 January; a rate of subjects when only its
    outcomes do, for one whose subjects gather over the year as well is complete at any time.
    """
    if definition.basis == "annual":
        return Growth.YEAR_END
    counted = definition.numerator if isinstance(definition, Ratio) else definition
    outcomes, subjects = _looks_back(counted.outcomes), _looks_back((counted.of, counted.subject))
    grows = outcomes and not subjects if isinstance(definition, Proportion) else outcomes or subjects
    return Growth.GROWS if grows else Growth.STANDS


def _looks_back(part: object) -> bool:
    return any(node == YEAR_START for node in walk(part))


def early(moves: Growth, as_of: date) -> bool:
    """Whether only the whole year can tell and it is not over yet: no grounds to blame anybody."""
    return moves is Growth.YEAR_END and as_of < date(as_of.year, 12, 31)


def due(moves: Growth, as_of: date, curve: Curve | None = None) -> Fraction | None:
    """The % of a target due at the end of a day: of what grows over the year, and of whatever a monthly curve is set for."""
    return due_share(as_of, curve) * 100 if moves is Growth.GROWS or curve is not None else None


def due_share(as_of: date, curve: Curve | None = None) -> Fraction:
    """The share of the year's work that is due at the end of a day, from 0 to 1.

    Without a curve even over the days of the year; with one the months' cumulated percentages, linear within a month.
    """
    if curve is None:
        return Fraction(as_of.timetuple().tm_yday, 366 if isleap(as_of.year) else 365)
    before, after = Fraction(curve[as_of.month - 2] if as_of.month > 1 else 0), Fraction(curve[as_of.month - 1])
    return (before + (after - before) * Fraction(as_of.day, monthrange(as_of.year, as_of.month)[1])) / 100
