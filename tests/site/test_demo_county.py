"""The made-up county: reproducible, well formed, believable; mistakes only where they were planted."""

import csv
from collections import Counter
from datetime import date
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from stdnum.cn import ric

from gongwei.site.demo import yongzhou
from gongwei.site.demo.columns import ages, day_number
from gongwei.site.demo.county import CountyBook, write_county

AS_OF = date(2025, 10, 31)
RESIDENTS = 4000


def read(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def digest(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*.csv")}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, CountyBook]:
    folder = tmp_path_factory.mktemp("county")
    return folder, write_county(folder, residents=RESIDENTS, seed=7, as_of=AS_OF)


@pytest.fixture(scope="module")
def planted(county: tuple[Path, CountyBook]) -> set[tuple[str, str]]:
    return {(fault.file, fault.id) for fault in county[1].planted if fault.refused and fault.kind != "repeated_id"}


@pytest.fixture(scope="module")
def residents(county: tuple[Path, CountyBook], planted: set[tuple[str, str]]) -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in read(county[0], "residents") if ("residents", row["id"]) not in planted}


@pytest.fixture(scope="module")
def visits(county: tuple[Path, CountyBook]) -> list[tuple[str, dict[str, str]]]:
    folder, book = county
    return [(name, row) for name in book.rows if name.startswith("visits/") for row in read(folder, name)]


def test_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("one", 3), ("two", 3), ("other", 4)):
        write_county(tmp_path / name, residents=600, seed=seed, as_of=AS_OF)
    assert digest(tmp_path / "one") == digest(tmp_path / "two")
    assert digest(tmp_path / "one") != digest(tmp_path / "other")


def test_the_book_counts_what_was_written(county: tuple[Path, CountyBook]) -> None:
    folder, book = county
    assert {name: len(read(folder, name)) for name in book.rows} == book.rows
    assert book.residents == RESIDENTS + sum(fault.file == "residents" for fault in book.planted)
    assert book.visits == sum(book.rows[name] for name in book.rows if name.startswith("visits/"))
    assert book.first_day == date(2024, 1, 1)


