"""PDF files: lines put together to the paragraphs and tables that were printed."""

import pytest

from gongwei.checker.reading import Unreadable, read_bytes
from gongwei.checker.reading.pdf import PAGE_NUMBER, read_pdf
from tests.checker.pdfs import LEFT, SIZE, STEP, TOP, assembled, laid, pdf

PROSE = [
    "2019年,全市共为484名孕产妇开展免费筛查,其中480人完成规范检查,完成率99.38%,较上年同期提高12.35个百分点。",
    "二是完成任务。",
    "三是全市共有AB CD家医疗机构参加,其中公立医院12家、民营医院9家、乡镇卫生院103家、村卫生室1864所,覆盖全部行政村。",
]


def test_lines_of_a_page_are_joined_to_its_paragraphs():
    assert read_pdf(pdf(laid(PROSE))).text.split("\n") == PROSE


def test_a_document_of_a_process_of_its_own_is_the_same():
    content = pdf(laid(PROSE), [], laid(PROSE[1:2]), compressed=True)
    assert read_bytes(content) == read_pdf(content)


def test_a_paragraph_goes_on_over_the_page_without_the_page_number():
    words = laid(PROSE[:1])
    foot = [(280.0, 40.0, "— 1 —")]
    document = read_pdf(pdf(words[:1] + foot, [(LEFT, TOP, words[1][2]), *foot], laid(PROSE[1:2])))
    assert document.text.split("\n") == PROSE[:2]
    assert [document.place(document.text.index(said)) for said in ("2019", "规范", "二是")] == ["第1页", "第2页", "第3页"]
    assert document.place(0, len(PROSE[0])) == "第1页至第2页"


def test_running_titles_are_said_once():
    pages = [[(LEFT, TOP + 40, "某市卫生健康工作简报"), *laid([f"第{number}句话。"])] for number in "一二三"]
    assert read_pdf(pdf(*pages)).text.split("\n") == ["某市卫生健康工作简报", "第一句话。", "第二句话。", "第三句话。"]


def test_a_heading_begins_a_line_of_its_own():
    full = "全市各级医疗卫生机构认真落实各项工作任务要求取得成效" + "好"
    words = [(LEFT, TOP, full), (LEFT, TOP - STEP, "一、总体情况"), (LEFT, TOP - 2 * STEP, "(二)下一步")]
    assert read_pdf(pdf(words)).text.split("\n") == [full, "一、总体情况", "(二)下一步"]


def test_rows_of_a_table_keep_their_columns():
    rows = [["单位", "任务数", "完成率"], ["甲县", "1200", "91.67%"], ["乙县", "", "90.00%"], ["合计", "2300", "90.91%"]]
    words = [(LEFT + 120 * x, TOP - STEP * y, said) for y, row in enumerate(rows) for x, said in enumerate(row) if said]
    assert read_pdf(pdf(words)).text.split("\n") == ["\t".join(row) for row in rows]


def test_blanks_that_are_written_stay_and_guessed_ones_beside_chinese_go():
    words = [(LEFT, TOP, "完成"), (LEFT + 2.6 * SIZE, TOP, "480"), (LEFT + 4.6 * SIZE, TOP, "人"), (LEFT, TOP - STEP, "A B"),
             (LEFT, TOP - 3 * STEP, "AB"), (LEFT + 1.4 * SIZE, TOP - 3 * STEP, "CD")]  # fmt: skip
    assert read_pdf(pdf(words)).text.split("\n") == ["完成480人", "A B", "AB CD"]


@pytest.mark.parametrize(("above", "below"), [("1-", "7月完成"), ("F-", "HM6号")])
def test_a_hyphen_at_the_end_of_a_line_stays(above, below):
    full = "全市各级医疗卫生机构认真落实各项工作任务要求取得成" + above
    said = read_pdf(pdf([(LEFT, TOP, full), (LEFT, TOP - STEP, below)])).text
    assert said.replace(" ", "") == full + below


def test_pages_without_text_are_named():
    document = read_pdf(pdf(laid(["甲"]), [], laid(["乙"]), []))
    assert document.blank == (2, 4)


@pytest.mark.parametrize("content", [pdf([]), pdf([], [])])
def test_a_scan_is_refused(content):
    with pytest.raises(Unreadable) as refused:
        read_bytes(content)
    assert refused.value.reason == "scan" and "扫描件" in str(refused.value)


def test_writing_without_a_table_of_signs_is_refused():
    with pytest.raises(Unreadable) as refused:
        read_bytes(pdf(laid(["\ue000\ue001\ue002\ue003甲乙"])))
    assert refused.value.reason == "garbled"


def test_a_locked_file_is_refused():
    content = pdf(laid(["甲"])).partition(b"xref")[0].split(b"endobj\n")
    objects = [part.partition(b"obj\n")[2].strip() for part in content if b"obj\n" in part]
    lock = b"/Encrypt<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>/ID[<00><00>]" % (b"ab" * 32, b"cd" * 32)
    with pytest.raises(Unreadable) as refused:
        read_bytes(assembled(objects, lock))
    assert refused.value.reason == "locked"


@pytest.mark.parametrize("said", ["— 1 —", "-12-", "3", "第3页", "第 3 页 共 10 页", "第3页/共10页", "3 / 10"])
def test_page_numbers(said):
    assert PAGE_NUMBER.fullmatch(said)


@pytest.mark.parametrize("said", ["480人", "2019年", "12345", "3.5", "第3页表"])
def test_no_page_numbers(said):
    assert not PAGE_NUMBER.fullmatch(said)
