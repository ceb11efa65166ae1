"""The measurements as a table: what, measured, floor, ratio, aim, met."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gongwei.site.bench.machine import versions

READING = "## Reading"
FLOOR_TIMES, BASELINE_TIMES = 3, 8
MEMORY = 1.5 * 2**30
ALL_FIGURES, SEEN = 2.0, 1.0
IMPORT_SHARE = 0.5
OURS = {
    "import_sqlite": "import into SQLite", "import_postgresql": "import into PostgreSQL", "snapshot": "full rebuild",
    "figures_first": "all indicators, compiling", "figures": "all indicators", "chosen": "standard care and control",
    "one_unit": "one village, one township", "seen": "a visit saved until seen",
}
NAMES = {"hypertension.standard_progress": "standard care (progress)", "hypertension.control": "control"}


@dataclass(frozen=True)
class Row:
    """One line. `met` None: nothing is aimed at."""

    what: str
    measured: str
    floor: str = ""
    ratio: str = ""
    aim: str = ""
    met: bool | None = None

    def line(self) -> str:
        """As Markdown."""
        met = {True: "yes", False: "**no**", None: ""}[self.met]
        return f"| {self.what} | {self.measured} | {self.floor} | {self.ratio} | {self.aim} | {met} |"


def table_rows(phases: Mapping[str, Mapping]) -> list[Row]:
    """All that was measured, phase by phase; phases that did not run have no rows."""
    rows: list[Row] = []
    for database, floor in (("SQLite", "sqlite_floor"), ("PostgreSQL", "copy_floor")):
        if measured := phases.get(f"import_{database.lower()}"):
            rows += imported(database, measured, phases[floor])
    built = phases["snapshot"]
    rows.append(Row("snapshot, full rebuild",
                    f"{built['rows'] / built['seconds']:,.0f} rows/s ({built['rows']:,} rows in {built['seconds']:.1f} s, "
                    f"{size(built['bytes'])})"))
    rows += all_indicators(phases)
    rows += chosen(phases)
    rows.append(Row("one indicator of one village, day not prepared", milliseconds(phases["one_unit"]["village"])))
    rows.append(Row("one indicator of one township, day not prepared", milliseconds(phases["one_unit"]["township"])))
    seen = phases["seen"]
    rows.append(Row(f"a visit saved until seen in the figures (median of {seen['times']}; slowest)",
                    f"{milliseconds(seen['median'])}; {milliseconds(seen['most'])}", aim="≤ 1 s",
                    met=seen["median"] <= SEEN))
    return rows


def imported(database: str, measured: Mapping, floor: Mapping) -> list[Row]:
    """An import beside its floor."""
    speed, fastest = measured["visits"] / measured["visit_seconds"], floor["rows"] / floor["seconds"]
    return [
        Row(f"import into {database}, visits", f"{speed:,.0f} rows/s", f"{fastest:,.0f} rows/s",
            f"{speed / fastest:.2f}", "≥ 0.5 of the floor", speed >= IMPORT_SHARE * fastest),
        Row(f"import into {database}, everything", f"{measured['rows'] / measured['seconds']:,.0f} rows/s "
            f"({measured['rows']:,} rows in {measured['seconds']:.0f} s)"),
    ]


def all_indicators(phases: Mapping[str, Mapping]) -> list[Row]:
    """All indicators of all units."""
    first, later = phases["figures_first"], phases["figures"]
    what = f"all {later['indicators']} indicators × all units ({later['figures']:,} figures)"

    def row(how: str, seconds: float, aimed: bool) -> Row:
        aim = {"aim": "≤ 2 s", "met": seconds <= ALL_FIGURES} if aimed else {}
        return Row(f"{what}, {how}", f"{seconds:.2f} s", **aim)

    return [
        row("another day in the same process", later["warm"], True),
        row("fresh process", later["cold"], True),
        row("fresh process, definitions not yet compiled", first["cold"], False),
    ]


def chosen(phases: Mapping[str, Mapping]) -> list[Row]:
    """The two indicators beside the floor and the baseline."""
    rows = []
    for indicator, name in NAMES.items():
        ours, floor = phases["chosen"][indicator], phases["floor"][indicator]
        for key, how in (("fresh", "day not prepared"), ("again", "day prepared")):
            ratio = ours[key] / floor[key]
            rows.append(Row(f"{name}, all units, {how}: beside NumPy", milliseconds(ours[key]), milliseconds(floor[key]),
                            f"{ratio:.1f}", "≤ 3 × the floor", ratio <= FLOOR_TIMES))
        if "baseline" in phases:
            seconds = phases["baseline"][indicator]["seconds"]
            for key, how in (("fresh", "day not prepared"), ("again", "day prepared")):
                ratio = seconds / ours[key]
                rows.append(Row(f"{name}, all units, {how}: PostgreSQL by hand takes", milliseconds(seconds), "",
                                f"{ratio:.1f} × ours", "≥ 8 × ours", ratio >= BASELINE_TIMES))
    return rows


def peak_rows(phases: Mapping[str, Mapping]) -> list[Row]:
    """Peak memory of each phase; what the county's generator, the floors and the baseline hold is no aim of ours."""

    def row(phase: str, held: int) -> Row:
        aim = {"aim": "≤ 1.5 GiB", "met": held <= MEMORY} if phase in OURS else {}
        return Row(f"peak memory: {OURS.get(phase, phase)}", size(held), **aim)

    return [row(phase, measured["memory"]) for phase, measured in phases.items()]


def size(number: int) -> str:
    """Bytes for people."""
    return f"{number / 2**20:,.0f} MiB"


def milliseconds(seconds: float) -> str:
    """A short time for people."""
    return f"{seconds * 1000:,.0f} ms"


def document(phases: Mapping[str, Mapping], *, machine: str, command: str, day: date, reading: str) -> str:
    """The whole page."""
    heading = ("| what | measured | floor | ratio | aim | met |", "| --- | --- | --- | --- | --- | --- |")
    slowest = ", ".join(f"`{name}` {milliseconds(seconds)}" for name, seconds in phases["figures"]["slowest"])
    server = f", {phases['baseline']['version']}" if "baseline" in phases else ""
    county = phases["generate"]
    return "\n".join([
        "# Benchmarks", "",
        f"Made by `{command}` on {day.isoformat()}; written anew by each run, except the reading at the end.", "",
        f"- County: {county['residents']:,} residents, {county['visits']:,} visits of one year, made up.",
        f"- Machine: {machine}.",
        f"- Versions: {versions()}{server}.", "",
        "Each phase runs in a process of its own. Files are in the page cache, as written. Times of single indicators are",
        "medians. *Day prepared*: where everyone lives and which enrolment speaks has been worked out for that day by an",
        "earlier indicator. The floor is NumPy by hand over arrays in memory; the baseline is PostgreSQL with hand-written",
        "SQL and covering indexes, fsync off. Both are given the chains of enrolments and whether an exam is complete ready",
        "made, and both gave exactly Gongwei's numerator and denominator for every unit.", "",
        *heading, *(row.line() for row in table_rows(phases)), "",
        f"Slowest: {slowest}.", "",
        *heading, *(row.line() for row in peak_rows(phases)), "",
        reading,
    ])


def kept_reading(path: Path) -> str:
    """What somebody has written under the table; it stays."""
    if path.exists():
        _, found, after = path.read_text(encoding="utf-8").partition(READING)
        if found:
            return READING + after
    return f"{READING}\n\nNot yet written.\n"
