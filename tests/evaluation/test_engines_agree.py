"""Two engines, one answer: whatever people the records hold."""

import random
from collections import Counter
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongwei.definition.calendar import Calendar
from gongwei.definition.indicator import Partition, PeopleVisited
from gongwei.evaluation import columnar
from gongwei.evaluation.reference import Reference
from gongwei.evaluation.units import UnitTree
from gongwei.programmes.registry import FORMS, INDICATORS, SCHEDULES

from .people import AS_OF_DAYS, UNITS, Population, populations

PARTITIONS = [indicator for indicator in INDICATORS.values() if isinstance(indicator, Partition)]
WITH_DATA = [one for one in PARTITIONS if one.id.split(".")[0] in (
    "health_record", "older_people", "hypertension", "diabetes", "screening", "cervical_breast_cancer")]


@cache
def population() -> Population:
    return Population()


def counted_one_by_one(people, partition, calendar):
    """Subjects by unit and outcome, added up from the reference engine."""
    tree = UnitTree(UNITS, calendar.as_of)
    found = {unit: Counter() for unit in tree.units}
    for person in people:
        for placed in Reference(person, calendar, FORMS).place(partition):
            for above in {above for unit in placed.units for above in tree.with_ancestors(unit)}:
                found[above][placed.outcome] += 1
    return found


@settings(max_examples=30)
@given(populations(6), st.sampled_from(AS_OF_DAYS), st.data())
def test_both_engines_place_everyone_alike(people, day, data):
    calendar = Calendar(day)
    engine = population().hold(people).at(calendar)
    for partition in data.draw(st.lists(st.sampled_from(WITH_DATA), min_size=14, max_size=14, unique_by=id)):
        expected = counted_one_by_one(people, partition, calendar)
        assert engine.counts(partition) == {unit: dict(counts) for unit, counts in expected.items()}, partition.id


@settings(max_examples=20)
@given(populations(3), st.sampled_from(AS_OF_DAYS))
def test_both_engines_find_the_same_due(people, day):
    calendar = Calendar(day)
    engine = population().hold(people).at(calendar)
    for schedule in SCHEDULES.values():
        expected = {(person.resident, due.by, due.reason) for person in people
                    if (due := Reference(person, calendar, FORMS).due(schedule))}
        assert {(resident, by, rule.reason) for resident, _, by, rule in engine.due(schedule)} == expected, schedule.id


@settings(max_examples=8)
@given(populations(4), st.sampled_from(AS_OF_DAYS), st.integers(0, 99))
def test_the_order_of_records_changes_nothing(people, day, seed):
    randomness = random.Random(seed)

    def shuffled(records):
        return tuple(randomness.sample(records, len(records)))

    mixed = [type(person)(**{**vars(person), "residencies": shuffled(person.residencies),
                             "enrolments": shuffled(person.enrolments), "visits": shuffled(person.visits)})
             for person in shuffled(people)]
    calendar = Calendar(day)
    chosen = [one for one in WITH_DATA if not one.id.endswith((".managed", ".attempts"))]
    before, after = ([engine.counts(one) for one in chosen]
                     for engine in (population().hold(held).at(calendar) for held in (people, mixed)))
    assert before == after


@settings(max_examples=8)
@given(populations(4), st.sampled_from(AS_OF_DAYS))
def test_villages_add_up_and_outcomes_partition(people, day):
    engine = population().hold(people).at(Calendar(day))
    for partition in WITH_DATA:
        counts = engine.counts(partition)
        if not isinstance(partition.subject, PeopleVisited):
            for unit, children in engine.tree.children.items():
                if unit is not None:
                    assert Counter(counts[unit]) == sum((Counter(counts[child]) for child in children), Counter())
        assert Counter(outcome for _, _, outcome in engine.people(partition)) == Counter(counts["10"]), partition.id


@pytest.mark.parametrize("narrow_below", [0, 2])
@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=populations(4), day=st.sampled_from(AS_OF_DAYS), unit=st.sampled_from([unit.code for unit in UNITS]))
def test_one_unit_alone_has_the_same_figures_and_people(people, day, unit, narrow_below, monkeypatch):
    monkeypatch.setattr(columnar, "NARROW_BELOW", narrow_below)
    engine = population().hold(people)
    everywhere = {partition.id: engine.at(Calendar(day)).counts(partition)[unit] for partition in WITH_DATA}
    for partition in WITH_DATA:
        alone = engine.at(Calendar(day), [unit])
        assert alone.counts(partition) == {unit: everywhere[partition.id]}, partition.id
        listed = Counter(outcome for _, _, outcome in engine.people(partition))
        assert listed == Counter(everywhere[partition.id]), partition.id


@settings(max_examples=15)
@given(populations(5), populations(4), st.sampled_from(AS_OF_DAYS))
def test_touched_people_replaced_are_everyone_worked_out_anew(before, touched, day):
    """`touched`: some of the people with other records, or people not known before."""
    held, calendar = population(), Calendar(day)
    engine = held.hold(before).at(calendar)
    for partition in WITH_DATA:
        engine.counts(partition)
    held.fill(touched)
    engine.renew(f"SELECT unnest({[person.resident for person in touched]})")
    held.fill({person.resident: person for person in (*before, *touched)}.values())
    replaced = [engine.at(calendar).counts(partition) for partition in WITH_DATA]
    engine.forget()
    assert replaced == [engine.at(calendar).counts(partition) for partition in WITH_DATA]


def test_every_indicator_is_known_to_the_columnar_engine():
    engine = population().hold(()).at(Calendar(AS_OF_DAYS[0]))
    for partition in PARTITIONS:
        assert engine.counts(partition) == {unit.code: {} for unit in UNITS}, partition.id
