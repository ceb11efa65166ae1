"""Comments in a Word document: at the exact characters, and nothing else altered."""

import io
from copy import deepcopy
from datetime import datetime
from functools import cache

import docx as python_docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from lxml import etree

from gongwei.checker import Claim, Kind, Severity, Verdict
from gongwei.checker.annotating import annotate, annotated
from gongwei.checker.reading import Unreadable, read_bytes
from gongwei.checker.reading.package import Package
from gongwei.checker.reading.word import Walk, read_word
from tests.checker.packages import W, box, cell, docx, field, note, paragraph, run, table, unzipped

WORD = f"{{{W}}}"
ALTERED = {"word/document.xml", "word/comments.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}
AT = datetime(2025, 7, 5, 9, 30)


@cache
def report() -> bytes:
    """Runs of all sorts, a table, notes, a header, a comment that is there already."""
    marks = '<w:commentRangeStart w:id="7"/>{}<w:commentRangeEnd w:id="7"/><w:r><w:commentReference w:id="7"/></w:r>'
    return docx(
        "<w:p><w:pPr><w:jc w:val='center'/></w:pPr>" + run("标题2019", "<w:b/>") + "</w:p>",
        paragraph("全市完成", run("4", "<w:b/>"), run("80", "<w:b/>"), "人,占", marks.format(run("484人")), "的",
                  "<w:hyperlink w:anchor='F_1'>" + run("99.38") + run("%", "<w:i/>") + "</w:hyperlink>", "。", note("footnote", 1)),
        "<w:p>" + run("前") + "<w:r><w:rPr><w:sz w:val='32'/></w:rPr><w:t>甲 </w:t><w:tab/><w:t>乙</w:t><w:br/><w:t> 丙</w:t></w:r>"
        + field("PAGE", "12") + "<w:ins w:id='1' w:author='x'>" + run("增") + "</w:ins><w:del w:id='2' w:author='x'><w:r>"
        "<w:delText>删</w:delText></w:r></w:del><w:r><w:ruby><w:rt/><w:rubyBase>" + run("公卫") + "</w:rubyBase></w:ruby><w:t>后</w:t></w:r>"
        + box(paragraph("框内12人")) + "</w:p>",
        table(["甲县", "1200", "91.67%"], ["乙县", cell("11", "00", properties='<w:gridSpan w:val="2"/>')]),
        "末段100人。",
        parts={"header1": paragraph("眉", box(paragraph("眉框"))), "footnotes": f'<w:footnote w:id="1">{paragraph("注480人")}</w:footnote>',
               "comments": f'<w:comment w:id="7" w:author="张">{paragraph("请核")}</w:comment>'},
        members={"word/media/image1.png": bytes(range(256)), "customXml/item1.xml": b"<a>\n</a>"},
    )  # fmt: skip


@cache
def text() -> str:
    return read_word(report()).text


def remark(start: int, end: int, said: str = "有误") -> tuple[int, int, str, str]:
    return start, end, text()[start:end], said


def around(quote: str, said: str = "有误") -> tuple[int, int, str, str]:
    start = text().index(quote)
    return remark(start, start + len(quote), said)


def tree(content: bytes) -> etree._Element:
    return etree.fromstring(unzipped(content)["word/document.xml"])


def merged(root: etree._Element, without: set[str]) -> bytes:
    """The document without the marks of these comments, neighbouring runs and texts that look the same merged."""
    root = deepcopy(root)
    for mark in list(root.iter(f"{WORD}commentRangeStart", f"{WORD}commentRangeEnd", f"{WORD}commentReference")):
        if mark.get(f"{WORD}id") in without:
            place = mark.getparent() if mark.tag.endswith("Reference") else mark
            place.getparent().remove(place)
    for one in list(root.iter(f"{WORD}r")):
        before = one.getprevious()
        if before is not None and before.tag == one.tag and look(before) == look(one):
            before.extend(part for part in one if part.tag != f"{WORD}rPr")
            one.getparent().remove(one)
    for one in list(root.iter(f"{WORD}t")):
        before = one.getprevious()
        if before is not None and before.tag == one.tag:
            before.text = (before.text or "") + (one.text or "")
            one.getparent().remove(one)
    for one in root.iter(f"{WORD}t"):
        one.attrib.clear()
    return etree.tostring(root, method="c14n")


def look(one: etree._Element) -> tuple:
    properties = one.find(f"{WORD}rPr")
    return dict(one.attrib), b"" if properties is None else etree.tostring(properties, method="c14n", with_tail=False)


def commented(content: bytes) -> dict[str, str]:
    """Id of each comment → the text between its marks, as this package reads it."""
    root, found, open_ = tree(content), {}, set()
    for element in root.iter():
        if element.tag == f"{WORD}commentRangeStart":
            open_.add(element.get(f"{WORD}id"))
        elif element.tag == f"{WORD}commentRangeEnd":
            open_.remove(element.get(f"{WORD}id"))
        elif element.tag == f"{WORD}t":
            for id in open_:
                found[id] = found.get(id, "") + (element.text or "")
    assert not open_
    return found


def comments(content: bytes) -> dict[str, str]:
    """Id → words of each comment, as python-docx reads them."""
    return {str(one.comment_id): one.text for one in python_docx.Document(io.BytesIO(content)).comments}


def test_a_comment_stands_at_its_characters():
    made = annotated(report(), [around("480人,占484人的99.38%", "480÷484=99.17%,文中为99.38%"), around("80人", "二"), around("9.3", "三")], None)
    said = comments(made)
    assert said == {"7": "请核", "8": "480÷484=99.17%,文中为99.38%", "9": "二", "10": "三"}
    assert commented(made) == {"7": "484人", "8": "480人,占484人的99.38%", "9": "80人", "10": "9.3"}
    assert read_word(made).text == text()
    one = python_docx.Document(io.BytesIO(made)).comments.get(8)
    assert (one.author, one.initials, one.timestamp) == ("核数", "核", None)


def test_the_borders_keep_the_look_of_their_runs():
    made = tree(annotated(report(), [around("8", "x")], None))
    (start,) = [mark for mark in made.iter(f"{WORD}commentRangeStart") if mark.get(f"{WORD}id") == "8"]
    assert "".join(start.getnext().itertext()) == "8" and start.getnext().find(f"{WORD}rPr/{WORD}b") is not None


def test_every_other_part_is_the_same_to_the_byte():
    before, after = unzipped(report()), unzipped(annotated(report(), [around("480人")], None))
    assert set(after) == set(before)
    assert {name for name in after if after[name] != before[name]} == {"word/document.xml", "word/comments.xml"}


def test_a_document_without_comments_gets_a_part_for_them():
    before = docx("完成480人。", members={"word/media/image1.png": b"\0\1"})
    made = annotated(before, [(2, 6, "480人", "有误")], "2025-07-05T09:30:00Z")
    old, new = unzipped(before), unzipped(made)
    assert {name for name in new if new[name] != old.get(name)} == ALTERED
    (one,) = python_docx.Document(io.BytesIO(made)).comments
    assert (one.comment_id, one.text, one.author) == (0, "有误", "核数")
    assert one.timestamp.replace(tzinfo=None) == AT
    again = annotated(made, [(0, 2, "完成", "又")], None)
    assert comments(again) == {"0": "有误", "1": "又"}
    assert unzipped(again)["[Content_Types].xml"] == new["[Content_Types].xml"]


def test_over_paragraphs_and_cells():
    quote = text()[text().index("1200") : text().index("末段") + 2]
    made = annotated(report(), [around(quote), around("丙12增公")], None)
    assert commented(made)["8"] == "120091.67%乙县1100", "as far as the table goes"
    assert commented(made)["9"] == "丙12增公"


@pytest.mark.parametrize(("quote", "said"), [
    ("注480人", "脚注1“注480人”:有误"), ("框内12人", "第3段的文本框“框内12人”:有误"), ("眉框", "页眉“眉框”:有误"), ("眉", "页眉“眉”:有误"),
])  # fmt: skip
def test_what_cannot_carry_a_comment(quote, said):
    made = annotated(report(), [around(quote)], None)
    assert comments(made)["8"] == said
    root = tree(made)
    assert merged(root, {"8"}) == merged(tree(report()), set())
    (reference,) = [mark for mark in root.iter(f"{WORD}commentReference") if mark.get(f"{WORD}id") == "8"]
    place = next(reference.iterancestors(f"{WORD}p"))
    wanted = {"脚注1": 1, "第3段": 2}.get(said[:3], 0)
    assert place is list(root.find(f"{WORD}body"))[wanted]


def test_signs_that_xml_does_not_know_are_left_out_of_a_comment():
    assert comments(annotated(report(), [around("480人", "甲\x00\x1b乙")], None))["8"] == "甲乙"


def in_table(atom) -> bool:
    return next(atom.run.iterancestors(f"{WORD}tbl"), None) is not None


BORDERS = some.integers(0, len(text()))


@settings(max_examples=150)
@given(some.lists(some.tuples(BORDERS, BORDERS).map(sorted).filter(lambda pair: pair[0] < pair[1]), min_size=1, max_size=12))
def test_nothing_else_is_altered(ranges):
    made = annotated(report(), [remark(start, end, f"第{i}条") for i, (start, end) in enumerate(ranges)], None)
    new = {str(8 + i) for i in range(len(ranges))}
    assert merged(tree(made), new) == merged(tree(report()), set())
    before, after = unzipped(report()), unzipped(made)
    assert all(after[name] == before[name] for name in before if name not in ALTERED)
    assert read_word(made).text == text()
    assert set(comments(made)) == {"7"} | new
    said = commented(made)
    walk = Walk(Package(report()))
    for i, (start, end) in enumerate(ranges):
        atoms = [atom for atom in walk.atoms if atom.start < end and atom.end > start]
        while atoms and in_table(atoms[-1]) != in_table(atoms[0]):
            atoms.pop()
        wanted = "".join(
            text()[max(start, atom.start) : min(end, atom.end)] for atom in atoms if atom.child.tag == f"{WORD}t"
        )
        assert not atoms or said.get(str(8 + i), "").replace("框内12人", "") == wanted


def claim(quote: str, verdict: Verdict, severity: Severity | None = None) -> Claim:
    start = text().index(quote)
    return Claim(Kind.RATIO, "", start, start + len(quote), quote, (), None, None, None, verdict, severity, f"{quote}有误")


CLAIMS = [claim("480人", Verdict.INCONSISTENT, Severity.HARD), claim("99.38%", Verdict.INCONSISTENT, Severity.SOFT),
          claim("1200", Verdict.UNCHECKABLE), claim("100人", Verdict.CONSISTENT)]  # fmt: skip


@pytest.fixture
def source(tmp_path):
    (tmp_path / "报告.docx").write_bytes(report())
    return tmp_path / "报告.docx"


def test_which_claims_get_a_comment(source, tmp_path):
    target = tmp_path / "批注.docx"
    assert annotate(source, CLAIMS, target, at=AT) == 1
    assert comments(target.read_bytes()) == {"7": "请核", "8": "480人有误"}
    assert annotate(source, CLAIMS, target, everything=True, at=AT) == 3
    assert comments(target.read_bytes()) == {"7": "请核", "8": "480人有误", "9": "99.38%有误", "10": "1200有误"}
    assert annotate(source, [], target) == 0 and target.read_bytes() == report() == source.read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"报告.docx", "批注.docx"}


