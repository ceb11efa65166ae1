"""计划: a year's tasks with targets, who answers for them and until when, and how they are divided among the units below."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

from django.utils.translation import gettext as _

from gongwei.facts.fact import Fact

from . import derivation, wording
from .content import Attachment, Chapter, Column, Number, Part, Report, Table, Text, say
from .derivation import Derived
from .material import SUBJECT, NothingToTell, drafted, paragraphs, title_lines
from .numbers import NO_VALUE, is_rate, plain
from .sentences import number

if TYPE_CHECKING:
    from .book import Book, Unit

COLUMNS, NARROW = 8, 4
"""Tasks side by side in the table of the units below, at most and on an upright page."""
RHYTHM = "落实旬督查、月通报、季分析、年总评,对进度滞后的任务及时预警、限期整改。"


class Task(Protocol):
    """A line of the plan (`assessments.plans.tasks.TaskRow`). `responsible`, `person`, `leader`: 责任单位, 责任人, 分管领导."""

    code: str
    title: str
    unit: str
    item: str
    responsible: str
    person: str
    leader: str
    measures: str
    deadline: date | None


def draft(book: "Book", unit: str, year: int, tasks: Iterable[Task], *, as_of: date, issued: date, signatory: str = "",
          subject: str = SUBJECT) -> Report:
    """The plan of a unit for a year, of those tasks that are its own. Raises NothingToTell where it has none."""
    here, own = book.unit(unit), [task for task in tasks if task.unit == unit]
    if not own:
        raise NothingToTell(_("{unit}没有{year}年的任务,请先用 gongwei plan import 导入").format(unit=here.name, year=year))
    aims = [book.target(task.item, unit, year) for task in own]
    signed, whole = signatory or wording.signatory(here), wording.whole(here)
    divided = list(_divided(book, here, year, own, aims))
    return drafted(
        book, here, as_of, (f"{signed}", *title_lines(f"{year}年{subject}", "计划")),
        (
            Chapter("工作目标", (Part("", paragraphs(_aims(own, aims, whole, year))),)),
            Chapter("主要任务", tuple(Part(task.title, paragraphs(*_told(task, aim)))
                                      for task, aim in zip(own, aims, strict=True))),
            Chapter("工作要求", (Part("", paragraphs(*(_left(one) for one in divided), RHYTHM)),)),
        ),
        opening=(f"为做好{year}年{subject},明确目标、落实责任,制定本计划。",),
        issued=issued, signatory=signed,
        attachments=(Attachment(f"{year}年任务分解表", (_table(own, aims, year),), landscape=True),
                     *([Attachment(f"{year}年目标分解到{wording.each(book.children(unit)[0])}", _below(divided, here, year),
                                   landscape=len(divided) > NARROW)] if divided else ())),
    )


def _aims(tasks: Sequence[Task], aims: Sequence[Fact], whole: str, year: int) -> Text:
    count = derivation.how_many(f"{year}年任务", aims, "项")
    return say(f"{year}年{whole}共安排任务", number(count), "项:", "、".join(task.title for task in tasks), "。")


def _told(task: Task, aim: Fact) -> tuple[Text, ...]:
    who = [(title, name) for title, name in (("责任单位", task.responsible), ("责任人", task.person), ("分管领导", task.leader))
           if name]
    by = f"完成时限:{wording.full_day(task.deadline)}前。" if task.deadline else ""
    return (say("目标:", *_amount(aim), "。", by, ",".join(f"{title}:{name}" for title, name in who), "。" if who else ""),
            say(f"主要措施:{task.measures.rstrip('。;')}。") if task.measures else ())


def _amount(aim: Fact) -> Text:
    """The target with its measure; rates bear theirs as a sign."""
    if aim.value is None:
        return say("尚未确定")
    return say(Number(plain(aim.value) + (aim.measure if is_rate(aim.measure) else ""), aim),
               "" if is_rate(aim.measure) else aim.measure)


def _table(tasks: Sequence[Task], aims: Sequence[Fact], year: int) -> Table:
    columns = (Column("编号", share=8, numeric=False), Column("任务", share=22, numeric=False), Column("目标", share=11),
               Column("责任单位", share=15, numeric=False), Column("责任人", share=9, numeric=False),
               Column("分管领导", share=9, numeric=False), Column("主要措施", share=30, numeric=False),
               Column("完成时限", share=19, numeric=False))
    rows = tuple(
        (say(task.code), say(task.title), _amount(aim), *(say(text or NO_VALUE) for text in (
            task.responsible, task.person, task.leader, task.measures)),
         say(wording.full_day(task.deadline) if task.deadline else NO_VALUE))
        for task, aim in zip(tasks, aims, strict=True))
    return Table(f"{year}年任务分解", columns, rows)


Divided = tuple[Task, Fact, dict[str, Fact], "Derived | None"]
"""A task, its target, those of the units below, and what these lack to it (of counts)."""


def _divided(book: "Book", unit: "Unit", year: int, tasks: Sequence[Task], aims: Sequence[Fact]) -> Iterable[Divided]:
    """The tasks whose targets are divided among the units below."""
    for task, aim in zip(tasks, aims, strict=True):
        below = {child.code: book.target(task.item, child.code, year) for child in book.children(unit.code)}
        held = [one for one in below.values() if one.value is not None]
        if held:
            yield task, aim, below, None if is_rate(aim.measure) or aim.value is None else _lacking(task, aim, held)


def _lacking(task: Task, aim: Fact, held: list[Fact]) -> Derived:
    total = sum((one.value for one in held), Fraction(0))
    return Derived(f"{task.title}尚未分解的目标", f"{plain(aim.value)}-{plain(total)}={plain(aim.value - total)}{aim.measure}",
                   aim.value - total, aim.measure, (aim, *held))


def _left(divided: Divided) -> Text:
    """Where the parts do not add up to the whole, it is said."""
    task, _aim, _below, left = divided
    if not left or not left.value:
        return ()
    sign = "尚有" if left.value > 0 else "超出总目标"
    size = Number(plain(abs(left.value)), left)
    return say(f"{task.title}的目标{sign}", size, left.measure, "未分解到下级单位,要尽快落实。" if left.value > 0 else ",要尽快核实。")


def _below(divided: Sequence[Divided], unit: "Unit", year: int) -> tuple[Table, ...]:
    pages = [divided[i:i + COLUMNS] for i in range(0, len(divided), COLUMNS)]
    return tuple(_page(page, unit, year) for page in pages)


def _page(page: Sequence[Divided], unit: "Unit", year: int) -> Table:
    columns = (Column("单位", share=18, numeric=False),
               *(Column(f"{task.title}({aim.measure})", share=12) for task, aim, _, _ in page))
    codes = dict.fromkeys(code for _, _, below, _ in page for code in below)
    rows = [(say(next(below[code].unit_name for _, _, below, _ in page)), *(_bare(below[code]) for _, _, below, _ in page))
            for code in codes]
    total = (say(wording.whole(unit)), *(_bare(aim) for _, aim, _, _ in page))
    return Table(f"{year}年各单位目标", columns, (*rows, total), total=True)


def _bare(aim: Fact) -> Text:
    return say(NO_VALUE if aim.value is None else Number(plain(aim.value), aim))
