"""The material of a progress report: per figure its facts now and a year ago, target, rank and parts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from gongwei.facts.fact import Fact

from . import wording
from .derivation import Rank, ahead, rank
from .numbers import is_rate

if TYPE_CHECKING:
    from .book import Book, Reported, Target, Unit


@dataclass(frozen=True)
class Line:
    """One figure of the report.

    now: the figure itself. measured: what units are compared by (the completion of a count with a target, else now).
    completion: None without a target. before: the figure a year earlier, None if it had no value or is of projects,
    whose progress begins anew. parts: child units with their measured facts.
    """

    role: str
    name: str
    phrase: wording.Phrase | None
    measure: str
    stock: bool
    now: Fact
    before: Fact | None
    completion: Fact | None
    place: Rank | None
    parts: tuple[tuple["Unit", Fact], ...]

    @property
    def measured(self) -> Fact:
        return self.completion if self.role == "count" and self.completion else self.now

    @property
    def valued(self) -> tuple[tuple["Unit", Fact], ...]:
        """The child units that have a value."""
        return tuple((unit, fact) for unit, fact in self.parts if fact.value is not None)

    @property
    def idle(self) -> bool:
        """Whether nothing was asked for and nothing counted, now or a year ago."""
        return not (self.completion or self.now.value or (self.before and self.before.value))

    @property
    def paced(self) -> bool:
        """Whether the figure grows over the year, so that its completion is compared with the time elapsed."""
        grows = (self.role == "count" and not self.stock) or bool(self.phrase and self.phrase.yearly)
        return grows and bool(self.completion) and self.completion.value is not None

    @property
    def timed(self) -> bool:
        """Whether it is compared with the time elapsed: a figure that grows over the year, until the year is over."""
        return self.paced and (self.now.as_of.month, self.now.as_of.day) != (12, 31)

    @property
    def reached(self) -> bool:
        return bool(self.completion) and self.completion.value is not None and self.completion.value >= 100

    @property
    def early(self) -> bool:
        """Whether the figure is on the annual basis before the year is over: no grounds to blame anybody."""
        last = date(self.now.as_of.year, 12, 31)
        return self.now.basis == "annual" and self.now.as_of < last

    @property
    def state(self) -> str:
        """How a figure stands against its target, one of STATES; empty without a target."""
        if not self.completion:
            return ""
        if self.completion.value is None:
            return UNKNOWN
        if self.reached:
            return REACHED
        if self.early:
            return LATER
        if not self.timed:
            return BELOW
        return IN_TIME if ahead(self.completion, self.now.as_of).value >= 0 else BEHIND


STATES = REACHED, IN_TIME, BEHIND, BELOW, LATER, UNKNOWN = (
    "已达到年度目标",
    "达到时间进度要求",
    "慢于时间进度",
    "低于目标值",
    "待年终评价",
    "暂无完成数据",
)
LAGGING = (BEHIND, BELOW)


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
    stock: bool = False


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
        target = targets.get(reported.indicator)
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
            measure=reported.measure or (now.measure if reported.role == "count" else "人"),
            stock=reported.stock or reported.indicator.endswith(".managed"),
            now=now,
            before=before if before.value is not None and reported.role != "project" else None,
            completion=book.completion(reported.indicator, code, as_of) if target else None,
            place=rank(measure_of(code), [measure_of(peer) for peer in siblings])
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
