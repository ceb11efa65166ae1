"""What is due when, and whether it was done."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from gongwei.assessments.plans.actions import load_tasks
from gongwei.assessments.plans.tasks import TaskRow
from gongwei.definition.declaration import Misdeclared
from gongwei.facts.actions import issue_document
from gongwei.facts.agenda import agenda
from gongwei.facts.rhythm import LENGTHS, Duty, duties, periods, ten_days
from gongwei.ledgers.inspections.actions import record_inspection
from gongwei.ledgers.inspections.checklist import shipped
from gongwei.ledgers.inspections.sheet import FindingSheet, InspectionSheet
from gongwei.ledgers.projects.actions import ProjectRow, load_projects
from gongwei.ledgers.tallies.actions import TallyRow, load_tallies
from gongwei.records import actions as records
from gongwei.site.cli.agenda import calendar
from tests.records.county import COUNTY, LATER, OTHER, TOWNSHIP, UNITS, VILLAGE, WHO

AGAIN = {"actor": "王主任", "at": LATER}


@given(st.sampled_from(LENGTHS), st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 800))
def test_periods_follow_each_other_without_a_gap(every, first, length):
    last = first + timedelta(days=length)
    found = list(periods(every, first, last))
    assert found[0][0] <= first <= found[0][1] and found[-1][0] <= last <= found[-1][1]
    assert all(after[0] - before[1] == timedelta(days=1) for before, after in pairwise(found))


def test_ten_day_periods():
    assert ten_days(date(2025, 2, 10)) == (date(2025, 2, 1), date(2025, 2, 10))
    assert ten_days(date(2025, 2, 21)) == (date(2025, 2, 21), date(2025, 2, 28))
    assert ten_days(date(2025, 1, 31)) == (date(2025, 1, 21), date(2025, 1, 31))


@pytest.fixture(autouse=True)
def units(db):
    records.load_units(UNITS, **WHO)


def due(start: date, end: date, as_of: date, *only: str, unit: str = COUNTY) -> list[tuple]:
    return [(one.day, str(one.what), one.state) for one in agenda(unit, start, end, as_of, duties()) if one.kind in only]


def test_the_rhythm_of_a_year():
    found = due(date(2025, 1, 1), date(2025, 12, 31), date(2025, 12, 31), "rhythm")
    names = [what.partition("(")[0] for _day, what, _state in found]
    assert {name: names.count(name) for name in dict.fromkeys(names)} == {
        "月通报": 12, "旬督查": 36, "季分析": 4, "年度计划": 1, "年总评": 1, "考核结果": 1, "资金结算": 1}
    assert (date(2025, 5, 10), "月通报(2025-04-01 至 2025-04-30)", "overdue") in found


def test_an_issued_document_fulfils_the_duty_of_its_period():
    issue_document(kind="bulletin", title="通报", unit=COUNTY, as_of=date(2025, 4, 30), snapshot="S1", content=b"x", facts=(),
                   actor="王主任", at=datetime(2025, 5, 6, tzinfo=UTC))
    found = [one for one in agenda(COUNTY, date(2025, 5, 1), date(2025, 6, 30), date(2025, 6, 1), duties()) if "月通报" in one.what]
    assert [(one.day, one.done, one.state) for one in found] == [
        (date(2025, 5, 10), date(2025, 5, 6), "done"), (date(2025, 6, 10), None, "coming")]
    assert all(state != "done" for *_, state in due(date(2025, 5, 1), date(2025, 6, 30), date(2025, 6, 1), "rhythm", unit=TOWNSHIP))


def test_a_document_issued_later_was_not_there_yet():
    issue_document(kind="bulletin", title="通报", unit=COUNTY, as_of=date(2025, 4, 30), snapshot="S1", content=b"x", facts=(),
                   actor="王主任", at=datetime(2025, 5, 6, 17, tzinfo=UTC))  # 7 May in China
    for as_of, state in ((date(2025, 5, 6), "coming"), (date(2025, 5, 7), "done")):
        assert (date(2025, 5, 10), "月通报(2025-04-01 至 2025-04-30)", state) in due(
            date(2025, 5, 1), date(2025, 5, 31), as_of, "rhythm")


def test_what_a_merged_village_has_to_do_stays_on_the_calendar(tmp_path):
    load_projects([ProjectRow("X1", "village_clinic", OTHER, "卫生室", "竣工", Decimal(1), date(2025, 8, 4), None)], **WHO)
    load_tasks([TaskRow(2025, "1", "发资料", OTHER, "leaflets", Decimal(5), deadline=date(2025, 8, 6))], **WHO)
    sheet = InspectionSheet(OTHER, date(2025, 3, 10), "village_clinic", ("王建国",),
                            findings=(FindingSheet("过期药品", "B1", deadline=date(2025, 8, 5)),))
    record_inspection(sheet=sheet, checklist=shipped()["village_clinic"], files=tmp_path, **AGAIN)
    records.load_units([UNITS[1]._replace(valid_to=date(2025, 6, 1), successor=VILLAGE)], **AGAIN)
    span = (date(2025, 8, 1), date(2025, 8, 9), date(2025, 7, 1))
    assert [what for _day, what, _state in due(*span, "milestone", "finding", "task", unit=VILLAGE)] == [
        "卫生室:竣工", f"整改 {sheet.code}-1", "1 发资料"]
    result = CliRunner().invoke(calendar, ["--from", "2025-08-01", "--to", "2025-08-09", "--as-of", "2025-07-01", "--format", "csv"])
    assert result.exit_code == 0 and f"整改 {sheet.code}-1,西村" in result.output, result.output


def test_tallies_and_milestones():
    load_tallies([TallyRow(TOWNSHIP, "leaflets", "2025-03", Decimal(3))], **WHO)
    steps = [("开工", date(2025, 4, 3), date(2025, 4, 1)), ("竣工", date(2025, 4, 4), None)]
    load_projects([ProjectRow("X1", "village_clinic", VILLAGE, "卫生室", name, Decimal(1), planned, done)
                   for name, planned, done in steps], **WHO)
    april = (date(2025, 4, 1), date(2025, 4, 9), date(2025, 4, 9))
    assert due(*april, "milestone") == [(date(2025, 4, 3), "卫生室:开工", "done"), (date(2025, 4, 4), "卫生室:竣工", "overdue")]
    months = [(what, state) for _day, what, state in due(*april, "tally") if what.startswith("2025-03")]
    ((what, state),) = months
    total, missing = (int(part.split()[-2 if "份" in part else -1].strip("缺")) for part in what.split(","))
    assert total - missing == 1 and state == "overdue"


def test_health_days_are_marked_and_never_overdue():
    assert due(date(2025, 3, 20), date(2025, 3, 25), date(2025, 12, 31), "health_day") == [
        (date(2025, 3, 21), "世界睡眠日", "marked"), (date(2025, 3, 24), "世界防治结核病日", "marked")]


def test_a_county_s_own_rhythm(tmp_path):
    path = tmp_path / "节奏.toml"
    path.write_text('[[duty]]\nname = "周报"\nevery = "week"\ndays = 1\nby = ["letter"]\n', encoding="utf-8")
    with pytest.raises(Misdeclared) as told:
        duties(path)
    assert [wrong.line for wrong in told.value.wrongs] == [3, 5]
    path.write_text('[[duty]]\nname = "简报"\nevery = "month"\ndays = 367\nby = ["brief"]\n', encoding="utf-8")
    with pytest.raises(Misdeclared, match=":4: 「days」应为 0 至 366"):
        duties(path)
    path.write_text('[[duty]]\nname = "简报"\nevery = "month"\ndays = 1\nby = ["brief"]\n', encoding="utf-8")
    assert duties(path) == (Duty("简报", "month", "end", 1, ("brief",)),)
