"""T4 and T5: a figure against an earlier one, the growth or the distance stated between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from gongwei.checker import vocabulary as words
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
)
from gongwei.checker.mention import Mention, Nature, Passage
from gongwei.checker.numeral import Bound, Interval, Number
from gongwei.checker.shares import is_operand, is_share
from gongwei.definition.message import Message

VALUES = (Nature.COUNT, Nature.MONEY, Nature.RATE, Nature.AGE, Nature.TIME)
AMOUNTS = (Nature.COUNT, Nature.MONEY, Nature.AGE, Nature.TIME)
WINDOW = 8  # values before a change that it may be of


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure and the earlier one, or the one asked for, that it is compared with; `told` if the text says so."""

    now: Mention
    then: Mention
    told: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A change with its direction (1 up, -1 down) and the values around it: before it, nearest first, and after it."""

    mention: Mention
    way: int
    passage: Passage
    before: tuple[Mention, ...]
    after: tuple[Mention, ...]
    row: tuple[int, int] = (0, 1)  # which of how many told together it is: 分别高0.32、1.54个百分点

    @property
    def number(self) -> Number:
        """The number stated."""
        assert self.mention.number is not None
        return self.mention.number

    @property
    def words(self) -> str:
        """The number with the words of its direction, as the text has it."""
        return self.mention.label[-2:] + self.mention.text


def changes(passages: Sequence[Passage], text: str) -> Iterator[Claim]:
    """The growths and differences of a text."""
    for change in _changes(passages):
        if change.mention.nature is Nature.RATE and change.mention.scale == 100:
            yield from _growth(change, text)
        elif change.mention.nature is Nature.MULTIPLE:
            yield from _multiple(change, text)
        else:
            yield from _difference(change, text)
    yield from _natural_increase(passages, text)


def _changes(passages: Sequence[Passage]) -> Iterator[Change]:
    values: list[Mention] = []
    for passage in passages:
        ways = [direction(mention) for mention in passage.mentions]
        for index, mention in enumerate(passage.mentions):
            if _is_value(mention, ways[index]):
                values.append(mention)
                if not words.SHORT_OF.search(mention.label):
                    continue
            way = ways[index]
            last = passage.mentions[index - 1] if index else None
            if not way and not mention.label and last and last.nature is mention.nature is Nature.POINTS:
                way = ways[index] = ways[index - 1]
            if mention.number is None or not way or not _is_change(mention):
                continue
            after = [one for place, one in enumerate(passage.mentions[index + 1: index + 4], index + 1)
                     if _is_value(one, ways[place]) and one.sentence == mention.sentence]
            row = _row(passage, index)
            before = [value for value in values[-WINDOW - 1:] if value is not mention]
            yield Change(mention, way, passage, tuple(reversed(before)), tuple(after[:2]), row)


def _row(passage: Passage, index: int) -> tuple[int, int]:
    """The place of a change among those told together."""
    def joined(one: int, other: int) -> bool:
        first, second = passage.mentions[one], passage.mentions[other]
        return first.nature is second.nature and passage.between(first.end, second.start) in ("、", "和", "及", "与")

    first = last = index
    while first > 0 and joined(first - 1, first):
        first -= 1
    while last + 1 < len(passage.mentions) and joined(last, last + 1):
        last += 1
    return index - first, last - first + 1


def _is_value(mention: Mention, way: int) -> bool:
    if mention.number is None or mention.nature not in VALUES or mention.label.startswith("/"):
        return False
    if mention.nature is Nature.RATE:
        return is_share(mention) or not way
    return is_operand(mention) if mention.nature in (Nature.COUNT, Nature.MONEY) else not way


def _is_change(mention: Mention) -> bool:
    match mention.nature:
        case Nature.POINTS:
            return True
        case Nature.MULTIPLE:
            return True
        case Nature.RATE:
            return not is_share(mention)
        case Nature.COUNT | Nature.MONEY:
            return bool(words.CHANGE.search(mention.label) or words.SHORT_OF.search(mention.label))
        case Nature.AGE | Nature.TIME:
            return True
    return False


def direction(change: Mention) -> int:
    """1 if the words before a number say that it grew or is above, -1 if it shrank or is below, 0 if neither."""
    label = change.label
    if change.nature is Nature.MULTIPLE and words.TIMES_OF.search(label) and not words.UP.search(label):
        return 1
    if words.TO.search(label):
        return 0
    points = change.nature is Nature.POINTS
    if words.DOWN.search(label) or words.BELOW.search(label) or (points and words.BELOW_MARK.search(label)):
        return -1
    return 1 if words.UP.search(label) or words.SHORT_OF.search(label) or (points and words.ABOVE_MARK.search(label)) else 0


def _pairs(change: Change) -> list[Pair]:
    """Every two values of one kind around a change, those told as compared first."""
    if bracket := _in_brackets(change) or _aligned(change):
        return [bracket]
    pairs = [
        Pair(now, then, _told(change, now, then))
        for place, now in enumerate(change.before)
        for then in (*change.before[:place], *change.before[place + 1:], *change.after)
        if now.nature is then.nature and now.scale == then.scale and (now.unit == then.unit or not then.unit)
    ]
    return sorted(pairs, key=lambda pair: not pair.told)


def _in_brackets(change: Change) -> Pair | None:
    """下降16.18%(145/173): this time's figure over the earlier one's."""
    end = change.mention.end
    rest = change.passage.between(end, end + 40)
    following = [one for one in change.passage.mentions if end < one.start < end + 40][:2]
    if not rest.startswith("(") or len(following) < 2 or not all(one.number and one.nature in AMOUNTS for one in following):
        return None
    now, then = following
    return Pair(now, then, True) if change.passage.between(now.end, then.start).strip() == "/" and then.value > 0 else None


def _aligned(change: Change) -> Pair | None:
    """实际为92.31%、86.47%,分别超出目标2.31、1.47个百分点: the figure and the mark of the same place in their rows."""
    place, size = change.row
    rates = [value for value in reversed(change.before) if value.nature is Nature.RATE and value.line == change.passage.start]
    nows = [rate for rate in rates if is_share(rate)]
    thens = [rate for rate in rates if not is_share(rate)]
    if size < 2 or change.mention.nature is not Nature.POINTS or len(nows) != size or len(thens) != size:
        return None
    return Pair(nows[place], thens[place], True)


def _told(change: Change, now: Mention, then: Mention) -> bool:
    """Whether the text itself says that the one is compared with the other."""
    mention, passage = change.mention, change.passage
    if not all(one.line == passage.start and one.sentence == mention.sentence for one in (now, then)):
        return False
    if now.start > then.start and words.FROM.search(_words_before(passage, then)) and words.TO.search(now.label):
        return now.clause == then.clause and now is change.before[0] and mention.clause - now.clause <= 1
    kin = [value for value in change.before if value is not then and value.nature is now.nature and value.scale == now.scale
           and value.unit == now.unit and value.segment == mention.segment and value.line == passage.start]
    if not kin or now is not kin[0] or abs(mention.clause - then.clause) > 2 or (len(kin) > 1 and now.nature is not Nature.RATE):
        return False
    if _earlier(change, now, now) or mention.clause - now.clause > 3:
        return False
    since = passage.between(then.end, mention.start)
    asked = (then.start > now.start and not words.COMPARED.search(since)
             and (words.THRESHOLD_BEFORE.search(then.label) or words.AIM.search(then.label)))
    opened = passage.between(then.start - 16, then.start)
    if then in change.after[:1] and passage.between(mention.end, then.start).startswith("("):
        return bool(words.EARLIER.search(passage.between(mention.end, then.start)) or words.COMPARED.search(mention.label))
    compared = words.COMPARED_IN_BRACKETS.search(opened) and (words.COMPARED.search(opened) or "相比" in since)
    return bool(asked or compared or _earlier(change, now, then))


def _words_before(passage: Passage, mention: Mention) -> str:
    """The clause up to a mention."""
    return passage.between(mention.start - len(mention.lead) - 2, mention.start)


def _earlier(change: Change, now: Mention, then: Mention) -> bool:
    """Whether the words before a value make it an earlier one: 上年, 同期, a smaller year."""
    passage = change.passage
    before = passage.between(max(then.start - 14, passage.start), then.start)
    before = before[max(before.rfind(sign) for sign in ",;。、") + 1:]
    years = [match["year"] for match in words.YEAR.finditer(before)]
    if years:
        others = [match["year"] for match in words.YEAR.finditer(_words_before(passage, now))]
        return bool((now is not then and others and years[-1] < others[-1]) or words.COMPARED.search(before))
    if not words.EARLIER.search(before):
        return False
    if not words.COMPARED.search(before) or any(sign in before for sign in "为的("):
        return True
    adjacent = passage.between(then.end, change.mention.start)
    return len(adjacent) <= 8 and "," not in adjacent  # 较上年同期10212元下降3.7%


def _growth(change: Change, text: str) -> Iterator[Claim]:
    pairs = [pair for pair in _pairs(change) if pair.then.value > 0]
    for pair in pairs:
        if pair.now.value != pair.then.value and _grown(change, pair).holds and (pair.told or change.number.step < 1):
            yield _growth_claim(change, pair, text)
            return
    if base := _base_by_difference(change):
        now, difference = base
        then = now.value - difference.value * change.way
        if then > 0 and difference.number:
            point = difference.value * 100 / then
            possible = difference.number.interval.times(100).over(Interval(then, then))
            yield _by_difference(change, now, difference, point, judged(change.number, point, possible), text)
            return
    told = [pair for pair in pairs if pair.told]
    yield _growth_claim(change, told[0], text) if told else _without_base(change, text)


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
    elif judged(change.number, (pair.now.value - pair.then.value) * 100 * change.way / (pair.now.value or 1)).holds:
        message = Message("({now}-{then})÷{then}={grown}%,文中为{stated},是以本期为分母算的", **values)
        judgement = SOFT if judgement.units <= 2 else judgement
    else:
        message = Message("({now}-{then})÷{then}={grown}%,文中为{stated}", **values)
    numbers = [linked(pair.now, "after"), linked(pair.then, "before"), linked(change.mention, "change")]
    return claim(Kind.GROWTH, "growth", text, numbers, judgement, message, stated=change.number.value,
                 expected=point * change.way, tolerance=change.number.step / 2, span=_span(change.mention, *(one for one in (pair.now, pair.then) if one.line == change.passage.start)))


def _multiple(change: Change, text: str) -> Iterator[Claim]:
    """是2017年的2.5倍, 增长1.5倍."""
    grew = bool(words.UP.search(change.mention.label))
    for pair in _pairs(change):
        if pair.then.value <= 0 or pair.now.value == pair.then.value or not (pair.told or change.number.step < 1):
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
                    tolerance=change.number.step / 2, span=_span(change.mention, *(one for one in (pair.now, pair.then) if one.line == change.passage.start)))
        return


def _natural_increase(passages: Sequence[Passage], text: str) -> Iterator[Claim]:
    """自然增长率 is 出生率 less 死亡率."""
    for passage in passages:
        rates = [mention for mention in passage.mentions if mention.nature is Nature.RATE and mention.number]
        named = {name: next((rate for rate in rates if rate.label.endswith(name) or name in rate.label[-len(name) - 2:]), None)
                 for name in ("出生率", "死亡率", "自然增长率")}
        born, died, grown = named["出生率"], named["死亡率"], named["自然增长率"]
        if born and died and grown and born.sentence == died.sentence == grown.sentence and born.scale == died.scale == grown.scale:
            change = Change(grown, 1, passage, (born, died), ())
            yield _difference_claim(change, Pair(born, died, True), _apart(change, Pair(born, died, True)), text)


def _span(*mentions: Mention) -> tuple[int, int]:
    first = min(mentions, key=lambda mention: mention.start)
    return first.start - len(first.label), max(mention.end for mention in mentions)


def _base_by_difference(change: Change) -> tuple[Mention, Mention] | None:
    """比上年增加120例,增长8.3%: the figure and its change, from which the earlier figure follows."""
    mention, passage = change.mention, change.passage
    index = passage.mentions.index(mention)
    difference = passage.mentions[index - 1] if index else None
    if (difference is None or difference.nature not in AMOUNTS or difference.number is None or difference.clause < mention.clause - 1
            or difference.sentence != mention.sentence or not words.CHANGE.search(difference.label)
            or direction(difference) != change.way):
        return None
    now = next((value for value in change.before if value.nature is difference.nature and value.unit == difference.unit), None)
    near = now and now.line == passage.start and now.sentence == mention.sentence and now.clause >= difference.clause - 2
    return (now, difference) if now and near else None


def _by_difference(change: Change, now: Mention, difference: Mention, point: Fraction, judgement: Judgement, text: str) -> Claim:
    values = {"difference": operand(difference), "now": operand(now), "sign": "-" if change.way > 0 else "+",
              "grown": figure(point, max(places_of(change.number), 2)), "stated": change.words}
    message = (Message("{difference}÷({now}{sign}{difference})={grown}%,与文中{stated}相符", **values) if judgement.holds
               else Message("{difference}÷({now}{sign}{difference})={grown}%,文中为{stated}", **values))
    numbers = [linked(now, "after"), linked(difference, "change"), linked(change.mention, "change")]
    return claim(Kind.GROWTH, "growth", text, numbers, judgement, message, stated=change.number.value, expected=point,
                 tolerance=change.number.step / 2, span=_span(change.mention, now, difference))


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
                             Verdict.CONSISTENT, message, stated=mention.value, span=_span(mention, now))
    message = Message("{stated}:文中没有上期数,无法核对", stated=change.words)
    return claim(Kind.GROWTH, "no-base", text, [linked(mention, "change")], Verdict.UNCHECKABLE, message, stated=mention.value,
                 span=_span(mention))


def _difference(change: Change, text: str) -> Iterator[Claim]:
    points = change.mention.nature in (Nature.POINTS, Nature.RATE)
    pairs = [pair for pair in _pairs(change)
             if (_is_rate(pair.now) if points else pair.now.nature is change.mention.nature)]
    told = [pair for pair in pairs if pair.told]
    certain = change.number.step < 1 or change.mention.value >= 10
    for pair in (*told, *pairs):
        judgement = _apart(change, pair)
        if judgement.holds and (pair.told or certain):
            yield _difference_claim(change, pair, judgement, text)
            return
    if told:
        yield _difference_claim(change, told[0], _apart(change, told[0]), text)
    elif points or words.COMPARED.search(change.mention.label):
        message = Message("{stated}:文中没有可比的另一个数,无法核对", stated=change.words)
        yield claim(Kind.DIFFERENCE, "no-base", text, [linked(change.mention, "change")], Verdict.UNCHECKABLE, message,
                    stated=change.mention.value, span=_span(change.mention))


def _is_rate(mention: Mention) -> bool:
    """A rate, or a number that may be one and forgot its sign: 性别比由118.6."""
    return mention.nature is Nature.RATE or bool(not mention.unit and mention.number and not mention.number.whole)


def _apart(change: Change, pair: Pair) -> Judgement:
    """Stated distance against the two values; a distance of rounded values may miss by one unit of their last place."""
    assert pair.now.number and pair.then.number
    point = (pair.now.value - pair.then.value) * change.way
    now, then = (replace(one.number, bound=Bound.STATED).interval for one in (pair.now, pair.then) if one.number)
    assert now.high is not None and then.high is not None
    ends = [(now.low - then.high) * change.way, (now.high - then.low) * change.way]
    judgement = judged(change.number, point, Interval(min(ends), max(ends)))
    if judgement.holds:
        return SOFT if change.mention.nature is Nature.POINTS and pair.now.scale not in (0, 1, 100) else judgement
    if point < 0 or (pair.now.number.whole and pair.then.number.whole):
        return HARD  # the other way round; and whole people do not round
    return judgement


def _difference_claim(change: Change, pair: Pair, judgement: Judgement, text: str) -> Claim:
    assert pair.now.number and pair.then.number
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
    elif point * change.way < 0:
        message = Message("{now}-{then}={apart},文中为{stated},高低方向相反", **values)
    else:
        message = Message("{now}-{then}={apart},文中为{stated}", **values)
    numbers = [linked(pair.now, "after"), linked(pair.then, "before"), linked(change.mention, "change")]
    return claim(Kind.DIFFERENCE, "difference", text, numbers, judgement, message, stated=change.number.value,
                 expected=point * change.way, tolerance=change.number.step,
                 span=_span(change.mention, *(one for one in (pair.now, pair.then) if one.line == change.passage.start)))
