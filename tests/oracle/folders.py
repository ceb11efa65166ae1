"""Writes small but nasty exchange folders: random, boundaries over-represented, bad rows sprinkled in.

`write_folder(path, seed)` gives the (file, line) pairs that an import on 30 June 2026 or later must refuse.
The same seed writes the same folder.
`contested=True` adds cases on which the texts leave room (numbers 13 and 14 of the table in oracle.py).
"""

import csv
import json
import random
from datetime import date, timedelta
from pathlib import Path

from .bad_rows import plant
from .columns import COLUMNS
from .services_given import visits_of
from .world import add_months

AS_OF = (date(2024, 2, 29), date(2024, 3, 31), date(2024, 6, 30), date(2024, 10, 31), date(2024, 12, 31),
         date(2025, 2, 28), date(2025, 3, 31), date(2025, 6, 30), date(2025, 10, 31), date(2025, 12, 31))
PROVINCE, CITY, COUNTY = "430000000000", "431100000000", "431103000000"
TOWNSHIPS = {"431103001000": 3, "431103002000": 3, "431103100000": 2}
VILLAGES = tuple(f"{town[:9]}{200 + number:03d}" for town, count in TOWNSHIPS.items() for number in range(1, count + 1))
STARTS = (date(2023, 10, 3), date(2024, 1, 1), date(2024, 4, 1), date(2024, 4, 6), date(2024, 7, 1), date(2024, 7, 5),
          date(2024, 10, 1), date(2024, 10, 3), date(2024, 10, 4), date(2025, 1, 1), date(2025, 1, 2), date(2025, 4, 1),
          date(2025, 4, 5), date(2025, 6, 30), date(2025, 7, 1), date(2025, 7, 5), date(2025, 10, 1), date(2025, 10, 3))
REASONS = ("died", "moved_away", "transferred", "misdiagnosed", "completed", "lost", "refused", "other", "")
NASTY_IDS = ("", "甲", "Ä", "ß", "z", "Z", "_", "𠮷", "'", "é")


def around(rng: random.Random, days) -> date:
    """One of the days, or a day next to it."""
    return rng.choice(days) + timedelta(days=rng.choice((-1, 0, 0, 0, 1)))


def some_day(rng: random.Random, first: date = date(2023, 1, 1), last: date = date(2025, 12, 31)) -> date:
    """Any day of the span."""
    return first + timedelta(days=rng.randrange((last - first).days + 1))


def write_folder(path, seed: int, residents: int = 300, contested: bool = False,
                 import_day: date | None = None) -> set[tuple[str, int]]:
    """Write one folder; returns the rows that must be refused. With `import_day`, its boundary is planted as well."""
    rng = random.Random(seed)
    rows = {"units.csv": _units(), "facilities.csv": _facilities(), "population.csv": _population(rng)}
    rows["residents.csv"], rows["residencies.csv"] = _residents(rng, residents)
    rows["enrolments.csv"] = _enrolments(rng, rows["residents.csv"], contested)
    rows |= visits_of(rng, rows["residents.csv"], rows["enrolments.csv"], VILLAGES, AS_OF)
    rows |= _official(rng)
    plant(rng, rows, import_day)
    return _write(Path(path), rng, rows)


def _units() -> list[dict]:
    rows = [dict(code=PROVINCE, name="甲省", level="province", parent=""),
            dict(code=CITY, name="乙市", level="city", parent=PROVINCE),
            dict(code=COUNTY, name="丙县", level="county", parent=CITY)]
    for town in TOWNSHIPS:
        rows.append(dict(code=town, name=f"第{town[6:9]}乡", level="township", parent=COUNTY))
    rows += [dict(code=code, name=f"第{code[6:]}村", level="village", parent=f"{code[:9]}000") for code in VILLAGES]
    return rows[::-1]  # references are resolved after the whole folder is read


def _facilities() -> list[dict]:
    return [dict(code=f"F{code}", name=f"{code}卫生机构", kind="clinic", unit=code) for code in (*TOWNSHIPS, *VILLAGES)]


def _population(rng: random.Random) -> list[dict]:
    """Own figures, children's only, partly missing; another choice each year."""
    rows, first_town, second_town = [], *list(TOWNSHIPS)[:2]
    for year in (2024, 2025):
        for group, size in (("all", 900), ("65+", 120)):
            own = {COUNTY} if rng.random() < 0.4 else set()
            own |= {second_town} if rng.random() < 0.6 else set()
            left_out = {rng.choice(VILLAGES)} if rng.random() < 0.5 else set()
            units = (set(VILLAGES) - left_out) | own
            if rng.random() < 0.5:
                units -= {village for village in VILLAGES if village[:9] == second_town[:9]}
            if rng.random() < 0.3:
                own |= {first_town}
            rows += [dict(unit=unit, year=year, group=group, value=size + rng.randrange(100), source="统计年鉴",
                          published=f"{year}-02-28") for unit in sorted(units | own)]
    return rows


