"""Importing folders: what is refused, what is kept, and that doing it again changes nothing."""

import csv
import json
from itertools import product

import pytest
from openpyxl import Workbook

from gongwei.assessments.models import Target
from gongwei.exchange import ahead, folder
from gongwei.ledgers.models import Milestone, Project, Tally
from gongwei.ledgers.projects.queries import history as project_history
from gongwei.records.models import Enrolment, Flag, Identity, Residency, Resident, Revision, Unit, Visit
from tests.exchange.folders import (
    AT,
    COUNTY,
    FOLLOWUPS,
    OTHER_VILLAGE,
    PERSON,
    SPELL,
    TODAY,
    TOWN,
    UNITS,
    VILLAGE,
    VISIT,
    bring_in,
    dump,
    read_rejections,
    rejections,
    write,
)  # fmt: skip
from tests.oracle.folders import write_folder
from tests.oracle.reading import read

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(3))
def test_refuses_what_the_oracle_refuses(tmp_path, seed):
    planted = write_folder(tmp_path, seed, residents=80, import_day=TODAY)
    expected = set(read(tmp_path, TODAY).rejected)
    assert expected >= set(planted)
    summary = bring_in(tmp_path, batch=100)
    assert {(file, line) for file, line, _column in rejections(tmp_path)} == expected
    assert summary.total("refused") == len(expected)
    kept = sum(summary.total(count) for count in ("created", "unchanged", "revised", "merged"))
    assert summary.total("read") == kept + len(expected)
    before = dump()
    again = bring_in(tmp_path, batch=70)
    assert dump() == before
    assert (again.total("created"), again.total("revised")) == (0, 0)
    assert again.total("unchanged") == summary.total("created")


def test_a_second_process_gives_the_same(tmp_path, monkeypatch, django_db_blocker):
    write_folder(tmp_path, 5, residents=60, import_day=TODAY)
    bring_in(tmp_path, batch=100)
    once, refused = dump(), read_rejections(tmp_path)
    used = []

    def counted(produce):
        used.append(True)
        return ahead.ahead(produce)

    monkeypatch.setattr(folder, "WORTH_A_PROCESS", 0)
    monkeypatch.setattr(folder.ahead, "POSSIBLE", True)
    monkeypatch.setattr(folder, "ahead", type("Ahead", (), {"POSSIBLE": True, "ahead": staticmethod(counted)}))
    summary = bring_in(tmp_path, batch=100)
    assert used
    assert dump() == once
    assert read_rejections(tmp_path) == refused
    assert summary.total("unchanged") > 1000


def test_errors_of_the_second_process_are_raised_here():
    def produce():
        yield 1
        raise ZeroDivisionError

    items = ahead.ahead(produce)
    assert next(items) == 1
    with pytest.raises(ZeroDivisionError):
        next(items)


def test_a_correction_keeps_the_former_content(tmp_path):
    tables = {"units": UNITS, "residents": [PERSON], "enrolments": [SPELL], FOLLOWUPS: [VISIT]}
    bring_in(write(tmp_path, tables))
    summary = bring_in(write(tmp_path, {FOLLOWUPS: [VISIT | {"sbp": "131"}]}))
    assert summary.total("revised") == 1
    assert json.loads(Visit.objects.get().answers) == {"sbp": 131, "dbp": 80}
    assert Revision.objects.filter(model="visit", key="v1").count() == 1


def test_references_may_come_from_an_earlier_import(tmp_path):
    bring_in(write(tmp_path / "first", {"units": UNITS, "residents": [PERSON]}))
    summary = bring_in(write(tmp_path / "second", {FOLLOWUPS: [VISIT, VISIT | {"id": "v2", "resident": "nobody"}]}))
    assert (summary.total("created"), summary.total("refused")) == (1, 1)


def test_what_hangs_on_a_refused_row_is_refused(tmp_path):
    units = [*UNITS[:2], UNITS[2] | {"level": "hamlet"}, UNITS[3]]
    visits = [VISIT | {"enrolment": "e1", "kind": "first"}]
    write(tmp_path, {"units": units, "residents": [PERSON], "enrolments": [SPELL], "visits/antenatal_visit": visits})
    bring_in(tmp_path)
    assert rejections(tmp_path) == [
        ("units.csv", 2, "parent"), ("units.csv", 3, "parent"), ("units.csv", 4, "level"), ("residents.csv", 2, "unit"),
        ("enrolments.csv", 2, "resident"), ("visits/antenatal_visit.csv", 2, "resident"),
    ]  # fmt: skip
    assert set(Unit.objects.values_list("code", flat=True)) == {COUNTY}


