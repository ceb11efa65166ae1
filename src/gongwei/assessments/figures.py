"""All figures of the system under one roof: indicators, the families of the management work, targets and their completion.

Ids: an indicator's own (`hypertension.control`); `<family>.<rest>` for the FAMILIES (`tally.births`,
`project.village_clinic`, …); `completion.<item>` where a target is set, `target.<figure>` for the target itself.
"""

from collections.abc import Collection
from datetime import date
from fractions import Fraction
from functools import cache

from gongwei.assessments.appraisal.figures import APPRAISAL
from gongwei.assessments.payment.figures import PAYMENT_FAMILY
from gongwei.assessments.plans.queries import targets
from gongwei.assessments.spot_checks.figures import SPOT_CHECK
from gongwei.assessments.watch.figures import INFECTIOUS
from gongwei.definition.indicator import Count
from gongwei.evaluation.units import UnitTree
from gongwei.indicators.evaluator import Evaluator, UnknownIndicator
from gongwei.indicators.family import Family
from gongwei.indicators.figure import Figure, rate
from gongwei.ledgers.activities.figures import ACTIVITY
from gongwei.ledgers.inspections.figures import INSPECTION, INSPECTION_RATE
from gongwei.ledgers.projects.figures import PROJECT
from gongwei.ledgers.projects.queries import project_groups
from gongwei.ledgers.tallies.figures import TALLY, TALLY_RATE, VITAL_RATE
from gongwei.ledgers.tallies.queries import items
from gongwei.ledgers.training.figures import TRAINING

FAMILIES: tuple[Family, ...] = (
    TALLY, TALLY_RATE, VITAL_RATE, PROJECT, INSPECTION, INSPECTION_RATE, INFECTIOUS, TRAINING, ACTIVITY, SPOT_CHECK,
    APPRAISAL, PAYMENT_FAMILY,
)  # fmt: skip
FAMILY = {family.name: family for family in FAMILIES}


class Figures:
    """Figures by id, day and unit, from one snapshot of the records and the ledgers as they stand."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.targets, self.known_items = cache(targets), cache(self.known_items)
        self._families = {family.name: cache(family.figures) for family in FAMILIES}

    def tree(self, as_of: date) -> UnitTree:
        """The units as they stand on a day."""
        return self.evaluator.tree(as_of)

    def ids(self, as_of: date) -> list[str]:
        """Every id that has rows on a day, in order."""
        found = set(self.evaluator.indicators)
        for figures in self._families.values():
            found.update(figures(as_of))
        found.update(f"completion.{item}" for item, _ in self.targets(as_of.year))
        return sorted(found)

    def figures(self, id: str, as_of: date, units: Collection[str] | None = None) -> dict[str, Figure]:
        """The figures of the units (None: all) under an id; completion: of the units with a target. UnknownIndicator."""
        family, _, name = id.partition(".")
        if family == "completion":
            found = self._completion(name, as_of, units)
        elif family == "target":
            found = self._aims(name, as_of)
        elif family in self._families:
            found = self._families[family](as_of).get(id)
            if found is None:
                raise UnknownIndicator(id)
        else:
            return self.evaluator.figures(id, as_of, units)
        wanted = self.tree(as_of).units if units is None else units
        return {unit: figure for unit, figure in found.items() if unit in wanted}

    def figure(self, id: str, unit: str, as_of: date) -> Figure | None:
        """One unit's figure; evaluated for all units at once, because the next one is asked soon."""
        return self.figures(id, as_of).get(unit)

    def known_items(self) -> set[str]:
        """The ids of all indicators, tallies and project groups."""
        tallies = (f"tally.{item}" for item in items())
        projects = (f"project.{group}" for group in project_groups())
        return {*self.evaluator.indicators, *tallies, *projects}

    def figure_id(self, item: str) -> str:
        """The id of what a target's item names: an indicator, a tally or a project group. Raises UnknownIndicator."""
        known = self.known_items()
        for id in (item, f"tally.{item}", f"project.{item}"):
            if id in known:
                return id
        raise UnknownIndicator(item)

    def counts(self, id: str) -> bool:
        """Whether the figure is a number of things done, not a rate."""
        definition = self.evaluator.indicators.get(id)
        family = FAMILY.get(id.partition(".")[0])
        return isinstance(definition, Count) if definition else bool(family and family.counts)

    def _aims(self, figure: str, as_of: date) -> dict[str, Figure]:
        """What units are to reach in the day's year, of a figure by its id."""
        aims = {unit: Fraction(aim) for (item, unit), aim in self.targets(as_of.year).items()
                if figure in (item, f"tally.{item}", f"project.{item}")}
        return {unit: Figure(f"target.{figure}", unit, as_of, aim, None, aim) for unit, aim in aims.items()}

    def _completion(self, item: str, as_of: date, units: Collection[str] | None) -> dict[str, Figure]:
        aims = {unit: Fraction(aim) for (name, unit), aim in self.targets(as_of.year).items() if name == item}
        if not aims:
            raise UnknownIndicator(f"completion.{item}")
        try:
            done = self.figures(self.figure_id(item), as_of, units)
        except UnknownIndicator:
            done = {}
        found = {}
        for unit, aim in aims.items():
            reached = done[unit].value if unit in done else None
            found[unit] = Figure(f"completion.{item}", unit, as_of, reached, aim, rate(reached, aim, 100))
        return found
