"""Results and judgements become points, points a total, totals a ranking: exact, explained, without a database.

Points are rounded once, item by item, half away from zero; a total is the sum of the points as printed.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from gongwei.definition.message import Message
from gongwei.indicators.figure import plain, rounded

from .rules import Manual, text
from .scheme import BY_HAND, LEAVE_OUT, Item, Scheme, Veto

_ = Message
Exact = Fraction | None


@dataclass(frozen=True)
class Reading:
    """The figure on which an item is scored, as it was when the round was opened. `definition`: fingerprint of what was
    counted. `recorded` and `note`: the figure before a spot check changed it, and what the check found."""

    numerator: Exact = None
    denominator: Exact = None
    value: Exact = None
    measure: str = ""
    definition: str = ""
    outcomes: tuple[tuple[str, int, bool], ...] = ()
    recorded: tuple[Exact, Exact, Exact] | None = None
    note: str = ""

    def corrected(self, numerator: Exact, denominator: Exact, note: str) -> "Reading":
        """The figure with other sets, by the same factor."""
        now = None
        if None not in (self.value, numerator) and denominator and self.denominator:
            factor = self.value * self.denominator / self.numerator if self.numerator else Fraction(0)
            now = numerator / denominator * factor
        elif self.denominator is None:
            now = numerator
        return replace(self, numerator=numerator, denominator=denominator, value=now, note=note,
                       recorded=(self.numerator, self.denominator, self.value))

    @property
    def said(self) -> str:
        """The figure in words: 83 ÷ 120 = 69.17%."""
        if self.value is None:
            return _("没有数值")
        shown = f"{text(self.value)}{self.measure}"
        if self.denominator is None or self.numerator is None:
            return shown
        return f"{plain(self.numerator, 2)} ÷ {plain(self.denominator, 2)} = {shown}"

    @property
    def told(self) -> str:
        """`said` with what a spot check found, where that ends in the numerator: …,计 46.44 ÷ 211 = 22.01%."""
        counted = "" if self.numerator is None else plain(self.numerator, 2)
        continues = counted and self.note.endswith(f" {counted}") and self.said.startswith(f"{counted} ÷")
        return self.note + self.said.removeprefix(counted) if continues else self.said


def as_text(reading: Reading | None) -> str:
    """A reading as JSON; empty without one. Exact numbers as text."""
    if reading is None:
        return ""
    return json.dumps([_plain(getattr(reading, name)) for name in Reading.__dataclass_fields__], ensure_ascii=False)


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return str(value) if isinstance(value, Fraction) else value


def from_text(said: str) -> Reading | None:
    """The reading that `as_text` wrote."""
    if not said:
        return None
    numerator, denominator, value, measure, definition, outcomes, recorded, note = json.loads(said)
    return Reading(*map(_exact, (numerator, denominator, value)), measure, definition,
                   tuple((name, number, counts) for name, number, counts in outcomes),
                   recorded and tuple(map(_exact, recorded)), note)


def _exact(said: str | None) -> Exact:
    return None if said is None else Fraction(said)


@dataclass(frozen=True)
class Line:
    """An item, or a veto, of one unit. `asked`: a person judges it. `full`: its points, None where it left the total.

    `self_entry` and `entry` are what the unit and the assessor entered: points (rule manual), cases (deduction), 1 or 0
    (yes/no, veto). `corrected`: what an upheld appeal put in place of all this. `points`: what counts.
    """

    item: str
    reading: Reading | None = None
    asked: bool = False
    full: Decimal | None = None
    points: Decimal | None = None
    self_entry: Decimal | None = None
    self_comment: str = ""
    entry: Decimal | None = None
    comment: str = ""
    corrected: Decimal | None = None
    reason: str = ""

    @property
    def waits(self) -> bool:
        """Whether an assessor has yet to judge it."""
        return self.asked and self.entry is None and self.corrected is None


def opened(what: Item | Veto, reading: Reading | None, decimals: int) -> Line:
    """The line of a unit when a round is opened: scored on its figure, left out, or waiting for a person."""
    known = reading is not None and reading.value is not None
    asked = not known and what.missing == BY_HAND
    if isinstance(what, Veto):
        return Line(what.code, reading, asked)
    if not known and what.missing == LEAVE_OUT:
        return Line(what.code, reading)
    line = Line(what.code, reading, asked, what.points)
    return line if asked else replace(line, points=scored(what, reading.value if known else None, decimals))


def scored(item: Item, value: Fraction | Decimal | None, decimals: int) -> Decimal:
    """The points of a result, rounded; 0 for none."""
    return rounded(Fraction(0) if value is None else item.rule.points(Fraction(value), Fraction(item.points)), decimals)


def judged(line: Line, what: Item | Veto, entry: Decimal, comment: str, decimals: int) -> Line:
    """A line with an assessor's entry."""
    line = replace(line, entry=entry, comment=comment)
    return line if isinstance(what, Veto) else replace(line, points=scored(judged_by(what, line), entry, decimals))


