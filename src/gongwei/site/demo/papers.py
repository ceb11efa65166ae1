"""What the bureau of the made-up county types and receives in its year: plan, cases, activities, training, inspections.

Everything follows from the county's exchange files and the seed, so that it agrees with them: as many lectures stand in
activities.csv as in tallies.csv.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import numpy as np
from openpyxl import Workbook

from gongwei.ledgers.inspections.checklist import shipped
from gongwei.ledgers.tallies.items import shipped as shipped_items

Row = dict[str, str]
YEAR = 2025
OUTBREAK = date(YEAR, 6, 16)
"""The Monday of a week with far more cases of hand, foot and mouth disease than before, in one township."""
FED = ("health_lectures", "lecture_attendance", "leaflets", "consultations")
"""The tallies that activities add up to."""


def read(path: Path) -> list[Row]:
    """The rows of a CSV file by column."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    """Rows as a CSV file; all have the columns of the first."""
    rows = list(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


@dataclass(frozen=True)
class County:
    """The county's folder: what it wrote for the import, and where it keeps its own papers."""

    folder: Path

    @property
    def exchange(self) -> Path:
        return self.folder / "exchange"

    @property
    def papers(self) -> Path:
        return self.folder / "papers"

    @cached_property
    def units(self) -> dict[str, Row]:
        return {row["code"]: row for row in read(self.exchange / "units.csv")}

    @cached_property
    def code(self) -> str:
        return next(code for code, row in self.units.items() if row["level"] == "county")

    @cached_property
    def townships(self) -> list[str]:
        return [code for code, row in self.units.items() if row["level"] == "township"]

    @property
    def weak(self) -> str:
        """The township whose work is poor (`places.make_places`)."""
        return self.townships[1]

    def villages(self, township: str) -> list[str]:
        """The villages of a township."""
        return [code for code, row in self.units.items() if row["parent"] == township]

    @cached_property
    def staff(self) -> list[Row]:
        return read(self.exchange / "staff.csv")

    @cached_property
    def people(self) -> dict[str, str]:
        """Staff id → name."""
        return {row["id"]: row["name"] for row in self.staff}

    @cached_property
    def fabricator(self) -> str:
        """The village of the weak township that follows up most people with hypertension; its doctor invents the readings."""
        count: dict[str, int] = {}
        for row in read(self.exchange / "visits/hypertension_followup.csv"):
            count[row["unit"]] = count.get(row["unit"], 0) + 1
        return max(self.villages(self.weak), key=lambda village: count.get(village, 0))


def prepare(county: County) -> None:
    """Add to the exchange files what a year's work needs: cases, activities, training, tallies by month, invented readings."""
    random = np.random.default_rng(2025)
    fabricate(county)
    write_items(county)
    activities = write_activities(county, random)
    write_tallies(county, activities)
    write_cases(county, random)
    write_training(county, random)


