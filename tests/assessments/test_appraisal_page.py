"""The worked examples of docs/work/appraisal.md, computed; and the work points of staff."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwei.assessments.appraisal.queries import Kept
from gongwei.assessments.appraisal.rules import Deduction, Linear, Manual
from gongwei.assessments.appraisal.scheme import LEAVE_OUT, Grade, Item, Scheme, Veto
from gongwei.assessments.appraisal.scoring import Reading, judged, opened, ranked, scored, standing
from gongwei.assessments.appraisal.staff import staff_statements
from gongwei.assessments.appraisal.work_points import Worker, masked, provider_ids, read_work_scheme, statements
from gongwei.records import actions as records
from gongwei.records.actions import Refused
from gongwei.records.rows import StaffRow
from tests.pages import tables
from tests.records.county import AT, FORM, TOWNSHIP, VILLAGE, WHO, populate, visit

D = Decimal
_rules, LINEAR, DEDUCTION, TOTALS, _commands, STAFF = tables("work/appraisal.md")
YEAR = date(2025, 1, 1), date(2025, 12, 31)


@pytest.mark.parametrize("row", LINEAR, ids=lambda row: row["得分"])
def test_linear_items_of_the_page(row):
    item = Item("1", "", "条目", D(row["分值"]), Linear(D(row["目标"]), D(row["底线"])), "x")
    assert scored(item, Fraction(100 * int(row["分子"]), int(row["分母"])), 2) == D(row["得分"])


@pytest.mark.parametrize("row", DEDUCTION, ids=lambda row: row["例数"])
def test_deductions_of_the_page(row):
    item = Item("1", "", "条目", D(row["分值"]), Deduction(D(row["每例扣"]), D(row["不扣的例数"])), "x")
    assert scored(item, Fraction(row["例数"]), 2) == D(row["得分"])


def test_totals_and_ranks_of_the_page():
    fulls = {"条目1": D(60), "条目2": D(20), "条目3": D(20)}
    items = tuple(Item(name, "", name, full, Manual(), "x", LEAVE_OUT) for name, full in fulls.items())
    bonus, veto = Item("加分", "", "加分", D(3), Manual(), bonus=True), Veto("否决", "否决", "造假", cap=D(59))
    grades = (Grade("优秀", D(90)), Grade("合格", D(60)), Grade("不合格", D(0)))
    scheme = Scheme("s", "方案", 2025, "township", D(100), (*items, bonus), grades, (veto,), D(3))
    found = []
    for row in TOTALS:
        lines = {item.code: opened(item, Reading(value=None if (said := row[item.code]) == "—" else Fraction(said)), 2)
                 for item in items}
        lines["加分"] = judged(opened(bonus, None, 2), bonus, D(row["加分"]), "", 2)
        lines["否决"] = judged(opened(veto, None, 2), veto, D(row["否决"] == "是"), "", 2)
        found.append(standing(scheme, row["单位"], row["单位"], lines))
    said = {row["单位"]: (*(D(row[name]) for name in ("实得", "应得", "得分")), row["等次"], int(row["名次"])) for row in TOTALS}
    assert {one.unit: (one.points, one.full, one.score, one.grade, one.rank) for one in ranked(found)} == said


def scheme(**changes: str):
    said = {"norm": '"target"', "target": "730"} | changes
    return read_work_scheme(Kept("w.toml", 'id = "w"\nname = "工分"\nyear = 2025\n' + "\n".join(
        f"{name} = {value}" for name, value in said.items() if value) + """
