"""What was inspected and found, and how it stands at any day."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from gongwei.definition.message import Message
from gongwei.evaluation.units import UnitTree
from gongwei.ledgers.inspections.checklist import Checklist, Score
from gongwei.ledgers.inspections.life import MENDED, STATES, Standing, Taken, lived
from gongwei.ledgers.inspections.models import Finding, FindingProof, FindingStep, Inspection, ItemScore, KeptChecklist
from gongwei.ledgers.inspections.recurrence import Failing, number_of, recurrences
from gongwei.ledgers.inspections.sheet import Places
from gongwei.records import evaluable, models

COMMA = "、"
"""Between inspectors."""
_ = Message
AGES = {"0-30": (30, _("30 天以内")), "31-90": (90, _("31~90 天")), "91-180": (180, _("91~180 天")),
        "181-": (None, _("180 天以上"))}
"""Days since a finding was found, while it is not verified: up to so many days, in words."""


@dataclass(frozen=True)
class InspectionAt:
    """An inspection with its score. `place`: the facility, or else the unit."""

    code: str
    unit: str
    facility: str | None
    day: date
    inspectors: tuple[str, ...]
    checklist: str
    remark: str
    score: Score

    @property
    def place(self) -> str:
        return self.facility or self.unit


@dataclass(frozen=True)
class FindingAt:
    """A finding as it stands at the end of a day. `earlier`: the finding that it repeats (recurrence.py)."""

    code: str
    inspection: str
    unit: str
    facility: str | None
    checklist: str
    item: str
    severity: str
    text: str
    measure: str
    responsible: str
    found: date
    first_deadline: date
    as_of: date
    standing: Standing
    earlier: str | None

    @property
    def days_open(self) -> int:
        """Days from the day it was found to its verification, or to the day."""
        return ((self.standing.verified or self.as_of) - self.found).days

    @property
    def days_overdue(self) -> int:
        """Days that the deadline has passed on the day, unmended; else 0."""
        return self.standing.overdue(self.as_of)

    @cached_property
    def age(self) -> str | None:
        """Its group of AGES; None when it is verified."""
        if self.standing.verified:
            return None
        return next(name for name, (most, _words) in AGES.items() if most is None or self.days_open <= most)


def places(unit: str | None = None) -> Places:
    """All that can be inspected; or no more than a unit and its facilities."""
    units, facilities = models.Unit.objects.all(), models.Facility.objects.all()
    if unit is not None:
        units, facilities = units.filter(code=unit), facilities.filter(unit=unit)
    return Places(dict(units.values_list("code", "level")), dict(facilities.values_list("code", "unit")))


def inspections(
    as_of: date, *, unit: str | None = None, since: date | None = None, checklist: str | None = None
) -> list[InspectionAt]:
    """The inspections up to a day, in the unit's subtree, by day, then code. `checklist`: the id of the kind asked for."""
    tree, versions, days = evaluable.tree(as_of), checklists(), (since or date.min, as_of)
    points: dict[str, dict[str, Decimal | None]] = defaultdict(dict)
    scores = ItemScore.objects.filter(inspection__day__range=days)
    for inspection, item, got in scores.values_list("inspection", "item", "points").iterator():
        points[inspection][item] = got
    rows = Inspection.objects.filter(day__range=days).order_by("day", "code")
    fields = ("code", "unit", "facility", "day", "inspectors", "checklist", "remark")
    found = []
    for code, where, facility, day, inspectors, version, remark in rows.values_list(*fields):
        kind = versions[version]
        if checklist in (None, kind.id) and within(tree, where, unit):
            found.append(InspectionAt(code, where, facility, day, tuple(inspectors.split(COMMA)), kind.id, remark,
                                      kind.score(points[code])))
    return found


