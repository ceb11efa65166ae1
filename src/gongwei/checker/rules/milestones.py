"""T7: the progress of a project as the mean of its milestones' shares."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from gongwei.checker.claim import Claim, Kind, Linked
from gongwei.checker.judging import SIGN, claim, figure, judged, linked, operand, places_of
from gongwei.checker.language import vocabulary as words
from gongwei.checker.language.mention import Mention, Nature, Passage
from gongwei.checker.rules.shares import is_operand
from gongwei.definition.message import Message

FEWEST, MOST = 2, 8


def milestones(passages: Sequence[Passage], text: str) -> Iterator[Claim]:
    """The mean progresses of a text: 共167个,已动工165个,主体完工141个…,建设进度85.48%."""
    for passage in passages:
        for rate in passage.mentions:
            if rate.nature is Nature.RATE and rate.number and rate.scale == 100 and words.PROGRESS.search(rate.label):
                yield from _mean(passage, rate, text)
            if rate.nature is Nature.RATE and rate.number and "平均" in rate.label:
                yield from _mean_of_rates(passage, rate, text)


def _mean_of_rates(passage: Passage, rate: Mention, text: str) -> Iterator[Claim]:
    """三项工程平均进度80%,其中甲60%、乙100%、丙80%."""
    assert rate.number
    following = [one for one in passage.mentions if one.nature is Nature.RATE and one.number and one.start > rate.end
                 and one.scale == rate.scale and one.sentence == rate.sentence]
    if not following or not words.PART.search(following[0].label):
        return
    run = following[:1]
    for one in following[1:]:
        if not words.LISTED.match(passage.between(run[-1].end, one.start)):
            break
        run.append(one)
    point = sum((one.value for one in run), Fraction(0)) / len(run)
    judgement = judged(rate.number, point)
    many = [one.value for one in passage.mentions if one.nature is Nature.COUNT and one.number and one.sentence == rate.sentence
            and one.start < rate.start and rate.start - one.end < MOST * 2]
    if len(run) < FEWEST or not (judgement.holds or len(run) in many):
        return
    values = {"sum": "+".join(map(operand, run)), "size": len(run), "mean": figure(point, max(places_of(rate.number), 2)) + "%",
              "stated": rate.text}
    message = (Message("({sum})÷{size}={mean},与文中{stated}相符", **values) if judgement.holds
               else Message("({sum})÷{size}={mean},文中为{stated}", **values))
    yield claim(Kind.MEAN, "mean", text, [linked(rate, "rate"), *(linked(one, "item") for one in run)], judgement, message,
                stated=rate.value, expected=point, tolerance=rate.number.step / 2,
                span=(rate.start - len(rate.label), run[-1].end))


def _mean(passage: Passage, rate: Mention, text: str) -> Iterator[Claim]:
    assert rate.number
    counts = [one for one in passage.mentions if is_operand(one) and one.nature is Nature.COUNT and one.start < rate.start
              and one.segment == rate.segment][-2 * MOST:]
    wholes = list(dict.fromkeys(one.value for one in counts))
    readings: list[tuple[Fraction, list[Mention], Mention, list[Linked]]] = []
    for value in wholes:
        base = max((one for one in counts if one.value == value), key=lambda one: one.start)
        base = min((one for one in counts if one.value == value and one.unit == base.unit), key=lambda one: one.start)
        later = [one for one in counts if one.start > base.start and one.unit == base.unit and one.value <= value]
        repeated = [one for one in later if one.value == value and not words.REACHED.search(one.label)]
        all_done = [_all(passage, match.start(), match.end()) for match in words.WHOLLY.finditer(passage.text)
                    if base.end <= passage.start + match.start() < rate.start]
        fewer = [one for one in later if one not in repeated]
        for steps, full in ((fewer, []), (fewer, all_done), (later, []), (later, all_done)):
            size = len(steps) + len(full)
            if value > 0 and FEWEST <= size <= MOST and len(steps) >= FEWEST:
                point = (sum((one.value for one in steps), Fraction(0)) + value * len(full)) * 100 / (value * size)
                readings.append((point, steps, base, full))
    best = next((reading for reading in readings if judged(rate.number, reading[0]).holds), None)
    if best is None and readings and words.MEAN.search(rate.label):
        of_first = [reading for reading in readings if reading[2] is readings[0][2]]
        best = min(of_first, key=lambda reading: judged(rate.number, reading[0]).units)
    if best is None:
        return
    point, steps, base, full = best
    judgement = judged(rate.number, point)
    top = "+".join([*map(operand, steps), *(operand(base) for _ in full)])
    values = {"top": top, "base": operand(base), "size": len(steps) + len(full),
              "mean": figure(point, max(places_of(rate.number), 2)) + SIGN[100], "stated": rate.text}
    message = (Message("({top})÷{base}÷{size}={mean},与文中{stated}相符", **values) if judgement.holds
               else Message("({top})÷{base}÷{size}={mean},文中为{stated}", **values))
    numbers = [linked(base, "denominator"), *(linked(step, "item") for step in steps), *full, linked(rate, "rate")]
    first = min((base, *steps), key=lambda one: one.start)
    yield claim(Kind.MEAN, "mean", text, numbers, judgement, message, stated=rate.value, expected=point,
                tolerance=rate.number.step / 2, span=(first.start - len(first.label), rate.end))


def _all(passage: Passage, start: int, end: int) -> Linked:
    return Linked("item", passage.text[start:end], passage.start + start, passage.start + end, None)
