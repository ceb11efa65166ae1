"""What the records answer."""

from datetime import date

import pytest
from django.db import connection

from gongwei.records import actions, identities, queries
from gongwei.records.models import Resident
from tests.records.county import (
    COUNTY,
    FORM,
    LATER,
    OTHER,
    TOWNSHIP,
    VILLAGE,
    WHO,
    enrolment,
    resident,
    visit,
)

AGAIN = {"actor": "李医生", "at": LATER}


def rows(stream) -> list[tuple]:
    return sorted(row for chunk in stream for row in chunk)


def test_who_was_touched(people):
    def touched(write) -> set[int]:
        before = queries.last_change()
        write()
        return queries.people_touched_since(before)

    assert touched(lambda: None) == set()
    assert touched(lambda: actions.load_visits(FORM, [visit("V1", people.b)], **WHO)) == {people.b}
    assert touched(lambda: actions.load_visits(FORM, [visit("V1", people.b)], **AGAIN)) == set()
    assert touched(lambda: actions.enrol(enrolment("E1", people.a), **WHO)) == {people.a}
    assert touched(lambda: actions.void_visit(id="V1", reason="录错了人", **AGAIN)) == {people.b}
    assert touched(lambda: actions.load_residents([resident("A", sex=1)], **AGAIN)) == {people.a}
    left = {"resident": people.a, "on": date(2025, 6, 1), "reason": "died"}
    assert touched(lambda: actions.end_residency(**left, **AGAIN)) == {people.a}
    assert queries.people_touched_since(0) == {people.a, people.b}


def test_streams_for_the_snapshot(people):
    actions.load_enrolments([enrolment("E1", people.a)], **WHO)
    batch = [visit("V1", people.a), visit("V2", people.b, mode="", unit=None), visit("V3", people.a, void=True)]
    actions.load_visits(FORM, batch, **WHO)
    actions.load_visits("diabetes_followup", [visit("V4", people.a)], **WHO)
    assert rows(queries.stream_residents([people.b])) == [
        (people.b, "B", 2, "1950-01-01", "H1", True, "2015-03-01", True, "disabled")
    ]
    assert rows(queries.stream_residencies()) == [
        (people.a, 1, VILLAGE, "2000-01-01", None, "", "registered"),
        (people.b, 1, OTHER, "2000-01-01", None, "", "registered"),
    ]
    assert rows(queries.stream_enrolments()) == [
        (people.a, "hypertension", "2020-01-01", "E1", None, "", VILLAGE, "{}")
    ]
    first = (people.a, "2025-03-01", "V1", VILLAGE, "clinic", "done", '{"sbp":138}')
    second = (people.b, "2025-03-01", "V2", None, "", "done", '{"sbp":138}')
    assert rows(queries.stream_visits(FORM)) == [first, second]
    assert rows(queries.stream_visits(FORM, [people.b])) == [second]
    assert rows(queries.stream_visits(FORM, [])) == []
    assert queries.visit_forms() == ["diabetes_followup", FORM]
    streamed = {form: sorted(chunk) for form, chunk in queries.stream_all_visits()}
    assert streamed == {FORM: [first, second], "diabetes_followup": [(*first[:2], "V4", *first[3:])]}


def test_one_persons_record(people):
    ids = ["b", "B", "a"]
    actions.load_visits(FORM, [visit(id, people.a) for id in ids] + [visit("0", people.a, date(2025, 3, 2))], **WHO)
    person = queries.person_rows(people.a)
    assert person.resident[1:4] == ("A", 2, date(1950, 1, 1))
    assert [row[2] for row in person.visits[FORM]] == ["B", "a", "b", "0"]
    with pytest.raises(Resident.DoesNotExist):
        queries.person_rows(999_999)


def test_ids_are_ordered_by_code_point_in_the_database(people):
    actions.load_residents([resident(code) for code in ("b", "a", "é", "10", "9")], **WHO)
    codes = list(Resident.objects.order_by("code").values_list("code", flat=True))
    assert codes == sorted(codes) == ["10", "9", "A", "B", "a", "b", "é"]


def test_names_are_asked_for_by_key(people):
    assert identities.names([people.a]) == {people.a: "王秀英"}
    assert identities.held([people.a])[people.a].phone == "13900000000"
    assert identities.residents_with_number("43110219500101002X") == [people.a, people.b]
    assert identities.residents_with_number("") == []


def test_what_rows_may_refer_to(people):
    actions.load_enrolments([enrolment("E1", people.a)], **WHO)
    assert queries.known_codes() == {
        "unit": {COUNTY, TOWNSHIP, VILLAGE, OTHER}, "facility": {"F1"}, "staff": set(), "enrolment": {"E1"},
    }  # fmt: skip
    assert queries.resident_keys() == {"A": people.a, "B": people.b}
    assert queries.counts()["resident"] == 2


@pytest.mark.django_db(transaction=True)
def test_changes_become_visible_in_the_order_of_their_numbers():
    """A second writer waits before it draws its number, not after."""
    if connection.vendor == "sqlite":
        return  # one writer at a time: there is no second number to draw
    from threading import Thread

    from gongwei.records import audit

    drawn, seen = [], []

    def second() -> None:
        with audit.one_writer():
            drawn.append(audit.record(**WHO, action="second").pk)
        connection.close()

    with audit.one_writer():
        other = Thread(target=second)
        other.start()
        other.join(timeout=0.5)
        seen.append(list(drawn))
        first = audit.record(**WHO, action="first").pk
    other.join()
    assert seen == [[]] and drawn[0] > first