def test_the_bench_has_about_six_visits_a_resident_in_a_year(tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    book = write_county(
        tmp_path,
        residents=6000,
        seed=1,
        as_of=AS_OF,
        bench=True,
        progress=lambda done, total: heard.append((done, total)),
    )
    assert book.residents == 6000 and not book.planted
    assert 5.5 < book.visits / book.residents < 7
    assert {"visits/child_visit", "visits/mental_followup"} <= book.rows.keys()
    days = {row["date"] for name in book.rows if name.startswith("visits/") for row in read(tmp_path, name)}
    assert min(days) >= "2024-11-01" and max(days) <= "2025-10-31"
    assert heard[-1] == (6000, 6000) and heard == sorted(heard)


def test_identity_numbers_are_valid_unique_and_agree(county: tuple[Path, CountyBook], residents: dict) -> None:
    wrong = {fault.id for fault in county[1].planted if fault.kind == "check_digit"}
    numbers = Counter()
    for row in residents.values():
        if number := row["id_number"]:
            assert (number[-1] == ric.calc_check_digit(number)) == (row["id"] not in wrong)
            if row["id"] not in wrong:
                numbers[number] += 1
                assert ric.get_birth_date(number).isoformat() == row["birth_date"]
                assert int(number[16]) % 2 == int(row["sex"]) % 2
                assert number[:6] == "580721"
    assert len(wrong) >= 5 and numbers.total() > 0.97 * RESIDENTS
    assert numbers.most_common(1)[0][1] == 1


def test_units_make_one_tree_of_five_levels(county: tuple[Path, CountyBook]) -> None:
    units = {row["code"]: row for row in read(county[0], "units")}
    levels = ["province", "city", "county", "township", "village"]
    for code, row in units.items():
        assert len(code) == 12 and code.isdigit()
        if row["parent"]:
            assert levels.index(units[row["parent"]]["level"]) + 1 == levels.index(row["level"])
        else:
            assert row["level"] == "province"
    assert len({row["name"] for row in units.values()}) == len(units)


def test_references_resolve_but_the_planted_ones(
    county: tuple[Path, CountyBook], residents: dict, visits: list, planted: set
) -> None:
    folder, book = county
    units = {row["code"] for row in read(folder, "units")}
    facilities = {row["code"] for row in read(folder, "facilities")}
    staff = {row["id"] for row in read(folder, "staff")}
    unknown = {(fault.file, fault.id) for fault in book.planted if fault.kind in ("unknown_resident", "unknown_unit")}
    found = {("residents", row["id"]) for row in read(folder, "residents") if row["unit"] not in units}
    for name, row in visits:
        if row["resident"] not in residents:
            found.add((name, row["id"]))
        assert row["unit"] in units and row["facility"] in facilities and row["provider"] in staff
    assert found == unknown
    items = {row["item"] for row in read(folder, "items")}
    for name in ("enrolments", "residencies"):
        assert all(row["resident"] in residents and row["unit"] in units for row in read(folder, name))
    for name in ("population", "targets", "tallies", "projects", "staff", "facilities"):
        assert all(row["unit"] in units for row in read(folder, name))
    assert items <= {row["item"] for row in read(folder, "tallies")}


def test_ids_repeat_only_where_planted(county: tuple[Path, CountyBook], visits: list) -> None:
    folder, book = county
    repeated = {fault.id for fault in book.planted if fault.kind == "repeated_id"}
    ids = Counter(row["id"] for _, row in visits)
    for name in ("residents", "enrolments"):
        ids += Counter(row["id"] for row in read(folder, name))
    assert {id for id, times in ids.items() if times > 1} == repeated and len(repeated) == 5


def test_visits_lie_in_the_period_and_in_the_lifetime_here(residents: dict, visits: list, planted: set) -> None:
    for name, row in visits:
        if (name, row["id"]) in planted:
            continue
        person = residents[row["resident"]]
        assert "2024-01-01" <= row["date"] <= AS_OF.isoformat() >= row["entered_at"][:10] >= row["date"]
        assert person["birth_date"] <= row["date"] < (person["ended"] or "9999")
        if row.get("sbp"):
            assert 50 <= int(row["sbp"]) <= 300 and int(row["dbp"]) < int(row["sbp"])
        if row["result"] != "done":
            assert not row.get("sbp") and not row.get("fasting_glucose")


def test_planted_rows_are_wrong_in_the_way_they_say(county: tuple[Path, CountyBook]) -> None:
    folder, book = county
    rows = {name: {row["id"]: row for row in read(folder, name)} for name in {fault.file for fault in book.planted}}
    wrong = {
        "out_of_range": lambda row: (
            row.get("sbp") == "1400"
            or row.get("dbp") == "8"
            or row.get("fasting_glucose") == "68"
            or row.get("height") == "16.5"
        ),
        "pressure_order": lambda row: int(row["dbp"]) >= int(row["sbp"]),
        "future_date": lambda row: max(row.get("date", ""), row.get("birth_date", "")) > AS_OF.isoformat(),
        "unknown_code": lambda row: row.get("mode") == "微信" or row.get("sex") == "女性?",
        "end_before_start": lambda row: row["end"] < row["start"],
    }
    for fault in book.planted:
        if fault.kind in wrong:
            assert wrong[fault.kind](rows[fault.file][fault.id]), fault
    assert wrong.keys() < {fault.kind for fault in book.planted}
    assert 30 <= len(book.planted) <= 60


def test_enrolments_have_histories(county: tuple[Path, CountyBook], residents: dict, planted: set) -> None:
    rows = [row for row in read(county[0], "enrolments") if ("enrolments", row["id"]) not in planted]
    reasons = {row["end_reason"] for row in rows}
    assert {"died", "moved_away", "transferred", "misdiagnosed", "lost", "refused", "completed", ""} <= reasons
    for row in rows:
        assert row["start"] <= (row["end"] or "9999") and row["start"] <= AS_OF.isoformat()
        assert bool(row["end"]) == bool(row["end_reason"])
        assert residents[row["resident"]]["birth_date"] < row["start"]
    times = Counter((row["resident"], row["programme"]) for row in rows)
    assert max(times.values()) >= 2
    assert sum(row["start"] >= "2025-01-01" and row["programme"] == "hypertension" for row in rows) > 10


def test_movers_have_two_spells_that_meet(county: tuple[Path, CountyBook]) -> None:
    spells: dict[str, list[dict[str, str]]] = {}
    for row in read(county[0], "residencies"):
        spells.setdefault(row["resident"], []).append(row)
    assert len(spells) > 20
    for first, second in spells.values():
        assert first["end"] == second["start"] and first["unit"] != second["unit"]


def test_targets_shared_out_add_up(county: tuple[Path, CountyBook]) -> None:
    targets = {(row["year"], row["item"], row["unit"]): int(row["target"]) for row in read(county[0], "targets")}
    parents = {row["code"]: row["parent"] for row in read(county[0], "units")}
    parts: Counter = Counter()
    for (year, item, unit), value in targets.items():
        parts[year, item, parents[unit]] += value
    for (year, item, unit), value in parts.items():
        if item.endswith((".managed", ".done")) and (year, item, unit) in targets:
            assert targets[year, item, unit] == value


def test_people_look_like_a_rural_county(residents: dict, visits: list) -> None:
    here = [row for row in residents.values() if not row["ended"]]
    birth = np.array([day_number(date.fromisoformat(row["birth_date"])) for row in here], np.int32)
    age = ages(birth, day_number(AS_OF))
    assert 0.15 < np.mean(age >= 65) < 0.25 and 0.1 < np.mean(age < 15) < 0.2
    assert 0.9 < np.mean([bool(row["record_opened"]) for row in here]) < 0.98
    hypertensive = {row["resident"] for name, row in visits if name == "visits/hypertension_followup"}
    assert 0.12 < len(hypertensive) / np.count_nonzero(age >= 35) < 0.25
    readings = [int(row["sbp"]) for name, row in visits if name == "visits/hypertension_followup" and row["sbp"]]
    assert 130 < np.median(readings) < 142
    last_digits = Counter(reading % 10 for reading in readings)
    assert last_digits[0] > 1.5 * last_digits[5]


def test_ages_turn_on_the_birthday() -> None:
    birth = np.array([day_number(date(1960, 2, 29)), day_number(date(1960, 10, 31)), day_number(date(1960, 11, 1))])
    assert ages(birth, day_number(date(2025, 2, 28))).tolist() == [64, 64, 64]
    assert ages(birth, day_number(date(2025, 3, 1))).tolist() == [65, 64, 64]
    assert ages(birth, day_number(AS_OF)).tolist() == [65, 65, 64]


def test_a_period_that_ends_before_it_begins_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="after as_of"):
        write_county(tmp_path, residents=600, seed=1, as_of=AS_OF, year_from=date(2026, 1, 1))


