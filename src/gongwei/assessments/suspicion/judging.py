"""How unusual a provider's records are beside those of the peers: three tests, each giving a p-value to every owner.

The peers are not alike, and need not be: how much honest people differ (in rounding, in network, in caseload) is
estimated from the peers themselves, the strangest left out, and allowed to everyone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import Protocol

import numpy as np
from scipy import optimize, stats
from scipy.special import betaln, expit, gammaln

LEFT_OUT = 0.005
"""Peers less likely than this are left out when the peers' spread is estimated."""
STRANGEST = 50
"""The estimate begins without one peer in so many, at least one: those with the largest shares."""
LEAST_PEERS = 10
CLASSES = ((2, 4, 6, 8), (1, 3, 7, 9))
"""Last digits that come out equally often whether one rounds to tens, to fives, to even numbers or not at all."""


@dataclass(frozen=True)
class Judged:
    """What a test says of one owner: of `trials`, `hits` were noted; `peers` is the peers' median of what is compared.
    `excess`: which share of the owner's implicated records lies beyond what peers have. `p`: the chance of so much or more."""

    owner: str
    trials: int
    hits: int
    value: Fraction | float | int
    peers: Fraction | float | None
    excess: Fraction
    p: float


class Test(Protocol):
    """A way to judge. `summary`: SQL over the trials of a rule, one or several rows an owner; `judge` takes its rows."""

    summary: str

    def judge(self, rows: Sequence[tuple], least: int) -> list[Judged]:
        """The owners with at least `least` trials, in order; none when the test needs peers and there are too few."""


