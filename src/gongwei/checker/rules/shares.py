"""The rates of a text that say which part of something is so, each with the counts it may be of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongwei.checker.language import vocabulary as words
from gongwei.checker.language.mention import Mention, Nature, Passage
from gongwei.checker.language.numeral import Bound, Number

REACH, AHEAD = 24, 4  # counts before and after a rate that may be its base
CALCULATED = ("=", ")=")
OPERANDS = (Nature.COUNT, Nature.MONEY)


@dataclass(frozen=True, slots=True)
class Share:
    """A rate with what stands around it, nearest last in `fresh`, nearest first in `before`."""

    mention: Mention
    passage: Passage
    fresh: tuple[Mention, ...]  # counts of its sentence that no earlier rate has taken
    taken: tuple[Mention, ...]  # those that the rate before it took
    before: tuple[Mention, ...]  # counts before the fresh ones
    brackets: tuple[Mention, ...]  # counts in brackets right after it
    later: tuple[Mention, ...]  # counts that follow
    row: tuple[int, int]  # which of how many rates told together it is: 完成率分别为74.4%、96.6%
    topic: str  # what its sentence ranks: 死亡 in 死亡前3位为…,占97.25%

    @property
    def number(self) -> Number:
        """The number stated."""
        assert self.mention.number is not None
        return self.mention.number

    @property
    def label(self) -> str:
        """The words before it."""
        return self.mention.label

    @property
    def bare(self) -> bool:
        """Whether it is a 占 that does not say of what, right after its count: 高危783人,占19.48%."""
        share = words.SHARE_OF.search(self.label)
        return bool(share and not share["of"].strip() and not self.subject)

    @property
    def subject(self) -> str:
        """Whose part it is where words, not a count, tell it: 本科学历 in 本科学历占42.1%."""
        share = words.SHARE_OF.search(self.label)
        before = self.label[: share.start()] if share else ""
        return before.strip("( )共合计约其中,均") if share and not share["of"].strip() else ""


def is_amount(mention: Mention) -> bool:
    """Whether a mention is a count or an amount that is not itself a change (比上年多4例) or a price."""
    return (mention.nature in OPERANDS and mention.number is not None and "/" not in mention.unit
            and not words.CHANGE.search(mention.label))


def is_operand(mention: Mention) -> bool:
    """Whether a mention can be a part or a whole: an amount that is no average (次均286.9元)."""
    earlier = mention.label.startswith("(") and words.EARLIER.search(mention.label)  # 同比增长6.9%(去年573.2万元)
    return is_amount(mention) and not words.AVERAGE.search(mention.label) and not earlier


def is_share(mention: Mention) -> bool:
    """Whether a rate says which part of something is so, not how it grew or what is asked."""
    if mention.nature is not Nature.RATE or mention.number is None:
        return False
    label = mention.label
    if label in CALCULATED:  # of a calculation written out, which `formulas` reads
        return False
    if label.endswith(("≥", "≤", ">", "<", "-")):
        return False
    completed = words.COMPLETED.search(mention.lead)
    if words.THRESHOLD_AFTER.match(mention.after) and not completed:
        return False
    if completed or words.SHARE_OF.search(label) or words.VALUE.search(label) or words.TO.search(label):
        return True
    if words.UP.search(label) or words.DOWN.search(label):
        return False
    if mention.number.bound in (Bound.ABOVE, Bound.UP_TO) and (words.FLOOR_ALL.search(label) or "率" not in label):
        return False
    return "率" in label[-6:] or not words.THRESHOLD_BEFORE.search(label)


def shares(passages: Sequence[Passage]) -> list[Share]:
    """The shares of a text in order."""
    counts = [mention for passage in passages for mention in passage.mentions if is_operand(mention)]
    return [share for passage in passages for share in _shares_of(passage, counts)]


def _shares_of(passage: Passage, counts: Sequence[Mention]) -> Iterator[Share]:
    first = _first_at(counts, passage.start)
    seen = first  # counts before the rate at hand
    fresh, taken = first, (first, first)
    sentence, segment, topic, rows = 0, 0, "", _rows(passage)
    for index, mention in enumerate(passage.mentions):
        if mention.sentence != sentence:
            sentence, topic, fresh, taken = mention.sentence, "", seen, (seen, seen)
        if mention.segment != segment:
            segment, topic = mention.segment, ""
        if seen < len(counts) and counts[seen] is mention:
            seen += 1
        elif mention.nature is Nature.RANK:
            topic, fresh = mention.label, seen
        elif is_share(mention):
            if fresh == seen and (named := _told_before(mention, counts, seen)) is not None:
                fresh, seen_now = named, named + 1
            else:
                seen_now = seen
            yield Share(
                mention, passage, tuple(counts[fresh:seen_now]), tuple(counts[slice(*taken)]),
                tuple(reversed(counts[max(fresh - REACH, 0): fresh])), _in_brackets(passage, mention, counts[seen:seen + 2]),
                tuple(counts[seen: seen + AHEAD]), rows.get(index, (0, 1)), topic,
            )
            if seen > fresh:
                fresh, taken = seen, (fresh, seen_now)


def _told_before(rate: Mention, counts: Sequence[Mention], seen: int) -> int | None:
    """The place of the count that a rate is named after, told in the line before: 早孕建册1297人;⏎早孕建册率为95.02%."""
    name = words.RATE_NAME.search(rate.label)
    core = name["name"].removesuffix("率").strip("的") if name else ""
    if len(core) < 3:
        return None
    return next((place for place in range(seen - 1, max(seen - 4, -1), -1)
                 if counts[place].label.endswith(core) and counts[place].line != rate.line), None)


def _first_at(counts: Sequence[Mention], start: int) -> int:
    low, high = 0, len(counts)
    while low < high:
        middle = (low + high) // 2
        if counts[middle].start < start:
            low = middle + 1
        else:
            high = middle
    return low


def _in_brackets(passage: Passage, rate: Mention, following: Sequence[Mention]) -> tuple[Mention, ...]:
    """98.15%(265/270), 79.9%(83人), 45.86/10万(人口412.76万)."""
    rest = passage.between(rate.end, rate.end + 60)
    if not rest.lstrip().startswith(("(", "[")):
        return ()
    closing = rate.end + rest.index(")") if ")" in rest else 0
    return tuple(mention for mention in following if mention.end <= closing)


def _rows(passage: Passage) -> dict[int, tuple[int, int]]:
    """Which rates are told together, after 分别 or after one name, by their place among the mentions."""
    rows: dict[int, tuple[int, int]] = {}
    mentions = passage.mentions
    last = -1
    for index, mention in enumerate(mentions):
        if mention.nature is not Nature.RATE or index <= last:
            continue
        last = index
        while (last + 1 < len(mentions) and mentions[last + 1].nature is Nature.RATE
               and passage.between(mentions[last].end, mentions[last + 1].start).strip() in ("、", "和", "及", "与", ",", "和为")):
            last += 1
        told = "分别" in mention.label[-8:] or (last - index >= 2 and words.RATE_NAME.search(mention.label))
        for place in range(index, last + 1) if told else ():
            rows[place] = (place - index, last - index + 1)
    return rows