def test_a_row_refused_now_is_no_reference_though_an_earlier_version_is_known(tmp_path):
    bring_in(write(tmp_path, {"units": UNITS, "residents": [PERSON]}))
    bring_in(write(tmp_path, {"residents": [PERSON | {"sex": "7"}], FOLLOWUPS: [VISIT]}))
    assert rejections(tmp_path) == [("residents.csv", 2, "sex"), (f"{FOLLOWUPS}.csv", 2, "resident")]
    assert Resident.objects.get().sex == 1


def test_units_in_a_circle_are_refused(tmp_path):
    units = [UNITS[3], UNITS[2] | {"parent": VILLAGE}, UNITS[0], UNITS[1]]
    bring_in(write(tmp_path, {"units": units}))
    assert [line for _file, line, _column in rejections(tmp_path)] == [3, 4, 5]


@pytest.mark.parametrize(
    ("units", "refused"),
    [
        ([UNITS[0] | {"successor": OTHER_VILLAGE}, UNITS[1] | {"successor": VILLAGE}, *UNITS[2:]],
         [(2, "successor"), (3, "successor")]),
        ([*UNITS[:2], UNITS[2] | {"valid_to": "2025-01-01", "successor": VILLAGE}, UNITS[3]],
         [(2, "parent"), (3, "parent"), (4, "successor")]),
        ([UNITS[0] | {"successor": OTHER_VILLAGE}, UNITS[1] | {"successor": UNITS[2]["code"]}, *UNITS[2:]], []),
    ],
)  # fmt: skip
def test_successors_in_a_circle_are_refused(tmp_path, units, refused):
    bring_in(write(tmp_path, {"units": units}))
    assert [(line, column) for _file, line, column in rejections(tmp_path)] == refused
    assert Unit.objects.count() == 4 - len(refused)


def test_a_circle_through_a_unit_of_an_earlier_import_is_refused(tmp_path):
    bring_in(write(tmp_path / "first", {"units": [UNITS[0] | {"successor": OTHER_VILLAGE}, *UNITS[1:]]}))
    bring_in(write(tmp_path / "second", {"units": [UNITS[1] | {"successor": VILLAGE}]}))
    assert rejections(tmp_path / "second") == [("units.csv", 2, "successor")]
    assert Unit.objects.get(code=OTHER_VILLAGE).successor is None


def test_the_earlier_of_two_rows_with_one_id_is_kept(tmp_path):
    people = [PERSON, PERSON | {"sex": "2"}]
    twin = {"id": "v1", "resident": "r1", "date": "2025-04-01"}
    bring_in(write(tmp_path, {"units": UNITS, "residents": people, FOLLOWUPS: [VISIT], "visits/screening": [
        twin | {"programme": "cervical_breast_cancer"}]}))  # fmt: skip
    assert rejections(tmp_path) == [("residents.csv", 3, "id"), ("visits/screening.csv", 2, "id")]
    assert Resident.objects.get().sex == 1


def test_an_id_known_on_another_form_is_refused(tmp_path):
    tables = {"units": UNITS, "residents": [PERSON], FOLLOWUPS: [VISIT]}
    bring_in(write(tmp_path / "first", tables))
    later = [{"id": "v1", "resident": "r1", "date": "2025-04-01"}, {"id": "v2", "resident": "r1", "date": "2025-04-01"}]
    summary = bring_in(write(tmp_path / "second", {"visits/health_exam": later}))
    assert rejections(tmp_path / "second") == [("visits/health_exam.csv", 2, "id")]
    assert summary.total("created") == 1


def spells(code: str = "r1") -> list[tuple]:
    rows = Residency.objects.filter(resident__code=code).order_by("serial")
    return [(unit, str(start or ""), str(end or ""), kind) for unit, start, end, kind in
            rows.values_list("unit_id", "start", "end", "kind")]  # fmt: skip


