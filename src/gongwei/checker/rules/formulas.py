"""T1, T2: a calculation that is written out: 82353÷98200=83.86%, (2543-2414)÷2414=5.34%, 165+141=306."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from operator import add, mul, sub, truediv

from gongwei.checker.claim import Claim, Kind, Linked
from gongwei.checker.judging import claim, figure, judged, places_of
from gongwei.checker.language.mention import Nature, Passage
from gongwei.checker.language.numeral import Interval
from gongwei.definition.message import Message

NUMBER = r"(?:\d{1,3}(?:,\d{3}){1,5}|\d+)(?:\.\d+)?"
TERM = rf"\(?{NUMBER}%?\)?"
WRITTEN = re.compile(
    rf"(?<![\d.%)(])(?P<left>\(*{TERM}(?:[-+×*÷/]{TERM}\)?)+)=(?P<right>{NUMBER})(?P<sign>[%‰]?)(?![%‰\d.]|[-+×*÷/=])")
TOKEN = re.compile(rf"{NUMBER}%?|[-+×*÷/()]")
LISTED = re.compile(r"\d{1,3}(?:,\d{3}){0,4},(?=[1-9])")
OPERATORS = {"+": 1, "-": 1, "×": 2, "*": 2, "÷": 2, "/": 2, "(": 0, ")": 0}
SIGNS = {"+": add, "-": sub, "×": mul, "*": mul, "÷": truediv, "/": truediv}
SCALE = {"": 1, "%": 100, "‰": 1000}


MOST_ROUNDED = 6
"""Rounded operands of one calculation: what they may come to is asked at all ends of their intervals."""


def formulas(passages: Sequence[Passage], text: str) -> Iterator[Claim]:
    """The calculations of a text whose result is written behind an equals sign."""
    for passage in passages:
        for match in WRITTEN.finditer(passage.text):
            start = passage.start + match.start("right")
            result = next((one for one in passage.mentions if one.start == start), None)
            if result is None or not result.number or result.nature is Nature.OTHER:
                continue
            readings = [(left, possible[0], judged(result.number, *possible)) for left in _readings(match["left"])
                        if (possible := come_to(TOKEN.findall(left), SCALE[match["sign"]])) is not None]
            if not readings:
                continue
            left, point, judgement = next((reading for reading in readings if reading[2].holds), readings[0])
            values = {"calculation": left, "value": figure(point, places_of(result.number)) + match["sign"],
                      "stated": match["right"] + match["sign"]}
            message = (Message("{calculation}={value},与文中{stated}相符", **values) if judgement.holds
                       else Message("{calculation}={value},文中为{stated}", **values))
            end = passage.start + match.end()
            stated = Linked("rate" if match["sign"] else "whole", match["right"] + match["sign"], start, end, result.number.value)
            yield claim(Kind.RATIO if match["sign"] else Kind.SUM, "formula", text, (stated,), judgement, message,
                        stated=result.number.value, expected=point, tolerance=result.number.step / 2,
                        span=(passage.start + match.end("left") - len(left), end))


def _readings(left: str) -> Iterator[str]:
    """A calculation as written, and without the number that may stand before it: 取整为167,167-122=45."""
    yield left
    if listed := LISTED.match(left):
        yield left[listed.end():]


def come_to(tokens: Sequence[str], scale: int) -> tuple[Fraction, Interval] | None:
    """What a calculation comes to as written, and all it may come to when numbers with decimals are rounded ones; None where it
    cannot be worked out. Rates that are only added or taken from each other stay in percent: 83.86%-58.08% is 25.78 points."""
    in_points = any(token.endswith("%") for token in tokens) and not set(tokens) & set("×*÷/")
    factor = 1 if in_points else scale
    ends: list[tuple[Fraction | str, ...]] = []
    for token in tokens:
        if token in OPERATORS:
            ends.append((token,))
            continue
        digits = token.rstrip("%").replace(",", "")
        hundredth = 100 if token.endswith("%") and not in_points else 1
        half = Fraction(1, 2 * 10 ** len(digits.partition(".")[2])) if "." in digits else Fraction(0)
        value = Fraction(digits)
        ends.append(tuple(end / hundredth for end in ((value - half, value + half, value) if half else (value,))))
    if sum(len(end) > 1 for end in ends) > MOST_ROUNDED:
        return None
    point = calculated([end[-1] for end in ends])
    corners = [calculated(corner) for corner in product(*(end[:2] for end in ends))]
    if point is None or None in corners:
        return None
    return point * factor, Interval(min(corners) * factor, max(corners) * factor)


def calculated(tokens: Sequence[Fraction | str]) -> Fraction | None:
    """What numbers, + - × ÷ and brackets come to; None where brackets do not match or it divides by 0."""
    values: list[Fraction] = []
    pending: list[str] = []
    try:
        for token in tokens:
            if token == "(":
                pending.append(token)
            elif token == ")":
                while pending[-1] != "(":
                    apply(pending.pop(), values)
                pending.pop()
            elif token in OPERATORS:
                while pending and pending[-1] != "(" and OPERATORS[pending[-1]] >= OPERATORS[token]:
                    apply(pending.pop(), values)
                pending.append(token)
            else:
                values.append(token)
        while pending:
            apply(pending.pop(), values)
    except (IndexError, ZeroDivisionError):
        return None
    return values[0] if len(values) == 1 else None


def apply(sign: str, values: list[Fraction]) -> None:
    """Replace the last two values by what the sign makes of them. IndexError for a bracket that was never closed."""
    if sign == "(":
        raise IndexError(sign)
    right, left = values.pop(), values.pop()
    values.append(SIGNS[sign](left, right))
