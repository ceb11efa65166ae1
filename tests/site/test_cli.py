"""The command line on a county of three people whose figures can be told by heart."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.conf import settings
from django.db import transaction
from docx import Document

from gongwei.facts.models import Document as Issued
from gongwei.records.models import AuditEntry
from gongwei.reports.document import embedded
from gongwei.site.cli.commands import gongwei
from tests.exchange.folders import COUNTY, FOLLOWUPS, OTHER_VILLAGE, PERSON, SPELL, TOWN, UNITS, VILLAGE, VISIT, write
from tests.indicators.compiled import compiled_once

DAY = "2025-06-30"
NAMES, NUMBER = ("张三丰", "李四妹", "赵六斤"), "43110319500505001X"
TABLES = {
    "units": UNITS,
    "population": [{"unit": COUNTY, "year": 2025, "group": "all", "value": 4, "source": "统计公报"}],
    "residents": [
        PERSON | {"record_opened": "2015-01-01", "id_number": NUMBER, "phone": "13912345678"},
        PERSON | {"id": "r2", "name": NAMES[1], "unit": OTHER_VILLAGE, "record_opened": "2015-01-01"},
        PERSON | {"id": "r0", "name": NAMES[2], "birth_date": "1990-05-05"},
        PERSON | {"id": "r4", "name": "王五", "sex": "5"},
    ],
    "enrolments": [SPELL, SPELL | {"id": "e2", "resident": "r2"}, SPELL | {"id": "e3", "resident": "nobody"}],
    FOLLOWUPS: [VISIT | {"date": "2025-05-01"}, VISIT | {"id": "v2", "dbp": "190"}],
    "targets": [{"year": 2025, "unit": COUNTY, "item": item, "target": 4} for item in ("hypertension.managed", "births", "奇怪")],
    "tallies": [{"unit": VILLAGE, "period": "2025-03", "item": "births", "value": 3}],
    "visits/nonsense": [{"id": "x"}],
}  # fmt: skip
CONTROL = """\
hypertension.control,431103000000,丙县,county,2025-06-30,1,2,50.000000
hypertension.control,431103001000,甲乡,township,2025-06-30,1,2,50.000000
hypertension.control,431103001201,一村,village,2025-06-30,1,1,100.000000
hypertension.control,431103001202,二村,village,2025-06-30,0,1,0.000000
"""
HEADER = "indicator,unit,unit_name,level,as_of,numerator,denominator,value\n"


def run(*arguments: object) -> Result:
    """Run `gongwei` in this process; whatever it says holds no traceback."""
    result = CliRunner().invoke(gongwei, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert "Traceback" not in result.output
    return result


def said(*arguments: object) -> str:
    """What a command prints that succeeds."""
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(*arguments: object) -> str:
    """What a command says that fails, in one or few lines without anybody's name or number."""
    result = run(*arguments)
    assert result.exit_code in (1, 2) and result.stdout == ""
    assert not [secret for secret in (*NAMES, NUMBER, "13912345678") if secret in result.stderr]
    return result.stderr


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


@pytest.fixture(scope="module")
def imported(tmp_path_factory, django_db_setup, django_db_blocker):
    """The county, imported by the command and taken back after the module: its folder, and what the import printed."""
    place, home = tmp_path_factory.mktemp("cli"), settings.HOME
    write(place / "exchange", TABLES)
    with django_db_blocker.unblock(), transaction.atomic(), compiled_once(place / "home" / "snapshot"):
        settings.HOME = place / "home"
        yield place, said("import", place / "exchange", "--today", "2026-07-01", "--rejected", place / "out" / "rejected.csv")
        settings.HOME = home
        transaction.set_rollback(True)


@pytest.fixture
def county(imported, db) -> Path:
    """The county's folder; what a test writes is taken back after it."""
    return imported[0]


@pytest.fixture(scope="module")
def issued(imported) -> Path:
    """A report of the county, issued by the command."""
    path = imported[0] / "new" / "progress.docx"
    text = said("report", "progress", "--unit", COUNTY, "--as-of", DAY, "--issued", "2025-07-02", "-o", path)
    assert str(path) in text and "gongwei explain F-" in text
    return path


def test_init_is_harmless_twice(county):
    before = AuditEntry.objects.count()
    assert str(settings.HOME) in said("init") == said("init")
    assert AuditEntry.objects.count() == before and settings.HOME.is_dir()