def test_residencies_replace_what_residents_say(tmp_path):
    moves = [
        {"resident": "r1", "unit": OTHER_VILLAGE, "start": "2020-01-01", "end": "", "end_reason": ""},
        {"resident": "r1", "unit": VILLAGE, "start": "", "end": "2020-01-01", "end_reason": "moved_away"},
        {"resident": "r1", "unit": "999999999999", "start": "2021-01-01", "end": "", "end_reason": ""},
        {"resident": "r2", "unit": VILLAGE, "start": "2021-01-01", "end": "2020-01-01", "end_reason": ""},
        {"resident": "r3", "unit": VILLAGE, "start": "", "end": "", "end_reason": ""},
    ]
    people = [PERSON | {"residency": "registered"}, PERSON | {"id": "r2"}]
    summary = bring_in(write(tmp_path, {"units": UNITS, "residents": people, "residencies": moves}))
    assert spells() == [(VILLAGE, "", "2020-01-01", "registered"), (OTHER_VILLAGE, "2020-01-01", "", "registered")]
    assert spells("r2") == [(VILLAGE, "", "", "")]  # none of the rows stands, so residents.csv does
    assert {line for _file, line, _column in rejections(tmp_path)} == {4, 5, 6}
    assert summary.total("merged") == 2


def test_residencies_of_residents_known_from_earlier(tmp_path):
    bring_in(write(tmp_path / "first", {"units": UNITS, "residents": [PERSON | {"residency": "户籍"}]}))
    moves = [{"resident": "r1", "unit": OTHER_VILLAGE, "start": "2020-01-01"}]
    for revised in (1, 0):
        summary = bring_in(write(tmp_path / "second", {"residencies": moves}))
        assert summary.total("revised") == revised
    assert spells() == [(OTHER_VILLAGE, "2020-01-01", "", "registered")]


def test_an_empty_unit_leaves_where_somebody_lives(tmp_path):
    bring_in(write(tmp_path, {"units": UNITS, "residents": [PERSON]}))
    summary = bring_in(write(tmp_path, {"residents": [PERSON | {"unit": "", "phone": "1"}, PERSON | {"id": "r2", "unit": ""}]}))
    assert (summary.total("revised"), summary.total("created")) == (1, 1)
    assert spells() == [(VILLAGE, "", "", "")] and spells("r2") == []


def test_moves_outlive_residents_alone(tmp_path):
    moves = [{"resident": "r1", "unit": VILLAGE, "start": "", "end": "2020-01-01"},
             {"resident": "r1", "unit": OTHER_VILLAGE, "start": "2020-01-01", "end": ""}]  # fmt: skip
    people = [PERSON, PERSON | {"id": "r2"}]
    bring_in(write(tmp_path / "first", {"units": UNITS, "residents": people, "residencies": moves}))
    both = spells()
    assert len(both) == 2
    people = [PERSON | {"phone": "1"}, PERSON | {"id": "r2", "unit": OTHER_VILLAGE}]
    assert bring_in(write(tmp_path / "second", {"residents": people})).total("revised") == 2
    assert spells() == both and spells("r2") == [(OTHER_VILLAGE, "", "", "")]
    bring_in(write(tmp_path / "third", {"residents": people, "residencies": moves[1:]}))
    assert spells() == [(OTHER_VILLAGE, "2020-01-01", "", "")]


def test_programmes_must_be_known(tmp_path):
    tables = {
        "units": UNITS, "residents": [PERSON],
        "enrolments": [SPELL | {"programme": "leprosy"}, SPELL | {"id": "e2", "programme": "高血压"}],
        "visits/screening": [
            {"id": "s1", "resident": "r1", "date": "2025-01-01", "programme": "leprosy"},
            {"id": "s2", "resident": "r1", "date": "2025-01-01", "programme": "hypertension"},
            {"id": "s3", "resident": "r1", "date": "2025-01-01", "programme": "cervical_breast_cancer"},
        ],
    }  # fmt: skip
    bring_in(write(tmp_path, tables))
    assert rejections(tmp_path) == [
        ("enrolments.csv", 2, "programme"), ("visits/screening.csv", 2, "programme"),
        ("visits/screening.csv", 3, "programme"),
    ]  # fmt: skip
    reasons = [row["reason"] for row in read_rejections(tmp_path)]
    assert "diabetes" in reasons[0]
    assert "cervical_breast_cancer" in reasons[1] and "diabetes" not in reasons[1]
    assert Enrolment.objects.get().programme == "hypertension"


