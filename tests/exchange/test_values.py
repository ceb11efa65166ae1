"""Entries understood: days, times, numbers, codes, periods."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwei.exchange import values
from gongwei.exchange.people import key_groups
from gongwei.exchange.values import Malformed

EVERY_READER = (
    values.day, values.moment, values.number(), values.number(low=0, places=4), values.year, values.yes_or_no,
    values.identifier(), values.code({1: ("男",)}), values.reporting_period, values.past(date(2026, 7, 1), "日期"),
    key_groups,
)  # fmt: skip


@given(
    st.dates(date(1000, 1, 1)),
    st.sampled_from(["%Y-%m-%d", "%Y/%-m/%-d", "%Y%m%d", "%Y年%-m月%-d日", "%Y-%m-%d 00:00:00"]),
)
def test_days(on, spelling):
    assert values.day(on.strftime(spelling)) == on


@given(st.dates(date(1927, 5, 18), date(2100, 1, 1)))
def test_excel_day_numbers(on):
    assert values.day(str((on - date(1899, 12, 30)).days)) == on


@pytest.mark.parametrize(
    "entry",
    ["2025-02-30", "31.12.2024", "2025-13-01", "2025-1/3", "01/03/2025", "2025", "明天", "2025-03-01 10:00"],
)
def test_what_is_no_day(entry):
    with pytest.raises(Malformed):
        values.day(entry)


@given(
    st.datetimes(datetime(1992, 1, 1), datetime(2200, 1, 1)).map(lambda at: at.replace(microsecond=0)),
    st.sampled_from("T "),
)
def test_moments_are_those_of_shanghai(at, between):
    assert values.moment(at.isoformat(between)) == at.replace(tzinfo=timezone(timedelta(hours=8)))


@pytest.mark.parametrize(
    ("entry", "at"),
    [
        ("2025-03-01", datetime(2025, 2, 28, 16, tzinfo=UTC)),
        ("2025/3/1 9:05", datetime(2025, 3, 1, 1, 5, tzinfo=UTC)),
        ("2025-03-01T10:30:00Z", datetime(2025, 3, 1, 10, 30, tzinfo=UTC)),
        ("1990-07-01T10:30:00", datetime(1990, 7, 1, 1, 30, tzinfo=UTC)),  # Shanghai had summer time
    ],
)
def test_moments_in_other_words(entry, at):
    assert values.moment(entry) == at


@pytest.mark.parametrize(
    ("entry", "period"),
    [("2025", "2025"), ("2025年", "2025"), ("2025-Q3", "2025-Q3"), ("2025q3", "2025-Q3"), ("2025年第三季度", "2025-Q3"),
     ("2025年3季度", "2025-Q3"), ("2025-03", "2025-03"), ("2025年3月", "2025-03"), ("2025-03-01", "2025-03")],
)  # fmt: skip
def test_periods(entry, period):
    assert values.reporting_period(entry) == period


@pytest.mark.parametrize("entry", ["2025-13", "2025-00", "2025-Q5", "25-03", "2025-03-02", "", "2025-", "三月"])
def test_what_is_no_period(entry):
    with pytest.raises(Malformed):
        values.reporting_period(entry)


@pytest.mark.parametrize("entry", ["13O", "nan", "1e999999999", "Infinity", "1,000", "--1", "1_0", "九"])
def test_what_is_no_number(entry):
    with pytest.raises(Malformed):
        values.number()(entry)


def test_numbers():
    assert values.number(low=0, places=4)("12.5000") == Decimal("12.5")
    for entry in ("-1", "0.00001", "1e20"):
        with pytest.raises(Malformed):
            values.number(low=0, places=4)(entry)


def test_key_groups_stand_once():
    assert key_groups("disabled; monitored;disabled;") == "disabled;monitored"


@given(
    st.sampled_from(EVERY_READER),
    st.text(max_size=80) | st.from_regex(r"[-+./:年月日季度TQ0-9eE ]{0,24}", fullmatch=True),
)
def test_any_entry_is_understood_or_malformed(read, entry):
    try:
        read(entry)
    except Malformed as problem:
        assert len(entry) < 4 or entry.isascii() or entry not in str(problem)


@given(st.from_regex(r"([0-9][-+./:, ]?){7,20}", fullmatch=True), st.sampled_from(EVERY_READER))
def test_seven_digits_are_never_quoted(entry, read):
    try:
        read(entry.strip())
    except Malformed as problem:
        assert entry.strip() not in str(problem)


def test_a_division_code_is_quoted_where_units_stand():
    def reason(entry: str, **options: bool) -> str:
        with pytest.raises(Malformed) as problem:
            values.reference(set(), "辖区", **options)(entry)
        return str(problem.value)

    assert "「431103001201」" in reason("431103001201", division=True)
    assert "431103001201" not in reason("431103001201")
    assert "13912345678" not in reason("13912345678", division=True)
    assert "「12」" in reason("12")


@given(st.from_regex(r"[0-9]{17}[0-9X]|1[0-9]{10}", fullmatch=True), st.sampled_from(EVERY_READER))
def test_identity_and_telephone_numbers_are_never_quoted(entry, read):
    try:
        read(entry)
    except Malformed as problem:
        assert entry not in str(problem)
