"""The cases beside the packs hold on both engines, and nothing that a pack can say is without a case."""

from collections import Counter
from functools import cache

import duckdb
import pytest

from gongwei.definition.calendar import Calendar
from gongwei.definition.indicator import Partition, PeopleVisited
from gongwei.evaluation.cases import PLACES, Case, CaseError, Class, Duty, Placement, cases, read_cases
from gongwei.evaluation.columnar import Columnar
from gongwei.evaluation.reference import Reference
from gongwei.evaluation.tables import raw_tables
from gongwei.programmes.registry import FORMS, PROGRAMME_BY_ID, counts
from tests.evaluation.people import PREPARATIONS, PREPARED, RAW

PACKS = [PROGRAMME_BY_ID[id] for id in (
    "health_record", "older_people", "hypertension", "diabetes", "cervical_breast_cancer", "prenatal_screening")]


def each(kind: type) -> list:
    """Every expectation of a kind, with its case."""
    return [pytest.param(case, one, id=f"{case.name}-{described(one)}")
            for case in cases() for one in case.expectations if isinstance(one.of, kind)]


def described(one) -> str:
    match one.of:
        case Placement(indicator):
            return f"{one.day}-{indicator.id}"
        case Duty(schedule):
            return f"{one.day}-{schedule.id}"
        case Class(visit):
            return visit.id


@cache
def everyone() -> Columnar:
    """The people of all cases in one population."""
    connection = duckdb.connect(config={"threads": 1})
    for name, rows in raw_tables([case.person for case in cases()], RAW).items():
        connection.register(f"raw_{name}", rows)
    for name, preparation in PREPARATIONS.items():
        connection.execute(f"CREATE TEMP TABLE {name} AS {preparation}")
    return Columnar(connection, PREPARED, FORMS, PROGRAMME_BY_ID, PLACES)


@cache
def columnar_people(partition, day) -> dict[int, Counter]:
    """Resident → outcomes at units. People visited are listed once in the unit asked for: it is asked village by village."""
    villages = [[place.code] for place in PLACES if place.level == "village"]
    found: dict[int, Counter] = {}
    for units in villages if isinstance(partition.subject, PeopleVisited) else [None]:
        for resident, unit, outcome in everyone().at(Calendar(day), units).people(partition):
            found.setdefault(resident, Counter())[outcome, unit] += 1
    return found


@cache
def columnar_due(schedule, day) -> dict[int, tuple]:
    return {resident: (by, rule.reason) for resident, _, by, rule in everyone().at(Calendar(day)).due(schedule)}


def agrees(found: Counter, expected: tuple[tuple[str, str | None], ...]) -> bool:
    """The same outcomes; at the same units where the case names them."""
    if any(unit for _, unit in expected):
        return found == Counter(expected)
    outcomes: Counter = Counter()
    for (outcome, _), number in found.items():
        outcomes[outcome] += number
    return outcomes == Counter(outcome for outcome, _ in expected)


@pytest.mark.parametrize(("case", "one"), each(Placement))
def test_outcome(case: Case, one):
    placed = Reference(case.person, Calendar(one.day), FORMS).place(one.of.indicator)
    by_reference = Counter((place.outcome, unit) for place in placed for unit in place.units)
    by_columns = columnar_people(one.of.indicator, one.day).get(case.person.resident, Counter())
    assert agrees(by_reference, one.of.outcomes), f"{case.why} → {dict(by_reference)}"
    assert by_columns == by_reference, case.why


@pytest.mark.parametrize(("case", "one"), each(Duty))
def test_due(case: Case, one):
    due = Reference(case.person, Calendar(one.day), FORMS).due(one.of.schedule)
    by_reference = due and (due.by, due.reason)
    assert by_reference == one.of.due, case.why
    assert columnar_due(one.of.schedule, one.day).get(case.person.resident) == by_reference, case.why


@pytest.mark.parametrize(("case", "one"), each(Class))
def test_class(case: Case, one):
    visit = one.of.visit
    assert Reference(case.person, Calendar(visit.date), FORMS).classify(visit) == one.of.name, case.why


def expected(kind: type) -> list:
    return [one.of for case in cases() for one in case.expectations if isinstance(one.of, kind)]


def named_outcomes() -> set[tuple[str, str]]:
    return {(placement.indicator.id, outcome) for placement in expected(Placement) for outcome, _ in placement.outcomes}


@pytest.mark.parametrize("programme", PACKS, ids=lambda programme: programme.id)
def test_every_outcome_has_a_case(programme):
    partitions = [indicator for indicator in programme.indicators if isinstance(indicator, Partition)]
    wanted = {(one.id, outcome) for one in partitions for outcome, _ in one.outcomes}
    assert partitions and not wanted - named_outcomes()


@pytest.mark.parametrize("programme", PACKS, ids=lambda programme: programme.id)
def test_every_denominator_has_someone_outside(programme):
    outside = {placement.indicator.id for placement in expected(Placement) if not placement.outcomes}
    assert not {one.id for one in programme.indicators if isinstance(one, Partition)} - outside - {
        "screening.prenatal_screening.done"}


def test_every_kind_of_count_has_a_case():
    wanted = {(one.id.split(".")[1], outcome) for one in counts(PACKS[0]) for outcome, _ in one.outcomes}
    assert not wanted - {(id.split(".")[1], outcome) for id, outcome in named_outcomes()}


@pytest.mark.parametrize("schedule", [one for pack in PACKS for one in pack.schedules], ids=lambda one: one.id)
def test_every_rule_of_a_schedule_has_a_case(schedule):
    duties = [duty.due for duty in expected(Duty) if duty.schedule == schedule]
    assert None in duties
    assert not {rule.reason for rule in schedule.rules} - {due[1] for due in duties if due}


@pytest.mark.parametrize("form", [form for form in FORMS.values() if form.classes], ids=lambda form: form.id)
def test_every_class_has_a_case(form):
    classes = {one.name for one in expected(Class) if one.visit.form == form.id}
    assert classes == {None, *(name for name, _ in form.classes)}


GOOD = '''"项目" = "hypertension"
[["例"]]
"人" = "甲 男 1970-05-01"
"为何" = "例"
"纳入" = "2023-05-01 至 2025-05-31 失访"
"记录" = "2025-06-01 高血压随访 门诊 收缩压=140 舒张压=90"
"应得" = "2025-06-30 hypertension.control 未达标"
'''


@pytest.mark.parametrize(("right", "wrong"), [
    ("收缩压=140", "收缩压=80"), ("收缩压=140", "收缩压=高"), ("收缩压=140", "血色素=140"), ("高血压随访", "随访表"),
    ("门诊", "视频"), ("失访", "失联"), ("control 未达标", "control 达标了"), ("hypertension.control", "hypertension.rate"),
    ('"为何"', '"为啥"'), ("2025-06-30", "2025-06-31"), ("1970-05-01", "七〇年"), ("未达标", "未达标@丙村"),
    ("2025-06-30 hypertension.control 未达标", "#02 控制满意"), ("2025-06-30 hypertension.control 未达标", "#01 满意"),
])
def test_what_is_not_understood_names_the_person(right, wrong):
    assert len(read_cases("x.toml", GOOD)) == 1
    with pytest.raises(CaseError, match=r"x\.toml: 甲"):
        read_cases("x.toml", GOOD.replace(right, wrong))
