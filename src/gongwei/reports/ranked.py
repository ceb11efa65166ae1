"""Units ranked by one figure: places, change, distance to the target; who shares a place and who has no value is told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from gongwei.facts.fact import Fact

from . import derivation, wording
from .content import Column, Number, Table, Text, joined, say
from .derivation import EVEN, Derived
from .lines import Line
from .material import Material
from .numbers import NO_VALUE, POINTS, is_rate, shown
from .sentences import bare, number, part, size

if TYPE_CHECKING:
    from .book import Unit

ENDS = 3
"""Units named at either end, at most a third of all; those that share the last of these places are named too."""
MOST_NAMED = 5
TARGET = "目标"


@dataclass(frozen=True)
class Row:
    """A unit's figure; place: None without a value or alone with one; moved: since the earlier day; distance: of
    its completion to its pace where it has one, else to the target."""

    unit: "Unit"
    fact: Fact
    place: int | None
    moved: Derived | None
    pace: Derived | None
    distance: Derived | None


@dataclass(frozen=True)
class Ranking:
    """The rows of a figure in order of place, then those without a value; `order` is the entry of all places."""

    line: Line
    order: Derived
    rows: tuple[Row, ...]
    whole: Row

    @property
    def name(self) -> str:
        """What is ranked."""
        return self.line.measured_name

    @property
    def valued(self) -> tuple[Row, ...]:
        """The units that have a value."""
        return tuple(row for row in self.rows if row.fact.value is not None)

    @property
    def silent(self) -> tuple[Row, ...]:
        """The units that have none."""
        return tuple(row for row in self.rows if row.fact.value is None)

    @property
    def goal(self) -> str:
        """What the distances are measured to; units of which only some have a monthly curve are all compared with the time."""
        names = {row.pace.name for row in (*self.rows, self.whole) if row.pace}
        return TARGET if not names else names.pop() if len(names) == 1 else EVEN

    @property
    def level(self) -> bool:
        """Whether all have the same value."""
        return len({row.fact.value for row in self.valued}) < 2

    @property
    def first(self) -> tuple[Row, ...]:
        """The best, with all that share a place."""
        return _shared(self.valued, self._named)

    @property
    def last(self) -> tuple[Row, ...]:
        """The weakest, the last one first, with all that share a place."""
        return _shared(tuple(reversed(self.valued)), self._named)

    @property
    def _named(self) -> int:
        return max(1, min(ENDS, len(self.valued) // 3))


def _shared(rows: tuple[Row, ...], count: int) -> tuple[Row, ...]:
    """The first rows and those equal to the last of them; without these where too many share its value."""
    if not rows:
        return ()
    edge = rows[:count][-1].fact.value
    reached = {row.unit.code for row in rows[:count]}
    named = tuple(row for row in rows if row.unit.code in reached or row.fact.value == edge)
    return named if len(named) <= MOST_NAMED else tuple(row for row in named if row.fact.value != edge) or named


def ranking(material: Material, line: Line, since: date) -> Ranking:
    """The children of the material's unit by a figure, their change measured from the day `since`."""
    order, places = derivation.ranking(f"{wording.each(material.children[0])}{line.measured.name}", [f for _, f in line.parts])
    asked = material.book.completion if line.measured is line.completion else material.book.fact

    def row(unit: "Unit", fact: Fact) -> Row:
        before = asked(line.now.indicator, unit.code, since)
        name = f"{fact.name}较{wording.full_day(since)}"
        moved = derivation.difference(fact, before, name) if _comparable(fact, before) else None
        pace = _pace(material, line, unit)
        return Row(unit, fact, places.get(fact.id), moved, pace, _distance(material, line, unit, fact, pace))

    rows = sorted((row(unit, fact) for unit, fact in line.parts),
                  key=lambda row: (row.fact.value is None, row.place, row.unit.code))
    return Ranking(line, order, tuple(rows), row(material.unit, line.measured))


def _comparable(now: Fact, before: Fact) -> bool:
    return now.value is not None and before.value is not None and is_rate(now.measure)


def _pace(material: Material, line: Line, unit: "Unit") -> Derived | None:
    """The share of the unit's own target due by now; None without a target, or where it is due at any time or all is due."""
    if not line.completion or not line.timed or line.early:
        return None
    as_of = line.now.as_of
    return derivation.pace(line.growth, as_of, material.book.curve(line.now.indicator, unit.code, as_of.year))


def _distance(material: Material, line: Line, unit: "Unit", fact: Fact, pace: Derived | None) -> Derived | None:
    """Of what has a pace the completion to it, once all is due to the full target; of any other rate to its target value."""
    if not line.completion or fact.value is None or line.early:
        return None
    ranked = line.measured is line.completion
    completion = fact if ranked else material.book.completion(line.now.indicator, unit.code, fact.as_of)
    if line.timed:
        return derivation.ahead(completion, pace) if pace and completion.value is not None else None
    if ranked:
        return derivation.short_of_full(fact)
    return derivation.short_of_target(fact, completion) if completion.denominator is not None else None


