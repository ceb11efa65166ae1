"""Files made to hurt: refused with a sentence, in bounded time and memory."""

import random
import time
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from gongwei.checker import reading
from gongwei.checker.reading import Unreadable, package, read, read_bytes
from gongwei.checker.reading.bounded import Limits, bounded
from gongwei.checker.reading.refusal import REASONS
from gongwei.checker.reading.word import read_word
from tests.checker.packages import SPACES, docx, paragraph, table, unzipped, zipped
from tests.checker.pdfs import assembled, laid, pdf

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROLONGED = 10
"""Seconds within which everything here is refused, on a busy machine."""


def refused(content: bytes, name: str = "") -> str:
    """The reason for which a file is refused, which does not take long."""
    start = time.perf_counter()
    with pytest.raises(Unreadable) as error:
        read_bytes(content, name)
    assert time.perf_counter() - start < PROLONGED
    assert error.value.message == REASONS[error.value.reason]
    return error.value.reason


def with_document(content: bytes) -> bytes:
    return zipped({**unzipped(docx("甲")), "word/document.xml": content})


def nested(depth: int) -> bytes:
    inside = "<w:tbl><w:tr><w:tc>" * depth + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * depth
    return f"<w:document {SPACES}><w:body>{inside}</w:body></w:document>".encode()


@pytest.mark.parametrize("stream", ["EncryptedPackage", "WordDocument", "Workbook", "PowerPoint Document", "其他"])
def test_the_old_container(stream):
    reasons = {"EncryptedPackage": "locked", "WordDocument": "old_word", "Workbook": "workbook", "PowerPoint Document": "slides"}
    assert refused(OLE + b"\0" * 500 + stream.encode("utf-16-le")) == reasons.get(stream, "binary")


@pytest.mark.parametrize(("members", "reason"), [
    ({"a.txt": b"1"}, "other_office"), ({"mimetype": b"application/vnd.oasis.opendocument.text"}, "other_office"),
    ({"[Content_Types].xml": b"<x/>"}, "damaged"), ({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}, "workbook"),
    ({"[Content_Types].xml": b"<x/>", "ppt/presentation.xml": b"<x/>"}, "slides"),
])  # fmt: skip
def test_other_archives(members, reason):
    assert refused(zipped(members)) == reason


