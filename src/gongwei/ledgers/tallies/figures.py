"""Figures of the tallies at a day, of every unit as the tree stands then. What nobody reported has no value, which is not 0."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from gongwei.definition.fingerprint import fingerprint
from gongwei.evaluation.units import official_figures
from gongwei.indicators.family import Entry, Family
from gongwei.indicators.figure import Figure, rate
from gongwei.ledgers.tallies.items import STOCK
from gongwei.ledgers.tallies.models import Tally
from gongwei.ledgers.tallies.queries import items
from gongwei.ledgers.tallies.rates import shipped_rates
from gongwei.records import evaluable

VITAL = {
    "vital.birth_rate": ({"births": 1}, "population", 1000),
    "vital.death_rate": ({"deaths": 1}, "population", 1000),
    "vital.natural_growth": ({"births": 1, "deaths": -1}, "population", 1000),
    "vital.maternal_mortality": ({"maternal_deaths": 1}, "live_births", 100_000),
    "vital.infant_mortality": ({"infant_deaths": 1}, "live_births", 1000),
}
"""Vital rates: signed tallies above; below the tally of live births or the official population (`all`); the factor."""

ByUnit = dict[str, Figure]
SOURCE = "台账(各单位上报)"
VITAL_NAMES = {
    "vital.birth_rate": ("出生率", "‰"), "vital.death_rate": ("死亡率", "‰"), "vital.natural_growth": ("自然增长率", "‰"),
    "vital.maternal_mortality": ("孕产妇死亡率", "/10万"), "vital.infant_mortality": ("婴儿死亡率", "‰"),
}


def tally_figures(as_of: date) -> dict[str, ByUnit]:
    """`tally.<item>` → unit → figure, for every item defined or reported.

    A report counts when its period has ended. A flow is the sum over the unit's subtree and the periods of the day's year;
    a stock the sum of the last reports in any year, of two that end on one day the one that began later. An item nobody
    defined is a flow.
    """
    defined = items()
    own: dict[str, dict[str, Fraction]] = {item: {} for item in defined}
    reports = Tally.objects.filter(period_end__lte=as_of).order_by("period_end", "period_start")
    for item, unit, start, value in reports.values_list("item", "unit_id", "period_start", "value").iterator():
        values = own.setdefault(item, {})
        if item in defined and defined[item].kind == STOCK:
            values[unit] = Fraction(value)
        elif start.year == as_of.year:
            values[unit] = values.get(unit, Fraction(0)) + Fraction(value)
    tree = evaluable.tree(as_of)
    return {
        f"tally.{item}": {
            unit: Figure(f"tally.{item}", unit, as_of, value, None, value) for unit, value in tree.risen(values).items()
        }
        for item, values in own.items()
    }


def tally_rate_figures(as_of: date) -> dict[str, ByUnit]:
    """`tally_rate.<rate>` → unit → figure, for every rate whose tallies are defined."""
    tallies, found = tally_figures(as_of), {}
    for definition in shipped_rates().values():
        above, below = (tallies.get(f"tally.{item}") for item in (definition.numerator, definition.denominator))
        if above and below:
            found[f"tally_rate.{definition.id}"] = {
                unit: divided(f"tally_rate.{definition.id}", unit, as_of, above[unit].value, below[unit].value, definition.factor)
                for unit in above
            }
    return found


def vital_figures(as_of: date) -> dict[str, ByUnit]:
    """Vital rate → unit → figure, from tallies and the official population of the day's year."""
    tallies = tally_figures(as_of)
    population = {unit: value for (unit, year, group), value in evaluable.official_figures().items()
                  if (year, group) == (as_of.year, "all")}
    live_births = {unit: figure.value for unit, figure in tallies["tally.live_births"].items()}
    below = {"live_births": live_births, "population": official_figures(evaluable.tree(as_of), population)}
    return {
        id: {
            unit: divided(id, unit, as_of, signed_sum(terms, tallies, unit), below[over].get(unit), factor)
            for unit in live_births
        }
        for id, (terms, over, factor) in VITAL.items()
    }


def divided(id: str, unit: str, as_of: date, above: Fraction | None, below: Fraction | None, factor: int) -> Figure:
    """The figure of one number over another."""
    return Figure(id, unit, as_of, above, below, rate(above, below, factor))


def signed_sum(terms: Mapping[str, int], tallies: Mapping[str, ByUnit], unit: str) -> Fraction | None:
    """The sum of a unit's tallies with their signs; None when one is missing."""
    values = [tallies[f"tally.{item}"][unit].value for item in terms]
    if None in values:
        return None
    return sum((value * sign for value, sign in zip(values, terms.values(), strict=True)), Fraction(0))


def tally_entry(item: str) -> Entry | None:
    """A tally's entry; None for an item that nobody defined."""
    if (known := items().get(item)) is None:
        return None
    return Entry(f"tally.{item}", known.name, known.measure, "", SOURCE, fingerprint(known.meaning))


def rate_entry(name: str) -> Entry | None:
    """A tally rate's entry; None where there is none."""
    if (known := shipped_rates().get(name)) is None:
        return None
    return Entry(f"tally_rate.{name}", known.name, known.measure, "", SOURCE, fingerprint(known))


def vital_entry(name: str) -> Entry | None:
    """A vital rate's entry; None where there is none."""
    id = f"vital.{name}"
    if id not in VITAL:
        return None
    return Entry(id, *VITAL_NAMES[id], "", SOURCE, fingerprint(("vital", name, *map(str, VITAL[id]))))


TALLY = Family("tally", tally_figures, tally_entry, counts=True)
TALLY_RATE = Family("tally_rate", tally_rate_figures, rate_entry)
VITAL_RATE = Family("vital", vital_figures, vital_entry)
