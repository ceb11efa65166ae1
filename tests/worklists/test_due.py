"""Who is due for what, from when, by when and why: one line a person and form, the most urgent first."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from gongwei.indicators.evaluator import Evaluator
from gongwei.records import actions, evaluable, queries, snapshot
from gongwei.worklists.due import DueItem, due_list
from tests.indicators.compiled import compiled_once
from tests.records.conftest import people
from tests.records.county import COUNTY, FORM, OTHER, TOWNSHIP, VILLAGE, WHO, enrolment, resident, visit

__all__ = ["people"]

DAY = date(2025, 6, 30)
BORN_1990 = {"birth_date": date(1990, 5, 1)}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    path = tmp_path_factory.mktemp("snapshot")
    with compiled_once(path):
        yield path


@pytest.fixture
def due(people, home) -> Callable[..., list[DueItem]]:
    """The due list of the records as they are at the moment of the call."""

    held: dict[int, Evaluator] = {}

    def listed(day: date = DAY, unit: str = COUNTY, person: int | None = None) -> list[DueItem]:
        if queries.last_change() not in held:
            held[queries.last_change()] = Evaluator(home, snapshot.rebuild(home), evaluable.units(), {})
        engine = held[queries.last_change()].engine
        return [one for one in due_list(engine, unit, day) if person in (None, one.resident)]

    return listed


@pytest.fixture
def younger(people) -> Callable[..., int]:
    """Registers a man born in 1990 and enrols him since 1 April 2025; gives his key."""

    def registered(code: str = "Y", unit: str = VILLAGE, programmes=("hypertension",), **changes) -> int:
        actions.load_residents([resident(code, unit, sex=1, **BORN_1990 | changes)], **WHO)
        key = queries.resident_keys()[code]
        spells = [enrolment(f"{code}-{one}", key, programme=one, start=date(2025, 4, 1)) for one in programmes]
        actions.load_enrolments(spells, **WHO)
        return key

    return registered


def test_an_exam_that_three_programmes_ask_for_is_one_line(people, due):
    spells = [enrolment(one, people.a, programme=one) for one in ("hypertension", "diabetes")]
    actions.load_enrolments(spells, **WHO)
    exams = [one for one in due(person=people.a) if one.form == "health_exam"]
    assert [one.services for one in exams] == [("老年人健康体检", "高血压患者健康体检", "糖尿病患者健康体检")]
    exam = exams[0]
    assert (exam.by, exam.unit) == (date(2021, 1, 1), VILLAGE)
    assert exam.opens == date(2021, 1, 1) - timedelta(days=60)
    assert exam.reasons == ("纳入管理后尚无完整的健康体检", "65岁及以上,今年尚未体检")
    assert exam.overdue(DAY)
    follow_ups = [one for one in due(person=people.a) if one.form.endswith("_followup")]
    assert [(one.form, one.services) for one in follow_ups] == [
        ("diabetes_followup", ("糖尿病随访",)), ("hypertension_followup", ("高血压随访",))]


def test_each_screening_is_a_line_of_its_own(people, due):
    actions.load_residents([resident("W", birth_date=date(1985, 5, 1))], **WHO)
    woman = queries.resident_keys()["W"]
    found = visit("S1", woman, date(2025, 6, 1), answers='{"programme":"cervical_breast_cancer","kind":"screen","finding":"abnormal"}')
    assert {one.services for one in due(person=woman)} == {("宫颈癌乳腺癌检查",)}
    actions.load_visits("screening", [found], **WHO)
    lines = due(person=woman)
    assert [(one.form, one.services) for one in lines] == [("screening", ("宫颈癌乳腺癌检查异常随访",))]
    pregnant = enrolment("M1", woman, programme="maternal", start=date(2025, 5, 1), attributes='{"lmp":"2025-03-10"}')
    actions.load_enrolments([pregnant], **WHO)
    lines = due(person=woman)
    assert {one.services for one in lines} == {("宫颈癌乳腺癌检查异常随访",), ("孕产妇产前筛查",)}
    assert {one.form for one in lines} == {"screening"}


def test_a_service_is_listed_from_the_day_it_opens_and_overdue_after_its_day(due, younger):
    key = younger()
    actions.load_visits(FORM, [visit("V1", key, date(2025, 4, 10), answers='{"sbp":130,"dbp":80}')], **WHO)
    by = date(2025, 4, 10) + timedelta(days=90)
    seen = {}
    for shift in (-15, -14, 0, 1):
        day = by + timedelta(days=shift)
        seen[shift] = [(one.by, one.opens, one.overdue(day)) for one in due(day, person=key) if one.form == FORM]
    opens = by - timedelta(days=14)
    assert seen == {-15: [], -14: [(by, opens, False)], 0: [(by, opens, False)], 1: [(by, opens, True)]}


@pytest.mark.parametrize(("answers", "days", "word"), [
    ('{"sbp":139,"dbp":89}', 90, "控制满意"), ('{"sbp":140,"dbp":90}', 14, "控制不满意"), ("{}", 14, "未测"),
])  # fmt: skip
def test_the_last_visit_decides(due, younger, answers, days, word):
    key = younger()
    actions.load_visits(FORM, [visit("V1", key, date(2025, 6, 20), answers=answers)], **WHO)
    line = next(one for one in due(date(2025, 9, 30), person=key) if one.form == FORM)
    assert line.by == date(2025, 6, 20) + timedelta(days=days) and word in line.reasons[0]


def test_on_the_sixty_fifth_birthday(people, due):
    actions.load_residents([resident("T", birth_date=date(1960, 5, 1))], **WHO)
    key = queries.resident_keys()["T"]

    def exams(day: date) -> list[tuple[str, ...]]:
        return [one.services for one in due(day, person=key) if one.form == "health_exam"]

    assert exams(date(2025, 4, 30)) == [] and exams(date(2025, 5, 1)) == [("老年人健康体检",)]


def test_who_left_is_due_for_nothing(people, due, younger):
    moved, ended = younger("M"), younger("E")
    assert due(person=moved) and due(person=ended)
    actions.end_residency(resident=moved, on=DAY, reason="moved_away", **WHO)
    actions.end_enrolment(code="E-hypertension", on=DAY, reason="lost", **WHO)
    assert due(person=moved) == due(person=ended) == []
    assert due(DAY - timedelta(days=1), person=moved)


def test_a_unit_lists_its_own_people_and_those_below(people, due, younger):
    here, there = younger("H", VILLAGE), younger("T", OTHER)
    younger("D", OTHER, programmes=())

    def listed(unit: str) -> set[tuple[int, str]]:
        return {(one.resident, one.unit) for one in due(unit=unit) if one.form == FORM}

    assert listed(VILLAGE) == {(here, VILLAGE)} and listed(OTHER) == {(there, OTHER)}
    assert listed(TOWNSHIP) == listed(COUNTY) == {(here, VILLAGE), (there, OTHER)}
    actions.move_resident(resident=here, unit=OTHER, on=date(2025, 6, 1), **WHO)
    assert listed(VILLAGE) == set()


def test_the_most_urgent_first(due, younger):
    later, sooner = younger("L"), younger("S", OTHER)
    batch = [visit("V1", later, date(2025, 4, 5), answers='{"sbp":130,"dbp":80}'),
             visit("V2", sooner, date(2025, 4, 2), answers='{"sbp":130,"dbp":80}')]
    actions.load_visits(FORM, batch, **WHO)
    lines = due()
    assert [one.resident for one in lines if one.form == FORM] == [sooner, later]
    assert lines == sorted(lines, key=lambda one: (one.by, one.unit, one.resident, one.services))
    assert len({(one.resident, one.form, one.services) for one in lines}) == len(lines)


def test_only_the_schedules_asked_for(people, home):
    evaluator = Evaluator(home, snapshot.rebuild(home), evaluable.units(), {})
    assert due_list(evaluator.engine, COUNTY, DAY, ()) == []
    assert {one.form for one in due_list(evaluator.engine, COUNTY, DAY)} == {"health_exam"}
