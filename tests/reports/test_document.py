"""The Word file, opened again: every number is linked, every link arrives, the facts are inside, bytes repeat."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from gongwei.reports import layout
from gongwei.reports.content import words
from gongwei.reports.document import TEMPLATE, document, embedded
from gongwei.reports.markup import bookmark
from gongwei.reports.progress import draft
from tests.reports.books import COUNTY, JULY, JUNE, YONGZHOU, county, yongzhou

NOT_FIGURES = re.compile(r"\d{4}年|\d+(—\d+)?月|\d+日|2型|65岁|[表图]\d+ ")
"""Digits of days and names."""


@cache
def report(name: str):
    if name == "county":
        return draft(county(), COUNTY.code, JUNE, issued=date(2025, 7, 5))
    return draft(yongzhou(), YONGZHOU.code, JULY, issued=date(2019, 8, 5))


@cache
def made(name: str) -> bytes:
    return document(report(name))


def opened(name: str):
    return docx.Document(io.BytesIO(made(name)))


def text_of(element) -> str:
    return "".join(t.text or "" for t in element.iter(qn("w:t")))


def body_and_annex(document):
    """The paragraphs of the report itself and of the annex, those in tables too."""
    paragraphs = list(document.element.body.iter(qn("w:p")))
    start = next(i for i, p in enumerate(paragraphs) if text_of(p) == "附件")
    return paragraphs[:start], paragraphs[start:]


@pytest.mark.parametrize("name", ["county", "yongzhou"])
def test_every_number_is_linked_and_every_link_arrives(name):
    document = opened(name)
    body, _ = body_and_annex(document)
    for paragraph in body:
        loose = "".join(text_of(run) for run in paragraph.findall(qn("w:r")))
        assert not re.search(r"\d", NOT_FIGURES.sub("", loose)), text_of(paragraph)
    links = [link.get(qn("w:anchor")) for link in document.element.body.iter(qn("w:hyperlink"))]
    marks = [mark.get(qn("w:name")) for mark in document.element.body.iter(qn("w:bookmarkStart"))]
    assert len(links) > 20
    assert set(links) <= set(marks)
    assert len(marks) == len(set(marks))
    assert {bookmark(entry.id) for entry in report(name).entries()} == set(marks)
    assert all(re.fullmatch(r"[A-Z]_\w{1,38}", mark) for mark in marks)


def test_a_link_arrives_at_the_row_of_its_figure():
    document = opened("yongzhou")
    (link,) = [a for a in document.element.body.iter(qn("w:hyperlink")) if text_of(a) == "72.89%"][:1]
    row = next(
        mark.getparent()
        for mark in document.element.body.iter(qn("w:bookmarkStart"))
        if mark.get(qn("w:name")) == link.get(qn("w:anchor"))
    )
    while row.tag != qn("w:tr"):
        row = row.getparent()
    assert "3275÷4493=72.89%" in text_of(row)
    assert link.get(qn("w:tooltip")).startswith("F-")


def test_links_look_like_their_surroundings():
    for link in opened("county").element.body.iter(qn("w:hyperlink")):
        assert all(run.find(qn("w:rPr")) is None for run in link.iter(qn("w:r")))


@pytest.mark.parametrize("name", ["county", "yongzhou"])
def test_nothing_of_the_template_is_left(name):
    with zipfile.ZipFile(io.BytesIO(made(name))) as archive:
        for part in archive.namelist():
            if part.endswith(".xml"):
                text = archive.read(part).decode()
                assert not re.search(r"{{|{%|}}|%}", text) or part.startswith("customXml/"), part
                assert "None" not in text and "Fraction(" not in text


def test_the_text_is_that_of_the_draft():
    said = [text_of(p) for p in opened("county").element.body.iter(qn("w:p"))]
    for chapter in report("county").chapters:
        for part in chapter.parts:
            assert not part.heading or any(text.endswith(f"）{part.heading}") for text in said)
            for block in part.blocks:
                if hasattr(block, "text"):
                    assert words(block.text) in said
    assert "一、总体情况" in said and "（一）居民健康档案管理" in said


def test_the_same_report_gives_the_same_bytes():
    again = draft(county(), COUNTY.code, JUNE, issued=date(2025, 7, 5))
    assert document(again) == made("county")
    with zipfile.ZipFile(io.BytesIO(made("county"))) as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {layout.EPOCH}
        assert archive.namelist()[0] == "[Content_Types].xml"


def test_the_facts_are_inside():
    data = embedded(io.BytesIO(made("yongzhou")))
    entries = {entry["id"]: entry for entry in data["entries"]}
    assert set(entries) == {entry.id for entry in report("yongzhou").entries()}
    (followed,) = [entry for entry in entries.values() if entry.get("indicator") == "rate.prenatal_followed"]
    assert Fraction(followed["value"]) == Fraction(3275 * 100, 4493)
    assert (followed["as_of"], followed["snapshot"]) == ("2019-07-31", yongzhou().snapshot)
    assert embedded(io.BytesIO(layout.template())) is None


def test_the_annex_has_definition_sets_and_snapshot():
    _, annex = body_and_annex(opened("county"))
    text = "\n".join(map(text_of, annex))
    fact = county().fact("hypertension.standard_progress", COUNTY.code, JUNE)
    for said in (
        fact.id,
        fact.definition,
        "口径：进度口径",
        "5513÷7465=73.85%",
        "应访季度未访 978；未体检 974；规范* 5513",
        "2025-06-30",
        fact.snapshot,
        "国家基本公共卫生服务规范（第三版）",
    ):
        assert said in text
    assert not re.search(r"[\u4e00-\u9fff][(,:;]|[(,:;][\u4e00-\u9fff]", text)


def test_tables_repeat_their_head_and_put_numbers_right():
    document = opened("county")
    for table in document.tables:
        heads = [row for row in table._tbl.tr_lst if row.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None]
        assert heads and heads[0] is table._tbl.tr_lst[0]
        assert sum(column.width for column in table.columns) <= Mm(156.5)
    by_unit = document.tables[1]
    assert by_unit.rows[2].cells[1].paragraphs[0].style.name == "公文表格数字"
    assert document.styles["公文表格数字"].paragraph_format.alignment == 2


def test_the_chart_is_described():
    (inline,) = opened("county").element.body.iter(qn("wp:inline"))
    described = inline.docPr.get("descr")
    assert described.startswith("条形图：各乡镇老年人健康管理率。复兴乡62.47%")
    assert "目标值70%" in described
    assert inline.extent.cx == Mm(156)


def test_words_with_markup_signs_are_words():
    book = yongzhou()
    book = replace(book, listed=(replace(book.listed[0], name="<b>A&B</b>{{ 标题 }}"), *book.listed[1:]))
    text = document(draft(book, YONGZHOU.code, JULY, issued=JULY))
    said = [text_of(p) for p in docx.Document(io.BytesIO(text)).element.body.iter(qn("w:p"))]
    assert "（一）<b>A&B</b>{{ 标题 }}" in said


def test_the_page_is_that_of_official_documents():
    document = opened("county")
    for section in document.sections:
        assert abs(section.page_width - Mm(210)) < Mm(0.1) and abs(section.page_height - Mm(297)) < Mm(0.1)
        assert abs(section.top_margin - Mm(37)) < Mm(0.1) and abs(section.left_margin - Mm(28)) < Mm(0.1)
        assert abs(section.page_width - section.left_margin - section.right_margin - Mm(156)) < Mm(0.1)
        assert abs(section.page_height - section.top_margin - section.bottom_margin - Mm(225)) < Mm(0.1)
        assert section.footer.paragraphs[0].text.startswith("— ")
        assert section.footer.paragraphs[0].style.name == "公文单页码"
        assert section.even_page_footer.paragraphs[0].style.name == "公文双页码"
    assert document.settings.odd_and_even_pages_header_footer
    body = document.styles["公文正文"]
    assert (body.font.size, body.paragraph_format.line_spacing) == (Pt(16), Pt(28))
    assert body.element.pPr.ind.get(qn("w:firstLineChars")) == "200"
    fonts = {
        name: document.styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("公文标题", "公文正文", "公文一级标题", "公文二级标题")
    }
    assert fonts == {"公文标题": "方正小标宋简体", "公文正文": "仿宋", "公文一级标题": "黑体", "公文二级标题": "楷体"}
    assert document.styles.element.find(f".//{qn('w:lang')}").get(qn("w:eastAsia")) == "zh-CN"


def test_the_properties_name_the_report_not_the_machine():
    properties = opened("county").core_properties
    assert properties.title == "关于2025年1—6月卫生健康重点工作进展情况的汇报"
    assert properties.author == properties.last_modified_by == "清源县卫生健康局"
    assert (properties.created.date(), properties.modified.date()) == (date(2025, 7, 5), date(2025, 7, 5))


def test_the_shipped_template_is_the_declared_one():
    assert TEMPLATE.read_bytes() == layout.template()
