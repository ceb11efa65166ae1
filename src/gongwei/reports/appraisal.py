"""考核结果: units by total, grade and rank, their points section by section, every deduction with its reason."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from gongwei.assessments.appraisal.scoring import applies, explained
from gongwei.assessments.appraisal.states import LOCKED, PUBLISHED
from gongwei.facts.fact import Fact

from . import derivation, wording
from .content import Attachment, Chapter, Column, Number, Part, Report, Table, Text, joined, say
from .derivation import Derived
from .material import NothingToTell, drafted, paragraphs
from .numbers import NO_VALUE, plain, rounded
from .sentences import number

if TYPE_CHECKING:
    from gongwei.assessments.appraisal.queries import Result
    from gongwei.assessments.appraisal.scheme import Item
    from gongwei.assessments.appraisal.scoring import Line, Standing

    from .book import Book

SECTIONS = 5
"""Sections side by side in one table."""
MOST_ITEMS = 5
"""Items named as those that cost the most points."""


def draft(book: "Book", unit: str, result: "Result", *, issued: date, signatory: str = "") -> Report:
    """The result of a published round, issued by `unit`. Raises NothingToTell before it is published."""
    if result.state not in (PUBLISHED, LOCKED):
        raise NothingToTell(_("考核轮次「{code}」尚未公布,公布后再印发结果").format(code=result.code))
    here, writing = book.unit(unit), _Writing(book, result)
    return drafted(
        book, here, result.as_of, (f"关于{result.name}", "结果的通报"),
        (
            Chapter("总体结果", (Part("", (*paragraphs(writing.overall(), writing.vetoed()), writing.totals())),)),
            Chapter("分项得分", (Part("", writing.sections()),)),
            Chapter("主要扣分情况", (Part("", paragraphs(*writing.costly())),)),
            Chapter("结果运用", (Part("", paragraphs(writing.appealing(),
                                                 "考核结果作为资金结算和评先评优的依据,各单位要对照扣分明细逐条整改。")),)),
        ),
        opening=(say(f"按照《{result.scheme.name}》,我们对所辖单位开展了考核,考核数据截至{wording.full_day(result.as_of)}。"
                     "现将结果通报如下。"),),
        to=wording.recipients(book.unit(result.standings[0].unit)), issued=issued, signatory=signatory,
        attachments=(Attachment("各单位扣分明细", (writing.deductions(),), landscape=True),),
    )


class _Writing:
    """The pieces of one round's result."""

    def __init__(self, book: "Book", result: "Result") -> None:
        self.book, self.result, self.scheme = book, result, result.scheme
        self.scored = [one for one in result.standings if one.score is not None]
        self.score = {one.unit: self._fact(one.unit, "total", "总分", one.score, self.scheme.total) for one in result.standings}
        items = {item.code: item for item in self.scheme.items}
        self.points = {(unit, code): self._fact(unit, code, items[code].name, line.points, line.full)
                       for unit, lines in result.lines.items() for code, line in lines.items() if code in items}

    def _fact(self, unit: str, item: str, name: str, points: Decimal | None, full: Decimal | None) -> Fact:
        above, below = (None if one is None else Fraction(one) for one in (points, full))
        return self.book.stated(f"appraisal.{self.result.code}.{item}", f"{self.result.name}:{name}", above, "分", unit,
                                self.result.as_of, source=self.scheme.name, denominator=below)

    def overall(self) -> Text:
        """How many took part, the mean, the ends, how many in each grade."""
        facts = [self.score[one.unit] for one in self.scored]
        count = derivation.how_many("参加考核并有总分的单位", facts)
        mean = _mean(f"{self.result.name}平均分", facts)
        best, worst = self.scored[0], self.scored[-1]
        grades = [(grade.name, [self.score[one.unit] for one in self.scored if one.grade == grade.name])
                  for grade in self.scheme.grades]
        told = joined([say(name, number(derivation.how_many(f"{name}单位", held)), "个") for name, held in grades if held], "、")
        return say("参加考核的", number(count), "个单位平均得分", _shown(mean, self.scheme.decimals), f"分,得分最高的{self._like(best)}",
                   self._points(best), f"分,最低的{self._like(worst)}", self._points(worst), "分;其中", told, "。")

    def _like(self, one: "Standing") -> str:
        """All that have its score."""
        return "、".join(other.name for other in self.scored if other.score == one.score)

    def _points(self, one: "Standing") -> Number:
        return _shown(self.score[one.unit], self.scheme.decimals)

    def vetoed(self) -> Text:
        """Which units a veto caps, and why."""
        names = {veto.code: veto for veto in self.scheme.vetoes}
        told = [f"{one.name}({'、'.join(names[code].name for code in one.vetoes)})" for one in self.result.standings if one.vetoes]
        return say("因否决事项降低总分或等次的单位:", "、".join(told), "。") if told else ()

    def totals(self) -> Table:
        """名次 单位 得分 等次."""
        order = Derived(f"{self.result.name}名次", "由高到低排列,得分相同的名次相同:" + "、".join(
            f"{one.name}{one.rank}" for one in self.scored), Fraction(len(self.scored)), "个",
            tuple(self.score[one.unit] for one in self.scored))
        columns = (Column("名次", share=12), Column("单位", share=40, numeric=False),
                   Column(f"得分(满分{plain(Fraction(self.scheme.total))})", share=24),
                   Column("等次", share=24, numeric=False))
        rows = tuple((say(Number(str(one.rank), order)) if one.rank else say(NO_VALUE), say(one.name),
                      say(self._points(one)), say(one.grade or NO_VALUE)) for one in self.result.standings)
        return Table(f"{self.result.name}结果", columns, rows)

    def sections(self) -> tuple[Table, ...]:
        """Points by section, so many sections to a table."""
        named = list(dict.fromkeys(item.section for item in self.scheme.items))
        size = -(-len(named) // -(-len(named) // SECTIONS))
        return tuple(self._sections(named[i:i + size]) for i in range(0, len(named), size))

    def _sections(self, sections: list[str]) -> Table:
        of = {section: [item for item in self.scheme.items if item.section == section] for section in sections}
        columns = (Column("单位", share=25, numeric=False), *(Column(f"{section}{_of(items)}", share=15)
                                                           for section, items in of.items()))
        rows = tuple((say(one.name), *(self._section(one, section, items) for section, items in of.items()))
                     for one in self.result.standings)
        return Table("分项得分", columns, rows)

    def _section(self, one: "Standing", section: str, items: Iterable["Item"]) -> Text:
        facts = [fact for item in items if (fact := self.points[one.unit, item.code]).value is not None]
        return say(_shown(_sum(f"{one.name}{section}得分", facts), self.scheme.decimals)) if facts else say(NO_VALUE)

    def costly(self) -> list[Text]:
        """The items that cost the most points, with the number of units and the sum."""
        lost: dict[str, list[Fact]] = defaultdict(list)
        for (_unit, code), fact in self.points.items():
            if _lost(fact):
                lost[code].append(fact)
        names = {item.code: item.name for item in self.scheme.items if not item.bonus}
        most = sorted((code for code in lost if code in names), key=lambda code: -sum(map(_lost, lost[code])))[:MOST_ITEMS]
        return [say(f"{names[code]}:", number(derivation.how_many(f"{names[code]}扣分的单位", lost[code])), "个单位扣分,共扣",
                    _shown(_deducted(f"{names[code]}扣分合计", lost[code]), self.scheme.decimals), "分。")
                for code in most] or [say("各单位均未扣分。")]

    def appealing(self) -> Text:
        """Until when a unit may object."""
        if self.result.state != PUBLISHED:
            return say("本轮考核结果已经锁定。")
        days = self.book.stated(f"appraisal.{self.result.code}.appeal_days", "申诉期限", Fraction(self.scheme.appeal_days), "天",
                                self.result.standings[0].unit, self.result.as_of, source=self.scheme.name)
        return say("对结果有异议的,请自公布之日起", number(days), "天内提出申诉并附证明材料。")

    def deductions(self) -> Table:
        """Every deduction of every unit with its explanation, and every veto that applies."""
        columns = (Column("单位", share=15, numeric=False), Column("条目", share=27, numeric=False), Column("满分", share=8),
                   Column("得分", share=8), Column("扣分", share=8), Column("说明", share=59, numeric=False))
        rows = [row for one in self.result.standings for row in self._deducted(one, self.result.lines[one.unit])]
        nothing = (say("各单位"), say("无扣分"), *(say(NO_VALUE) for _ in range(4)))
        return Table("扣分明细", columns, tuple(rows) or (nothing,))

    def _deducted(self, one: "Standing", lines: Mapping[str, "Line"]) -> Iterable[tuple[Text, ...]]:
        decimals = self.scheme.decimals
        for item in self.scheme.items:
            fact = self.points[one.unit, item.code]
            if not item.bonus and (_lost(fact) or fact.value is None):
                why = Number(str(explained(item, lines[item.code], decimals)), fact)
                full = say(NO_VALUE) if fact.denominator is None else say(Number(plain(fact.denominator), fact))
                lost = _shown(_deducted("扣分", [fact]), decimals) if _lost(fact) else NO_VALUE
                yield say(one.name), say(item.name), full, say(_shown(fact, decimals)), say(lost), say(why)
        for veto in self.scheme.vetoes:
            if applies(veto, lines[veto.code]):
                why = Number(str(explained(veto, lines[veto.code], decimals)), self.score[one.unit])
                yield say(one.name), say(f"否决:{veto.name}"), *(say(NO_VALUE) for _ in range(3)), say(why)


def _of(items: Iterable["Item"]) -> str:
    full = sum((Fraction(item.points) for item in items if not item.bonus), Fraction(0))
    return f"({plain(full)})" if full else ""


def _lost(fact: Fact) -> Fraction:
    """Full points − points; nothing where an item left the total."""
    return fact.denominator - fact.value if fact.value is not None and fact.denominator is not None else Fraction(0)


def _shown(entry: Fact | Derived, decimals: int) -> Number:
    return Number(NO_VALUE if entry.value is None else rounded(entry.value, decimals), entry)


def _sum(name: str, facts: list[Fact]) -> Derived:
    total = sum((fact.value for fact in facts), Fraction(0))
    return Derived(name, f"{'+'.join(plain(fact.value) for fact in facts)}={plain(total)}分", total, "分", tuple(facts))


def _mean(name: str, facts: list[Fact]) -> Derived:
    total = sum((fact.value for fact in facts), Fraction(0))
    return Derived(name, f"{plain(total)}÷{len(facts)}={rounded(total / len(facts))}分", total / len(facts), "分", tuple(facts))


def _deducted(name: str, facts: list[Fact]) -> Derived:
    lost = [(fact.denominator, fact.value) for fact in facts]
    total = sum((full - points for full, points in lost), Fraction(0))
    said = "+".join(f"({plain(full)}-{plain(points)})" for full, points in lost)
    return Derived(name, f"{said}={plain(total)}分", total, "分", tuple(facts))