def test_yongzhou_gives_the_published_rates(tmp_path: Path) -> None:
    book = yongzhou.write_yongzhou(tmp_path)
    assert book == {name: len(read(tmp_path, name)) for name in book}
    tallies = {row["item"]: int(row["value"]) for row in read(tmp_path, "tallies")}
    targets = {row["item"]: int(row["target"]) for row in read(tmp_path, "targets")}
    projects = read(tmp_path, "projects")
    reached = sum(row["done"] != "" and row["done"] <= "2019-07-31" for row in projects)

    def per_cent(part: int, whole: int) -> str:
        return f"{float(Fraction(part, whole) * 100):.2f}"

    assert per_cent(tallies["cervical_breast_cancer_screened"], targets["cervical_breast_cancer_screened"]) == "83.86"
    assert per_cent(tallies["prenatal_screened"], targets["prenatal_screened"]) == "68.05"
    assert per_cent(tallies["prenatal_intervened"], tallies["prenatal_abnormal"]) == "72.89"
    assert len({row["id"] for row in projects}) == 167 and per_cent(reached, len(projects)) == "85.48"


def test_constitutions_follow_from_the_answers(visits: list) -> None:
    biased = {"气虚质": (2, 3, 4, 14), "痰湿质": (9, 16, 28, 32), "气郁质": (5, 6, 7, 8)}
    seen: Counter = Counter()
    for name, row in visits:
        if name == "visits/tcm_constitution":
            sums = {kind: sum(int(row[f"q{item}"]) for item in items) for kind, items in biased.items()}
            assert all((total >= 11) == (row["constitution"] == kind) for kind, total in sums.items())
            assert all(total <= 8 for kind, total in sums.items() if kind != row["constitution"])
            if row["constitution"] == "平和质":
                assert int(row["q1"]) + sum(6 - int(row[f"q{item}"]) for item in (2, 4, 5, 13)) >= 17
            seen[row["constitution"]] += 1
    assert seen.most_common(1)[0][0] == "平和质" and len(seen) == 9


def test_births_and_deaths_of_the_tallies_are_those_of_the_residents(county: tuple[Path, CountyBook]) -> None:
    folder, book = county
    planted = {fault.id for fault in book.planted if fault.file == "residents"} | {""}
    residents = [row for row in read(folder, "residents") if row["id"] not in planted]
    sums: Counter = Counter()
    for row in read(folder, "tallies"):
        sums[row["item"], row["period"][:4]] += int(row["value"])
    assert sums["births", "2024"] == sum(row["birth_date"].startswith("2024") for row in residents) > 10
    died = [row for row in residents if row["end_reason"] == "died" and row["ended"].startswith("2024")]
    assert sums["deaths", "2024"] == len(died) > 10
    assert sums["beds", "2024"] > 0
