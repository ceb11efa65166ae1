"""T1: a rate against its numerator and denominator.

*Inconsistent* is said only of a reading that the text itself ties: by its syntax (占96人的12%), by a name that comes
again (应种 … 实种 … 接种率), by the base of the rates beside it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from gongwei.checker.claim import Claim, Kind, Severity, Verdict
from gongwei.checker.judging import HARD, VAGUE, Judgement, claim, judged, linked, places_of
from gongwei.checker.language import vocabulary as words
from gongwei.checker.language.mention import PEOPLE, Mention, Nature, Passage
from gongwei.checker.language.numeral import Bound, Interval
from gongwei.checker.rules.readings import Reading, Tie, alike, inside_share, named_bases, readings, with_slips
from gongwei.checker.rules.shares import Share, shares
from gongwei.definition.message import Message

FIFTH = Fraction(1, 5)
MANY = 30  # so many that being equal is no chance


@dataclass(frozen=True, slots=True)
class Settled:
    """A rate with the reading that decides it; None where the text does not hold what it is of."""

    share: Share
    reading: Reading | None


def settled(passages: Sequence[Passage]) -> list[Settled]:
    """Every share of a text with its reading."""
    found = shares(passages)
    common = _common_bases(found)
    result: list[Settled] = []
    bases: list[Mention] = []
    lines: set[int] = set()
    tops: set[int] = set()
    used: set[int] = set()
    place = None
    for share in found:
        if place != (place := (share.passage.start, share.mention.sentence)):
            bases = []
        if every := _every(share):
            result += every
            continue
        possible = readings(share, bases)
        reading = _winner(share, possible) or _tied(
            share, with_slips(share, possible, lines, tops, used), common.get(share.mention.start))
        if reading:
            bases.append(reading.denominator)
            lines.add(reading.denominator.line)
            used.add(id(reading.denominator))
        tops |= {id(count) for count in share.fresh[-1:]}
        result.append(Settled(share, reading))
    return result


def _every(share: Share) -> list[Settled]:
    """宫颈癌5386例、乳腺癌5500例,完成率均为100%: one rate said of each count of a list, of what was asked for."""
    if not words.EACH_ALL.search(share.label) or len(share.fresh) < 3 or "完成" not in share.label:
        return []
    aim = next((one for one in (*share.fresh, *share.before[:4]) if words.AIM.search(one.label)), None)
    run = [share.fresh[-1]]
    for one in share.fresh[-2::-1]:
        if not words.CLOSE_LIST.match(share.passage.between(one.end, run[0].start)) or one is aim:
            break
        run.insert(0, one)
    if aim is None or len(run) < 2 or not all(alike(one, aim) for one in run):
        return []
    return [Settled(share, Reading((one,), aim, share.mention.scale or 100, Tie.NAMED)) for one in run]


def ratios(rates: Sequence[Settled], text: str) -> Iterator[Claim]:
    """The claims of the rates of a text."""
    for one in rates:
        yield _told(one.share, one.reading, text) if one.reading else _untied(one.share, text)


def _winner(share: Share, possible: Sequence[Reading]) -> Reading | None:
    """The first reading that holds and is no chance."""
    winner = next((reading for reading in possible
                   if reading.near(share.number) and _judged(share, reading).holds and _trusted(share, reading)), None)
    if winner and winner.tie is Tie.LOOSE and (named := _named_otherwise(share, possible, winner)):
        return named
    return winner


def _named_otherwise(share: Share, possible: Sequence[Reading], winner: Reading) -> Reading | None:
    """完成计划的59.09% where 247 is 95 % of the plan and 59.09 % of the 418 who applied: the base named, not the one used."""
    if not words.NAMES_BASE.search(share.mention.lead) or not share.fresh or winner.parts != (share.fresh[-1],):
        return None
    named = [reading for reading in possible if reading.tie is Tie.NAMED and reading.parts == winner.parts
             and reading.denominator.line == share.passage.start and alike(reading.denominator, winner.denominator)]
    sure = len(named) == 1 and named[0].denominator in named_bases(share) and winner.denominator.line == share.passage.start
    return named[0] if sure and _judged(share, named[0]).severity is Severity.HARD else None


def _trusted(share: Share, reading: Reading) -> bool:
    """Coarse rates fit too many numbers to be trusted far from them."""
    top, bottom = reading.parts[-1], reading.denominator
    if any(one.number and one.number.bound in (Bound.ABOVE, Bound.UP_TO) for one in (*reading.parts, bottom)):
        return reading.tie >= Tie.NAMED
    coarse = share.number.step >= 1 or share.number.bound in VAGUE
    if not coarse:
        return True
    if reading.tie >= (Tie.NAMED if share.number.bound in VAGUE else Tie.LIKELY):
        return True
    if bottom.start > share.mention.start or top.start > share.mention.start:
        return False
    if len(reading.parts) > 1 or reading.rest or not alike(top, bottom):
        return False
    if top.value == bottom.value >= MANY and words.BASE.search(bottom.label):
        return True
    asked = "完成" in share.label and words.AIM.search(bottom.label) and bottom in share.before[:4]
    beside = bottom.segment == share.mention.segment and bottom.line == share.passage.start and top.value <= bottom.value
    return bool(asked or beside)


def _tied(share: Share, possible: Sequence[Reading], common: Mention | None) -> Reading | None:
    """The reading that the text ties most firmly though it does not hold; of equals the one that misses least."""
    tied = [reading for reading in possible if reading.tie > Tie.LOOSE]
    if common and share.fresh and common is not share.fresh[-1]:
        tied.append(Reading((share.fresh[-1],), common, share.mention.scale or 100, Tie.NAMED))
    slightly = [] if any(reading.tie >= Tie.NAMED for reading in tied) or share.number.step >= 1 else [
        reading for reading in possible
        if reading.near(share.number) and len(reading.parts) == 1 and not reading.rest
        and max(reading.parts[0].start, reading.denominator.start) < share.mention.start
        and (reading.denominator.beside(share.mention) or reading.tie is Tie.LIKELY)
        and alike(reading.parts[-1], reading.denominator)
        and _judged(share, reading).severity is Severity.SOFT
    ]
    if slightly:  # rather cut off than of another base
        return max(slightly, key=lambda reading: reading.tie)
    tied = [reading for reading in tied if reading.denominator is not common or _comparable(share, reading)]
    if len(share.fresh) == 1 and inside_share(share, share.fresh[-1]):
        return None  # the base is told, the count is not
    if not tied or any(count.label.endswith("各") for count in share.fresh):
        return None
    firmest = max(reading.tie for reading in tied)
    return min((reading for reading in tied if reading.tie is firmest), key=lambda reading: _judged(share, reading).units)


def _comparable(share: Share, reading: Reading) -> bool:
    """Whether a rate misses by less than five times, and is one of a part."""
    return 0 < reading.point <= reading.scale and share.number.value > 0 and FIFTH < reading.point / share.number.value < 5


def _judged(share: Share, reading: Reading) -> Judgement:
    return judged(share.number, reading.point, reading.possible)


def _common_bases(found: Sequence[Share]) -> dict[int, Mention]:
    """The base that a run of rates shares, for each by its position.

    A run is rates that stand one after another, each with one count of its own (肥胖49例、1.22%). The base is shared
    when at least three of them, and two of three, come from it to one unit of the last place.
    """
    common: dict[int, Mention] = {}
    run: list[Share] = []
    for share in (*found, None):
        first = share is not None and not run and len(share.fresh) == 2  # tells the base too
        goes_on = not run or share is None or share.mention.line != run[-1].mention.line or share.mention.beside(run[-1].mention)
        if share is not None and goes_on and (len(share.fresh) == 1 or first) and share.mention.scale == 100:
            run.append(share)
            continue
        fitting: dict[int, list[Mention]] = {}
        for one in run:
            for bottom in (*one.fresh[:-1], *one.before):
                top, reading = one.fresh[-1], Reading(one.fresh[-1:], bottom, 100, Tie.LOOSE)
                if (bottom.value > top.value and alike(top, bottom) and reading.near(one.number)
                        and judged(one.number, top.value * 100 / bottom.value).units <= 1):
                    fitting.setdefault(bottom.start, []).append(bottom)
        if fitting:
            most = max(fitting.values(), key=len)
            if len(most) >= 3 and len(most) * 3 >= len(run) * 2:
                common |= {one.mention.start: most[0] for one in run}
        run = []
    return common


def _told(share: Share, reading: Reading, text: str) -> Claim:
    """The claim of a rate read so."""
    judgement = _judged(share, reading)
    if not judgement.holds and (slip := _unit_slip(share, reading, text)):
        return slip
    calculation, stated = reading.calculation(max(places_of(share.number), 2)), share.mention.text
    if not judgement.holds:
        if judgement.severity is Severity.SOFT:
            message = Message("{calculation},文中为{stated},末位差1(多为截尾或两次取整)", calculation=calculation, stated=stated)
        else:
            message = Message("{calculation},文中为{stated}", calculation=calculation, stated=stated)
    elif share.mention.scale:
        message = Message("{calculation},与文中{stated}相符", calculation=calculation, stated=stated)
    else:
        message = Message("{calculation},与文中{stated}相符,但文中漏了单位", calculation=calculation, stated=stated)
    numbers = [*(linked(part, "numerator") for part in reading.parts), linked(reading.denominator, "denominator"),
               linked(share.mention, "rate")]
    kind, subtype = (Kind.PER_UNIT, "per-unit") if share.mention.unit else (Kind.RATIO, "ratio")  # 每千人口床位5.83张
    return claim(kind, subtype, text, numbers, judgement, message, stated=share.number.value, expected=reading.point,
                 tolerance=share.number.step / 2, span=span_of(share, *reading.parts, reading.denominator))


def _unit_slip(share: Share, reading: Reading, text: str) -> Claim | None:
    """161.3万元 for 161.3亿元: what a factor of ten thousand mends is a slip of the unit."""
    if reading.tie < Tie.NAMED or share.number.step >= 1:
        return None
    for factor in (Fraction(10_000), Fraction(1, 10_000)):
        if judged(share.number, reading.point * factor).holds:
            top, bottom = reading.parts[-1], reading.denominator
            message = Message("{top}与{bottom}差一万倍才合{rate},疑有一处单位“万”“亿”写错",
                              top=top.text, bottom=bottom.text, rate=share.mention.text)
            numbers = [linked(top, "numerator"), linked(bottom, "denominator"), linked(share.mention, "rate")]
            return claim(Kind.CALENDAR, "unit", text, numbers, HARD, message, stated=share.number.value,
                         expected=reading.point, span=span_of(share, top, bottom))
    return None


def span_of(share: Share, *mentions: Mention) -> tuple[int, int]:
    """From the first of the numbers in the rate's own sentence, with its name, to the last."""
    own = [mention for mention in (*mentions, share.mention)
           if mention.line == share.passage.start and mention.sentence == share.mention.sentence]
    first = min(own, key=lambda mention: mention.start)
    return max(first.start - len(first.label), share.passage.start), max(mention.end for mention in own)


