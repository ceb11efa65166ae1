"""`gongwei projects`: how building works stand, which are late, and what they cost."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import click
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gongwei.definition.message import Message, said
from gongwei.indicators.figure import fixed
from gongwei.ledgers.projects import actions
from gongwei.ledgers.projects import queries as works

from . import workplace as here
from .tallies import AS_OF, FORM, UNIT, named, scope

GROUP = click.option("--group", help=_("只看这一类工程"))
KINDS = {"milestone": Message("节点"), "payment": Message("付款"), "cancelled": Message("付款(已作废)"), "note": Message("说明")}


@click.group(help=_("工程:节点进度、误期、资金与来历。"))
def projects() -> None:
    """Projects."""


@projects.command(name="list", help=_("各项工程的进度、误期节点和资金。"))
@UNIT
@GROUP
@AS_OF
@FORM
def list_(unit: str | None, group: str | None, as_of: date, form: str) -> None:
    """The projects and how they stand."""
    tree, units = scope(unit, as_of)
    found = works.standings(as_of, units, group)
    if form == "csv":
        header = ("id", "group", "unit", "name", "progress", "reached", "milestones", "late", "budget", "paid", "over_budget")
        here.print_csv(header, (
            (one.code, one.group, one.unit, one.name, fixed(one.progress), reached(one), len(one.milestones), len(one.late),
             yuan(one.money.budget), yuan(one.money.paid), yuan(one.money.over)) for one in found))
        return
    titles = (_("编号"), _("工程"), _("单位"), _("进度 %"), _("节点"), _("误期"), _("计划金额"), _("已付"), _("已付 %"), _("提示"))
    here.print_table(_("截至 {day} 的工程").format(day=as_of), titles, (
        (one.code, one.name, named(tree, one.unit), fixed(one.progress, 2) or "—", f"{reached(one)}/{len(one.milestones)}",
         len(one.late), yuan(one.money.budget) or "—", yuan(one.money.paid), fixed(one.money.share, 2) or "—",
         _("超计划 {over}").format(over=yuan(one.money.over)) if one.money.over else "") for one in found), right=(3, 5, 6, 7, 8))


@projects.command(help=_("误期的节点:计划日已过而未完成,按误期天数排列。"))
@UNIT
@GROUP
@AS_OF
@FORM
def late(unit: str | None, group: str | None, as_of: date, form: str) -> None:
    """Late milestones, the latest first."""
    tree, units = scope(unit, as_of)
    found = sorted(((one, milestone) for one in works.standings(as_of, units, group) for milestone in one.late),
                   key=lambda pair: (-pair[1].days_late(as_of), pair[0].code))
    if form == "csv":
        here.print_csv(("id", "group", "unit", "name", "milestone", "planned", "days_late"), (
            (one.code, one.group, one.unit, one.name, milestone.name, milestone.planned, milestone.days_late(as_of))
            for one, milestone in found))
        return
    titles = (_("编号"), _("工程"), _("单位"), _("节点"), _("计划完成"), _("误期(天)"))
    here.print_table(_("截至 {day} 误期的节点").format(day=as_of), titles, (
        (one.code, one.name, named(tree, one.unit), milestone.name, milestone.planned, milestone.days_late(as_of))
        for one, milestone in found), right=(5,))


@projects.command(help=_("一项工程的来历:历次计划及调整原因、完成日、付款、说明。"))
@click.argument("project")
@FORM
def history(project: str, form: str) -> None:
    """All that happened to a project."""
    here.be_prepared()
    with here.refusals():
        actions.known_project(project)
    rows = [(f"{localtime(event.at):%Y-%m-%d %H:%M}", event.actor, event.kind if form == "csv" else said(KINDS[event.kind], _),
             event.name, event.planned or "", event.done or "", yuan(event.amount), event.reason)
            for event in works.history(project)]
    if form == "csv":
        here.print_csv(("at", "actor", "kind", "name", "planned", "done", "amount", "reason"), rows)
    else:
        titles = (_("时间"), _("操作人"), _("事项"), _("名称"), _("计划完成"), _("完成/付款日"), _("金额"), _("原因"))
        here.print_table(_("工程 {project} 的来历").format(project=project), titles, rows, right=(6,))


@projects.command(help=_("登记一个节点的完成日(登记错了,再登记一次即为更正)。"))
@click.argument("project")
@click.argument("milestone")
@click.argument("day", type=here.DAY)
def reach(project: str, milestone: str, day: date) -> None:
    """A milestone was reached."""
    if day > here.today():
        raise click.ClickException(_("完成日 {day} 还没有到").format(day=day))
    here.be_prepared()
    with here.refusals():
        actions.reach_milestone(project=project, milestone=milestone, on=day, actor=here.actor(), at=here.now())
    click.echo(_("已登记"))


@projects.command(help=_("调整一个节点的计划日。原计划和原因都保留。"))
@click.argument("project")
@click.argument("milestone")
@click.argument("day", type=here.DAY)
@click.option("--reason", required=True, help=_("原因"))
def replan(project: str, milestone: str, day: date, reason: str) -> None:
    """A milestone gets another planned day."""
    here.be_prepared()
    with here.refusals():
        actions.replan_milestone(project=project, milestone=milestone, planned=day, reason=reason, actor=here.actor(),
                                 at=here.now())
    click.echo(_("已调整"))


@projects.command(help=_("登记一笔付款(元)。--cancel 作废第几笔;--budget 登记计划金额。"))
@click.argument("project")
@click.argument("amount", type=here.NUMBER, required=False)
@click.option("--on", "day", type=here.DAY, default=here.today, help=_("付款日期,默认今天"))
@click.option("--for", "purpose", default="", help=_("用途"))
@click.option("--cancel", type=click.IntRange(1), help=_("作废第几笔"))
@click.option("--reason", default="", help=_("原因"))
@click.option("--budget", type=here.NUMBER, help=_("计划金额"))
def pay(
    project: str, amount: Decimal | None, day: date, purpose: str, cancel: int | None, reason: str, budget: Decimal | None
) -> None:
    """Money was paid, or planned; or a payment was none."""
    if [amount, cancel, budget].count(None) != 2:
        raise click.UsageError(_("金额、--cancel、--budget 应当只给一个"))
    here.be_prepared()
    who = {"project": project, "actor": here.actor(), "at": here.now()}
    with here.refusals():
        if budget is not None:
            actions.set_budget(budget=budget, **who)
            click.echo(_("计划金额已登记"))
        elif cancel is not None:
            actions.cancel_payment(serial=cancel, reason=reason, **who)
            click.echo(_("第 {serial} 笔已作废").format(serial=cancel))
        else:
            serial = actions.pay(on=day, amount=amount, purpose=purpose, **who)
            click.echo(_("已登记第 {serial} 笔").format(serial=serial))
            over = works.money(project).over
            if over:
                click.echo(_("提示:累计付款超过计划金额 {over} 元").format(over=yuan(over)))


@projects.command(help=_("为一项工程记一条说明。"))
@click.argument("project")
@click.argument("text")
def note(project: str, text: str) -> None:
    """Note something of a project."""
    here.be_prepared()
    with here.refusals():
        actions.note(project=project, text=text, actor=here.actor(), at=here.now())
    click.echo(_("已登记"))


def reached(one: works.Standing) -> int:
    """How many milestones are reached."""
    return sum(milestone.reached(one.as_of) for milestone in one.milestones)


def yuan(amount: Decimal | None) -> str:
    """A sum of money with its cents; empty when there is none."""
    return "" if amount is None else fixed(Fraction(amount), 2)
