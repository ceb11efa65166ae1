"""What `items.csv` and `projects.csv` say beyond the least: who reports by when, what records hold it too, the money planned."""

import pytest

from gongwei.ledgers.projects.models import Project
from gongwei.ledgers.tallies import queries
from tests.exchange.folders import UNITS, VILLAGE, bring_in, write

pytestmark = pytest.mark.django_db
ITEM = {"item": "traps", "name": "毒饵", "period": "month", "kind": "flow"}


def imported(folder, **tables: list[dict]) -> list[tuple[str, str]]:
    """Import; (column, reason) of what was refused."""
    bring_in(write(folder, {"units": UNITS} | tables))
    lines = (folder / "rejected.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    return [tuple(line.split(",", 4)[2:4]) for line in lines]


@pytest.mark.parametrize(("said", "found"), [
    ({}, ("township", 5, "")), ({"reports": "", "due": "", "records": ""}, ("township", 5, "")),
    ({"填报级别": "村", "报送期限": "10"}, ("village", 10, "")), ({"reports": "不限"}, ("", 5, "")),
    ({"对应指标": "hypertension.managed"}, ("township", 5, "hypertension.managed")),
])
def test_who_reports_by_when_and_what_records_hold(tmp_path, said, found):
    assert imported(tmp_path, items=[ITEM | said]) == []
    item = queries.items()["traps"]
    assert (item.reports, item.due, item.records) == found


@pytest.mark.parametrize(("column", "entry"), [
    ("reports", "街道办"), ("due", "-1"), ("due", "1.5"), ("due", "367"), ("records", "hypertension.nothing"),
])
def test_what_is_no_level_no_time_and_no_indicator(tmp_path, column, entry):
    ((refused, _reason),) = imported(tmp_path, items=[ITEM | {column: entry}])
    assert refused == column and "traps" not in queries.items()


def test_the_money_planned_for_a_project(tmp_path):
    row = {"id": "p1", "group": "clinics", "unit": VILLAGE, "name": "卫生室", "milestone": "开工"}
    assert imported(tmp_path / "a", projects=[row | {"计划金额": "100000.5"}]) == []
    assert imported(tmp_path / "b", projects=[row]) == []
    assert str(Project.objects.get().budget) == "100000.50"
    assert [column for column, _ in imported(tmp_path / "c", projects=[row | {"budget": "-1"}])] == ["budget"]
