"""Writes about people: who they are and where they live."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby

from django.db.models import Max

from gongwei.records import audit, identities, queries
from gongwei.records.actions import writing
from gongwei.records.actions.writing import Refused, Table
from gongwei.records.models import AuditEntry, FormerIdentity, Household, Identity, Residency, Resident
from gongwei.records.rows import FlagRow, Loaded, NameRow, ResidencyRow, ResidentRow, SpellRow

RESIDENTS = Table(Resident, ResidentRow._fields[:-2])
IDENTITIES = Table(Identity, ("resident", *NameRow._fields))
SPELL_FIELDS = ("resident", "serial", *SpellRow._fields)
RESIDENCIES = "residencies"
"""What revisions call the list of a resident's spells; its key is the resident's code."""

Spells = tuple[SpellRow, ...]


def load_residents(
    rows: Sequence[ResidentRow], *, actor: str, at: datetime, target: str = "", flags: Iterable[FlagRow] = ()
) -> Loaded:
    """Write residents with names and residency spells; a resident counts as revised when any of the three differs."""
    return write_residents(rows, actor=actor, at=at, action="load_residents", target=target, flags=flags)


def load_residencies(rows: Sequence[ResidencyRow], *, actor: str, at: datetime, target: str = "") -> Loaded:
    """Replace the residency spells of known residents; a resident whose spells are as before is unchanged."""
    return write_spells(rows, actor=actor, at=at, action="load_residencies", target=target)


def register_resident(row: ResidentRow, *, actor: str, at: datetime) -> Loaded:
    """Register a resident; the same again is harmless, a known code with other content is a correction."""
    return write_residents([row], actor=actor, at=at, action="register_resident", target=row.code)


def move_resident(*, resident: int, unit: str, on: date, actor: str, at: datetime) -> Loaded:
    """Move a resident to another unit of the area from a day on. Refused when nobody lives anywhere that day."""
    with audit.one_writer():
        *before, last = open_spells(resident, on)
        spells = (*before, last._replace(end=on, end_reason=""), SpellRow(unit, start=on, kind=last.kind))
        return write_spells(
            [ResidencyRow(resident, spells)], actor=actor, at=at, action="move_resident", target=code_of(resident),
            detail={"unit": unit},
        )  # fmt: skip


def end_residency(*, resident: int, on: date, reason: str, actor: str, at: datetime) -> Loaded:
    """A resident died or moved away on a day: from that day on no longer a resident."""
    with audit.one_writer():
        *before, last = open_spells(resident, on)
        spells = (*before, last._replace(end=on, end_reason=reason))
        return write_spells(
            [ResidencyRow(resident, spells)], actor=actor, at=at, action="end_residency", target=code_of(resident),
            detail={"reason": reason},
        )  # fmt: skip


def code_of(resident: int) -> str:
    """The code by which the audit names a resident."""
    return queries.resident_codes([resident])[resident]


def open_spells(resident: int, on: date) -> Spells:
    """A resident's spells, the last of which is open on a day."""
    spells = held_spells([resident]).get(resident, ())
    if not spells or spells[-1].end is not None or (spells[-1].start or on) > on:
        raise Refused(f"该居民在 {on.isoformat()} 没有未结束的居住记录")
    return spells


def held_spells(residents: Sequence[int]) -> dict[int, Spells]:
    """The residency spells of residents in order: primary key → spells."""
    found = {}
    for part in writing.parts(residents):
        rows = Residency.objects.filter(resident__in=part).order_by("resident_id", "serial")
        values = rows.values_list("resident_id", "unit_id", "start", "end", "end_reason", "kind")
        for resident, spells in groupby(values, key=lambda row: row[0]):
            found[resident] = tuple(SpellRow(*spell[1:]) for spell in spells)
    return found


def write_residents(
    rows: Sequence[ResidentRow], *, actor: str, at: datetime, action: str, target: str, flags: Iterable[FlagRow] = ()
) -> Loaded:
    """Write residents as one change: people, names and spells."""
    people = [tuple(row[:-2]) for row in rows]
    writing.refuse_twins(RESIDENTS, people)
    with audit.one_writer():
        known = RESIDENTS.known(people)
        new = [row for row in rows if (row.code,) not in known]
        ids = resident_ids([code for (code,) in known])
        held, lived = identities.held(ids.values()), held_spells(list(ids.values()))
        renewed = [row for row in people if known.get(row[:1], row) != row]
        renamed = {ids[row.code]: row.names for row in rows if row.code in ids and held[ids[row.code]] != row.names}
        moved = {
            ids[row.code]: row.spells
            for row in rows
            if row.code in ids and row.spells is not None and lived.get(ids[row.code], ()) != row.spells
        }
        codes = {pk: code for code, pk in ids.items()}
        revised = {row[0] for row in renewed} | {codes[pk] for pk in (*renamed, *moved)}
        loaded = Loaded(len(new), len(rows) - len(new) - len(revised), len(revised))
        if not new and not revised:
            return loaded
        entry = audit.record(actor=actor, at=at, action=action, target=target, detail=writing.counts(loaded))
        found_households(people, entry)
        insert_residents(new, entry)
        revise_people(renewed, known, entry)
        revise_names(renamed, held, entry)
        revise_spells({codes[pk]: pk for pk in moved}, moved, lived, entry)
        writing.put_flags(RESIDENTS.name, {row.code for row in new}, revised, flags, entry)
    return loaded


