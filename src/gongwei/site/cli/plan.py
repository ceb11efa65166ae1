"""The year's plan: tasks and targets in and out, divided, changed, looked back on, added up."""

from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import click
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gongwei.assessments import catalogue
from gongwei.assessments.figures import Figures
from gongwei.assessments.plans import actions, dividing, weights
from gongwei.assessments.plans import queries as plans
from gongwei.assessments.plans.dividing import Decomposition, NotDivisible, Weights, shown
from gongwei.assessments.plans.items import known_items
from gongwei.definition.message import said
from gongwei.evaluation.units import LEVELS, UnitTree
from gongwei.exchange.folder import import_file
from gongwei.exchange.tasks import plan_table, write_plan
from gongwei.indicators.evaluator import UnknownIndicator
from gongwei.indicators.figure import plain
from gongwei.records import evaluable, queries
from gongwei.records.actions import Refused

from . import workplace as here


class Amount(here.Number):
    """A number not below 0, of at most four decimals: 1200 or 0.5."""

    def convert(self, value, param, ctx) -> Decimal:
        """The number, or an error in the user's words."""
        found = super().convert(value, param, ctx)
        if not 0 <= found < 10**14 or found % Decimal(1).scaleb(-dividing.FINEST):
            self.fail(_("「{value}」应为不小于 0、至多四位小数的数").format(value=value), param, ctx)
        return found


class Part(click.ParamType):
    """A unit's part: 431102100000=120."""

    name = "unit=number"

    def convert(self, value, param, ctx) -> tuple[str, Decimal]:
        """The unit and the number."""
        unit, _sign, amount = value.partition("=")
        return unit, AMOUNT.convert(amount, param, ctx)


AMOUNT, PART = Amount(), Part()
YEAR = click.option("--year", type=click.IntRange(1900, 2999), default=lambda: here.today().year, help=_("年份,默认今年"))
UNIT = click.option("--unit", required=True, help=_("单位代码"))
ON = click.option("--on", "day", type=here.DAY, default=here.today, help=_("按哪一天的辖区,默认今天"))
FORM = click.option("--format", "form", type=click.Choice(["table", "csv"]), default="table", help=_("输出格式"))
REASON = click.option("--reason", default="", help=_("为什么,记入历史"))


@click.group(help=_("年度计划:任务与目标的导入导出、分解、调整、历史和核对。"))
def plan() -> None:
    """The year's plan."""


@plan.command("import", help=_("导入一份年度计划(XLSX 或 CSV);坏行写入 rejected.csv,其余照收。重复导入无害。"))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@YEAR
@click.option("--rejected", type=click.Path(path_type=Path), help=_("坏行清单写到哪里"))
def import_(file: Path, year: int, rejected: Path | None) -> None:
    """Import tasks from a file of any name."""
    here.be_prepared()
    at = here.now()
    rejected = rejected or here.home() / "imports" / f"{at:%Y%m%d-%H%M%S}" / "rejected.csv"
    summary = import_file(file, plan_table(year), actor=here.actor(), at=at, today=at.date(), rejected=rejected)
    (done,) = summary.files
    click.echo(_("{file}:读入 {read} 行,新增 {created},更正 {revised},未变 {unchanged},拒收 {refused}").format(
        file=file.name, read=done.read, created=done.created, revised=done.revised, unchanged=done.unchanged,
        refused=done.refused))
    for rejection in summary.first_rejections:
        click.echo(_("第 {line} 行「{column}」:{reason}").format(
            line=rejection.line, column=rejection.column, reason=rejection.reason))
    if done.unknown_columns:
        click.echo(_("{file}:不认识的列已忽略:{columns}").format(file=file.name, columns=_("、").join(done.unknown_columns)))
    if done.refused:
        click.echo(_("拒收 {count} 行,原因见 {path}").format(count=done.refused, path=rejected))


