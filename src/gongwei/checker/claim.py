"""What the checker finds: a claim that a text makes with its numbers, and whether it holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Kind(StrEnum):
    """What sort of relation a claim states."""

    RATIO = "T1"  # a numerator, a denominator and the rate stated of them
    SUM = "T2"  # parts add up to their whole; a part does not exceed it
    PER_UNIT = "T3"  # rates per person or unit, and the one population they imply
    GROWTH = "T4"  # growth, targets reached, the same figure said twice
    DIFFERENCE = "T5"  # two figures and the distance stated between them
    LISTING = "T6"  # how many things are listed
    MEAN = "T7"  # the mean of milestones
    CALENDAR = "T8"  # dates, periods, ranges and units


class Verdict(StrEnum):
    """What recomputing a claim came to."""

    CONSISTENT = "consistent"
    INCONSISTENT = "inconsistent"
    UNCHECKABLE = "uncheckable"  # the text does not hold what recomputing needs


class Severity(StrEnum):
    """How badly an inconsistent claim misses."""

    HARD = "hard"  # no rounding explains it
    SOFT = "soft"  # one unit of the last digit, another base, a slip of wording


@dataclass(frozen=True, slots=True)
class Linked:
    """A number that takes part in a claim: where it stands and what it is there.

    `role` is one of numerator, denominator, rate, part, whole, before, after, change, item, date; `value` is None for
    a number that is masked (xx) or that only counts what stands there.
    """

    role: str
    text: str
    start: int
    end: int
    value: Fraction | None

    def record(self) -> Mapping[str, object]:
        """As JSON has it."""
        return {"role": self.role, "text": self.text, "start": self.start, "end": self.end, "value": plain(self.value)}


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim: `quote` is the text from `start` to `end`.

    `stated` and `expected` are in the unit the text uses (83.86 for 83.86 %), `tolerance` is what the stated precision
    and that of the operands allow; None where there is nothing to say. Severity is told of inconsistent claims only.
    `message` is a sentence for the writer of the text; its words are translated where it is shown.
    """

    type: Kind
    subtype: str
    start: int
    end: int
    quote: str
    numbers: tuple[Linked, ...]
    stated: Fraction | None
    expected: Fraction | None
    tolerance: Fraction | None
    verdict: Verdict
    severity: Severity | None
    message: str

    def record(self) -> Mapping[str, object]:
        """As JSON has it."""
        return {
            "type": self.type.value, "subtype": self.subtype, "start": self.start, "end": self.end, "quote": self.quote,
            "numbers": [number.record() for number in self.numbers], "stated": plain(self.stated),
            "expected": plain(self.expected), "tolerance": plain(self.tolerance), "verdict": self.verdict.value,
            "severity": self.severity and self.severity.value, "message": str(self.message),
        }


def plain(value: Fraction | None) -> int | float | None:
    """A number as JSON has it: whole numbers whole, others to six decimals."""
    if value is None:
        return None
    if value.denominator == 1:
        return value.numerator
    return float(round(Decimal(value.numerator) / Decimal(value.denominator), 6))