def findings(
    as_of: date, *, unit: str | None = None, since: date | None = None, checklist: str | None = None, item: str | None = None,
    severity: str | None = None, state: str | None = None, age: str | None = None, overdue: bool = False, recurred: bool = False,
) -> list[FindingAt]:
    """The findings known of at the end of a day as they stood then: found up to it (and not before `since`), in the unit's
    subtree, by day, inspection, then number. The others narrow further: `checklist` by id, `state` of life.STATES, `age` of
    AGES."""
    tree, steps = evaluable.tree(as_of), taken_by(as_of)
    fields = ("code", "inspection", "inspection__unit", "inspection__facility", "inspection__checklist__checklist", "item",
              "severity", "text", "measure", "responsible", "inspection__day", "deadline")
    rows = sorted(Finding.objects.filter(inspection__day__lte=as_of).values_list(*fields),
                  key=lambda row: (row[10], row[1], number_of(row[0])))
    earlier = recurrences(Failing(row[0], row[3] or row[2], row[4], row[5], row[10]) for row in rows)
    every = (FindingAt(*row, as_of, lived(row[10], row[11], steps.get(row[0], ())), earlier.get(row[0])) for row in rows)
    wanted = {"checklist": checklist, "item": item, "severity": severity, "age": age}
    return [
        one for one in every
        if within(tree, one.unit, unit) and (since is None or one.found >= since) and state in (None, one.standing.state)
        and all(value in (None, getattr(one, name)) for name, value in wanted.items())
        and (not overdue or one.days_overdue) and (not recurred or one.earlier)
    ]


@dataclass(frozen=True)
class StepTold:
    """A step of a finding: what was taken, why, by whom, and the names of the files that prove it."""

    taken: Taken
    note: str
    actor: str
    proofs: tuple[str, ...]


def finding(code: str, as_of: date) -> tuple[FindingAt, list[StepTold]]:
    """A finding at the end of a day with its steps. Finding.DoesNotExist when it is unknown on that day."""
    one = next((one for one in findings(as_of) if one.code == code), None)
    if one is None:
        raise Finding.DoesNotExist(code)
    rows = FindingStep.objects.filter(finding=code, day__lte=as_of).order_by("serial")
    proofs = proofs_of([code])
    return one, [StepTold(Taken(*row), note, actor, proofs[code, serial]) for serial, note, actor, *row in
                 rows.values_list("serial", "note", "change__actor", "step", "day", "deadline")]


def proofs_of(codes: Iterable[str]) -> dict[tuple[str, int], tuple[str, ...]]:
    """(finding, serial of the step, 0: as it was found) → the names of its proofs in order; none for what has none."""
    found: dict[tuple[str, int], tuple[str, ...]] = defaultdict(tuple)
    rows = FindingProof.objects.filter(finding__in=codes).order_by("file__name", "pk")
    for code, serial, name in rows.values_list("finding", "serial", "file__name"):
        found[code, serial] += (name,)
    return found


def counted(found: Iterable[FindingAt]) -> dict[str, int]:
    """How many are in each state; they add up to all of them."""
    counts = Counter(one.standing.state for one in found)
    return {state: counts[state] for state in STATES}


def within(tree: UnitTree, place: str, unit: str | None) -> bool:
    """Whether what happened in a unit counts in another one (None: everywhere) as the tree stands."""
    return unit is None or unit in tree.with_ancestors(place)


def taken_by(as_of: date) -> dict[str, list[Taken]]:
    """Finding → its steps up to the end of a day, in order."""
    found: dict[str, list[Taken]] = defaultdict(list)
    rows = FindingStep.objects.filter(day__lte=as_of).order_by("finding", "serial")
    for code, *row in rows.values_list("finding", "step", "day", "deadline").iterator():
        found[code].append(Taken(*row))
    return found


def checklists() -> dict[str, Checklist]:
    """Every version by which units were inspected, by fingerprint."""
    return {version: Checklist.from_text(text) for version, text in KeptChecklist.objects.values_list("fingerprint", "content")}


@dataclass(frozen=True)
class Covered:
    """How a unit is covered: inspections in the year of the day, the last one ever, and days since then (None: never)."""

    unit: str
    name: str
    in_year: int
    last: date | None
    days: int | None


