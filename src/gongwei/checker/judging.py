"""Holding what is recomputed against what is stated, and the words for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from gongwei.checker.claim import Claim, Kind, Linked, Severity, Verdict
from gongwei.checker.language.mention import Mention, Nature
from gongwei.checker.language.numeral import Bound, Interval, Number

SIGN = {100: "%", 1000: "‰", 10_000: "/万", 100_000: "/10万", 1: "", 0: ""}


@dataclass(frozen=True, slots=True)
class Judgement:
    """The outcome: by how many units of the last place stated the recomputed value misses, and what that means."""

    verdict: Verdict
    severity: Severity | None
    units: Fraction

    @property
    def holds(self) -> bool:
        """Whether the claim is consistent."""
        return self.verdict is Verdict.CONSISTENT


def judged(stated: Number, point: Fraction, possible: Interval | None = None) -> Judgement:
    """Stated against recomputed: `point` from the operands as written, `possible` all they may come to when rounded.

    A miss of one unit of the last place or less is soft: cut off instead of rounded, or rounded twice.
    """
    units = abs(point - stated.value) / stated.step
    within = stated.rounded if stated.bound is Bound.STATED else stated.interval
    if within.holds(point) or (possible is not None and possible.meets(within)):
        return Judgement(Verdict.CONSISTENT, None, units)
    if possible is not None and not possible.holds(point):
        units = min(units, *(abs(end - stated.value) / stated.step for end in (possible.low, possible.high) if end is not None))
    return Judgement(Verdict.INCONSISTENT, Severity.SOFT if units <= 1 else Severity.HARD, units)


def figure(value: Fraction, places: int = 0) -> str:
    """A number as the report would print it, halves rounded up."""
    quantum = Decimal(1).scaleb(-places)
    return f"{(Decimal(value.numerator) / Decimal(value.denominator)).quantize(quantum, ROUND_HALF_UP):f}"


def short(value: Fraction) -> str:
    """A number with as many decimals as it needs, four at most."""
    text = figure(value, 4)
    return text.rstrip("0").rstrip(".") if "." in text else text


def places_of(number: Number) -> int:
    """How many decimals the number was written with."""
    places, step = 0, number.step
    while step < 1 and places < 15:
        step *= 10
        places += 1
    return places


def operand(mention: Mention) -> str:
    """A mention as an operand of a calculation, without its unit."""
    number = mention.number
    assert number is not None
    if not number.whole and mention.nature in (Nature.COUNT, Nature.MONEY) and number.step >= 10:
        for scale, word in ((10**8, "亿"), (10**4, "万")):
            if number.value >= scale:
                return short(number.value / scale) + word
    return short(number.value)


def linked(mention: Mention, role: str) -> Linked:
    """The mention in its role."""
    return Linked(role, mention.text, mention.start, mention.end, mention.number and mention.number.value)


def in_unit(value: Fraction, like: Mention) -> str:
    """A recomputed amount in the unit of the stated one."""
    for word, scale in (("亿", 10**8), ("万", 10**4)):
        if word in like.text:
            return short(value / scale) + word
    return short(value)


def span_of(*mentions: Mention) -> tuple[int, int]:
    """From the first of some mentions, with its name, to the last."""
    first = min(mentions, key=lambda mention: mention.start)
    return first.start - len(first.label), max(mention.end for mention in mentions)


def claim(
    kind: Kind, subtype: str, text: str, numbers: Iterable[Linked], judgement: Judgement | Verdict, message: str, *,
    stated: Fraction | None = None, expected: Fraction | None = None, tolerance: Fraction | None = None,
    span: tuple[int, int] | None = None,
) -> Claim:
    """A claim over the whole (normalised) text; its span reaches over its numbers if none is given."""
    numbers = tuple(numbers)
    start, end = span or (min(number.start for number in numbers), max(number.end for number in numbers))
    verdict, severity = (judgement, None) if isinstance(judgement, Verdict) else (judgement.verdict, judgement.severity)
    return Claim(kind, subtype, start, end, text[start:end], numbers, stated, expected, tolerance, verdict, severity, message)


HARD = Judgement(Verdict.INCONSISTENT, Severity.HARD, Fraction(0))
SOFT = Judgement(Verdict.INCONSISTENT, Severity.SOFT, Fraction(0))
VAGUE = frozenset((Bound.ABOUT, Bound.OVER, Bound.BELOW, Bound.ABOVE, Bound.UP_TO))
