"""The papers of the made-up county agree with each other and with its exchange files."""

from collections import Counter
from datetime import date, timedelta

import pytest

from gongwei.site.demo import papers, scores
from gongwei.site.demo.county import write_county
from gongwei.site.demo.papers import MARCH, OUTBREAK, SEPTEMBER, TASKS, YEAR, County, read


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    made = County(tmp_path_factory.mktemp("county"))
    write_county(made.exchange, residents=900, seed=7, as_of=date(YEAR, 12, 31))
    papers.prepare(made)
    return made


def test_the_activities_are_those_that_the_tallies_count(county):
    told, held = Counter(), Counter()
    for month in range(1, 13):
        for row in read(county.papers / f"台账/{YEAR}-{month:02}/tallies.csv"):
            if row["item"] in ("health_lectures", "lecture_attendance", "leaflets", "consultations"):
                told[row["unit"], row["period"], row["item"]] += int(row["value"])
    for row in read(county.exchange / "activities.csv"):
        key = row["unit"], row["date"][:7]
        held[*key, "leaflets"] += int(row["materials"])
        held[*key, "health_lectures"] += row["kind"] == "lecture"
        held[*key, "lecture_attendance"] += int(row["reached"]) * (row["kind"] == "lecture")
        held[*key, "consultations"] += row["kind"] == "consultation"
    unreported = {key for key in held if key[0] == county.weak and key[1] >= f"{YEAR}-10"}
    assert unreported and not unreported & set(told)
    assert +told == Counter({key: number for key, number in held.items() if key not in unreported and number})


def test_the_tallies_of_the_year_arrive_by_month(county):
    assert all(row["period"] < str(YEAR) for row in read(county.exchange / "tallies.csv"))
    for month in range(1, 13):
        periods = {row["period"] for row in read(county.papers / f"台账/{YEAR}-{month:02}/tallies.csv")}
        quarter = {f"{YEAR}-Q{month // 3}"} if month % 3 == 0 else set()
        assert periods == {f"{YEAR}-{month:02}"} | quarter | ({str(YEAR)} if month == 12 else set())


def test_one_week_has_far_more_cases_than_those_before(county):
    weeks = Counter((date.fromisoformat(row["onset"]) - OUTBREAK).days // 7
                    for row in read(county.exchange / "cases.csv") if row["unit"] == county.townships[-1])
    assert weeks[0] >= 9 > 2 * max(weeks[week] for week in range(-9, 0))


def test_one_doctor_invents_readings(county):
    rows = [row for row in read(county.exchange / "visits/hypertension_followup.csv")
            if row["provider"] == f"D{county.fabricator}" and row["sbp"] and row["mode"] != "phone"]
    after = [row for row in rows if row["date"] >= str(YEAR)]
    assert len(after) > 20 and {row["sbp"][-1] for row in after} == {"0"}
    assert {row["sbp"][-1] for row in rows if row["date"] < str(YEAR)} > {"0", "2", "4"}
    by_person = {(row["resident"], row["sbp"], row["dbp"], row["heart_rate"]) for row in after}
    assert len(by_person) == len({row["resident"] for row in after}), "everyone has the same reading all year"


def test_the_plan_takes_over_the_targets_of_the_year(county):
    before = {row["item"] for row in read(county.exchange / "targets.csv") if row["year"] == str(YEAR)}
    assert papers.write_plan(county).exists() and before == {task.item for task in TASKS}
    assert {row["year"] for row in read(county.exchange / "targets.csv")} == {str(YEAR - 1)}


@pytest.mark.parametrize("day", [MARCH, SEPTEMBER])
def test_an_inspection_gives_points_for_every_item(county, day):
    rows = read(papers.write_inspections(county, day))
    found = papers.inspections(county)[day]
    assert sum(bool(row["问题"]) for row in rows) == sum(map(len, found.values())) > 2
    assert all(row["整改期限"] > str(day + timedelta(days=1)) and row["责任人"] for row in rows if row["问题"])
    for unit, checklist in found:
        items = [row["条目"] for row in rows if (row["单位"], row["检查表"]) == (unit, checklist)]
        assert len(items) == len(set(items)) == len(papers.shipped()[checklist].items)


def test_the_schemes_are_the_shipped_ones_with_the_countys_changes(county):
    year = scores.year_scheme(county, "CC").read_text(encoding="utf-8")
    assert year.count('authenticity = { check = "CC", kind = "scaled" }') == 1
    half = scores.half_scheme(county).read_text(encoding="utf-8")
    assert "standard_annual" not in half and half.count("standard_progress") == 2
    assert 'withheld = "returned"' in scores.payment_scheme(county).read_text(encoding="utf-8")
