"""What a target is set for, and how its figure moves."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from gongwei.assessments import catalogue
from gongwei.assessments.figures import Figures
from gongwei.definition.calendar import add_months
from gongwei.definition.indicator import Count, Proportion
from gongwei.indicators.evaluator import UnknownIndicator
from gongwei.ledgers.tallies.items import FLOW, TallyItem
from gongwei.ledgers.tallies.periods import MONTHS

from .pace import Growth, growth

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Item:
    """An item as targets name it, and the figure `id` behind it, empty where nobody knows it.

    `factor`: of a rate of people, else None. `counts`: whether it is a number of things done. `most`: what its value cannot
    exceed, None without limit. `reported`: the tally known only up to the end of a period of so many `months`.
    """

    item: str
    id: str
    name: str
    measure: str
    growth: Growth = Growth.STANDS
    factor: int | None = None
    counts: bool = False
    most: Fraction | None = None
    reported: TallyItem | None = None
    months: int = 1

    def days(self, until: date) -> list[date]:
        """The last day of the year before and the ends of the year's periods up to a day. Unless reported the day itself stands
        for the last of them: the days since then are no whole month."""
        first = date(until.year, 1, 1)
        ends = [add_months(first, months) - A_DAY for months in range(0, 13, self.months)]
        known = [end for end in ends if end <= until]
        return known if self.reported or until in known else [known[0], *known[1:-1], until]


def item_of(item: str, figures: Figures, tallies: dict[str, TallyItem]) -> Item:
    """What an item is. `tallies`: those that are defined."""
    entry = catalogue.of_item(item)
    try:
        id = figures.figure_id(item)
    except UnknownIndicator:
        return Item(item, "", entry.name, entry.measure)
    known, named = figures.evaluator.indicators.get(id), (item, id, entry.name, entry.measure)
    if isinstance(known, Count):
        return Item(*named, growth(known), counts=True)
    if known:
        most = Fraction(known.factor) if isinstance(known, Proportion) else None
        return Item(*named, growth(known), factor=known.factor, most=most)
    if tally := tallies.get(id.removeprefix("tally.")):
        moves = Growth.GROWS if tally.kind == FLOW else Growth.STANDS
        return Item(*named, moves, counts=True, reported=tally, months=MONTHS[tally.period])
    return Item(*named, counts=figures.counts(id), most=None if figures.counts(id) else Fraction(100))