def _birth(rng: random.Random) -> date:
    kind = rng.random()
    if kind < 0.25:
        return add_months(around(rng, AS_OF), -12 * 65)
    if kind < 0.32:
        return rng.choice((date(1960, 2, 29), date(1956, 2, 29), date(1988, 2, 29), date(2020, 2, 29)))
    if kind < 0.40:
        return add_months(around(rng, AS_OF), -12 * rng.choice((35, 7, 6, 0)))
    if kind < 0.50:
        return some_day(rng, date(2017, 1, 1), date(2025, 12, 1))
    if kind < 0.75:
        return some_day(rng, date(1935, 1, 1), date(1958, 12, 31))
    return some_day(rng, date(1960, 1, 1), date(2005, 12, 31))


def _residents(rng: random.Random, count: int) -> tuple[list[dict], list[dict]]:
    people, spells = [], []
    for number in range(count):
        birth = _birth(rng)
        since = rng.choice(("", "", "", around(rng, AS_OF), some_day(rng, date(2015, 1, 1), date(2023, 12, 31))))
        since = "" if since and since < birth else since
        begun = since or birth
        row = dict(id=f"r{number}{rng.choice(NASTY_IDS)}", name=f"居民{number}", sex=rng.choice("1122209"),
                   birth_date=birth, unit=rng.choice(VILLAGES), residency=rng.choice(("registered", "non_registered")),
                   record_opened=rng.choice(("", around(rng, AS_OF), some_day(rng, date(2010, 1, 1)))),
                   electronic=rng.choice(("0", "1", "1", "")), resident_since=since, household=f"h{number // 3}",
                   key_groups=rng.choice(("", "", "", "disabled", "monitored;poverty_relieved")))
        if rng.random() < 0.2:
            row["unit"] = rng.choice((*TOWNSHIPS, COUNTY)) if rng.random() < 0.2 else row["unit"]
            ended = around(rng, AS_OF)
            if ended >= begun:
                row |= dict(ended=ended, end_reason=rng.choice(("died", "moved_away", "")))
        people.append(row)
        if rng.random() < 0.2:
            spells += _moves(rng, row["id"], begun, since)
    return people, spells


def _moves(rng: random.Random, id: str, begun: date, since) -> list[dict]:
    """Residencies in two or three villages, joined on the same day, the next day or after a gap."""
    spells, start = [], begun
    for place in range(rng.choice((2, 2, 3))):
        end = max(around(rng, AS_OF), start + timedelta(days=1))
        spells.append(dict(resident=id, unit=rng.choice(VILLAGES), start=since if place == 0 else start, end=end,
                           end_reason="moved_away"))
        start = end + timedelta(days=rng.choice((0, 0, 1, 30)))
    if rng.random() < 0.85:
        spells[-1] |= dict(end="", end_reason="")
    elif rng.random() < 0.5:
        spells[-1] |= dict(end_reason="died")
    return spells


def _start(rng: random.Random, birth: date) -> date:
    kind = rng.random()
    if kind < 0.45:
        day = rng.choice(STARTS)
    elif kind < 0.7:
        day = add_months(rng.choice(AS_OF), -12) + timedelta(days=rng.choice((-1, 0, 1)))
    else:
        day = some_day(rng, date(2021, 1, 1))
    return max(day, birth)


def _spells(rng: random.Random, first: date, contested: bool) -> list[tuple]:
    """One person's enrolments in one programme: (start, end or '', reason)."""
    pattern = rng.choice(("open", "open", "open", "ended", "ended", "chained", "chained", "double", "thrice"))
    end = max(around(rng, AS_OF), first)
    reason = rng.choice(REASONS)
    if pattern == "open":
        return [(first, "", "")]
    if pattern == "ended":
        return [(first, end, reason)]
    if pattern == "chained":
        gap = rng.choice((0, 1, 2, 2, 45, 200))
        return [(first, end, reason), (end + timedelta(days=gap), "", "")]
    if pattern == "double":
        return [(first, "", ""), (first + timedelta(days=rng.choice((0, 0, 100))), "", "")]
    middle = max(end + timedelta(days=rng.choice((1, 2, 30))), around(rng, AS_OF))
    last = rng.choice(REASONS) if contested else reason
    second = (end + timedelta(days=rng.choice((1, 2))), max(middle, end + timedelta(days=2)), last)
    if contested and rng.random() < 0.5:
        return [(first, second[1], reason), (first, end, last), (second[1] + timedelta(days=2), "", "")]
    return [(first, end, reason), second]


def _enrolments(rng: random.Random, people: list[dict], contested: bool) -> list[dict]:
    rows = []
    shares = {"hypertension": 0.5, "diabetes": 0.4, "mental": 0.12, "copd": 0.1, "tuberculosis": 0.1, "contract": 0.4,
              "health_record": 0.1, "older_people": 0.1, "child": 0.1, "maternal": 0.12, "prenatal_screening": 0.08,
              "cervical_breast_cancer": 0.1}
    for person in people:
        for programme, share in shares.items():
            if rng.random() >= share:
                continue
            for start, end, reason in _spells(rng, _start(rng, person["birth_date"]), contested):
                id = f"e{rng.choice(('', '甲', 'A', 'a', '_'))}{len(rows)}"
                rows.append(dict(id=id, resident=person["id"], programme=programme, start=start, end=end,
                                 end_reason=reason, unit=rng.choice(VILLAGES),
                                 attributes=json.dumps(_attributes(rng, programme, start), ensure_ascii=False)))
    rng.shuffle(rows)
    return rows


