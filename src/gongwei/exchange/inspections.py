"""督导记录 as a table: a row for each item looked at or each thing found; rows of one place, day and checklist are one inspection."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from gongwei.definition.declaration import Misdeclared, Wrong
from gongwei.definition.message import Message
from gongwei.exchange import reading
from gongwei.exchange.checking import Column, called, check, required
from gongwei.exchange.tables import UNIT
from gongwei.exchange.values import code, day, identifier, number
from gongwei.ledgers.inspections.checklist import PLACES, SEVERITIES, Checklist, checklist_named
from gongwei.ledgers.inspections.sheet import FindingSheet, InspectionSheet, Place, Places, problems, unknown_checklist

SEPARATORS = str.maketrans("、,，;；", "|||||")
COLUMNS = (
    Column("unit", UNIT, identifier(12), required=True),
    Column("facility", ("医疗机构", "设施", "医疗机构代码"), identifier(), empty=""),
    Column("day", ("督导日期", "日期"), day, required=True),
    Column("checklist", ("检查表",), required=True),
    Column("inspectors", ("督导人员", "督导组"), empty=""),
    Column("item", ("条目", "条目编码"), empty=""),
    Column("points", ("得分",), number(low=0, places=PLACES)),
    Column("remark", ("备注",), empty=""),
    Column("finding", ("问题", "存在问题"), empty=""),
    Column("severity", ("严重程度",), code({key: (str(words),) for key, words in SEVERITIES.items()}), empty=""),
    Column("measure", ("整改措施", "措施"), empty=""),
    Column("responsible", ("责任人", "整改责任人"), empty=""),
    Column("deadline", ("整改期限", "期限"), day),
    Column("proofs", ("证据", "照片"), empty=""),
)  # fmt: skip
ENTRIES = {"text": "finding", "item": "item", "severity": "severity", "deadline": "deadline", "proofs": "proofs"}
KEY = ("unit", "facility", "day", "checklist")
Row = Mapping[str, object]
Inspected = tuple[InspectionSheet, Checklist]


def read_inspections(path: Path, places: Places, today: date) -> tuple[list[Inspected], list[Wrong], list[str]]:
    """The inspections of a CSV or XLSX file that can be recorded, what is wrong with the others by line, and the headers nobody
    knows. A wrong row holds back every inspection that it may belong to, the others stand. Proofs are files beside the table."""
    wrongs: list[Wrong] = []
    unknown: list[str] = []
    together: dict[tuple, list[tuple[int, Row]]] = {}
    held_back: set[tuple] = set()
    memos = {column.name: column.memo() for column in COLUMNS}
    for part in reading.parts(path, path.name, called(COLUMNS), required(COLUMNS)):
        unknown += part.unknown
        for line, reasons in part.refused:
            wrongs.append(Wrong(path.name, line, told(reasons, part.titles)))
            held_back.add((None,) * len(KEY))
        if not part.lines:
            continue
        checked = check(part.lines, memos, part.entries)
        for number_, line in enumerate(checked.lines):
            row = {name: values[number_] for name, values in checked.values.items()}
            key = tuple(row[name] for name in KEY)
            together.setdefault(key, []).append((line, row))
            if reasons := checked.refused.get(number_):
                wrongs.append(Wrong(path.name, line, told(reasons, part.titles)))
                held_back.add(key)
    found = []
    for key, rows in together.items():
        if any(may_be(wrong, key) for wrong in held_back):
            continue
        try:
            one = inspected(rows, path, places, today)
        except Misdeclared as error:
            wrongs += error.wrongs
        else:
            found.append(one)
    return found, sorted(wrongs, key=lambda wrong: (wrong.file, wrong.line)), unknown


def may_be(wrong: tuple, key: tuple) -> bool:
    """Whether a row with a wrong entry belongs, or as far as it can be read may belong, to an inspection."""
    return all(part in (None, known) for part, known in zip(wrong, key, strict=True))


def told(reasons: reading.Reasons, titles: Mapping[str, str]) -> str:
    """Why a row is refused."""
    return ";".join(f"{titles.get(name, name)}:{why}" if name else why for name, why in reasons.items())


def inspected(rows: list[tuple[int, Row]], path: Path, places: Places, today: date) -> Inspected:
    """The inspection that these rows tell of. Misdeclared when it cannot be recorded."""
    lines: dict[Place, int] = {}
    wrongs = list(twice(rows, path.name, lines))
    first, head = rows[0]
    try:
        checklist = checklist_named(head["checklist"], path.parent)
    except (KeyError, OSError):
        raise Misdeclared([Wrong(path.name, first, unknown_checklist(head["checklist"]))]) from None
    inspectors = dict.fromkeys(name for _line, row in rows for name in names(row["inspectors"]))
    findings = []
    for line, row in rows:
        if row["finding"]:
            lines |= {("finding", len(findings), name): line for name in ENTRIES}
            findings.append(FindingSheet(row["finding"], row["item"], row["severity"], row["measure"], row["responsible"],
                                         row["deadline"], tuple(path.parent / name for name in names(row["proofs"]))))
    sheet = InspectionSheet(
        head["unit"], head["day"], checklist.id, tuple(inspectors), head["facility"],
        {row["item"]: row["points"] for _line, row in rows if row["item"] and row["points"] is not None},
        {row["item"]: row["remark"] for _line, row in rows if row["item"] and row["remark"]}, tuple(findings),
        next((row["remark"] for _line, row in rows if row["remark"] and not row["item"]), ""),
    )
    wrongs += [Wrong(path.name, lines.get(place, first), message) for place, message in problems(sheet, checklist, places, today)]
    if wrongs:
        raise Misdeclared(wrongs)
    return sheet, checklist


def twice(rows: list[tuple[int, Row]], file: str, lines: dict[Place, int]) -> Iterator[Wrong]:
    """What is said twice, belongs to no item, or says nothing; notes in `lines` where points and remarks stand."""
    for line, row in rows:
        if row["points"] is None and not row["finding"] and not row["remark"]:
            yield Wrong(file, line, Message("这一行既没有得分也没有问题"))
        for name, section, words in (("points", "points", _("得分")), ("remark", "remarks", _("备注"))):
            if row[name] in (None, ""):
                continue
            place = (section, row["item"])
            if place in lines:
                yield Wrong(file, line, Message("条目「{item}」的{what}已在第 {line} 行写过", item=row["item"], what=words,
                                                line=lines[place]))
            elif name == "points" and not row["item"]:
                yield Wrong(file, line, Message("有得分而没有条目编码"))
            lines.setdefault(place, line)


def names(entry: str) -> tuple[str, ...]:
    """Names in one cell, parted by 、 or ; or commas."""
    return tuple(part.strip() for part in entry.translate(SEPARATORS).split("|") if part.strip())
