"""Activities, the tallies they add up to, and the year's health days."""

import csv
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from gongwei.definition.declaration import Misdeclared
from gongwei.ledgers.activities import actions
from gongwei.ledgers.activities.actions import ActivityRow
from gongwei.ledgers.activities.figures import activity_figures
from gongwei.ledgers.activities.health_days import health_days
from gongwei.ledgers.activities.queries import activities, added_up, observed
from gongwei.ledgers.files.actions import keep_file
from gongwei.ledgers.tallies.figures import tally_figures
from gongwei.records import actions as records
from gongwei.site.cli.training import activities as command
from tests.pages import tables
from tests.records.county import COUNTY, LATER, OTHER, TOWNSHIP, UNITS, VILLAGE, WHO

AGAIN = {"actor": "王主任", "at": LATER}
MARCH, DAY = date(2025, 3, 10), date(2025, 12, 31)


@pytest.fixture(autouse=True)
def units(db):
    records.load_units(UNITS, **WHO)


def held(number: int, kind: str = "lecture", unit: str = VILLAGE, day: date = MARCH, **said: object) -> ActivityRow:
    return ActivityRow(f"A{number}", unit, day, kind, "高血压防治", **said)


def listed(*arguments: str) -> list[dict[str, str]]:
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(result.output.splitlines()))


def test_the_page_tells_what_is_added_up():
    _feeds, rows, (sums,) = tables("work/activities.md")
    number = {"": None}
    actions.load_activities([
        held(at, row["类型"], reached=int(row["参加人数"]),
             materials=number.get(row["发放资料"], row["发放资料"] and int(row["发放资料"])))
        for at, row in enumerate(rows)], **WHO)
    assert added_up(TOWNSHIP, "2025-03") == {item: int(value) for item, value in sums.items()}
    assert actions.report_from_activities(unit=TOWNSHIP, period="2025-03", **AGAIN) == added_up(TOWNSHIP, "2025-03")
    assert tally_figures(date(2025, 3, 31))["tally.leaflets"][COUNTY].value == int(sums["leaflets"])


def test_what_is_not_known_is_not_reported():
    with pytest.raises(records.Refused, match="没有活动"):
        actions.report_from_activities(unit=TOWNSHIP, period="2025-03", **AGAIN)
    actions.load_activities([held(1, reached=30), held(2)], **WHO)
    assert added_up(TOWNSHIP, "2025-03")["lecture_attendance"] is None
    with pytest.raises(records.Refused, match="参加人数"):
        actions.report_from_activities(unit=TOWNSHIP, period="2025-03", **AGAIN)


def test_figures_of_the_year_to_a_day():
    actions.load_activities([held(1, reached=30, materials=4), held(2, "drill", OTHER), held(3, day=date(2025, 4, 1), reached=9),
                             held(4, day=date(2024, 3, 1), reached=99)], **WHO)
    found = activity_figures(date(2025, 3, 31))
    assert [found[f"activity.{name}"][TOWNSHIP].value for name in ("held", "reached", "materials")] == [2, 30, 4]
    assert found["activity.reached"][OTHER].value is None, "nobody wrote how many came"


def test_files_show_an_activity(tmp_path):
    (tmp_path / "photo.jpg").write_bytes(b"jpeg")
    digest = keep_file(path=tmp_path / "photo.jpg", into=tmp_path / "kept", **WHO)
    for wrong in ({"activity": "A1", "digest": digest}, {"activity": "A1", "digest": "0" * 64}):
        with pytest.raises(records.Refused):
            actions.attach_file(**wrong, **AGAIN)
    actions.load_activities([held(1)], **WHO)
    assert actions.attach_file(activity="A1", digest=digest, **AGAIN).created == 1
    assert actions.attach_file(activity="A1", digest=digest, **AGAIN).unchanged == 1


def test_health_days_are_counted():
    actions.load_activities([held(1, health_day="世界防治结核病日"), held(2, unit=OTHER, health_day="世界防治结核病日")], **WHO)
    counts = {day.name: number for day, number in observed(2025, {VILLAGE})}
    assert counts["世界防治结核病日"] == 1 and counts["世界无烟日"] == 0


@pytest.mark.parametrize(("name", "day"), [
    ("世界肾脏日", date(2025, 3, 13)), ("世界哮喘日", date(2025, 5, 6)), ("世界慢阻肺日", date(2025, 11, 19)),
    ("世界防治麻风病日", date(2025, 1, 26)), ("联合国糖尿病日", date(2025, 11, 14)),
])
def test_days_that_move(name, day):
    assert next(one.start for one in health_days(2025) if one.name == name) == day


@given(st.integers(2000, 2100))
def test_every_year_has_every_day_in_order(year):
    days = health_days(year)
    assert len(days) == len(health_days(2025)) and days == sorted(days, key=lambda day: (day.start, day.name))
    assert all(day.start.year == year and timedelta(0) <= day.end - day.start < timedelta(days=31) for day in days)


def test_a_county_s_own_list_tells_what_is_wrong_with_it(tmp_path):
    path = tmp_path / "主题日.toml"
    path.write_text('[[day]]\nname = "甲"\nmonth = 2\nday = 30\n[[day]]\nname = "乙"\nmonth = 13\nday = 1\n'
                    '[[day]]\nname = "丙"\nmonth = 1\nday = 1\nlength = 99999999\n', encoding="utf-8")
    with pytest.raises(Misdeclared) as told:
        health_days(2025, path)
    assert [(wrong.line, str(wrong.message)) for wrong in told.value.wrongs] == [
        (4, "2 月没有这一天"), (7, "月份应为 1 至 12"), (13, "天数应为 1 至 366")]


def test_the_29th_of_february_does_not_come_every_year(tmp_path):
    path = tmp_path / "主题日.toml"
    path.write_text('[[day]]\nname = "罕见病日"\nmonth = 2\nday = 29\n', encoding="utf-8")
    assert [day.start for day in health_days(2024, path)] == [date(2024, 2, 29)] and health_days(2025, path) == []


def test_a_merged_village_held_its_activities_with_its_successor():
    actions.load_activities([held(1, unit=OTHER, reached=30, health_day="世界防治结核病日")], **WHO)
    records.load_units([UNITS[1]._replace(valid_to=date(2025, 3, 20), successor=VILLAGE)], **AGAIN)
    assert [row.pk for row in activities(date(2025, 1, 1), DAY, {VILLAGE})] == ["A1"]
    assert {day.name: number for day, number in observed(2025, {VILLAGE})}["世界防治结核病日"] == 1
    assert added_up(TOWNSHIP, "2025-03") == {"health_lectures": 1, "lecture_attendance": 30, "leaflets": 0}
    assert [row["id"] for row in listed("list", "--unit", VILLAGE, "--from", "2025-01-01", "--to", "2025-12-31")] == ["A1"]


@pytest.mark.parametrize(("arguments", "why"), [
    (("tally", "--unit", TOWNSHIP, "--period", "2025-13"), "报告期应写作"), (("days", "--year", "0"), "1900<=x<=2999"),
])
def test_what_cannot_be_meant_is_told(arguments, why):
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code and isinstance(result.exception, SystemExit) and why in result.output, result.output
