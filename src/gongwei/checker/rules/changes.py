"""Changes: figures said to have grown, fallen, or to lie apart, with what they are compared with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongwei.checker.judging import span_of
from gongwei.checker.language import vocabulary as words
from gongwei.checker.language.mention import Mention, Nature, Passage
from gongwei.checker.language.numeral import Bound, Number
from gongwei.checker.rules.shares import is_amount, is_share

VALUES = (Nature.COUNT, Nature.MONEY, Nature.RATE, Nature.AGE, Nature.TIME)
AMOUNTS = (Nature.COUNT, Nature.MONEY, Nature.AGE, Nature.TIME)
WINDOW = 8  # values before a change that it may be of


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure and the earlier one, or the one asked for, that it is compared with; `told` if the text says so."""

    now: Mention
    then: Mention
    told: bool
    marked: bool = False  # the words before the earlier one say that it is compared with, whatever the other is


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
    def relative(self) -> bool:
        """Whether it is told in per cent of the earlier figure."""
        return self.mention.nature is Nature.RATE and self.mention.scale == 100

    @property
    def words(self) -> str:
        """The number with the words of its direction, as the text has it."""
        label = self.mention.label
        found = next((match for pattern in (words.DOWN, words.UP, words.ABOVE_MARK, words.BELOW_MARK, words.SHORT_OF)
                      if (match := pattern.search(label))), None)
        return (label[found.start():] if found else "") + self.mention.text

    @property
    def subject(self) -> str:
        """What the change says of itself that it is of: 群众满意度 in 群众满意度提高12.4%; nothing if it says only how."""
        label = self.mention.label
        found = words.DOWN.search(label) or words.UP.search(label)
        rest = words.AGAINST.split(label[: found.start()] if found else "", maxsplit=1)[0]
        rest = words.TIMES.sub("", words.IN_BRACKETS.sub("", rest)).strip("的,、() 也又均都再已将")
        return rest if len(rest) >= 2 and rest not in words.MARKED_GROWTH else ""


def changes(passages: Sequence[Passage]) -> Iterator[Change]:
    """The changes a text states."""
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
            if not way and not mention.label.strip("和及与、") and last and last.nature is mention.nature is Nature.POINTS:
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
    return is_amount(mention) if mention.nature in (Nature.COUNT, Nature.MONEY) else not way


def _is_change(mention: Mention) -> bool:
    match mention.nature:
        case Nature.POINTS:
            return True
        case Nature.MULTIPLE:
            return True
        case Nature.RATE:
            return not is_share(mention) and not mention.label.endswith("自然增长率")
        case Nature.COUNT | Nature.MONEY:
            return bool(words.CHANGE.search(mention.label) or words.SHORT_OF.search(mention.label))
        case Nature.AGE | Nature.TIME:
            return True
    return False


def direction(change: Mention) -> int:
    """1 if the words before a number say that it grew or is above, -1 if it shrank or is below, 0 if neither."""
    label = change.label
    if label.endswith("-"):  # 增长-3.11%
        return -1 if words.UP.search(label.rstrip("-")) else 0
    if change.nature is Nature.MULTIPLE and words.TIMES_OF.search(change.lead) and not words.UP.search(label):
        return 1
    if words.TO.search(label):
        return 0
    points = change.nature is Nature.POINTS
    if words.DOWN.search(label) or words.BELOW.search(label) or (points and words.BELOW_MARK.search(label)):
        return -1
    return 1 if words.UP.search(label) or words.SHORT_OF.search(label) or (points and words.ABOVE_MARK.search(label)) else 0


def own_line(change: Change, *values: Mention) -> tuple[int, int]:
    """From the first to the last of a change and those values that stand in its line."""
    return span_of(change.mention, *(one for one in values if one.line == change.passage.start))


