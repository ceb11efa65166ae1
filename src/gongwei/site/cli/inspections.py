"""`gongwei inspections`: visits to units, what was found, and its mending."""

from collections import Counter
from datetime import date
from fractions import Fraction
from pathlib import Path

import click
from django.utils.translation import gettext as _

from gongwei.definition.declaration import Wrong
from gongwei.definition.message import said
from gongwei.evaluation.units import LEVELS
from gongwei.ledgers.inspections.checklist import SEVERITIES
from gongwei.ledgers.inspections.life import STATES, STEPS
from gongwei.ledgers.inspections.queries import AGES

from . import workplace as here

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
AS_OF = click.option("--as-of", type=here.DAY, default=here.today, help=_("截至日,默认今天"))
UNIT = click.option("--unit", help=_("单位代码:该单位及其下级"))
FORM = click.option("--format", "form", type=click.Choice(["table", "csv"]), default="table", help=_("输出格式"))
KIND = click.option("--checklist", help=_("只看用这份检查表(编号)的"))
SINCE = click.option("--since", type=here.DAY, help=_("只看这一天及以后的"))


@click.group(help=_("督导与整改:检查表、督导记录、问题的整改与销号。"))
def inspections() -> None:
    """Inspections and rectification."""


def files() -> Path:
    """Where proofs are kept."""
    return here.home() / "files"


def line_of(wrong: Wrong) -> str:
    """Something wrong in a file, with its line."""
    return _("{file} 第 {line} 行:{message}").format(file=wrong.file, line=wrong.line, message=said(wrong.message, _))


def the_scope(unit: str | None, as_of: date) -> str | None:
    """A unit that exists on the day; None for all."""
    from gongwei.records import evaluable

    here.be_prepared()
    return None if unit is None else here.the_unit(evaluable.tree(as_of), unit)


@inspections.group(help=_("检查表。"))
def checklist() -> None:
    """Checklists."""


@checklist.command(name="check", help=_("核对一份检查表文件(TOML),有错时指出行号。"))
@click.argument("file", type=FILE, metavar="FILE")
def check_checklist(file: Path) -> None:
    """Check a checklist."""
    from gongwei.ledgers.inspections.checklist import read_checklist

    with here.refusals():
        show_checklist(read_checklist(file))


@checklist.command(name="show", help=_("显示自带的检查表;不给编号则列出编号。"))
@click.argument("id", required=False)
def show_shipped(id: str | None) -> None:
    """Show a shipped checklist."""
    from gongwei.ledgers.inspections.checklist import shipped

    if id is None:
        here.print_table(_("自带的检查表"), (_("编号"), _("名称"), _("条目"), _("版本")),
                         ((one.id, one.name, len(one.items), one.fingerprint) for one in shipped().values()), right=(2,))
    elif id in shipped():
        show_checklist(shipped()[id])
    else:
        raise click.ClickException(_("没有检查表「{id}」,自带的有:{known}").format(id=id, known=" ".join(shipped())))


def show_checklist(one) -> None:
    """A checklist as a table."""
    rows = ((item.section, item.code, item.what, f"{item.points:f}", said(SEVERITIES[item.severity], _), item.ground)
            for item in one.items)
    titles = (_("部分"), _("编码"), _("检查内容"), _("分值"), _("严重程度"), _("依据"))
    here.print_table(f"{one.name}  \\[{one.id}]", titles, rows, right=(3,))
    click.echo(_("{count} 条,合计 {sum} 分(总分 {total});版本 {version}").format(
        count=len(one.items), sum=f"{sum(item.points for item in one.items):f}", total=f"{one.total:f}", version=one.fingerprint))


