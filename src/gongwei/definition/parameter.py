"""Numbers and lists that a rule depends on, each with the day from which it holds and its source."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from .composing import first_that_holds
from .expression import Expression
from .source import Source

BEGINNING = date.min


@dataclass(frozen=True)
class DatedValue:
    """A value in force from a day on."""

    since: date
    value: object
    source: Source


@dataclass(frozen=True)
class Parameter:
    """A value that changes by decree. The past cannot be edited: a new value only ever begins later than the last."""

    id: str
    values: tuple[DatedValue, ...]
    unit: str = ""

    def __post_init__(self) -> None:
        days = [value.since for value in self.values]
        if not days or any(later <= earlier for earlier, later in pairwise(days)):
            raise ValueError(f"{self.id}: dated values need to be in order, each beginning after the one before")

    def from_day(self, since: date, value: object, source: Source) -> "Parameter":
        """The same parameter with a further value from `since` on. Raises ValueError when that would edit the past."""
        return replace(self, values=(*self.values, DatedValue(since, value, source)))

    def on(self, day: date) -> object:
        """The value in force on a day; None before the first."""
        return next((dated.value for dated in reversed(self.values) if dated.since <= day), None)

    def in_force(self, day: Expression, meaning: Callable[[object], object] = lambda value: value) -> Expression:
        """An expression: `meaning` of the value in force on that day, unknown before the first."""
        newest_first = reversed(self.values)
        return first_that_holds(
            (day.known if dated.since == BEGINNING else day >= dated.since, meaning(dated.value))
            for dated in newest_first
        )


def parameter(id: str, value: object, source: Source, *, unit: str = "", since: date = BEGINNING) -> Parameter:
    """A parameter with its first value."""
    return Parameter(id, (DatedValue(since, value, source),), unit)
