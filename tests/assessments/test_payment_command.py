"""`gongwei payment` from the scheme's file to a doctor's statement, each command on its own, as at a terminal."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from gongwei.assessments.payment import queries
from gongwei.records import actions as records
from gongwei.records.models import AuditEntry
from gongwei.records.rows import PopulationRow, StaffRow
from gongwei.site.cli import workplace
from gongwei.site.cli.payment import payment
from tests.assessments.test_payment_records import TEXT
from tests.records.county import COUNTY, FORM, TOWNSHIP, VILLAGE, WHO, populate, visit

AS_OF = ("--as-of", "2025-12-31")


@pytest.fixture
def file(transactional_db, settings, monkeypatch, tmp_path) -> Path:
    """A township of 1000 people; S1 made two visits, somebody unknown one. Commands commit, so that what may not be written
    while a moment is held shows."""
    settings.HOME = tmp_path / "home"
    monkeypatch.setattr(workplace, "be_prepared", workplace.home)
    monkeypatch.setattr(workplace, "now", lambda: datetime(2026, 1, 10, 1, 30, tzinfo=UTC))
    people = populate()
    records.load_staff([StaffRow("S1", VILLAGE, "李医生")], **WHO)
    records.load_population([PopulationRow(TOWNSHIP, 2025, "all", Decimal(1000))], **WHO)
    days = [date(2025, 3, 1), date(2025, 4, 1)]
    records.load_visits(FORM, [*(visit(f"V{number}", people.a, day) for number, day in enumerate(days)),
                               visit("V9", people.b, provider="代班")], **WHO)
    path = tmp_path / "办法.toml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def said(*arguments: object) -> str:
    """What a command prints that succeeds."""
    result = CliRunner().invoke(payment, [str(one) for one in arguments])
    assert result.exit_code == 0, result.output or result.exception
    return result.stdout


def refused(*arguments: object) -> str:
    """What a command says that fails."""
    result = CliRunner().invoke(payment, [str(one) for one in arguments])
    assert result.exit_code in (1, 2) and "Traceback" not in result.output, result.output
    return result.stderr


def test_a_payment_from_file_to_statement(file, tmp_path):
    assert "可以使用" in said("check", file)
    assert "预算 99,000.00 元 = 核定 99,000.00 元 + 收回 0.00 元" in said("simulate", file, *AS_OF)
    assert "预算 99,000.00 元" in said("open", "P1", file, *AS_OF)
    deduct = ("deduct", "P1", "--unit", TOWNSHIP, "--provider", "S1", "--reason", "抽查不实", "--amount")
    assert "已扣 8" in said(*deduct, "8.00")
    for amount in ("nan", "abc", "inf", "1e40"):
        assert amount in refused(*deduct, amount)
    assert "早于上一步" in refused("step", "P1", "approve", "--on", "2025-12-30")
    assert "已审定" in said("step", "P1", "approve", "--on", "2026-01-08")
    assert "还没有到" in refused("step", "P1", "pay", "--on", "2026-01-11")
    assert "已拨付" in said("step", "P1", "pay", "--on", "2026-01-10")
    assert "1000 人 × 99.00 元 = 99,000.00 元" in said("show", "P1", "--explain")
    statement = ("statement", "P1", "--unit", TOWNSHIP)
    rows = list(csv.reader(said(*statement).splitlines()))[1:]
    assert rows[:4] == [
        ["S1", "服务", "高血压患者随访服务记录表 门诊", "2", "8.00", "16.00"], ["S1", "应得", "按工作量分配村级资金", "", "", "26,400.00"],
        ["S1", "扣款", "抽查不实", "", "", "-8.00"], ["S1", "实得", "", "", "", "26,392.00"]]
    assert {row[0] for row in rows[4:]} == {"代*"} and not AuditEntry.objects.filter(action="reveal_staff").exists()
    assert {row[0] for row in csv.reader(said(*statement, "--names").splitlines()[5:])} == {"代班"}
    assert AuditEntry.objects.get(action="reveal_staff").detail == {"people": 2}
    assert said(*statement, "--provider", "S1").count("S1") == 4


def test_advances_are_read_from_a_table(file, tmp_path):
    table = tmp_path / "预拨.csv"
    table.write_text(f"单位,金额\n{TOWNSHIP},70000.5\n", encoding="utf-8")
    said("open", "P1", file, *AS_OF, "--advances", table)
    (one,) = queries.allocation("P1").paid
    assert (one.advance, one.settlement) == (7_000_050, 2_899_950)
    table.write_text(f"单位,金额\n{TOWNSHIP},nan\n{TOWNSHIP},1\n{TOWNSHIP},2\n", encoding="utf-8")
    message = refused("open", "P2", file, *AS_OF, "--advances", table)
    assert "预拨.csv:2: 「nan」不是金额" in message and f"预拨.csv:4: 单位 {TOWNSHIP} 写了两次" in message
    table.write_text(f"单位,金额\n{COUNTY},1\n", encoding="utf-8")
    assert f"已预拨的单位不在本次拨付之列:{COUNTY}" in refused("open", "P2", file, *AS_OF, "--advances", table)
    table.write_text("单位\n", encoding="utf-8")
    assert "缺少必需的列" in refused("open", "P2", file, *AS_OF, "--advances", table)
