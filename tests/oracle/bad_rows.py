"""Bad rows of every kind exchange.md names, planted among good ones; each carries `_bad`."""

import random
from datetime import date, timedelta

UNKNOWN_UNIT = "999999999999"


def plant(rng: random.Random, rows: dict[str, list[dict]], import_day: date | None) -> None:
    """Insert bad rows at random places; repeats of an id go to the end, after the row they repeat."""
    village = next(row["code"] for row in rows["units.csv"] if row["level"] == "village")
    person = dict(id="ok", name="某人", sex="1", residency="registered", birth_date="1950-05-05", unit=village)
    _scatter(rng, rows, "units.csv", [
        dict(code="431103999000", name="坏乡", level="township", parent=UNKNOWN_UNIT),
        dict(code="431103999201", name="坏乡之村", level="village", parent="431103999000"),
        dict(code="431103998000", name="坏级", level="hamlet", parent="431103000000"),
        dict(code="431103997000", name="倒期", level="township", parent="431103000000", valid_from="2020-01-01",
             valid_to="2019-12-31")])
    _scatter(rng, rows, "facilities.csv", [dict(code="FX", name="坏机构", kind="clinic", unit=UNKNOWN_UNIT)])
    _scatter(rng, rows, "population.csv", [
        dict(unit="431103999000", year="2025", group="all", value="10"),
        dict(unit=village, year="2025", group="0-6", value="many")])
    _scatter(rng, rows, "residents.csv", [
        person | dict(id="bad-sex", sex="7"), person | dict(id="bad-unit", unit=UNKNOWN_UNIT),
        person | dict(id="bad-cascade", unit="431103999201"), person | dict(id="bad-birth", birth_date="2999-01-01"),
        person | dict(id="bad-date", birth_date="2025-02-30"), person | dict(id="x" * 65),
        person | dict(id="bad-end", resident_since="2020-01-02", ended="2020-01-01", end_reason="died"),
        person | dict(id="bad-reason", ended="2024-01-01", end_reason="holiday")])
    rows["residents.csv"].append(person | dict(id="y" * 64))
    _scatter(rng, rows, "residencies.csv", [
        dict(resident="nobody", unit=village, start="2020-01-01"), dict(resident="bad-sex", unit=village),
        dict(resident=rows["residencies.csv"][0]["resident"], unit=UNKNOWN_UNIT, start="2020-01-01"),
        dict(resident=rows["residencies.csv"][-1]["resident"], unit=village, start="2022-01-01", end="2021-12-31")])
    good = rows["residents.csv"][-1]["id"]
    spell = dict(resident=good, programme="hypertension", start="2024-01-01")
    _scatter(rng, rows, "enrolments.csv", [
        spell | dict(id="be1", resident="nobody"), spell | dict(id="be2", resident="bad-unit"),
        spell | dict(id="be3", end="2023-12-31", end_reason="lost"), spell | dict(id="be4", unit=UNKNOWN_UNIT),
        spell | dict(id="be5", end="2024-12-31", end_reason="bored"), spell | dict(id="be6", start="31.12.2024")])
    _visits(rng, rows, good, import_day)
    _scatter(rng, rows, "targets.csv", [dict(year="2025", unit=UNKNOWN_UNIT, item="oracle_traps", target="5"),
                                        dict(year="2025", unit=village, item="oracle_lectures", target="viele")])
    _scatter(rng, rows, "tallies.csv", [
        dict(unit=UNKNOWN_UNIT, period="2025-03", item="oracle_traps", value="5"),
        dict(unit=village, period="2022-03", item="oracle_traps", value="1001"),
        dict(unit=village, period="2022-04", item="oracle_traps", value="-1")])
    _scatter(rng, rows, "projects.csv", [dict(id="bp", group="oracle_clinics", unit=UNKNOWN_UNIT, milestone="开工")])
    _scatter(rng, rows, "cases.csv", [dict(id="bc1", unit=UNKNOWN_UNIT, onset="2025-01-01"),
                                      dict(id="bc2", unit=village, resident="nobody", onset="2025-01-01")])
    _scatter(rng, rows, "staff.csv", [dict(id="bs1", unit=UNKNOWN_UNIT), dict(
        id="bs2", unit=village, employed="2020-01-01", left="2019-01-01")])
    for file in ("residents.csv", "enrolments.csv", "projects.csv", "cases.csv", "staff.csv", "units.csv",
                 "facilities.csv", "visits/screening.csv", "visits/diabetes_followup.csv"):
        _repeat(rng, rows, file)
    elsewhere = next(row for row in rows["visits/health_exam.csv"] if not row.get("_bad"))
    rows["visits/screening.csv"].append(dict(id=elsewhere["id"], resident=good, date="2024-05-05", kind="screen",
                                             programme="cervical_breast_cancer", _bad=True))