def test_the_source_is_never_written_over(source, tmp_path):
    (tmp_path / "同.docx").symlink_to(source)
    for target in (source, tmp_path / "同.docx"):
        with pytest.raises(Unreadable) as refused:
            annotate(source, CLAIMS, target)
        assert refused.value.reason == "same_file" and source.read_bytes() == report()


@pytest.mark.parametrize(("name", "content", "reason"), [
    ("a.txt", b"480", "not_word"), ("a.docx", docx("别的文件"), "other_text"), ("a.docx", b"PK\x03\x04x", "damaged"),
])  # fmt: skip
def test_what_cannot_be_annotated(tmp_path, name, content, reason):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Unreadable) as refused:
        annotate(tmp_path / name, CLAIMS, tmp_path / "out.docx")
    assert refused.value.reason == reason and not (tmp_path / "out.docx").exists()


def test_a_place_that_cannot_be_written(source, tmp_path):
    with pytest.raises(Unreadable) as refused:
        annotate(source, CLAIMS, tmp_path / "无" / "out.docx")
    assert refused.value.reason == "not_written"


def test_what_was_annotated_is_read_again(source, tmp_path):
    annotate(source, CLAIMS, tmp_path / "批注.docx")
    assert read_bytes((tmp_path / "批注.docx").read_bytes()) == read_bytes(report())
