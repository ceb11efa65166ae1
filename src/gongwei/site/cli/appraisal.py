"""`gongwei appraisal`: rounds of appraisal from the scheme's file to the locked result."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from pathlib import Path

import click
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gongwei.assessments.appraisal import actions, queries, readings
from gongwei.assessments.appraisal.declaring import read_scheme
from gongwei.assessments.appraisal.rules import Deduction, YesNo, text
from gongwei.assessments.appraisal.scheme import Item, Scheme, Veto
from gongwei.assessments.appraisal.scoring import Line, difference, explained, judged_by
from gongwei.assessments.appraisal.states import FILED, STATES, STEPS
from gongwei.assessments.appraisal.work_points import read_work_scheme
from gongwei.definition.message import said
from gongwei.exchange.reading import parts
from gongwei.records import queries as records
from gongwei.records.actions import Refused

from . import trials
from . import workplace as here
from .trials import FILE, dated, formatted, number, show_standings, shown

SHIPPED = ("township", "staff")
COLUMNS = {
    "unit": ("单位", "单位代码"), "item": ("条目", "条目编号"), "entry": ("评分", "得分", "填报"), "comment": ("说明", "评分说明", "理由"),
}
SHOWN = 20
"""How many refused lines are told on the screen."""


@click.group(help=_("绩效考核:方案、轮次、评分、申诉、公布、锁定;试算与人员工分。"))
def appraisal() -> None:
    """Appraisal."""


def on(command: Callable) -> Callable:
    """With the day on which something was done."""
    return click.option("--on", "day", type=here.DAY, default=here.today, help=_("哪一天,默认今天"))(command)


@appraisal.command(help=_("检查一个方案文件,所有错误连同行号一次列出(人员工分办法用 --staff)。"))
@click.argument("file", type=FILE)
@click.option("--staff", is_flag=True, help=_("是人员工分办法"))
def check(file: Path, staff: bool) -> None:
    """Check a file."""
    here.be_prepared()
    with here.refusals():
        if staff:
            scheme = read_work_scheme(file)
            click.echo(_("没有发现错误:{name},{count} 种服务,指纹 {fingerprint}").format(
                name=scheme.name, count=len(scheme.services), fingerprint=scheme.fingerprint))
            return
        found = read_scheme(file, readings.known)
    click.echo(_("没有发现错误:{name},{items} 个条目共 {total} 分,{vetoes} 个否决项,指纹 {fingerprint}").format(
        name=found.name, items=len(found.items), total=text(found.total), vetoes=len(found.vetoes),
        fingerprint=found.fingerprint))


@appraisal.command(help=_("印出随系统提供的方案,存成文件后按本县情况修改。"))
@click.argument("name", type=click.Choice(SHIPPED))
def example(name: str) -> None:
    """Print a shipped file."""
    click.echo(files("gongwei.assessments.appraisal").joinpath("schemes", f"{name}.toml").read_text(encoding="utf-8"), nl=False)


@appraisal.command("open", help=_("按方案开一轮考核:冻结方案和截至日的全部数据。"))
@click.argument("round")
@click.argument("file", type=FILE)
@dated
@click.option("--under", help=_("只考核这个单位的下级"))
@click.option("--name", default="", help=_("轮次名称,默认为方案名称"))
def open_(round: str, file: Path, as_of: date, under: str | None, name: str) -> None:
    """Open a round."""
    here.be_prepared()
    with here.refusals():
        scheme = read_scheme(file, readings.known)
        figures = here.figures_now()
        if under:
            under = here.the_unit(figures.tree(as_of), under)
        held = actions.open_round(code=round, scheme=scheme, figures=figures, as_of=as_of, under=under, name=name,
                                  actor=here.actor(), at=here.now())
        result = queries.result(held.pk)
    waiting = sum(len(one.waiting) for one in result.standings)
    click.echo(_("已开「{round}」:{units} 个单位,截至 {day},快照 {snapshot};{waiting} 项须由人评分").format(
        round=round, units=len(result.standings), day=as_of, snapshot=held.snapshot, waiting=waiting))


@appraisal.command(help=_("须由人评分的条目清单(CSV),填好 entry 和 comment 后用 score 导入。"))
@click.argument("round")
@click.option("--unit", help=_("单位代码"))
def sheet(round: str, unit: str | None) -> None:
    """What people have to score."""
    here.be_prepared()
    with here.refusals():
        result = queries.result(round)
    names = {one.unit: one.name for one in result.standings}
    here.print_csv(("unit", "unit_name", "item", "name", "asked", "self", "self_comment", "entry", "comment"), (
        (code, names[code], line.item, what.name, asked_for(what, line), number(line.self_entry) or "", line.self_comment,
         number(line.entry) or "", line.comment)
        for code in sorted(result.lines) if unit in (None, code)
        for line in in_order(result.scheme, result.lines[code]) if line.asked
        for what in [result.scheme.by_code[line.item]]))


def asked_for(what: Item | Veto, line: Line) -> str:
    """What is to be entered for an item or a veto."""
    if isinstance(what, Veto):
        return _("1 否决,0 不否决")
    rule = judged_by(what, line).rule
    if isinstance(rule, YesNo):
        return _("1 是,0 否")
    return _("例数") if isinstance(rule, Deduction) else _("0~{full} 分").format(full=text(what.points))


def in_order(scheme: Scheme, lines):
    """A unit's lines in the order of the scheme."""
    return [lines[code] for code in scheme.by_code]


