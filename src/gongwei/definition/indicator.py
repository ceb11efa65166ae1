"""What is counted: a set of subjects, divided by ordered outcomes, some of which count.

Numerator, rate, gap list with its reasons and drill-down all derive from the one outcome of each subject: the
numerator cannot leave the denominator and nobody is silently dropped.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .expression import OTHERWISE, TRUE, Expression, Visits
from .source import Source


@dataclass(frozen=True)
class Persons:
    """Residents on the as-of day, each at the unit where they live on that day."""


@dataclass(frozen=True)
class Chains:
    """Chains of enrolments in a programme; at the person's unit on the as-of day, else that of the last residency.

    Each next enrolment starts at most one day after the previous end, or at any time after an end that does not
    release from the programme (lost, refused, other, no reason).
    """

    programme: str


@dataclass(frozen=True)
class EachVisit:
    """Visits, each at its own unit; where it names none, at the unit where the person lived on that day."""

    of: Visits


@dataclass(frozen=True)
class PeopleVisited:
    """People with at least one such visit, at the units of those visits; once in each unit and in each upper unit."""

    of: Visits


Subject = Persons | Chains | EachVisit | PeopleVisited

RELEASING_REASONS = ("died", "moved_away", "transferred", "misdiagnosed")
END_REASONS = (*RELEASING_REASONS, "completed", "lost", "refused", "other")
UNRELEASING_REASONS = ("lost", "refused", "other")
"""After these, or no reason, a later enrolment continues the chain whatever the gap."""


@dataclass(frozen=True, kw_only=True)
class Partition:
    """A set of subjects (`of`) and its ordered outcomes: the first that holds is the subject's, the last catches the rest."""

    id: str
    name: str
    source: Source
    subject: Subject = Persons()
    of: Expression = TRUE
    outcomes: tuple[tuple[str, Expression], ...]
    counts: frozenset[str]
    basis: str = ""
    factor: int = 100
    measure: str = "%"

    def __post_init__(self) -> None:
        if isinstance(self.outcomes, Mapping):
            object.__setattr__(self, "outcomes", tuple(self.outcomes.items()))
        object.__setattr__(self, "counts", frozenset(self.counts))
        names = [name for name, _ in self.outcomes]
        if len(set(names)) != len(names) or not names or self.outcomes[-1][1] != OTHERWISE:
            raise ValueError(f"{self.id}: outcomes need different names, and the last catches the rest (OTHERWISE)")
        if not self.counts <= set(names) or not self.counts:
            raise ValueError(f"{self.id}: what counts must be outcomes: {sorted(self.counts - set(names))}")


@dataclass(frozen=True, kw_only=True)
class Proportion(Partition):
    """Subjects over subjects."""


@dataclass(frozen=True, kw_only=True)
class Count(Partition):
    """A number of subjects; outcomes where given tell them apart, all of them count."""

    outcomes: tuple[tuple[str, Expression], ...] = (("计入", OTHERWISE),)
    counts: frozenset[str] = frozenset()
    factor: int = 1
    measure: str = "人"

    def __post_init__(self) -> None:
        outcomes = self.outcomes.items() if isinstance(self.outcomes, Mapping) else self.outcomes
        object.__setattr__(self, "counts", frozenset(name for name, _ in outcomes))
        super().__post_init__()


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """The counted subjects of another definition over a cited official figure; may exceed 100 %.

    `over` is the group of the official figure (`all`, `65+` …), of the unit and the as-of day's year.
    """

    id: str
    name: str
    source: Source
    numerator: Partition
    over: str
    factor: int = 100
    measure: str = "%"
    basis: str = field(default="")


Indicator = Proportion | Count | Ratio
