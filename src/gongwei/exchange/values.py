"""Entries as they stand in a file, understood: days, times, numbers, codes, texts. What cannot be understood is
`Malformed`."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from gongwei.definition.form import Field, Kind, Problem, Reading
from gongwei.definition.message import said

Reader = Callable[[str], object]
"""Understands a stripped, non-empty entry; Malformed when it cannot."""

SHANGHAI = ZoneInfo("Asia/Shanghai")
SUMMER_TIME_ENDED, EIGHT_HOURS = 1992, timedelta(hours=8)
"""Since then Shanghai is that far ahead of UTC all year."""
LONGEST_ID = 64

DAY = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})|(\d{4})(\d\d)(\d\d)|(\d{4})年(\d{1,2})月(\d{1,2})日?", re.ASCII)
SERIAL = re.compile(r"\d{5}", re.ASCII)
FIRST_SERIAL_DAY = date(1899, 12, 30)
MIDNIGHT = re.compile(r"[ T]00?:00(:00(\.0+)?)?$", re.ASCII)
NUMBER = re.compile(r"[+-]?(\d{1,30}\.?\d{0,30}|\.\d{1,30})([eE][+-]?\d{1,2})?", re.ASCII)
HUGE = re.compile(r"[eE][+-]?\d{3}", re.ASCII)
HARMLESS = re.compile(r"(?=(\D*\d){0,6}\D*$)[-+.,/:\d]{1,10}", re.ASCII)
DIVISION = re.compile(r"\d{12}", re.ASCII)

PERIOD = re.compile(r"(\d{4})年?(?:-?(?:[Qq]([1-4])|第?([1-4一二三四])季度?|(\d{1,2})(?:-0?1)?月?))?", re.ASCII)


class Malformed(ValueError):
    """An entry that is not what its column asks for. The message says what would be right and quotes nothing
    personal."""


def quoted(entry: str, division: bool = False) -> str:
    """An entry in quotation marks when it cannot be a name, a telephone, an identity number or a day of birth: at most
    six digits. In a column of units (`division`) also a division code of twelve."""
    harmless = HARMLESS.fullmatch(entry) or (division and DIVISION.fullmatch(entry))
    return _("「{entry}」").format(entry=entry) if harmless else ""


def without_entry(message: str, entry: str) -> str:
    """A message in the user's language that repeats an entry, without it unless the entry is harmless."""
    message = said(message, _)
    return message if quoted(entry) else message.replace(entry, "…")


def day(entry: str) -> date:
    """A calendar day: 2025-03-01, 2025/3/1, 20250301, 2025年3月1日, or an Excel day number."""
    text = MIDNIGHT.sub("", entry)
    if match := DAY.fullmatch(text):
        year, month, day_of_month = (int(part) for part in match.groups() if part and part not in "-/")
        try:
            return date(year, month, day_of_month)
        except ValueError:
            raise Malformed(_("{entry}没有这一天").format(entry=quoted(entry))) from None
    if SERIAL.fullmatch(text):
        return FIRST_SERIAL_DAY + timedelta(days=int(text))
    raise Malformed(_("{entry}不是日期,应写作 2025-03-01").format(entry=quoted(entry)))


def moment(entry: str) -> datetime:
    """A point in time, in UTC; written in Asia/Shanghai unless it names its zone. A day alone is its midnight."""
    return in_utc(entry).replace(tzinfo=UTC)


def in_utc(entry: str) -> datetime:
    """A moment by the clock of UTC, without a zone."""
    try:
        found = datetime.fromisoformat(entry)
    except ValueError:
        on, _space, at = entry.replace("T", " ").partition(" ")
        try:
            found = datetime.combine(day(on), time.fromisoformat(at.strip().zfill(5)) if at else time())
        except ValueError:
            raise Malformed(_("{entry}不是时间,应写作 2025-03-01T10:30:00").format(entry=quoted(entry))) from None
    if found.tzinfo is None and found.year >= SUMMER_TIME_ENDED:
        return found - EIGHT_HOURS
    try:
        return (found if found.tzinfo else found.replace(tzinfo=SHANGHAI)).astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        raise Malformed(_("{entry}不是时间,应写作 2025-03-01T10:30:00").format(entry=quoted(entry))) from None


def reporting_period(entry: str) -> str:
    """A year, quarter or month: 2025, 2025-Q1, 2025-03; Chinese wording too."""
    match = PERIOD.fullmatch(entry)
    if not match:
        raise Malformed(_("应为年 2025、季 2025-Q1 或月 2025-03"))
    whole, quarter, quarter_in_words, month = match.groups()
    if quarter or quarter_in_words:
        return f"{whole}-Q{quarter or '一二三四'.find(quarter_in_words) + 1 or quarter_in_words}"
    if month is None:
        return whole
    if not 1 <= int(month) <= 12:
        raise Malformed(_("应为年 2025、季 2025-Q1 或月 2025-03"))
    return f"{whole}-{int(month):02d}"


