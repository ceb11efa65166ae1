"""Rounds as they stand: their scheme, scores, totals and ranking, appeals, and what was before a correction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.utils.translation import gettext as _

from gongwei.records.actions import Refused
from gongwei.records.models import Revision

from .declaring import read_scheme
from .models import Appeal, Appraised, Round, RoundStep, Score
from .scheme import Scheme
from .scoring import Line, Standing, from_text, ranked, standing

LINE = ("item", "reading", "asked", "full", "points", "self_entry", "self_comment", "entry", "comment", "corrected", "reason")
"""The fields of a line in the order of `Line`."""


class UnknownRound(Refused):
    """No round has this code."""


@dataclass(frozen=True)
class Kept:
    """A file kept as text."""

    name: str
    text: str

    def read_bytes(self) -> bytes:
        """Its content."""
        return self.text.encode()


@cache
def kept_scheme(text: str) -> Scheme:
    """The scheme that a round was opened with."""
    return read_scheme(Kept("scheme.toml", text))


def line(row: tuple) -> Line:
    """A line from its fields."""
    item, reading, *others = row
    return Line(item, from_text(reading), *others)


@dataclass(frozen=True)
class Result:
    """A round with everything that was scored in it. `standings`: the best first."""

    code: str
    name: str
    scheme: Scheme
    as_of: date
    snapshot: str
    state: str
    published: date | None
    lines: Mapping[str, Mapping[str, Line]]
    standings: tuple[Standing, ...]

    @property
    def by_unit(self) -> dict[str, Standing]:
        """Unit → its standing."""
        return {one.unit: one for one in self.standings}


def result(code: str) -> Result:
    """A round's scores, totals and ranking. Raises UnknownRound."""
    held = find(code)
    scheme, found = kept_scheme(held.scheme), lines(code)
    names = units(code)
    standings = ranked(standing(scheme, unit, name, found[unit]) for unit, name in names.items())
    return Result(code, held.name, scheme, held.as_of, held.snapshot, held.state, held.published, found, tuple(standings))


def find(code: str) -> Round:
    """A round. Raises UnknownRound."""
    held = Round.objects.filter(pk=code).first()
    if held is None:
        raise UnknownRound(_("没有考核轮次「{code}」").format(code=code))
    return held


def rounds() -> list[Round]:
    """All rounds, the latest day first."""
    return list(Round.objects.order_by("-as_of", "code"))


def units(code: str) -> dict[str, str]:
    """Unit → its name in a round, in order of codes."""
    return dict(Appraised.objects.filter(round=code).order_by("unit").values_list("unit", "name"))


def lines(code: str) -> dict[str, dict[str, Line]]:
    """Unit → item or veto → its line in a round."""
    found: dict[str, dict[str, Line]] = {}
    for unit, *row in Score.objects.filter(round=code).values_list("unit", *LINE).iterator():
        found.setdefault(unit, {})[row[0]] = line(tuple(row))
    return found


def steps(code: str) -> list[RoundStep]:
    """The steps of a round in order."""
    return list(RoundStep.objects.filter(round=code).order_by("number").select_related("change"))


def appeals(code: str) -> list[Appeal]:
    """The appeals in a round, as they were filed."""
    return list(Appeal.objects.filter(round=code).order_by("pk"))


def former(code: str, unit: str, item: str) -> list[Revision]:
    """What a score was before each change of it, the first first; `change` is the entry that changed it."""
    key = f"{code}|{unit}|{item}"
    return list(Revision.objects.filter(model="score", key=key).order_by("revision").select_related("change"))
