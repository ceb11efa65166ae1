"""The file of a year's plan: tasks with their targets, read from a table and written to a workbook for people."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from gongwei.assessments import catalogue
from gongwei.assessments.plans import queries
from gongwei.assessments.plans.actions import load_tasks
from gongwei.assessments.plans.curve import NoCurve, read_curve
from gongwei.assessments.plans.items import figure_ids
from gongwei.assessments.plans.tasks import TaskRow, faults
from gongwei.definition.message import said
from gongwei.exchange import values
from gongwei.exchange.checking import Checked, Column
from gongwei.exchange.known import Known
from gongwei.exchange.plans import refuse_targets, refuse_too_much
from gongwei.exchange.tables import Flags, Report, Table, unit_reference
from gongwei.exchange.values import Malformed, Reader, day, identifier, in_percent, number
from gongwei.exchange.workbooks import write_table
from gongwei.indicators.family import Entry
from gongwei.ledgers.projects.queries import project_groups
from gongwei.ledgers.tallies import queries as tallies
from gongwei.programmes.registry import INDICATORS
from gongwei.records import queries as records

UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
Targets = Mapping[tuple[int, str, str], Decimal]
"""(year, unit, figure) → value."""

WRITTEN = {
    "year": ("年份", 6), "code": ("编号", 8), "title": ("任务", 28), "item": ("项目", 30), "item_name": ("项目名称", 26),
    "unit": ("单位", 15), "unit_name": ("单位名称", 12), "target": ("目标", 11), "measure": ("计量单位", 9),
    "responsible": ("责任单位", 16), "person": ("责任人", 9), "leader": ("分管领导", 9), "measures": ("措施", 40),
    "deadline": ("完成时限", 12), "curve": ("月进度", 22), "parent": ("上级任务", 9),
}  # fmt: skip
"""The columns of a written plan in order: name → heading and width in characters."""
FROZEN = 3
REMARKS = ("item_name", "unit_name", "measure")
"""Columns for readers; what stands in them is not read."""


def tasks_table(known: Known, year: int | None = None, targets: Targets | None = None) -> Table:
    """tasks.csv, read as a whole, since tasks stand above tasks. `year` is that of rows which name none. `targets`: what other
    files of the folder have said, from which none may differ."""
    figures = figure_ids(known.items, project_groups())

    def judge(checked: Checked, _unknown: Report) -> Flags:
        refuse_targets(checked, figures)
        refuse_too_much(checked, figures)
        kept = [row for row in range(len(checked.lines)) if row not in checked.refused]
        rows = [task(*fields) for fields in checked.rows(*NAMES)]
        for row, one in zip(kept, rows, strict=True):
            other = (targets or {}).get((one.year, one.unit, figures.get(one.item, one.item)), one.value)
            if other != one.value:
                checked.refuse(row, "target", _("与 targets 文件中的目标 {value} 不同").format(value=f"{other.normalize():f}"))
        held = {one.key: one for of in {one.year for one in rows} for one in queries.tasks(of)}
        for place, columns in faults(rows, held, lambda item: figures.get(item, item)).items():
            for column, message in columns.items():
                checked.refuse(kept[place], column, said(message, _))
        return ()

    return Table(
        "tasks",
        (
            Column("year", ("年份", "年度", "年"), the_year(year), required=year is None, empty=year),
            Column("code", ("编号", "序号", "任务编号", "编码"), identifier(), required=True),
            Column("title", ("任务", "任务名称", "工作任务", "重点任务"), words, required=True),
            unit_reference(known),
            Column("item", ("项目", "项目代码", "指标", "台账项目"), the_item(known, figures), required=True),
            Column("target", ("目标", "目标值", "任务数"), in_percent(number(low=0, places=4)), required=True),
            Column("responsible", ("责任单位", "牵头单位", "责任科室"), words, empty=""),
            Column("person", ("责任人",), words, empty=""),
            Column("leader", ("分管领导",), words, empty=""),
            Column("measures", ("措施", "工作措施"), words, empty=""),
            Column("deadline", ("完成时限", "时限", "完成日期"), day),
            Column("curve", ("月进度", "进度曲线"), curve, empty=""),
            Column("parent", ("上级任务", "上级编号"), identifier(), empty=""),
            *(Column(name, (WRITTEN[name][0],)) for name in REMARKS),
        ),
        ("year", "code"), task, load_tasks, judge=judge, whole=True,
    )  # fmt: skip


NAMES = ("year", "code", "title", "unit", "item", "target", *TaskRow._fields[6:])


def task(*fields: object) -> TaskRow:
    """A row without the remarks."""
    return TaskRow(*fields[: len(NAMES)])


def plan_table(year: int) -> Table:
    """The plan of a year as a file of its own: it may name every unit and tally that there is."""
    return tasks_table(Known(units=set(records.units()), items=tallies.items()), year)


def the_year(wanted: int | None) -> Reader:
    """Reads a year, which must be the wanted one if one is."""

    def read(entry: str) -> int:
        found = values.year(entry)
        if wanted not in (None, found):
            raise Malformed(_("年份应为 {year}").format(year=wanted))
        return found

    return read


def the_item(known: Known, figures: Mapping[str, str]) -> Reader:
    """Reads the id of what a target can be set for, or its name where that is only one's."""
    pairs = [*((one.name, one.id) for one in INDICATORS.values()), *((one.name, one.item) for one in known.items.values())]
    names = [name for name, _id in pairs]
    named = {name: id for name, id in pairs if names.count(name) == 1}

    def read(entry: str) -> str:
        if entry in figures:
            return entry
        if entry in named:
            return named[entry]
        raise Malformed(_("不是指标、台账项目或工程类别的代码或名称"))

    return read


def words(entry: str) -> str:
    """Text of one or several lines that a workbook can hold."""
    if UNWRITABLE.search(entry):
        raise Malformed(_("含有无法识别的字符"))
    return entry.replace("\r\n", "\n").replace("\r", "\n")


def curve(entry: str) -> str:
    """Twelve cumulated percentages."""
    try:
        return read_curve(entry)
    except NoCurve as problem:
        raise Malformed(said(str(problem), _)) from problem


def write_plan(path: Path, rows: Iterable[TaskRow], units: Mapping[str, str]) -> None:
    """Tasks as a table that imports again to the same state: XLSX for people, CSV by its suffix. `units`: code → name."""
    entry_of = cache(catalogue.of_item)
    write_table(path, "工作计划", list(WRITTEN.values()), [written(row, units, entry_of(row.item)) for row in rows], FROZEN)


def written(row: TaskRow, units: Mapping[str, str], entry: Entry) -> Sequence[object]:
    """The cells of a task. `entry` is that of its item."""
    fields = dict(zip(NAMES, row, strict=True)) | {
        "item_name": entry.name, "unit_name": units.get(row.unit, ""), "measure": entry.measure}
    return [fields[name] for name in WRITTEN]
