"""All reads of the records but names: the tree of units, official figures, streams for the snapshot, one person's
record."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from django.db import connection, transaction
from django.db.models import Max, Model

from gongwei.records.models import (
    AuditEntry,
    Enrolment,
    Facility,
    Flag,
    Household,
    Population,
    Residency,
    Resident,
    Revision,
    Staff,
    Unit,
    Visit,
)

CHUNK = 5_000
PARAMETERS = 10_000


def units_named() -> dict[str, set[str]]:
    """Unit → the units it names, of all units ever: the one above it and its successor."""
    return {code: {*named} - {None} for code, *named in Unit.objects.values_list("code", "parent", "successor")}


def circular(named: Mapping[str, Collection[str]]) -> set[str]:
    """The units from which a way over units above and successors leads back to the unit, or that lie between two such.

    Where they are, no unit can be found in which people count. `named`: unit → the units it names.
    """
    beyond = set(named) - in_order(named)
    naming: dict[str, set[str]] = {code: set() for code in beyond}
    for code in beyond:
        for other in beyond.intersection(named[code]):
            naming[other].add(code)
    return beyond - in_order(naming)


def in_order(named: Mapping[str, Collection[str]]) -> set[str]:
    """The units from which no way leads into a circle."""
    sorter, found = TopologicalSorter(named), set()
    with suppress(CycleError):
        sorter.prepare()
    while ready := sorter.get_ready():
        sorter.done(*ready)
        found.update(ready)
    return found


def units() -> dict[str, Unit]:
    """All units by code, in order."""
    return {unit.code: unit for unit in Unit.objects.order_by("code")}


def counts() -> dict[str, int]:
    """Rows per table, as users count them."""
    tables = (Unit, Population, Facility, Staff, Household, Resident, Residency, Enrolment, Visit)
    return {table._meta.model_name: table.objects.count() for table in tables}


def last_change() -> int:
    """The newest change number; 0 before the first write."""
    return AuditEntry.objects.aggregate(last=Max("pk"))["last"] or 0


def entry_of(change: int) -> tuple | None:
    """When, by whom, what and to what a change was made; None when there is no such change."""
    return AuditEntry.objects.filter(pk=change).values_list("at", "actor", "action", "target").first()


def flags_since(change: int) -> list[tuple[str, str, str, str, str]]:
    """The findings noted after this change, in order: table, key of the row, field, code, message."""
    names = ("model", "key", "field", "code", "message")
    return list(Flag.objects.filter(change__gt=change).order_by(*names[:4]).values_list(*names))


def people_touched_since(change: int) -> set[int]:
    """Primary keys of the residents of whom anything but names was written after this change.

    A visit or enrolment that was corrected to another resident touches the former one too.
    """
    touched = set(Resident.objects.filter(change__gt=change).values_list("pk", flat=True))
    for table in (Residency, Enrolment, Visit):
        # Not distinct: for that SQLite would read the whole table in the order of residents.
        touched.update(table.objects.filter(change__gt=change).values_list("resident_id", flat=True).iterator(CHUNK))
    held = Revision.objects.filter(change__gt=change, model__in=[table._meta.model_name for table in (Enrolment, Visit)])
    touched.update(held.values_list("content__resident_id", flat=True))
    return touched


def resident_keys() -> dict[str, int]:
    """Code → primary key of all residents."""
    return dict(Resident.objects.values_list("code", "pk").iterator(CHUNK))


def resident_codes(residents: Collection[int]) -> dict[int, str]:
    """Primary key → code of these residents."""
    wanted, found = sorted(set(residents)), {}
    for start in range(0, len(wanted), PARAMETERS):
        rows = Resident.objects.filter(pk__in=wanted[start : start + PARAMETERS])
        found.update(rows.values_list("pk", "code"))
    return found


def moved_residents() -> set[str]:
    """The codes of residents of whom several residencies are known."""
    return set(Residency.objects.filter(serial=2).values_list("resident__code", flat=True).iterator(CHUNK))


def known_codes() -> dict[str, set[str]]:
    """The codes to which rows may refer, by table: units, facilities, staff, enrolments."""
    tables = {"unit": Unit, "facility": Facility, "staff": Staff}
    known = {name: set(table.objects.values_list("pk", flat=True)) for name, table in tables.items()}
    return known | {"enrolment": set(Enrolment.objects.values_list("code", flat=True).iterator(CHUNK))}


# Streams: chunks of tuples in no particular order. Dates are ISO text, which Arrow casts fastest, identical on both
# databases.

RESIDENT_COLUMNS = ("id", "sex", "birth_date", "record_opened", "electronic", "key_groups")
RESIDENCY_COLUMNS = ("resident_id", "serial", "unit_id", "start", "end", "end_reason", "kind")
ENROLMENT_COLUMNS = ("resident_id", "programme", "start", "code", "end", "end_reason", "unit_id", "attributes")
VISIT_COLUMNS = ("resident_id", "date", "id", "unit_id", "mode", "result", "answers")
PERSON_COLUMNS = (*RESIDENT_COLUMNS, "code", "household_id", "head_of_household")
"""What `person_rows` reads of a resident; the snapshot needs less."""


def stream_residents(residents: Collection[int] | None = None) -> Iterator[list[tuple]]:
    """Rows of RESIDENT_COLUMNS; of these residents, or all."""
    return stream(Resident, RESIDENT_COLUMNS, "id", residents)


def stream_residencies(residents: Collection[int] | None = None) -> Iterator[list[tuple]]:
    """Rows of RESIDENCY_COLUMNS; of these residents, or all."""
    return stream(Residency, RESIDENCY_COLUMNS, "resident_id", residents)


def stream_enrolments(residents: Collection[int] | None = None) -> Iterator[list[tuple]]:
    """Rows of ENROLMENT_COLUMNS; of these residents, or all."""
    return stream(Enrolment, ENROLMENT_COLUMNS, "resident_id", residents)


def stream_visits(residents: Collection[int] | None = None) -> Iterator[list[tuple]]:
    """Rows of the form, then VISIT_COLUMNS; of these residents, or all. Void ones are left out."""
    return stream(Visit, ("form", *VISIT_COLUMNS), "resident_id", residents, "NOT void")


def stream(
    model: type[Model],
    columns: Sequence[str],
    owner: str,
    residents: Collection[int] | None,
    condition: str = "TRUE",
) -> Iterator[list[tuple]]:
    """Chunks of rows that meet a condition, of the residents named by the column `owner`."""
    quote, meta = connection.ops.quote_name, model._meta
    selected = ", ".join(
        f"CAST({quote(name)} AS TEXT)" if meta.get_field(name).get_internal_type() == "DateField" else quote(name)
        for name in columns
    )
    statement = f"SELECT {selected} FROM {quote(meta.db_table)} WHERE {condition}"
    if residents is None:
        yield from fetched(statement, ())
        return
    wanted = sorted(residents)
    for start in range(0, len(wanted), PARAMETERS):
        part = wanted[start : start + PARAMETERS]
        places = ", ".join(["%s"] * len(part))
        yield from fetched(f"{statement} AND {quote(owner)} IN ({places})", part)


@contextmanager
def one_moment() -> Iterator[None]:
    """All reads inside see the database as it was at the first one, and nobody's writes wait for them. An outer
    transaction keeps its own isolation."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
    else:
        with reader_of_sqlite():
            yield


