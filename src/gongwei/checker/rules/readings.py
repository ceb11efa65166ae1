"""Which numbers a rate may be of, and how firmly the text says so.

The text says it in many ways and often not at all. All readings it allows are gathered, the firmest first; ratios.py
lets the consistent one win.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from fractions import Fraction

from gongwei.checker.judging import SIGN, figure, operand, places_of
from gongwei.checker.language import vocabulary as words
from gongwei.checker.language.mention import PEOPLE, Mention
from gongwei.checker.language.numeral import Bound, Interval, Number
from gongwei.checker.rules.shares import Share

SCALES = (100, 1000, 100_000, 10_000)
TENTH = Fraction(1, 10)
NEAR_MISS = 0.005
FAR_MISS = 0.2


class Tie(IntEnum):
    """How firmly the text says that a rate is of these two numbers."""

    LOOSE = 0  # they stand near each other
    LIKELY = 1  # what misses, misses as slips do
    NAMED = 2  # a name, a role or the rates beside it say so
    WRITTEN = 3  # the syntax says so


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a rate: the parts together — or, if `rest`, what is left without them — of the denominator."""

    parts: tuple[Mention, ...]
    denominator: Mention
    scale: int
    tie: Tie
    rest: bool = False

    @property
    def point(self) -> Fraction:
        """The rate recomputed from the numbers as written."""
        top = sum((part.value for part in self.parts), Fraction(0))
        return (self.denominator.value - top if self.rest else top) * self.scale / self.denominator.value

    @property
    def possible(self) -> Interval | None:
        """All it may come to, numbers in 万 and the like being rounded."""
        bottom = measured(self.denominator)
        top = measured(self.parts[0])
        for part in self.parts[1:]:
            top = top + measured(part)
        share = (bottom - top if self.rest else top).over(bottom)
        return share and share.times(self.scale)

    def near(self, stated: Number) -> bool:
        """Whether it may come to the number stated, or within one unit of its last place: a quick look in floats."""
        bottom = self.denominator.number
        assert bottom is not None
        top = sum(part.number.approx for part in self.parts if part.number)
        if self.rest:
            top = bottom.approx - top
        point = top * self.scale / bottom.approx
        vague = sum(one.number.slack / (one.number.approx or 1.0) for one in (*self.parts, self.denominator) if one.number)
        open_end = stated.bound in (Bound.ABOVE, Bound.UP_TO) or any(
            one.number and one.number.bound in (Bound.ABOVE, Bound.UP_TO) for one in (*self.parts, self.denominator))
        return open_end or abs(point - stated.approx) <= max(stated.slack, float(stated.step)) * 1.5 + abs(point) * vague * 1.5

    def calculation(self, places: int) -> str:
        """As one writes it down: 480÷484=99.17%."""
        top, bottom = "+".join(map(operand, self.parts)), operand(self.denominator)
        if self.rest:
            top = f"({bottom}-{top})"
        elif len(self.parts) > 1:
            top = f"({top})"
        return f"{top}÷{bottom}={figure(self.point, places)}{SIGN[self.scale]}"


def measured(mention: Mention) -> Interval:
    """What a count may truly be; a target is set, not measured, so 6.6万 is 66000."""
    number = mention.number
    assert number is not None
    if number.bound is Bound.STATED and words.AIM.search(mention.label[-8:]):
        return Interval(number.value, number.value)
    return number.interval


def alike(one: Mention, other: Mention) -> bool:
    """Whether two counts can be part and whole: people and people, yuan and yuan."""
    return one.nature is other.nature and (one.unit == other.unit or (one.unit in PEOPLE and other.unit in PEOPLE))


