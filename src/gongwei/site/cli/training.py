"""`gongwei training` and `gongwei activities`: credits of the staff; health education, campaigns and their tallies."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import click
from django.utils.translation import gettext as _

from . import workplace as here


def subtree(unit: str | None, as_of: date) -> set[str]:
    """A unit and all below it."""
    from gongwei.records import evaluable

    here.be_prepared()
    tree = evaluable.tree(as_of)
    return set(tree.subtree(here.the_unit(tree, unit)))


@click.group(help=_("继续教育:学分、达标、审验。"))
def training() -> None:
    """Training."""


@training.command("list", help=_("每人学分与尚缺学分(CSV;只列工号,不列姓名)。"))
@click.option("--unit", help=_("单位代码:该单位及其下级"))
@click.option("--as-of", type=here.DAY, default=here.today, help=_("截至日,默认今天"))
@click.option("--lacking", is_flag=True, help=_("只列未达标的"))
def list_(unit: str | None, as_of: date, lacking: bool) -> None:
    """Credits of the staff."""
    from gongwei.ledgers.training.credits import CLASSES
    from gongwei.ledgers.training.queries import transcripts

    def needed(said: dict | None) -> str:
        return "" if said is None else ";".join(f"{CLASSES[klass]}{credits}" for klass, credits in said.items())

    here.print_csv(
        ("staff", "unit", "sessions", *CLASSES, "lacking", "lacking_verified"),
        ((one.staff, one.unit, one.sessions, *one.earned.values(), needed(one.lacking), needed(one.verified_lacking))
         for one in transcripts(as_of, subtree(unit, as_of)) if one.lacking or not lacking))


@training.command(help=_("登记一人参加一场培训。"))
@click.argument("session")
@click.argument("staff")
@click.option("--score", type=here.NUMBER, help=_("成绩"))
@click.option("--certificate", default="", help=_("证书编号"))
def attend(session: str, staff: str, score: Decimal | None, certificate: str) -> None:
    """Someone attended."""
    from gongwei.ledgers.training import actions

    here.be_prepared()
    with here.refusals():
        actions.attend(session=session, staff=staff, score=score, certificate=certificate, actor=here.actor(), at=here.now())
    click.echo(_("已登记"))


@training.command(help=_("一人一场培训的学分审验合格。"))
@click.argument("session")
@click.argument("staff")
@click.option("--on", "day", type=here.DAY, default=here.today, help=_("审验日期,默认今天"))
def verify(session: str, staff: str, day: date) -> None:
    """Credits were found in order."""
    from gongwei.ledgers.training.actions import verify_credits

    here.be_prepared()
    with here.refusals():
        verify_credits(session=session, staff=staff, on=day, actor=here.actor(), at=here.now())
    click.echo(_("已审验"))


@click.group(help=_("活动:健康教育、主题宣传、演练、会议;台账由活动汇总,不再手填。"))
def activities() -> None:
    """Activities."""


@activities.command("list", help=_("某时段的活动(CSV)。"))
@click.option("--unit", help=_("单位代码:该单位及其下级"))
@click.option("--from", "start", type=here.DAY, required=True, help=_("自哪一天"))
@click.option("--to", "end", type=here.DAY, default=here.today, help=_("至哪一天,默认今天"))
def list_activities(unit: str | None, start: date, end: date) -> None:
    """What was done."""
    from gongwei.ledgers.activities.queries import activities as held

    here.print_csv(
        ("id", "unit", "date", "kind", "title", "place", "health_day", "reached", "materials", "files"),
        ((row.code, row.unit_id, row.date, row.kind, row.title, row.place, row.health_day,
          "" if row.reached is None else row.reached, "" if row.materials is None else row.materials, len(row.files.all()))
         for row in held(start, end, subtree(unit, end))))


@activities.command(help=_("一年的健康主题日,各办了几场活动。--file 用本县自己的清单。"))
@click.option("--year", type=click.IntRange(here.YEARS.start, here.YEARS.stop - 1), default=lambda: here.today().year,
              help=_("哪一年,默认今年"))
@click.option("--unit", help=_("单位代码:该单位及其下级"))
@click.option("--file", "path", type=click.Path(path_type=Path, exists=True, dir_okay=False), help=_("健康主题日清单(TOML)"))
def days(year: int, unit: str | None, path: Path | None) -> None:
    """The year's health days."""
    from gongwei.ledgers.activities.queries import observed

    with here.refusals():
        found = observed(year, subtree(unit, date(year, 12, 31)), path)
    here.print_table(_("{year} 年健康主题日").format(year=year), (_("自"), _("至"), _("主题日"), _("活动场次")),
                     ((day.start, day.end, day.name, held) for day, held in found), right=(3,))


@activities.command(help=_("由活动汇总上报某单位某期的台账。"))
@click.option("--unit", required=True, help=_("单位代码"))
@click.option("--period", required=True, help=_("报告期,如 2025-03"))
def tally(unit: str, period: str) -> None:
    """Report the tallies that the activities add up to."""
    from gongwei.ledgers.activities.actions import report_from_activities
    from gongwei.ledgers.tallies.queries import items

    here.be_prepared()
    with here.refusals():
        values = report_from_activities(unit=unit, period=period, actor=here.actor(), at=here.now())
    known = items()
    for item, value in values.items():
        click.echo(_("{name}:{value} {measure}").format(name=known[item].name, value=value, measure=known[item].measure))


@activities.command(help=_("给一场活动附上照片、签到表等。"))
@click.argument("activity")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--what", default="", help=_("是什么"))
def attach(activity: str, file: Path, what: str) -> None:
    """A file that shows an activity."""
    from gongwei.ledgers.activities.actions import attach_file
    from gongwei.ledgers.files.actions import keep_file

    here.be_prepared()
    with here.refusals():
        digest = keep_file(path=file, into=here.home() / "files", actor=here.actor(), at=here.now())
        attach_file(activity=activity, digest=digest, what=what, actor=here.actor(), at=here.now())
    click.echo(_("已存档:{digest}").format(digest=digest[:12]))
