"""The commands of a spot check, as a bureau officer gives them one after the other."""

import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.db import transaction

from gongwei.assessments.figures import Figures
from gongwei.indicators.evaluator import Evaluator
from gongwei.records import actions as records
from gongwei.records import evaluable, snapshot
from gongwei.records.queries import resident_keys
from gongwei.site.cli import workplace
from gongwei.site.cli.spot_checks import spot_check
from tests.indicators.compiled import compiled_once
from tests.records.county import WHO, enrolment, populate, resident

DRAW = ("draw", "CX", "--indicator", "hypertension.managed", "--as-of", "2025-06-30", "--seed", "7", "--question", "知道吗")


@pytest.fixture(scope="module")
def written(tmp_path_factory, django_db_setup, django_db_blocker) -> Evaluator:
    """Four with hypertension; taken back after the module."""
    home = tmp_path_factory.mktemp("snapshot")
    with django_db_blocker.unblock(), transaction.atomic(), compiled_once(home):
        populate()
        records.load_residents([resident(f"E{number}") for number in range(4)], **WHO)
        keys = resident_keys()
        records.load_enrolments([enrolment(f"N{number}", keys[f"E{number}"]) for number in range(4)], **WHO)
        yield Evaluator(home, snapshot.rebuild(home), evaluable.units(), evaluable.official_figures())
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def figures(written, db, monkeypatch) -> None:
    monkeypatch.setattr(workplace, "be_prepared", lambda: None)
    monkeypatch.setattr(workplace, "figures_now", lambda: Figures(written))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(spot_check, arguments)


def said(*arguments: str) -> str:
    done = run(*arguments)
    assert not done.exit_code, done.output
    return done.output


def sheet(folder: Path, *options: str) -> tuple[Path, list[dict[str, str]]]:
    said("sheet", "CX", "--caller", "张三", "-o", str(folder), *options)
    file = folder / "CX-张三.csv"
    return file, list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))


def fill(file: Path, rows: list[dict[str, str]], encoding: str = "utf-8") -> None:
    with file.open("w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_a_spot_check_from_the_draw_to_the_effect(tmp_path):
    assert "可抽" in said(*DRAW, "--size", "3") and "已抽过" not in said(*DRAW, "--size", "3")
    file, rows = sheet(tmp_path)
    assert len(rows) == 3 and "姓名" not in rows[0]
    named = sheet(tmp_path, "--names")[1]
    assert {row["电话"] for row in named} == {"13900000000"}
    for row, result in zip(rows, ("真实", "不真实", "好"), strict=True):
        row |= {"日期": "2025/7/1", "结果": result, "满意度(1~5)": "4", "知晓1 知道吗": "是"}
    fill(file, rows, "gb18030")
    taken = said("import", "CX", str(file))
    assert "CX-张三.csv 第 4 行:「结果」应为" in taken and "新增 2,更正 0,未变 0,拒收 1" in taken
    assert "还有 1 人没有结果" in run("publish", "CX").output
    assert "新增 1" in said("record", "CX", "3", "wrong_number", "--caller", "张三", "--on", "2025-07-02")
    assert [row["序号"] for row in sheet(tmp_path)[1]] == ["4"], "the reserve has its turn"
    assert "已登记:新增 1" in said("record", "CX", "4", "authentic", "--caller", "张三", "--on", "2025-07-02", "--awareness", "0")
    assert "申辩至 2025-07-15 止" in said("publish", "CX", "--on", "2025-07-05")
    proof = tmp_path / "签字.jpg"
    proof.write_bytes(b"signed")
    said("contest", "CX", "2", "--reason", "有签字", "--proof", str(proof), "--on", "2025-07-06")
    assert "已申辩" in said("result", "CX", "--findings", "--format", "csv")
    assert "扣除 1,计 3" in said("result", "CX", "--rule", "removed", "--format", "csv")
    said("decide", "CX", "2", "overturn", "--reason", "属实", "--on", "2025-07-07")
    (told, *_above) = csv.DictReader(io.StringIO(said("result", "CX", "--format", "csv")))
    assert (told["已问"], told["真实"], told["错号"], told["真实率%"]) == ("4", "3", "1", "100.00")
    assert "已退回" in said("reopen", "CX", "--reason", "抄错", "--on", "2025-07-08")


@pytest.mark.parametrize(("lines", "words"), [
    ("resident,weight\nE0,2\nE9,2\n", "w.csv 第 3 行:没有编号为「E9」的居民"), ("resident,weight\nE0,0\n", "w.csv 第 2 行:权数应为大于 0 的数"),
    ("resident,weight\nE0,1/0\n", "w.csv 第 2 行:权数应为大于 0 的数"), ("resident\nE0\n", "w.csv:缺少「weight」一列"),
])
def test_bad_weights_are_told_by_line(tmp_path, lines, words):
    file = tmp_path / "w.csv"
    file.write_text(lines, "utf-8")
    done = run(*DRAW, "--size", "3", "--weights", str(file))
    assert done.exit_code == 1 and words in done.output


def test_weights_are_read_and_another_draw_from_the_same_numerator_is_seen(tmp_path):
    file = tmp_path / "w.csv"
    file.write_text("resident,weight\nE0,2.5\n", "utf-8")
    said(*DRAW, "--size", "1", "--weights", str(file))
    assert "已抽过 2 次:CX、CY" in said("draw", "CY", *DRAW[2:], "--size", "1")
    assert "已用于另一次抽查" in run(*DRAW, "--size", "1").output


@pytest.mark.parametrize(("arguments", "words"), [
    (("result", "C9"), "没有编号为「C9」的抽查"), (("publish", "C9"), "没有编号为「C9」的抽查"),
    (("sheet", "C9", "--names"), "没有编号为「C9」的抽查"), ((*DRAW,), "应至少为 1"),
])
def test_what_is_not_there_is_said(arguments, words):
    done = run(*arguments)
    assert done.exit_code == 1 and words in done.output
