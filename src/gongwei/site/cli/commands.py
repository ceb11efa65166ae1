"""`gongwei` and its commands."""

import json
from datetime import date, datetime
from pathlib import Path

import click
from django.utils.translation import gettext as _
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from gongwei.assessments import catalogue
from gongwei.evaluation.units import LEVELS
from gongwei.exchange.folder import import_folder
from gongwei.facts.fact import Fact
from gongwei.facts.queries import UnknownFact, explain
from gongwei.indicators.evaluator import UnknownIndicator
from gongwei.indicators.figure import Figure, fixed, plain
from gongwei.records import identities, queries, snapshot
from gongwei.reports.wording import BASES
from gongwei.worklists.due import due_list

from . import workplace as here
from .agenda import calendar
from .appraisal import appraisal
from .checking import bench_check, check
from .documents import bench, bench_work, demo, manual, report
from .inspections import inspections
from .payment import payment
from .plan import plan
from .progressing import progress
from .projects import projects
from .spot_checks import spot_check
from .standards import standards
from .suspicion import bench_suspicion, suspicion
from .tallies import tallies
from .training import activities, training
from .watch import watch

FIGURE_COLUMNS = ("indicator", "unit", "unit_name", "level", "as_of", "numerator", "denominator", "value")


@click.group(
    help=_("公卫:从一次随访到一份汇报,每个数都能追到人。"),
    epilog=_("通用选项(写在命令之前或之后均可):--database 数据库地址,--home 数据目录,--language zh|en"),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
def gongwei() -> None:
    """All commands."""


@gongwei.command(help=_("建好数据目录和数据库(重复运行无害)。"))
def init() -> None:
    """Make the home directory and the database's tables."""
    here.migrate()
    click.echo(_("数据目录:{home}").format(home=here.home()))


@gongwei.command("import", help=_("导入一个文件夹(格式见 exchange.md);坏行写入 rejected.csv,其余照收。"))
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--rejected", type=click.Path(path_type=Path), help=_("坏行清单写到哪里"))
@click.option("--today", type=here.DAY, help=_("导入日(默认今天):此后的出生和服务日期不收"))
def import_(folder: Path, rejected: Path | None, today: date | None) -> None:
    """Import a folder of exchange files."""
    here.migrate()
    at = here.now()
    rejected = rejected or here.home() / "imports" / f"{at:%Y%m%d-%H%M%S}" / "rejected.csv"
    before = queries.last_change()
    summary = run_import(folder, rejected, at, today or here.today())
    rows = [(file.file, file.read, file.created, file.revised, file.unchanged, file.refused, file.flagged)
            for file in summary.files]
    titles = (_("文件"), _("读入"), _("新增"), _("更正"), _("未变"), _("拒收"), _("存疑"))
    here.print_table(_("导入结果"), titles, rows, right=range(1, 7))
    for file in summary.files:
        if file.unknown_columns:
            click.echo(_("{file}:不认识的列已忽略:{columns}").format(file=file.file, columns=_("、").join(file.unknown_columns)))
    if summary.unknown_files:
        click.echo(_("不认识的文件已忽略:{files}").format(files=_("、").join(summary.unknown_files)))
    if summary.total("refused"):
        click.echo(_("拒收 {count} 行,原因见 {path}").format(count=summary.total("refused"), path=rejected))
    if flags := queries.flags_since(before):
        flagged = rejected.with_name("flagged.csv")
        here.write_csv(flagged, ("table", "id", "field", "code", "message"), flags)
        click.echo(_("存疑 {count} 处(已收下,请核对),见 {path}").format(count=len(flags), path=flagged))
    click.echo(_("快照:{id}").format(id=snapshot.update(here.home() / "snapshot").id))


def run_import(folder: Path, rejected: Path, at: datetime, today: date):
    """Import with a progress bar."""
    rejected.parent.mkdir(parents=True, exist_ok=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=here.console, transient=True) as bar:
        tasks: dict[str, int] = {}

        def show(file: str, done: int, whole: int | None) -> None:
            if file not in tasks:
                tasks[file] = bar.add_task(file, total=whole)
            bar.update(tasks[file], completed=done, total=whole)

        return import_folder(folder, actor=here.actor(), at=at, today=today, progress=show, rejected=rejected)


@gongwei.command("snapshot", help=_("更新分析快照;--rebuild 全部重建。"))
@click.option("--rebuild", is_flag=True, help=_("不看已有的,全部重建"))
def snapshot_(rebuild: bool) -> None:
    """Bring the snapshot up to date."""
    here.be_prepared()
    folder = here.home() / "snapshot"
    manifest = snapshot.rebuild(folder) if rebuild else snapshot.update(folder)
    click.echo(_("快照 {id}:{rows} 行,{layers} 层").format(
        id=manifest.id, rows=sum(layer.rows for layer in manifest.layers), layers=len(manifest.layers)))


@gongwei.command(help=_("计算指标。不给指标编号则计算全部。"))
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--as-of", type=here.DAY, default=here.today, help=_("截至日,默认今天"))
@click.option("--unit", help=_("单位代码:该单位及其下级"))
@click.option("--level", type=click.Choice(LEVELS), help=_("只看这一级"))
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", help=_("输出格式"))
def indicators(ids: tuple[str, ...], as_of: date, unit: str | None, level: str | None, form: str) -> None:
    """Figures of every unit."""
    figures = here.open_figures()
    tree = figures.tree(as_of)
    units = tree.subtree(here.the_unit(tree, unit)) if unit else list(tree.units)
    wanted = {code for code in units if level is None or tree.units[code].level == level}
    asked = sorted(set(ids)) if ids else figures.ids(as_of)
    scope = wanted if unit else None
    rows: list[Figure] = []
    figures.evaluator.prepare(asked, as_of, scope)
    for id in asked:
        try:
            found = figures.figures(id, as_of, scope)
        except UnknownIndicator:
            raise click.ClickException(unknown_indicator(id, figures.ids(as_of))) from None
        rows += [found[code] for code in sorted(found) if code in wanted]
    print_figures(rows, tree, form, figures.evaluator.manifest.id)


def unknown_indicator(id: str, known: list[str]) -> str:
    """What to say of an id that nobody knows."""
    alike = [one for one in known if id.lower() in one or one.partition(".")[0] == id.partition(".")[0]][:8]
    return _("没有指标「{id}」").format(id=id) + (_(";相近的有:{alike}").format(alike=_("、").join(alike)) if alike else "")


def print_figures(rows: list[Figure], tree, form: str, snapshot_id: str) -> None:
    """Figures as CSV (exchange.md), JSON, or a table for people."""
    if form == "csv":
        here.print_csv(FIGURE_COLUMNS, (
            (row.indicator, row.unit, tree.units[row.unit].name, tree.units[row.unit].level, row.as_of,
             plain(row.numerator), plain(row.denominator), fixed(row.value)) for row in rows))
    elif form == "json":
        click.echo(json.dumps([
            {**dict(zip(FIGURE_COLUMNS[:5], (row.indicator, row.unit, tree.units[row.unit].name, tree.units[row.unit].level,
                                             str(row.as_of)), strict=True)),
             "numerator": plain(row.numerator) or None, "denominator": plain(row.denominator) or None,
             "value": fixed(row.value) or None, "definition": catalogue.entry(row.indicator).definition, "snapshot": snapshot_id,
             "outcomes": {name: number for name, number, _counts in row.outcomes}} for row in rows],
            ensure_ascii=False, indent=1))
    else:
        for id in dict.fromkeys(row.indicator for row in rows):
            entry = catalogue.entry(id)
            here.print_table(
                f"{entry.name}  \\[{id}]", (_("单位"), _("名称"), _("分子"), _("分母"), entry.measure),
                ((row.unit, tree.units[row.unit].name, plain(row.numerator) or "—", plain(row.denominator) or "—", shown(row))
                 for row in rows if row.indicator == id), right=(2, 3, 4))
        click.echo(_("快照:{id}").format(id=snapshot_id))


def shown(figure: Figure | Fact) -> str:
    """A value for people: rates with two decimals, counts as they are, — where there is none."""
    return (plain(figure.value) if figure.denominator is None else fixed(figure.value, 2)) or "—"


@gongwei.command(help=_("一个指标背后的人:全部、计入的或缺口名单。"))
@click.argument("id")
@click.option("--unit", required=True, help=_("单位代码"))
@click.option("--as-of", type=here.DAY, default=here.today, help=_("截至日,默认今天"))
@click.option("--which", type=click.Choice(["all", "numerator", "gap"]), default="all", help=_("哪些人"))
@click.option("--names", is_flag=True, help=_("带姓名(仅限有权查看者)"))
def people(id: str, unit: str, as_of: date, which: str, names: bool) -> None:
    """The people behind a figure, as CSV."""
    figures = here.open_figures()
    unit = here.the_unit(figures.tree(as_of), unit)
    try:
        found = figures.evaluator.people(id, unit, as_of)
    except UnknownIndicator:
        known = figures.ids(as_of)
        message = _("「{id}」是汇总数,没有名单").format(id=id) if id in known else unknown_indicator(id, known)
        raise click.ClickException(message) from None
    rows = [row for row in found if which == "all" or row[3] == (which == "numerator")]
    codes, called = named([row[0] for row in rows], names)
    here.print_csv(("resident", "name", "unit", "in_numerator", "outcome"), sorted(
        (codes[resident], called.get(resident, ""), where, int(counts), outcome) for resident, where, outcome, counts in rows))


def named(residents: list[int], names: bool) -> tuple[dict[int, str], dict[int, str]]:
    """Codes of residents, and their names if they may be seen."""
    return queries.resident_codes(residents), identities.names(residents) if names else {}


@gongwei.command(help=_("某单位某日该做什么:谁、什么、何时前、为什么、是否逾期。"))
@click.option("--unit", required=True, help=_("单位代码"))
@click.option("--on", "day", type=here.DAY, default=here.today, help=_("哪一天,默认今天"))
@click.option("--format", "form", type=click.Choice(["table", "csv"]), default="csv", help=_("输出格式"))
@click.option("--names", is_flag=True, help=_("带姓名(仅限有权查看者)"))
def due(unit: str, day: date, form: str, names: bool) -> None:
    """Who is due for what."""
    figures = here.open_figures()
    unit = here.the_unit(figures.tree(day), unit)
    items = due_list(figures.evaluator.engine, unit, day)
    codes, called = named([item.resident for item in items], names)
    header = ("resident", "name", "unit", "service", "form", "opens", "due", "overdue", "reason")
    rows = [(codes[item.resident], called.get(item.resident, ""), item.unit, "、".join(item.services), item.form, item.opens,
             item.by, int(item.overdue(day)), ";".join(item.reasons)) for item in items]
    if form == "csv":
        here.print_csv(header, rows)
    else:
        titles = (_("居民"), _("姓名"), _("单位"), _("服务"), _("表单"), _("可做自"), _("应于"), _("逾期"), _("原因"))
        here.print_table(_("{day} 应做服务").format(day=day), titles, rows)


@gongwei.command("explain", help=_("一个印出的数是怎么来的(FACT 为附表中的编号)。"))
@click.argument("fact")
def explain_(fact: str) -> None:
    """How a printed number came about."""
    figures = here.open_figures()
    try:
        found = explain(fact, figures)
    except UnknownFact:
        raise click.ClickException(_("没有一份已印发的文件使用编号「{fact}」").format(fact=fact)) from None
    click.echo(explanation(found))


def explanation(found) -> str:
    """An explained fact in words."""
    fact = found.fact

    lines = [
        f"{fact.id}  {fact.name}  [{fact.indicator}]",
        _("单位:{name}({code})  截至:{day}").format(name=fact.unit_name, code=fact.unit, day=fact.as_of),
        _("数值:{value}").format(value=f"{shown(fact)} {fact.measure}"),
    ]
    if fact.denominator is not None:
        lines.append(_("算式:{numerator} ÷ {denominator}").format(
            numerator=plain(fact.numerator), denominator=plain(fact.denominator)))
    lines += [f"  {'*' if counts else ' '} {name}:{number}" for name, number, counts in fact.outcomes]
    if fact.outcomes:
        lines.append(_("(* 为计入分子的结果)"))
    lines += [
        _("口径:{basis}").format(basis=BASES[fact.basis]) if fact.basis else "",
        _("依据:{source}  定义编号:{definition}").format(source=fact.source, definition=fact.definition),
        _("数据快照:{snapshot}").format(snapshot=fact.snapshot),
        *(_("印于:{title}({at:%Y-%m-%d})").format(title=document.title, at=document.issued_at) for document in found.documents),
    ]
    if found.now is None:
        lines.append(_("现在已没有这个指标或单位"))
    else:
        lines.append(_("按现在的记录:{value}(快照 {snapshot})").format(
            value=f"{shown(found.now)} {found.now.measure}", snapshot=found.now.snapshot))
        if found.redefined:
            lines.append(_("注意:定义已改变({old} → {new})").format(old=fact.definition, new=found.now.definition))
        elif found.difference:
            lines.append(_("差:{difference}").format(difference=fixed(found.difference, 2)))
    if fact.indicator in catalogue.INDICATORS:
        lines.append(_("查看名单:gongwei people {id} --unit {unit} --as-of {day}").format(
            id=fact.indicator, unit=fact.unit, day=fact.as_of))
    return "\n".join(line for line in lines if line)


for command in (report, calendar, plan, progress, tallies, projects, standards, inspections, training, activities,
                watch, suspicion, spot_check, appraisal, payment, check, demo, bench, bench_check, bench_suspicion,
                bench_work, manual):
    gongwei.add_command(command)
