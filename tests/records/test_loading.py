"""Batches of rows: the same again changes nothing, other content is a correction, half an import can be repeated."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from gongwei.ledgers.tallies import actions as tally_actions
from gongwei.records import actions, evaluable, identities, queries
from gongwei.records.models import AuditEntry, Flag, FormerIdentity, Identity, Residency, Resident, Revision, Visit
from gongwei.records.rows import FlagRow, Loaded, PopulationRow, ResidencyRow, SpellRow, StaffRow, UnitRow
from tests.records.county import (
    COUNTY,
    FORM,
    LATER,
    OTHER,
    TOWNSHIP,
    UNITS,
    VILLAGE,
    WHO,
    enrolment,
    populate,
    resident,
    visit,
)

AGAIN = {"actor": "王主任", "at": LATER}


def written() -> tuple[int, dict[str, int], int]:
    """What any write would change: entries, rows, revisions."""
    return queries.last_change(), queries.counts(), Revision.objects.count()


def batches(people) -> list:
    """Every kind of batch, as (load, rows)."""
    population = PopulationRow(COUNTY, 2025, "all", Decimal("1200.5"), "统计公报", date(2025, 3, 1))
    tally = tally_actions.TallyRow(VILLAGE, "births", "2025-03", Decimal("3"))
    return [
        (actions.load_units, UNITS),
        (actions.load_population, [population]),
        (actions.load_staff, [StaffRow("S1", VILLAGE, "李医生", "village_doctor", "", date(2010, 1, 1))]),
        (actions.load_residents, [resident("A"), resident("C")]),
        (actions.load_residencies, [ResidencyRow(people.a, resident("A").spells)]),
        (actions.load_enrolments, [enrolment("E1", people.a)]),
        (tally_actions.load_tallies, [tally]),
        (lambda rows, **who: actions.load_visits(FORM, rows, **who), [visit("V1", people.a), visit("V2", people.b)]),
    ]


def test_the_same_again_changes_nothing(people):
    for load, rows in batches(people):
        load(rows, **WHO)
    before = written()
    for load, rows in batches(people):
        assert load(rows, **AGAIN) == Loaded(unchanged=len(rows))
    assert written() == before


def test_other_content_is_a_correction_and_the_old_one_is_kept(people):
    actions.load_enrolments([enrolment("E1", people.a), enrolment("E2", people.b)], **WHO)
    ended = enrolment("E1", people.a, end=date(2025, 5, 1), end_reason="lost")
    assert actions.load_enrolments([ended, enrolment("E2", people.b)], **AGAIN) == Loaded(unchanged=1, revised=1)
    kept = Revision.objects.get()
    assert (kept.model, kept.key, kept.revision, kept.change.actor) == ("enrolment", "E1", 1, "王主任")
    assert (kept.content["start"], kept.content["end"], kept.content["resident_id"]) == ("2020-01-01", None, people.a)
    assert queries.person_rows(people.a).enrolments[0][4:6] == (date(2025, 5, 1), "lost")
    actions.load_enrolments([enrolment("E1", people.a)], **AGAIN)
    assert list(Revision.objects.values_list("revision", flat=True).order_by("revision")) == [1, 2]


def test_a_corrected_visit_keeps_its_former_self_and_both_times(people):
    actions.load_visits(FORM, [visit("V1", people.a)], **WHO)
    assert actions.load_visits(FORM, [visit("V1", people.a, answers='{"sbp":150}')], **AGAIN) == Loaded(revised=1)
    now, kept = Visit.objects.get(), Revision.objects.get()
    assert (now.revision, now.known_since, json.loads(now.answers)) == (2, LATER, {"sbp": 150})
    assert (kept.key, kept.revision, kept.content["answers"]) == ("V1", 1, '{"sbp":138}')
    assert kept.content["known_since"] == "2025-07-01T01:30:00Z"
    assert now.entered_at == visit("V1", people.a).entered_at


def test_a_day_may_come_as_text(people):
    actions.load_visits(FORM, [visit("V1", people.a, "2025-03-01")], **WHO)
    assert actions.load_visits(FORM, [visit("V1", people.a)], **AGAIN) == Loaded(unchanged=1)
    assert Visit.objects.get().date == date(2025, 3, 1)


def test_new_known_and_corrected_rows_in_one_batch(people):
    actions.load_visits(FORM, [visit("V1", people.a), visit("V2", people.a)], **WHO)
    batch = [visit("V1", people.a), visit("V2", people.b), visit("V3", people.b)]
    assert actions.load_visits(FORM, batch, **AGAIN) == Loaded(created=1, unchanged=1, revised=1)
    entry = AuditEntry.objects.latest("pk")
    assert entry.detail == {"created": 1, "unchanged": 1, "revised": 1}
    assert set(Visit.objects.filter(change=entry).values_list("id", flat=True)) == {"V2", "V3"}


def test_an_id_known_on_another_form_is_refused(people):
    actions.load_visits(FORM, [visit("V1", people.a)], **WHO)
    loaded = actions.load_visits("diabetes_followup", [visit("V1", people.a), visit("V2", people.a)], **AGAIN)
    assert loaded == Loaded(created=1, refused=("V1",))
    assert Visit.objects.get(id="V1").form == FORM


def test_an_id_twice_in_a_batch_is_an_error(people):
    before = written()
    with pytest.raises(ValueError, match="twice"):
        actions.load_visits(FORM, [visit("V1", people.a), visit("V1", people.b)], **WHO)
    with pytest.raises(ValueError, match="twice"):
        actions.load_units([UNITS[0], UNITS[0]], **WHO)
    assert written() == before


def test_a_visit_voided_here_stays_void_whatever_is_imported(people):
    actions.load_visits(FORM, [visit("V1", people.a)], **WHO)
    actions.void_visit(id="V1", reason="录错了人", **AGAIN)
    assert actions.load_visits(FORM, [visit("V1", people.a)], **AGAIN) == Loaded(unchanged=1)
    assert actions.load_visits(FORM, [visit("V1", people.a, answers="{}")], **AGAIN) == Loaded(revised=1)
    assert (Visit.objects.get().void, Visit.objects.get().void_reason) == (True, "录错了人")


def test_a_visit_void_in_the_file_follows_the_file(people):
    actions.load_visits(FORM, [visit("V1", people.a, void=True)], **WHO)
    assert Visit.objects.get().void
    actions.load_visits(FORM, [visit("V1", people.a)], **AGAIN)
    assert not Visit.objects.get().void


def test_residents_are_corrected_part_by_part(people):
    first = resident("A")
    renamed = first._replace(names=first.names._replace(name="王秀瑛"))
    moved = renamed._replace(spells=(SpellRow(VILLAGE, None, date(2024, 1, 1)), SpellRow(OTHER, date(2024, 1, 1))))
    grown = moved._replace(key_groups="disabled;monitored")
    for row in (renamed, moved, grown):
        assert actions.load_residents([row, resident("B", OTHER)], **AGAIN) == Loaded(unchanged=1, revised=1)
    assert identities.names([people.a]) == {people.a: "王秀瑛"}
    assert [spell[2] for spell in queries.person_rows(people.a).residencies] == [VILLAGE, OTHER]
    kept = Revision.objects.order_by("pk").values_list("model", "key")
    assert list(kept) == [("residencies", "A"), ("resident", "A")]


def test_former_names_stay_with_the_names(people):
    first = resident("A")
    for name in ("王秀瑛", "王秀颖"):
        actions.load_residents([first._replace(names=first.names._replace(name=name))], **AGAIN)
    former = FormerIdentity.objects.order_by("revision").values_list("revision", "name")
    assert list(former) == [(1, "王秀英"), (2, "王秀瑛")]
    elsewhere = [*Revision.objects.values_list("content"), *AuditEntry.objects.values_list("detail", "target")]
    assert not [row for row in elsewhere if "王" in str(row) or first.names.id_number in str(row)]


def test_spells_not_given_are_left_as_they_are(people):
    assert actions.load_residents([resident("A", spells=None)], **AGAIN) == Loaded(unchanged=1)
    assert Residency.objects.filter(resident=people.a).count() == 1


def test_fewer_spells_leave_none_behind_and_mark_the_resident(people):
    two = (SpellRow(VILLAGE, None, date(2024, 1, 1)), SpellRow(OTHER, date(2024, 1, 1)))
    actions.load_residencies([ResidencyRow(people.a, two)], **WHO)
    before = queries.last_change()
    actions.load_residencies([ResidencyRow(people.a, ())], **AGAIN)
    assert not Residency.objects.filter(resident=people.a).exists()
    assert queries.people_touched_since(before) == {people.a}


def test_flags_of_the_changes_since(people):
    odd = [FlagRow("V1", "sbp", "implausible", "收缩压不常见"), FlagRow("V1", "dbp", "implausible", "舒张压不常见")]
    actions.load_visits(FORM, [visit("V1", people.a)], **WHO, flags=odd)
    before = queries.last_change()
    actions.load_residents([resident("A", sex=1)], **AGAIN, flags=[FlagRow("A", "sex", "identity_number", "不一致")])
    assert queries.flags_since(before) == [("resident", "A", "sex", "identity_number", "不一致")]
    assert [row[:3] for row in queries.flags_since(0)] == [
        ("resident", "A", "sex"), ("visit", "V1", "dbp"), ("visit", "V1", "sbp"),
    ]  # fmt: skip


def test_flags_follow_the_content(people):
    odd = FlagRow("V1", "sbp", "implausible", "收缩压不常见")
    odder = FlagRow("V1", "dbp", "implausible", "舒张压不常见")
    actions.load_visits(FORM, [visit("V1", people.a), visit("V2", people.a)], **WHO, flags=[odd])
    actions.load_visits(FORM, [visit("V1", people.a), visit("V2", people.a)], **AGAIN, flags=[odd])
    assert list(Flag.objects.values_list("model", "key", "field")) == [("visit", "V1", "sbp")]
    actions.load_visits(FORM, [visit("V1", people.a, answers="{}"), visit("V2", people.a)], **AGAIN, flags=[odder])
    assert list(Flag.objects.values_list("model", "key", "field")) == [("visit", "V1", "dbp")]


def test_units_may_come_in_any_order_but_not_in_a_circle(people):
    for circle in (
        [UnitRow(COUNTY, "零陵区", "county", VILLAGE)],
        [UnitRow(VILLAGE, "东村", "village", TOWNSHIP, successor=OTHER),
         UnitRow(OTHER, "西村", "village", TOWNSHIP, successor=VILLAGE)],
        [UnitRow(TOWNSHIP, "河口镇", "township", COUNTY, valid_to=date(2024, 1, 1), successor=VILLAGE)],
        [UnitRow(VILLAGE, "东村", "village", TOWNSHIP, successor=VILLAGE)],
    ):
        before = written()
        with pytest.raises(ValueError, match="circle"):
            actions.load_units(circle, **AGAIN)
        assert written() == before
        with pytest.raises(ValueError, match="circle"):
            for unit in circle:
                actions.put_unit(unit, **AGAIN)
        actions.load_units(UNITS, **AGAIN)
    assert {unit.successor_id for unit in queries.units().values()} == {None}
    assert evaluable.tree(date(2025, 6, 30)).with_ancestors(VILLAGE) == [VILLAGE, TOWNSHIP, COUNTY]


@given(st.dictionaries(st.integers(0, 6), st.sets(st.integers(0, 7), max_size=2)))
def test_circles_are_found(named):
    def reached(code: int) -> set[int]:
        found, open = set(), [code]
        while open:
            new = named.get(open.pop(), set()) - found
            found |= new
            open += new
        return found

    on_one = {code for code in named if code in reached(code)}
    between = {code for code in named if reached(code) & on_one and any(code in reached(other) for other in on_one)}
    assert queries.circular(named) == on_one | between


def test_a_dissolved_unit_may_go_into_its_neighbour_or_the_one_above(people):
    merged = UnitRow(VILLAGE, "东村", "village", TOWNSHIP, valid_to=date(2024, 1, 1), successor=OTHER)
    assert actions.load_units([merged], **AGAIN).revised == 1
    assert actions.load_units([merged._replace(successor=TOWNSHIP)], **AGAIN).revised == 1


@pytest.mark.django_db(transaction=True)
def test_a_failing_batch_leaves_neither_rows_nor_entry():
    people = populate()
    before = written()
    with pytest.raises(IntegrityError):
        actions.load_visits(FORM, [visit("V1", people.a), visit("V2", 999_999)], **WHO)
    with pytest.raises(IntegrityError):
        actions.load_residents([resident("C"), resident("D", "000000000000")], **WHO)
    with pytest.raises(IntegrityError):
        actions.load_units([UnitRow("431102100003", "南村", "village", "999999999999")], **WHO)
    assert written() == before


def test_half_an_import_repeated_is_one_import(people):
    def import_all(stop: int | None = None) -> None:
        steps = [
            lambda: actions.load_residents([resident("C"), resident("D")], **AGAIN),
            lambda: actions.load_visits(FORM, [visit("V1", people.a), visit("V2", people.a)], **AGAIN),
            lambda: actions.load_visits(FORM, [visit("V3", people.b)], **AGAIN),
        ]
        for step in steps[:stop]:
            step()

    def state() -> list:
        visits = Visit.objects.order_by("id").values_list("id", "resident__code", "answers", "revision", "known_since")
        return [list(visits), list(Resident.objects.order_by("code").values_list("code", flat=True)),
                Identity.objects.count(), Residency.objects.count(), Revision.objects.count()]  # fmt: skip

    import_all(stop=2)
    import_all()
    resumed, entries = state(), AuditEntry.objects.count()
    import_all()
    assert state() == resumed and AuditEntry.objects.count() == entries
    assert [row[0] for row in resumed[0]] == ["V1", "V2", "V3"] and resumed[1] == ["A", "B", "C", "D"]
    assert resumed[-1] == 0
