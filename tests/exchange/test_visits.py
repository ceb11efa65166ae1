"""Checking visits by columns says the same as the form says of each visit alone."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from gongwei.definition.form import Kind
from gongwei.exchange.known import Known
from gongwei.exchange.seen import Seen
from gongwei.exchange.visits import VisitsFile
from gongwei.programmes.registry import FORMS
from gongwei.records import answers

TODAY = date(2026, 7, 1)
KNOWN = Known(units={"u"}, facilities={"f"}, residents={"r": 7}, enrolments={"e"})
REFERS = {("screening", "programme"), ("antenatal_visit", "enrolment"), ("postpartum_visit", "enrolment")}


def entry(field) -> st.SearchStrategy[str]:
    """What may stand in a field: usual, at the edges, absent, nonsense."""
    likely = [st.sampled_from(["", " ", "refused", "unmeasured", "x", "无", '"', "1e2", "-1"])]
    if field.kind in (Kind.NUMBER, Kind.INTEGER):
        edges = [edge for limits in (field.hard, field.plausible) for edge in limits if edge is not None]
        likely += [st.integers(0, 320).map(str), st.decimals(0, 320, places=1).map(str)]
        near = [str(edge + step) for edge in edges for step in (-1, -0.1, 0, 0.1, 1)]
        likely += [st.sampled_from(near)] if near else []
    if field.choices:
        likely += [st.sampled_from([word for choice in field.choices for word in choice])] * 2
    if field.kind is Kind.DATE:
        likely += [st.dates().map(str)]
    return st.one_of(*likely)


@st.composite
def visits_of_a_form(draw):
    form = FORMS[draw(st.sampled_from(sorted(FORMS)))]
    fields = [field for field in form.fields if (form.id, field.name) not in REFERS]
    fields = draw(st.lists(st.sampled_from(fields), unique_by=lambda field: field.name, max_size=9)) + [
        form.by_name[name] for pair in form.below for name in pair
    ]
    names = {field.name: entry(field) for field in fields}
    return form, list(names), draw(st.lists(st.fixed_dictionaries(names), min_size=1, max_size=8))


@given(visits_of_a_form(), st.integers(1, 8))
@settings(max_examples=200)
def test_columns_say_what_the_form_says(case, size):
    form, names, rows = case
    reader = VisitsFile(form, KNOWN, TODAY, Seen())
    for start in range(0, len(rows), size):  # what earlier batches left in the memory changes nothing
        part = rows[start : start + size]
        entries = {name: [row[name] for row in part] for name in names}
        ids = [f"v{start + n}" for n in range(len(part))]
        entries |= {"id": ids, "resident": ["r"] * len(part), "date": ["2025-3-1"] * len(part)}
        checked, flags = reader.check(range(len(part)), entries)
        for place, row in enumerate(part):
            alone = form.check(row)
            assert set(checked.refused.get(place, ())) == {problem.field for problem in alone.problems}
            if alone.problems:
                continue
            assert checked["answers"][place] == answers.encode(alone.answers, alone.absent)
            found = {(flag.field, flag.code) for flag in flags if flag.key == f"v{start + place}"}
            assert found == {(flag.field, flag.code) for flag in alone.flags}


def rows_of(form: str, **columns):
    reader = VisitsFile(FORMS[form], KNOWN, TODAY, Seen())
    size = len(next(iter(columns.values())))
    entries = {"id": [f"v{n}" for n in range(size)], "resident": ["r"] * size, "date": ["2025-03-01"] * size} | columns
    return reader.check(range(size), entries)[0]


def test_columns_of_every_form():
    checked = rows_of(
        "health_exam", unit=["u", "", "x"], facility=["", "f", "g"], mode=["家庭", "", "fax"], result=["", "外出", "?"],
        void=["1", "", "2"],
    )  # fmt: skip
    assert checked.rows("id", "resident", "date", "unit", "facility", "mode", "result", "void", "answers") == [
        ("v0", 7, "2025-03-01", "u", None, "home", "done", True, "{}"),
        ("v1", 7, "2025-03-01", None, "f", "", "away", False, "{}"),
    ]
    assert set(checked.refused[2]) == {"unit", "facility", "mode", "result", "void"}


def test_the_day_must_have_come():
    assert set(rows_of("health_exam", date=["2026-07-01", "2026-07-02", ""]).refused) == {1, 2}


def test_a_named_enrolment_must_be_known():
    assert set(rows_of("antenatal_visit", enrolment=["e", "", "other", "refused"]).refused) == {2, 3}


def test_days_in_fields_may_be_written_in_other_ways():
    checked = rows_of("hypertension_followup", next_date=["2025/6/1", "20250601", "2025年6月1日"])
    assert set(checked["answers"]) == {'{"next_date":"2025-06-01"}'}


def test_a_number_of_absurd_size_is_refused_at_once():
    assert set(rows_of("hypertension_followup", sbp=["1e999999999", "1" * 5000, "130"]).refused) == {0, 1}


def test_ids_are_unique_over_forms_and_batches():
    seen = Seen()
    entries = {"id": [" v1", "v1", "x" * 65, ""], "resident": ["r"] * 4, "date": ["2025-03-01"] * 4}
    first, _flags = VisitsFile(FORMS["health_exam"], KNOWN, TODAY, seen).check(range(4), entries)
    second, _flags = VisitsFile(FORMS["tb_followup"], KNOWN, TODAY, seen).check(range(4), entries)
    assert set(first.refused) == {1, 2, 3}
    assert set(second.refused) == {0, 1, 2, 3}
