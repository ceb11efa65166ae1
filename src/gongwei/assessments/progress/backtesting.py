"""Whether the forecasts would have held: made from the ends of earlier months, laid beside what came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .forecasting import Forecast


@dataclass(frozen=True)
class Trial:
    """One forecast from the day `made`, what came, and `plain`: what the simplest rule (see `queries.backtest`) had said."""

    item: str
    unit: str
    made: date
    forecast: Forecast
    plain: Fraction
    came: Fraction

    @property
    def held(self) -> bool:
        """Whether what came lies in the interval."""
        return self.forecast.low <= self.came <= self.forecast.high


@dataclass(frozen=True)
class Score:
    """How some forecasts of one item did: in % of what came for counts, in the measure of the value for rates.

    `error`: the mean distance of the middle from what came; `plain`: that of the simplest rule; `width`: the mean interval. None
    where nothing came of a count.
    """

    trials: int
    held: int
    error: Fraction | None
    plain: Fraction | None
    width: Fraction | None

    @property
    def coverage(self) -> Fraction:
        """The share of the intervals that held, in %; about 80 when they tell the truth about themselves."""
        return Fraction(100 * self.held, self.trials)


def score(trials: Sequence[Trial], *, counts: bool) -> Score:
    """The score of at least one trial. `counts`: whether the figure is a number, whose errors are weighed by what came."""

    def mean(distances: Sequence[Fraction]) -> Fraction | None:
        whole = sum(trial.came for trial in trials) / 100 if counts else len(trials)
        return sum(distances) / whole if whole else None

    return Score(
        len(trials), sum(trial.held for trial in trials),
        error=mean([abs(trial.forecast.middle - trial.came) for trial in trials]),
        plain=mean([abs(trial.plain - trial.came) for trial in trials]),
        width=mean([trial.forecast.high - trial.forecast.low for trial in trials]),
    )
