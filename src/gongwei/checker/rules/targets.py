"""T4: targets said to be reached, a ranking said to fall, the same figure said twice. T1: one rate said to top another."""

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction

from gongwei.checker.claim import Claim, Kind, Verdict
from gongwei.checker.judging import HARD, SOFT, Judgement, claim, linked, span_of
from gongwei.checker.language import vocabulary as words
from gongwei.checker.language.mention import Mention, Nature, Passage
from gongwei.checker.language.numeral import Bound
from gongwei.checker.rules.readings import alike
from gongwei.checker.rules.shares import is_operand, is_share
from gongwei.definition.message import Message

ALIKE = Fraction(3, 5)  # of the pairs of characters of two names: the same thing
HALVES = tuple(classes for classes in words.PARTITIONS if len(classes) == 2)
HINT = Fraction(1, 5)  # enough where swapped digits speak too
RECENT = 6  # figures of the same digits that are looked at


def targets(passages: Sequence[Passage], text: str) -> Iterator[Claim]:
    """The claims of targets, rankings, comparisons and repetitions of a text."""
    shares: list[Mention] = []
    figures: dict[str, list[Mention]] = {}
    cumulated: list[tuple[Mention, tuple[int, int] | None]] = []
    told_done = ""
    for passage in passages:
        counts = [mention for mention in passage.mentions if is_operand(mention)]
        said = words.ALL_DONE.search(passage.text)
        told_done = said.group() if said else told_done
        yield from _done_of_target(passage, counts, told_done, text)
        if not passage.text.endswith((";", ":", ",")):
            told_done = ""
        yield from _row_of_marks(passage, shares, text)
        for index, mention in enumerate(passage.mentions):
            if mention.nature is Nature.RATE and mention.number:
                if is_share(mention) and not _compared(passage, mention):
                    yield from _rate_again(mention, shares, text)
                    shares.append(mention)
                else:
                    yield from _against_mark(passage, mention, shares, text)
            elif mention.nature in (Nature.COUNT, Nature.MONEY) and mention.number:
                yield from _said_twice(mention, figures, text)
                yield from _fell(passage, index, cumulated, text)
        yield from _topped(passage, text)
        yield from _between(passage, text)
        yield from _ranked(passage, counts, text)


def _done_of_target(passage: Passage, counts: Sequence[Mention], told_done: str, text: str) -> Iterator[Claim]:
    """目标500人,完成683人: reached; 全部完成 beside 3826 of 4000: not."""
    for aim, done in _aims(passage, counts):
        numbers = [linked(aim, "whole"), linked(done, "part")]
        if done.value >= aim.value:
            message = Message("完成{done},达到目标{aim}", done=done.text, aim=aim.text)
            yield claim(Kind.GROWTH, "target", text, numbers, Verdict.CONSISTENT, message, stated=done.value,
                        span=span_of(aim, done))
        elif told_done and done.number and done.number.bound is Bound.STATED:
            message = Message("文中说“{said}”,而完成{done},不到目标{aim}", said=told_done, done=done.text, aim=aim.text)
            yield claim(Kind.GROWTH, "target", text, numbers, SOFT, message, stated=done.value, expected=aim.value,
                        span=span_of(aim, done))


