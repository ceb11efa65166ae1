"""Where a text mentions numbers, and what each is: a count, a rate, money, a date — or no quantity at all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction

from gongwei.checker.language.numeral import WRITTEN, Bound, Number, arabic, chinese, written


class Nature(Enum):
    """What a mention is."""

    COUNT = "count"
    RATE = "rate"  # a share of `scale`: 100 for %, 1000 for ‰, 100 000 for /10万, 0 where the text forgot to say
    POINTS = "points"  # 个百分点
    MONEY = "money"  # in 元; a price if its unit ends in /人
    MULTIPLE = "multiple"  # 倍
    ODDS = "odds"  # 1:1.15
    AGE = "age"
    TIME = "time"  # a length of time
    DATE = "date"
    RANK = "rank"  # 前5位
    MASKED = "masked"  # xx, or a digit lost after ?
    OTHER = "other"  # a name, a number of a list, a regulation: no quantity


@dataclass(frozen=True, slots=True, eq=False)
class Mention:
    """A number with its unit: `text[start:end]` is all of it, its numeral ends at `numeral_end`.

    `number` is in single units (people, 元), a rate as it is written (83.86 for 83.86 %). `label` are the words
    before it back to the last comma or mention, `after` the next few words. Sentence, segment (parted by ;) and
    clause (parted by , and 、) are counted through the passage, which begins at `line`.
    """

    start: int
    end: int
    text: str
    nature: Nature
    number: Number | None
    unit: str = ""
    scale: int = 1
    label: str = ""
    lead: str = ""
    after: str = ""
    line: int = 0
    sentence: int = 0
    segment: int = 0
    clause: int = 0

    @property
    def value(self) -> Fraction:
        """The number's value; only of mentions that have one."""
        assert self.number is not None
        return self.number.value

    @property
    def exact(self) -> bool:
        """Whether it has a whole number, written out in full."""
        return self.number is not None and self.number.exact

    def beside(self, other: "Mention") -> bool:
        """Whether both stand in one segment of a line."""
        return self.line == other.line and self.segment == other.segment

    @property
    def approx(self) -> float:
        """The value for a quick look; only of mentions that have one."""
        assert self.number is not None
        return self.number.approx


PERSONS = frozenset(("人", "名", "例", "位", "人次"))
PEOPLE = PERSONS | {"对", "份", ""}  # and what stands for one or two of them
UNITS = (
    "人次数", "人次", "户次", "家次", "亩次", "例次", "人份", "剂次", "针次", "场次", "批次", "床日", "平方公里", "平方米",
    "公里", "公斤", "公顷", "床位", "医疗机构", "行政村", "自然村",
    "村民小组", "张床位", "张床", "机构",
    "人", "名", "例", "个", "户", "家", "份", "次", "场", "期", "台", "套", "辆", "张", "床", "对", "种", "类", "条", "项", "件", "所", "处", "位",
    "支", "批", "只", "头", "吨", "盒", "瓶", "针", "剂", "本", "册", "块", "幅", "篇", "部", "门", "座", "栋", "层", "班", "届", "站", "队", "组",
    "员", "点", "村", "乡", "镇", "县", "市", "省", "区", "大", "方面", "级", "片", "亩", "米", "斤", "孔", "面", "间", "股", "起", "宗", "桩",
    "胎", "株", "颗", "管", "袋", "箱", "桶", "组", "票", "封", "则", "学时", "课时", "机构数", "院", "街道", "社区", "枚", "车次", "小组", "线", "岗",
)
_UNIT = "|".join(sorted(map(re.escape, set(UNITS)), key=len, reverse=True))
_CN = "[零一二三四五六七八九十百千万亿两]"
_SCALED = r"(?:10\(万\)|10万|十万|100000|10万|万|10000|千|1000|百|100)"
PER = {"10万": 100_000, "十万": 100_000, "100000": 100_000, "万": 10_000, "10000": 10_000, "千": 1000,
       "1000": 1000, "百": 100, "100": 100}
SIGNS = {"%": 100, "‰": 1000}
SHARES = {"百": 100, "千": 1000, "万": 10_000, "十万": 100_000}
ABOUT = re.compile(r"(?:(?P<about>大?约|约为|大概|估计)|(?P<below>(?<![最附临邻])将?近|接近|不足|不到|未达到)"
                   r"|(?P<above>超过|超出|超|逾|突破|至少|不低于|不少于|高于|多于|大于|[≥>])|(?P<up>至多|最多|不超过|不高于|低于|少于|小于|[≤<]))(?:了|到|为)?$")
