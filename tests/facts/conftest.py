"""The tiny county with work to be told of: two with hypertension, tallies, a project, targets."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import transaction

from gongwei.assessments.figures import Figures
from gongwei.assessments.plans import actions as assessments
from gongwei.assessments.plans.actions import TargetRow
from gongwei.facts.book import FactBook
from gongwei.indicators.evaluator import Evaluator
from gongwei.ledgers.projects import actions as projects
from gongwei.ledgers.projects.actions import ProjectRow
from gongwei.ledgers.tallies import actions as tallies
from gongwei.ledgers.tallies.actions import TallyRow
from gongwei.records import actions, evaluable, snapshot
from tests.indicators.compiled import compiled_once
from tests.records.county import COUNTY, FORM, OTHER, TOWNSHIP, VILLAGE, WHO, enrolment, populate, visit

DAY = date(2025, 6, 30)
TARGETS = {
    "hypertension.managed": 4, "hypertension.control": 80, "births": 4, "tally.beds": 5, "village_clinic": 80,
    "nonsense": 7, "diabetes.control": 60, "hypertension.new": 0,
}  # fmt: skip


def opened(home: Path) -> Evaluator:
    """An evaluator of the records as they are: rebuilt, for tests write other things under the same number and moment."""
    return Evaluator(home, snapshot.rebuild(home), evaluable.units(), evaluable.official_figures())


@pytest.fixture(scope="module")
def told(tmp_path_factory, django_db_setup, django_db_blocker) -> tuple[SimpleNamespace, Evaluator, Path]:
    """Written once a module and taken back after it: keys of the two people, an evaluator, a home for later snapshots.

    One of two under control, 3 of 4 births, half a clinic.
    """
    home = tmp_path_factory.mktemp("snapshot")
    homes = compiled_once(home / "first"), compiled_once(home)
    with django_db_blocker.unblock(), transaction.atomic(), homes[0], homes[1]:
        people = populate()
        actions.load_enrolments([enrolment("E1", people.a), enrolment("E2", people.b)], **WHO)
        readings = {people.a: '{"sbp":138,"dbp":80}', people.b: '{"sbp":160,"dbp":80}'}
        batch = [visit(f"V{key}", key, date(2025, 5, 1), answers=answers) for key, answers in readings.items()]
        actions.load_visits(FORM, batch, **WHO)
        tallies.load_tallies([TallyRow(VILLAGE, "births", "2025-03", Decimal(3))], **WHO)
        start = ProjectRow("P1", "village_clinic", OTHER, "西村卫生室", "动工", Decimal(1), date(2025, 2, 1), date(2025, 2, 3))
        finish = start._replace(milestone="完工", planned=date(2025, 6, 1), done=None)
        projects.load_projects([start, finish], **WHO)
        targets = [TargetRow(2025, COUNTY, item, Decimal(value)) for item, value in TARGETS.items()]
        assessments.load_targets([*targets, TargetRow(2025, TOWNSHIP, "births", Decimal(6))], **WHO)
        yield people, opened(home / "first"), home
        transaction.set_rollback(True)


@pytest.fixture
def people(told, db) -> SimpleNamespace:
    """Keys of the two; what a test writes is taken back after it."""
    return told[0]


@pytest.fixture
def figures(told, people) -> Callable[[], Figures]:
    """Opens the figures as they are at the moment of the call."""
    return lambda: Figures(opened(told[2]))


@pytest.fixture
def book(told, people) -> FactBook:
    """Facts of 30 June as first written."""
    return FactBook(Figures(told[1]), DAY)
