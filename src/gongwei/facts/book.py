"""A book of facts: figures on demand, each with all that is needed to find it again (`reports.book.Book`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache

from gongwei.assessments import catalogue
from gongwei.assessments.figures import Figures
from gongwei.assessments.plans.queries import curves
from gongwei.assessments.progress.items import item_of
from gongwei.assessments.progress.pace import Curve, Growth
from gongwei.definition.fingerprint import fingerprint
from gongwei.evaluation.units import Unit, UnitTree
from gongwei.indicators.evaluator import UnknownIndicator
from gongwei.indicators.family import Entry
from gongwei.indicators.figure import Figure
from gongwei.ledgers.projects.queries import late_milestones
from gongwei.ledgers.tallies.queries import items

from .fact import Fact, make_fact
from .programmes import RECORDED, TALLIED, ReportedProgramme

LEDGERS = ("activity", "inspection", "tally", "training")
"""The families of figures that tell of work done beside the programmes; those of their rates end in `_rate`."""


class UnknownUnit(LookupError):
    """No unit has this code on that day."""


@dataclass(frozen=True)
class Target:
    """What a unit must reach in the year; `item` is the id of the figure, `measure` what `value` is counted in."""

    item: str
    name: str
    value: Fraction
    measure: str


@dataclass(frozen=True)
class Overdue:
    """A milestone whose planned day passed without a real one."""

    group: str
    project: str
    milestone: str
    planned: date


class FactBook:
    """Facts of one snapshot, the units as they stand on the as-of day."""

    def __init__(self, figures: Figures, as_of: date) -> None:
        self.figures, self.as_of = figures, as_of
        self.tree: UnitTree = figures.tree(as_of)
        self.snapshot: str = figures.evaluator.manifest.id
        self._aims = cache(lambda year: self._by_figure({key: Fraction(aim) for key, aim in figures.targets(year).items()}))
        self._curves = cache(lambda year: self._by_figure(curves(year)))
        self._tallies = cache(items)

    def fact(self, indicator: str, unit: str, as_of: date) -> Fact:
        """The figure of a unit on a day; a figure that does not exist is a fact without a value. UnknownIndicator."""
        try:
            figure = self.figures.figure(indicator, unit, as_of)
        except UnknownIndicator:
            figure = None
        if figure is None and indicator.startswith("completion."):
            figure = self._without_target(indicator, unit, as_of)
        entry, here = catalogue.entry(indicator), self.unit(unit)
        said = (figure.numerator, figure.denominator, figure.value, figure.outcomes) if figure else (None, None, None, ())
        numerator, denominator, value, outcomes = said
        return make_fact(
            indicator=indicator, name=entry.name, definition=entry.definition, basis=entry.basis, measure=entry.measure,
            unit=unit, unit_name=here.name, level=here.level, as_of=as_of, snapshot=self.snapshot, source=entry.source,
            numerator=numerator, denominator=denominator, value=value, outcomes=outcomes,
        )

    def completion(self, item: str, unit: str, as_of: date) -> Fact:
        """Done over target of the figure `item`, in %."""
        names = {self.figures.figure_id(name): name for name, _ in self.figures.targets(as_of.year)
                 if self._known(name)}
        return self.fact(f"completion.{names.get(item, item)}", unit, as_of)

    def growth(self, indicator: str) -> Growth:
        """How the figure moves through the year; what nobody defines stands."""
        return item_of(indicator, self.figures, self._tallies()).growth

    def curve(self, item: str, unit: str, year: int) -> Curve | None:
        """The cumulated percentages of the months for the unit's target of the figure `item`; None for an even year."""
        return self._curves(year).get((item, unit))

    def targets(self, unit: str, year: int) -> list[Target]:
        """The unit's targets of a year whose items are known."""
        return [self._target(item, value) for (item, whose), value in self.figures.targets(year).items()
                if whose == unit and self._known(item)]

    def unit(self, code: str) -> Unit:
        """The unit of this code. Raises UnknownUnit."""
        try:
            return self.tree.units[code]
        except KeyError:
            raise UnknownUnit(code) from None

    def parent(self, code: str) -> Unit | None:
        """The unit above; None for the root."""
        above = self.tree.parent(code)
        return self.tree.units[above] if above else None

    def children(self, code: str) -> list[Unit]:
        """The units right below."""
        return [self.tree.units[child] for child in self.tree.children.get(code, ())]

    def siblings(self, code: str) -> list[Unit]:
        """The units of the same parent and level, itself among them."""
        level = self.unit(code).level
        return [unit for unit in map(self.tree.units.get, self.tree.children[self.tree.parent(code)]) if unit.level == level]

    def programmes(self) -> Sequence[ReportedProgramme]:
        """What a report tells: the programmes with records, then what is known from ledgers alone."""
        tallied = (one for one in TALLIED if all(self._exists(figure.indicator) for figure in one.indicators))
        return (*RECORDED, *tallied)

    def overdue(self, unit: str, as_of: date) -> list[Overdue]:
        """Late milestones of the projects of a unit and all below it, by planned day."""
        below = set(self.tree.subtree(unit))
        return [Overdue(f"project.{group}", project, milestone, planned)
                for group, where, project, milestone, planned in late_milestones(as_of) if where in below]

    def ledger(self, unit: str, as_of: date) -> list[Fact]:
        """What the ledgers count of a unit beside what its programmes and targets tell, as far as it has a value."""
        told = {figure.indicator for programme in self.programmes() for figure in programme.indicators}
        told.update(target.item for target in self.targets(unit, as_of.year))
        ids = (id for id in self.figures.ids(as_of) if id.partition(".")[0].removesuffix("_rate") in LEDGERS and id not in told)
        facts = (self.fact(id, unit, as_of) for id in ids)
        return [fact for fact in facts if fact.value is not None]

    def target(self, item: str, unit: str, year: int) -> Fact:
        """What the unit is to reach in the year, on its last day; without a value where no target is set."""
        entry = catalogue.of_item(item)
        return self.stated(f"target.{entry.id}", f"{entry.name}目标", self._aims(year).get((entry.id, unit)), entry.measure, unit,
                           date(year, 12, 31), source=entry.source)

    def stated(self, id: str, name: str, value: Fraction | None, measure: str, unit: str, as_of: date, *, source: str,
               numerator: Fraction | None = None, denominator: Fraction | None = None) -> Fact:
        """A number that stands in a record. What a family of figures defines is named as there, else its id is its rule."""
        here = self.unit(unit)
        try:
            entry = catalogue.entry(id)
        except UnknownIndicator:
            entry = Entry(id, name, measure, "", source, fingerprint(("stated", id)))
        return make_fact(
            indicator=id, name=entry.name, definition=entry.definition, basis=entry.basis, measure=measure, unit=unit,
            unit_name=here.name, level=here.level, as_of=as_of, snapshot=self.snapshot, source=entry.source,
            numerator=value if numerator is None else numerator, denominator=denominator, value=value, outcomes=(),
        )

    def _by_figure(self, of_items: Mapping[tuple[str, str], object]) -> dict[tuple[str, str], object]:
        """What the plan says of (item, unit), by the ids of the figures that are known."""
        return {(self.figures.figure_id(item), unit): said for (item, unit), said in of_items.items() if self._known(item)}

    def _without_target(self, id: str, unit: str, as_of: date) -> Figure | None:
        """What was done where no target is set: known, but nothing to divide it by."""
        try:
            done = self.figures.figure(self.figures.figure_id(id.removeprefix("completion.")), unit, as_of)
        except UnknownIndicator:
            return None
        return Figure(id, unit, as_of, done.value, None, None) if done else None

    def _known(self, item: str) -> bool:
        try:
            self.figures.figure_id(item)
        except UnknownIndicator:
            return False
        return True

    def _exists(self, id: str) -> bool:
        try:
            self.figures.figures(id, self.as_of)
        except UnknownIndicator:
            return False
        return True

    def _target(self, item: str, value) -> Target:
        entry = catalogue.of_item(item)
        return Target(self.figures.figure_id(item), entry.name, Fraction(value), entry.measure)