AFTER = re.compile(r"(?P<about>左右|上下)|(?P<above>以上|及以上|之多)|(?P<up>以下|以内|之内)|(?P<over>余(?!下)|多(?![少次种样个项]))")

_DATE = (
    r"(?P<year>(?:19|20)\d\d)年(?:度)?(?:(?P<month>\d{1,2})月(?:份)?(?:(?P<day>\d{1,2})[日号])?)?"
    r"|(?P<year2>(?:19|20)\d\d)(?P<sep>[-/.])(?P<month2>\d{1,2})(?P=sep)(?P<day2>\d{1,2})(?![\d.])"
    r"|(?P<month3>\d{1,2})月(?P<day3>\d{1,2})[日号]"
    r"|(?P<month4>\d{1,2})月(?:份)?(?![子饼龄])"
    r"|(?P<year5>[12二一][零一二三四五六七八九]{3})年(?:(?P<month5>[一二三四五六七八九十]{1,3})月(?:(?P<day5>[一二三四五六七八九十]{1,3})[日号])?)?"
    r"|(?P<years>(?:19|20)\d\d)年?[-~至到](?:(?:19|20)\d\d)(?:年(?:度)?)?(?![\d%])"
    r"|(?P<months>\d{1,2})月?(?:份)?[-~至到、](?:\d{1,2})月(?:份)?(?!\d)"
    r"|(?P<daydd>\d{1,2})[日号](?=[-~至到,，。;;)(]|$)"
    r"|(?P<bare>(?:19|20)\d\d)(?=[-~至到](?:19|20)\d\d)"
)
_OTHER = (
    r"[〔\[(](?:19|20)\d\d[〕\])]\s*\d+\s*号|\d+号(?:文|令|楼|线|院)|第\s*(?:\d+|" + _CN + r"+)"
    r"|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)|\d{1,2}:\d{2}(?::\d{2})?"
    r"|(?:χ|[PpUtrZF]|OR|RR)[2²]?\s{0,2}[=<>≤≥]\s{0,2}-?\d+(?:\.\d+)?(?:%|‰)?"
    r"|(?:1(?:20|10|19)|12\d{3})(?=急救|指挥|中心|热线|电话|平台|投诉|报警)"
    r"|(?<![A-Za-z\-])[A-Za-z][A-Za-z\-]{0,15}\d(?:[A-Za-z0-9\-/]*(?![A-Za-z0-9\-/])(?![例人名次]))"
    r"|\d+(?:\.\d+)?(?:[A-Za-z]{2,}|[A-Zbcdefghijnopqrstuvwyz](?![A-Za-z]))"
    r"|\d+\.\d+\.\d+[\d.]*|\d+(?:[-~至到、]\d+)?(?:型|价|度(?![上下内])|号(?!召)|版|级(?!以[上下])|段)"
    r"|[“‘\"「『]\d{1,2}[.·・]\d{1,2}(?=[”’\"」』])|\d{1,2}[·・]\d{1,2}|\d+\s*[×xX*]\s*\d+|\d{1,2}\.\d{1,2}(?=世界|国际|全国|中国)"
    r"|\d+(?:热线|专线)|[“‘\"「『]\d+[+-]\d+(?:[+-][\dXxNn]+)*[”’\"」』]?|\d+\+[XxNn\d]\b"
)
_NUMBERING = r"^[ \t]*(?:\(?(?:\d{1,2}|" + _CN + r"{1,3})[.、)．](?!\d)|第" + _CN + r"+[章节条部])"
MASTER = re.compile(
    rf"(?P<numbering>{_NUMBERING})"
    rf"|(?P<masked>(?:(?:19|20)[xX×*]{{2}}|[xX×*]{{2,}})(?:(?:\.[xX×*]+)?(?P<maskedunit>%|‰|年|月|{_UNIT}|万|元))?)"
    rf"|(?P<damaged>\?\d[\d,.]*(?P<damagedunit>%|‰|{_UNIT})?)"
    rf"|(?P<date>{_DATE})"
    rf"|(?P<per>每\s*{_SCALED}(?!元|个))"
    rf"|(?P<odds>1\s*[:∶]\s*(?P<to>\d+(?:\.\d+)?)(?![:\d])|(?P<from>\d+(?:\.\d+)?)\s*[:∶]\s*1(?![:\d]))"
    rf"|(?P<other>{_OTHER})"
    rf"|(?P<share>(?P<of>十?[百千万])分之(?P<shared>\d+(?:\.\d+)?|{_CN}+(?:点[零一二三四五六七八九]+)?))"
    rf"|(?P<fraction>(?P<bottom>{_CN}{{1,3}})分之(?P<top>{_CN}{{1,3}}))"
    rf"|(?P<tenths>(?P<tens>[一二三四五六七八九])成(?P<ones>[一二三四五六七八九])?(?=[以左上多的,，。;、)]|$))"
    rf"|(?P<span>\d+(?:\.\d+)?(?:周?岁|个?月龄?|周|天|年|%|‰|人|元)?[-~至到]\d+(?:\.\d+)?\s*"
    rf"(?P<spanunit>周?岁|个?月龄|个?月|周|天|%|‰|年|元|[^\d\s,，、。;:()%‰])?)"
    rf"|(?P<top_n>(?:前|居前|排前)(?P<rank>\d{{1,2}}|{_CN}{{1,2}})(?P<rankunit>位|名|类|种|个|大|项)?)"
    rf"|(?P<arabic>\d)"
    rf"|(?P<cn>(?<![第统同单专唯万之一十几数若]){_CN}+(?:点[零一二三四五六七八九]+)?)",
    re.MULTILINE,
)
_BOUNDARY = re.compile(r"[。!?\n;,，、:]")
_RATE_TAIL = re.compile(rf"\s{{0,3}}(?:(?P<points>(?:%|‰)?\s*个?(?:百|千)分点|个点)|(?P<sign>%|‰)|/\s*(?P<per>{_SCALED})(?![0-9]))")
_CASES_PER = re.compile(r"(?:例|人|张)/(?P<per>10\(万\)|10万|十万|千|万)(?:人)?")
_UNIT_TAIL = re.compile(
    rf"\s{{0,3}}(?:(?P<money>(?:多|余|来)?\s*(?P<big>千万|百万|万|亿)?元(?:人民币)?(?P<price>\s*/\s*(?:人次|人|例|户|年))?)|(?P<times>倍)"
    rf"|(?P<age>周?岁|个?月龄|孕周)|(?P<time>个?小时|分钟|个月|个?工作日|个?星期|周年?|天|年|日|秒|学年)|(?P<unit>{_UNIT})(?P<priced>)?)"
)
_CN_UNITS = re.compile(
    r"\s{0,3}(?:多|余|来)?\s{0,3}(?:(?P<age>周?岁|个?月龄)|(?P<time>个?小时|分钟|个月|个?工作日|天|年|周(?![一二三四五六日末]))|(?P<times>倍)|(?P<money>元)"
    rf"|(?P<unit>人次|人份|方面|{_UNIT}))")
