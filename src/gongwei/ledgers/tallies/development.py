"""How a tally develops: growth over the period before (环比) and the same period of the year before (同比), and leaps."""

from collections.abc import Sequence
from fractions import Fraction
from statistics import median

LEAP = Fraction(3)
"""So many times more or less than usual is worth a look, unless another factor is asked for."""
EARLIER = 12
"""Periods looked back at."""
LEAST_EARLIER = 3


def growth(now: Fraction | None, then: Fraction | None) -> Fraction | None:
    """(now − then) ÷ then in percent; no value where one is unknown or then was nothing."""
    if now is None or not then:
        return None
    return (now - then) * 100 / then


def usual(earlier: Sequence[Fraction]) -> Fraction | None:
    """The median of the earlier values, unknown where there are fewer than three."""
    return Fraction(median(earlier)) if len(earlier) >= LEAST_EARLIER else None


def leaps(value: Fraction, earlier: Sequence[Fraction], factor: Fraction = LEAP) -> bool:
    """Whether a value lies further from the usual one than the factor, up or down; less than 1 counts as 1, so that a
    first case after none is no leap."""
    if (middle := usual(earlier)) is None:
        return False
    high, low = max(value, Fraction(1)), max(middle, Fraction(1))
    return high > factor * low or low > factor * high
