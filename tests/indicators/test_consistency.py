"""Figures of the snapshot are those of the reference engine over the records, person by person."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from gongwei.definition.calendar import Calendar
from gongwei.definition.indicator import Partition, Ratio
from gongwei.evaluation.reference import Reference
from gongwei.exchange.folder import import_folder
from gongwei.indicators.evaluator import Evaluator, UnknownIndicator
from gongwei.programmes.registry import FORMS, INDICATORS, SCHEDULES
from gongwei.records import evaluable, snapshot
from gongwei.records.models import Resident
from gongwei.worklists.due import due_list
from tests.indicators.compiled import compiled_once
from tests.oracle.folders import COUNTY, TOWNSHIPS, VILLAGES, write_folder

pytestmark = pytest.mark.database
DAY = date(2025, 10, 31)
IMPORTED = {"actor": "test", "at": datetime(2026, 7, 1, tzinfo=UTC), "today": date(2026, 7, 1)}
PARTITIONS = [one for one in INDICATORS.values() if isinstance(one, Partition)]


@pytest.fixture(scope="module")
def county(tmp_path_factory, django_db_setup, django_db_blocker):
    """A county of 400 in a transaction that is taken back: (evaluator, everyone as the reference engine reads them)."""
    place = tmp_path_factory.mktemp("county")
    write_folder(place / "exchange", seed=5, residents=400, import_day=IMPORTED["today"])
    with compiled_once(place):
        with django_db_blocker.unblock(), transaction.atomic():
            import_folder(place / "exchange", rejected=place / "rejected.csv", **IMPORTED)
            manifest = snapshot.rebuild(place)
            people = [evaluable.person(key) for key in Resident.objects.values_list("pk", flat=True)]
            evaluator = Evaluator(place, manifest, evaluable.units(), evaluable.official_figures())
            transaction.set_rollback(True)
        yield evaluator, people


def test_every_partition_of_everyone(county):
    evaluator, people = county
    calendar, tree = Calendar(DAY), evaluator.tree(DAY)
    references = [Reference(person, calendar, FORMS) for person in people]
    assert len(references) > 350
    filled = 0
    for partition in PARTITIONS:
        expected = {unit: Counter() for unit in tree.units}
        for reference in references:
            for placed in reference.place(partition):
                for above in {above for unit in placed.units for above in tree.with_ancestors(unit)}:
                    expected[above][placed.outcome] += 1
        figures = evaluator.figures(partition.id, DAY)
        found = {unit: {name: number for name, number, _ in figure.outcomes if number} for unit, figure in figures.items()}
        assert found == {unit: dict(counts) for unit, counts in expected.items()}, partition.id
        filled += bool(expected[COUNTY])
    assert filled > 40


def test_a_figure_is_made_of_its_outcomes(county):
    evaluator, _ = county
    for partition in PARTITIONS:
        for figure in evaluator.figures(partition.id, DAY).values():
            assert [name for name, _, _ in figure.outcomes] == [name for name, _ in partition.outcomes]
            assert figure.numerator == sum(number for _, number, counts in figure.outcomes if counts)
            if figure.denominator is not None:
                assert figure.denominator == sum(number for _, number, _ in figure.outcomes)


@pytest.mark.parametrize("id", ["hypertension.standard_progress", "older_people.management", "health_record.use"])
@pytest.mark.parametrize("unit", [COUNTY, VILLAGES[0]])
def test_the_people_behind_a_figure_are_as_many(county, id, unit):
    evaluator, _ = county
    figure, people = evaluator.figures(id, DAY)[unit], evaluator.people(id, unit, DAY)
    assert people == sorted(people) and people
    assert (sum(counts for *_, counts in people), len(people)) == (figure.numerator, figure.denominator)
    assert Counter(outcome for _, _, outcome, _ in people) == {name: number for name, number, _ in figure.outcomes if number}
    assert {where for _, where, _, _ in people} <= set(evaluator.tree(DAY).subtree(unit))


def test_the_people_of_a_ratio_are_those_of_its_numerator(county):
    evaluator, _ = county
    assert evaluator.people("older_people.coverage", COUNTY, DAY) == evaluator.people("older_people.management", COUNTY, DAY)


def test_some_units_alone_have_the_same_figures(county):
    evaluator, _ = county
    few = [VILLAGES[0], next(iter(TOWNSHIPS))]
    for id in ("hypertension.control", "health_record.coverage", "screening.cervical_breast_cancer.done"):
        everywhere = evaluator.figures(id, DAY)
        assert evaluator.figures(id, DAY, few) == {unit: everywhere[unit] for unit in few}


def test_two_days_are_kept_apart(county):
    evaluator, _ = county
    later = evaluator.figures("hypertension.visits", DAY)
    earlier = evaluator.figures("hypertension.visits", date(2025, 3, 31))
    assert earlier[COUNTY].value < later[COUNTY].value
    assert evaluator.figures("hypertension.visits", DAY) == later
    assert earlier[COUNTY].as_of == date(2025, 3, 31)


def test_an_unknown_indicator(county):
    evaluator, _ = county
    for ask in (lambda: evaluator.figures("hypertension.kontrol", DAY), lambda: evaluator.people("births", COUNTY, DAY),
                lambda: evaluator.definition("")):
        with pytest.raises(UnknownIndicator):
            ask()


def test_the_due_list_is_that_of_the_reference_engine(county):
    evaluator, people = county
    calendar, expected = Calendar(DAY), set()
    for person in people:
        reference = Reference(person, calendar, FORMS)
        for schedule in SCHEDULES.values():
            due = reference.due(schedule)
            if due and due.opens <= DAY:
                expected.add((person.resident, due.form, schedule.name, due.reason))
    found = due_list(evaluator.engine, COUNTY, DAY)
    assert {(one.resident, one.form, service, reason) for one in found
            for service in one.services for reason in one.reasons} >= expected
    assert sum(len(one.services) for one in found) == len(expected) > 50
    assert found == sorted(found, key=lambda one: (one.by, one.unit, one.resident, one.services))


def test_ratios_take_the_numerator_of_their_partition(county):
    evaluator, _ = county
    for ratio in (one for one in INDICATORS.values() if isinstance(one, Ratio)):
        numerators = evaluator.figures(ratio.numerator.id, DAY)
        for unit, figure in evaluator.figures(ratio.id, DAY).items():
            assert (figure.numerator, figure.outcomes) == (numerators[unit].numerator, numerators[unit].outcomes)
            expected = figure.denominator and figure.numerator * ratio.factor / figure.denominator
            assert figure.value == expected
