"""Columns of a table that follow from two others: rates, shares, growth and differences.

Which two, the headers say (应种 实种 接种率) or most rows do: a relation that gives what is stated in enough rows, with
enough digits, is the one meant, and the rows in which it does not are the errors.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from typing import NamedTuple

from gongwei.checker.claim import Claim, Kind, Verdict
from gongwei.checker.judging import HARD, SIGN, Judgement, claim, figure, judged, places_of
from gongwei.checker.language import vocabulary as words
from gongwei.checker.language.numeral import Interval, Number
from gongwei.checker.tables.grid import Cell, Grid, Holds, Row, link
from gongwei.definition.message import Message

REACH = 12  # columns looked at per column explained, the nearest to its left first
SAMPLE = 40  # rows looked at to choose a relation
TALLEST = 60  # rows of a table that is also read by columns
_SHARES = re.compile(r"占|比重|构成|百分比")
_DISTANCE = re.compile(r"增减|净增|增量|增加[数值额]|差[额值数]?|缺口|未|剩余|结余|余额|相差")
_DONE = re.compile(r"完成|实[际种查检有到付缴管]|已")
_LATER = re.compile(r"本[年月季期]|今年|当[年期]|现")
_PROGRESS = re.compile(r"进度")  # of work in steps it is a mean of them
_YEAR = re.compile(r"(?:19|20)\d\d")


class Relation(NamedTuple):
    """How a column follows from others: `ratio` first÷second, `share` of the total row, `growth`, `decline`, `difference`;
    `change` is growth or difference as the unit of the cell says."""

    how: str
    first: int
    second: int
    scale: int = 100


class Operands(NamedTuple):
    """The cells that a relation takes in a row."""

    first: Cell
    second: Cell
    stated: Cell


def computed(grid: Grid, covers: Mapping[int, Sequence[tuple[int, ...]]], text: str) -> Iterator[Claim]:
    """The claims of the columns, and of a table that has its figures one under the other, of its rows."""
    total = next((index for index in reversed(covers) if grid.rows[index].rank > 1), None)
    yield from _columns(grid, total, text)
    if len(grid.rows) <= TALLEST and any(row.rates for row in grid.rows):
        yield from _columns(_turned(grid), None, text, turned=True)


def _turned(grid: Grid) -> Grid:
    """The table with rows and columns changed."""
    columns = [at for at, holds in enumerate(grid.holds) if holds not in (Holds.LABEL, Holds.INDEX, Holds.CHANGE)]
    rows = tuple(Row(tuple(row.cells[at] for row in grid.rows), grid.name(at), 0, False, False, False, False, 0, 0)
                 for at in columns)
    return Grid(tuple(row.label for row in grid.rows), ("",) * len(grid.rows), rows, grid.lines, grid.title)


def _columns(grid: Grid, total: int | None, text: str, *, turned: bool = False) -> Iterator[Claim]:
    for column, holds in enumerate(grid.holds):
        name = grid.groups[column] + grid.heads[column]
        if holds in (Holds.RATE, Holds.CHANGE) or (holds is Holds.AMOUNT and _DISTANCE.search(grid.heads[column])):
            if turned and not (holds is Holds.RATE and grid.rows):
                continue
            settled = _settled(grid, column, _relations(grid, column, total, name), total)
            if settled is not None:
                relation, firm = settled
                yield from _told(grid, column, relation, total, firm, text)


def _relations(grid: Grid, column: int, total: int | None, name: str) -> list[Relation]:
    """The relations that a column may have, the nearest columns first."""
    holds = grid.holds[column]
    allowed = (Holds.AMOUNT,) if holds is not Holds.CHANGE else (Holds.AMOUNT, Holds.RATE, Holds.LOOSE)
    others = [at for at, what in enumerate(grid.holds) if what in allowed and at != column]
    pool = sorted(others, key=lambda at: (grid.groups[at] != grid.groups[column], at > column, abs(at - column)))[:REACH]
    pairs = list(permutations(pool, 2))
    if holds is Holds.AMOUNT:
        return [Relation("difference", first, second) for first, second in pairs]
    if holds is Holds.CHANGE:
        alike = [pair for pair in pairs if grid.holds[pair[0]] is grid.holds[pair[1]]]
        falls = re.search(r"降", name) and not re.search(r"升", name)
        units = {row.cells[column].unit for row in grid.rows if row.cells[column].value is not None}
        if "%" in units and len(units) > 1 and not falls:
            return [Relation("change", *pair) for pair in alike]
        return [Relation("decline" if falls else "growth", *pair) for pair in alike] + [
            Relation("difference", *(pair[::-1] if falls else pair)) for pair in alike if grid.holds[pair[0]] is not Holds.AMOUNT]
    scales = _scales(name, [row.cells[column] for row in grid.rows])
    if _PROGRESS.search(name):
        pairs = [(first, second) for first, second in pairs
                 if words.DONE.search(grid.heads[first]) and words.AIM.search(grid.heads[second])]
    found = [Relation("ratio", first, second, scale) for scale in scales for first, second in pairs]
    if total is not None and _SHARES.search(name):
        found += [Relation("share", first, first, scale) for scale in scales[:2] for first in pool]
    return found


def _scales(name: str, cells: Sequence[Cell]) -> tuple[int, ...]:
    if "‰" in name:
        return (1000,)
    if re.search(r"10 ?万|十万", name):
        return (100_000,)
    units = {cell.unit for cell in cells if cell.value is not None}
    if "%" in name or "%" in units:
        return (100,)
    return (1000,) if "‰" in units else (100, 1, 1000, 100_000)


def _operands(grid: Grid, row: Row, column: int, relation: Relation, total: int | None) -> Operands | None:
    """The cells, if all have numbers and none would be divided by nothing."""
    base = grid.rows[total] if relation.how == "share" and total is not None else row
    second = base.cells[relation.second]
    found = Operands(row.cells[relation.first], second, row.cells[column])
    if any(cell.value is None for cell in found) or (second.value <= 0 and relation.how != "difference"):
        return None
    return found


def _in_row(relation: Relation, cells: Operands) -> Relation:
    """Of a column 增减 with +7.21% of counts and +0.94个百分点 of rates: what it is in this row."""
    if relation.how != "change":
        return relation
    return relation._replace(how="growth" if cells.stated.unit == "%" and not cells.first.share else "difference")


def _value(how: str, first, second, scale: int):
    """What a relation gives; of floats or fractions."""
    match how:
        case "growth":
            return (first - second) * 100 / second
        case "decline":
            return (second - first) * 100 / second
        case "difference":
            return first - second
        case _:
            return first * scale / second


class Fit(NamedTuple):
    """In how many rows a relation gives what is stated to one unit of its last place, and in how many it could.

    `telling` weighs those that are no accident: 3 for each that is right, 1 for each that is cut off.
    """

    fitting: int
    known: int
    telling: int


def _fit(grid: Grid, rows: Sequence[Row], column: int, relation: Relation, total: int | None, *, hopeless: bool = False) -> Fit:
    fitting, known, telling = 0, 0, {}
    for row in rows:
        cells = None if row.average else _operands(grid, row, column, relation, total)
        if cells is None:
            continue
        known += 1
        how = _in_row(relation, cells).how
        first, second, stated = (float(cell.value) for cell in cells)
        step = 10.0 ** -cells.stated.places
        slack = 0 if how == "difference" and step == 1 else step
        off = abs(_value(how, first, second, relation.scale) - stated)
        if off <= slack * (1 + 1e-6) + 1e-9:
            fitting += 1
            if stated not in (0, 100) and not (how == "difference" and abs(stated) < 2):
                telling[first, second] = 3 if off <= step / 2 * (1 + 1e-6) else 1
        elif hopeless and known > 8 and fitting * 2 < known:
            break
    return Fit(fitting, known, sum(telling.values()))


def _settled(grid: Grid, column: int, relations: Sequence[Relation], total: int | None) -> tuple[Relation, bool] | None:
    """The relation of a column, and whether rows that do not fit are wrong."""
    if not relations:
        return None
    tied = [relation for relation in relations if _named(grid, column, relation)]
    sample = grid.rows[:: max(len(grid.rows) // SAMPLE, 1)]
    fits = [(relation, _fit(grid, sample, column, relation, total, hopeless=True)) for relation in relations]
    relation = max(fits, key=lambda one: (one[1].telling, one[1].fitting, one[0] in tied))[0]
    fit = _fit(grid, grid.rows, column, relation, total)
    near = relation in tied or {relation.first, relation.second} == {column - 1, column - 2} or relation.how == "share"
    places = max((row.cells[column].places for row in grid.rows), default=0)
    needed = max(2, 4 - min(places, 2) - near) + (relation.how == "difference" and places == 0)
    if fit.telling >= 3 * needed - 2 and fit.fitting * 5 >= fit.known * 3:
        return relation, True
    for relation in tied:
        fit = _fit(grid, grid.rows, column, relation, total)
        if fit.known and (fit.fitting * 2 >= fit.known if fit.known > 1 or len(tied) > 1 else True):
            return relation, len(tied) == 1
    relation = relations[0]
    fit = _fit(grid, grid.rows, column, relation, total)
    return (relation, False) if near and fit.fitting == fit.known > 1 else None


def _named(grid: Grid, column: int, relation: Relation) -> bool:
    """Whether the headers say that a column follows so."""
    first, second, name = grid.heads[relation.first], grid.heads[relation.second], grid.heads[column]
    if not grid.groups[relation.first] == grid.groups[relation.second] == grid.groups[column]:
        return False
    if relation.how in ("growth", "decline"):
        if grid.holds[relation.first] is not Holds.AMOUNT:  # of rates it may as well be points
            return False
        years = [max(map(int, _YEAR.findall(head)), default=0) for head in (first, second)]
        if all(years):
            return years[0] == years[1] + 1
        earlier = words.EARLIER.search(second) and not words.EARLIER.search(first)
        return bool(earlier and (_LATER.search(first) or first in second))
    if relation.how != "ratio" or not words.AIM.search(second) or _DONE.search(second) or not words.DONE.search(first):
        return False
    if (words.AIM.search(first) and not _DONE.search(first)) or not ("率" in name or "完成" in name):
        return False
    core = [sign for sign in re.sub(r"[(].*|[%‰]|完成|情况", "", name) if sign not in words.GENERIC_RATE]
    return sum(sign not in first for sign in core) <= len(core) // 3


# The claims

_KINDS = {"ratio": Kind.RATIO, "share": Kind.RATIO, "growth": Kind.GROWTH, "decline": Kind.GROWTH, "difference": Kind.DIFFERENCE}
_ROLES = {Kind.RATIO: ("numerator", "denominator", "rate")}


def _told(grid: Grid, column: int, relation: Relation, total: int | None, firm: bool, text: str) -> Iterator[Claim]:
    for row in grid.rows:
        cells = None if row.average else _operands(grid, row, column, relation, total)
        if cells is None:
            continue
        numbers = [grid.number(cell, at) for cell, at in zip(cells, (relation.first, relation.second, column), strict=True)]
        said = _in_row(relation, cells)
        judgement, point = _judged(said, *numbers)
        if not judgement.holds and not firm:
            continue
        place = Message("{row}的“{column}”", row=row.label or cells.stated.text, column=grid.name(column))
        yield _claim(said, place, cells, numbers[2], judgement, point, _mean(grid, column, row, total), text)


def _judged(relation: Relation, first: Number, second: Number, stated: Number) -> tuple[Judgement, Fraction]:
    point, possible = _value(relation.how, first.value, second.value, relation.scale), None
    if not (first.whole and second.whole) and min(first.value, second.value) > 0:
        possible = _possible(relation, first.interval, second.interval)
    judgement = judged(stated, point, possible)
    if relation.how == "difference" and possible is None and stated.whole and not judgement.holds:
        judgement = HARD
    return judgement, point


def _possible(relation: Relation, first: Interval, second: Interval) -> Interval | None:
    """All that rounded operands may come to."""
    assert first.high is not None and second.high is not None
    if relation.how == "difference":
        return Interval(first.low - second.high, first.high - second.low)
    quotient = first.over(second)
    if quotient is None or quotient.high is None:
        return None
    match relation.how:
        case "growth":
            return Interval((quotient.low - 1) * 100, (quotient.high - 1) * 100)
        case "decline":
            return Interval((1 - quotient.high) * 100, (1 - quotient.low) * 100)
    return quotient.times(relation.scale)


def _mean(grid: Grid, column: int, row: Row, total: int | None) -> Fraction | None:
    """The mean of a rate over the rows, which some take for the rate of them all."""
    if total is None or row is not grid.rows[total]:
        return None
    values = [other.cells[column].value for other in grid.rows if not other.rank and not other.average]
    values = [value for value in values if value is not None]
    return Fraction(sum(values, Decimal(0))) / len(values) if values else None


def _claim(relation: Relation, place: str, cells: Operands, stated: Number, judgement: Judgement, point: Fraction,
           mean: Fraction | None, text: str) -> Claim:
    kind = _KINDS[relation.how]
    places = places_of(stated) if relation.how == "difference" else max(places_of(stated), 2)
    sign = {"difference": ""}.get(relation.how) if kind is not Kind.RATIO else SIGN[relation.scale]
    first, second = f"{cells.first.value}", f"{cells.second.value}"
    how = {"ratio": f"{first}÷{second}", "share": f"{first}÷{second}", "growth": f"({first}-{second})÷{second}",
           "decline": f"({second}-{first})÷{second}", "difference": f"{first}-{second}"}[relation.how]
    calculation = f"{how}={figure(point, places)}{'%' if sign is None else sign}"
    values = {"place": place, "calculation": calculation, "stated": cells.stated.text}
    if judgement.verdict is Verdict.CONSISTENT:
        message = Message("{place}:{calculation},与表中{stated}相符", **values)
    elif mean is not None and abs(mean - stated.value) <= stated.step:
        message = Message("{place}:{calculation},表中为{stated},那是各行的平均数", **values)
    else:
        message = Message("{place}:{calculation},表中为{stated}", **values)
    roles = _ROLES.get(kind, ("after", "before", "change"))
    numbers = [link(role, cell) for role, cell in zip(roles, cells, strict=True)]
    return claim(kind, relation.how, text, numbers, judgement, message, stated=stated.value, expected=point,
                 tolerance=stated.step / 2, span=(cells.stated.start, cells.stated.end))
