"""Single writes: what a doctor does at a desk or on a phone."""

from dataclasses import astuple
from datetime import date

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from gongwei.records import actions, answers, audit, queries
from gongwei.records.models import AuditEntry, Enrolment, Flag, Population, Residency, Revision, Unit, Visit
from tests.records.county import AT, COUNTY, FORM, LATER, OTHER, TODAY, VILLAGE, WHO, enrolment, resident, visit

AGAIN = {"actor": "李医生", "at": LATER}


def save(person: int, **changes: object) -> actions.Saved:
    entered = {
        "id": "V1", "resident": person, "form": FORM, "date": date(2025, 6, 30), "unit": VILLAGE, "mode": "clinic",
        "answers": {"sbp": "142", "dbp": 88, "weight": "unmeasured"}, "today": TODAY,
    }  # fmt: skip
    return actions.save_visit(**(entered | AGAIN | changes))


def test_a_saved_visit_holds_what_the_form_understood(people):
    assert save(people.a).outcome == "created"
    held = Visit.objects.get()
    assert answers.decode(held.answers) == ({"sbp": 142, "dbp": 88}, {"weight": "unmeasured"})
    assert (held.change.action, held.change.target, held.change.at) == ("save_visit", "V1", LATER)
    assert held.known_since == LATER


def test_a_repeated_submission_is_harmless(people):
    save(people.a)
    entries = AuditEntry.objects.count()
    assert save(people.a, at=AT).outcome == "unchanged"
    assert AuditEntry.objects.count() == entries and Visit.objects.get().revision == 1


def test_a_second_version_is_a_revision(people):
    save(people.a)
    assert save(people.a, answers={"sbp": 150, "dbp": 95}).outcome == "revised"
    assert answers.decode(Revision.objects.get().content["answers"])[0]["sbp"] == 142


def test_the_form_flags_and_the_flag_is_kept(people):
    saved = save(people.a, answers={"sbp": 210, "dbp": 95})
    assert [flag.field for flag in saved.flags] == ["sbp"]
    assert list(Flag.objects.values_list("key", "field")) == [("V1", "sbp")]


def classes() -> list[tuple]:
    return list(Flag.objects.filter(code="class_differs").values_list("key", "field", "message", "change__action"))


def test_the_rules_class_stands_beside_the_doctors_choice(people):
    high = {"sbp": 150, "dbp": 95}
    assert save(people.a, answers=high).rule_class == "uncontrolled"  # she is 75
    assert save(people.a, answers=high | {"class": "控制不满意"}).flags == ()
    assert save(people.a, answers={"class": "controlled"}).rule_class is None
    assert not classes()
    saved = save(people.a, answers=high | {"class": "控制满意"})
    assert (saved.rule_class, [flag.code for flag in saved.flags]) == ("uncontrolled", ["class_differs"])
    message = "此次随访分类:按规则为「控制不满意」,与填写的「控制满意」不同,请确认"
    assert classes() == [("V1", "class", message, "save_visit")]
    assert answers.decode(Visit.objects.get().answers)[0]["class"] == "controlled"
    again = save(people.a, answers=high | {"class": "控制满意"})
    assert (again.outcome, again.flags) == ("unchanged", saved.flags) and len(classes()) == 1
    assert save(people.a, answers={"sbp": 149, "dbp": 80, "class": "控制满意"}).rule_class == "controlled"
    assert not classes()


def test_words_that_are_no_class_are_not_repeated(people):
    saved = save(people.a, answers={"sbp": 185, "dbp": 95, "class": "王秀英很好"})
    assert saved.rule_class == "emergency"
    assert [message for _, _, message, _ in classes()] == ["此次随访分类:按规则为「危急」,与填写的「…」不同,请确认"]