def table(ranked: Ranking, material: Material, since: date) -> Table:
    """名次 单位 分子 分母 率, with the change and the distance to the target where there are any; the whole comes last."""
    line, rows = ranked.line, (*ranked.rows, ranked.whole)
    rate = is_rate(line.measured.measure)
    points = POINTS.get(line.measured.measure, "")
    heads = [Column("名次", share=8), Column("单位", share=20, numeric=False)]
    if rate:
        heads += [Column(f"{title}({line.measure})", share=14) for title in reversed(line.sets)]
    heads.append(Column(f"{'完成率' if line.measured is line.completion else '率'}({line.measured.measure})" if rate
                        else f"数量({line.measured.measure})", share=13))
    extra: list[tuple[str, Callable[[Row], Derived | None]]] = []
    if any(row.moved for row in rows):
        extra.append((f"{'较上年同期' if since == wording.year_before(material.as_of) else f'较{wording.day(since)}'}({points})",
                      lambda row: row.moved))
    if any(row.distance for row in rows):
        what = "" if ranked.goal == TARGET or line.measured is line.completion else "目标完成率"
        extra.append((f"{what}与{ranked.goal}相比({'个百分点' if line.timed else points})", lambda row: row.distance))
    heads += [Column(title, share=18) for title, _ in extra]

    def cells(row: Row) -> tuple[Text, ...]:
        fact, whole = row.fact, row is ranked.whole
        place = say(Number(str(row.place), ranked.order)) if row.place and not whole else say(NO_VALUE)
        name = say(wording.whole(row.unit) if whole else row.unit.name)
        sets = (fact.numerator, fact.denominator) if rate else ()
        return (place, name, *(say(part(value, fact)) for value in sets),
                say(bare(fact)), *(_signed(of(row)) for _, of in extra))

    return Table(f"{wording.each(material.children[0])}{ranked.name}排名", tuple(heads), tuple(map(cells, rows)), total=True)


def _signed(entry: Derived | None) -> Text:
    return say(Number(shown(entry.value, entry.measure, sign=True), entry)) if entry else say(NO_VALUE)


def told(ranked: Ranking) -> Text:
    """Who leads and who lags, how far they are apart, how many reach the target, who has no value."""
    return say(_ends(ranked), _reaching(ranked), _silent(ranked))


def _ends(ranked: Ranking) -> Text:
    if len(ranked.valued) < 2:
        return say("有数据的单位不足两个,不作排名。")
    kind = wording.kind(ranked.rows[0].unit)
    best, worst = ranked.valued[0], ranked.valued[-1]
    count = derivation.how_many(f"参加{ranked.name}排名的单位", [row.fact for row in ranked.valued])
    if ranked.level:
        return say("参加排名的", number(count), f"个{kind}均为", *_measured(best.fact), ",不分先后。")
    text = say("参加排名的", number(count), f"个{kind}中,居前的是", _named(ranked.first), ",居后的是", _named(ranked.last))
    if not is_rate(best.fact.measure):
        return say(text, "。")
    spread = derivation.difference(best.fact, worst.fact, f"{ranked.name}最高与最低之差")
    return say(text, ",最高与最低相差", size(spread), f"{spread.measure}。")


def _named(rows: tuple[Row, ...]) -> Text:
    """甲镇(80.00%)、乙镇(79.00%); 并列 where they share a value."""
    if len(rows) > 1 and len({row.fact.value for row in rows}) == 1:
        return say("、".join(row.unit.name for row in rows), "(并列,均为", *_measured(rows[0].fact), ")")
    return joined([say(f"{row.unit.name}(", *_measured(row.fact), ")") for row in rows], "、")


def _measured(fact: Fact) -> Text:
    return say(number(fact), "" if is_rate(fact.measure) else fact.measure)


def _reaching(ranked: Ranking) -> Text:
    judged = [row for row in ranked.valued if row.distance]
    if not judged:
        return ()
    reached = [row for row in judged if row.distance.value >= 0]
    goal = ranked.goal
    required = "" if goal == TARGET else "要求"
    if len(reached) == len(judged):
        return say(f"各单位均达到{goal}{required}。")
    if not reached:
        return say(f"各单位均未达到{goal}{required}。")
    below = [row for row in judged if row.distance.value < 0]
    return say(f"达到{goal}{required}的",
               number(derivation.how_many(f"{ranked.name}达到{goal}的单位", [row.distance for row in reached])), "个,未达到的",
               number(derivation.how_many(f"{ranked.name}未达到{goal}的单位", [row.distance for row in below])), "个。")


def _silent(ranked: Ranking) -> Text:
    if not ranked.silent:
        return ()
    names = "、".join(row.unit.name for row in ranked.silent[:MOST_NAMED])
    count = derivation.how_many(f"{ranked.name}无数据的单位", [row.fact for row in ranked.silent])
    return say(f"{names}{'等' if len(ranked.silent) > MOST_NAMED else ''}", number(count), "个单位无数据,未参加排名。")
