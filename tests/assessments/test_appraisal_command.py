"""`gongwei appraisal` from the scheme's file to the locked result, on the tiny county."""

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from gongwei.records.models import AuditEntry
from gongwei.site.cli import workplace
from gongwei.site.cli.appraisal import appraisal
from tests.assessments.test_appraisal_rounds import SCHEME, figures  # noqa: F401
from tests.facts.conftest import told  # noqa: F401
from tests.records.county import OTHER, VILLAGE

AS_OF = ("--as-of", "2025-06-30")


@pytest.fixture(autouse=True)
def prepared(figures, monkeypatch):  # noqa: F811
    monkeypatch.setattr(workplace, "be_prepared", lambda: None)
    monkeypatch.setattr(workplace, "figures_now", lambda: figures)


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "方案.toml"
    path.write_text(SCHEME, encoding="utf-8")
    return path


def said(*arguments: object) -> str:
    """What a command prints that succeeds."""
    result = CliRunner().invoke(appraisal, [str(one) for one in arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(*arguments: object) -> str:
    """What a command says that fails."""
    result = CliRunner().invoke(appraisal, [str(one) for one in arguments])
    assert result.exit_code in (1, 2) and "Traceback" not in result.output, result.output
    return result.stderr


def filled(sheet: str, path: Path, **entries: str) -> Path:
    """The sheet with entries by item, the first row of an item in an error where its entry is no number."""
    rows = list(csv.DictReader(sheet.splitlines()))
    for row in rows:
        row["entry"], row["comment"] = entries.get(f"item{row['item']}", ""), "现场核查"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_round_from_file_to_lock(file, tmp_path):
    assert "4 个条目共 100 分,1 个否决项" in said("check", file)
    assert "2 个单位,截至 2025-06-30" in said("open", "r1", file, *AS_OF)
    sheet = said("sheet", "r1")
    assert [row["asked"] for row in csv.DictReader(sheet.splitlines())][:3] == ["0~10 分", "例数", "1 否决,0 不否决"]
    own = filled(sheet, tmp_path / "自评.csv", item3="10", item4="0", itemV="0")
    assert said("score", "r1", own, "--self").startswith("评分 6 项,未变 0 项")
    said("submit", "r1", "--on", "2025-07-01")
    bad = filled(sheet, tmp_path / "评分.csv", item3="八", item4="1", itemV="0")
    message = refused("score", "r1", bad)
    assert "评分.csv:2: 「八」不是数字" in message and "评分.csv:5:" in message
    assert "还有 2 项未评分" in refused("assess", "r1", "--on", "2025-07-02")
    for unit in (VILLAGE, OTHER):
        said("score", "r1", "--unit", unit, "--item", "3", "--entry", "8", "--comment", "缺签字")
    said("assess", "r1", "--on", "2025-07-02")
    said("publish", "r1", "--on", "2025-07-03")
    ranking = list(csv.DictReader(said("rank", "r1", "--format", "csv").splitlines()))
    assert [(row["名次"], row["单位"], row["得分"], row["等次"]) for row in ranking] == [
        ("1", VILLAGE, "94.38", "优秀"), ("2", OTHER, "19.38", "不合格")]
    lines = {row["条目"]: row for row in csv.DictReader(said("show", "r1", "--unit", VILLAGE, "--format", "csv").splitlines())}
    assert lines["1"]["怎样得分"] == "1 ÷ 1 = 100%,目标 100,底线 0:达到目标,得满分 → 60 分"
    assert (lines["3"]["与自评差"], lines["2"]["得分"]) == ("-2", "")
    said("appeal", "r1", "--unit", OTHER, "--item", "3", "--reason", "已补", "--proof", own, "--on", "2025-07-04")
    number = said("appeals", "r1", "--pending", "--format", "csv").splitlines()[1].split(",")[0]
    assert "须给且只给一个" in refused("decide", number, "--note", "x")
    said("decide", number, "--points", "9", "--note", "属实", "--on", "2025-07-05")
    shown = said("show", "r1", "--unit", OTHER, "--item", "3")
    assert "更正为" in shown and "改动之前:得分 8" in shown
    assert "申诉期到 2025-07-08" in refused("lock", "r1", "--on", "2025-07-08")
    assert "已锁定" in said("lock", "r1", "--on", "2025-07-09") and "已锁定" in said("show", "r1")
    assert "此时不能评分" in refused("score", "r1", "--unit", VILLAGE, "--item", "3", "--entry", "9", "--comment", "x")


def test_trials_write_nothing(file, tmp_path):
    assert "100" in said("simulate", file, *AS_OF, "--gains", 3)
    other = tmp_path / "新.toml"
    other.write_text(SCHEME.replace("target = 100", "target = 50"), encoding="utf-8")
    rows = list(csv.DictReader(said("compare", file, other, *AS_OF, "--format", "csv").splitlines()))
    assert [(row["单位"], row["得分变化"], row["名次上升"]) for row in rows] == [(VILLAGE, "0", "0"), (OTHER, "0", "0")]
    assert "没有考核轮次" in refused("rank", "r1")


def test_staff_and_the_shipped_files(tmp_path):
    work = tmp_path / "工分.toml"
    work.write_text(said("example", "staff"), encoding="utf-8")
    assert "11 种服务" in said("check", "--staff", work)
    rows = list(csv.DictReader(said("staff", work, *AS_OF, "--format", "csv").splitlines()))
    assert [(row["人员"], row["单位"], row["服务"], row["工分"], row["得分"]) for row in rows] == [("李*", "对不上人员", "2", "3", "")]
    assert "姓名" not in rows[0] and not AuditEntry.objects.filter(action="reveal_staff").exists()
    named = list(csv.DictReader(said("staff", work, *AS_OF, "--names", "--format", "csv").splitlines()))
    assert [(row["人员"], row["姓名"]) for row in named] == [("李医生", "")]
    assert AuditEntry.objects.get(action="reveal_staff").detail == {"people": 1}
    assert "李医生" not in said("staff", work, *AS_OF, "--id", "李医生")
    assert "不在该年" in refused("staff", work, "--as-of", "2024-06-30")
    assert "1.5" in said("staff", work, *AS_OF, "--id", "李医生") and "没有人员" in refused("staff", work, *AS_OF, "--id", "谁")


@pytest.mark.parametrize(("arguments", "words"), [
    (("score", "r1"), "请给一个文件"), (("score", "r1", "--unit", "u"), "须同时给出"), (("show", "r1"), "没有考核轮次「r1」"),
    (("decide", "1", "--points", "x", "--note", "n"), "「x」不是数字"),
])  # fmt: skip
def test_errors_in_the_users_words(arguments, words):
    assert words in refused(*arguments)


def test_a_file_that_cannot_be_meant_is_told_by_line(file):
    file.write_text(SCHEME.replace("points = 60", "points = 70").replace("hypertension.control", "nothing"), encoding="utf-8")
    message = refused("open", "r1", file, *AS_OF)
    assert "方案.toml 第 14 行:没有指标「nothing」" in message
