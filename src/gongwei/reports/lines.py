"""The material of a progress report: per figure its facts now and a year ago, target, rank and parts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from gongwei.assessments.progress.pace import Growth, early
from gongwei.assessments.progress.progress import BEHIND, BELOW, REACHED, state_of
from gongwei.definition.message import Message
from gongwei.facts.fact import Fact

from . import derivation, wording
from .derivation import Derived, Place
from .numbers import is_rate

if TYPE_CHECKING:
    from .book import Book, Reported, Target, Unit


LAGGING = (BEHIND, BELOW)


@dataclass(frozen=True)
class Line:
    """One figure of the report.

    now: the figure itself. measured: what units are compared by (the completion of a count with a target, else now).
    completion: None without a target; pace: the share of it due by now, None also for what has no pace.
    before: the figure a year earlier, None if it had no value or is of projects, whose progress begins anew. parts: child
    units with their measured facts.
    """

    role: str
    name: str
    phrase: wording.Phrase | None
    measure: str
    growth: Growth
    now: Fact
    before: Fact | None
    completion: Fact | None
    pace: Derived | None
    place: Place | None
    parts: tuple[tuple["Unit", Fact], ...]

    @property
    def measured(self) -> Fact:
        return self.completion if self.role == "count" and self.completion else self.now

    @property
    def measured_name(self) -> str:
        """What units are compared by."""
        return f"{self.name}完成率" if self.measured is self.completion else self.name

    @property
    def sets(self) -> tuple[str, str]:
        """Short words for denominator and numerator of what units are compared by."""
        if self.measured is self.completion:
            return ("目标", "实际") if self.stock else ("任务数", "完成数")
        return self.phrase.columns if self.phrase else ("分母", "分子")

    @property
    def valued(self) -> tuple[tuple["Unit", Fact], ...]:
        """The child units that have a value."""
        return tuple((unit, fact) for unit, fact in self.parts if fact.value is not None)

    @property
    def idle(self) -> bool:
        """Whether nothing was asked for and nothing counted, now or a year ago."""
        return not (self.completion or self.now.value or (self.before and self.before.value))

    @property
    def stock(self) -> bool:
        """Whether it is a level that is held, not work done over the year."""
        return self.growth is Growth.STANDS

    @property
    def timed(self) -> bool:
        """Whether its completion is compared with the share due by now: until all is due."""
        return bool(self.pace) and self.pace.value < 100

    @property
    def lead(self) -> Derived:
        """How far a completion that is known is ahead of the share due by now, once all is due of the target."""
        return derivation.ahead(self.completion, self.pace) if self.timed else derivation.short_of_full(self.completion)

    @property
    def early(self) -> bool:
        """Whether it is not to be judged before the year is over."""
        return early(self.growth, self.now.as_of)

    @property
    def reached(self) -> bool:
        return self.state == REACHED

    @property
    def state(self) -> Message | None:
        """How it stands against its target, one of `assessments.progress.progress.STATES`; None without a target."""
        if not self.completion:
            return None
        due = self.pace.value if self.pace else None
        return state_of(self.completion.numerator, self.completion.denominator, due, early=self.early)


@dataclass(frozen=True)
class Group:
    """A programme of the report with its figures."""

    id: str
    name: str
    lines: tuple[Line, ...]

    @property
    def main(self) -> Line | None:
        """The figure by which units are compared: the first of those that are comparable."""
        comparable = [line for line in self.lines if is_rate(line.measured.measure) and not line.early]
        return next((line for line in comparable if line.measured.value is not None), None)


OTHERS = "others"
"""The group of targets that no programme reports."""


def gather(book: "Book", unit: str, as_of: date) -> tuple[Group, ...]:
    """All programmes of the book with their figures, then the targets that none of them mentions.

    A figure about which nothing is known anywhere (no value, no target, no part with a value) is left out, and so is a
    programme that the unit does not run: without a target, nothing counted now or a year ago.
    """
    targets = {target.item: target for target in book.targets(unit, as_of.year)}
    reported = {line.indicator for programme in book.programmes() for line in programme.indicators}
    groups = [(programme.id, programme.name, programme.indicators) for programme in book.programmes()]
    others = [_unmentioned(target) for item, target in targets.items() if item not in reported]
    groups.append((OTHERS, "其他目标任务", others))
    gathered = (Group(id, name, tuple(_lines(book, unit, as_of, figures, targets))) for id, name, figures in groups)
    return tuple(group for group in gathered if not all(line.idle for line in group.lines))


@dataclass(frozen=True)
class Unmentioned:
    """A target's figure that no programme reports, as something reported."""

    indicator: str
    role: str
    measure: str
    of: str = ""
    counted: str = ""


def line_of(book: "Book", unit: str, as_of: date, indicator: str) -> Line | None:
    """The line of any figure, told by a programme or not; None where nothing is known about it."""
    targets = {target.item: target for target in book.targets(unit, as_of.year)}
    told = (reported for programme in book.programmes() for reported in programme.indicators)
    reported = next((one for one in told if one.indicator == indicator), None)
    if reported is None:
        reported = _unspoken(indicator, book.fact(indicator, unit, as_of).measure)
    return next(_lines(book, unit, as_of, [reported], targets), None)


def _unmentioned(target: "Target") -> Unmentioned:
    return _unspoken(target.item, target.measure)


def _unspoken(indicator: str, measure: str) -> Unmentioned:
    role = "project" if indicator.startswith("project.") else "rate" if is_rate(measure) else "count"
    return Unmentioned(indicator, role, "" if is_rate(measure) else measure)


def _lines(book: "Book", code: str, as_of: date, figures, targets: dict) -> Iterator[Line]:
    unit, children = book.unit(code), book.children(code)
    for reported in figures:
        target, growth = targets.get(reported.indicator), book.growth(reported.indicator)
        measure_of = _measure_of(book, reported, as_of, bool(target))
        now, before = (
            book.fact(reported.indicator, code, as_of),
            book.fact(reported.indicator, code, wording.year_before(as_of)),
        )
        siblings = {peer.code: peer for peer in (unit, *book.siblings(code))} if book.parent(code) else {}
        line = Line(
            role=reported.role,
            name=wording.name_of(now, reported.role, target.name if target else ""),
            phrase=wording.phrase_of(reported, now) if reported.role == "rate" else None,
            measure=reported.measure or {"count": now.measure, "project": "个"}.get(reported.role, "人"),
            growth=growth,
            now=now,
            before=before if before.value is not None and reported.role != "project" else None,
            completion=book.completion(reported.indicator, code, as_of) if target else None,
            pace=derivation.pace(growth, as_of, book.curve(reported.indicator, code, as_of.year)) if target else None,
            place=derivation.place_of(measure_of(code), [measure_of(peer) for peer in siblings])
            if target or reported.role != "count"
            else None,
            parts=tuple((child, measure_of(child.code)) for child in children),
        )
        if target or now.value is not None or now.denominator or line.valued:
            yield line


def _measure_of(book: "Book", reported: "Reported", as_of: date, targeted: bool) -> Callable[[str], Fact]:
    """How units are compared: by completion of a count with a target, else by the figure itself."""
    asked = book.completion if reported.role == "count" and targeted else book.fact
    return lambda code: asked(reported.indicator, code, as_of)