def readings(share: Share, bases: Sequence[Mention]) -> list[Reading]:
    """The readings of a rate, the firmest first; `bases` are denominators that the rates of its sentence have."""
    found = []
    most = 5 if "完成" in share.mention.lead else 1.1 if words.SHARE_OF.search(share.label) else 1.5
    for candidate in _candidates(share, bases):
        bottom = candidate.denominator.approx
        above = share.number.approx > share.mention.scale or not share.mention.scale
        if bottom > 0 and (above or candidate.parts[-1].approx <= bottom * most):
            found += [candidate] if share.mention.scale else [replace(candidate, scale=scale) for scale in SCALES]
    return sorted(found, key=lambda reading: (-reading.tie, reading.denominator not in bases))


def with_slips(share: Share, found: Sequence[Reading], lines: Container[int], tops: Container[int],
               used: Container[int]) -> list[Reading]:
    """Readings none of which holds, those that miss as slips of the pen do made likely.

    `lines` are where the denominators of the text so far stand, `tops` the counts (by id) that have rates of their own,
    `used` those that are bases.
    """
    return [_with_slip(share, reading, lines, tops, used) for reading in found]


def _candidates(share: Share, bases: Sequence[Mention]) -> Iterator[Reading]:
    scale = share.mention.scale or 100

    def reading(top: Mention | tuple[Mention, ...], bottom: Mention, tie: Tie = Tie.LOOSE, rest: bool = False) -> Reading:
        return Reading(top if isinstance(top, tuple) else (top,), bottom, scale, tie, rest)

    yield from _bracketed(share, reading)
    yield from _aligned(share, reading)
    if share.mention.unit:  # 每千人口床位5.83张: the beds are told before, the people before or after
        tops = [top for top in (*share.fresh[::-1], *share.before[:10]) if top.unit == share.mention.unit]
        for top in tops:
            for bottom in (*share.brackets, *share.later, *share.fresh[::-1], *share.before):
                if bottom is not top:
                    told = (top.beside(bottom) and bottom.beside(share.mention)
                            and bottom.label.endswith("人口") and "人口" in share.label)
                    yield reading(top, bottom, Tie.NAMED if told else Tie.LOOSE)
    if not share.fresh:
        pair = share.taken[-2:]
        for top in pair:
            yield from (reading(top, bottom) for bottom in (*share.taken, *share.before[:6]) if {top, bottom} != set(pair))
        yield from (reading(after, bottom) for after in share.later for bottom in pair)
        return
    last, earlier = share.fresh[-1], share.fresh[-2::-1]
    if inside_share(share, last) and not (share.topic and len(share.fresh) > 3):
        yield from (reading(top, last, tie) for top, tie in zip(
            (earlier or share.before)[:3], (Tie.WRITTEN if earlier else Tie.LOOSE, Tie.LOOSE, Tie.LOOSE), strict=False))
    named = named_bases(share)[:1]
    subgroup = words.SUBGROUP.search(last.label)
    group = next((one for one in (*earlier, *share.before) if alike(last, one)), None) if subgroup else None
    for bottom in (*earlier, *share.before):
        if group is not None:
            tie = Tie.NAMED if bottom is group else Tie.LOOSE
        elif bottom in named or _asked_before(share, last, bottom) or (
                bottom in bases and (share.bare or _done_of_aim(share, last, bottom))):
            tie = Tie.NAMED
        elif earlier and bottom is earlier[0]:
            tie = _tie_of_pair(share, last, bottom)
        else:
            tie = Tie.LOOSE
        yield reading(last, bottom, tie)
    others = (*earlier, *share.before)
    for top in earlier[:2]:  # the rate is of one before: 应种672人、实种667人、漏种5人,接种率99.26%
        yield from (reading(top, bottom) for bottom in others if bottom is not top)
    yield from (reading(top, last) for top in earlier[:2])
    if words.NEGATED.search(last.label):  # 抽查300份,不合格11份,合格率96.3%
        name = words.RATE_NAME.search(share.label)
        opposite = name is not None and name["name"].removesuffix("率")[-2:] == words.NEGATED.sub("", last.label)[-2:]
        for bottom in others[:6]:
            if last.approx <= bottom.approx and alike(last, bottom):
                yield reading(last, bottom, Tie.NAMED if opposite and bottom in earlier[:1] else Tie.LOOSE, rest=True)
    yield from _together(share, reading, named, others)
    for place, after in enumerate(share.later):
        asked = not place and after.segment == share.mention.segment and after.line == share.passage.start and (
            after.clause - share.mention.clause <= 1 and words.SHOULD.search(after.label))
        yield reading(last, after, Tie.NAMED if asked and alike(last, after) else Tie.LOOSE)
        yield reading(after, last)