_BARE_RATE = re.compile(r"(?:率|性别比)(?:为|是|达到?|约)?$")
REACH = 80  # characters that a name may be long
NEAR = 12  # characters looked at before and after a number for 约, 以上 …


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """A line of the text with its mentions; positions are those of the whole text."""

    text: str
    start: int
    mentions: tuple[Mention, ...]

    def between(self, start: int, end: int) -> str:
        """The words between two positions of the text."""
        return self.text[max(start - self.start, 0): max(end - self.start, 0)]


def passage(line: str, start: int) -> Passage:
    """The line of normalised text that begins at `start`, read."""
    return Passage(line, start, tuple(_placed(line, start, _with_shared_units(line, list(_found(line))))))


def _found(line: str) -> Iterator[Mention]:
    """Mentions of a line with positions in it, their surroundings not yet told."""
    position, per = 0, 0
    while match := MASTER.search(line, position):
        start = match.start()
        mention, position = _read(line, match)
        if match["per"]:
            per = _per(match["per"])
        elif per and _BOUNDARY.search(line[position - 1: start]):
            per = 0
        if mention is None:
            continue
        if per and mention.nature in (Nature.COUNT, Nature.MONEY) and not match["per"]:
            between = line[line.rfind("每", 0, start): start]
            if not _BOUNDARY.search(between):
                mention = replace(mention, nature=Nature.RATE, scale=per)
        yield mention