@pytest.mark.parametrize(
    ("programme", "attributes", "stored"),
    [
        ("maternal", '{"lmp": "2025/3/1", "live_births": "1"}', {"lmp": "2025-03-01", "live_births": 1}),
        ("mental", '{"consent": "同意", "attention": "Ⅱ"}', {"consent": "given", "attention": "Ⅱ"}),
        ("maternal", "", {}),
        ("maternal", '{"lmp": "soon"}', None),
        ("maternal", '{"lmp": ["2025-03-01"]}', None),
        ("maternal", "[]", None),
        ("maternal", '{"x": NaN}', None),
        ("maternal", '{"x": 1e999}', None),
        ("maternal", "{", None),
        ("maternal", '{"x": "\\ud800"}', None),
        ("maternal", "[" * 100_000, None),
    ],
)
def test_attributes(tmp_path, programme, attributes, stored):
    spell = SPELL | {"programme": programme, "attributes": attributes}
    bring_in(write(tmp_path, {"units": UNITS, "residents": [PERSON], "enrolments": [spell]}))
    if stored is None:
        assert rejections(tmp_path) == [("enrolments.csv", 2, "attributes")]
    else:
        assert json.loads(Enrolment.objects.get().attributes) == stored


def test_tallies_and_projects(tmp_path):
    tables = {
        "units": UNITS,
        "items": [{"item": "traps", "name": "毒饵", "measure": "个", "period": "month", "kind": "flow", "max": "9"}],
        "tallies": [
            {"unit": VILLAGE, "period": "2025-03", "item": "traps", "value": "9"},
            {"unit": VILLAGE, "period": "2025-04", "item": "traps", "value": "10"},
            {"unit": VILLAGE, "period": "2025-13", "item": "traps", "value": "1"},
            {"unit": VILLAGE, "period": "2025", "item": "nonsense", "value": "1"},
            {"unit": VILLAGE, "period": "2025-03", "item": "traps", "value": "8"},
        ],
        "projects": [
            {"id": "p1", "group": "clinics", "unit": VILLAGE, "name": "卫生室", "milestone": "开工", "weight": ""},
            {"id": "p1", "group": "clinics", "unit": VILLAGE, "name": "卫生室", "milestone": "竣工", "weight": "2"},
            {"id": "p1", "group": "clinics", "unit": VILLAGE, "name": "卫生室", "milestone": "竣工", "weight": "3"},
        ],
    }
    bring_in(write(tmp_path, tables))
    assert rejections(tmp_path) == [
        ("tallies.csv", 3, "value"), ("tallies.csv", 4, "period"), ("tallies.csv", 5, "item"),
        ("tallies.csv", 6, "unit"),
        ("projects.csv", 4, "id"),
    ]  # fmt: skip
    assert [int(value) for value in Tally.objects.values_list("value", flat=True)] == [9]
    assert [int(weight) for weight in Milestone.objects.order_by("name").values_list("weight", flat=True)] == [1, 2]


def test_targets_of_items_that_nobody_knows_are_kept_and_flagged(tmp_path):
    known = ["hypertension.control", "births", "tally.births", "traps", "tally.traps", "clinics", "project.clinics"]
    unknown = ["hypertension.controll", "tally.clinics", "project.traps", "血压"]
    tables = {
        "units": UNITS,
        "items": [{"item": "traps", "name": "毒饵", "period": "month", "kind": "flow"}],
        "projects": [{"id": "p1", "group": "clinics", "unit": VILLAGE, "name": "卫生室", "milestone": "开工"}],
        "targets": [{"year": "2025", "unit": COUNTY, "item": item, "target": "9"} for item in known + unknown],
    }
    summary = bring_in(write(tmp_path, tables))
    assert rejections(tmp_path) == [] and Target.objects.count() == len(known + unknown)
    assert summary.total("flagged") == len(unknown) + 6
    assert set(Flag.objects.values_list("model", "key", "field", "code")) == {
        *(("target", f"2025|{COUNTY}|{item}", "item", "unknown_item") for item in unknown),
        *(("target", f"2025|{COUNTY}|{item}", "item", "second_name") for item in known[1:]),
    }
    later = [{"year": "2026", "unit": COUNTY, "item": item, "target": "9"} for item in known[:2]]
    assert bring_in(write(tmp_path / "later", {"targets": later})).total("flagged") == 0
    bring_in(write(tmp_path / "again", {"targets": [later[1] | {"item": "tally.births"}]}))
    assert Flag.objects.get(key=f"2026|{COUNTY}|tally.births").code == "second_name"


