"""What appraisal commands try out without writing: simulations, comparisons, the work points of staff."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import click
from django.utils.translation import gettext as _

from gongwei.assessments.appraisal import readings
from gongwei.assessments.appraisal.declaring import read_scheme
from gongwei.assessments.appraisal.rules import text
from gongwei.assessments.appraisal.scheme import Scheme
from gongwei.assessments.appraisal.scoring import Standing
from gongwei.assessments.appraisal.simulating import Simulated, compared, gains, simulate
from gongwei.assessments.appraisal.staff import reveal, staff_statements
from gongwei.assessments.appraisal.work_points import Statement, masked, read_work_scheme
from gongwei.definition.message import said
from gongwei.records import queries as records

from . import workplace as here

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


def formatted(command: Callable) -> Callable:
    """With the option of a table or CSV."""
    return click.option("--format", "form", type=click.Choice(["table", "csv"]), default="table", help=_("输出格式"))(command)


def dated(command: Callable) -> Callable:
    """With the as-of day of the figures."""
    return click.option("--as-of", type=here.DAY, default=here.today, help=_("截至日,默认今天"))(command)


def shown(rows: list[tuple], title: str, header: tuple[str, ...], form: str, right: Sequence[int] = ()) -> None:
    """Rows as a table or as CSV; what is unknown is — for people, empty in CSV."""
    if form == "csv":
        here.print_csv(header, (["" if cell is None else cell for cell in row] for row in rows))
    else:
        here.print_table(title, header, (["—" if cell in (None, "") else cell for cell in row] for row in rows), right)


def number(value: Decimal | None) -> str | None:
    """A number of points as text."""
    return None if value is None else text(value)


def show_standings(standings: Sequence[Standing], scheme: Scheme, title: str, form: str) -> None:
    """The ranking."""
    rows = [(one.rank, one.unit, one.name, number(one.points), number(one.full), number(one.bonus), number(one.score), one.grade,
             ";".join(scheme.by_code[code].name for code in one.vetoes), len(one.waiting) or None) for one in standings]
    header = (_("名次"), _("单位"), _("名称"), _("实得"), _("应得"), _("加分"), _("得分"), _("等次"), _("否决"), _("待评"))
    shown(rows, title, header, form, right=(0, 3, 4, 5, 6))


@click.command("simulate", help=_("试算:把方案用于某一天的数据,不写入任何东西;由人评分的条目退出总分。"))
@click.argument("file", type=FILE)
@dated
@click.option("--under", help=_("只考核这个单位的下级"))
@click.option("--gains", "most", type=int, default=0, help=_("再列出最能提分的若干处:结果好 1 个百分点(或 1 例)得几分"))
@formatted
def simulate_(file: Path, as_of: date, under: str | None, most: int, form: str) -> None:
    """Try a scheme out."""
    found = simulated(file, as_of, under)
    show_standings(found.standings, found.scheme, _("试算 {name} 截至 {day}").format(name=found.scheme.name, day=as_of), form)
    if most:
        names = {one.unit: one.name for one in found.standings}
        rows = [(gain.unit, names[gain.unit], gain.item, found.scheme.by_code[gain.item].name, text(gain.value),
                 number(gain.points), gain.subjects) for gain in gains(found.scheme, found.lines)[:most]]
        header = (_("单位"), _("名称"), _("条目"), _("指标"), _("现为"), _("好 1 个百分点或 1 例多得"), _("约需多少人(次)"))
        shown(rows, _("最能提分的地方"), header, form, right=(4, 5, 6))


def simulated(file: Path, as_of: date, under: str | None) -> Simulated:
    """A scheme's file tried out."""
    figures = here.open_figures()
    with here.refusals():
        scheme = read_scheme(file, readings.known)
        under = here.the_unit(figures.tree(as_of), under) if under else None
        found = simulate(scheme, figures, as_of, under)
    if not found.standings:
        raise click.ClickException(_("截至 {day} 没有可考核的单位(级别 {level})").format(day=as_of, level=scheme.level))
    return found


