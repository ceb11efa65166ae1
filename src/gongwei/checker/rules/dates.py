"""T8: dates that the calendar does not have, periods and their lengths, and units that cannot be meant.

A period of days may be counted with or without its last day, and may mean working days; every such reading is allowed.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from gongwei.checker.claim import Claim, Kind, Linked, Verdict
from gongwei.checker.judging import HARD, SOFT, Judgement, claim
from gongwei.checker.language.counted import as_written, narrow
from gongwei.checker.language.mention import Passage
from gongwei.checker.language.numeral import arabic, chinese
from gongwei.checker.rules.units import twice, units
from gongwei.definition.message import Message

LEAP = 2000  # stands for an unknown year
_CN = "[一二三四五六七八九十]"
_YEAR = r"(?:(?<![\d.])(?:19|20)\d\d|[一二][零一二三四五六七八九]{3})"
_MONTH = rf"(?:(?<![\d.])\d{{1,2}}|{_CN}{{1,3}})"
_DAY = rf"(?:\d{{1,2}}|{_CN}{{1,3}})"
DATE = re.compile(
    rf"(?:(?P<year>{_YEAR})\s?年\s?)?(?P<month>{_MONTH})\s?月\s?(?P<day>{_DAY})\s?[日号](?!线|楼|文|龄)"
    rf"|(?P<year2>(?<![\d.])(?:19|20)\d\d)(?P<sep>[-/.])(?P<month2>\d{{1,2}})(?P=sep)(?P<day2>\d{{1,2}})(?![\d.%])"
    rf"|(?P<year3>{_YEAR})\s?年\s?(?P<month3>{_MONTH})\s?月(?!龄)"
)
BETWEEN = re.compile(r"\s?(?:\([^()]{0,6}\)|[零\d]{1,2}时|\d{1,2}:\d\d)?\s?起?(?:至|到|-{1,2}|~)\s?")
LAST_DAY = re.compile(rf"(?P<day>{_DAY})\s?[日号](?!线|楼|文|龄)")
FIRST_DAY = re.compile(rf"(?P<month>{_MONTH})\s?月\s?(?P<day>{_DAY})\s?(?=(?:至|到|-|~)\s?{_DAY}\s?[日号])")
CLOCK = re.compile(r"(?:日|[上下中]午|凌晨|早晨|早上|晚上?|时间:?|(?<=\d)-)\s?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?![\d:/%])")
WEEKDAY = re.compile(r"\s?\(?(?:星期|周)(?P<name>[一二三四五六日天末])(?=[\s),,。;、:上下晚]|$)")
DAYS = re.compile(
    rf"(?:公示期|公示|为期|历时|用时|用|共计?|共公示|持续|期限|时间为|\()(?:为|共|限)?(?P<n>\d{{1,3}}|{_CN}{{1,3}}|两)\s?"
    r"(?P<unit>个?工作日|天|日(?!至|前|内))(?!后|前|内|以)"
)
DAYS_BEFORE = re.compile(DAYS.pattern + r"\(?$")
YEARS = re.compile(
    r"(?P<from>(?<![\d.])(?:19|20)\d\d)\s?年?(?:度)?\s?[-~至到]\s?"
    r"(?P<to>(?:19|20)\d\d)(?!\d|\.\d)\s?(?:年度?)?(?!\d{1,2}月)"
)
CALCULATED = re.compile(r"\)?\s?[÷×*/=+]")
CALCULATING = re.compile(r"[÷×*/=+]\s?\(?$")
LENGTH = re.compile(
    rf"(?:[,()”]{{0,2}}(?:共|用|历时|为期|连续|这|的|期间|时期)?(?P<n>\d{{1,2}}|{_CN}{{1,2}}|两)年)"
    r"(?!生存|规划|计划|以|内|前|后|级|期|制|未|没|一|\d|左右|多|余|度|至|到|-)"
    rf"|[^。;\n\d]{{0,16}}?每(?P<cycle>\d|{_CN}|两)年(?:为)?(?:一|1)?个?(?:周期|轮)"
)
PERIODS = {"一季度": (1, 3), "1季度": (1, 3), "二季度": (4, 6), "2季度": (4, 6), "三季度": (7, 9), "3季度": (7, 9),
           "四季度": (10, 12), "4季度": (10, 12), "上半年": (1, 6), "下半年": (7, 12), "前三季度": (1, 9), "前3季度": (1, 9),
           "全年": (1, 12)}
NAMED = re.compile(
    rf"(?P<name>前?[一二三四1-4]季度|[上下]半年|全年)\s?[(,]?\s?\(?(?P<from>\d{{1,2}}|{_CN}{{1,2}})月?(?:(?P<first>\d{{1,2}})日)?\s?[-~至到]\s?"
    rf"(?P<to>\d{{1,2}}|{_CN}{{1,2}})月(?:份|(?P<last>\d{{1,2}})日)?\)"
    r"|(?P<from2>(?<![\d月.])\d{1,2})月?[-~至到](?P<to2>\d{1,2})月(?:份)?\((?:即)?(?P<name2>[前第]?[一二三四1-4]季度|[上下]半年|全年)\)"
)
FOR = re.compile(rf"[止,(]{{0,2}}(?:为期|历时|共计?|用时|用|期限为?)(?P<n>\d{{1,2}}|{_CN}{{1,3}}|两)(?P<unit>个月|年)(?![多余以半零])")
TOO_MANY = re.compile(rf"(?:全年|一年|年内)[^,。;:\d\n]{{0,6}}?(?P<n>\d{{1,2}}|{_CN}{{1,3}})个(?P<unit>季度|月(?!龄))")
HALFWAY = re.compile(r"时间(?:已)?过半")
MONTHS = re.compile(r"(?:(?P<year>(?:19|20)\d\d)年)?(?P<from>(?<![\d月.])\d{1,2})月?(?:份)?\s?[-~至到]\s?(?P<to>\d{1,2})月(?:份)?(?!\d)")
CUTOFF = re.compile(r"截[止至](?:到|至|于)?(?:(?P<year>(?:19|20)\d\d)年)?(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})[日号]|底|末|份(?:底|末)?)")
FINISHED = re.compile(
    r"(?P<year>(?:19|20)\d\d)年度?全年(?:[^,。;:\n]{0,24}?)(?:共|累计|完成了|做了|筛查了|达到了|实现了|报告了)(?!同)")
FORESEEN = re.compile(r"任务|目标|计划|预计|预期|力争|将|拟|确保|要|争取|安排")


def dates(passages: Sequence[Passage], text: str) -> Iterator[Claim]:
    """The claims of a (normalised) text about dates, periods, ranges and units."""
    yield from as_written(_dates(narrow(passages), text), text)


def _dates(passages: Sequence[Passage], text: str) -> Iterator[Claim]:
    title = _period_of(passages)
    finished: list[tuple[int, Passage, re.Match]] = []
    for passage in passages:
        line = passage.text
        if len(line) < 3:
            continue
        found = list(_days(line))
        yield from _impossible(passage, text, found)
        yield from _ranges(passage, text, found)
        yield from _weekdays(passage, text, found)
        yield from _years(passage, text)
        yield from _named(passage, text)
        yield from _parts_of_year(passage, text)
        yield from _cutoffs(passage, text, title)
        yield from units(passage, text)
        finished += [(int(match["year"]), passage, match) for match in FINISHED.finditer(line)
                     if not FORESEEN.search(line[max(match.start() - 8, 0): match.end() + 8])]
    yield from _early(passages, text, finished)
    yield from twice(passages, text)


@dataclass(frozen=True, slots=True)
class Day:
    """A date as written, from `start` to `end` in its line; the year is None where none is written, so the day."""

    start: int
    end: int
    year: int | None
    month: int
    day: int | None
    dotted: bool = False

    @property
    def real(self) -> bool:
        """Whether the calendar has it; without a year the 29th of February exists."""
        return 1 <= self.month <= 12 and (self.day is None or 1 <= self.day <= monthrange(self.year or LEAP, self.month)[1])

    def on(self, year: int) -> date:
        """It as a date of that year where it says none."""
        return date(self.year or year, self.month, min(self.day or 1, monthrange(self.year or year, self.month)[1]))


def _value(words: str | None) -> int | None:
    if not words:
        return None
    number = arabic(words) if words[0].isdigit() else chinese(words)
    return int(number.value) if number else None


def _days(line: str) -> Iterator[Day]:
    for match in DATE.finditer(line):
        year = _value(match["year"] or match["year2"] or match["year3"])
        month, day = _value(match["month"] or match["month2"] or match["month3"]), _value(match["day"] or match["day2"])
        if month is not None and (day is not None or match["year3"]):
            yield Day(match.start(), match.end(), year, month, day, bool(match["sep"]))
    for match in FIRST_DAY.finditer(line):
        year = re.search(rf"({_YEAR})\s?年\s?$", line[max(match.start() - 7, 0): match.start()])
        month, day = _value(match["month"]), _value(match["day"])
        if month is not None and day is not None:
            yield Day(match.start() - (len(year[0]) if year else 0), match.end(), _value(year[1]) if year else None, month, day)


def _date(passage: Passage, day: Day | re.Match, role: str = "date") -> Linked:
    start, end = (day.start, day.end) if isinstance(day, Day) else day.span()
    return Linked(role, passage.text[start:end], passage.start + start, passage.start + end, None)


def _said(passage: Passage, match: re.Match, name: str, value: int) -> Linked:
    return Linked("whole", match[name], passage.start + match.start(name), passage.start + match.end(name), Fraction(value))


def _impossible(passage: Passage, text: str, found: Sequence[Day]) -> Iterator[Claim]:
    """9月31日 · 2023年2月29日 · 2019年13月 · 上午25:70."""
    for day in found:
        if day.real or (day.dotted and not (1 <= day.month <= 12 and 28 < (day.day or 0) < 32)):
            continue
        stated = passage.text[day.start:day.end]
        if not 1 <= day.month <= 12:
            message = Message("没有“{stated}”:月份只有1至12", stated=stated)
        elif day.year and day.month == 2 and day.day == 29:
            message = Message("没有“{stated}”:{year}年2月只有28天", stated=stated, year=day.year)
        else:
            message = Message("没有“{stated}”:{month}月只有{days}天", stated=stated, month=day.month,
                              days=monthrange(day.year or LEAP, day.month)[1])
        yield claim(Kind.CALENDAR, "date", text, (_date(passage, day),), HARD, message)
    for match in CLOCK.finditer(passage.text):
        if int(match["hour"]) > 24 or int(match["minute"]) > 59:
            start, end = passage.start + match.start("hour"), passage.start + match.end("minute")
            yield claim(Kind.CALENDAR, "date", text, (Linked("date", text[start:end], start, end, None),), HARD,
                        Message("没有“{stated}”这个时刻", stated=text[start:end]))


def _ranges(passage: Passage, text: str, found: Sequence[Day]) -> Iterator[Claim]:
    """From one day to another: in order, and as long as the text says."""
    line, starts = passage.text, {day.start: day for day in found}
    for first in found:
        between = BETWEEN.match(line, first.end)
        if between is None or not first.real:
            continue
        last = starts.get(between.end())
        short_last = LAST_DAY.match(line, between.end()) if last is None and first.day is not None else None
        if short_last and (day := _value(short_last["day"])) is not None:
            last = Day(short_last.start(), short_last.end(), None, first.month, day)
            if not last.real:
                yield claim(Kind.CALENDAR, "date", text, (_date(passage, first), _date(passage, last)), HARD,
                            Message("没有“{month}月{day}日”:{month}月只有{days}天", month=first.month, day=day,
                                    days=monthrange(first.year or LEAP, first.month)[1]))
                continue
        if last is None or not last.real or (first.day is None) != (last.day is None) or (last.year and not first.year):
            continue
        if first.year and not last.year and last.month == 2 and not replace(last, year=first.year).real and first.month <= 2:
            yield claim(Kind.CALENDAR, "date", text, (_date(passage, first), _date(passage, last)), HARD,
                        Message("没有“{stated}”:{year}年2月只有28天", stated=line[last.start:last.end], year=first.year))
            continue
        year = first.year or LEAP + 1
        begin, end = first.on(year), last.on(first.year or year)
        links = (_date(passage, first), _date(passage, last))
        if end < begin and short_last is None and not last.year:
            end = last.on(year + 1)  # 12月25日至1月3日
        if end >= begin:
            if first.day is not None:
                yield claim(Kind.CALENDAR, "date-order", text, links, Verdict.CONSISTENT, Message("起止日期先后相符"))
        else:
            yield claim(Kind.CALENDAR, "date-order", text, links, SOFT if short_last else HARD,
                        Message("结束日期“{last}”早于开始日期“{first}”", first=line[first.start:first.end], last=line[last.start:last.end]))
            end = last.on(year).replace(year=year) if (last.month, last.day) != (2, 29) else end
        if begin <= end and first.year:
            yield from _months(passage, text, first, last)
        if first.day is not None and begin <= end:
            yield from _length(passage, text, first, last, (begin, end), bool(first.year))


def _length(passage: Passage, text: str, first: Day, last: Day, period: tuple[date, date], dated: bool) -> Iterator[Claim]:
    """The days of a period said beside it, before in the same sentence or after."""
    line = passage.text
    stop = re.compile(r"[。;\n]|\d月").search(line, last.end, last.end + 24)
    after = DAYS.search(line, last.end, stop.start() if stop else last.end + 24)
    if after and not after[0].startswith(("公示", "为期", "历时", "期限")) and after.start() > last.end + 2:
        after = None
    before = DAYS_BEFORE.search(line, max(first.start - 14, 0), first.start)
    match = after or before
    if match is None:
        return
    stated = _value(match["n"])
    assert stated is not None
    days = (period[1] - period[0]).days + 1
    if days > 1000 or not stated:
        return
    working = sum((period[0] + timedelta(index)).weekday() < 5 for index in range(days)) if dated else None
    links = (_date(passage, first), _date(passage, last), _said(passage, match, "n", stated))
    slack = 7 if _festive(*period) or working is None else 1
    least = (working if working is not None else days * 5 // 7) - slack
    judgement: Verdict | Judgement
    if (stated in (days, days - 1) or (stated == working or (working is None and stated < days))
            or (match["unit"][-3:] == "工作日" and least <= stated <= days)):
        judgement = Verdict.CONSISTENT
        message = Message("起止共{days}天,与文中{stated}相符", days=days, stated=match["n"] + match["unit"])
    else:
        judgement = HARD if stated > days or stated < least else SOFT
        message = Message("起止共{days}天,文中为{stated}", days=days, stated=match["n"] + match["unit"])
    yield claim(Kind.CALENDAR, "period", text, links, judgement, message, stated=Fraction(stated), expected=Fraction(days))


def _months(passage: Passage, text: str, first: Day, last: Day) -> Iterator[Claim]:
    """2018年1月至2020年12月,为期三年."""
    match = FOR.match(passage.text, last.end)
    if match is None or first.year is None:
        return
    value, unit = _value(match["n"]), 12 if match["unit"] == "年" else 1
    months = ((last.year or first.year) - first.year) * 12 + last.month - first.month + 1
    if not value:
        return
    right = value * unit in (months, months - 1)
    links = (_date(passage, first), _date(passage, last), _said(passage, match, "n", value))
    words = {"months": months, "stated": match["n"] + match["unit"]}
    message = (Message("起止共{months}个月,与文中{stated}相符", **words) if right else
               Message("起止共{months}个月,文中为{stated}", **words))
    near = unit == 12 and abs(value * unit - months) < 12
    yield claim(Kind.CALENDAR, "period", text, links, Verdict.CONSISTENT if right else SOFT if near else HARD, message,
                stated=Fraction(value * unit), expected=Fraction(months))


def _parts_of_year(passage: Passage, text: str) -> Iterator[Claim]:
    """全年分5个季度 · half of the year said to be over in May."""
    for match in TOO_MANY.finditer(passage.text):
        value, most = _value(match["n"]), 4 if match["unit"] == "季度" else 12
        if value and value > most:
            yield claim(Kind.CALENDAR, "period", text, (_said(passage, match, "n", value),), HARD,
                        Message("一年只有{most}个{unit},文中为{stated}个", most=most, unit=match["unit"], stated=match["n"]),
                        stated=Fraction(value), expected=Fraction(most),
                        span=(passage.start + match.start(), passage.start + match.end()))
    for match in HALFWAY.finditer(passage.text):
        cutoffs = list(CUTOFF.finditer(passage.text, max(match.start() - 40, 0), match.start()))
        if cutoffs and 1 <= int(cutoffs[-1]["month"]) <= 5:
            yield claim(Kind.CALENDAR, "period", text, (_date(passage, cutoffs[-1]), _date(passage, match, "item")), SOFT,
                        Message("{cutoff}时全年尚未过半", cutoff=cutoffs[-1][0]))


def _festive(begin: date, end: date) -> bool:
    """Whether one of the long holidays may lie in a period: of spring, of May, of October."""
    return any(begin <= date(year, *last) and date(year, *first) <= end for year in (begin.year, end.year)
               for first, last in (((1, 20), (2, 26)), ((5, 1), (5, 5)), ((10, 1), (10, 8))))


def _weekdays(passage: Passage, text: str, found: Sequence[Day]) -> Iterator[Claim]:
    """2019年7月31日(星期三)."""
    for day in found:
        match = WEEKDAY.match(passage.text, day.end)
        if match is None or not (day.year and day.day and day.real) or match["name"] == "末":
            continue
        stated, real = "一二三四五六日".find(match["name"].replace("天", "日")), day.on(day.year).weekday()
        name = "星期" + "一二三四五六日"[real]
        words = Linked("item", match[0].strip(), passage.start + match.start(), passage.start + match.end(), None)
        links = (_date(passage, day), words)
        date_text = passage.text[day.start:day.end]
        if stated == real:
            yield claim(Kind.CALENDAR, "weekday", text, links, Verdict.CONSISTENT,
                        Message("{date}是{name}", date=date_text, name=name))
        else:
            yield claim(Kind.CALENDAR, "weekday", text, links, HARD,
                        Message("{date}是{name},文中为星期{stated}", date=date_text, name=name, stated=match["name"]))


def _years(passage: Passage, text: str) -> Iterator[Claim]:
    """2017-2019年三年 · 2017-2019年为第一轮,每3年一个周期; in (2045-1956)÷1956 they are no years."""
    for match in YEARS.finditer(passage.text):
        before = passage.text[max(match.start() - 3, 0): match.start()]
        if CALCULATED.match(passage.text, match.end()) or CALCULATING.search(before):
            continue
        begin, end = int(match["from"]), int(match["to"])
        length = LENGTH.match(passage.text, match.end())
        if begin > end:
            yield claim(Kind.CALENDAR, "date-order", text, (_date(passage, match),), SOFT,
                        Message("结束年份{end}早于开始年份{begin}", begin=begin, end=end))
            continue
        if length is None:
            continue
        name = "n" if length["n"] else "cycle"
        stated = _value(length[name])
        if not stated or begin == end:
            continue
        links = (_date(passage, match), _said(passage, length, name, stated))
        years = end - begin + 1
        if stated in (years, years - 1):
            yield claim(Kind.CALENDAR, "period", text, links, Verdict.CONSISTENT,
                        Message("{begin}至{end}年共{years}年,与文中相符", begin=begin, end=end, years=years),
                        stated=Fraction(stated), expected=Fraction(years))
        elif name == "n" and stated > 1 and not re.search("共|连续", length[0]):
            firm = re.search("用|历时|为期|这", length[0])
            yield claim(Kind.CALENDAR, "period", text, links, HARD if firm else SOFT,
                        Message("{begin}至{end}年共{years}年,文中为{stated}年", begin=begin, end=end, years=years, stated=length[name]),
                        stated=Fraction(stated), expected=Fraction(years))


def _named(passage: Passage, text: str) -> Iterator[Claim]:
    """一季度(1月1日至3月31日) · 1-6月(上半年)."""
    for match in NAMED.finditer(passage.text):
        name = (match["name"] or match["name2"]).removeprefix("第")
        begin, end = _value(match["from"] or match["from2"]), _value(match["to"] or match["to2"])
        if begin is None or end is None or not 1 <= begin <= end <= 12:
            continue
        right = PERIODS[name]
        links = (_date(passage, match),)
        last_days = (None, str(monthrange(LEAP, end)[1]), "28")
        if (begin, end) == right and match["first"] in (None, "1") and match["last"] in last_days:
            yield claim(Kind.CALENDAR, "period", text, links, Verdict.CONSISTENT,
                        Message("{name}即{begin}至{end}月,相符", name=name, begin=begin, end=end))
        elif (begin, end) != right:
            apart = end < right[0] or begin > right[1] or name.endswith("季度")
            yield claim(Kind.CALENDAR, "period", text, links, HARD if apart else SOFT,
                        Message("{name}应为{begin}至{end}月", name=name, begin=right[0], end=right[1]))


def _period_of(passages: Sequence[Passage]) -> tuple[int | None, int] | None:
    """The year and the last month of the period that the first lines say the document is about: 2019年1-7月."""
    seen = 0
    for passage in passages[:40]:
        if not passage.text.strip():
            continue
        match = MONTHS.search(passage.text[:400])
        if match and int(match["from"]) == 1 and 1 < int(match["to"]) <= 12:
            return int(match["year"]) if match["year"] else None, int(match["to"])
        if (seen := seen + 1) > 3:
            break
    return None


def _cutoffs(passage: Passage, text: str, title: tuple[int | None, int] | None) -> Iterator[Claim]:
    """截止到7月31日, where the document is about 1-7月."""
    for match in CUTOFF.finditer(passage.text):
        month = int(match["month"])
        if title is None or month != title[1] or (match["year"] and title[0] and int(match["year"]) != title[0]):
            continue
        if match["day"] is None or int(match["day"]) == monthrange(title[0] or LEAP, month)[1]:
            yield claim(Kind.CALENDAR, "period", text, (_date(passage, match),), Verdict.CONSISTENT,
                        Message("截止日期与1至{month}月的期末相符", month=month))


def _early(passages: Sequence[Passage], text: str, finished: Sequence[tuple[int, Passage, re.Match]]) -> Iterator[Claim]:
    """A year told as finished by a document signed before its end."""
    signed = _signed(passages)
    if signed is None:
        return
    for year, passage, match in finished:
        if signed.year == year and signed.month < 12:
            yield claim(Kind.CALENDAR, "period", text, (_date(passage, match),), SOFT,
                        Message("落款为{signed},早于{year}年年底,“全年”尚未结束", signed=signed.isoformat(), year=year))


def _signed(passages: Sequence[Passage]) -> date | None:
    """The date under the document: the last short line that ends in a full date."""
    for passage in reversed(passages[-12:]):
        line = passage.text.strip(" ()[]。\t")
        if len(line) > 40 or not line:
            continue
        found = [day for day in _days(line) if day.real and day.year and day.day]
        if found and found[-1].end >= len(line) - 1 and not re.search(r"截[止至]|[,;]|\d[人例名个]", line):
            return found[-1].on(LEAP)
    return None