def _visits(rng: random.Random, rows: dict[str, list[dict]], good: str, import_day: date | None) -> None:
    visit = dict(resident=good, date="2024-05-05", result="done", mode="clinic", sbp="130", dbp="80")
    bad = [dict(resident="nobody"), dict(resident="bad-sex"), dict(resident="bad-cascade"), dict(resident="x" * 65),
           dict(unit=UNKNOWN_UNIT), dict(unit="431103999000"), dict(facility="F0"), dict(facility="FX"),
           dict(mode="fax"), dict(result="perhaps"), dict(void="2"), dict(date="2999-01-01"), dict(date="2024-13-01"),
           dict(date=""), dict(sbp="90", dbp="90"), dict(sbp="90", dbp="91"), dict(sbp="49", dbp="30"),
           dict(sbp="301"), dict(dbp="29"), dict(sbp="300", dbp="201"), dict(sbp="13O"), dict(weight="0.9"),
           dict(weight="300.1")]
    for file, stem in (("visits/hypertension_followup.csv", "bh"), ("visits/diabetes_followup.csv", "bd")):
        _scatter(rng, rows, file, [visit | change | dict(id=f"{stem}{n}") for n, change in enumerate(bad)])
    _scatter(rng, rows, "visits/diabetes_followup.csv", [
        visit | change | dict(id=f"bg{n}") for n, change in enumerate((
            dict(fasting_glucose="0.99"), dict(fasting_glucose="40.1"), dict(hba1c="2.9"), dict(hba1c="20.1")))])
    _scatter(rng, rows, "visits/health_exam.csv", [
        visit | change | dict(id=f"bx{n}") for n, change in enumerate((
            dict(height="49"), dict(height="251"), dict(waist="29"), dict(waist="201"), dict(resident="bad-unit")))])
    _scatter(rng, rows, "visits/antenatal_visit.csv", [
        dict(id="ba1", resident=good, date="2024-05-05", kind="first", enrolment="none"),
        dict(id="ba2", resident=good, date="2024-05-05", kind="first", enrolment="be2")])
    rows["visits/health_exam.csv"].append(visit | dict(id="edge", height="50", waist="200", weight="300"))
    if import_day:
        rows["visits/hypertension_followup.csv"].append(visit | dict(id="today", date=import_day))
        _scatter(rng, rows, "visits/hypertension_followup.csv",
                 [visit | dict(id="tomorrow", date=import_day + timedelta(days=1))])


def _scatter(rng: random.Random, rows: dict[str, list[dict]], file: str, bad: list[dict]) -> None:
    for row in bad:
        rows[file].insert(rng.randrange(len(rows[file]) + 1), row | dict(_bad=True))


def _repeat(rng: random.Random, rows: dict[str, list[dict]], file: str) -> None:
    """Say an accepted id again at the end, with the same content or other."""
    row = rng.choice([row for row in rows[file] if not row.get("_bad")])
    rows[file].append(row | dict(_bad=True) | rng.choice(({}, {"unit": ""} if "unit" in row else {})))