@inspections.command(help=_("录入督导记录:一次督导写成 TOML,多次督导列成 CSV 或 XLSX。照片等证据与文件放在一起,自动存档。"))
@click.argument("file", type=FILE, metavar="FILE")
def record(file: Path) -> None:
    """Record inspections from a file."""
    from gongwei.exchange.inspections import read_inspections
    from gongwei.ledgers.inspections.actions import record_inspection
    from gongwei.ledgers.inspections.queries import places
    from gongwei.ledgers.inspections.sheet import read_sheet

    here.be_prepared()
    with here.refusals():
        if file.suffix.lower() == ".toml":
            found, wrongs, unknown = [read_sheet(file, places(), here.today())], [], []
        else:
            found, wrongs, unknown = read_inspections(file, places(), here.today())
    written, refused = Counter(created=0, revised=0, unchanged=0), [line_of(wrong) for wrong in wrongs]
    for sheet, by in found:
        try:
            with here.refusals():
                one = record_inspection(sheet=sheet, checklist=by, files=files(), actor=here.actor(), at=here.now())
        except click.ClickException as error:
            refused.append(error.message)
            continue
        written.update(created=one.created, revised=one.revised, unchanged=one.unchanged)
        if one.created or one.revised:
            click.echo(_("{code}:问题 {count} 个").format(code=sheet.code, count=len(sheet.findings)))
    click.echo(_("督导记录:新增 {created},更正 {revised},未变 {unchanged}").format(**written))
    if unknown:
        click.echo(_("不认识的列已忽略:{columns}").format(columns=_("、").join(unknown)), err=True)
    if refused:
        raise click.ClickException(_("以下没有收下,请改正后重新录入:") + "\n" + "\n".join(refused))


@inspections.command(name="list", help=_("督导清单:单位、日期、得分、问题数。"))
@UNIT
@KIND
@SINCE
@AS_OF
@FORM
def list_(unit: str | None, checklist: str | None, since: date | None, as_of: date, form: str) -> None:
    """List inspections."""
    from gongwei.indicators.figure import fixed, plain
    from gongwei.ledgers.inspections import queries

    scope, names = the_scope(unit, as_of), unit_names()
    numbers = Counter(one.inspection for one in queries.findings(as_of, unit=scope, since=since, checklist=checklist))
    rows = []
    for one in queries.inspections(as_of, unit=scope, since=since, checklist=checklist):
        share = one.score.share
        rows.append((one.code, one.unit, names[one.unit], one.facility or "", one.day, one.checklist,
                     plain(Fraction(one.score.got)), plain(Fraction(one.score.possible)),
                     fixed(share and share * 100, 2), len(one.score.not_inspected),
                     numbers[one.code]))
    if form == "csv":
        here.print_csv(("inspection", "unit", "unit_name", "facility", "day", "checklist", "points", "possible", "share",
                        "not_inspected", "findings"), rows)
    else:
        titles = (_("编号"), _("名称"), _("日期"), _("得分"), _("应得"), _("得分率%"), _("未查"), _("问题"))
        here.print_table(_("督导清单(截至 {day})").format(day=as_of), titles,
                         ((row[0], row[2], *row[4:5], *row[6:8], row[8] or "—", *row[9:]) for row in rows), right=range(3, 8))


def unit_names() -> dict[str, str]:
    """Code → name of all units."""
    from gongwei.records import queries

    return {code: unit.name for code, unit in queries.units().items()}