@appraisal.command(help=_("评分:导入一张表(列 unit,item,entry,comment),或用选项评一项。单位自评用 --self。"))
@click.argument("round")
@click.argument("file", type=FILE, required=False)
@click.option("--self", "own", is_flag=True, help=_("单位自评"))
@click.option("--unit", help=_("单位代码"))
@click.option("--item", help=_("条目编号"))
@click.option("--entry", help=_("评分:分数、例数,或 1 是 0 否"))
@click.option("--comment", default="", help=_("说明"))
def score(round: str, file: Path | None, own: bool, unit: str | None, item: str | None, entry: str | None, comment: str) -> None:
    """Enter scores."""
    here.be_prepared()
    if bool(file) == bool(unit or item or entry):
        raise click.UsageError(_("请给一个文件,或给 --unit --item --entry"))
    if not file and not (unit and item and entry):
        raise click.UsageError(_("--unit、--item、--entry 须同时给出"))
    rows = read_entries(file) if file else [(1, (unit, item, entry, comment))]
    read, wrong = [], []
    for line, (unit, item, entry, comment) in rows:
        try:
            read.append((line, actions.Entry(unit, item, Decimal(entry), comment)))
        except InvalidOperation:
            wrong.append((line, _("「{entry}」不是数字").format(entry=entry)))
    with here.refusals():
        entered = actions.enter_scores(round=round, entries=[one for _line, one in read], own=own, actor=here.actor(),
                                       at=here.now())
    wrong += [(read[position][0], why) for position, why in entered.refused]
    loaded = entered.loaded
    click.echo(_("评分 {new} 项,未变 {same} 项,未收 {refused} 项").format(new=loaded.revised, same=loaded.unchanged, refused=len(wrong)))
    if wrong:
        place = file.name if file else round
        lines = [f"{place}:{line}: {why}" if file else why for line, why in sorted(wrong)]
        rest = [_("……另有 {count} 行").format(count=len(lines) - SHOWN)] if len(lines) > SHOWN else []
        raise click.ClickException("\n".join(lines[:SHOWN] + rest))


def read_entries(file: Path) -> list[tuple[int, tuple[str, str, str, str]]]:
    """Line and entries of a sheet's rows; those without an entry are left out. An unreadable file is an error."""
    found, broken = [], []
    for part in parts(file, file.name, COLUMNS, ("unit", "item", "entry")):
        broken += [(line, next(iter(why.values()))) for line, why in part.refused]
        columns = [part.entries.get(name) or [""] * len(part.lines) for name in COLUMNS]
        found += [(line, row) for line, *row in zip(part.lines, *columns, strict=True) if row[2].strip()]
    if broken:
        raise click.ClickException("\n".join(f"{file.name}:{line}: {why}" for line, why in broken))
    return [(line, tuple(cell.strip() for cell in row)) for line, row in found]


@appraisal.command(help=_("看一轮考核:名次和进展;加 --unit 看该单位每一项是怎样得分的,再加 --item 看更正前后。"))
@click.argument("round")
@click.option("--unit", help=_("单位代码"))
@click.option("--item", help=_("条目编号"))
@formatted
def show(round: str, unit: str | None, item: str | None, form: str) -> None:
    """A round, a unit in it, or an item of the unit."""
    here.be_prepared()
    with here.refusals(), records.one_moment():
        result = queries.result(round)
        if unit is not None and unit not in result.lines:
            raise Refused(_("本轮没有单位「{unit}」").format(unit=unit))
        if unit is not None:
            show_unit(result, unit, item, form)
            return
        steps, appeals = queries.steps(round), queries.appeals(round)
    if form == "table":
        click.echo(_("{name}:{state};截至 {day},方案指纹 {fingerprint},快照 {snapshot}").format(
            name=result.name, state=said(STATES[result.state], _), day=result.as_of, fingerprint=result.scheme.fingerprint,
            snapshot=result.snapshot))
        for step in steps:
            note = f"({step.note})" if step.note else ""
            click.echo(f"  {step.on} {said(STEPS[step.step], _)}{note}  {step.change.actor}")
        for appeal in appeals:
            click.echo(_("  申诉 {number}:{unit} 条目 {item},{state};理由:{reason}").format(
                number=appeal.pk, unit=appeal.unit_id, item=appeal.item, state=said(STATES[appeal.state], _),
                reason=appeal.reason))
    show_standings(result.standings, result.scheme, result.name, form)


