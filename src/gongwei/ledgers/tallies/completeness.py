"""Who should have reported what, and has not: a missing report is missing, not 0."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from gongwei.evaluation.units import UnitTree
from gongwei.indicators.figure import rate
from gongwei.ledgers.tallies.items import ANY_LEVEL, TallyItem
from gongwei.ledgers.tallies.models import Tally
from gongwei.ledgers.tallies.periods import ReportingPeriod, reporting_period
from gongwei.records import evaluable


@dataclass(frozen=True)
class Expected:
    """A report that a unit owes, and by when it is due."""

    unit: str
    item: str
    period: ReportingPeriod
    due: date

    def days_overdue(self, day: date) -> int:
        """Days since the due day; 0 while there is time."""
        return max(0, (day - self.due).days)


@dataclass(frozen=True)
class Completeness:
    """How many of the reports that a unit and all below it owe are there."""

    unit: str
    reported: int
    expected: int

    @property
    def share(self) -> Fraction | None:
        """Reported of expected in percent; none where nothing is owed."""
        return rate(self.reported, self.expected, 100)


def expected(
    items: Iterable[TallyItem], within: ReportingPeriod, as_of: date, tree_on: Callable[[date], UnitTree]
) -> list[Expected]:
    """The reports owed for the periods that end within a period and have ended by a day: each item by every unit of the level
    that reports it, as the tree stood on the period's last day. Items that any level may report are owed by nobody."""
    found = []
    trees: dict[date, UnitTree] = {}
    for item in items:
        if item.reports == ANY_LEVEL:
            continue
        for period in within.ending_within(item.period):
            if period.end <= as_of:
                tree = trees.setdefault(period.end, trees.get(period.end) or tree_on(period.end))
                found += [Expected(unit.code, item.item, period, item.due_on(period))
                          for unit in tree.units.values() if unit.level == item.reports]
    return sorted(found, key=lambda one: (one.unit, one.item, one.period.end))


def covering(rows: Iterable[tuple[str, str, str]], tree_on: Callable[[date], UnitTree]) -> Mapping[tuple, list[ReportingPeriod]]:
    """(unit, item) → the periods reported; the report of a dissolved unit counts for the one that took over its people."""
    found: dict[tuple[str, str], list[ReportingPeriod]] = {}
    heirs: dict[tuple[str, date], str] = {}
    trees: dict[date, UnitTree] = {}
    for unit, item, text in rows:
        period = reporting_period(text)
        if (unit, period.end) not in heirs:
            tree = trees.setdefault(period.end, trees.get(period.end) or tree_on(period.end))
            heirs[unit, period.end] = next(iter(tree.with_ancestors(unit)), unit)
        found.setdefault((heirs[unit, period.end], item), []).append(period)
    return found


def missing_of(owed: Iterable[Expected], reported: Mapping[tuple, Iterable[ReportingPeriod]]) -> list[Expected]:
    """Those owed and not there. A report over a longer period (the quarter for its months) is there for each part."""
    return [one for one in owed
            if not any(period.covers(one.period) for period in reported.get((one.unit, one.item), ()))]


def completeness(owed: Collection[Expected], missing: Collection[Expected], tree: UnitTree) -> dict[str, Completeness]:
    """For every unit of the tree: reported of expected, of its subtree. A unit gone by then counts where its people do."""
    counts: dict[str, list[int]] = {unit: [0, 0] for unit in tree.units}
    lacking = set(missing)
    for one in owed:
        for above in tree.with_ancestors(one.unit):
            counts[above][0] += one not in lacking
            counts[above][1] += 1
    return {unit: Completeness(unit, *count) for unit, count in counts.items()}


def owed_and_missing(
    items: Iterable[TallyItem], within: ReportingPeriod, as_of: date, units: Collection[str] | None = None
) -> tuple[list[Expected], list[Expected]]:
    """What these units (None: all) owe for periods within one, and what of it is missing, both by unit, item and period."""
    owed = [one for one in expected(items, within, as_of, evaluable.tree) if units is None or one.unit in units]
    rows = Tally.objects.filter(period_end__gte=within.start, period_start__lte=within.end, item__in={one.item for one in owed})
    return owed, missing_of(owed, covering(rows.values_list("unit", "item", "period"), evaluable.tree))