def test_a_rate_is_no_more_than_all_and_only_what_is_in_percent_is_written_so(tmp_path):
    said = {"hypertension.control": "76%", "hypertension.managed": "40", "diabetes.control": "760", "births": "76%",
            "deaths": "760", "tally.beds": "0.76"}  # fmt: skip
    targets = [{"year": "2025", "unit": COUNTY, "item": item, "target": value} for item, value in said.items()]
    bring_in(write(tmp_path, {"units": UNITS, "targets": targets}))
    assert rejections(tmp_path) == [("targets.csv", 5, "target")] and "不以 % 计" in read_rejections(tmp_path)[0]["reason"]
    assert "不能大于 100" in Flag.objects.get(code="too_much").message
    assert Target.objects.get(item="hypertension.control").value == 76


def test_tallies_that_a_unit_could_not_report_are_counted_and_flagged(tmp_path):
    items = [{"item": "traps", "name": "毒饵", "period": "month", "kind": "flow", "reports": "township"}]
    reports = [(VILLAGE, "2025-01"), (TOWN, "2025-01"), (TOWN, "2025-Q1"), (TOWN, "2025-Q2"), (TOWN, "2999-01")]
    tallies = [{"unit": unit, "item": "traps", "period": period, "value": "1"} for unit, period in reports]
    write(tmp_path, {"units": UNITS, "items": items, "tallies": tallies})
    assert bring_in(tmp_path).total("refused") == 0 and Tally.objects.count() == 5
    traps = {(key.replace("|traps", ""), code) for key, code in Flag.objects.filter(model="tally").values_list("key", "code")}
    assert traps == {
        (f"{VILLAGE}|2025-01", "other_level"), (f"{TOWN}|2025-01", "overlap"), (f"{TOWN}|2025-Q1", "overlap"),
        (f"{TOWN}|2025-Q1", "other_period"), (f"{TOWN}|2025-Q2", "other_period"), (f"{TOWN}|2999-01", "not_begun")}  # fmt: skip
    later = [{"unit": TOWN, "item": "traps", "period": "2025-05", "value": "1"}]
    bring_in(write(tmp_path / "later", {"tallies": later}))
    assert Flag.objects.get(key=f"{TOWN}|traps|2025-05").code == "overlap"


def test_rows_of_a_project_that_contradict_its_first_are_flagged_and_the_first_budget_stated_counts(tmp_path):
    first = {"id": "p1", "group": "clinics", "unit": VILLAGE, "name": "卫生室", "milestone": "开工", "budget": "",
             "planned": "2025-03-01", "done": "2025-03-02"}  # fmt: skip
    second = first | {"group": "roads", "unit": COUNTY, "milestone": "竣工", "budget": "500", "planned": "", "done": "2999-01-01"}
    write(tmp_path, {"units": UNITS, "projects": [first, second]})
    assert bring_in(tmp_path).total("flagged") == 3 and rejections(tmp_path) == []
    assert set(Flag.objects.values_list("key", "field", "code")) == {
        ("p1|竣工", "group", "contradicts"), ("p1|竣工", "unit", "contradicts"), ("p1|竣工", "done", "future")}  # fmt: skip
    project = Project.objects.get()
    assert (project.group, project.unit_id, project.budget) == ("clinics", VILLAGE, 500)
    back = [first | {"done": "", "planned": "2025-04-01"}, second]
    bring_in(write(tmp_path / "later", {"projects": back}))
    assert {(field, code) for field, code in Flag.objects.filter(key="p1|开工").values_list("field", "code")} == {
        ("done", "taken_back"), ("planned", "replanned")}  # fmt: skip
    assert Milestone.objects.get(name="开工").done is None, "a known row with other content is a correction"
    steps = [(event.name, event.reason) for event in project_history("p1")]
    assert steps == [("开工", ""), ("竣工", ""), ("开工", "导入更正")]


