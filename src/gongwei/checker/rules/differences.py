"""T5: two figures and the distance stated between them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from gongwei.checker.claim import Claim, Kind, Verdict
from gongwei.checker.judging import (
    HARD,
    SIGN,
    SOFT,
    Judgement,
    claim,
    figure,
    judged,
    linked,
    operand,
    places_of,
    short,
    span_of,
)
from gongwei.checker.language import vocabulary as words
from gongwei.checker.language.mention import Mention, Nature, Passage
from gongwei.checker.language.numeral import Bound, Interval
from gongwei.checker.rules.changes import Change, Pair, compares, own_line, pairs, same_thing
from gongwei.definition.message import Message


def differences(passages: Sequence[Passage], found: Iterable[Change], text: str) -> Iterator[Claim]:
    """The differences among the changes of a text."""
    for change in found:
        if change.mention.nature is not Nature.MULTIPLE and not change.relative:
            yield from _difference(change, text)
    yield from _natural_increase(passages, text)


def _natural_increase(passages: Sequence[Passage], text: str) -> Iterator[Claim]:
    """自然增长率 is 出生率 less 死亡率."""
    for passage in passages:
        rates = [mention for mention in passage.mentions if mention.nature is Nature.RATE and mention.number]
        named = {name: next((rate for rate in rates if rate.label.endswith(name) or name in rate.label[-len(name) - 2:]), None)
                 for name in ("出生率", "死亡率", "自然增长率")}
        born, died, grown = named["出生率"], named["死亡率"], named["自然增长率"]
        if born and died and grown and len({(rate.sentence, rate.scale) for rate in (born, died, grown)}) == 1:
            change = Change(grown, 1, passage, (born, died), ())
            yield _difference_claim(change, Pair(born, died, True), _apart(change, Pair(born, died, True)), text)


def _difference(change: Change, text: str) -> Iterator[Claim]:
    points = change.mention.nature in (Nature.POINTS, Nature.RATE)
    possible = [pair for pair in pairs(change)
             if (_is_rate(pair.now) if points else pair.now.nature is change.mention.nature)]
    told = [pair for pair in possible if pair.told]
    certain = change.number.step < 1 or change.mention.value >= 10
    short_of = words.SHORT_OF.search(change.mention.label) and change.mention.value >= 5
    for pair in (*told, *possible):
        judgement = _apart(change, pair)
        if judgement.holds and (pair.told or (certain and (same_thing(pair) or compares(change, pair))) or (
                short_of and pair.now.number and pair.now.number.step <= change.number.step
                and pair.now.line == change.passage.start)):
            yield _difference_claim(change, pair, judgement, text)
            return
    if told:
        yield _difference_claim(change, told[0], _apart(change, told[0]), text)
    elif points or words.COMPARED.search(change.mention.label):
        message = Message("{stated}:文中没有可比的另一个数,无法核对", stated=change.words)
        yield claim(Kind.DIFFERENCE, "no-base", text, [linked(change.mention, "change")], Verdict.UNCHECKABLE, message,
                    stated=change.mention.value, span=span_of(change.mention))


def _is_rate(mention: Mention) -> bool:
    """A rate, or a number that may be one and forgot its sign: 性别比由118.6."""
    return mention.nature is Nature.RATE or bool(not mention.unit and mention.number and not mention.number.whole)


def _apart(change: Change, pair: Pair) -> Judgement:
    """Stated distance against the two values; a distance of rounded values may miss by one unit of their last place."""
    assert pair.now.number and pair.then.number
    point = (pair.now.value - pair.then.value) * change.way
    if words.SHORT_OF.search(change.mention.label):
        return judged(change.number, abs(point))
    now, then = (replace(one.number, bound=Bound.STATED).interval for one in (pair.now, pair.then) if one.number)
    assert now.high is not None and then.high is not None
    ends = [(now.low - then.high) * change.way, (now.high - then.low) * change.way]
    judgement = judged(change.number, point, Interval(min(ends), max(ends)))
    if judgement.holds:
        other = change.mention.nature is Nature.POINTS and pair.now.scale not in (0, 1, change.mention.scale)
        return SOFT if other else judgement
    if point < 0 or (pair.now.number.whole and pair.then.number.whole):
        return HARD  # the other way round; and whole people do not round
    return judgement


def _difference_claim(change: Change, pair: Pair, judgement: Judgement, text: str) -> Claim:
    assert pair.now.number and pair.then.number
    short_of = words.SHORT_OF.search(change.mention.label)
    if short_of and pair.now.value < pair.then.value:
        pair = Pair(pair.then, pair.now, pair.told)
    way = 1 if short_of else change.way
    point = pair.now.value - pair.then.value
    places = max(places_of(pair.now.number), places_of(pair.then.number), places_of(change.number))
    sign = SIGN[pair.now.scale] if pair.now.nature is Nature.RATE else ""
    apart = figure(point, places)
    if change.mention.nature is Nature.MONEY:
        scale = next((scale for word, scale in (("亿", 10**8), ("万", 10**4)) if word in change.mention.text), 1)
        apart = short(point / scale)
    values = {"now": operand(pair.now) + sign, "then": operand(pair.then) + sign, "apart": apart, "stated": change.words}
    if judgement.holds:
        message = Message("{now}-{then}={apart},与文中{stated}相符", **values)
    elif judgement is SOFT:
        message = Message("{now}-{then}={apart}{sign},文中为{stated},不是百分点", sign=sign, **values)
    elif point * way < 0:
        message = Message("{now}-{then}={apart},文中为{stated},高低方向相反", **values)
    else:
        message = Message("{now}-{then}={apart},文中为{stated}", **values)
    numbers = [linked(pair.now, "after"), linked(pair.then, "before"), linked(change.mention, "change")]
    return claim(Kind.DIFFERENCE, "difference", text, numbers, judgement, message, stated=change.number.value,
                 expected=point * way, tolerance=change.number.step,
                 span=own_line(change, pair.now, pair.then))
