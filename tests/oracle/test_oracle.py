"""The oracle against figures worked out by hand, and the generator against its own promises."""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

import pytest

from .folders import AS_OF, COUNTY, VILLAGES, write_folder
from .oracle import COUNTS, PROPORTIONS, figures, people, rejections, text
from .reading import read
from .rules import Case
from .world import EXAM, EXAM_FROM_65, World, add_months, age, year_before

IMPORTED = date(2026, 7, 1)
UNITS = "code,name,level,parent\n1,县,county,\n11,甲乡,township,1\n12,乙乡,township,1\n"
FOLLOWED = "id,resident,date,unit,mode,result,void,sbp,dbp\n"


def put(folder, **files: str):
    """Write files named with `__` for the slash; units are three unless given."""
    for name, content in ({"units": UNITS} | files).items():
        path = folder / f"{name.replace('__', '/')}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def shown(value: Fraction) -> str:
    """Two decimals, half away from zero."""
    return f"{int(value * 100 + Fraction(1, 2)) / 100:.2f}"


def person(id: str, birth: str = "1950-01-01", unit: str = "11", since: str = "", opened: str = "2020-01-01") -> str:
    return f"{id},1,{birth},{unit},{since},{opened}\n"


PEOPLE = "id,sex,birth_date,unit,resident_since,record_opened\n"
SPELLS = "id,resident,programme,start,end,end_reason\n"


def test_published_figures_of_yongzhou(tmp_path):
    """The progress report of July 2019, entered as counties' tallies, a city's targets and 167 projects."""
    milestones = {"started": 165, "structure": 141, "fitted": 98, "doctor": 167}
    projects = "id,group,unit,name,milestone,weight,planned,done\n" + "".join(
        f"p{n},clinics,12,x,{name},,2019-06-30,{'2019-06-30' if n < done else ''}\n"
        for name, done in milestones.items() for n in range(167))
    folder = put(
        tmp_path, projects=projects,
        tallies="unit,period,item,value\n11,2019-06,two,80000\n12,2019-06,two,2353\n12,2019-07,two,9\n"
                "11,2019-Q2,prenatal,25859\n11,2019-Q2,followed,3275\n",
        targets="year,unit,item,target\n2019,1,two,98200\n2019,1,prenatal,38000\n2019,1,followed,4493\n2019,1,clinics,100\n")
    found = figures(folder, date(2019, 6, 30))
    assert [shown(found[f"completion.{item}", "1"][2]) for item in ("two", "prenatal", "followed", "clinics")] == [
        "83.86", "68.05", "72.89", "85.48"]
    assert text(found["project.clinics", "1"][2]) == "85.479042"
    assert found["project.clinics", "11"] == (0, 0, None)
    assert found["completion.two", "1"][:2] == (82353, 98200)
    assert found["tally.prenatal", "12"] == (None, None, None), "unreported is missing, not 0"


@pytest.mark.parametrize("birth, day, years", [
    ("1960-02-29", "2025-02-28", 64), ("1960-02-29", "2025-03-01", 65), ("1960-02-29", "2024-02-29", 64),
    ("1959-03-31", "2024-03-30", 64), ("1959-03-31", "2024-03-31", 65)])
def test_age(birth, day, years):
    assert age(date.fromisoformat(birth), date.fromisoformat(day)) == years


def test_days():
    assert year_before(date(2024, 2, 29)) == date(2023, 2, 28)
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)


def progress(tmp_path, spells: str, visits: str, day: str, exams: str = "", indicator="hypertension.standard_progress"):
    """Outcomes of one resident, p."""
    folder = put(tmp_path, residents=PEOPLE + person("p"), enrolments=SPELLS + spells,
                 visits__hypertension_followup=FOLLOWED + visits,
                 visits__health_exam="id,resident,date," + ",".join(EXAM + EXAM_FROM_65) + "\n" + exams)
    return people(folder, date.fromisoformat(day), indicator, "1").get("p")


FULL = ",160,60,80,120,80" + ",1" * 20
Q1, Q2 = "v1,p,2025-01-01,,clinic,,,130,80\n", "v2,p,2025-06-30,12,home,done,0,130,80\n"


