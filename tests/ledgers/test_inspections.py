"""Inspections in the tiny county: recorded, mended, counted."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction

from gongwei.indicators.figure import fixed, plain
from gongwei.ledgers.inspections import actions, figures, queries
from gongwei.ledgers.inspections.checklist import shipped
from gongwei.ledgers.inspections.life import EXTEND, LIFE, STATES, STEPS
from gongwei.ledgers.inspections.models import Finding, FindingProof, FindingStep, Inspection, ItemScore
from gongwei.ledgers.inspections.sheet import FindingSheet, InspectionSheet
from gongwei.records import actions as records
from gongwei.records.models import AuditEntry, Revision
from gongwei.records.rows import FacilityRow, Loaded, UnitRow
from tests.pages import tables
from tests.records.county import COUNTY, OTHER, TOWNSHIP, UNITS, VILLAGE, WHO

LIST = shipped()["village_clinic"]
WHEN = {"actor": "王主任", "at": datetime(2026, 12, 31, 8, tzinfo=UTC)}
DAY = date(2025, 3, 10)
UNIT = {"东村": VILLAGE, "西村": OTHER}


@pytest.fixture(autouse=True)
def units(db):
    records.load_units(UNITS, **WHO)
    records.load_facilities([FacilityRow("F1", "东村卫生室", "village_clinic", VILLAGE)], **WHO)


@pytest.fixture
def files(tmp_path):
    return tmp_path / "files"


@pytest.fixture
def record(files):
    return lambda sheet, by=LIST: actions.record_inspection(sheet=sheet, checklist=by, files=files, **WHEN)


def finding(item: str = "B1", deadline: date = date(2025, 4, 10), **said: object) -> FindingSheet:
    return FindingSheet(**{"text": "过期药品 2 盒", "item": item, "responsible": "张村医", "deadline": deadline} | said)


def sheet(day: date = DAY, *findings: FindingSheet, unit: str = VILLAGE, **said: object) -> InspectionSheet:
    return InspectionSheet(unit, day, LIST.id, ("王建国", "李敏"), findings=findings, **said)


def code(day: date, number: int, unit: str = VILLAGE) -> str:
    return f"{unit}-{day:%Y%m%d}-{LIST.id}-{number}"


def test_the_worked_example_of_the_page(record, files):
    _steps, points, mending, told = tables("work/inspections.md")
    days, where = {}, {}
    for row in points:
        days[row["督导"]], where[row["督导"]] = date.fromisoformat(row["日期"]), UNIT[row["单位"]]
        assert LIST.by_code[row["条目"]].points == Decimal(row["分值"])
    for number, day in days.items():
        record(sheet(day, *(finding(row["条目"], date.fromisoformat(row["期限"])) for row in mending if row["督导"] == number),
                     unit=where[number],
                     points={row["条目"]: Decimal(row["得分"]) for row in points if row["督导"] == number}))
    numbers = Counter()
    for row in mending:
        numbers[row["督导"]] += 1
        one = code(days[row["督导"]], numbers[row["督导"]], where[row["督导"]])
        if row["整改"]:
            actions.rectify(finding=one, day=date.fromisoformat(row["整改"]), note="已改", files=files, **WHEN)
        if row["复核销号"]:
            actions.verify(finding=one, day=date.fromisoformat(row["复核销号"]), **WHEN)
        if row["退回重改"]:
            actions.send_back(finding=one, day=date.fromisoformat(row["退回重改"]), note="仍无公示", **WHEN)
    day = date(2025, 6, 30)
    found = figures.inspection_figures(day) | figures.rate_figures(day)
    assert {row["编号"].strip("`") for row in told} == found.keys()
    for row in told:
        id = row["编号"].strip("`")
        one, name = found[id][COUNTY], id.partition(".")[2]
        assert (figures.count_entry(name) or figures.rate_entry(name)).name == row["名称"]
        if row["分母"]:
            assert (plain(one.numerator), plain(one.denominator), fixed(one.value, 2)) == (row["分子"], row["分母"], row["数值"])
        else:
            assert plain(one.value) == row["数值"]
    overdue = {one.code: one.days_overdue for one in queries.findings(day, overdue=True)}
    assert overdue == {code(DAY, 2): 81, code(date(2025, 6, 10), 1): 10}
    assert [one.earlier for one in queries.findings(day, recurred=True)] == [code(DAY, 1)]
    assert queries.counted(queries.findings(day)) == {"open": 1, "rectified": 1, "returned": 1, "verified": 1}
    assert found["inspection_rate.rectification"][COUNTY].outcomes == (
        ("待整改", 1, False), ("已整改待复核", 1, True), ("退回重改", 1, False), ("已销号", 1, True))


def test_the_life_on_the_page_is_the_one_that_is_lived():
    words = {str(word): state for state, word in STATES.items()}
    steps = {str(word): step for step, word in STEPS.items()}
    told = {(words[row["现在的状态"]], steps[row["做什么"]], words[row["之后的状态"]]) for row in tables("work/inspections.md")[0]}
    lived = {(state, step, after) for step, (before, after) in LIFE.steps.items() for state in before}
    assert told == lived | {(state, EXTEND, state) for state in LIFE.steps["rectify"][0]}


def test_the_published_example(record):
    """252 village clinics inspected, 172 opinions issued."""
    villages = [f"43110210{number}" for number in range(1000, 1252)]
    records.load_units([UnitRow(village, "某村", "village", TOWNSHIP) for village in villages], **WHO)
    short = replace(LIST, items=LIST.items[:1])
    for number, village in enumerate(villages):
        record(sheet(DAY, *[finding("A1")] * (number < 172) * 2, unit=village), short)
    found = figures.inspection_figures(DAY)
    for name, value in {"units": 252, "done": 252, "opinions": 172, "findings": 344}.items():
        assert found[f"inspection.{name}"][COUNTY].value == value
    assert [found["inspection.opinions"][village].value for village in (villages[171], villages[172])] == [1, 0]
    assert queries.counted(queries.findings(DAY, unit=TOWNSHIP))["open"] == 344


def test_nothing_is_told_while_nobody_has_inspected():
    assert figures.inspection_figures(DAY) == {} == figures.rate_figures(DAY)


def test_the_figures_of_a_year_and_the_overdue_of_all(record):
    record(sheet(DAY, finding(), points={"A1": Decimal(1)}))
    later = date(2026, 1, 15)
    counts = {id: found[VILLAGE].value for id, found in figures.inspection_figures(later).items()}
    assert counts.pop("inspection.overdue") == 280 - 279 and set(counts.values()) == {0}
    assert {found[VILLAGE].value for found in figures.rate_figures(later).values()} == {None}
    assert figures.inspection_figures(DAY)["inspection.findings"][OTHER].value == 0


def test_not_inspected_is_not_nothing(record):
    record(sheet(points={"A1": Decimal(0), "A2": Decimal("2.5")}))
    (one,) = queries.inspections(DAY)
    assert (one.score.got, one.score.possible, one.score.share) == (Decimal("2.5"), 8, Fraction(5, 16))
    assert len(one.score.not_inspected) == len(LIST.items) - 2
    assert ItemScore.objects.get(item="A1").points == 0 and ItemScore.objects.get(item="A3").points is None


def test_what_the_sheet_leaves_out_is_the_checklists(record):
    record(sheet(DAY, finding(), finding("", severity="minor", text="院内无路灯")))
    first, second = queries.findings(DAY)
    assert (first.severity, first.measure) == (LIST.by_code["B1"].severity, LIST.by_code["B1"].measure)
    assert (second.item, second.severity, second.measure) == ("", "minor", "")


def test_the_same_sheet_again_and_a_corrected_one(record, tmp_path):
    photo = tmp_path / "a.jpg"
    photo.write_bytes(b"photo")
    first = sheet(DAY, finding(proofs=(photo,)), points={"A1": Decimal(4)})
    assert record(first) == Loaded(created=1)
    entries = AuditEntry.objects.count()
    assert record(first) == Loaded(unchanged=1) and AuditEntry.objects.count() == entries
    assert record(replace(first, points={"A1": Decimal(3)})) == Loaded(revised=1)
    kept = Revision.objects.get()
    assert (kept.model, kept.key, kept.content["points"]) == ("itemscore", f"{first.code}|A1", "4.00")
    corrected = replace(first, points={"A1": Decimal(3)}, findings=(finding(text="过期 3 盒"), finding("A1")))
    assert record(corrected) == Loaded(revised=1)
    assert [one.text for one in queries.findings(DAY)] == ["过期 3 盒", "过期药品 2 盒"] and FindingProof.objects.count() == 1


@pytest.mark.parametrize(("wrong", "why"), [
    ({"unit": "999999999999"}, "没有代码为「999999999999」的单位"), ({"unit": TOWNSHIP}, "用于村级,单位.*是乡镇级"),
    ({"facility": "F9"}, "没有代码为「F9」的机构"), ({"unit": OTHER, "facility": "F1"}, "没有代码为「F1」的机构"),
    ({"day": date(2027, 1, 1)}, "晚于今天"), ({"inspectors": ()}, "至少应有一名督导人员"),
    ({"points": {"Z9": Decimal(1)}}, "没有条目「Z9」"), ({"points": {"A1": Decimal(5)}}, "应在 0 与 4 之间"),
    ({"points": {"A1": Decimal(-1)}}, "应在 0 与 4 之间"), ({"points": {"A1": Decimal("0.125")}}, "最多 2 位小数"),
    ({"remarks": {"Z9": "好"}}, "没有条目「Z9」"), ({"findings": (finding(""),)}, "应写明严重程度"),
    ({"findings": (finding(text=" "),)}, "应写明问题"), ({"findings": (finding(deadline=None),)}, "应有整改期限"),
    ({"findings": (finding(deadline=date(2025, 3, 9)),)}, "早于督导日期"), ({"findings": (finding("Z9"),)}, "没有条目「Z9」"),
])
def test_what_cannot_be_recorded(record, wrong, why):
    with pytest.raises(records.Refused, match=why):
        record(replace(sheet(), **wrong))
    assert not Inspection.objects.exists()


def test_what_others_rely_on_is_not_rewritten(record, files):
    first = sheet(DAY, finding(), finding("A1"))
    record(first)
    with pytest.raises(records.Refused, match=f"不能删去:{code(DAY, 2)}"):
        record(replace(first, findings=first.findings[:1]))
    with pytest.raises(records.Refused, match="另一版本"):
        record(first, replace(LIST, total=Decimal(120)))
    assert record(replace(first, findings=(finding(deadline=date(2025, 4, 30)), finding("A1")))) == Loaded(revised=1)
    actions.rectify(finding=code(DAY, 1), day=DAY, note="已下架", files=files, **WHEN)
    with pytest.raises(records.Refused, match="已有整改记录,期限请用延期更改"):
        record(first)


def test_the_mending_stays_with_its_finding(record, files):
    first, second = finding(), finding("A1", text="无公示")
    record(sheet(DAY, first, second))
    actions.rectify(finding=code(DAY, 2), day=DAY, note="已公示", files=files, **WHEN)
    for moved in ((finding("A3"), first, second), (second, first), (first, finding("A1", text="别的")), (first, finding("A3", text="无公示"))):
        with pytest.raises(records.Refused, match=f"「{code(DAY, 2)}」已有整改记录,次序不能变,新问题写在最后"):
            record(sheet(DAY, *moved))
    assert record(sheet(DAY, finding(text="过期 3 盒"), second, finding("A3"))) == Loaded(revised=1)
    assert [one.standing.state for one in queries.findings(DAY)] == ["open", "rectified", "open"]


def test_the_tenth_finding_comes_after_the_ninth(record):
    record(sheet(DAY, *[finding()] * 10))
    record(sheet(date(2025, 6, 10), finding(deadline=date(2025, 7, 1))))
    found = queries.findings(date(2025, 6, 30))
    assert [one.code for one in found][:10] == [code(DAY, number) for number in range(1, 11)]
    assert found[-1].earlier == code(DAY, 10)


def test_a_finding_is_mended_step_by_step(record, files, tmp_path):
    photo = tmp_path / "新药柜.jpg"
    photo.write_bytes(b"photo")
    record(sheet(DAY, finding()))
    one = code(DAY, 1)
    actions.extend(finding=one, day=date(2025, 4, 1), deadline=date(2025, 4, 30), note="等待配送", **WHEN)
    actions.rectify(finding=one, day=date(2025, 4, 20), proofs=(photo,), files=files, **WHEN)
    actions.send_back(finding=one, day=date(2025, 4, 25), note="登记不全", deadline=date(2025, 5, 10), **WHEN)
    actions.rectify(finding=one, day=date(2025, 5, 8), note="已补登记", files=files, **WHEN)
    assert actions.verify(finding=one, day=date(2025, 5, 20), **WHEN).state == "verified"
    expected = {"2025-03-31": ("open", 0, "0-30"), "2025-04-22": ("rectified", 0, "31-90"),
                "2025-04-26": ("returned", 0, "31-90"),
                "2025-05-20": ("verified", 0, None)}
    for day, state in expected.items():
        (found,) = queries.findings(date.fromisoformat(day))
        assert (found.standing.state, found.days_overdue, found.age) == state
    found, steps = queries.finding(one, date(2025, 5, 1))
    assert found.standing.deadline == date(2025, 5, 10) and [
        (told.taken.step, told.note, told.actor, told.proofs) for told in steps
    ] == [("extend", "等待配送", "王主任", ()), ("rectify", "", "王主任", ("新药柜.jpg",)), ("send_back", "登记不全", "王主任", ())]
    assert queries.finding(one, date(2026, 1, 1))[0].days_open == 71
    assert list(FindingProof.objects.values_list("finding", "serial")) == [(one, 2)]
    with pytest.raises(Finding.DoesNotExist):
        queries.finding(one, date(2025, 3, 9))
    assert "张村医" not in str(list(AuditEntry.objects.values_list("target", "detail")))


def test_steps_that_are_refused_leave_nothing(record, files):
    record(sheet(DAY, finding()))
    one, day = code(DAY, 1), date(2025, 4, 1)
    for take, said, why in (
        (actions.rectify, {"files": files}, "应附证据或说明"),
        (actions.rectify, {"files": files, "note": "x", "day": date(2027, 1, 1)}, "晚于今天"),
        (actions.rectify, {"files": files, "note": "x", "finding": "no"}, "没有编号为「no」的问题"),
        (actions.rectify, {"files": files, "proofs": (files / "no.jpg",)}, "文件读不出"),
        (actions.verify, {}, "不能「复核销号」"), (actions.extend, {"note": " ", "deadline": date(2025, 5, 1)}, "应写明理由"),
        (actions.extend, {"note": "x", "deadline": date(2025, 4, 10)}, "延期须晚于现在的期限"), (actions.send_back, {"note": ""}, "应写明理由"),
    ):  # fmt: skip
        with pytest.raises(records.Refused, match=why):
            take(**{"finding": one, "day": day} | said | WHEN)
    assert not FindingStep.objects.exists()


def test_a_facility_is_a_place_of_its_own(record):
    once = finding(deadline=date(2025, 7, 1))
    record(sheet(DAY, once, facility="F1"))
    record(sheet(date(2025, 5, 1), once))
    record(sheet(date(2025, 6, 1), once, facility="F1"))
    assert [one.earlier for one in queries.findings(date(2025, 6, 1))] == [None, None, f"F1-20250310-{LIST.id}-1"]
    found = figures.inspection_figures(date(2025, 6, 1))
    assert (found["inspection.units"][TOWNSHIP].value, found["inspection.done"][TOWNSHIP].value) == (2, 3)


def test_recurrence_is_seen_when_the_earlier_one_is_entered_later(record):
    record(sheet(date(2025, 6, 10), finding(deadline=date(2025, 7, 1))))
    assert not queries.findings(date(2025, 6, 30), recurred=True)
    record(sheet(DAY, finding()))
    assert [one.earlier for one in queries.findings(date(2025, 6, 30), recurred=True)] == [code(DAY, 1)]


def test_lists_by_kind_severity_and_unit(record):
    record(sheet(DAY, finding(), finding("A3")))
    record(sheet(DAY, finding("A3"), unit=OTHER))
    assert len(queries.findings(DAY, unit=TOWNSHIP)) == 3 and len(queries.findings(DAY, unit=VILLAGE)) == 2
    assert {one.unit for one in queries.findings(DAY, severity="minor", item="A3")} == {VILLAGE, OTHER}
    assert queries.findings(DAY, checklist="township_public_health") == [] == queries.findings(DAY, since=date(2025, 3, 11))


def test_coverage_begins_with_those_never_inspected(record):
    records.load_units([UnitRow("431102100003", "南村", "village", TOWNSHIP)], **WHO)
    record(sheet(date(2024, 12, 1)))
    record(sheet(DAY))
    record(sheet(date(2024, 6, 1), unit=OTHER))
    found = queries.coverage(date(2025, 6, 30), level="village", unit=TOWNSHIP)
    assert [(one.name, one.in_year, one.last, one.days) for one in found] == [
        ("南村", 0, None, None), ("西村", 0, date(2024, 6, 1), 394), ("东村", 1, DAY, 112)]
    assert queries.coverage(DAY, level="township")[0].last is None, "an inspection of a village is none of its township"


def test_a_merged_village_is_inspected_with_its_successor(record):
    record(sheet(DAY, finding(), unit=OTHER))
    merged = [row._replace(valid_to=date(2025, 5, 1), successor=VILLAGE) if row.code == OTHER else row for row in UNITS]
    records.load_units(merged, **WHEN)
    day = date(2025, 6, 1)
    assert [(one.unit, one.last) for one in queries.coverage(day, level="village")] == [(VILLAGE, DAY)]
    assert figures.inspection_figures(day)["inspection.findings"][VILLAGE].value == 1 == len(queries.findings(day, unit=VILLAGE))


def test_a_notice_tells_what_was_found(record, tmp_path, files):
    photo = tmp_path / "药柜.jpg"
    photo.write_bytes(b"photo")
    record(sheet(DAY, finding()))
    again = date(2025, 6, 10)
    record(sheet(again, finding(deadline=date(2025, 7, 1), proofs=(photo,)), *[finding("A1", date(2025, 7, 1))] * 10,
                 points={"A1": Decimal(4), "B1": Decimal(2)}, remark="另有路灯一事", facility="F1"))
    record(sheet(again, finding(deadline=date(2025, 7, 1))))
    notice = queries.notice(f"{VILLAGE}-20250610-{LIST.id}")
    assert (notice.unit_name, notice.facility_name, notice.inspectors) == ("东村", "", ("王建国", "李敏"))
    assert notice.lines[0].earlier == code(DAY, 1)
    notice = queries.notice(f"F1-20250610-{LIST.id}")
    assert (notice.facility_name, notice.checklist, notice.score.share) == ("东村卫生室", LIST, Fraction(6, 10))
    assert [line.number for line in notice.lines] == list(range(1, 12))
    first = notice.lines[0]
    assert (first.section, first.ground, first.responsible, first.proofs) == ("医疗安全", "药品管理法", "张村医", ("药柜.jpg",))
    with pytest.raises(Inspection.DoesNotExist):
        queries.notice("no")


def test_a_closing_list_adds_up(record, files):
    record(sheet(DAY, finding(), finding("A1"), finding("A3")))
    record(sheet(date(2025, 9, 1), finding(deadline=date(2025, 9, 30)), unit=OTHER))
    actions.rectify(finding=code(DAY, 1), day=date(2025, 4, 1), note="已下架", files=files, **WHEN)
    actions.rectify(finding=code(DAY, 2), day=date(2025, 4, 1), note="已公示", files=files, **WHEN)
    actions.verify(finding=code(DAY, 2), day=date(2025, 4, 2), note="属实", **WHEN)
    found = queries.closing_list(TOWNSHIP, date(2025, 1, 1), date(2025, 6, 30), date(2025, 6, 30))
    assert sum(found.counts.values()) == len(found.lines) == 3 and found.unit_name == "河口镇"
    assert (found.mended, found.overdue, found.recurred) == (2, 1, 0)
    assert found.notes == {code(DAY, 1): "已下架", code(DAY, 2): "已公示"}
    before = queries.closing_list(TOWNSHIP, date(2025, 1, 1), date(2025, 6, 30), date(2025, 4, 1))
    assert before.counts == {"open": 1, "rectified": 2, "returned": 0, "verified": 0}
    assert before.notes[code(DAY, 2)] == "已公示"


def test_the_database_holds_what_must_hold(record):
    record(sheet(DAY, finding()))
    entry, kept = AuditEntry.objects.latest("pk"), Inspection.objects.get()
    for row in (
        ItemScore(inspection=kept, item="A1", points=1, change=entry),
        ItemScore(inspection=kept, item="x", points=-1, change=entry),
        Finding(code="x", inspection=kept, severity="awful", text="x", deadline=DAY, change=entry),
        FindingStep(finding_id=code(DAY, 1), serial=0, step="rectify", day=DAY, change=entry),
        FindingStep(finding_id=code(DAY, 1), serial=1, step="burn", day=DAY, change=entry),
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)
