"""Places among siblings."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Rank:
    """A place: 1 is the highest. `tied`: how many share it, itself among them; `among`: how many have a value, `silent`: none."""

    place: int
    tied: int
    among: int
    silent: int


def ranks(values: Mapping[Key, Fraction | None]) -> dict[Key, Rank]:
    """The places of those with a value: equal values share one; of fewer than two nobody has a place."""
    ordered = sorted((value for value in values.values() if value is not None), reverse=True)
    if len(ordered) < 2:
        return {}
    places = {value: place for place, value in reversed(list(enumerate(ordered, 1)))}
    tied = {value: ordered.count(value) for value in places}
    silent = len(values) - len(ordered)
    return {key: Rank(places[value], tied[value], len(ordered), silent) for key, value in values.items() if value is not None}