@pytest.mark.parametrize("spells, visits, day, exams, outcome", [
    ("e,p,hypertension,2025-01-01,,\n", Q1, "2025-03-30", "", None),
    ("e,p,hypertension,2025-01-01,,\n", Q1, "2025-03-31", "", "规范"),
    ("e,p,hypertension,2025-01-02,,\n", "", "2025-03-31", "", None),
    ("e,p,hypertension,2025-01-01,,\n", Q1, "2025-06-30", "", "应访季度未访"),
    ("e,p,hypertension,2025-01-01,,\n", Q1 + Q2, "2025-06-30", "", "规范"),
    ("e,p,hypertension,2025-01-01,,\n", Q1.replace("clinic", "phone"), "2025-03-31", "", "应访季度未访"),
    ("e,p,hypertension,2025-01-01,,\n", Q1.replace("clinic", ""), "2025-03-31", "", "应访季度未访"),
    ("e,p,hypertension,2025-01-01,,\n", Q1.replace("clinic,,", "clinic,,1"), "2025-03-31", "", "应访季度未访"),
    ("e,p,hypertension,2024-03-31,,\n", Q1, "2025-03-31", "", "未体检"),
    ("e,p,hypertension,2024-04-01,,\n", Q1, "2025-03-31", "", "规范"),
    ("e,p,hypertension,2024-03-31,,\n", Q1, "2025-03-31", f"x,p,2024-03-31{FULL}\n", "未体检"),
    ("e,p,hypertension,2024-03-31,,\n", Q1, "2025-03-31", f"x,p,2024-04-01{FULL}\n", "规范"),
    ("e,p,hypertension,2024-03-31,,\n", Q1, "2025-03-31", f"x,p,2024-04-01{FULL[:-1]}\n", "未体检"),
    ("e,p,hypertension,2024-03-31,,\n", Q1, "2025-03-31", f"x,p,2024-04-01{FULL[:-1]}refused\n", "规范"),
    ("e,p,hypertension,2020-01-01,2025-03-31,lost\n", Q1, "2025-03-31", f"x,p,2025-01-01{FULL}\n", "规范"),
    ("e,p,hypertension,2020-01-01,2025-03-31,transferred\n", Q1, "2025-03-31", "", None),
    ("e,p,hypertension,2020-01-01,2025-04-01,transferred\n", Q1, "2025-03-31", "", "未体检"),
    ("e,p,hypertension,2020-01-01,2025-01-30,transferred\nf,p,hypertension,2025-01-31,,\n", "", "2025-03-31", "",
     "应访季度未访"),
    ("e,p,hypertension,2020-01-01,2025-01-30,transferred\nf,p,hypertension,2025-02-01,,\n", "", "2025-03-31", "", None),
    ("e,p,hypertension,2020-01-01,2024-01-30,lost\nf,p,hypertension,2025-02-01,,\n", "", "2025-03-31", "",
     "应访季度未访"),
    ("e,p,hypertension,2020-01-01,,\nf,p,hypertension,2025-02-01,,\n", "", "2025-03-31", "", "应访季度未访"),
])
def test_progress_basis(tmp_path, spells, visits, day, exams, outcome):
    assert progress(tmp_path, spells, visits, day, exams) == outcome


@pytest.mark.parametrize("start, visits, outcome", [
    ("2025-10-03", 0, "随访次数不足"), ("2025-10-03", 1, "规范"), ("2025-07-05", 1, "随访次数不足"),
    ("2025-07-06", 1, "规范"), ("2025-07-01", 2, "规范"), ("2025-06-30", 2, "未体检"),
    ("2025-01-01", 3, "随访次数不足"), ("2025-12-31", 1, "规范")])
def test_annual_basis(tmp_path, start, visits, outcome):
    rows = "".join(f"v{n},p,2025-12-31,,home,,,130,80\n" for n in range(visits))
    rows += "w,p,2024-12-31,,home,,,130,80\n"
    spells = f"e,p,hypertension,{start},,\n"
    assert progress(tmp_path, spells, rows, "2025-12-31", indicator="hypertension.standard_annual") == outcome


