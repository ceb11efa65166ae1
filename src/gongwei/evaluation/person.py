"""All that the records hold of one person, as the reference engine takes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Residency:
    """A stay in a unit, [start, end). Start None = since birth."""

    unit: str
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class Enrolment:
    """A spell in a programme, [start, end)."""

    id: str
    programme: str
    start: date
    end: date | None = None
    end_reason: str | None = None
    attributes: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Visit:
    """A visit that is not void. `values`: what was recorded; `absent`: field → `refused` or `unmeasured`."""

    id: str
    form: str
    date: date
    unit: str | None = None
    mode: str | None = None
    result: str = "done"
    values: Mapping[str, object] = field(default_factory=dict)
    absent: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Person:
    """One person's records up to any day."""

    resident: int
    birth_date: date | None = None
    sex: int = 0
    record_opened: date | None = None
    electronic: bool | None = None
    key_groups: frozenset[str] = frozenset()
    residencies: tuple[Residency, ...] = ()
    enrolments: tuple[Enrolment, ...] = ()
    visits: tuple[Visit, ...] = ()
