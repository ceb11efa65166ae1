"""The files of counts, plans and works: items, tallies, targets, projects."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache

from django.utils.translation import gettext as _

from gongwei.assessments.plans.actions import TargetRow, load_targets
from gongwei.assessments.plans.items import figure_ids, in_percent, too_much
from gongwei.assessments.plans.queries import targets_of
from gongwei.definition.message import said as in_words
from gongwei.exchange.checking import Checked, Column
from gongwei.exchange.known import Known, lost
from gongwei.exchange.tables import ID, LEVELS, NAME, Flags, Report, Table, unit_reference
from gongwei.exchange.values import (
    Malformed,
    Percentage,
    code,
    day,
    identifier,
    number,
    reference,
    reporting_period,
    share,
    year,
)
from gongwei.exchange.values import in_percent as with_percent
from gongwei.ledgers.projects.actions import ProjectRow, load_projects
from gongwei.ledgers.projects.queries import known_milestones, project_groups
from gongwei.ledgers.tallies import queries
from gongwei.ledgers.tallies.actions import ItemRow, TallyRow, load_items, load_tallies
from gongwei.ledgers.tallies.items import ANY_LEVEL, FLOW
from gongwei.ledgers.tallies.periods import reporting_period as dated
from gongwei.programmes.registry import INDICATORS
from gongwei.records import evaluable
from gongwei.records.rows import FlagRow, Loaded

ITEM = ("项目", "台账项目", "指标", "项目代码")
PERIODS = {"month": ("月", "每月", "月报"), "quarter": ("季", "季度", "季报"), "year": ("年", "年度", "年报")}
KINDS = {"flow": ("流量", "期间数"), "stock": ("存量", "时点数")}
REPORTING = LEVELS | {ANY_LEVEL: ("不限", "任意", "any")}
LONGEST_TIME = 366
OF_PROJECT = ("group", "unit", "name", "budget")
"""What the rows of a project say of it as a whole."""


def unflagged(load: Callable[..., Loaded]) -> Callable[..., Loaded]:
    """A load of rows of which nothing is found unusual."""

    def write(rows: Sequence[tuple], *, flags: Flags, **said: object) -> Loaded:
        return load(rows, **said)

    return write


def items_table(known: Known) -> Table:
    """items.csv: the county's own tallies."""

    def judge(checked: Checked, _unknown: Report) -> Flags:
        for row, (low, high) in enumerate(zip(checked["min"], checked["max"], strict=True)):
            if low is not None and high is not None and high < low:
                checked.refuse(row, "max", _("最大值小于最小值"))
        return ()

    def after(checked: Checked) -> None:
        known.items.update(queries.items())
        for item in lost(checked, "item"):
            known.items.pop(item, None)

    return Table(
        "items",
        (
            Column("item", (*ITEM, *ID), identifier(), required=True),
            Column("name", NAME, empty=""),
            Column("measure", ("计量单位", "单位"), empty=""),
            Column("period", ("报告周期", "周期"), code(PERIODS), required=True),
            Column("kind", ("类型", "类别"), code(KINDS), required=True),
            Column("min", ("最小值",), number(places=4)),
            Column("max", ("最大值",), number(places=4)),
            Column("reports", ("填报级别", "填报单位级别"), code(REPORTING), empty="township"),
            Column("due", ("报送期限", "报送期限天数"), days, empty=5),
            Column("records", ("对应指标", "档案指标"), reference({id: id for id in INDICATORS}, _("指标")), empty=""),
        ),
        ("item",), ItemRow, unflagged(load_items), judge=judge, after=after, whole=True,
    )  # fmt: skip


