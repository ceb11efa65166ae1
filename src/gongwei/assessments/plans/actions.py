"""Writes to the plan. Every value that a target had is kept: when, by whom, why."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from gongwei.assessments.plans import queries
from gongwei.assessments.plans.curve import NoCurve, read_curve
from gongwei.assessments.plans.dividing import Decomposition, shown
from gongwei.assessments.plans.items import known_items
from gongwei.assessments.plans.models import Target, Task
from gongwei.assessments.plans.tasks import TaskRow, faults
from gongwei.definition.message import said
from gongwei.records import audit
from gongwei.records.actions.writing import (
    Refused,
    Table,
    counts,
    insert,
    keep_revisions,
    load,
    put_flags,
    refuse_twins,
    update,
)
from gongwei.records.models import Unit
from gongwei.records.rows import FlagRow, Loaded


class TargetRow(NamedTuple):
    year: int
    unit: str
    item: str
    value: Decimal


TARGETS = Table(Target, TargetRow._fields, keys=3)
TASKS = Table(Task, ("year", "code", "title", "target", *TaskRow._fields[6:]), keys=2)


def load_targets(
    rows: Sequence[TargetRow], *, actor: str, at: datetime, target: str = "", flags: Iterable[FlagRow] = ()
) -> Loaded:
    """Write targets; key (year, unit, item)."""
    return write_targets(rows, actor=actor, at=at, action="load_targets", target=target, flags=flags)


def set_target(
    *, year: int, unit: str, item: str, value: Decimal, actor: str, at: datetime, reason: str = ""
) -> Loaded:
    """Set or change one target; the former value is kept. Refused for a unit or item that nobody knows, or below 0."""
    if not Unit.objects.filter(pk=unit).exists():
        raise Refused(_("没有代码为「{code}」的单位").format(code=unit))
    if item not in known_items():
        raise Refused(_("没有指标、台账项目或工程类别「{item}」").format(item=item))
    if value < 0:
        raise Refused(_("目标不能小于 0"))
    row = TargetRow(year, unit, item, value)
    return write_targets([row], actor=actor, at=at, action="set_target", target=TARGETS.key(row), detail=because(reason))


def decompose_target(decomposition: Decomposition, *, actor: str, at: datetime, reason: str = "") -> Loaded:
    """Write the targets of all units below, as previewed. What is the same already stays untouched.

    Refused when the parts do not add up, or the target was changed since it was divided.
    """
    year, item, (top, *_below) = decomposition.year, decomposition.item, decomposition.divisions
    with audit.one_writer():
        if queries.targets(year).get((item, top.unit)) != top.whole:
            raise Refused(_("{unit} 的目标已不是 {whole},请重新预览").format(unit=top.unit, whole=shown(top.whole)))
        for division in decomposition.divisions:
            if division.left and not decomposition.same:
                raise Refused(_("{unit} 的下级之和与其目标相差 {left}").format(unit=division.unit, left=shown(division.left)))
        rows = [TargetRow(year, unit, item, part) for unit, part in decomposition.parts.items()]
        return write_targets(rows, actor=actor, at=at, action="decompose_target", target=f"{year}|{top.unit}|{item}",
                             detail={"rule": str(decomposition.rule)} | because(reason))


def load_tasks(
    rows: Sequence[TaskRow], *, actor: str, at: datetime, target: str = "", flags: Iterable[FlagRow] = ()
) -> Loaded:
    """Write tasks, key (year, code), and the targets of which they tell. Refused, the whole batch, for what `faults`
    finds, an unknown item, or a curve that is none."""
    with audit.one_writer():
        held = {row.key: row for year in {row.year for row in rows} for row in queries.tasks(year)}
        refuse_faults(rows, held)
        new = sum(row.key not in held for row in rows)
        changed = sum(held.get(row.key, row) != row for row in rows)
        write_targets([TargetRow(row.year, row.unit, row.item, row.value) for row in rows],
                      actor=actor, at=at, action="load_tasks", target=target)
        keys = queries.target_keys({row.year for row in rows})
        load(TASKS, [(row.year, row.code, row.title, keys[row.year, row.unit, row.item], *row[6:]) for row in rows],
             actor=actor, at=at, action="load_tasks", target=target, flags=flags)
    return Loaded(new, len(rows) - new - changed, changed)


def refuse_faults(rows: Sequence[TaskRow], held: Mapping[tuple[int, str], TaskRow]) -> None:
    """Refused for the first thing that is wrong with tasks."""
    known = known_items()
    for row in rows:
        if row.item not in known:
            raise Refused(_("没有指标、台账项目或工程类别「{item}」").format(item=row.item))
        try:
            if read_curve(row.curve) != row.curve:
                raise Refused(_("月进度应写作以分号相连的 12 个数"))
        except NoCurve as problem:
            raise Refused(said(str(problem), _)) from problem
    for number, columns in faults(rows, held, lambda item: known.get(item, item)).items():
        wrong = _(";").join(said(message, _) for message in columns.values())
        raise Refused(_("任务「{code}」:{wrong}").format(code=rows[number].code, wrong=wrong))


def write_targets(
    rows: Sequence[TargetRow], *, actor: str, at: datetime, action: str, target: str = "",
    detail: Mapping[str, object] | None = None, flags: Iterable[FlagRow] = ()
) -> Loaded:
    """`load` for targets, which are asked for their history: the entry tells the reason, and a former value is kept with the
    change that wrote it."""
    rows = [TargetRow(*row) for row in rows]
    refuse_twins(TARGETS, rows)
    with audit.one_writer():
        stored = Target.objects.filter(year__in={row.year for row in rows})
        held = {(one.year, one.unit_id, one.item): one for one in stored}
        new = [row for row in rows if row[:3] not in held]
        changed = [row for row in rows if row[:3] in held and held[row[:3]].value != row.value]
        loaded = Loaded(len(new), len(rows) - len(new) - len(changed), len(changed))
        if new or changed:
            entry = audit.record(actor=actor, at=at, action=action, target=target, detail=counts(loaded) | (detail or {}))
            insert(Target, TARGETS.fields, new, entry)
            keep_revisions(TARGETS.name, {TARGETS.key(row): former(held[row[:3]]) for row in changed}, entry)
            update(TARGETS, changed, entry)
            put_flags(TARGETS.name, {TARGETS.key(row) for row in new}, {TARGETS.key(row) for row in changed}, flags, entry)
    return loaded


def former(target: Target) -> dict[str, object]:
    """What is kept of a target that changes."""
    return {name: getattr(target, name) for name in (*TARGETS.fields, "change_id")}


def because(reason: str) -> dict[str, str]:
    """A reason as an entry's detail holds it."""
    return {"reason": reason} if reason else {}
