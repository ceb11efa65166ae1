"""Word files: the text of what a reader sees, and where it stands."""

import pytest

from gongwei.checker.reading import read_bytes
from gongwei.checker.reading.document import Link
from gongwei.checker.reading.refusal import Unreadable
from gongwei.checker.reading.word import JOINT, OBJECT, read_word
from tests.checker.packages import box, cell, docx, field, note, paragraph, run, table, unzipped, zipped


def text(*body: str, **given) -> str:
    return read_word(docx(*body, **given)).text


def test_paragraphs_and_tables_in_their_order():
    assert text("一、总体情况", paragraph("完成", "480", "人。"), table(["甲", "1"], ["乙", "2"]), "说明") == (
        "一、总体情况\n完成480人。\n甲\t1\n乙\t2\n说明")


def test_a_document_of_a_process_of_its_own_is_the_same():
    content = docx("完成480人。", table(["甲", "1"]), paragraph("<w:hyperlink w:anchor='F_1'>" + run("99") + "</w:hyperlink>"))
    assert read_bytes(content) == read_word(content)


@pytest.mark.parametrize(("content", "seen"), [
    ("<w:ins>" + run("甲") + "</w:ins><w:del><w:r><w:delText>乙</w:delText></w:r></w:del>", "甲"),
    ("<w:moveFrom>" + run("甲") + "</w:moveFrom><w:moveTo>" + run("乙") + "</w:moveTo>", "乙"),
    ("<w:hyperlink>" + run("甲") + "</w:hyperlink><w:smartTag>" + run("乙") + "</w:smartTag>", "甲乙"),
    ("<w:sdt><w:sdtPr/><w:sdtContent>" + run("甲") + "</w:sdtContent></w:sdt>", "甲"),
    (field(' PAGE \\* MERGEFORMAT ', "7"), "7"),
    (field(" IF " + "1", "甲").replace("</w:instrText></w:r>", "</w:instrText></w:r>" + field("REF x", "乙"), 1), "甲"),
    ("<w:fldSimple w:instr='PAGE'>" + run("7") + "</w:fldSimple>", "7"),
    (run("隐", "<w:vanish/>") + run("显", '<w:vanish w:val="0"/>'), "显"),
    ("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:noBreakHyphen/><w:t>丙</w:t><w:softHyphen/><w:t>丁</w:t></w:r>", f"甲{JOINT}乙-丙丁"),
    ("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r>", "甲\n乙"),
    ("<w:r><w:t>1\n2\t3\u20284</w:t></w:r>", "1 2 3 4"),
    (run("1") + "<m:oMath><m:r><m:t>23</m:t></m:r></m:oMath>" + run("4"), f"1{OBJECT}4"),
    ("<w:r><w:ruby><w:rt>" + run("gong") + "</w:rt><w:rubyBase>" + run("公") + "</w:rubyBase></w:ruby></w:r>", "公"),
    ("<w:r><w:sym w:font='Wingdings' w:char='F0FE'/></w:r>" + run("是"), f"{OBJECT}是"),
    ("<!-- 甲 -->" + run("乙") + "<?x 丙?>", "乙"),
])  # fmt: skip
def test_what_is_seen_of_a_paragraph(content, seen):
    assert text(f"<w:p>{content}</w:p>") == seen


def test_a_deleted_end_of_a_paragraph_joins_it_to_the_next():
    first = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + run("完成480") + "</w:p>"
    assert text(first, "人。", "下一段") == "完成480人。\n下一段"
    assert text(table([cell(first, "人"), "1"])) == "完成480人\t1"


def test_merged_cells_are_said_once_and_keep_the_grid():
    merged, more = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    assert text(table(
        [cell("合并", properties=merged), cell("宽", properties='<w:gridSpan w:val="2"/>'), "尾"],
        [cell("不见", properties=more), "1", "2", "3"],
    )) == "合并\t宽\t\t尾\n\t1\t2\t3"  # fmt: skip


def test_a_deleted_row_and_a_shifted_row():
    rows = table(["甲", "1"], ["乙", "2"], ["丙", "3"]).split("<w:tr>")
    rows[2] = "<w:trPr><w:del/></w:trPr>" + rows[2]
    rows[3] = '<w:trPr><w:gridBefore w:val="1"/><w:gridAfter w:val="1"/></w:trPr>' + rows[3]
    assert text("<w:tr>".join(rows)) == "甲\t1\n\t丙\t3\t"


