"""Tables in a text: lines whose cells are parted by tabs, by | or by columns of spaces, read with their headers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

from gongwei.checker.claim import Linked
from gongwei.checker.language.mention import Passage, passage
from gongwei.checker.language.numeral import LONGEST, Number

WIDEST = 256  # cells of a row; a wider line is no table
LONG = 40  # characters; a longer cell is no number
_BY_SPACES = re.compile(r"\S+(?: \S+)*")
_SPACES = re.compile(r"\s+")
_NUMBER = re.compile(
    r"(?P<sign>[-+↑↓▲▼]|上升|增长|增加|下降|减少|降低|升|增|降|减)?\s*"
    r"(?P<plain>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+|\d+(?:\.\d+)?|\.\d+)\s*"
    r"(?P<unit>%|‰|个?百分点|/\s*10?[万千]|亿元|万元|元|亿|万|人次|[人例名户个家份剂次支场张所台]?)(?P<mark>[↑↓▲▼]?)[*#]?")
_DOWN = frozenset(("-", "↓", "▼", "下降", "减少", "降低", "降", "减"))
_NOTHING = re.compile(r"[-/\\.…*#]*|无|空|N/?A|不适用", re.IGNORECASE)
_OMITTED = re.compile(r"…|\.{3}|略$")
_MASKED = re.compile(r"[xX×]{2,}(?:\.[xX×]+)?[%‰]?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_RULE = re.compile(r"[-:=+\s|]*")
_HEADING = re.compile(r"数|率|%|‰|比|额|任务|目标|完成|合计|小计|名称|单位|地区|增|[(](?:人|例|万?元|次)|(?:19|20)\d\d年")
_STOP, _DIGITS = re.compile(r"[,。;:、(/]"), re.compile(r"\d+(?:[.,]\d+)*")
_BRACKETS = re.compile(r"[(\[][^)\]]{0,40}[)\]]|[\s:]")

_AVERAGE = re.compile(r"平均|均值|人均|户均|次均|中位")
_TOTALS = (
    (3, False, re.compile(r"总计|总合计|总 ?共")),
    (2, False, re.compile(r"(?!其中).{0,10}(?:合计|共计|合计数)|合计.{0,4}")),
    (1, False, re.compile(r"(?!其中).{0,10}小计|小计.{0,4}")),
    (3, True, re.compile(r"全(?:国|省|市|县|区|镇|乡|州|盟|旗|院|校|街道|片区|辖区|中心|年)(?:总数|总和)?|总(?:数|和|量|额|人数|体)|累计.{0,3}")),
)
_CLASSES = (re.compile(r"[一二三四五六七八九十]+、"), re.compile(r"\([一二三四五六七八九十]+\)"), re.compile(r"\d{1,2}[.、](?!\d)"),
            re.compile(r"\(\d{1,2}\)"))

_INDEX = re.compile(r"序号|编号|代码|排名|名次|位次|排序|电话(?:号码)?$|邮编|^(?:年份|年度|月份|日期|时间|No\.?)$", re.IGNORECASE)
_LOOSE = re.compile(r"均|(?<!按)得分|分值|分数|评分|满分|指数|单价|标准(?:$|[(])|价格|天数|年龄|密度|倍|系数|等级|权重|满意度|周转|每[十百千万]")
_LOOSE_ROW = re.compile(r"得分|满意度|指数|平均|人均|户均|次均|每[十百千万]")
_CHANGE = re.compile(r"(?<!自然)(?:增长|增幅|涨幅|升幅)(?!数|量|额)|同比|环比|降幅|下降|上升|升降|增减(?!数|量|额)|增减率|[±+]/?-?%")
_RATE = re.compile(r"率|占比|比例|比重|构成|百分比|百分数|%|‰|/ ?10 ?万")
_COUNTED = re.compile(r"[(][人例次个户家名份]|(?<!百分)(?<!比例)数$")
_MONEY = re.compile(r"万[元人户份]|亿[元人]|[(]万[)]|[(]亿[)]")


class Holds(Enum):
    """What the cells of a column are."""

    LABEL = "label"
    AMOUNT = "amount"  # counts and money, which add up
    RATE = "rate"
    CHANGE = "change"  # growth in % or points
    LOOSE = "loose"  # scores, means, prices: rows of them do not add up
    INDEX = "index"


class Cell(NamedTuple):
    """What stands in a cell: `value` is None where no number does; it has so many decimal `places`."""

    text: str
    start: int
    value: Decimal | None = None
    places: int = 0
    unit: str = ""

    @property
    def end(self) -> int:
        """Where its words end in the text."""
        return self.start + len(self.text)

    @property
    def empty(self) -> bool:
        """Whether the cell says that there is nothing to say: -, /, nothing; that is missing, not 0."""
        return self.value is None and _NOTHING.fullmatch(self.text) is not None

    @property
    def masked(self) -> bool:
        """Whether the number is held back: xx."""
        return self.value is None and _MASKED.fullmatch(self.text) is not None

    @property
    def share(self) -> bool:
        """Whether the cell itself says that it is a rate."""
        return self.unit in ("%", "‰", "百分点", "个百分点") or self.unit.startswith("/")


class Row(NamedTuple):
    """A row of numbers; `rank` is 0 of a plain row, 1 of 小计, 2 of 合计, 3 of 总计 and of 全县, which is `weak`."""

    cells: tuple[Cell, ...]
    label: str
    rank: int
    weak: bool
    part: bool  # 其中
    average: bool
    rates: bool  # its label says that it holds rates
    outline: int  # 1 一、 2 (一) 3 1. 4 (1), 0 no number
    block: int  # rows parted by a line of words stand in different blocks


@dataclass(frozen=True)
class Grid:
    """A table: `heads` are the lowest words over each column, `groups` those over several; `lines` the passages it takes."""

    heads: tuple[str, ...]
    groups: tuple[str, ...]
    rows: tuple[Row, ...]
    lines: tuple[int, ...]
    title: str = ""

    @cached_property
    def holds(self) -> tuple[Holds, ...]:
        """What each column holds."""
        return tuple(self._held(column) for column in range(len(self.heads)))

    def name(self, column: int) -> str:
        """The words over a column, its group's if its own tell nothing."""
        head = self.heads[column]
        return self.groups[column] + head if self.heads.count(head) > 1 or not _BRACKETS.sub("", head).strip("%‰率比例数") else head

    def number(self, cell: Cell, column: int) -> Number:
        """The number of a cell; whole numbers of 万元 are rounded ones."""
        return Number(exact(cell), _fraction(Decimal(1).scaleb(-cell.places)), cell.places == 0 and column not in self.rounded)

    @cached_property
    def rounded(self) -> frozenset[int]:
        """The columns in 万元 and the like."""
        names = [head + group for head, group in zip(self.heads, self.groups, strict=True)]
        return frozenset(column for column, name in enumerate(names)
                         if _MONEY.search(name) or (_MONEY.search(self.title) and not _COUNTED.search(name)))

    def _held(self, column: int) -> Holds:
        cells = [row.cells[column] for row in self.rows]
        numbers = [cell for cell in cells if cell.value is not None]
        words = sum(cell.value is None and not cell.empty and not cell.masked for cell in cells)
        name = self.name(column)
        if not numbers or words > len(numbers):
            return Holds.LABEL
        if _INDEX.search(name) or (column == 0 and _counting(numbers)):
            return Holds.INDEX
        shares = sum(cell.share for cell in numbers)
        counted = not shares and bool(_COUNTED.search(name) or _MONEY.search(name))
        if _CHANGE.search(name) and not counted:
            return Holds.CHANGE
        if (_RATE.search(name) and not counted) or shares * 2 > len(numbers):
            return Holds.RATE
        if shares or _LOOSE.search(name) or len({cell.unit for cell in numbers} & {"万", "亿", "万元", "亿元", "元"}) > 1:
            return Holds.LOOSE
        return Holds.AMOUNT