def coverage(as_of: date, *, level: str, unit: str | None = None, checklist: str | None = None) -> list[Covered]:
    """The units of a level in a unit's subtree, the longest not inspected first: never, then by last day, then by code.

    An inspection of a facility is one of its unit; one of a unit merged since is one of its successor.
    """
    tree, days = evaluable.tree(as_of), defaultdict(list)
    for one in inspections(as_of, checklist=checklist):
        days[next(iter(tree.with_ancestors(one.unit)), None)].append(one.day)
    found = []
    for code in tree.subtree(unit) if unit else tree.units:
        if tree.units[code].level == level:
            last = max(days[code], default=None)
            in_year = sum(day.year == as_of.year for day in days[code])
            found.append(Covered(code, tree.units[code].name, in_year, last, (as_of - last).days if last else None))
    return sorted(found, key=lambda one: (one.last or date.min, one.unit))


@dataclass(frozen=True)
class NoticeLine:
    """A finding in a notice. `what`, `section`, `ground`: of the checklist's item; empty beside it. `earlier`: the finding
    that it repeats. `proofs`: names of the files that show it."""

    number: int
    code: str
    item: str
    section: str
    what: str
    ground: str
    severity: str
    text: str
    measure: str
    responsible: str
    deadline: date
    earlier: str | None
    proofs: tuple[str, ...]


@dataclass(frozen=True)
class Notice:
    """整改通知书: what one inspection found, as it was found, with the first deadlines."""

    inspection: str
    unit: str
    unit_name: str
    facility: str | None
    facility_name: str
    day: date
    inspectors: tuple[str, ...]
    checklist: Checklist
    score: Score
    remark: str
    lines: tuple[NoticeLine, ...]


def notice(inspection: str) -> Notice:
    """The notice of an inspection. Inspection.DoesNotExist when it is unknown."""
    row = Inspection.objects.select_related("unit", "facility", "checklist").get(pk=inspection)
    checklist = Checklist.from_text(row.checklist.content)
    score = checklist.score(dict(row.scores.values_list("item", "points")))
    own = [one for one in findings(row.day, checklist=checklist.id) if one.inspection == inspection]
    proofs = proofs_of(one.code for one in own)
    lines = tuple(notice_line(one, checklist, proofs[one.code, 0]) for one in own)
    facility = row.facility
    return Notice(row.code, row.unit_id, row.unit.name, row.facility_id, facility.name if facility else "", row.day,
                  tuple(row.inspectors.split(COMMA)), checklist, score, row.remark, lines)


def notice_line(one: FindingAt, checklist: Checklist, proofs: tuple[str, ...]) -> NoticeLine:
    """A finding for its notice."""
    item = checklist.by_code.get(one.item)
    section, what, ground = (item.section, item.what, item.ground) if item else ("", "", "")
    return NoticeLine(number_of(one.code), one.code, one.item, section, what, ground, one.severity, one.text, one.measure,
                      one.responsible, one.first_deadline, one.earlier, proofs)


@dataclass(frozen=True)
class ClosingList:
    """销号表: what was found in a unit's subtree in a period (both days included), as it stood at a day.

    `counts`: state → number; they add up to the lines. `notes`: finding → how it was mended, the note of its last rectify.
    """

    unit: str
    unit_name: str
    start: date
    end: date
    as_of: date
    lines: tuple[FindingAt, ...]
    counts: Mapping[str, int]
    notes: Mapping[str, str]

    @property
    def mended(self) -> int:
        """Rectified, verified or not."""
        return sum(self.counts[state] for state in MENDED)

    @property
    def overdue(self) -> int:
        """Past their deadline, unmended."""
        return sum(line.days_overdue > 0 for line in self.lines)

    @property
    def recurred(self) -> int:
        """Those that repeat an earlier one."""
        return sum(line.earlier is not None for line in self.lines)


def closing_list(unit: str, start: date, end: date, as_of: date) -> ClosingList:
    """The closing list of a unit and period. Unit.DoesNotExist when it is unknown."""
    lines = tuple(one for one in findings(as_of, unit=unit, since=start) if one.found <= end)
    steps = FindingStep.objects.filter(finding__in=[one.code for one in lines], step="rectify", day__lte=as_of).order_by("serial")
    return ClosingList(unit, models.Unit.objects.get(pk=unit).name, start, end, as_of, lines, counted(lines),
                       dict(steps.values_list("finding", "note")))
