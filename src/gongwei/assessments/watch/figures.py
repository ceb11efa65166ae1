"""Cases of all diseases and their incidence, of every unit."""

from datetime import date
from fractions import Fraction

from gongwei.assessments.watch.queries import counted, population
from gongwei.concepts.sources import PROJECT_RULES
from gongwei.definition.fingerprint import fingerprint
from gongwei.indicators.family import Entry, Family
from gongwei.indicators.figure import Figure, rate
from gongwei.records import evaluable

NAMES = {"cases": ("传染病报告病例数", "例"), "incidence": ("传染病报告发病率", "/10万")}
FACTOR = 100_000


def infectious_figures(as_of: date) -> dict[str, dict[str, Figure]]:
    """`infectious.cases`: cases of the year at the case's unit; `infectious.incidence`: the same over the official population
    (`all`), per 100 000. No case is 0, not unknown: notifiable diseases are reported case by case."""
    tree = evaluable.tree(as_of)
    cases = dict.fromkeys(tree.units, 0)
    for (_disease, unit), number in counted(tree, as_of).items():
        cases[unit] += number
    people = population(tree, as_of.year)
    return {
        "infectious.cases": {
            unit: Figure("infectious.cases", unit, as_of, Fraction(number), None, Fraction(number))
            for unit, number in cases.items()
        },
        "infectious.incidence": {
            unit: Figure("infectious.incidence", unit, as_of, Fraction(number), people.get(unit),
                         rate(number, people.get(unit), FACTOR))
            for unit, number in cases.items()
        },
    }


def infectious_entry(name: str) -> Entry | None:
    """The entry of either figure."""
    if name not in NAMES:
        return None
    return Entry(f"infectious.{name}", *NAMES[name], "", str(PROJECT_RULES), fingerprint(("infectious", name, FACTOR)))


INFECTIOUS = Family("infectious", infectious_figures, infectious_entry)
