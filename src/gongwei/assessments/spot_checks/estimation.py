"""From those who answered to all of the frame: a share with its interval, exact until it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

Z = {90: Fraction(1644854, 10**6), 95: Fraction(1959964, 10**6), 99: Fraction(2575829, 10**6)}
"""Confidence in % → quantile of the normal distribution."""
PLACES = 10**18


@dataclass(frozen=True)
class Estimate:
    """A share of the frame. `answered`: by how many people it is known; `effective`: how many equally weighted ones know as
    much. Without answers there is no value."""

    value: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    answered: int = 0
    effective: Fraction = Fraction(0)


def estimated(answers: Sequence[tuple[Fraction, Fraction]], confidence: int = 95) -> Estimate:
    """The share told by (weight, value in [0, 1]) of each who answered; the weight is how many of the frame one stands for.

    Σ weight·value ÷ Σ weight (Hájek 1971, a ratio of two Horvitz–Thompson sums). The interval is Wilson's (1927) at the
    effective size (Σ weight)² ÷ Σ weight² (Kish 1965). It never has width 0; it does not shrink where much of a small frame
    was asked, nor depend on how the answers spread over the weights, so it is rather too wide than too narrow but where the
    inauthentic ones hide among those of the least chance. `value`s between 0 and 1 spread less than yes and no: the same holds.
    """
    if not answers:
        return Estimate()
    whole = sum(weight for weight, _ in answers)
    share = sum((weight * value for weight, value in answers), Fraction(0)) / whole
    effective = whole**2 / sum(weight**2 for weight, _ in answers)
    return Estimate(share, *wilson(share, effective, Z[confidence]), len(answers), effective)


def wilson(share: Fraction, size: Fraction, z: Fraction) -> tuple[Fraction, Fraction]:
    """The interval of all true shares from which the observed one lies at most z standard errors away (Wilson, Journal of
    the American Statistical Association 22 (1927) 209–212); the root to 18 decimals, rounded up."""
    middle = share + z**2 / (2 * size)
    half = z * root(share * (1 - share) / size + z**2 / (4 * size**2))
    scale = 1 + z**2 / size
    return max(Fraction(0), (middle - half) / scale), min(Fraction(1), (middle + half) / scale)


def root(number: Fraction) -> Fraction:
    """The square root, rounded up after 18 decimals: an interval is rather too wide."""
    return Fraction(isqrt(number.numerator * PLACES**2 // number.denominator) + 1, PLACES)


def standing_for(chances: Sequence[Fraction], frame: int) -> list[Fraction]:
    """How many of a stratum's frame each who answered stands for: in proportion to 1 ÷ chance, together the frame."""
    whole = sum((1 / chance for chance in chances), Fraction(0))
    return [frame / (chance * whole) for chance in chances]