def _untied(share: Share, text: str) -> Claim:
    """A rate whose other numbers the text does not tell; whole numbers may still rule it out."""
    return _of_whole_people(share, text) or _implied(share, text)


def _of_whole_people(share: Share, text: str) -> Claim | None:
    """A rate whose base is told and its numerator not: some whole number has to give it."""
    if share.number.bound is not Bound.STATED:
        return None
    if share.subject and not share.fresh:
        bases, certain = [one for one in share.taken[-1:] if one.beside(share.mention) or words.PART.search(
            share.passage.between(one.end, share.mention.start))], True
    elif len(share.fresh) == 1 and inside_share(share, share.fresh[-1]) and share.fresh[-1].label.startswith("占"):
        bases, certain = list(share.fresh), True
    elif share.subject and words.PART.search(share.label):
        bases, certain = list(share.fresh[-1:]), True
    else:
        bases, certain = (named_bases(share) if not share.fresh else []), False
    stated, scale = share.mention.text, share.mention.scale or 100
    for base in bases:
        if not (base.exact and base.nature is Nature.COUNT and base.unit in PEOPLE):
            continue
        low, high = whole_numbers(share.number.rounded.times(base.value / scale))
        cut_off = whole_numbers(Interval(share.number.value, share.number.value + share.number.step).times(base.value / scale))
        numbers = [linked(base, "denominator"), linked(share.mention, "rate")]
        if low <= high:
            message = Message("以{base}为分母,{stated}对应{low}至{high},有整数可得", base=base.text, stated=stated, low=low, high=high)
            verdict: Verdict | Judgement = Verdict.CONSISTENT
        elif _ranked_only(share, bases, scale) or (certain and base.line == share.passage.start
                                                   and base.sentence == share.mention.sentence and cut_off[0] > cut_off[1]):
            message = Message("以{base}为分母,没有整数分子能得出{stated}", base=base.text, stated=stated)
            verdict = HARD
        else:
            continue
        return claim(Kind.RATIO, "implied-integer", text, numbers, verdict, message, stated=share.number.value,
                     tolerance=share.number.step / 2, span=span_of(share, base))
    return None


