"""T3: rates whose base is not told imply it; one document has one population."""

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction

from gongwei.checker.claim import Claim, Kind, Verdict
from gongwei.checker.judging import HARD, Judgement, claim, figure, judged, linked, operand, places_of, short
from gongwei.checker.language import vocabulary as words
from gongwei.checker.language.mention import Mention, Nature, Passage
from gongwei.checker.language.numeral import Interval
from gongwei.checker.rules.ratios import Settled, span_of
from gongwei.checker.rules.readings import measured
from gongwei.checker.rules.shares import Share, is_operand
from gongwei.definition.message import Message

APART = 12  # rates between two that may be of one base
RECENT = 10  # counts of earlier lines that an average may be of
CERTAIN = 100  # a count said twice that is the same one
COARSER = 3  # times as wide: a member of the group that the others can check
APART_LEAST, APART_MOST = Fraction(1, 50), Fraction(1, 2)  # how far two implied populations differ when one is a slip
WIDE = Fraction(1, 20)  # an implied base known no better than this tells nothing


def populations(passages: Sequence[Passage], rates: Sequence[Settled], text: str) -> Iterator[Claim]:
    """The common bases of a text, its pairs of people and its averages."""
    yield from _common(rates, text)
    yield from _one_count_two_rates(rates, text)
    yield from _classes(rates, text)
    before: list[Mention] = []
    for passage in passages:
        counts = [mention for mention in passage.mentions if is_operand(mention)]
        yield from _couples(passage, counts, text)
        yield from _averages(passage, counts, before, text)
        before = [*before, *counts][-RECENT:]