@click.command(help=_("比较两个方案:逐个单位的得分和名次变化。"))
@click.argument("file", type=FILE)
@click.argument("other", type=FILE)
@dated
@click.option("--under", help=_("只考核这个单位的下级"))
@formatted
def compare(file: Path, other: Path, as_of: date, under: str | None, form: str) -> None:
    """Compare two schemes."""
    one, second = (simulated(path, as_of, under) for path in (file, other))
    rows = [(change.unit, change.name, *(cell for one in (change.one, change.other)
                                         for cell in ((number(one.score), one.rank, one.grade) if one else (None, None, None))),
             number(change.difference), change.climbed) for change in compared(one.standings, second.standings)]
    header = (_("单位"), _("名称"), _("甲得分"), _("甲名次"), _("甲等次"), _("乙得分"), _("乙名次"), _("乙等次"), _("得分变化"), _("名次上升"))
    title = _("甲:{one};乙:{other}").format(one=one.scheme.name, other=second.scheme.name)
    shown(rows, title, header, form, right=(2, 3, 5, 6, 8, 9))


def mode_words() -> dict[str, str]:
    """The mode of a visit in words."""
    return {"clinic": _("门诊"), "home": _("家庭"), "phone": _("电话")}


def named(command: Callable) -> Callable:
    """With the wish for the names of staff."""
    return click.option("--names", is_flag=True, help=_("带人员姓名(仅限有权查看者,会留下记录)"))(command)


@click.command(help=_("人员工分:按录入的服务计分,低于合格线的标出;--id 印出本人的工分明细。"))
@click.argument("file", type=FILE)
@dated
@click.option("--id", "provider", help=_("人员编号(或随访表上写的姓名)"))
@named
@formatted
def staff(file: Path, as_of: date, provider: str | None, names: bool, form: str) -> None:
    """Work points of staff."""
    here.be_prepared()
    with here.refusals():
        scheme = read_work_scheme(file)
        with records.one_moment():
            found = staff_statements(scheme, as_of, here.now())
    if provider is not None:
        found = [one for one in found if one.provider == provider]
        if not found:
            raise click.ClickException(_("没有人员「{id}」,也没有服务记录写这个名字").format(id=provider))
    if names:
        reveal(target=scheme.id, people=len(found), actor=here.actor(), at=here.now())
    if provider is not None:
        show_statement(found[0], names, form)
        return
    rows = [(one.provider if one.worker or names else masked(one.provider),
             *([one.worker.name if one.worker else None] if names else []), one.worker.unit if one.worker else _("对不上人员"),
             sum(line.count for line in one.earned), number(one.points), one.unpriced or None, number(one.score),
             _("不合格") if one.marked else None) for one in found]
    header = (_("人员"), *([_("姓名")] if names else []), _("单位"), _("服务"), _("工分"), _("未定分的服务"), _("得分"), _("标记"))
    shown(rows, _("{name} 截至 {day}").format(name=scheme.name, day=as_of), header, form,
          right=range(len(header) - 5, len(header) - 1))


def show_statement(own: Statement, names: bool, form: str) -> None:
    """Somebody's own statement."""
    modes = mode_words()
    rows = [(line.name, modes.get(line.mode), line.count, number(line.each), number(line.points)) for line in own.earned]
    title = own.provider if own.worker or names else masked(own.provider)
    if names and own.worker:
        title = f"{title} {own.worker.name}"
    shown(rows, title, (_("服务"), _("方式"), _("次数"), _("每次工分"), _("工分")), form, right=(2, 3, 4))
    if form == "table":
        click.echo(said(own.explanation, _) or _("工分合计 {points},没有得分").format(points=text(own.points)))
        if own.marked:
            click.echo(_("低于合格线"))
