"""A scheme of payment: frozen values, and how they are read from a file."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from gongwei.definition.declaration import Declaration, declaration
from gongwei.definition.fingerprint import fingerprint
from gongwei.definition.message import Message as _
from gongwei.evaluation.units import LEVELS
from gongwei.programmes.registry import FORMS

RETURNED, REDISTRIBUTED = "returned", "redistributed"
MOST = Decimal(10**12)
"""元: more than any budget; the tables hold it in 分."""
MODES = ("clinic", "home", "phone")


@dataclass(frozen=True)
class PerCapita:
    """So much for everyone served: 元 a person, and the group of official figures that says how many."""

    standard: Decimal
    population: str


@dataclass(frozen=True)
class Service:
    """A service paid by quantity: `figure` counts it, `price` is 元 for each. `quality`: the id of a rate in percent by which
    the quantity is multiplied; None: all of it counts."""

    code: str
    name: str
    figure: str
    price: Decimal
    quality: str | None = None


@dataclass(frozen=True)
class ScoreShare:
    """What part of the money a score earns: nothing below `floor`, `at_floor` percent there, rising evenly to all at `full`."""

    floor: Decimal
    at_floor: Decimal
    full: Decimal

    def of(self, score: Decimal) -> Fraction:
        """The share, from 0 to 1."""
        if score >= self.full:
            return Fraction(1)
        if score < self.floor:
            return Fraction(0)
        low = Fraction(self.at_floor) / 100
        return low + (1 - low) * Fraction(score - self.floor) / Fraction(self.full - self.floor)


@dataclass(frozen=True)
class VillagePrice:
    """What a service of a village doctor is worth when the village part is divided: 元 for a visit on a form, in a mode or
    (empty) in any that has no price of its own."""

    form: str
    name: str
    price: Decimal
    mode: str = ""


@dataclass(frozen=True)
class PaymentScheme:
    """How a year's money is divided among the units of a level.

    `budget`: 元, None: whatever standard and prices come to. `advance`, `village_share`: percent. `withheld`: what becomes of
    the money that scores do not earn. `rewarded`: the score from which a unit takes part in what is redistributed.
    """

    id: str
    name: str
    year: int
    level: str
    budget: Decimal | None
    per_capita: PerCapita | None
    services: tuple[Service, ...]
    score: ScoreShare | None
    withheld: str
    rewarded: Decimal
    advance: Decimal
    village_share: Decimal
    village_prices: tuple[VillagePrice, ...]

    @property
    def fingerprint(self) -> str:
        """Changes with anything declared."""
        return fingerprint(self)

    def village_price(self, form: str, mode: str) -> VillagePrice | None:
        """What a visit is worth: the price of its mode, else of the form; None where none is declared."""
        found = {price.mode: price for price in self.village_prices if price.form == form}
        return found.get(mode) or found.get("")


def read_payment_scheme(path: Path) -> PaymentScheme:
    """The scheme of a file. Raises Misdeclared with all that is wrong."""
    with declaration(path) as said:
        scheme = PaymentScheme(
            id=said.entry("id", str), name=said.entry("name", str), year=said.entry("year", int),
            level=said.choice("level", LEVELS), budget=money(said, "budget", None), per_capita=per_capita(said),
            services=services(said), score=score(said), withheld=said.choice("withheld", (RETURNED, REDISTRIBUTED), RETURNED),
            rewarded=within(said, "rewarded", 100, Decimal(0)), advance=within(said, "advance", 100, Decimal(0)),
            village_share=within(said, "village_share", 100, Decimal(0)), village_prices=village_prices(said),
        )
        if not scheme.per_capita and not scheme.services:
            said.wrong(_("应有人均标准 [per_capita] 或服务单价 [[services]]"))
        if scheme.village_prices and not scheme.village_share:
            said.wrong(_("写了村级单价 [[village]],却没有村级比例「village_share」"), "village")
        said.nothing_else()
    return scheme


def money(said: Declaration, name: str, default: object = ...) -> Decimal | None:
    """An amount of 元: not negative, at most two decimals."""
    value = said.entry(name, Decimal, default)
    if value is not None and not is_money(value):
        said.wrong(_("「{name}」是金额,应不小于 0、不超过 {most} 元、至多两位小数", name=name, most=MOST), name)
        return None
    return value


def is_money(value: Decimal) -> bool:
    """Whether a number is an amount of 元 that can be paid: of whole 分, from 0 to MOST."""
    return value.is_finite() and 0 <= value <= MOST and value == round(value, 2)


def within(said: Declaration, name: str, most: int, default: object = ...) -> Decimal | None:
    """A number from 0 to `most`."""
    value = said.entry(name, Decimal, default)
    if value is not None and not 0 <= value <= most:
        said.wrong(_("「{name}」应在 0 至 {most} 之间", name=name, most=most), name)
        return None
    return value


def per_capita(said: Declaration) -> PerCapita | None:
    """The section `[per_capita]`."""
    if "per_capita" not in said.said:
        return None
    section = said.section("per_capita")
    found = PerCapita(money(section, "standard"), section.entry("population", str, "all"))
    section.nothing_else()
    return found


def score(said: Declaration) -> ScoreShare | None:
    """The section `[score]`."""
    if "score" not in said.said:
        return None
    section = said.section("score")
    found = ScoreShare(within(section, "floor", 100), within(section, "at_floor", 100), within(section, "full", 100))
    if None not in (found.floor, found.full) and found.floor >= found.full:
        section.wrong(_("「floor」应小于「full」"), "floor")
    section.nothing_else()
    return found


def services(said: Declaration) -> tuple[Service, ...]:
    """The sections `[[services]]`; a code stands once."""
    found: dict[str, Service] = {}
    for section in said.sections("services"):
        one = Service(section.entry("code", str), section.entry("name", str), section.entry("figure", str),
                      money(section, "price"), section.entry("quality", str, None))
        section.nothing_else()
        if one.code in found:
            section.wrong(_("服务「{code}」写了两次", code=one.code), "code")
        found[one.code] = one
    return tuple(found.values())


def village_prices(said: Declaration) -> tuple[VillagePrice, ...]:
    """The sections `[[village]]`; a form and mode stand once."""
    found: dict[tuple[str, str], VillagePrice] = {}
    for section in said.sections("village"):
        form, mode = section.choice("form", tuple(FORMS)), section.choice("mode", MODES, "")
        name = section.entry("name", str, FORMS[form].title if form in FORMS else "")
        one = VillagePrice(form, name, money(section, "price"), mode or "")
        section.nothing_else()
        if (form, mode) in found:
            section.wrong(_("「{form}」的这种方式写了两次", form=form), "form")
        found[form, mode] = one
    return tuple(found.values())