def grids(passages: Sequence[Passage]) -> list[Grid]:
    """The tables of a text, in order."""
    return [grid for block in _blocks(passages) for grid in _read(block)]


def outside(passages: Sequence[Passage]) -> list[Passage]:
    """The lines that are no tables, and of tables the cells that hold sentences."""
    lines = {line for grid in grids(passages) for line in grid.lines}
    found: list[Passage] = []
    for number, one in enumerate(passages):
        if number not in lines:
            found.append(one)
        elif _STOP.search(one.text):
            found += [passage(cell.text, cell.start) for cell in _cells(one)
                      if cell.value is None and _STOP.search(cell.text) and len(_DIGITS.findall(cell.text)) > 1]
    return found


_Line = tuple[int, tuple[Cell, ...]]  # the number of the passage and its cells


def _parting(text: str) -> str:
    if "\t" in text:
        return "\t"
    if text.count("|") >= 2:
        return "|"
    return " " if text.strip().count("  ") >= 2 else ""


def _cells(one: Passage) -> Iterator[Cell]:
    """The cells of a line."""
    text, parting = one.text, _parting(one.text)
    if parting == " ":
        spans = [match.span() for match in _BY_SPACES.finditer(text)]
        if len(spans) > 1 and all(end - start == 1 and not text[start].isascii() for start, end in spans[:2]):  # 合  计
            spans = [(spans[0][0], spans[1][1]), *spans[2:]]
        yield from (_cell(text[start:end], one.start + start) for start, end in spans)
        return
    at, pieces = one.start, text.split(parting)
    for number, piece in enumerate(pieces):
        if parting == "\t" or piece.strip() or 0 < number < len(pieces) - 1:
            words = piece.strip()
            yield _cell(words, at + (piece.index(words) if words else 0))
        at += len(piece) + 1


