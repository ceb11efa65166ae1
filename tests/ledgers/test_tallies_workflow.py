"""The way of a report, what is missing, and what page docs/work/tallies.md says of both."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwei.definition.lifecycle import NotAllowed
from gongwei.indicators.figure import fixed
from gongwei.ledgers.tallies import actions, completeness, development, queries
from gongwei.ledgers.tallies.actions import ItemRow, TallyRow
from gongwei.ledgers.tallies.completeness import Expected
from gongwei.ledgers.tallies.figures import tally_figures
from gongwei.ledgers.tallies.items import TallyItem, shipped
from gongwei.ledgers.tallies.models import Tally, TallyStep
from gongwei.ledgers.tallies.periods import reporting_period
from gongwei.ledgers.tallies.queries import ReportKey
from gongwei.ledgers.tallies.workflow import STATES, STEPS, WORKFLOW, changing, state_after
from gongwei.records import actions as records
from gongwei.records.models import AuditEntry, Flag
from gongwei.records.rows import UnitRow
from tests.pages import tables
from tests.records.county import AT, COUNTY, LATER, OTHER, TOWNSHIP, UNITS, VILLAGE, WHO

PAGE = tables("work/tallies.md")
AGAIN = {"actor": "王主任", "at": LATER}
MARCH = reporting_period("2025-03")
BIRTHS = ReportKey(TOWNSHIP, "births", "2025-05")


@pytest.fixture
def units(db):
    records.load_units(UNITS, **WHO)


def report(value: int, **said: object):
    return actions.report_tally(**BIRTHS._asdict(), value=Decimal(value), **({**WHO} | said))


def state() -> str:
    (found,) = queries.reports([TOWNSHIP], reporting_period("2025-05"))
    return found.state


# The way


def test_the_page_tells_the_way_of_a_report():
    said = {(row["状态"], row["可做"]): row["之后"] for row in PAGE[1]}
    assert said == {(STATES[state], STEPS[step]): STATES[WORKFLOW.after(state, step)]
                    for state in WORKFLOW.states for step in WORKFLOW.allowed(state)}
    assert STATES.keys() == set(WORKFLOW.states) and STEPS.keys() == set(WORKFLOW.steps)


@given(st.lists(st.sampled_from(list(STEPS)), max_size=12))
def test_a_history_is_walked_step_by_step_or_not_at_all(steps):
    state = WORKFLOW.start
    try:
        for step in steps:
            state = WORKFLOW.after(state, step)
    except NotAllowed:
        with pytest.raises(NotAllowed):
            state_after(steps)
    else:
        assert state_after(steps) == state and changing(state) in WORKFLOW.allowed(state)


@given(data=st.data())
def test_nothing_is_accepted_that_was_not_sent_up_after_its_last_change(data):
    steps = []
    for _ in range(data.draw(st.integers(1, 10))):
        steps.append(data.draw(st.sampled_from(WORKFLOW.allowed(state_after(steps)))))
    if state_after(steps) == "accepted":
        assert steps[-1] == "accept" and steps[-2] in ("submit", "amend")


def test_a_report_goes_up_is_sent_back_mended_accepted_and_amended(units):
    report(30)
    assert state() == "reported"
    assert actions.submit_tallies(reports=[BIRTHS], **WHO) == 1 and state() == "submitted"
    actions.return_tallies(reports=[BIRTHS], reason="与出生证明不符", **AGAIN)
    assert state() == "returned"
    report(31, **AGAIN)
    assert state() == "reported"
    actions.submit_tallies(reports=[BIRTHS], **AGAIN)
    actions.accept_tallies(reports=[BIRTHS], **AGAIN)
    assert state() == "accepted"
    with pytest.raises(records.Refused, match="须写明原因"):
        report(32, reason=" ", **AGAIN)
    assert report(31, **AGAIN).unchanged == 1 and state() == "accepted"
    report(32, reason="漏报一人", **AGAIN)
    assert state() == "submitted"
    steps = queries.history(BIRTHS)
    assert [(one.step, int(one.value), one.reason) for one in steps] == [
        ("report", 30, ""), ("submit", 30, ""), ("send_back", 30, "与出生证明不符"), ("correct", 31, ""), ("submit", 31, ""),
        ("accept", 31, ""), ("amend", 32, "漏报一人"),
    ]  # fmt: skip
    assert [one.actor for one in steps[:3]] == ["李医生", "李医生", "王主任"] and (steps[0].at, steps[2].at) == (AT, LATER)
    assert state_after([one.step for one in steps]) == state()
    assert tally_figures(date(2025, 6, 30))["tally.births"][COUNTY].value == 32, "what is not accepted counts too"


def test_steps_of_many_are_taken_together_or_not_at_all(units):
    report(3)
    other = BIRTHS._replace(item="deaths")
    entries = AuditEntry.objects.count()
    for step, reports in (("submit", [BIRTHS, other]), ("accept", [BIRTHS]), ("send_back", [BIRTHS])):
        with pytest.raises(records.Refused):
            actions.take_step(step, reports, reason="因故", **AGAIN)
    assert state() == "reported" and AuditEntry.objects.count() == entries
    assert actions.submit_tallies(reports=[], **AGAIN) == 0 and AuditEntry.objects.count() == entries
    actions.submit_tallies(reports=[BIRTHS], **AGAIN)
    with pytest.raises(records.Refused):
        actions.return_tallies(reports=[BIRTHS], reason=" ", **AGAIN)
    assert AuditEntry.objects.get(action="submit_tallies").detail == {"reports": 1}


def test_an_import_reports_and_a_corrected_one_goes_back_to_the_upper_level(units):
    rows = [TallyRow(*BIRTHS, Decimal(3)), TallyRow(TOWNSHIP, "deaths", "2025-05", Decimal(1))]
    actions.load_tallies(rows, **WHO)
    actions.submit_tallies(reports=[BIRTHS], **WHO)
    actions.accept_tallies(reports=[BIRTHS], **WHO)
    actions.load_tallies([rows[0]._replace(value=Decimal(4)), rows[1]], **AGAIN)
    assert [(one.step, int(one.value), one.reason) for one in queries.history(BIRTHS)][2:] == [
        ("accept", 3, ""), ("amend", 4, "导入更正")]
    actions.load_tallies([rows[0]._replace(value=Decimal(4)), rows[1]], **AGAIN)
    assert TallyStep.objects.count() == 5
    assert {one.key.item: one.state for one in queries.reports([TOWNSHIP], reporting_period("2025"))} == {
        "births": "submitted", "deaths": "reported"}


@pytest.mark.parametrize(("days", "late"), [(0, 0), (1, 1), (40, 40)])
def test_late_is_late_by_the_first_submission(units, days, late):
    report(3)
    due = shipped()["births"].due_on(reporting_period("2025-05"))
    midday = LATER.replace(year=2025, month=due.month, day=due.day, hour=4) + timedelta(days=days)
    assert queries.reports([TOWNSHIP], reporting_period("2025-05"))[0].days_late is None
    actions.submit_tallies(reports=[BIRTHS], actor="李医生", at=midday)
    actions.return_tallies(reports=[BIRTHS], reason="重报", actor="王主任", at=midday + timedelta(days=1))
    actions.submit_tallies(reports=[BIRTHS], actor="李医生", at=midday + timedelta(days=9))
    (found,) = queries.reports([TOWNSHIP], reporting_period("2025-05"))
    assert found.due == due == date(2025, 6, 5) and found.days_late == late


# What is missing


def test_what_is_owed_and_missing(units):
    items = [TallyItem("traps", "毒饵", "个", "month", "flow"), TallyItem("pipes", "水管", "米", "quarter", "flow", reports="village"),
             TallyItem("anything", "其他", "个", "month", "flow", reports="")]
    actions.load_tallies([TallyRow(VILLAGE, "pipes", "2025-Q1", Decimal(0)),
                          TallyRow(TOWNSHIP, "anything", "2025-01", Decimal(1))], **WHO)
    everyone = {COUNTY, TOWNSHIP, VILLAGE, OTHER}
    owed, missing = completeness.owed_and_missing(items, MARCH, date(2025, 4, 10), everyone)
    assert [(one.unit, one.item, one.period.text, one.days_overdue(date(2025, 4, 10))) for one in missing] == [
        (TOWNSHIP, "traps", "2025-03", 5), (OTHER, "pipes", "2025-Q1", 5)]
    shares = completeness.completeness(owed, missing, completeness.evaluable.tree(MARCH.end))
    assert {unit: (one.reported, one.expected) for unit, one in shares.items()} == {
        COUNTY: (1, 3), TOWNSHIP: (1, 3), VILLAGE: (1, 1), OTHER: (0, 1)}
    assert completeness.owed_and_missing(items, MARCH, date(2025, 3, 30), everyone) == ([], []), "the period is not over"
    assert completeness.owed_and_missing(items, MARCH, date(2025, 4, 10), {VILLAGE})[1] == []


def test_a_longer_report_covers_its_parts_and_a_merged_unit_is_not_asked(units):
    records.load_units([UNITS[1]._replace(valid_to=date(2025, 3, 15), successor=VILLAGE)], **AGAIN)
    items = [TallyItem("traps", "毒饵", "个", "month", "flow", reports="village")]
    actions.load_tallies([TallyRow(OTHER, "traps", "2025-Q1", Decimal(2))], **WHO)
    owed, missing = completeness.owed_and_missing(items, reporting_period("2025-Q1"), date(2025, 4, 10), {VILLAGE, OTHER})
    assert [(one.unit, one.period.text) for one in owed] == [
        (VILLAGE, "2025-01"), (VILLAGE, "2025-02"), (VILLAGE, "2025-03"), (OTHER, "2025-01"), (OTHER, "2025-02")]
    assert [(one.unit, one.period.text) for one in missing] == [(OTHER, "2025-01"), (OTHER, "2025-02")], (
        "the last day of the quarter decides who reported it: its successor")


def test_the_completeness_of_the_page(units):
    city = "431102101000"
    records.load_units([UnitRow(city, "城关镇", "township", COUNTY)], **AGAIN)
    owed = [Expected(unit, item, MARCH, MARCH.end) for unit in (TOWNSHIP, city) for item in ("births", "deaths")]
    shares = completeness.completeness(owed, owed[:1], completeness.evaluable.tree(MARCH.end))
    units_of_page = {"河口镇": TOWNSHIP, "城关镇": city, "零陵区": COUNTY}
    assert {row["单位"] for row in PAGE[2]} == units_of_page.keys()
    for row in PAGE[2]:
        found = shares[units_of_page[row["单位"]]]
        assert (str(found.reported), str(found.expected), fixed(found.share, 2)) == (row["已报"], row["应报"], row["完整率"])
    assert shares[VILLAGE].share is None


# Growth and leaps


def number(said: str) -> Fraction | None:
    return None if said in ("", "—") else Fraction(said)


def test_growth_as_on_the_page():
    for row in PAGE[4]:
        for then, growth in (("上期", "环比 %"), ("上年同期", "同比 %")):
            assert (fixed(development.growth(number(row["本期"]), number(row[then])), 2) or "—") == row[growth]


def test_leaps_as_on_the_page():
    for row in PAGE[5]:
        earlier = [Fraction(one) for one in row["往期"].split()]
        assert development.leaps(Fraction(row["本期"]), earlier) == (row["悬殊"] == "是"), row


COUNTS = st.integers(0, 10**6).map(Fraction)


@given(st.lists(COUNTS, min_size=3, max_size=12), st.integers(1, 9).map(Fraction))
def test_the_usual_value_is_never_a_leap_and_leaps_grow_with_distance(earlier, factor):
    usual = development.usual(earlier)
    assert not development.leaps(usual, earlier, factor)
    assert development.leaps(factor * max(usual, Fraction(1)) + 1, earlier, factor)


@given(COUNTS, COUNTS)
def test_growth_gives_back_what_it_came_from(now, then):
    found = development.growth(now, then)
    assert found is None if then == 0 else then * (100 + found) / 100 == now
    assert development.growth(None, then) is None and development.growth(now, None) is None


def test_a_leap_is_flagged_and_taken(units):
    for month, value in ((1, 10), (2, 12), (3, 11), (4, 30)):
        actions.report_tally(unit=TOWNSHIP, item="births", period=f"2025-{month:02}", value=Decimal(value), **WHO)
    assert not Flag.objects.exists()
    assert report(300).created == 1
    assert Flag.objects.get().code == "leap"
    report(20, **AGAIN)
    assert not Flag.objects.exists() and Tally.objects.count() == 5


def test_a_county_says_who_reports(units):
    actions.load_items([ItemRow("births", "出生", "人", "month", "flow", reports="village", due=10)], **WHO)
    assert (queries.items()["births"].reports, queries.items()["births"].due) == ("village", 10)
    with pytest.raises(records.Refused, match="村一级"):
        report(3)
