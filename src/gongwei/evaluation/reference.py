"""The reference engine: one person, one definition, one day — plain Python in which each rule can be read.

Used when one visit is saved, and as the yardstick of the columnar engine.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, singledispatchmethod

from gongwei.definition import expression as e
from gongwei.definition.calendar import Calendar, add_months, completed_years
from gongwei.definition.form import Form
from gongwei.definition.indicator import Chains, EachVisit, Partition, PeopleVisited, Persons
from gongwei.definition.schedule import Schedule

from .person import Enrolment, Person, Visit
from .spells import chains, last_to_end, last_unit, unit_of_service, unit_on


@dataclass(frozen=True)
class Placed:
    """One subject of a partition: its outcome, and the units at which it counts (one, but for people visited)."""

    outcome: str
    units: frozenset[str]


@dataclass(frozen=True)
class Due:
    """A service that is due: by when, open from when, and why."""

    schedule: str
    form: str
    by: date
    opens: date
    reason: str


class Reference:
    """Evaluates definitions for one person on the calendar's as-of day."""

    def __init__(self, person: Person, calendar: Calendar, forms: Mapping[str, Form]) -> None:
        self.person, self.calendar, self.forms = person, calendar, forms

    def place(self, partition: Partition) -> list[Placed]:
        """The person's subjects in this partition; none when the person is not in it."""
        found = []
        for facts, units in self._subjects(partition.subject):
            at_hand = _AtHand(self, facts)
            if at_hand.holds(partition.of):
                outcome = next(name for name, condition in partition.outcomes if at_hand.holds(condition))
                found.append(Placed(outcome, frozenset(units)))
        return found

    def due(self, schedule: Schedule) -> Due | None:
        """What the schedule asks of this person, if anything."""
        at_hand = _AtHand(self, {})
        if not at_hand.holds(schedule.of):
            return None
        for rule in schedule.rules:
            if at_hand.holds(rule.when):
                by = at_hand.value(rule.by)
                return Due(schedule.id, schedule.form, by, by - timedelta(days=schedule.opens_before(rule)), rule.reason)
        return None

    def classify(self, visit: Visit) -> str | None:
        """The rule's class of one visit; None when the form has no rule or none of its classes holds."""
        at_hand = _AtHand(self, {}, visit)
        return next((name for name, condition in self.forms[visit.form].classes if at_hand.holds(condition)), None)

    def _subjects(self, subject) -> Iterable[tuple[Mapping[str, object], set[str]]]:
        person, day = self.person, self.calendar.as_of
        match subject:
            case Persons():
                if unit := unit_on(person, day):
                    yield {}, {unit}
            case Chains(programme):
                for chain in chains(self.begun(programme)):
                    last = last_to_end(chain)
                    over = last.end is not None and last.end <= day
                    facts = {"start": chain[0].start, "end": last.end if over else None,
                             "end_reason": last.end_reason if over else None}
                    if unit := unit_on(person, day) or last_unit(person, day):
                        yield facts, {unit}
            case EachVisit(visits):
                for visit in self.select(visits):
                    if unit := unit_of_service(person, visit.unit, visit.date):
                        yield {}, {unit}
            case PeopleVisited(visits):
                units = {unit_of_service(person, visit.unit, visit.date) for visit in self.select(visits)} - {None}
                if units:
                    yield {}, units

    def begun(self, programme: str) -> list[Enrolment]:
        """The enrolments in a programme that have begun by the as-of day."""
        return [spell for spell in self.person.enrolments
                if spell.programme == programme and spell.start <= self.calendar.as_of]

    def speaking(self, programme: str) -> Mapping[str, object]:
        """The fields of the enrolment that speaks: open before ended, then the latest start, then the greatest id."""
        begun, day = self.begun(programme), self.calendar.as_of
        if not begun:
            return {}
        spell = max(begun, key=lambda one: (one.end is None or one.end > day, one.start, one.id))
        over = spell.end is not None and spell.end <= day
        chain = next(chain for chain in chains(begun) if spell in chain)
        return {**spell.attributes, "id": spell.id, "start": spell.start, "end": spell.end if over else None,
                "end_reason": (spell.end_reason or None) if over else None, "chain_start": chain[0].start}

    @cached_property
    def _in_order(self) -> list[Visit]:
        return sorted((visit for visit in self.person.visits if visit.date <= self.calendar.as_of),
                      key=lambda visit: (visit.date, visit.id))

    def select(self, visits: e.Visits) -> list[Visit]:
        """The visits of a set, the latest last."""
        services = {form.id for form in self.forms.values() if form.service}
        wanted = services if visits.forms == ("*",) else set(visits.forms)
        return [visit for visit in self._in_order
                if visit.form in wanted and (visit.result == "done") != visits.attempts
                and (visits.condition is None or _AtHand(self, {}, visit).holds(visits.condition))]


