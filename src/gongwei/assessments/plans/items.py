"""What a target can be set for: an indicator, a tally or a group of projects."""

from collections.abc import Iterable

from gongwei.ledgers.projects.queries import project_groups
from gongwei.ledgers.tallies.queries import items
from gongwei.programmes.registry import INDICATORS


def figure_ids(tallies: Iterable[str], groups: Iterable[str]) -> dict[str, str]:
    """Item → the id of its figure. A tally and a group may stand alone or behind their family's name: `births` is
    `tally.births`; of equal names an indicator goes first, then a tally."""
    families = {"project": list(groups), "tally": list(tallies)}
    found = {name: f"{family}.{name}" for family, names in families.items() for name in names}
    return found | {id: id for id in found.values()} | {id: id for id in INDICATORS}


def known_items() -> dict[str, str]:
    """Every item known now → the id of its figure."""
    return figure_ids(items(), project_groups())
