"""Ordinals (一是…二是…) and numbered headings: as many as the text says, none left out, none twice."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from gongwei.checker.claim import Claim, Kind, Linked, Severity, Verdict
from gongwei.checker.judging import HARD, SOFT, Judgement, claim
from gongwei.checker.language.counted import COUNTED, numeral, stated
from gongwei.checker.language.mention import Passage
from gongwei.definition.message import Message

_CN = "[一二三四五六七八九十]"
ORDINAL = re.compile(rf"(?:^|(?<=[。;,:!?、\s)”]))\s?(?:(?P<is>{_CN}{{1,2}})(?P<style>是|要)(?!否)|第(?P<nth>{_CN}{{1,2}})(?=[,:是]))")
HEADING = re.compile(
    rf"[ \t]*(?:(?P<s0>{_CN}{{1,3}})、|(?P<s1>\({_CN}{{1,3}}\))"
    r"|(?P<s2>\d{1,2})[.、](?!\d)|(?P<s3>\(\d{1,2}\)))(?=\S)"
)
STYLES = ("s0", "s1", "s2", "s3")
WORK = r"(?:工作|任务|措施|问题|方面|工程|行动|建议|原因|特点|做法|机制|举措|困难|经验|不足|要求|内容|重点|环节|制度|抓手|到位|结合|转变|亮点|意见)"
STATED = re.compile(r"(?P<noun>[^,。;:\d\n]{0,20})(?P<link>[:。,;])?\s*(?:具体(?:为|是)|分别(?:是|为)|即|主要(?:是|有|表现在))?[:,]?\s*$")
LATER = re.compile(r"最后|同时|再就是|还要|另一方面|再一|此外|另外|再次|还有|再者")


@dataclass(slots=True, eq=False)
class _Run:
    """A run of ordinals or headings in one style: the numbers seen, with the positions of the whole text."""

    style: str
    seen: list[tuple[int, int, int]]
    counted: tuple[Linked, bool] | None = None  # the number stated of it, and whether it can be of nothing else
    broken: bool = False
    heading: tuple[Linked, bool] | None = None  # the number that its last heading states of those below

    @property
    def last(self) -> int:
        """The number seen last."""
        return self.seen[-1][0]

    def whole(self) -> bool:
        """Whether it counts from one, leaving none out."""
        return not self.broken and [number for number, _, _ in self.seen] == list(range(1, len(self.seen) + 1))


def ordinals(passages: Sequence[Passage], text: str) -> Iterator[Claim]:
    """五项工作。一是…二是…: the number stated, none left out, none twice."""
    runs: list[_Run] = []
    above: Passage | None = None
    for passage in passages:
        if HEADING.match(passage.text):
            for run in runs:
                yield from _concluded(run, text, passage.start)
            runs = []
        for match in ORDINAL.finditer(passage.text):
            number, style = numeral(match["is"] or match["nth"]), match["style"] or "第"
            start = passage.start + match.start("is" if match["is"] else "nth") - (style == "第")
            seen = (number, start, passage.start + match.end())
            if number == 1:
                same = [run for run in runs if run.style == style]
                for run in same[:-1]:
                    yield from _concluded(run, text, start)
                runs = [run for run in runs if run.style != style] + same[-1:]
                runs.append(_Run(style, [seen], _stated_before(passage, above, match.start())))
                continue
            fitting = next((run for run in reversed(runs) if run.style == style and run.last == number - 1), None)
            run = fitting or next((run for run in reversed(runs) if run.style == style), None)
            if run is None:
                continue
            if fitting is None and not run.broken and start - run.seen[-1][2] < 600:
                yield from _misnumbered(run, seen, text, f"{{}}{style}" if style != "第" else "第{}")
            run.broken |= fitting is None
            run.seen.append(seen)
            for inner in runs[runs.index(run) + 1:]:
                if inner.style == style:
                    yield from _concluded(inner, text, start)
            runs = [other for other in runs if other.style != style or runs.index(other) <= runs.index(run)]
        if passage.text.strip():
            above = passage
    for run in runs:
        yield from _concluded(run, text, len(text))


def _stated_before(passage: Passage, above: Passage | None, position: int) -> tuple[Linked, bool] | None:
    """The number stated just before a first ordinal, in its line or at the end of the line above."""
    source, end = passage, position
    if not passage.text[:position].strip():
        if above is None:
            return None
        source, end = above, len(above.text)
    begin = max(end - 60, 0)
    found = [match for match in COUNTED.finditer(source.text, begin, end)
             if match["unit"] in ("项", "个", "点", "方面", "大", "类", "条", "种", "步")]
    if not found or numeral(found[-1]["n"]) < 2:
        return None
    tail = STATED.fullmatch(source.text, found[-1].end(), end)
    if tail is None:
        return None
    firm = bool(re.search(WORK + "$", found[-1]["unit"] + tail["noun"]) and (tail["link"] or "")[:1] in (":", "。", ""))
    return stated(source, found[-1]), firm and not (len(found) > 1 and found[-2].end() > begin + 20)


def _concluded(run: _Run, text: str, end: int) -> Iterator[Claim]:
    """The claim of a run that is over: as many as were stated."""
    if run.counted is None or not run.whole() or len(run.seen) < 2:
        return
    number, firm = run.counted
    assert number.value is not None
    several = len(run.seen)
    items = tuple(Linked("item", text[start:stop].strip(), start, stop, None) for _, start, stop in run.seen)
    if several == number.value:
        yield claim(Kind.LISTING, "ordinals", text, (number, *items), Verdict.CONSISTENT,
                    Message("列出{found}项,与{stated}相符", found=several, stated=number.text),
                    stated=number.value, expected=number.value)
    elif firm and not (several < number.value and LATER.search(text, run.seen[-1][2], min(end, run.seen[-1][2] + 400))):
        yield claim(Kind.LISTING, "ordinals", text, (number, *items), HARD,
                    Message("文中说{stated},列出的却有{found}项", found=several, stated=number.text),
                    stated=number.value, expected=Fraction(several))


def _misnumbered(run: _Run, seen: tuple[int, int, int], text: str, shape: str, judgement: Judgement = HARD) -> Iterator[Claim]:
    """A number that comes twice, or the number before it left out; greater leaps are other lists."""
    number, last = seen[0], run.seen[-1]
    if number not in (last[0], last[0] + 2) or run.seen[0][0] != 1:
        return
    if text[last[1]: last[2] + 12] == text[seen[1]: seen[2] + 12]:  # a line that stands twice
        return
    name = shape.format(_said(number, shape))
    if number == last[0]:
        message = Message("序号“{name}”重复,此处应为“{right}”", name=name, right=shape.format(_said(number + 1, shape)))
    else:
        missing, left = shape.format(_said(number - 1, shape)), _said(number - 1, "")
        elsewhere = re.compile(rf"{left}[、是要则来,，.]|[第其]{left}|{number - 1}[.、)．]|\({left}\)|（{left}）")
        if elsewhere.search(text, last[2], seen[1]):
            return
        if len(run.seen) < 2:
            judgement = SOFT
        message = Message("“{before}”之后直接到“{name}”,缺“{missing}”",
                          before=shape.format(_said(last[0], shape)), name=name, missing=missing)
    links = [Linked("item", text[start:stop].strip(), start, stop, Fraction(value)) for value, start, stop in (last, seen)]
    yield claim(Kind.LISTING, "numbering", text, links, judgement, message,
                stated=Fraction(number), expected=Fraction(last[0] + 1), span=(seen[1], seen[2]))


def _said(number: int, shape: str) -> str:
    if shape.endswith("."):
        return str(number)
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    return (("" if tens == 1 else digits[tens]) + "十" if tens else "") + (digits[ones] if ones or not tens else "")


SHAPES = {"s0": "{}、", "s1": "({})", "s2": "{}.", "s3": "({})."}


def headings(passages: Sequence[Passage], text: str) -> Iterator[Claim]:
    """Headings numbered 一、(一) 1. (1): none left out, none twice, as many as the heading above says."""
    stack: list[_Run] = []
    flaws: list[Claim] = []
    for passage in passages:
        match = HEADING.match(passage.text)
        if match is None:
            continue
        style = next(style for style in STYLES if match[style])
        number = numeral(match[style].strip("()"))
        seen = (number, passage.start + match.start(style), passage.start + match.end())
        level = next((index for index, run in enumerate(stack) if run.style == style), None)
        if level is None:
            stack.append(_Run(style, [seen], stack[-1].heading if stack else None))
        else:
            for run in stack[level + 1:]:
                yield from _concluded(run, text, seen[1])
            del stack[level + 1:]
            run = stack[level]
            if number == 1:
                yield from _concluded(run, text, seen[1])
                stack[level] = _Run(style, [seen])
            else:
                if number != run.last + 1 and style != "s3":
                    flaws += _misnumbered(run, seen, text, SHAPES[style])
                if number != run.last + 1:
                    run.broken = True
                run.seen.append(seen)
        stack[-1 if level is None else level].heading = _stated_within(passage, match.end())
    for run in stack:
        yield from _concluded(run, text, len(text))
    for flaw in flaws:  # where several are missing, this is an extract
        yield flaw if len(flaws) == 1 else replace(flaw, severity=Severity.SOFT)


def _stated_within(passage: Passage, start: int) -> tuple[Linked, bool] | None:
    """The number of things that a heading names: 二、抓好五项工作."""
    title = re.split(r"[。:;]", passage.text[start: start + 50], maxsplit=1)[0]
    found = [match for match in COUNTED.finditer(passage.text, start, start + len(title))
             if match["unit"] in ("项", "个", "大", "方面", "点")]
    if len(found) != 1 or numeral(found[0]["n"]) < 2 or len(title) > 40:
        return None
    firm = re.search(r"[抓做]好|落实|强化|推进|实施|突出|着力|开展|采取|加强|坚持|以下|下列|如下", title[: found[0].start() - start])
    return stated(passage, found[0]), bool(firm and re.search(WORK + "$", title))
