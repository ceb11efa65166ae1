"""Compiled texts are kept between runs, and whatever befalls their file costs time, never an answer."""

import json

import pytest

from gongwei.indicators import texts
from gongwei.indicators.texts import CompiledTexts, compiler_version

KEY = ("counts", "0123456789ab", False)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "compiled.json"


def test_kept_for_the_next_run(path):
    first = CompiledTexts(path)
    assert KEY not in first and len(first) == 0
    first[KEY] = "SELECT 1 -- 在管"
    first["people",] = "SELECT 2"
    again = CompiledTexts(path)
    assert (again[KEY], again["people",], len(again)) == ("SELECT 1 -- 在管", "SELECT 2", 2)
    assert [one.name for one in path.parent.iterdir()] == ["compiled.json"]
    with pytest.raises(KeyError):
        again["counts", "0123456789ab", True]


@pytest.mark.parametrize("content", [
    b"", b"{", b"null", b"[]", b"7", b'"text"', b"{}", b"\xff\xfe", b'{"compiler": 1}', b'{"texts": {}}',
    b'{"compiler": "%(now)s", "texts": null}', b'{"compiler": "%(now)s", "texts": ["a"]}', b'{"compiler": "%(now)s"}',
])  # fmt: skip
def test_a_broken_file_is_no_file(path, content):
    path.write_bytes(content.replace(b"%(now)s", compiler_version().encode()))
    kept = CompiledTexts(path)
    assert KEY not in kept and len(kept) == 0
    kept[KEY] = "SELECT 1"
    assert CompiledTexts(path)[KEY] == "SELECT 1"


def test_the_texts_of_another_compiler_are_dropped(path, monkeypatch):
    CompiledTexts(path)[KEY] = "SELECT 1"
    monkeypatch.setattr(texts, "compiler_version", lambda: "newer")
    assert KEY not in CompiledTexts(path)


def test_two_writers_leave_a_whole_file(path):
    one, other = CompiledTexts(path), CompiledTexts(path)
    one[KEY] = "SELECT 1"
    other["people",] = "SELECT 2"
    assert json.loads(path.read_text(encoding="utf-8"))["compiler"] == compiler_version()
    assert CompiledTexts(path)["people",] == "SELECT 2"
