"""`gongwei check`: which numbers of a report do not add up. Needs no home and no database."""

import json
from pathlib import Path

import click
from django.utils.translation import gettext as _

from . import workplace as here


class Refused(click.ClickException):
    """A file that cannot be checked."""

    exit_code = 2


@click.command(help=_("核数:报告里哪些数对不上。FILE 为 .docx、.pdf、.txt、.md,或 -(标准输入)。"),
               epilog=_("有硬错时退出码为 1,文件无法读取时为 2,其余为 0。"))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True), metavar="FILE")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help=_("输出格式"))
@click.option("--annotate", "target", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help=_("另存一份 .docx,在对不上的地方加批注"))
@click.option("--all", "everything", is_flag=True, help=_("连同核对无误和无法核对的;批注则连同略有出入和无法核对的"))
def check(file: Path, form: str, target: Path | None, everything: bool) -> None:
    """Check a report."""
    from gongwei.checker import check as claims_of
    from gongwei.checker import showing
    from gongwei.checker.against import against_facts
    from gongwei.checker.annotating import annotate
    from gongwei.checker.reading import Unreadable, read
    from gongwei.definition.message import said

    try:
        document = read(file)
        if target is not None and (document.kind != "word" or str(file) == "-"):
            raise Unreadable("not_word")
        claims = sorted([*claims_of(document.text), *against_facts(document)],
                        key=lambda claim: (claim.start, claim.end, claim.type, claim.subtype))
        remarks = None if target is None else annotate(file, claims, target, everything=everything, at=here.now())
    except Unreadable as refused:
        raise Refused(said(refused.message, _)) from None
    if form == "json":
        click.echo(json.dumps({"file": str(file), "claims": [
            {**claim.record(), "message": said(claim.message, _), "place": said(document.place(claim.start, claim.end), _)}
            for claim in claims]}, ensure_ascii=False, indent=1))
    else:
        for part in showing.shown(document, claims, _, everything=everything):
            here.console.print(part, soft_wrap=False)
    if note := showing.blank_pages(document):
        click.echo(said(note, _), err=True)
    if remarks is not None:
        click.echo(_("已写入 {path}:{count} 条批注").format(path=target, count=remarks), err=True)
    if showing.any_hard(claims):
        click.get_current_context().exit(1)


@click.command(name="bench-check", help=_("核数的准确率与召回率:对照一批已标注的报告(claims.jsonl 与 texts)。"))
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="FOLDER")
def bench_check(folder: Path) -> None:
    """Measure the checker."""
    from gongwei.site.bench.corpus import table

    click.echo(table(folder))
