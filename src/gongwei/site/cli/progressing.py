"""`gongwei progress`: how the units stand against their targets on a day, and where their year will end."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction

import click
from django.utils.translation import gettext as _

from gongwei.assessments.figures import Figures
from gongwei.assessments.progress.progress import Progress, upward
from gongwei.assessments.progress.queries import backtest as tested
from gongwei.assessments.progress.queries import standing
from gongwei.definition.message import said
from gongwei.evaluation.units import LEVELS
from gongwei.indicators.figure import fixed, plain, rounded
from gongwei.reports.wording import LEVELS as LEVEL_NAMES

from . import workplace as here

COLUMNS = ("item", "indicator", "unit", "unit_name", "as_of", "measure", "target", "done", "completion", "due", "expected",
           "lead", "lead_amount", "rest", "amount_measure", "days_left", "days_announced", "per_day", "rank", "tied", "ranked",
           "silent", "forecast", "forecast_low", "forecast_high", "state")
SCORES = ("item", "level", "forecasts", "held", "coverage", "error", "plain_error", "width")
ALL = "all"


@click.command(help=_("任务进度:完成多少、该完成多少、快慢、每个工作日还需多少、同级第几位、年底能到多少。不给项目则为全部任务。"))
@click.argument("items", nargs=-1, metavar="[ITEM]...")
@click.option("--unit", help=_("单位代码"))
@click.option("--as-of", type=here.DAY, default=here.today, help=_("截至日,默认今天"))
@click.option("--level", type=click.Choice([*LEVELS, ALL]), help=_("该单位之下这一级的单位,all 为该单位及全部下级;默认只看该单位"))
@click.option("--forecast", is_flag=True, help=_("预计年底完成数及其区间(要算各月末的数,稍慢)"))
@click.option("--backtest", is_flag=True, help=_("回测:假如在前几个月末预测截至日的数,准不准"))
@click.option("--format", "form", type=click.Choice(["table", "text", "csv", "json"]), default="table", show_default=True,
              help=_("输出格式;text 每项一句话"))
def progress(items: tuple[str, ...], unit: str | None, as_of: date, level: str | None, forecast: bool, backtest: bool,
             form: str) -> None:
    """Progress of targets."""
    figures = here.open_figures()
    tree = figures.tree(as_of)
    unit = here.the_unit(tree, unit)
    scope = {"level": None if level == ALL else level or tree.units[unit].level}
    known = {item for item, _unit in figures.targets(as_of.year)}
    if not known:
        raise click.ClickException(_("{year}年还没有设定任务目标,请先导入 targets 或 gongwei plan import").format(year=as_of.year))
    if unknown := [item for item in items if item not in known]:
        raise click.ClickException(_("{year}年没有「{item}」的目标;已设目标的有:{known}").format(
            year=as_of.year, item=unknown[0], known=" ".join(sorted(known))))
    if backtest:
        return print_scores(figures, unit, as_of, items or None, scope["level"], form)
    found = standing(figures, unit, as_of, items=items or None, forecasting=forecast, **scope)
    if form == "csv":
        here.print_csv(COLUMNS, map(row, found))
    elif form == "json":
        click.echo(json.dumps([
            {**{name: value if value != "" else None for name, value in zip(COLUMNS, row(one), strict=True)},
             "method": one.forecast and said(one.forecast.method, _), "gap": dict(one.gap), "list": one.list_command or None,
             "sentence": said(one.sentence, _)} for one in found], ensure_ascii=False, indent=1))
    elif not found:
        click.echo(_("这些单位没有{year}年的任务目标").format(year=as_of.year))
    elif form == "text":
        for one in found:
            click.echo(said(one.sentence, _))
            if one.list_command:
                click.echo(_("  名单:{command}").format(command=one.list_command))
    else:
        print_tables(found, forecast)


def row(one: Progress) -> Sequence[object]:
    """A progress as CSV: exact where whole, else with six decimals; `per_day` is rounded up to one."""
    place, forecast = one.place, one.forecast
    return (
        one.item, one.id, one.unit, one.unit_name, str(one.as_of), one.measure, plain(one.target), plain(one.done),
        fixed(one.completion), fixed(one.due), plain(one.expected), fixed(one.lead), plain(one.lead_amount),
        plain(one.rest), one.amount_measure, one.days.number, int(one.days.announced),
        "" if one.per_day is None else plain(upward(one.per_day)),
        *((place.place, place.tied, place.among, place.silent) if place else ("",) * 4),
        *(map(plain, (forecast.middle, forecast.low, forecast.high)) if forecast else ("",) * 3), said(one.state, _),
    )


def print_tables(found: list[Progress], forecasting: bool) -> None:
    """A table of the items of one unit, or one for each item."""
    several = len({one.unit for one in found}) > 1
    tables: dict[str, list[list[str]]] = {}
    for one in found:
        title, first = (f"{one.name}  \\[{one.item}]", one.unit_name) if several else (one.unit_name, one.name)
        tables.setdefault(title, []).append([first, *cells(one, forecasting)])
    titles = [_("目标"), _("完成"), _("完成率"), _("快慢"), _("尚需"), _("日均"), _("位次"),
              *([_("预计年底(八成区间)")] if forecasting else []), _("状态")]
    for title, rows in tables.items():
        here.print_table(title, [_("单位") if several else _("任务"), *titles], rows, right=range(1, 7))
    if any(one.known and one.known < one.as_of for one in found):
        click.echo(_("台账的快慢按最近一个已满的报告期期末计"))
    days = found[0].days
    note = _("截至 {day},到年底还有 {number} 个工作日;快慢为完成率与时间进度之差(百分点),日均为每个工作日尚需")
    click.echo(note.format(day=found[0].as_of, number=days.number)
               + ("" if days.announced else _("(放假安排尚未公布,按周一至周五计)")))


def cells(one: Progress, forecasting: bool) -> Iterator[str]:
    """A progress for people; — for what there is not."""
    def shown(value: Fraction | None, text: Callable[[Fraction], str]) -> str:
        return "—" if value is None else text(value)

    yield one.measured(one.target)
    yield shown(one.done, one.measured)
    yield shown(one.completion, lambda value: f"{rounded(value, 2)}%")
    yield shown(one.lead, lambda value: f"{rounded(value, 2):+}")
    yield shown(one.rest, one.counted)
    yield shown(one.per_day, lambda value: plain(upward(value)))
    yield f"{one.place.place}/{one.place.among}" + (_("(并列)") if one.place.tied > 1 else "") if one.place else "—"
    if forecasting:
        foreseen = one.forecast
        yield f"{one.measured(foreseen.middle)}({one.measured(foreseen.low)}~{one.measured(foreseen.high)})" if foreseen else "—"
    yield said(one.state, _)


def print_scores(figures: Figures, unit: str, as_of: date, items: Sequence[str] | None, level: str | None, form: str) -> None:
    """How the forecasts would have done."""
    scores = tested(figures, unit, as_of, items=items, level=level)
    if form in ("csv", "json"):
        rows = [(item.item, where, one.trials, one.held, *map(fixed, (one.coverage, one.error, one.plain, one.width)))
                for (item, where), one in scores.items()]
        return here.print_csv(SCORES, rows) if form == "csv" else click.echo(
            json.dumps([dict(zip(SCORES, row, strict=True)) for row in rows], ensure_ascii=False, indent=1))
    if not scores:
        return click.echo(_("没有可回测的预测:至少要有三个完整的月,且截至日已有数"))

    def shown(item, value) -> str:
        if value is None:
            return "—"
        return f"{rounded(value, 1)}%" if item.counts else _("{points}个百分点").format(points=rounded(value, 1))

    here.print_table(
        _("回测:在各月末预测 {day} 的数").format(day=as_of),
        (_("任务"), _("级别"), _("次数"), _("落在区间内"), _("平均误差"), _("按时间推算的误差"), _("区间宽")),
        ((item.name, LEVEL_NAMES[where][0], one.trials, f"{rounded(one.coverage, 1)}%",
          *(shown(item, value) for value in (one.error, one.plain, one.width)))
          for (item, where), one in scores.items()), right=range(2, 7))
    held, trials = sum(one.held for one in scores.values()), sum(one.trials for one in scores.values())
    click.echo(_("共 {trials} 次预测,{held} 次落在八成区间内,占 {share}%").format(
        trials=trials, held=held, share=rounded(Fraction(100 * held, trials), 1)))
