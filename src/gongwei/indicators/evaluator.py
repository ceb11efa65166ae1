"""Evaluating indicators over a snapshot."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

from gongwei.definition.calendar import Calendar
from gongwei.definition.indicator import Count, Indicator, Partition, Ratio
from gongwei.evaluation.columnar import Columnar
from gongwei.evaluation.units import Unit, UnitTree, official_figures
from gongwei.programmes.registry import FORMS, INDICATORS, PROGRAMME_BY_ID
from gongwei.records.snapshot.layers import Manifest
from gongwei.records.snapshot.opening import SCHEMAS, open_snapshot

from .figure import Figure, rate
from .texts import CompiledTexts


class UnknownIndicator(LookupError):
    """No indicator has this id."""


class Evaluator:
    """Figures and people of one snapshot. `official`: (unit, year, group) → the official figure as recorded."""

    def __init__(self, home: Path, manifest: Manifest, units: Iterable[Unit],
                 official: Mapping[tuple[str, int, str], Fraction], indicators: Mapping[str, Indicator] = INDICATORS) -> None:
        self.home, self.official, self.indicators = home, official, indicators
        self.texts = CompiledTexts(home / "compiled.json")
        self._figures: dict[tuple[Calendar, frozenset[str] | None, str], dict[str, Figure]] = {}
        self._open(manifest, units)

    @property
    def manifest(self) -> Manifest:
        """The state of the records on which it stands."""
        return self.snapshot.manifest

    def follow(self, manifest: Manifest, units: Iterable[Unit], official: Mapping[tuple[str, int, str], Fraction]) -> None:
        """Move to a newer state of the records. What was worked out for the day stays, but for the people touched since.

        FileNotFoundError as for `open_snapshot`, then nothing has changed.
        """
        if not self.snapshot.can_move_to(manifest):
            self._open(manifest, units)
        else:
            with self.snapshot.moving_to(manifest) as touched:
                self.engine.renew(touched)
            if (units := tuple(units)) != self.engine.units:
                self.engine.forget(units)
        self.official = official
        self._figures.clear()

    def _open(self, manifest: Manifest, units: Iterable[Unit]) -> None:
        self.snapshot = open_snapshot(self.home, manifest)
        self.engine = Columnar(self.snapshot.connection, SCHEMAS, FORMS, PROGRAMME_BY_ID, units, compiled=self.texts)

    def tree(self, as_of: date) -> UnitTree:
        """The units as they stand on a day."""
        return UnitTree(self.engine.units, as_of)

    def figures(self, indicator: str, as_of: date, units: Collection[str] | None = None) -> dict[str, Figure]:
        """An indicator's figure in each of the units (None: all), by unit code. Raises UnknownIndicator."""
        calendar, wanted = Calendar(as_of), None if units is None else frozenset(units)
        key = (calendar, wanted, indicator)
        if key not in self._figures:
            definition = self.definition(indicator)
            self._figures[key] = (self._ratio if isinstance(definition, Ratio) else self._partition)(
                definition, calendar, wanted)
        return self._figures[key]

    def prepare(self, indicators: Iterable[str], as_of: date, units: Collection[str] | None = None) -> None:
        """Work out many figures side by side, for `figures` to give at once. Ids that nobody knows are left to it."""
        calendar, wanted = Calendar(as_of), None if units is None else frozenset(units)
        asked = [self.indicators[indicator] for indicator in indicators if indicator in self.indicators]
        partitions = dict.fromkeys(one.numerator if isinstance(one, Ratio) else one for one in asked)
        lacking = [one for one in partitions
                   if self.indicators.get(one.id) == one and (calendar, wanted, one.id) not in self._figures]
        for one, counts in zip(lacking, self.engine.at(calendar, wanted).counts_of(lacking), strict=True):
            self._figures[calendar, wanted, one.id] = self._of_units(one, calendar, counts)

    def definition(self, indicator: str) -> Indicator:
        """The definition of this id. Raises UnknownIndicator."""
        try:
            return self.indicators[indicator]
        except KeyError:
            raise UnknownIndicator(indicator) from None

    def people(self, indicator: str, unit: str, as_of: date) -> list[tuple[int, str, str, bool]]:
        """(resident, unit, outcome, whether it counts) of every subject of a unit and all below it, ordered by resident."""
        definition = self.definition(indicator)
        partition = definition.numerator if isinstance(definition, Ratio) else definition
        engine = self.engine.at(Calendar(as_of), self.tree(as_of).subtree(unit))
        return [(*row, row[2] in partition.counts) for row in engine.people(partition)]

    def _partition(self, definition: Partition, calendar: Calendar, units: frozenset[str] | None) -> dict[str, Figure]:
        return self._of_units(definition, calendar, self.engine.at(calendar, units).counts(definition))

    @staticmethod
    def _of_units(definition: Partition, calendar: Calendar, by_unit: Mapping[str, Mapping[str, int]]) -> dict[str, Figure]:
        said: dict[tuple, tuple] = {}  # what equal counts come to: most units of a rare programme have none at all
        found = {}
        for unit, counts in by_unit.items():
            key = tuple(counts.items())
            if key not in said:
                said[key] = of_counts(definition, counts)
            found[unit] = Figure(definition.id, unit, calendar.as_of, *said[key])
        return found

    def _ratio(self, definition: Ratio, calendar: Calendar, units: frozenset[str] | None) -> dict[str, Figure]:
        own = {unit: value for (unit, year, group), value in self.official.items()
               if (year, group) == (calendar.year, definition.over)}
        below, numerator = official_figures(self.tree(calendar.as_of), own), definition.numerator
        known = self.indicators.get(numerator.id) == numerator
        counted = (self.figures(numerator.id, calendar.as_of, units) if known
                   else self._partition(numerator, calendar, units))
        return {
            unit: Figure(definition.id, unit, calendar.as_of, figure.numerator, below.get(unit),
                         rate(figure.numerator, below.get(unit), definition.factor), figure.outcomes)
            for unit, figure in counted.items()
        }


def of_counts(definition: Partition, counts: Mapping[str, int]) -> tuple:
    """Numerator, denominator, value and outcomes of a figure whose subjects are so many by outcome."""
    outcomes = tuple((outcome, counts.get(outcome, 0), outcome in definition.counts) for outcome, _ in definition.outcomes)
    total, counted = sum(counts.values()), sum(number for _, number, counting in outcomes if counting)
    if isinstance(definition, Count):
        return Fraction(counted), None, Fraction(counted), outcomes
    return Fraction(counted), Fraction(total), rate(counted, total, definition.factor), outcomes
