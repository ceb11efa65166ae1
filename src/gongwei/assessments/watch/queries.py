"""Cases by disease, unit and week; which weeks are unusual; this year beside last year."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from gongwei.assessments.watch.methods import DEFAULTS, Judged, Parameters, c1, c2, c3, historical
from gongwei.definition.calendar import add_months
from gongwei.definition.message import Message
from gongwei.evaluation.units import UnitTree, official_figures
from gongwei.indicators.figure import fixed, plain, rate
from gongwei.records import evaluable
from gongwei.records.models import Case

WEEK = timedelta(days=7)
CALLED = {"C1": "EARS C1", "C2": "EARS C2", "C3": "EARS C3", "historical": Message("历史限值法")}
Series = Mapping[tuple[str, str], Sequence[int]]


def monday(day: date) -> date:
    """The first day of the week, Monday to Sunday, in which a day lies."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True)
class Weekly:
    """Cases by week from `first` (a Monday) on, of complete weeks. `cases`: (disease, unit) → the counts of all weeks; a unit's
    are those of its subtree. A week without a case is 0: reporting goes on; before the first case of all nothing is known."""

    first: date
    cases: Series

    def week(self, number: int) -> date:
        """The Monday of a week."""
        return self.first + number * WEEK


def weekly(as_of: date, units: Collection[str] | None = None) -> Weekly | None:
    """The complete weeks up to a day (units None: of all). None before the first case."""
    tree = evaluable.tree(as_of)
    end = monday(as_of + timedelta(days=1))
    rows = Case.objects.filter(day__lt=end).values_list("disease", "unit_id", "day")
    counts: Counter[tuple[str, str, date]] = Counter()
    for disease, unit, day in rows.iterator():
        for above in tree.with_ancestors(unit):
            if units is None or above in units:
                counts[disease, above, monday(day)] += 1
    first = Case.objects.filter(day__lt=end).order_by("day").values_list("day", flat=True).first()
    if first is None:
        return None
    first = monday(first)
    number = (end - first) // WEEK
    cases: dict[tuple[str, str], list[int]] = {}
    for (disease, unit, week), count in counts.items():
        cases.setdefault((disease, unit), [0] * number)[(week - first) // WEEK] = count
    return Weekly(first, dict(sorted(cases.items())))


@dataclass(frozen=True)
class Alert:
    """A week judged by a method."""

    disease: str
    unit: str
    unit_name: str
    week: date
    judged: Judged

    @property
    def sentence(self) -> Message:
        """What was found, with its numbers and parameters."""
        said = self.judged
        values = {
            "unit": self.unit_name, "disease": self.disease, "start": self.week.isoformat(),
            "end": (self.week + timedelta(days=6)).isoformat(), "count": said.count, "mean": fixed(said.expected, 2),
            "deviation": fixed(Fraction(said.deviation), 2), "statistic": fixed(Fraction(said.statistic), 2),
            "limit": plain(Fraction(said.limit)), "method": CALLED[said.method],
        }
        if said.method == "C3":
            return Message("{unit} {disease} {start} 至 {end} 报告 {count} 例;{method}:近三周超出之和 {statistic},界值 {limit}(基线均数 "
                           "{mean},标准差 {deviation})", **values)
        if said.method == "historical":
            return Message("{unit} {disease} 截至 {end} 的近四周报告 {count} 例;{method}:往年同期均数 {mean},标准差 {deviation},"
                           "高出 {statistic} 个标准差,界值 {limit}", **values)
        return Message("{unit} {disease} {start} 至 {end} 报告 {count} 例;{method}:基线均数 {mean},标准差 {deviation},高出 "
                       "{statistic} 个标准差,界值 {limit}", **values)


def judged(as_of: date, units: Collection[str] | None = None, parameters: Parameters = DEFAULTS) -> Iterator[Alert]:
    """What every method says of the last complete week of each disease and unit of which there are cases; a method that lacks
    weeks or years says nothing."""
    known = weekly(as_of, units)
    if known is None:
        return
    tree = evaluable.tree(as_of)
    for (disease, unit), counts in known.cases.items():
        last = len(counts) - 1
        sayings = [method(counts, last, parameters) for method in (c1, c2, c3)]
        periods = list(earlier(known, counts, last, parameters))
        sayings.append(historical(periods, sum(counts[max(0, last - parameters.window + 1) :]), parameters))
        for said in filter(None, sayings):
            yield Alert(disease, unit, tree.units[unit].name, known.week(last), said)


def earlier(known: Weekly, counts: Sequence[int], week: int, parameters: Parameters) -> Iterator[tuple[int, int, int]]:
    """Of each earlier year that is wholly known: the cases of the period before, of the same and of the one after."""
    size = parameters.window
    thursday = known.week(week) + timedelta(days=3)
    for years in range(1, parameters.years + 1):
        same = (monday(add_months(thursday, -12 * years)) - known.first) // WEEK
        first = same + 1 - 2 * size
        if first >= 0:
            yield tuple(sum(counts[start : start + size]) for start in range(first, first + 3 * size, size))


@dataclass(frozen=True)
class Compared:
    """A disease in a unit from 1 January to a day, beside the same days of the year before. Incidence is per 100 000; `growth` in
    percent, None where last year had no case or was not recorded."""

    disease: str
    unit: str
    unit_name: str
    now: int
    before: int | None
    incidence: Fraction | None
    incidence_before: Fraction | None

    @property
    def growth(self) -> Fraction | None:
        """Relative change of the cases in percent."""
        return Fraction(100 * (self.now - self.before), self.before) if self.before else None


def same_period(as_of: date, units: Collection[str] | None = None) -> list[Compared]:
    """Each disease and unit with cases this year or last, by disease, then unit."""
    tree = evaluable.tree(as_of)
    year_ago = add_months(as_of, -12)
    now, before = (counted(tree, day, units) for day in (as_of, year_ago))
    people, people_before = (population(tree, year) for year in (as_of.year, as_of.year - 1))
    recorded = Case.objects.filter(day__lt=date(as_of.year, 1, 1)).exists()
    return [
        Compared(disease, unit, tree.units[unit].name, now[disease, unit], before[disease, unit] if recorded else None,
                 rate(now[disease, unit], people.get(unit), 100_000),
                 rate(before[disease, unit], people_before.get(unit), 100_000) if recorded else None)
        for disease, unit in sorted(now.keys() | before.keys())
    ]


def counted(tree: UnitTree, as_of: date, units: Collection[str] | None = None) -> Counter[tuple[str, str]]:
    """(disease, unit) → cases from 1 January to the day, of the unit's subtree."""
    counts: Counter[tuple[str, str]] = Counter()
    rows = Case.objects.filter(day__gte=date(as_of.year, 1, 1), day__lte=as_of).values_list("disease", "unit_id")
    for (disease, unit), number in Counter(rows.iterator()).items():
        for above in tree.with_ancestors(unit):
            if units is None or above in units:
                counts[disease, above] += number
    return counts


def population(tree: UnitTree, year: int) -> dict[str, Fraction]:
    """Unit → official population of a year."""
    own = {unit: value for (unit, of, group), value in evaluable.official_figures().items() if (of, group) == (year, "all")}
    return official_figures(tree, own)
