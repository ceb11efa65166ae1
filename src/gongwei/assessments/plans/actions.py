"""Writes to the plan. Every value that a target had is kept: when, by whom, why."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from gongwei.assessments.plans import queries
from gongwei.assessments.plans.curve import NoCurve, read_curve
from gongwei.assessments.plans.dividing import Decomposition, shown
from gongwei.assessments.plans.items import known_items, same_aim, too_much
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
    """Set or change one target; the former value is kept. Refused for a unit or item that nobody knows, below 0, and for a rate
    above all. `births` and `tally.births` are one target (`same_aim`)."""
    if not Unit.objects.filter(pk=unit).exists():
        raise Refused(_("没有代码为「{code}」的单位").format(code=unit))
    figures = known_items()
    if item not in figures:
        raise Refused(_("没有指标、台账项目或工程类别「{item}」").format(item=item))
    if value < 0:
        raise Refused(_("目标不能小于 0"))
    if beyond := too_much(figures[item], value):
        raise Refused(said(beyond, _))
    item = same_aim(item, queries.aims(year).get(unit, ()), figures)
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
    finds, an unknown item, or a curve that is none. The target that a task leaves is withdrawn."""
    with audit.one_writer():
        rows, years, figures = list(rows), {row.year for row in rows}, known_items()
        aims = {year: queries.aims(year) for year in years}
        rows = [row._replace(item=same_aim(row.item, aims[row.year].get(row.unit, ()), figures)) for row in rows]
        held = {row.key: row for year in years for row in queries.tasks(year)}
        refuse_faults(rows, held)
        new = sum(row.key not in held for row in rows)
        changed = sum(held.get(row.key, row) != row for row in rows)
        write_targets([TargetRow(row.year, row.unit, row.item, row.value) for row in rows],
                      actor=actor, at=at, action="load_tasks", target=target)
        keys = queries.target_keys(years)
        load(TASKS, [(row.year, row.code, row.title, keys[row.year, row.unit, row.item], *row[6:]) for row in rows],
             actor=actor, at=at, action="load_tasks", target=target, flags=flags)
        left = {(row.year, row.unit, row.item) for key, row in held.items() if key in {row.key for row in rows}}
        aimed = {(row.year, row.unit, row.item) for year in years for row in queries.tasks(year)}
        withdraw(sorted(left - aimed), reason=_("任务改了单位或项目"), actor=actor, at=at)
    return Loaded(new, len(rows) - new - changed, changed)


def remove_target(*, year: int, unit: str, item: str, reason: str, actor: str, at: datetime) -> None:
    """Withdraw a target; what it was stays in its history. Refused without a reason, and for one that is not set or that a
    task leads to."""
    with audit.one_writer():
        refuse_silence(reason)
        if (item, unit) not in queries.targets(year):
            raise Refused(_("{unit} {year} 年没有「{item}」的目标").format(unit=unit, year=year, item=item))
        for task in queries.tasks(year):
            if (task.item, task.unit) == (item, unit):
                raise Refused(_("这是任务「{code}」的目标,请用 --task {code} 删除任务").format(code=task.code))
        withdraw([(year, unit, item)], reason=reason.strip(), actor=actor, at=at)


def remove_task(*, year: int, code: str, reason: str, actor: str, at: datetime) -> None:
    """Remove a task and withdraw its target; what they were is kept. Refused without a reason, for an unknown task, and for one
    above others."""
    with audit.one_writer():
        refuse_silence(reason)
        task = Task.objects.filter(year=year, code=code).select_related("target").first()
        if task is None:
            raise Refused(_("{year} 年没有任务「{code}」").format(year=year, code=code))
        if below := Task.objects.filter(year=year, parent=code).order_by("code").first():
            raise Refused(_("任务「{below}」在它之下,请先删除或改动").format(below=below.code))
        target = task.target
        entry = audit.record(actor=actor, at=at, action="remove_task", target=f"{year}|{code}", detail=because(reason.strip()))
        keep_revisions(TASKS.name, {f"{year}|{code}": {name: getattr(task, name) for name in TASKS.fields}}, entry)
        task.delete()
        withdraw([(year, target.unit_id, target.item)], reason=reason.strip(), actor=actor, at=at)


def withdraw(targets: Sequence[tuple[int, str, str]], *, reason: str, actor: str, at: datetime) -> None:
    """Take targets away, (year, unit, item) each; their values stay in the history."""
    for year, unit, item in targets:
        held, key = Target.objects.get(year=year, unit=unit, item=item), f"{year}|{unit}|{item}"
        entry = audit.record(actor=actor, at=at, action=queries.WITHDRAWN, target=key, detail=because(reason))
        keep_revisions(TARGETS.name, {key: former(held)}, entry)
        put_flags(TARGETS.name, set(), {key}, (), entry)
        held.delete()


def refuse_silence(reason: str) -> None:
    """What is taken away asks for a reason."""
    if not reason.strip():
        raise Refused(_("删除须写明原因"))


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
