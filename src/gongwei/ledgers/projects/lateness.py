"""How late work is, and what money says: plain rules over plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from gongwei.indicators.figure import rate


@dataclass(frozen=True)
class Planned:
    """A milestone as planned and reached."""

    name: str
    weight: Decimal
    planned: date | None
    done: date | None

    def reached(self, as_of: date) -> bool:
        """Whether it was reached by a day."""
        return self.done is not None and self.done <= as_of

    def days_late(self, as_of: date) -> int:
        """Days between the planned day and the day it was reached, or the day asked for while it is not; 0 when in time or
        nothing was planned."""
        if self.planned is None:
            return 0
        return max(0, ((self.done if self.reached(as_of) else as_of) - self.planned).days)

    def late(self, as_of: date) -> bool:
        """Late = the planned day has passed without a real day."""
        return not self.reached(as_of) and self.days_late(as_of) > 0


def progress(milestones: Sequence[Planned], as_of: date) -> Fraction | None:
    """The weighted share of milestones reached by a day, in percent; none where nothing weighs anything."""
    whole = sum((Fraction(one.weight) for one in milestones), Fraction(0))
    return rate(sum((Fraction(one.weight) for one in milestones if one.reached(as_of)), Fraction(0)), whole, 100)


@dataclass(frozen=True)
class Money:
    """Yuan planned and paid by a day."""

    budget: Decimal | None
    paid: Decimal

    @property
    def share(self) -> Fraction | None:
        """Paid of planned in percent; none without a plan."""
        return rate(Fraction(self.paid), None if self.budget is None else Fraction(self.budget), 100)

    @property
    def over(self) -> Decimal:
        """What was paid beyond the plan: a reason to ask. Nothing where no plan is known."""
        return Decimal(0) if self.budget is None else max(Decimal(0), self.paid - self.budget)
