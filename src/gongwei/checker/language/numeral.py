"""Numbers as a report writes them: 1,377 · 5 806 352 · 2亿3402.88万 · 十二 · 三分之二 · 143余万 · 近300."""

import re
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction

DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
LONGEST = 15  # digits; a longer run is a code, no quantity


class Bound(Enum):
    """What the words around a number say of it."""

    STATED = "stated"  # as precise as its last digit
    ABOUT = "about"  # 约
    OVER = "over"  # 余 多: more, but less than one unit of its last place more
    ABOVE = "above"  # 超过 以上: at least
    BELOW = "below"  # 近 不足: a little less
    UP_TO = "up to"  # 以下 不超过: at most


@dataclass(frozen=True, slots=True)
class Interval:
    """All values between two ends, both of them in; `high` None is without end."""

    low: Fraction
    high: Fraction | None

    def meets(self, other: "Interval") -> bool:
        """Whether some value lies in both."""
        return (other.high is None or self.low <= other.high) and (self.high is None or other.low <= self.high)

    def holds(self, value: Fraction) -> bool:
        """Whether the value lies in it."""
        return self.low <= value and (self.high is None or value <= self.high)

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(self.low + other.low, None if None in (self.high, other.high) else self.high + other.high)

    def __sub__(self, other: "Interval") -> "Interval":
        low = Fraction(0) if other.high is None else self.low - other.high
        return Interval(low, None if self.high is None else self.high - other.low)

    def times(self, factor: Fraction | int) -> "Interval":
        """Every value multiplied by a factor that is not negative."""
        return Interval(self.low * factor, None if self.high is None else self.high * factor)

    def over(self, other: "Interval") -> "Interval | None":
        """Every quotient of non-negative values; None where the divisor may be nothing."""
        if other.low <= 0:
            return None
        return Interval(Fraction(0) if other.high is None else self.low / other.high,
                        None if self.high is None else self.high / other.low)

    def shared(self, other: "Interval") -> "Interval | None":
        """What lies in both."""
        low = max(self.low, other.low)
        high = other.high if self.high is None else self.high if other.high is None else min(self.high, other.high)
        return Interval(low, high) if high is None or low <= high else None


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its precision: `step` is one unit of the last place written, `whole` if written out in full."""

    value: Fraction
    step: Fraction
    whole: bool
    bound: Bound = Bound.STATED
    approx: float = field(init=False, compare=False)  # the value for a quick look before the exact one
    slack: float = field(init=False, compare=False)  # how far the true value may be from it, about

    def __post_init__(self) -> None:
        object.__setattr__(self, "approx", self.value.numerator / self.value.denominator)
        object.__setattr__(self, "slack", 0.0 if self.exact else float(self.coarse))

    @property
    def interval(self) -> Interval:
        """What the true value may be; a whole number written out in full is what it says."""
        value, half = self.value, self.step / 2
        match self.bound:
            case Bound.STATED:
                return Interval(value, value) if self.whole else Interval(value - half, value + half)
            case Bound.ABOUT:
                return Interval(max(value - self.coarse, Fraction(0)), value + self.coarse)
            case Bound.OVER:
                return Interval(value, value + self.coarse)
            case Bound.ABOVE:
                return Interval(value, None)
            case Bound.BELOW:
                return Interval(max(value - self.coarse, Fraction(0)), value)
            case Bound.UP_TO:
                return Interval(Fraction(0), value)

    @property
    def exact(self) -> bool:
        """Whether it is a whole number written out in full and nothing said around it."""
        return self.whole and self.bound is Bound.STATED

    @property
    def coarse(self) -> Fraction:
        """One unit of the last place that is not zero: what 多 and 近 leave open."""
        step = self.step
        if self.whole and self.value:
            while self.value % (step * 10) == 0:
                step *= 10
        return step

    @property
    def rounded(self) -> Interval:
        """What the true value may be when the number was rounded to its last place, written out or not."""
        return replace(self, whole=False).interval if self.bound is Bound.STATED else self.interval

    def times(self, factor: Fraction | int) -> "Number":
        """The number in a unit so many times as small."""
        return Number(self.value * factor, self.step * factor, self.whole and factor == 1, self.bound)


_PLAIN = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d{1,3}(?: \d{3})+(?:\.\d+)?(?![\d])|\d+(?:\.\d+)?"
_CHINESE = "零一二三四五六七八九十百千万亿两"
# 2亿3402.88万 · 6万余 · 143余万 · 324000多 · 5千
WRITTEN = re.compile(
    rf"(?P<first>{_PLAIN})(?P<more1>余|多)?(?P<scale1>千万|百万|十万|亿|万(?!分)|千(?!克|米|瓦|分|伏|卡|帕|升)|百(?!分))?(?P<more2>余|多|来)?"
    rf"(?:(?<=亿)(?P<second>{_PLAIN})(?P<scale2>万)?(?P<more3>余|多)?)?(?:(?<=万)(?P<third>\d{{1,4}})(?![\d.万亿%])(?P<scale3>千|百)?)?"
)
CHINESE = re.compile(rf"[{_CHINESE}]+(?:点[零一二三四五六七八九]+)?")


def arabic(text: str) -> Number | None:
    """A number in digits without scale; None when it is too long to be a quantity."""
    plain = text.replace(",", "").replace(" ", "")
    whole, _, decimals = plain.partition(".")
    if len(whole) > LONGEST or len(decimals) > LONGEST:
        return None
    return Number(Fraction(plain), Fraction(1, 10 ** len(decimals)), not decimals)


def scale_of(word: str) -> int:
    """The factor of 万, 千万, 亿 …"""
    factor = 1
    for character in word:
        factor *= SCALES[character]
    return factor


def written(match: re.Match) -> Number | None:
    """The number that WRITTEN matched."""
    number = arabic(match["first"])
    if number is None:
        return None
    garbled = match["scale1"] in ("千", "百") and number.value >= 1000  # 656000千多
    if match["scale1"] and not garbled:
        number = number.times(scale_of(match["scale1"]))
    if match["third"] and "." in match["first"]:
        return None
    for digits, scale in ((match["second"], 10**4 if match["scale2"] else 1), (match["third"], scale_of(match["scale3"] or ""))):
        if digits:
            added = arabic(digits)
            if added is None:
                return None
            step = added.step * scale
            number = Number(number.value + added.value * scale, step, step == 1)
    more = match["more1"] or match["more2"] or match["more3"]
    return replace(number, bound=Bound.OVER) if more else number


def chinese(text: str) -> Number | None:
    """A number in Chinese characters: 十二, 一千二百零五, 三百万, 二零一九, 三点五; None when it is none."""
    whole, _, decimals = text.partition("点")
    value = _digits(whole) if not set(whole) & set(SCALES) else _scaled(whole)
    if value is None:
        return None
    fraction = Fraction(int("".join(str(DIGITS[c]) for c in decimals)), 10 ** len(decimals)) if decimals else 0
    return Number(Fraction(value) + fraction, Fraction(1, 10 ** len(decimals)), not decimals)


def _digits(text: str) -> int | None:
    if len(text) > LONGEST:
        return None
    return int("".join(str(DIGITS[character]) for character in text)) if text else None


def _scaled(text: str) -> int | None:
    total, section, digit = 0, 0, None
    if len(text) > 2 * LONGEST:
        return None
    for character in text:
        if character in DIGITS:
            if digit not in (None, 0):
                return None
            digit = DIGITS[character]
            continue
        scale = SCALES[character]
        if scale >= 10**4:
            total = (total + section + (digit or 0)) * scale if scale == 10**8 else total + (section + (digit or 0)) * scale
            section = 0
        else:
            section += (1 if digit is None else digit) * scale
        digit = None
    return total + section + (digit or 0)