def test_what_an_import_prints(county, imported):
    lines = {line.split()[1]: line.split()[3::2] for line in imported[1].splitlines() if line.startswith(("│", "|"))}
    assert lines["residents.csv"] == ["4", "3", "0", "0", "1", lines["residents.csv"][-1]]
    assert lines["enrolments.csv"][:5] == ["3", "2", "0", "0", "1"]
    assert lines[f"{FOLLOWUPS}.csv"][:5] == ["2", "1", "0", "0", "1"]
    assert "nonsense" in imported[1] and "快照" in imported[1] and "拒收 3 行" in imported[1]
    assert not [secret for secret in (*NAMES, NUMBER) if secret in imported[1]]
    with (county / "out" / "rejected.csv").open(encoding="utf-8-sig", newline="") as stream:
        found = [(row["file"], row["line"], row["column"]) for row in csv.DictReader(stream)]
    assert found == [("residents.csv", "5", "sex"), ("enrolments.csv", "4", "resident"), (f"{FOLLOWUPS}.csv", "3", "dbp")]


def test_importing_again_changes_nothing(county):
    before = AuditEntry.objects.count()
    text = said("import", county / "exchange", "--today", "2026-07-01")
    lines = [line.split()[3::2] for line in text.splitlines() if ".csv" in line and line.startswith(("│", "|"))]
    assert lines and all(numbers[1:3] == ["0", "0"] for numbers in lines)
    assert AuditEntry.objects.count() == before
    assert list((settings.HOME / "imports").glob("*/rejected.csv"))


def test_import_of_no_folder(county):
    assert "nowhere" in refused("import", county / "nowhere")


def test_snapshot(county):
    first, again, anew = said("snapshot"), said("snapshot"), said("snapshot", "--rebuild")
    assert first == again and first.startswith("快照 S00") and "1 层" in anew
    assert anew.split(":")[0] == first.split(":")[0]


def test_indicators_as_csv(county):
    assert said("indicators", "hypertension.control", "--as-of", DAY, "--format", "csv") == HEADER + CONTROL


def test_indicators_are_ordered_by_id_and_unit_whatever_was_asked(county):
    text = said("indicators", "hypertension.managed", "hypertension.control", "hypertension.managed", "--as-of", DAY, "--format", "csv")
    managed = "".join(line.replace("control", "managed") for line in (
        "hypertension.managed,431103000000,丙县,county,2025-06-30,2,,2.000000\n",
        "hypertension.managed,431103001000,甲乡,township,2025-06-30,2,,2.000000\n",
        "hypertension.managed,431103001201,一村,village,2025-06-30,1,,1.000000\n",
        "hypertension.managed,431103001202,二村,village,2025-06-30,1,,1.000000\n"))
    assert text == HEADER + CONTROL + managed


def test_all_indicators_of_all_units(county):
    found = rows(said("indicators", "--as-of", DAY, "--format", "csv"))
    keys = [(row["indicator"], row["unit"]) for row in found]
    assert keys == sorted(set(keys))
    by_key = {key: (row["numerator"], row["denominator"], row["value"]) for key, row in zip(keys, found, strict=True)}
    assert by_key["health_record.coverage", COUNTY] == ("2", "4", "50.000000")
    assert by_key["health_record.coverage", VILLAGE] == ("1", "", "")
    assert by_key["tally.births", COUNTY] == ("3", "", "3.000000") and by_key["tally.births", OTHER_VILLAGE] == ("", "", "")
    assert by_key["completion.hypertension.managed", COUNTY] == ("2", "4", "50.000000")
    assert by_key["completion.births", COUNTY] == ("3", "4", "75.000000")
    assert by_key["completion.奇怪", COUNTY] == ("", "4", "")
    assert ("completion.births", VILLAGE) not in by_key
    assert by_key["diabetes.control", COUNTY] == ("0", "0", "")
    assert {row["as_of"] for row in found} == {DAY}