def _ranked_only(share: Share, bases: Sequence[Mention], scale: int) -> bool:
    """死亡前三位占96.4%: of none of the deaths told does a whole number give it."""
    if not share.topic or not bases:
        return False
    wide = Interval(share.number.value - share.number.step, share.number.value + share.number.step)
    return all(base.number is not None and base.number.whole and low > high for base in bases
               for low, high in [whole_numbers(wide.times(base.value / scale))])


def _implied(share: Share, text: str) -> Claim:
    """A rate of which the denominator is missing, or both numbers."""
    stated, rate = share.mention.text, linked(share.mention, "rate")
    if not share.fresh:
        message = Message("{stated}:文中没有分子和分母,无法核对", stated=stated)
        return claim(Kind.RATIO, "no-counts", text, [rate], Verdict.UNCHECKABLE, message, stated=share.number.value,
                     span=span_of(share))
    top, scale = share.fresh[-1], share.mention.scale or 100
    if words.ONLY_BASE.search(top.label) and top.exact and share.number.value <= scale and share.number.step < 10:
        low, high = whole_numbers(share.number.rounded.times(top.value / scale))
        if low <= high:
            message = Message("以{base}为分母,{stated}对应{low}至{high},有整数可得", base=top.text, stated=stated, low=low, high=high)
            return claim(Kind.RATIO, "implied-integer", text, [linked(top, "denominator"), rate], Verdict.CONSISTENT, message,
                         stated=share.number.value, span=span_of(share, top))
    message = Message("{stated}:文中没有分母,无法核对", stated=stated)
    if top.number and top.number.whole and top.nature is Nature.COUNT and share.number.interval.low > 0:
        implied = Interval(top.value * scale, top.value * scale).over(share.number.rounded)
        low, high = whole_numbers(implied) if implied else (0, -1)
        if low <= high:
            message = Message("文中没有分母;由{top}和{stated}推算,分母应在{low}至{high}之间", top=top.text, stated=stated,
                              low=low, high=high)
    return claim(Kind.RATIO, "implied-integer", text, [linked(top, "numerator"), rate], Verdict.UNCHECKABLE, message,
                 stated=share.number.value, span=span_of(share, top))


def whole_numbers(interval: Interval) -> tuple[int, int]:
    """The least and the greatest whole number of an interval with ends; the least is greater where there is none."""
    assert interval.high is not None
    return ceil(interval.low), floor(interval.high)