def tallies_table(known: Known, today: date) -> Table:
    """tallies.csv: what units report. What `tallies report` refuses for who reports it and when is kept here, counted, and
    flagged: a file of former years was written by other rules."""

    def judge(checked: Checked, _unknown: Report) -> Flags:
        for row, (item, value) in enumerate(zip(checked["item"], checked["value"], strict=True)):
            if item is not None and value is not None and not known.items[item].allows(value):
                limits = f"{shown(known.items[item].min)}–{shown(known.items[item].max)}"
                checked.refuse(row, "value", _("超出该项目允许的范围 {limits}").format(limits=limits))
        rows = checked.rows("unit", "item", "period")
        over, level = cache(dated), cache(lambda end: {code: unit.level for code, unit in evaluable.tree(end).units.items()})
        by_length: dict[tuple[str, str], dict[str, set[str]]] = {}
        for unit, item, period in (*queries.periods_of({item for _unit, item, _period in rows}), *rows):
            by_length.setdefault((unit, item), {}).setdefault(over(period).length, set()).add(period)
        flags = []
        for unit, item, period in rows:
            key, asked, found = f"{unit}|{item}|{period}", known.items[item], over(period)
            if found.length != asked.period:
                flags.append(FlagRow(key, "period", "other_period", _("报告期与该项目的报告周期不同")))
            if found.start > today:
                flags.append(FlagRow(key, "period", "not_begun", _("报告期尚未开始")))
            if asked.reports not in (ANY_LEVEL, level(found.end).get(unit, asked.reports)):
                flags.append(FlagRow(key, "unit", "other_level", _("该项目由{level}一级填报:与下级的数重复时会数两遍").format(
                    level=queries.level_name(asked.reports))))
            twice = [other for length, others in by_length[unit, item].items() if length != found.length and asked.kind == FLOW
                     for other in others if over(other).meets(found)]
            if twice:
                flags.append(FlagRow(key, "period", "overlap", _("与已报的 {period} 重叠:同一件事会数两遍").format(period=min(twice))))
        return flags

    return Table(
        "tallies",
        (
            unit_reference(known),
            Column("item", ITEM, reference({item: item for item in known.items}, _("台账项目")), required=True),
            Column("period", ("报告期", "期间", "时期"), reporting_period, required=True),
            Column("value", ("数值", "数量", "值"), number(places=4), required=True),
        ),
        ("unit", "item", "period"), TallyRow, load_tallies, judge=judge,
    )  # fmt: skip


def targets_table(known: Known, said: dict[tuple[int, str, str], Decimal]) -> Table:
    """targets.csv: what units are to reach in a year. An item that nobody knows is kept: it may come later; a second name of an
    item that has a target is kept too.

    `said` takes in the targets kept: (year, unit, figure) → value.
    """
    figures = figure_ids(known.items, project_groups())

    def judge(checked: Checked, _unknown: Report) -> Flags:
        refuse_targets(checked, figures)
        rows = checked.rows("year", "unit", "item")
        aims = dict(zip(rows, checked.rows("target"), strict=True))
        names: dict[tuple[int, str, str], set[str]] = {}
        for of, unit, item in (*targets_of({of for of, *_rest in rows}), *rows):
            names.setdefault((of, unit, figures.get(item, item)), set()).add(item)
        unknown = _("不是指标、台账项目或工程类别:完成情况无法计算,请核对项目代码")
        flags = []
        for of, unit, item in rows:
            key = f"{of}|{unit}|{item}"
            if item not in figures:
                flags.append(FlagRow(key, "item", "unknown_item", unknown))
            if beyond := too_much(figures.get(item, item), *aims[of, unit, item]):
                flags.append(FlagRow(key, "target", "too_much", in_words(beyond, _)))
            for other in sorted(names[of, unit, figures.get(item, item)] - {item}):
                flags.append(FlagRow(key, "item", "second_name", _("与「{other}」是同一个项目,目标设了两个").format(other=other)))
        return flags

    def after(checked: Checked) -> None:
        said.update({(year, unit, figures.get(item, item)): value
                     for year, unit, item, value in checked.rows("year", "unit", "item", "target")})

    return Table(
        "targets",
        (
            Column("year", ("年份", "年度", "年"), year, required=True),
            unit_reference(known),
            Column("item", ITEM, identifier(128), required=True),
            Column("target", ("目标", "目标值", "任务数"), with_percent(number(low=0, places=4)), required=True),
        ),
        ("year", "unit", "item"), TargetRow, load_targets, judge=judge, after=after,
    )  # fmt: skip


