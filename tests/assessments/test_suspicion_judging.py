"""The three tests behind the rules: exact where they can be exact, calm among the honest, and the page's numbers."""

from fractions import Fraction
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from gongwei.assessments.suspicion.judging import Digits, Low, Share, beta_binomial, beyond, unevenness, upper_tail
from gongwei.assessments.suspicion.rule import chance, percent
from tests.pages import tables

TAILS, DIGITS, WEIGHTS = tables("work/suspicion.md")[1:4]


@given(st.integers(1, 60), st.floats(0.01, 0.99), st.floats(0.5, 500))
@settings(max_examples=60, deadline=None)
def test_the_upper_tail_is_that_of_the_beta_binomial(trials, share, alike):
    hits = np.arange(trials + 1)
    ours = upper_tail(np.full(trials + 1, trials), hits, share, alike)
    theirs = stats.betabinom.sf(hits - 1, trials, share * alike, (1 - share) * alike)
    assert ours == pytest.approx(theirs, abs=1e-9)
    assert all(later <= earlier + 1e-12 for earlier, later in pairwise(ours))


def test_the_peers_spread_is_found_again():
    random = np.random.default_rng(3)
    trials = random.integers(50, 400, 800)
    share, alike = beta_binomial(trials, random.binomial(trials, random.beta(4, 12, 800)))
    assert share == pytest.approx(0.25, abs=0.02) and alike == pytest.approx(16, rel=0.25)


def test_p_values_of_honest_peers_are_rarely_small():
    random = np.random.default_rng(4)
    small = 0
    for _county in range(10):
        trials = random.integers(60, 400, 200)
        hits = random.binomial(trials, random.beta(3, 9, 200))
        rows = [(f"D{at}", int(n), int(x)) for at, (n, x) in enumerate(zip(trials, hits, strict=True))]
        small += sum(one.p < 0.001 for one in Share().judge(rows, 30))
    assert small <= 6  # of 2000: two expected


def test_even_digits_rarely_fire_and_their_p_values_are_even():
    random = Random(6)
    rows, p = [], []
    for at in range(600):
        counts = {digit: 0 for digit in range(10)}
        for _reading in range(300):
            counts[random.randrange(10)] += 1
        rows += [(f"D{at}", digit, number) for digit, number in counts.items()]
        p.append(float(stats.chi2.sf(float(unevenness(counts).distance), unevenness(counts).freedom)))
    assert sum(one.p < 0.001 for one in Digits().judge(rows, 60)) <= 3
    assert stats.kstest(p, "uniform").pvalue > 0.001


@given(st.dictionaries(st.integers(0, 9), st.integers(0, 200), min_size=1))
def test_the_chi_square_is_that_of_a_slow_recount(counts):
    expected = Fraction(0)
    for digits in ((2, 4, 6, 8), (1, 3, 7, 9)):
        total = sum(counts.get(digit, 0) for digit in digits)
        mean = Fraction(total, 4)
        expected += sum((counts.get(digit, 0) - mean) ** 2 / mean for digit in digits) if total else 0
    found = unevenness(counts)
    assert found.distance == expected and 0 <= found.beyond <= 1


def test_low_looks_down_only():
    rows = [(f"D{at}", 100, 10 + at / 10, 2.0 + at / 50, 0.02) for at in range(20)]
    rows += [("low", 100, 2.0, 0.2, 0.02), ("high", 100, 30.0, 5.0, 0.02)]
    p = {one.owner: one.p for one in Low("").judge(rows, 30)}
    assert p["low"] < 1e-6 and p["high"] > 0.999


def test_shares_and_chances_in_words():
    assert (percent(Fraction(88, 120)), percent(Fraction(1, 8000)), percent(Fraction(0))) == ("73.3%", "0.0%", "0.0%")
    assert [str(chance(p)) for p in (1e-9, 5e-5, 5e-3, 0.5)] == ["小于百万分之一", "小于万分之一", "小于百分之一", "大于百分之一"]


def test_the_page_tells_the_tails_right():
    for row in TAILS:
        a, b = int(row["α"]), int(row["β"])
        (p,) = upper_tail(np.array([int(row["次数"])]), np.array([int(row["命中"])]), a / (a + b), a + b)
        assert f"{p:.3f}" == row["概率"]


def test_the_page_tells_the_digits_right():
    counts = {int(row["末位"]): int(row["个数"]) for row in DIGITS if row["末位"].isdigit()}
    totals = DIGITS[-1]
    found = unevenness(counts)
    assert (str(found.total), str(found.distance)) == (totals["个数"], totals["(个数−应有)²÷应有"])
    for row in DIGITS[:-1]:
        group = next(digits for digits in ((2, 4, 6, 8), (1, 3, 7, 9)) if int(row["末位"]) in digits)
        even = Fraction(sum(counts[digit] for digit in group), 4)
        assert Fraction(row["应有"]) == even
        assert round(float((counts[int(row["末位"])] - even) ** 2 / even), 2) == float(row["(个数−应有)²÷应有"])


def test_the_page_tells_the_weights_right():
    unsuspected = Fraction(1)
    for row in WEIGHTS:
        share = beyond(int(row["命中"]), int(row["次数"]), float(row["同行平均"].rstrip("%")) / 100)
        assert percent(share) == row["超出部分"]
        unsuspected *= 1 - share
        assert f"{float(1 + 9 * (1 - unsuspected)):.2f}" == row["此时权重"]
