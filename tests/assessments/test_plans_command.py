"""`gongwei plan` on the tiny county, from the file to the check."""

import csv

import pytest
from click.testing import CliRunner
from django.conf import settings

from gongwei.ledgers.tallies import actions as tallies
from gongwei.ledgers.tallies.actions import TallyRow
from gongwei.site.cli.plan import plan
from tests.facts.conftest import people, told  # noqa: F401
from tests.records.county import COUNTY, OTHER, TOWNSHIP, VILLAGE, WHO

PLAN = f"""编号,任务,项目,单位,目标,责任人
1,出生登记,births,{COUNTY},40,赵某
2,血压控制,hypertension.control,{COUNTY},60,钱某
3,坏行,births,{COUNTY},9,
"""


@pytest.fixture
def file(people, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setattr(settings, "HOME", tmp_path / "home")
    path = tmp_path / "计划.csv"
    path.write_text(PLAN, encoding="utf-8")
    return path


def said(*arguments: object, fails: bool = False) -> str:
    result = CliRunner().invoke(plan, [*map(str, arguments), *["--year", 2026]])
    assert (result.exit_code != 0) == fails and isinstance(result.exception, SystemExit | None), result.output
    return result.stderr if fails else result.stdout


def table(*arguments: object) -> list[list[str]]:
    return list(csv.reader(said(*arguments, "--format", "csv").splitlines()))[1:]


def test_a_plan_from_its_file_to_the_check(file, tmp_path):
    assert "读入 3 行,新增 2,更正 0,未变 0,拒收 1" in (first := said("import", file))
    assert "第 4 行「项目」:同一年份、单位、项目只能有一个目标,任务「1」已有" in first
    assert table("list", "--unit", COUNTY) == [
        ["1", "出生登记", "births", "零陵区", "40", "人", "", ""], ["2", "血压控制", "hypertension.control", "零陵区", "60", "%", "", ""]]
    assert "赵某" not in said("list", "--unit", COUNTY) and "赵某" in said("list", "--unit", COUNTY, "--names")

    divide = ("decompose", "births", "--unit", TOWNSHIP, "--by", "hand", "--part", f"{VILLAGE}=25")
    assert "没有「births」的目标" in said(*divide, fails=True)
    said("set", "births", 40, "--unit", TOWNSHIP)
    assert "给定的数合计 39,应为 40,少1" in said(*divide, "--part", f"{OTHER}=14", fails=True)
    assert "同一单位给了两次 --part" in said(*divide, "--part", f"{VILLAGE}=24", fails=True)
    assert "尚未写入" in said(*divide, "--part", f"{OTHER}=15") and len(table("list", "--unit", TOWNSHIP, "--below")) == 1
    assert "新增 2,更改 0,未变 0" in said(*divide, "--part", f"{OTHER}=15", "--write", "--reason", "会议定")
    assert table("check") == [] and "都与上级一致" in said("check")

    assert "河口镇的目标 40,下级之和 43,多 3" in said("set", "births", 28, "--unit", VILLAGE, "--reason", "补报")
    assert table("check") == [["births", TOWNSHIP, "河口镇", "40", "43", "-3", ""]]
    assert [row[2:] for row in table("history", "births", "--unit", VILLAGE)] == [
        ["—", "25", "分解", "手工给出的任务数;会议定"], ["25", "28", "设定", "补报"]]  # fmt: skip

    assert "2 项任务" in said("export", "-o", tmp_path / "out.xlsx")
    assert "读入 2 行,新增 0,更正 0,未变 2,拒收 0" in said("import", tmp_path / "out.xlsx")


def test_rules_and_rates_on_the_command_line(file):
    said("import", file)
    everyone = ("--unit", COUNTY, "--level", "village", "--write")
    assert "不是数量,不作分解:各单位同一目标" in said("decompose", "hypertension.control", *everyone)
    assert [row[4] for row in table("list", "--unit", TOWNSHIP, "--below")] == ["60"] * 3
    assert "请用 --by 指定按什么分" in said("decompose", "births", *everyone, fails=True)
    assert "没有「2025 年完成数」,不能当作 0:西村" in said("decompose", "births", *everyone, "--by", "last_year", fails=True)
    tallies.load_tallies([TallyRow(OTHER, "births", "2025-04", 1)], **WHO)
    assert "新增 3" in said("decompose", "births", *everyone, "--by", "last_year")
    assert [row[3:5] for row in table("list", "--unit", TOWNSHIP, "--below") if row[2] == "births"] == [
        ["河口镇", "40"], ["东村", "30"], ["西村", "10"]]
    assert "没有指标「没有这个」" in said("decompose", "births", *everyone, "--by", "eligible", "--of", "没有这个", fails=True)
    for wrong, words in (("一", "不是数字"), ("nan", "不是数字"), ("inf", "不是数字"), ("1e99", "过大"), ("0.00001", "至多四位小数")):
        assert words in said("set", "births", wrong, "--unit", COUNTY, fails=True)
        assert words in said("decompose", "births", *everyone, "--by", "hand", "--part", f"{VILLAGE}={wrong}", fails=True)
    assert "没有代码为「1」的单位" in said("set", "births", 1, "--unit", "1", fails=True)
