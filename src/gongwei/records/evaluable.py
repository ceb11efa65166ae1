"""Records as the engines take them: units, official figures, one person."""

import json
from datetime import date
from fractions import Fraction

from gongwei.definition.form import Kind
from gongwei.evaluation.person import Enrolment, Person, Residency, Visit
from gongwei.evaluation.units import Unit, UnitTree
from gongwei.programmes.registry import FORMS, PROGRAMME_BY_ID
from gongwei.records import answers, models, queries

UNIT_FIELDS = ("code", "name", "level", "parent_id", "valid_from", "valid_to", "successor_id")


def units() -> list[Unit]:
    """All units ever, by code."""
    return [Unit(*row) for row in models.Unit.objects.order_by("code").values_list(*UNIT_FIELDS)]


def tree(as_of: date) -> UnitTree:
    """The units as they stand on a day."""
    return UnitTree(units(), as_of)


def official_figures() -> dict[tuple[str, int, str], Fraction]:
    """(unit, year, group) → the official figure as recorded."""
    rows = models.Population.objects.values_list("unit_id", "year", "group", "value")
    return {(unit, year, group): Fraction(value) for unit, year, group, value in rows}


def person(resident: int) -> Person:
    """All that is recorded of one resident but names. Resident.DoesNotExist for an unknown one."""
    rows = queries.person_rows(resident)
    known = dict(zip(queries.PERSON_COLUMNS, rows.resident, strict=True))
    return Person(
        resident, known["birth_date"], known["sex"], known["record_opened"], known["electronic"],
        frozenset(filter(None, known["key_groups"].split(";"))),
        tuple(Residency(unit, start, end) for _, _, unit, start, end, _, _ in rows.residencies),
        tuple(Enrolment(code, programme, start, end, reason or None, attributes_of(programme, text))
              for _, programme, start, code, end, reason, _, text in rows.enrolments),
        tuple(visit(form, *row) for form, visits in rows.visits.items() for row in visits),
    )


def visit(form: str, resident: int, day: date, id: str, unit: str | None, mode: str, result: str, text: str) -> Visit:
    """A visit from its row."""
    values, absent = answers.decode(text)
    return Visit(id, form, day, unit, mode or None, result, typed(FORMS[form].by_name, values), absent)


def attributes_of(programme: str, text: str) -> dict[str, object]:
    """An enrolment's attributes as the programme types them."""
    declared = {field.name: field for field in PROGRAMME_BY_ID[programme].attributes}
    return typed(declared, json.loads(text))


def typed(fields: dict, values: dict[str, object]) -> dict[str, object]:
    """Stored values with dates as dates; fields that are not declared are left out."""
    return {name: date.fromisoformat(value) if fields[name].kind is Kind.DATE else value
            for name, value in values.items() if name in fields}
