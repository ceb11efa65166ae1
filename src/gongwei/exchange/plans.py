"""The files of counts, plans and works: items, tallies, targets, projects."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from gongwei.assessments.plans.actions import TargetRow, load_targets
from gongwei.assessments.plans.items import figure_ids
from gongwei.exchange.checking import Checked, Column
from gongwei.exchange.known import Known, lost
from gongwei.exchange.tables import ID, LEVELS, NAME, Flags, Report, Table, unit_reference
from gongwei.exchange.values import Malformed, code, day, identifier, number, reference, reporting_period, year
from gongwei.ledgers.projects.actions import ProjectRow, load_projects
from gongwei.ledgers.projects.queries import project_groups
from gongwei.ledgers.tallies import queries
from gongwei.ledgers.tallies.actions import ItemRow, TallyRow, load_items, load_tallies
from gongwei.ledgers.tallies.items import ANY_LEVEL
from gongwei.ledgers.tallies.periods import reporting_period as dated
from gongwei.programmes.registry import INDICATORS
from gongwei.records.rows import FlagRow, Loaded

ITEM = ("项目", "台账项目", "指标", "项目代码")
PERIODS = {"month": ("月", "每月", "月报"), "quarter": ("季", "季度", "季报"), "year": ("年", "年度", "年报")}
KINDS = {"flow": ("流量", "期间数"), "stock": ("存量", "时点数")}
REPORTING = LEVELS | {ANY_LEVEL: ("不限", "任意", "any")}
LONGEST_TIME = 366


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


def tallies_table(known: Known) -> Table:
    """tallies.csv: what units report."""

    def judge(checked: Checked, _unknown: Report) -> Flags:
        for row, (item, value) in enumerate(zip(checked["item"], checked["value"], strict=True)):
            if item is not None and value is not None and not known.items[item].allows(value):
                limits = f"{shown(known.items[item].min)}–{shown(known.items[item].max)}"
                checked.refuse(row, "value", _("超出该项目允许的范围 {limits}").format(limits=limits))
        return [
            FlagRow(f"{unit}|{item}|{period}", "period", "other_period", _("报告期与该项目的报告周期不同"))
            for unit, item, period in checked.rows("unit", "item", "period")
            if dated(period).length != known.items[item].period
        ]

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
    """targets.csv: what units are to reach in a year. An item that nobody knows is kept: it may come later.

    `said` takes in the targets kept: (year, unit, item) → value.
    """
    known_items = figure_ids(known.items, project_groups())

    def judge(checked: Checked, _unknown: Report) -> Flags:
        message = _("不是指标、台账项目或工程类别:完成情况无法计算,请核对项目代码")
        return [
            FlagRow(f"{year}|{unit}|{item}", "item", "unknown_item", message)
            for year, unit, item in checked.rows("year", "unit", "item")
            if item not in known_items
        ]

    def after(checked: Checked) -> None:
        said.update({(year, unit, item): value for year, unit, item, value in checked.rows("year", "unit", "item", "target")})

    return Table(
        "targets",
        (
            Column("year", ("年份", "年度", "年"), year, required=True),
            unit_reference(known),
            Column("item", ITEM, identifier(128), required=True),
            Column("target", ("目标", "目标值", "任务数"), number(low=0, places=4), required=True),
        ),
        ("year", "unit", "item"), TargetRow, load_targets, judge=judge, after=after,
    )  # fmt: skip


def projects_table(known: Known) -> Table:
    """projects.csv, a row per milestone: read as a whole, since the milestones of a project belong together."""
    return Table(
        "projects",
        (
            Column("id", ("工程编号", "项目编号", *ID), identifier(), required=True),
            Column("group", ("类别", "工程类别"), identifier(), required=True),
            unit_reference(known),
            Column("name", ("工程名称", *NAME), empty=""),
            Column("milestone", ("节点", "里程碑"), identifier(200), empty=""),
            Column("weight", ("权重",), number(low=0, places=6), empty=Decimal(1)),
            Column("planned", ("计划完成", "计划日期", "计划完成日期"), day),
            Column("done", ("实际完成", "完成日期", "实际完成日期"), day),
            Column("budget", ("计划金额", "计划投资", "预算"), number(low=0, places=2)),
        ),
        ("id", "milestone"), ProjectRow, unflagged(load_projects), whole=True,
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