@pytest.mark.parametrize(("options", "units"), [
    (["--unit", TOWN], [TOWN, VILLAGE, OTHER_VILLAGE]), (["--unit", VILLAGE], [VILLAGE]),
    (["--level", "village"], [VILLAGE, OTHER_VILLAGE]), (["--unit", COUNTY, "--level", "township"], [TOWN]),
    (["--unit", VILLAGE, "--level", "county"], []),
])  # fmt: skip
def test_some_units_only(county, options, units):
    ids = ("hypertension.control", "health_record.coverage", "tally.births", "completion.births")
    for id in ids[:3]:
        found = rows(said("indicators", id, "--as-of", DAY, "--format", "csv", *options))
        assert [row["unit"] for row in found] == units
    whole = {(row["indicator"], row["unit"]): row for row in rows(said("indicators", *ids, "--as-of", DAY, "--format", "csv"))}
    part = rows(said("indicators", *ids, "--as-of", DAY, "--format", "csv", *options))
    assert part == [row for key, row in whole.items() if key[1] in units]


def test_indicators_as_json(county):
    found = json.loads(said("indicators", "hypertension.control", "tally.births", "--as-of", DAY, "--unit", COUNTY, "--format", "json"))
    first = next(row for row in found if row["unit"] == COUNTY)
    assert (first["indicator"], first["unit_name"], first["level"], first["as_of"]) == ("hypertension.control", "丙县", "county", DAY)
    assert (first["numerator"], first["denominator"], first["value"]) == ("1", "2", "50.000000")
    assert {name: number for name, number in first["outcomes"].items() if number} == {"达标": 1, "未随访": 1}
    births = [row for row in found if (row["indicator"], row["unit"]) == ("tally.births", OTHER_VILLAGE)]
    assert [(row["numerator"], row["value"], row["outcomes"]) for row in births] == [(None, None, {})]


def test_indicators_for_people_to_read(county):
    text = said("indicators", "hypertension.control", "hypertension.managed", "completion.奇怪", "--as-of", DAY)
    assert "管理人群血压控制率" in text and "[hypertension.control]" in text and "50.00" in text and "丙县" in text
    assert "奇怪" in text and "—" in text
    assert "[tally.births]" in said("indicators", "--as-of", DAY, "--unit", VILLAGE)


@pytest.mark.parametrize("command", [
    ["indicators", "hypertension.kontrol"], ["people", "hypertension.kontrol", "--unit", COUNTY],
    ["indicators", "completion.hypertension.visits"],
])  # fmt: skip
def test_an_unknown_indicator(county, command):
    text = refused(*command, "--as-of", DAY)
    assert f"没有指标「{command[1]}」" in text
    assert ("hypertension.control" in text) == ("kontrol" in command[1])


def test_an_aggregate_has_no_list_of_people(county):
    assert "「tally.births」是汇总数,没有名单" in refused("people", "tally.births", "--unit", COUNTY, "--as-of", DAY)


@pytest.mark.parametrize("command", [
    ["indicators", "hypertension.control", "--as-of", DAY], ["people", "hypertension.control", "--as-of", DAY], ["due", "--on", DAY],
    ["report", "progress", "--as-of", DAY, "-o", "never.docx"],
])  # fmt: skip
def test_an_unknown_unit(county, command):
    assert "没有代码为「43110300120」的单位" in refused(*command, "--unit", "43110300120")
    assert VILLAGE in refused(*command, "--unit", "一村")
    assert not Path("never.docx").exists()


@pytest.mark.parametrize("day", ["2025-02-30", "30.6.2025", "昨天", ""])
def test_no_day(county, day):
    for command in (["indicators", "--as-of"], ["due", "--unit", COUNTY, "--on"]):
        assert f"「{day}」不是日期" in refused(*command, day)


PEOPLE = {
    "all": "r1,{0},431103001201,1,达标\nr2,{1},431103001202,0,未随访\n",
    "numerator": "r1,{0},431103001201,1,达标\n", "gap": "r2,{1},431103001202,0,未随访\n",
}


@pytest.mark.parametrize("which", PEOPLE)
def test_the_people_behind_a_figure(county, which):
    command = ("people", "hypertension.control", "--unit", COUNTY, "--as-of", DAY, "--which", which)
    header = "resident,name,unit,in_numerator,outcome\n"
    assert said(*command) == header + PEOPLE[which].format("", "")
    assert said(*command, "--names") == header + PEOPLE[which].format(*NAMES)


