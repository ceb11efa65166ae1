"""Files in which people declare: what is wrong is told with file and line."""

from decimal import Decimal
from pathlib import Path

import pytest

from gongwei.definition.declaration import Misdeclared, declaration, positions

TEXT = '''# 考核方案
name = "方案"  # "x" [
note = """
[not.a.section]
points = 3
"""
list = [
  1,
  { a = 2 },
]

[[item]]
id = "a"
points = 60.5
rule = { kind = "linear", floor = 50 }

[[item]]
id = "b"
[item.more]
deep.key = true
'''


def test_every_entry_knows_its_line():
    at = dict(positions(TEXT))
    assert at["name",] == 2 and at["note",] == 3 and at["list",] == 7
    assert at["item", 0] == 12 and at["item", 0, "points"] == 14 and at["item", 1] == 17
    assert at["item", 1, "more"] == 19 and at["item", 1, "more", "deep", "key"] == 20
    assert ("points",) not in at


def read(tmp_path: Path, text: str):
    path = tmp_path / "方案.toml"
    path.write_text(text, encoding="utf-8")
    with declaration(path) as file:
        name = file.entry("name", str)
        points = [(one.entry("id", str), one.entry("points", Decimal), one.nothing_else()) for one in file.sections("item")]
        file.nothing_else()
    return name, points


def test_a_right_file(tmp_path):
    assert read(tmp_path, 'name = "甲"\n[[item]]\nid = "a"\npoints = 5\n') == ("甲", [("a", Decimal(5), None)])


def test_all_that_is_wrong_is_told_at_once(tmp_path):
    with pytest.raises(Misdeclared) as told:
        read(tmp_path, 'nome = "甲"\n[[item]]\nid = 3\n\npoints = "多"\n[[item]]\nid = "b"\n')
    assert [(wrong.file, wrong.line, str(wrong.message)) for wrong in told.value.wrongs] == [
        ("方案.toml", 1, "缺少「name」,应为文字"), ("方案.toml", 1, "不认识的条目「nome」"),
        ("方案.toml", 3, "「id」应为文字"), ("方案.toml", 5, "「points」应为数"), ("方案.toml", 6, "缺少「points」,应为数"),
    ]  # fmt: skip


@pytest.mark.parametrize("number", ["nan", "inf", "-inf"])
def test_a_number_is_finite(tmp_path, number):
    with pytest.raises(Misdeclared, match=r"方案\.toml:4: 「points」应为数"):
        read(tmp_path, f'name = "甲"\n[[item]]\nid = "a"\npoints = {number}\n')


@pytest.mark.parametrize(("content", "line"), [(b'a = 1\nb = = 2\n', 2), (b'a = 1\n\xff\n', 2), (b'a = 1\na = 2\n', 2)])
def test_no_toml_at_all(tmp_path, content, line):
    path = tmp_path / "坏.toml"
    path.write_bytes(content)
    with pytest.raises(Misdeclared) as told, declaration(path):
        pass
    assert told.value.wrongs[0].line == line
