"""T8: units and magnitudes that cannot be meant: 人 for 人次, 万 for 亿, rates beyond all there are."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from gongwei.checker.claim import Claim, Kind, Linked
from gongwei.checker.judging import HARD, SOFT, claim, short
from gongwei.checker.language import vocabulary as words
from gongwei.checker.language.mention import Mention, Nature, Passage
from gongwei.definition.message import Message

RATE = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{1,16}?(?:率|比例|比重|占比))(?:为|是|达到?|高达|约|的|了){0,3}\s?"
    r"(?P<n>\d{1,9}(?:,\d{3})*(?:\.\d{1,6})?)\s?(?P<sign>%|‰)"
)
FREE = re.compile(r"增|降|减|完成|执行|利用|收益|回报|利润|周转|使用|达成|超|幅|投入|产出|比率|倍|速|杠杆")
GARBLED = re.compile(
    r"(?<!\d)(?:\d{1,12}000千(?:多|余)|\d{4,15}千(?:多|余)(?:[例人名份次])|\d{1,6}\.\d{1,6}\.\d{1,6}\s?[%‰])"
    r"|\d(?:万万|亿亿|百百|千千(?![克米瓦卡帕伏])|\.\.\d{1,6}\s?[%‰]|\s?%%)"
)
PRECISE = 2  # significant digits a figure needs to be known again in another unit
EMPTY = re.compile(r"^(?:其中|共计?|合计|累计|总计|全[年市县省区]|新增|实际|已|约|的|达|完成|筛查|检查|服务|覆盖|培训|惠及|受益|发放|为|了)*$")
SLIPS = (10**4, 10**8, Fraction(1, 10**4), Fraction(1, 10**8))
EACH = re.compile(r"每(?P<unit>份|人|例|个|次|台|套|户|名|家|张|床|盒|支)(?:约|仅|均|平均|投入|费用|补助|补贴|成本|需)*$")
SHARE = re.compile(r"占[^占,。;]{0,20}$")
ALL = re.compile(r"(?:合计|共计|总计)[^,。;]{0,8}$")
CLOSE = Fraction(2, 100)  # how near a slip of ten thousand comes to the figure meant


def units(passage: Passage, text: str) -> Iterator[Claim]:
    """What one line shows: 覆盖率20230%, 656000千多, 161.3万元 as 81.2% of 198.7亿元."""
    yield from _shares(passage, text)
    yield from _totals(passage, text)
    line = passage.text
    for match in RATE.finditer(line):
        value = Fraction(match["n"].replace(",", ""))
        sign = match["sign"]
        if 100 < value <= 1000 and sign == "%" and words.NEVER_ABOVE.search(match["name"]):
            pass
        elif value <= 1000 or (FREE.search(match["name"]) and value < 10_000) or re.search(r"增|降|减|收益|回报", match["name"]):
            continue
        start, end = passage.start + match.start("n"), passage.start + match.end("sign")
        number = Linked("rate", text[start:end], start, end, value)
        yield claim(Kind.CALENDAR, "range", text, (number,), HARD,
                    Message("{stated}不可能是{name},应不超过{most}", stated=short(value) + sign, name=match["name"],
                            most="100%" if sign == "%" else "1000‰"),
                    stated=value, span=(passage.start + match.start(), end))
    for match in GARBLED.finditer(line):
        start, end = passage.start + match.start(), passage.start + match.end()
        yield claim(Kind.CALENDAR, "unit", text, (Linked("item", match[0], start, end, None),), SOFT,
                    Message("“{stated}”写法有误,数字或单位重复", stated=match[0]))


def _slipped(stated: Fraction, right: Fraction) -> bool:
    """Whether a figure is the right one but for a 万 or an 亿."""
    return any(abs(stated * slip - right) <= right * CLOSE for slip in SLIPS) if right else False


def _shares(passage: Passage, text: str) -> Iterator[Claim]:
    """161.3万元,占198.7亿元的81.2% · 支出4.5万元印15万份,每份0.3万元."""
    mentions = [mention for mention in passage.mentions if mention.number is not None]
    for index, mention in enumerate(mentions):
        before = [other for other in mentions[max(index - 6, 0): index] if other.sentence == mention.sentence and other.value]
        if not mention.value:
            continue
        if mention.nature is Nature.RATE and mention.scale == 100 and len(before) > 1:
            part, whole = before[-2:]
            if (part.nature is whole.nature is Nature.MONEY and part.unit == whole.unit == "元" and SHARE.search(whole.label)
                    and re.match(r"的|\(|,", passage.between(whole.end, mention.start))
                    and _slipped(mention.value, part.value / whole.value * 100)):
                yield claim(Kind.CALENDAR, "unit", text, map(_mention, (part, whole, mention)), HARD,
                            Message("{part}只占{whole}的{right}%,文中为{stated},“万”“亿”有误", part=part.text, whole=whole.text,
                                    right=short(part.value / whole.value * 100), stated=mention.text))
        each = EACH.search(mention.label) if mention.nature is Nature.MONEY else None
        counts = [other for other in before if other.nature is Nature.COUNT and each and other.unit == each["unit"]]
        money = [other for other in before if other.nature is Nature.MONEY and other.unit == "元"]
        if each and counts and money and _slipped(mention.value, money[-1].value / counts[-1].value):
            yield claim(Kind.CALENDAR, "unit", text, map(_mention, (counts[-1], money[-1], mention)), HARD,
                        Message("{money}÷{count}={right}元,文中为{stated},单位有误", money=money[-1].text, count=counts[-1].text,
                                right=short(money[-1].value / counts[-1].value), stated=mention.text))


def _totals(passage: Passage, text: str) -> Iterator[Claim]:
    """2860人次 and 1940人次, 两项合计4800人."""
    counts = [mention for mention in passage.mentions if mention.number is not None and mention.unit in ("人", "人次")
              and not re.search("平均|每", mention.label)]
    for index, total in enumerate(counts):
        if not ALL.search(total.label):
            continue
        for several in range(2, min(index, 6) + 1):
            parts = counts[index - several: index]
            if sum(part.value for part in parts) == total.value and {part.unit for part in parts} == {"人", "人次"} - {total.unit}:
                yield claim(Kind.CALENDAR, "unit", text, map(_mention, (*parts, total)), SOFT, span=(total.start, total.end),
                            message=Message("各项以“{one}”计,合计却以“{two}”计", one=parts[0].unit, two=total.unit))
                break


def twice(passages: Sequence[Passage], text: str) -> Iterator[Claim]:
    """The same figure of the same name in 人 and in 人次, or ten thousand times as large."""
    known: dict[tuple[str, int], Mention] = {}
    for passage in passages:
        for mention in passage.mentions:
            label = re.sub(r"[\s“”]|\([^()]*\)", "", mention.label)
            if mention.number is None or mention.nature not in (Nature.COUNT, Nature.MONEY):
                continue
            if len(label) < 5 or EMPTY.match(label):
                continue
            digits = str(mention.value.numerator).rstrip("0") if mention.value.denominator == 1 else ""
            if len(digits) < PRECISE or len(digits) > 15:
                continue
            other = known.setdefault((label, int(digits)), mention)
            if other is mention:
                continue
            links = (_mention(other), _mention(mention))
            if other.value == mention.value and {other.unit, mention.unit} == {"人", "人次"}:
                yield claim(Kind.CALENDAR, "unit", text, links, SOFT, span=(mention.start, mention.end),
                            message=Message("同一数字前文为“{one}”,此处为“{two}”,单位不一", one=other.text, two=mention.text))
            ratio = max(other.value, mention.value) / min(other.value, mention.value)
            if ratio in (10**4, 10**8) and other.unit == mention.unit and re.search("[万亿]", other.text + mention.text):
                yield claim(Kind.CALENDAR, "unit", text, links, HARD if len(digits) > PRECISE else SOFT,
                            Message("“{label}”前文为{one},此处为{two},相差{ratio}倍,单位有误",
                                    label=label, one=other.text, two=mention.text, ratio=ratio),
                            span=(mention.start, mention.end))


def _mention(mention: Mention) -> Linked:
    return Linked("item", mention.text, mention.start, mention.end, mention.value)
