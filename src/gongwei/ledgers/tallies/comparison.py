"""What was reported beside what the records hold, and beside what was reported before."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from gongwei.evaluation.units import UnitTree
from gongwei.indicators.evaluator import Evaluator
from gongwei.ledgers.tallies import development, queries
from gongwei.ledgers.tallies.items import STOCK, TallyItem
from gongwei.ledgers.tallies.periods import ReportingPeriod


@dataclass(frozen=True)
class Comparison:
    """A unit's report, with those below it, and the number that the records hold of the same thing.

    `missing`: units that should have reported and have not, the unit itself or below it.
    """

    unit: str
    item: str
    period: ReportingPeriod
    reported: Fraction | None
    recorded: Fraction
    missing: int

    @property
    def difference(self) -> Fraction | None:
        """Reported less recorded: positive when work is reported that nobody recorded. None while a report is missing: a part
        cannot be held against the whole."""
        return None if self.reported is None or self.missing else self.reported - self.recorded


@dataclass(frozen=True)
class Development:
    """A unit's report with those below it, and the same for the period before and the same period of the year before.

    `reporters` of each: how many units reported; with fewer then than now a growth says less than it seems.
    """

    unit: str
    item: str
    period: ReportingPeriod
    value: Fraction | None
    before: Fraction | None
    a_year_before: Fraction | None
    reporters: tuple[int, int, int]
    leap: bool

    @property
    def on_before(self) -> Fraction | None:
        """环比 in percent."""
        return development.growth(self.value, self.before)

    @property
    def on_year(self) -> Fraction | None:
        """同比 in percent."""
        return development.growth(self.value, self.a_year_before)


def comparisons(
    evaluator: Evaluator, items: Collection[TallyItem], within: ReportingPeriod, as_of: date, units: Collection[str]
) -> list[Comparison]:
    """Of the items that records hold too, for the ended periods within one: the units of these that reported or are of the level
    that reports and have records; a unit above them is the sum."""
    found = []
    for item in items:
        if not item.records:
            continue
        for period in within.ending_within(item.period):
            if period.end > as_of:
                continue
            tree = evaluator.tree(period.end)
            own = queries.reported([item.item], period)[item.item]
            reported = tree.risen(own)
            lacking = tree.risen({code: Fraction(code not in own) for code, unit in tree.units.items()
                                  if unit.level == item.reports})
            recorded = recorded_in(evaluator, item, period)
            found += [
                Comparison(unit, item.item, period, reported[unit], recorded[unit], int(lacking[unit] or 0))
                for unit in tree.units
                if unit in units and (reported[unit] is not None
                                      or (recorded[unit] and tree.units[unit].level == item.reports))
            ]
    return sorted(found, key=lambda one: (one.item, one.period.end, one.unit))


def recorded_in(evaluator: Evaluator, item: TallyItem, period: ReportingPeriod) -> Mapping[str, Fraction]:
    """Unit → what the records hold of an item in a period. The indicators count from 1 January: a period is the difference of
    its last day and the day before its first; a stock is what holds on its last day."""
    last = evaluator.figures(item.records, period.end)
    first = {} if counts_from_the_start(item, period) else evaluator.figures(item.records, period.start - timedelta(days=1))
    return {unit: (figure.numerator or Fraction(0)) - ((first[unit].numerator or Fraction(0)) if unit in first else 0)
            for unit, figure in last.items()}


def people_recorded(evaluator: Evaluator, item: TallyItem, unit: str, period: ReportingPeriod) -> list[tuple[int, str]]:
    """(resident, unit) of those whom the records count in a period: the list against which the reported ones are sought.

    Somebody whom a later record took out of the count is not there; so the list may be longer than the difference of counts.
    """
    now = counted(evaluator, item, unit, period.end)
    if not counts_from_the_start(item, period):
        now -= counted(evaluator, item, unit, period.start - timedelta(days=1))
    return sorted(now.elements())


def counts_from_the_start(item: TallyItem, period: ReportingPeriod) -> bool:
    """Whether nothing earlier of the year is to be taken off."""
    return item.kind == STOCK or (period.start.month, period.start.day) == (1, 1)


def counted(evaluator: Evaluator, item: TallyItem, unit: str, day: date) -> Counter:
    """Those whom the indicator counts on a day."""
    return Counter((resident, where) for resident, where, _outcome, counts in evaluator.people(item.records, unit, day) if counts)


def developments(
    items: Collection[TallyItem], period: ReportingPeriod, tree: UnitTree, units: Collection[str],
    factor: Fraction = development.LEAP,
) -> list[Development]:
    """How items of a period's length stand against before, for those of the units that reported now or then. Reports of
    units dissolved since count where their people do today."""
    found = []
    for item in items:
        if item.period != period.length:
            continue
        earlier = queries.earlier_values(item.item, period)
        own = [queries.reported([item.item], one)[item.item] for one in (period, period.before, period.a_year_before)]
        sums = [tree.risen(values) for values in own]
        reporters = [tree.risen(dict.fromkeys(values, Fraction(1))) for values in own]
        found += [
            Development(unit, item.item, period, *(values[unit] for values in sums),
                        tuple(int(number[unit] or 0) for number in reporters),
                        unit in own[0] and development.leaps(own[0][unit], earlier[unit], factor))
            for unit in tree.units if unit in units and any(values[unit] is not None for values in sums)
        ]
    return sorted(found, key=lambda one: (one.item, one.unit))
