"""The life of a finding, and its recurrence: what is computed without a database."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongwei.definition.calendar import add_months
from gongwei.ledgers.inspections.life import EXTEND, LIFE, MENDED, STATES, STEPS, Standing, Taken, WrongStep, lived
from gongwei.ledgers.inspections.queries import counted
from gongwei.ledgers.inspections.recurrence import Failing, recurrences

FOUND, DEADLINE = date(2025, 3, 1), date(2025, 3, 31)
days = st.integers(0, 90).map(lambda number: FOUND + timedelta(days=number))
wishes = st.lists(st.builds(Taken, st.sampled_from([*STEPS, "burn"]), days, st.none() | days), max_size=12)


def allowed(wanted: list[Taken]) -> list[tuple[Taken, Standing]]:
    """The steps that could be taken one after another, each with how things stood after it."""
    standing, taken = lived(FOUND, DEADLINE, []), []
    for step in wanted:
        try:
            standing = standing.after(step)
        except WrongStep:
            continue
        taken.append((step, standing))
    return taken


@settings(max_examples=50)
@given(wishes)
def test_steps_replay_to_the_same_state_at_every_day(wanted):
    taken = allowed(wanted)
    for number in range(-1, 92):
        day = FOUND + timedelta(days=number)
        expected = next((after for step, after in reversed(taken) if step.day <= day), Standing("open", DEADLINE, FOUND))
        assert lived(FOUND, DEADLINE, (step for step, _ in taken), day) == expected
    assert LIFE.replayed(step.step for step, _ in taken if step.step != EXTEND) == lived(
        FOUND, DEADLINE, (step for step, _ in taken)).state


@given(wishes, days)
def test_what_holds_of_every_finding(wanted, day):
    standing = lived(FOUND, DEADLINE, (step for step, _ in allowed(wanted)), day)
    assert standing.state in STATES and standing.last <= max(day, FOUND)
    assert (standing.verified is not None) == (standing.state == "verified")
    assert (standing.rectified is not None) == (standing.state in MENDED)
    assert (standing.overdue(day) > 0) == (standing.state not in MENDED and day > standing.deadline)


@settings(max_examples=30)
@given(st.lists(wishes, max_size=6), days)
def test_open_rectified_verified_and_sent_back_are_all(histories, day):
    standings = [lived(FOUND, DEADLINE, (step for step, _ in allowed(wanted)), day) for wanted in histories]
    counts = counted(SimpleNamespace(standing=standing) for standing in standings)
    assert list(counts) == ["open", "rectified", "returned", "verified"] and sum(counts.values()) == len(histories)


@given(wishes)
def test_a_verified_finding_takes_no_step(wanted):
    for step, after in allowed(wanted):
        if step.step == "verify":
            for name in STEPS:
                with pytest.raises(WrongStep):
                    after.after(Taken(name, after.last, after.deadline + timedelta(days=1)))


@pytest.mark.parametrize(("step", "why"), [
    (Taken("verify", date(2025, 3, 5)), "状态是「待整改」,不能「复核销号」"),
    (Taken("send_back", date(2025, 3, 5)), "不能「退回重改」"),
    (Taken("rectify", date(2025, 2, 28)), "日期 2025-02-28 早于上一步的 2025-03-01"),
    (Taken("extend", date(2025, 3, 5), date(2025, 3, 31)), "延期须晚于现在的期限 2025-03-31"),
    (Taken("extend", date(2025, 3, 5)), "延期须晚于现在的期限"),
    (Taken("extend", date(2025, 5, 5), date(2025, 4, 30)), "新的期限 2025-04-30 早于这一步的日期 2025-05-05"),
    (Taken("burn", date(2025, 3, 5)), "不能「burn」"),
])
def test_steps_that_cannot_be_taken(step, why):
    with pytest.raises(WrongStep, match=why):
        lived(FOUND, DEADLINE, [step])


def test_the_deadline_is_in_time_and_mending_stops_the_clock():
    steps = [Taken("rectify", date(2025, 4, 5)), Taken("send_back", date(2025, 4, 8)),
             Taken("extend", date(2025, 4, 10), date(2025, 4, 20)), Taken("rectify", date(2025, 4, 15)),
             Taken("verify", date(2025, 5, 1))]
    expected = {31: 0, 32: 1, 35: 4, 36: 0, 38: 0, 39: 8, 40: 9, 41: 0, 51: 0, 62: 0}
    for number, overdue in expected.items():
        day = date(2025, 3, 1) + timedelta(days=number - 1)
        assert lived(FOUND, DEADLINE, steps, day).overdue(day) == overdue, day


failings = st.lists(st.builds(
    Failing, st.integers(1, 99).map(lambda number: f"甲-{number}"), st.sampled_from(["甲", "乙"]), st.sampled_from(["村", "镇"]), st.sampled_from(["A1", "A2", ""]),
    st.sampled_from([date(2024, 2, 28), date(2024, 2, 29), date(2025, 2, 27), date(2025, 2, 28), date(2025, 3, 1),
                     date(2026, 2, 28)]),
), unique_by=lambda one: one.finding, max_size=14)


@settings(max_examples=50)
@given(failings, st.randoms())
def test_recurrence_is_found_whatever_the_order_of_entering(entered, random):
    shuffled = random.sample(entered, len(entered))
    assert recurrences(shuffled) == recurrences(entered)


@given(failings)
def test_recurrence_is_what_its_words_say(entered):
    found = recurrences(entered)
    for one in entered:
        alike = [other for other in entered if one.item and other[1:4] == one[1:4]
                 and add_months(one.day, -12) < other.day < one.day]
        earlier = max(alike, key=lambda other: (other.day, int(other.finding[2:])), default=None)
        assert found.get(one.finding) == (earlier and earlier.finding)


def test_a_year_ends_on_the_same_day():
    """From 10 March 2025: again on 9 March 2026 recurs, again on 10 March does not."""
    first = Failing("1", "甲", "村", "A1", date(2025, 3, 10))
    assert recurrences([first, first._replace(finding="2", day=date(2026, 3, 9))]) == {"2": "1"}
    assert recurrences([first, first._replace(finding="2", day=date(2026, 3, 10))]) == {}
