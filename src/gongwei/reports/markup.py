"""Content as WordprocessingML: runs, links to the annex, paragraphs, tables. Strings ready for a template."""

from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from math import ceil

from django.utils.translation import gettext as _
from markupsafe import Markup

from gongwei.facts.fact import Fact

from .content import Column, Number, Table, Text, words
from .derivation import Derived
from .layout import PAGE, TABLE_STYLE, twips
from .template import TemplateError

LONGEST_TOOLTIP = 200
MOST_ROWS_TOGETHER = 12
"""A table of so many rows within the text is not broken across pages."""
SETTINGS = (("公文表头", "公文表格文字", "公文表格数字", 10.5), ("附表表头", "附表文字", "附表数字", 9))
"""The styles of a table's heads, texts and numbers and their size in points: the smaller ones where numbers would break."""
NARROW, SIDES, LEAST_TEXT = 0.56, 6, 4
"""The width of a digit in ems, rather too much; the margins of a cell in points; the ems that a text gets at least."""


class Styles:
    """Ids of a document's styles by their names: offices rename the ids when they save."""

    def __init__(self, document, template: str) -> None:
        self._ids = {style.name: style.style_id for style in document.styles}
        self._template = template

    def __getitem__(self, name: str) -> str:
        if name not in self._ids:
            raise TemplateError(
                self._template, _("缺少样式「%(style)s」,请勿删除或改名(样式的格式可以修改)") % {"style": name}
            )
        return self._ids[name]


def bookmark(entry_id: str) -> str:
    """The bookmark of an entry's row in the annex; Word allows letters, digits and underscores, at most 40."""
    return entry_id.replace("-", "_")


def run(text: str) -> Markup:
    return Markup('<w:r><w:t xml:space="preserve">{}</w:t></w:r>').format(text)


def link(text: str, entry: Fact | Derived) -> Markup:
    """A link to the entry's row, looking like its surroundings; the tooltip names the figure."""
    about = (
        entry.name if isinstance(entry, Derived) else f"{entry.unit_name}{entry.name}(截至{entry.as_of.isoformat()})"
    )
    return Markup('<w:hyperlink w:anchor="{}" w:tooltip="{}" w:history="1">{}</w:hyperlink>').format(
        bookmark(entry.id), f"{entry.id} {about}"[:LONGEST_TOOLTIP], run(text)
    )


def runs(text: Text) -> Markup:
    """The runs of a text, its numbers linked."""
    return Markup("").join(link(part.text, part.entry) if isinstance(part, Number) else run(part) for part in text)


def paragraph(style: str, content: Markup, *, keep: bool = False) -> Markup:
    """A paragraph; keep: on the page of the next one."""
    kept = Markup("<w:keepNext/>") if keep else ""
    return Markup('<w:p><w:pPr><w:pStyle w:val="{}"/>{}</w:pPr>{}</w:p>').format(style, kept, content)


def cell(width: int, style: str, content: Markup, *, span: int = 1, merge: str = "", keep: bool = False) -> Markup:
    """A table cell; merge: `restart` or `continue` of a cell that spans rows; keep: on the page of the next row."""
    spanned = Markup('<w:gridSpan w:val="{}"/>').format(span) if span > 1 else ""
    merged = Markup('<w:vMerge w:val="{}"/>').format(merge) if merge else ""
    return Markup(
        '<w:tc><w:tcPr><w:tcW w:w="{}" w:type="dxa"/>{}{}<w:vAlign w:val="center"/></w:tcPr>{}</w:tc>'
    ).format(width, spanned, merged, paragraph(style, content, keep=keep))


def row(cells: Iterable[Markup], *, header: bool = False) -> Markup:
    """A row that does not break across pages; a header row is repeated on each."""
    repeated = Markup("<w:tblHeader/>") if header else ""
    return Markup("<w:tr><w:trPr><w:cantSplit/>{}</w:trPr>{}</w:tr>").format(repeated, Markup("").join(cells))


def grid(styles: Styles, widths: Sequence[int], rows: Iterable[Markup]) -> Markup:
    """A table of columns of these widths (twentieths of a point)."""
    columns = Markup("").join(Markup('<w:gridCol w:w="{}"/>').format(width) for width in widths)
    return Markup(
        '<w:tbl><w:tblPr><w:tblStyle w:val="{}"/><w:tblW w:w="{}" w:type="dxa"/><w:jc w:val="center"/>'
        '<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{}</w:tblGrid>{}</w:tbl>'
    ).format(styles[TABLE_STYLE], sum(widths), columns, Markup("").join(rows))


