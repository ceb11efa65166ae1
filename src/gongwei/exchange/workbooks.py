"""Tables written for people, which can be read again: XLSX with widths, a header that stays, formats; or CSV."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

INTEGER, DECIMAL, DAY = "#,##0", "#,##0.####", "yyyy-mm-dd"
LANDSCAPE, A4 = "landscape", 9


Headings = Sequence[tuple[str, int]]
"""Each with its width in characters."""
Rows = Iterable[Sequence[object]]


def write_table(path: Path, title: str, headings: Headings, rows: Rows, frozen: int = 0) -> None:
    """A table: CSV if the path ends so, else a workbook with one sheet, of which the header and so many columns stay in sight."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(heading for heading, _width in headings)
            writer.writerows([as_text(value) for value in row] for row in rows)
    else:
        write_workbook(path, title, headings, rows, frozen)


def write_workbook(path: Path, title: str, headings: Headings, rows: Rows, frozen: int) -> None:
    """A workbook with one sheet, ready to print."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = title
    on_top, wrapped = Alignment(vertical="top"), Alignment(vertical="top", wrap_text=True)
    for column, (heading, width) in enumerate(headings, 1):
        cell = sheet.cell(1, column, heading)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", start_color="DDE7F0")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(column)].width = width + 2
    for line, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            put(sheet.cell(line, column), value)
            sheet.cell(line, column).alignment = wrapped if isinstance(value, str) else on_top
    sheet.freeze_panes = sheet.cell(2, frozen + 1)
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = LANDSCAPE, A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    book.save(path)


def put(cell, value: object) -> None:
    """A value in a cell. Text stays text, also when it looks like a formula; a number that a workbook cannot hold exactly
    is written as text."""
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value()
        exact = Decimal(repr(float(value))) == value
        value, cell.number_format = (float(value) if exact else as_text(value)), INTEGER if whole else DECIMAL
    elif isinstance(value, date):
        cell.number_format = DAY
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def as_text(value: object) -> str:
    """A value as CSV holds it; nothing for None."""
    match value:
        case None:
            return ""
        case Decimal():
            return f"{value.normalize():f}"
        case _:
            return str(value)
