"""What a target can be set for: an indicator, a tally or a group of projects."""

from collections.abc import Iterable
from decimal import Decimal

from gongwei.definition.indicator import Count, Proportion
from gongwei.definition.message import Message
from gongwei.ledgers.projects.queries import project_groups
from gongwei.ledgers.tallies.queries import items
from gongwei.programmes.registry import INDICATORS


def figure_ids(tallies: Iterable[str], groups: Iterable[str]) -> dict[str, str]:
    """Item → the id of its figure. A tally and a group may stand alone or behind their family's name: `births` is
    `tally.births`; of equal names an indicator goes first, then a tally."""
    families = {"project": list(groups), "tally": list(tallies)}
    found = {name: f"{family}.{name}" for family, names in families.items() for name in names}
    return found | {id: id for id in found.values()} | {id: id for id in INDICATORS}


def too_much(id: str, value: Decimal) -> Message | None:
    """Why a figure cannot reach a value: a part of people is at most all of them, the progress of projects at most 100 %."""
    known = INDICATORS.get(id)
    most = known.factor if isinstance(known, Proportion) else 100 if id.startswith("project.") else None
    if most is None or value <= most:
        return None
    return Message("该项目是率,目标不能大于 {most},输入为 {value}", most=most, value=f"{value.normalize():f}")


def in_percent(id: str) -> bool:
    """Whether a figure is counted in %."""
    known = INDICATORS.get(id)
    return id.startswith("project.") or (known is not None and not isinstance(known, Count) and known.factor == 100)


def same_aim(item: str, held: Iterable[str], figure: dict[str, str]) -> str:
    """Under which name a target is kept: the one under which a target of the same figure is `held`, else the shortest, so that
    `births` and `tally.births` are one target."""
    same = [other for other in held if figure.get(other, other) == figure.get(item, item)]
    if item in same or item not in figure:
        return item
    return same[0] if same else min((other for other, id in figure.items() if id == figure[item]), key=len)


def known_items() -> dict[str, str]:
    """Every item known now → the id of its figure."""
    return figure_ids(items(), project_groups())