@inspections.command(help=_("问题清单:状态、期限、逾期、反弹。"))
@UNIT
@KIND
@SINCE
@click.option("--item", help=_("只看检查表的这一条(编码)"))
@click.option("--severity", type=click.Choice(list(SEVERITIES)), help=_("严重程度:minor 一般,major 较重,severe 严重"))
@click.option("--state", type=click.Choice(list(STATES)), help=_("状态:open 待整改,rectified 待复核,returned 退回,verified 已销号"))
@click.option("--age", type=click.Choice(list(AGES)), help=_("发现至今的天数(未销号的)"))
@click.option("--overdue", is_flag=True, help=_("只看逾期未整改的"))
@click.option("--recurred", is_flag=True, help=_("只看反弹的"))
@click.option("--names", is_flag=True, help=_("带责任人姓名(仅限有权查看者)"))
@AS_OF
@FORM
def findings(unit: str | None, as_of: date, form: str, names: bool, **narrowed: object) -> None:
    """List findings."""
    from gongwei.ledgers.inspections import queries

    found, called = queries.findings(as_of, unit=the_scope(unit, as_of), **narrowed), unit_names()
    if form == "csv":
        here.print_csv(
            ("finding", "unit", "unit_name", "facility", "found", "checklist", "item", "severity", "text", "measure",
             "responsible", "state", "deadline", "days_open", "days_overdue", "earlier"),
            ((one.code, one.unit, called[one.unit], one.facility or "", one.found, one.checklist, one.item, one.severity,
              one.text, one.measure, one.responsible if names else "", one.standing.state, one.standing.deadline,
              one.days_open, one.days_overdue, one.earlier or "") for one in found))
        return
    titles = (_("编号"), _("单位"), _("程度"), _("问题"), *([_("责任人")] if names else []), _("期限"), _("状态"), _("天数"), _("逾期"),
              _("反弹"))
    here.print_table(_("问题清单(截至 {day})").format(day=as_of), titles, (
        (one.code, called[one.unit], said(SEVERITIES[one.severity], _), one.text, *([one.responsible] if names else []),
         one.standing.deadline, said(STATES[one.standing.state], _), one.days_open, one.days_overdue or "",
         _("是") if one.earlier else "")
        for one in found), right=(len(titles) - 3, len(titles) - 2))
    counts = (f"{said(STATES[state], _)} {number}" for state, number in queries.counted(found).items())
    click.echo(_("共 {count} 个:{states};逾期 {overdue},反弹 {recurred}").format(
        count=len(found), states=_("、").join(counts), overdue=sum(one.days_overdue > 0 for one in found),
        recurred=sum(one.earlier is not None for one in found)))


@inspections.command(help=_("一个问题的来龙去脉。"))
@click.argument("finding", metavar="FINDING")
@AS_OF
def show(finding: str, as_of: date) -> None:
    """One finding with its steps."""
    from gongwei.ledgers.inspections import queries
    from gongwei.ledgers.inspections.models import Finding

    here.be_prepared()
    try:
        one, steps = queries.finding(finding, as_of)
    except Finding.DoesNotExist:
        raise click.ClickException(_("没有编号为「{finding}」的问题").format(finding=finding)) from None
    click.echo(_("{text}({severity})").format(text=one.text, severity=said(SEVERITIES[one.severity], _)))
    if one.earlier:
        click.echo(_("一年内反弹,上次为 {earlier}").format(earlier=one.earlier))
    click.echo(_("{day}  发现,期限 {deadline}").format(day=one.found, deadline=one.first_deadline))
    for told in steps:
        new = _(",期限 {deadline}").format(deadline=told.taken.deadline) if told.taken.deadline else ""
        proof = _("证据:{names}").format(names=_("、").join(told.proofs)) if told.proofs else ""
        done = f"{told.taken.day}  {said(STEPS[told.taken.step], _)}{new}"
        click.echo("  ".join(part for part in (done, told.note, proof, f"[{told.actor}]") if part))
    click.echo(standing_in_words(one.standing, as_of))


def standing_in_words(standing, day: date) -> str:
    """How a finding stands."""
    overdue = standing.overdue(day)
    return _("状态:{state},期限 {deadline}").format(state=said(STATES[standing.state], _), deadline=standing.deadline) + (
        _(",已逾期 {days} 天").format(days=overdue) if overdue else "")


def step(take, finding: str, day: date, note: str, **said_of_it: object) -> None:
    """Take a step and tell how the finding stands."""
    here.be_prepared()
    with here.refusals():
        standing = take(finding=finding, day=day, note=note, actor=here.actor(), at=here.now(), **said_of_it)
    click.echo(standing_in_words(standing, day))