def widths(shares: Sequence[int], block: float = PAGE.block_width) -> list[int]:
    """The width of the text block (mm) divided by shares, to the twentieth of a point."""
    whole, total, edges = twips(block), sum(shares), [0]
    for i in range(len(shares)):
        edges.append(whole * sum(shares[: i + 1]) // total)
    return [right - left for left, right in pairwise(edges)]


def fitting(shares: Sequence[int], least: Sequence[int], block: float) -> list[int]:
    """The width of the text block (mm) as shares for `widths`: whatever would be narrower than its least gets that, the others
    share the rest. Without room for all of it, by what each needs."""
    whole, held = twips(block), {}
    if sum(least) > whole:
        return list(least)
    while True:
        rest, total = whole - sum(held.values()), sum(share for i, share in enumerate(shares) if i not in held)
        short = {i: least[i] for i, share in enumerate(shares) if i not in held and share * rest < least[i] * total}
        if not short:
            return [held.get(i) or share * rest // total for i, share in enumerate(shares)]
        held |= short


def needed(content: Table, size: float) -> list[int]:
    """The width (twentieths of a point) below which a number of a column would break, type being of so many points."""
    columns = zip(*content.rows, strict=True) if content.rows else ([] for _ in content.columns)
    return [ceil(20 * (SIDES + size * (max(map(_ems, texts), default=0) if column.numeric else LEAST_TEXT)))
            for column, texts in zip(content.columns, columns, strict=True)]


def _ems(text: Text) -> float:
    return sum(NARROW if character.isascii() else 1 for character in words(text))


def table(styles: Styles, content: Table, number: int, block: float = PAGE.block_width, *, own_page: bool = False) -> Markup:
    """A captioned table as wide as the text block (mm), its header rows repeated on each page, numbers to the right and never
    broken. own_page: it begins a page, so that its rows need not be kept together."""
    setting = next((one for one in SETTINGS if sum(needed(content, one[-1])) <= twips(block)), SETTINGS[-1])
    head, words_style, numbers, size = setting
    wide = widths(fitting([column.share for column in content.columns], needed(content, size), block), block)
    whole = len(content.rows) <= MOST_ROWS_TOGETHER and not own_page
    body = [
        row(
            cell(
                width,
                styles[numbers if column.numeric else words_style],
                runs(text),
                keep=whole and line is not content.rows[-1],
            )
            for width, column, text in zip(wide, content.columns, line, strict=True)
        )
        for line in content.rows
    ]
    return (
        paragraph(styles["公文表题"], run(f"表{number} {content.caption}"))
        + grid(styles, wide, [*_header(styles[head], content.columns, wide), *body])
        + after_table(styles)
    )


def after_table(styles: Styles) -> Markup:
    """The distance below a table."""
    return paragraph(styles["公文表后"], Markup(""))


def _header(style: str, columns: tuple[Column, ...], wide: list[int]) -> list[Markup]:
    titles = [run(column.title) for column in columns]
    if not any(column.group for column in columns):
        return [row((cell(width, style, title) for width, title in zip(wide, titles, strict=True)), header=True)]
    above, start = [], 0
    for group, members in groupby(columns, key=lambda column: column.group):
        count = len(list(members))
        width = sum(wide[start : start + count])
        above.append(
            cell(width, style, run(group), span=count) if group else cell(width, style, titles[start], merge="restart")
        )
        start += count
    below = (
        cell(width, style, title) if column.group else cell(width, style, Markup(""), merge="continue")
        for width, title, column in zip(wide, titles, columns, strict=True)
    )
    return [row(above, header=True), row(below, header=True)]


def bookmarked(text: str, entry_id: str, number: int) -> Markup:
    """A run that carries the bookmark of an entry; numbers differ within a document."""
    return Markup('<w:bookmarkStart w:id="{0}" w:name="{1}"/>{2}<w:bookmarkEnd w:id="{0}"/>').format(
        number, bookmark(entry_id), run(text)
    )