@plan.command(help=_("把年度计划写成工作簿(.xlsx)或 CSV,改过后可再导入。"))
@YEAR
@click.option("--unit", help=_("单位代码:只要该单位及其下级的任务"))
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help=_("写到哪个 .xlsx 或 .csv"))
def export(year: int, unit: str | None, output: Path) -> None:
    """Write the tasks of a year."""
    if output.suffix.lower() not in (".xlsx", ".csv"):
        raise click.ClickException(_("「{path}」应以 .xlsx 或 .csv 结尾").format(path=output))
    here.be_prepared()
    tree = evaluable.tree(here.today())
    wanted = set(tree.subtree(here.the_unit(tree, unit))) if unit else None
    rows = [row for row in plans.tasks(year) if wanted is None or row.unit in wanted]
    write_plan(output, rows, {one.code: one.name for one in evaluable.units()})
    click.echo(_("已写入 {path}:{count} 项任务").format(path=output, count=len(rows)))


@plan.command("list", help=_("某单位的任务和目标。"))
@YEAR
@click.option("--unit", help=_("单位代码,默认最上级单位"))
@click.option("--below", is_flag=True, help=_("连同所有下级"))
@click.option("--names", is_flag=True, help=_("带责任人和分管领导"))
@ON
@FORM
def list_(year: int, unit: str | None, below: bool, names: bool, day: date, form: str) -> None:
    """Targets with the tasks that lead to them."""
    here.be_prepared()
    tree = evaluable.tree(day)
    unit = here.the_unit(tree, unit)
    wanted = {code: place for place, code in enumerate(tree.subtree(unit) if below else [unit])}
    tasks = {(task.item, task.unit): (place, task) for place, task in enumerate(plans.tasks(year))}
    rows, entry_of = [], cache(catalogue.of_item)
    for (item, code), target in plans.targets(year).items():
        if code not in wanted:
            continue
        place, task = tasks.get((item, code), (len(tasks), None))
        entry = entry_of(item)
        people = ([task.person, task.leader] if task else ["", ""]) if names else []
        rows.append((place, wanted[code], [
            task.code if task else "", task.title if task else entry.name, item, tree.units[code].name,
            *([shown(target), entry.measure] if form == "csv" else [f"{shown(target)} {entry.measure}"]),
            task.responsible if task else "", *people, (task.deadline if task else None) or ""]))
    ordered = [row for _place, _unit, row in sorted(rows, key=lambda row: (row[0], row[2][2], row[1]))]
    people = [_("责任人"), _("分管领导")] if names else []
    measure = [_("计量单位")] if form == "csv" else []
    header = [_("编号"), _("任务"), _("项目"), _("单位"), _("目标"), *measure, _("责任单位"), *people, _("完成时限")]
    show(_("{year} 年计划").format(year=year), header, ordered, form, right=(4,))


@plan.command(help=_("把一个单位的目标分解到下级:先看预览,加 --write 写入。率不分解,各单位同一目标。"))
@click.argument("item")
@UNIT
@YEAR
@click.option("--by", type=click.Choice(weights.RULES), help=_("按什么分:人口、应服务人数、上年完成数或手工"))
@click.option("--group", default=weights.EVERYONE, show_default=True, help=_("按人口时的人群,如 65+"))
@click.option("--of", help=_("按应服务人数时以哪个指标的分母为准"))
@click.option("--part", "given", type=PART, multiple=True, help=_("定死某单位的数,其余再分:代码=数,可重复"))
@click.option("--level", type=click.Choice(LEVELS), help=_("一直分到哪一级,默认只分一级"))
@click.option("--decimals", type=click.IntRange(0, dividing.FINEST), default=0, show_default=True, help=_("保留几位小数"))
@ON
@REASON
@click.option("--write", is_flag=True, help=_("写入(不加只预览)"))
def decompose(item: str, unit: str, year: int, by: str | None, group: str, of: str | None, given: tuple, level: str | None,
              decimals: int, day: date, reason: str, write: bool) -> None:
    """Divide a target among the units below."""
    here.be_prepared()
    if len(dict(given)) < len(given):
        raise click.UsageError(_("同一单位给了两次 --part"))
    with queries.one_moment(), in_words():
        figures = here.figures_now()
        tree = figures.tree(day)
        unit = here.the_unit(tree, unit)
        held = plans.targets(year)
        if (item, unit) not in held:
            raise click.ClickException(_("{unit} {year} 年没有「{item}」的目标").format(unit=unit, year=year, item=item))
        chosen = None
        if figures.counts(figures.figure_id(item)):
            chosen = weights_by(by, figures, item, year, day, group, of)
        made = dividing.decomposed(tree, unit, held[item, unit], chosen, year=year, item=item, given=dict(given), level=level,
                                   decimals=decimals)
    preview(made, tree, chosen, held)
    if not write:
        click.echo(_("以上为预览,尚未写入;加 --write 写入"))
        return
    with in_words():
        loaded = actions.decompose_target(made, actor=here.actor(), at=here.now(), reason=reason)
    click.echo(_("已写入:新增 {created},更改 {revised},未变 {unchanged}").format(
        created=loaded.created, revised=loaded.revised, unchanged=loaded.unchanged))


