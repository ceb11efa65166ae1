"""Rates between two tallies."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class TallyRate:
    """One tally over another of the same unit and day. `of` and `counted`: the two sets in words."""

    id: str
    name: str
    numerator: str
    denominator: str
    of: str
    counted: str
    factor: int = 100
    measure: str = "%"


@cache
def shipped_rates() -> dict[str, TallyRate]:
    """The rates of `rates.toml` by id."""
    text = files(__package__).joinpath("rates.toml").read_text(encoding="utf-8")
    return {id: TallyRate(id, **said) for id, said in tomllib.loads(text).items()}
