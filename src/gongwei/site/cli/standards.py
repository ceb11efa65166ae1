"""`gongwei standards`: lists of standards for a hygienic or healthy city, the yearly self-assessment, what is lacking."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import click
from django.utils.translation import gettext as _

from gongwei.definition.message import said
from gongwei.indicators.evaluator import UnknownIndicator
from gongwei.indicators.figure import fixed, plain
from gongwei.ledgers.standards import actions, queries
from gongwei.ledgers.standards.standard import (
    MANUAL,
    MET,
    VERDICTS,
    YES_OR_NO,
    Standing,
    read_list,
    shipped,
    summaries,
)
from gongwei.records import evaluable

from . import workplace as here
from .tallies import FORM

LIST = click.argument("list_", metavar="LIST")
UNIT = click.option("--unit", required=True, help=_("单位代码"))
YEAR = click.option("--year", type=click.IntRange(1990, 2100), default=lambda: here.today().year, help=_("年份,默认今年"))
ANSWERS = {"有": Decimal(1), "是": Decimal(1), "无": Decimal(0), "否": Decimal(0)}


class Value(click.ParamType):
    """A number, or 有 and 无."""

    name = "value"

    def convert(self, value, param, ctx) -> Decimal:
        """The value, or an error in the user's words."""
        return ANSWERS[value] if value in ANSWERS else here.NUMBER.convert(value, param, ctx)


@click.group(help=_("卫生城市、健康城市:标准清单、年度自评、差距。LIST 为自带清单的编号,或一个清单文件。"))
def standards() -> None:
    """Lists of standards."""


@standards.command(help=_("核对一份标准清单(TOML),有错时指出行号;不给文件则列出自带清单。"))
@click.argument("list_", metavar="LIST", required=False)
def check(list_: str | None) -> None:
    """Check a list."""
    if list_ is None:
        here.print_table(_("自带清单"), (_("编号"), _("名称"), _("条数"), _("文件")), (
            (id, (one := read_list(path)).name, len(one.standards), path) for id, path in shipped().items()), right=(2,))
        return
    figures = here.open_figures()
    with here.refusals():
        found = read_list(place(list_), set(figures.ids(here.today())) | {MANUAL})
    click.echo(_("{name}:{count} 条,没有错误").format(name=found.name, count=len(found.standards)))


@standards.command(help=_("自评一条标准:数值,或者有、无。可附佐证文件,存档并记下其校验值。"))
@LIST
@click.argument("standard")
@click.argument("value", type=Value())
@UNIT
@YEAR
@click.option("--note", default="", help=_("说明"))
@click.option("--proof", "proofs", type=click.Path(path_type=Path, exists=True, dir_okay=False), multiple=True,
              help=_("佐证文件,可多个"))
def assess(list_: str, standard: str, value: Decimal, unit: str, year: int, note: str, proofs: tuple[Path, ...]) -> None:
    """Assess a standard."""
    here.be_prepared()
    with here.refusals():
        done = actions.assess(list=read_list(place(list_)), unit=unit, year=year, standard=standard, value=value, note=note,
                              proofs=proofs, into=here.home() / "files", actor=here.actor(), at=here.now())
    click.echo(_("已自评") if done.created else _("已更正") if done.revised else _("与原自评相同"))


@standards.command(name="list", help=_("各条标准:现值、是否达标、差距、逾期、缺佐证;按领域和责任部门汇总。"))
@LIST
@UNIT
@YEAR
@click.option("--as-of", type=here.DAY, default=here.today, help=_("截至日,默认今天"))
@click.option("--owner", help=_("只看这个责任部门的"))
@click.option("--gaps", is_flag=True, help=_("只看未达标和未知的"))
@FORM
def list_command(list_: str, unit: str, year: int, as_of: date, owner: str | None, gaps: bool, form: str) -> None:
    """How a unit stands."""
    figures = here.open_figures()
    here.the_unit(evaluable.tree(as_of), unit)
    with here.refusals():
        asked = read_list(place(list_))
    everything = queries.standings(asked, unit, year, as_of, value_in(figures, unit))
    found = [one for one in everything
             if (owner is None or owner in one.standard.owners) and not (gaps and one.verdict == MET)]
    if form == "csv":
        header = ("standard", "field", "name", "asked", "value", "verdict", "gap", "owners", "deadline", "overdue", "source",
                  "proofs")
        here.print_csv(header, (
            (one.standard.id, one.standard.field, one.standard.name, one.standard.asked, plain(one.value), one.verdict,
             plain(one.gap), ";".join(one.standard.owners), one.standard.due_on(year), int(one.overdue(as_of)), origin(one),
             one.proofs) for one in found))
        return
    titles = (_("领域"), _("编号"), _("指标"), _("标准"), _("现值"), _("结果"), _("差距"), _("责任部门"), _("提示"))
    here.print_table(f"{asked.name} {year}", titles, (
        (one.standard.field, one.standard.id, one.standard.name, one.standard.asked, shown(one), said(VERDICTS[one.verdict], _),
         fixed(one.gap, 2) or "—", _("、").join(one.standard.owners), hint(one, as_of)) for one in found), right=(4, 6))
    for by, title in (("field", _("按领域")), ("owner", _("按责任部门(一条有几个部门的,各计一次)"))):
        here.print_table(title, (_("名称"), _("条数"), *(said(word, _) for word in VERDICTS.values()), _("逾期")), (
            (one.name, one.standards, one.met, one.not_met, one.unknown, one.overdue)
            for one in summaries(found, as_of, by)), right=range(1, 6))


def place(list_: str) -> Path:
    """The file of a list: a shipped one by its id, or a path. An error when there is none."""
    path = shipped().get(list_, Path(list_))
    if not path.is_file():
        known = _("、").join(shipped())
        raise click.ClickException(_("没有清单「{list}」;自带的有:{known}").format(list=list_, known=known))
    return path


def value_in(figures, unit: str) -> Callable[[str, date], Fraction | None]:
    """A unit's value of a figure on a day; none where there is no such figure."""
    def value(id: str, day: date) -> Fraction | None:
        try:
            found = figures.figure(id, unit, day)
        except UnknownIndicator:
            return None
        return found.value if found else None

    return value


def shown(one: Standing) -> str:
    """A value for people: 有 and 无 where that is asked."""
    if one.value is not None and one.standard.compare in YES_OR_NO:
        return _("有") if one.value else _("无")
    return plain(one.value, 2) or "—"


def origin(one: Standing) -> str:
    """Whence a value is."""
    return "own" if one.own else one.standard.source if one.value is not None else ""


def hint(one: Standing, day: date) -> str:
    """What somebody should see to."""
    hints = ((one.overdue(day), _("逾期")), (one.proof_lacking, _("缺佐证")), (one.value is not None and not one.own, _("系统数")))
    return _("、").join(word for holds, word in hints if holds)