def _bracketed(share: Share, reading) -> Iterator[Reading]:
    """The numbers in brackets after a rate: both, or the one the sentence did not tell."""
    if len(share.brackets) == 2:
        one, two = share.brackets
        tie = Tie.WRITTEN if "/" in share.passage.between(one.end, two.start) else Tie.NAMED
        yield reading(one, two, tie) if tie is Tie.WRITTEN else reading(two, one, tie)
        yield reading(two, one)
    for inside in share.brackets:
        for outside in (*share.fresh[::-1], *share.taken[::-1], *share.before[:6]):
            yield reading(inside, outside)
            yield reading(outside, inside)


def _aligned(share: Share, reading) -> Iterator[Reading]:
    """完成1860人、2415人、1377人,目标均为2500人,完成率分别为74.4%、96.6%、50.1%: each rate with its own count."""
    place, size = share.row
    if size < 2:
        return
    pool = [mention for mention in (*share.before[11::-1], *share.fresh) if mention.line == share.passage.start]
    runs: list[list[Mention]] = []
    for mention in pool:
        if runs and mention.unit == runs[-1][-1].unit and mention.clause - runs[-1][-1].clause <= 1 and (
                words.JOINED.search(share.passage.between(runs[-1][-1].end, mention.start))):
            runs[-1].append(mention)
        else:
            runs.append([mention])
    rows = [run for run in runs if len(run) == size]
    singles = [run[0] for run in runs if len(run) == 1]
    for index, row in enumerate(rows):
        for other in rows[:index]:
            if alike(row[place], other[place]):
                yield reading(row[place], other[place], Tie.NAMED if row[0].segment == other[0].segment else Tie.LOOSE)
        for base in singles:
            if not alike(row[place], base):
                continue
            aim = words.AIM.search(base.label) and len(rows) == 1 and base.segment == share.mention.segment
            yield reading(row[place], base, Tie.NAMED if aim else Tie.LOOSE)
        for base in share.before:
            if base not in row and alike(row[place], base):
                yield reading(row[place], base)


def _together(share: Share, reading, named: Sequence[Mention], others: Sequence[Mention]) -> Iterator[Reading]:
    """Counts told one after another and shared out together: 癌前病变58人、宫颈癌4人,检出率…, …,共占全死因的90.74%."""
    inside = len(share.fresh) > 1 and inside_share(share, share.fresh[-1])
    fresh = share.fresh[:-1] if inside else share.fresh
    if inside:
        others = (share.fresh[-1], *others)
    run = [fresh[-1]]
    for mention in fresh[-2::-1]:
        if not alike(mention, run[-1]) or mention.segment != run[-1].segment:
            break
        run.append(mention)
        if len(run) >= 2:
            parts = tuple(reversed(run))
            whole = words.TOGETHER.search(share.label)
            for bottom in others:
                if bottom not in run:
                    firm = (whole and bottom in named and mention is share.fresh[0]) or (
                        inside and bottom is share.fresh[-1] and share.topic and mention is fresh[0])
                    yield reading(parts, bottom, Tie.NAMED if firm else Tie.LOOSE)


def inside_share(share: Share, last: Mention) -> bool:
    """Whether the last count stands inside 占…的 or 完成…任务(…)的, and so is the base."""
    if last.clause != share.mention.clause:
        return False
    lead = share.passage.between(last.start - len(last.label), share.mention.start)
    return bool((words.SHARE_OF.search(lead) and "占" in last.label) or (words.COMPLETED.search(lead)
                and (words.AIM.search(last.label) or lead.rstrip().endswith("的"))))