def _read(line: str, match: re.Match) -> tuple[Mention | None, int]:
    """The mention that a match begins, and where it ends."""
    start, end = match.span()

    def other() -> tuple[Mention, int]:
        return Mention(start, end, line[start:end], Nature.OTHER, None), end

    if match["numbering"] or match["other"] or match["per"]:
        return other()
    if match["masked"]:
        unit = match["maskedunit"]
        if not unit or unit in ("年", "月"):
            return other()
        return Mention(start, end, line[start:end], Nature.MASKED, None, unit, SIGNS.get(unit, 1)), end
    if match["damaged"]:
        unit = match["damagedunit"] or ""
        return Mention(start, end, line[start:end], Nature.MASKED, None, unit, SIGNS.get(unit, 1)), end
    if match["date"]:
        return Mention(start, end, line[start:end], Nature.DATE, None), end
    if match["share"]:
        number = arabic(match["shared"]) if match["shared"][0].isdigit() else chinese(match["shared"])
        return (Mention(start, end, line[start:end], Nature.RATE, number, "", SHARES[match["of"]]), end) if number else other()
    if match["fraction"]:
        top, bottom = chinese(match["top"]), chinese(match["bottom"])
        if not (top and bottom and bottom.value > top.value > 0):
            return other()
        share = top.value / bottom.value * 100
        return Mention(start, end, line[start:end], Nature.RATE, Number(share, Fraction(1), False, Bound.ABOUT), "", 100), end
    if match["tenths"]:
        tens, ones = chinese(match["tens"]), chinese(match["ones"] or "零")
        assert tens and ones
        step = Fraction(1 if match["ones"] else 10)
        return _bounded(line, Mention(start, end, line[start:end], Nature.RATE,
                                      Number(tens.value * 10 + ones.value, step, False), "", 100))
    if match["odds"]:
        number = arabic(match["to"] or match["from"])
        return (Mention(start, end, line[start:end], Nature.ODDS, number), end) if number else other()
    if match["span"]:
        unit = match["spanunit"] or ""
        nature = Nature.AGE if "岁" in unit or "月" in unit else Nature.OTHER
        return Mention(start, end, line[start:end], nature, None, unit), end
    if match["top_n"]:
        number = _any(match["rank"])
        return (Mention(start, end, line[start:end], Nature.RANK, number, match["rankunit"] or ""), end) if number else other()
    if match["cn"]:
        return _read_chinese(line, match)
    return _read_arabic(line, start)


def _read_arabic(line: str, start: int) -> tuple[Mention | None, int]:
    match = WRITTEN.match(line, start)
    assert match is not None
    number, end = written(match), match.end()
    if per := _CASES_PER.match(line, end) if number else None:  # 12例/10万
        return _bounded(line, Mention(start, per.end(), line[start:per.end()], Nature.RATE, number, "", _per(per["per"])))
    if number is None:
        return Mention(start, end, line[start:end], Nature.OTHER, None), end
    if rate := _RATE_TAIL.match(line, end):
        if rate["points"]:
            scale = 1000 if "千" in rate["points"] else 100
            return _bounded(line, Mention(start, rate.end(), line[start:rate.end()], Nature.POINTS, number, "", scale))
        sign = rate["sign"]
        plain = rate["per"] in ("100", "1000", "10000", "100000", "百", "千", "万")
        if not plain or (_rate_words(line, start) and line[start - 1: start] != "("):
            scale = SIGNS[sign] if sign else _per(rate["per"])
            return _bounded(line, Mention(start, rate.end(), line[start:rate.end()], Nature.RATE, number, "", scale))
    unit = _UNIT_TAIL.match(line, end)
    if unit is None and _BARE_RATE.search(line[max(start - NEAR, 0): start]) and (not number.whole or number.value <= 200):
        return _bounded(line, Mention(start, end, line[start:end], Nature.RATE, number, "", 0))
    if unit is None:
        return _bounded(line, Mention(start, end, line[start:end], Nature.COUNT, number))
    return _bounded(line, _with_unit(line, start, number, unit))


def _per(words: str) -> int:
    return PER[re.sub(r"[每\s()]", "", words)]


def _rate_words(line: str, start: int) -> bool:
    return "率" in line[max(start - NEAR, 0): start] or "比" in line[max(start - 4, 0): start]


