"""The rows that bulk loading takes: plain tuples whose order is that of the table's columns.

References are resolved by the caller: units and facilities by code, residents by primary key (`queries.resident_keys`).
Empty text is "", an unknown date, number or reference is None.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import NamedTuple


def written(at: datetime) -> str:
    """A moment in UTC as both databases read it and as SQLite keeps it: without a zone (PostgreSQL's session is in
    UTC)."""
    return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat(" ")[:-6]


class UnitRow(NamedTuple):
    code: str
    name: str
    level: str
    parent: str | None = None
    kind: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str | None = None


class PopulationRow(NamedTuple):
    unit: str
    year: int
    group: str
    value: Decimal
    source: str = ""
    published: date | None = None


class FacilityRow(NamedTuple):
    code: str
    name: str
    kind: str
    unit: str


class StaffRow(NamedTuple):
    id: str
    unit: str
    name: str
    role: str = ""
    title: str = ""
    employed: date | None = None
    left: date | None = None


class NameRow(NamedTuple):
    """What names a resident; stored apart from everything else."""

    name: str = ""
    id_number: str = ""
    ethnicity: str = ""
    phone: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    address: str = ""


class SpellRow(NamedTuple):
    """One residency: [start, end) in a unit; start None = since birth."""

    unit: str
    start: date | None = None
    end: date | None = None
    end_reason: str = ""
    kind: str = ""


class ResidentRow(NamedTuple):
    """A resident with names and all residency spells in order; `spells` None leaves the known ones as they are."""

    code: str
    sex: int
    birth_date: date | None
    household: str | None
    head_of_household: bool | None
    record_opened: date | None
    electronic: bool | None
    key_groups: str
    names: NameRow
    spells: tuple[SpellRow, ...] | None


class ResidencyRow(NamedTuple):
    """All residency spells of a resident, in order: they replace the known ones."""

    resident: int
    spells: tuple[SpellRow, ...]


class EnrolmentRow(NamedTuple):
    code: str
    resident: int
    programme: str
    start: date
    end: date | None = None
    end_reason: str = ""
    unit: str | None = None
    attributes: str = "{}"


class CaseRow(NamedTuple):
    """A case of a notifiable disease; `day` is the one on which it counts (`models.Case`)."""

    code: str
    resident: int | None
    unit: str
    disease: str
    klass: str = ""
    onset: date | None = None
    discovered_at: datetime | None = None
    reported_at: datetime | None = None
    day: date | None = None


class VisitRow(NamedTuple):
    """A visit of one form. `answers`: JSON text as described at `models.Visit`. `entered_at` knows its time zone.

    A day may also be ISO text and a moment what `written` makes of it: as the databases take them.
    """

    id: str
    resident: int
    date: date | str
    unit: str | None = None
    facility: str | None = None
    provider: str = ""
    mode: str = ""
    result: str = "done"
    void: bool = False
    entered_at: datetime | str | None = None
    entered_by: str = ""
    device: str = ""
    answers: str = "{}"


class FlagRow(NamedTuple):
    """A plausibility finding on a row of the batch. `key` is the row's id as in the exchange files."""

    key: str
    field: str
    code: str
    message: str


class Loaded(NamedTuple):
    """What a batch did. `refused`: ids of visits already known on another form; nothing of them was written."""

    created: int = 0
    unchanged: int = 0
    revised: int = 0
    refused: tuple[str, ...] = ()
