"""`gongwei calendar`: what is due to be reported and mended when."""

from datetime import date, timedelta
from pathlib import Path

import click
from django.utils.translation import gettext as _

from . import workplace as here


@click.command(help=_("什么时候该报什么、改什么:旬督查 月通报 季分析 年总评,台账、整改、工程、任务的期限,健康主题日。"))
@click.option("--unit", help=_("单位代码,默认最上级单位"))
@click.option("--from", "start", type=here.DAY, default=here.today, help=_("自哪一天,默认今天"))
@click.option("--to", "end", type=here.DAY, help=_("至哪一天,默认其后三十天"))
@click.option("--as-of", type=here.DAY, default=here.today, help=_("按哪一天的情况,默认今天"))
@click.option("--open", "only_open", is_flag=True, help=_("只列未办的"))
@click.option("--file", "path", type=click.Path(path_type=Path, exists=True, dir_okay=False), help=_("自己的报送节奏(TOML)"))
@click.option("--format", "form", type=click.Choice(["table", "csv"]), default="table", help=_("输出格式"))
def calendar(unit: str | None, start: date, end: date | None, as_of: date, only_open: bool, path: Path | None, form: str) -> None:
    """What is due when."""
    from gongwei.definition.message import said
    from gongwei.facts.agenda import DONE, KINDS, STATES, agenda
    from gongwei.facts.rhythm import duties
    from gongwei.records import evaluable, queries

    here.be_prepared()
    units = queries.units()
    with here.refusals():
        found = agenda(here.the_unit(evaluable.tree(as_of), unit), start, end or start + timedelta(days=30), as_of, duties(path))
    rows = [(due.day, said(KINDS[due.kind], _), said(due.what, _), units[due.unit].name if due.unit else "", due.done or "",
             said(STATES[due.state], _)) for due in found if not (only_open and due.state == DONE)]
    if form == "csv":
        here.print_csv(("day", "kind", "what", "unit", "done", "state"), rows)
    else:
        here.print_table(_("报送日历"), (_("期限"), _("类别"), _("事项"), _("单位"), _("办结"), _("状态")), rows)