def test_a_number_of_somebody_imported_earlier_is_flagged(tmp_path):
    number = "11010519491231002X"
    born = PERSON | {"birth_date": "1949-12-31", "sex": "2", "id_number": number}
    bring_in(write(tmp_path / "first", {"units": UNITS, "residents": [born]}))
    bring_in(write(tmp_path / "second", {"residents": [born | {"id": "r2", "id_number": number.lower()}, PERSON | {"id": "r3"}]}))
    assert list(Flag.objects.values_list("key", "code")) == [("r2", "identity_number_shared")]
    handed_on = [born | {"id_number": ""}, born | {"id": "r2", "id_number": ""}, PERSON | {"id": "r3", "id_number": number}]
    bring_in(write(tmp_path / "third", {"residents": handed_on}))
    assert list(Flag.objects.values_list("key", "code")) == [("r3", "identity_number")]


def test_all_that_a_number_disagrees_with_is_said(tmp_path):
    bring_in(write(tmp_path, {"units": UNITS, "residents": [PERSON | {"id_number": "11010519491231002X"}]}))
    assert Flag.objects.get().message.count("不一致") == 2


def test_oddities_are_flagged_and_kept(tmp_path):
    number = "110101194912310000"  # its check digit is wrong
    people = [PERSON | {"id_number": "11010519491231002X"}, PERSON | {"id": "r2", "id_number": number},
              PERSON | {"id": "r3", "id_number": number}]  # fmt: skip
    visit = VISIT | {"sbp": "250"}
    bring_in(write(tmp_path, {"units": UNITS, "residents": people, FOLLOWUPS: [visit]}))
    assert rejections(tmp_path) == []
    assert set(Flag.objects.values_list("key", "field", "code")) == {
        *((id, "id_number", "identity_number") for id in ("r1", "r2", "r3")),
        ("r2", "id_number", "identity_number_shared"), ("r3", "id_number", "identity_number_shared"),
        ("v1", "sbp", "implausible"),
    }  # fmt: skip


def test_names_and_numbers_stay_out_of_reasons(tmp_path):
    secrets = ("张三丰", "430103195005051234", "13912345678")
    people = [
        PERSON | {"id": f"x{place}", column: secret}
        for place, (column, secret) in enumerate(
            product(("sex", "birth_date", "unit", "electronic", "ended", "end_reason"), secrets)
        )
    ]
    visits = [
        VISIT | {"id": f"y{place}", column: secret}
        for place, (column, secret) in enumerate(
            product(("resident", "date", "facility", "mode", "void", "sbp", "next_date", "adherence"), secrets)
        )
    ]
    summary = bring_in(write(tmp_path, {"units": UNITS, "residents": [PERSON, *people], FOLLOWUPS: visits}))
    assert len(rejections(tmp_path)) >= len(people) + len(visits) - len(secrets)
    said = (tmp_path / "rejected.csv").read_text("utf-8") + repr(summary) + repr(list(Flag.objects.values("message")))
    assert not [secret for secret in secrets if secret in said]


def test_rejections_open_in_excel(tmp_path):
    bring_in(write(tmp_path, {"units": [UNITS[3] | {"level": "?"}]}))
    assert (tmp_path / "rejected.csv").read_bytes().startswith(b"\xef\xbb\xbffile,line,column,reason\r\n")


def test_a_broken_file_is_one_rejection_and_the_rest_goes_on(tmp_path):
    write(tmp_path, {"units": UNITS, "residents": [PERSON], FOLLOWUPS: [VISIT]})
    (tmp_path / "staff.csv").write_bytes(b"\xff\xfe\x00\xff\xff\xff")
    (tmp_path / "population.csv").write_bytes(b"")
    (tmp_path / "facilities.csv").write_text("a,b\n1,2\n")
    (tmp_path / "targets.xlsx").write_text("no workbook")
    (tmp_path / "enrolments.csv").write_text("id,resident,programme,start,Start\n")
    (tmp_path / "cases.csv").write_text("id\n")
    (tmp_path / "notes.txt").write_text("")
    (tmp_path / "visits" / "dance.csv").write_text("id\n")
    summary = bring_in(tmp_path)
    assert {(file, line) for file, line, _column in rejections(tmp_path)} == {
        (file, 1) for file in ("staff.csv", "population.csv", "facilities.csv", "targets.xlsx", "enrolments.csv", "cases.csv")
    }
    assert summary.unknown_files == ("notes.txt", "visits/dance.csv")
    assert Visit.objects.count() == 1


