"""Commands that make documents, and those that show and measure the whole; these load their code only when run."""

import os
from datetime import date
from pathlib import Path

import click
from django.utils.translation import gettext as _

from gongwei.facts.actions import issue_document
from gongwei.facts.book import FactBook
from gongwei.records import queries

from . import workplace as here


@click.group(help=_("起草公文。"))
def report() -> None:
    """Documents."""


@report.command(help=_("工作进展汇报(Word)。印出的每个数都带编号,可用 gongwei explain 追溯。"))
@click.option("--unit", help=_("单位代码,默认最上级单位"))
@click.option("--as-of", type=here.DAY, default=here.today, help=_("截至日,默认今天"))
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help=_("写到哪个 .docx"))
@click.option("--template", type=click.Path(path_type=Path, exists=True, dir_okay=False), help=_("自己的模板 .docx"))
@click.option("--subject", default="卫生健康重点工作", show_default=True, help=_("汇报的工作"))
@click.option("--signatory", default="", help=_("落款单位,默认按辖区推定"))
@click.option("--issued", type=here.DAY, default=here.today, help=_("成文日期,默认今天"))
def progress(unit: str | None, as_of: date, output: Path, template: Path | None, subject: str, signatory: str,
             issued: date) -> None:
    """The progress report."""
    from gongwei.reports.document import document
    from gongwei.reports.progress import draft
    from gongwei.reports.template import TemplateError

    here.be_prepared()
    with queries.one_moment():
        figures = here.figures_now()
        unit = here.the_unit(figures.tree(as_of), unit)
        drafted = draft(FactBook(figures, as_of), unit, as_of, issued=issued, signatory=signatory, subject=subject)
    try:
        content = document(drafted, template)
    except TemplateError as error:
        raise click.ClickException(str(error)) from error
    facts = drafted.facts()
    issue_document(kind="progress", title="".join(drafted.title), unit=unit, as_of=as_of, snapshot=drafted.snapshot,
                   content=content, facts=facts, actor=here.actor(), at=here.now())
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(content)
    click.echo(_("已写入 {path}:{count} 个数可追溯").format(path=output, count=len(facts)))
    if facts:
        click.echo(_("试试:gongwei explain {fact}").format(fact=facts[0].id))


@click.command(help=_("造一个县,导入,出数、出名单、出汇报。"))
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


@click.command(help=_("由定义和案例生成各项目的说明页。"))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def manual(folder: Path) -> None:
    """Write the documentation pages of the programmes."""
    from gongwei.site.manual import write_manual

    for page in write_manual(folder):
        click.echo(page)
