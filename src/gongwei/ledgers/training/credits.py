"""What credits someone has earned and whether the year's norm is met."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import as_file, files

from gongwei.definition.declaration import declaration

CLASSES = {"I": "Ⅰ类", "II": "Ⅱ类", "in_house": "单位自管"}
IN_HOUSE_SESSION = Decimal("0.5")
"""Credits of an in-house session that states none."""


@dataclass(frozen=True)
class Norm:
    """The credits needed in a year by class, for the years that end on or after `since`."""

    since: date
    source: str
    needed: Mapping[str, Decimal]


@cache
def norms() -> tuple[Norm, ...]:
    """The norms of `norms.toml`, the earliest first."""
    with as_file(files(__package__) / "norms.toml") as path, declaration(path) as file:
        found = [
            Norm(one.entry("since", date), one.entry("source", str), {klass: one.entry(klass, Decimal) for klass in CLASSES})
            for one in file.sections("norm")
        ]
    return tuple(sorted(found, key=lambda norm: norm.since))


def norm_of(year: int) -> Norm | None:
    """The norm in force at a year's end; None before the first."""
    return next((norm for norm in reversed(norms()) if norm.since <= date(year, 12, 31)), None)


@dataclass(frozen=True)
class Attended:
    """One attendance: class and credits of the session, the pass mark and the score where there is a test, and when the credits
    were verified."""

    klass: str
    credits: Decimal
    pass_mark: Decimal | None = None
    score: Decimal | None = None
    verified: date | None = None

    @property
    def earned(self) -> Decimal:
        """The credits; none where a test was not passed or not taken."""
        failed = self.pass_mark is not None and (self.score is None or self.score < self.pass_mark)
        return Decimal(0) if failed else self.credits


def earned(attended: Iterable[Attended]) -> dict[str, Decimal]:
    """Credits by class; classes without any are 0."""
    sums = dict.fromkeys(CLASSES, Decimal(0))
    for one in attended:
        sums[one.klass] += one.earned
    return sums


def lacking(attended: Iterable[Attended], norm: Norm) -> dict[str, Decimal]:
    """The credits still needed by class; empty when the norm is met. What is too much in one class does not help another."""
    have = earned(attended)
    return {klass: needed - have[klass] for klass, needed in norm.needed.items() if have[klass] < needed}
