"""`gongwei tallies`: what units report, how far it is checked, what is missing, and whether it can be so."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import click
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gongwei.definition.message import said
from gongwei.evaluation.units import UnitTree
from gongwei.indicators.figure import fixed, plain
from gongwei.ledgers.tallies import actions, comparison, completeness, development
from gongwei.ledgers.tallies import queries as tallied
from gongwei.ledgers.tallies.items import TallyItem
from gongwei.ledgers.tallies.periods import ReportingPeriod, reporting_period
from gongwei.ledgers.tallies.queries import ReportKey
from gongwei.ledgers.tallies.workflow import STATES, STEPS, WORKFLOW
from gongwei.records import evaluable, identities, queries

from . import workplace as here


class Period(click.ParamType):
    """A reporting period: 2025, 2025-Q1, 2025-03."""

    name = "period"

    def convert(self, value, param, ctx) -> ReportingPeriod:
        """The period, or an error in the user's words."""
        try:
            return value if isinstance(value, ReportingPeriod) else reporting_period(value)
        except ValueError:
            self.fail(_("「{value}」不是报告期,应写作 2025、2025-Q1 或 2025-03").format(value=value), param, ctx)


PERIOD = click.option("--period", "within", type=Period(), required=True, help=_("报告期:2025、2025-Q1 或 2025-03"))
UNIT = click.option("--unit", help=_("单位代码:该单位及其下级"))
ITEM = click.option("--item", help=_("只看这个台账项目"))
FORM = click.option("--format", "form", type=click.Choice(["table", "csv"]), default="table", help=_("输出格式"))
AS_OF = click.option("--as-of", type=here.DAY, default=here.today, help=_("截至日,默认今天"))


@click.group(help=_("台账:填报、上报、审核、缺报、与档案核对、同比环比。"))
def tallies() -> None:
    """Tallies."""


@tallies.command(help=_("填报或更正一项台账。已审核的更正须写明原因,更正后待重新审核。"))
@click.argument("unit")
@click.argument("item")
@click.argument("period")
@click.argument("value", type=here.NUMBER)
@click.option("--reason", default="", help=_("原因"))
def report(unit: str, item: str, period: str, value: Decimal, reason: str) -> None:
    """Report one tally."""
    here.be_prepared()
    before = queries.last_change()
    with here.refusals():
        done = actions.report_tally(unit=unit, item=item, period=period, value=value, reason=reason, actor=here.actor(),
                                    at=here.now())
    click.echo(_("已填报") if done.created else _("已更正") if done.revised else _("与已填报的相同"))
    for *_table, message in queries.flags_since(before):
        click.echo(_("存疑:{message}").format(message=message))


@tallies.command(help=_("上报该单位及其下级在报告期内尚未上报的台账。"))
@UNIT
@PERIOD
@ITEM
def submit(unit: str | None, within: ReportingPeriod, item: str | None) -> None:
    """Send reports up."""
    moved = advance("submit", unit, within, item)
    click.echo(_("已上报 {count} 项").format(count=moved))


@tallies.command(help=_("审核通过该单位及其下级已上报的台账。"))
@UNIT
@PERIOD
@ITEM
def accept(unit: str | None, within: ReportingPeriod, item: str | None) -> None:
    """Accept reports."""
    moved = advance("accept", unit, within, item)
    click.echo(_("已审核 {count} 项").format(count=moved))


@tallies.command(name="return", help=_("退回一项已上报或已审核的台账,写明原因。"))
@click.argument("unit")
@click.argument("item")
@click.argument("period")
@click.option("--reason", required=True, help=_("原因"))
def send_back(unit: str, item: str, period: str, reason: str) -> None:
    """Send a report back."""
    here.be_prepared()
    with here.refusals():
        actions.return_tallies(reports=[ReportKey(unit, item, period)], reason=reason, actor=here.actor(), at=here.now())
    click.echo(_("已退回"))


@tallies.command(name="list", help=_("台账及其审核状态;迟报天数按首次上报日计。"))
@UNIT
@PERIOD
@ITEM
@click.option("--state", type=click.Choice([state for state in STATES if state != WORKFLOW.start]), help=_("只看这种状态的"))
@FORM
def list_(unit: str | None, within: ReportingPeriod, item: str | None, state: str | None, form: str) -> None:
    """Reports and their states."""
    tree, units = scope(unit, within.end)
    found = [one for one in tallied.reports(units, within, item) if state in (None, one.state)]
    if form == "csv":
        here.print_csv(("unit", "item", "period", "value", "state", "submitted", "due", "days_late"),
                       ((*one.key, plain(Fraction(one.value)), one.state, one.submitted_on or "", one.due or "",
                         known(one.days_late)) for one in found))
        return
    names = {code: item.name for code, item in tallied.items().items()}
    titles = (_("单位"), _("项目"), _("报告期"), _("数值"), _("状态"), _("上报日"), _("迟报(天)"))
    here.print_table(_("{period} 台账").format(period=within), titles, (
        (named(tree, one.key.unit), names.get(one.key.item, one.key.item), one.key.period, plain(Fraction(one.value)),
         said(STATES[one.state], _), one.submitted_on or "—", known(one.days_late) or "—") for one in found), right=(3, 6))


