"""Spot checks: drawing, calling, the units' reply, what follows. Code is loaded only when run."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from pathlib import Path

import click
from django.utils.translation import gettext as _

from gongwei.definition.message import said
from gongwei.evaluation.units import LEVELS
from gongwei.indicators.figure import plain

from . import workplace as here


@contextmanager
def refusals() -> Iterator[None]:
    """What the records or a file do not allow, in the user's words."""
    from gongwei.assessments.spot_checks.queries import UnknownCheck
    from gongwei.exchange.sheets import Unreadable
    from gongwei.records.actions import Refused

    try:
        yield
    except UnknownCheck as error:
        raise click.ClickException(_("没有编号为「{code}」的抽查").format(code=error)) from error
    except (Refused, Unreadable) as error:
        raise click.ClickException(str(error)) from error


@click.group("spot-check", help=_("抽查(电话核查):抽样、核查表、结果、申辩、真实率。"))
def spot_check() -> None:
    """Spot checks."""


@spot_check.command(help=_("从一个指标的分子中抽人。同一种子、同一名单抽出同样的人。"))
@click.argument("code")
@click.option("--indicator", required=True, help=_("指标编号"))
@click.option("--unit", help=_("单位代码,默认最上级单位"))
@click.option("--as-of", type=here.DAY, default=here.today, help=_("截至日,默认今天"))
@click.option("--seed", required=True, help=_("随机种子:任意一段文字,宜用抽取前无人知道的,如当日开奖号码"))
@click.option("--size", type=click.IntRange(1), help=_("共抽多少人"))
@click.option("--least", type=click.IntRange(0), default=0, help=_("每个单位至少多少人;不给 --size 则每个单位就抽这么多"))
@click.option("--level", type=click.Choice(LEVELS), help=_("按哪一级单位分层"))
@click.option("--weights", type=click.Path(path_type=Path, exists=True, dir_okay=False), help=_("抽取权数表,列 resident 与 weight"))
@click.option("--question", "questions", multiple=True, help=_("知晓问题,可给多个"))
@click.option("--attempts", type=click.IntRange(1), default=3, show_default=True, help=_("拨打几次不通才算联系不上"))
@click.option("--reply-days", type=click.IntRange(0), default=10, show_default=True, help=_("公布后几天内可申辩"))
def draw(code: str, indicator: str, unit: str | None, as_of: date, seed: str, size: int | None, least: int, level: str | None,
         weights: Path | None, questions: tuple[str, ...], attempts: int, reply_days: int) -> None:
    """Draw a sample."""
    from gongwei.assessments.spot_checks import actions, queries

    here.be_prepared()
    figures = here.figures_now()
    unit = here.the_unit(figures.tree(as_of), unit)
    with refusals():
        held = actions.draw(
            evaluator=figures.evaluator, code=code, indicator=indicator, unit=unit, as_of=as_of, seed=seed, size=size,
            least=least, level=level or "", weights=read_weights(weights) if weights else None, questions=questions,
            attempts=attempts, reply_days=reply_days, actor=here.actor(), at=here.now())
    names = figures.tree(as_of).units
    here.print_table(
        _("抽查 {code}").format(code=held.pk), (_("单位"), _("名称"), _("可抽"), _("抽取")),
        ((area.unit, names[area.unit].name, area.frame, area.size)
         for area in queries.areas(held).values() if area.size is not None),
        right=(2, 3))
    click.echo(_("种子:{seed}  方法:{method}  快照:{snapshot}  名单摘要:{frame}").format(
        seed=held.seed, method=held.method, snapshot=held.snapshot, frame=held.frame[:16]))
    if len(earlier := queries.alike(indicator, unit, as_of)) > 1:
        click.echo(_("注意:这个指标、单位和截至日已抽过 {count} 次:{codes}").format(count=len(earlier), codes=_("、").join(earlier)))


def read_weights(path: Path) -> dict[int, Fraction]:
    """Resident → weight, from a table. Every wrong line is told at once."""
    from gongwei.records.queries import resident_keys

    keys, found, wrong = resident_keys(), {}, []
    for line, cells in lines(path, ("resident", "weight")):
        try:
            found[keys[cells["resident"]]] = weight = Fraction(cells["weight"])
            if weight <= 0:
                raise ValueError
        except KeyError:
            wrong.append(_("{file} 第 {line} 行:没有编号为「{resident}」的居民").format(
                file=path.name, line=line, resident=cells["resident"]))
        except (ValueError, ZeroDivisionError):
            wrong.append(_("{file} 第 {line} 行:权数应为大于 0 的数,如 2 或 2.5").format(file=path.name, line=line))
    if wrong:
        raise click.ClickException("\n".join(wrong))
    return found


