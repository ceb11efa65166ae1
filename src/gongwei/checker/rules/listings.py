"""T6: how many things a text says it lists, and how many it lists; ordinals and headings that miss or repeat one.

A name may hold 和, an item may hold 、, and where a list begins before its numeral nobody can tell. So a list has
several lengths, and one that agrees is enough. *Inconsistent* is said where the text marks both ends of the list.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gongwei.checker.claim import Claim, Kind, Linked, Verdict
from gongwei.checker.judging import HARD, SOFT, Judgement, claim
from gongwei.checker.language.counted import COUNTED, NUMERAL, as_written, narrow, numeral, stated
from gongwei.checker.language.mention import Passage
from gongwei.checker.rules.ordinals import HEADING, ORDINAL, headings, ordinals
from gongwei.definition.message import Message

REACH = 300  # characters in which a list ends
BEFORE = 160  # characters in which a list before its numeral begins
MOST = 60  # items
NEARBY = 2  # items by which a slip misses; a list that is much shorter lists something else
TAIL = re.compile(
    r"(?P<noun>[^,。;:、()\n!?\d“”]{0,18}?)[”’]?(?:(?P<colon>:)|(?P<open>\()"
    r"|,?(?P<each>分别|依次|顺次)[^,。;:、()\n\d“]{0,8}?(?:[为是有]|达到?)?(?=[:“\d]|(?<=[为是]))"
    r"|,?(?:(?<![立随当])即(?![将使可日时便])|也就是|具体[为是])|,?(?P<including>(?:主要)?(?:包括|包含|涵盖))|(?P<plain>中,|[为是有]|达到?)):?"
)
RANKED = re.compile(
    rf"前(?P<n>{NUMERAL})(?P<unit>位|名|类|种|个|大|项)?(?P<noun>[^,。;:、()\n!?和与后]{{0,20}}?)"
    r"(?P<each>,?(?:依次|分别|顺次|由高到低|从高到低)*)(?:的)?(?:为|是|有|(?=:)):?"
)
# 31个省(自治区、直辖市): says what 省 stands for, lists nothing.
GLOSS = re.compile(r"^[省市县区旗州盟乡镇街道村社场所院站自治直辖兵团、和及或]+$")
BRACKETED = re.compile(rf"(?P<name>[\u4e00-\u9fff]{{2,12}})\((?:共)?(?P<n>{NUMERAL})(?P<unit>项|癌)\)")
_FIRM = re.compile(r"、|(?<=[”》])(?=[“《])")
SEPARATOR = re.compile(
    _FIRM.pattern + r"|以及|或者|暨|(?<![饱中温缓总求共谋])和(?![谐平田睦气缓])|(?<!参)与(?!会)|(?<![普涉危顾波触])及(?![时格早其])"
)
_MASK = re.compile(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]|“[^“”]{0,60}”|《[^《》]{0,60}》|‘[^‘’]{0,60}’|\"[^\"]{0,60}\"")
_STOP = re.compile(r"[,。;:!?\n()]")
_START = re.compile(r"[,。;:!?\n()]")
_VALUE = r"[约近超≥>]{0,2}\d[\d,.]{0,15}(?<!,)\s?[^\d,。;:、()和与及]{0,6}(?:\([^()]{0,40}\))?"
VALUES = re.compile(rf"{_VALUE}(?:(?:、|以及|和|与|及){_VALUE}){{1,20}}")
EACH = re.compile(r"(?P<each>分别)[^,。;:、()\n\d“]{0,10}(?=\d)")
VERBS = re.compile(
    r"[在对将由向从把于到被让给设建立选派配购发印]|开展|实施|组织|进行|完成|召开|覆盖|抽取|抽查|涉及|包括|共有|现有|其中"
    r"|纳入|成立|提供|安排|培训|制定|获"
)
OBJECT = re.compile(r"^\s*(?:对|将|把|针对|围绕|聚焦|抓好|做好)")
DOING = re.compile(r"均|都|已|达到|完成|实现|超过|各|共|分别|开展|进行|设立|组织|实施")
PANEL = re.compile(r"(?:乙肝|凝血|血脂|甲功|优生|术前|输血|传染病|免疫|肝功能?|肾功能?)$")  # 乙肝五项 is one test
PARTIAL = re.compile(r"^(?:其中|含|不含|除|如|例如|不包括|包括|主要|原|见|每|详见|占|比|较|同比|约|按|以|至|截)")
JOINED = re.compile(r"\s*(?:和|及|以及|还有|另|并|其次|再|其余|其他)")
PLACES = frozenset(re.findall(r"\S+", """
    市 区 县 州 盟 旗 镇 乡 场镇 乡镇 场 街道 办 办事处 街道办 开发区 管理区 园区 新区 社区 居 居委会 村 村委会 农场 林场 管委会 处 院 中心 站 所 室 组 地
