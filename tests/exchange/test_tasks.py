"""The plan's file: what is refused and where, and that a written plan imports again to the identical state."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from gongwei.assessments import catalogue
from gongwei.assessments.models import Target, Task
from gongwei.assessments.plans import queries
from gongwei.assessments.plans.tasks import TaskRow
from gongwei.exchange import tasks
from gongwei.exchange.checking import called, check, required
from gongwei.exchange.folder import import_file
from gongwei.exchange.known import Known
from gongwei.exchange.reading import parts
from gongwei.exchange.tasks import NAMES, plan_table, task, tasks_table, write_plan
from gongwei.indicators.family import Entry
from gongwei.ledgers.tallies.items import shipped
from tests.exchange.folders import (
    AT,
    COUNTY,
    TODAY,
    TOWN,
    UNITS,
    VILLAGE,
    bring_in,
    dump,
    read_rejections,
    rejections,
    write,
)

CURVE = "5 10 20 30 40 50 60 70 80 90 95 100%"
ROW = {"年份": "2026", "编号": "1", "任务": "出生登记", "项目": "births", "单位": COUNTY, "目标": "40", "责任单位": "妇幼股", "责任人": "赵某",
       "分管领导": "钱某", "措施": "按月核对", "完成时限": "2026/12/31", "月进度": CURVE, "上级任务": "", "项目名称": "随便写", "备注": "x"}
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=12)
WORDS = st.one_of(TEXT, st.sampled_from(["=1+1", "#N/A", "'x", "TRUE", "1e5", "12", "2026-01-01", "甲\n乙", "0012"])).map(str.strip)
VALUES = st.decimals(0, 10**14 - 1, places=4).map(lambda value: value.normalize() + 0)
CURVES = st.lists(st.integers(0, 100), min_size=11, max_size=11).map(lambda values: ";".join(map(str, [*sorted(values), 100])))
TASKS = st.builds(
    TaskRow, st.just(2026), WORDS.filter(bool), WORDS.filter(bool), st.sampled_from([COUNTY, TOWN, VILLAGE]),
    st.sampled_from(["births", "tally.deaths", "hypertension.control"]), VALUES, WORDS, WORDS, WORDS, WORDS,
    st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.just("") | CURVES, WORDS,
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("plans")


@settings(max_examples=30)
@given(st.lists(TASKS, min_size=1, max_size=4), st.sampled_from([".xlsx", ".csv"]))
def test_what_is_written_is_read(folder, rows, suffix):
    path = folder / f"plan{suffix}"
    with pytest.MonkeyPatch.context() as without_a_database:
        without_a_database.setattr(tasks, "project_groups", set)
        without_a_database.setattr(catalogue, "of_item", lambda item: Entry(item, "名称", "人", "", "", ""))
        write_plan(path, rows, {COUNTY: "丙县"})
        table = tasks_table(Known(units={COUNTY, TOWN, VILLAGE}, items=shipped()), 2026)
    _header, part = parts(path, path.name, called(table.columns), required(table.columns))
    assert not part.refused and not part.unknown
    checked = check(part.lines, {column.name: column.memo() for column in table.columns}, part.entries)
    assert not checked.refused
    assert [task(*fields) for fields in checked.rows(*NAMES)] == rows


def book(path, *rows: dict):
    """A workbook as an office has it: dates and numbers as such."""
    sheet = (made := Workbook()).active
    for row in (list(ROW), *(list((ROW | changes).values()) for changes in rows)):
        sheet.append(row)
    made.save(path)
    return path


def take(path, year: int = 2026):
    return import_file(path, plan_table(year), actor="tester", at=AT, today=TODAY, rejected=path.with_name("rejected.csv"))


@pytest.fixture
def units(db, tmp_path):
    bring_in(write(tmp_path / "units", {"units": UNITS}))


def test_a_plan_comes_in_goes_out_and_comes_in_again(units, tmp_path):
    rows = [{}, {"编号": "10", "单位": TOWN, "目标": 12.5, "项目": "无偿献血", "完成时限": date(2026, 6, 30), "上级任务": "2"},
            {"编号": "2", "单位": TOWN, "项目": "高血压患者健康管理在管人数", "月进度": "", "年份": ""}]  # fmt: skip
    rows[1]["项目"] = shipped()["rodenticide_kg"].name
    summary = take(book(tmp_path / "年度计划.xlsx", *rows))
    assert (summary.total("created"), summary.total("refused"), summary.files[0].unknown_columns) == (3, 0, ["备注"])
    stood = queries.tasks(2026)
    assert [(row.code, row.item, row.value) for row in stood] == [
        ("1", "births", 40), ("2", "hypertension.managed", 40), ("10", "rodenticide_kg", Decimal("12.5"))]  # fmt: skip
    assert stood[0].curve == "5;10;20;30;40;50;60;70;80;90;95;100" and stood[2].deadline == date(2026, 6, 30)
    before = dump()
    for suffix in (".xlsx", ".csv"):
        out = tmp_path / f"plan{suffix}"
        write_plan(out, stood, {COUNTY: "丙县"})
        assert take(out).total("unchanged") == 3 and dump() == before
    Task.objects.all().delete()
    Target.objects.all().delete()
    take(tmp_path / "plan.xlsx")
    assert queries.tasks(2026) == stood


def test_a_written_workbook_is_made_for_people(units, tmp_path):
    write(tmp_path, {"in": [ROW | {"任务": "=SUM(A1)", "目标": "1234.5"}]})
    take(tmp_path / "in.csv")
    write_plan(tmp_path / "out.xlsx", queries.tasks(2026), {COUNTY: "丙县"})
    sheet = load_workbook(tmp_path / "out.xlsx").active
    cells = {heading.value: cell for heading, cell in zip(sheet[1], sheet[2], strict=True)}
    assert (cells["单位名称"].value, cells["项目名称"].value, cells["计量单位"].value) == ("丙县", "出生人数", "人")
    assert (cells["任务"].value, cells["任务"].data_type) == ("=SUM(A1)", "s")
    assert (cells["目标"].value, cells["目标"].number_format) == (1234.5, "#,##0.####")
    assert cells["完成时限"].is_date and cells["完成时限"].number_format == "yyyy-mm-dd"
    assert sheet.freeze_panes == "D2" and sheet.column_dimensions["C"].width > 20 and sheet.print_title_rows == "$1:$1"


@pytest.mark.parametrize(("changes", "column", "words"), [
    ({"年份": "2025"}, "年份", "年份应为 2026"), ({"编号": ""}, "编号", "必填"), ({"单位": "999999999999"}, "单位", "没有这个机构/辖区"),
    ({"项目": "nonsense"}, "项目", "不是指标、台账项目或工程类别的代码或名称"), ({"目标": "-1"}, "目标", "不能小于 0"),
    ({"目标": "1.23456"}, "目标", "最多 4 位小数"), ({"完成时限": "2027-01-01"}, "完成时限", "不在 2026 年内"),
    ({"月进度": CURVE.replace("95", "85")}, "月进度", "11 月 85 低于上月 90"), ({"上级任务": "9"}, "上级任务", "没有这个上级任务"),
    ({"上级任务": "2"}, "上级任务", "绕回了自己"), ({"任务": "甲\x01乙"}, "任务", "无法识别"),
    ({"项目": "tally.births", "单位": VILLAGE}, "项目", "任务「1」已有"),
])  # fmt: skip
def test_a_bad_row_is_refused_with_file_line_and_column_and_the_rest_kept(units, tmp_path, changes, column, words):
    rows = [ROW | {"单位": VILLAGE, "完成时限": "2026-06-30"}, ROW | {"编号": "2"} | changes]
    write(tmp_path, {"plan": rows})
    assert take(tmp_path / "plan.csv").total("created") == 1
    (found,) = read_rejections(tmp_path)
    assert (found["file"], found["line"], found["column"]) == ("plan.csv", "3", column) and words in found["reason"]
    assert Task.objects.get().code == "1"


def test_what_hangs_on_a_refused_task_falls_with_it(units, tmp_path):
    rows = [ROW | {"编号": "3", "上级任务": "2", "项目": "deaths"}, ROW | {"编号": "2", "上级任务": "1", "项目": "live_births"},
            ROW | {"完成时限": "2027-01-01"}, ROW | {"编号": "4", "项目": "leaflets"}]  # fmt: skip
    write(tmp_path, {"plan": rows})
    take(tmp_path / "plan.csv")
    assert [line for _file, line, _column in rejections(tmp_path)] == [2, 3, 4] and Task.objects.get().code == "4"


def test_a_folder_tells_a_target_once(db, tmp_path):
    targets = [{"year": "2026", "unit": COUNTY, "item": "births", "target": "40"},
               {"year": "2026", "unit": COUNTY, "item": "births", "target": "41"},
               {"year": "2026", "unit": VILLAGE, "item": "births", "target": "20"}]  # fmt: skip
    write(tmp_path, {"units": UNITS, "targets": targets, "tasks": [ROW, ROW | {"编号": "2", "单位": VILLAGE}]})
    for created in (7, 0):
        assert bring_in(tmp_path).total("created") == created
        assert rejections(tmp_path) == [("targets.csv", 3, "year"), ("tasks.csv", 3, "目标")]
    assert "与 targets 文件中的目标 20 不同" in read_rejections(tmp_path)[1]["reason"]
    assert (Task.objects.get().target.value, Target.objects.count()) == (40, 2)


def test_an_unreadable_plan_is_said_to_be_one(units, tmp_path):
    (tmp_path / "plan.xlsx").write_bytes(b"nothing")
    take(tmp_path / "plan.xlsx")
    assert rejections(tmp_path) == [("plan.xlsx", 1, "")]


def test_a_target_in_percent_is_what_the_workbook_shows(units, tmp_path):
    path = book(tmp_path / "plan.xlsx", {"项目": "hypertension.control", "目标": 0.76}, {"编号": "2", "目标": 0.76},
                {"编号": "3", "项目": "diabetes.control", "目标": 760})  # fmt: skip
    made = load_workbook(path)
    for line in (2, 3):
        made.active.cell(line, list(ROW).index("目标") + 1).number_format = "0%"
    made.save(path)
    take(path)
    assert [row.value for row in queries.tasks(2026)] == [76]
    assert [(found["line"], found["column"]) for found in read_rejections(tmp_path)] == [("3", "目标"), ("4", "目标")]
    assert "不以 % 计" in read_rejections(tmp_path)[0]["reason"] and "不能大于 100" in read_rejections(tmp_path)[1]["reason"]


def test_a_missing_column_is_named_as_the_office_calls_it(units, tmp_path):
    write(tmp_path, {"plan": [{name: value for name, value in ROW.items() if name != "目标"}]})
    take(tmp_path / "plan.csv")
    assert "缺少必需的列「target」或「目标」;第一行应为表头" in read_rejections(tmp_path)[0]["reason"]
