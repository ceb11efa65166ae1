"""What a report is written from: a book of facts. The facts layer provides one; tests provide small ones."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Protocol

from gongwei.assessments.progress.pace import Curve, Growth
from gongwei.facts.fact import Fact


class Unit(Protocol):
    """A unit of the tree; `level` is province, city, county, township or village."""

    code: str
    name: str
    level: str


class Target(Protocol):
    """What a unit must reach in the year: `item` is an indicator id, `measure` what `value` is counted in."""

    item: str
    name: str
    value: Fraction
    measure: str


class Reported(Protocol):
    """One figure of a programme and how it is spoken of.

    role: `count` (with a target it is spoken of as a task), `rate` or `project` (the indicator of a project group).
    of, counted: words for denominator and numerator of a rate (产前筛查异常人数, 接受产前干预诊断); empty: those of
    `wording.PHRASES`, else the figure's own name. measure: what its subjects are counted in (人, 个); empty: 人.
    """

    indicator: str
    role: str
    of: str
    counted: str
    measure: str


class Programme(Protocol):
    """A heading of the report: `indicators` in the order in which they are told, the first one leads."""

    id: str
    name: str
    indicators: Sequence[Reported]


class Overdue(Protocol):
    """A milestone of a project whose planned day passed without a real day; `group` is the indicator of its group."""

    group: str
    project: str
    milestone: str
    planned: date


class Book(Protocol):
    """Facts on demand. Asking twice gives the same fact; what does not exist is a fact without a value."""

    snapshot: str

    def fact(self, indicator: str, unit: str, as_of: date) -> Fact:
        """The figure of a unit on a day. Of a project group: numerator = sum of the projects' weighted shares,
        denominator = number of projects, outcomes = (milestone, projects that reached it, True) in planned order."""

    def completion(self, item: str, unit: str, as_of: date) -> Fact:
        """Done (numerator) over target (denominator), in %; either may be None."""

    def growth(self, indicator: str) -> Growth:
        """How the figure moves through the year; what nobody defines stands."""

    def curve(self, item: str, unit: str, year: int) -> Curve | None:
        """The cumulated percentages of the months for the unit's target of the figure `item`; None for an even year."""

    def targets(self, unit: str, year: int) -> Sequence[Target]: ...

    def unit(self, code: str) -> Unit: ...

    def parent(self, code: str) -> Unit | None: ...

    def children(self, code: str) -> Sequence[Unit]: ...

    def siblings(self, code: str) -> Sequence[Unit]:
        """The units of the same parent and level, the unit itself among them or not."""

    def programmes(self) -> Sequence[Programme]: ...

    def overdue(self, unit: str, as_of: date) -> Sequence[Overdue]: ...

    def ledger(self, unit: str, as_of: date) -> Sequence[Fact]:
        """What the unit's ledgers (tallies, inspections, training, activities) count, of what no programme and no target
        tells; only what has a value."""

    def target(self, item: str, unit: str, year: int) -> Fact:
        """What a unit is to reach in a year of the figure `item`; without a value where no target is set."""

    def stated(self, id: str, name: str, value: Fraction | None, measure: str, unit: str, as_of: date, *, source: str,
               numerator: Fraction | None = None, denominator: Fraction | None = None) -> Fact:
        """A number that stands in a record (a score, an amount, the findings of one inspection) as a fact of `unit`."""