def refuse_targets(checked: Checked, figures: Mapping[str, str]) -> None:
    """Refuse a percentage of what is not counted in %; of the others a percentage is its number."""
    checked.values["target"] = values = list(checked["target"])
    for row, (item, value) in enumerate(zip(checked["item"], values, strict=True)):
        if item is None or value is None:
            continue
        if isinstance(value, Percentage):
            values[row] = Decimal(value)
            if not in_percent(figures.get(item, item)):
                checked.refuse(row, "target", _("该项目不以 % 计,目标应写作数量"))


def refuse_too_much(checked: Checked, figures: Mapping[str, str]) -> None:
    """Refuse rates above all; in targets.csv, which a program may have written, they are flagged."""
    for row, (item, value) in enumerate(zip(checked["item"], checked["target"], strict=True)):
        if item is not None and value is not None and (beyond := too_much(figures.get(item, item), value)):
            checked.refuse(row, "target", in_words(beyond, _))


def projects_table(known: Known, today: date) -> Table:
    """projects.csv, a row per milestone: read as a whole, since the milestones of a project belong together. Of a project what
    its first row says stands; rows that say otherwise, and what takes back what was known, are flagged."""

    def judge(checked: Checked, _unknown: Report) -> Flags:
        first: dict[tuple[str, str], object] = {}
        held, flags = known_milestones({id for (id,) in checked.rows("id")}), []
        for id, milestone, planned, done, *said in checked.rows("id", "milestone", "planned", "done", *OF_PROJECT):
            key = f"{id}|{milestone}"
            for column, value in zip(OF_PROJECT, said, strict=True):
                if value not in ("", None) and first.setdefault((id, column), value) != value:
                    flags.append(FlagRow(key, column, "contradicts", _("与该工程前面的行不同,以前面的为准")))
            if done and done > today:
                flags.append(FlagRow(key, "done", "future", _("完成日晚于导入日 {today}").format(today=today)))
            former_plan, former = held.get((id, milestone), (planned, done))
            if former and not done:
                flags.append(FlagRow(key, "done", "taken_back", _("原已登记 {day} 完成,文件中没有完成日").format(day=former)))
            if former_plan and former_plan != planned:
                flags.append(FlagRow(key, "planned", "replanned", _("原计划 {day},文件中的计划不同").format(day=former_plan)))
        return flags

    return Table(
        "projects",
        (
            Column("id", ("工程编号", "项目编号", *ID), identifier(), required=True),
            Column("group", ("类别", "工程类别"), identifier(), required=True),
            unit_reference(known),
            Column("name", ("工程名称", *NAME), empty=""),
            Column("milestone", ("节点", "里程碑"), identifier(200), empty=""),
            Column("weight", ("权重",), share(number(low=0, places=6)), empty=Decimal(1)),
            Column("planned", ("计划完成", "计划日期", "计划完成日期"), day),
            Column("done", ("实际完成", "完成日期", "实际完成日期"), day),
            Column("budget", ("计划金额", "计划投资", "预算"), number(low=0, places=2)),
        ),
        ("id", "milestone"), ProjectRow, load_projects, judge=judge, whole=True,
    )  # fmt: skip


def days(entry: str) -> int:
    """Reads a whole number of days, of at most a year."""
    found = number(low=0, places=0)(entry)
    if found > LONGEST_TIME:
        raise Malformed(_("应为 0 至 {longest} 的整数(天)").format(longest=LONGEST_TIME))
    return int(found)


def shown(limit: Decimal | None) -> str:
    """A limit as people write it; empty when there is none."""
    return "" if limit is None else f"{limit.normalize():f}"