def weights_by(by: str | None, figures: Figures, item: str, year: int, day: date, group: str, of: str | None) -> Weights:
    """The weights of a rule of the command line."""
    match by:
        case "population":
            return weights.by_population(figures, year, day, group)
        case "eligible":
            return weights.by_eligible(figures, item, day, of)
        case "last_year":
            return weights.by_last_year(figures, item, year)
        case "hand":
            return weights.by_hand()
    raise click.ClickException(_("请用 --by 指定按什么分:{rules}").format(rules=" ".join(weights.RULES)))


def preview(made: Decomposition, tree: UnitTree, chosen: Weights | None, held: dict) -> None:
    """What a decomposition would set, unit by unit, beside what is set now."""
    by = [chosen.by] if chosen else []
    header = [_("单位"), _("名称"), *by, _("现目标"), _("新目标")]
    for division in made.divisions:
        rows = [(code, tree.units[code].name, *([plain(chosen.of.get(code)) or "—"] if chosen else []),
                 now(held.get((made.item, code))), shown(part)) for code, part in division.parts.items()]
        title = _("{unit}:{item} {whole}").format(unit=tree.units[division.unit].name, item=catalogue.of_item(made.item).name,
                                                  whole=shown(division.whole))
        here.print_table(title, header, rows, right=range(2, len(header)))
    if made.same:
        click.echo(_("「{item}」不是数量,不作分解:各单位同一目标").format(item=made.item))
    else:
        click.echo(_("各级下级之和与目标一致"))


@plan.command("set", help=_("设定或更改一个单位的目标。"))
@click.argument("item")
@click.argument("value", type=AMOUNT)
@UNIT
@YEAR
@REASON
def set_(item: str, value: Decimal, unit: str, year: int, reason: str) -> None:
    """Set one target; then tell what it lacks to fit those beside it."""
    here.be_prepared()
    with in_words():
        loaded = actions.set_target(year=year, unit=unit, item=item, value=value, reason=reason,
                                    actor=here.actor(), at=here.now())
    click.echo(_("未变") if loaded.unchanged else _("已写入"))
    figures = here.open_figures()
    tree = figures.tree(here.today())
    for difference in found_differences(figures, year, here.today()):
        if figures.figure_id(difference.item) == figures.figure_id(item) and difference.unit in (unit, tree.parent(unit)):
            click.echo(sentence(difference, tree))


