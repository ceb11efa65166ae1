"""Targets: one per year, unit and item; changes keep what was."""

from decimal import Decimal

import pytest

from gongwei.assessments.plans import actions, queries
from gongwei.assessments.plans.actions import TargetRow
from gongwei.records import actions as records
from gongwei.records.models import Revision
from gongwei.records.rows import Loaded
from tests.records.county import COUNTY, LATER, UNITS, VILLAGE, WHO

AGAIN = {"actor": "王主任", "at": LATER}


@pytest.fixture(autouse=True)
def units(db):
    records.load_units(UNITS, **WHO)


def test_targets_of_a_year():
    rows = [
        TargetRow(2025, COUNTY, "hypertension.control", Decimal("60.5")),
        TargetRow(2025, VILLAGE, "births", Decimal(3)),
        TargetRow(2024, COUNTY, "births", Decimal(4)),
    ]
    assert actions.load_targets(rows, **WHO) == Loaded(created=3)
    assert actions.load_targets(rows, **AGAIN) == Loaded(unchanged=3)
    assert list(queries.targets(2025).items()) == [
        (("births", VILLAGE), Decimal(3)),
        (("hypertension.control", COUNTY), Decimal("60.5")),
    ]


def test_a_changed_target_keeps_what_was():
    actions.set_target(year=2025, unit=COUNTY, item="births", value=Decimal(3), **WHO)
    actions.set_target(year=2025, unit=COUNTY, item="births", value=Decimal(5), **AGAIN)
    assert queries.targets(2025) == {("births", COUNTY): 5}
    assert Revision.objects.get().content["value"] == "3.0000"
