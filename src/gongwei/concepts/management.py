"""Being managed in a programme, and the rates that all long-term programmes share: standard care and control."""

from gongwei.definition.calendar import (
    A_YEAR_BEFORE,
    AS_OF,
    IN_YEAR,
    LAST_QUARTER_END,
    QUARTERS,
    SINCE_LAST_QUARTER,
    WITHIN_A_YEAR,
    YEAR_END,
    YEAR_START,
)
from gongwei.definition.composing import every, first_that_holds, greatest, least, some
from gongwei.definition.expression import (
    OTHERWISE,
    RESIDENT,
    DaysBetween,
    EnrolmentField,
    Expression,
    OneVisit,
    Visits,
    visit,
)
from gongwei.definition.form import Form
from gongwei.definition.indicator import RELEASING_REASONS, Proportion
from gongwei.definition.parameter import parameter
from gongwei.definition.schedule import DueRule, Schedule
from gongwei.definition.source import Source

from .sources import PROJECT_RULES, SPEC_2017

FACE_TO_FACE = visit.mode.is_in(("clinic", "home"))

VISITS_A_YEAR = parameter("follow_ups_a_year", 4, SPEC_2017, unit="次")
INTERVAL = parameter("follow_up_interval", 90, SPEC_2017, unit="天")
REQUIRED_EVERY = parameter("required_follow_up_every", 90, PROJECT_RULES, unit="天")
SOON = parameter("follow_up_after_finding", 14, SPEC_2017, unit="天")


def enrolled(programme: str) -> Expression:
    """Enrolled on the as-of day."""
    return EnrolmentField(programme, "start").known & EnrolmentField(programme, "end").missing


def managed_in_year(programme: str) -> Expression:
    """Enrolled on the as-of day, or closed in the year for no reason that releases: closing a record improves no rate."""
    end, reason = EnrolmentField(programme, "end"), EnrolmentField(programme, "end_reason")
    return enrolled(programme) | (IN_YEAR.holds(end) & ~reason.is_in(RELEASING_REASONS))


def effective_start(programme: str) -> Expression:
    """First day of the enrolment's chain: neither a transfer nor closing and reopening erases duties."""
    return EnrolmentField(programme, "chain_start")


def standard_progress(id: str, name: str, source: Source, programme: str, followups: Visits,
                      complete_exams: Visits | None) -> Proportion:
    """Standard care on the progress basis: a face-to-face follow-up in every due quarter, and the yearly exam.

    Due quarters are the complete quarters of the year that began on or after the effective start. `followups` are
    those that count (face to face where the programme asks for it); without `complete_exams` there is no exam rule.
    """
    start = effective_start(programme)
    due = {quarter: (quarter.last <= AS_OF) & (quarter.first >= start) for quarter in QUARTERS}
    missed = some(due[quarter] & ~followups.within(quarter).exist for quarter in QUARTERS)
    outcomes = {"应访季度未访": missed}
    if complete_exams is not None:
        outcomes["未体检"] = (start <= A_YEAR_BEFORE) & ~complete_exams.within(WITHIN_A_YEAR).exist
    return Proportion(
        id=id, name=name, source=source, basis="progress",
        of=managed_in_year(programme) & some(due.values()),
        outcomes={**outcomes, "规范": OTHERWISE}, counts={"规范"},
    )


def standard_annual(id: str, name: str, source: Source, programme: str, followups: Visits,
                    complete_exams: Visits | None) -> Proportion:
    """Standard care on the annual basis, the national definition: so many follow-ups in the year, and the exam.

    Required follow-ups: four when the effective start is by 1 January, else one for each full interval that is left of
    the year, at least one. Who started after the second quarter owes no exam this year.
    """
    start = effective_start(programme)
    a_year, interval = VISITS_A_YEAR.in_force(AS_OF), REQUIRED_EVERY.in_force(AS_OF)
    intervals_left = (DaysBetween(start, YEAR_END) + 1) // interval
    required = first_that_holds([(start <= YEAR_START, a_year)], greatest(1, least(a_year, intervals_left)))
    outcomes = {"随访次数不足": followups.within(IN_YEAR).where(visit.date >= start).count < required}
    if complete_exams is not None:
        outcomes["未体检"] = (start <= QUARTERS[1].last) & ~complete_exams.within(IN_YEAR).exist
    return Proportion(
        id=id, name=name, source=source, basis="annual",
        of=managed_in_year(programme),
        outcomes={**outcomes, "规范": OTHERWISE}, counts={"规范"},
    )


def control(id: str, name: str, source: Source, programme: str, followups: Visits,
            measured: tuple[str, ...], at_target) -> Proportion:
    """Whether the latest follow-up since the last complete quarter began meets the target; lost counts as not at target.

    `measured` are the readings it needs, `at_target(visit)` says when one visit meets the target.
    """
    last: OneVisit = followups.within(SINCE_LAST_QUARTER).latest
    return Proportion(
        id=id, name=name, source=source,
        of=managed_in_year(programme) & (effective_start(programme) <= LAST_QUARTER_END),
        outcomes={
            "未随访": last.date.missing,
            "未测": ~every(getattr(last, reading).known for reading in measured),
            "达标": at_target(last),
            "未达标": OTHERWISE,
        },
        counts={"达标"},
    )


def follow_up_schedule(id: str, name: str, source: Source, programme: str, followups: Visits, form: Form,
                       classes) -> Schedule:
    """The next follow-up: within 14 days after a finding, else within 90 days; the first within 90 days of the start.

    `classes(visit)` are the rule's classes of one visit, the first that holds speaks.
    """
    last = followups.where(visit.date >= effective_start(programme)).latest
    soon, interval = SOON.in_force(AS_OF), INTERVAL.in_force(AS_OF)
    found = dict(classes(last))
    reasons = {
        "emergency": "上次随访达到危急值,应转诊并在14天内随访",
        "complication": "上次随访有新发或加重的并发症,应转诊并在14天内随访",
        "adverse_reaction": "上次随访有药物不良反应,应在14天内随访",
        "uncontrolled": "上次随访控制不满意,应在14天内随访",
    }
    return Schedule(
        id=id, name=name, source=source, form=form.id,
        of=RESIDENT & enrolled(programme),
        rules=(
            DueRule(last.date.missing, effective_start(programme).plus_days(interval), "纳入管理后尚未面对面随访"),
            *(DueRule(found[name], last.date.plus_days(soon), reason) for name, reason in reasons.items()),
            DueRule(found["controlled"], last.date.plus_days(interval), "上次随访控制满意,应在90天内随访"),
            DueRule(OTHERWISE, last.date.plus_days(soon), "上次随访未测,应尽快补测"),
        ),
        opens=14,
    )


def yearly_exam_schedule(id: str, name: str, source: Source, programme: str, complete_exams: Visits) -> Schedule:
    """One complete health exam a year: within a year of the last one or of the effective start, whichever is later."""
    last, start = complete_exams.latest, effective_start(programme)
    return Schedule(
        id=id, name=name, source=source, form="health_exam",
        of=RESIDENT & enrolled(programme),
        rules=(
            DueRule(last.date >= start, last.date.plus_months(12), "上次完整体检后满一年应再体检"),
            DueRule(OTHERWISE, start.plus_months(12), "纳入管理后尚无完整的健康体检"),
        ),
        opens=60,
    )
