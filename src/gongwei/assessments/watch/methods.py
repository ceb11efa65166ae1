"""When a week's count is unusually high: published methods, on plain series of counts.

EARS C1, C2, C3: Hutwagner L, Thompson W, Seeman GM, Treadwell T. J Urban Health 2003;80(2 Suppl 1):i89–96, as written out by
Fricker RD, Hegler BL, Dunfee DA. Stat Med 2008;27:3407–29. Historical limits: Stroup DF, Williamson GD, Herndon JL, Karon JM.
Stat Med 1989;8:323–9. An alert is a reason to look, not an outbreak.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True)
class Parameters:
    """What the methods are set to.

    baseline: weeks of which mean and standard deviation are taken; lag: weeks between them and the week judged (C2, C3);
    limit: standard deviations above the mean (C1, C2); least_deviation: taken where the weeks vary less, so that one case
    after weeks without any raises no alert; sum_limit: of the three terms of C3; years, window, historical_limit: years
    looked back on, weeks a period has, standard deviations above the mean of the historical limits; least_years: history
    without which they say nothing.
    """

    baseline: int = 7
    lag: int = 2
    limit: Decimal = Decimal(3)
    least_deviation: Decimal = Decimal("0.5")
    sum_limit: Decimal = Decimal(2)
    years: int = 5
    window: int = 4
    historical_limit: Decimal = Decimal(2)
    least_years: int = 3


DEFAULTS = Parameters()


@dataclass(frozen=True)
class Judged:
    """What a method says of a week. `count`: what was judged (C1–C3: the week's cases; historical: those of the period);
    `expected`: the baseline's mean; `deviation`: its standard deviation as used; `statistic` is compared with `limit`."""

    method: str
    count: int
    expected: Fraction
    deviation: Decimal
    statistic: Decimal
    limit: Decimal

    @property
    def alert(self) -> bool:
        """Whether the limit is passed; reaching it is not passing it."""
        return self.statistic > self.limit


def mean_and_deviation(counts: Sequence[int]) -> tuple[Fraction, Decimal]:
    """Mean and sample standard deviation (n − 1)."""
    mean = Fraction(sum(counts), len(counts))
    variance = sum((count - mean) ** 2 for count in counts) / (len(counts) - 1)
    return mean, decimal(variance).sqrt()


def decimal(value: Fraction) -> Decimal:
    """A fraction to the 28 digits of Decimal."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def standardised(counts: Sequence[int], week: int, lag: int, parameters: Parameters) -> Judged | None:
    """How many deviations a week lies above the mean of the baseline that ends `lag` weeks before it; None where there are
    not enough weeks before."""
    end = week - lag
    if end < parameters.baseline:
        return None
    mean, deviation = mean_and_deviation(counts[end - parameters.baseline : end])
    deviation = max(deviation, parameters.least_deviation)
    above = decimal(counts[week] - mean) / deviation
    return Judged("C2" if lag else "C1", counts[week], mean, deviation, above, parameters.limit)


def c1(counts: Sequence[int], week: int, parameters: Parameters = DEFAULTS) -> Judged | None:
    """EARS C1: the weeks right before are the baseline."""
    return standardised(counts, week, 0, parameters)


def c2(counts: Sequence[int], week: int, parameters: Parameters = DEFAULTS) -> Judged | None:
    """EARS C2: a rise of the last weeks does not raise its own baseline."""
    return standardised(counts, week, parameters.lag, parameters)


def c3(counts: Sequence[int], week: int, parameters: Parameters = DEFAULTS) -> Judged | None:
    """EARS C3: the sum over this and the two weeks before of what C2 has above 1; finds rises that come slowly."""
    terms = [c2(counts, one, parameters) for one in (week - 2, week - 1, week)]
    if None in terms:
        return None
    excess = sum((max(Decimal(0), term.statistic - 1) for term in terms), Decimal(0))
    now = terms[-1]
    return Judged("C3", now.count, now.expected, now.deviation, excess, parameters.sum_limit)


def historical(periods: Sequence[Sequence[int]], now: int, parameters: Parameters = DEFAULTS) -> Judged | None:
    """Historical limits: the cases of the last weeks beside those of the same period, the one before and the one after it in
    earlier years. `periods`: for each earlier year its three counts. None with fewer years than `least_years`."""
    if len(periods) < parameters.least_years:
        return None
    mean, deviation = mean_and_deviation([count for year in periods for count in year])
    deviation = max(deviation, parameters.least_deviation)
    above = decimal(now - mean) / deviation
    return Judged("historical", now, mean, deviation, above, parameters.historical_limit)
