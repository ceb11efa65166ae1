"""A scheme tried out without writing anything: on another day, beside another scheme, one step of a result further."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil

from gongwei.assessments.figures import Figures

from .readings import lines, units_of
from .rules import HIGHER
from .scheme import Scheme
from .scoring import Line, Reading, Standing, ranked, scored, standing


@dataclass(frozen=True)
class Simulated:
    """What a scheme would give on a day. What a person would judge is left out of the total; no judged veto applies."""

    scheme: Scheme
    as_of: date
    lines: Mapping[str, Mapping[str, Line]]
    standings: tuple[Standing, ...]


def simulate(scheme: Scheme, figures: Figures, as_of: date, under: str | None = None) -> Simulated:
    """Apply a scheme to the units of its level as they were on a day."""
    units = units_of(scheme, figures, as_of, under)
    found = {unit: {code: left_out(line) for code, line in own.items()}
             for unit, own in lines(scheme, figures, as_of, units).items()}
    return Simulated(scheme, as_of, found, tuple(ranked(standing(scheme, unit, units[unit], found[unit]) for unit in units)))


def left_out(line: Line) -> Line:
    """A line that nobody judges in a simulation."""
    return replace(line, asked=False, full=None) if line.asked else line


@dataclass(frozen=True)
class Change:
    """A unit under two schemes: score and rank, and what the second changes (a positive `climbed`: places gained)."""

    unit: str
    name: str
    one: Standing | None
    other: Standing | None

    @property
    def difference(self) -> Decimal | None:
        """The second score less the first; None where there is no score."""
        return None if None in (scores := [one and one.score for one in (self.one, self.other)]) else scores[1] - scores[0]

    @property
    def climbed(self) -> int | None:
        """Places gained; None where there is no rank."""
        return None if None in (ranks := [one and one.rank for one in (self.one, self.other)]) else ranks[0] - ranks[1]


def compared(one: Sequence[Standing], other: Sequence[Standing]) -> list[Change]:
    """Every unit of either, in the order of the second ranking, then of codes."""
    first, second = ({found.unit: found for found in standings} for standings in (one, other))
    last = max(len(first), len(second)) + 1
    units = sorted({*first, *second}, key=lambda unit: (second[unit].rank or last if unit in second else last, unit))
    return [Change(unit, (second.get(unit) or first[unit]).name, first.get(unit), second.get(unit)) for unit in units]


@dataclass(frozen=True)
class Gain:
    """What one unit of measure more of a unit's result (a percentage point, a case) brings: `points` more, for `subjects`
    more in the numerator (None where the figure is no rate)."""

    unit: str
    item: str
    value: Fraction
    points: Decimal
    subjects: int | None


def gains(scheme: Scheme, found: Mapping[str, Mapping[str, Line]], step: Fraction = Fraction(1)) -> list[Gain]:
    """Where a step to the better brings points, the most first; what stands at full points or is judged is left out."""
    result = []
    for unit, own in found.items():
        for item in scheme.items:
            reading = own[item.code].reading
            if own[item.code].full is None or reading is None or reading.value is None:
                continue
            better = reading.value + (step if item.rule.better == HIGHER else -step)
            points = scored(item, better, scheme.decimals) - scored(item, reading.value, scheme.decimals)
            if points:
                result.append(Gain(unit, item.code, reading.value, points, subjects(reading, step)))
    return sorted(result, key=lambda gain: (-gain.points, gain.unit, gain.item))


def subjects(reading: Reading, step: Fraction) -> int | None:
    """How many more in the numerator make a step of a rate."""
    if not (reading.denominator and reading.numerator and reading.value):
        return None
    return ceil(step * reading.numerator / reading.value)
