"""Money adds up to the cent, whatever the scheme, and nothing is paid on what nobody knows."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from importlib.resources import as_file, files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwei.assessments.payment.allocating import Basis, Quantity, Unpayable, allocate, explained, yuan
from gongwei.assessments.payment.scheme import (
    REDISTRIBUTED,
    RETURNED,
    PaymentScheme,
    PerCapita,
    ScoreShare,
    VillagePrice,
    read_payment_scheme,
)
from gongwei.assessments.payment.statements import Deduction, statements
from gongwei.definition.declaration import Misdeclared
from gongwei.indicators.figure import fixed
from gongwei.programmes.registry import FORMS
from tests.pages import tables

SCORE = ScoreShare(Decimal(60), Decimal(60), Decimal(95))
SCHEME = PaymentScheme("p", "办法", 2025, "township", Decimal(20_000), PerCapita(Decimal(10), "all"), (), SCORE, REDISTRIBUTED,
                       Decimal(90), Decimal(70), Decimal(40), ())
NUMBERS = st.decimals(0, 100, places=2)


def scheme(**changes: object) -> PaymentScheme:
    return PaymentScheme(**(vars(SCHEME) | changes))


@st.composite
def schemes(draw) -> PaymentScheme:
    floor, full = sorted(draw(st.tuples(NUMBERS, NUMBERS).filter(lambda both: both[0] != both[1])))
    return scheme(
        budget=draw(st.none() | st.decimals(0, 10**7, places=2)), score=draw(st.none() | st.just(ScoreShare(floor, draw(NUMBERS), full))),
        per_capita=PerCapita(draw(st.decimals(0, 200, places=2)), "all"), withheld=draw(st.sampled_from([RETURNED, REDISTRIBUTED])),
        rewarded=draw(NUMBERS), advance=draw(NUMBERS), village_share=draw(NUMBERS))


@st.composite
def bases(draw) -> tuple[Basis, ...]:
    count = draw(st.integers(0, 8))
    quantity = st.builds(Quantity, st.just("a"), st.just("随访"), st.fractions(0, 10**5, max_denominator=4),
                         st.decimals(0, 50, places=2), st.none() | st.fractions(0, 100, max_denominator=1000))
    return tuple(Basis(str(number), f"{number}镇", draw(st.fractions(0, 10**6, max_denominator=3)),
                       tuple(draw(st.lists(quantity, max_size=2))), draw(NUMBERS)) for number in range(count))


def test_the_page_tells_what_is_computed():
    rows, (sums,), doctors = tables("work/payment.md")
    found = allocate(SCHEME, tuple(Basis(row["单位"], row["单位"], Fraction(row["服务人口"]), (), Decimal(row["得分"])) for row in rows))
    for row, one in zip(rows, found.paid, strict=True):
        amounts = (one.base, one.earned, one.withheld, one.reward, one.amount, one.villages, one.advance, one.settlement)
        titles = ("应拨基数", "应得", "扣减", "奖励", "核定", "村级", "预拨", "结算")
        assert [row[title] for title in titles] == [yuan(amount) for amount in amounts]
        assert row["拨付比例%"] == fixed(one.share * 100, 2)
    assert [sums[title] for title in ("核定合计", "收回", "预算")] == [
        yuan(amount) for amount in (sum(one.amount for one in found.paid), found.returned, found.budget)]
    prices = (VillagePrice("hypertension_followup", "", Decimal(12), "home"), VillagePrice("hypertension_followup", "", Decimal(8)))
    done = {("D1", "hypertension_followup", "home"): 30, ("D2", "hypertension_followup", "clinic"): 30}
    own = statements(scheme(village_prices=prices), "甲镇", 10_000, done)
    assert [(one.provider, yuan(one.worth), yuan(one.amount)) for one in own] == [
        (row["村医"], row["价值"], row["应得"]) for row in doctors]


@given(schemes(), bases())
def test_everything_adds_up(scheme, bases):
    found = allocate(scheme, bases)
    assert sum(one.amount for one in found.paid) + found.returned == found.budget and found.returned >= 0
    for one in found.paid:
        assert one.earned + one.withheld == one.base >= 0 and one.own + one.villages == one.amount
        assert one.advance + one.settlement == one.amount and 0 <= one.villages <= one.amount and one.withheld >= 0
    assert sum(one.base for one in found.paid) <= found.budget
    if scheme.withheld == RETURNED or not scheme.score:
        assert all(one.reward == 0 for one in found.paid)


@given(schemes(), bases(), st.data())
def test_a_better_score_never_earns_less(scheme, bases, data):
    if not bases:
        return
    at = data.draw(st.integers(0, len(bases) - 1))
    higher = data.draw(st.decimals(bases[at].score, 100, places=2))
    better = tuple(Basis(b.unit, b.name, b.people, b.quantities, higher if number == at else b.score)
                   for number, b in enumerate(bases))
    assert allocate(scheme, better).paid[at].earned >= allocate(scheme, bases).paid[at].earned


@given(NUMBERS, NUMBERS)
def test_the_share_rises_with_the_score(one, other):
    low, high = sorted((one, other))
    assert 0 <= SCORE.of(low) <= SCORE.of(high) <= 1


def test_the_ends_of_the_share():
    assert [SCORE.of(Decimal(score)) for score in ("59.99", "60", "95", "100")] == [0, Fraction(3, 5), 1, 1]


def test_nothing_is_paid_on_what_nobody_knows():
    known = Basis("a", "甲镇", Fraction(1), (), Decimal(90))
    with pytest.raises(Unpayable, match="已预拨的单位不在本次拨付之列:b"):
        allocate(SCHEME, (known,), {"a": 1, "b": 1})
    with pytest.raises(Unpayable, match="超过 1000000000000 元"):
        allocate(scheme(budget=None), (replace(known, people=Fraction(10**18)),))
    for basis, word in ((Basis("a", "甲镇", None, (), Decimal(90)), "人口"), (Basis("a", "甲镇", Fraction(1)), "得分")):
        with pytest.raises(Unpayable, match=word):
            allocate(SCHEME, (basis,))


def test_a_unit_s_money_in_a_line():
    rate = Quantity("a", "随访", Fraction(50), Decimal("2.00"), Fraction(80))
    (one,) = allocate(SCHEME, (Basis("b", "乙镇", Fraction(600), (rate,), Decimal(81)),)).paid
    assert explained(SCHEME, one) == ("600 人 × 10 元 + 随访 50 × 2.00 元 × 80.00 % = 6,080.00 元;得分 81,拨付比例 84.00 %,"
                                      "应得 5,107.20 元,扣减 972.80 元;应拨 5,107.20 元")
    kept = replace(one, basis=replace(one.basis, score=Decimal("69.1500")))
    assert ";得分 69.15," in explained(SCHEME, kept), "as the tables keep it, with four decimals"
    (scaled,) = allocate(scheme(budget=Decimal(100)), (one.basis,)).paid
    assert "按预算折算为 100.00 元" in explained(scheme(budget=Decimal(100)), scaled)


@given(st.integers(0, 10**7), st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 500)), max_size=6))
def test_village_money_adds_up(villages, visits):
    prices = (VillagePrice("hypertension_followup", "随访", Decimal("7.50")),)
    done = {}
    for provider, count in visits:
        done[provider, "hypertension_followup", ""] = count
        done[provider, "health_exam", ""] = count
    found = statements(scheme(village_prices=prices), "u", villages, done, [Deduction("a", 500, "抽查不实")])
    if any(one.worth for one in found):
        assert sum(one.share for one in found) == villages
    for one in found:
        assert 0 <= one.amount <= one.share and one.amount + one.deducted == one.share
        assert any(line.price is None for line in one.counted), "what has no price is shown"
        assert {line.name for line in one.counted} <= {"随访", FORMS["health_exam"].title}


def test_the_shipped_scheme_can_be_meant():
    with as_file(files("gongwei.assessments.payment") / "schemes" / "township.toml") as path:
        shipped = read_payment_scheme(path)
    assert shipped.village_price("hypertension_followup", "home").price == 12
    assert shipped.village_price("hypertension_followup", "clinic").price == 8
    assert shipped.village_price("mental_followup", "home") is None


WRONG = """
id = "x"
name = "办法"
year = 2025
level = "镇"
budget = -1
advance = 130
[per_capita]
standard = 9.999
[score]
floor = 90
at_floor = 50
full = 80
[[services]]
code = "a"
name = "随访"
figure = "hypertension.visits"
price = 5
[[services]]
code = "a"
name = "随访"
figure = "hypertension.visits"
price = 5
[[village]]
form = "dance"
price = 3
"""


@pytest.mark.parametrize("amount", ["nan", "inf", "-inf", "1e40", "1e13", "-1"])
@pytest.mark.parametrize("line", ["budget = {}", "advance = {}", "per_capita = {{ standard = {} }}"])
def test_amounts_that_nobody_pays_are_told(tmp_path, line, amount):
    path = tmp_path / "办法.toml"
    path.write_text('id = "x"\nname = "办法"\nyear = 2025\nlevel = "township"\n' + line.format(amount), encoding="utf-8")
    with pytest.raises(Misdeclared) as told:
        read_payment_scheme(path)
    assert 5 in {wrong.line for wrong in told.value.wrongs}


def test_all_that_is_wrong_is_told_with_its_line(tmp_path):
    path = tmp_path / "办法.toml"
    path.write_text(WRONG, encoding="utf-8")
    with pytest.raises(Misdeclared) as told:
        read_payment_scheme(path)
    assert sorted({wrong.line for wrong in told.value.wrongs}) == [5, 6, 7, 9, 11, 20, 24, 25]
