"""`gongwei payment`: money by people served, quantity and quality."""

from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

import click
from django.utils.translation import gettext as _

from . import workplace as here
from .trials import mode_words, named

SCHEME = click.Path(path_type=Path, exists=True, dir_okay=False)
ADVANCES = {"unit": ("单位", "单位代码"), "amount": ("金额", "已预拨", "预拨金额")}


@click.group(help=_("考核拨付:按人口、数量和质量算钱,分毫对得上。"))
def payment() -> None:
    """Payment."""


@payment.command("check", help=_("检查一份拨付办法(TOML);不对的地方指出行号。"))
@click.argument("file", type=SCHEME)
def check_(file: Path) -> None:
    """Whether a scheme can be meant."""
    from gongwei.assessments.payment.scheme import read_payment_scheme

    with here.refusals():
        scheme = read_payment_scheme(file)
    click.echo(_("{name}:可以使用(指纹 {fingerprint})").format(name=scheme.name, fingerprint=scheme.fingerprint))


def scores(round: str) -> dict[str, Decimal]:
    """The scores of a round that was published; none without one."""
    from gongwei.assessments.payment.actions import scores_of

    return scores_of(round) if round else {}


@payment.command(help=_("试算一份办法,不写入;给两份则逐单位对照。可用上年的截至日和考核轮次。"))
@click.argument("files", type=SCHEME, nargs=-1, required=True)
@click.option("--as-of", type=here.DAY, default=here.today, help=_("截至日,默认今天"))
@click.option("--round", "round_", default="", help=_("考核轮次"))
@click.option("--unit", help=_("只算该单位之下"))
def simulate(files: tuple[Path, ...], as_of: date, round_: str, unit: str | None) -> None:
    """Try schemes without writing."""
    from gongwei.assessments.payment.actions import simulate as tried
    from gongwei.assessments.payment.allocating import yuan
    from gongwei.assessments.payment.scheme import read_payment_scheme

    figures = here.open_figures()
    with here.refusals():
        found = [tried(read_payment_scheme(file), figures, as_of, scores(round_), under=unit) for file in files]
    if len(found) == 1:
        print_allocation(found[0])
        return
    by_unit = [{one.basis.unit: one for one in allocation.paid} for allocation in found]
    codes = sorted(set().union(*by_unit))
    rows = []
    for code in codes:
        amounts = [own[code].amount if code in own else None for own in by_unit]
        name = next(own[code].basis.name for own in by_unit if code in own)
        change = "—" if None in (amounts[0], amounts[-1]) else yuan(amounts[-1] - amounts[0])
        rows.append((code, name, *("—" if amount is None else yuan(amount) for amount in amounts), change))
    total = [sum(one.amount for one in allocation.paid) for allocation in found]
    rows.append(("", _("合计"), *map(yuan, total), yuan(total[-1] - total[0])))
    here.print_table(_("办法对照(元)"), (_("单位"), _("名称"), *(file.name for file in files), _("后者减前者")), rows,
                     right=range(2, len(files) + 3))


def print_allocation(allocation) -> None:
    """A table of the money, and the sums that make the budget."""
    from gongwei.assessments.payment.allocating import yuan
    from gongwei.indicators.figure import fixed, plain

    rows = [(one.basis.unit, one.basis.name, plain(one.basis.people) or "—", score_words(one.basis.score),
             fixed(one.share * 100, 2),
             *map(yuan, (one.base, one.withheld, one.reward, one.amount, one.villages, one.advance, one.settlement)))
            for one in allocation.paid]
    sums = [sum(getattr(one, name) for one in allocation.paid)
            for name in ("base", "withheld", "reward", "amount", "villages", "advance", "settlement")]
    rows.append(("", _("合计"), "", "", "", *map(yuan, sums)))
    here.print_table(
        allocation.scheme.name,
        (_("单位"), _("名称"), _("服务人口"), _("得分"), _("拨付比例%"), _("应拨基数"), _("扣减"), _("奖励"), _("核定"), _("其中村级"),
         _("已预拨"), _("结算")), rows, right=range(2, 12))
    click.echo(_("预算 {budget} 元 = 核定 {paid} 元 + 收回 {returned} 元").format(
        budget=yuan(allocation.budget), paid=yuan(sums[3]), returned=yuan(allocation.returned)))


def score_words(score: Decimal | None) -> str:
    """A score as people read it."""
    from gongwei.indicators.figure import plain

    return "—" if score is None else plain(Fraction(score), 4)


def read_advances(file: Path) -> dict[str, int]:
    """Unit → 分 already paid, from a table of unit and amount (元). Every wrong line is told at once."""
    from gongwei.assessments.payment.scheme import is_money
    from gongwei.exchange.reading import parts

    found: dict[str, int] = {}
    wrong: list[tuple[int, str]] = []
    for part in parts(file, file.name, ADVANCES, tuple(ADVANCES)):
        wrong += [(line, next(iter(why.values()))) for line, why in part.refused]
        for line, unit, said in zip(part.lines, *(part.entries.get(name, ()) for name in ADVANCES), strict=False):
            try:
                amount = Decimal(said.strip())
            except InvalidOperation:
                amount = Decimal("NaN")
            if not is_money(amount):
                wrong.append((line, _("「{amount}」不是金额,应如 1234.50").format(amount=said)))
            elif unit.strip() in found:
                wrong.append((line, _("单位 {unit} 写了两次").format(unit=unit.strip())))
            else:
                found[unit.strip()] = int(amount * 100)
    if wrong:
        raise click.ClickException("\n".join(f"{file.name}:{line}: {why}" for line, why in wrong))
    return found


