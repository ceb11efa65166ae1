"""资金拨付表: what each unit is paid for the people it serves and the score it got; the parts add up to the budget."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from gongwei.assessments.payment.figures import AMOUNTS, OTHERS
from gongwei.assessments.payment.states import APPROVED, PAID
from gongwei.facts.fact import Fact

from .capitals import capitals
from .content import Attachment, Chapter, Column, Number, Part, Report, Table, Text, say
from .derivation import Derived
from .material import NothingToTell, drafted, paragraphs
from .numbers import NO_VALUE, grouped, plain, rounded

if TYPE_CHECKING:
    from gongwei.assessments.payment.allocating import Allocation, Paid

    from .book import Book

ALWAYS = ("base", "earned", "withheld", "amount", "advance", "settlement")
"""The amounts that every table shows; the others stand in it where there are any."""


def draft(book: "Book", unit: str, allocation: "Allocation", *, code: str, name: str, state: str, as_of: date, issued: date,
          signatory: str = "") -> Report:
    """The payment `code` as its approved table, issued by `unit`. Raises NothingToTell before it is approved."""
    if state not in (APPROVED, PAID):
        raise NothingToTell(_("拨付「{code}」尚未审定,审定后再印发").format(code=code))
    if not allocation.paid:
        raise NothingToTell(_("拨付「{code}」里没有单位").format(code=code))
    money = _Money(book, unit, allocation, code, name, as_of)
    back = [one.basis.name for one in allocation.paid if one.settlement < 0]
    return drafted(
        book, book.unit(unit), as_of, (name, "拨付情况"),
        (
            Chapter("总体情况", (Part("", paragraphs(
                say("资金预算", money.own("budget", allocation.budget), "元,各单位核定金额合计", money.total("amount"),
                    f"元(大写:{capitals(sum(one.amount for one in allocation.paid))})",
                    *((",未分配或收回", money.own("returned", allocation.returned), "元") if allocation.returned else ()), "。"),
                say("按考核得分应得", money.total("earned"), "元,考核扣减", money.total("withheld"), "元",
                    *((",奖励", money.total("reward"), "元") if money.any("reward") else ()), ";已预拨", money.total("advance"),
                    "元,本次结算", money.total("settlement"), f"元(大写:{capitals(sum(one.settlement for one in allocation.paid))})。"),
                say("、".join(back), "已预拨金额超过核定金额,差额应予收回或在下次拨付中抵扣。") if back else (),
            )),)),
            Chapter("计算办法", (Part("", paragraphs(money.rule(),
                                                 "金额精确到分,尾差按最大余额法分配,各单位金额之和与总额完全相等。")),)),
        ),
        issued=issued, signatory=signatory,
        attachments=(Attachment("资金拨付表", (money.table(),), landscape=True),),
    )


class _Money:
    """The amounts of a payment as facts."""

    def __init__(self, book: "Book", unit: str, allocation: "Allocation", code: str, name: str, as_of: date) -> None:
        self.book, self.unit, self.allocation, self.code, self.name, self.as_of = book, unit, allocation, code, name, as_of

    def _fact(self, unit: str, what: str, title: str, value: Fraction | None, measure: str) -> Fact:
        return self.book.stated(f"payment.{self.code}.{what}", f"{self.name}:{title}", value, measure, unit, self.as_of,
                                source=self.allocation.scheme.name)

    def own(self, what: str, cents: int) -> Number:
        """An amount of the payment itself."""
        return _shown(self._fact(self.unit, what, OTHERS[what][0], Fraction(cents, 100), "元"))

    def of(self, one: "Paid", what: str) -> Fact:
        """An amount of a unit."""
        return self._fact(one.basis.unit, what, AMOUNTS[what], Fraction(getattr(one, what), 100), "元")

    def total(self, what: str) -> Number:
        """The sum of an amount over the units."""
        return _shown(self._sum(AMOUNTS[what], "元", [self.of(one, what) for one in self.allocation.paid]))

    @staticmethod
    def _sum(title: str, measure: str, facts: list[Fact]) -> Derived:
        total = sum((fact.value for fact in facts), Fraction(0))
        return Derived(f"{title}合计", f"{len(facts)}个单位之和={plain(total)}{measure}", total, measure, tuple(facts))

    def any(self, what: str) -> bool:
        """Whether any unit has such an amount."""
        return any(getattr(one, what) for one in self.allocation.paid)

    def rule(self) -> Text:
        """How the amounts follow from each other, in words."""
        per_capita = self.allocation.scheme.per_capita
        standard = say(",人均标准", _shown(self._fact(self.unit, "standard", "人均标准", Fraction(per_capita.standard), "元")),
                       "元") if per_capita else ()
        heads = "人均标准×服务人口" if per_capita else ""
        services = "服务数量×单价" if any(one.basis.quantities for one in self.allocation.paid) else ""
        rewards = "+奖励" if self.any("reward") else ""
        return say(f"应拨基数={'+'.join(filter(None, (heads, services)))}", standard, ";按得分应得=应拨基数×拨付比例;考核扣减=应拨基数−按得分应得;"
                "核定金额=按得分应得", rewards, ";本次结算=核定金额−已预拨。应拨基数合计超过预算时按比例折算。")

    def table(self) -> Table:
        """单位, what it is paid by, then the amounts; the last row is the sum."""
        paid, scheme = self.allocation.paid, self.allocation.scheme
        columns, cells = [Column("单位", share=18, numeric=False)], [[say(one.basis.name) for one in paid]]
        last: list[Text] = [say("合计")]

        def add(column: Column, facts: list[Fact], show: Callable[[Fact | Derived], Number], total: Number | str) -> None:
            columns.append(column)
            cells.append([say(show(fact)) for fact in facts])
            last.append(say(total))

        if scheme.per_capita:
            people = [self._fact(one.basis.unit, "people", "服务人口", one.basis.people, "人") for one in paid]
            add(Column("服务人口(人)", share=12), people, _count, _count(self._sum("服务人口", "人", people)))
        if scheme.score:
            scores = [self._fact(one.basis.unit, "score", "考核得分", Fraction(one.basis.score), "分") for one in paid]
            add(Column("考核得分", share=12), scores, _shown, NO_VALUE)
            shares = [self._fact(one.basis.unit, "share", "拨付比例", one.share * 100, "%") for one in paid]
            add(Column("拨付比例(%)", share=12), shares, _shown, NO_VALUE)
        for what, title in AMOUNTS.items():
            if what in ALWAYS or self.any(what):
                add(Column(f"{title}(元)", share=15), [self.of(one, what) for one in paid], _shown, self.total(what))
        return Table("资金拨付", tuple(columns), (*zip(*cells, strict=True), tuple(last)), total=True)


def _shown(entry: Fact | Derived) -> Number:
    """Two decimals, always; amounts of money with thousands separators."""
    return Number(grouped(entry.value) if entry.measure == "元" else rounded(entry.value), entry)


def _count(entry: Fact | Derived) -> Number:
    return Number(NO_VALUE if entry.value is None else plain(entry.value), entry)
