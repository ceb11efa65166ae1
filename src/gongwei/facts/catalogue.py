"""What a figure's id stands for: its title, measure, basis, source and the fingerprint of its definition."""

from dataclasses import dataclass
from functools import cache

from gongwei.concepts.sources import PROJECT_RULES
from gongwei.definition.fingerprint import fingerprint
from gongwei.indicators.evaluator import UnknownIndicator
from gongwei.ledgers import queries as ledgers
from gongwei.ledgers.rates import shipped_rates
from gongwei.programmes.registry import INDICATORS

LEDGER = "台账(各单位上报)"
VITAL = {
    "birth_rate": ("出生率", "‰"), "death_rate": ("死亡率", "‰"), "natural_growth": ("自然增长率", "‰"),
    "maternal_mortality": ("孕产妇死亡率", "/10万"), "infant_mortality": ("婴儿死亡率", "‰"),
}
PROJECTS = {"village_clinic": "村卫生室建设"}


@dataclass(frozen=True)
class Entry:
    """How a figure is named and where its rule comes from."""

    id: str
    name: str
    measure: str
    basis: str
    source: str
    definition: str


def entry(id: str) -> Entry:
    """The entry of an id. Raises UnknownIndicator."""
    if id in INDICATORS:
        return of_indicator(id)
    family, _, name = id.partition(".")
    match family:
        case "completion":
            done = of_item(name)
            rule = fingerprint(("completion", done.definition))
            return Entry(id, f"{done.name}任务完成率", "%", done.basis, str(PROJECT_RULES), rule)
        case "tally" if name in (items := ledgers.items()):
            item = items[name]
            return Entry(id, item.name, item.measure, "", LEDGER, fingerprint(item))
        case "tally_rate" if name in shipped_rates():
            rate = shipped_rates()[name]
            return Entry(id, rate.name, rate.measure, "", LEDGER, fingerprint(rate))
        case "vital" if name in VITAL:
            title, measure = VITAL[name]
            return Entry(id, title, measure, "", LEDGER, fingerprint(("vital", name, *map(str, ledgers.VITAL[id]))))
        case "project" if name in ledgers.project_groups():
            title = f"{PROJECTS.get(name, name)}进度"
            return Entry(id, title, "%", "", str(PROJECT_RULES), fingerprint(("project", name)))
    raise UnknownIndicator(id)


def of_item(item: str) -> Entry:
    """The entry of what a target's item names; an item that nobody knows yet has no more than its own name."""
    for id in (item, f"tally.{item}", f"project.{item}"):
        try:
            return entry(id)
        except UnknownIndicator:
            continue
    return Entry(item, item, "", "", "", fingerprint(("unknown", item)))


@cache
def of_indicator(id: str) -> Entry:
    """The entry of an indicator; a county's own tallies may be defined anew at any time, these not."""
    definition = INDICATORS[id]
    return Entry(definition.id, definition.name, definition.measure, definition.basis, str(definition.source),
                 fingerprint(definition))