def test_an_archive_that_was_cut_off():
    content = docx("完成480人。" * 1000)
    assert {refused(content[:length]) for length in (4, 100, len(content) // 2, len(content) - 1)} == {"damaged"}


def test_a_document_that_explodes(monkeypatch):
    monkeypatch.setattr(package, "LARGEST_PACKAGE", 1 << 20)
    with pytest.raises(Unreadable) as error:
        read_word(zipped({**unzipped(docx("甲")), "word/media/bomb.png": b"\0" * (2 << 20)}))
    assert error.value.reason == "too_heavy"
    assert refused(with_document(b"<w:t>" + b" " * (package.LARGEST_PART + 1))) == "too_heavy"


def test_a_document_that_lies_about_its_size():
    content = bytearray(with_document(b"<w:t>" + b" " * 5_000_000))
    small = (5_000_005).to_bytes(4, "little")
    assert content.count(small) == 2
    assert refused(bytes(content).replace(small, (9).to_bytes(4, "little"))) == "damaged"


@pytest.mark.parametrize("declaration", [
    b'<!DOCTYPE x SYSTEM "file:///etc/passwd">', b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
])  # fmt: skip
def test_entities(declaration):
    body = f"<w:document {SPACES}><w:body><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:body></w:document>"
    assert refused(with_document(declaration + body.encode())) == "declares_entities"
    hidden = '<?xml version="1.0" encoding="UTF-16"?>' + declaration.decode() + body
    assert refused(with_document(hidden.encode("utf-16"))) == "declares_entities"


@pytest.mark.parametrize("depth", [1_000, 100_000])
def test_tables_within_tables(depth):
    assert refused(with_document(nested(depth))) == "damaged"


def test_tables_as_deep_as_the_parser_goes():
    assert refused(with_document(nested(80))) == "empty"


def test_more_columns_than_word_has():
    wide = "<w:tr>" + '<w:tc><w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr></w:tc>' * 40_000 + "</w:tr>"
    assert refused(docx("甲", f"<w:tbl>{wide}<w:tr/></w:tbl>")) == "too_long"


def test_a_locked_archive():
    content = bytearray(docx("甲"))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(sign)
        content[at + place] |= 1
    assert refused(bytes(content)) == "locked"


def test_a_member_twice(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(tmp_path / "x.docx", "w") as archive:
        for name, content in [*unzipped(docx("甲")).items(), ("word/document.xml", b"<x/>")]:
            archive.writestr(name, content)
    assert refused((tmp_path / "x.docx").read_bytes()) == "damaged"


def test_a_text_of_200_megabytes(tmp_path):
    with (tmp_path / "long.txt").open("wb") as file:
        file.truncate(200_000_000)
    start = time.perf_counter()
    with pytest.raises(Unreadable) as error:
        read(tmp_path / "long.txt")
    assert error.value.reason == "too_large" and time.perf_counter() - start < PROLONGED
    assert refused(b"1" * 50_000_000) == "too_long"


def test_a_pdf_that_explodes():
    packed = zlib.compress(zlib.compress(b"BT /F1 9 Tf (1) Tj ET " * 5_000_000, 9), 9)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>"
    stream = b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%s\nendstream" % (len(packed), packed)
    content = assembled([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page, stream])
    with pytest.raises(Unreadable) as error:
        bounded("pdf", content, limits=Limits(computing=3, memory=1 << 30, clock=PROLONGED))
    assert error.value.reason in ("too_slow", "too_long", "damaged", "scan")


def test_a_pdf_that_points_at_itself():
    pages = b"<</Type/Pages/Count 1000000/Kids[2 0 R 2 0 R]>>"
    assert refused(assembled([b"<</Type/Catalog/Pages 2 0 R>>", pages])) == "too_long"
    assert refused(assembled([b"<</Type/Catalog/Pages 2 0 R>>", pages.replace(b"1000000", b"2999")])) == "scan"


def busy(kind: str) -> bytes:
    """A file that takes a second or more to read."""
    return docx(table(*[["甲", "1", "2"]] * 20_000)) if kind == "word" else pdf(*[laid(["完成480人。"] * 20)] * 500)


@pytest.mark.parametrize("kind", ["word", "pdf"])
@pytest.mark.parametrize("limits", [Limits(clock=0), Limits(memory=60 << 20)], ids=["clock", "memory"])
def test_the_limits_hold(kind, limits):
    start = time.perf_counter()
    with pytest.raises(Unreadable) as error:
        bounded(kind, busy(kind), limits=limits)
    assert error.value.reason in ("too_slow", "damaged") and time.perf_counter() - start < PROLONGED


def test_computing_for_ever_is_stopped():
    start = time.perf_counter()
    with pytest.raises(Unreadable) as error:
        bounded("pdf", pdf(*[laid(["完成480人。" * 4] * 20)] * 3000), limits=Limits(computing=1))
    assert error.value.reason == "too_slow" and time.perf_counter() - start < PROLONGED


def mutated(content: bytes, chance: random.Random) -> bytes:
    """A file with some of its bytes changed, dropped or doubled."""
    made = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        at, length = chance.randrange(len(made)), chance.randint(1, 20)
        match chance.randrange(4):
            case 0:
                made[at] = chance.randrange(256)
            case 1:
                del made[at : at + length]
            case 2:
                made[at:at] = made[at : at + length]
            case 3:
                made[at : at + length] = chance.randbytes(length)
    return bytes(made) or b"\0"


DOCUMENT = docx("甲", paragraph("完成480人"), table(["甲", "1"], ["乙", "2"]), parts={"header1": paragraph("眉")})


def survives(read, content: bytes) -> bool:
    """Whether a broken file is still read; if not it is refused, and nothing else happens."""
    try:
        document = read(content)
    except Unreadable:
        return False
    assert document.text.strip() and document.place(len(document.text) - 1)
    return True


def test_mutated_archives():
    chance = random.Random(1)
    outcomes = [survives(read_word, mutated(DOCUMENT, chance)) for _ in range(500)]
    assert 0 < sum(outcomes) < 500


def test_mutated_xml():
    chance, members = random.Random(2), unzipped(DOCUMENT)
    outcomes = []
    for _ in range(500):
        name = chance.choice(sorted(members))
        outcomes.append(survives(read_word, zipped({**members, name: mutated(members[name], chance)})))
    assert 0 < sum(outcomes) < 500


def test_mutated_pdfs():
    chance, content = random.Random(3), pdf(laid(["完成480人,占484人的99.17%。"] * 3))
    outcomes = [survives(read_bytes, mutated(content, chance)) for _ in range(12)]
    assert any(outcomes)


TAGS = ["w:p", "w:r", "w:t", "w:tbl", "w:tr", "w:tc", "w:hyperlink", "w:ins", "w:del", "w:sdt", "w:sdtContent", "w:fldChar", "w:br",
        "w:tcPr", "w:vMerge", "w:gridSpan", "w:drawing", "w:txbxContent", "mc:AlternateContent", "mc:Choice", "w:instrText", "w:rPr",
        "w:vanish", "w:footnoteReference", "w:trPr", "w:gridBefore", "w:ruby", "w:rubyBase", "m:oMath"]  # fmt: skip
ATTRIBUTES = ["", ' w:val="2"', ' w:val="restart"', ' w:fldCharType="begin"', ' w:fldCharType="separate"', ' w:fldCharType="end"',
              ' w:anchor="F_1"', ' w:id="1"', ' w:val="x"']  # fmt: skip
TREES = some.recursive(
    some.text("甲480%,\t ", max_size=4),
    lambda inside: some.builds(
        lambda tag, attribute, parts: f"<{tag}{attribute}>{''.join(parts)}</{tag}>",
        some.sampled_from(TAGS), some.sampled_from(ATTRIBUTES), some.lists(inside, max_size=4),
    ),
    max_leaves=30,
)  # fmt: skip


@settings(max_examples=200)
@given(some.lists(TREES, max_size=5))
def test_elements_where_they_do_not_belong(trees):
    body = f"<w:document {SPACES}><w:body>{''.join(trees)}<w:p><w:r><w:t>终</w:t></w:r></w:p></w:body></w:document>"
    try:
        document = read_word(with_document(body.encode()))
    except Unreadable as refused:
        assert refused.reason == "empty" and "fldChar" in body
        return
    assert [start for start, _ in document.places] == sorted({start for start, _ in document.places})
    for line in document.text.split("\n"):
        assert "\r" not in line
    for link in document.links:
        assert 0 <= link.start < link.end <= len(document.text)


@settings(max_examples=150)
@given(some.binary(max_size=300))
def test_any_bytes(content):
    if not content.startswith(reading.ZIP) and reading.PDF not in content:
        survives(read_bytes, content)
