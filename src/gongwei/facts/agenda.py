"""What is due when: the duties of the rhythm, tallies, deadlines of findings, milestones and tasks, and health days."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from gongwei.assessments.plans.queries import tasks
from gongwei.definition.message import Message as _
from gongwei.ledgers.activities.health_days import health_days
from gongwei.ledgers.inspections.queries import findings, inspections
from gongwei.ledgers.projects.queries import standings
from gongwei.ledgers.tallies.completeness import owed_and_missing
from gongwei.ledgers.tallies.periods import period_holding
from gongwei.ledgers.tallies.queries import items
from gongwei.records import evaluable
from gongwei.records.audit import day_of

from .models import Document
from .rhythm import INSPECTION, LONGEST, Duty, periods

A_YEAR = timedelta(days=LONGEST)
"""No time between a period and its due day is longer."""
KINDS = {
    "rhythm": _("报送"), "tally": _("台账"), "finding": _("整改"), "milestone": _("工程"), "task": _("任务"), "health_day": _("主题日"),
}
DONE, OVERDUE, COMING, MARKED = "done", "overdue", "coming", "marked"
STATES = {DONE: _("已办"), OVERDUE: _("逾期"), COMING: _("待办"), MARKED: ""}


@dataclass(frozen=True)
class Due:
    """Something with a due day. `what` says it; `done`: the day on which it was done. A health day is `marked`, never overdue."""

    day: date
    kind: str
    what: str
    unit: str
    done: date | None = None
    state: str = COMING


def agenda(unit: str, start: date, end: date, as_of: date, duties: Iterable[Duty]) -> list[Due]:
    """What falls due in a unit and all below it (what was merged into them too) from one day to another, both
    included, as it stands on a day; by due day."""
    units = {code for code, _above in evaluable.tree(as_of).ancestry([unit])}
    found = [*rhythm(unit, start, end, as_of, duties), *tallies(units, start, end, as_of), *mending(unit, start, end, as_of),
             *works(units, start, end, as_of), *tasks_due(units, start, end, as_of)]
    marked = [Due(day.start, "health_day", day.name, unit, state=MARKED)
              for year in range(start.year, end.year + 1) for day in health_days(year) if start <= day.start <= end]
    return sorted([*found, *marked], key=lambda due: (due.day, list(KINDS).index(due.kind), due.what, due.unit))


def standing(day: date, done: date | None, as_of: date) -> str:
    """Done, overdue, or neither."""
    return DONE if done else OVERDUE if day < as_of else COMING


def rhythm(unit: str, start: date, end: date, as_of: date, duties: Iterable[Duty]) -> Iterator[Due]:
    """The duties of the unit itself. A document fulfils the duty of the period in which its as-of day lies, a plan or yearly
    document that of the year; an inspection anywhere below fulfils that of its day."""
    rows = Document.objects.filter(unit=unit).order_by("issued_at").values_list("kind", "as_of", "issued_at")
    documents = [(kind, of, day) for kind, of, issued in rows if (day := day_of(issued)) <= as_of]
    inspected = [one.day for one in inspections(as_of, unit=unit)]
    for duty in duties:
        for first, last in periods(duty.every, start - A_YEAR, end):
            due = duty.due_on(first, last)
            if start <= due <= end:
                days = [day for kind, of, day in documents if kind in duty.by and first <= of <= last]
                if INSPECTION in duty.by:
                    days += [day for day in inspected if first <= day <= last]
                done = min(days, default=None)
                what = _("{name}({start} 至 {end})", name=duty.name, start=first, end=last)
                yield Due(due, "rhythm", what, unit, done, standing(due, done, as_of))


def tallies(units: Collection[str], start: date, end: date, as_of: date) -> Iterator[Due]:
    """How many reports of a period are due and how many are missing, in a line for each due day and length of period. What
    was reported after the day counts as there."""
    known = items()
    counts: dict[tuple[date, str], Counter[str]] = {}
    for year in range((start - A_YEAR).year, end.year + 1):
        owed, missing = owed_and_missing(known.values(), period_holding(date(year, 1, 1), "year"), max(as_of, end), units)
        lacking = set(missing)
        for one in owed:
            if start <= one.due <= end:
                counts.setdefault((one.due, one.period.text), Counter())["missing" if one in lacking else "there"] += 1
    for (due, period), number in counts.items():
        total = number.total()
        what = _("{period} 台账 {total} 份,缺 {missing} 份", period=period, total=total, missing=number["missing"])
        yield Due(due, "tally", what, "", None, standing(due, None if number["missing"] else due, as_of))


def mending(unit: str, start: date, end: date, as_of: date) -> Iterator[Due]:
    """The deadlines of findings."""
    for one in findings(as_of, unit=unit):
        if start <= one.standing.deadline <= end:
            done = one.standing.rectified
            yield Due(one.standing.deadline, "finding", _("整改 {code}", code=one.code), one.unit, done,
                      standing(one.standing.deadline, done, as_of))


def works(units: Collection[str], start: date, end: date, as_of: date) -> Iterator[Due]:
    """The planned days of milestones."""
    for project in standings(as_of, units):
        for milestone in project.milestones:
            if milestone.planned and start <= milestone.planned <= end:
                done = milestone.done if milestone.done and milestone.done <= as_of else None
                what = _("{project}:{milestone}", project=project.name, milestone=milestone.name)
                yield Due(milestone.planned, "milestone", what, project.unit, done, standing(milestone.planned, done, as_of))


def tasks_due(units: Collection[str], start: date, end: date, as_of: date) -> Iterator[Due]:
    """The deadlines of tasks; whether a task is done is asked of its progress."""
    for year in range(start.year, end.year + 1):
        for task in tasks(year):
            if task.unit in units and task.deadline and start <= task.deadline <= end:
                yield Due(task.deadline, "task", _("{code} {title}", code=task.code, title=task.title), task.unit, None,
                          COMING if task.deadline >= as_of else MARKED)
