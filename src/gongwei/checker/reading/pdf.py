"""PDF files with a text layer: characters with their places on the page, put together to lines, tables and paragraphs.

PDFium (pypdfium2) gives the characters; what follows from where they stand is decided here. A line goes on in the next
one when the next word would not have fitted behind it and the next line is not indented. No character is added except
the tab between two cells and the blank between two Latin words at the end of a line; the blanks that PDFium guesses
beside Chinese characters, and page numbers, are left out.
"""

import ctypes
import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

from .document import LONGEST, OTHER_BREAKS, Document, Place
from .refusal import Unreadable

CELL_GAP = 0.8
"""Blank space, in sizes of the writing, that parts two cells of a row."""
INDENT = 1.2
"""Beginning so many sizes of the writing to the right of the margin a line begins a paragraph."""
SLACK = 0.6
"""Sizes of the writing that a full line may be short of the margin beside what would not have fitted."""
LEAP = 2.2
"""Distance of two lines, in their usual distance, from which on they do not belong together."""
LEAST_RIGHT = 0.7
"""Share of the page's width that the right margin of a text lies beyond."""
FEW = 6
"""Lines of a page from which on they tell its margins; of fewer, all pages together do."""
REPEATED = 3
"""So many pages with the same first or last line: a running title, said once."""
PAGE_NUMBER = re.compile(r"[-—–−―·\s]*(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*[/,,]?\s*共\s*\d{1,4}\s*页|\s*/\s*\d{1,4})?[-—–−―·\s]*")
HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、|[((][一二三四五六七八九十]{1,3}[))]|第[一二三四五六七八九十]{1,3}[章节条]")
WORD = re.compile(r"[!-~]+|.[、。,;:!?)」』】》”’]*", re.DOTALL)
"""What a line end does not divide."""
LATIN = re.compile(r"[0-9A-Za-z]")
MOST_PAGES = 3_000
GARBLED = 0.3
"""Share of characters without a meaning from which on the text is none."""


@dataclass
class Glyph:
    """A character and its box on the page, from the lower left, in points."""

    sign: str
    left: float
    bottom: float
    right: float
    top: float


