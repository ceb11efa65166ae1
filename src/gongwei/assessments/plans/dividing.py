"""Dividing a unit's target among the units below it, so that the parts add up to it exactly."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from gongwei.definition.apportioning import apportioned
from gongwei.definition.message import Message as _
from gongwei.evaluation.units import LEVELS, UnitTree

FINEST = 4
"""Decimals that a target may have."""


class NotDivisible(ValueError):
    """A target that cannot be divided so; the message is for the user."""


@dataclass(frozen=True)
class Weights:
    """By what is divided, in words (`2025年人口数(all)`), and how much each unit weighs; unknown is None, never 0."""

    by: str
    of: Mapping[str, Fraction | None]


@dataclass(frozen=True)
class Division:
    """A unit's target and the parts of the units right below it."""

    unit: str
    whole: Decimal
    parts: Mapping[str, Decimal]

    @property
    def left(self) -> Decimal:
        """What the parts lack to the whole; negative where they exceed it."""
        return self.whole - sum(self.parts.values())


@dataclass(frozen=True)
class Decomposition:
    """The target of a year and item, divided level by level, uppermost first. `rule` in words.

    `same`: the target is a level (a rate), which is not divided: everyone is to reach it.
    """

    year: int
    item: str
    rule: str
    same: bool
    divisions: tuple[Division, ...]

    @property
    def parts(self) -> dict[str, Decimal]:
        """Unit → its part, of all levels."""
        return {unit: part for division in self.divisions for unit, part in division.parts.items()}


def divided(whole: Decimal, weights: Weights, given: Mapping[str, Decimal] | None = None, decimals: int = 0,
            called: Callable[[str], str] = str) -> dict[str, Decimal]:
    """Parts for the units of the weights, in their order, adding up to `whole`; what is `given` to a unit stands.

    The rest is divided among the others in proportion to their weights by the largest remainder, in steps of the last of
    the `decimals`. NotDivisible for an unknown weight, for nothing to divide by, when the given exceed the whole or, where
    all are given, fall short of it, or when whole or given are finer than the decimals. `called`: how units are named.
    """
    given, step = given or {}, Decimal(1).scaleb(-decimals)
    for value in (whole, *given.values()):
        if value < 0 or value % step:
            raise NotDivisible(_("{value} 应为不小于 0 的数,小数至多 {decimals} 位", value=shown(value), decimals=decimals))
    rest = whole - sum(given.values())
    others = {unit: weight for unit, weight in weights.of.items() if unit not in given}
    if unknown := [called(unit) for unit, weight in others.items() if weight is None]:
        raise NotDivisible(_("以下单位没有「{by}」,不能当作 0:{units}", by=weights.by, units="、".join(unknown)))
    if rest < 0 or (rest and not others):
        raise NotDivisible(_("给定的数合计 {total},应为 {whole},{more}{difference}", total=shown(whole - rest), whole=shown(whole),
                             more=_("多") if rest < 0 else _("少"), difference=shown(abs(rest))))
    if rest and not any(others.values()):
        raise NotDivisible(_("各单位的「{by}」都是 0,无从分配 {rest}", by=weights.by, rest=shown(rest)))
    shares = apportioned(int(rest / step), others)
    return {unit: given[unit] if unit in given else shares[unit] * step for unit in weights.of}


def decomposed(tree: UnitTree, unit: str, whole: Decimal, weights: Weights | None, *, year: int, item: str,
               given: Mapping[str, Decimal] | None = None, level: str | None = None, decimals: int = 0) -> Decomposition:
    """A unit's target divided among the units below it, down to `level` (None: those right below).

    Without weights the target is a level that everyone is to reach; `given` sets another one for a unit and those below it.
    NotDivisible as for `divided`, also for a unit without units below or something given to a unit that is not among them.
    """
    given = given or {}
    divisions: list[Division] = []

    def called(code: str) -> str:
        return f"{tree.units[code].name}({code})"

    def divide(code: str, target: Decimal) -> None:
        children = tree.children.get(code, ())
        if not children:
            return
        mine = {child: given[child] for child in children if child in given}
        if weights is None:
            parts = {child: mine.get(child, target) for child in children}
        else:
            of = {child: weights.of.get(child) for child in children}
            parts = divided(target, Weights(weights.by, of), mine, decimals, called)
        divisions.append(Division(code, target, parts))
        for child in children if level else ():
            if LEVELS.index(tree.units[child].level) < LEVELS.index(level):
                divide(child, parts[child])

    divide(unit, whole)
    if not divisions:
        raise NotDivisible(_("{unit}没有下级单位", unit=called(unit)))
    made = Decomposition(year, item, weights.by if weights else _("各单位同一目标"), weights is None, tuple(divisions))
    if strangers := sorted(given.keys() - made.parts.keys()):
        raise NotDivisible(_("这些单位不在分解范围内:{units}", units="、".join(strangers)))
    return made


def shown(value: Decimal) -> str:
    """A number as people write it: without zeros at the end."""
    return f"{value.normalize():f}"
