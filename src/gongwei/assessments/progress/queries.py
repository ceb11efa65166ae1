"""How the units of a subtree stand against their targets on a day, and whether the forecasts would have held before."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from fractions import Fraction

from gongwei.assessments.figures import Figures
from gongwei.assessments.plans.queries import curves
from gongwei.evaluation.units import UnitTree
from gongwei.indicators.evaluator import UnknownIndicator
from gongwei.indicators.figure import Figure, rate
from gongwei.ledgers.tallies.queries import items as tally_items

from .backtesting import Score, Trial, score
from .items import A_DAY, Item, item_of
from .pace import Growth, due_share
from .past import Past
from .progress import Progress
from .ranking import Rank, ranks
from .working_days import working_days


def standing(figures: Figures, unit: str, as_of: date, *, items: Collection[str] | None = None, level: str | None = None,
             forecasting: bool = False) -> list[Progress]:
    """The progress of all targets of a unit and the units below it, by item and then in the order of the tree.

    `items`, `level`: only these. `forecasting`: with the forecast for 31 December, which asks for the figures of the months
    before, of last year too. An item that nobody knows has no value.
    """
    tree, targets, curve_of = figures.tree(as_of), figures.targets(as_of.year), curves(as_of.year)
    scope = _scope(tree, unit, level)
    aims = _aims(targets, scope, items)
    about = _about(figures, aims)
    past = Past(figures, about.values(), scope, as_of.year) if forecasting else None
    figures.evaluator.prepare([item.id for item in about.values()], as_of)
    year_end = date(as_of.year, 12, 31)
    days, found = working_days(as_of, year_end), []
    for name, units in aims.items():
        item, values = about[name], _values(figures, about[name], as_of)
        of_item = {code: aim for (of, code), aim in targets.items() if of == name} if item.counts else None
        places = _places(tree, units, values, of_item)
        found += [
            Progress(
                item=name, id=item.id, name=item.name, measure=item.measure, unit=code, unit_name=tree.units[code].name,
                as_of=as_of, figure=values.get(code), target=Fraction(targets[name, code]), growth=item.growth,
                factor=item.factor, days=days, curve=curve_of.get((name, code)), place=places.get(code),
                known=item.days(as_of)[-1] if item.reported else None,
                forecast=past and past.forecast(item, code, as_of, year_end),
            )
            for code in units
        ]
    return found


def backtest(figures: Figures, unit: str, as_of: date, *, items: Collection[str] | None = None,
             level: str | None = None) -> dict[tuple[Item, str], Score]:
    """(item, level) → how the forecasts for the day `as_of` did, made as at the ends of the months of its year before it.

    They are made by the records as known now: what was entered late is in them. Beside them the simplest rule: what grows
    goes on evenly over the days of the year, what stands stays as it is.
    """
    tree = figures.tree(as_of)
    scope = _scope(tree, unit, level)
    aims = _aims(figures.targets(as_of.year), scope, items)
    about = _about(figures, aims)
    past = Past(figures, about.values(), scope, as_of.year)
    trials: dict[tuple[Item, str], list[Trial]] = defaultdict(list)
    for name, units in aims.items():
        for code in units:
            trials[about[name], tree.units[code].level] += _trials(past, about[name], code, as_of)
    return {key: score(made, counts=key[0].counts) for key, made in trials.items() if made}


def _trials(past: Past, item: Item, unit: str, as_of: date) -> Iterator[Trial]:
    came = past.figure(item, unit, as_of) if item.id else None
    if came is None or came.value is None:
        return
    for made in (date(as_of.year, month, 1) - A_DAY for month in range(2, as_of.month + 1)):
        found = past.forecast(item, unit, made, as_of)
        if found and item.days(made)[-1] < item.days(as_of)[-1]:
            plain = past.figure(item, unit, made).value
            if item.growth is Growth.GROWS:
                plain *= due_share(item.days(as_of)[-1]) / due_share(item.days(made)[-1])
                plain = plain if item.most is None else min(plain, item.most)
            yield Trial(item.item, unit, made, found, plain, came.value)


def _scope(tree: UnitTree, unit: str, level: str | None) -> list[str]:
    return [code for code in tree.subtree(unit) if level is None or tree.units[code].level == level]


def _aims(targets: Mapping[tuple[str, str], object], scope: list[str], items: Collection[str] | None) -> dict[str, list[str]]:
    """Item → the units of the scope that have a target of it."""
    wanted = dict.fromkeys(item for item, _ in targets if items is None or item in items)
    return {item: units for item in wanted if (units := [unit for unit in scope if (item, unit) in targets])}


def _about(figures: Figures, names: Collection[str]) -> dict[str, Item]:
    tallies = tally_items()
    return {name: item_of(name, figures, tallies) for name in names}


def _values(figures: Figures, item: Item, as_of: date) -> Mapping[str, Figure]:
    try:
        return figures.figures(item.id, as_of)
    except UnknownIndicator:
        return {}


def _places(tree: UnitTree, units: list[str], values: Mapping[str, Figure], aims: Mapping[str, object] | None) -> dict[str, Rank]:
    """The places of units among those of the same parent and level: by value, with `aims` by value ÷ aim; who is to do nothing is
    not among them."""

    def measure(code: str) -> Fraction | None:
        value = values[code].value if code in values else None
        return value if aims is None else rate(value, Fraction(aims[code]), 100) if code in aims else None

    found: dict[str, Rank] = {}
    for parent in {tree.parent(code) for code in units} - {None}:
        levels: dict[str, list[str]] = defaultdict(list)
        for child in tree.children[parent]:
            if aims is not None and aims.get(child) == 0:
                continue
            levels[tree.units[child].level].append(child)
        for siblings in levels.values():
            found |= ranks({code: measure(code) for code in siblings})
    return found
