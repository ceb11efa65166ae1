"""What a rule of suspicion is, and its parameters: dated, so that last year's signals stay what they were."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from gongwei.definition.message import Message
from gongwei.definition.parameter import Parameter, parameter
from gongwei.definition.source import Source

from .judging import Judged, Test

_ = Message
ISSUED = date(2025, 1, 1)
OURS = Source("公卫系统真实性线索规则", ISSUED)
CALIBRATED = Source("公卫系统真实性线索规则", ISSUED, "误报率校准,见 docs/benchmarks.md")
OWNERS = ("provider", "unit")
Say = Callable[[Mapping[str, object]], Message]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A sign that records were made up.

    `of`: whose records are judged together, a provider's or a unit's. `trials`: SQL over the tables of `opening`, one row
    for each thing that could be a hit: owner, visit (or enrolment), resident, hit, and what its test needs besides.
    `alike`: the signal appears below this p-value. `least`: with fewer trials nothing is said; `hits`: nor with fewer
    hits. `say` words the evidence.
    """

    id: str
    name: Message
    reason: Message
    looks_at: Message
    of: str
    test: Test
    trials: str
    say: Say
    alike: Parameter
    least: Parameter
    hits: Parameter
    source: Source = OURS

    def __post_init__(self) -> None:
        if self.of not in OWNERS:
            raise ValueError(f"{self.id}: judged are records of a {' or a '.join(OWNERS)}")

    def stands_out(self, judged: Judged, day: date) -> bool:
        """Whether this is unusual enough to be told."""
        return judged.p < self.alike.on(day) and judged.hits >= self.hits.on(day) and judged.excess > 0


def rule(id: str, name: Message, reason: Message, looks_at: Message, *, test: Test, trials: str, say: Say, alike: float,
         of: str = "provider", least: int = 30, hits: int = 3) -> Rule:
    """A rule whose threshold has been calibrated, and the least numbers with which it speaks."""
    return Rule(
        id=id, name=name, reason=reason, of=of, looks_at=looks_at, test=test, trials=trials, say=say,
        alike=parameter(f"{id}.p", alike, CALIBRATED, since=ISSUED),
        least=parameter(f"{id}.least_trials", least, OURS, unit="次", since=ISSUED),
        hits=parameter(f"{id}.least_hits", hits, OURS, unit="次", since=ISSUED),
    )


def percent(value: Fraction) -> str:
    """A share for people: one decimal, half away from zero."""
    tenths = (value * 1000 + Fraction(1, 2)).__floor__()
    return f"{tenths // 10}.{tenths % 10}%"


CHANCES = (
    (1e-6, _("小于百万分之一")), (1e-5, _("小于十万分之一")), (1e-4, _("小于万分之一")), (1e-3, _("小于千分之一")),
    (1e-2, _("小于百分之一")), (1.0, _("大于百分之一")),
)


def chance(p: float) -> Message:
    """A p-value in words."""
    return next(words for bound, words in CHANCES if p < bound or bound == 1.0)
