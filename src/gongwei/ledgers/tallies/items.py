"""What can be reported as a tally: the shipped items, beside which a county defines its own."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files

from gongwei.evaluation.units import LEVELS
from gongwei.ledgers.tallies.periods import ReportingPeriod

PERIODS = ("month", "quarter", "year")
FLOW, STOCK = "flow", "stock"
ANY_LEVEL = ""


@dataclass(frozen=True)
class TallyItem:
    """A tally: its Chinese name, unit of measure, how often it is reported, flow or stock, and inclusive hard limits.

    `reports`: the level whose units owe it ("" = nobody is bound, any may). `due`: days after the period's end by which it
    is to be submitted. `records`: the id of the indicator whose numerator counts the same people from records.
    """

    item: str
    name: str
    measure: str
    period: str
    kind: str
    min: Decimal | None = Decimal(0)
    max: Decimal | None = None
    reports: str = "township"
    due: int = 5
    records: str = ""

    def __post_init__(self) -> None:
        if self.period not in PERIODS or self.kind not in (FLOW, STOCK):
            raise ValueError(f"{self.item}: unknown period or kind")
        if self.reports not in (*LEVELS, ANY_LEVEL) or self.due < 0:
            raise ValueError(f"{self.item}: unknown level, or due before the period is over")

    @property
    def meaning(self) -> tuple:
        """What is counted, for the fingerprint: who reports it by when does not change that."""
        return ("tally", self.item, self.name, self.measure, self.period, self.kind, self.min, self.max)

    def allows(self, value: Decimal) -> bool:
        """Whether a value lies within the limits."""
        return (self.min is None or value >= self.min) and (self.max is None or value <= self.max)

    def due_on(self, period: ReportingPeriod) -> date:
        """The last day on which a report of the period is in time."""
        return period.end + timedelta(days=self.due)


@cache
def shipped() -> dict[str, TallyItem]:
    """The items of `items.toml` by code, in its order."""
    text = files(__package__).joinpath("items.toml").read_text(encoding="utf-8")
    return {
        item: TallyItem(item, **definition)
        for section in tomllib.loads(text, parse_float=Decimal).values()
        for item, definition in section.items()
    }