@pytest.mark.parametrize("rows, outcome", [
    ("v9,p,2025-05-01,,clinic,,,149,89\nv10,p,2025-05-01,,clinic,,,150,89\n", "达标"),
    ("中,p,2025-05-01,,clinic,,,150,89\n𠀀,p,2025-05-01,,clinic,,,149,89\n", "达标"),
    ("va,p,2025-05-01,,clinic,,,150,89\nVa,p,2025-05-01,,clinic,,,149,89\n", "未达标"),
    ("v,p,2024-12-31,,clinic,,,120,80\n", "未随访"), ("v,p,2025-01-01,,clinic,,,149,90\n", "未达标"),
    ("v,p,2025-01-01,,clinic,,,120,80\nw,p,2025-05-31,,home,,,refused,80\n", "未测"),
    ("v,p,2025-01-01,,clinic,,,120,80\nw,p,2025-05-31,,phone,,,180,80\n", "达标"),
    ("v,p,2025-01-01,,clinic,,,120,80\nw,p,2025-05-31,,home,away,,180,80\n", "达标")])
def test_control(tmp_path, rows, outcome):
    spells = "e,p,hypertension,2025-03-31,,\n"
    assert progress(tmp_path, spells, rows, "2025-05-31", indicator="hypertension.control") == outcome


def test_place_of_visits_and_population(tmp_path):
    """A visit counts where given, a person where living; a child without a figure leaves its parent without."""
    folder = put(tmp_path, residents=PEOPLE + person("p") + person("q", unit="12", since="2025-06-01"),
                 visits__hypertension_followup=FOLLOWED + "a,p,2025-01-05,12,phone,,,,\nb,p,2025-01-06,,,,,,\n"
                 "c,q,2025-05-31,,home,,,,\nd,q,2025-06-01,,home,away,,,\n",
                 population="unit,year,group,value\n11,2025,all,3\n11,2025,65+,4\n12,2025,65+,4\n")
    found = figures(folder, date(2025, 12, 31))
    assert [found["hypertension.visits", unit][2] for unit in ("1", "11", "12")] == [2, 1, 1]
    assert [found["hypertension.attempts", unit][2] for unit in ("1", "11", "12")] == [1, 0, 1]
    assert found["health_record.coverage", "11"] == (1, 3, Fraction(100, 3))
    assert text(found["health_record.coverage", "11"][2]) == "33.333333"
    assert found["health_record.coverage", "1"] == (2, None, None)
    assert found["older_people.coverage", "1"] == (0, 8, 0)


def test_chains_counted(tmp_path):
    """`transferred` and a gap of two days part a chain; `lost` never does; the chain's end is its last spell's."""
    folder = put(tmp_path, residents=PEOPLE + person("p") + person("q"), enrolments=SPELLS +
                 "a,p,copd,2024-01-01,2025-02-01,transferred\nb,p,copd,2025-02-03,2025-12-31,other\n"
                 "c,q,copd,2025-01-01,2025-02-01,lost\nd,q,copd,2025-06-01,,\n")
    found = {day: figures(folder, date.fromisoformat(day)) for day in ("2025-05-31", "2025-12-30", "2025-12-31")}
    assert {day: tuple(int(at[f"copd.{name}", "11"][2]) for name in ("managed", "new", "closed"))
            for day, at in found.items()} == {"2025-05-31": (1, 2, 2), "2025-12-30": (2, 2, 1), "2025-12-31": (1, 2, 2)}


def test_screening(tmp_path):
    """Counted where screened and once in the common parent; followed on the day of the abnormal one, not before."""
    visits = "id,resident,date,unit,programme,kind,finding\n" + "".join(
        f"v{n},{row}\n" for n, row in enumerate((
            "p,2025-03-01,11,prenatal_screening,screen,suspected", "p,2025-03-01,12,prenatal_screening,screen,normal",
            "p,2025-03-01,12,prenatal_screening,diagnosis,", "q,2025-03-02,,prenatal_screening,screen,abnormal",
            "q,2025-03-01,,prenatal_screening,treatment,", "q,2025-03-05,,cervical_breast_cancer,treatment,")))
    found = figures(put(tmp_path, residents=PEOPLE + person("p") + person("q"), visits__screening=visits),
                    date(2025, 12, 31))
    assert [found["screening.prenatal_screening.done", unit][2] for unit in ("1", "11", "12")] == [2, 2, 1]
    assert [found["screening.prenatal_screening.abnormal", unit][2] for unit in ("1", "11", "12")] == [2, 2, 0]
    assert found["screening.prenatal_screening.followed", "1"] == (1, 2, 50)


@pytest.mark.parametrize("booked, days, home, outcome, rate", [
    (90, 5, "2025-06-29", "系统管理", 50), (91, 5, "2025-06-29", "未早建册", 0),
    (90, 4, "2025-06-29", "产检不足5次", 0), (90, 5, "2025-06-30", "未产后访视", 0)])