@dataclass
class Line:
    """Characters side by side, and what they say: cells, the place of each, their size."""

    glyphs: list[Glyph]
    cells: list[tuple[float, float, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.size = median(glyph.top - glyph.bottom for glyph in self.glyphs) or 1.0
        self.left, self.right = self.glyphs[0].left, self.glyphs[-1].right
        self.bottom = median(glyph.bottom for glyph in self.glyphs)
        self.top = median(glyph.top for glyph in self.glyphs)
        self.cells = self._cells()
        self.text = "\t".join(said for _, _, said in self.cells)

    def _cells(self) -> list[tuple[float, float, str]]:
        cells, said, start, before = [], "", self.left, None
        for glyph in self.glyphs:
            if before and glyph.left - before.right > CELL_GAP * self.size:
                cells.append((start, before.right, said.strip()))
                said, start = "", glyph.left
            said, before = said + glyph.sign, glyph
        return [*cells, (start, before.right, said.strip())]

    def beside(self, other: "Line") -> bool:
        """Whether another line goes on to the right of this one at the same height."""
        shared = min(self.top, other.top) - max(self.bottom, other.bottom)
        return shared > 0.6 * min(self.size, other.size) and other.left >= self.right - 0.2 * self.size


@dataclass
class Page:
    """The lines of a page and the margins of its text."""

    number: int
    width: float
    lines: list[Line]

    def __post_init__(self) -> None:
        prose = self.prose()
        self.left = min((line.left for line in prose), default=self.width)
        self.right = max(self.width * LEAST_RIGHT, *(line.right for line in prose), 0.0)
        steps = [step for above, below in pairwise(prose) if (step := above.bottom - below.bottom) > 0]
        self.step = median(steps) if steps else 0.0

    def prose(self) -> list[Line]:
        """The lines that are not rows of a table."""
        return [line for line in self.lines if len(line.cells) == 1]


def read_pdf(content: bytes) -> Document:
    """A .pdf as a document."""
    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("locked" if error.err_code == pdfium.FPDF_ERR_PASSWORD else "damaged") from error
    if len(pdf) > MOST_PAGES:
        raise Unreadable("too_long")
    pages, length = [], 0
    for number in range(len(pdf)):
        pages.append(page_of(pdf, number))
        length += sum(len(line.glyphs) for line in pages[-1].lines)
        if length > LONGEST:
            raise Unreadable("too_long")
    if not length:
        raise Unreadable("scan" if len(pdf) else "empty")
    signs = [glyph.sign for page in pages for line in page.lines for glyph in line.glyphs]
    if sum(sign == "\ufffd" or "\ue000" <= sign <= "\uf8ff" for sign in signs) > GARBLED * len(signs):
        raise Unreadable("garbled")
    share_margins(pages)
    blank = tuple(page.number for page in pages if not page.lines)
    without_running_titles(pages)
    text, places = written(pages)
    return Document(text, tuple(places), "pdf", blank)


def share_margins(pages: list[Page]) -> None:
    """Give pages with few lines the margins of all pages as wide as they."""
    margins: dict[float, tuple[float, float]] = {}
    for page in pages:
        left, right = margins.get(page.width, (page.left, page.right))
        margins[page.width] = min(left, page.left), max(right, page.right)
    for page in pages:
        if len(page.prose()) < FEW:
            page.left, page.right = margins[page.width]


def page_of(pdf: pypdfium2.PdfDocument, number: int) -> Page:
    """A page, its lines in PDFium's order; one that cannot be read has none."""
    try:
        page = pdf[number]
        width, rows = page.get_width(), glyphs_of(page.get_textpage())
        page.close()
    except pypdfium2.PdfiumError:
        return Page(number + 1, 0.0, [])
    lines: list[Line] = []
    for row in rows:
        line = Line(row)
        if lines and lines[-1].beside(line):
            lines[-1] = Line(lines[-1].glyphs + row)
        else:
            lines.append(line)
    return Page(number + 1, width, lines)


def glyphs_of(text) -> list[list[Glyph]]:
    """The characters of a page, a list per line, without blanks at the ends and those that PDFium guessed."""
    rows: list[list[Glyph]] = [[]]
    box, pending = pdfium.FS_RECTF(), ""
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, index)
        sign = chr(code) if code < 0xD800 or 0xE000 <= code < 0x110000 else "\ufffd"
        if sign in "\r\n":
            rows, pending = [*rows, []] if rows[-1] else rows, ""
        elif sign == " " and pdfium.FPDFText_IsGenerated(text, index) == 1:
            pending = " "
        elif sign not in HYPHENS and sign != "\t" and sign < " ":
            continue
        else:
            if not pdfium.FPDFText_GetLooseCharBox(text, index, ctypes.byref(box)):
                continue
            sign = sign.translate(BLANKS)
            row = rows[-1]
            if pending and row and LATIN.match(row[-1].sign) and LATIN.match(sign):
                row.append(Glyph(" ", row[-1].right, row[-1].bottom, row[-1].right, row[-1].top))
            row.append(Glyph(sign, box.left, box.bottom, box.right, box.top))
            pending = ""
    return [trimmed for row in rows if (trimmed := trim(row))]


HYPHENS = "\x02\ufffe"
"""What PDFium says for a hyphen at the end of a line; in Chinese it divides no word and stays."""
BLANKS = OTHER_BREAKS | {0x09: "\u3000", 0xA0: " "} | {ord(sign): "-" for sign in HYPHENS}


def trim(row: list[Glyph]) -> list[Glyph]:
    """A row without blanks at its ends."""
    full = [i for i, glyph in enumerate(row) if not glyph.sign.isspace()]
    return row[full[0] : full[-1] + 1] if full else []


def without_running_titles(pages: list[Page]) -> None:
    """Take away page numbers, and all but the first of the lines that stand first or last on several pages."""
    ends = Counter(said for page in pages for said in {line.text for line in (page.lines[:1] + page.lines[-1:])})
    seen: set[str] = set()
    for page in pages:
        kept = []
        for line in page.lines:
            if line in (page.lines[0], page.lines[-1]):
                if PAGE_NUMBER.fullmatch(line.text):
                    continue
                if ends[line.text] >= REPEATED:
                    if line.text in seen:
                        continue
                    seen.add(line.text)
            kept.append(line)
        page.lines = kept


def written(pages: list[Page]) -> tuple[str, list[tuple[int, Place]]]:
    """The lines as paragraphs and tables, and where each page begins."""
    pieces: list[str] = []
    places: list[tuple[int, Place]] = []
    length, before = 0, None
    for page in pages:
        for line, said in tabled(page.lines):
            if before is None:
                joint = ""
            elif goes_on(*before, line, page):
                joint = " " if LATIN.match(before[0].text[-1:]) and LATIN.match(said[:1]) else ""
            else:
                joint = "\n"
            pieces += [joint, said]
            length += len(joint)
            if not places or places[-1][1] != ("page", page.number):
                places.append((length, ("page", page.number)))
            length += len(said)
            before = (line, page)
    return "".join(pieces), places


def goes_on(line: Line, page: Page, next: Line, next_page: Page) -> bool:
    """Whether a paragraph continues from one line to the next."""
    if len(line.cells) > 1 or len(next.cells) > 1 or abs(line.size - next.size) > 0.15 * line.size:
        return False
    if HEADING.match(next.text) or next.left - next_page.left > INDENT * next.size:
        return False
    if page is next_page and page.step and not 0 <= line.bottom - next.bottom <= LEAP * page.step:
        return False
    word = WORD.match(next.text)
    needed = sum(glyph.right - glyph.left for glyph in next.glyphs[: len(word[0]) if word else 1])
    return page.right - line.right < needed + SLACK * line.size


def tabled(lines: list[Line]) -> list[tuple[Line, str]]:
    """Lines and what they say: rows that follow each other with their cells in the same columns."""
    found: list[tuple[Line, str]] = []
    rows: list[Line] = []
    for line in [*lines, None]:
        if line is not None and len(line.cells) > 1:
            rows.append(line)
            continue
        found += [(row, said) for row, said in zip(rows, columns(rows), strict=True)]
        rows = []
        if line is not None:
            found.append((line, line.text))
    return found


def columns(rows: list[Line]) -> list[str]:
    """Rows as text, each cell in the column of the fullest row that it stands in; as they are where two would meet."""
    if not rows:
        return []
    model = max(rows, key=lambda row: len(row.cells)).cells
    placed = []
    for row in rows:
        cells = [""] * len(model)
        for left, right, said in row.cells:
            middle = (left + right) / 2
            column = min(range(len(model)), key=lambda i: abs((model[i][0] + model[i][1]) / 2 - middle))
            if cells[column]:
                return [row.text for row in rows]
            cells[column] = said
        placed.append("\t".join(cells))
    return placed
