"""A scheme of appraisal: items with points, grades, vetoes. Frozen values; `declaring` reads them from a file."""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from gongwei.assessments.spot_checks.effect import Rule as Authenticity
from gongwei.definition.fingerprint import fingerprint

from .rules import Rule

LEAVE_OUT, ZERO, BY_HAND = "leave_out", "zero", "manual"
MISSING = (LEAVE_OUT, ZERO, BY_HAND)
"""What becomes of an item whose figure has no value: its points leave the total, it scores 0, or an assessor scores it."""


@dataclass(frozen=True)
class Item:
    """What is scored. `figure`: the id of the figure on which it is scored, None where a person judges.

    `missing`: one of MISSING, of an item with a figure. `check`: the spot check that tells how authentic the figure's records
    are, `authenticity`: what is made of it. A bonus item stands beside the total.
    """

    code: str
    section: str
    name: str
    points: Decimal
    rule: Rule
    figure: str | None = None
    missing: str = BY_HAND
    check: str = ""
    authenticity: Authenticity | None = None
    bonus: bool = False


@dataclass(frozen=True)
class Veto:
    """What caps the score of a unit (`cap`), or its grade (`grade`: at best this one), with the reason.

    It applies where the figure is above or below a threshold, without a figure where an assessor says so. `missing`: what
    is said of a unit whose figure has no value: ZERO it does not apply, BY_HAND an assessor says.
    """

    code: str
    name: str
    reason: str
    figure: str | None = None
    above: Decimal | None = None
    below: Decimal | None = None
    cap: Decimal | None = None
    grade: str = ""
    missing: str = BY_HAND


@dataclass(frozen=True)
class Grade:
    """A grade and the score from which it is given."""

    name: str
    least: Decimal


@dataclass(frozen=True)
class Scheme:
    """A year's scheme for the units of a level. `decimals`: to which points are rounded, once, item by item.

    `grades`: the best first. `appeal_days`: so many days after publication a unit may appeal. `text`: the file that says
    all this.
    """

    id: str
    name: str
    year: int
    level: str
    total: Decimal
    items: tuple[Item, ...]
    grades: tuple[Grade, ...]
    vetoes: tuple[Veto, ...] = ()
    bonus_cap: Decimal = Decimal(0)
    decimals: int = 2
    appeal_days: int = 7
    text: str = ""

    @cached_property
    def by_code(self) -> dict[str, Item | Veto]:
        """Items and vetoes by code, in order."""
        return {one.code: one for one in (*self.items, *self.vetoes)}

    @cached_property
    def fingerprint(self) -> str:
        """Changes with anything that is declared, the words too: units were told them."""
        return fingerprint(replace(self, text=""))

    def grade(self, score: Decimal) -> str:
        """The grade of a score: the last one begins at 0."""
        return next(grade.name for grade in self.grades if score >= grade.least)

    def worse(self, one: str, other: str) -> str:
        """The worse of two grades."""
        names = [grade.name for grade in self.grades]
        return max(one, other, key=names.index)
