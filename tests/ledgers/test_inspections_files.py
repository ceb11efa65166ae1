"""Checklists and sheets as people write them: what is right is read, what is wrong is told by line."""

from datetime import date
from decimal import Decimal

import pytest

from gongwei.definition.declaration import Misdeclared
from gongwei.exchange.inspections import read_inspections
from gongwei.ledgers.inspections.checklist import Checklist, read_checklist, shipped
from gongwei.ledgers.inspections.sheet import Places, read_sheet
from tests.records.county import TOWNSHIP, VILLAGE

TODAY = date(2025, 7, 1)
PLACES = Places({VILLAGE: "village", TOWNSHIP: "township"}, {"F1": VILLAGE})
CHECKLIST = '''id = "water"
name = "供水点检查表"
level = "village"
total = 10

[[section]]
name = "水源"

[[section.item]]
code = "W1"
what = "水源周围三十米内无污染"
points = 6
severity = "严重"
ground = "生活饮用水卫生标准"

[[section.item]]
code = "W2"
what = "有消毒记录"
points = 3.5
'''
SHEET = f'''unit = "{VILLAGE}"
day = 2025-03-10
checklist = "供水点.toml"
inspectors = ["王建国", "李敏"]
deadline = 2025-04-10

[points]
W1 = 4.5

[remarks]
W1 = "井台开裂"

[[finding]]
item = "W1"
text = "井边养猪"
proofs = ["井.jpg"]

[[finding]]
text = "无专人"
severity = "一般"
deadline = 2025-03-20
'''
TABLE = f"""机构,督导日期,检查表,督导人员,条目,得分,备注,问题,严重程度,责任人,整改期限,照片
{VILLAGE},2025/3/10,village_clinic,王建国、李敏,A1,4,,,,,,
{VILLAGE},2025/3/10,village_clinic,,B1,2,急救箱上锁,过期药品 2 盒,,张村医,2025-04-10,井.jpg
{VILLAGE},2025/3/10,village_clinic,赵刚,,,有雨,院内无路灯,一般,张村医,2025-04-10,
{TOWNSHIP},2025-03-11,township_public_health,王建国,D1,6,,,,,,
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "供水点.toml").write_text(CHECKLIST, encoding="utf-8")
    (tmp_path / "井.jpg").write_bytes(b"photo")
    return tmp_path


def written(folder, name: str, text: str):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def told(error: Misdeclared) -> list[tuple[int, str]]:
    return [(wrong.line, str(wrong.message)) for wrong in error.wrongs]


def test_shipped_checklists_are_whole():
    for id, one in shipped().items():
        assert one.id == id and sum(item.points for item in one.items) == one.total == 100
        assert all(item.section and item.what and item.measure and item.ground for item in one.items)
        assert Checklist.from_text(one.as_text()) == one


def test_every_word_of_a_checklist_makes_its_version(folder):
    one = read_checklist(folder / "供水点.toml")
    assert [item.points for item in one.items] == [6, Decimal("3.5")] and one.items[1].severity == "minor"
    for word in ("水源周围", "有消毒记录", "生活饮用水", "3.5", "供水点检查表", "严重", "水源\""):
        changed = CHECKLIST.replace(word, {"3.5": "3.0", "严重": "较重"}.get(word, f"又{word}"))
        other = read_checklist(written(folder, "b.toml", changed))
        assert other.fingerprint != one.fingerprint
    assert read_checklist(written(folder, "b.toml", "# 注\n" + CHECKLIST)).fingerprint == one.fingerprint


@pytest.mark.parametrize(("old", "new", "line", "why"), [
    ("points = 3.5", "points = 5", 19, "合计 11 分,超过总分 10 分"), ('"W2"', '"W1"', 17, "编码「W1」重复"),
    ("points = 6", "points = 0", 12, "分值应大于 0"), ("points = 6", "points = 0.125", 12, "最多 2 位小数"),
    ("points = 6", 'points = "六"', 12, "应为数"), ("points = 6", "points = nan", 12, "应为数"),
    ("total = 10", "total = inf", 4, "应为数"), ('"严重"', '"很坏"', 13, "应为 一般 较重 严重 之一"),
    ('"village"', '"hamlet"', 3, "之一"), ('what = "有消毒记录"\n', "", 16, "缺少「what」"), ('id = "water"', 'id = ""', 1, "1 至 32"),
    ("ground", "law", 14, "不认识的条目「law」"), (CHECKLIST[CHECKLIST.index("[[section.item"):], "", 1, "没有一个条目"),
])
def test_what_is_wrong_in_a_checklist(folder, old, new, line, why):
    with pytest.raises(Misdeclared) as error:
        read_checklist(written(folder, "b.toml", CHECKLIST.replace(old, new)))
    assert any(at == line and why in message for at, message in told(error.value)), told(error.value)


def test_a_right_sheet(folder):
    sheet, checklist = read_sheet(written(folder, "督导.toml", SHEET), PLACES, TODAY)
    assert (sheet.code, checklist.id) == (f"{VILLAGE}-20250310-water", "water")
    assert sheet.points == {"W1": Decimal("4.5")} and sheet.remarks == {"W1": "井台开裂"}
    first, second = sheet.findings
    assert (first.deadline, first.proofs) == (date(2025, 4, 10), (folder / "井.jpg",))
    assert (second.item, second.severity, second.deadline) == ("", "minor", date(2025, 3, 20))


@pytest.mark.parametrize(("old", "new", "line", "why"), [
    (VILLAGE, "999", 1, "没有代码为「999」的单位"), (VILLAGE, TOWNSHIP, 1, "用于村级"), ("2025-03-10", "2025-07-02", 2, "晚于今天"),
    ("供水点.toml", "无.toml", 3, "没有检查表「无.toml」"), ("供水点.toml", "clinic", 3, "township_public_health village_clinic"),
    ('["王建国", "李敏"]', "[]", 4, "至少应有一名"), ('"李敏"', "3", 4, "应为一列文字"), ("W1 = 4.5", "W1 = 6.5", 8, "在 0 与 6 之间"), ("W1 = 4.5", "W1 = nan", 8, "应为数"),
    ("W1 = 4.5", "W9 = 4", 8, "没有条目「W9」"), ('W1 = "井', 'W9 = "井', 11, "没有条目「W9」"), ('item = "W1"', 'item = "W9"', 14, "没有条目「W9」"),
    ("井.jpg", "河.jpg", 16, "没有文件"), ('severity = "一般"\n', "", 18, "应写明严重程度"), ("2025-03-20", "2025-03-09", 21, "早于督导日期"),
    ("deadline = 2025-04-10\n", "", 12, "应有整改期限"), ("text =", "txt =", 15, "不认识的条目「txt」"),
])
def test_what_is_wrong_in_a_sheet(folder, old, new, line, why):
    with pytest.raises(Misdeclared) as error:
        read_sheet(written(folder, "督导.toml", SHEET.replace(old, new)), PLACES, TODAY)
    assert any(at == line and why in message for at, message in told(error.value)), told(error.value)


def test_a_wrong_checklist_beside_a_sheet_is_told_with_its_own_file(folder):
    written(folder, "供水点.toml", CHECKLIST.replace("points = 6", "points = 60"))
    with pytest.raises(Misdeclared, match=r"供水点\.toml:12: 到此各条合计 60 分"):
        read_sheet(written(folder, "督导.toml", SHEET), PLACES, TODAY)
    found, wrongs, _ = read_inspections(written(folder, "督导.csv", TABLE.replace("village_clinic", "供水点.toml")), PLACES, TODAY)
    assert len(found) == 1 and ("供水点.toml", 12) in {(wrong.file, wrong.line) for wrong in wrongs}


def test_a_table_of_inspections(folder):
    found, wrongs, unknown = read_inspections(written(folder, "督导.csv", TABLE), PLACES, TODAY)
    (first, by), (second, other) = found
    assert not wrongs and not unknown and (by.id, other.id) == ("village_clinic", "township_public_health")
    assert (first.day, first.inspectors, first.remark) == (date(2025, 3, 10), ("王建国", "李敏", "赵刚"), "有雨")
    assert first.points == {"A1": 4, "B1": 2} and first.remarks == {"B1": "急救箱上锁"}
    assert [(one.item, one.severity, one.proofs) for one in first.findings] == [
        ("B1", "", (folder / "井.jpg",)), ("", "minor", ())]
    assert (second.unit, second.points) == (TOWNSHIP, {"D1": 6})


@pytest.mark.parametrize(("old", "new", "line", "why"), [
    ("A1,4", "A1,5", 2, "在 0 与 4 之间"), ("A1,4", "A9,4", 2, "没有条目「A9」"), ("A1,4", ",4", 2, "没有条目编码"),
    ("A1,4", "B1,4", 3, "已在第 2 行写过"),
    ("A1,4", "A1,四", 2, "不是数字"), ("2025/3/10,village_clinic,,", "2025/3/40,village_clinic,,", 3, "没有这一天"),
    ("一般", "糟糕", 4, "不是可用的代码"), ("张村医,2025-04-10,井", "张村医,,井", 3, "应有整改期限"), ("井.jpg", "河.jpg", 3, "没有文件"),
    ("village_clinic", "no_such", 2, "没有检查表「no_such」"),
    (",,B1,2,急救箱上锁,过期药品 2 盒,,张村医,2025-04-10,井.jpg", ",,B1,,,,,,,", 3, "既没有得分也没有问题"),
    ("A1,4", "A1,nan", 2, "不是数字"),
])
def test_a_wrong_row_holds_back_its_inspection_and_no_other(folder, old, new, line, why):
    found, wrongs, _unknown = read_inspections(written(folder, "督导.csv", TABLE.replace(old, new)), PLACES, TODAY)
    assert [sheet.unit for sheet, _ in found] == [TOWNSHIP]
    assert any(wrong.line == line and why in wrong.message for wrong in wrongs), wrongs


def test_a_torn_line_may_belong_to_any_inspection(folder):
    found, wrongs, _unknown = read_inspections(written(folder, "督导.csv", TABLE + '"a\n'), PLACES, TODAY)
    assert not found and [wrong.line for wrong in wrongs] == [6]


def test_a_file_that_is_no_table(folder):
    found, wrongs, _ = read_inspections(written(folder, "督导.csv", "甲,乙\n1,2\n"), PLACES, TODAY)
    assert not found and [(wrong.line, "缺少必需的列" in wrong.message) for wrong in wrongs] == [(1, True)]