services = [
    { form = "hypertension_followup", mode = "home", points = 2.5 },
    { form = "hypertension_followup", mode = "clinic", points = 1.5 },
    { form = "health_exam", points = 4 },
]
"""))


def test_work_points_of_the_page():
    columns = {"家庭随访": (FORM, "home"), "门诊随访": (FORM, "clinic"), "体检": ("health_exam", "clinic")}
    workers = [Worker(row["人员"], row["人员"], VILLAGE, date.fromisoformat(row["在岗起"])) for row in STAFF]
    done = {(row["人员"], *key): int(row[name]) for row in STAFF for name, key in columns.items()}
    found = {one.provider: one for one in statements(scheme(), workers, done, *YEAR)}
    for row in STAFF:
        one = found[row["人员"]]
        assert (one.points, one.expected, one.score) == (D(row["工分"]), D(row["应完成"]), D(row["得分"]))
        assert one.marked == (row["标记"] == "不合格")
    assert found["李四"].explanation == "工分 270,应完成 730 × 183 ÷ 365 = 366:270 ÷ 366 × 100 → 73.77 分"


def test_who_is_who():
    twins = [Worker("1", "王芳", VILLAGE), Worker("2", "王芳", VILLAGE), Worker("3", "李强", VILLAGE),
             Worker("4", "赵主任", TOWNSHIP, role="director")]
    done = {(provider, FORM, mode): 2 for provider in ("1", "李强", "王芳", "", "4") for mode in ("home", "phone")}
    found = statements(scheme(roles='[""]'), twins, done, *YEAR)
    assert [(one.provider, one.points, one.unpriced, one.score is None) for one in found] == [
        ("1", 5, 2, False), ("2", 0, 0, False), ("3", 5, 2, False), ("4", 5, 2, True), ("", 5, 2, True), ("王芳", 5, 2, True)]


def test_the_best_is_the_measure_where_the_file_says_so():
    done = {("1", FORM, "home"): 4, ("2", FORM, "home"): 3}
    found = statements(scheme(norm='"best"', target=""), [Worker(str(n), "", VILLAGE) for n in (1, 2, 3)], done, *YEAR)
    assert [(one.score, one.marked) for one in found] == [(100, False), (75, True), (0, True)]


@given(st.dictionaries(st.tuples(st.sampled_from(["1", "2", "谁", ""]), st.sampled_from([FORM, "health_exam", "screening"]),
                                 st.sampled_from(["home", "clinic", "phone", ""])), st.integers(1, 500)))
def test_no_service_is_lost(done):
    workers = [Worker("1", "张三", VILLAGE), Worker("2", "李四", VILLAGE, left=date(2025, 1, 1))]
    found = statements(scheme(), workers, done, *YEAR)
    assert sum(line.count for one in found for line in one.earned) == sum(done.values())
    assert all(one.score is None or 0 <= one.score <= 100 for one in found)


def test_recorded_services(db):
    people = populate()
    records.load_staff([StaffRow("D1", VILLAGE, "李医生", "village_doctor")], **WHO)
    records.load_visits(FORM, [
        visit("V1", people.a), visit("V2", people.b, provider="D1", mode="home"), visit("V3", people.a, void=True),
        visit("V4", people.a, result="away"), visit("V5", people.a, date(2024, 12, 31)), visit("V6", people.a, date(2025, 7, 1)),
        visit("V7", people.b, provider="老张"),
    ], **WHO)
    first, second = staff_statements(scheme(), date(2025, 6, 30), AT)
    assert (first.provider, [(line.mode, line.count) for line in first.earned]) == ("D1", [("home", 1), ("clinic", 1)])
    assert (second.provider, second.worker, second.points, second.score) == ("老张", None, D("1.5"), None)
    for day in (date(2024, 6, 30), date(2025, 7, 2)):
        with pytest.raises(Refused, match=r"不在该年|还没有到"):
            staff_statements(scheme(), day, AT)


def test_who_is_written_on_a_visit_is_known_by_id_or_by_a_name_of_their_own():
    ids = provider_ids([("1", "张三"), ("2", "李四"), ("3", "李四"), ("4", ""), ("张三丰", "王五")])
    assert ids == {"1": "1", "2": "2", "3": "3", "4": "4", "张三丰": "张三丰", "张三": "1", "王五": "张三丰"}
    assert [masked(written) for written in ("代班医生", "D17", "")] == ["代*", "D17", ""]
