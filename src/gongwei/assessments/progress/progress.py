"""How one unit stands against one target on a day; everything that is said of it follows from figure, target and day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import reduce
from math import ceil

from gongwei.definition.message import Message
from gongwei.indicators.figure import Figure, plain, rate, rounded

from .forecasting import Forecast
from .pace import Curve, Growth, due, early
from .ranking import Rank
from .working_days import WorkingDays

STATES = REACHED, IN_TIME, BEHIND, BELOW, LATER, UNKNOWN = (
    Message("已达到年度目标"), Message("达到时间进度要求"), Message("慢于时间进度"),
    Message("低于目标值"), Message("待年终评价"), Message("暂无完成数据"),
)


def state_of(done: Fraction | None, target: Fraction | None, due: Fraction | None, *, early: bool) -> Message:
    """How what was done stands against its target, one of STATES; a target of 0 is reached.

    `due`: the % due by now, None for what has no pace; once all is due, what is missing is below the target and no more
    behind the time. `early`: only the whole year can tell.
    """
    if done is None or target is None:
        return UNKNOWN
    if done >= target:
        return REACHED
    if due is not None and due < 100:
        return IN_TIME if done * 100 >= due * target else BEHIND
    return LATER if early else BELOW


@dataclass(frozen=True)
class Progress:
    """A unit's figure `id` on a day beside its target of the year.

    `measure`: what figure and target are counted in. `factor`: of a rate of people, value = numerator ÷ denominator ×
    factor; None for counts, and for project groups, whose rate is not one of people. `curve`: the task's monthly
    percentages, None for an even year. `days`: the working days left after the day. `place`: among the siblings, by
    the completion of a count, by the value of a rate. `known`: the last day that a tally can tell of, which its pace is held
    against; None for the day itself. `forecast`: the value on 31 December; None where there is none or
    nobody asked.
    """

    item: str
    id: str
    name: str
    measure: str
    unit: str
    unit_name: str
    as_of: date
    figure: Figure | None
    target: Fraction
    growth: Growth
    factor: int | None
    days: WorkingDays
    curve: Curve | None = None
    place: Rank | None = None
    known: date | None = None
    forecast: Forecast | None = None

    @property
    def done(self) -> Fraction | None:
        """The figure's value."""
        return self.figure.value if self.figure else None

    @property
    def completion(self) -> Fraction | None:
        """Done ÷ target, in %."""
        return rate(self.done, self.target, 100)

    @property
    def due(self) -> Fraction | None:
        """The % of the target due by now, of a tally by the end of its last period; None for what has no pace."""
        found = due(self.growth, self.known or self.as_of, self.curve)
        return Fraction(0) if found is not None and self.known and self.known.year < self.as_of.year else found

    @property
    def expected(self) -> Fraction | None:
        """What is due by now, in the measure."""
        return None if self.due is None else self.due * self.target / 100

    @property
    def lead(self) -> Fraction | None:
        """Completion − due, in percentage points; negative when behind."""
        return None if self.due is None or self.completion is None else self.completion - self.due

    @property
    def lead_amount(self) -> Fraction | None:
        """The lead in `amount_measure`; for a rate in people of today's denominator."""
        if self.lead is None:
            return None
        return self.done - self.expected if self.factor is None else self.figure.numerator - self._people(self.expected)

    @property
    def rest(self) -> Fraction | None:
        """What is still needed, in `amount_measure`, never negative; of a rate the people who reach it at today's denominator."""
        if self.done is None:
            return None
        if self.factor is None:
            return max(self.target - self.done, Fraction(0))
        return max(ceil(self._people(self.target)) - self.figure.numerator, Fraction(0))

    @property
    def amount_measure(self) -> str:
        """What `rest` and `lead_amount` are counted in."""
        return "人" if self.factor is not None else "个百分点" if self.measure == "%" else self.measure

    @property
    def per_day(self) -> Fraction | None:
        """What is still needed on each working day left; None when none is left."""
        return None if self.rest is None or not self.days.number else self.rest / self.days.number

    @property
    def gap(self) -> tuple[tuple[str, int], ...]:
        """Reason → people of those who do not count, reasons with people only."""
        outcomes = self.figure.outcomes if self.figure else ()
        return tuple((name, people) for name, people, counts in outcomes if people and not counts)

    @property
    def list_command(self) -> str:
        """The command that lists the people of the gap; empty where there are none."""
        return f"gongwei people {self.id} --unit {self.unit} --as-of {self.as_of} --which gap" if self.gap else ""

    @property
    def state(self) -> Message:
        """How it stands, one of STATES."""
        return state_of(self.done, self.target, self.due, early=early(self.growth, self.as_of))

    @property
    def sentence(self) -> Message:
        """All of it in one line."""
        parts = [self._so_far(), *self._pace(), *self._still(), *self._gap(), *self._place(), *self._outlook()]
        joined = reduce(lambda before, next: Message("{before};{next}", before=before, next=next), parts)
        return Message("{parts}。", parts=joined)

    def measured(self, value: Fraction) -> str:
        """A value with the measure: a rate with two decimals, a count whole where done and target are, else with at most two."""
        if self.factor is not None or self.measure == "%":
            return f"{rounded(value, 2)}{self.measure}"
        whole = all(known.denominator == 1 for known in (self.target, self.done) if known is not None)
        return f"{plain(value, 0 if whole else 2)}{self.measure}"

    def counted(self, amount: Fraction) -> str:
        """An amount of `amount_measure` with it: people as whole ones, else like the figure."""
        if self.factor is not None:
            return f"{rounded(amount, 0)}{self.amount_measure}"
        return self.measured(amount).removesuffix(self.measure) + self.amount_measure

    def _people(self, level: Fraction) -> Fraction:
        return level * self.figure.denominator / self.factor

    def _so_far(self) -> Message:
        said = {"unit": self.unit_name, "name": self.name, "month": self.as_of.month, "day": self.as_of.day,
                "target": self.measured(self.target)}
        if self.done is None:
            return Message("{unit}{name}截至{month}月{day}日暂无完成数据,年度目标{target}", **said)
        said |= {"done": self.measured(self.done), "state": self.state}
        if self.completion is None:
            return Message("{unit}{name}截至{month}月{day}日为{done},年度目标{target},{state}", **said)
        return Message("{unit}{name}截至{month}月{day}日为{done},年度目标{target},完成{completion}%,{state}",
                       completion=rounded(self.completion, 2), **said)

    def _pace(self) -> Sequence[Message]:
        if self.lead is None or self.state == REACHED:
            return ()
        said = {"due": rounded(self.due, 2), "expected": self.measured(self.expected), "points": rounded(abs(self.lead), 2),
                "amount": self.counted(abs(self.lead_amount))}
        if self.known and self.known < self.as_of:
            said |= {"month": self.known.month, "day": self.known.day}
            if self.lead < 0:
                return (Message("按{month}月{day}日(台账报到的一期期末)的时间进度应完成{due}%即{expected},慢{points}个百分点、{amount}",
                                **said),)
            return (Message("按{month}月{day}日(台账报到的一期期末)的时间进度应完成{due}%即{expected},快{points}个百分点、{amount}",
                            **said),)
        if self.lead < 0:
            return (Message("按时间进度应完成{due}%即{expected},慢{points}个百分点、{amount}", **said),)
        return (Message("按时间进度应完成{due}%即{expected},快{points}个百分点、{amount}", **said),)

    def _still(self) -> Sequence[Message]:
        if not self.rest:
            return ()
        said = {"rest": self.counted(self.rest), "days": self.days.number}
        if not self.days.number:
            return (Message("尚差{rest}", **said),)
        said["each"] = f"{plain(upward(self.per_day))}{self.amount_measure}"
        if self.days.announced:
            return (Message("尚需{rest},余{days}个工作日,平均每日{each}", **said),)
        return (Message("尚需{rest},余{days}个工作日(当年放假安排尚未公布,按周一至周五计),平均每日{each}", **said),)

    def _gap(self) -> Sequence[Message]:
        if not self.gap:
            return ()
        reasons = "、".join(f"{name}{people}" for name, people in self.gap)
        return (Message("未计入{people}人:{reasons}", people=sum(people for _, people in self.gap), reasons=reasons),)

    def _place(self) -> Sequence[Message]:
        if not self.place:
            return ()
        found = Message("同级{among}个单位中居第{place}位", among=self.place.among, place=self.place.place)
        if self.place.tied > 1:
            found = Message("{found}(并列{tied}个)", found=found, tied=self.place.tied)
        return (Message("{found},另有{silent}个无数据", found=found, silent=self.place.silent) if self.place.silent else found,)

    def _outlook(self) -> Sequence[Message]:
        if not self.forecast:
            return ()
        bounds = {name: self.measured(getattr(self.forecast, name)) for name in ("low", "middle", "high")}
        return (Message("预计年底{middle},八成把握在{low}至{high}之间({method})", method=self.forecast.method, **bounds),)


def upward(value: Fraction) -> Fraction:
    """With one decimal, rounded up, so that so much on each day is enough."""
    return Fraction(ceil(value * 10), 10)