def test_pregnancy(tmp_path, booked, days, home, outcome, rate):
    """Delivered on 1 June, twins: the national figure has two live births below one pregnancy."""
    lmp = date(2024, 9, 1)
    spell = '"{""lmp"": ""2024-09-01"", ""delivered_on"": ""2025-06-01"", ""live_births"": 2}"'
    visits = f"v,p,{lmp + timedelta(days=booked)},first,\n" + "".join(
        f"v{n},p,{lmp + timedelta(days=100 + n // 2)},other,m\n" for n in range(2 * (days - 1)))
    folder = put(tmp_path, residents=PEOPLE + person("p", birth="1995-01-01"),
                 enrolments=f"id,resident,programme,start,unit,attributes\nm,p,maternal,2024-11-01,12,{spell}\n",
                 visits__antenatal_visit="id,resident,date,kind,enrolment\n" + visits,
                 visits__postpartum_visit=f"id,resident,date,kind,enrolment\nw,p,{home},home,\n")
    assert people(folder, date(2025, 12, 31), "maternal.systematic", "12") == {"p": outcome}
    assert people(folder, date(2025, 12, 31), "maternal.systematic", "11") == {}
    assert figures(folder, date(2025, 12, 31))["maternal.systematic_national", "1"][1:] == (2, rate)


def test_refused_rows(tmp_path):
    """A refused resident takes the visits along, wherever the file comes in order."""
    folder = put(tmp_path, residents=PEOPLE + person("p") + person("p") + person("q", unit="9"),
                 visits__hypertension_followup=FOLLOWED + "a,q,2025-01-05,,,,,,\nb,p,2026-07-02,,,,,,\n"
                 "c,p,2026-07-01,,,,,80,80\nd,p,2026-07-01,,,,,81,80\nd,p,2026-07-01,,,,,,\n")
    assert set(rejections(folder, IMPORTED)) == {("residents.csv", 3), ("residents.csv", 4)} | {
        ("visits/hypertension_followup.csv", line) for line in (2, 3, 4, 6)}


@pytest.mark.parametrize("seed", range(4))
def test_folders_promise_their_rejections(tmp_path, seed):
    expected = write_folder(tmp_path, seed, residents=60, import_day=IMPORTED, contested=bool(seed % 2))
    assert set(rejections(tmp_path, IMPORTED)) == expected


def test_folders_repeat(tmp_path):
    for name in "ab":
        write_folder(tmp_path / name, 7, residents=30)
    files = sorted(path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*.csv"))
    assert files and all((tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes() for file in files)


def test_folders_reach_every_outcome(tmp_path):
    """Across two seeds and the as-of days every outcome of every rate occurs, so that a comparison sees each."""
    found: dict[str, Counter] = {name: Counter() for name in PROPORTIONS}
    for seed in range(2):
        write_folder(tmp_path / str(seed), seed, residents=250)
        folder = read(tmp_path / str(seed), IMPORTED)
        for day in AS_OF[2::3]:
            world = World(folder, day)
            for name, rule in PROPORTIONS.items():
                found[name].update(case.outcome for case in rule(world))
    few = {name: dict(outcomes) for name, outcomes in found.items() if len(outcomes) < OUTCOMES.get(name, 2)}
    assert not few


OUTCOMES = {"maternal.early_booking": 3, "maternal.systematic": 4,
            "older_people.management": 3, "mental.management": 3, "mental.stable": 3, "mental.regular_medication": 4,
            "hypertension.control": 4, "diabetes.control": 4, "child.tcm": 3, "hypertension.standard_progress": 3,
            "hypertension.standard_annual": 3, "diabetes.standard_progress": 3, "diabetes.standard_annual": 3}


def test_parts_add_up(tmp_path):
    """Visits of the villages and of those who live or are seen at upper units make the county's."""
    write_folder(tmp_path, 3, residents=120)
    folder = read(tmp_path, IMPORTED)
    world = World(folder, AS_OF[-1])
    cases: list[Case] = COUNTS["hypertension.visits"](world)
    places = Counter(unit for case in cases for unit in case.units)
    found = figures(folder, AS_OF[-1])
    assert found["hypertension.visits", COUNTY][2] == sum(places.values()) > 0
    assert all(found["hypertension.visits", village][2] == places[village] for village in VILLAGES)