def _asked_before(share: Share, top: Mention, bottom: Mention) -> bool:
    """实际完成1923人,完成率100% after 目标1850人 in the sentence before."""
    name = words.RATE_NAME.search(share.label)
    core = [character for character in name["name"] if character not in words.GENERIC_RATE] if name else []
    return (core == ["完", "成"] and len(share.fresh) == 1 and "完成" in top.label and bool(words.AIM.search(bottom.label))
            and top.unit == bottom.unit and bottom in share.before[:1] and bottom.line == share.passage.start
            and not _far(share, top, bottom))


def _done_of_aim(share: Share, top: Mention, bottom: Mention) -> bool:
    """宫颈癌完成1326例、100.00% after 目标1326人: a rate without a name of its own."""
    return not share.label and bool(words.AIM.search(bottom.label) and "完成" in top.label)


def named_bases(share: Share) -> list[Mention]:
    """The counts that 占检查人数的 or 完成任务的 may name, or that a rate of this name is always of (vocabulary.BASE_OF)."""
    found = words.SHARE_OF.search(share.label) or words.COMPLETED.search(share.label)
    name = found["of"].strip() or share.topic if found else ""
    for alias, usual in words.ALIASES:
        name = name.replace(alias, usual)
    if not name:
        of = (share.fresh[-1].label if share.fresh else "") + share.label
        name = next((base for rates, base in words.BASE_OF if rates.search(of)), "") if share.mention.scale != 100 else ""
    wanted = [character for character in name if character not in words.GENERIC_BASE]
    candidates = [bottom for bottom in (*share.fresh[-2::-1], *share.before) if not share.fresh or alike(share.fresh[-1], bottom)]
    of_all = [bottom for bottom in candidates if words.TOTAL.search(bottom.label) and bottom.approx > 0
              ] if "总" in name and words.CLASSES.issuperset(wanted) else []
    if not wanted:
        return of_all[:1]
    best, most = [], Fraction(1, 2)
    if words.AIM.search(name):  # a target is told near what it is the target of, by any of its words
        return [bottom for bottom in candidates if bottom.beside(share.mention) and words.AIM.search(bottom.label)][:1]
    for index, bottom in enumerate(candidates):
        own = bottom.label + words.rest_of_clause(bottom.after)[:4]
        if wanted[-1] not in own or bottom.approx <= 0:
            continue
        nearby = candidates[index + 1].label if index + 1 < len(candidates) else ""
        part = Fraction(sum(2 if c in own else 1 if c in nearby else 0 for c in wanted), 2 * len(wanted))
        if part > most:
            best, most = [bottom], part
        elif best and part == most:
            best.append(bottom)
    return [max(best, key=lambda bottom: bottom.approx)] if name == "人口" and best else best or of_all


def _tie_of_pair(share: Share, top: Mention, bottom: Mention) -> Tie:
    """How a rate is tied to the two counts just before it: 应种672人、实种667人,接种率99.26%."""
    between = share.passage.between(bottom.end, top.start)
    if (not alike(top, bottom) or top.sentence != share.mention.sentence or share.mention.clause - top.clause > 1
            or ";" in between or (top.value > bottom.value and not words.AIM.search(bottom.label))):
        return Tie.LOOSE
    if share.bare:
        return Tie.NAMED
    name = words.RATE_NAME.search(share.label)
    if name is None or share.mention.scale > 1000:
        return Tie.LOOSE
    core = [character for character in name["name"] if character not in words.GENERIC_RATE]
    told = top.label + words.rest_of_clause(top.after)[:4]
    if not core or core[-2:] == ["完", "成"]:  # 完成率, 任务完成率
        return Tie.NAMED if words.AIM.search(bottom.label) and words.DONE.search(told) else Tie.LOOSE
    group = words.DIFFERENT_GROUP.search(name["name"])
    if (group and group.group() not in top.label + bottom.label) or words.NEGATED.search(top.label):
        return Tie.LOOSE
    strange = [character for character in core if character not in told + bottom.label]
    echoed = core[-1] in told or (len(core) > 1 and core[-2] in told)
    if not (echoed and len(strange) <= 2):
        return Tie.LOOSE
    of_aim = words.AIM.search(bottom.label) or re_of(between)
    return Tie.NAMED if of_aim or not _far(share, top, bottom) else Tie.LOOSE