def test_a_form_without_a_rule_has_no_class(people):
    assert save(people.a, form="mental_followup", answers={"class": "稳定"}).rule_class is None


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("sbp", {"answers": {"sbp": 400}}),
        ("dbp", {"answers": {"sbp": 90, "dbp": 90}}),
        ("no_such", {"answers": {"no_such": 1}}),
        ("date", {"date": date(2025, 7, 2)}),
        ("form", {"form": "no_such"}),
        ("unit", {"unit": "000000000000"}),
        ("facility", {"facility": "F9"}),
        ("resident", {"resident": 999_999}),
        ("mode", {"mode": "email"}),
        ("result", {"result": "maybe"}),
    ],
)
def test_what_the_form_or_the_records_do_not_allow_is_refused(people, field, changes):
    entries = AuditEntry.objects.count()
    with pytest.raises(actions.VisitRefused) as refused:
        save(people.a, **changes)
    assert field in {problem.field for problem in refused.value.problems}
    assert AuditEntry.objects.count() == entries and not Visit.objects.exists()


def test_a_visit_today_is_not_in_the_future(people):
    assert save(people.a, date=TODAY).outcome == "created"


def test_an_id_does_not_change_hands(people):
    save(people.a)
    with pytest.raises(actions.VisitRefused):
        save(people.b)
    with pytest.raises(actions.VisitRefused):
        save(people.a, form="diabetes_followup", answers={})
    assert Visit.objects.get().resident_id == people.a


def test_a_void_visit_stays_on_record_with_its_reason(people):
    save(people.a)
    with pytest.raises(actions.Refused):
        actions.void_visit(id="V1", reason=" ", **AGAIN)
    actions.void_visit(id="V1", reason="录错了人", **AGAIN)
    held = Visit.objects.get()
    assert (held.void, held.void_reason, held.revision) == (True, "录错了人", 2)
    assert Revision.objects.get().content["void"] is False
    assert (held.change.action, held.change.target, held.change.detail) == ("void_visit", "V1", {})
    assert not queries.person_rows(people.a).visits
    entries = AuditEntry.objects.count()
    actions.void_visit(id="V1", reason="再次", **AGAIN)
    assert AuditEntry.objects.count() == entries
    with pytest.raises(actions.Refused):
        actions.void_visit(id="V9", reason="录错了人", **AGAIN)


def test_moving_and_leaving(people):
    actions.move_resident(resident=people.a, unit=OTHER, on=date(2025, 2, 1), **AGAIN)
    actions.end_residency(resident=people.a, on=date(2025, 6, 1), reason="died", **AGAIN)
    spells = Residency.objects.filter(resident=people.a).order_by("serial")
    assert list(spells.values_list("serial", "unit_id", "start", "end", "end_reason", "kind")) == [
        (1, VILLAGE, date(2000, 1, 1), date(2025, 2, 1), "", "registered"),
        (2, OTHER, date(2025, 2, 1), date(2025, 6, 1), "died", "registered"),
    ]
    counted = {"created": 0, "unchanged": 0, "revised": 1}
    assert list(AuditEntry.objects.order_by("-pk").values_list("action", "target", "detail")[:2]) == [
        ("end_residency", "A", counted | {"reason": "died"}), ("move_resident", "A", counted | {"unit": OTHER}),
    ]  # fmt: skip
    with pytest.raises(actions.Refused):
        actions.move_resident(resident=people.a, unit=VILLAGE, on=date(2025, 6, 2), **AGAIN)


def test_registering_enrolling_and_ending(people):
    assert actions.register_resident(resident("C"), **WHO).created == 1
    actions.enrol(enrolment("E1", people.a), **WHO)
    with pytest.raises(actions.Refused):
        actions.end_enrolment(code="E1", on=date(2019, 12, 31), reason="lost", **WHO)
    assert actions.end_enrolment(code="E1", on=date(2025, 5, 1), reason="lost", **WHO).revised == 1
    assert actions.end_enrolment(code="E1", on=date(2025, 5, 1), reason="lost", **WHO).unchanged == 1
    with pytest.raises(actions.Refused):
        actions.end_enrolment(code="E1", on=date(2025, 6, 1), reason="lost", **WHO)
    with pytest.raises(actions.Refused):
        actions.end_enrolment(code="E9", on=date(2025, 6, 1), reason="lost", **WHO)
    assert Enrolment.objects.get().end == date(2025, 5, 1)


