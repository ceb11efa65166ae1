"""Writes about areas and those who work there: units, official population, facilities, staff."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from gongwei.records import queries
from gongwei.records.actions.writing import Table, load
from gongwei.records.models import Facility, Population, Staff, Unit
from gongwei.records.rows import FacilityRow, FlagRow, Loaded, PopulationRow, StaffRow, UnitRow

UNITS = Table(Unit, UnitRow._fields)
POPULATION = Table(Population, PopulationRow._fields, keys=3)
FACILITIES = Table(Facility, FacilityRow._fields)
STAFF = Table(Staff, StaffRow._fields)


def load_units(
    rows: Sequence[UnitRow], *, actor: str, at: datetime, target: str = "", flags: Iterable[FlagRow] = ()
) -> Loaded:
    """Write units, all of an import at once: a parent or successor may stand anywhere in the batch.

    ValueError when units above and successors would lead in a circle; IntegrityError for a parent that does not exist.
    """
    with transaction.atomic():
        loaded = load(UNITS, rows, actor=actor, at=at, action="load_units", target=target, flags=flags)
        refuse_circles()
    return loaded


def load_population(
    rows: Sequence[PopulationRow], *, actor: str, at: datetime, target: str = "", flags: Iterable[FlagRow] = ()
) -> Loaded:
    """Write official figures; key (unit, year, group)."""
    return load(POPULATION, rows, actor=actor, at=at, action="load_population", target=target, flags=flags)


def load_facilities(
    rows: Sequence[FacilityRow], *, actor: str, at: datetime, target: str = "", flags: Iterable[FlagRow] = ()
) -> Loaded:
    """Write facilities."""
    return load(FACILITIES, rows, actor=actor, at=at, action="load_facilities", target=target, flags=flags)


def load_staff(
    rows: Sequence[StaffRow], *, actor: str, at: datetime, target: str = "", flags: Iterable[FlagRow] = ()
) -> Loaded:
    """Write staff."""
    return load(STAFF, rows, actor=actor, at=at, action="load_staff", target=target, flags=flags)


def put_unit(unit: UnitRow, *, actor: str, at: datetime) -> Loaded:
    """Add a unit or correct a known one. Errors as for `load_units`."""
    with transaction.atomic():
        loaded = load(UNITS, [unit], actor=actor, at=at, action="put_unit", target=unit.code)
        refuse_circles()
    return loaded


def set_population(
    *, unit: str, year: int, group: str, value: Decimal, source: str, published: date | None, actor: str, at: datetime
) -> Loaded:
    """Enter or correct an official figure."""
    row = PopulationRow(unit, year, group, value, source, published)
    return load(POPULATION, [row], actor=actor, at=at, action="set_population", target=POPULATION.key(row))


def refuse_circles() -> None:
    """ValueError when units above and successors lead from a unit back to itself."""
    if circle := queries.circular(queries.units_named()):
        raise ValueError(f"units: {', '.join(sorted(circle))}: the units above and the successors lead in a circle")