def test_chinese_headers_and_values_in_gb18030(tmp_path):
    person = {"编号": "r1", "姓名": "张三丰", "性别": "男", "出生日期": "1950年5月5日", "所属机构": VILLAGE,
              "电子档案": "是", "户籍类型": "非户籍", "爱好": "棋"}  # fmt: skip
    visit = {"随访编号": "v1", "居民编号": "r1", "随访日期": "2025/3/1", "随访方式": "家庭", "收缩压(mmHg)": "130",
             "舒张压(mmHg)": "80", "服药依从性": "规律", "录入时间": "2025-03-01 10:30:00"}  # fmt: skip
    units = [{"代码": row["code"], "名称": row["name"], "级别": "村" if row["level"] == "village" else row["level"],
              "上级": row["parent"]} for row in UNITS]  # fmt: skip
    write(tmp_path, {"units": units, "residents": [person], FOLLOWUPS: [visit]}, "gb18030")
    summary = bring_in(tmp_path)
    assert rejections(tmp_path) == []
    assert [file.unknown_columns for file in summary.files] == [[], ["爱好"], []]
    found = Visit.objects.get()
    assert (str(found.date), found.mode) == ("2025-03-01", "home")
    assert found.entered_at.isoformat() == "2025-03-01T02:30:00+00:00"
    assert json.loads(found.answers) == {"adherence": "regular", "dbp": 80, "sbp": 130}
    assert (Resident.objects.get().sex, Identity.objects.get().name) == (1, "张三丰")


def test_workbooks(tmp_path):
    def save(name, *rows):
        book = Workbook()
        for row in rows:
            book.active.append(row)
        (tmp_path / name).parent.mkdir(exist_ok=True)
        book.save(tmp_path / name)

    save("units.xlsx", ["代码", "名称", "级别", "上级"], *([float(row["code"]), row["name"], row["level"],
         float(row["parent"]) if row["parent"] else None] for row in UNITS))  # fmt: skip
    born = AT.replace(1950, 5, 5, 0, tzinfo=None)
    save("residents.xlsx", ["id", "sex", "birth_date", "unit"], [1, 1, born, int(VILLAGE)], [],
         ["r9", 7, "1950-05-05", VILLAGE])  # fmt: skip
    save(f"{FOLLOWUPS}.xlsx", ["id", "resident", "date", "sbp", "dbp", "weight", "entered_at"],
         ["v1", 1, TODAY, 130, 80.0, 61.5, AT.replace(tzinfo=None)])  # fmt: skip
    bring_in(tmp_path)
    assert rejections(tmp_path) == [("residents.xlsx", 4, "sex")]
    assert set(Unit.objects.values_list("code", flat=True)) == {row["code"] for row in UNITS}
    assert str(Resident.objects.get(code="1").birth_date) == "1950-05-05"
    assert json.loads(Visit.objects.get().answers) == {"dbp": 80, "sbp": 130, "weight": 61.5}


def test_progress(tmp_path):
    told = []
    write(tmp_path, {"units": UNITS, "residents": [PERSON | {"id": f"r{n}"} for n in range(25)]})
    bring_in(tmp_path, batch=10, progress=lambda *said: told.append(said))
    assert ("units.csv", 4, 4) in told
    done = [rows for file, rows, total in told if file == "residents.csv" and total == 25]
    assert done == sorted(done) and done[-1] == 25 and 10 in done


def test_lines_count_from_the_start_of_a_row(tmp_path):
    write(tmp_path, {"units": UNITS})
    with (tmp_path / "residents.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "address", "birth_date", "sex"])
        for id, address, sex in (("r1", "甲\n乙", "1"), ("r2", "丙\n丁\n戊", "7"), ("r3", "", "7")):
            writer.writerow([id, address, "1950-05-05", sex])
    bring_in(tmp_path)
    assert rejections(tmp_path) == [("residents.csv", 4, "sex"), ("residents.csv", 7, "sex")]
