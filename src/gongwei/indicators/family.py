"""Figures that are not an indicator's: what a family of them provides and how each is named."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from gongwei.indicators.figure import Figure


@dataclass(frozen=True)
class Entry:
    """How a figure is named and where its rule comes from. `definition`: the fingerprint of what is counted."""

    id: str
    name: str
    measure: str
    basis: str
    source: str
    definition: str


@dataclass(frozen=True)
class Family:
    """Figures whose ids are `<name>.<rest>`.

    `figures`: a day → id → unit → figure, of every id that has rows. `entry`: the rest of an id → its entry, None where
    nobody knows it. `counts`: whether the figures are numbers of things done, not rates.
    """

    name: str
    figures: Callable[[date], Mapping[str, Mapping[str, Figure]]]
    entry: Callable[[str], Entry | None]
    counts: bool = False
