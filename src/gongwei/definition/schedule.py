"""What falls due when, and why."""

from dataclasses import dataclass

from .expression import Expression
from .source import Source


@dataclass(frozen=True)
class DueRule:
    """When this holds, the service is due by `by` (a day) for `reason` (one sentence in the user's words).

    `opens`: days before, where they differ from the schedule's.
    """

    when: Expression
    by: Expression
    reason: str
    opens: int | None = None


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """A recurring duty towards the people for whom `of` holds, done on `form`.

    Of the ordered rules the first that holds gives the deadline and the reason; when none holds nothing is due.
    The service may be given from `opens` days before the deadline. Past its deadline it is overdue.
    """

    id: str
    name: str
    source: Source
    form: str
    of: Expression
    rules: tuple[DueRule, ...]
    opens: int

    def opens_before(self, rule: DueRule) -> int:
        """How many days before the deadline of a rule the service may be given."""
        return self.opens if rule.opens is None else rule.opens