def _cell(words: str, start: int) -> Cell:
    if words.isdecimal() and len(words) <= LONGEST and words.isascii():
        return Cell(words, start, Decimal(words))
    if not words or len(words) > LONG or not (match := _NUMBER.fullmatch(words)):
        return Cell(words, start)
    plain = match["plain"].replace(",", "").replace(" ", "")
    whole, _, decimals = plain.partition(".")
    if len(whole) > LONGEST or len(decimals) > LONGEST:
        return Cell(words, start)
    value = Decimal(plain)
    if {match["sign"], match["mark"]} & _DOWN:
        value = -value
    return Cell(words, start, value, len(decimals), match["unit"].replace(" ", ""))


def _blocks(passages: Sequence[Passage]) -> Iterator[list[_Line]]:
    """Lines that follow each other as the rows of one table do, each with as many cells."""
    for parting, lines in groupby(range(len(passages)), key=lambda number: _parting(passages[number].text)):
        if not parting:
            continue
        rows = [(number, tuple(_cells(passages[number])) if passages[number].text.count(parting) <= 8 * WIDEST else ())
                for number in lines]
        if parting == "\t":
            if len(rows) > 1:
                yield _as_wide(rows)
            continue
        rows = [row for row in rows if parting != "|" or not _RULE.fullmatch(passages[row[0]].text)]
        runs = [list(same) for _, same in groupby(rows, key=lambda row: len(row[1]))]
        for run in runs if parting == "|" else runs[-1:]:  # with spaces an empty cell is not seen: rows after it are not all
            if 3 <= len(run[0][1]) <= WIDEST and len(run) >= 3 and (parting == "|" or not any(
                    cell.value is not None for other in runs[:-1] for _, cells in other for cell in cells)):
                yield run