def re_of(between: str) -> bool:
    """Whether the words between two counts say that the second is of the first: 1267名妇女中查出."""
    return "中" in between[:8]


def _far(share: Share, top: Mention, bottom: Mention) -> bool:
    """Whether the rate misses by so much that it is rather of another base."""
    expected = top.approx * (share.mention.scale or 100) / bottom.approx
    return abs(expected - share.number.approx) > FAR_MISS * max(expected, share.number.approx)


def _swapped_operand(reading: Reading, stated: Number) -> bool:
    """Whether two neighbouring digits that change places in one of the two numbers give exactly the rate stated."""
    top, bottom = reading.parts[-1], reading.denominator
    if top.number is None or bottom.number is None or not (top.number.whole and bottom.number.whole) or stated.step > TENTH:
        return False
    room = float(stated.step) / 2
    pairs = [(one, bottom.approx) for one in neighbours(top.value)] + [(top.approx, one) for one in neighbours(bottom.value)]
    return any(abs(one * reading.scale / other - stated.approx) <= room for one, other in pairs if other)


def neighbours(value: Fraction) -> Iterator[int]:
    """The numbers that come of a whole number of four digits or more when two neighbouring digits change places."""
    digits = str(int(value))
    for place in range(len(digits) - 1 if len(digits) >= 4 else 0):
        if digits[place] != digits[place + 1]:
            yield int(digits[:place] + digits[place + 1] + digits[place] + digits[place + 2:])


def _with_slip(share: Share, reading: Reading, lines: Container[int], tops: Container[int],
               used: Container[int]) -> Reading:
    """A loose reading that misses as slips of the pen do is likely the one meant."""
    stated, top, bottom = share.number, reading.parts[-1], reading.denominator
    if (reading.tie is not Tie.LOOSE or not share.fresh or share.subject or top is not share.fresh[-1]
            or len(reading.parts) > 1 or reading.rest or bottom.start > share.mention.start
            or not alike(top, bottom) or top.approx > bottom.approx
            or stated.bound is not Bound.STATED or stated.step >= 1 or not stated.value):
        return reading
    expected_rate = top.approx * reading.scale / bottom.approx
    if not 0.05 < expected_rate / stated.approx < 20:
        return reading
    places = places_of(stated)
    written, expected = figure(stated.value, places), f"{expected_rate:.{places}f}"
    digits = len(written.replace(".", "").lstrip("0"))
    swapped = len(written) == len(expected) and written != expected and sorted(written) == sorted(expected)
    told = bottom.beside(share.mention)
    if not (told or id(bottom) in used or (bottom.line in lines and bottom.line != share.passage.start)):
        bare = swapped and digits >= 4 and share.bare and top.unit == bottom.unit
        return replace(reading, tie=Tie.LIKELY) if bare else reading
    name = words.RATE_NAME.search(share.label)
    echoed = name is not None and any(c in top.label for c in name["name"][-3:-1] if c not in words.GENERIC_RATE)
    one_digit = len(written) == len(expected) and sum(a != b for a, b in zip(written, expected, strict=True)) == 1
    typo = (swapped and digits >= (3 if told else 4)) or (one_digit and digits >= (3 if echoed and told else 4))
    if digits >= 3:
        shifted = written in (f"{expected_rate * 10:.{places}f}", f"{expected_rate / 10:.{places}f}")
        if (shifted and bottom.sentence == share.mention.sentence) or _swapped_operand(reading, stated):
            return replace(reading, tie=Tie.LIKELY)
    close = abs(expected_rate / stated.approx - 1) <= NEAR_MISS and (told or id(bottom) not in tops)
    return replace(reading, tie=Tie.LIKELY) if typo or close else reading
