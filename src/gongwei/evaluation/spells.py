"""Where a person lives on a day, and the chains that enrolments form: for one person, in plain Python."""

from collections.abc import Iterable
from datetime import date, timedelta

from gongwei.definition.indicator import UNRELEASING_REASONS

from .person import Enrolment, Person, Residency


def in_order(person: Person) -> list[Residency]:
    """The residencies by start (empty: birth), then by unit."""
    return sorted(person.residencies, key=lambda stay: (stay.start or person.birth_date or date.min, stay.unit))


def started(person: Person, stay: Residency, day: date) -> bool:
    """Whether the stay had begun by the day; with neither a start nor a birth date it always had."""
    return (stay.start or person.birth_date or date.min) <= day


def unit_on(person: Person, day: date) -> str | None:
    """The unit where the person is a resident on that day; of several the latest start. None: not a resident."""
    stays = [stay for stay in in_order(person) if started(person, stay, day) and (stay.end is None or stay.end > day)]
    return stays[-1].unit if stays else None


def last_unit(person: Person, day: date) -> str | None:
    """The unit of the last residency begun by that day, ended or not. None: never lived here yet."""
    begun = [stay for stay in in_order(person) if started(person, stay, day)]
    return begun[-1].unit if begun else None


def unit_of_service(person: Person, unit: str | None, day: date) -> str | None:
    """The unit at which a service counts: its own, else where the person was a resident on that day, else nowhere."""
    return unit or unit_on(person, day)


def chains(enrolments: Iterable[Enrolment]) -> list[list[Enrolment]]:
    """One programme's enrolments as chains, each in order of start, then id.

    An enrolment continues the chain when it starts at most one day after the previous end, or when the previous one
    ended for a reason that does not release; previous is, of the earlier ones, the one that ends last.
    """
    found: list[list[Enrolment]] = []
    previous: Enrolment | None = None
    for enrolment in sorted(enrolments, key=lambda spell: (spell.start, spell.id)):
        if previous is not None and continues(previous, enrolment):
            found[-1].append(enrolment)
        else:
            found.append([enrolment])
        if previous is None or (enrolment.end or date.max) >= (previous.end or date.max):
            previous = enrolment
    return found


def continues(previous: Enrolment, following: Enrolment) -> bool:
    """Whether `following` belongs to the chain of `previous`."""
    if previous.end is None or following.start <= previous.end + timedelta(days=1):
        return True
    return not previous.end_reason or previous.end_reason in UNRELEASING_REASONS


def last_to_end(chain: list[Enrolment]) -> Enrolment:
    """The enrolment of a chain that ends last; an open one before an ended one, then the later start, the greater id."""
    return max(chain, key=lambda spell: (spell.end or date.max, spell.start, spell.id))
