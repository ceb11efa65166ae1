"""A village doctor's own statement: counted services × price, what was deducted and why, and the part of the village money."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from gongwei.definition.apportioning import apportioned
from gongwei.programmes.registry import FORMS

from .allocating import cents
from .scheme import PaymentScheme


@dataclass(frozen=True)
class Counted:
    """A service as it counts: visits done, price in 元. Without a price it earns nothing, which is shown."""

    form: str
    mode: str
    name: str
    count: int
    price: Decimal | None

    @property
    def worth(self) -> int:
        """In 分."""
        return cents(self.count * Fraction(self.price or 0) * 100)


@dataclass(frozen=True)
class Deduction:
    """Money taken from somebody, in 分, with the reason and where it comes from (a spot check, a finding)."""

    provider: str
    amount: int
    reason: str
    source: str = ""


@dataclass(frozen=True)
class Statement:
    """What a provider gets of a unit's village money, in 分: share − deducted = amount, never below 0."""

    unit: str
    provider: str
    counted: tuple[Counted, ...]
    share: int
    deductions: tuple[Deduction, ...] = ()

    @property
    def worth(self) -> int:
        """What the services are worth by their prices."""
        return sum(one.worth for one in self.counted)

    @property
    def deducted(self) -> int:
        """What is deducted: at most the share."""
        return min(self.share, sum(one.amount for one in self.deductions))

    @property
    def amount(self) -> int:
        """What is paid out."""
        return self.share - self.deducted


def statements(
    scheme: PaymentScheme, unit: str, villages: int, done: Mapping[tuple[str, str, str], int],
    deductions: Iterable[Deduction] = (),
) -> list[Statement]:
    """The village money of a unit divided among its providers by the worth of their services, by provider.

    `done`: (provider, form, mode) → visits that count. The shares add up to `villages`; where nothing done has a price,
    nobody has a share.
    """
    counted: dict[str, list[Counted]] = {}
    for (provider, form, mode), count in sorted(done.items()):
        price = scheme.village_price(form, mode)
        counted.setdefault(provider, []).append(
            Counted(form, mode, price.name if price else title(form), count, price.price if price else None))
    worth = {provider: sum(one.worth for one in own) for provider, own in counted.items()}
    shares = apportioned(villages, worth) if any(worth.values()) else dict.fromkeys(worth, 0)
    taken: dict[str, list[Deduction]] = {}
    for one in deductions:
        taken.setdefault(one.provider, []).append(one)
    return [Statement(unit, provider, tuple(own), shares[provider], tuple(taken.get(provider, ())))
            for provider, own in counted.items()]


def title(form: str) -> str:
    """What a form is called; its id where it is no longer known."""
    return FORMS[form].title if form in FORMS else form
