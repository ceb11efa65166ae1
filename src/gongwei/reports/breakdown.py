"""Tables and the chart of a progress report: the overview, and each programme's figures unit by unit."""

from fractions import Fraction
from typing import TYPE_CHECKING

from gongwei.facts.fact import Fact

from . import derivation, wording
from .content import Bar, Chart, Column, Number, Table, Text, say
from .lines import Group, Line
from .numbers import NO_VALUE, is_rate, plain, shown
from .sentences import bare, moved_since, number, part, target_of
from .wording import numeral

if TYPE_CHECKING:
    from .book import Unit

GROUPS_IN_A_TABLE = 2
"""Figures side by side in one table, by the width of the page."""
MOST_BARS = 30


def overview(lines: tuple[Line, ...], unit: "Unit") -> Table:
    """Figures in one table: target, actual, completion, rank, change on the year before."""
    columns = [
        Column("指标", share=30, numeric=False),
        Column("目标", share=13),
        Column("实际", share=15),
        Column("完成率", share=13),
    ]
    ranked, compared = any(line.place for line in lines), any(line.before for line in lines)
    columns += [Column("位次", share=8)] * ranked + [Column("较上年同期", share=19)] * compared
    rows = [(say(line.name), *standing_of(line, ranked, compared)) for line in lines]
    return Table(f"{wording.whole(unit)}主要指标进展情况", tuple(columns), tuple(rows))


def standing_of(line: Line, ranked: bool, compared: bool) -> list[Text]:
    """The cells of a figure: target, actual, completion, then its place and its change where asked for."""
    measure = "" if is_rate(line.now.measure) else line.measure
    cells = [
        say(target_of(line), measure) if line.completion and line.completion.denominator is not None else say(NO_VALUE),
        _actual(line, measure),
        say(number(line.completion)) if line.completion and line.completion.value is not None else say(NO_VALUE),
    ]
    if ranked:
        cells.append(say(number(line.place.entry)) if line.place else say(NO_VALUE))
    if compared:
        moved = moved_since(line)
        cells.append(
            say(
                Number(shown(moved.value, moved.measure, sign=True), moved),
                moved.measure if is_rate(line.now.measure) else "",
            )
            if moved
            else say(NO_VALUE)
        )
    return cells


def _actual(line: Line, measure: str) -> Text:
    if line.role == "count" and line.completion:
        done = line.completion.numerator
        return say(Number(plain(done), line.completion), measure) if done is not None else say(NO_VALUE)
    return say(number(line.now), measure) if line.now.value is not None else say(NO_VALUE)


def by_unit(group: Group, unit: "Unit", children: list["Unit"]) -> tuple[Table, ...]:
    """A programme's figures per child unit, two side by side; projects in a table of their own."""
    told = [line for line in group.lines if line.valued and not line.early]
    side_by_side = [line for line in told if line.role != "project" and is_rate(line.measured.measure)]
    pages = [tuple(side_by_side[i : i + GROUPS_IN_A_TABLE]) for i in range(0, len(side_by_side), GROUPS_IN_A_TABLE)]
    parts = [f"({numeral(i)})" if len(pages) > 1 else "" for i in range(1, len(pages) + 1)]
    tables = [
        _table(f"{group.name}情况{which}", lines, unit, children) for which, lines in zip(parts, pages, strict=True)
    ]
    tables += [_milestones(line, unit, children) for line in told if line.role == "project"]
    return tuple(tables)


def _titles(line: Line) -> tuple[str, str, str]:
    below, above = line.sets
    rate = "完成率" if line.measured is line.completion else "率"
    return f"{below}({line.measure})", f"{above}({line.measure})", f"{rate}({line.measured.measure})"


def _table(about: str, lines: tuple[Line, ...], unit: "Unit", children: list["Unit"]) -> Table:
    ranked = len(children) > 1
    columns = [Column("单位", share=20 if len(lines) > 1 else 24, numeric=False)]
    rows: dict[str, list[Text]] = {child.code: [say(child.name)] for child in children}
    total: list[Text] = [say(wording.whole(unit))]
    for line in lines:
        heading = line.phrase.rate if line.phrase else line.name
        columns += [Column(title, heading, share) for title, share in zip(_titles(line), (11, 11, 11), strict=True)]
        columns += [Column("位次", heading, 7)] * ranked
        order, places = derivation.ranking(
            f"{wording.each(children[0])}{line.measured.name}", [f for _, f in line.parts]
        )
        for child, fact in line.parts:
            rows[child.code] += _cells(fact) + [_place(fact, order, places)] * ranked
        total += _cells(line.measured) + [say(NO_VALUE)] * ranked
    caption = f"{wording.each(children[0])}{about}"
    return Table(caption, tuple(columns), (*(tuple(row) for row in rows.values()), tuple(total)), total=True)


def _cells(fact: Fact) -> list[Text]:
    return [say(part(fact.denominator, fact)), say(part(fact.numerator, fact)), say(bare(fact))]


def _place(fact: Fact, order: derivation.Derived, places: dict[str, int]) -> Text:
    return say(Number(str(places[fact.id]), order)) if fact.id in places else say(NO_VALUE)


def _milestones(line: Line, unit: "Unit", children: list["Unit"]) -> Table:
    stages = tuple(name for name, _, _ in line.now.outcomes)
    ranked = len(children) > 1
    columns = (
        Column("单位", share=18, numeric=False),
        Column("项目数", share=9),
        *(Column(name, share=10) for name in stages),
        Column("进度(%)", share=11),
        *[Column("位次", share=7)] * ranked,
    )
    order, places = derivation.ranking(f"{wording.each(children[0])}{line.name}", [fact for _, fact in line.parts])

    def cells(fact: Fact) -> tuple[Text, ...]:
        reached = {name: count for name, count, _ in fact.outcomes}
        counts = (fact.denominator, *(reached.get(name) for name in stages))
        return (
            *(say(part(None if count is None else Fraction(count), fact)) for count in counts),
            say(bare(fact)),
        )

    rows = [(say(child.name), *cells(fact), *[_place(fact, order, places)] * ranked) for child, fact in line.parts]
    rows.append((say(wording.whole(unit)), *cells(line.now), *[say(NO_VALUE)] * ranked))
    return Table(f"{wording.each(children[0])}{line.name}情况", columns, tuple(rows), total=True)


def chart(groups: tuple[Group, ...], unit: "Unit", children: list["Unit"]) -> tuple[Group, Chart] | None:
    """The chart, with the group it belongs to: the first main figure of several units, preferably with a target."""
    drawable = [(group, group.main) for group in groups if group.main and len(group.main.valued) > 1]
    for group, line in sorted(drawable, key=lambda pair: pair[1].completion is None)[:1]:
        ordered = sorted(line.valued, key=lambda pair: (pair[1].value, pair[0].code))[:MOST_BARS]
        bars = tuple(Bar(child.name, fact) for child, fact in reversed(ordered))
        cut = f"(后{MOST_BARS}位)" if len(line.valued) > MOST_BARS else ""
        caption = f"{wording.each(children[0])}{line.measured_name}{cut}"
        own = Bar(wording.whole(unit), line.measured)
        return group, Chart(caption, line.measured.measure, bars, own, *_line_drawn(line))
    return None


def _line_drawn(line: Line) -> tuple[Fraction | None, str]:
    """The target line: a rate's target value; for a count that has a pace, the share due by now."""
    if line.role == "count" and line.pace:
        return line.pace.value, line.pace.name
    if line.role == "rate" and line.completion and line.completion.denominator is not None:
        return line.completion.denominator, "目标值"
    return None, ""