def judged_by(item: Item, line: Line) -> Item:
    """An item as a person scores it: by hand where its rule needs the figure that is missing."""
    return replace(item, rule=Manual()) if line.asked and item.figure else item


def corrected(line: Line, what: Item | Veto, value: Decimal, reason: str) -> Line:
    """A line after an upheld appeal; an item that had left the total comes back into it."""
    line = replace(line, corrected=value, reason=reason)
    return line if isinstance(what, Veto) else replace(line, full=what.points, points=value)


def applies(veto: Veto, line: Line) -> bool | None:
    """Whether a veto applies to a unit; None while an assessor has yet to say so."""
    for entry in (line.corrected, line.entry):
        if entry is not None:
            return bool(entry)
    value = line.reading.value if line.reading else None
    if value is None:
        return None if line.asked else False
    return value > Fraction(veto.above) if veto.above is not None else value < Fraction(veto.below)


def difference(what: Item | Veto, line: Line, decimals: int) -> Decimal | None:
    """The assessor's points less those by the unit's own entry; None where one of them is missing."""
    if isinstance(what, Veto) or line.entry is None or line.self_entry is None:
        return None
    item = judged_by(what, line)
    return scored(item, line.entry, decimals) - scored(item, line.self_entry, decimals)


def explained(what: Item | Veto, line: Line, decimals: int) -> Message:
    """How a line came to its points, in one line with all its numbers."""
    if isinstance(what, Veto):
        return explained_veto(what, line)
    said = explained_item(what, line, decimals)
    if line.reading and line.reading.note and not said.startswith(line.reading.note):
        said = _("{check};{said}", check=line.reading.note, said=said)
    if line.corrected is not None:
        return _("原评:{said};更正为 {points} 分({reason})", said=said, points=text(line.corrected), reason=line.reason)
    return said


def explained_item(item: Item, line: Line, decimals: int) -> Message:
    """How the rule, or the assessor, came to the points, before any spot check and appeal are told of."""
    points = Fraction(item.points)
    value = line.reading.value if line.reading else None
    if line.entry is not None:
        by = judged_by(item, line)
        said = concluded(by.rule.explained(Fraction(line.entry), points), scored(by, line.entry, decimals))
        return _("{said}({comment})", said=said, comment=line.comment) if line.comment else said
    if line.asked:
        return _("待评分") if line.reading is None else _("{reading},待评分", reading=line.reading.said)
    if value is None and item.missing == LEAVE_OUT:
        return _("没有数值,按方案不参评,{points} 分退出总分", points=text(points))
    if value is None:
        return _("没有数值,按方案记 0 分")
    return _("{reading},{how}", reading=line.reading.told,
             how=concluded(item.rule.explained(value, points), scored(item, value, decimals)))


def concluded(how: Message, points: Decimal) -> Message:
    """The rule as it applied with the points it gave, told once: 「不低于 9 一档得 1.4 分」 has them already."""
    return how if how.endswith(f" {text(points)} 分") else _("{how} → {points} 分", how=how, points=text(points))


