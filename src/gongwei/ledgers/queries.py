"""Figures of the ledgers at a day, of every unit as the tree stands then. What nobody reported has no value, which is not 0."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from django.db.models import Min

from gongwei.evaluation.units import official_figures
from gongwei.indicators.figure import Figure, rate
from gongwei.ledgers.items import STOCK, TallyItem, shipped
from gongwei.ledgers.models import Item, Milestone, Project, Tally
from gongwei.ledgers.rates import shipped_rates
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


def items() -> dict[str, TallyItem]:
    """All defined tallies by code: the shipped ones, and the county's own, which prevail."""
    fields = ("item", "name", "measure", "period", "kind", "min", "max")
    return shipped() | {row[0]: TallyItem(*row) for row in Item.objects.order_by("item").values_list(*fields)}


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


def project_figures(as_of: date) -> dict[str, ByUnit]:
    """`project.<group>` → unit → progress in percent, over the projects of the unit's subtree.

    Numerator: the sum of the projects' weighted shares of milestones reached by the day; denominator: their number.
    Outcomes: milestone → projects that have reached it. A project whose milestones all weigh nothing is left out.
    """
    tree = evaluable.tree(as_of)
    reached: dict[str, dict[str, bool]] = defaultdict(dict)
    weights: dict[str, dict[str, Fraction]] = defaultdict(dict)
    for project, name, weight, done in Milestone.objects.values_list("project_id", "name", "weight", "done").iterator():
        reached[project][name], weights[project][name] = bool(done and done <= as_of), Fraction(weight)
    shares: dict[str, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    numbers: dict[str, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    milestones: dict[tuple[str, str], Counter] = defaultdict(Counter)
    for project, group, unit in Project.objects.values_list("code", "group", "unit_id").iterator():
        if whole := sum(weights[project].values()):
            shares[group][unit] += sum(weight for name, weight in weights[project].items() if reached[project][name]) / whole
            numbers[group][unit] += 1
            for above in tree.with_ancestors(unit):
                milestones[group, above].update(reached[project])
    order = milestone_order()
    figures = {}
    for group in shares:
        above, below, id = tree.risen(shares[group]), tree.risen(numbers[group]), f"project.{group}"
        figures[id] = {
            unit: Figure(id, unit, as_of, above[unit], below[unit], rate(above[unit], below[unit], 100),
                         tuple((name, int(milestones[group, unit][name]), True)
                               for name in sorted(milestones[group, unit], key=order.index)))
            for unit in tree.units
        }
    return figures


def milestone_order() -> list[str]:
    """The names of milestones, the earliest planned first, then as they were entered."""
    first = Milestone.objects.values("name").annotate(day=Min("planned"), entered=Min("pk"))
    rows = sorted(first.values_list("name", "day", "entered"), key=lambda row: (row[1] or date.max, row[2]))
    return [name for name, _, _ in rows]


def project_groups() -> set[str]:
    """The groups of which there are projects."""
    return set(Project.objects.values_list("group", flat=True).distinct())


def late_milestones(as_of: date) -> list[tuple[str, str, str, str, date]]:
    """(group, unit, project, milestone, planned day) of those planned before the day and not reached by it."""
    rows = Milestone.objects.filter(planned__lt=as_of).order_by("planned", "project_id", "pk")
    fields = ("project__group", "project__unit_id", "project__name", "name", "planned", "done")
    return [tuple(row[:5]) for row in rows.values_list(*fields) if row[5] is None or row[5] > as_of]
