"""A number with its two sets."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of one unit on one day: of an indicator, a tally, a project group or a target's completion.

    `value` is exact: numerator ÷ denominator × the indicator's factor; for counts the count. None is no value, which is
    not 0. `outcomes`: name, number of subjects, whether it counts.
    """

    indicator: str
    unit: str
    as_of: date
    numerator: Fraction | None
    denominator: Fraction | None
    value: Fraction | None
    outcomes: tuple[tuple[str, int, bool], ...] = ()


def rate(numerator: Fraction | int | None, denominator: Fraction | int | None, factor: int) -> Fraction | None:
    """numerator ÷ denominator × factor; no value where one is unknown or nothing is divided by."""
    if numerator is None or not denominator:
        return None
    return Fraction(numerator * factor, denominator)


def rounded(value: Fraction, decimals: int) -> Decimal:
    """Half away from zero, from the exact value."""
    with localcontext(prec=60):
        scaled = abs(value) * 10**decimals
        whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
        return Decimal(whole if value >= 0 else -whole).scaleb(-decimals).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def plain(value: Fraction | None, decimals: int = 6) -> str:
    """A number as text: integers without decimals, others with up to `decimals`; empty when there is none."""
    if value is None:
        return ""
    if value.denominator == 1:
        return str(value.numerator)
    return format(rounded(value, decimals).normalize(), "f")


def fixed(value: Fraction | None, decimals: int = 6) -> str:
    """A number as text with exactly that many decimals; empty when there is none."""
    return "" if value is None else format(rounded(value, decimals), "f")