def _with_unit(line: str, start: int, number: Number, unit: re.Match) -> Mention:
    end, text = unit.end(), line[start:unit.end()]
    if unit["money"]:
        groups = unit.groupdict()
        big = {"万": 10**4, "亿": 10**8, "千万": 10**7, "百万": 10**6}.get(groups.get("big") or "", 1)
        price = re.sub(r"\s", "", groups.get("price") or "")
        return Mention(start, end, text, Nature.MONEY, number.times(big), "元" + price)
    if unit["times"]:
        return Mention(start, end, text, Nature.MULTIPLE, number, "倍")
    for name, nature in (("age", Nature.AGE), ("time", Nature.TIME)):
        if unit[name]:
            return Mention(start, end, text, nature, number, unit[name])
    return Mention(start, end, text, Nature.COUNT, number, unit["unit"])


def _read_chinese(line: str, match: re.Match) -> tuple[Mention | None, int]:
    """A number in characters counts only before a unit: 十二项, 两级, not 一般."""
    start, end = match.span()
    number, unit = chinese(match["cn"]), _CN_UNITS.match(line, end)
    if number is None or unit is None or match["cn"] in ("万", "千", "百", "亿", "零"):
        return None, end
    more = re.match(r"\s*(?:多|余|来)", line[end:end + 2])
    if more:
        number = replace(number, bound=Bound.OVER)
    return _bounded(line, _with_unit(line, start, number, unit))


def _any(text: str) -> Number | None:
    return arabic(text) if text[0].isdigit() else chinese(text)


def _bounded(line: str, mention: Mention) -> tuple[Mention, int]:
    """The mention with what 约, 近, 以上 … around it say."""
    number = mention.number
    assert number is not None
    if number.bound is Bound.STATED:
        before = ABOUT.search(line[max(mention.start - NEAR, 0): mention.start])
        after = AFTER.match(line, mention.end)
        for found in (before, after):
            if found and found.lastgroup:
                bound = {"about": Bound.ABOUT, "below": Bound.BELOW, "above": Bound.ABOVE, "up": Bound.UP_TO,
                         "over": Bound.OVER}[found.lastgroup]
                mention = replace(mention, number=replace(number, bound=bound))
                break
    return mention, mention.end


def _with_shared_units(line: str, mentions: list[Mention]) -> list[Mention]:
    """126、140、98户次: the last number's unit is that of all."""
    for index in range(len(mentions) - 2, -1, -1):
        mention, after = mentions[index], mentions[index + 1]
        if (mention.nature is Nature.COUNT and not mention.unit and after.nature is Nature.COUNT and after.unit
                and line[mention.end: after.start] in ("、", "和", "及", "与", ",")):
            mentions[index] = replace(mention, unit=after.unit)
        elif (mention.nature is Nature.COUNT and not mention.unit and after.nature in (Nature.POINTS, Nature.RATE)
              and line[mention.end: after.start] in ("、", "和", "及", "与")):
            mentions[index] = replace(mention, nature=after.nature, scale=after.scale)
    return mentions


def _placed(line: str, offset: int, mentions: list[Mention]) -> Iterator[Mention]:
    """The mentions with labels, sentences and clauses, at their positions in the whole text."""
    boundaries = [(match.start(), match.group()) for match in _BOUNDARY.finditer(line)]
    sentence = segment = clause = at = 0
    last, opened, named, before = 0, 0, 0, 0  # end of the last mention, start of clause, of this and of the last label
    for index, mention in enumerate(mentions):
        while at < len(boundaries) and boundaries[at][0] < mention.start:
            place, sign = boundaries[at]
            at += 1
            if place < last:  # inside a mention, as in 1,377
                continue
            sentence, segment, clause = sentence + (sign in "。!?\n"), segment + (sign in "。!?\n;"), clause + 1
            opened = place + 1
        begin = max(opened, named)
        if begin > opened and line[begin: mention.start].lstrip().startswith(")"):  # 乙类(19种)39883例
            begin = max(opened, before)
        begin, opening = max(begin, mention.start - REACH), max(opened, mention.start - REACH)
        following = mentions[index + 1].start if index + 1 < len(mentions) else len(line)
        yield replace(
            mention, start=offset + mention.start, end=offset + mention.end,
            label=line[begin: mention.start].strip(), lead=line[opening: mention.start].strip(),
            after=line[mention.end: min(following, mention.end + NEAR)],
            line=offset, sentence=sentence, segment=segment, clause=clause,
        )
        last, before = mention.end, begin
        if mention.nature not in (Nature.AGE, Nature.OTHER):  # which belong to the name: 7岁以下儿童, 2型糖尿病
            named = mention.end
