"""Numbers derived from facts: computed exactly, with the formula and the facts they come from.

A derived number leads back like any other: its entry in the annex shows its formula and links to its facts.
"""

from calendar import isleap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from math import ceil

from gongwei.facts.fact import Fact, short_id

from .numbers import POINTS, is_rate, plain, rounded, shown

FACTORS = {"%": 100, "‰": 1000}


@dataclass(frozen=True)
class Derived:
    """A number computed from others. `value` is exact, `formula` shows rounded operands, `of` holds the operands."""

    name: str
    formula: str
    value: Fraction
    measure: str
    of: tuple["Fact | Derived", ...] = ()

    @cached_property
    def id(self) -> str:
        """Content-addressed: the same derivation from the same facts has the same id."""
        operands = (entry.id for entry in self.of)
        return short_id("D", (self.name, self.formula, str(self.value), self.measure, *operands))


@dataclass(frozen=True)
class Rank:
    """A place among siblings: 1 is the highest; equal values share a place (`tied`); who has no value has no place.

    among: how many have a value, silent: how many have none.
    """

    place: Derived
    among: int
    tied: bool
    silent: int


def measured(value: Fraction, measure: str) -> str:
    """A value with its measure: 83.86%, 98200人, 1.50个百分点."""
    return shown(value, measure) + ("" if is_rate(measure) else measure)


def _said(entry: Fact | Derived) -> str:
    return measured(entry.value, entry.measure)


def difference(later: Fact, earlier: Fact, name: str) -> Derived:
    """later − earlier of two rates, in points."""
    value = later.value - earlier.value
    measure = POINTS.get(later.measure, later.measure)
    return Derived(
        name, f"{_said(later)}-{_said(earlier)}={measured(value, measure)}", value, measure, (later, earlier)
    )


def growth(later: Fact, earlier: Fact, name: str) -> Derived | None:
    """(later − earlier) ÷ earlier of two counts, in %; nothing grows from 0."""
    if not earlier.value:
        return None
    value = (later.value - earlier.value) / abs(earlier.value) * 100
    return Derived(
        name,
        f"({plain(later.value)}-{plain(earlier.value)})÷{plain(abs(earlier.value))}×100%={rounded(value)}%",
        value,
        "%",
        (later, earlier),
    )


def rank(own: Fact, peers: Sequence[Fact]) -> Rank | None:
    """The place of a fact among those of its siblings (its own among them); None without a value or without company."""
    valued = tuple(fact for fact in peers if fact.value is not None)
    if own.value is None or len(valued) < 2:
        return None
    above = sum(fact.value > own.value for fact in valued)
    equal = sum(fact.value == own.value for fact in valued)
    formula = f"{len(valued)}个单位由高到低排列,高于{_said(own)}的{above}个,{above}+1=第{above + 1}位" + (
        f",并列{equal}个" if equal > 1 else ""
    )
    place = Derived(f"{own.unit_name}{own.name}位次", formula, Fraction(above + 1), "位", valued)
    return Rank(place, len(valued), equal > 1, len(peers) - len(valued))


def ranking(about: str, facts: Sequence[Fact]) -> tuple[Derived, dict[str, int]]:
    """The places of all these facts in one entry, and each place by the fact's id; who has no value has no place."""
    valued = [fact for fact in facts if fact.value is not None]
    places = {fact.id: 1 + sum(other.value > fact.value for other in valued) for fact in valued}
    order = sorted(valued, key=lambda fact: (places[fact.id], fact.unit))
    listed = "、".join(f"{fact.unit_name}{places[fact.id]}" for fact in order)
    return Derived(
        f"{about}位次", f"由高到低排列,数值相同的位次相同:{listed}", Fraction(len(valued)), "个", tuple(order)
    ), places


def how_many(name: str, entries: Sequence[Fact | Derived], measure: str = "个") -> Derived:
    """The number of these figures."""
    return Derived(name, f"计数={len(entries)}{measure}", Fraction(len(entries)), measure, tuple(entries))


def elapsed(as_of: date) -> Derived:
    """The share of the year that is over at the end of a day, in %: the pace that work spread evenly would have."""
    days, year = (as_of - date(as_of.year, 1, 1)).days + 1, 366 if isleap(as_of.year) else 365
    value = Fraction(days * 100, year)
    return Derived("时间进度", f"{days}天÷{year}天={rounded(value)}%", value, "%")


