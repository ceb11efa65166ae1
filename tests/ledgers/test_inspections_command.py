"""`gongwei inspections` from a sheet to the last finding closed."""

import csv
import io

import pytest
from click.testing import CliRunner

from gongwei.ledgers.inspections.checklist import FOLDER
from gongwei.ledgers.inspections.models import Finding
from gongwei.records import actions as records
from gongwei.site.cli.inspections import inspections
from tests.records.county import UNITS, VILLAGE, WHO

SHEET = f"""unit = "{VILLAGE}"
day = 2025-03-10
checklist = "village_clinic"
inspectors = ["王建国"]
deadline = 2025-04-10
points = {{ A1 = 4, B1 = 2 }}

[[finding]]
item = "B1"
text = "过期药品 2 盒"
responsible = "张村医"
proofs = ["药柜.jpg"]
"""
ONE = f"{VILLAGE}-20250310-village_clinic-1"


@pytest.fixture(autouse=True)
def units(db):
    records.load_units(UNITS, **WHO)


@pytest.fixture
def folder(tmp_path, settings):
    settings.HOME = tmp_path / "home"
    (tmp_path / "药柜.jpg").write_bytes(b"photo")
    (tmp_path / "督导.toml").write_text(SHEET, encoding="utf-8")
    return tmp_path


def run(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(inspections, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    return result.output


def listed(*arguments: object) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run(*arguments, "--format", "csv"))))


def test_from_the_sheet_to_the_closed_finding(folder):
    assert "新增 1" in run("record", folder / "督导.toml") and "未变 1" in run("record", folder / "督导.toml")
    (inspection,) = listed("list")
    assert [inspection[name] for name in ("points", "possible", "share", "findings")] == ["6", "10", "60.00", "1"]
    assert "不能「复核销号」" in run("verify", ONE, code=1)
    assert "期限 2025-05-10" in run("extend", ONE, "--on", "2025-04-01", "--deadline", "2025-05-10", "--note", "等待配送")
    assert "已逾期 5 天" in run("show", ONE, "--as-of", "2025-05-15")
    run("rectify", ONE, "--on", "2025-05-16", "--proof", folder / "药柜.jpg")
    run("send-back", ONE, "--on", "2025-05-17", "--note", "登记不全")
    run("rectify", ONE, "--on", "2025-05-18", "--note", "已补")
    assert "已销号" in run("verify", ONE, "--on", "2025-05-19")
    told = run("show", ONE)
    assert [told.index(word) for word in ("发现", "延期", "证据:药柜.jpg", "登记不全", "复核销号")] == sorted(
        told.index(word) for word in ("发现", "延期", "证据:药柜.jpg", "登记不全", "复核销号"))
    assert [row["state"] for row in listed("findings", "--as-of", "2025-05-17")] == ["returned"]
    assert listed("findings", "--overdue") == [] and "存档文件有问题 0 个" in run("proofs")


def test_names_only_when_asked_for(folder):
    run("record", folder / "督导.toml")
    for form in ("table", "csv"):
        assert "张村医" not in run("findings", "--format", form) and "张村医" in run("findings", "--names", "--format", form)


def test_a_table_keeps_what_is_right_and_tells_what_is_wrong(folder):
    (folder / "批.csv").write_text(
        "单位,督导日期,检查表,督导人员,条目,得分,多余\n"
        f"{VILLAGE},2025-03-10,village_clinic,王建国,A1,4,\n{VILLAGE},2025-04-10,village_clinic,王建国,A1,5,\n", encoding="utf-8")
    said = run("record", folder / "批.csv", code=1)
    assert "新增 1" in said and "批.csv 第 3 行:条目「A1」的得分应在 0 与 4 之间" in said and "不认识的列已忽略:多余" in said


def test_checklists_and_coverage(folder):
    assert "20 条,合计 100 分" in run("checklist", "check", FOLDER / "village_clinic.toml")
    assert "督导.toml 第 1 行" in run("checklist", "check", folder / "督导.toml", code=1)
    assert "village_clinic" in run("checklist", "show") and "没有检查表「x」" in run("checklist", "show", "x", code=1)
    run("record", folder / "督导.toml")
    assert [row["unit_name"] for row in listed("coverage", "--as-of", "2025-06-30", "--not-in-year")] == ["西村"]
    assert "覆盖率 50.00%" in run("coverage", "--as-of", "2025-06-30")


def test_what_cannot_be_found(folder):
    assert "没有编号为「x」的问题" in run("show", "x", code=1)
    assert "没有代码为「x」的单位" in run("findings", "--unit", "x", code=1)
    (folder / "坏.toml").write_text(SHEET.replace(VILLAGE, "999"), encoding="utf-8")
    assert "坏.toml 第 1 行:没有代码为「999」的单位" in run("record", folder / "坏.toml", code=1)
    assert not Finding.objects.exists()
