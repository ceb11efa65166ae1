"""The sheet is one page; tables on turned pages stay within them, and none of their pages is empty."""

import subprocess

import pytest

from gongwei.reports.document import document
from gongwei.reports.rendering import to_pdf
from tests.reports.papers import PAPERS

pytestmark = pytest.mark.rendering


def pages(folder, name: str) -> list[str]:
    """The text of each page."""
    (folder / f"{name}.docx").write_bytes(document(PAPERS[name]()))
    made = to_pdf(folder / f"{name}.docx", folder)
    said = subprocess.run(["pdftotext", "-layout", made, "-"], check=True, capture_output=True, text=True).stdout
    return ["".join(page.split()) for page in said.split("\f")[:-1]]


def test_the_sheet_is_one_page(tmp_path):
    first, second, *_ = pages(tmp_path, "sheet")
    assert first.startswith("清源县卫生健康重点工作一页纸") and "三、提请决定的事项" in first and first.endswith("—1—")
    assert second.startswith("附件数据来源附表")


def test_the_payment_table_is_one_turned_page(tmp_path):
    said = pages(tmp_path, "payment")
    table = next(page for page in said if page.startswith("附件1"))
    assert "-186,731.15" in table and "合计" in table and "2,431,525.50" in table
    assert said[said.index(table) + 1].startswith("附件2")
    assert all(len(page) > 30 for page in said)
