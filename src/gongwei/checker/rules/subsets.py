"""T2: a part is not larger than what it is part of."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from gongwei.checker.claim import Claim, Kind, Verdict
from gongwei.checker.judging import HARD, Judgement, claim, linked, operand, span_of
from gongwei.checker.language import vocabulary as words
from gongwei.checker.language.mention import PERSONS, Mention, Passage
from gongwei.definition.message import Message

REACH = 16  # counts back in a sentence that may be the whole


def cumulative(passage: Passage, counts: list[Mention], before: list[Mention], text: str) -> Iterator[Claim]:
    """8年累计宫颈癌4549例 after 2016年…宫颈癌576例: a year is not more than all years."""
    if not words.CUMULATIVE.search(passage.text):
        return
    for whole in counts:
        name = whole.label[-4:]
        part = next((one for one in reversed(before) if len(name) > 1 and one.unit == whole.unit and one.label.endswith(name[-2:])
                     and not words.CUMULATIVE.search(one.label)), None)
        if part and words.CUMULATIVE.search(passage.between(passage.start, whole.start)) and _no_more(part, whole):
            message = Message("部分{part}不超过整体{whole}", part=part.text, whole=whole.text)
            yield claim(Kind.SUM, "subset", text, [linked(whole, "whole"), linked(part, "part")], Verdict.CONSISTENT, message,
                        stated=whole.value, span=span_of(whole))


def subsets(passage: Passage, counts: list[Mention], previous: list[Mention], summed: set[int], text: str) -> Iterator[Claim]:
    """其中, 查出, 确诊: a part is not larger than what it is part of."""
    marks = _marks(passage, counts)
    for index, part in enumerate(counts):
        marked = marks[index] is not None
        told = marked or any(word.search(part.label) for word in (words.FOUND, words.DONE, words.KEPT_OF))
        if part.start in summed or words.AIM.search(part.label) or not told:
            continue
        begin = marks[index] if marks[index] is not None else index
        wholes = [whole for whole in reversed(counts[max(begin - REACH, 0): begin]) if _comparable(whole, part)]
        if not wholes and (marked or words.FOUND.search(part.label)):
            wholes = [whole for whole in reversed(previous) if _comparable(whole, part)][:3]
        whole = next((whole for whole in wholes if _no_more(part, whole)), None)
        kept = _kept_of(part, previous)
        if wholes and not _no_more(part, wholes[0]) and _slipped(part, wholes[0]):
            yield _subset(part, wholes[0], HARD, text)
        elif kept and not _no_more(part, kept):
            yield _subset(part, kept, HARD, text)
        elif whole:
            yield _subset(part, whole, Verdict.CONSISTENT, text)
        elif wholes and marked and part.exact and all(one.unit == part.unit for one in wholes):
            yield _subset(part, max(wholes, key=lambda one: one.value), HARD, text)


def _comparable(whole: Mention, part: Mention) -> bool:
    if words.SET_AIM.search(whole.label):
        return False  # what was asked is no whole of what was done
    return whole.nature is part.nature and (whole.unit == part.unit or (whole.unit in PERSONS and part.unit in PERSONS))


def nested(counts: list[Mention], text: str) -> Iterator[Claim]:
    """新生儿死亡, 婴儿死亡, 5岁以下儿童死亡: each is part of the next."""
    told = [next((count for count in reversed(counts) if count.unit in PERSONS and name in count.label), None)
            for name in words.NESTED]
    for part, whole in pairwise([count for count in told if count]):
        if not _no_more(part, whole):
            found, later = _subset(part, whole, HARD, text), max(part, whole, key=lambda one: one.start)
            start, end = span_of(later)
            yield replace(found, start=start, end=end, quote=text[start:end])


def _kept_of(part: Mention, previous: Sequence[Mention]) -> Mention | None:
    """The count of all files for that of 有动态记录的档案."""
    found = words.KEPT_OF.search(part.label)
    if found is None:
        return None
    return next((whole for whole in reversed(previous) if whole.unit == part.unit and found["what"][-2:] in whole.label), None)


def _slipped(part: Mention, whole: Mention) -> bool:
    """Whether a part outgrew the whole before it by a slip: digits swapped, or 实种 above 应种."""
    together = part.line == whole.line and part.sentence == whole.sentence and part.unit == whole.unit
    if not together or (words.AIM.search(whole.label[-4:]) and not words.SHOULD_DID.search(whole.label)):
        return False
    should = words.SHOULD_DID.search(whole.label)
    did = should is not None and f"实{should['what']}" in part.label
    one, other = operand(part), operand(whole)
    swapped = len(one) == len(other) >= 4 and one != other and sorted(one) == sorted(other)
    return did or (swapped and part.clause - whole.clause <= 2)


def _marks(passage: Passage, counts: list[Mention]) -> list[int | None]:
    """For each count the place of the count with which its 其中 began, None where it stands under none."""
    marks: list[int | None] = []
    for index, part in enumerate(counts):
        if words.SUM_UP.search(part.label):
            marks.append(None)
        elif words.PART.search(part.label):
            marks.append(index)
        elif index and part.segment == counts[index - 1].segment and words.CLOSE_LIST.match(
                passage.between(counts[index - 1].end, part.start)):
            marks.append(marks[-1])
        else:
            marks.append(None)
    return marks


def _no_more(part: Mention, whole: Mention) -> bool:
    assert part.number and whole.number
    high = whole.number.interval.high
    return high is None or part.number.interval.low <= high


def _subset(part: Mention, whole: Mention, judgement: Verdict | Judgement, text: str) -> Claim:
    if judgement is Verdict.CONSISTENT:
        message = Message("部分{part}不超过整体{whole}", part=part.text, whole=whole.text)
    else:
        message = Message("部分{part}大于整体{whole}", part=part.text, whole=whole.text)
    numbers = [linked(whole, "whole"), linked(part, "part")]
    near = [mention for mention in (whole, part) if mention.line == part.line and mention.sentence == part.sentence]
    return claim(Kind.SUM, "subset", text, numbers, judgement, message, stated=part.value, expected=None, span=span_of(*near))
