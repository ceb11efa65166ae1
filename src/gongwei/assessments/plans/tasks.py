"""A line of a year's plan, and what is wrong with lines that are to stand together."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from gongwei.assessments.plans.items import too_much
from gongwei.definition.message import Message as _
from gongwei.records.queries import circular

Faults = dict[int, dict[str, str]]
"""Row → column → what is wrong."""


class TaskRow(NamedTuple):
    """A task with the value of its target. `responsible`, `person`, `leader`: 责任单位, 责任人, 分管领导."""

    year: int
    code: str
    title: str
    unit: str
    item: str
    value: Decimal
    responsible: str = ""
    person: str = ""
    leader: str = ""
    measures: str = ""
    deadline: date | None = None
    curve: str = ""
    parent: str = ""

    @property
    def key(self) -> tuple[int, str]:
        return self.year, self.code


def faults(rows: Sequence[TaskRow], held: Mapping[tuple[int, str], TaskRow], figure: Callable[[str], str]) -> Faults:
    """What is wrong with rows of different keys, beside the tasks `held` already. A row on which another one hangs falls
    with it no more than once: found again and again until nothing more falls. `figure`: item → the id of its figure."""
    found: Faults = {}
    mine = {row.key for row in rows}
    others = {key: row for key, row in held.items() if key not in mine}
    while True:
        before = len(found)
        kept = {row.key: number for number, row in enumerate(rows) if number not in found}
        for keys, column, message in wrongs(others | {key: rows[number] for key, number in kept.items()}, figure):
            if blamed := next((key for key in keys if key in kept), None):
                found.setdefault(kept[blamed], {}).setdefault(column, message)
        if len(found) == before:
            return found


def wrongs(standing: Mapping[tuple[int, str], TaskRow], figure: Callable[[str], str]):
    """(keys of the tasks to blame, the first of which that can be is, column, what is wrong), of tasks side by side."""
    circle = circular({key: {(row.year, row.parent)} & standing.keys() for key, row in standing.items()})
    reached: dict[tuple, str] = {}
    for key, row in standing.items():
        above = standing.get((row.year, row.parent))
        if row.value < 0:
            yield (key,), "target", _("目标不能小于 0")
        if beyond := too_much(figure(row.item), row.value):
            yield (key,), "target", beyond
        if row.deadline and row.deadline.year != row.year:
            yield (key,), "deadline", _("完成时限 {day} 不在 {year} 年内", day=row.deadline, year=row.year)
        if row.parent and above is None:
            yield (key,), "parent", _("没有这个上级任务「{code}」:文件中没有、已被拒绝,也未曾导入", code=row.parent)
        if key in circle:
            yield (key,), "parent", _("上级任务绕回了自己")
        if above and row.deadline and above.deadline and row.deadline > above.deadline:
            message = _("任务「{code}」的完成时限 {day} 晚于上级任务的 {above}", code=row.code, day=row.deadline, above=above.deadline)
            yield (key, above.key), "deadline", message
        other = reached.setdefault((row.year, row.unit, figure(row.item)), row.code)
        if other != row.code:
            yield (key,), "item", _("同一年份、单位、项目只能有一个目标,任务「{code}」已有", code=other)
