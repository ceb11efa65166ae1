"""Tables: total rows and total columns against their parts, shares against 100 %, and columns that follow from others.

A table seldom says what its totals cover: the rows above or below, the 小计 among them, the columns beside. So the
readings are gathered, the consistent one wins, and *inconsistent* is said where the name (合计) or the other columns and
rows, which do add up under the same reading, tie the number to its parts.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from gongwei.checker.claim import Claim, Kind, Verdict
from gongwei.checker.judging import HARD, SOFT, Judgement, claim, short
from gongwei.checker.language.mention import Passage
from gongwei.checker.tables.columns import computed
from gongwei.checker.tables.grid import Cell, Grid, Holds, Row, exact, grids, link, outside
from gongwei.checker.tables.inline import inline_grids, without_inline
from gongwei.definition.message import Message

WIDE = 6  # total rows at either end of a table that may cover more than the rows beside them
REACH = 12  # columns that a total column may cover
SAMPLE = 40  # rows looked at to learn which
CLOSE = Decimal("0.1")
FAR = 20  # percentage points from 100 at which shares are not those of one whole
SHOWN = 6  # parts written out in a message
_TOTAL = re.compile(r"合计|小计|共计|总计|总数")
_WHOLE = re.compile(r"总(?!院|结|务|工|体)|累计")
_SHARES = re.compile(r"构成|占比|比重|百分比|所占比例")

_ONCE = re.compile(r"去重|重复|扣除|不含|以上")

Cover = tuple[int, ...]


class Sum(NamedTuple):
    """What the parts come to, how many are missing, which of these are masked, and how far rounding may take it."""

    total: Decimal
    parts: tuple[Cell, ...]
    missing: int
    masked: tuple[Cell, ...]
    slack: Decimal

    def off(self, stated: Cell) -> Decimal:
        """By how much the stated total misses, beyond rounding."""
        assert stated.value is not None
        return max(abs(self.total - stated.value) - self.slack, Decimal(0))


def tables(passages: Sequence[Passage], text: str) -> Iterator[Claim]:
    """The claims of the tables of a text, and of those written into its sentences."""
    for grid in grids(passages):
        covers = _covers(grid.rows)
        yield from _total_rows(grid, covers, text)
        yield from _total_columns(grid, text)
        yield from _whole_shares(grid, covers, text)
        yield from computed(grid, covers, text)
    yield from inline_grids(passages, text)


def prose(passages: Sequence[Passage]) -> list[Passage]:
    """What the rules for sentences read: the text without its tables, but with the sentences that stand in cells."""
    return without_inline(outside(passages))


# Which rows a total row may cover

def _covers(rows: Sequence[Row]) -> dict[int, list[Cover]]:
    """For each total row the sets of rows that it may be the total of, the nearest first."""
    ranked = [index for index, row in enumerate(rows) if row.rank and not row.average]
    wide = {*ranked[:WIDE], *ranked[-WIDE:]}
    found: dict[int, list[Cover]] = {}
    for index in ranked:
        choices: dict[Cover, None] = {}
        for run in (_run(rows, index, -1), _run(rows, index, 1), *(_far(rows, ranked, index) if index in wide else ())):
            choices |= dict.fromkeys(_variants(rows, run))
        choices.pop((), None)
        found[index] = list(choices)
    return found


def _run(rows: Sequence[Row], index: int, step: int) -> list[int]:
    """The plain rows just above or below, as far as the block goes."""
    run, at = [], index + step
    while 0 <= at < len(rows) and not rows[at].rank and rows[at].block == rows[index].block:
        run.append(at)
        at += step
    return sorted(run)


def _far(rows: Sequence[Row], ranked: Sequence[int], index: int) -> Iterator[list[int]]:
    """Plain rows over more than a block, the totals of lower rank, and those with the rows that belong to none of them."""
    rank, count = rows[index].rank, len(rows)
    low = max((other + 1 for other in ranked if other < index and rows[other].rank >= rank), default=0)
    high = min((other for other in ranked if other > index and rows[other].rank >= rank), default=count)
    for start, end in dict.fromkeys(((low, index), (index + 1, high), (0, index), (index + 1, count))):
        yield [at for at in range(start, end) if not rows[at].rank]
        lower = [at for at in ranked if start <= at < end and 0 < rows[at].rank < rank]
        if lower:
            yield lower
            yield [*lower, *(at for at in range(lower[-1] + 1, end) if not rows[at].rank)]
            yield [*(at for at in range(start, lower[0]) if not rows[at].rank), *lower]
        yield [at for at in ranked if start <= at < end and rows[at].rank == rank]


def _variants(rows: Sequence[Row], run: Sequence[int]) -> Iterator[Cover]:
    """The rows without means and without 其中; with 其中; of an outline only its first level."""
    run = [at for at in run if not rows[at].average]
    plain = [at for at in run if not rows[at].part]
    yield tuple(plain)
    if len(plain) < len(run):
        yield tuple(run)
    levels = {rows[at].outline for at in plain if rows[at].outline}
    if levels and (len(levels) > 1 or any(not rows[at].outline for at in plain)):
        yield tuple(at for at in plain if rows[at].outline == min(levels))


def _added(grid: Grid, pairs: Sequence[tuple[Cell, bool]], stated: Cell, column: int) -> Sum:
    """The sum of cells; those that are no amounts count as missing."""
    parts = tuple(cell for cell, rates in pairs if cell.value is not None and not cell.share and not rates)
    missing = sum(not rates for _, rates in pairs) - len(parts)
    total = sum((cell.value for cell in parts if cell.value is not None), Decimal(0))
    places = max((cell.places for cell in (*parts, stated)), default=0)
    fuzzy = places != 2 if re.search(r"[(]元[)]|/元", grid.heads[column]) else places > 0
    slack = Decimal(len(parts) + 1).scaleb(-places) / 2 if fuzzy or column in grid.rounded else Decimal(0)
    return Sum(total, parts, missing, tuple(cell for cell, _ in pairs if cell.masked), slack)


# a. Total rows

@dataclass(frozen=True)
class TotalRow:
    """A total row with what its columns come to under each reading; `firm` are the columns that certainly add up."""

    row: Row
    sums: dict[tuple[int, Cover], Sum]
    firm: tuple[int, ...]

    def fits(self, column: int, cover: Cover) -> bool:
        """Whether a column adds up under a reading."""
        found = self.sums[column, cover]
        return len(found.parts) > 0 and found.off(self.row.cells[column]) == 0

    def agreeing(self, cover: Cover) -> int:
        """How many columns say that this reading is right."""
        return sum(self.fits(column, cover) and sum(part.value != 0 for part in self.sums[column, cover].parts) > 1
                   for column in self.firm)

    def misses(self, cover: Cover) -> int:
        """How many columns without gaps say that it is not."""
        return sum(not self.fits(column, cover) and not self.sums[column, cover].missing for column in self.firm)

    def apart(self, cover: Cover) -> Decimal:
        """How far a reading is from the totals over all columns, in parts of them."""
        return sum((min(self.sums[column, cover].off(stated) / max(abs(stated.value or Decimal(0)), Decimal(1)), Decimal(1))
                    for column in self.firm for stated in (self.row.cells[column],)), Decimal(0))


def _total_rows(grid: Grid, covers: dict[int, list[Cover]], text: str) -> Iterator[Claim]:
    adding = [column for column, holds in enumerate(grid.holds) if holds in (Holds.AMOUNT, Holds.LOOSE)]
    for index, choices in covers.items():
        row = grid.rows[index]
        columns = [column for column in adding if row.cells[column].value is not None and not row.cells[column].share]
        if row.rates or not columns or not choices:
            continue
        sums = {(column, cover): _added(grid, [(grid.rows[at].cells[column], grid.rows[at].rates) for at in cover],
                                        row.cells[column], column) for column in columns for cover in choices}
        read = TotalRow(row, sums, tuple(column for column in columns if grid.holds[column] is Holds.AMOUNT))
        best = max(choices, key=lambda cover: (read.agreeing(cover), -read.apart(cover)))
        evidence = read.agreeing(best)
        if row.weak and not evidence:
            continue
        doubtful = index < best[0] or bool(_ONCE.search(row.label)) or any(
            grid.rows[at].part or grid.rows[at].outline for at in range(best[0], best[-1] + 1))
        for column in columns:
            stated, firm, found = row.cells[column], column in read.firm, sums[column, best]
            cover = next((cover for cover in (best, *choices) if read.fits(column, cover)), None)
            if cover is not None:
                if (len(cover) > 1 or row.rank == 1) and (firm or len(cover) > 2):
                    yield _column_sum(grid, row, column, sums[column, cover], Verdict.CONSISTENT, text)
            elif firm and len(found.parts) + found.missing > 1 and not _mean_like(found, stated):
                tied = not found.missing and _tied(read, stated, found, evidence, read.misses(best), doubtful)
                if tied or not row.weak:
                    yield _column_sum(grid, row, column, found, _missed(found, stated) if tied else Verdict.UNCHECKABLE, text)


def _tied(read: TotalRow, stated: Cell, found: Sum, evidence: int, misses: int, doubtful: bool) -> bool:
    """Whether the table says that these rows are what the total covers.

    The columns that add up say so. Where none does and several miss, rows are left out or people counted once; where
    there is but one, the name has to do, if the numbers are alike and the rows in no order of their own.
    """
    assert stated.value is not None
    weak, close = read.row.weak, _close(found, stated)
    if evidence:
        return evidence >= misses * (1 + (weak and not close)) or (2 * evidence >= misses and close and not weak)
    if weak or misses > 1 or (stated.value and found.total and found.total % stated.value == 0):  # by sex, by age …
        return False
    alike = stated.value <= 2 * found.total and found.total <= 2 * stated.value
    return close or (len(read.firm) == 1 and not doubtful and alike)


def _mean_like(found: Sum, stated: Cell) -> bool:
    """Whether a total is rather a mean: among the parts, of numbers with decimals or near their middle."""
    values = [part.value for part in found.parts if part.value is not None]
    if len(values) < 2 or stated.value is None or not min(values) <= stated.value <= max(values):
        return False
    return stated.places > 0 or abs(stated.value - found.total / len(values)) * 5 <= stated.value


def _close(found: Sum, stated: Cell) -> bool:
    return found.off(stated) <= CLOSE * abs(stated.value or Decimal(0))


def _missed(found: Sum, stated: Cell) -> Judgement:
    unit = Decimal(1).scaleb(-max(cell.places for cell in (*found.parts, stated)))
    return SOFT if found.slack and found.off(stated) <= unit else HARD


def _column_sum(grid: Grid, row: Row, column: int, found: Sum, verdict: Judgement | Verdict, text: str) -> Claim:
    place = Message("{row}栏“{column}”", row=row.label, column=grid.name(column)) if grid.name(column) else row.label
    return _sum(place, row.cells[column], found, verdict, text)


def _sum(place: str, stated: Cell, found: Sum, verdict: Judgement | Verdict, text: str) -> Claim:
    """The claim that a cell is the sum of others."""
    assert stated.value is not None
    values = {"place": place, "sum": _written(found), "stated": stated.text}
    if verdict is Verdict.CONSISTENT:
        message = Message("{place}:{sum},与表中{stated}相符", **values)
    elif verdict is Verdict.UNCHECKABLE and found.missing:
        message = Message("{place}:{sum},表中为{stated},但有{missing}格缺数,无法核对", missing=found.missing, **values)
    elif verdict is Verdict.UNCHECKABLE:
        message = Message("{place}:{sum},表中为{stated},表中所列未必是其全部,无法核对", **values)
    else:
        message = Message("{place}:{sum},表中为{stated}", **values)
    numbers = [link("whole", stated), *(link("part", part) for part in (*found.parts, *found.masked))]
    return claim(Kind.SUM, "sum", text, numbers, verdict, message, stated=exact(stated), expected=Fraction(found.total),
                 tolerance=Fraction(found.slack), span=(stated.start, stated.end))


def _written(found: Sum) -> str:
    """The addition: 12+30+8=50."""
    shown = [part.text if part.value is not None and part.value >= 0 else f"({part.text})" for part in found.parts]
    if len(shown) > SHOWN:
        shown = [*shown[: SHOWN - 2], "…", shown[-1]]
    return f"{'+'.join(shown)}={short(Fraction(found.total))}"


# b. Total columns

def _total_columns(grid: Grid, text: str) -> Iterator[Claim]:
    amounts = [column for column, holds in enumerate(grid.holds) if holds is Holds.AMOUNT]
    rows = [row for row in grid.rows if not row.rates and not row.average]
    sample = rows[:: max(len(rows) // SAMPLE, 1)]
    for total in amounts:
        named = bool(_TOTAL.search(grid.heads[total]) or _TOTAL.search(grid.groups[total]))
        if not named and not _WHOLE.search(grid.heads[total]):
            continue
        best = max(_siblings(grid, amounts, total), key=lambda columns: (_fitting(grid, sample, total, columns), len(columns)),
                   default=None)
        if best is None:
            continue
        fitting, known = _fitting(grid, rows, total, best), sum(_known(row, total, best) for row in rows)
        every = set(best) | {total} == set(amounts)
        least = max((2, known * (1 if every else 1.2) / 2) if named else (3, known * 4 / 5))
        largest = max((row.cells[total].value or Decimal(0) for row in rows), default=Decimal(0))
        if fitting < least + (largest < 20):
            continue
        sums = [(row, stated, _added(grid, [(row.cells[column], False) for column in sorted(best)], stated, total))
                for row in rows for stated in (row.cells[total],) if stated.value is not None and not stated.share]
        firm = not _leaning([(found, stated) for row, stated, found in sums if not row.rank and not found.missing])
        for row, stated, found in sums:
            place = Message("{row}的“{column}”", row=row.label, column=grid.name(total))
            if found.parts and found.off(stated) == 0:
                yield _sum(place, stated, found, Verdict.CONSISTENT, text)
            elif not found.missing:
                yield _sum(place, stated, found, _missed(found, stated) if firm else Verdict.UNCHECKABLE, text)


def _leaning(sums: Sequence[tuple[Sum, Cell]]) -> bool:
    """Whether several rows miss, all to one side: a part is left out, or those in two parts are counted once."""
    sides = [found.total > stated.value for found, stated in sums if stated.value is not None and found.off(stated)]
    return len(sides) > 1 and len(set(sides)) == 1 and len(sides) * 10 > len(sums)


def _siblings(grid: Grid, amounts: Sequence[int], total: int) -> Iterator[tuple[int, ...]]:
    """The sets of columns that a total column may cover."""
    group, head = grid.groups[total], grid.heads[total]
    if group:
        yield from _sets([column for column in amounts if grid.groups[column] == group and column != total])
        if _TOTAL.search(group) and not _TOTAL.search(head):
            yield from _sets([column for column in amounts if grid.heads[column] == head and column != total])
    partial = [column for column in amounts if column != total and _TOTAL.search(grid.heads[column])]
    yield from _sets(partial)
    at = amounts.index(total)
    for run in (amounts[at + 1:], amounts[:at][::-1]):
        end = next((number for number, column in enumerate(run) if _TOTAL.search(grid.heads[column])), len(run))
        yield from (tuple(run[:count]) for count in range(2, min(end, REACH) + 1))


def _sets(columns: list[int]) -> Iterator[tuple[int, ...]]:
    if len(columns) > 1:
        yield tuple(columns)


def _known(row: Row, total: int, columns: Sequence[int]) -> bool:
    return all(row.cells[column].value is not None for column in (total, *columns))


def _fitting(grid: Grid, rows: Sequence[Row], total: int, columns: Sequence[int]) -> int:
    """In how many rows the columns make the total and more than one of them has a part in it."""
    return sum(_known(row, total, columns) and sum(row.cells[column].value != 0 for column in columns) > 1
               and _added(grid, [(row.cells[column], False) for column in columns], stated, total).off(stated) == 0
               for row in rows for stated in (row.cells[total],))


# d. Shares

def _whole_shares(grid: Grid, covers: dict[int, list[Cover]], text: str) -> Iterator[Claim]:
    """Shares of one whole make 100 %."""
    for column, holds in enumerate(grid.holds):
        if holds is not Holds.RATE or not _SHARES.search(grid.groups[column] + grid.heads[column]):
            continue
        totals = [index for index in covers if grid.rows[index].cells[column].value == 100]
        every = tuple(_variants(grid.rows, range(len(grid.rows))))[:1]
        for index in totals or ([None] if not covers and "构成" in grid.groups[column] + grid.heads[column] else []):
            choices = [cover for cover in (every if index is None else covers[index])
                       if len(cover) > 2 - (index is not None)
                       and all(grid.rows[at].cells[column].value is not None for at in cover)]
            if choices:
                best = min(choices, key=lambda cover: abs(_hundred(grid, column, cover).total - 100))
                yield from _shared(grid, column, index, best, text)


def _hundred(grid: Grid, column: int, cover: Cover) -> Sum:
    """The sum of shares and how far rounding may take it."""
    cells = tuple(grid.rows[at].cells[column] for at in cover)
    unit = Decimal(1).scaleb(-max(cell.places for cell in cells))
    return Sum(sum((cell.value for cell in cells if cell.value is not None), Decimal(0)), cells, 0, (), unit * len(cells) / 2)


def _shared(grid: Grid, column: int, total: int | None, cover: Cover, text: str) -> Iterator[Claim]:
    found = _hundred(grid, column, cover)
    off, unit = abs(found.total - 100), found.slack * 2 / len(cover)
    if off > FAR:  # shares of something else
        return
    values = {"column": grid.name(column), "sum": _written(found)}
    if off <= found.slack:
        verdict, message = Verdict.CONSISTENT, Message("“{column}”各项:{sum},与100%相符", **values)
    elif found.total < 100 and not _complete(grid, total, cover):
        verdict, message = Verdict.UNCHECKABLE, Message("“{column}”各项:{sum},所列未必是全部,无法核对", **values)
    else:
        verdict = HARD if off > found.slack * 2 + unit / 2 else SOFT
        message = Message("“{column}”各项:{sum},应为100%", **values)
    whole = [] if total is None else [link("whole", grid.rows[total].cells[column])]
    span = (whole[0].start, whole[0].end) if whole else None
    yield claim(Kind.SUM, "shares", text, [*whole, *(link("part", cell) for cell in found.parts)], verdict, message,
                stated=Fraction(100), expected=Fraction(found.total), tolerance=Fraction(found.slack), span=span)


def _complete(grid: Grid, total: int | None, cover: Cover) -> bool:
    """Whether the amounts beside the shares say that no row is left out; without any, a total row does."""
    if total is None:
        return False
    amounts = [(column, stated) for column, stated in enumerate(grid.rows[total].cells)
               if grid.holds[column] is Holds.AMOUNT and stated.value is not None]
    return not amounts or any(
        _added(grid, [(grid.rows[at].cells[column], False) for at in cover], stated, column).off(stated) == 0
        for column, stated in amounts)
