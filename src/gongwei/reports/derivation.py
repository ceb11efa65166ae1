"""Numbers derived from facts: computed exactly, with the formula and the facts they come from.

A derived number leads back like any other: its entry in the annex shows its formula and links to its facts.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from math import ceil

from gongwei.assessments.progress.pace import Curve, Growth, due
from gongwei.assessments.progress.ranking import Rank, ranks
from gongwei.facts.fact import Fact, short_id

from .numbers import POINTS, is_rate, plain, rounded, shown

FACTORS = {"%": 100, "‰": 1000}
EVEN, MONTHLY = "时间进度", "序时进度"
"""What the share due by now is called: even over the days of the year, by the monthly curve of the task."""


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
class Place:
    """A place among siblings and the entry that it leads back to."""

    rank: Rank
    entry: Derived


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


def place_of(own: Fact, peers: Sequence[Fact]) -> Place | None:
    """The place of a fact among those of its siblings (its own among them); None without a value or without company."""
    rank = ranks({fact.id: fact.value for fact in peers}).get(own.id)
    if rank is None:
        return None
    above = rank.place - 1
    formula = f"{rank.among}个单位由高到低排列,高于{_said(own)}的{above}个,{above}+1=第{rank.place}位" + (
        f",并列{rank.tied}个" if rank.tied > 1 else ""
    )
    valued = tuple(fact for fact in peers if fact.value is not None)
    return Place(rank, Derived(f"{own.unit_name}{own.name}位次", formula, Fraction(rank.place), "位", valued))


def ranking(about: str, facts: Sequence[Fact]) -> tuple[Derived, dict[str, int]]:
    """The places of all these facts in one entry, and each place by the fact's id; none without a value or alone with one."""
    places = {id: rank.place for id, rank in ranks({fact.id: fact.value for fact in facts}).items()}
    order = sorted((fact for fact in facts if fact.id in places), key=lambda fact: (places[fact.id], fact.unit))
    listed = "、".join(f"{fact.unit_name}{places[fact.id]}" for fact in order)
    return Derived(
        f"{about}位次", f"由高到低排列,数值相同的位次相同:{listed}", Fraction(len(order)), "个", tuple(order)
    ), places


def how_many(name: str, entries: Sequence[Fact | Derived], measure: str = "个") -> Derived:
    """The number of these figures."""
    return Derived(name, f"计数={len(entries)}{measure}", Fraction(len(entries)), measure, tuple(entries))


def pace(moves: Growth, as_of: date, curve: Curve | None) -> Derived | None:
    """The share of a target due at the end of a day, in %; None for what has no pace (`assessments.progress.pace.due`)."""
    value = due(moves, as_of, curve)
    if value is None:
        return None
    if curve is None:
        days, year = (day.timetuple().tm_yday for day in (as_of, date(as_of.year, 12, 31)))
        return Derived(EVEN, f"{days}天÷{year}天={rounded(value)}%", value, "%")
    return Derived(MONTHLY, f"{_along(curve, as_of)}{rounded(value)}%", value, "%")


def _along(curve: Curve, as_of: date) -> str:
    """How the share due follows from the cumulated percentages of the months."""
    last, days = plain(curve[as_of.month - 1]), monthrange(as_of.year, as_of.month)[1]
    if as_of.day == days:
        return f"按月进度,{as_of.month}月末累计应完成"
    before = plain(curve[as_of.month - 2]) if as_of.month > 1 else "0"
    return f"按月进度,{before}%+({last}%-{before}%)×{as_of.day}天÷{days}天="


def ahead(completion: Fact, pace: Derived) -> Derived:
    """Completion − the share due by now, in percentage points; negative when behind."""
    value = completion.value - pace.value
    return Derived(
        f"{completion.name}与{pace.name}之差",
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
        f"取整为{needed};{needed}-{plain(rate.numerator)}={plain(value)}{measure}",
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
