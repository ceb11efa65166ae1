"""Commands that make documents, and those that show and measure the whole; these load their code only when run."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import click
from django.utils.translation import gettext as _

from gongwei.facts.actions import issue_document
from gongwei.facts.book import FactBook
from gongwei.records import queries

from . import workplace as here

SUBJECT = "卫生健康重点工作"
TOLD = (
    click.option("--unit", help=_("单位代码,默认最上级单位")),
    click.option("--as-of", type=here.DAY, default=here.today, help=_("截至日,默认今天")),
)
WRITTEN = (
    click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help=_("写到哪个 .docx")),
    click.option("--template", type=click.Path(path_type=Path, exists=True, dir_okay=False), help=_("自己的模板 .docx")),
    click.option("--signatory", default="", help=_("落款单位,默认按辖区推定")),
    click.option("--issued", type=here.DAY, default=here.today, help=_("成文日期,默认今天")),
)
ABOUT = click.option("--subject", default=SUBJECT, show_default=True, help=_("文中所说的工作"))


def options(*groups: Callable) -> Callable:
    """These options on a command, shown in this order."""
    def put(command: Callable) -> Callable:
        for option in reversed(groups):
            command = option(command)
        return command
    return put


def issue(kind: str, unit: str | None, as_of: date, output: Path, template: Path | None,
          draft: Callable[[FactBook, str], object]) -> None:
    """Draft a document from the figures as they are now, write it, and keep the facts that it prints."""
    from gongwei.reports.document import document
    from gongwei.reports.material import NothingToTell
    from gongwei.reports.template import TemplateError

    here.be_prepared()
    with queries.one_moment():
        figures = here.figures_now()
        unit = here.the_unit(figures.tree(as_of), unit)
        try:
            drafted = draft(FactBook(figures, as_of), unit)
            content = document(drafted, template)
        except (NothingToTell, TemplateError) as error:
            raise click.ClickException(str(error)) from error
    facts = drafted.facts()
    issue_document(kind=kind, title="".join(drafted.title), unit=unit, as_of=as_of, snapshot=drafted.snapshot,
                   content=content, facts=facts, actor=here.actor(), at=here.now())
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(content)
    click.echo(_("已写入 {path}:{count} 个数可追溯").format(path=output, count=len(facts)))
    if facts:
        click.echo(_("试试:gongwei explain {fact}").format(fact=facts[0].id))


@click.group(help=_("起草公文(Word)。印出的每个数都带编号,可用 gongwei explain 追溯。"))
def report() -> None:
    """Documents."""


@report.command(help=_("工作进展汇报。"))
@options(*TOLD, *WRITTEN, ABOUT)
def progress(unit: str | None, as_of: date, output: Path, template: Path | None, **said: object) -> None:
    """The progress report."""
    from gongwei.reports import progress as kind

    issue("progress", unit, as_of, output, template, lambda book, code: kind.draft(book, code, as_of, **said))


@report.command(help=_("排名通报:所选指标(默认各项目的主要指标)在下级单位中的名次。"))
@options(*TOLD, *WRITTEN, ABOUT)
@click.option("--indicator", "indicators", multiple=True, help=_("指标代码,可多次;默认各项目的主要指标"))
@click.option("--since", type=here.DAY, help=_("与哪一天比,默认上年同日"))
@click.option("--to", default="", help=_("主送单位,默认按下级单位推定"))
def bulletin(unit: str | None, as_of: date, output: Path, template: Path | None, indicators: tuple[str, ...],
             since: date | None, **said: object) -> None:
    """The bulletin with ranking."""
    from gongwei.assessments import catalogue
    from gongwei.indicators.evaluator import UnknownIndicator
    from gongwei.reports import bulletin as kind

    if since and since >= as_of:
        raise click.BadParameter(_("--since 应早于截至日 {day}").format(day=as_of))
    for indicator in indicators:
        try:
            catalogue.entry(indicator)
        except UnknownIndicator:
            raise click.BadParameter(_("没有代码为「{id}」的指标").format(id=indicator)) from None
    issue("bulletin", unit, as_of, output, template,
          lambda book, code: kind.draft(book, code, as_of, indicators=indicators, since=since, **said))


@report.command(help=_("年度总结:各项目结果、所做的工作、问题和下一年打算。"))
@options(*TOLD, *WRITTEN, ABOUT)
def summary(unit: str | None, as_of: date, output: Path, template: Path | None, **said: object) -> None:
    """The yearly summary."""
    from gongwei.reports import summary as kind

    issue("summary", unit, as_of, output, template, lambda book, code: kind.draft(book, code, as_of, **said))


@report.command(help=_("工作简报:一期一至两页。"))
@options(*TOLD, *WRITTEN, ABOUT)
@click.option("--number", type=click.IntRange(1), required=True, help=_("第几期"))
def brief(unit: str | None, as_of: date, output: Path, template: Path | None, **said: object) -> None:
    """The brief."""
    from gongwei.reports import brief as kind

    issue("brief", unit, as_of, output, template, lambda book, code: kind.draft(book, code, as_of, **said))


@report.command(help=_("领导一页纸:关键指标、主要问题、提请决定的事项,只占一页。"))
@options(*TOLD, *WRITTEN, ABOUT)
def sheet(unit: str | None, as_of: date, output: Path, template: Path | None, **said: object) -> None:
    """The one-page sheet."""
    from gongwei.reports import sheet as kind

    issue("sheet", unit, as_of, output, template, lambda book, code: kind.draft(book, code, as_of, **said))


@report.command(help=_("年度工作计划:任务、目标、责任和时限,附任务分解表和下级单位目标。"))
@click.option("--year", type=click.IntRange(1990, 2999), required=True, help=_("哪一年"))
@options(*TOLD, *WRITTEN, ABOUT)
def plan(year: int, unit: str | None, as_of: date, output: Path, template: Path | None, **said: object) -> None:
    """The plan of a year."""
    from gongwei.assessments.plans.queries import tasks
    from gongwei.reports import plan as kind

    issue("plan", unit, as_of, output, template,
          lambda book, code: kind.draft(book, code, year, tasks(year), as_of=as_of, **said))


@report.command(help=_("整改通知书:一次督导发现的问题。INSPECTION 为督导编号。"))
@click.argument("inspection")
@options(*WRITTEN)
def notice(inspection: str, output: Path, template: Path | None, **said: object) -> None:
    """The notice of rectification."""
    from gongwei.ledgers.inspections.models import Inspection
    from gongwei.ledgers.inspections.queries import notice as found_by
    from gongwei.reports import rectification

    here.be_prepared()
    try:
        found = found_by(inspection)
    except Inspection.DoesNotExist:
        raise click.ClickException(_("没有编号为「{code}」的督导").format(code=inspection)) from None
    issue("notice", found.unit, found.day, output, template, lambda book, _code: rectification.notice(book, found, **said))


@report.command(help=_("销号表:一段时间内督导发现的问题整改到哪一步。"))
@click.option("--from", "start", type=here.DAY, help=_("从哪一天起发现的,默认当年1月1日"))
@options(*TOLD, *WRITTEN)
def closing(start: date | None, unit: str | None, as_of: date, output: Path, template: Path | None, **said: object) -> None:
    """The closing list."""
    from gongwei.ledgers.inspections.queries import closing_list
    from gongwei.reports import rectification

    start = start or date(as_of.year, 1, 1)
    if start > as_of:
        raise click.BadParameter(_("--from 不应晚于截至日 {day}").format(day=as_of))
    issue("closing", unit, as_of, output, template,
          lambda book, code: rectification.closing(book, closing_list(code, start, as_of, as_of), **said))


@report.command(help=_("考核结果通报:总分、等次、分项得分和扣分明细。ROUND 为考核轮次编号。"))
@click.argument("round_", metavar="ROUND")
@click.option("--unit", help=_("印发单位代码,默认最上级单位"))
@options(*WRITTEN)
def appraisal(round_: str, unit: str | None, output: Path, template: Path | None, **said: object) -> None:
    """The result of an appraisal."""
    from gongwei.assessments.appraisal.queries import UnknownRound, result
    from gongwei.reports import appraisal as kind

    here.be_prepared()
    try:
        found = result(round_)
    except UnknownRound as error:
        raise click.ClickException(str(error)) from None
    issue("appraisal", unit, found.as_of, output, template, lambda book, code: kind.draft(book, code, found, **said))


@report.command(help=_("资金拨付表:人口、得分、核定、预拨、结算,合计与预算相等。CODE 为拨付编号。"))
@click.argument("code")
@click.option("--unit", help=_("印发单位代码,默认最上级单位"))
@options(*WRITTEN)
def payment(code: str, unit: str | None, output: Path, template: Path | None, **said: object) -> None:
    """The table of a payment."""
    from gongwei.assessments.payment.queries import UnknownPayment, allocation, find
    from gongwei.reports import payment as kind

    here.be_prepared()
    try:
        held = find(code)
    except UnknownPayment as error:
        raise click.ClickException(str(error)) from None
    issue("payment", unit, held.as_of, output, template, lambda book, place: kind.draft(
        book, place, allocation(code), code=code, name=held.name, state=held.state, as_of=held.as_of, **said))


@click.command(help=_("造一个县,演完一年:计划、台账、督导、考核到拨付,出全部公文。"))
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), default=Path("demo"), show_default=True,
              help=_("放在哪里"))
@click.option("--residents", type=int, default=20_000, show_default=True, help=_("多少人"))
def demo(folder: Path, residents: int) -> None:
    """The whole main job on a made-up county."""
    from gongwei.site.demo.show import show

    show(folder, residents)


@click.command(help=_("测速:造一个大县,与数据库和 NumPy 的下限比。"))
@click.option("--residents", type=int, default=640_000, show_default=True, help=_("多少人"))
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), default=Path("var/bench"), show_default=True,
              help=_("数据放在哪里"))
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help=_("结果表写到哪里(Markdown)"))
def bench(residents: int, folder: Path, output: Path | None) -> None:
    """Measure everything in one run."""
    from gongwei.site.bench import run_bench

    url = os.environ.get("GONGWEI_DATABASE_URL", "")
    run_bench(residents=residents, folder=folder, output=output, progress=click.echo,
              postgresql=url if url.startswith("postgres") else None)


@click.command("bench-work", help=_("管理工作的速度:现有数据上,全部任务的进度、全部村的考核要多久。不留下任何东西。"))
@click.option("--unit", help=_("单位代码,默认最上级单位"))
@click.option("--as-of", type=here.DAY, default=here.today, help=_("截至日,默认今天"))
def bench_work(unit: str | None, as_of: date) -> None:
    """Measure the management work."""
    from gongwei.site.bench.managing import table

    here.be_prepared()
    unit = here.the_unit(here.figures_now().tree(as_of), unit)
    with here.refusals():
        click.echo(table(here.figures_now, unit, as_of, here.now()))


@click.command(help=_("由定义和案例生成各项目的说明页。"))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def manual(folder: Path) -> None:
    """Write the documentation pages of the programmes."""
    from gongwei.site.manual import write_manual

    for page in write_manual(folder):
        click.echo(page)
