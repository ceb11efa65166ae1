"""Importing a folder: its files in the order in which they refer to each other, in batches that each stand on their
own.

A batch is committed as a whole and everything is keyed by ids: an import that was killed is simply run again.
"""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from gongwei.exchange import ahead, people, plans, tables, tasks, work
from gongwei.exchange.checking import Column, called, check, refuse_repeats, refuse_reversed, required
from gongwei.exchange.known import Known, held_now
from gongwei.exchange.reading import Part, Reasons, Words, parts
from gongwei.exchange.rejections import Rejections
from gongwei.exchange.seen import Seen
from gongwei.exchange.sheets import BATCH
from gongwei.exchange.summary import FileSummary, ImportSummary
from gongwei.exchange.tables import Table
from gongwei.exchange.visits import VisitsFile
from gongwei.programmes.registry import FORMS
from gongwei.records import queries
from gongwei.records.actions import load_residencies, load_visits
from gongwei.records.rows import FlagRow, Loaded, SpellRow, VisitRow

SUFFIXES = (".csv", ".xlsx")
TABLES = ("units", "facilities", "staff", "population", "residents", "residencies", "enrolments", "items", "tallies",
          "projects", "targets", "tasks", "cases",
          "sessions", "attendances", "activities")  # fmt: skip
OUTPUT = "rejected.csv"
WHOLE = 1 << 40
"""A batch that takes the whole file."""
WORTH_A_PROCESS = 8 << 20
"""Bytes of visits from which a second process pays."""

Progress = Callable[[str, int, int | None], None]
"""Told of a file, the rows done and about how many there are (None: unknown)."""


def import_folder(
    folder: Path,
    *,
    actor: str,
    at: datetime,
    today: date,
    progress: Progress | None = None,
    rejected: Path | None = None,
    batch: int = BATCH,
) -> ImportSummary:
    """Import a folder of exchange files. `at`: since when the content is known; `today`: nothing was visited later.

    Refused rows go to the CSV file `rejected` (None: nowhere). Running it again changes nothing, also after it was
    killed. `batch` rows are read, checked and written at a time. NotADirectoryError when there is no such folder.
    """
    if not folder.is_dir():
        raise NotADirectoryError(folder)
    with Rejections(rejected) as rejections, collector_paused():
        return Import(folder, actor, at, today, progress or (lambda *_done: None), rejections, batch).run()


def import_file(
    path: Path, table: Table, *, actor: str, at: datetime, today: date, rejected: Path | None = None
) -> ImportSummary:
    """Import one file as this table, whatever it is called; the table refers to what is known already."""
    with Rejections(rejected) as rejections:
        run = Import(path.parent, actor, at, today, lambda *_done: None, rejections, known=Known(), paths={table.file: path})
        run.load(table)
        return ImportSummary(tuple(run.summaries.values()), first_rejections=tuple(rejections.first))