@tallies.command(help=_("应报未报的台账,以及各单位报送完整率。缺报就是缺报,不算 0。"))
@UNIT
@PERIOD
@ITEM
@AS_OF
@click.option("--summary", is_flag=True, help=_("只看各单位的完整率"))
@FORM
def missing(unit: str | None, within: ReportingPeriod, item: str | None, as_of: date, summary: bool, form: str) -> None:
    """What should have been reported and was not."""
    tree, units = scope(unit, min(within.end, as_of))
    owed, lacking = completeness.owed_and_missing(chosen(item), within, as_of, set(units))
    shares = [one for one in completeness.completeness(owed, lacking, tree).values() if one.unit in units and one.expected]
    if form == "csv" and summary:
        here.print_csv(("unit", "unit_name", "reported", "expected", "completeness"),
                       ((one.unit, tree.units[one.unit].name, one.reported, one.expected, fixed(one.share)) for one in shares))
        return
    if form == "csv":
        here.print_csv(("unit", "item", "period", "due", "days_overdue"),
                       ((one.unit, one.item, one.period, one.due, one.days_overdue(as_of)) for one in lacking))
        return
    names = {code: item.name for code, item in tallied.items().items()}
    if not summary:
        titles = (_("单位"), _("项目"), _("报告期"), _("应于"), _("逾期(天)"))
        here.print_table(_("{period} 应报未报").format(period=within), titles, (
            (named(tree, one.unit), names[one.item], one.period, one.due, one.days_overdue(as_of) or "—")
            for one in lacking), right=(4,))
    here.print_table(_("{period} 报送完整率").format(period=within), (_("单位"), _("已报"), _("应报"), _("完整率 %")), (
        (named(tree, one.unit), one.reported, one.expected, fixed(one.share, 2)) for one in shares), right=(1, 2, 3))


@tallies.command(help=_("上报数与档案数核对。--people 列出档案中的人,据以查找多报、漏录。"))
@UNIT
@PERIOD
@ITEM
@AS_OF
@click.option("--people", is_flag=True, help=_("档案中计入的人(须指定 --unit 和 --item)"))
@click.option("--names", is_flag=True, help=_("带姓名(仅限有权查看者)"))
@FORM
def compare(
    unit: str | None, within: ReportingPeriod, item: str | None, as_of: date, people: bool, names: bool, form: str
) -> None:
    """What was reported beside what the records hold."""
    figures = here.open_figures()
    tree = figures.tree(min(within.end, as_of))
    code = here.the_unit(tree, unit)
    if people:
        print_people(figures.evaluator, compared(item), code, within, names)
        return
    wanted = chosen(item) if item is None else [compared(item)]
    found = comparison.comparisons(figures.evaluator, wanted, within, as_of, set(tree.subtree(code)))
    if form == "csv":
        here.print_csv(("unit", "item", "period", "reported", "recorded", "difference", "missing"),
                       ((one.unit, one.item, one.period, plain(one.reported), plain(one.recorded), plain(one.difference),
                         one.missing) for one in found))
        return
    items = tallied.items()
    titles = (_("单位"), _("项目"), _("报告期"), _("上报数"), _("档案数"), _("差"), _("缺报单位"))
    here.print_table(_("{period} 上报数与档案数").format(period=within), titles, (
        (named(tree, one.unit), items[one.item].name, one.period, plain(one.reported) or "—", plain(one.recorded),
         plain(one.difference) or "—", one.missing or "") for one in found), right=(3, 4, 5, 6))


def print_people(evaluator, item: TallyItem, unit: str, within: ReportingPeriod, names: bool) -> None:
    """The people whom the records count, as CSV."""
    if within.length != item.period:
        raise click.ClickException(_("「{name}」的报告期不是 {period} 这一类").format(name=item.name, period=within))
    found = comparison.people_recorded(evaluator, item, unit, within)
    residents = [resident for resident, _where in found]
    codes, called = queries.resident_codes(residents), identities.names(residents) if names else {}
    here.print_csv(("resident", "name", "unit"),
                   sorted((codes[resident], called.get(resident, ""), where) for resident, where in found))