def _as_wide(rows: list[_Line]) -> list[_Line]:
    """Rows of one width. Where rows of numbers differ in width, the numbers of a shorter one may stand in any column:
    it keeps them as words unless only words stand where it ends."""
    widths = sorted(len(cells) for _, cells in rows)
    width = widths[-1] if widths[-1] * len(rows) <= 4 * sum(widths) + 1000 else widths[len(widths) * 3 // 4]
    width = min(width, WIDEST)
    lengths = {len(cells) for _, cells in rows if any(cell.value is not None for cell in cells[1:])}
    last = max((at for _, cells in rows for at, cell in enumerate(cells) if cell.value is not None), default=0)
    wide = []
    for number, cells in rows:
        if len(lengths) > 1 and len(cells) <= last:
            cells = tuple(cell._replace(value=None, unit="?") for cell in cells)
        end = cells[-1].end if cells else 0
        wide.append((number, cells[:width] + (Cell("", end),) * (width - len(cells))))
    return wide


def _read(block: Sequence[_Line]) -> Iterator[Grid]:
    """The tables of a block: each begins with header rows and goes on to the next."""
    at = 0
    while at < len(block):
        top = at
        while at < len(block) and _heads(block[at][1]):
            at += 1
        header = block[max(top, at - 6): at]
        body = at
        while at < len(block) and not (at > body and _again(block[at][1])):
            at += 1
        if at > body:
            grid = _grid([cells for _, cells in header], block[body:at], tuple(number for number, _ in block[top:at]))
            if any(holds is not Holds.LABEL for holds in grid.holds):
                yield grid


def _heads(cells: Sequence[Cell]) -> bool:
    """Whether a row holds words only, years, or the numbers of the columns; a dash stands for a number."""
    if any(cell.text and cell.empty for cell in cells[1:]):
        return False
    numbers = [cell for cell in cells if cell.value is not None]
    if all(_YEAR.fullmatch(cell.text) for cell in numbers):
        return not any(cell.masked for cell in cells)
    return _counting(numbers) and all(cell.empty or cell.value is not None or len(cell.text) <= 2 for cell in cells)


def _again(cells: Sequence[Cell]) -> bool:
    """Whether a row within a table begins another one."""
    words = [cell.text for cell in cells[1:] if not cell.empty]
    return _heads(cells) and len(words) > 1 and 2 * sum(bool(_HEADING.search(word)) for word in words) >= len(words)


def _counting(cells: Sequence[Cell]) -> bool:
    return len(cells) >= 3 and cells[0].value == 1 and all(
        after.value == before.value + 1 for before, after in pairwise(cells) if before.value is not None)


def _grid(header: list[tuple[Cell, ...]], body: Sequence[_Line], lines: tuple[int, ...]) -> Grid:
    titles = [row for row in header if sum(bool(cell.text) for cell in row) == 1 and len(row) > 1
              and (row[0].text or any(cell.text.startswith("单位") for cell in row))]
    if len(titles) == len(header) and header and len(header[0]) > 2:
        titles = titles[:-1]
    header = [row for row in header
              if row not in titles and not any(cell.value is not None and len(cell.text) < 4 for cell in row)]
    heads, groups = _names([[cell.text for cell in row] for row in header], len(body[0][1]))
    title = " ".join(cell.text for row in titles for cell in row if cell.text)
    rows = [cells for _, cells in body]
    width = _period(heads)
    if width < len(heads):  # one table beside its own continuation
        rows = [part for at in range(0, len(heads), width) for cells in rows
                if any((part := cells[at: at + width])[n].text for n in range(width))]
        heads, groups = heads[:width], groups[:width]
    return Grid(heads, groups, tuple(_rows(rows)), lines, title)


def _names(header: list[list[str]], width: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words over each column: its own and, of merged cells above it, those of its group."""
    own = [[_SPACES.sub("", text) for text in row] for row in header]
    filled = [list(row) for row in own]
    for level, row in enumerate(filled[:-1]):
        below = [any(lower[column] for lower in own[level + 1:]) for column in range(width)]
        for column in range(1, width):
            if not row[column] and below[column] and below[column - 1] and not any(upper[column] for upper in own[:level]):
                row[column] = row[column - 1]
    names = [[row[column] for row in filled if row[column]] for column in range(width)]
    return tuple(name[-1] if name else "" for name in names), tuple("".join(name[:-1]) for name in names)


def _period(heads: tuple[str, ...]) -> int:
    """After how many columns the headers come again."""
    for width in range(2, len(heads) // 2 + 1):
        first, times = heads[:width], len(heads) // width
        if all(heads) and len(set(first)) == width and first * times == heads:
            return width
    return len(heads)


def _rows(rows: Sequence[tuple[Cell, ...]]) -> Iterator[Row]:
    block = 0
    for cells in rows:
        words = []
        for column, cell in enumerate(cells):
            if cell.masked or (cell.value is not None and (column or len(cells) < 2 or cells[1].value is not None)):
                break
            if cell.value is None and not cell.empty:
                words.append(_SPACES.sub("", cell.text))
        if not any(cell.value is not None or cell.masked for cell in cells):
            if sum(bool(cell.text) for cell in cells) < 2 and not any(_OMITTED.search(cell.text) for cell in cells):
                block += 1
                continue
            words = words[:1]
        yield _row(cells, words, block)


def _row(cells: tuple[Cell, ...], words: Sequence[str], block: int) -> Row:
    label = "".join(words)
    last = _BRACKETS.sub("", words[-1]) if words else ""
    rank, weak = next(((rank, weak) for rank, weak, name in _TOTALS if name.fullmatch(last)), (0, False))
    outline = next((number for number, sign in enumerate(_CLASSES, 1) if sign.match(label)), 0)
    rates = bool(_RATE.search(label) or _LOOSE_ROW.search(label))
    return Row(cells, label, rank, weak, last.startswith(("其中", "#")), bool(_AVERAGE.search(last)), rates, outline, block)


@lru_cache(maxsize=50_000)
def _fraction(value: Decimal) -> Fraction:
    return Fraction(value)


def exact(cell: Cell) -> Fraction:
    """The value of a cell that has one."""
    assert cell.value is not None
    return _fraction(cell.value)


def link(role: str, cell: Cell) -> Linked:
    """The cell in its role."""
    return Linked(role, cell.text, cell.start, cell.end, None if cell.value is None else exact(cell))