def _attributes(rng: random.Random, programme: str, start: date) -> dict:
    if programme == "mental":
        return {"consent": rng.choice(("given", "given", "refused")), "diagnosis": "schizophrenia"}
    if programme == "tuberculosis":
        return {"notified_on": str(start), "doses_due": rng.choice((180, 180, 0)),
                "doses_taken": rng.choice((161, 162, 180))}
    if programme == "maternal":
        lmp = start - timedelta(days=rng.choice((60, 90, 91)))
        birth = lmp + timedelta(days=rng.choice((270, 280)))
        known = rng.choice(({"lmp": str(lmp)}, {"lmp": str(lmp)}, {"edd": str(lmp + timedelta(days=280))}))
        delivered = {"delivered_on": str(birth), "live_births": rng.choice((1, 1, 1, 2, 0)), "stillbirths": 0}
        delivered |= rng.choice(({}, {"discharged_on": str(birth + timedelta(days=4))}))
        return known | (delivered if rng.random() < 0.75 else {})
    return {}


def _official(rng: random.Random) -> dict[str, list[dict]]:
    """Items, tallies, targets, projects, cases, staff."""
    items = [dict(item="oracle_traps", name="毒饵站", measure="个", period="month", kind="flow", min=0, max=1000),
             dict(item="oracle_lectures", name="讲座", measure="场", period="quarter", kind="flow", min=0, max=""),
             dict(item="oracle_couches", name="诊床", measure="张", period="quarter", kind="stock", min=0, max=500)]
    tallies, projects = [], []
    for unit in (*VILLAGES, *TOWNSHIPS, COUNTY):
        for year in (2023, 2024, 2025):
            for month in range(1, 13):
                for item in ("oracle_traps", "births", "deaths"):
                    if rng.random() < 0.3:
                        tallies.append(dict(unit=unit, period=f"{year}-{month:02d}", item=item,
                                            value=rng.randrange(30)))
            for quarter in range(1, 5):
                for item in ("oracle_lectures", "oracle_couches"):
                    if rng.random() < 0.3:
                        tallies.append(dict(unit=unit, period=f"{year}-Q{quarter}", item=item, value=rng.randrange(9)))
    for number, unit in enumerate(VILLAGES * 2):
        for milestone in ("开工", "主体", "装修", "村医")[:rng.choice((1, 3, 4, 4))]:
            projects.append(dict(id=f"p{number}", group="oracle_clinics", unit=unit, name="村卫生室",
                                 milestone=milestone, weight=rng.choice(("", "", "1", "2", "0.5")),
                                 planned=some_day(rng), done=rng.choice(("", around(rng, AS_OF)))))
    items_with_target = ("oracle_traps", "oracle_couches", "oracle_clinics", "hypertension.control", "diabetes.visits",
                         "health_record.coverage", "screening.cervical_breast_cancer.done")
    targets = [dict(year=year, unit=unit, item=item, target=rng.choice((40, 75, 90, 3, 0) if "." in item else (7, 100)))
               for year in (2024, 2025) for unit in (COUNTY, CITY, *TOWNSHIPS, VILLAGES[0], VILLAGES[-1])
               for item in items_with_target if rng.random() < 0.7]
    cases = [dict(id=f"c{number}", resident="", unit=rng.choice(VILLAGES), disease="influenza", **{"class": "C"},
                  onset=rng.choice(("", around(rng, AS_OF))), reported_at=f"{around(rng, AS_OF)}T10:30:00")
             for number in range(20)]
    staff = [dict(id=f"s{number}", unit=unit, name=f"医生{number}", role="village_doctor", employed="2015-01-01")
             for number, unit in enumerate(VILLAGES)]
    return {"items.csv": items, "tallies.csv": tallies, "targets.csv": targets, "projects.csv": projects,
            "cases.csv": cases, "staff.csv": staff}


def _write(path: Path, rng: random.Random, rows: dict[str, list[dict]]) -> set[tuple[str, int]]:
    """Write every file, in a column order of its own, dates in all spellings; returns the planted rows' lines."""
    refused = set()
    for file, lines in rows.items():
        columns = list(COLUMNS[file])
        rng.shuffle(columns)
        target = path / file
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("w", encoding=rng.choice(("utf-8", "utf-8-sig", "gb18030")), newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(columns)
            for line, row in enumerate(lines, start=2):
                writer.writerow([_spelt(rng, row.get(column, "")) for column in columns])
                if row.get("_bad"):
                    refused.add((file, line))
    return refused


def _spelt(rng: random.Random, value) -> str:
    if not isinstance(value, date):
        return str(value)
    return rng.choice((f"{value}", f"{value}", f"{value.year}/{value.month}/{value.day}", f"{value:%Y%m%d}"))