class _AtHand:
    """Values of expressions, given the facts of the subject and perhaps one visit at hand."""

    def __init__(self, reference: Reference, facts: Mapping[str, object], visit: Visit | None = None) -> None:
        self.reference, self.facts, self.visit = reference, facts, visit

    def holds(self, expression: e.Expression) -> bool:
        """Whether it is known to be true."""
        return self.value(expression) is True

    @singledispatchmethod
    def value(self, node: e.Expression):
        """The value of an expression; None is unknown."""
        raise TypeError(f"the reference engine does not know {type(node).__name__}")

    @value.register
    def _(self, node: e.Literal):
        return node.value

    @value.register
    def _(self, node: e.Moment):
        return self.reference.calendar[node]

    @value.register
    def _(self, node: e.PersonField):
        return getattr(self.reference.person, node.name)

    @value.register
    def _(self, node: e.InKeyGroup):
        return node.code in self.reference.person.key_groups

    @value.register
    def _(self, node: e.ResidentAtAsOf):
        return unit_on(self.reference.person, self.reference.calendar.as_of) is not None

    @value.register
    def _(self, node: e.EnrolmentField):
        return self.reference.speaking(node.programme).get(node.name)

    @value.register
    def _(self, node: e.SubjectField):
        return self.facts[node.name] or None

    @value.register
    def _(self, node: e.VisitField):
        return field_of(self.visit, node.name)

    @value.register
    def _(self, node: e.Filled):
        return field_of(self.visit, node.name) is not None or self.visit.absent.get(node.name) == "refused"

    @value.register
    def _(self, node: e.PickedField):
        visits = self.reference.select(node.of)
        if not visits:
            return None
        return field_of(visits[-1] if node.which == "latest" else visits[0], node.name)

    @value.register
    def _(self, node: e.Exists):
        return bool(self.reference.select(node.of))

    @value.register
    def _(self, node: e.CountOf):
        return len(self.reference.select(node.of))

    @value.register
    def _(self, node: e.Comparison):
        left, right = self.value(node.left), self.value(node.right)
        if left is None or right is None:
            return False
        match node.operator:
            case "<":
                return left < right
            case "<=":
                return left <= right
            case ">":
                return left > right
            case ">=":
                return left >= right
            case "=":
                return left == right

    @value.register
    def _(self, node: e.Among):
        return self.value(node.value) in node.values

    @value.register
    def _(self, node: e.Mentions):
        text = self.value(node.text)
        return text is not None and re.search(node.pattern, text) is not None

    @value.register
    def _(self, node: e.Missing):
        return self.value(node.value) is None

    @value.register
    def _(self, node: e.Every):
        return all(self.holds(part) for part in node.parts)

    @value.register
    def _(self, node: e.Some):
        return any(self.holds(part) for part in node.parts)

    @value.register
    def _(self, node: e.Not):
        return not self.holds(node.part)

    @value.register
    def _(self, node: e.Arithmetic):
        left, right = self.value(node.left), self.value(node.right)
        if left is None or right is None:
            return None
        match node.operator:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
            case "//":
                return left // right

    @value.register
    def _(self, node: e.Extreme):
        known = [value for part in node.parts if (value := self.value(part)) is not None]
        if not known:
            return None
        return min(known) if node.which == "least" else max(known)

    @value.register
    def _(self, node: e.CompletedYears):
        since, day = self.value(node.since), self.value(node.day)
        return None if since is None or day is None else completed_years(since, day)

    @value.register
    def _(self, node: e.DaysBetween):
        first, last = self.value(node.first), self.value(node.last)
        return None if first is None or last is None else (last - first).days

    @value.register
    def _(self, node: e.PlusDays):
        day, days = self.value(node.day), self.value(node.days)
        return None if day is None or days is None else day + timedelta(days=days)

    @value.register
    def _(self, node: e.PlusMonths):
        day = self.value(node.day)
        return None if day is None else add_months(day, node.months)

    @value.register
    def _(self, node: e.Case):
        for condition, result in node.branches:
            if self.holds(condition):
                return self.value(result)
        return None if node.otherwise is None else self.value(node.otherwise)


def field_of(visit: Visit, name: str) -> object:
    """What a visit holds under a name: one of its own fields or an answer; None when not recorded."""
    if name in ("date", "mode"):
        return getattr(visit, name) or None
    return visit.values.get(name)