def test_an_official_figure_and_its_correction(people):
    figure = {"unit": COUNTY, "year": 2025, "group": "all", "source": "统计公报", "published": None}
    actions.set_population(**figure, value=1000, **WHO)
    actions.set_population(**figure, value=1100, **AGAIN)
    assert Population.objects.get().value == 1100
    assert Revision.objects.get().key == f"{COUNTY}|2025|all"


@pytest.mark.django_db(transaction=True)
def test_an_entry_belongs_to_a_transaction():
    with pytest.raises(transaction.TransactionManagementError):
        audit.record(actor="x", at=AT, action="nothing")


def test_errors_do_not_repeat_names_or_numbers(people):
    wrong = resident("C", sex=5)
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        actions.register_resident(wrong, **WHO)
    assert "resident_sex" in str(error.value) and "C" not in str(error.value).split()
    too_long = wrong.names._replace(id_number="4" * 65)
    if connection.vendor == "postgresql":
        with pytest.raises(DataError) as error, transaction.atomic():
            actions.register_resident(resident("C", names=too_long), **WHO)
        assert "王" not in str(error.value) and "444" not in str(error.value)


def test_a_failing_write_leaves_neither_row_nor_entry(people):
    before = queries.last_change(), queries.counts()
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.enrol(enrolment("E1", people.a, end=date(2019, 1, 1)), **WHO)
    assert (queries.last_change(), queries.counts()) == before


def held_by_the_database(people) -> list:
    """Rows that no table may hold."""
    entry = AuditEntry.objects.latest("pk")
    day = date(2025, 1, 1)
    return [
        Unit(code="1", name="x", level="hamlet", change=entry),
        Unit(code="1", name="x", level="village", parent_id="1", change=entry),
        Residency(resident_id=people.a, serial=1, unit_id=VILLAGE, change=entry),
        Residency(resident_id=people.a, serial=2, unit_id=VILLAGE, start=day, end=date(2024, 1, 1), change=entry),
        Residency(resident_id=people.a, serial=2, unit_id=VILLAGE, end=day, end_reason="bored", change=entry),
        Enrolment(code="E", resident_id=people.a, programme="x", start=day, end=date(2024, 1, 1), change=entry),
        Visit(id="V", resident_id=people.a, form=FORM, date=day, mode="email", known_since=AT, change=entry),
        Visit(id="V", resident_id=people.a, form=FORM, date=day, result="", known_since=AT, change=entry),
        Population(unit_id=COUNTY, year=2025, group="all", value=-1, change=entry),
    ]


@pytest.mark.parametrize("row", range(9))
def test_the_database_holds_what_must_hold(people, row):
    with pytest.raises(IntegrityError), transaction.atomic():
        held_by_the_database(people)[row].save(force_insert=True)


@pytest.mark.parametrize(
    "orphan",
    [
        lambda person: visit("V1", 999_999),
        lambda person: visit("V1", person, unit="000000000000"),
        lambda person: visit("V1", person, facility="F9"),
    ],
)
def test_no_visit_without_its_person_and_places(people, orphan):
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.load_visits(FORM, [orphan(people.a)], **WHO)
        connection.check_constraints()


def test_answers_are_canonical():
    assert answers.encode({"b": 2.0, "a": date(2025, 1, 1), "c": None}, {"d": "refused"}) == (
        '{"_absent":{"d":"refused"},"a":"2025-01-01","b":2}'
    )
    assert answers.encode({"b": 1, "a": 2}) == answers.encode({"a": 2, "b": 1})
    assert answers.decode("{}") == ({}, {})


def test_a_saved_visit_is_a_value(people):
    assert astuple(save(people.a))[0] == "V1"