@plan.command(help=_("删除一个目标(ITEM 与 --unit),或一项任务连同其目标(--task)。原来的数和原因留在历史里。"))
@click.argument("item", required=False)
@click.option("--unit", help=_("单位代码"))
@click.option("--task", "code", help=_("任务编号"))
@YEAR
@click.option("--reason", required=True, help=_("为什么,记入历史"))
def remove(item: str | None, unit: str | None, code: str | None, year: int, reason: str) -> None:
    """Take away a target, or a task with its target."""
    if bool(code) == bool(item) or bool(item) != bool(unit):
        raise click.UsageError(_("请给项目和 --unit,或者给 --task"))
    here.be_prepared()
    said = {"year": year, "reason": reason, "actor": here.actor(), "at": here.now()}
    with in_words():
        if code:
            actions.remove_task(code=code, **said)
        else:
            actions.remove_target(item=item, unit=unit, **said)
    click.echo(_("已删除"))


@plan.command(help=_("一个目标的来历:何时、何人、由多少改为多少、为什么。"))
@click.argument("item")
@UNIT
@YEAR
@FORM
def history(item: str, unit: str, year: int, form: str) -> None:
    """The values that a target had."""
    here.be_prepared()
    changes = plans.history(year, unit, item)
    if not changes:
        raise click.ClickException(_("{unit} {year} 年没有「{item}」的目标").format(unit=unit, year=year, item=item))
    rows = [(f"{localtime(change.at):%Y-%m-%d %H:%M}" if change.at else "—", change.actor or "—", now(change.former),
             now(change.value), DONE.get(change.action, change.action), change.reason) for change in changes]
    header = (_("时间"), _("操作人"), _("原目标"), _("新目标"), _("操作"), _("原因"))
    show(_("{year} 年 {item} {unit}").format(year=year, item=item, unit=unit), header, rows, form, right=(2, 3))


DONE = {"load_targets": _("导入目标"), "load_tasks": _("导入计划"), "set_target": _("设定"), "decompose_target": _("分解"),
        "withdraw_target": _("撤销")}


@plan.command(help=_("核对:下级目标之和与上级是否一致,列出不一致的。"))
@YEAR
@ON
@FORM
def check(year: int, day: date, form: str) -> None:
    """Where targets do not add up."""
    figures = here.open_figures()
    tree = figures.tree(day)
    found = found_differences(figures, year, day)
    rows = [(one.item, one.unit, tree.units[one.unit].name, shown(one.target), shown(one.below), shown(one.left),
             _("、").join(tree.units[child].name for child in one.without)) for one in found]
    header = (_("项目"), _("单位"), _("名称"), _("目标"), _("下级之和"), _("相差"), _("没有目标的下级"))
    if rows or form == "csv":
        show(_("{year} 年目标不一致之处").format(year=year), header, rows, form, right=(3, 4, 5))
    else:
        click.echo(_("{year} 年已分解的目标,下级之和都与上级一致").format(year=year))


def found_differences(figures: Figures, year: int, day: date) -> list[plans.Difference]:
    """Where the targets of numbers of things do not add up."""
    ids = known_items()
    return plans.differences(year, figures.tree(day), lambda item: item in ids and figures.counts(ids[item]))


def sentence(difference: plans.Difference, tree: UnitTree) -> str:
    """A difference in words."""
    words = _("{unit}的目标 {target},下级之和 {below},{more} {left}").format(
        unit=tree.units[difference.unit].name, target=shown(difference.target), below=shown(difference.below),
        more=_("多") if difference.left < 0 else _("少"), left=shown(abs(difference.left)))
    lacking = _("、").join(tree.units[child].name for child in difference.without)
    return words + (_(";没有目标的下级:{units}").format(units=lacking) if lacking else "")


def now(value: Decimal | None) -> str:
    """A target, or — where there is none."""
    return "—" if value is None else shown(value)


def show(title: str, header, rows, form: str, right=()) -> None:
    """A list as a table or as CSV."""
    if form == "csv":
        here.print_csv(header, rows)
    else:
        here.print_table(title, header, rows, right)


@contextmanager
def in_words():
    """What cannot be done is an error in the user's words."""
    try:
        yield
    except UnknownIndicator as error:
        raise click.ClickException(_("没有指标「{id}」").format(id=error.args[0])) from error
    except (NotDivisible, Refused) as error:
        raise click.ClickException(said(error.args[0], _)) from error
