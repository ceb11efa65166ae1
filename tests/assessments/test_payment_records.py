"""Payments in the database: frozen, stepped, deducted from, told as figures."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from gongwei.assessments.figures import Figures
from gongwei.assessments.payment import actions, queries
from gongwei.assessments.payment.figures import payment_entry, payment_figures
from gongwei.assessments.payment.scheme import read_payment_scheme
from gongwei.assessments.payment.states import PAYMENT
from gongwei.indicators.evaluator import Evaluator
from gongwei.records import actions as records
from gongwei.records import evaluable, snapshot
from gongwei.records.actions import Refused
from gongwei.records.rows import PopulationRow, StaffRow, UnitRow
from tests.records.county import COUNTY, FORM, OTHER, TOWNSHIP, VILLAGE, WHO, populate, visit

DAY, TODAY = date(2025, 12, 31), date(2026, 1, 10)
AGAIN = {"actor": "王主任", "at": datetime(2026, 1, 10, 1, 30, tzinfo=UTC)}
TEXT = """
id = "p"
name = "2025年基本公共卫生服务补助资金"
year = 2025
level = "township"
advance = 70
village_share = 40
per_capita = { standard = 99.00 }
[[village]]
form = "hypertension_followup"
price = 8.00
"""


@pytest.fixture
def county(db, tmp_path):
    """A township of 1000 people; S1 made three visits of which one is void, somebody unknown made one."""
    people = populate()
    records.load_staff([StaffRow("S1", VILLAGE, "李医生")], **WHO)
    records.load_population([PopulationRow(TOWNSHIP, 2025, "all", Decimal(1000))], **WHO)
    days = [date(2025, 3, 1), date(2025, 4, 1), date(2025, 5, 1)]
    visits = [visit(f"V{number}", people.a, day) for number, day in enumerate(days)]
    visits[2] = visits[2]._replace(void=True)
    records.load_visits(FORM, [*visits, visit("V9", people.b, provider="代班")], **WHO)
    path = tmp_path / "办法.toml"
    path.write_text(TEXT, encoding="utf-8")
    return figures(tmp_path / "snapshot"), read_payment_scheme(path)


def figures(home) -> Figures:
    return Figures(Evaluator(home, snapshot.update(home), evaluable.units(), evaluable.official_figures()))


def open_another(county, code: str, **changes):
    return actions.open_payment(**{"code": code, "scheme": county[1], "text": TEXT, "figures": county[0], "as_of": DAY, **AGAIN}
                                | changes)


@pytest.fixture
def opened(county):
    return open_another(county, "P1")


def test_a_merged_village_keeps_its_doctor_s_pay(county, tmp_path):
    """The east village is merged into the west; what was done there before still earns its part of the township's money."""
    before = queries.village_statements(open_another(county, "P1").pk, TOWNSHIP)
    records.put_unit(UnitRow(VILLAGE, "东村", "village", TOWNSHIP, "", None, date(2025, 9, 1), OTHER), **AGAIN)
    open_another(county, "P2", figures=figures(tmp_path / "merged"))
    assert queries.village_statements("P2", TOWNSHIP) == before and len(before) == 2


def test_a_unit_is_not_paid_twice_by_one_scheme_and_year(county, opened):
    step = {"on": DAY, **AGAIN}
    open_another(county, "P2")
    other = TEXT.replace('id = "p"', 'id = "q"')
    open_another(county, "Q1", text=other)
    actions.take_step(payment="P1", step="approve", **step)
    with pytest.raises(Refused, match="拨付「P1」已审定,按同一办法同一年已有:河口镇;请先作废「P1」"):
        actions.take_step(payment="P2", step="approve", **step)
    assert actions.take_step(payment="Q1", step="approve", **step) == "approved"
    actions.take_step(payment="P1", step="withdraw", note="重算", **step)
    assert actions.take_step(payment="P2", step="approve", **step) == "approved"


def test_what_a_payment_rests_on_is_read_under_the_lock(county, monkeypatch):
    """A score corrected by an appeal between reading and writing would be paid as it was."""
    inside, lock, read = [], actions.audit.one_writer, actions.simulate

    @contextmanager
    def watched():
        with lock():
            inside.append(True)
            yield
            inside.pop()

    def seen(*given, **named):
        assert inside, "read before the lock"
        return read(*given, **named)

    monkeypatch.setattr(actions.audit, "one_writer", watched)
    monkeypatch.setattr(actions, "simulate", seen)
    assert open_another(county, "P1").state == "draft"