def lines(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of a table by column title. Lines that are no rows and missing columns are errors."""
    from gongwei.exchange.sheets import Unreadable, open_sheet

    sheet = open_sheet(path)
    if missing := [name for name in needed if name not in sheet.header]:
        raise Unreadable(_("{file}:缺少「{title}」一列").format(file=path.name, title=missing[0]))
    for batch in sheet.batches:
        for line, why in batch.broken:
            raise Unreadable(_("{file} 第 {line} 行:{why}").format(file=path.name, line=line, why=why))
        for line, *cells in zip(batch.lines, *batch.columns, strict=True):
            yield line, dict(zip(sheet.header, (cell.strip() for cell in cells), strict=True))


@spot_check.command(help=_("核查表(CSV):轮到要打电话的人,填好后用 import 收回。"))
@click.argument("code")
@click.option("--caller", "callers", multiple=True, help=_("调查员,可给多个,轮流分派"))
@click.option("--names", is_flag=True, help=_("带姓名和电话(仅限有权查看者,会留下记录)"))
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), help=_("每个调查员一个文件,写到这个文件夹"))
def sheet(code: str, callers: tuple[str, ...], names: bool, output: Path | None) -> None:
    """The call sheets."""
    from gongwei.assessments.spot_checks import actions, queries
    from gongwei.assessments.spot_checks.sheet import header

    here.be_prepared()
    with refusals():
        held = queries.check(code)
        people = queries.to_be_called(held)
        keys = [person.resident for person in people]
        known = actions.reveal(check=code, residents=keys, actor=here.actor(), at=here.now()) if names else {}
    units, services = unit_names(), queries.services(held.indicator, held.as_of, keys)
    shares: dict[str, list[tuple]] = {caller: [] for caller in callers or ("",)}
    for place, person in enumerate(people):
        caller = list(shares)[place % len(shares)]
        name = known.get(person.resident)
        called = ((name.name, name.phone, name.contact_phone) if name else ("", "", "")) if names else ()
        shares[caller].append((
            person.number, person.code, units[person.unit], *called, services.get(person.resident, ""), len(person.calls) + 1,
            "", caller, "", "", *[""] * len(held.questions)))
    titles = header(held.questions, names)
    if output is None:
        here.print_csv(titles, (row for rows in shares.values() for row in rows))
        return
    output.mkdir(parents=True, exist_ok=True)
    unnamed = _("核查表")
    for caller, rows in shares.items():
        path = output / f"{code}-{caller or unnamed}.csv".replace("/", "_")
        here.write_csv(path, titles, rows)
        click.echo(_("已写入 {path}:{count} 人").format(path=path, count=len(rows)))


def unit_names() -> dict[str, str]:
    """Code → name of all units."""
    from gongwei.records.queries import units

    return {code: unit.name for code, unit in units().items()}


@spot_check.command(help=_("登记或更正一次拨打的结果。"))
@click.argument("code")
@click.argument("number", type=click.IntRange(1))
@click.argument("result", type=click.Choice(["authentic", "not_authentic", "unreachable", "wrong_number"]))
@click.option("--attempt", type=click.IntRange(1), default=1, show_default=True, help=_("第几次拨打"))
@click.option("--on", type=here.DAY, default=here.today, help=_("哪一天,默认今天"))
@click.option("--caller", required=True, help=_("调查员"))
@click.option("--awareness", default="", help=_("各知晓问题的回答,1 知道、0 不知道、- 未答,如 10"))
@click.option("--satisfaction", type=click.IntRange(1, 5), help=_("满意度 1~5"))
def record(code: str, number: int, result: str, attempt: int, on: date, caller: str, awareness: str,
           satisfaction: int | None) -> None:
    """Enter one attempt."""
    cells = {"number": number, "attempt": attempt, "on": on, "caller": caller, "result": result,
             "satisfaction": satisfaction or "", **dict(enumerate(awareness, 1))}
    here.be_prepared()
    told = take_in(code, [(None, cells)], len(awareness))
    if told.refused:
        raise click.ClickException(next(iter(told.refused.values())))
    click.echo(_("已登记:新增 {created},更正 {revised},未变 {unchanged}").format(**told.loaded._asdict()))


@spot_check.command("import", help=_("收回填好的核查表(CSV 或 XLSX);有误的行逐行说明,其余照收,重复导入无害。"))
@click.argument("code")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def import_(code: str, file: Path) -> None:
    """Take in a filled sheet."""
    from gongwei.assessments.spot_checks.sheet import Misread, columns

    here.be_prepared()
    with refusals():
        read = list(lines(file, ()))
    try:
        titles = columns(list(read[0][1])) if read else []
    except Misread as error:
        raise click.ClickException(f"{file.name}:{said(error.args[0], _)}") from error
    rows = [(line, {title: cell for title, cell in zip(titles, cells.values(), strict=True) if title is not None})
            for line, cells in read]
    told = take_in(code, rows)
    for line, why in told.refused.items():
        click.echo(_("{file} 第 {line} 行:{why}").format(file=file.name, line=line, why=why), err=True)
    click.echo(_("新增 {created},更正 {revised},未变 {unchanged},拒收 {refused}").format(
        **told.loaded._asdict() | {"refused": len(told.refused)}))


def take_in(code: str, rows: list[tuple[int | None, dict]], questions: int | None = None):
    """Answers read and recorded; what is refused under the line on which it stands."""
    from gongwei.assessments.spot_checks import actions, queries
    from gongwei.assessments.spot_checks.sheet import Misread, read
    from gongwei.exchange.values import day

    answers, places, refused = [], [], {}
    with refusals():
        held = queries.check(code)
        for line, cells in rows:
            try:
                answer = read(cells, len(held.questions) if questions is None else questions, day)
            except Misread as error:
                refused[line] = said(error.args[0], _)
                continue
            if answer:
                answers.append(answer)
                places.append(line)
        told = actions.record_calls(check=code, answers=answers, actor=here.actor(), at=here.now())
    refused |= {places[one]: why for one, why in told.refused.items()}
    return actions.Recorded(told.loaded, dict(sorted(refused.items())))


@spot_check.command(help=_("公布结果:此后各单位可在期限内申辩。"))
@click.argument("code")
@click.option("--on", type=here.DAY, default=here.today, help=_("哪一天,默认今天"))
def publish(code: str, on: date) -> None:
    """Tell the units."""
    from gongwei.assessments.spot_checks import actions, queries

    here.be_prepared()
    with refusals():
        actions.publish(check=code, on=on, actor=here.actor(), at=here.now())
    click.echo(_("已公布;申辩至 {day} 止").format(day=queries.reply_until(queries.check(code))))


@spot_check.command(help=_("退回已公布的结果,以便更正。"))
@click.argument("code")
@click.option("--on", type=here.DAY, default=here.today, help=_("哪一天,默认今天"))
@click.option("--reason", required=True, help=_("理由"))
def reopen(code: str, on: date, reason: str) -> None:
    """Take results back."""
    from gongwei.assessments.spot_checks import actions

    here.be_prepared()
    with refusals():
        actions.reopen(check=code, on=on, reason=reason, actor=here.actor(), at=here.now())
    click.echo(_("已退回"))


@spot_check.command(help=_("单位对「不真实」的结论申辩,附理由和证明。"))
@click.argument("code")
@click.argument("number", type=click.IntRange(1))
@click.option("--on", type=here.DAY, default=here.today, help=_("哪一天,默认今天"))
@click.option("--reason", required=True, help=_("理由"))
@click.option("--proof", type=click.Path(path_type=Path, exists=True, dir_okay=False), help=_("证明材料(留其文件名和摘要)"))
def contest(code: str, number: int, on: date, reason: str, proof: Path | None) -> None:
    """The unit's reply."""
    from gongwei.assessments.spot_checks import actions

    here.be_prepared()
    with refusals():
        actions.contest(check=code, number=number, on=on, reason=reason, proof=proof.name if proof else "",
                        content=proof.read_bytes() if proof else b"", actor=here.actor(), at=here.now())
    click.echo(_("已收到申辩"))


@spot_check.command(help=_("裁定申辩:维持原结论,或撤销(即认定真实)。"))
@click.argument("code")
@click.argument("number", type=click.IntRange(1))
@click.argument("decision", type=click.Choice(["uphold", "overturn"]))
@click.option("--on", type=here.DAY, default=here.today, help=_("哪一天,默认今天"))
@click.option("--reason", required=True, help=_("理由"))
def decide(code: str, number: int, decision: str, on: date, reason: str) -> None:
    """Decide on a reply."""
    from gongwei.assessments.spot_checks import actions

    here.be_prepared()
    with refusals():
        actions.decide(check=code, number=number, overturn=decision == "overturn", on=on, reason=reason,
                       actor=here.actor(), at=here.now())
    click.echo(_("已裁定"))


@spot_check.command(help=_("各单位的真实率、知晓率、满意度及区间;--rule 则看折算后的分子。"))
@click.argument("code")
@click.option("--rule", type=click.Choice(["removed", "scaled"]), help=_("removed 扣除不真实的,scaled 按真实率折算"))
@click.option("--bound", type=click.Choice(["point", "low"]), default="point", show_default=True, help=_("按真实率还是按区间下限折算"))
@click.option("--unreachable", type=click.Choice(["left_out", "not_authentic"]), default="left_out", show_default=True,
              help=_("联系不上和号码错误的:不计,或按不真实计"))
@click.option("--findings", is_flag=True, help=_("只列「不真实」的结论及其申辩"))
@click.option("--format", "form", type=click.Choice(["table", "csv"]), default="table", help=_("输出格式"))
def result(code: str, rule: str | None, bound: str, unreachable: str, findings: bool, form: str) -> None:
    """What was found, and its effect."""
    from gongwei.assessments.spot_checks import actions, queries
    from gongwei.assessments.spot_checks.effect import Rule

    here.be_prepared()
    with refusals():
        held, standing = queries.check(code), queries.standing(code)
    names = unit_names()
    if findings:
        tables = [((_("序号"), _("居民"), _("单位"), _("名称"), _("结论")), (), [
            (person.number, person.code, person.unit, names[person.unit], actions.said(person.finding))
            for person in queries.people(held) if person.finding])]
    elif rule:
        told = queries.effect(code, Rule(rule, bound, unreachable, unreachable))
        tables = [((_("单位"), _("名称"), _("分子"), _("折算后"), _("分母"), _("说明")), (2, 3, 4), [
            (unit, names[unit], standing.areas[unit].numerator, plain(one.numerator, 2), plain(one.denominator) or "—",
             said(one.explanation, _)) for unit, one in told.items()])]
    else:
        tables = [counted(standing, names), estimated(standing, names)]
    if form == "csv":
        (titles, _right, rows), *more = tables
        for further, _right, beside in more:
            titles, rows = (*titles, *further[2:]), [(*row, *one[2:]) for row, one in zip(rows, beside, strict=True)]
        here.print_csv(titles, rows)
        return
    for titles, right, rows in tables:
        here.print_table(_("抽查 {code}({state})").format(code=code, state=actions.said(queries.state(code))), titles, rows, right)
    if until := queries.reply_until(held):
        click.echo(_("申辩至 {day} 止").format(day=until))


def counted(standing, names: dict[str, str]) -> tuple:
    """Title, columns to the right and rows of what the calls came to."""
    from gongwei.assessments.spot_checks.effect import Rule

    told = {unit: standing.adjusted(unit, Rule()) for unit in standing.areas}
    titles = (_("单位"), _("名称"), _("可抽"), _("已问"), _("真实"), _("不真实"), _("不通"), _("错号"), _("待问"), _("申辩中"))
    return titles, range(2, 10), [
        (unit, names[unit], standing.frame(unit), one.asked, one.authentic, one.inauthentic, one.unreachable, one.wrong_number,
         one.pending, one.contested) for unit, one in told.items()]


def estimated(standing, names: dict[str, str]) -> tuple:
    """Title, columns to the right and rows of what follows for all of the frame."""
    from gongwei.assessments.spot_checks.effect import MEASURES, shown

    titles = (_("单位"), _("名称"), _("真实率%"), _("真实率区间"), _("知晓率%"), _("知晓率区间"), _("满意度%"), _("满意度区间"))
    rows = []
    for unit in standing.areas:
        row = [unit, names[unit]]
        for value in MEASURES.values():
            one = standing.estimate(unit, value)
            row += [shown(one.value), f"{shown(one.low)}~{shown(one.high)}" if one.answered else "—"]
        rows.append(tuple(row))
    return titles, range(2, 8), rows
