"""Writes to rounds of appraisal. Whatever is corrected keeps its history; a locked round takes no more writes."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from gongwei.assessments.days import refuse_as_of, refuse_day
from gongwei.assessments.figures import Figures
from gongwei.definition.lifecycle import NotAllowed
from gongwei.definition.message import said
from gongwei.records import audit
from gongwei.records.actions import Refused
from gongwei.records.actions.writing import Table, insert, load
from gongwei.records.rows import Loaded

from . import queries, readings
from .models import Appeal, AppealStep, Appraised, Round, RoundStep, Score
from .rules import Manual, YesNo
from .scheme import Item, Scheme, Veto
from .scoring import Line, as_text, corrected, judged, judged_by
from .states import APPEAL, DRAFT, FILED, PUBLISHED, ROUND, SELF_SCORED, STATES, STEPS

CODE = re.compile(r"[\w-]{1,32}")
SCORES = Table(Score, ("round", "unit", *queries.LINE), keys=3)
MOST = Decimal(10**7)
"""Beyond any number of points or cases."""


class Entry(NamedTuple):
    """What the unit or the assessor enters for an item that a person judges: points, cases, or 1 and 0 for yes and no."""

    unit: str
    item: str
    entry: Decimal
    comment: str = ""


class Entered(NamedTuple):
    """What a batch of entries did; `refused`: position in the batch, and why."""

    loaded: Loaded
    refused: tuple[tuple[int, str], ...]


def open_round(*, code: str, scheme: Scheme, figures: Figures, as_of: date, under: str | None = None,
               name: str = "", actor: str, at: datetime) -> Round:
    """Freeze a scheme and the figures of its units on a day. The same again is the same round.

    Refused for a code in use, a day of another year or still to come, a figure that nobody knows, no unit of the level, or a
    spot check that does not fit.
    """
    refuse_as_of(scheme.year, as_of, at)
    if not CODE.fullmatch(code):
        raise Refused(_("轮次编号「{code}」应为不超过 32 位的字母、数字或横线").format(code=code))
    if not scheme.text:
        raise Refused(_("方案没有原文,不能冻结"))
    if unknown := sorted({one.figure for one in scheme.by_code.values() if one.figure and not readings.known(one.figure)}):
        raise Refused(_("没有这些指标:{ids}").format(ids=_("、").join(unknown)))
    units = readings.units_of(scheme, figures, as_of, under)
    if not units:
        raise Refused(_("截至 {day} 没有可考核的单位(级别 {level})").format(day=as_of, level=scheme.level))
    with audit.one_writer():
        if held := Round.objects.filter(pk=code).first():
            same = (held.fingerprint, held.as_of) == (scheme.fingerprint, as_of) and queries.units(code).keys() == units.keys()
            if same:
                return held
            raise Refused(_("编号「{code}」已用于另一轮考核").format(code=code))
        lines = readings.lines(scheme, figures, as_of, units)
        entry = audit.record(actor=actor, at=at, action="open_appraisal", target=code, detail={
            "scheme": scheme.fingerprint, "as_of": as_of.isoformat(), "units": len(units), "items": len(scheme.by_code)})
        held = Round.objects.create(code=code, name=name or scheme.name, fingerprint=scheme.fingerprint, scheme=scheme.text,
                                    as_of=as_of, snapshot=figures.evaluator.manifest.id, change=entry)
        insert(Appraised, ("round_id", "unit_id", "name"), [(code, *unit) for unit in units.items()], entry)
        insert(Score, SCORES.fields, [row(code, unit, line) for unit, own in lines.items() for line in own.values()], entry)
    return held


def row(code: str, unit: str, line: Line) -> tuple:
    """The row of a line."""
    return (code, unit, line.item, as_text(line.reading), *(getattr(line, name) for name in queries.LINE[2:]))


def enter_scores(*, round: str, entries: Sequence[Entry], own: bool, actor: str, at: datetime) -> Entered:
    """Enter self-scores (`own`) while the round is with the units, or an assessor's scores after that. The good entries are
    kept, the others told. Refused while the round is in another state."""
    with audit.one_writer():
        held, scheme = round_and_scheme(round)
        if held.state != (DRAFT if own else SELF_SCORED):
            raise Refused(_("「{round}」{state},此时不能{what}").format(
                round=round, state=said(STATES[held.state], _), what=_("自评") if own else _("评分")))
        lines, refused, rows = queries.lines(round), [], {}
        for position, entry in enumerate(entries):
            line = lines.get(entry.unit, {}).get(entry.item)
            key = (entry.unit, entry.item)
            wrong = _("同一批中这个单位的这个条目已有一个评分") if key in rows else wrong_entry(scheme, line, entry, own)
            if wrong:
                refused.append((position, wrong))
                continue
            what = scheme.by_code[entry.item]
            line = (replace(line, self_entry=entry.entry, self_comment=entry.comment) if own
                    else judged(line, what, entry.entry, entry.comment, scheme.decimals))
            rows[key] = row(round, entry.unit, line)
        loaded = load(SCORES, list(rows.values()), actor=actor, at=at, target=round,
                      action="score_themselves" if own else "assess_scores")
    return Entered(loaded, tuple(refused))


def wrong_entry(scheme: Scheme, line: Line | None, entry: Entry, own: bool) -> str:
    """Why an entry cannot be taken; empty when it can."""
    if line is None:
        return _("本轮没有单位「{unit}」的条目「{item}」").format(unit=entry.unit, item=entry.item)
    what = scheme.by_code[entry.item]
    if not line.asked:
        return _("「{item}」按数据评分,不由人评分").format(item=what.name)
    if wrong := wrong_value(what if isinstance(what, Veto) else judged_by(what, line), entry.entry, scheme.decimals):
        return wrong
    if not own and not entry.comment.strip() and needs_comment(what, line, entry.entry):
        return _("「{item}」未给满分(或给了加分、判为否决),须写明理由").format(item=what.name)
    return ""


def needs_comment(what: Item | Veto, line: Line, value: Decimal) -> bool:
    """Whether an assessor owes a reason: fewer points than full given by hand, any bonus, or a veto."""
    if isinstance(what, Veto) or what.bonus:
        return bool(value)
    return isinstance(judged_by(what, line).rule, Manual) and value < what.points


def wrong_value(what: Item | Veto, value: Decimal, decimals: int) -> str:
    """Why a number cannot be an entry of an item; empty when it can."""
    if not value.is_finite() or not 0 <= value <= MOST:
        return _("「{item}」的评分不能是 {value}").format(item=what.name, value=value)
    if isinstance(what, Veto) or isinstance(what.rule, YesNo):
        return "" if value in (0, 1) else _("「{item}」应填 1(是)或 0(否)").format(item=what.name)
    if isinstance(what.rule, Manual):
        return wrong_points(what, value, decimals)
    return "" if value == value.to_integral_value() else _("「{item}」应填例数(整数)").format(item=what.name)


def wrong_points(item: Item, value: Decimal, decimals: int) -> str:
    """Why a number cannot be the points of an item; empty when it can."""
    if not (value.is_finite() and 0 <= value <= item.points):
        return _("「{item}」应为 0 到 {full} 分").format(item=item.name, full=item.points)
    if -value.normalize().as_tuple().exponent > decimals:
        return _("「{item}」最多 {decimals} 位小数").format(item=item.name, decimals=decimals)
    return ""


def round_and_scheme(code: str) -> tuple[Round, Scheme]:
    """A round and its scheme. Refused for an unknown one."""
    held = queries.find(code)
    return held, queries.kept_scheme(held.scheme)


def take_step(*, round: str, step: str, on: date, note: str = "", actor: str, at: datetime) -> Round:
    """Take a round to its next state (`states.ROUND`).

    Refused when the state does not allow it or the day lies before the step before or is still to come; `submit` while
    self-scores are missing and the note does not say why; `assess` while anything waits for a score; `lock` before appeals are
    decided and may no more be filed.
    """
    with audit.one_writer():
        held, scheme = round_and_scheme(round)
        try:
            state = ROUND.after(held.state, step)
        except NotAllowed as error:
            raise Refused(_("「{round}」{state},不能{step}").format(
                round=round, state=said(STATES[held.state], _), step=said(STEPS.get(step, step), _))) from error
        before = queries.steps(round)
        refuse_day(on, before[-1].on if before else held.as_of, at)
        if wrong := not_ready(held, scheme, step, on, note):
            raise Refused(wrong)
        entry = audit.record(actor=actor, at=at, action=f"appraisal_{step}", target=round)
        RoundStep.objects.create(round=held, number=len(before) + 1, step=step, on=on, note=note, change=entry)
        held.state, held.change = state, entry
        if state == PUBLISHED:
            held.published = on
        held.save()
    return held


def not_ready(held: Round, scheme: Scheme, step: str, on: date, note: str) -> str:
    """What a step still lacks; empty when nothing."""
    if step in ("submit", "assess"):
        lacking = [f"{unit}/{line.item}" for unit, own in queries.lines(held.code).items() for line in own.values()
                   if (line.waits if step == "assess" else line.asked and line.self_entry is None)]
        if lacking and not (step == "submit" and note.strip()):
            shown = _("还有 {count} 项未评分:{some}").format(count=len(lacking), some=_("、").join(sorted(lacking)[:5]))
            return shown + (_(";确不再等,须写明说明") if step == "submit" else "")
    if step == "lock":
        if pending := Appeal.objects.filter(round=held, state=FILED).count():
            return _("还有 {count} 件申诉未裁定").format(count=pending)
        if on <= (last := held.published + timedelta(days=scheme.appeal_days)):
            return _("申诉期到 {last} 为止,其后才能锁定").format(last=last)
    return ""


def file_appeal(*, round: str, unit: str, item: str, reason: str, on: date, proof: str = "", content: bytes = b"",
                actor: str, at: datetime) -> Appeal:
    """A unit objects to an item of a published round. `content`: the proof's file, of which the digest is kept.

    Refused outside the days of appeal, without a reason, for an item that is not the unit's, or while one is pending.
    """
    with audit.one_writer():
        held, scheme = round_and_scheme(round)
        if held.state != PUBLISHED:
            raise Refused(_("「{round}」{state},此时不能申诉").format(round=round, state=said(STATES[held.state], _)))
        last = held.published + timedelta(days=scheme.appeal_days)
        if not held.published <= on <= last:
            raise Refused(_("申诉期为 {first} 至 {last}").format(first=held.published, last=last))
        refuse_day(on, held.published, at)
        if not reason.strip():
            raise Refused(_("申诉须写明理由"))
        if item not in queries.lines(round).get(unit, {}):
            raise Refused(_("本轮没有单位「{unit}」的条目「{item}」").format(unit=unit, item=item))
        if Appeal.objects.filter(round=held, unit=unit, item=item, state=FILED).exists():
            raise Refused(_("这个条目已有一件申诉待裁定"))
        entry = audit.record(actor=actor, at=at, action="file_appeal", target=round, detail={
            "unit": unit, "item": item, "on": on.isoformat()})
        digest = hashlib.sha256(content).hexdigest() if content else ""
        return Appeal.objects.create(round=held, unit_id=unit, item=item, reason=reason, proof=proof, digest=digest, change=entry)


def decide_appeal(*, appeal: int, value: Decimal | None, note: str, on: date, actor: str, at: datetime) -> Appeal:
    """Decide an appeal: uphold it with the points that shall stand (of a veto: 1 or 0), or reject it (None).

    The former score is kept. Refused for an appeal already decided, on a day before it was filed or still to come, without a
    reason, or when nothing would change.
    """
    with audit.one_writer():
        held = Appeal.objects.filter(pk=appeal).select_related("round", "change").first()
        if held is None:
            raise Refused(_("没有申诉「{appeal}」").format(appeal=appeal))
        step = "reject" if value is None else "uphold"
        try:
            state = APPEAL.after(held.state, step)
        except NotAllowed as error:
            raise Refused(_("申诉「{appeal}」已裁定:{state}").format(appeal=appeal, state=said(STATES[held.state], _))) from error
        if not note.strip():
            raise Refused(_("裁定须写明理由"))
        refuse_day(on, date.fromisoformat(held.change.detail["on"]), at)  # of a pending appeal: the entry that filed it
        if value is not None:
            correct_score(held, value, _("申诉 {appeal}:{note}").format(appeal=appeal, note=note), actor, at)
        entry = audit.record(actor=actor, at=at, action=f"appeal_{step}", target=held.round_id,
                             detail={"appeal": appeal, "unit": held.unit_id, "item": held.item})
        number = AppealStep.objects.filter(appeal=held).count() + 1
        AppealStep.objects.create(appeal=held, number=number, step=step, on=on, note=note, change=entry)
        held.state, held.change = state, entry
        held.save()
    return held


def correct_score(appeal: Appeal, value: Decimal, reason: str, actor: str, at: datetime) -> None:
    """Put the points that an upheld appeal gives in place of the score."""
    scheme = queries.kept_scheme(appeal.round.scheme)
    what, line = scheme.by_code[appeal.item], queries.lines(appeal.round_id)[appeal.unit_id][appeal.item]
    wrong = wrong_value(what, value, scheme.decimals) if isinstance(what, Veto) else wrong_points(what, value, scheme.decimals)
    if not wrong and isinstance(what, Item) and value == line.points:
        wrong = _("更正后的分数与原来相同")
    if wrong:
        raise Refused(wrong)
    now = row(appeal.round_id, appeal.unit_id, corrected(line, what, value, reason))
    load(SCORES, [now], actor=actor, at=at, action="correct_score", target=SCORES.key(now))
