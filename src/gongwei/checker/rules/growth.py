"""T4: growth against an earlier figure, in per cent or in multiples."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from gongwei.checker.claim import Claim, Kind, Verdict
from gongwei.checker.judging import HARD, SOFT, Judgement, claim, figure, judged, linked, operand, places_of, span_of
from gongwei.checker.language import vocabulary as words
from gongwei.checker.language.mention import Mention, Nature, Passage
from gongwei.checker.language.numeral import Bound, Interval
from gongwei.checker.rules.changes import AMOUNTS, Change, Pair, direction, is_earlier, own_line, pairs, same_thing
from gongwei.definition.message import Message


def growths(passages: Sequence[Passage], found: Iterable[Change], text: str) -> Iterator[Claim]:
    """The growths among the changes of a text."""
    for change in found:
        if change.relative:
            yield from _growth(change, text)
        elif change.mention.nature is Nature.MULTIPLE:
            yield from _multiple(change, text)
    yield from _doubled(passages, text)


def _doubled(passages: Sequence[Passage], text: str) -> Iterator[Claim]:
    """由0.62万人次增至1.24万人次,翻了一番."""
    for passage in passages:
        for match in words.DOUBLED.finditer(passage.text):
            place = passage.start + match.start()
            values = [one for one in passage.mentions if one.end <= place and one.number and one.nature in AMOUNTS][-2:]
            if len(values) < 2 or values[0].unit != values[1].unit or place - values[1].end > 6 or not values[0].approx:
                continue
            then, now = values
            assert now.number and then.number
            times, share = (4 if "两" in match.group() else 2), now.number.interval.over(then.number.interval)
            if share is None:
                continue
            near = share.meets(Interval(Fraction(times * 9, 10), Fraction(times * 11, 10)))
            message = Message("{now}÷{then}={times},文中为“{stated}”", now=operand(now), then=operand(then),
                              times=figure(now.value / then.value, 2), stated=match.group())
            yield claim(Kind.GROWTH, "multiple", text, [linked(now, "after"), linked(then, "before")],
                        Verdict.CONSISTENT if near else SOFT, message, stated=Fraction(times), expected=now.value / then.value,
                        span=(then.start - len(then.label), passage.start + match.end()))


def _growth(change: Change, text: str) -> Iterator[Claim]:
    possible = [pair for pair in pairs(change) if pair.then.value > 0]
    for pair in possible:
        if pair.now.value != pair.then.value and _grown(change, pair).holds and (
                pair.told or (change.number.step < 1 and same_thing(pair))):
            yield _growth_claim(change, pair, text)
            return
    if base := _base_by_difference(change):
        now, difference = base
        told_then = is_earlier(change, now)  # 较2020年的178651人增加7781人
        then = now.value if told_then else now.value - difference.value * change.way
        if then > 0 and difference.number:
            point = difference.value * 100 / then
            possible = difference.number.interval.times(100).over(Interval(then, then))
            yield _by_difference(change, now, difference, point, judged(change.number, point, possible), told_then, text)
            return
    told = [pair for pair in possible if pair.told] or [pair for pair in possible if _over_now(change, pair)][:1]
    yield _growth_claim(change, told[0], text) if told else _without_base(change, text)


def _over_now(change: Change, pair: Pair) -> bool:
    """Whether a growth on a told earlier figure was taken over this time's figure, to the last of three digits or more."""
    if not pair.marked or pair.now.value <= 0 or change.number.step > Fraction(1, 10) or change.number.value < 1:
        return False
    return judged(change.number, (pair.now.value - pair.then.value) * 100 * change.way / pair.now.value).holds


def _grown(change: Change, pair: Pair) -> Judgement:
    assert pair.now.number and pair.then.number
    point = (pair.now.value - pair.then.value) * 100 / pair.then.value
    share = pair.now.number.interval.over(pair.then.number.interval)
    if share is None or share.high is None:
        return judged(change.number, point * change.way)
    low, high = (share.low - 1) * 100 * change.way, (share.high - 1) * 100 * change.way
    return judged(change.number, point * change.way, Interval(min(low, high), max(low, high)))


def _growth_claim(change: Change, pair: Pair, text: str) -> Claim:
    judgement = _grown(change, pair)
    point = (pair.now.value - pair.then.value) * 100 / pair.then.value
    values = {"now": operand(pair.now), "then": operand(pair.then), "grown": figure(point, max(places_of(change.number), 2)),
              "stated": change.words}
    if judgement.holds:
        message = Message("({now}-{then})÷{then}={grown}%,与文中{stated}相符", **values)
    elif point * change.way < 0:
        message = Message("({now}-{then})÷{then}={grown}%,文中为{stated},升降方向相反", **values)
        judgement = HARD
    elif pair.now.nature is Nature.RATE and judged(change.number, (pair.now.value - pair.then.value) * change.way).holds:
        message = Message("{now}-{then}是个百分点,文中却写成“{stated}”", **values)
        judgement = SOFT
    elif judged(change.number, (pair.now.value - pair.then.value) * 100 * change.way / (pair.now.value or 1)).holds:
        message = Message("({now}-{then})÷{then}={grown}%,文中为{stated},是以本期为分母算的", **values)
        judgement = SOFT if judgement.units <= 2 else judgement
    else:
        message = Message("({now}-{then})÷{then}={grown}%,文中为{stated}", **values)
    numbers = [linked(pair.now, "after"), linked(pair.then, "before"), linked(change.mention, "change")]
    return claim(Kind.GROWTH, "growth", text, numbers, judgement, message, stated=change.number.value,
                 expected=point * change.way, tolerance=change.number.step / 2, span=own_line(change, pair.now, pair.then))