def test_people_are_ordered_by_their_id(county):
    found = rows(said("people", "health_record.records", "--unit", COUNTY, "--as-of", DAY))
    assert [row["resident"] for row in found] == ["r1", "r2"]
    everyone = rows(said("due", "--unit", COUNTY, "--on", DAY))
    assert {row["resident"] for row in everyone} == {"r1", "r2"}
    assert rows(said("people", "hypertension.control", "--unit", OTHER_VILLAGE, "--as-of", DAY))[0]["resident"] == "r2"


def test_due_as_csv(county):
    text = said("due", "--unit", COUNTY, "--on", DAY)
    assert text.splitlines()[0] == "resident,name,unit,service,form,opens,due,overdue,reason"
    found = rows(text)
    assert [row["due"] for row in found] == sorted(row["due"] for row in found)
    late = next(row for row in found if (row["resident"], row["form"]) == ("r2", "hypertension_followup"))
    assert late == {"resident": "r2", "name": "", "unit": OTHER_VILLAGE, "service": "高血压随访", "form": "hypertension_followup",
                    "opens": "2024-03-17", "due": "2024-03-31", "overdue": "1", "reason": "纳入管理后尚未面对面随访"}
    exam = next(row for row in found if (row["resident"], row["form"]) == ("r1", "health_exam"))
    assert exam["service"] == "老年人健康体检、高血压患者健康体检" and ";" in exam["reason"]
    assert not any(name in text for name in NAMES)
    named = rows(said("due", "--unit", COUNTY, "--on", DAY, "--names"))
    assert {row["name"] for row in named} == set(NAMES[:2])


def test_due_for_people_to_read_leaves_nothing_out(county):
    text = said("due", "--unit", COUNTY, "--on", DAY, "--format", "table")
    columns = [line.split("│")[1:-1] for line in text.splitlines() if line.startswith("│")]
    read = ["".join(cell.strip() for cell in column) for column in zip(*columns, strict=True)]
    for number, row in enumerate(rows(said("due", "--unit", COUNTY, "--on", DAY))):
        assert row["service"] in read[3] and row["opens"] in read[5] and row["reason"] in read[8], number


def test_how_a_printed_number_came_about(county, issued):
    entries = embedded(issued)["entries"]
    control = next(one for one in entries if one.get("indicator") == "hypertension.control" and one["unit"] == COUNTY
                   and one["as_of"] == DAY)
    text = said("explain", control["id"])
    for part in (control["id"], "管理人群血压控制率", "丙县", DAY, "50.00 %", "1 ÷ 2", "* 达标:1", "未随访:1", control["definition"],
                 control["snapshot"], control["source"], "2025-06-30", "按现在的记录:50.00 %"):
        assert part in text, part
    assert f"gongwei people hypertension.control --unit {COUNTY} --as-of {DAY}" in text
    assert "差:" not in text and not any(name in text for name in NAMES)
    corrected = write(county / "corrected", {FOLLOWUPS: [VISIT | {"date": "2025-05-01", "sbp": "190"}]})
    said("import", corrected, "--today", "2026-07-01")
    text = said("explain", control["id"].lower())
    assert "数值:50.00 %" in text and "按现在的记录:0.00 %" in text and "差:-50.00" in text


def test_every_number_of_a_report_can_be_explained(county, issued):
    document = Issued.objects.get()
    facts = {one["id"] for one in embedded(issued)["entries"] if "indicator" in one}
    assert facts == set(document.facts.values_list("fact", flat=True)) and len(facts) > 10
    assert (document.kind, document.unit_id, document.as_of) == ("progress", COUNTY, date(2025, 6, 30))


def test_an_unknown_fact(county):
    assert "F-NONE" in refused("explain", "F-NONE")


@pytest.mark.parametrize("kind", ["no document", "an unknown name", "a broken tag"])
def test_a_template_that_cannot_be_used(county, kind):
    template, output = county / "模板.docx", county / "spoilt.docx"
    if kind == "no document":
        template.write_text("模板", encoding="utf-8")
    else:
        document = Document()
        document.add_paragraph({"an unknown name": "{{ 不认识的名字 }}", "a broken tag": "{% for 章 in 各章 %}"}[kind])
        document.save(template)
    documents = Issued.objects.count()
    text = refused("report", "progress", "--unit", COUNTY, "--as-of", DAY, "-o", output, "--template", template)
    assert "模板「模板.docx」" in text
    assert not output.exists() and Issued.objects.count() == documents
