"""Subject pregnancy and TB course: enrolments, at the enrolment's unit, residents on the day or not."""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

from .rules import Case, Rule
from .world import Enrolment, World

BOOKED, LATE, UNBOOKED = "早建册", "晚建册", "未建册"


def _day(spell: Enrolment, name: str) -> date | None:
    """A date among the attributes."""
    value = spell.attributes.get(name)
    return date.fromisoformat(value) if value else None


def _lmp(spell: Enrolment) -> date | None:
    """The last menstrual period, from the expected day of delivery where missing."""
    expected = _day(spell, "edd")
    return _day(spell, "lmp") or (expected - timedelta(days=280) if expected else None)


def live_births(spell: Enrolment) -> int:
    """Children born alive; 0 where not recorded."""
    return int(spell.attributes.get("live_births") or 0)


def delivered(world: World) -> list[Enrolment]:
    """Pregnancies delivered in the year with a live birth."""
    return [spell for spells in world.of_programme("maternal").values() for spell in spells
            if (day := _day(spell, "delivered_on")) and world.year_start <= day <= world.day
            and live_births(spell) >= 1]


def _visits(world: World, spell: Enrolment, form: str) -> list[dict]:
    """Visits of this pregnancy: named by their enrolment, else within lmp … delivery + 56 days."""
    first, birth = _lmp(spell), _day(spell, "delivered_on")
    return [visit for visit in world.seen(spell.resident, form)
            if visit.get("enrolment") == spell.id
            or (not visit.get("enrolment") and first and first <= visit["date"] <= birth + timedelta(days=56))]


def booking(world: World, spell: Enrolment) -> str:
    """When the first antenatal visit was."""
    lmp = _lmp(spell)
    firsts = [visit for visit in _visits(world, spell, "antenatal_visit") if visit.get("kind") == "first"]
    early = any(lmp and (visit["date"] - lmp).days < 91 for visit in firsts)
    return BOOKED if early else LATE if firsts else UNBOOKED


def _at_home(world: World, spell: Enrolment, since: date) -> bool:
    """A home visit within 28 days of the day given, not before delivery."""
    birth = _day(spell, "delivered_on")
    return any(visit.get("kind") == "home" and max(birth, since) <= visit["date"] <= since + timedelta(days=28)
               for visit in _visits(world, spell, "postpartum_visit"))


def postpartum(world: World, spell: Enrolment) -> str:
    """A home visit after discharge, after delivery where discharge is unknown."""
    since = _day(spell, "discharged_on") or _day(spell, "delivered_on")
    return "已访视" if _at_home(world, spell, since) else "未访视"


def systematic(world: World, spell: Enrolment) -> str:
    """Early booking, five antenatal days, a home visit."""
    lmp, birth = _lmp(spell), _day(spell, "delivered_on")
    days = {visit["date"] for visit in _visits(world, spell, "antenatal_visit")
            if (lmp is None or lmp <= visit["date"]) and visit["date"] <= birth}
    if booking(world, spell) != BOOKED:
        return "未早建册"
    if len(days) < 5:
        return "产检不足5次"
    return "系统管理" if _at_home(world, spell, birth) else "未产后访视"


def pregnancy(outcome: Callable[[World, Enrolment], str], counted: str) -> Rule:
    """A rate of pregnancies."""
    return lambda world: [Case(spell.id, spell.resident, frozenset({spell.unit}), outcome(world, spell),
                               outcome(world, spell) == counted) for spell in delivered(world) if spell.unit]


def tb_regular(world: World) -> list[Case]:
    """TB courses completed in the year: at least nine tenths of the doses taken."""
    cases = []
    for id, spells in world.of_programme("tuberculosis").items():
        for spell in spells:
            if spell.unit and spell.end and spell.end >= world.year_start and spell.reason == "completed":
                due, taken = (Fraction(str(spell.attributes.get(name) or 0)) for name in ("doses_due", "doses_taken"))
                regular = due > 0 and taken / due >= Fraction(9, 10)
                cases.append(Case(spell.id, id, frozenset({spell.unit}), "规则服药" if regular else "不规则", regular))
    return cases


PREGNANCY: dict[str, Rule] = {
    "maternal.early_booking": pregnancy(booking, BOOKED),
    "maternal.postpartum": pregnancy(postpartum, "已访视"),
    "maternal.systematic": pregnancy(systematic, "系统管理"),
}
