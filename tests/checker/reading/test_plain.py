"""Text files in the encodings of offices, and what is no text."""

import io
import sys

import pytest

from gongwei.checker.reading import Unreadable, read, read_bytes
from gongwei.checker.reading.document import LONGEST
from gongwei.checker.reading.plain import lines

TEXT = "一、總體情況\n完成480人,占484人的99.17%。\n甲\t1\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(encoding, tmp_path):
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    (tmp_path / "报告.txt").write_bytes(mark + TEXT.replace("\n", "\r\n").encode(encoding))
    document = read(tmp_path / "报告.txt")
    assert document.text == TEXT and document.kind == "text"
    assert [document.place(document.text.index(said)) for said in ("一", "完成", "甲", "\t1")] == ["第1行", "第2行", "第3行", "第3行"]


def test_other_signs_that_part_lines_are_blanks():
    assert read_bytes("甲\u2028乙\x0b丙\x0c丁\x85戊\r己".encode()).text == "甲 乙 丙 丁 戊\n己"


def test_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode("gb18030"))))
    assert read("-").text == TEXT


@pytest.mark.parametrize(("content", "reason"), [
    (b"", "empty"), (b" \n\t", "empty"), (b"\xff\xff\xff", "encoding"), (b"\xef\xbb\xbf\xff", "encoding"),
    (b"\xff\xfe\x00", "encoding"), (b"a\0b", "binary"), (b"\x7fELF\0", "binary"), (b"{\\rtf1 x}", "rich_text"),
    (b"\x89PNG\r\n\x1a\n\0", "picture"), (b"\xff\xd8\xff\xe0\0", "picture"), (b"BM\x10\0\0", "picture"), (b"\x1f\x8b\x08\0", "other_office"),
])  # fmt: skip
def test_what_is_no_text(content, reason):
    with pytest.raises(Unreadable) as refused:
        read_bytes(content)
    assert refused.value.reason == reason


def test_a_text_may_begin_like_a_picture():
    assert read_bytes(b"BMI 24.0").text == "BMI 24.0"


def test_a_text_that_is_too_long():
    with pytest.raises(Unreadable) as refused:
        lines("1" * (LONGEST + 1))
    assert refused.value.reason == "too_long" and "200 万字" in refused.value.message
    assert len(lines("1" * LONGEST).text) == LONGEST


def test_a_file_that_is_not_there(tmp_path):
    for path in (tmp_path / "无.txt", tmp_path):
        with pytest.raises(Unreadable) as refused:
            read(path)
        assert refused.value.reason == "absent"
