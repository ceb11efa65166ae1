"""Writes about visits: one saved at a desk or phone, thousands loaded at once, one made void."""

from collections import namedtuple
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from gongwei.definition.calendar import Calendar
from gongwei.definition.form import Form, Problem
from gongwei.definition.message import Message
from gongwei.evaluation.reference import Reference
from gongwei.programmes.registry import FORMS
from gongwei.records import answers as texts
from gongwei.records import audit, evaluable
from gongwei.records.actions import writing
from gongwei.records.actions.writing import Refused
from gongwei.records.models import MODES, RESULTS, AuditEntry, Facility, Resident, Unit, Visit
from gongwei.records.rows import FlagRow, Loaded, VisitRow, written

NAME = Visit._meta.model_name
FIELDS = tuple(Visit._meta.get_field(name).attname for name in VisitRow._fields)
DATE, VOID, ENTERED_AT, AFTER = (VisitRow._fields.index(name) for name in ("date", "void", "entered_at", "entered_by"))
KEPT = (*FIELDS, "form", "void_reason", "revision", "known_since")
Held = namedtuple("Held", [*VisitRow._fields, "form", "void_reason", "revision", "known_since"])
"""A visit as the table holds it: its row and what the row does not say."""


class VisitRefused(Refused):
    """A visit that the form does not allow, with what is wrong field by field."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(";".join(problem.message for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Saved:
    """What became of a submitted visit; `flags` ask for confirmation, `rule_class` stands beside the doctor's
    choice."""

    id: str
    loaded: Loaded
    flags: tuple[Problem, ...] = ()
    rule_class: str | None = None

    @property
    def outcome(self) -> str:
        """`created`, `unchanged` or `revised`."""
        return next(name for name in ("created", "unchanged", "revised") if getattr(self.loaded, name))


def save_visit(
    *,
    id: str,
    resident: int,
    form: str,
    date: date,
    answers: Mapping[str, object],
    actor: str,
    at: datetime,
    today: date,
    unit: str | None = None,
    facility: str | None = None,
    provider: str = "",
    mode: str = "",
    result: str = "done",
    entered_at: datetime | None = None,
    device: str = "",
) -> Saved:
    """Save one visit under the id its client made. The same again is harmless; other content is kept as a new revision.

    The rule's class of the visit is found once it stands among the person's records; where the doctor chose another,
    the choice stands and the visit is flagged.

    `answers` holds entries by field, `refused` or `unmeasured` in place of a value. VisitRefused when the form
    knows no such entry, the day lies after `today`, or the id belongs to a visit of another form or another
    resident.
    """
    if form not in FORMS:
        raise VisitRefused((Problem("form", "unknown_form", f"没有表单「{form}」"),))
    checked = FORMS[form].check(answers)
    problems = (*wrong_envelope(resident, date, today, unit, facility, mode, result), *checked.problems)
    if problems:
        raise VisitRefused(problems)
    row = VisitRow(
        id, resident, date, unit, facility, provider, mode, result, False, entered_at, actor, device,
        texts.encode(checked.answers, checked.absent),
    )  # fmt: skip
    flags = [FlagRow(id, flag.field, flag.code, flag.message) for flag in checked.flags]
    with audit.one_writer():
        held = Visit.objects.filter(pk=id).values_list("form", "resident_id").first()
        if held not in (None, (form, resident)):
            raise VisitRefused((Problem("id", "id_taken", "该编号已用于另一次服务"),))
        loaded = write_visits(form, [row], actor=actor, at=at, action="save_visit", target=id, flags=flags)
        rule_class = class_of(id, resident, FORMS[form], date)
        differing = other_class(FORMS[form], checked.answers, rule_class)
        if differing and not loaded.unchanged:
            entry = Visit.objects.select_related("change").get(pk=id).change
            flag = FlagRow(id, differing.field, differing.code, differing.message)
            writing.put_flags(NAME, {id}, set(), [flag], entry)
    return Saved(id, loaded, (*checked.flags, *filter(None, [differing])), rule_class)


def class_of(id: str, resident: int, form: Form, day: date) -> str | None:
    """The rule's class of a saved visit; None when its form has no rule, no class holds or the visit is void."""
    if not form.classes:
        return None
    person = evaluable.person(resident)
    visit = next((visit for visit in person.visits if visit.id == id), None)
    return visit and Reference(person, Calendar(day), FORMS).classify(visit)


def other_class(form: Form, answers: Mapping[str, object], rule_class: str | None) -> Problem | None:
    """The finding that the doctor chose another class than the rule, in the words of the form."""
    chosen = answers.get("class")
    if rule_class is None or chosen in (None, rule_class):
        return None
    field = form.by_name["class"]
    titles = dict(field.choices)
    message = Message("{title}:按规则为「{rule}」,与填写的「{chosen}」不同,请确认", title=field.title,
                      rule=titles.get(rule_class, rule_class), chosen=titles.get(chosen, "…"))  # fmt: skip
    return Problem(field.name, "class_differs", message)