def write_spells(
    rows: Sequence[ResidencyRow], *, actor: str, at: datetime, action: str, target: str,
    detail: Mapping[str, object] | None = None,
) -> Loaded:  # fmt: skip
    """Replace the spells of residents as one change. `detail` goes into the audit beside the counts."""
    with audit.one_writer():
        lived = held_spells([row.resident for row in rows])
        moved = {row.resident: row.spells for row in rows if lived.get(row.resident, ()) != row.spells}
        loaded = Loaded(unchanged=len(rows) - len(moved), revised=len(moved))
        if moved:
            said = writing.counts(loaded) | dict(detail or {})
            entry = audit.record(actor=actor, at=at, action=action, target=target, detail=said)
            codes = {}
            for part in writing.parts(list(moved)):
                codes.update(Resident.objects.filter(pk__in=part).values_list("code", "pk"))
            revise_spells(codes, moved, lived, entry)
    return loaded


def resident_ids(codes: Sequence[str]) -> dict[str, int]:
    """Primary keys of residents by code."""
    found = {}
    for part in writing.parts(codes):
        found.update(Resident.objects.filter(code__in=part).values_list("code", "pk"))
    return found


def found_households(people: Sequence[tuple], entry: AuditEntry) -> None:
    """Households named for the first time."""
    place = RESIDENTS.names.index("household")
    named = sorted({row[place] for row in people if row[place]})
    for part in writing.parts(named):
        known = set(Household.objects.filter(code__in=part).values_list("code", flat=True))
        writing.insert(Household, ("code",), [(code,) for code in part if code not in known], entry)


def insert_residents(rows: Sequence[ResidentRow], entry: AuditEntry) -> None:
    """Residents nobody knew, with names and spells."""
    if not rows:
        return
    ids = writing.next_ids(Resident, len(rows))
    pairs = list(zip(ids, rows, strict=True))
    writing.insert(Resident, ("id", *RESIDENTS.names), [(pk, *row[:-2]) for pk, row in pairs], entry)
    writing.insert(Identity, IDENTITIES.names, [(pk, *row.names) for pk, row in pairs], entry)
    writing.insert(Residency, SPELL_FIELDS, list(numbered({pk: row.spells or () for pk, row in pairs})), entry)


def numbered(spells: Mapping[int, Spells]) -> Iterable[tuple]:
    """Rows of the residency table: a resident's spells counted from 1."""
    for resident, row in spells.items():
        for serial, spell in enumerate(row, start=1):
            yield (resident, serial, *spell)


def revise_people(rows: Sequence[tuple], known: Mapping[tuple, tuple], entry: AuditEntry) -> None:
    """Other content of known residents."""
    former = {row[0]: dict(zip(RESIDENTS.names, known[row[:1]], strict=True)) for row in rows}
    writing.keep_revisions(RESIDENTS.name, former, entry)
    writing.update(RESIDENTS, rows, entry)


def revise_names(renamed: Mapping[int, NameRow], held: Mapping[int, NameRow], entry: AuditEntry) -> None:
    """Other names of known residents; the former ones stay with the names, never in `Revision`."""
    last: dict[int, int] = {}
    for part in writing.parts(list(renamed)):
        kept = FormerIdentity.objects.filter(resident__in=part)
        last.update(kept.values_list("resident_id").annotate(Max("revision")))
    former = [(pk, last.get(pk, 0) + 1, *held[pk]) for pk in renamed]
    writing.insert(FormerIdentity, ("resident", "revision", *NameRow._fields), former, entry)
    writing.update(IDENTITIES, [(pk, *row) for pk, row in renamed.items()], entry)


def revise_spells(
    codes: Mapping[str, int], moved: Mapping[int, Spells], lived: Mapping[int, Spells], entry: AuditEntry
) -> None:
    """Other spells of known residents. The resident is marked too: a spell that is gone cannot say who was touched."""
    former = {code: {"spells": [spell._asdict() for spell in lived.get(pk, ())]} for code, pk in codes.items()}
    writing.keep_revisions(RESIDENCIES, {code: content for code, content in former.items() if content["spells"]}, entry)
    for part in writing.parts(list(moved)):
        Residency.objects.filter(resident__in=part).delete()
        Resident.objects.filter(pk__in=part).update(change=entry)
    writing.insert(Residency, SPELL_FIELDS, list(numbered(moved)), entry)
