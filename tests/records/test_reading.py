"""What the records answer."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from gongwei.records import actions, identities, queries
from gongwei.records.models import Resident
from gongwei.records.rows import NameRow
from tests.records import reading
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
ROOT = Path(__file__).parents[2]


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
        (people.b, 2, "1950-01-01", "2015-03-01", True, "disabled")
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
    of_another_form = (*first[:2], "V4", *first[3:])
    assert rows(queries.stream_visits()) == [
        ("diabetes_followup", *of_another_form), (FORM, *first), (FORM, *second)
    ]  # fmt: skip
    assert rows(queries.stream_visits([people.b])) == [(FORM, *second)]
    assert rows(queries.stream_visits([])) == []


def test_one_persons_record(people):
    ids = ["b", "B", "a"]
    actions.load_visits(FORM, [visit(id, people.a) for id in ids] + [visit("0", people.a, date(2025, 3, 2))], **WHO)
    person = queries.person_rows(people.a)
    assert person.resident == (people.a, 2, date(1950, 1, 1), date(2015, 3, 1), True, "disabled", "A", "H1", True)
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
    number = "43110219500101002X"
    assert identities.carriers([number, "4"]) == {people.a: number, people.b: number}
    actions.load_residents([resident("C", names=NameRow("无证"))], **WHO)
    assert identities.carriers([""]) == identities.carriers([]) == {}


def test_what_rows_may_refer_to(people):
    actions.load_enrolments([enrolment("E1", people.a)], **WHO)
    assert queries.known_codes() == {
        "unit": {COUNTY, TOWNSHIP, VILLAGE, OTHER}, "facility": {"F1"}, "staff": set(), "enrolment": {"E1"},
    }  # fmt: skip
    assert queries.resident_keys() == {"A": people.a, "B": people.b}
    assert queries.counts()["resident"] == 2


def test_who_has_moved(people):
    assert queries.moved_residents() == set()
    actions.move_resident(resident=people.a, unit=OTHER, on=date(2025, 2, 1), **AGAIN)
    assert queries.moved_residents() == {"A"}


@pytest.mark.django_db(transaction=True)
def test_saves_go_on_while_somebody_reads_one_moment(tmp_path):
    if connection.vendor == "postgresql":
        assert reading.one_moment() == reading.EXPECTED
        return
    # the tests' own database is in memory, where a reader is in the way of every writer
    environment = os.environ | {
        "GONGWEI_HOME": str(tmp_path), "GONGWEI_DATABASE_URL": f"sqlite:///{tmp_path / 'x.sqlite3'}"
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.records.reading"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == reading.EXPECTED


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
