"""A number that may be printed."""

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction


@dataclass(frozen=True)
class Fact:
    """A figure with all that is needed to find it again.

    `id` is made of the content, so that the same fact has the same id everywhere. `definition` is the fingerprint of what
    was counted. `value` is exact; None is no value. `outcomes`: name, number of subjects, whether it counts.
    """

    id: str
    indicator: str
    name: str
    definition: str
    basis: str
    measure: str
    unit: str
    unit_name: str
    level: str
    as_of: date
    snapshot: str
    source: str
    numerator: Fraction | None
    denominator: Fraction | None
    value: Fraction | None
    outcomes: tuple[tuple[str, int, bool], ...]


def make_fact(**content: object) -> Fact:
    """A fact with the id that its content gives it. Titles do not enter the id."""
    said = [str(content[name]) for name in ("indicator", "definition", "unit", "as_of", "snapshot", "numerator",
                                            "denominator", "value")]
    return Fact(id=short_id("F", said), **content)


def short_id(letter: str, content: Iterable[str]) -> str:
    """A letter and ten characters of a digest: fifty bits, short enough to be read out."""
    digest = hashlib.sha256("\n".join(content).encode()).digest()
    return f"{letter}-{base64.b32encode(digest).decode()[:10]}"


def as_json(fact: Fact) -> dict[str, object]:
    """A fact as plain JSON; fractions as text."""
    return {field.name: value if isinstance(value := getattr(fact, field.name), str | tuple | None) else str(value)
            for field in fields(fact)}


def from_json(content: dict) -> Fact:
    """The fact that `as_json` wrote."""
    said = dict(content)
    for name in ("numerator", "denominator", "value"):
        said[name] = None if said[name] is None else Fraction(said[name])
    said["as_of"] = date.fromisoformat(said["as_of"])
    said["outcomes"] = tuple((name, number, counts) for name, number, counts in said["outcomes"])
    return Fact(**said)
