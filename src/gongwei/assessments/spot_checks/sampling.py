"""Drawing by lot: reproducible by anyone who knows the frame and the seed, with exactly known chances.

Systematic sampling with probability proportional to size from a frame in random order: Goodman and Kish, Journal of the
American Statistical Association 45 (1950) 350–372; Hartley and Rao, Annals of Mathematical Statistics 33 (1962) 350–374.
All chance comes from SHA-256 of the seed: the same on every machine and in every version of Python.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, count, pairwise
from math import lcm

from gongwei.definition.apportioning import apportioned

METHOD = "hartley-rao/sha256/1"
"""Names the method and its version; a sample drawn by another one is not drawn again by this."""
BITS = 256


@dataclass(frozen=True)
class Drawn:
    """One of the frame. `probability`: of being in the sample. `order`: its place in the order of calls, from 1; None: not
    drawn. The `reserve` follows the sample in that order and is called only for those who cannot be reached."""

    subject: str
    weight: Fraction
    probability: Fraction
    order: int | None = None
    reserve: bool = False


def draw(weights: Mapping[str, Fraction], size: int, reserve: int, seed: Iterable[str]) -> list[Drawn]:
    """The whole frame in order of id, with who is drawn. ValueError for a weight that is not positive.

    Who is in the sample has exactly the probability told (see `probabilities`). The reserve is drawn likewise from the rest.
    """
    if size < 0 or reserve < 0 or any(weight <= 0 for weight in weights.values()):
        raise ValueError("a size is negative or a weight is not positive")
    seed = tuple(seed)
    frame = {subject: Fraction(weights[subject]) for subject in sorted(weights)}
    chances = probabilities(frame, size)
    sample = lots(chances, seed)
    rest = {subject: frame[subject] for subject in frame.keys() - sample}
    called = [*sample, *lots(probabilities(rest, reserve), (*seed, "reserve"))]
    place = {subject: number for number, subject in enumerate(called, 1)}
    return [Drawn(subject, weight, chances[subject], place.get(subject), place.get(subject, 0) > len(sample))
            for subject, weight in frame.items()]


def probabilities(weights: Mapping[str, Fraction], size: int) -> dict[str, Fraction]:
    """Chances n·w ÷ Σw of being among `size`, exactly. Those that would reach 1 are certain; the rest shares what is left,
    again and again. They add up to `size`, or to all there are."""
    size = min(size, len(weights))
    chances, scale = {}, lcm(*(weight.denominator for weight in weights.values()))
    left = {subject: weight.numerator * (scale // weight.denominator) for subject, weight in weights.items()}
    while left:
        total, places = sum(left.values()), size - len(chances)
        certain = [subject for subject, weight in left.items() if places * weight >= total]
        if not certain:
            return chances | {subject: Fraction(places * weight, total) for subject, weight in left.items()}
        for subject in certain:
            chances[subject] = Fraction(1)
            del left[subject]
    return chances


def lots(chances: Mapping[str, Fraction], seed: tuple[str, ...]) -> list[str]:
    """Who is drawn, in random order: each with its chance, together exactly as many as the chances add up to."""
    order = sorted(chances, key=lambda subject: (number(*seed, "order", subject), subject))
    scale = lcm(*(chance.denominator for chance in chances.values()))
    lengths = [chances[subject].numerator * (scale // chances[subject].denominator) for subject in order]
    hit = stops(lengths, scale, below(scale, *seed, "start"))
    return [subject for subject, taken in zip(order, hit, strict=True) if taken]


def stops(lengths: Iterable[int], step: int, start: int) -> list[bool]:
    """Stretches laid end to end, none longer than the step: which of them hold one of start, start + step, start + 2 step …

    Over all starts in [0, step) a stretch is hit as often as it is long.
    """
    ends = list(accumulate(lengths, initial=0))
    passed = [(end - start + step - 1) // step for end in ends]  # stops before each end
    return [after > before for before, after in pairwise(passed)]


def number(*words: str) -> int:
    """An integer in [0, 2²⁵⁶) that depends on these words and nothing else."""
    said = json.dumps(words, ensure_ascii=True, separators=(",", ":"))
    return int.from_bytes(hashlib.sha256(said.encode("ascii")).digest(), "big")


def below(limit: int, *words: str) -> int:
    """An integer in [0, limit), all equally likely: what would favour some is thrown away and the next one taken."""
    blocks = -(-limit.bit_length() // BITS)
    span = 1 << (BITS * blocks)
    for attempt in count():
        found = 0
        for block in range(blocks):
            found = found << BITS | number(*words, str(attempt), str(block))
        if found < span - span % limit:
            return found % limit
    raise AssertionError("an endless count has no end")


def allocated(size: int, frames: Mapping[str, int], least: int = 0) -> dict[str, int]:
    """How many to draw in each stratum: proportional to its frame by largest remainder, at least `least` (or all there are).

    They add up to `size`, or to all there are. ValueError where `size` does not allow `least` everywhere.
    """
    size, lowest = min(size, sum(frames.values())), {stratum: min(least, held) for stratum, held in frames.items()}
    if sum(lowest.values()) > size:
        raise ValueError("the sample is too small for so many in each stratum")
    fixed: dict[str, int] = {}
    while True:
        free = {stratum: held for stratum, held in frames.items() if stratum not in fixed}
        parts = apportioned(size - sum(fixed.values()), free)
        short = {stratum: lowest[stratum] for stratum, part in parts.items() if part < lowest[stratum]}
        if not short:
            return {stratum: (fixed | parts)[stratum] for stratum in frames}
        fixed |= short


def digest(frame: Iterable[tuple[str, str, Fraction]]) -> str:
    """SHA-256 of a frame: (subject, stratum, weight) in order of subject. The same digest is the same frame."""
    lines = (json.dumps((subject, stratum, str(weight))) for subject, stratum, weight in sorted(frame))
    return hashlib.sha256("\n".join(lines).encode("ascii")).hexdigest()
