"""What is measured of Gongwei on the imported county. Each function is one phase, in a process of its own."""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

from django.conf import settings

from gongwei.definition.calendar import Calendar
from gongwei.indicators.evaluator import Evaluator
from gongwei.programmes.registry import INDICATORS
from gongwei.records import evaluable
from gongwei.records.actions import save_visit
from gongwei.records.models import Visit
from gongwei.records.snapshot import Manifest, rebuild, update

CHOSEN = ("hypertension.standard_progress", "hypertension.control")
"""The two indicators that the baseline and the floor answer too."""
SLOWEST = 10


def snapshot_home() -> Path:
    """Where the bench keeps the snapshot."""
    return Path(settings.HOME) / "snapshot"


def evaluator(manifest: Manifest) -> Evaluator:
    """An evaluator as the command line makes it."""
    return Evaluator(snapshot_home(), manifest, evaluable.units(), evaluable.official_figures())


def seconds(work: Callable[..., object], *arguments: object) -> float:
    """How long some work takes."""
    began = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - began


def counted(one: Evaluator, indicator: str, day: date, units: list[str] | None = None) -> dict:
    """An indicator's subjects by unit and outcome, past the evaluator's memory of figures."""
    return one.engine.at(Calendar(day), units).counts(INDICATORS[indicator])


def build_snapshot() -> dict:
    """A full rebuild."""
    began = time.perf_counter()
    manifest = rebuild(snapshot_home())
    spent = time.perf_counter() - began
    files = [path for layer in manifest.layers for path in (snapshot_home() / layer.folder).iterdir()]
    return {"rows": sum(layer.rows for layer in manifest.layers), "seconds": spent,
            "bytes": sum(path.stat().st_size for path in files)}


def all_figures(as_of: str, compiled: bool) -> dict:
    """All indicators of all units: from nothing, then, in the same process, on another day.

    `compiled`: whether the texts compiled earlier may be used.
    """
    if not compiled:
        (snapshot_home() / "compiled.json").unlink(missing_ok=True)
    day = date.fromisoformat(as_of)
    manifest = update(snapshot_home())
    began = time.perf_counter()
    one = evaluator(manifest)
    figures = everything(one, day)
    from_nothing = time.perf_counter() - began
    other = Calendar(day).days["last_quarter_end"]
    warm = seconds(everything, one, other)
    slowest = sorted(each(evaluator(manifest), other).items(), key=lambda item: -item[1])[:SLOWEST]
    return {"cold": from_nothing, "warm": warm, "slowest": slowest, "indicators": len(INDICATORS), "figures": figures}


def everything(one: Evaluator, day: date) -> int:
    """All indicators of all units, asked for together as the command line does; how many figures there are."""
    one.prepare(INDICATORS, day)
    return sum(len(one.figures(indicator, day)) for indicator in INDICATORS)


def each(one: Evaluator, day: date) -> dict[str, float]:
    """Seconds of each indicator asked for alone, for all units; the day's common work apart."""
    spent = {"(the day)": seconds(one.engine.at, Calendar(day))}
    return spent | {indicator: seconds(one.figures, indicator, day) for indicator in INDICATORS}


def chosen_figures(as_of: str, repetitions: int) -> dict:
    """The chosen indicators for all units with their results: on a day not prepared, then on a day prepared."""
    day = date.fromisoformat(as_of)
    one = evaluator(update(snapshot_home()))
    measured: dict = {}
    for indicator in CHOSEN:
        figures = one.figures(indicator, day)
        fresh, again = [], []
        for _ in range(repetitions):
            one.engine.forget()
            fresh.append(seconds(counted, one, indicator, day))
            again.append(seconds(counted, one, indicator, day))
        measured[indicator] = {
            "fresh": statistics.median(fresh), "again": statistics.median(again),
            "results": {unit: [int(figure.numerator), int(figure.denominator)] for unit, figure in figures.items()},
        }
    return measured


def one_unit(as_of: str, repetitions: int) -> dict:
    """The chosen indicators of one village and of one township, each on a fresh day."""
    day = date.fromisoformat(as_of)
    one = evaluator(update(snapshot_home()))
    spent: dict[str, list[float]] = {"village": [], "township": []}
    for _ in range(repetitions):
        for level, found in spent.items():
            unit = next(unit.code for unit in one.tree(day).units.values() if unit.level == level)
            one.engine.forget()
            for indicator in CHOSEN:
                found.append(seconds(counted, one, indicator, day, [unit]))
    return {level: statistics.median(found) for level, found in spent.items()}


def saved_until_seen(as_of: str, times: int) -> dict:
    """A visit saved until seen in the figure of its unit and of the county. AssertionError if it is not seen."""
    day = date.fromisoformat(as_of)
    indicator, month_ago = "hypertension.visits", day - timedelta(days=30)
    tree = evaluable.tree(day)
    county = next(iter(tree.children[None]))
    recent = Visit.objects.filter(form="hypertension_followup", date__gt=month_ago, unit__isnull=False).order_by("id")
    step = max(recent.count() // times, 1)
    visited = list(recent.values_list("resident", "unit")[: step * times : step])
    figures = evaluator(update(snapshot_home()))
    before = figures.figures(indicator, day)
    expected = {unit: figure.value for unit, figure in before.items()}
    spent = []
    for number, (resident, unit) in enumerate(visited):
        began = time.perf_counter()
        save_visit(id=f"bench-{number}", resident=resident, form="hypertension_followup", date=day, unit=unit,
                   answers={"sbp": "130", "dbp": "80"}, mode="clinic", actor="bench", today=day,
                   at=datetime(day.year, day.month, day.day, 17, tzinfo=UTC))
        figures.follow(update(snapshot_home()), evaluable.units(), evaluable.official_figures())
        seen = figures.figures(indicator, day, {unit, county})
        spent.append(time.perf_counter() - began)
        for one in (unit, county):
            expected[one] += Fraction(1)
            assert seen[one].value == expected[one], f"{indicator} of {one}: {seen[one].value}, not {expected[one]}"
    return {"median": statistics.median(spent), "most": max(spent), "times": len(spent)}
