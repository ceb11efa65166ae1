"""The tree of units as it stands on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

LEVELS = ("province", "city", "county", "township", "village")


@dataclass(frozen=True)
class Unit:
    """One node of the tree. `valid_to` is the first day on which it no longer exists; `successor` took over its people."""

    code: str
    name: str
    level: str
    parent: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str | None = None


class UnitTree:
    """The units that exist on a day, and where the people of dissolved ones count.

    A dissolved unit without a successor stays where it was: its people must count somewhere.
    """

    def __init__(self, units: Iterable[Unit], day: date) -> None:
        everything = {unit.code: unit for unit in units}
        self._heirs = {code: self._heir(everything, code, day) for code in everything}
        self._parents = {code: unit.parent for code, unit in everything.items()}
        self.units: dict[str, Unit] = {
            code: unit for code, unit in sorted(everything.items())
            if self._heirs[code] == code and (unit.valid_from is None or unit.valid_from <= day)
        }
        self.children: dict[str | None, list[str]] = {}
        for code in self.units:
            self.children.setdefault(self.parent(code), []).append(code)

    @staticmethod
    def _heir(units: Mapping[str, Unit], code: str, day: date) -> str:
        passed = {code}
        while (unit := units[code]).valid_to and unit.valid_to <= day and unit.successor in units:
            if unit.successor in passed:
                raise ValueError(f"units succeed each other in a circle: {', '.join(sorted(passed))}")
            passed.add(code := unit.successor)
        return code

    def parent(self, code: str) -> str | None:
        """The nearest upper unit that exists on that day; None for the root."""
        return next(iter(self.with_ancestors(code)[1:]), None)

    def with_ancestors(self, code: str) -> list[str]:
        """The unit and all above it that exist on that day, lowest first: what counts in a unit to come counts above it."""
        passed: dict[str, None] = {}
        current = self._heirs.get(code)
        while current is not None and current not in passed:
            passed[current] = None
            current = self._heirs.get(self._parents[current])
        return [unit for unit in passed if unit in self.units]

    def subtree(self, code: str) -> list[str]:
        """The unit and all below it, in order of code within each level of descent."""
        return [code, *(below for child in self.children.get(code, ()) for below in self.subtree(child))]

    def risen(self, own: Mapping[str, Fraction]) -> dict[str, Fraction | None]:
        """For every unit the sum of what it and all below it hold of their own; None where nothing is held."""
        sums: dict[str, Fraction | None] = dict.fromkeys(self.units)
        for code, value in own.items():
            for above in self.with_ancestors(code):
                sums[above] = value if sums[above] is None else sums[above] + value
        return sums

    def ancestry(self, within: Iterable[str] | None = None) -> list[tuple[str, str]]:
        """(unit as recorded, unit in which it counts), for every unit ever and itself and all above it; limited to `within`."""
        wanted = self.units.keys() if within is None else set(within)
        return [(code, above) for code in self._heirs for above in self.with_ancestors(code) if above in wanted]


def official_figures(tree: UnitTree, own: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """An official figure for every unit that has one: its own, else the sum of its children's when all of them have one."""
    found: dict[str, Fraction] = {}

    def figure(code: str) -> Fraction | None:
        children = [figure(child) for child in tree.children.get(code, ())]
        if code in own:
            found[code] = own[code]
        elif children and all(child is not None for child in children):
            found[code] = sum(children, Fraction(0))
        return found.get(code)

    for root in tree.children.get(None, ()):
        figure(root)
    return found
