"""Every document of the work as a Word file: numbers linked and clean under the checker, pages as they should be."""

import io
import re
from functools import cache

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from gongwei.checker import check
from gongwei.checker.against import against_facts
from gongwei.checker.claim import Verdict
from gongwei.checker.reading import read
from gongwei.reports.content import Report
from gongwei.reports.document import document, embedded
from gongwei.reports.markup import bookmark
from gongwei.reports.typography import chinese
from tests.reports.papers import PAPERS

NEW = [name for name in PAPERS if name != "progress"]
"""The progress report has its own tests."""
NOT_FIGURES = re.compile(
    r"\d{4}年|\d+(—\d+)?月|\d+日|2型|65岁|[表图附件]+\d+|\d{4}-\d\d-\d\d|^\d+$|(^|附件：|　)\d+\. |第\d+期|满分\d+|（\d+）")
"""Digits of days and names, of what is counted through, and of the full points of a column."""


@cache
def report(name: str) -> Report:
    return PAPERS[name]()


@cache
def made(name: str) -> bytes:
    return document(report(name))


def opened(name: str):
    return docx.Document(io.BytesIO(made(name)))


def text_of(element) -> str:
    return "".join(t.text or "" for t in element.iter(qn("w:t")))


@pytest.mark.parametrize("name", NEW)
def test_every_number_is_linked_and_every_link_arrives(name):
    document = opened(name)
    for paragraph in document.element.body.iter(qn("w:p")):
        if text_of(paragraph).startswith("数据来源附表"):
            break
        for line in "\n".join(text_of(run) for run in paragraph.findall(qn("w:r"))).splitlines():
            assert not re.search(r"\d", NOT_FIGURES.sub("", line)), text_of(paragraph)
    links = {link.get(qn("w:anchor")) for link in document.element.body.iter(qn("w:hyperlink"))}
    marks = [mark.get(qn("w:name")) for mark in document.element.body.iter(qn("w:bookmarkStart"))]
    assert links and links <= set(marks) and len(marks) == len(set(marks))
    assert {bookmark(entry.id) for entry in report(name).entries()} == set(marks)
    assert {entry["id"] for entry in embedded(io.BytesIO(made(name)))["entries"]} == {one.id for one in report(name).entries()}


@pytest.mark.parametrize("name", NEW)
def test_the_checker_finds_nothing(name, tmp_path):
    (tmp_path / "公文.docx").write_bytes(made(name))
    found = read(tmp_path / "公文.docx")
    claims = [*check(found.text), *against_facts(found)]
    wrong = [(claim.quote, str(claim.message)) for claim in claims if claim.verdict == Verdict.INCONSISTENT]
    assert not wrong
    assert sum(claim.verdict == Verdict.CONSISTENT for claim in claims) >= 5


def test_the_checker_sees_a_number_that_was_changed(tmp_path):
    changed = opened("payment")
    link = next(one for one in changed.element.body.iter(qn("w:hyperlink")) if text_of(one) == "560,241.20")
    next(link.iter(qn("w:t"))).text = "560,214.20"
    changed.save(tmp_path / "改动.docx")
    claims = against_facts(read(tmp_path / "改动.docx"))
    assert [claim.quote for claim in claims if claim.verdict == Verdict.INCONSISTENT] == ["560,214.20"]


@pytest.mark.parametrize("name", NEW)
def test_tables_are_whole_and_fit(name):
    for table in report(name).tables:
        assert table.rows
        assert all(len(row) == len(table.columns) and all(row) for row in table.rows)
    for table in opened(name).tables:
        assert sum(column.width for column in table.columns) <= Mm(225.5)
        assert table._tbl.tr_lst[0].find(qn("w:trPr")).find(qn("w:tblHeader")) is not None


@pytest.mark.parametrize("name", PAPERS)
def test_no_number_is_wider_than_its_cell(name):
    """In a face whose digits are half as wide as they are high, as those of 仿宋."""
    for table in opened(name).tables:
        for cell in table._cells:
            for paragraph in cell.paragraphs:
                room = (cell.width.pt if cell.width else 0) - 5.7
                for figure in re.findall(r"[-+]?\d[\d,.]*%?", text_of(paragraph._p)):
                    assert len(figure) * paragraph.style.font.size.pt / 2 <= room, figure


@pytest.mark.parametrize("name", NEW)
def test_punctuation_is_full_width(name):
    said = [text_of(p) for p in opened(name).element.body.iter(qn("w:p"))]
    assert all(text == chinese(text) for text in said if "÷" not in text and "(" not in text)
    assert "None" not in "".join(said) and "{" not in "".join(said)


def test_the_same_again_gives_the_same_bytes():
    assert document(PAPERS["plan"]()) == made("plan")


@pytest.mark.parametrize(("name", "turned"), [("plan", [False, True, False, False]), ("appraisal", [False, True, False]),
                                              ("payment", [False, True, False]), ("bulletin", [False, False])])
def test_wide_tables_stand_on_turned_pages(name, turned):
    sections = opened(name).sections
    assert [section.page_width > section.page_height for section in sections] == turned
    for section in sections:
        wide, high = (225, 156) if section.page_width > section.page_height else (156, 225)
        assert abs(section.page_width - section.left_margin - section.right_margin - Mm(wide)) < Mm(0.1)
        assert abs(section.page_height - section.top_margin - section.bottom_margin - Mm(high)) < Mm(0.1)
        assert section.footer.paragraphs[0].text.startswith("— ")


def test_attachments_are_listed_above_the_signature():
    said = [paragraph.text for paragraph in opened("plan").paragraphs]
    listed = next(text for text in said if text.startswith("附件："))
    assert [line.strip("　") for line in listed.splitlines()] == [
        "附件：1. 2025年任务分解表", "2. 2025年目标分解到各乡镇", "3. 数据来源附表"]
    assert said.index("清源县卫生健康局", 1) > said.index(listed)
    assert {"附件1", "附件2", "附件3"} <= set(said)


def test_a_brief_has_a_masthead_and_no_signature():
    said = [paragraph.text for paragraph in opened("brief").paragraphs if paragraph.text]
    assert said[:3] == ["卫生健康重点工作简报", "第6期", "清源县卫生健康局编　2025年7月5日"]
    assert "清源县卫生健康局" not in said and not any(text.startswith("附件：") for text in said)


def test_a_notice_names_whom_it_is_for():
    said = [paragraph.text for paragraph in opened("notice").paragraphs if paragraph.text]
    assert said[1] == "城关镇卫生院："
    assert not any(paragraph.text == "：" for paragraph in opened("progress").paragraphs)
