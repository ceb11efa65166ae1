"""Where the year will end: one formula with an interval, for all that is done month by month.

The changes y of a figure over the months gone by are laid against the *exposures* e of these months: how much was to be
expected of each, beside the others. The rate r = Σy ÷ Σe, times the exposure E that is left, is what is still to come. The
months' differences from r·e, weighed by 1 ÷ e, give the variance s² of one unit of exposure (n − 1 degrees of freedom); what is
to come then has the variance s²(E + E² ÷ Σe): the first term is the chance of the months ahead, the second that r itself
is known from a few months only. This is the ratio estimator under its usual model (Cochran, Sampling Techniques, ch. 6;
Royall 1970); for equal months it is the random walk with drift (Hyndman and Athanasopoulos, Forecasting, 5.2). The interval is
Student's for 80 %: of ten such forecasts about eight should hold.

It is chosen for being simple enough to follow by hand, for needing no more than a few months, and for telling its own
uncertainty; where it fails, the back-test shows it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from gongwei.definition.message import Message

LEAST_MONTHS = 3
NINETIETH = tuple(
    Fraction(thousandths, 1000) for thousandths in (3078, 1886, 1638, 1533, 1476, 1440, 1415, 1397, 1383, 1372, 1363)
)
"""The 90th percentile of Student's t for 1, 2 … 11 degrees of freedom."""
BY_SEASON, BY_DAYS, BY_TREND = (
    Message("按上年各月节奏"), Message("按今年每工作日平均进度"), Message("按今年走势的一半"),
)


@dataclass(frozen=True)
class Forecast:
    """What a figure will be at the end: the middle of an 80 % interval, and how it was found."""

    low: Fraction
    middle: Fraction
    high: Fraction
    method: Message

    def scaled(self, by: Fraction) -> "Forecast":
        """In another measure."""
        return Forecast(self.low * by, self.middle * by, self.high * by, self.method)

    def within(self, least: Fraction | None, most: Fraction | None) -> "Forecast":
        """Clipped to what is possible."""

        def clipped(value: Fraction) -> Fraction:
            value = value if least is None else max(value, least)
            return value if most is None else min(value, most)

        return Forecast(clipped(self.low), clipped(self.middle), clipped(self.high), self.method)


def forecast(now: Fraction, changes: Sequence[Fraction], exposures: Sequence[Fraction], ahead: Fraction, method: Message,
             believed: Fraction = Fraction(1)) -> Forecast | None:
    """`now` and what is still to come over the exposure `ahead`; None with fewer than three months of positive exposure.

    A month without exposure is put together with the next. `believed`: the share of the rate that is expected to go on.
    """
    months = _together(changes, exposures)
    if len(months) < LEAST_MONTHS:
        return None
    behind = sum(exposure for _, exposure in months)
    rate = sum(change for change, _ in months) / behind
    degrees = len(months) - 1
    spread = sum((change - rate * exposure) ** 2 / exposure for change, exposure in months) / degrees
    margin = _root(NINETIETH[min(degrees, len(NINETIETH)) - 1] ** 2 * spread * (ahead + ahead**2 / behind))
    middle = now + believed * rate * ahead
    return Forecast(middle - margin, middle, middle + margin, method)


def _together(changes: Sequence[Fraction], exposures: Sequence[Fraction]) -> list[tuple[Fraction, Fraction]]:
    """(change, exposure) of months that all have some exposure; what comes after the last of them belongs to it."""
    months, change, exposure = [], Fraction(0), Fraction(0)
    for of_month, expected in zip(changes, exposures, strict=True):
        change, exposure = change + of_month, exposure + expected
        if exposure > 0:
            months.append((change, exposure))
            change, exposure = Fraction(0), Fraction(0)
    if months:
        months[-1] = (months[-1][0] + change, months[-1][1] + exposure)
    return months


def _root(square: Fraction) -> Fraction:
    with localcontext(prec=20):
        return Fraction((Decimal(square.numerator) / Decimal(square.denominator)).sqrt())