def fabricate(county: County) -> None:
    """From 2025 on one village doctor no longer measures: the same round pressure and pulse every time."""
    path = county.exchange / "visits/hypertension_followup.csv"
    doctor, rows = f"D{county.fabricator}", read(path)
    for row in rows:
        if row["provider"] == doctor and row["sbp"] and row["date"] >= f"{YEAR}-01-01" and row["mode"] != "phone":
            order = int(row["resident"][-1]) if row["resident"][-1].isdigit() else 0
            row |= {"sbp": str(120 + order % 2 * 10), "dbp": str(70 + order % 3 // 2 * 10), "heart_rate": str(70 + order % 4 * 2),
                    "class": "controlled"}
    write(path, rows)


def write_items(county: County) -> None:
    """items.csv: the county's own item, and those of the shipped ones that it does not ask for: whoever likes reports them."""
    path = county.exchange / "items.csv"
    asked = {row["item"] for row in read(county.exchange / "tallies.csv")} | set(OWN_TALLIES)
    blank = dict.fromkeys(("min", "max", "reports", "due", "records"), "")
    own = [blank | row | {"reports": "township"} for row in read(path)]
    off = [blank | {"item": item.item, "name": item.name, "measure": item.measure, "period": item.period, "kind": item.kind,
                    "reports": "不限", "records": item.records}
           for item in shipped_items().values() if item.item not in asked]
    columns = ("item", "name", "measure", "period", "kind", "min", "max", "reports", "due", "records")
    write(path, [{name: row[name] for name in columns} for row in own + off])


OWN_TALLIES = {"board_changes": "month", "patrols": "quarter", "print_kinds": "year"}
"""Tallies that the county asks for beside those of `plans.write_tallies`."""


def write_tallies(county: County, lacking: list[Row]) -> None:
    """tallies.csv keeps the year before; the months of this year arrive one by one, a folder each."""
    rows = read(county.exchange / "tallies.csv")
    for place, unit in enumerate(county.townships):
        weak = unit == county.weak
        for year in (YEAR - 1, YEAR):
            rows += [{"unit": unit, "period": f"{year}-{month:02}", "item": "board_changes", "value": "1"}
                     for month in range(1, 13) if not (weak and month % 3 == 0)]
            rows += [{"unit": unit, "period": f"{year}-Q{quarter}", "item": "patrols", "value": str(1 if weak else 2 + place % 2)}
                     for quarter in range(1, 5)]
            rows.append({"unit": unit, "period": str(year), "item": "print_kinds", "value": str(9 if weak else 12 + place % 3)})
    write(county.exchange / "tallies.csv", [row for row in rows if row["period"] < str(YEAR)])
    for month in range(1, 13):
        names = {f"{YEAR}-{month:02}", f"{YEAR}-Q{month // 3}" if month % 3 == 0 else "", str(YEAR) if month == 12 else ""}
        write(county.papers / f"台账/{YEAR}-{month:02}/tallies.csv", [row for row in rows if row["period"] in names])


TITLES = {"lecture": ("高血压防治知识讲座", "糖尿病饮食与运动", "老年人合理用药", "儿童预防接种常识", "中医药养生保健"),
          "consultation": ("健康咨询与义诊",), "campaign": ("主题宣传",)}


def write_activities(county: County, random: np.random.Generator) -> list[Row]:
    """activities.csv: the lectures, consultations and leaflets that the tallies of the year tell of, one by one. The weak
    township held some in the last three months too, but has not reported them."""
    told: dict[tuple[str, str], dict[str, int]] = {}
    for row in read(county.exchange / "tallies.csv"):
        if row["period"].startswith(f"{YEAR}-") and row["item"] in FED:
            told.setdefault((row["unit"], row["period"]), {})[row["item"]] = int(row["value"])
    for month in (10, 11, 12):
        own = {"health_lectures": 2, "lecture_attendance": 55 + month, "leaflets": 60, "consultations": 0}
        told.setdefault((county.weak, f"{YEAR}-{month}"), own)
    rows: list[Row] = []
    for (unit, period), counts in sorted(told.items()):
        kinds = ["lecture"] * counts["health_lectures"] + ["consultation"] * counts["consultations"]
        kinds = kinds or ["campaign"] * bool(counts["leaflets"])
        heads, sheets = shares(counts["lecture_attendance"], kinds.count("lecture")), shares(counts["leaflets"], len(kinds))
        for number, kind in enumerate(kinds):
            day = date.fromisoformat(f"{period}-01") + timedelta(days=int(random.integers(0, 28)))
            rows.append({
                "id": f"HD{unit[6:9]}{period.replace('-', '')}{number + 1:02}", "unit": unit, "date": str(day), "kind": kind,
                "title": TITLES[kind][(number + int(period[5:])) % len(TITLES[kind])],
                "place": county.units[county.villages(unit)[number % len(county.villages(unit))]]["name"],
                "health_day": "", "reached": str(heads[number] if kind == "lecture" else int(random.integers(30, 90))),
                "materials": str(sheets[number])})
    write(county.exchange / "activities.csv", rows)
    return rows


def shares(whole: int, parts: int) -> list[int]:
    """A whole in parts as equal as can be."""
    return [whole // parts + (place < whole % parts) for place in range(parts)] if parts else []


def write_cases(county: County, random: np.random.Generator) -> None:
    """cases.csv: hand, foot and mouth disease since 2020, mostly in May to July, with a small outbreak in one township."""
    children: dict[str, list[str]] = {unit: [] for unit in county.townships}
    for row in read(county.exchange / "residents.csv"):
        above = county.units.get(row["unit"], {}).get("parent", "")
        if above in children and row["birth_date"] > "2019" and not row["ended"]:
            children[above].append(row["id"])
    days: list[tuple[date, str]] = []
    monday = date(2020, 1, 6)
    while monday.year <= YEAR:
        rate = 0.9 if monday.month in (5, 6, 7) else 0.3
        for unit in county.townships:
            count = random.poisson(rate) + (9 if (monday, unit) == (OUTBREAK, county.townships[-1]) else 0)
            days += [(monday + timedelta(days=int(random.integers(0, 7))), unit) for _case in range(count)]
        monday += timedelta(days=7)
    rows = []
    for number, (day, unit) in enumerate(sorted(one for one in days if one[0].year <= YEAR), 1):
        ill = children[unit]
        resident = ill[int(random.integers(0, len(ill)))] if ill and day.year == YEAR else ""
        rows.append({"id": f"CR{number:05}", "resident": resident, "unit": unit, "disease": "手足口病", "class": "丙类",
                     "onset": str(day), "discovered_at": f"{day}T10:00:00", "reported_at": f"{day}T15:30:00"})
    write(county.exchange / "cases.csv", rows)


COURSES = ((3, "慢性病管理规范与随访技巧", "II"), (5, "基本公共卫生服务规范解读", "II"), (7, "传染病防控与报告", "II"), (9, "中医适宜技术", "II"),
           (10, "老年人健康管理与失能评估", "II"), (11, "全科医学新进展", "I"))


def write_training(county: County, random: np.random.Generator) -> None:
    """sessions.csv and attendances.csv of two years: the county's lectures with credits, the townships' own; who came, whose
    credits are verified. In the weak township fewer come."""
    sessions: list[Row] = []
    for year in (YEAR - 1, YEAR):
        sessions += [
            {"id": f"PX{year}{month:02}", "course": course, "class": klass, "unit": county.code, "date": f"{year}-{month:02}-18",
             "place": "县疾控中心", "credits": "5", "pass_mark": ""}
            for month, course, klass in COURSES]
        sessions += [
            {"id": f"PX{unit[6:9]}{year}{month:02}", "course": "例会业务学习", "class": "in_house", "unit": unit,
             "date": f"{year}-{month:02}-25", "place": county.units[unit]["name"] + "卫生院", "credits": "2", "pass_mark": ""}
            for unit in county.townships for month in (2, 4, 6, 8, 10, 11)]
    write(county.exchange / "sessions.csv", sessions)
    rows = []
    for person in county.staff:
        above = county.units[person["unit"]]["parent"] if person["unit"] not in county.townships else person["unit"]
        chance = 0.75 if above == county.weak else 0.96
        for session in sessions:
            here = session["unit"] in (above, county.code)
            if here and person["employed"] <= session["date"] < (person["left"] or "9999") and random.random() < chance:
                verified = f"{session['date'][:4]}-12-20" if random.random() < 0.9 else ""
                rows.append({"session": session["id"], "staff": person["id"], "score": "", "certificate": "",
                             "verified": verified})
    write(county.exchange / "attendances.csv", rows)


@dataclass(frozen=True)
class PlannedTask:
    """A task of the plan as the bureau types it; `by`: how its target is divided, empty for a rate, which is the same for all."""

    code: str
    title: str
    item: str
    responsible: str
    measures: str
    by: tuple[str, ...] = ()
    deadline: str = f"{YEAR}-12-31"
    curve: str = ""
    parent: str = ""
    share: float = 1
    """Of the target that targets.csv named: how much of it can be reached."""


CHRONIC, WOMEN, RECORDS = "县疾控中心慢病科", "县妇幼保健院", "县卫生健康局基层科"
TASKS = (
    PlannedTask("1", "高血压患者健康管理", "hypertension.managed", CHRONIC, "35岁以上首诊测血压;体检发现的逐人登记建卡",
                ("--by", "population", "--level", "village")),
    PlannedTask("1.1", "高血压患者规范管理", "hypertension.standard_progress", CHRONIC, "每季至少面对面随访一次,缺访的列单追访", parent="1"),
    PlannedTask("1.2", "高血压患者血压控制", "hypertension.control", CHRONIC, "未达标者两周内复访,连续两次未达标转诊", parent="1"),
    PlannedTask("2", "糖尿病患者健康管理", "diabetes.managed", CHRONIC, "体检空腹血糖异常者复查,确诊即纳管",
                ("--by", "last_year", "--level", "village")),
    PlannedTask("2.1", "糖尿病患者规范管理", "diabetes.standard_progress", CHRONIC, "每季至少面对面随访一次,免费测空腹血糖", parent="2"),
    PlannedTask("2.2", "糖尿病患者血糖控制", "diabetes.control", CHRONIC, "与家庭医生签约服务结合,规范用药", parent="2"),
    PlannedTask("3", "老年人健康管理", "older_people.management", RECORDS, "集中体检与入户体检结合,结果当面反馈"),
    PlannedTask("4", "健康档案使用", "health_record.use", RECORDS, "随访、体检、门诊记录及时归档"),
    PlannedTask("5", "农村妇女两癌免费检查", "screening.cervical_breast_cancer.done", WOMEN, "巡回车按乡镇排期,异常者追踪到底",
                ("--by", "eligible", "--level", "village"), deadline=f"{YEAR}-11-30",
                curve="0 0 5 15 30 45 60 75 90 100 100 100"),
    PlannedTask("6", "孕妇免费产前筛查", "screening.prenatal_screening.done", WOMEN, "建册时告知,异常者转诊产前诊断",
                ("--by", "population", "--level", "village"), share=0.85),
    PlannedTask("7", "健康知识讲座", "health_lectures", "县疾控中心健教科", "每乡镇每月至少一场,签到、照片存档", ("--by", "population")),
)


def write_plan(county: County) -> Path:
    """The plan as a workbook, with the county's targets that targets.csv named, which from now on stand in the plan alone."""
    path = county.exchange / "targets.csv"
    rows = read(path)
    wanted = {row["item"]: row["target"] for row in rows if (row["year"], row["unit"]) == (str(YEAR), county.code)}
    write(path, [row for row in rows if row["year"] != str(YEAR)])
    persons = [row["name"] for row in county.staff if row["unit"] == county.code and not row["left"]]
    book = Workbook()
    sheet = book.active
    sheet.title = "年度计划"
    sheet.append(["编号", "任务", "项目", "单位", "目标", "责任单位", "责任人", "分管领导", "措施", "完成时限", "月进度", "上级任务"])
    owners = list(dict.fromkeys(task.responsible for task in TASKS))
    for task in TASKS:
        owner = owners.index(task.responsible)
        target = round(float(wanted[task.item]) * task.share)
        sheet.append([task.code, task.title, task.item, county.code, target, task.responsible, persons[owner],
                      persons[-1 - owner % 2], task.measures, task.deadline, task.curve, task.parent])
    made = county.papers / f"{YEAR}年度计划.xlsx"
    made.parent.mkdir(parents=True, exist_ok=True)
    book.save(made)
    return made


@dataclass(frozen=True)
class Found:
    """A problem that an inspection finds at an item of the checklist, and how it goes on."""

    item: str
    text: str
    days: int = 30
    proof: str = ""


VILLAGE, TOWNSHIP = "village_clinic", "township_public_health"
MARCH, SEPTEMBER = date(YEAR, 3, 12), date(YEAR, 9, 10)


def inspections(county: County) -> dict[date, dict[tuple[str, str], Sequence[Found]]]:
    """Day → (unit, checklist) → what is found."""
    weak, strong = county.weak, county.townships[0]
    first, second = county.fabricator, county.villages(strong)[0]
    return {
        MARCH: {
            (weak, TOWNSHIP): (Found("A2", "一季度未督导村卫生室,无问题清单"), Found("C1", "抽 20 份档案,3 份死亡未注销")),
            (first, VILLAGE): (Found("B1", "阿莫西林胶囊 2 盒过期仍在药柜", 15, "药柜照片.txt"),
                               Found("D1", "抽 10 份高血压随访记录,4 份无本人签字")),
            (second, VILLAGE): (Found("A2", "公示栏价格未更新"),),
        },
        SEPTEMBER: {
            (weak, TOWNSHIP): (Found("A3", "上半年村医考核表无签字"),),
            (strong, TOWNSHIP): (),
            (first, VILLAGE): (Found("B1", "急救箱内肾上腺素过期", 20), Found("D2", "血压计两年未校准", 15)),
        },
    }


def write_inspections(county: County, day: date) -> Path:
    """The inspectors' sheet of a day as CSV: points for every item of the checklist, half where something was found."""
    rows, inspectors = [], "、".join(row["name"] for row in county.staff if row["unit"] == county.code)[:7]
    county.papers.mkdir(parents=True, exist_ok=True)
    for (unit, checklist), found in inspections(county)[day].items():
        wrong = {one.item: one for one in found}
        doctor = county.people.get(f"D{unit}") or county.people[f"P{unit}"]
        for item in shipped()[checklist].items:
            one = wrong.get(item.code)
            rows.append({
                "单位": unit, "督导日期": str(day), "检查表": checklist, "督导人员": inspectors, "条目": item.code,
                "得分": f"{item.points / 2 if one else item.points:f}", "问题": one.text if one else "",
                "责任人": doctor if one else "", "整改期限": str(day + timedelta(days=one.days)) if one else "",
                "证据": one.proof if one else ""})
            if one and one.proof:
                proof(county, one.proof, one.text)
    return write(county.papers / f"{day.month}月督导.csv", rows)


def proof(county: County, name: str, words: str) -> Path:
    """A proof: a file that says what a photograph or a signed sheet would show."""
    path = county.papers / name
    path.write_text(words + "\n", encoding="utf-8")
    return path
