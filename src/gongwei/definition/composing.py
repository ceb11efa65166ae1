"""How expressions are put together."""

from collections.abc import Iterable

from .expression import BIRTH_DATE, Case, CompletedYears, Every, Expression, Extreme, Some, lift


def every(conditions: Iterable[Expression]) -> Every:
    """All of these hold."""
    return Every(tuple(conditions))


def some(conditions: Iterable[Expression]) -> Some:
    """At least one of these holds."""
    return Some(tuple(conditions))


def age_on(day: Expression) -> Expression:
    """The person's age in completed years on a day."""
    return CompletedYears(BIRTH_DATE, day)


def first_that_holds(branches: Iterable[tuple[Expression, object]], otherwise=None) -> Expression:
    """The value beside the first condition that holds."""
    pairs = tuple((condition, lift(value)) for condition, value in branches)
    return Case(pairs, None if otherwise is None else lift(otherwise))


def least(*values) -> Expression:
    """The least of the known values."""
    return Extreme("least", tuple(map(lift, values)))


def greatest(*values) -> Expression:
    """The greatest of the known values."""
    return Extreme("greatest", tuple(map(lift, values)))