def test_cells_of_several_paragraphs_and_nested_tables():
    inner = table(["内", "9"])
    document = read_word(docx(table([cell("甲", "乙"), cell("", inner, "丙")], ["丁", "戊"]), table(["己", "1"])))
    assert document.text == f"甲{JOINT}乙\t丙\n丁\t戊\n\n内\t9\n\n己\t1"
    assert document.place(document.text.index("内")) == "表2第1行第1列"
    assert document.place(document.text.index("1")) == "表3第1行第2列"


def test_a_frame_around_text_is_no_table():
    document = read_word(docx(table([cell("甲段", "乙段", table(["1", "2"]))]), "丙段"))
    assert document.text == "甲段\n乙段\n1\t2\n丙段"
    assert document.place(document.text.index("丙")) == "第3段"


def test_what_stands_beside_the_body():
    one, two = (f'<w:footnote w:id="{id}">{paragraph(said)}</w:footnote>' for id, said in ((2, "注二"), (3, "注三")))
    document = read_word(docx(
        paragraph("正文", note("footnote", 3), note("footnote", 2), note("endnote", 1), box(paragraph("框内"), paragraph("框尾"))),
        "再一段",
        parts={"header1": paragraph("眉"), "footer1": table(["脚", "1"]), "header2": paragraph("未用"),
               "footnotes": one + two + '<w:footnote w:id="0">' + paragraph("不见") + "</w:footnote>",
               "endnotes": f'<w:endnote w:id="1">{paragraph("尾注")}</w:endnote>'},
    ))  # fmt: skip
    lines = ["正文", "", "框内", "框尾", "再一段", "", "注三", "", "注二", "", "尾注", "", "眉", "", "脚\t1", "", "未用"]
    assert document.text.split("\n") == lines
    places = {"框": "第1段的文本框", "再": "第2段", "注三": "脚注1", "注二": "脚注2", "尾": "尾注1", "眉": "页眉", "脚": "页脚"}
    for start, place in places.items():
        at = document.text.index("尾注" if start == "尾" else start)
        assert document.place(at) == place, start


def test_places_count_what_people_count():
    document = read_word(docx("甲", "", " ", "乙", table(["丙", "丁"], ["戊", "己"]), "庚"))
    where = {sign: document.place(document.text.index(sign)) for sign in "甲乙丙己庚"}
    assert where == {"甲": "第1段", "乙": "第2段", "丙": "表1第1行第1列", "己": "表1第2行第2列", "庚": "第3段"}
    assert document.place(0, len(document.text)) == "第1段至第3段"
    assert document.place(0, 1) == "第1段"


def test_links_within_the_document():
    document = read_word(docx(paragraph(
        "率", f'<w:hyperlink w:anchor="F_a">{run("99")}{run("%")}</w:hyperlink>', "和", field(' HYPERLINK  \\l "F_b" \\o "x"', "480"),
        '<w:hyperlink w:anchor="F_c"></w:hyperlink>', field(' HYPERLINK "https://example.org"', "别处"))))  # fmt: skip
    assert document.links == (Link(1, 4, "F_a"), Link(5, 8, "F_b"))
    assert document.text == "率99%和480别处"


def test_the_facts_of_an_issued_document():
    item = b'<facts xmlns="urn:gongwei:facts:1">{"entries":[]}</facts>'
    members = {"customXml/item1.xml": b"<other/>", "customXml/item2.xml": b"<broken", "customXml/item3.xml": item}
    assert read_word(docx("甲", members=members)).facts == '{"entries":[]}'
    assert read_word(docx("甲")).facts is None


def test_a_strict_document_reads_the_same():
    members = unzipped(docx("完成480人。", table(["甲", "1"])))
    strict = {name: content.replace(b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                                    b"http://purl.oclc.org/ooxml/officeDocument/relationships")
              .replace(b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                       b"http://purl.oclc.org/ooxml/wordprocessingml/main") for name, content in members.items()}  # fmt: skip
    assert read_word(zipped(strict)).text == "完成480人。\n甲\t1"


def test_a_document_without_text():
    with pytest.raises(Unreadable) as refused:
        read_word(docx("", " "))
    assert refused.value.reason == "empty"