@contextmanager
def reader_of_sqlite() -> Iterator[None]:
    """A transaction of a mere reader; Django's take the writer's lock from the start."""
    connection.ensure_connection()
    raw = connection.connection
    if raw.in_transaction:
        yield
        return
    raw.execute("BEGIN DEFERRED")
    try:
        yield
    finally:
        raw.execute("ROLLBACK")  # nothing was written


def fetched(statement: str, parameters: Sequence[object]) -> Iterator[list[tuple]]:
    """The rows of a statement in chunks, without holding all of them."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, parameters)
        while chunk := cursor.fetchmany(CHUNK):
            yield chunk


@dataclass(frozen=True)
class Person:
    """All that is recorded of one resident but names, dates as dates: rows of the columns named above, visits with
    their form."""

    resident: tuple
    """A row of PERSON_COLUMNS."""
    residencies: tuple[tuple, ...]
    enrolments: tuple[tuple, ...]
    visits: Mapping[str, tuple[tuple, ...]]
    """form → rows of VISIT_COLUMNS, by date, then id; void ones left out."""


def person_rows(resident: int) -> Person:
    """One person's record. Resident.DoesNotExist for an unknown one."""
    visits: dict[str, list[tuple]] = defaultdict(list)
    for form, *row in Visit.objects.filter(resident=resident, void=False).values_list("form", *VISIT_COLUMNS):
        visits[form].append(tuple(row))
    return Person(
        Resident.objects.values_list(*PERSON_COLUMNS).get(pk=resident),
        tuple(Residency.objects.filter(resident=resident).order_by("serial").values_list(*RESIDENCY_COLUMNS)),
        tuple(sorted(Enrolment.objects.filter(resident=resident).values_list(*ENROLMENT_COLUMNS),
                     key=lambda row: (row[2], row[3]))),
        {form: tuple(sorted(rows, key=lambda row: (row[1], row[2]))) for form, rows in visits.items()},
    )  # fmt: skip