class Percentage(Decimal):
    """A number that was written with %: 76 for 76%."""


def in_percent(read: Reader) -> Reader:
    """Reads what `read` does, or that with %."""

    def either(entry: str) -> Decimal:
        return Percentage(read(entry[:-1].rstrip())) if entry.endswith(("%", "％")) else read(entry)

    return either


def share(read: Reader) -> Reader:
    """Reads what `read` does, of something written with % the part of one: 40% is 0.4."""

    def part(entry: str) -> Decimal:
        found = in_percent(read)(entry)
        return Decimal(found) / 100 if isinstance(found, Percentage) else found

    return part


def number(low: int | None = None, places: int | None = None) -> Reader:
    """Reads an exact number, not below `low`, with at most so many decimal places."""

    def read(entry: str) -> Decimal:
        if not NUMBER.fullmatch(entry):
            raise Malformed(_("{entry}不是数字").format(entry=quoted(entry)))
        found = Decimal(entry)
        if low is not None and found < low:
            raise Malformed(_("{entry}不能小于 {low}").format(entry=quoted(entry), low=low))
        if places is not None and -found.normalize().as_tuple().exponent > places:
            raise Malformed(_("{entry}最多 {places} 位小数").format(entry=quoted(entry), places=places))
        if abs(found) >= Decimal(10) ** 14:
            raise Malformed(_("{entry}过大").format(entry=quoted(entry)))
        return found

    return read


def year(entry: str) -> int:
    """A calendar year."""
    if not re.fullmatch(r"(19|20|21)\d\d(\.0)?年?", entry, re.ASCII):
        raise Malformed(_("{entry}不是年份,应写作 2025").format(entry=quoted(entry)))
    return int(entry[:4])


def identifier(longest: int = LONGEST_ID) -> Reader:
    """Reads an id: any text of limited length."""

    def read(entry: str) -> str:
        if len(entry) > longest:
            raise Malformed(_("编号过长:{length} 个字符,最多 {longest} 个").format(length=len(entry), longest=longest))
        return entry

    return read


def text(entry: str) -> str:
    """Any text."""
    return entry


def code(known: Mapping[object, tuple[str, ...]]) -> Reader:
    """Reads one of the codes of a closed list, each with the other words for it."""
    words = {word.casefold(): value for value, others in known.items() for word in (str(value), *others)}
    named = "、".join(f"{value}({others[0]})" if others else str(value) for value, others in known.items())

    def read(entry: str) -> object:
        try:
            return words[entry.casefold()]
        except KeyError:
            message = _("{entry}不是可用的代码,应为以下之一:{known}")
            raise Malformed(message.format(entry=quoted(entry), known=named)) from None

    return read


YES_AND_NO = {"1": True, "是": True, "0": False, "否": False}


def yes_or_no(entry: str) -> bool:
    """1 or 0, 是 or 否."""
    try:
        return YES_AND_NO[entry]
    except KeyError:
        raise Malformed(_("{entry}应为 1(是)或 0(否)").format(entry=quoted(entry))) from None


def past(today: date, what: str) -> Reader:
    """Reads a day that has come by the day of the import."""

    def read(entry: str) -> date:
        found = day(entry)
        if found > today:
            raise Malformed(_("{what}晚于导入日 {today}").format(what=what, today=today))
        return found

    return read


def reference(known: Mapping[str, object] | set[str], what: str, division: bool = False) -> Reader:
    """Reads the id of something else, which must be among the known; gives what the mapping holds for it, or the id.
    `division`: the ids are division codes."""

    def read(entry: str) -> object:
        if entry not in known:
            message = _("没有这个{what}{entry}:文件中没有、已被拒绝,也未曾导入")
            raise Malformed(message.format(what=what, entry=quoted(entry, division)))
        return known[entry] if isinstance(known, Mapping) else entry

    return read


def read_field(field: Field, entry: object) -> Reading:
    """`Field.read` for an entry of a file: days may be written in other ways, numbers are of sane length."""
    if not isinstance(entry, str):
        return field.read(entry)
    entry = entry.strip()
    if field.kind is Kind.DATE and entry:
        with suppress(Malformed):
            entry = day(entry).isoformat()
    if field.kind in (Kind.INTEGER, Kind.NUMBER) and (len(entry) > 40 or HUGE.search(entry)):
        return Reading(problem=Problem(field.name, "not_a_number", _("{title}:不是数字").format(title=field.title)))
    return field.read(entry)
