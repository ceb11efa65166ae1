"""One run: the phases in order, each in a process of its own, then the table."""

import shlex
import shutil
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from gongwei.site.bench import process, table
from gongwei.site.bench.machine import described

PLACE = "gongwei-bench"
AS_OF, SEED = "2025-10-31", 7
REPETITIONS, SAVED = 5, 20

Progress = Callable[[str], None]
"""Told of each phase in words for users."""


class Disagreement(AssertionError):
    """Two ways of working out an indicator gave different numbers."""


def run_bench(
    *, residents: int = 640_000, folder: Path, output: Path | None = None, postgresql: str | None = None,
    progress: Progress = lambda _words: None,
) -> dict[str, dict]:
    """Measure in a folder, where the bench makes a large one of its own for as long as it runs; gives what was measured.

    `postgresql`: the address of an empty database for the import and the baseline; None leaves both out. The page goes
    into `output`, where the reading of an earlier one is kept, without `output` to `progress`. PhaseFailed when a phase
    fails; Disagreement when floor or baseline do not give exactly our numbers.
    """
    place = folder.absolute() / PLACE
    shutil.rmtree(place, ignore_errors=True)  # of a run that was killed
    county, home = place / "county", place / "home"
    home.mkdir(parents=True)
    records = home / "gongwei.sqlite3"
    sqlite, copy = f"sqlite:///{records}", f"sqlite:///{place / 'floor.sqlite3'}"
    phases: dict[str, dict] = {}
    machine = described()

    def phase(name: str, words: str, function: str, database: str = sqlite, **arguments: object) -> None:
        progress(words)
        phases[name] = process.run(function, home, database, **arguments)

    phase("generate", _("生成一个县的记录"), "importing.generate", county=str(county), residents=residents, as_of=AS_OF,
          seed=SEED)
    phase("import_sqlite", _("导入 SQLite"), "importing.import_county", county=str(county), as_of=AS_OF)
    phase("sqlite_floor", _("SQLite 写入的极限"), "importing.sqlite_floor", copy, imported=str(records))
    for file in place.glob("floor.sqlite3*"):
        file.unlink()
    if postgresql:
        phase("import_postgresql", _("导入 PostgreSQL"), "importing.import_county", postgresql, county=str(county),
              as_of=AS_OF)
        phase("copy_floor", _("PostgreSQL 写入的极限"), "importing.copy_floor", postgresql)
    phase("snapshot", _("重建快照"), "measuring.build_snapshot")
    phase("figures_first", _("全部指标(定义尚未编译)"), "measuring.all_figures", as_of=AS_OF, compiled=False)
    phase("figures", _("全部指标"), "measuring.all_figures", as_of=AS_OF, compiled=True)
    phase("chosen", _("两项指标"), "measuring.chosen_figures", as_of=AS_OF, repetitions=REPETITIONS)
    phase("floor", _("两项指标的极限(NumPy)"), "floors.pass_over_arrays", as_of=AS_OF, repetitions=REPETITIONS)
    agree(phases["chosen"], phases["floor"], "NumPy")
    if postgresql:
        phase("fill", _("为对照填表(PostgreSQL)"), "postgresql.fill", postgresql, as_of=AS_OF)
        phase("baseline", _("两项指标的对照(PostgreSQL)"), "postgresql.ask", postgresql, as_of=AS_OF,
              repetitions=REPETITIONS)
        agree(phases["chosen"], phases["baseline"], "PostgreSQL")
    phase("one_unit", _("一个村、一个乡镇的指标"), "measuring.one_unit", as_of=AS_OF, repetitions=REPETITIONS)
    phase("seen", _("保存一次随访,到数字中可见"), "measuring.saved_until_seen", as_of=AS_OF, times=SAVED)
    shutil.rmtree(place)
    reading = table.kept_reading(output) if output else ""
    command = shlex.join(["gongwei", *sys.argv[1:]])
    page = table.document(phases, machine=machine, command=command, day=date.today(), reading=reading)
    if output:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(page, encoding="utf-8")
    else:
        progress(page)
    return phases


def agree(ours: Mapping, others: Mapping, who: str) -> None:
    """Numerator and denominator of every unit are the same; raises Disagreement, which names some that are not."""
    for indicator in table.NAMES:
        mine, theirs = ours[indicator]["results"], others[indicator]["results"]
        wrong = [unit for unit in mine.keys() | theirs.keys() if mine.get(unit) != theirs.get(unit)]
        if wrong:
            shown = "; ".join(f"{unit}: {mine.get(unit)}, {who} {theirs.get(unit)}" for unit in sorted(wrong)[:3])
            raise Disagreement(f"{indicator}: {len(wrong)} units differ: {shown}")
