"""Definitions cannot be wrong in silence: no edited past, no stray outcome, a fingerprint for each meaning."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwei.concepts.health_exam import COMPLETE_EXAMS
from gongwei.definition import expression as e
from gongwei.definition.calendar import AS_OF, Calendar
from gongwei.definition.composing import age_on
from gongwei.definition.expression import OTHERWISE, PersonField, visits
from gongwei.definition.fingerprint import fingerprint
from gongwei.definition.indicator import Count, Partition, Proportion, Ratio
from gongwei.definition.parameter import Parameter, parameter
from gongwei.definition.source import Source
from gongwei.evaluation.person import Person, Residency
from gongwei.evaluation.reference import Reference
from gongwei.programmes.registry import FORMS, INDICATORS, PROGRAMMES, SCHEDULES, by_id

NOTICE, LATER = Source("试行通知", date(2020, 1, 1)), Source("修订通知", date(2025, 1, 1))


def threshold() -> Parameter:
    return parameter("threshold", 140, NOTICE, since=date(2020, 1, 1)).from_day(date(2025, 7, 1), 130, LATER)


def test_a_new_value_begins_later_and_the_past_stays():
    dated = threshold()
    assert [dated.on(day) for day in (date(2019, 12, 31), date(2025, 6, 30), date(2025, 7, 1))] == [None, 140, 130]
    for day in (date(2025, 7, 1), date(2021, 1, 1)):
        with pytest.raises(ValueError, match="in order"):
            dated.from_day(day, 120, LATER)


@given(st.dates(date(2019, 1, 1), date(2026, 12, 31)))
def test_in_a_definition_the_value_of_the_day_is_in_force(day):
    among_young = Proportion(
        id="x", name="x", source=NOTICE, of=age_on(AS_OF) < threshold().in_force(AS_OF), outcomes={"全部": OTHERWISE},
        counts={"全部"})
    person = Person(1, date(1885, 6, 1), residencies=(Residency("v"),))
    placed = Reference(person, Calendar(day), FORMS).place(among_young)
    limit = threshold().on(day)
    age = day.year - 1885 - ((day.month, day.day) < (6, 1))
    assert bool(placed) == (limit is not None and age < limit)


@pytest.mark.parametrize(("outcomes", "counts"), [
    ({}, set()),
    ({"甲": PersonField("sex").known}, {"甲"}),
    ({"甲": OTHERWISE}, set()),
    ({"甲": OTHERWISE}, {"乙"}),
    ((("甲", PersonField("sex").known), ("甲", OTHERWISE)), {"甲"}),
])
def test_outcomes_are_complete_different_and_counted(outcomes, counts):
    with pytest.raises(ValueError):
        Proportion(id="x", name="x", source=NOTICE, outcomes=outcomes, counts=counts)


def test_expressions_are_no_truth_values():
    with pytest.raises(TypeError):
        bool(PersonField("sex").known and visits("health_exam").exist)


def test_two_definitions_of_one_id_are_refused():
    with pytest.raises(ValueError):
        by_id(NOTICE_COUNT, NOTICE_COUNT)


NOTICE_COUNT = Count(id="n", name="数", source=NOTICE, of=PersonField("sex").known)


def test_a_fingerprint_names_the_meaning_not_the_title():
    assert fingerprint(NOTICE_COUNT) == fingerprint(replace(NOTICE_COUNT, name="人数", source=LATER))
    assert fingerprint(NOTICE_COUNT) != fingerprint(replace(NOTICE_COUNT, of=PersonField("birth_date").known))
    assert fingerprint(threshold()) != fingerprint(parameter("threshold", 140, NOTICE, since=date(2020, 1, 1)))


def test_every_indicator_means_something_else():
    prints = [fingerprint(definition) for definition in (*INDICATORS.values(), *SCHEDULES.values())]
    assert len(set(prints)) == len(prints)


def test_every_definition_is_sourced_named_and_uses_known_fields():
    for definition in (*INDICATORS.values(), *SCHEDULES.values(), *PROGRAMMES, *FORMS.values()):
        assert definition.source.title, definition.id
    shared = {"date", "mode"}
    for definition in INDICATORS.values():
        partition = definition.numerator if isinstance(definition, Ratio) else definition
        assert isinstance(partition, Partition)
        for node in e.walk(partition):
            if isinstance(node, e.Visits) and node.forms and node.forms != ("*",):
                fields = {field.name for form in node.forms for field in FORMS[form].fields} | shared
                named = {inner.name for inner in e.walk(node.condition) if isinstance(inner, e.VisitField | e.Filled)}
                assert named <= fields, (definition.id, named - fields)


def test_the_exam_list_names_fields_of_the_exam():
    asked = {node.name for node in e.walk(COMPLETE_EXAMS) if isinstance(node, e.Filled)}
    assert asked <= set(FORMS["health_exam"].by_name) and len(asked) == 25
