"""Tables as they come: encodings, quotation marks, ragged rows, damage."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook

from gongwei.exchange.headers import find_columns
from gongwei.exchange.sheets import Unreadable, open_sheet

CELLS = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0\r"), max_size=8)
ROW = st.lists(CELLS, min_size=3, max_size=3).filter(lambda row: any(cell.strip() for cell in row))
ROWS = st.lists(ROW, max_size=30)


def opened(path, content: bytes, size: int = 4):
    path.write_bytes(content)
    sheet = open_sheet(path, size)
    rows, broken = [], []
    for batch in sheet.batches:
        rows += zip(batch.lines, *batch.columns, strict=True)
        broken += batch.broken
    return sheet.header, rows, [line for line, _reason in broken]


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("sheets") / "x.csv"


@given(ROWS, st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_what_was_written_is_read(path, rows, encoding, end, everything_quoted):
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator=end, quoting=csv.QUOTE_ALL if everything_quoted else csv.QUOTE_MINIMAL)
    writer.writerows([["编号", "b", "c"], *rows])
    content = stream.getvalue().encode(encoding)
    header, found, broken = opened(path, content)
    if encoding == "gb18030" and decodes_as_utf8(content):
        return  # bytes that are both: nobody can know
    assert header == ("编号", "b", "c")
    assert [tuple(row) for row in rows] == [row[1:] for row in found]
    assert not broken
    lines = [line for line, *_cells in found]
    assert lines == sorted(set(lines)) and all(line >= 2 for line in lines)
    reader = csv.reader(io.StringIO(stream.getvalue(), newline=""))
    starts = [reader.line_num + 1 for _row in reader]
    assert lines == starts[: len(rows)]


def decodes_as_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


@given(st.binary(max_size=300) | st.text(alphabet='",\n\r;\t a1', max_size=300).map(str.encode))
@example(b'a,b\n"1,2\n3,4\n')
@example(b'a,b\n1,"2"x"\n3,4\n')
def test_nothing_else_than_unreadable_is_raised(path, content):
    try:
        _header, rows, broken = opened(path, content)
    except Unreadable:
        return
    assert len({line for line, *_cells in rows} | set(broken)) == len(rows) + len(broken)


@pytest.mark.parametrize(
    ("content", "rows", "broken"),
    [
        ("a,b\n1,2\n3,4", [(2, "1", "2"), (3, "3", "4")], []),
        ("a,b\n\n1,2\n,\n \n3,4\n\n", [(3, "1", "2"), (6, "3", "4")], []),
        ("a,b\n1\n2,3,\n4,5,6\n", [(2, "1", ""), (3, "2", "3")], [4]),
        ('a,b\n"1\n1",2\n3,4\n', [(2, "1\n1", "2"), (4, "3", "4")], []),
        ("a,b\n1,\0\n3,4\n", [(3, "3", "4")], [2]),
        ("a;b\n1;2\n", [(2, "1", "2")], []),
        ("a\tb,c\td\n1\t2\t3\n", [(2, "1", "2", "3")], []),
        ('"a\nz",b\n1,2\n3,4\n', [(3, "1", "2"), (4, "3", "4")], []),
        ("a,b,,\n1,2,,\n", [(2, "1", "2")], []),
        ("a\n1\n\n2\n", [(2, "1"), (4, "2")], []),
        ("a,b\r1,2\r3,4\r", [(2, "1", "2"), (3, "3", "4")], []),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 100])
def test_ragged_and_damaged_rows(path, content, rows, broken, size):
    _header, found, failed = opened(path, content.encode(), size)
    assert (found, failed) == (rows, broken)


@pytest.mark.parametrize("size", [3, 100_000])
@pytest.mark.parametrize("torn", ['"3,4', '3,"4', '3,"4"x', '3,"4"x"'])
@pytest.mark.parametrize("later", [["5,6"], ["5,6", '"7",8'], ["5," + "6" * 40] * 4_000])  # the last: more than the csv module takes as one cell
def test_a_quotation_mark_without_its_pair_costs_one_line(path, size, torn, later):
    lines = ["a,b", "1,2", torn, *later]
    _header, found, failed = opened(path, "\n".join(lines).encode(), size)
    assert failed == [3]
    assert [line for line, *_cells in found] == [2, *range(4, len(lines) + 1)]


@pytest.mark.parametrize("content", [b"", b"\n", b",,\n1,2\n", b"\xff\xfea\x00,\x00b\x00\n\x00", b"a,\xff\xff\n"])
def test_what_is_no_table_is_unreadable(path, content):
    with pytest.raises(Unreadable):
        opened(path, content)


def test_headers_are_found_by_any_of_their_words():
    words = {"id": ("编号",), "sbp": ("收缩压",), "date": ("随访日期", "日期"), "result": ("结果",)}
    found = find_columns((" ID ", "收缩压(mmHg)", "日期*", "附注"), words)
    assert found.positions == {"id": 0, "sbp": 1, "date": 2}
    assert found.unknown == ("附注",)
    with pytest.raises(Unreadable):
        find_columns(("日期", "随访日期"), words)


def test_a_word_belongs_to_the_column_that_claims_it_first():
    assert find_columns(("结果",), {"outcome": ("结果",), "result": ("结果",)}).positions == {"outcome": 0}


def test_numbers_shown_in_percent_are_read_as_they_are_shown(tmp_path):
    sheet = (made := Workbook()).active
    for row in (["目标", "人数"], [0.76, 3], [], [0.285, 0.5]):
        sheet.append(row)
    sheet["A2"].number_format, sheet["A4"].number_format = "0%", "0.0%"
    made.save(tmp_path / "plan.xlsx")
    (batch,) = open_sheet(tmp_path / "plan.xlsx").batches
    assert batch.lines == [2, 4] and batch.columns == [("76%", "28.5%"), ("3", "0.5")]


def test_a_formula_of_which_no_value_was_stored_is_said_to_be_one(tmp_path):
    sheet = (made := Workbook()).active
    for row in (["编号", "目标"], ["1", "=1+1"], ["2", 3]):
        sheet.append(row)
    made.save(tmp_path / "plan.xlsx")
    (batch,) = open_sheet(tmp_path / "plan.xlsx").batches
    assert batch.lines == [3] and batch.broken == [
        (2, "「目标」是公式,文件里没有存下它的数值;请用 Excel 或 WPS 打开并保存后再导入")]  # fmt: skip
