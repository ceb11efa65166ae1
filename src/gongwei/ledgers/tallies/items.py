"""What can be reported as a tally: the shipped items, beside which a county defines its own."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

PERIODS = ("month", "quarter", "year")
FLOW, STOCK = "flow", "stock"


@dataclass(frozen=True)
class TallyItem:
    """A tally: its Chinese name, unit of measure, how often it is reported, flow or stock, and inclusive hard
    limits."""

    item: str
    name: str
    measure: str
    period: str
    kind: str
    min: Decimal | None = Decimal(0)
    max: Decimal | None = None

    def __post_init__(self) -> None:
        if self.period not in PERIODS or self.kind not in (FLOW, STOCK):
            raise ValueError(f"{self.item}: unknown period or kind")

    def allows(self, value: Decimal) -> bool:
        """Whether a value lies within the limits."""
        return (self.min is None or value >= self.min) and (self.max is None or value <= self.max)


@cache
def shipped() -> dict[str, TallyItem]:
    """The items of `items.toml` by code, in its order."""
    text = files(__package__).joinpath("items.toml").read_text(encoding="utf-8")
    return {
        item: TallyItem(item, **definition)
        for section in tomllib.loads(text, parse_float=Decimal).values()
        for item, definition in section.items()
    }