def _aims(passage: Passage, counts: Sequence[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """What was asked and what was done of it."""
    for index, aim in enumerate(counts):
        done = next((one for one in counts[index + 1: index + 4] if alike(aim, one)), None)
        if (done and words.AIM.search(aim.label) and aim.beside(done) and words.REACHED.search(done.label)
                and not words.AIM.search(done.label) and done.clause - aim.clause <= 2):
            yield aim, done
        elif index and words.TOPS.search(aim.label.removesuffix("为")) and words.ASKED_FOR.match(aim.after):
            done = next((one for one in reversed(counts[:index]) if one.unit == aim.unit and one.sentence == aim.sentence), None)
            if done:
                yield aim, done
    halves = [[one for one in counts if one.segment == segment] for segment in sorted({one.segment for one in counts})]
    for asked, did in itertools.pairwise(halves):
        lead = passage.between(asked[0].start - 20, asked[0].start)
        if (len(asked) == len(did) >= 2 and asked[0].sentence == did[0].sentence and words.AIM.search(lead)
                and words.DONE.search(did[0].label) and all(alike(*pair) for pair in zip(asked, did, strict=True))):
            yield from zip(asked, did, strict=True)


def _compared(passage: Passage, mention: Mention) -> bool:
    return bool(words.TOPS.search(mention.label) and words.THRESHOLD_AFTER.match(mention.after))


def _against_mark(passage: Passage, mark: Mention, shares: Sequence[Mention], text: str) -> Iterator[Claim]:
    """达到78%的要求, (目标40%), 均在60%以上: the rates before it against the mark."""
    label = mark.label
    low = words.UNDER.search(label)
    asserted = words.TOPS.search(label) or words.MET.search(label) or low
    asked = words.THRESHOLD_BEFORE.search(label) or words.THRESHOLD_AFTER.match(mark.after)
    if words.NOT_MET.search(label[-10:]):
        return
    if not (asserted or asked) or words.UP.search(label) or words.DOWN.search(label) or not mark.number:
        return
    every = words.FLOOR_ALL.search(label) or "均" in label or "都" in label
    rates = _meant(passage, mark, shares, bool(every))
    if not rates:
        return
    met = [rate.value <= mark.value if low else rate.value >= mark.value for rate in rates]
    numbers = [*(linked(rate, "rate") for rate in rates), linked(mark, "whole")]
    values = {"rates": "、".join(rate.text for rate in rates), "mark": mark.text}
    span = span_of(*(one for one in (*rates, mark) if one.line == mark.line and one.sentence == mark.sentence))
    if all(met):
        message = Message("{rates}合于{mark}的要求", **values)
        yield claim(Kind.GROWTH, "target", text, numbers, Verdict.CONSISTENT, message, stated=mark.value, span=span)
    elif asserted and (every or words.THRESHOLD_AFTER.match(mark.after)) and rates[0].line == mark.line:
        adjacent = len(rates) == 1 and mark.clause - rates[0].clause <= 1 and rates[0].sentence == mark.sentence
        message = Message("文中说合于{mark}的要求,而实为{rates}", **values)
        yield claim(Kind.GROWTH, "target", text, numbers, HARD if adjacent and not every else SOFT, message, stated=mark.value,
                    expected=rates[0].value, span=span)


def _row_of_marks(passage: Passage, shares: Sequence[Mention], text: str) -> Iterator[Claim]:
    """…8.95%,…36.2%,…21.4%,均低于国家标准(20%、60%、30%): each rate against its own mark."""
    rates = [one for one in passage.mentions if one.nature is Nature.RATE and one.number]
    for index, mark in enumerate(rates):
        low = words.UNDER_ALL.search(mark.label)
        if not (low or words.TOP_ALL.search(mark.label)):
            continue
        marks = [mark]
        for one in rates[index + 1:]:
            if passage.between(marks[-1].end, one.start) not in ("、", "和", "及", "与"):
                break
            marks.append(one)
        means = [one for one in rates[:index] if one.sentence == mark.sentence and is_share(one)][-len(marks):]
        if len(marks) < 2 or len(means) < len(marks):
            continue
        met = [one.value <= other.value if low else one.value >= other.value for one, other in zip(means, marks, strict=True)]
        numbers = [*(linked(one, "rate") for one in means), *(linked(one, "whole") for one in marks)]
        values = {"rates": "、".join(one.text for one in means), "mark": "、".join(one.text for one in marks)}
        message = (Message("{rates}合于{mark}的要求", **values) if all(met)
                   else Message("文中说合于{mark}的要求,而实为{rates}", **values))
        yield claim(Kind.GROWTH, "target", text, numbers, Verdict.CONSISTENT if all(met) else HARD, message,
                    span=span_of(*means, *marks))


def _meant(passage: Passage, mark: Mention, shares: Sequence[Mention], every: bool) -> list[Mention]:
    """The rates that a mark is set for: those of the name told with it, else the nearest one."""
    kin = [rate for rate in shares[-16:] if rate.scale == mark.scale and rate.number and rate.number.bound is Bound.STATED]
    name = words.RATE_NAME.search(mark.label)
    if name and len(name["name"]) > 2:
        core = "".join(c for c in name["name"] if c not in "均都两各项其中")[-4:]
        return [rate for rate in kin if core in rate.label]
    near = [rate for rate in kin if rate.line == passage.start and rate.sentence == mark.sentence]
    if every and not name:
        return near
    return near[-1:] if near and mark.clause - near[-1].clause <= 1 else []


def _topped(passage: Passage, text: str) -> Iterator[Claim]:
    """婴儿死亡率4.54‰不高于5岁以下儿童死亡率6.49‰."""
    rates = [mention for mention in passage.mentions if mention.nature is Nature.RATE and mention.number]
    for one, other in itertools.pairwise(rates):
        between = passage.between(one.end, other.start)
        found = words.ORDER.match(between)
        if not found or one.scale != other.scale or words.THRESHOLD_AFTER.match(other.after) or words.AIM.search(between):
            continue
        more = found["than"] in ("高于", "超过", "大于", "多于", "不低于")
        holds = one.value >= other.value if more else one.value <= other.value
        numbers = [linked(one, "part"), linked(other, "whole")]
        judgement: Verdict | Judgement = Verdict.CONSISTENT if holds else HARD
        message = (Message("{one}{than}{other},相符", one=one.text, than=found["than"], other=other.text) if holds
                   else Message("{one}并非{than}{other}", one=one.text, than=found["than"], other=other.text))
        yield claim(Kind.RATIO, "order", text, numbers, judgement, message, stated=one.value, span=span_of(one, other))


def _between(passage: Passage, text: str) -> Iterator[Claim]:
    """A rate of all lies between those of its two halves (城市、农村; 男、女); the highest is not below the lowest."""
    rates = [mention for mention in passage.mentions if mention.nature is Nature.RATE and mention.number]
    for index, (one, other) in enumerate(itertools.pairwise(rates)):
        if one.scale != other.scale or one.sentence != other.sentence:
            continue
        if words.HIGHEST.search(one.label) and words.LOWEST.search(other.label) and one.value < other.value:
            yield claim(Kind.RATIO, "order", text, [linked(one, "part"), linked(other, "part")], HARD,
                        Message("最高{one}小于最低{other}", one=one.text, other=other.text), span=span_of(one, other))
        halves = any((first in one.label and second in other.label) or (second in one.label and first in other.label)
                     for first, second in HALVES)
        if not halves:
            continue
        whole = next((rate for rate in reversed(rates[max(index - RECENT, 0): index])
                      if rate.scale == one.scale and "率" in rate.label and is_share(rate)
                      and not any(half in rate.label for pair in HALVES for half in pair)), None)
        if whole is None or not whole.number or one.sentence != whole.sentence:
            continue
        low, high = sorted((one.value, other.value))
        holds = low - whole.number.step <= whole.value <= high + whole.number.step
        numbers = [linked(whole, "whole"), linked(one, "part"), linked(other, "part")]
        values = {"whole": whole.text, "one": one.text, "other": other.text}
        if holds:
            yield claim(Kind.RATIO, "between", text, numbers, Verdict.CONSISTENT,
                        Message("总体{whole}在{one}与{other}之间", **values), stated=whole.value, span=span_of(one, other))
        elif whole.beside(one) or (one.sentence == whole.sentence and all(
                len(words.ORDER_WORD.sub("", rate.label).strip("、,;生性居民")) <= 2 for rate in (one, other))):
            yield claim(Kind.RATIO, "between", text, numbers, HARD,
                        Message("总体{whole}不在{one}与{other}之间", **values), stated=whole.value, span=span_of(whole, one, other))


def _ranked(passage: Passage, counts: Sequence[Mention], text: str) -> Iterator[Claim]:
    """前五位为…1326例、…1092例: from the greatest to the least."""
    run: list[Mention] = []
    for mention in (*counts, None):
        if run and mention and mention.unit == run[-1].unit and not words.SUM_UP.search(mention.label) and (
                words.LISTED.match(passage.between(run[-1].end, mention.start))):
            run.append(mention)
            continue
        if len(run) >= 3:
            before = passage.between(run[0].start - 40, run[0].start)
            ranked = words.RANKED.search(before[max(before.rfind("。"), before.rfind(";")) + 1:])
            falling = all(one.value >= other.value for one, other in itertools.pairwise(run))
            numbers = [linked(one, "part") for one in run]
            items = run[1:] if len(run) > 3 and not words.CLOSE_LIST.match(passage.between(run[0].end, run[1].start)) else run
            listed = all(words.CLOSE_LIST.match(passage.between(one.end, other.start))
                         for one, other in itertools.pairwise(items))
            if falling and (ranked or listed):
                yield claim(Kind.GROWTH, "rank", text, numbers, Verdict.CONSISTENT, Message("由多到少排列"), span=span_of(*run))
            elif ranked and run[0].unit:
                wrong = next(other for one, other in itertools.pairwise(run) if other.value > one.value)
                message = Message("按位次排列,{wrong}却大于前一位", wrong=wrong.text)
                yield claim(Kind.GROWTH, "rank", text, numbers, SOFT, message, stated=wrong.value, span=span_of(*run))
        run = [mention] if mention else []


def _said_twice(mention: Mention, figures: dict[str, list[Mention]], text: str) -> Iterator[Claim]:
    """The same figure of the same thing again; digits swapped are a slip of one of the two.

    `figures` holds the figures so far by their sorted digits and is added to.
    """
    if mention.value < 100 or len(_name(mention)) < 3:
        return
    known = figures.setdefault("".join(sorted(digits_of(mention.text))), [])
    for earlier in reversed(known[-RECENT:]):
        if not alike(earlier, mention) or (earlier.line == mention.line and earlier.sentence == mention.sentence):
            continue
        same = earlier.value == mention.value
        swapped = not same and len(_name(mention)) >= 5 and _swapped(earlier, mention)
        likeness = _likeness(_name(earlier), _name(mention)) if same or swapped else Fraction(0)
        telling = len(digits_of(mention.text).replace(".", "").strip("0")) >= 3
        if not ((same and (telling or likeness >= ALIKE)) or (swapped and likeness >= HINT)):
            continue
        numbers = [linked(earlier, "before"), linked(mention, "after")]
        span = (mention.start - len(mention.label), mention.end)
        if same:
            yield claim(Kind.GROWTH, "restate", text, numbers, Verdict.CONSISTENT,
                        Message("与前文{earlier}一致", earlier=earlier.text), stated=mention.value, expected=earlier.value, span=span)
        else:
            message = Message("前文为{earlier},此处为{stated},疑有一处数字颠倒", earlier=earlier.text, stated=mention.text)
            yield claim(Kind.GROWTH, "restate", text, numbers, HARD, message, stated=mention.value,
                        expected=earlier.value, span=span)
        break
    known.append(mention)


def _fell(passage: Passage, index: int, cumulated: list[tuple[Mention, tuple[int, int] | None]], text: str) -> Iterator[Claim]:
    """至12月15日累计1806人 after 截至11月30日,累计1842人: what accumulates does not fall. Adds to `cumulated`."""
    mention, day = passage.mentions[index], _day_before(passage, index)
    counted = day is not None and (words.CUMULATED.search(mention.label) or words.UNTIL.search(
        passage.between(mention.start - len(mention.lead) - 20, mention.start)))
    if not counted or mention.number is None or mention.number.bound is not Bound.STATED or mention.value < 100:
        return
    for earlier, then in reversed(cumulated[-RECENT:]):
        same = alike(earlier, mention) and (words.CUMULATED.sub("", earlier.label) == words.CUMULATED.sub("", mention.label)
                                            or _likeness(_name(earlier), _name(mention)) >= ALIKE)
        if same and then and day and then < day and earlier.value > mention.value > earlier.value / 2:
            message = Message("累计数由前文的{earlier}减为{stated},累计数不会减少", earlier=earlier.text, stated=mention.text)
            yield claim(Kind.GROWTH, "cumulative", text, [linked(earlier, "before"), linked(mention, "after")], HARD, message,
                        stated=mention.value, expected=earlier.value, span=(mention.start - len(mention.label), mention.end))
            break
    cumulated.append((mention, day))


def _day_before(passage: Passage, index: int) -> tuple[int, int] | None:
    """The month and day told last before a figure in its sentence."""
    mention = passage.mentions[index]
    for earlier in reversed(passage.mentions[max(index - RECENT * 2, 0): index]):
        if earlier.sentence != mention.sentence:
            return None
        if earlier.nature is Nature.DATE and (found := words.MONTH_DAY.search(earlier.text)):
            return int(found["month"]), int(found["day"])
    return None


def _rate_again(rate: Mention, shares: Sequence[Mention], text: str) -> Iterator[Claim]:
    """A rate of the same name and value again."""
    if len(digits_of(rate.text).replace(".", "").strip("0")) < 3:
        return
    for earlier in reversed(shares[-RECENT * 2:]):
        if earlier.approx == rate.approx and earlier.scale == rate.scale and _likeness(earlier.label, rate.label) >= ALIKE:
            yield claim(Kind.GROWTH, "restate", text, [linked(earlier, "before"), linked(rate, "after")], Verdict.CONSISTENT,
                        Message("与前文{earlier}一致", earlier=earlier.text), stated=rate.value, expected=earlier.value,
                        span=(rate.start - len(rate.label), rate.end))
            return


def _swapped(one: Mention, other: Mention) -> bool:
    """Whether two numbers differ by two neighbouring digits that changed places."""
    first, second = (digits_of(mention.text) for mention in (one, other))
    places = [index for index, (a, b) in enumerate(zip(first, second, strict=False)) if a != b]
    return (len(first) == len(second) >= 4 and len(places) == 2 and places[1] == places[0] + 1
            and first[places[0]] == second[places[1]] and first[places[1]] == second[places[0]])


def digits_of(text: str) -> str:
    """The digits of a number as written."""
    return "".join(character for character in text if character.isdigit() or character == ".")


def _name(mention: Mention) -> str:
    """The words around a number that say of what it is: 共完成 … 名女孩首针."""
    return mention.label + words.rest_of_clause(mention.after)


def _likeness(one: str, other: str) -> Fraction:
    """The pairs of neighbouring characters that two names share, of those of the shorter."""
    pairs = [{name[index:index + 2] for index in range(len(name) - 1)} for name in (one, other)]
    if not all(pairs):
        return Fraction(0)
    return Fraction(len(pairs[0] & pairs[1]), min(map(len, pairs)))
