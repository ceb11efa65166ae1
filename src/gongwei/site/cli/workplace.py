"""What the commands share: the home directory, the clock, opened figures, errors in the user's words."""

import csv
import getpass
import io
import sys
from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from gongwei.assessments.figures import Figures
from gongwei.definition.declaration import Misdeclared
from gongwei.definition.message import said
from gongwei.evaluation.units import UnitTree
from gongwei.indicators.evaluator import Evaluator
from gongwei.records import evaluable, queries, snapshot
from gongwei.records.actions import Refused

console = Console(highlight=False, soft_wrap=True)


def home() -> Path:
    """The data directory, made if absent."""
    try:
        settings.HOME.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.FileError(str(settings.HOME), hint=error.strerror) from error
    return settings.HOME


def now() -> datetime:
    """This moment in China."""
    return datetime.now(ZoneInfo(settings.TIME_ZONE))


def today() -> date:
    """This day in China."""
    return now().date()


def actor() -> str:
    """Who works at this command line, for the audit."""
    return f"cli:{getpass.getuser()}"


YEARS = range(1900, 3000)


class Day(click.ParamType):
    """A day: 2025-10-31."""

    name = "day"

    def convert(self, value, param, ctx) -> date:
        """The day, or an error in the user's words."""
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = None
        if day and day.year in YEARS:
            return day
        self.fail(_("「{value}」不是日期,应写作 2025-10-31").format(value=value), param, ctx)


class Number(click.ParamType):
    """An exact number: 1200, 0.5, -3. Neither NaN nor infinite, nor of a size that nobody counts."""

    name = "number"

    def convert(self, value, param, ctx) -> Decimal:
        """The number, or an error in the user's words."""
        try:
            found = value if isinstance(value, Decimal) else Decimal(value)
        except InvalidOperation:
            found = None
        if found is None or not found.is_finite():
            self.fail(_("「{value}」不是数字").format(value=value), param, ctx)
        if abs(found.adjusted()) > LARGEST:
            self.fail(_("「{value}」过大或过小").format(value=value), param, ctx)
        return found


LARGEST = 18
"""Powers of ten that a number of the command line may have."""
DAY, NUMBER = Day(), Number()


def migrate() -> None:
    """Bring the database to the present tables."""
    home()
    with opened_database():
        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def opened_database():
    """A database that cannot be used is an error in the user's words."""
    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        raise click.ClickException(_("数据库打不开:{error}").format(error=error)) from error


@contextmanager
def refusals():
    """What is refused, and what is wrong in a declared file, is an error in the user's words."""
    try:
        yield
    except Misdeclared as wrong:
        raise click.ClickException("\n".join(
            _("{file} 第 {line} 行:{message}").format(file=one.file, line=one.line, message=said(one.message, _))
            for one in wrong.wrongs)) from None
    except Refused as refused:
        raise click.ClickException(str(refused)) from None


def be_prepared() -> None:
    """A database with the present tables, or an error that says what to do."""
    home()
    with opened_database():
        executor = MigrationExecutor(connection)
        ready = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not ready:
        raise click.ClickException(_("数据库尚未建好或版本较旧,请先运行 gongwei init"))


def open_figures() -> Figures:
    """All figures as of this moment, in which the command stays to its end: records, targets and tallies agree."""
    be_prepared()
    click.get_current_context().with_resource(queries.one_moment())
    return figures_now()


def figures_now() -> Figures:
    """All figures on the records as they are now: the snapshot is brought up to date first."""
    manifest = snapshot.update(home() / "snapshot")
    return Figures(Evaluator(home() / "snapshot", manifest, evaluable.units(), evaluable.official_figures()))


def the_unit(tree: UnitTree, code: str | None) -> str:
    """The code of a unit that exists; without one the uppermost that has several below it. An unknown code is an error."""
    if code is None:
        roots = tree.children.get(None, [])
        while len(roots) == 1 and len(below := tree.children.get(roots[0], [])) == 1:
            roots = below
        if len(roots) == 1:
            return roots[0]
        raise click.ClickException(_("请用 --unit 指定单位代码;最上级单位有:{codes}").format(codes=" ".join(roots) or _("(无)")))
    if code not in tree.units:
        alike = [f"{unit.code} {unit.name}" for unit in tree.units.values() if code in unit.code or code == unit.name][:5]
        hint = _(";相近的有:{alike}").format(alike=_("、").join(alike)) if alike else ""
        raise click.ClickException(_("没有代码为「{code}」的单位").format(code=code) + hint)
    return code


def print_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """CSV on standard output, as in the exchange format: UTF-8, comma, LF."""
    sys.stdout.write(as_csv(header, rows))


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """CSV as a file that Excel opens as UTF-8."""
    path.write_text(as_csv(header, rows), encoding="utf-8-sig")


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def print_table(title: str, header: Sequence[str], rows: Iterable[Sequence[object]], right: Sequence[int] = ()) -> None:
    """A table for people; the columns `right` are aligned to the right."""
    table = Table(title=title, title_justify="left")
    for number, name in enumerate(header):
        table.add_column(name, justify="right" if number in right else "left", no_wrap=number in right, overflow="fold")
    for row in rows:
        table.add_row(*map(str, row))
    console.print(table, soft_wrap=False)
