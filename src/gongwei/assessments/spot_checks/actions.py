"""Writes of spot checks: the draw, the calls, the units' reply. What they refuse: `records.actions.Refused`."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from gongwei.assessments.days import refuse_day
from gongwei.assessments.spot_checks import queries, sampling
from gongwei.assessments.spot_checks.models import Call, FramePerson, SpotCheck, SpotCheckStep, SpotCheckUnit
from gongwei.assessments.spot_checks.reply import (
    CALLING,
    CHECK,
    FINDING,
    NOT_AUTHENTIC,
    PUBLISHED,
    UNREACHABLE,
    callable_now,
    outcome,
)
from gongwei.assessments.spot_checks.sheet import Answer
from gongwei.definition.fingerprint import fingerprint
from gongwei.definition.lifecycle import Lifecycle, NotAllowed
from gongwei.evaluation.units import UnitTree
from gongwei.indicators.evaluator import Evaluator, UnknownIndicator
from gongwei.records import audit, identities
from gongwei.records.actions import Refused
from gongwei.records.actions.writing import Table, insert, load
from gongwei.records.queries import resident_codes
from gongwei.records.rows import Loaded, NameRow

CHECKS = Table(SpotCheck, ("code", "indicator", "unit", "as_of", "level", "size", "least", "seed", "method", "definition",
                           "frame", "questions", "attempts", "reply_days", "snapshot"))
AREAS = Table(SpotCheckUnit, ("spot_check", "unit", "above", "numerator", "denominator", "frame", "size"), keys=2)
FRAME = Table(FramePerson, ("spot_check", "resident", "unit", "stratum", "records", "weight", "probability", "order", "reserve"),
              keys=2)
CALLS = Table(Call, ("person", "attempt", "on", "caller", "result", "awareness", "satisfaction"), keys=2)
MOST_QUESTIONS = 20


@dataclass(frozen=True)
class Counting:
    """A resident of a numerator: key, unit where they count, and as how many subjects."""

    resident: int
    unit: str
    records: int


def numerator_of(evaluator: Evaluator, indicator: str, unit: str, as_of: date) -> dict[str, Counting]:
    """Who counts, by code. Whoever counts in several units is drawn in the first of them."""
    counting: dict[int, Counter] = defaultdict(Counter)
    for resident, where, _outcome, counts in evaluator.people(indicator, unit, as_of):
        if counts:
            counting[resident][where] += 1
    codes = resident_codes(counting)
    return {codes[resident]: Counting(resident, min(units), units[min(units)]) for resident, units in counting.items()}


def strata(tree: UnitTree, unit: str, level: str, people: Mapping[str, Counting]) -> dict[str, dict[str, Counting]]:
    """The people of each unit of a level below `unit`, of those who live in none such at their own unit; without a level all
    are one stratum."""
    if not level:
        return {unit: dict(people)}
    found: dict[str, dict[str, Counting]] = {code: {} for code in tree.subtree(unit) if tree.units[code].level == level}
    for code, person in people.items():
        above = (one for one in tree.with_ancestors(person.unit) if one in found and tree.units[one].level == level)
        found.setdefault(next(above, person.unit), {})[code] = person
    return found


def draw(
    *, evaluator: Evaluator, code: str, indicator: str, unit: str, as_of: date, seed: str, size: int | None = None,
    least: int = 0, level: str = "", weights: Mapping[int, Fraction] | None = None, questions: Sequence[str] = (),
    attempts: int = 3, reply_days: int = 10, actor: str, at: datetime,
) -> SpotCheck:
    """Draw from the numerator of an indicator in a unit on a day. The same again is harmless and gives the same sample.

    `size`: of the whole sample, at least `least` in each unit of `level`; without a size `least` in each. `weights`: resident →
    how much more than others (1) they are to be drawn. Of every stratum as many again stand in reserve.
    """
    refuse_orders(code, seed, size, least, questions, attempts)
    try:
        definition, people = evaluator.definition(indicator), numerator_of(evaluator, indicator, unit, as_of)
    except UnknownIndicator:
        raise Refused(_("「{id}」不是有名单的指标,无从抽查").format(id=indicator)) from None
    if not people:
        raise Refused(_("「{id}」在单位 {unit} 截至 {day} 的分子无人,无从抽查").format(id=indicator, unit=unit, day=as_of))
    tree = evaluator.tree(as_of)
    by_stratum = strata(tree, unit, level, people)
    weighing = {who: Fraction((weights or {}).get(person.resident, 1)) for who, person in people.items()}
    if any(weight <= 0 for weight in weighing.values()):
        raise Refused(_("抽取权数应大于 0"))
    frames = {stratum: len(members) for stratum, members in by_stratum.items()}
    try:
        sizes = sampling.allocated(sum(min(least, held) for held in frames.values()) if size is None else size, frames, least)
    except ValueError:
        raise Refused(_("样本 {size} 人不够每个单位至少 {least} 人").format(size=size, least=least)) from None
    drawn = {stratum: sampling.draw({who: weighing[who] for who in members}, sizes[stratum], sizes[stratum], (seed, stratum))
             for stratum, members in by_stratum.items()}
    frame = sampling.digest((who, stratum, weighing[who]) for stratum, members in by_stratum.items() for who in members)
    row = (code, indicator, unit, as_of, level, sum(sizes.values()), least, seed, sampling.METHOD, fingerprint(definition), frame,
           list(questions), attempts, reply_days, evaluator.manifest.id)
    with audit.one_writer():
        if held := SpotCheck.objects.filter(pk=code).first():
            if tuple(getattr(held, name) for name in CHECKS.fields[:-1]) == row[:-1]:
                return held
            raise Refused(_("编号「{code}」已用于另一次抽查(指标、单位、日期、种子或名单不同);请换一个编号").format(code=code))
        entry = audit.record(actor=actor, at=at, action="draw_spot_check", target=code, detail={
            "indicator": indicator, "unit": unit, "as_of": str(as_of), "seed": seed, "size": row[5], "frame": frame})
        held = SpotCheck.objects.create(**dict(zip(CHECKS.fields, row, strict=True)), change=entry)
        insert(SpotCheckUnit, AREAS.fields, list(area_rows(evaluator, held, tree, frames, sizes)), entry)
        insert(FramePerson, FRAME.fields, [
            (code, who.resident, who.unit, stratum, who.records, str(one.weight), str(one.probability), one.order, one.reserve)
            for stratum, members in drawn.items() for one in members if (who := people[one.subject])], entry)
        return held


def refuse_orders(code: str, seed: str, size: int | None, least: int, questions: Sequence[str], attempts: int) -> None:
    """Orders that cannot be meant."""
    if not code.strip() or len(code) > 64 or not seed.strip():
        raise Refused(_("抽查编号(至多 64 字)和随机种子都不能为空"))
    if (least if size is None else size) < 1 or least < 0 or attempts < 1:
        raise Refused(_("样本数和拨打次数应至少为 1"))
    if len(questions) > MOST_QUESTIONS or not all(words.strip() for words in questions):
        raise Refused(_("知晓问题至多 {count} 个,且不能为空").format(count=MOST_QUESTIONS))


def area_rows(evaluator: Evaluator, held: SpotCheck, tree: UnitTree, frames: Mapping[str, int], sizes: Mapping[str, int]
              ) -> Iterator[tuple]:
    """The strata and every unit between them and the unit of the check, with their figures of the day."""
    within = set(tree.subtree(held.unit_id))
    units = {above for stratum in frames for above in tree.with_ancestors(stratum) if above in within}
    figures = evaluator.figures(held.indicator, held.as_of)
    for unit in sorted(units | {held.unit_id}):
        figure, above = figures[unit], None if unit == held.unit_id else tree.parent(unit)
        below = figure.denominator
        denominator = None if below is None else Decimal(below.numerator) / below.denominator
        yield held.pk, unit, above, int(figure.numerator), denominator, frames.get(unit, 0), sizes.get(unit)


@dataclass(frozen=True)
class Recorded:
    """What came of a batch of answers: rows written, and why others were not, by place in the batch."""

    loaded: Loaded
    refused: Mapping[int, str]


def record_calls(*, check: str, answers: Sequence[Answer], actor: str, at: datetime) -> Recorded:
    """Enter or correct attempts; the same again is harmless, the former content of a corrected one is kept. Each that
    cannot stand is refused for itself."""
    with audit.one_writer():
        held = queries.check(check)
        if queries.state(check) != CALLING:
            raise Refused(_("抽查「{code}」的结果已公布;要更正请先退回(reopen)").format(code=check))
        people = {person.number: person for person in queries.people(held)}
        sizes = {area.unit: area.size for area in queries.areas(held).values()}
        results = {number: [call[1] for call in person.calls] for number, person in people.items()}
        lines = defaultdict(list)
        for number, person in people.items():
            lines[person.asked.stratum].append(number)
        refused, rows = {}, {}
        for one in sorted(range(len(answers)), key=lambda one: answers[one][:2]):
            answer = answers[one]
            if wrong := refusal(held, answer, people, results, lines, sizes, audit.day_of(at)):
                refused[one] = wrong
            elif (key := (people[answer.number].key, answer.attempt)) in rows:
                refused[one] = _("同一人的第 {attempt} 次出现了两行").format(attempt=answer.attempt)
            else:
                rows[key] = (*key, *answer[2:])
                results[answer.number][answer.attempt - 1 : answer.attempt] = [answer.result]
        loaded = load(CALLS, list(rows.values()), actor=actor, at=at, action="record_spot_check_calls", target=check)
    return Recorded(loaded, dict(sorted(refused.items())))


def refusal(held: SpotCheck, answer: Answer, people: Mapping[int, queries.Person], results: Mapping[int, list[str]],
            lines: Mapping[str, list[int]], sizes: Mapping[str, int], today: date) -> str | None:
    """Why an answer cannot stand beside what is known so far; None when it can."""
    person = people.get(answer.number)
    if person is None:
        return _("这次抽查没有序号 {number}").format(number=answer.number)
    if person.steps:
        return _("序号 {number} 的结论已有申辩,以裁定为准").format(number=answer.number)
    if answer.on > today or answer.on < held.as_of:
        return _("日期 {day} 应在截至日 {as_of} 之后、今天之前").format(day=answer.on, as_of=held.as_of)
    if len(answer.awareness) not in (0, len(held.questions)):
        return _("知晓问题应有 {count} 个").format(count=len(held.questions))
    known = results[answer.number]
    after = [*known[: answer.attempt - 1], answer.result, *known[answer.attempt :]]
    if answer.attempt > len(known) + 1:
        return _("第 {attempt} 次之前缺第 {missing} 次").format(attempt=answer.attempt, missing=len(known) + 1)
    if any(result != UNREACHABLE for result in after[:-1]):
        return _("只有联系不上才有下一次;要更正已有的结果,请写明是第几次")
    line = lines[person.asked.stratum]
    outcomes = [outcome(results[number], held.attempts) for number in line]
    if not known and line.index(answer.number) >= callable_now(outcomes, sizes[person.asked.stratum]):
        return _("序号 {number} 是候补,尚未轮到").format(number=answer.number)
    return None


def publish(*, check: str, on: date, actor: str, at: datetime) -> None:
    """Tell the results to the units; from then on they may contest. Refused while anybody is still to be called."""
    with audit.one_writer():
        held = queries.check(check)
        if waiting := len(queries.to_be_called(held)):
            raise Refused(_("还有 {count} 人没有结果,不能公布").format(count=waiting))
        take(held, CHECK, "publish", on, "", None, actor, at)


def reopen(*, check: str, on: date, reason: str, actor: str, at: datetime) -> None:
    """Take published results back to correct them."""
    with audit.one_writer():
        take(queries.check(check), CHECK, "reopen", on, reason, None, actor, at)


def contest(*, check: str, number: int, on: date, reason: str, proof: str = "", content: bytes = b"", actor: str,
            at: datetime) -> None:
    """The unit's reply to a finding "not authentic", within the days given, with a reason. `content`: the file of a proof, of
    which name and digest are kept."""
    with audit.one_writer():
        held, person = queries.check(check), finding(check, number)
        until = queries.reply_until(held)
        if queries.state(check) != PUBLISHED:
            raise Refused(_("抽查「{code}」的结果尚未公布").format(code=check))
        if on > until:
            raise Refused(_("申辩期已于 {day} 届满").format(day=until))
        if on < until - timedelta(held.reply_days):
            raise Refused(_("申辩不能早于公布之日"))
        digest = hashlib.sha256(content).hexdigest() if content else ""
        take(held, FINDING, "contest", on, reason, person, actor, at, proof, digest)


def decide(*, check: str, number: int, overturn: bool, on: date, reason: str, actor: str, at: datetime) -> None:
    """Decide on a contested finding: overturned, the record is authentic; upheld, it is not."""
    with audit.one_writer():
        take(queries.check(check), FINDING, "overturn" if overturn else "uphold", on, reason, finding(check, number), actor, at)


def finding(check: str, number: int) -> queries.Person:
    """The drawn resident against whose record something was found."""
    person = next((one for one in queries.people(queries.check(check)) if one.number == number), None)
    if person is None:
        raise Refused(_("这次抽查没有序号 {number}").format(number=number))
    if person.told != NOT_AUTHENTIC:
        raise Refused(_("序号 {number} 没有「不真实」的结论,无须申辩").format(number=number))
    return person


def take(held: SpotCheck, life: Lifecycle, step: str, on: date, reason: str, person: queries.Person | None, actor: str,
         at: datetime, proof: str = "", digest: str = "") -> None:
    """Append a step, if state and day allow it, inside `one_writer`; steps but publication need a reason. The name of a proof
    stays with the step: it may tell a person's, and the audit entry holds none."""
    if step != "publish" and not reason.strip():
        raise Refused(_("请写明理由"))
    key = person.key if person else None
    steps = queries.steps(held.pk)
    try:
        life.after(life.replayed(row[1] for row in steps if row[0] == key), step)
    except NotAllowed as error:
        raise Refused(_("现在是「{state}」,不能「{step}」").format(state=said(error.state), step=said(error.step))) from None
    before = [row[2] for row in steps if person is None or row[0] in (None, key)]
    refuse_day(on, max(filter(None, [held.as_of, queries.last_call(held), *before])), at)
    entry = audit.record(actor=actor, at=at, action=f"{step}_spot_check", target=held.pk if person is None
                         else f"{held.pk}|{person.number}", detail={"on": str(on), "proof": digest})
    kept = " ".join(filter(None, (proof, digest and f"sha256:{digest}")))
    SpotCheckStep.objects.create(spot_check=held, person_id=key, step=step, on=on, reason=reason, proof=kept, change=entry)


def said(word: str) -> str:
    """A state or a step in the user's words."""
    return {
        "calling": _("核查中"), "published": _("已公布"), "found": _("未申辩"), "contested": _("已申辩"), "upheld": _("维持"),
        "overturned": _("撤销"), "publish": _("公布"), "reopen": _("退回"), "contest": _("申辩"), "uphold": _("维持"),
        "overturn": _("撤销"),
    }[word]


def reveal(*, check: str, residents: Collection[int], actor: str, at: datetime) -> dict[int, NameRow]:
    """Names and numbers of residents who are to be called; that they were asked for is kept."""
    with audit.one_writer():
        audit.record(actor=actor, at=at, action="reveal_spot_check", target=check, detail={"people": len(residents)})
        return identities.held(residents)