def _classes(rates: Sequence[Settled], text: str) -> Iterator[Claim]:
    """甲乙类1208例,发病率34.71/10万 beside 丙类2641例,68.78/10万: of one report, so of one population."""
    known = [(one, *found) for one in rates if one.share.mention.scale == 100_000 and "发病率" in one.share.label
             and (found := _implied(one)) and words.CLASS.search(found[0].label)]
    for (one, top, base), (other, bottom, its) in itertools.pairwise(known):
        assert base.high is not None and its.high is not None
        same_line = one.share.passage.start == other.share.passage.start and top.label != bottom.label
        apart = abs(base.low - its.low) / max(base.low, its.low)
        if not same_line or base.shared(its) or not APART_LEAST < apart < APART_MOST:
            continue
        message = Message("{one}、{rate}与{other}、{its}所指的人口不同(约{base}与约{second})", one=top.text, rate=one.share.mention.text,
                          other=bottom.text, its=other.share.mention.text, base=short(base.low // 1), second=short(its.low // 1))
        numbers = [linked(top, "numerator"), linked(one.share.mention, "rate"), linked(bottom, "numerator"),
                   linked(other.share.mention, "rate")]
        yield claim(Kind.PER_UNIT, "common-denominator", text, numbers, HARD, message, span=span_of(other.share, top, bottom))


def _one_count_two_rates(rates: Sequence[Settled], text: str) -> Iterator[Claim]:
    """乳腺癌检查2882人 twice, 122.8% and 122.7% of its target: one of the two is wrong."""
    known: dict[tuple[Fraction, str, int], tuple[Settled, Interval]] = {}
    for one in rates:
        found = _implied(one)
        name = words.COMPLETED.search(one.share.mention.lead) or words.RATE_NAME.search(one.share.label)
        if found is None or not name or found[0].value < CERTAIN or (
                not found[0].beside(one.share.mention) or one.share.mention.clause - found[0].clause > 1):
            continue
        top, base = found
        key = (top.value, top.unit, one.share.mention.scale)
        earlier = known.setdefault(key, (one, base))
        first = top_of(earlier[0].share)
        same = first and first.label[-3:] == top.label[-3:] and earlier[0].share.label[-3:] == one.share.label[-3:]
        if earlier[0] is one or not same or base.shared(earlier[1]):
            continue
        then = earlier[0].share.mention
        numbers = [linked(top, "numerator"), linked(then, "rate"), linked(one.share.mention, "rate")]
        message = Message("同为{top},前文为{then},此处为{stated},基数不可能相同", top=top.text, then=then.text,
                          stated=one.share.mention.text)
        yield claim(Kind.PER_UNIT, "common-denominator", text, numbers, HARD, message, stated=one.share.number.value,
                    expected=then.value, span=span_of(one.share, top))


def _implied(one: Settled) -> tuple[Mention, Interval] | None:
    """The count of a rate without base, and the bases that may give it."""
    share, top = one.share, top_of(one.share)
    if one.reading or top is None or not share.mention.scale or top.nature is not Nature.COUNT or top.value <= 0:
        return None
    implied = measured(top).times(share.mention.scale).over(share.number.rounded)
    if implied is None or implied.high is None or implied.high - implied.low > implied.low * WIDE:
        return None
    return top, implied


def top_of(share: Share) -> Mention | None:
    """The count that a rate without base is of: by its name (死亡率 of 死亡), its place in a row, or standing before it."""
    place, size = share.row
    if size >= 2 and not share.fresh:
        row = share.before[size - 1::-1]
        return row[place] if len(row) == size and len({one.unit for one in row}) == 1 else None
    near = (*share.fresh[::-1], *share.taken[::-1])
    name = words.RATE_NAME.search(share.label)
    if not share.fresh:
        wanted = (name["name"][:-1] if name else share.label).strip("和、,()均分别为率筛查")
        named = next((one for one in share.before[:10] if wanted[:2] in one.label), None) if len(wanted) >= 2 else None
        if named:
            return named
    if name and "死亡率" in name["name"]:
        return next((one for one in near if "死" in one.label), None)
    if name and words.INCIDENCE.search(name["name"]):
        return next((one for one in near if "死" not in one.label), None)
    return share.fresh[-1] if share.fresh else None


def _common(rates: Sequence[Settled], text: str) -> Iterator[Claim]:
    """Rates that imply one base between them; one that implies another where the text says they have the same."""
    known = [(one, *found) for one in rates if (found := _implied(one))]
    used: set[int] = set()
    for index, (one, _top, base) in enumerate(known):
        if index in used:
            continue
        group, shared = [index], base
        for other in range(index + 1, min(index + APART, len(known))):
            both = shared.shared(known[other][2])
            if both and known[other][0].share.mention.scale == one.share.mention.scale and other not in used:
                group.append(other)
                shared = both
        distinct = {known[member][1].value for member in group}
        if len(group) < 2 or len(distinct) < 2:
            continue
        used |= set(group)
        members = [known[member] for member in group]
        numbers = [link for member, top, _ in members
                   for link in (linked(top, "numerator"), linked(member.share.mention, "rate"))]
        assert shared.high is not None
        message = Message("各率所指的基数一致,约{base}", base=_about(shared))
        near = [mention for member, top, _ in members for mention in (top, member.share.mention)]
        span = (min(m.start - len(m.label) for m in near), max(m.end for m in near))
        yield claim(Kind.PER_UNIT, "common-denominator", text, numbers, Verdict.CONSISTENT, message, span=span)
        yield from _odd_ones(members, shared, rates, text)


def _odd_ones(members: Sequence, shared: Interval, rates: Sequence[Settled], text: str) -> Iterator[Claim]:
    """Rates beside a group that said 按活产数 and imply another base; rates too coarse to be in it that fit it."""
    first, last = members[0][0].share, members[-1][0].share
    assert shared.high is not None
    middle = (shared.low + shared.high) / 2
    assert all(base.high is not None for _, _, base in members)
    widest = (shared.high - shared.low) * COARSER
    inside = {id(one) for one, _, base in members if base.high - base.low <= widest}
    one_base = words.ONE_BASE.search(last.passage.text)
    places = {id(one): place for place, one in enumerate(rates)}
    first_place, last_place = places[id(members[0][0])], places[id(members[-1][0])]
    for one in rates[max(first_place - APART, 0): last_place + APART]:
        share = one.share
        if id(one) in inside or one.reading or share.mention.scale != first.mention.scale:
            continue
        top = top_of(share)
        if top is None or top.nature is not Nature.COUNT or top.value <= 0:
            continue
        point = top.value * share.mention.scale / middle
        possible = measured(top).times(share.mention.scale).over(shared)
        judgement = judged(share.number, point, possible)
        values = {"top": operand(top), "base": _about(shared), "stated": share.mention.text,
                  "point": figure(point, max(places_of(share.number), 2))}
        numbers = [linked(top, "numerator"), linked(share.mention, "rate")]
        near_group = first.passage.start <= share.passage.start <= last.passage.start or (
            abs(share.mention.start - last.mention.start) < 200)
        if judgement.holds and near_group:
            message = Message("按其他率推算的基数{base},{top}应为{point},与文中{stated}相符", **values)
            yield claim(Kind.RATIO, "implied-base", text, numbers, Verdict.CONSISTENT, message, stated=share.number.value,
                        expected=point, span=span_of(share, top))
        elif ((one_base and share.passage.start == last.passage.start) or words.ONE_BASE.search(
                share.passage.between(share.mention.end, share.mention.end + 24))) and judgement.units > 1:
            message = Message("按其他率推算的基数{base},{top}应为{point},文中为{stated}", **values)
            yield claim(Kind.PER_UNIT, "common-denominator", text, numbers, HARD, message, stated=share.number.value,
                        expected=point, span=span_of(share, top))


def _about(base: Interval) -> str:
    """A whole number that a base may be, its middle where there are many."""
    assert base.high is not None
    middle, least = (base.low + base.high) // 2, -(-base.low // 1)
    return short(Fraction(middle if middle >= base.low else least if least <= base.high else middle))


def _couples(passage: Passage, counts: Sequence[Mention], text: str) -> Iterator[Claim]:
    """30.5万对(610189人): two people to a couple."""
    for pairs, people in itertools.pairwise(counts):
        if pairs.unit != "对" or people.unit not in ("人", "名") or not passage.between(pairs.end, people.start).startswith("("):
            continue
        assert pairs.number and people.number
        judgement: Judgement = judged(pairs.number, people.value / 2)
        values = {"people": operand(people), "pairs": figure(people.value / 2, 1), "stated": pairs.text}
        message = (Message("{people}÷2={pairs},与文中{stated}相符", **values) if judgement.holds
                   else Message("{people}÷2={pairs},文中为{stated}", **values))
        yield claim(Kind.PER_UNIT, "pairs", text, [linked(pairs, "rate"), linked(people, "numerator")], judgement, message,
                    stated=pairs.value, expected=people.value / 2, span=(pairs.start - len(pairs.label), people.end))


def _averages(passage: Passage, counts: Sequence[Mention], earlier: Sequence[Mention], text: str) -> Iterator[Claim]:
    """人均84元, 平均每场59.6人次: an amount over a number told beside it."""
    for rate in passage.mentions:
        if rate.nature not in (Nature.COUNT, Nature.MONEY) or rate.number is None or not words.AVERAGE.search(rate.label):
            continue
        before = [one for one in (*earlier, *counts) if one.start < rate.start and one is not rate]
        before = [*before[-RECENT:], *(one for one in counts if one.start > rate.end)][:RECENT + 1]
        for top in reversed(before):
            for bottom in reversed(before):
                if top is bottom or bottom.value <= 0 or top.nature is not rate.nature or bottom.nature is not Nature.COUNT:
                    continue
                assert top.number and bottom.number
                point, possible = top.value / bottom.value, top.number.interval.over(bottom.number.interval)
                judgement = judged(rate.number, point, possible)
                if judgement.holds and rate.value > 1:
                    message = Message("{top}÷{bottom}={point},与文中{stated}相符", top=operand(top), bottom=operand(bottom),
                                      point=figure(point, max(places_of(rate.number), 2)), stated=rate.text)
                    numbers = [linked(top, "numerator"), linked(bottom, "denominator"), linked(rate, "rate")]
                    first = min((one for one in (top, bottom, rate) if one.line == rate.line and one.sentence == rate.sentence),
                                key=lambda one: one.start)
                    yield claim(Kind.PER_UNIT, "average", text, numbers, judgement, message, stated=rate.value, expected=point,
                                tolerance=rate.number.step / 2, span=(first.start - len(first.label), max(rate.end, first.end)))
                    break
            else:
                continue
            break
