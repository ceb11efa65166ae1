"""The one place where a value becomes characters. Values are exact; only what is shown is rounded."""

from fractions import Fraction

from gongwei.indicators import figure

NO_VALUE = "—"
PLACES = 2
POINTS = {"%": "个百分点", "‰": "个千分点"}
"""What the difference of two rates is counted in."""


def is_rate(measure: str) -> bool:
    """Whether values of this measure are rates: they differ by points and never grow in per cent."""
    return measure in POINTS or measure.startswith("/")


def rounded(value: Fraction, places: int = PLACES) -> str:
    """With exactly so many decimals, half away from zero: 83.862525 → 83.86, −0.005 → −0.01; never −0.00."""
    exact = figure.rounded(value, places)
    return f"{exact if exact else abs(exact):f}"


def grouped(value: Fraction) -> str:
    """An amount to the cent, in groups of three digits: 1,956,042.00."""
    whole, cents = rounded(value).split(".")
    sign = "-" * whole.startswith("-")
    return f"{sign}{abs(int(whole)):,}.{cents}"


def plain(value: Fraction) -> str:
    """A count: whole numbers without decimals, others with at most two (12.50 kg → 12.5); no thousands separators."""
    if value.denominator == 1:
        return str(value.numerator)
    return rounded(value).rstrip("0").rstrip(".")


def shown(value: Fraction | None, measure: str, *, sign: bool = False) -> str:
    """The value as the text says it: rates with their sign of measure (83.86%, 6.50‰), counts bare, no value as —.

    sign: a positive value gets its plus (a change in a table).
    """
    if value is None:
        return NO_VALUE
    if is_rate(measure):
        text = rounded(value) + measure
    elif measure in POINTS.values():
        text = rounded(value)
    else:
        text = plain(value)
    return f"+{text}" if sign and value > 0 else text