FINDING = click.argument("finding", metavar="FINDING")
ON = click.option("--on", "day", type=here.DAY, default=here.today, help=_("哪一天,默认今天"))
WHY = click.option("--note", required=True, help=_("理由"))
NOTE = click.option("--note", default="", help=_("说明"))


@inspections.command(help=_("报告问题已整改:附证据或写明情况。"))
@FINDING
@ON
@NOTE
@click.option("--proof", "proofs", type=FILE, multiple=True, help=_("证据文件,可多个"))
def rectify(finding: str, day: date, note: str, proofs: tuple[Path, ...]) -> None:
    """A finding was mended."""
    from gongwei.ledgers.inspections import actions

    step(actions.rectify, finding, day, note, proofs=proofs, files=files())


@inspections.command(help=_("复核属实,销号。"))
@FINDING
@ON
@NOTE
def verify(finding: str, day: date, note: str) -> None:
    """The mending holds."""
    from gongwei.ledgers.inspections import actions

    step(actions.verify, finding, day, note)


@inspections.command(name="send-back", help=_("整改不到位,退回重改。"))
@FINDING
@ON
@WHY
@click.option("--deadline", type=here.DAY, help=_("新的期限,不写则期限不变"))
def send_back(finding: str, day: date, note: str, deadline: date | None) -> None:
    """The mending does not hold."""
    from gongwei.ledgers.inspections import actions

    step(actions.send_back, finding, day, note, deadline=deadline)


@inspections.command(help=_("延长整改期限。"))
@FINDING
@ON
@WHY
@click.option("--deadline", type=here.DAY, required=True, help=_("新的期限"))
def extend(finding: str, day: date, note: str, deadline: date) -> None:
    """A later deadline."""
    from gongwei.ledgers.inspections import actions

    step(actions.extend, finding, day, note, deadline=deadline)


@inspections.command(help=_("督导覆盖:各单位当年督导几次、多久没有督导,最久的在前。"))
@UNIT
@KIND
@click.option("--level", type=click.Choice(LEVELS), default="village", show_default=True, help=_("哪一级单位"))
@click.option("--not-in-year", is_flag=True, help=_("只看当年未督导的"))
@AS_OF
@FORM
def coverage(unit: str | None, checklist: str | None, level: str, not_in_year: bool, as_of: date, form: str) -> None:
    """Which units have not been inspected for longest."""
    from gongwei.indicators.figure import fixed, rate
    from gongwei.ledgers.inspections import queries

    every = queries.coverage(as_of, level=level, unit=the_scope(unit, as_of), checklist=checklist)
    rows = [(one.unit, one.name, one.in_year, one.last or "", "" if one.days is None else one.days)
            for one in every if not (not_in_year and one.in_year)]
    if form == "csv":
        here.print_csv(("unit", "unit_name", "in_year", "last", "days"), rows)
        return
    titles = (_("单位"), _("名称"), _("当年次数"), _("上次督导"), _("距今天数"))
    here.print_table(_("督导覆盖(截至 {day})").format(day=as_of), titles,
                     ((*row[:3], row[3] or _("从未"), "—" if row[4] == "" else row[4]) for row in rows), right=(2, 4))
    covered = sum(one.in_year > 0 for one in every)
    click.echo(_("共 {all} 个,当年已督导 {covered} 个,覆盖率 {share}%").format(
        all=len(every), covered=covered, share=fixed(rate(Fraction(covered), len(every), 100), 2) or "—"))


@inspections.command(help=_("核对存档的证据文件:有无缺失或改动。有问题时退出码为 1。"))
def proofs() -> None:
    """Check the kept files."""
    from gongwei.ledgers.files.queries import altered

    here.be_prepared()
    found = altered(files())
    for one in found:
        click.echo((_("缺失:{name}({digest})") if one.missing else _("已改动:{name}({digest})")).format(
            name=one.name, digest=one.digest))
    click.echo(_("存档文件有问题 {count} 个").format(count=len(found)))
    if found:
        click.get_current_context().exit(1)