"""))  # 3个县(市、区) tells kinds, it lists none
LEVEL = r"(?:国家|中央|省|自治区|市|州|盟|县|旗|区|乡镇|乡|镇|街道|街|村|社区|居|组|院)"
LEVELS = re.compile(rf"(?P<levels>{LEVEL}级?(?:\([^()]{{1,12}}\))?(?:[、和与及/]?{LEVEL}级?(?:\([^()]{{1,12}}\))?){{1,6}})(?:等)?"
                    r"(?P<n>[二两三四五六2-6])(?P<unit>级)(?![甲乙以医高综]|公立)")
MERGED = re.compile(
    r"[县市区州旗盟]{2,3}|乡镇|镇乡|镇街道?|街道?镇|乡街道?|村居|村社区|社区村|居村|自治区|街道|社区|国家|中央|[省市县区乡镇村州旗盟街居组院]"
)
TENDED = re.compile(r"(?P<kinds>[甲乙丙丁]{2,4})(?P<n>[两二三四2-4])(?P<unit>类|种|型|级)")


def listings(passages: Sequence[Passage], text: str) -> Iterator[Claim]:
    """The claims of a (normalised) text that say how many things it lists, or number them."""
    yield from as_written(_listings(narrow(passages), text), text)


def _listings(passages: Sequence[Passage], text: str) -> Iterator[Claim]:
    for passage in passages:
        if len(passage.text) > 3:
            yield from _lists(passage, text)
    yield from ordinals(passages, text)
    yield from headings(passages, text)


@dataclass(frozen=True, slots=True)
class Lengths:
    """How many items a list may have: every number from `low` to `high`; `open` if it ends in 等."""

    low: int
    high: int
    open: bool = False

    def admits(self, number: int) -> bool:
        """Whether one reading of the list has that many items, or fewer of an open list."""
        return self.low <= number if self.open else self.low <= number <= self.high

    @property
    def said(self) -> str:
        """For a message: 4 or 4至5."""
        return f"{self.low}" if self.low == self.high else f"{self.low}至{self.high}"


def lengths(listed: str) -> Lengths:
    """How many items stand in a list; what is in brackets and quotation marks is no item."""
    listed = masked(listed).strip(" :,、")
    parts, finer = _FIRM.split(listed), SEPARATOR.split(listed)
    places = all(finer) and len({item[-1] for item in finer}) == 1 and finer[0][-1] in "县镇乡市区村州旗街院"
    going_on = bool(re.search(r"等(?:等|[^级候]{0,6})?$", listed))
    return Lengths(sum(map(bool, finer if places else parts)), sum(map(bool, finer)), going_on)


def masked(words: str) -> str:
    """The words with all that stands in brackets or quotation marks blotted out, as long as they were."""
    for _ in range(2):
        words = _MASK.sub(lambda match: "□" * len(match[0]) if match[0][0] in "([" else
                          match[0][0] + "□" * (len(match[0]) - 2) + match[0][-1], words)
    return words


def _lists(passage: Passage, text: str) -> Iterator[Claim]:
    line, told = passage.text, set()  # where 分别 was told already
    for match in RANKED.finditer(line):
        yield from _ranked(passage, text, match)
    for match in LEVELS.finditer(line):
        yield from _levels(passage, text, match)
    for match in TENDED.finditer(line):
        kinds = len(match["kinds"])
        verdict = Verdict.CONSISTENT if kinds == numeral(match["n"]) else SOFT
        yield _told(passage, text, match, match.span("kinds"), Lengths(kinds, kinds), verdict)
    for match in BRACKETED.finditer(line):
        number = numeral(match["n"])
        if number > 1 and not lengths(line[max(match.start() - 30, 0): match.end("name")]).admits(number):
            yield claim(Kind.LISTING, "list", text, (stated(passage, match),), Verdict.UNCHECKABLE,
                        Message("“{quote}”没有列出各项,无法核对", quote=match[0]), stated=Fraction(number),
                        span=(passage.start + match.start(), passage.start + match.end()))
    for match in COUNTED.finditer(line):
        if numeral(match["n"]) < 2:
            continue
        found = list(_following(passage, text, match, told))
        if not found and match["unit"] != "级":
            found = list(_preceding(passage, text, match))
        yield from found
    for match in EACH.finditer(line):
        if match.start("each") not in told:
            yield from _aligned(passage, text, match)


def _told(
    passage: Passage, text: str, match: re.Match, listed: tuple[int, int], found: Lengths, judgement: Judgement | Verdict,
    subtype: str = "list", counted: Linked | None = None,
) -> Claim:
    """The claim that a numeral counts the list between two positions of the line."""
    number = counted or stated(passage, match)
    whole = number.value
    assert whole is not None
    items = Linked("item", passage.text[slice(*listed)], passage.start + listed[0], passage.start + listed[1], None)
    values = {"stated": number.text, "found": found.said}
    if isinstance(judgement, Judgement):
        message = (Message("文中说{stated},列出的却有{found}个值,应逐一对应", **values) if subtype == "align" else
                   Message("文中说{stated},列出的却有{found}个", **values))
    elif found.open:
        message = Message("列出{found}个,以“等”收尾,不超过{stated}", **values)
    else:
        message = Message("列出{found}个,与{stated}相符", **{**values, "found": str(whole)})
    expected = Fraction(found.low) if isinstance(judgement, Judgement) else whole
    return claim(Kind.LISTING, subtype, text, (number, items), judgement, message, stated=whole, expected=expected)


def _ranked(passage: Passage, text: str, match: re.Match) -> Iterator[Claim]:
    """前3位依次为甲、乙、丙."""
    line, number = passage.text, numeral(match["n"])
    found = _list_after(line, match.end(), number)
    if number < 2 or found is None or re.search("[进挤冲跻]", line[max(match.start() - 4, 0): match.start()]):
        return
    if "并列" in line[match.start(): found.end + 20] or re.search(r"[后末]\d|以[内外]", match["noun"]):
        return
    if found.lengths.admits(number):
        yield _told(passage, text, match, (found.start, found.end), found.lengths, Verdict.CONSISTENT)
    elif (found.closed and line[match.end() - 1] != "有" and not re.match(r"[\d≥>]", line[found.start:])
          and not DOING.search(found.words)):
        tied = re.search(r"(\d+[^\d、]*)[、和][^\d、]*\1$", line[found.start:found.end])  # 菌痢(5例)、梅毒(5例)
        soft = found.lengths.open or abs(found.lengths.low - number) > NEARBY or (tied and found.lengths.low == number + 1)
        yield _told(passage, text, match, (found.start, found.end), found.lengths, SOFT if soft else HARD)


@dataclass(frozen=True, slots=True)
class _List:
    """A list after a numeral, from `start` to `end` in its line; `closed` if nothing after it may belong to it."""

    start: int
    end: int
    words: str
    lengths: Lengths
    closed: bool
    numeric: bool


def _list_after(line: str, start: int, number: int) -> _List | None:
    """The list that begins at a position; None if none does.

    The shortest reading ends at the first comma. Where it does not have the number wanted, items that are parted by
    commas or semicolons, with 、 inside them, are tried too.
    """
    raw = line[start: start + REACH]
    start += len(raw) - len(raw.lstrip(" :"))
    raw = masked(line[start: start + REACH])
    stop = _STOP.search(raw)
    end = stop.start() if stop else len(raw)
    words = raw[:end]
    if not words or len(SEPARATOR.findall(words)) > MOST or GLOSS.match(words):
        return None
    found = lengths(words)
    rest = raw[end:]
    sentence = re.split(r"[。\n!?]", raw, maxsplit=1)[0]
    if not found.admits(number):
        joined = re.match(r"[^。;\n]{0,60}?、", rest[1:]) or JOINED.match(rest[1:])
        for pattern in (";", ",", r"[;,]", r"[;,、]") if joined else (";", ",", "[;,]"):
            parts = [part for part in re.split(pattern, sentence) if part.strip()]
            if len(parts) == number and len(parts) > 1:
                return _List(start, start + len(sentence), words, Lengths(number, number), False, False)
    if found.high < 2:
        return None
    following = re.split(r"[。\n!?;]", rest[1:], maxsplit=1)[0]
    closed = (
        (not rest and len(raw) < REACH) or rest[:1] in "。;\n!?)" or
        (rest[:1] == "," and "、" not in following and not JOINED.match(following))
    ) and all(0 < len(item.strip()) <= 14 for item in SEPARATOR.split(words)) and not re.search(r"[其][他余它]|另外|及其", words)
    numeric = all(re.match(r"\s*[约近超≥>]?\d", item) for item in SEPARATOR.split(words))
    return _List(start, start + end, words, found, bool(closed), numeric)


def _following(passage: Passage, text: str, match: re.Match, told: set[int]) -> Iterator[Claim]:
    """三项工作:甲、乙、丙 · 三个县(甲县、乙县、丙县) · 三个县分别为…"""
    line, number = passage.text, numeral(match["n"])
    tail = TAIL.match(line, match.end())
    if tail is None:
        return
    if tail["each"]:
        told.add(tail.start("each"))
    if tail["open"]:
        close = _closing(line, tail.end() - 1)
        if close is None:
            return
        found = _list_after(line[:close], tail.end(), number)
        inside = line[tail.end():close]
        if ORDINAL.match(inside) or PARTIAL.match(inside) or set(re.split("、|和|及", inside)) <= PLACES:
            return
    else:
        if ORDINAL.match(line, tail.end()):
            return
        found = _list_after(line, tail.end(), number)
    if found is None:
        return
    if found.numeric:
        values = VALUES.match(line, found.start)
        if values is None:
            return
        several = len(re.findall(r"(?:、|以及|和|与|及)(?=[约近超≥>]{0,2}\d)", masked(values[0]))) + 1
        if several == number and (tail["each"] or tail["plain"] or tail["colon"]):
            yield _told(passage, text, match, values.span(), Lengths(several, several), Verdict.CONSISTENT, "align")
        elif (tail["each"] and found.closed and several % number and not re.search(r"[和与及、]", tail["noun"])
              and len(set(_units(values[0]))) == 1 and match["unit"] in "项个类种大"):
            yield _told(passage, text, match, values.span(), Lengths(several, several), HARD, "align")
        return
    span = (found.start, found.end)
    if found.lengths.admits(number):
        yield _told(passage, text, match, span, found.lengths, Verdict.CONSISTENT)
    elif tail["plain"] is None and found.closed and not re.search(r"\d", found.words) and not DOING.search(found.words):
        severity = _severity(tail, match, found, number)
        if severity:
            yield _told(passage, text, match, span, found.lengths, severity)


def _severity(tail: re.Match, match: re.Match, found: _List, number: int) -> Judgement | None:
    """How sure it is that the list is of what is counted."""
    more = found.lengths.low > number
    noun = tail["noun"]
    if COUNTED.search(found.words) or VERBS.search(noun) or re.search(r"中(?![医心小药西毒])", noun):
        return None
    if "的" in noun and match["unit"] != "方面":  # 三个部门的职责: it is no department that is listed
        return None
    if found.lengths.open or abs(found.lengths.low - number) > NEARBY:
        return SOFT
    if tail["open"]:
        ends = {item[-1] for item in SEPARATOR.split(found.words) if item}
        alike = match["unit"] in "病癌害筛检" or (len(ends) == 1 and (tail["noun"] or match["unit"]).endswith(tuple(ends)))
        return HARD if alike or (more and match["unit"] in "项类大" and not match["n"][0].isdigit()) else SOFT
    if tail["including"]:
        return SOFT
    if tail["colon"]:
        return HARD if found.lengths.low > 2 else SOFT
    return HARD


def _units(values: str) -> list[str]:
    return [re.sub(r"[\d,.\s约近超≥>]+|\([^()]*\)", "", value) for value in re.split("、|以及|和|与|及", values)]


def _closing(line: str, opening: int) -> int | None:
    """Where the bracket closes that opens at a position."""
    depth = 0
    for match in re.compile(r"[()]").finditer(line, opening, opening + REACH):
        depth += 1 if match[0] == "(" else -1
        if depth == 0:
            return match.start()
    return None


def _clause_before(line: str, end: int) -> tuple[int, str, bool]:
    """The words back to the last sign, masked: where they begin, what they are, whether a sign is before them."""
    begin = max(end - BEFORE, 0)
    words = masked(line[begin:end])
    starts = [match.end() for match in _START.finditer(words)]
    cut = starts[-1] if starts else 0
    numbering = HEADING.match(line) if not starts and begin == 0 else None
    cut = max(cut, numbering.end() if numbering else 0)
    return begin + cut, words[cut:], bool(starts) or begin == 0


def _preceding(passage: Passage, text: str, match: re.Match) -> Iterator[Claim]:
    """甲、乙和丙三个项目 · 甲、乙等五大工程."""
    line, number = passage.text, numeral(match["n"])
    begin, words, signed = _clause_before(line, match.start())
    several = re.search(r"等$", words)
    words = re.sub(r"(?:等|共计?|合计|这|等共)$", "", words)
    if not SEPARATOR.search(words) or words[-1:] in "“‘《\"" or match["unit"] == "癌":
        return
    found = Lengths(*(lambda length: (length.low, length.high))(lengths(words)), open=bool(several))
    items = [item.strip() for item in SEPARATOR.split(words)]
    span = (begin, begin + len(words))
    if not all(items) or any(len(item) > 20 for item in items[1:]) or re.search(r"[\d%]$", words):
        return
    if found.high >= 2 and found.admits(number):
        yield _told(passage, text, match, span, found, Verdict.CONSISTENT)
    elif (signed and found.low > 1 and not PANEL.search(words)
          and match["unit"] in ("条线", "大", "项", "类", "种", "方面") and not match["n"][0].isdigit()
          and all(len(item) <= 9 for item in items) and not VERBS.search(OBJECT.sub("", words)) and not re.search(r"\d", words)):
        slip = found.low > 2 and found.low == found.high and abs(found.low - number) == 1 and match["unit"] in "类种"
        yield _told(passage, text, match, span, found, HARD if slip and not several else SOFT)


def _levels(passage: Passage, text: str, match: re.Match) -> Iterator[Claim]:
    """市县两级 · 县、乡镇、村三级."""
    words, number = re.sub(r"\([^()]*\)|级", "", match["levels"]), numeral(match["n"])
    parts = [part for part in re.split("[、和与及/]", words) if part]
    low = sum(len(MERGED.findall(part)) for part in parts)
    high = sum(len(re.findall(LEVEL, part.replace("乡镇", "乡、镇"))) for part in parts)
    found = Lengths(min(low, high), max(low, high))
    if found.admits(number) or (len(parts) == 1 and found.high >= number):
        yield _told(passage, text, match, match.span("levels"), found, Verdict.CONSISTENT)
    elif found.high < number or all(len(part) <= 2 for part in parts):
        yield _told(passage, text, match, match.span("levels"), found, SOFT)


def _aligned(passage: Passage, text: str, match: re.Match) -> Iterator[Claim]:
    """甲、乙、丙的筛查率分别为1%、2%、3%: as many names as values."""
    line, values = passage.text, VALUES.match(passage.text, match.end())
    if values is None:
        return
    several = len(re.findall(r"(?:、|以及|和|与|及)(?=[约近超≥>]{0,2}\d)", masked(values[0]))) + 1
    begin, words, signed = _clause_before(line, match.start("each"))
    if not words.strip() and begin > 1:
        begin, words, signed = _clause_before(line, begin - 1)
    if not SEPARATOR.search(words):
        return
    inner = VALUES.search(words)
    found = lengths(inner[0] if inner else words)
    if COUNTED.search(words) and found.high < 2:
        return
    counted = Linked("whole", values[0], passage.start + values.start(), passage.start + values.end(), Fraction(several))
    span = (begin, begin + len(words))
    if found.admits(several):
        yield claim(Kind.LISTING, "align", text, _pair(passage, counted, span), Verdict.CONSISTENT,
                    Message("“分别”前后各{several}项,一一对应", several=several), stated=Fraction(several), expected=Fraction(several))
    elif (signed and found.low > 2 and not found.open and several % found.low and found.low % several
          and not re.search(r"\d", words) and len(set(_units(values[0]))) == 1):
        yield claim(Kind.LISTING, "align", text, _pair(passage, counted, span), SOFT,
                    Message("“分别”之前有{found}项,之后有{several}个值,应一一对应", found=found.said, several=several),
                    stated=Fraction(several), expected=Fraction(found.low))


def _pair(passage: Passage, counted: Linked, span: tuple[int, int]) -> tuple[Linked, Linked]:
    return Linked("item", passage.text[slice(*span)], passage.start + span[0], passage.start + span[1], None), counted
