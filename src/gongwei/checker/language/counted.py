"""A numeral with its unit that says how many things are listed: 三项, 5个, 十二类."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from gongwei.checker.claim import Claim, Linked
from gongwei.checker.language.mention import Passage
from gongwei.checker.language.numeral import arabic, chinese

NUMERAL = r"(?:\d{1,2}|十[一二三四五六七八九]?|[二三四五六七八九两](?:十[一二三四五六七八九]?)?)"
_UNIT = (
    "条线|方面|部分|大|项|类|种|级|个|位|家|所|名|件|条|点|支|门|层|块|步|镇|县|市|省|区|乡|村|科|院|癌|线|处|座|道|病|害|检|筛|员|费|证|卡|型|校|岗|队"
)
COUNTED = re.compile(
    rf"(?<![第每各\d.,:/%一二三四五六七八九十百千万亿两几数近约超逾过前后初余多达仅-])(?P<n>{NUMERAL})\s?(?P<unit>{_UNIT})"
    r"(?!月|小时|工作日|星期|百分|世纪|疗程|学期|季度|年|多|余|以上|以下|以内|左右)"
)
_COMMA = re.compile(r"(?<!\d)，|，(?!\d)")


def narrow(passages: Sequence[Passage]) -> list[Passage]:
    """The passages with their commas in the form that the rules are written in; positions stay."""
    return [replace(passage, text=_COMMA.sub(",", passage.text)) for passage in passages]


def as_written(claims: Iterable[Claim], text: str) -> Iterator[Claim]:
    """The claims with their numbers in the words of the text, of which the passages were narrowed."""
    for claim in claims:
        yield replace(claim, numbers=tuple(replace(number, text=text[number.start:number.end]) for number in claim.numbers))


def numeral(words: str) -> int:
    """The value of a numeral in digits or in words; 0 if it is neither."""
    number = arabic(words) if words[0].isdigit() else chinese(words)
    return int(number.value) if number else 0


def stated(passage: Passage, match: re.Match) -> Linked:
    """The numeral that a match holds, with its unit."""
    start, end = match.start("n"), match.end("unit") if match["unit"] else match.end("n")
    return Linked("whole", passage.text[start:end], passage.start + start, passage.start + end, Fraction(numeral(match["n"])))
