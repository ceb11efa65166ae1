"""`gongwei progress` on the tiny county."""

import csv
import json

import pytest
from click.testing import CliRunner

from gongwei.site.cli import workplace
from gongwei.site.cli.progressing import COLUMNS, SCORES, progress
from tests.facts.conftest import figures, people, told  # noqa: F401
from tests.records.county import COUNTY, TOWNSHIP


@pytest.fixture(autouse=True)
def opened(figures, monkeypatch):  # noqa: F811
    monkeypatch.setattr(workplace, "open_figures", figures)
    monkeypatch.setattr(workplace.console, "width", 150)


def said(*arguments: str, fails: bool = False, day: str = "2025-06-30") -> str:
    result = CliRunner().invoke(progress, [*arguments, "--as-of", day])
    assert (result.exit_code != 0) == fails and isinstance(result.exception, SystemExit | None), result.output
    return result.stderr if fails else result.stdout


def rows(*arguments: str) -> list[dict[str, str]]:
    return list(csv.DictReader(said(*arguments, "--format", "csv").splitlines()))


def test_a_units_tasks_stand_in_one_table_and_an_items_units_in_one():
    assert "零陵区" in (table := said("--unit", COUNTY)) and "还有 128 个工作日" in table and "births" not in table
    below = said("births", "--unit", COUNTY, "--level", "all")
    assert "[births]" in below and "零陵区" in below and "河口镇" in below


def test_csv_has_the_exact_numbers():
    (births,) = rows("births", "--unit", COUNTY)
    assert tuple(births) == COLUMNS
    assert {name: births[name] for name in ("indicator", "target", "done", "completion", "rest", "per_day", "state")} == {
        "indicator": "tally.births", "target": "4", "done": "3", "completion": "75.000000", "rest": "1", "per_day": "0.1",
        "state": "达到时间进度要求"}
    assert [row["unit"] for row in rows("births", "--unit", COUNTY, "--level", "all")] == [COUNTY, TOWNSHIP]


def test_json_tells_the_gap_and_how_to_list_it():
    (control,) = json.loads(said("hypertension.control", "--unit", COUNTY, "--format", "json"))
    assert control["gap"] == {"未达标": 1} and control["forecast"] is None and control["sentence"].endswith("。")
    assert control["list"] == f"gongwei people hypertension.control --unit {COUNTY} --as-of 2025-06-30 --which gap"
    assert control["list"] in said("hypertension.control", "--unit", COUNTY, "--format", "text")


def test_a_back_test_where_there_is_nothing_to_test():
    assert "至少要有三个完整的月" in said("births", "--unit", COUNTY, "--backtest", day="2025-02-28")
    assert said("births", "--unit", COUNTY, "--backtest", "--format", "csv", day="2025-02-28").strip() == ",".join(SCORES)


def test_what_is_wrong_is_said():
    assert "2025年没有「death」的目标;已设目标的有:births " in said("death", fails=True)
    assert "没有代码为「4399」的单位" in said("--unit", "4399", fails=True)
    assert "2020年还没有设定任务目标" in said(day="2020-06-30", fails=True)
