"""Dividing a whole into integer parts that add up to it exactly: the method of the largest remainder."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeVar

Key = TypeVar("Key")


def apportioned(whole: int, weights: Mapping[Key, Fraction | int]) -> dict[Key, int]:
    """Integer parts proportional to the weights (Hamilton, largest remainder); they add up to `whole`.

    Each part gets the integer below its exact share; what is left goes, one each, to the largest remainders, equal ones in
    the order of `weights`. So a part differs from its exact share by less than one. ValueError for a negative whole or
    weight, or when all weights are 0 and there is something to divide.
    """
    if whole < 0 or any(weight < 0 for weight in weights.values()):
        raise ValueError("a whole or a weight is negative")
    total = sum(map(Fraction, weights.values()), Fraction(0))
    if not total:
        if whole:
            raise ValueError("nothing to divide by: all weights are 0")
        return dict.fromkeys(weights, 0)
    exact = {key: whole * Fraction(weight) / total for key, weight in weights.items()}
    parts = {key: share.numerator // share.denominator for key, share in exact.items()}
    largest = sorted(exact, key=lambda key: parts[key] - exact[key])
    for key in largest[: whole - sum(parts.values())]:
        parts[key] += 1
    return parts