def explained_veto(veto: Veto, line: Line) -> Message:
    """Whether and why a veto applies."""
    verdict = applies(veto, line)
    if line.corrected is not None:
        return _("更正为{verdict}({reason})", verdict=_("否决") if verdict else _("不否决"), reason=line.reason)
    if verdict is None:
        return _("待判定")
    if line.reading and line.entry is None:
        limit = _("高于 {limit} 即否决", limit=text(veto.above)) if veto.above is not None else _(
            "低于 {limit} 即否决", limit=text(veto.below))
        said = _("{reading},{limit}", reading=line.reading.said, limit=limit)
    else:
        said = line.comment.strip() or veto.name
    if not verdict:
        return _("{said}:不否决", said=said)
    effect = _("总分不超过 {cap} 分", cap=text(veto.cap)) if veto.cap is not None else _("等次不高于「{grade}」", grade=veto.grade)
    return _("{said}:否决,{effect}({reason})", said=said, effect=effect, reason=veto.reason)


@dataclass(frozen=True)
class Standing:
    """A unit's result. `points`: the sum of the printed points of its items, out of `full`; `bonus` counts beside them.

    `score` out of the scheme's total: the points, converted where something left the total, with the bonus and under the
    vetoes that apply; None while something waits. `rank`: equal scores share one, the next is as many further.
    """

    unit: str
    name: str
    points: Decimal
    full: Decimal
    bonus: Decimal
    score: Decimal | None
    grade: str = ""
    vetoes: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    rank: int | None = None
    how: str = ""


def standing(scheme: Scheme, unit: str, name: str, lines: Mapping[str, Line]) -> Standing:
    """The result of a unit from its lines."""
    counted = [line for item in scheme.items if not item.bonus and (line := lines[item.code]).full is not None]
    points = sum((line.points or Decimal(0) for line in counted), Decimal(0))
    full = sum((line.full for line in counted), Decimal(0))
    bonus = sum((lines[item.code].points or Decimal(0) for item in scheme.items if item.bonus), Decimal(0))
    bonus = min(bonus, scheme.bonus_cap)
    waiting = tuple(code for code in scheme.by_code if lines[code].waits)
    vetoes = [veto for veto in scheme.vetoes if applies(veto, lines[veto.code])]
    if waiting or not full:
        return Standing(unit, name, points, full, bonus, None, vetoes=tuple(veto.code for veto in vetoes), waiting=waiting)
    whole = points if full == scheme.total else rounded(Fraction(points) * Fraction(scheme.total) / Fraction(full),
                                                        scheme.decimals)
    before = whole + bonus
    score = min([before, *(veto.cap for veto in vetoes if veto.cap is not None)])
    grade = scheme.grade(score)
    for veto in vetoes:
        grade = scheme.worse(grade, veto.grade) if veto.grade else grade
    how = _("各条目得分合计 {points},应得 {full}", points=text(points), full=text(full))
    if full != scheme.total:
        how = _("{how},折算 {points} ÷ {full} × {total} = {whole}", how=how, points=text(points), full=text(full),
                total=text(scheme.total), whole=text(whole))
    if bonus:
        how = _("{how},加分 {bonus}", how=how, bonus=text(bonus))
    if vetoes:
        how = _("{how},否决:{vetoes}", how=how, vetoes=";".join(veto.name for veto in vetoes))
    return Standing(unit, name, points, full, bonus, score, grade, tuple(veto.code for veto in vetoes), (), None,
                    _("{how} → {score} 分", how=how, score=text(score)))


def ranked(standings: Iterable[Standing]) -> list[Standing]:
    """The best first, equal scores on one rank in the order of unit codes; those without a score last, without a rank."""
    found: list[Standing] = []
    for place, one in enumerate(sorted(standings, key=lambda one: (one.score is None, -(one.score or 0), one.unit)), 1):
        same = found and found[-1].score == one.score
        found.append(replace(one, rank=None if one.score is None else found[-1].rank if same else place))
    return found
