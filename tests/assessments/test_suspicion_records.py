"""From the database to signals, and the commands."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner

from gongwei.assessments.suspicion.queries import registered, signals_of
from gongwei.assessments.suspicion.rules import RULE, RULES
from gongwei.records import actions, identities, queries
from gongwei.records.provided import VISITS, provided
from gongwei.records.rows import NameRow, SpellRow
from gongwei.site.cli import suspicion as cli
from tests.records.county import FORM, OTHER, TOWNSHIP, UNITS, VILLAGE, WHO, enrolment, populate, resident, visit

YEAR = date(2025, 1, 1), date(2025, 12, 31)

pytestmark = pytest.mark.django_db


def named(code: str, phone: str) -> object:
    return resident(code, names=NameRow("某人", "", "汉族", phone, "", "", ""))


def test_services_are_read_as_they_were_recorded():
    people = populate()
    actions.load_enrolments([enrolment("E1", people.a)], **WHO)
    entered = datetime(2025, 3, 1, 17, 30, tzinfo=UTC)
    batch = [visit("V1", people.a, entered_at=entered, answers='{"dbp":82,"sbp":138.5}'), visit("V2", people.b, void=True),
             visit("V3", people.b, entered_at=None, answers='{"_absent":{"sbp":"refused"}}'),
             visit("V4", people.b, date(2024, 12, 31))]
    actions.load_visits(FORM, batch, **WHO)
    read = provided(*YEAR, sharing=2)
    first, second = sorted(read.visits.to_pylist(), key=lambda row: row["visit"])
    assert list(first) == VISITS.names
    assert first["entered"] == datetime(2025, 3, 2, 1, 30)  # in China
    assert (first["visit"], first["resident"], first["day"], first["provider"]) == ("V1", people.a, date(2025, 3, 1), "李医生")
    assert (first["sbp"], first["dbp"], first["heart_rate"], first["hospitalised"]) == (138.5, 82, None, None)
    assert (second["visit"], second["entered"], second["sbp"]) == ("V3", None, None)
    assert {row["unit"]: row["township"] for row in read.units.to_pylist()}[VILLAGE] == TOWNSHIP
    assert len(read.units) == len(UNITS) and len(read.residents) == len(read.residencies) == 2
    assert read.enrolments["enrolment"].to_pylist() == ["E1"]


def test_numbers_of_telephones_stay_where_they_are():
    populate()
    actions.load_residents([named("C", "13800000001"), named("D", "13800000001"), named("E", "")], **WHO)
    groups = identities.sharing_a_phone(2)
    assert sorted(map(len, groups)) == [2, 2]
    assert identities.sharing_a_phone(3) == []
    assert provided(*YEAR, sharing=2).phones["sharing"].to_pylist() == [2, 2, 2, 2]


@pytest.fixture
def served():
    """Ten doctors of whom one, 李医生, went on visiting the dead; some had died in time."""
    populate()
    dead = (SpellRow(VILLAGE, date(2000, 1, 1), date(2025, 2, 1), "died", ""),)
    actions.load_residents([resident(f"R{at}", VILLAGE, spells=dead) if at < 40 else resident(f"R{at}", OTHER)
                            for at in range(400)], **WHO)
    keys = {code: key for code, key in queries.resident_keys().items() if code.startswith("R")}
    batch = [visit(f"X{code}", key, provider="李医生" if int(code[1:]) < 40 else f"D{int(code[1:]) % 9}",
                   unit=VILLAGE if int(code[1:]) < 40 else OTHER) for code, key in keys.items()]
    actions.load_visits(FORM, batch, **WHO)
    return keys


def test_signals_of_the_records(served):
    (signal,) = signals_of(*YEAR, rules=[RULE["after_death"]])
    assert (signal.unit, signal.provider, len(signal.residents)) == (VILLAGE, "李医生", 40)
    assert registered({"李医生"}) == set()


def run(*arguments: str):
    return CliRunner().invoke(cli.suspicion, arguments)


def test_the_command_names_nobody_unless_asked(served, monkeypatch):
    monkeypatch.setattr(cli.here, "be_prepared", lambda: None)
    found = run("--year", "2025", "--rule", "after_death", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(found.output))
    assert (row["unit"], row["provider"], row["residents"]) == (VILLAGE, "(未登记)", "40")
    assert row["sentence"].startswith("2025 年该服务人员的 40 次服务中 40 次在服务对象去世之后(100.0%),同行中位 0.0%")
    assert "李医生" not in found.output
    assert "李医生" in run("--year", "2025", "--rule", "after_death", "--format", "csv", "--names").output
    elsewhere = run("--year", "2025", "--rule", "after_death", "--unit", OTHER, "--format", "csv")
    assert len(elsewhere.output.splitlines()) == 1
    people = list(csv.DictReader(io.StringIO(run("--year", "2025", "--rule", "after_death", "--show", "people").output)))
    assert {row["resident"] for row in people} == {f"R{at}" for at in range(40)} and float(people[0]["weight"]) > 9
    assert "死亡后仍有服务" in run("--year", "2025", "--rule", "after_death", "--show", "providers").output


def test_rules_are_listed_and_an_unknown_one_is_told():
    listed = list(csv.DictReader(io.StringIO(run("--show", "rules", "--format", "csv").output)))
    assert [row["rule"] for row in listed] == [rule.id for rule in RULES]
    refused = run("--rule", "nonsense")
    assert refused.exit_code == 1 and "没有规则「nonsense」" in refused.output and "after_death" in refused.output