@tallies.command(help=_("同比与环比(%)。上年同期或上期缺报时没有增幅;与往期相差悬殊的提示核对。"))
@UNIT
@PERIOD
@ITEM
@click.option("--factor", type=here.NUMBER, default=str(development.LEAP), show_default=True,
              help=_("高于或低于往期中位数多少倍算悬殊"))
@FORM
def growth(unit: str | None, within: ReportingPeriod, item: str | None, factor: Decimal, form: str) -> None:
    """Growth over the period before and over the year before."""
    if factor < 1:
        raise click.ClickException(_("--factor 应不小于 1"))
    tree, units = scope(unit, within.end)
    found = comparison.developments(chosen(item), within, tree, set(units), Fraction(factor))
    if form == "csv":
        here.print_csv(("unit", "item", "period", "value", "before", "growth", "a_year_before", "year_on_year", "reporters",
                        "reporters_before", "reporters_a_year_before", "leap"),
                       ((one.unit, one.item, one.period, plain(one.value), plain(one.before), fixed(one.on_before),
                         plain(one.a_year_before), fixed(one.on_year), *one.reporters, int(one.leap)) for one in found))
        return
    items = tallied.items()
    titles = (_("单位"), _("项目"), _("本期"), _("上期"), _("环比 %"), _("上年同期"), _("同比 %"), _("报数单位"), _("提示"))
    here.print_table(_("{period} 同比与环比").format(period=within), titles, (
        (named(tree, one.unit), items[one.item].name, *(plain(value) or "—" for value in (one.value, one.before)),
         fixed(one.on_before, 2) or "—", plain(one.a_year_before) or "—", fixed(one.on_year, 2) or "—",
         "/".join(map(str, one.reporters)), _("悬殊,请核对") if one.leap else "") for one in found), right=(2, 3, 4, 5, 6))
    click.echo(_("报数单位:本期/上期/上年同期;个数不同时,增幅仅供参考。"))


@tallies.command(help=_("一项台账的来历:何时、何人、改前改后、为什么。"))
@click.argument("unit")
@click.argument("item")
@click.argument("period")
@FORM
def history(unit: str, item: str, period: str, form: str) -> None:
    """How a report came to be what it is."""
    here.be_prepared()
    found = tallied.history(ReportKey(unit, item, period))
    if not found:
        raise click.ClickException(_("{unit} 没有报过 {period} 的「{item}」").format(unit=unit, item=item, period=period))
    before = [None, *(step.value for step in found)]
    rows = [(f"{localtime(step.at):%Y-%m-%d %H:%M}", step.actor, step.step if form == "csv" else said(STEPS[step.step], _),
             "" if former in (None, step.value) else plain(Fraction(former)), plain(Fraction(step.value)), step.reason)
            for former, step in zip(before, found, strict=False)]
    if form == "csv":
        here.print_csv(("at", "actor", "step", "before", "value", "reason"), rows)
    else:
        here.print_table(_("{unit} {item} {period} 的来历").format(unit=unit, item=item, period=period),
                         (_("时间"), _("操作人"), _("环节"), _("原值"), _("数值"), _("原因")), rows, right=(3, 4))


def advance(step: str, unit: str | None, within: ReportingPeriod, item: str | None) -> int:
    """Take a step of every report in the scope that can take it; how many. An error when there is none."""
    _tree, units = scope(unit, within.end)
    able = [one.key for one in tallied.reports(units, within, item) if step in WORKFLOW.allowed(one.state)]
    if not able:
        raise click.ClickException(_("{period} 没有可以{step}的台账").format(period=within, step=said(STEPS[step], _)))
    with here.refusals():
        return actions.take_step(step, able, actor=here.actor(), at=here.now())


def scope(unit: str | None, day: date) -> tuple[UnitTree, Sequence[str]]:
    """The units of a day, and those of a subtree of it."""
    here.be_prepared()
    tree = evaluable.tree(day)
    return tree, tree.subtree(here.the_unit(tree, unit))


def chosen(item: str | None) -> Iterable[TallyItem]:
    """All items, or the one asked for. An unknown one is an error."""
    items = tallied.items()
    if item is not None and item not in items:
        raise click.ClickException(_("没有台账项目「{item}」").format(item=item))
    return list(items.values()) if item is None else [items[item]]


def compared(item: str | None) -> TallyItem:
    """An item that records hold too. An error for any other."""
    if item is None:
        raise click.ClickException(_("请用 --item 指定台账项目"))
    (found,) = chosen(item)
    if not found.records:
        raise click.ClickException(_("「{name}」没有对应的档案指标,无从核对").format(name=found.name))
    return found


def named(tree: UnitTree, unit: str) -> str:
    """A unit as people read it."""
    return f"{unit} {tree.units[unit].name}" if unit in tree.units else unit


def known(number: int | None) -> str:
    """A number; empty when it is unknown."""
    return "" if number is None else str(number)
