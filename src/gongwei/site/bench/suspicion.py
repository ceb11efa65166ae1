"""How much the rules of suspicion find, and how often they are wrong: thresholds from some made-up counties, tried on others."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from gongwei.assessments.suspicion.opening import opened
from gongwei.assessments.suspicion.rule import percent
from gongwei.assessments.suspicion.rules import PARAMETERS, RULES, in_force
from gongwei.assessments.suspicion.signals import judgements

from .suspicion_world import DOCTORS, FIRST, GAMES, KINDS, LAST, SHARES, world

HEADING = "## Suspicion signals"
ALLOWED = Fraction(8, 1000)
"""Of the honest in the calibrating counties may be suspected; one in a hundred is the promise for the others."""
CEILING, FLOOR = 1e-2, 1e-12
"""Between these a threshold is chosen: smaller chances no model of peers tells apart."""
WORDS = {
    "copied_before": "the same person's last readings copied", "copied_across": "another person's readings copied",
    "digits": "invented numbers with favourite last digits", "night": "batches entered at night",
    "band": "uniform noise inside the controlled band", "mixture": "a mixture of these five",
    "death": "visits after death (share: of those who died)", "closures": "closures moved to December",
    "enrolments": "enrolments moved to November", "transfers": "transfers moved before the deadline",
}
Thresholds = Mapping[str, float]


@dataclass(frozen=True)
class Found:
    """A provider (or unit) of a county: what it made up ("" for honest), how much of it, the p-value of each rule that
    could speak."""

    of: str
    kind: str
    share: float
    p: Mapping[str, float]

    def suspected(self, thresholds: Thresholds) -> bool:
        """Whether any rule speaks."""
        return any(p < thresholds[rule] for rule, p in self.p.items())


def judged(seed: int, doctors: int = DOCTORS) -> list[Found]:
    """Everyone in a county, judged by all rules."""
    made = world(seed, doctors)
    values = in_force(PARAMETERS, LAST)
    units = made.source.units["unit"].to_pylist()
    p: dict[tuple[str, str], dict[str, float]] = {("provider", f"D{unit[1:]}"): {} for unit in units}
    p |= {("unit", unit): {} for unit in units}
    with opened(made.source, FIRST, LAST, values) as asked:
        for rule in RULES:
            for one in judgements(asked, rule, LAST):
                if one.hits >= rule.hits.on(LAST) and one.excess > 0:
                    p[rule.of, one.owner][rule.id] = one.p
    return [Found(of, *({"provider": made.truth, "unit": made.games}[of].get(owner, ("", 0.0))), theirs)
            for (of, owner), theirs in p.items()]


def calibrated(found: Iterable[Found]) -> dict[str, float]:
    """For each rule the p-value below which it speaks: the same share of the honest for each, as large as ALLOWED permits."""
    thresholds: dict[str, float] = {}
    for of in ("provider", "unit"):
        honest = [one for one in found if one.of == of and not one.kind]
        rules = [rule.id for rule in RULES if rule.of == of]
        ordered = {rule: sorted(one.p[rule] for one in honest if rule in one.p) for rule in rules}

        def at(rank: int, ordered: Mapping[str, list[float]] = ordered) -> dict[str, float]:
            return {rule: min(CEILING, max(FLOOR, values[rank] / 2)) if rank < len(values) else CEILING
                    for rule, values in ordered.items()}

        low, high = 0, len(honest)
        while low < high:
            middle = (low + high + 1) // 2
            wrong = sum(one.suspected(at(middle)) for one in honest)
            low, high = (middle, high) if wrong <= ALLOWED * len(honest) else (low, middle - 1)
        thresholds |= at(low)
    return thresholds


def in_use() -> dict[str, float]:
    """The thresholds of the registry."""
    return {rule.id: rule.alike.on(LAST) for rule in RULES}


@dataclass(frozen=True)
class Measured:
    """What was found in some counties with some thresholds."""

    found: tuple[Found, ...]
    thresholds: Thresholds

    def honest(self, of: str) -> tuple[int, int]:
        """Honest ones suspected, honest ones."""
        return self.told(lambda one: one.of == of and not one.kind)

    def told(self, which: Callable[[Found], bool]) -> tuple[int, int]:
        """Those suspected, all."""
        chosen = [one for one in self.found if which(one)]
        return sum(one.suspected(self.thresholds) for one in chosen), len(chosen)

    def by_rule(self, which: Callable[[Found], bool]) -> dict[str, tuple[int, int]]:
        """Rule → those it speaks of, all."""
        chosen = [one for one in self.found if which(one)]
        spoken: dict[str, int] = defaultdict(int)
        for one in chosen:
            for rule, p in one.p.items():
                spoken[rule] += p < self.thresholds[rule]
        return {rule.id: (spoken[rule.id], len(chosen)) for rule in RULES}


def run(*, calibrating: Iterable[int], measuring: Iterable[int], progress: Callable[[str], None] = lambda _line: None
        ) -> tuple[dict[str, float], Measured]:
    """Thresholds from the counties of some seeds, and what those of the registry find in the counties of others."""
    def of(seeds: Iterable[int]) -> tuple[Found, ...]:
        everyone: list[Found] = []
        for seed in seeds:
            began = time.perf_counter()
            everyone += judged(seed)
            progress(f"{seed}: {time.perf_counter() - began:.1f} s")
        return tuple(everyone)

    return calibrated(of(calibrating)), Measured(of(measuring), in_use())


def share_of(pair: tuple[int, int]) -> str:
    """Some of all, as a percentage."""
    return percent(Fraction(*pair)) if pair[1] else "—"


def page(measured: Measured, thresholds: Thresholds, command: str, machine: str) -> str:
    """The section of docs/benchmarks.md."""
    heading = f"| made up | rule that finds most | {' | '.join(percent(Fraction(str(share))) for share in SHARES)} |"
    lines = [HEADING, "", f"Made by `{command}` on {machine}.", "", heading, f"| --- | --- |{' --- |' * len(SHARES)}"]
    for of, kinds in (("provider", KINDS), ("unit", GAMES)):
        for kind in kinds:
            by_rule = measured.by_rule(lambda one, kind=kind: one.kind == kind)
            best = max(by_rule, key=lambda rule: by_rule[rule][0])
            cells = [measured.told(lambda one, of=of, kind=kind, share=share: (one.of, one.kind, one.share) == (of, kind, share))
                     for share in SHARES]
            shown = " | ".join(f"{share_of(cell)} of {cell[1]}" for cell in cells)
            lines.append(f"| {WORDS[kind]} | `{best}` | {shown} |")
    doctors, units = measured.honest("provider"), measured.honest("unit")
    lines += ["", f"Honest doctor-years suspected by any rule: {doctors[0]} of {doctors[1]:,} ({share_of(doctors)}); honest "
              f"unit-years: {units[0]} of {units[1]:,} ({share_of(units)}).", "",
              "| rule | threshold in use | calibrated now | honest suspected |", "| --- | --- | --- | --- |"]
    for rule in RULES:
        wrong = measured.by_rule(lambda one, rule=rule: one.of == rule.of and not one.kind)[rule.id]
        lines.append(f"| `{rule.id}` | {measured.thresholds[rule.id]:.1e} | {thresholds[rule.id]:.1e} "
                     f"| {wrong[0]} of {wrong[1]:,} |")
    return "\n".join([*lines, ""])


def kept(path: Path, section: str) -> str:
    """A page with its section replaced, or appended; what stands around it stays."""
    text = path.read_text(encoding="utf-8") if path.exists() else "# Benchmarks\n"
    before, found, after = text.partition(HEADING)
    following = after.find("\n## ") if found else -1
    reading = after.find("\n### ") if found else -1
    cut = min((place for place in (following, reading) if place >= 0), default=-1)
    return f"{before.rstrip()}\n\n{section.rstrip()}\n{after[cut:] if cut >= 0 else ''}"


