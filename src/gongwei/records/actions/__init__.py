"""All writes to the records: keyword-only, one transaction each, the audit entry inside.

`load_…` take batches of rows (`records.rows`) for an import; they are idempotent by id, keep the former content
of what they change, and write one audit entry a batch, none when nothing changes. Re-running an import that was
killed ends in the same state.
"""

from gongwei.records.actions.cases import load_cases
from gongwei.records.actions.enrolments import end_enrolment, enrol, load_enrolments
from gongwei.records.actions.residents import (
    end_residency,
    load_residencies,
    load_residents,
    move_resident,
    register_resident,
)
from gongwei.records.actions.units import (
    load_facilities,
    load_population,
    load_staff,
    load_units,
    put_unit,
    set_population,
)
from gongwei.records.actions.visits import Saved, VisitRefused, load_visits, save_visit, void_visit
from gongwei.records.actions.writing import Refused

__all__ = [
    "Refused",
    "Saved",
    "VisitRefused",
    "end_enrolment",
    "end_residency",
    "enrol",
    "load_cases",
    "load_enrolments",
    "load_facilities",
    "load_population",
    "load_residencies",
    "load_residents",
    "load_staff",
    "load_units",
    "load_visits",
    "move_resident",
    "put_unit",
    "register_resident",
    "save_visit",
    "set_population",
    "void_visit",
]
