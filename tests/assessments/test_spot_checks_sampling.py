"""The lots: chances exactly as told, the same sample for the same seed, intervals that hold what they promise."""

from collections import Counter
from fractions import Fraction
from math import lcm

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongwei.assessments.spot_checks import estimation, sampling
from gongwei.assessments.spot_checks.estimation import Z, estimated, standing_for, wilson
from gongwei.assessments.spot_checks.sampling import allocated, below, digest, draw, lots, probabilities, stops
from gongwei.indicators.figure import fixed, rounded
from tests.pages import tables

NAMES = st.text(max_size=4)
WEIGHTS = st.dictionaries(NAMES, st.fractions(Fraction(1, 9), 20, max_denominator=9), max_size=12)
CHANCES, SHARES, _CELLS, ANSWERS, ESTIMATE, *_REST = tables("work/spot_checks.md")
CUT = Fraction(1, 10**15)
KNOWN = ["R02", "R14", "R15", "R10", "R05", "R04", "R16", "R09"]


@settings(max_examples=40)
@given(WEIGHTS, st.integers(0, 14))
def test_chances_are_in_proportion_and_add_up(weights, size):
    chances = probabilities(weights, size)
    assert set(chances) == set(weights)
    assert sum(chances.values()) == min(size, len(weights))
    rates = {chance / weights[who] for who, chance in chances.items() if chance < 1}
    assert len(rates) <= 1 and all(chance > 0 or not size for chance in chances.values())
    assert all(chance < 1 or weights[who] * rate >= 1 for who, chance in chances.items() for rate in rates)


@settings(max_examples=40)
@given(WEIGHTS.filter(bool), st.integers(0, 14))
def test_over_all_starts_each_is_hit_exactly_as_often_as_told(weights, size):
    chances = probabilities(weights, size)
    scale = lcm(*(chance.denominator for chance in chances.values()))
    lengths = [int(chance * scale) for chance in chances.values()]
    if scale > 2000:
        return
    hits = Counter()
    for start in range(scale):
        hit = stops(lengths, scale, start)
        assert sum(hit) == min(size, len(weights))
        hits.update(who for who, taken in zip(chances, hit, strict=True) if taken)
    assert {who: Fraction(hits[who], scale) for who in chances} == chances


@settings(max_examples=40)
@given(WEIGHTS, st.integers(0, 14), st.integers(0, 14), st.text(max_size=5))
def test_a_draw_is_the_same_for_the_same_seed_whatever_the_order_of_the_frame(weights, size, reserve, seed):
    drawn = draw(weights, size, reserve, (seed,))
    assert drawn == draw(dict(reversed(weights.items())), size, reserve, (seed,))
    sample = [one for one in drawn if one.order and not one.reserve]
    spare = [one for one in drawn if one.reserve]
    assert len(sample) == min(size, len(weights)) and len(spare) == min(reserve, len(weights) - len(sample))
    assert sorted(one.order for one in sample + spare) == list(range(1, len(sample) + len(spare) + 1))
    assert all(one.order > len(sample) for one in spare)
    assert all(one in sample for one in drawn if one.probability == 1)


def test_the_sample_of_a_seed_is_known_for_ever():
    weights = {f"R{number:02}": Fraction(1 + number % 3) for number in range(20)}
    called = sorted((one for one in draw(weights, 5, 3, ("20251101", "T")) if one.order), key=lambda one: one.order)
    assert [one.subject for one in called] == KNOWN, "a new way of drawing needs a new name in METHOD"
    assert sampling.METHOD == "hartley-rao/sha256/1"
    frame = [("b", "T", Fraction(1)), ("a", "T", Fraction(3, 2))]
    assert digest(frame) == digest(reversed(frame))
    assert digest([("a", "T", Fraction(1))]) != digest([("a", "T", Fraction(2))])



def test_many_seeds_draw_with_the_chances_told():
    """Chi-square over 2 000 seeds: Σ (hits − expected)² ÷ (expected × (1 − chance)) at 15 people; 99.9 % of 14 degrees: 36.1."""
    weights = {f"R{number:02}": Fraction(1 + number % 4, 2) for number in range(15)}
    chances, seeds = probabilities(weights, 4), 2000
    hits = Counter(who for seed in range(seeds) for who in lots(chances, (str(seed),)))
    distance = sum((hits[who] - seeds * chance) ** 2 / (seeds * chance * (1 - chance)) for who, chance in chances.items())
    assert distance * 14 / 15 < 36.1
    equal = 4 * Fraction(1, 15)  # the same test sees that the weights were not ignored
    assert sum((hits[who] - seeds * equal) ** 2 / (seeds * equal * (1 - equal)) for who in chances) > 1000


def test_numbers_below_a_limit_are_equally_likely_and_may_be_longer_than_a_hash():
    counted = Counter(below(7, str(seed)) for seed in range(3500))
    assert sum((counted[value] - 500) ** 2 / 500 for value in range(7)) < 22.5  # 99.9 % of 6 degrees
    huge = [below(1 << 400, str(seed)) for seed in range(40)]
    assert max(huge) > 1 << 398 and len(set(huge)) == 40


