"""Tables written into a sentence: 各县(低保/目标/宫颈/乳腺):甲286/96/96/96,乙277/93/93/101,丙…"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from gongwei.checker.claim import Claim, Kind, Linked, Severity, Verdict
from gongwei.checker.judging import HARD, claim, figure, judged, linked, places_of, short
from gongwei.checker.language import vocabulary as words
from gongwei.checker.language.mention import Mention, Nature, Passage
from gongwei.checker.language.numeral import LONGEST, arabic
from gongwei.checker.tables.grid import Cell, exact, link
from gongwei.definition.message import Message

_ROW = re.compile(
    r"(?P<label>[^\d\s,、;:。()/%.-]{1,16})"
    r"(?P<figures>\d{1,15}(?:\.\d{1,4})?(?:/\d{1,15}(?:\.\d{1,4})?){1,15})(?![\d/%年月日.])"
)
_LEGEND = re.compile(r"[^\d\s,、;:。()/%]{1,16}(?:/[^\d\s,、;:。()/%]{1,16}){1,15}")
_ALL_SAY = re.compile(r"(?P<name>[^\d,;:()/]{0,12}率)[^\d,;:()/]{0,8}(?:均|都|全部|皆)(?:为|是|达到?)(?P<rate>\d{1,3}(?:\.\d{1,4})?)%")
_TOTAL = re.compile(r"合计|共计|总计|小计")
BEFORE = 120  # characters before the first row in which its columns are named


@dataclass(frozen=True)
class Inline:
    """A table in a sentence: `names` of its columns, empty where the sentence does not tell; `rows` of label and cells."""

    passage: Passage
    start: int
    end: int
    opened: int  # where the names begin
    names: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    rate: Linked | None = None
    rate_name: str = ""


def inline_of(passages: Sequence[Passage]) -> Iterator[tuple[int, Inline]]:
    """The tables in the sentences of a text, with the number of their passage."""
    for number, one in enumerate(passages):
        if one.text.count("/") < 3 or "\t" in one.text:
            continue
        run: list[re.Match] = []
        for match in [*_ROW.finditer(one.text), None]:
            if run and match and _adjoins(one.text, run[-1], match):
                run.append(match)
                continue
            if len(run) >= 3:
                yield number, _read(one, run)
            run = [match] if match else []


def _adjoins(text: str, before: re.Match, after: re.Match) -> bool:
    """Whether a row of as many figures follows another with nothing but a sign between."""
    alike = after["figures"].count("/") == before["figures"].count("/")
    return alike and text[before.end(): after.start()].strip() in (",", ";", "、", "")


def _read(one: Passage, run: Sequence[re.Match]) -> Inline:
    first, begin = run[0].start(), max(run[0].start() - BEFORE, 0)
    lead = one.text[begin:first]
    width = run[0]["figures"].count("/") + 1
    legends = [match for match in _LEGEND.finditer(lead) if match.group().count("/") + 1 == width]
    names = tuple(legends[-1].group().split("/")) if legends else ("",) * width
    opened = begin + legends[-1].start() if legends else first
    said = _ALL_SAY.search(one.text, opened, first)
    rate = None
    if said:
        start, end = one.start + said.start("rate"), one.start + said.end("rate") + 1
        rate = Linked("rate", f"{said['rate']}%", start, end, Fraction(said["rate"]))
    return Inline(one, one.start + first, one.start + run[-1].end(), one.start + opened, names,
                  tuple((match["label"], tuple(_figures(match, one.start))) for match in run), rate, said["name"] if said else "")


def _figures(match: re.Match, offset: int) -> Iterator[Cell]:
    at = offset + match.start("figures")
    for piece in match["figures"].split("/"):
        whole, _, decimals = piece.partition(".")
        yield Cell(piece, at, Decimal(piece) if len(whole) <= LONGEST else None, len(decimals))
        at += len(piece) + 1


def without_inline(passages: Sequence[Passage]) -> list[Passage]:
    """The passages without the mentions that belong to a table in a sentence."""
    found = list(passages)
    for number, grid in inline_of(passages):
        one = found[number]
        found[number] = replace(one, mentions=tuple(
            mention for mention in one.mentions if not (grid.opened <= mention.start < grid.end)))
    return found


def inline_grids(passages: Sequence[Passage], text: str) -> Iterator[Claim]:
    """The claims of tables in sentences: sums of columns against figures of the same name, and a rate said of all rows."""
    for number, grid in inline_of(passages):
        before = [mention for one in passages[max(number - 1, 0): number + 1] for mention in one.mentions
                  if mention.nature is Nature.COUNT and mention.number is not None and mention.end <= grid.opened]
        for column, name in enumerate(grid.names):
            yield from _column(grid, column, name, before, text)
        yield from _said_of_all(grid, text)


def _column(grid: Inline, column: int, name: str, before: Sequence[Mention], text: str) -> Iterator[Claim]:
    parts = [cells[column] for label, cells in grid.rows if not _TOTAL.search(label)]
    total = sum((part.value for part in parts if part.value is not None), Decimal(0))
    own = next((cells[column] for label, cells in grid.rows if _TOTAL.search(label)), None)
    if own is not None:
        yield _summed(grid, name, link("whole", own), exact(own), parts, total, True, text)
        return
    named = [mention for mention in before if len(name) > 1 and name in mention.label]
    if not named:
        return
    whole = next((mention for mention in reversed(named) if mention.value == total), named[-1])
    yield _summed(grid, name, linked(whole, "whole"), whole.value, parts, total, bool(_TOTAL.search(whole.label)), text)


def _summed(grid: Inline, name: str, whole: Linked, stated: Fraction, parts: Sequence[Cell], total: Decimal, tied: bool,
            text: str) -> Claim:
    shown = [part.text for part in parts] if len(parts) <= 6 else [*(part.text for part in parts[:4]), "…", parts[-1].text]
    values = {"name": name, "sum": f"{'+'.join(shown)}={short(Fraction(total))}", "stated": whole.text}
    if Fraction(total) == stated:
        verdict, message = Verdict.CONSISTENT, Message("各行“{name}”:{sum},与文中{stated}相符", **values)
    elif tied:
        verdict, message = HARD, Message("各行“{name}”:{sum},文中为{stated}", **values)
    else:
        verdict, message = Verdict.UNCHECKABLE, Message("各行“{name}”:{sum},文中{stated}未必是其合计,无法核对", **values)
    return claim(Kind.SUM, "sum", text, [whole, *(link("part", part) for part in parts)], verdict, message, stated=stated,
                 expected=Fraction(total), tolerance=Fraction(0), span=(grid.start, grid.end))


def _said_of_all(grid: Inline, text: str) -> Iterator[Claim]:
    """A rate said once for all rows: every column after the aim against it."""
    aim = next((column for column, name in enumerate(grid.names) if words.AIM.search(name)), None)
    if grid.rate is None or aim is None or "完成" not in grid.rate_name:
        return
    number = arabic(grid.rate.text.rstrip("%"))
    assert number is not None
    for label, cells in grid.rows:
        for column in range(aim + 1, len(cells)):
            if not cells[aim].value or cells[column].value is None or words.AIM.search(grid.names[column]):
                continue
            point = exact(cells[column]) * 100 / exact(cells[aim])
            judgement = judged(number, point)
            calculation = f"{cells[column].text}÷{cells[aim].text}={figure(point, max(places_of(number), 2))}%"
            values = {"row": label, "name": grid.names[column], "calculation": calculation, "stated": grid.rate.text}
            message = (Message("{row}“{name}”:{calculation},与文中各行均为{stated}相符", **values) if judgement.holds
                       else Message("{row}“{name}”:{calculation},文中称各行均为{stated}", **values))
            numbers = [link("numerator", cells[column]), link("denominator", cells[aim]), grid.rate]
            if judgement.severity is not None:
                judgement = replace(judgement, severity=Severity.HARD)
            yield claim(Kind.RATIO, "ratio", text, numbers, judgement, message, stated=number.value, expected=point,
                        tolerance=number.step / 2, span=(cells[aim].start, cells[column].end))
