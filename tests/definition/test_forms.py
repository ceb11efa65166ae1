"""What a form refuses, what it asks about, what it keeps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwei.definition.form import Field, Kind, Reading
from gongwei.programmes.registry import FORMS

FOLLOWUP = FORMS["hypertension_followup"]


@pytest.mark.parametrize(("entry", "value"), [("50", 50), ("300", 300), (142, 142), (" 139.5 ", 139.5)])
def test_the_ends_of_the_possible_range_are_possible(entry, value):
    assert FOLLOWUP.by_name["sbp"].read(entry).value == value


@pytest.mark.parametrize(("entry", "code"), [
    ("49", "out_of_range"), ("300.1", "out_of_range"), ("1400", "out_of_range"), ("高", "not_a_number"),
    ("nan", "not_a_number"), ("inf", "not_a_number"), ("1e999999999", "not_a_number"),
])
def test_the_impossible_is_refused_in_the_users_words(entry, code):
    problem = FOLLOWUP.by_name["sbp"].read(entry).problem
    assert problem.code == code and problem.message.startswith("收缩压:")


def test_the_unusual_is_kept_and_asked_about():
    reading = FOLLOWUP.by_name["sbp"].read("210")
    assert reading.value == 210 and reading.flag.code == "implausible" and "80–200" in reading.flag.message


def test_a_measurement_may_be_absent_with_its_reason_but_a_code_is_a_code():
    assert FOLLOWUP.by_name["sbp"].read("refused") == Reading(absent="refused")
    assert FORMS["vaccination"].by_name["outcome"].read("refused") == Reading("refused")
    assert FOLLOWUP.by_name["sbp"].read("") == Reading()


def test_codes_are_understood_in_both_spellings_and_strangers_kept_unless_closed():
    adherence = FOLLOWUP.by_name["adherence"]
    assert adherence.read("规律").value == adherence.read("regular").value == "regular"
    assert adherence.read("有时").value == "有时" and adherence.read("有时").flag
    assert Field("x", "项", Kind.CODE, choices=(("a", "甲"),), closed=True).read("乙").problem


def test_diastolic_is_below_systolic():
    checked = FOLLOWUP.check({"sbp": 90, "dbp": 90})
    assert [problem.code for problem in checked.problems] == ["not_below"]
    assert not FOLLOWUP.check({"sbp": 91, "dbp": 90, "nothing": ""}).answers.get("nothing")
    assert FOLLOWUP.check({"unheard_of": 1}).problems


@given(st.sampled_from(sorted(FORMS)), st.data())
def test_reading_never_raises_and_says_one_thing(form, data):
    field = data.draw(st.sampled_from(FORMS[form].fields))
    reading = field.read(data.draw(st.text(max_size=12) | st.integers() | st.floats() | st.dates() | st.none()))
    said = [reading.value is not None, reading.absent is not None, reading.problem is not None]
    assert sum(said) <= 1 and not (reading.flag and reading.value is None)


@given(st.decimals(50, 300, places=1))
def test_what_was_read_reads_the_same_again(number):
    first = FOLLOWUP.by_name["sbp"].read(str(number))
    assert FOLLOWUP.by_name["sbp"].read(first.value).value == first.value