def show_unit(result: queries.Result, unit: str, item: str | None, form: str) -> None:
    """How a unit came to its points."""
    scheme, own, lines = result.scheme, result.by_unit[unit], result.lines[unit]
    if item is not None and item not in lines:
        raise Refused(_("方案没有条目「{item}」").format(item=item))
    rows = []
    for line in in_order(scheme, lines):
        what = scheme.by_code[line.item]
        if item in (None, line.item):
            rows.append((line.item, getattr(what, "section", _("否决")), what.name, number(line.full), number(line.points),
                         number(difference(what, line, scheme.decimals)), said(explained(what, line, scheme.decimals), _)))
    header = (_("条目"), _("部分"), _("名称"), _("满分"), _("得分"), _("与自评差"), _("怎样得分"))
    shown(rows, f"{own.name} {result.name}", header, form, right=(3, 4, 5))
    if form == "table" and item is None:
        grade = f"{own.grade} " if own.grade else ""
        click.echo(f"{grade}{said(own.how, _)}" if own.score is not None else _("还有 {count} 项待评").format(count=len(own.waiting)))
    for one in queries.former(result.code, unit, item) if item else []:
        points, own, entry = (text(Decimal(kept)) if (kept := one.content[name]) else "—"
                              for name in ("points", "self_entry", "entry"))
        click.echo(_("{at:%Y-%m-%d %H:%M} {actor} 改动之前:得分 {points},自评 {own},评分 {entry} {comment}").format(
            at=localtime(one.change.at), actor=one.change.actor, points=points, own=own, entry=entry,
            comment=one.content["comment"]))


@appraisal.command(help=_("名次和等次。"))
@click.argument("round")
@formatted
def rank(round: str, form: str) -> None:
    """The ranking alone."""
    here.be_prepared()
    with here.refusals():
        result = queries.result(round)
    show_standings(result.standings, result.scheme, result.name, form)


def step_command(step: str, words: str) -> click.Command:
    """The command that takes a step of a round."""

    @click.command(step.replace("_", "-"), help=words)
    @click.argument("round")
    @on
    @click.option("--note", default="", help=_("说明"))
    def take(round: str, day: date, note: str) -> None:
        here.be_prepared()
        with here.refusals():
            held = actions.take_step(round=round, step=step, on=day, note=note, actor=here.actor(), at=here.now())
        click.echo(_("「{round}」{state}").format(round=round, state=said(STATES[held.state], _)))

    return take


for _step, _words in {
    "submit": _("结束自评,进入考核评分。"), "send_back": _("退回自评。"), "assess": _("结束评分:全部评完才行。"),
    "reassess": _("公布前重新评分。"), "publish": _("公布结果,开始申诉期。"), "lock": _("锁定:申诉期满、申诉裁定之后,从此不能再改。"),
}.items():
    appraisal.add_command(step_command(_step, _words))


@appraisal.command(help=_("对一个条目申诉(公布后、申诉期内)。"))
@click.argument("round")
@click.option("--unit", required=True, help=_("单位代码"))
@click.option("--item", required=True, help=_("条目编号"))
@click.option("--reason", required=True, help=_("理由"))
@click.option("--proof", type=FILE, help=_("证明材料(只留文件名和摘要)"))
@on
def appeal(round: str, unit: str, item: str, reason: str, proof: Path | None, day: date) -> None:
    """File an appeal."""
    here.be_prepared()
    with here.refusals():
        filed = actions.file_appeal(round=round, unit=unit, item=item, reason=reason, on=day, proof=proof.name if proof else "",
                                    content=proof.read_bytes() if proof else b"", actor=here.actor(), at=here.now())
    click.echo(_("已受理:申诉 {number}").format(number=filed.pk))


@appraisal.command(help=_("裁定申诉:--points 给出更正后的分数(否决项 1 或 0)即成立,--reject 不成立。"))
@click.argument("number", type=int)
@click.option("--points", help=_("更正后的分数"))
@click.option("--reject", is_flag=True, help=_("申诉不成立"))
@click.option("--note", required=True, help=_("裁定理由"))
@on
def decide(number: int, points: str | None, reject: bool, note: str, day: date) -> None:
    """Decide an appeal."""
    here.be_prepared()
    if (points is None) != reject:
        raise click.UsageError(_("--points 与 --reject 须给且只给一个"))
    try:
        value = None if reject else Decimal(points)
    except InvalidOperation:
        raise click.UsageError(_("「{entry}」不是数字").format(entry=points)) from None
    with here.refusals():
        held = actions.decide_appeal(appeal=number, value=value, note=note, on=day, actor=here.actor(), at=here.now())
    click.echo(_("申诉 {number}:{state}").format(number=number, state=said(STATES[held.state], _)))


@appraisal.command(help=_("待裁定和已裁定的申诉。"))
@click.argument("round")
@click.option("--pending", is_flag=True, help=_("只看待裁定的"))
@formatted
def appeals(round: str, pending: bool, form: str) -> None:
    """The appeals of a round."""
    here.be_prepared()
    with here.refusals():
        queries.find(round)
    rows = [(one.pk, one.unit_id, one.item, said(STATES[one.state], _), one.reason, one.proof, one.digest[:12])
            for one in queries.appeals(round) if not pending or one.state == FILED]
    shown(rows, round, (_("编号"), _("单位"), _("条目"), _("状态"), _("理由"), _("材料"), _("摘要")), form)


for _command in (trials.simulate_, trials.compare, trials.staff):
    appraisal.add_command(_command)
