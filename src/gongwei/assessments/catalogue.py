"""What a figure's id stands for: its title, measure, basis, source and the fingerprint of its definition."""

from functools import cache

from gongwei.assessments.figures import FAMILY
from gongwei.concepts.sources import PROJECT_RULES
from gongwei.definition.fingerprint import fingerprint
from gongwei.indicators.evaluator import UnknownIndicator
from gongwei.indicators.family import Entry
from gongwei.programmes.registry import INDICATORS


def entry(id: str) -> Entry:
    """The entry of an id. Raises UnknownIndicator."""
    if id in INDICATORS:
        return of_indicator(id)
    family, _, name = id.partition(".")
    if family == "completion":
        done = of_item(name)
        rule = fingerprint(("completion", done.definition))
        return Entry(id, f"{done.name}任务完成率", "%", done.basis, str(PROJECT_RULES), rule)
    if family == "target":
        aim = of_item(name)
        rule = fingerprint(("target", aim.definition))
        return Entry(id, f"{aim.name}目标", aim.measure, "", str(PROJECT_RULES), rule)
    if family in FAMILY and (known := FAMILY[family].entry(name)):
        return known
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
