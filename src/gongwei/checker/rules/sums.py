"""T2: parts add up to their whole."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from gongwei.checker.claim import Claim, Kind, Verdict
from gongwei.checker.judging import HARD, SOFT, VAGUE, Judgement, claim, in_unit, linked, operand, short, span_of
from gongwei.checker.language import vocabulary as words
from gongwei.checker.language.mention import PERSONS, Mention, Nature, Passage
from gongwei.checker.language.numeral import Bound, Interval, arabic, chinese
from gongwei.checker.rules.products import products, repeated
from gongwei.checker.rules.readings import alike
from gongwei.checker.rules.shares import is_operand
from gongwei.checker.rules.subsets import cumulative, nested, subsets
from gongwei.definition.message import Message

PARTS = 40  # as many as a sum has in a sentence
NEARBY = 8  # counts of the sentences before that a sentence may speak of
MANY = 100  # a sum of counts further apart that is no chance
SLIGHT = 0.03  # so little more than the whole that the parts were meant to be it
CERTAIN = 10  # a whole as large as this is no sum by chance


def sums(passages: Sequence[Passage], text: str) -> Iterator[Claim]:
    """The sums and subsets of a text."""
    before: list[Mention] = []  # counts of the lines before
    rates: list[Mention] = []
    told: set[tuple[int, ...]] = set()
    for passage in passages:
        counts = [mention for mention in passage.mentions if is_operand(mention) and not words.EARLIER.search(mention.label)]
        if passage.mentions and passage.mentions[0].nature is Nature.OTHER and passage.mentions[0].start == passage.start:
            before, rates = [], []  # a new heading
        previous = before[-NEARBY:]
        claims = list(_lists(passage, counts, before, text))
        for sentence in _by_sentence(counts):
            claims += _of_sentence(passage, sentence, previous, text)
            previous = [*previous, *sentence][-NEARBY:]
        claims += _columns(passage, counts, before[-NEARBY:], text)
        claims += nested([*before[-NEARBY:], *counts], text)
        claims += repeated(passage, counts, text)
        claims += cumulative(passage, counts, before[-NEARBY:], text)
        claims += products(passage, counts, before[-NEARBY:], text)
        claims += _shares_of_all(passage, rates, text)
        rates = [*rates, *(one for one in passage.mentions if one.nature is Nature.RATE and one.number)][-NEARBY:]
        for found in claims:
            key = (found.numbers[0].start, *sorted(number.start for number in found.numbers[1:]))
            if key not in told:
                told.add(key)
                yield found
        before = [*before, *counts][-PARTS:]


def _by_sentence(counts: Sequence[Mention]) -> Iterator[list[Mention]]:
    group: list[Mention] = []
    for mention in counts:
        if group and mention.sentence != group[-1].sentence:
            yield group
            group = []
        group.append(mention)
    if group:
        yield group


def _of_sentence(passage: Passage, counts: list[Mention], previous: list[Mention], text: str) -> Iterator[Claim]:
    summed: set[int] = set()
    for found in (*_classes(passage, counts, previous, text), *_wholes_last(passage, counts, previous, text),
                  *_wholes_first(passage, counts, text)):
        if all(number.start in summed for number in found.numbers):
            continue  # a part of a list is not the sum of others of it
        summed |= {number.start for number in found.numbers if number.role == "part"}
        yield found
    yield from subsets(passage, counts, previous, summed, text)


def _total(parts: Sequence[Mention]) -> Interval:
    total = Interval(Fraction(0), Fraction(0))
    for part in parts:
        assert part.number
        total = total + part.number.interval
    return total


def _adds_up(whole: Mention, parts: Sequence[Mention]) -> bool:
    """Whether the parts come to the whole, rounded numbers within their rounding."""
    assert whole.number
    room = sum(part.number.slack for part in (*parts, whole) if part.number) + 1
    if whole.number.bound in (Bound.ABOVE, Bound.UP_TO) or any(
            part.number and part.number.bound in (Bound.ABOVE, Bound.UP_TO) for part in parts):
        return False
    if abs(sum(part.approx for part in parts) - whole.approx) > room:
        return False
    point = sum((part.value for part in parts), Fraction(0))
    exact = all(part.number and part.number.whole and part.number.bound is Bound.STATED for part in (*parts, whole))
    return point == whole.value if exact else _total(parts).meets(whole.number.interval)


def _sum(whole: Mention, parts: Sequence[Mention], judgement: Verdict | Judgement, text: str, subtype: str = "sum") -> Claim:
    """The claim that the parts are the whole."""
    point = sum((part.value for part in parts), Fraction(0))
    calculation = "+".join(map(operand, parts)) if len(parts) <= 12 else Message("{count}个数之和", count=len(parts))
    if judgement is Verdict.CONSISTENT:
        message = Message("{parts}={sum},与文中{stated}相符", parts=calculation, sum=in_unit(point, whole), stated=whole.text)
    else:
        message = Message("{parts}={sum},文中为{stated}", parts=calculation, sum=in_unit(point, whole), stated=whole.text)
    numbers = [linked(whole, "whole"), *(linked(part, "part") for part in parts)]
    return claim(Kind.SUM, subtype, text, numbers, judgement, message, stated=whole.value, expected=point,
                 tolerance=Fraction(0), span=span_of(whole, *parts))


def _wholes_first(passage: Passage, counts: list[Mention], text: str) -> Iterator[Claim]:
    """共4017例,健康3966例、疾病51例: the whole, then its parts."""
    for index, whole in enumerate(counts):
        following = [mention for mention in counts[index + 1: index + 1 + PARTS] if alike(mention, whole)]
        parts = _adding_up(whole, following)
        if parts:
            yield _sum(whole, parts, Verdict.CONSISTENT, text)
        elif whole.number and whole.number.bound is Bound.STATED and (
                listed := _enumerated(passage, whole, following) or _itemised(passage, whole, following)):
            point = sum((part.value for part in listed), Fraction(0))
            rounded = any(part.number and not part.number.whole for part in (*listed, whole))
            yield _sum(whole, listed, SOFT if rounded and abs(point - whole.value) <= _units(whole, listed) else HARD, text)


def _units(whole: Mention, parts: Sequence[Mention]) -> Fraction:
    return sum((mention.number.step for mention in (whole, *parts) if mention.number), Fraction(0))


def _adding_up(whole: Mention, following: Sequence[Mention]) -> list[Mention]:
    """The first parts after a whole that come to it: all that follow, or those of one level (each under its own 其中)."""
    if whole.value < CERTAIN and not (words.TOTAL.search(whole.label) or words.AMONG.match(whole.after)):
        return []
    for start in range(min(2, len(following))):
        total = 0.0
        for end in range(start, len(following)):
            if words.SUM_UP.search(following[end].label):
                break
            total += following[end].approx
            parts = following[start: end + 1]
            if len(parts) >= 2 and (len(parts) > 2 or _paired(parts)) and _adds_up(whole, parts):
                return list(parts)
            if total > whole.approx * 2:
                break
    same = [part for part in following if part.unit == whole.unit]
    return same if 2 <= len(same) < len(following) and _adds_up(whole, same) else _by_level(whole, following)


def _paired(parts: Sequence[Mention]) -> bool:
    """Whether two counts are told as the two parts of something: 其中, in a list, or names that end alike."""
    one, other = parts
    return bool(words.PART.search(one.label) or one.label.startswith(("(", "分别")) or one.label[-2:] == other.label[-2:]
                or other.clause - one.clause == 1 or any(
                    any(name in one.label for name in names) and any(name in other.label for name in names)
                    for names in words.PARTITIONS) or one.clause == other.clause)


def _by_level(whole: Mention, following: Sequence[Mention]) -> list[Mention]:
    """Parts that have parts of their own: 甲类1例(死亡0例)、乙类9例(死亡1例) — those outside brackets."""
    outside = [part for part in following if not part.label.startswith("(") and not words.PART.match(part.label)]
    return outside if 2 <= len(outside) < len(following) and _adds_up(whole, outside) else []


def _enumerated(passage: Passage, whole: Mention, following: Sequence[Mention]) -> list[Mention]:
    """The parts of a whole that the text lists as all there are: 共50所(公立20所、民办25所)."""
    if not following:
        return []
    lead = passage.between(whole.end, following[0].start)
    if not words.ALL_PARTS.match(lead) or words.OPEN.search(lead):
        return []
    if lead.lstrip().startswith("("):
        inside = passage.between(whole.end, passage.start + len(passage.text)).partition(")")[0]
        listed = [part for part in following if part.end <= whole.end + len(inside)]
        exact = all(part.unit == whole.unit and part.number and part.number.bound is Bound.STATED for part in listed)
        more = len(listed) >= 2 and exact and not words.OPEN.search(inside) and not any(
            words.FOUND.search(part.label) for part in listed) and sum(part.value for part in listed) > whole.value
        return listed if more else []
    listed = [following[0]]
    for part in following[1:]:
        between = passage.between(listed[-1].end, part.start)
        if not words.LISTED.match(between) or part.unit != listed[0].unit or words.SUM_UP.search(part.label):
            break
        listed.append(part)
    after = passage.between(listed[-1].end, listed[-1].end + 3)
    if len(listed) < 2 or listed[0].unit != whole.unit or words.OPEN.match(after) or after[:1] in ("、",):
        return []
    if not all(part.number and part.number.bound is Bound.STATED for part in listed):
        return []
    money = whole.nature is Nature.MONEY and len(listed) >= 3 and after[:1] in ("。", "")
    if lead.lstrip().startswith(":") and not (words.TOTAL.search(whole.label) or money):
        return []
    incomplete = lead.lstrip().startswith(":") and not money  # may leave some out
    return listed if not incomplete or sum(part.value for part in listed) > whole.value else []


def _itemised(passage: Passage, whole: Mention, following: Sequence[Mention]) -> list[Mention]:
    """共23个,其中市级2个、县级6个、乡镇级14个: levels are all there are; more than the whole by a little is a slip."""
    if not following or not words.PART.match(following[0].label):
        return []
    if passage.between(whole.end, following[0].start)[:1] not in ",:(":
        return []
    listed = [following[0]]
    for part in following[1:]:
        if part.unit != listed[0].unit or not words.CLOSE_LIST.match(passage.between(listed[-1].end, part.start)):
            break
        listed.append(part)
    after = passage.between(listed[-1].end, listed[-1].end + 2)
    exact = all(part.number and part.number.whole and part.number.bound is Bound.STATED for part in (whole, *listed))
    if len(listed) < 2 or listed[0].unit != whole.unit or not exact or words.OPEN.match(after) or after[:1] == "、":
        return []
    if any(words.OPEN.search(part.label) for part in listed):
        return []
    levels = {part.label[-1:] for part in listed}
    total = sum(part.approx for part in listed)
    by_level = len(listed) >= 3 and len(levels) == 1 and levels <= set("级类型期") and words.TOTAL.search(whole.label)
    slightly_more = whole.approx < total <= whole.approx * (1 + SLIGHT) and max(part.approx for part in listed) < whole.approx
    return listed if by_level or slightly_more else []


def _wholes_last(passage: Passage, counts: list[Mention], previous: list[Mention], text: str) -> Iterator[Claim]:
    """430、233、279,合计942: the parts, then their whole."""
    for index, whole in enumerate(counts):
        if not words.SUM_UP.search(whole.label):
            continue
        earlier = [*previous, *counts[:index]] if index < 2 else counts[max(index - PARTS, 0): index]
        run = _run_before(whole, earlier)
        if len(run) >= 2 and _adds_up(whole, run):
            yield _sum(whole, run, Verdict.CONSISTENT, text)
            continue
        near = [one for one in earlier[-NEARBY * 2:] if one.unit == whole.unit and one.approx < whole.approx][-NEARBY:]
        parts = next((chosen for size in (2, 3) for chosen in combinations(near, size) if _adds_up(whole, chosen)), None)
        if listed := _listed_before(passage, whole, run):
            yield _sum(whole, listed, HARD, text)
        elif parts and whole.approx >= MANY:
            yield _sum(whole, parts, Verdict.CONSISTENT, text)


def _run_before(whole: Mention, earlier: Sequence[Mention]) -> list[Mention]:
    """The counts before a whole that come to it; if none do, all back to the total before."""
    run: list[Mention] = []
    for part in reversed(earlier[-PARTS:]):
        if alike(part, whole):
            if words.SUM_UP.search(part.label):
                break
            run.insert(0, part)
            if len(run) >= 2 and _adds_up(whole, run):
                break
    return run


def _listed_before(passage: Passage, whole: Mention, run: Sequence[Mention]) -> list[Mention]:
    """The parts of an enumeration that ends in 合计: bound by 、 and of one unit, or as many as 三年共 says."""
    if len(run) < 2 or whole.clause - run[-1].clause != 1 or whole.segment != run[-1].segment or whole.line != run[-1].line:
        return []
    counted = words.COUNTED_SUM.search(passage.between(run[-1].end, whole.start))
    plain = words.PLAIN_SUM.search(whole.label)
    if not (counted or plain):
        return []
    told = words.SUM_WORD.split(whole.label)[-1]
    if words.FOUND.search(told) or (words.DONE.search(told) and not words.DONE.search(run[-1].label)):
        return []  # 合计检出阳性12人 is of something else
    pattern = words.COMMA_LIST if counted else words.LISTED
    listed = [run[-1]]
    for part in reversed(run[:-1]):
        if part.unit != listed[0].unit or not pattern.match(passage.between(part.end, listed[0].start)):
            break
        listed.insert(0, part)
    if counted and not plain:
        many = chinese(counted["many"]) if not counted["many"].isdigit() else arabic(counted["many"])
        if many is None or many.value != len(listed):
            return []
    exact = all(part.number and part.number.bound is Bound.STATED for part in (*listed, whole))
    between = passage.between(listed[-1].end, whole.start)
    units = {whole.unit, listed[0].unit}
    fits = len(listed) >= 2 and (len(units - {""}) < 2 or units <= PERSONS) and exact and not words.OPEN.search(between)
    return listed if fits else []


def _lists(passage: Passage, counts: list[Mention], before: list[Mention], text: str) -> Iterator[Claim]:
    """A list of at least three that comes to a figure told shortly before or after it."""
    run: list[Mention] = []
    for index, mention in enumerate((*counts, None)):
        if run and mention is not None and mention.unit == run[-1].unit and words.LISTED.match(
                passage.between(run[-1].end, mention.start)):
            run.append(mention)
            continue
        if len(run) >= 2 and (found := words.OF_CLASS.search(run[0].label)):
            whole = next((one for one in reversed([*before, *counts[:counts.index(run[0])]]) if alike(one, run[0])
                          and found["class"] in one.label), None)
            if whole and _adds_up(whole, run):
                yield _sum(whole, run, Verdict.CONSISTENT, text)
        if len(run) >= 3 and sum(part.value for part in run) >= CERTAIN:
            around = [*reversed([*before, *counts[:counts.index(run[0])]][-NEARBY:]), *counts[index: index + 2]]
            whole = next((one for one in around if alike(one, run[0]) and _adds_up(one, run)), None)
            if whole:
                yield _sum(whole, run, Verdict.CONSISTENT, text)
        run = [mention] if mention is not None else []


def _siblings(counts: Sequence[Mention]) -> bool:
    """Whether counts stand in like places: names that end alike, or classes of one whole, in clauses of their own."""
    if counts[0].clause == counts[-1].clause:
        return False
    if len({count.label[-2:] for count in counts}) == 1 and counts[0].label:
        return True
    classes = any(sum(any(name in count.label for count in counts) for name in names) == len(counts)
                  for names in words.PARTITIONS)
    return classes or (
        len({(count.line, count.segment) for count in counts}) == len(counts) and not any(
            words.FOUND.search(count.label) for count in counts))


def _columns(passage: Passage, counts: list[Mention], before: list[Mention], text: str) -> Iterator[Claim]:
    """2012年乙类233例,…;丙类253例 after 共486例: two or three counts of later clauses that come to one told before them."""
    pool = [*before, *counts]
    for index, whole in enumerate(pool):
        if whole.approx < MANY:
            continue
        later = [one for one in pool[index + 1: index + 1 + NEARBY] if one.unit == whole.unit and one.approx < whole.approx]
        parts = next((chosen for size in (2, 3) for chosen in combinations(later, size)
                      if sum(one.approx for one in chosen) == whole.approx and _siblings(chosen)
                      and any(one.line == passage.start for one in chosen)), None)
        if parts and _adds_up(whole, parts):
            yield _sum(whole, parts, Verdict.CONSISTENT, text)


def _shares_of_all(passage: Passage, earlier: Sequence[Mention], text: str) -> Iterator[Claim]:
    """异性传播占89.7%、同性传播占6.8%、其他占3.5%: shares of one thing are 100 % together; rates add up to their total."""
    run: list[Mention] = []
    rates = [mention for mention in passage.mentions if mention.nature is Nature.RATE and mention.number]
    for mention in (*rates, None):
        if run and mention is not None and mention.scale == run[-1].scale and mention.sentence == run[-1].sentence and (
                words.LISTED.match(passage.between(run[-1].end, mention.start))):
            run.append(mention)
            continue
        if len(run) >= 3:
            total, hundred = _total(run), Fraction(100)
            point = sum((part.value for part in run), Fraction(0))
            wholes = [one for one in (*earlier, *rates[:rates.index(run[0])]) if one.scale == run[0].scale][-3:]
            whole = next((one for one in wholes if one.number and total.meets(one.number.interval)), None)
            numbers = [linked(part, "part") for part in run]
            shares = run[0].scale == 100 and all("占" in part.label for part in run)
            if whole and run[0].scale != 100:
                yield _sum(whole, run, Verdict.CONSISTENT, text)
            elif shares and total.holds(hundred):
                yield claim(Kind.SUM, "shares", text, numbers, Verdict.CONSISTENT,
                            Message("各占比之和为{sum}%", sum=short(point)), expected=hundred, span=span_of(*run))
            elif shares and words.REST.search(run[-1].label):
                off = min(abs(hundred - end) for end in (total.low, total.high or total.low))
                severity = SOFT if run[0].number and off <= run[0].number.step else HARD
                yield claim(Kind.SUM, "shares", text, numbers, severity,
                            Message("各占比之和为{sum}%,应为100%", sum=short(point)), stated=point, expected=hundred, span=span_of(*run))
        run = [mention] if mention is not None else []


def _classes(passage: Passage, counts: list[Mention], previous: list[Mention], text: str) -> Iterator[Claim]:
    """Classes that are all there are (甲乙丙类, 男女), each with its cases and perhaps its deaths."""
    for classes in words.PARTITIONS:
        heads = [next((name for name in classes if name in mention.label), None) for mention in counts]
        firsts = [index for index, name in enumerate(heads) if name]
        if len(firsts) < 2 or len({heads[index] for index in firsts}) < len(firsts):
            continue
        ahead = counts[:firsts[0]]
        for whole in (*previous, *ahead):
            measure = _measure(whole)
            parts = []
            for place, index in enumerate(firsts):
                group = counts[index: firsts[place + 1] if place + 1 < len(firsts) else len(counts)]
                part = next((part for part in group if alike(part, whole) and part.unit == whole.unit
                             and _measure(part) == measure), None)
                parts += [part] if part else []
            if len(parts) == len(firsts) and len(parts) >= 2:
                complete = len(parts) == len(classes)
                point = sum((part.value for part in parts), Fraction(0))
                if _adds_up(whole, parts):
                    yield _sum(whole, parts, Verdict.CONSISTENT, text)
                elif whole is _last_alike(ahead, measure, whole) and _of_classes(whole, parts) and (
                        complete or point > whole.value) and (
                        all(part.number and part.number.bound not in VAGUE for part in (*parts, whole))
                        and abs(point - whole.value) > _units(whole, parts) * (0 if whole.number and whole.number.whole else 1)):
                    yield _sum(whole, parts, HARD, text)


def _of_classes(whole: Mention, parts: Sequence[Mention]) -> bool:
    """Whether a count is told as what the classes are of: in their segment, or as the total before them; and of their size."""
    told = whole.segment == parts[0].segment or words.TOTAL.search(whole.label) or "报告" in whole.label
    total = sum(part.approx for part in parts)
    return bool(told) and abs(total - whole.approx) <= whole.approx / 4


def _measure(mention: Mention) -> str:
    return next((word for word in ("死亡", "治愈", "住院", "签约", "发病") if word in mention.label[-8:]), "")


def _last_alike(counts: Sequence[Mention], measure: str, like: Mention) -> Mention | None:
    return next((one for one in reversed(counts) if one.unit == like.unit and _measure(one) == measure), None)