def ahead(completion: Fact, as_of: date) -> Derived:
    """Completion − the share of the year that is over, in percentage points; negative when behind."""
    pace = elapsed(as_of)
    value = completion.value - pace.value
    return Derived(
        f"{completion.name}与时间进度之差",
        f"{_said(completion)}-{_said(pace)}={rounded(value)}个百分点",
        value,
        "个百分点",
        (completion, pace),
    )


def short_of_full(completion: Fact) -> Derived:
    """Completion − 100 %, in percentage points; negative when the target is not reached."""
    value = completion.value - 100
    return Derived(
        f"{completion.name}与目标之差", f"{_said(completion)}-100%={rounded(value)}个百分点", value, "个百分点", (completion,)
    )


def still_to_do(completion: Fact, measure: str) -> Derived:
    """Target − done; negative when more was done."""
    done, target = completion.numerator, completion.denominator
    return Derived(
        f"{completion.name}:尚需完成",
        f"{plain(target)}-{plain(done)}={plain(target - done)}{measure}",
        target - done,
        measure,
        (completion,),
    )


def per_month(rest: Derived, as_of: date) -> Derived | None:
    """What remains, spread over the full months left in the year; None unless a month ends on the day."""
    months = 12 - as_of.month
    if not months or not ends_month(as_of):
        return None
    value = Fraction(ceil(rest.value / months))
    return Derived(
        f"{rest.name}(月均)",
        f"{plain(rest.value)}÷{months}个月,取整为{value}{rest.measure}",
        value,
        rest.measure,
        (rest,),
    )


def ends_month(day: date) -> bool:
    """Whether the day is the last of its month."""
    return date.fromordinal(day.toordinal() + 1).day == 1


def still_to_count(rate: Fact, completion: Fact, measure: str) -> Derived | None:
    """How many more subjects must count for a rate to reach its target, its denominator staying as it is.

    None where that cannot be said: the denominator is not known, or the rate is not one of subjects.
    """
    if rate.numerator is None or not rate.denominator or rate.measure not in FACTORS:
        return None
    needed = ceil(completion.denominator * rate.denominator / FACTORS[rate.measure])
    value = Fraction(needed) - rate.numerator
    return Derived(
        f"{rate.name}:达到目标尚需增加",
        f"{plain(rate.denominator)}×{plain(completion.denominator)}{rate.measure}"
        f"取整为{needed},{needed}-{plain(rate.numerator)}={plain(value)}{measure}",
        value,
        measure,
        (rate, completion),
    )


def short_of_target(rate: Fact, completion: Fact) -> Derived:
    """Rate − target, in points; negative when the target is not reached."""
    value, measure = rate.value - completion.denominator, POINTS.get(rate.measure, rate.measure)
    return Derived(
        f"{rate.name}与目标值之差",
        f"{_said(rate)}-{measured(completion.denominator, rate.measure)}={measured(value, measure)}",
        value,
        measure,
        (rate, completion),
    )


def gap(rate: Fact, measure: str) -> Derived:
    """Denominator − numerator: those who do not count."""
    value = rate.denominator - rate.numerator
    return Derived(
        f"{rate.name}缺口",
        f"{plain(rate.denominator)}-{plain(rate.numerator)}={plain(value)}{measure}",
        value,
        measure,
        (rate,),
    )


def share_of_gap(outcome: str, count: int, whole: Derived) -> Derived:
    """The share of one reason in the gap, in %."""
    value = Fraction(count * 100) / whole.value
    return Derived(
        f"{whole.name}中{outcome}占比", f"{count}÷{plain(whole.value)}={rounded(value)}%", value, "%", (whole,)
    )


def left_of_stage(project: Fact, stage: str, reached: int, measure: str) -> Derived:
    """Projects of a group that have not reached a milestone."""
    value = project.denominator - reached
    formula = f"{plain(project.denominator)}-{reached}={plain(value)}{measure}"
    return Derived(f"{project.name}:“{stage}”尚未完成", formula, value, measure, (project,))