@pytest.mark.parametrize(("weights", "size"), [({"a": Fraction(0)}, 1), ({"a": Fraction(-1)}, 1), ({"a": Fraction(1)}, -1)])
def test_what_cannot_be_drawn(weights, size):
    with pytest.raises(ValueError):
        draw(weights, size, 0, ("s",))


@settings(max_examples=40)
@given(st.dictionaries(NAMES, st.integers(0, 50), min_size=1, max_size=6), st.integers(0, 400), st.integers(0, 8))
def test_allocation_adds_up_and_keeps_the_least(frames, size, least):
    lowest = {stratum: min(least, held) for stratum, held in frames.items()}
    whole = min(size, sum(frames.values()))
    if sum(lowest.values()) > whole:
        with pytest.raises(ValueError):
            allocated(size, frames, least)
        return
    parts = allocated(size, frames, least)
    assert sum(parts.values()) == whole and list(parts) == list(frames)
    assert all(lowest[stratum] <= part <= frames[stratum] for stratum, part in parts.items())


@settings(max_examples=40)
@given(st.fractions(0, 1), st.fractions(0, 1), st.fractions(Fraction(1, 2), 500), st.sampled_from(list(Z.values())))
def test_intervals_hold_the_share_have_a_width_and_move_with_it(share, other, size, z):
    low, high = wilson(share, size, z)
    assert 0 <= low <= share <= high <= 1 and low < high
    if share < other:
        assert low <= wilson(other, size, z)[0] + CUT and high <= wilson(other, size, z)[1] + CUT


@settings(max_examples=40)
@given(st.lists(st.tuples(st.fractions(Fraction(1, 9), 1), st.booleans()), min_size=1, max_size=8), st.integers(1, 90))
def test_those_who_answered_stand_for_all(answers, frame):
    weights = standing_for([chance for chance, _ in answers], frame)
    found = estimated([(weight, Fraction(value)) for weight, (_, value) in zip(weights, answers, strict=True)])
    assert sum(weights) == frame and found.answered == len(answers)
    assert 0 < found.effective <= len(answers)
    assert found.low <= found.value <= found.high


def test_without_answers_nothing_is_known():
    assert estimated([]) == estimation.Estimate() and estimated([]).value is None


@pytest.mark.parametrize(("weight", "hidden", "least"), [(1, False, 0.93), (3, False, 0.93), (3, True, 0.9)])
def test_intervals_hold_the_truth_about_as_often_as_promised(weight, hidden, least):
    """150 seeds, 40 of 200 people, 15 % inauthentic; `hidden`: all of them among those least likely drawn."""
    frame = [f"{number:03}" for number in range(200)]
    bad = set(frame[100:130]) if hidden else set(frame[::7][:30])
    weights = {who: Fraction(weight if number < 70 else 1) for number, who in enumerate(frame)}
    chances, truth = probabilities(weights, 40), Fraction(200 - len(bad), 200)
    held, total = 0, Fraction(0)
    for seed in range(150):
        sample = lots(chances, (str(seed), "covers"))
        stand = standing_for([chances[who] for who in sample], 200)
        found = estimated([(one, Fraction(who not in bad)) for one, who in zip(stand, sample, strict=True)])
        held += found.low <= truth <= found.high
        total += found.value
    assert held / 150 >= least
    assert abs(total / 150 - truth) < Fraction(15, 1000)


def test_the_page_tells_the_chances():
    weights = {row["居民"]: Fraction(row["权数"]) for row in CHANCES}
    assert probabilities(weights, 2) == {row["居民"]: Fraction(row["概率"]) for row in CHANCES}


@pytest.mark.parametrize("least", [3, 20])
def test_the_page_tells_the_allocation(least):
    parts = allocated(60, {row["乡镇"]: int(row["名单"]) for row in SHARES}, least)
    assert parts == {row["乡镇"]: int(row[f"至少{least}人"]) for row in SHARES}


def test_the_page_tells_the_estimate():
    weights = {f"{row['组']}{number}": Fraction(3 if row["组"] == "可疑" else 1)
               for row in ANSWERS for number in range(int(row["名单"]))}
    chances = probabilities(weights, 12)
    answers = []
    for row in ANSWERS:
        assert chances[f"{row['组']}0"] == Fraction(row["概率"])
        answers += [(chances[f"{row['组']}0"], Fraction(number < int(row["真实"]))) for number in range(int(row["作答"]))]
    stand = standing_for([chance for chance, _ in answers], len(weights))
    assert {str(stand[0]), str(stand[-1])} == {row["每人代表"] for row in ANSWERS}
    found = estimated([(one, value) for one, (_, value) in zip(stand, answers, strict=True)])
    shown = [fixed(100 * share, 2) for share in (found.value, found.low, found.high)] + [str(rounded(found.effective, 1))]
    assert shown == list(ESTIMATE[0].values())
    assert [fixed(100 * share, 2) for share in wilson(Fraction(1), Fraction(30), Z[95])] == ["88.65", "100.00"]
