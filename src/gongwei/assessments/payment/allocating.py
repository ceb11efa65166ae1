"""Dividing the money: pure arithmetic on integer 分 (cents). Every division is by largest remainder, so that parts add up.

For each unit: base = what standard and quantities come to (scaled down when the budget does not suffice); earned = base × score
share; withheld = the rest; amount = earned + its part of what is redistributed. All amounts and what goes back make the budget.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from gongwei.definition.apportioning import apportioned
from gongwei.definition.message import Message
from gongwei.indicators.figure import fixed, plain, rounded

from .scheme import MOST, REDISTRIBUTED, PaymentScheme

_ = Message


class Unpayable(ValueError):
    """The money cannot be divided; the message tells the user what is missing."""


@dataclass(frozen=True)
class Quantity:
    """A service as counted: `rate` in percent multiplies it, None where quality does not matter."""

    code: str
    name: str
    count: Fraction
    price: Decimal
    rate: Fraction | None = None

    @property
    def worth(self) -> Fraction:
        """In 分, exact."""
        return self.count * Fraction(self.price) * 100 * (1 if self.rate is None else self.rate / 100)


@dataclass(frozen=True)
class Basis:
    """What a unit is paid for: people served (None where not paid by heads), quantities, and its score."""

    unit: str
    name: str
    people: Fraction | None
    quantities: tuple[Quantity, ...] = ()
    score: Decimal | None = None

    def worth(self, scheme: PaymentScheme) -> Fraction:
        """In 分, exact, before the score."""
        heads = self.people * Fraction(scheme.per_capita.standard) * 100 if scheme.per_capita else Fraction(0)
        return heads + sum((one.worth for one in self.quantities), Fraction(0))


@dataclass(frozen=True)
class Paid:
    """One unit's money in 分. earned + withheld = base; amount = earned + reward = own + villages = advance + settlement. A
    settlement below 0 is to be paid back."""

    basis: Basis
    exact: Fraction
    base: int
    share: Fraction
    earned: int
    withheld: int
    reward: int
    villages: int
    advance: int

    @property
    def amount(self) -> int:
        """What the unit gets for the year."""
        return self.earned + self.reward

    @property
    def own(self) -> int:
        """The part that stays with the unit."""
        return self.amount - self.villages

    @property
    def settlement(self) -> int:
        """What is still to be paid after the advance."""
        return self.amount - self.advance


@dataclass(frozen=True)
class Allocation:
    """The money of a scheme: the amounts of `paid` and `returned` (not needed, withheld and not redistributed) add up to
    `budget`, all in 分."""

    scheme: PaymentScheme
    budget: int
    paid: tuple[Paid, ...]

    @property
    def returned(self) -> int:
        """What goes back to whoever gave the budget."""
        return self.budget - sum(one.amount for one in self.paid)


def allocate(scheme: PaymentScheme, bases: tuple[Basis, ...], advances: Mapping[str, int] | None = None) -> Allocation:
    """Divide a year's money. `advances`: unit → 分 already paid; None: the scheme's percentage of each base.

    Raises Unpayable when a unit lacks its people, a quantity's rate or, where scores matter, its score; when an advance was
    paid to a unit that is not; and when more is needed than anybody has.
    """
    refuse_unknown(scheme, bases)
    if strangers := sorted((advances or {}).keys() - {basis.unit for basis in bases}):
        raise Unpayable(_("已预拨的单位不在本次拨付之列:{units}", units="、".join(strangers)))
    worth = {basis.unit: basis.worth(scheme) for basis in bases}
    needed = cents(sum(worth.values(), Fraction(0)))
    if needed > MOST * 100:
        raise Unpayable(_("按办法须拨 {amount} 元,超过 {most} 元,请核对标准、单价和人口", amount=yuan(needed), most=MOST))
    budget = needed if scheme.budget is None else cents(Fraction(scheme.budget) * 100)
    base = apportioned(min(needed, budget), worth) if any(worth.values()) else dict.fromkeys(worth, 0)
    shares = {basis.unit: scheme.score.of(basis.score) if scheme.score else Fraction(1) for basis in bases}
    earned = {unit: split(amount, shares[unit]) for unit, amount in base.items()}
    rewards = rewarded(scheme, bases, base, sum(base.values()) - sum(earned.values()))
    village_share, advance_share = Fraction(scheme.village_share) / 100, Fraction(scheme.advance) / 100
    paid = []
    for basis in bases:
        unit = basis.unit
        amount = earned[unit] + rewards.get(unit, 0)
        advance = split(base[unit], advance_share) if advances is None else advances.get(unit, 0)
        paid.append(Paid(basis, worth[unit], base[unit], shares[unit], earned[unit], base[unit] - earned[unit],
                         rewards.get(unit, 0), split(amount, village_share), advance))
    return Allocation(scheme, budget, tuple(paid))


def refuse_unknown(scheme: PaymentScheme, bases: tuple[Basis, ...]) -> None:
    """Nothing is paid on what nobody knows."""
    if scheme.per_capita and (lacking := [basis.name for basis in bases if basis.people is None]):
        raise Unpayable(_("没有「{group}」人口数的单位:{units}", group=scheme.per_capita.population, units="、".join(lacking)))
    if scheme.score and (lacking := [basis.name for basis in bases if basis.score is None]):
        raise Unpayable(_("没有考核得分的单位:{units}", units="、".join(lacking)))


def rewarded(scheme: PaymentScheme, bases: tuple[Basis, ...], base: Mapping[str, int], withheld: int) -> dict[str, int]:
    """What of the money withheld goes to the units whose score suffices, by their bases. None suffices: none goes."""
    if scheme.withheld != REDISTRIBUTED or not scheme.score:
        return {}
    weights = {basis.unit: base[basis.unit] for basis in bases if basis.score >= scheme.rewarded}
    return apportioned(withheld, weights) if any(weights.values()) else {}


def split(amount: int, share: Fraction) -> int:
    """The integer part of an amount that a share makes, half up; the rest is the other part."""
    return cents(amount * share)


def cents(exact: Fraction) -> int:
    """To whole 分, half up."""
    return int(rounded(exact, 0))


def yuan(amount: int | Fraction) -> str:
    """分 as 元 with two decimals and thousands apart: 1,234.50."""
    return f"{rounded(Fraction(amount) / 100, 2):,}"


def explained(scheme: PaymentScheme, one: Paid) -> Message:
    """One unit's money in a line."""
    parts = []
    if scheme.per_capita:
        parts.append(_("{people} 人 × {standard} 元", people=plain(one.basis.people), standard=scheme.per_capita.standard))
    parts += [quantity_words(quantity) for quantity in one.basis.quantities]
    said = {"how": " + ".join(parts) or "0", "base": yuan(one.base), "amount": yuan(one.amount)}
    scaled = one.base != cents(one.exact)
    start = _("{how},按预算折算为 {base} 元", **said) if scaled else _("{how} = {base} 元", **said)
    if not scheme.score:
        return _("{start};应拨 {amount} 元", start=start, amount=said["amount"])
    scored = _("{start};得分 {score},拨付比例 {share} %,应得 {earned} 元,扣减 {withheld} 元", start=start,
               score=plain(Fraction(one.basis.score), 4), share=fixed(one.share * 100, 2), earned=yuan(one.earned),
               withheld=yuan(one.withheld))
    if not one.reward:
        return _("{start};应拨 {amount} 元", start=scored, amount=said["amount"])
    return _("{start},奖励 {reward} 元;应拨 {amount} 元", start=scored, reward=yuan(one.reward), amount=said["amount"])


def quantity_words(one: Quantity) -> Message:
    """A service in words."""
    if one.rate is None:
        return _("{name} {count} × {price} 元", name=one.name, count=plain(one.count), price=one.price)
    return _("{name} {count} × {price} 元 × {rate} %", name=one.name, count=plain(one.count), price=one.price,
             rate=fixed(one.rate, 2))