def test_the_days_of_steps_are_bounded(opened):
    for day, words in ((DAY - timedelta(1), "早于上一步的 2025-12-31"), (TODAY + timedelta(1), "还没有到,今天是 2026-01-10")):
        with pytest.raises(Refused, match=words):
            actions.take_step(payment="P1", step="approve", on=day, **AGAIN)
    actions.take_step(payment="P1", step="approve", on=TODAY, **AGAIN)
    with pytest.raises(Refused, match="早于上一步的 2026-01-10"):
        actions.take_step(payment="P1", step="pay", on=DAY, **AGAIN)


def test_advances_are_those_paid_to_units_that_are_paid(county):
    open_another(county, "P1", advances={TOWNSHIP: 123_456})
    assert queries.allocation("P1").paid[0].advance == 123_456
    with pytest.raises(Refused, match=f"已预拨的单位不在本次拨付之列:{COUNTY}"):
        open_another(county, "P2", advances={TOWNSHIP: 1, COUNTY: 1})


def test_a_payment_is_kept_as_it_was_worked_out(opened):
    found = queries.allocation("P1")
    (one,) = found.paid
    assert (found.budget, one.amount, one.villages, one.advance) == (9_900_000, 9_900_000, 3_960_000, 6_930_000)
    records.load_population([PopulationRow(TOWNSHIP, 2025, "all", Decimal(2000))], **AGAIN)
    assert queries.allocation("P1") == found and found.scheme == queries.kept_scheme(TEXT)


def test_statements_divide_the_village_money(opened):
    by_provider = {one.provider: one for one in queries.village_statements("P1", TOWNSHIP)}
    assert {provider: one.share for provider, one in by_provider.items()} == {"S1": 2_640_000, "代班": 1_320_000}
    assert [line.count for line in by_provider["S1"].counted] == [2]


def test_deductions_have_reasons_and_ends(opened):
    take = {"payment": "P1", "unit": TOWNSHIP, "provider": "S1", "reason": "抽查不实一次", **AGAIN}
    actions.deduct(amount=Decimal("8.00"), source="C1", **take)
    actions.deduct(amount=Decimal("-3.00"), **(take | {"reason": "申诉成立"}))
    (own,) = [one for one in queries.village_statements("P1", TOWNSHIP) if one.provider == "S1"]
    assert own.deducted == 500 and own.amount == 2_640_000 - 500
    for wrong in ({"amount": Decimal("0.001")}, {"amount": Decimal(-6)}, {"amount": Decimal(99_999)}, {"amount": Decimal("NaN")},
                  {"amount": Decimal("-Infinity")}, {"amount": Decimal("1e40")},
                  {"amount": Decimal(1), "reason": " "}, {"amount": Decimal(1), "provider": "S9"},
                  {"amount": Decimal(1), "unit": COUNTY}):
        with pytest.raises(Refused):
            actions.deduct(**(take | wrong))


def test_an_approved_payment_takes_no_changes_and_its_steps_replay(opened):
    step = {"payment": "P1", "on": DAY, **AGAIN}
    with pytest.raises(Refused, match="不能拨付"):
        actions.take_step(step="pay", **step)
    assert actions.take_step(step="approve", **step) == "approved"
    with pytest.raises(Refused, match="不能再扣款"):
        actions.deduct(payment="P1", unit=TOWNSHIP, provider="S1", amount=Decimal(1), reason="x", **AGAIN)
    with pytest.raises(Refused, match="原因"):
        actions.take_step(step="withdraw", **step)
    assert actions.take_step(step="pay", **step) == "paid"
    with pytest.raises(Refused):
        actions.take_step(step="withdraw", note="算错", **step)
    assert PAYMENT.replayed(one.step for one in queries.steps("P1")) == queries.find("P1").state


def test_only_approved_payments_are_figures(opened):
    assert payment_figures(DAY) == {}
    actions.take_step(payment="P1", step="approve", on=DAY, **AGAIN)
    found = payment_figures(DAY)
    assert found["payment.P1.amount"][TOWNSHIP].value == found["payment.P1.amount"][COUNTY].value == 99_000
    assert found["payment.P1.people"][COUNTY].value == 1000 and found["payment.P1.budget"][COUNTY].value == 99_000
    assert payment_entry("P1.amount").measure == "元" and payment_entry("P2.amount") is None is payment_entry("P1.nothing")


def test_what_cannot_be_opened(county, opened):
    for code, wrong in (("P1", {}), ("P2", {"as_of": date(2024, 12, 31)}), ("P2", {"round": "R9"}), ("P2", WHO)):
        with pytest.raises(Refused):
            open_another(county, code, **wrong)