@payment.command("open", help=_("测算一次拨付并保存为草稿:办法、得分、人口、数量一并冻结。"))
@click.argument("code")
@click.argument("file", type=SCHEME)
@click.option("--as-of", type=here.DAY, required=True, help=_("截至日"))
@click.option("--round", "round_", default="", help=_("考核轮次"))
@click.option("--unit", help=_("只算该单位之下"))
@click.option("--advances", type=SCHEME, help=_("实际预拨表(列 unit 单位、amount 金额元),默认按办法的预拨比例"))
def open_(code: str, file: Path, as_of: date, round_: str, unit: str | None, advances: Path | None) -> None:
    """Keep a payment as a draft."""
    from gongwei.assessments.payment import queries
    from gongwei.assessments.payment.actions import open_payment
    from gongwei.assessments.payment.scheme import read_payment_scheme

    here.be_prepared()
    paid = read_advances(advances) if advances else None
    figures = here.figures_now()
    with here.refusals():
        open_payment(code=code, scheme=read_payment_scheme(file), text=file.read_text(encoding="utf-8-sig"), figures=figures,
                     as_of=as_of, round=round_, under=unit, advances=paid, actor=here.actor(), at=here.now())
    print_allocation(queries.allocation(code))


@payment.command(help=_("一次拨付:各单位金额;--explain 逐单位一行说明怎么算的。"))
@click.argument("code")
@click.option("--explain", is_flag=True, help=_("说明怎么算的"))
def show(code: str, explain: bool) -> None:
    """A payment."""
    from gongwei.assessments.payment import queries
    from gongwei.assessments.payment.allocating import explained
    from gongwei.assessments.payment.states import STATES
    from gongwei.definition.message import said

    here.be_prepared()
    with here.refusals():
        held, found = queries.find(code), queries.allocation(code)
    print_allocation(found)
    click.echo(_("状态:{state}").format(state=said(STATES[held.state], _)))
    for one in found.paid if explain else ():
        click.echo(f"{one.basis.name}:{said(explained(found.scheme, one), _)}")


@payment.command(help=_("审定、拨付或作废一次拨付。"))
@click.argument("code")
@click.argument("step", type=click.Choice(["approve", "pay", "withdraw"]))
@click.option("--on", "day", type=here.DAY, default=here.today, help=_("日期,默认今天"))
@click.option("--note", default="", help=_("说明;作废必须写"))
def step(code: str, step: str, day: date, note: str) -> None:
    """Approve, pay or withdraw."""
    from gongwei.assessments.payment.actions import take_step
    from gongwei.assessments.payment.states import STATES
    from gongwei.definition.message import said

    here.be_prepared()
    with here.refusals():
        after = take_step(payment=code, step=step, on=day, note=note, actor=here.actor(), at=here.now())
    click.echo(said(STATES[after], _))


@payment.command(help=_("扣村医的钱(元),写明理由;给负数是退回多扣的。"))
@click.argument("code")
@click.option("--unit", required=True, help=_("单位代码"))
@click.option("--provider", required=True, help=_("服务人员(工号)"))
@click.option("--amount", type=here.NUMBER, required=True, help=_("金额(元)"))
@click.option("--reason", required=True, help=_("理由"))
@click.option("--source", default="", help=_("依据,如抽查编号"))
def deduct(code: str, unit: str, provider: str, amount: Decimal, reason: str, source: str) -> None:
    """Take money from a provider."""
    from gongwei.assessments.payment import actions

    here.be_prepared()
    with here.refusals():
        actions.deduct(payment=code, unit=unit, provider=provider, amount=amount, reason=reason, source=source,
                       actor=here.actor(), at=here.now())
    click.echo(_("已扣 {amount} 元").format(amount=amount))


@payment.command(help=_("村医对账单:做了多少、单价、扣了什么、实得多少(CSV;服务人员为工号,对不上工号的姓名只留首字)。"))
@click.argument("code")
@click.option("--unit", required=True, help=_("单位代码"))
@click.option("--provider", help=_("只看一人"))
@named
def statement(code: str, unit: str, provider: str | None, names: bool) -> None:
    """What each provider gets and why."""
    from gongwei.assessments.appraisal.staff import reveal
    from gongwei.assessments.appraisal.work_points import masked
    from gongwei.assessments.payment import queries
    from gongwei.assessments.payment.allocating import yuan

    here.be_prepared()
    with here.refusals():
        found = [one for one in queries.village_statements(code, unit) if provider in (None, one.provider)]
    known = queries.staff_ids(one.provider for one in found)
    if names:
        reveal(target=f"{code}|{unit}", people=len(found), actor=here.actor(), at=here.now())
    rows, modes = [], mode_words()
    for own in found:
        who = own.provider if names or own.provider in known else masked(own.provider)
        rows += [(who, _("服务"), " ".join(filter(None, (one.name, modes.get(one.mode, one.mode)))), one.count,
                  "" if one.price is None else one.price, yuan(one.worth)) for one in own.counted]
        rows.append((who, _("应得"), _("按工作量分配村级资金"), "", "", yuan(own.share)))
        rows += [(who, _("扣款"), f"{one.reason}{f'({one.source})' if one.source else ''}", "", "", yuan(-one.amount))
                 for one in own.deductions]
        rows.append((who, _("实得"), "", "", "", yuan(own.amount)))
    here.print_csv((_("服务人员"), _("类别"), _("内容"), _("数量"), _("单价"), _("金额")), rows)
