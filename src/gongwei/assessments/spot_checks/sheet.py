"""The call sheet: what a caller gets, and how a filled line is read. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from gongwei.assessments.spot_checks.reply import ANSWERED, WORDS
from gongwei.definition.message import Message as _

COLUMNS = {
    "number": "序号", "resident": "居民编号", "unit": "单位", "name": "姓名", "phone": "电话", "contact_phone": "联系人电话", "service": "记录的服务",
    "attempt": "第几次", "on": "日期", "caller": "调查员", "result": "结果", "satisfaction": "满意度(1~5)",
}
"""Column → what stands above it. The questions follow, each as 知晓1 with its words. A line is known by its `number`: office
programs round codes of more than 15 digits."""
NAMED = ("name", "phone", "contact_phone")
QUESTION = re.compile(r"(?:知晓|awareness)\s*(\d+)\b.*", re.DOTALL)
COUNTING = re.compile(r"[1-9][0-9]{0,8}")
YES_NO = {"是": "1", "1": "1", "知道": "1", "yes": "1", "否": "0", "0": "0", "不知道": "0", "no": "0", "": "-", "-": "-"}
CODES = {**{code: code for code in WORDS}, **{str(word): code for code, word in WORDS.items()}}


class Answer(NamedTuple):
    """One attempt as a caller tells it; see `models.Call`. `number` of the drawn resident: see `queries.Person`."""

    number: int
    attempt: int
    on: date
    caller: str
    result: str
    awareness: str = ""
    satisfaction: int | None = None


class Misread(ValueError):
    """A line that says nothing certain; the message names the column and what would be right."""


def header(questions: Sequence[str], names: bool) -> list[str]:
    """What stands above the columns of a sheet."""
    shown = [title for column, title in COLUMNS.items() if names or column not in NAMED]
    return [*shown, *(f"知晓{number} {words}" for number, words in enumerate(questions, 1))]


def columns(titles: Sequence[str]) -> list[str | int | None]:
    """Which column each title of a filled sheet names: a word of COLUMNS, the number of a question, None for any other.
    Misread where one that is needed is missing."""
    known = {title: column for column, title in COLUMNS.items()} | {column: column for column in COLUMNS}
    known["满意度"] = "satisfaction"
    found = [int(asked[1]) if (asked := QUESTION.fullmatch(title)) else known.get(title) for title in titles]
    for needed in ("number", "attempt", "on", "caller", "result"):
        if needed not in found:
            raise Misread(_("缺少「{title}」一列", title=COLUMNS[needed]))
    return found


def read(cells: Mapping[str | int, str], questions: int, day: Callable[[str], date]) -> Answer | None:
    """A filled line; None where no result was entered. `day` reads a date, with ValueError for what is none. Misread."""
    said = {column: str(cell).strip() for column, cell in cells.items()}
    if not said["result"]:
        return None
    result = CODES.get(said["result"])
    if result is None:
        raise Misread(_("「结果」应为 {among} 之一,表中为「{entry}」", among="、".join(WORDS.values()), entry=said["result"]))
    for column in ("number", "attempt"):
        if not COUNTING.fullmatch(said[column]):
            raise Misread(_("「{title}」应为 1、2、3…,表中为「{entry}」", title=COLUMNS[column], entry=said[column]))
    try:
        on = day(said["on"])
    except ValueError as error:
        raise Misread(_("「日期」应写作 2025-03-01,表中为「{entry}」", entry=said["on"])) from error
    if not said["caller"]:
        raise Misread(_("「调查员」未填"))
    marks = "".join(mark(number, said.get(number, "")) for number in range(1, questions + 1))
    satisfaction = said.get("satisfaction", "")
    if satisfaction not in ("", "1", "2", "3", "4", "5"):
        raise Misread(_("「满意度」应为 1~5,表中为「{entry}」", entry=satisfaction))
    if result not in ANSWERED and (marks.strip("-") or satisfaction):
        raise Misread(_("结果为「{result}」,却填了知晓或满意度", result=WORDS[result]))
    return Answer(int(said["number"]), int(said["attempt"]), on, said["caller"], result, marks if marks.strip("-") else "",
                  int(satisfaction) if satisfaction else None)


def mark(number: int, entry: str) -> str:
    """The mark of a question's answer."""
    if entry.lower() not in YES_NO:
        raise Misread(_("「知晓{number}」应为 是 或 否,表中为「{entry}」", number=number, entry=entry))
    return YES_NO[entry.lower()]
