"""`gongwei watch`: which weeks of notifiable diseases are unusual."""

from datetime import date, timedelta

import click
from django.utils.translation import gettext as _

from . import workplace as here


@click.group(help=_("传染病监测:每周病例与往周、往年相比,异常的周提示核实。"))
def watch() -> None:
    """Weekly counts of cases."""


def scope(unit: str | None, as_of: date) -> tuple[str, ...]:
    """The units below one, itself first."""
    from gongwei.records import evaluable

    here.be_prepared()
    tree = evaluable.tree(as_of)
    return tuple(tree.subtree(here.the_unit(tree, unit)))


@watch.command(help=_("最近一个完整周的预警(EARS C1–C3、历史限值法),附全部参数。预警只提示核实,不等于暴发。"))
@click.option("--unit", help=_("单位代码:该单位及其下级"))
@click.option("--as-of", type=here.DAY, default=here.today, help=_("截至日,默认今天"))
@click.option("--all", "everything", is_flag=True, help=_("未超出界值的也列出"))
@click.option("--format", "form", type=click.Choice(["table", "csv"]), default="table", help=_("输出格式"))
def alerts(unit: str | None, as_of: date, everything: bool, form: str) -> None:
    """Alerts of the last complete week."""
    from gongwei.assessments.watch.methods import DEFAULTS
    from gongwei.assessments.watch.queries import judged
    from gongwei.definition.message import said
    from gongwei.indicators.figure import fixed

    found = [one for one in judged(as_of, scope(unit, as_of)) if everything or one.judged.alert]
    if form == "csv":
        here.print_csv(
            ("disease", "unit", "unit_name", "week", "method", "count", "expected", "deviation", "statistic", "limit", "alert"),
            ((one.disease, one.unit, one.unit_name, one.week, one.judged.method, one.judged.count, fixed(one.judged.expected),
              f"{one.judged.deviation:.6f}", f"{one.judged.statistic:.6f}", one.judged.limit, int(one.judged.alert))
             for one in found))
        return
    for one in found:
        click.echo(("⚠ " if one.judged.alert else "  ") + said(one.sentence, _))
    if not found:
        click.echo(_("没有超出界值的周"))
    click.echo(_("参数:基线 {baseline} 周,C2、C3 隔 {lag} 周,界值 {limit} 个标准差,标准差至少取 {least};历史限值回看 {years} 年、"
                 "每期 {window} 周、至少 {least_years} 年").format(
        baseline=DEFAULTS.baseline, lag=DEFAULTS.lag, limit=DEFAULTS.limit, least=DEFAULTS.least_deviation,
        years=DEFAULTS.years, window=DEFAULTS.window, least_years=DEFAULTS.least_years))


@watch.command(help=_("每周病例数(CSV):只列完整的周。"))
@click.option("--unit", help=_("单位代码:该单位及其下级"))
@click.option("--as-of", type=here.DAY, default=here.today, help=_("截至日,默认今天"))
def weeks(unit: str | None, as_of: date) -> None:
    """Cases by week."""
    from gongwei.assessments.watch.queries import weekly

    known = weekly(as_of, scope(unit, as_of))
    here.print_csv(("disease", "unit", "week_start", "week_end", "cases"), (
        (disease, where, known.week(number), known.week(number) + timedelta(days=6), count)
        for (disease, where), counts in (known.cases if known else {}).items() for number, count in enumerate(counts)))


@watch.command(help=_("今年以来与上年同期相比:病例、发病率、增减。"))
@click.option("--unit", help=_("单位代码:该单位及其下级"))
@click.option("--as-of", type=here.DAY, default=here.today, help=_("截至日,默认今天"))
def compare(unit: str | None, as_of: date) -> None:
    """This year beside last year."""
    from gongwei.assessments.watch.queries import same_period
    from gongwei.indicators.figure import fixed

    here.print_table(
        _("传染病同期比较,截至 {day}").format(day=as_of),
        (_("病种"), _("单位"), _("名称"), _("今年"), _("上年同期"), _("增减%"), _("发病率/10万"), _("上年/10万")),
        ((one.disease, one.unit, one.unit_name, one.now, "—" if one.before is None else one.before,
          *(fixed(value, 2) or "—" for value in (one.growth, one.incidence, one.incidence_before)))
         for one in same_period(as_of, scope(unit, as_of))),
        right=range(3, 8))