@contextmanager
def collector_paused() -> Iterator[None]:
    """Without looking for cycles: a batch is tens of thousands of tuples and no cycle; the search costs a fifth of
    the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass
class CheckedVisits:
    """A part of a visits file after its checks: rows to write with their lines, what is refused and what is unusual."""

    form: str
    part: Part
    rows: Sequence[tuple] = ()
    lines: Sequence[int] = ()
    refused: Mapping[int, Reasons] = field(default_factory=dict)
    flags: Sequence[FlagRow] = ()


@dataclass
class Import:
    """One run over a folder."""

    folder: Path
    actor: str
    at: datetime
    today: date
    progress: Progress
    rejections: Rejections
    batch: int = BATCH
    known: Known = field(default_factory=held_now)
    summaries: dict[str, FileSummary] = field(default_factory=dict)
    paths: Mapping[str, Path] = field(default_factory=dict)

    def run(self) -> ImportSummary:
        """Import all files."""
        self.paths, unknown = found_files(self.folder)
        known = self.known
        self.load(tables.units_table(known))
        self.load(tables.facilities_table(known))
        self.load(tables.staff_table(known))
        self.load(tables.population_table(known))
        self.load_people()
        self.load(tables.enrolments_table(known, self.today))
        self.load_visits()
        self.load(tables.cases_table(known, self.today))
        self.load(plans.items_table(known))
        self.load(plans.tallies_table(known, self.today))
        self.load(plans.projects_table(known, self.today))
        targets: dict[tuple[int, str, str], Decimal] = {}
        self.load(plans.targets_table(known, targets))
        self.load(tasks.tasks_table(known, targets=targets))
        self.load(work.sessions_table(known))
        self.load(work.attendances_table())
        self.load(work.activities_table(known))
        return ImportSummary(tuple(self.summaries.values()), unknown, tuple(self.rejections.first))

    def load(self, table: Table) -> None:
        """Write a table batch by batch."""
        memos = {column.name: column.memo() for column in table.columns}
        seen: set = set()
        for part in self.parts(table.file, table.columns, WHOLE if table.whole else self.batch):
            summary = self.take(part)
            if not part.lines:
                continue
            checked = check(part.lines, memos, part.entries)
            refuse_repeats(checked, table.key, seen)
            refuse_reversed(checked, table.spans)
            flags = list(table.judge(checked, summary.unknown))
            rows = [table.row(*values) for values in checked.rows(*memos)]
            loaded = Loaded()
            if rows:
                loaded = table.load(rows, actor=self.actor, at=self.at, target=part.file, flags=flags)
            self.count(part, checked.by_line(), loaded, flags)
            table.after(checked)

    def load_people(self) -> None:
        """Residents with the spells in which they lived somewhere; then the spells of those known from earlier
        imports."""
        moves: people.Moves = {}
        columns = people.residencies_columns(self.known)
        memos, seen = {column.name: column.memo() for column in columns}, set()
        residencies = None
        for part in self.parts("residencies", columns):
            residencies = part
            self.take(part)
            checked = check(part.lines, memos, part.entries)
            refuse_repeats(checked, ("resident", "unit", "start"), seen)
            refuse_reversed(checked, [("start", "end")])
            checked.values["line"] = part.lines
            for line, resident, *spell in checked.rows("line", *memos):
                moves.setdefault(resident, []).append((line, SpellRow(*spell)))
            self.count(part, checked.by_line(), Loaded(), ())
        refused: set[str] = set()
        self.load(people.residents_table(self.known, self.today, moves, self.shared_numbers(), refused))
        self.known.residents.clear()
        self.known.residents.update(queries.resident_keys())
        for code in refused:
            self.known.residents.pop(code, None)
        if residencies:
            self.load_moves(residencies, moves)

    def load_moves(self, part: Part, moves: people.Moves) -> None:
        """The spells of residents who do not stand in residents.csv."""
        keys, summary = self.known.residents, self.summaries[part.file]
        lost = [line for code, spells in moves.items() if code not in keys for line, _spell in spells]
        reason = _("没有这个居民:文件中没有、已被拒绝,也未曾导入")
        self.count(part, {line: {"resident": reason} for line in lost}, Loaded(), ())
        rows = people.moved_rows({keys[code]: spells for code, spells in moves.items() if code in keys})
        summary.merged = summary.read - summary.refused - sum(len(row.spells) for row in rows)
        for start in range(0, len(rows), self.batch):
            part_of_them = rows[start : start + self.batch]
            summary.add(load_residencies(part_of_them, actor=self.actor, at=self.at, target=part.file))

    def shared_numbers(self) -> set[str]:
        """The identity numbers that several residents carry, of the folder or imported earlier."""
        table = people.residents_table(self.known, self.today, {}, set(), set())
        parts = (part.entries for part in self.parts("residents", table.columns))
        columns = ((entries.get("id", ()), entries.get("id_number", ())) for entries in parts)
        return people.shared_numbers(columns, self.known.residents)

    def load_visits(self) -> None:
        """Write the visits of all forms; when there are many, a second process checks them ahead."""
        size = sum(path.stat().st_size for name, path in self.paths.items() if name.startswith("visits/"))
        many = ahead.POSSIBLE and size > WORTH_A_PROCESS
        for checked in ahead.ahead(self.checked_visits) if many else self.checked_visits():
            self.take(checked.part)
            loaded = Loaded()
            if checked.rows:
                loaded = load_visits(
                    checked.form, checked.rows, actor=self.actor, at=self.at, target=checked.part.file,
                    flags=checked.flags,
                )  # fmt: skip
            refused = dict(checked.refused)
            elsewhere = set(loaded.refused)
            for line, row in zip(checked.lines, checked.rows, strict=True) if elsewhere else ():
                if row[0] in elsewhere:
                    refused[line] = {"id": _("编号已用于另一种表单的服务记录")}
            self.count(checked.part, refused, loaded, checked.flags)

    def checked_visits(self) -> Iterator[CheckedVisits]:
        """The visits of all forms, checked. Without any effect: it may run in another process."""
        with Seen() as seen:
            for form in FORMS.values():
                yield from self.checked_form(VisitsFile(form, self.known, self.today, seen))

    def checked_form(self, reader: VisitsFile) -> Iterator[CheckedVisits]:
        """The visits of one form, checked."""
        form = reader.form.id
        for part in self.parts(f"visits/{form}", reader.columns, words=reader.called):
            if not part.lines:
                yield CheckedVisits(form, part)
                continue
            checked, flags = reader.check(part.lines, part.entries)
            checked.values["line"], part.lines, part.entries = part.lines, (), {}
            rows = checked.rows(*VisitRow._fields)
            yield CheckedVisits(form, part, rows, checked.kept("line"), checked.by_line(), flags)

    def parts(self, name: str, columns: Sequence[Column], size: int = 0, words: Words | None = None) -> Iterator[Part]:
        """The parts of a file, if the folder has it."""
        if path := self.paths.get(name):
            yield from parts(path, self.named(path), words or called(columns), required(columns), size or self.batch)

    def take(self, part: Part) -> FileSummary:
        """Note what reading a part has shown."""
        summary = self.summaries.setdefault(part.file, FileSummary(part.file))
        summary.read += part.read
        for column in part.unknown:
            summary.unknown(column)
        self.count(part, dict(part.refused), Loaded(), ())
        return summary

    def count(self, part: Part, refused: Mapping[int, Reasons], loaded: Loaded, flags: Sequence[FlagRow]) -> None:
        """Count rows and list those refused."""
        summary = self.summaries[part.file]
        for line in sorted(refused):
            self.rejections.add(part.file, line, refused[line], part.titles)
        summary.refused += len(refused)
        summary.flagged += len(flags)
        summary.add(loaded)
        self.progress(part.file, summary.read, part.rows)

    def named(self, path: Path) -> str:
        """A file as users see it: relative to the folder, with forward slashes."""
        return path.relative_to(self.folder).as_posix()


def found_files(folder: Path) -> tuple[dict[str, Path], tuple[str, ...]]:
    """The files of a folder by what they hold (`units`, `visits/screening`), and those nobody knows. CSV goes
    before XLSX."""
    wanted = {*TABLES, *(f"visits/{form}" for form in FORMS)}
    files = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith((".", "~$"))]
    paths: dict[str, Path] = {}
    unknown = []
    for path in sorted(files, key=lambda path: (path.suffix.lower(), path)):
        name = path.relative_to(folder).with_suffix("").as_posix().lower()
        if path.suffix.lower() in SUFFIXES and name in wanted and name not in paths:
            paths[name] = path
        elif path.name != OUTPUT:
            unknown.append(path.relative_to(folder).as_posix())
    return paths, tuple(sorted(unknown))