def pairs(change: Change) -> list[Pair]:
    """Every two values of one kind around a change, those told as compared first."""
    if bracket := _in_brackets(change) or _aligned(change):
        return [bracket]
    own = change.subject if change.mention.nature in (Nature.RATE, Nature.POINTS) else ""
    found = [
        Pair(now, then, _told(change, now, then), is_earlier(change, then))
        for place, now in enumerate(change.before)
        for then in (*change.before[:place], *change.before[place + 1:], *change.after)
        if now.nature is then.nature and now.scale == then.scale and (now.unit == then.unit or not then.unit)
        and (not own or any(own[place:place + 2] in now.lead + now.label for place in range(len(own) - 1)))
    ]
    told = [pair for pair in found if pair.told]
    twins = {(id(pair.then), id(pair.now)) for pair in told}  # the other way round they are not compared
    return told + [pair for pair in found if not pair.told and (id(pair.now), id(pair.then)) not in twins]


def compares(change: Change, pair: Pair) -> bool:
    """Whether the change itself names both: 城区38.2%、乡镇27.5%,城区比乡镇高10.7个百分点."""
    names = [one.label[-2:] for one in (pair.now, pair.then)]
    return all(len(name) == 2 and name in change.mention.label for name in names) and names[0] != names[1]


def same_thing(pair: Pair) -> bool:
    """Whether two values can be of one indicator: names that end alike, or one that only tells the time; none of them open."""
    if pair.marked and pair.now.start < pair.then.start:
        return True
    if any(one.number is None or one.number.bound in (Bound.ABOVE, Bound.UP_TO) for one in (pair.now, pair.then)):
        return False
    now, then = (words.TIMES.sub("", one.label).strip("的为是由从到至,、()") for one in (pair.now, pair.then))
    return min(len(now), len(then)) <= 1 or now[-2:] == then[-2:]


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
    if then.start > mention.start and then not in change.after[:1]:
        return False
    if then.start < mention.start and words.ANOTHER.search(passage.between(then.end, mention.start)):
        return False
    if not kin or now is not kin[0] or abs(mention.clause - then.clause) > 2 or (len(kin) > 1 and now.nature is not Nature.RATE):
        return False
    if _earlier(change, now, now) or mention.clause - now.clause > 3:
        return False
    since = passage.between(then.end, mention.start)
    asked = (now.start < then.start < mention.start and not words.COMPARED.search(since)
             and (words.THRESHOLD_BEFORE.search(then.label) or words.AIM.search(then.label)))
    opened = passage.between(then.start - 16, then.start)
    if then in change.after[:1] and passage.between(mention.end, then.start).startswith("("):
        since = passage.between(mention.end, then.start)
        told = words.EARLIER.search(since) or words.AIM.search(since) or "进度" in since
        return bool(told or words.COMPARED.search(mention.label))
    if then.start > mention.start:
        return False
    compared = words.COMPARED_IN_BRACKETS.search(opened) and (words.COMPARED.search(opened) or "相比" in since)
    return bool(asked or compared or _earlier(change, now, then))


def _words_before(passage: Passage, mention: Mention) -> str:
    """The clause up to a mention."""
    return passage.between(mention.start - len(mention.lead) - 2, mention.start)


def is_earlier(change: Change, value: Mention) -> bool:
    """Whether the words before a value make it the earlier one: 较2020年的178651人."""
    if value.line != change.passage.start:
        return False
    after = change.passage.between(value.end, value.end + 6)
    return bool(words.COMPARED.search(_named(change.passage, value))) or after.lstrip("人)例").startswith("相比")


def _named(passage: Passage, value: Mention) -> str:
    """The words before a value back to the last comma, brackets with commas in them taken whole."""
    before = passage.between(max(value.start - 40, passage.start), value.start)
    return before[max(before.rfind(sign) for sign in ",;。、") + 1:]


def _earlier(change: Change, now: Mention, then: Mention) -> bool:
    """Whether the words before a value make it an earlier one: 上年, 同期, a smaller year."""
    passage = change.passage
    before = _named(passage, then)
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
