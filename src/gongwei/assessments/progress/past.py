"""The figures of the months gone by, and the forecasts that follow from them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from gongwei.assessments.figures import Figures
from gongwei.indicators.evaluator import UnknownIndicator
from gongwei.indicators.figure import Figure
from gongwei.ledgers.tallies.completeness import owed_and_missing
from gongwei.ledgers.tallies.periods import reporting_period

from .forecasting import Forecast
from .items import A_DAY, Item
from .outlook import a_year_before, by_trend, by_work
from .pace import Growth


class Past:
    """The figures of some items and units on days of a year and of the one before, from one snapshot."""

    def __init__(self, figures: Figures, items: Iterable[Item], units: Iterable[str], year: int) -> None:
        self.figures, self.items, self.units, self.begin = figures, tuple(items), frozenset(units), date(year, 1, 1) - A_DAY
        self._days: dict[date, dict[str, Mapping[str, Figure]]] = {}
        self._lacking: dict[int, dict[tuple[str, str], date]] = {}

    def figure(self, item: Item, unit: str, day: date) -> Figure | None:
        """A unit's figure on a day; None where there was none. All that will be asked of the day is worked out side by side."""
        if day not in self._days:
            asked = [one.id for one in self.items if day >= self.begin or one.growth is Growth.GROWS]
            self.figures.evaluator.prepare(asked, day, self.units)
            self._days[day] = {id: self._of_all(id, day) for id in asked}
        return self._days[day][item.id].get(unit)

    def _of_all(self, id: str, day: date) -> Mapping[str, Figure]:
        try:
            return self.figures.figures(id, day, self.units)
        except UnknownIndicator:
            return {}

    def reached(self, item: Item, unit: str, days: Iterable[date]) -> dict[date, Fraction]:
        """Day → what was reached by then, where known: of what grows how many, from 0 on the first day; else the value."""
        grows, found = item.growth is Growth.GROWS, {}
        for day in days:
            figure = self.figure(item, unit, day)
            if grows and not found:
                found[day] = Fraction(0)
            elif figure and figure.value is not None:
                found[day] = figure.numerator if grows else figure.value
        return found

    def known(self, item: Item, unit: str, days: Sequence[date]) -> list[date]:
        """Of these days those by which every tally owed in the year of the last one is there, of the unit and those below it:
        what is missing is not 0."""
        if not item.reported or not days:
            return list(days)
        lacking = self._first_lacking(days[-1].year).get((item.id, unit), date.max)
        return [day for day in days if day < lacking]

    def _first_lacking(self, year: int) -> Mapping[tuple[str, str], date]:
        """(id, unit) → the end of the first period of a year for which a report of the unit's subtree is missing."""
        if year not in self._lacking:
            found, within = self._lacking.setdefault(year, {}), reporting_period(str(year))
            tree, tallies = self.figures.tree(within.end), [item.reported for item in self.items if item.reported]
            _owed, missing = owed_and_missing(tallies, within, within.end)
            for one in missing:
                for above in tree.with_ancestors(one.unit):
                    key = f"tally.{one.item}", above
                    found[key] = min(found.get(key, date.max), one.period.end)
        return self._lacking[year]

    def forecast(self, item: Item, unit: str, as_of: date, until: date) -> Forecast | None:
        """The value on the day `until` of the same year, as foreseen on an earlier one; None where that cannot be said.

        Clipped to what is possible: what is done is not undone, a rate of people stays within 0 and 100 %. Nothing is foreseen of
        what only the whole year can tell. Tallies are looked at up to the first missing report; a last year with missing ones is
        none to go by.
        """
        days, end = self.known(item, unit, item.days(as_of)), item.days(until)[-1]
        if not item.id or not days or item.growth is Growth.YEAR_END:
            return None
        reached = self.reached(item, unit, days)
        if days[-1] not in reached:
            return None
        if item.growth is Growth.STANDS:
            found = by_trend(reached, end)
            return found and found.within(Fraction(0), item.most)
        then = [a_year_before(day) for day in dict.fromkeys([*reached, end])]
        before = self.reached(item, unit, then) if self.known(item, unit, then) == then else {}
        found, now = by_work(reached, before, end), self.figure(item, unit, item.days(as_of)[-1])
        if found and item.factor is not None:
            found = found.scaled(item.factor / now.denominator)
        return found and found.within(now.value, item.most)