def wrong_envelope(
    resident: int, date: date, today: date, unit: str | None, facility: str | None, mode: str, result: str
) -> list[Problem]:
    """What is wrong with a visit beside its answers."""
    checks = {
        "resident": (Resident.objects.filter(pk=resident).exists(), "unknown_resident", "没有这位居民"),
        "date": (date <= today, "future", "服务日期不能晚于今天"),
        "unit": (unit is None or Unit.objects.filter(pk=unit).exists(), "unknown_unit", "没有这个辖区"),
        "facility": (
            facility is None or Facility.objects.filter(pk=facility).exists(), "unknown_facility", "没有这家机构"
        ),
        "mode": (mode in MODES, "unknown_code", "随访方式不是可选的值"),
        "result": (result in RESULTS, "unknown_code", "结果不是可选的值"),
    }  # fmt: skip
    return [Problem(field, code, message) for field, (sound, code, message) in checks.items() if not sound]


def load_visits(
    form: str, rows: Sequence[VisitRow], *, actor: str, at: datetime, target: str = "", flags: Iterable[FlagRow] = ()
) -> Loaded:
    """Write visits of one form, checked by the caller; `at` is since when they are known.

    Best in batches of about 20 000. A visit voided here stays void whatever a later import says. Ids known
    on another form are returned as `refused`. ValueError when an id stands twice in the batch.
    """
    return write_visits(form, rows, actor=actor, at=at, action="load_visits", target=target or form, flags=flags)


def void_visit(*, id: str, reason: str, actor: str, at: datetime) -> Loaded:
    """Make a visit void: it stays on record and never counts. Refused without a reason or when the visit is unknown."""
    if not reason.strip():
        raise Refused("作废须说明原因")
    with audit.one_writer():
        held = held_visits([id]).get(id)
        if held is None:
            raise Refused("没有这次服务记录")
        if held.void and held.void_reason:
            return Loaded(unchanged=1)
        entry = audit.record(actor=actor, at=at, action="void_visit", target=id)
        revise([(held._replace(void=True, void_reason=reason), held)], entry)
    return Loaded(revised=1)


def write_visits(
    form: str, rows: Sequence[VisitRow], *, actor: str, at: datetime, action: str, target: str, flags: Iterable[FlagRow]
) -> Loaded:
    """Write visits of one form as one change; nothing at all when they are known as they are."""
    ids = [row[0] for row in rows]
    if len(set(ids)) != len(ids):
        raise ValueError("visit: an id stands twice in the batch")
    with audit.one_writer():
        held = held_visits(ids)
        new = [row for row in rows if row[0] not in held] if held else rows
        known = [(corrected(row, held[row[0]]), held[row[0]]) for row in rows if row[0] in held]
        refused = tuple(before.id for _, before in known if before.form != form)
        changed = [(after, before) for after, before in known if before.form == form and after != before]
        loaded = Loaded(len(new), len(known) - len(changed) - len(refused), len(changed), refused)
        if not new and not changed:
            return loaded
        entry = audit.record(actor=actor, at=at, action=action, target=target, detail=writing.counts(loaded))
        insert(form, new, entry)
        revise(changed, entry)
        writing.put_flags(NAME, set(ids) - held.keys(), {before.id for _, before in changed}, flags, entry)
    return loaded


def held_visits(ids: Sequence[str]) -> dict[str, Held]:
    """The known visits among these ids."""
    found: dict[str, Held] = {}
    if writing.all_beyond(Visit, "id", ids):
        return found
    for part in writing.parts(writing.known_keys(Visit, "id", ids)):
        found.update((held[0], Held(*held)) for held in Visit.objects.filter(pk__in=part).values_list(*KEPT))
    return found


def corrected(row: VisitRow, held: Held) -> Held:
    """The known visit with what a row now says of it. One voided here, with a reason, stays void."""
    day, entered = row[DATE], row[ENTERED_AT]
    if isinstance(day, str):
        day = date.fromisoformat(day)
    if isinstance(entered, str):
        entered = datetime.fromisoformat(entered).replace(tzinfo=UTC)
    void = bool(row[VOID] or held.void_reason)
    return Held(*row[:DATE], day, *row[DATE + 1 : VOID], void, entered, *row[AFTER:], *held[len(FIELDS) :])


def insert(form: str, rows: Sequence[VisitRow], entry: AuditEntry) -> None:
    """Visits nobody knew."""
    same = {"form": form, "void_reason": "", "revision": 1, "known_since": written(entry.at), "change_id": entry.pk}
    writing.pour(Visit, FIELDS, map(as_written, rows), same)


def as_written(row: Sequence[object]) -> Sequence[object]:
    """A row with its moment as the databases take it."""
    at = row[ENTERED_AT]
    return (*row[:ENTERED_AT], written(at), *row[AFTER:]) if isinstance(at, datetime) else row


def revise(changed: Sequence[tuple[Held, Held]], entry: AuditEntry) -> None:
    """Other content of known visits (after, before); the former is kept under the number it had."""
    writing.keep_revisions(NAME, {before.id: dict(zip(KEPT, before, strict=True)) for _, before in changed}, entry)
    corrected_now = [
        after._replace(revision=before.revision + 1, known_since=entry.at) for after, before in changed
    ]
    visits = [Visit(**dict(zip(KEPT, row, strict=True)), change=entry) for row in corrected_now]
    Visit.objects.bulk_update(
        visits, [*VisitRow._fields[1:], "void_reason", "revision", "known_since", "change"], batch_size=500
    )