@dataclass(frozen=True)
class Share:
    """Too many hits among the trials: the upper tail of the peers' beta-binomial distribution."""

    summary: str = "SELECT owner, count(*), count(*) FILTER (hit) FROM trials GROUP BY owner ORDER BY owner"

    def judge(self, rows: Sequence[tuple], least: int) -> list[Judged]:
        """Rows: owner, trials, hits."""
        rows = [row for row in rows if row[1] >= least]
        if len(rows) < LEAST_PEERS:
            return []
        trials, hits = (np.array(column) for column in list(zip(*rows, strict=True))[1:])
        shares = hits / trials
        kept = np.argsort(np.argsort(shares, kind="stable"), kind="stable") < len(rows) - max(1, len(rows) // STRANGEST)
        for _again in range(3):
            usual, spread = beta_binomial(trials[kept], hits[kept])
            tails = upper_tail(trials, hits, usual, spread)
            kept = tails >= LEFT_OUT
        middle = median(Fraction(x, n) for _owner, n, x in rows)
        return [Judged(owner, n, x, Fraction(x, n), middle, beyond(x, n, usual), float(p))
                for (owner, n, x), p in zip(rows, tails, strict=True)]


@dataclass(frozen=True)
class Low:
    """A measure far below the peers': the lower tail of a normal distribution around their median, as wide as their median
    absolute deviation and the measure's own variance together."""

    summary: str

    def judge(self, rows: Sequence[tuple], least: int) -> list[Judged]:
        """Rows: owner, trials, the measure as shown, as compared, and the variance of that."""
        rows = [row for row in rows if row[1] >= least and row[3] is not None]
        if len(rows) < LEAST_PEERS:
            return []
        compared, variance = (np.array([row[column] for row in rows], float) for column in (3, 4))
        middle = np.median(compared)
        spread = stats.median_abs_deviation(compared, scale="normal") ** 2 + variance
        shown = median(row[2] for row in rows)
        return [Judged(row[0], row[1], row[1], row[2], shown, short_of(row[2], shown), float(p))
                for row, p in zip(rows, stats.norm.cdf((compared - middle) / np.sqrt(spread)), strict=True)]


@dataclass(frozen=True)
class Digits:
    """Last digits that no rounding explains: within each of CLASSES all are equally likely (chi-square). Where the peers have a
    habit of their own, as when a county avoids 139, more than that is asked for: p is the larger of the two."""

    summary: str = "SELECT owner, digit, count(*) FROM trials WHERE hit GROUP BY owner, digit ORDER BY owner, digit"

    def judge(self, rows: Sequence[tuple], least: int) -> list[Judged]:
        """Rows: owner, digit, how often. Can do without peers."""
        counted: dict[str, dict[int, int]] = {}
        for owner, digit, number in rows:
            counted.setdefault(owner, {})[digit] = number
        uneven = {owner: unevenness(counts) for owner, counts in counted.items()}
        uneven = {owner: one for owner, one in uneven.items() if one.total >= least}
        habitual = unlike_peers(list(uneven.values())) if len(uneven) >= LEAST_PEERS else np.zeros(len(uneven))
        found = []
        for (owner, one), p in zip(uneven.items(), habitual, strict=True):
            favourite, number = max(counted[owner].items(), key=lambda pair: (pair[1], -pair[0]))
            alone = stats.chi2.sf(float(one.distance), one.freedom) if one.freedom else 1.0
            found.append(Judged(owner, one.total, number, favourite, None, one.beyond, max(float(p), float(alone))))
        return found


@dataclass(frozen=True)
class Unevenness:
    """How far digits are from even within CLASSES: chi-square distance, degrees of freedom, the share in excess."""

    total: int
    distance: Fraction
    freedom: int
    beyond: Fraction


def unevenness(counts: Mapping[int, int]) -> Unevenness:
    """Of the digits of one owner."""
    present = [numbers for digits in CLASSES if any(numbers := [counts.get(digit, 0) for digit in digits])]
    apart = [number - Fraction(sum(numbers), len(numbers)) for numbers in present for number in numbers]
    distance = sum((sum((number - (mean := Fraction(sum(numbers), len(numbers)))) ** 2 / mean for number in numbers)
                    for numbers in present), Fraction(0))
    total = sum(map(sum, present))
    return Unevenness(total, distance, sum(len(numbers) - 1 for numbers in present),
                      sum((more for more in apart if more > 0), Fraction(0)) / max(total, 1))


def unlike_peers(all_of_them: Sequence[Unevenness]) -> np.ndarray:
    """The chance among such peers of digits so uneven for so many readings."""
    total = np.array([one.total for one in all_of_them], float)
    freedom = np.array([one.freedom for one in all_of_them], float)
    effect = (np.array([float(one.distance) for one in all_of_them]) - freedom) / total
    usual = max(float(np.median(effect)), 0.0)
    by_chance = (2 * freedom + 4 * total * usual) / total**2
    spread = max(stats.median_abs_deviation(effect, scale="normal") ** 2 - np.median(by_chance), 0)
    return stats.norm.sf((effect - usual) / np.sqrt(spread + by_chance))


def beta_binomial(trials: np.ndarray, hits: np.ndarray) -> tuple[float, float]:
    """Maximum likelihood of the peers' mean share and of their likeness (α + β; large: all alike).

    A peer with half a hit is thought besides: what nobody has done yet is rare, not impossible.
    """
    trials, hits = np.append(trials, np.median(trials)), np.append(hits, 0.5)
    pooled = hits.sum() / trials.sum()

    def unlikely(at: np.ndarray) -> float:
        share, alike = expit(at[0]), np.exp(at[1])
        a, b = share * alike, (1 - share) * alike
        return -float(np.sum(betaln(hits + a, trials - hits + b) - betaln(a, b)))

    start = [np.log(pooled / (1 - pooled)), 3.0]
    best = optimize.minimize(unlikely, start, method="Nelder-Mead", bounds=[(-16, 16), (-1, 14)],
                             options={"xatol": 1e-4, "fatol": 1e-6})
    return float(expit(best.x[0])), float(np.exp(best.x[1]))


def upper_tail(trials: np.ndarray, hits: np.ndarray, share: float, alike: float) -> np.ndarray:
    """The chance of so many hits or more in so many trials, among such peers."""
    a, b = share * alike, (1 - share) * alike

    def tail(n: int, x: int) -> float:
        below = x <= n * share  # then the other end is shorter
        k = np.arange(0, x) if below else np.arange(x, n + 1)
        chosen = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
        weight = float(np.exp(chosen + betaln(k + a, n - k + b) - betaln(a, b)).sum())
        return max(0.0, 1 - weight) if below else min(1.0, weight)

    return np.array([tail(int(n), int(x)) for n, x in zip(trials, hits, strict=True)])


def beyond(hits: int, trials: int, share: float) -> Fraction:
    """Which share of the hits is more than peers would have had."""
    expected = Fraction(share).limit_denominator(10**6) * trials
    return max(Fraction(0), 1 - expected / hits) if hits else Fraction(0)


def short_of(value: float, peers: float) -> Fraction:
    """By which share a measure falls short of the peers'."""
    return min(Fraction(1), max(Fraction(0), 1 - Fraction(value / peers).limit_denominator(1000))) if peers > 0 else Fraction(0)