def _multiple(change: Change, text: str) -> Iterator[Claim]:
    """是2017年的2.5倍, 增长1.5倍."""
    grew = bool(words.UP.search(change.mention.label))
    for pair in pairs(change):
        likely = pair.told or (change.number.step < 1 and same_thing(pair))
        if pair.then.value <= 0 or pair.now.value == pair.then.value or not likely:
            continue
        times = pair.now.value / pair.then.value
        assert pair.now.number and pair.then.number
        share = pair.now.number.interval.over(pair.then.number.interval)
        point = times - 1 if grew else times
        possible = share and Interval(max(share.low - grew, Fraction(0)), share.high and share.high - grew)
        values = {"now": operand(pair.now), "then": operand(pair.then), "times": figure(times, 2), "stated": change.words}
        if judged(change.number, point, possible).holds:
            judgement: Judgement = judged(change.number, point, possible)
            message = Message("{now}÷{then}={times},与文中{stated}相符", **values)
        elif grew and judged(change.number, times, share).holds:
            judgement = SOFT
            message = Message("{now}÷{then}={times},是“增长到{times}倍”,不是“{stated}”", **values)
        else:
            continue
        numbers = [linked(pair.now, "after"), linked(pair.then, "before"), linked(change.mention, "change")]
        yield claim(Kind.GROWTH, "multiple", text, numbers, judgement, message, stated=change.number.value, expected=point,
                    tolerance=change.number.step / 2, span=own_line(change, pair.now, pair.then))
        return


def _base_by_difference(change: Change) -> tuple[Mention, Mention] | None:
    """比上年增加120例,增长8.3%: the figure and its change, from which the earlier figure follows."""
    mention, passage = change.mention, change.passage
    index = passage.mentions.index(mention)
    difference = passage.mentions[index - 1] if index else None
    if (difference is None or difference.nature not in AMOUNTS or difference.number is None
            or difference.clause < mention.clause - 1
            or difference.sentence != mention.sentence or not words.CHANGE.search(difference.label)
            or direction(difference) != change.way):
        return None
    now = next((value for value in change.before if value.nature is difference.nature and value.unit == difference.unit), None)
    near = now and now.line == passage.start and now.sentence == mention.sentence and now.clause >= difference.clause - 2
    return (now, difference) if now and near else None


def _by_difference(change: Change, now: Mention, difference: Mention, point: Fraction, judgement: Judgement, told_then: bool,
                   text: str) -> Claim:
    base = operand(now) if told_then else f"({operand(now)}{'-' if change.way > 0 else '+'}{operand(difference)})"
    values = {"difference": operand(difference), "base": base,
              "grown": figure(point, max(places_of(change.number), 2)), "stated": change.words}
    message = (Message("{difference}÷{base}={grown}%,与文中{stated}相符", **values) if judgement.holds
               else Message("{difference}÷{base}={grown}%,文中为{stated}", **values))
    numbers = [linked(now, "after"), linked(difference, "change"), linked(change.mention, "change")]
    return claim(Kind.GROWTH, "growth", text, numbers, judgement, message, stated=change.number.value, expected=point,
                 tolerance=change.number.step / 2, span=span_of(change.mention, now, difference))


def _without_base(change: Change, text: str) -> Claim:
    """The earlier figure is missing; of a count, some whole number has to be it."""
    mention = change.mention
    near = [value for value in change.before if value.line == mention.line and value.segment == mention.segment]
    now = next((value for value in near if value.nature is not Nature.RATE or "率" not in value.label), None)
    if (now and now.nature is Nature.COUNT and now.number and now.number.whole and now.number.bound is Bound.STATED
            and not any(words.COMPARED.search(value.label) for value in near)):
        rate = change.number.rounded
        ends = [1 + end * change.way / 100 for end in (rate.low, rate.high if rate.high is not None else rate.low)]
        if min(ends) > 0:
            least, greatest = now.value / max(ends), now.value / min(ends)
            low = -(-least // 1)
            if low <= greatest // 1:
                message = Message("由{now}和{stated}推算,上期应为{low}左右,有整数可得", now=now.text, stated=change.words, low=int(low))
                return claim(Kind.GROWTH, "implied-integer", text, [linked(now, "after"), linked(mention, "change")],
                             Verdict.CONSISTENT, message, stated=mention.value, span=span_of(mention, now))
    message = Message("{stated}:文中没有上期数,无法核对", stated=change.words)
    return claim(Kind.GROWTH, "no-base", text, [linked(mention, "change")], Verdict.UNCHECKABLE, message, stated=mention.value,
                 span=span_of(mention))
