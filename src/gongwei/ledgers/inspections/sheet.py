"""督导记录: an inspection as its inspectors wrote it down, and what can be wrong in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from gongwei.definition.declaration import Declaration, Misdeclared, declaration
from gongwei.definition.message import Message
from gongwei.ledgers.inspections.checklist import (
    LEVEL_NAMES,
    PLACES,
    SEVERITY_WORDS,
    SHIPPED,
    Checklist,
    checklist_named,
)

_ = Message
Place = tuple[str | int, ...]
"""Where something stands in a sheet: `("day",)`, `("points", "A1")`, `("finding", 0, "deadline")`."""


@dataclass(frozen=True)
class FindingSheet:
    """Something found wrong. `item`: of the checklist, which then gives the severity and the measure where they are empty;
    without one the finding stands beside the checklist. `proofs`: files."""

    text: str
    item: str = ""
    severity: str = ""
    measure: str = ""
    responsible: str = ""
    deadline: date | None = None
    proofs: tuple[Path, ...] = ()


@dataclass(frozen=True)
class InspectionSheet:
    """An inspection of a unit, or of a facility in it, on a day. An item without points was not looked at."""

    unit: str
    day: date
    checklist: str
    inspectors: tuple[str, ...]
    facility: str = ""
    points: Mapping[str, Decimal] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[FindingSheet, ...] = ()
    remark: str = ""

    @property
    def code(self) -> str:
        """One place is inspected by one checklist once a day."""
        return f"{self.facility or self.unit}-{self.day:%Y%m%d}-{self.checklist}"


@dataclass(frozen=True)
class Places:
    """What can be inspected: the level of each unit, the unit of each facility."""

    levels: Mapping[str, str]
    facilities: Mapping[str, str]


def problems(sheet: InspectionSheet, checklist: Checklist, places: Places, today: date) -> Iterator[tuple[Place, Message]]:
    """What forbids recording a sheet, and where it stands."""
    level = places.levels.get(sheet.unit)
    if level is None:
        yield ("unit",), _("没有代码为「{unit}」的单位", unit=sheet.unit)
    elif level != checklist.level:
        yield ("unit",), _("「{name}」用于{wanted},单位「{unit}」是{level}", name=checklist.name, unit=sheet.unit,
                           wanted=LEVEL_NAMES[checklist.level], level=LEVEL_NAMES[level])
    if sheet.facility and places.facilities.get(sheet.facility) != sheet.unit:
        yield ("facility",), _("单位「{unit}」没有代码为「{facility}」的机构", unit=sheet.unit, facility=sheet.facility)
    if sheet.day > today:
        yield ("day",), _("督导日期 {day} 晚于今天", day=sheet.day)
    if not sheet.inspectors:
        yield ("inspectors",), _("至少应有一名督导人员")
    for code, points in sheet.points.items():
        if code not in checklist.by_code:
            yield ("points", code), _("检查表「{name}」没有条目「{code}」", name=checklist.name, code=code)
        elif not 0 <= points <= checklist.by_code[code].points:
            yield ("points", code), _("条目「{code}」的得分应在 0 与 {points} 之间", code=code, points=checklist.by_code[code].points)
        elif -points.normalize().as_tuple().exponent > PLACES:
            yield ("points", code), _("得分最多 {places} 位小数", places=PLACES)
    for code in sheet.remarks:
        if code not in checklist.by_code:
            yield ("remarks", code), _("检查表「{name}」没有条目「{code}」", name=checklist.name, code=code)
    for number, finding in enumerate(sheet.findings):
        for name, message in wrong_in(finding, sheet.day, checklist):
            yield ("finding", number, name), message


def wrong_in(finding: FindingSheet, day: date, checklist: Checklist) -> Iterator[tuple[str, Message]]:
    """What is wrong in a finding: entry and why."""
    if not finding.text.strip():
        yield "text", _("应写明问题")
    if finding.item and finding.item not in checklist.by_code:
        yield "item", _("检查表「{name}」没有条目「{code}」", name=checklist.name, code=finding.item)
    if not finding.item and not finding.severity:
        yield "severity", _("检查表以外的问题应写明严重程度:{among}", among=" ".join(SEVERITY_WORDS))
    if finding.deadline is None:
        yield "deadline", _("应有整改期限")
    elif finding.deadline < day:
        yield "deadline", _("整改期限 {deadline} 早于督导日期 {day}", deadline=finding.deadline, day=day)
    for proof in finding.proofs:
        if not proof.is_file():
            yield "proofs", _("没有文件「{path}」", path=proof)


def read_sheet(path: Path, places: Places, today: date) -> tuple[InspectionSheet, Checklist]:
    """A sheet from its TOML file, and the checklist it names. Misdeclared tells all that is wrong, by line."""
    with declaration(path) as whole:
        checklist = checklist_of(whole, path.parent)
        deadline = whole.entry("deadline", date, None)
        points, remarks = whole.section("points"), whole.section("remarks")
        sheet = InspectionSheet(
            whole.entry("unit", str), whole.entry("day", date), checklist.id if checklist else "",
            texts(whole, "inspectors"), whole.entry("facility", str, ""),
            {code: points.entry(code, Decimal) for code in points.said},
            {code: remarks.entry(code, str) for code in remarks.said},
            tuple(finding_of(said, deadline, path.parent) for said in whole.sections("finding")),
            whole.entry("remark", str, ""),
        )
        whole.nothing_else()
        if not whole.wrongs and checklist:
            for place, message in problems(sheet, checklist, places, today):
                whole.wrong(message, *place)
    return sheet, checklist


def checklist_of(whole: Declaration, folder: Path) -> Checklist | None:
    """The checklist that a sheet names; a wrong name is noted."""
    name = whole.entry("checklist", str)
    try:
        return name and checklist_named(name, folder)
    except (KeyError, OSError):
        whole.wrong(unknown_checklist(name), "checklist")
    except Misdeclared as told:
        whole.wrongs += told.wrongs
    return None


def unknown_checklist(name: str) -> Message:
    """What to say of a checklist that nobody finds."""
    return _("没有检查表「{name}」,应为 {shipped} 之一,或本文件旁的 .toml 文件名", name=name, shipped=" ".join(SHIPPED))


def finding_of(said: Declaration, deadline: date | None, folder: Path) -> FindingSheet:
    """A finding; its deadline is the sheet's where it has none of its own."""
    severity = said.choice("severity", tuple(SEVERITY_WORDS), "")
    finding = FindingSheet(
        said.entry("text", str), said.entry("item", str, ""), SEVERITY_WORDS.get(severity, ""),
        said.entry("measure", str, ""), said.entry("responsible", str, ""), said.entry("deadline", date, deadline),
        tuple(folder / name for name in texts(said, "proofs", [])),
    )
    said.nothing_else()
    return finding


def texts(said: Declaration, name: str, default: object = ...) -> tuple[str, ...]:
    """An entry that is a list of texts."""
    found = said.entry(name, list, default) or []
    if any(not isinstance(one, str) or not one.strip() for one in found):
        said.wrong(_("「{name}」应为一列文字,如 [\"甲\", \"乙\"]", name=name), name)
        return ()
    return tuple(one.strip() for one in found)
