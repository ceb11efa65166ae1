"""How a result becomes points. Exact; never less than 0 nor more than full; a better result never scores less."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from gongwei.definition.message import Message
from gongwei.indicators.figure import plain

_ = Message
HIGHER, LOWER = "higher", "lower"


def within(points: Fraction, full: Fraction) -> Fraction:
    """Points held between 0 and full."""
    return min(max(points, Fraction(0)), full)


def reaches(value: Fraction, threshold: Decimal, better: str) -> bool:
    """Whether a result is at least as good as a threshold."""
    return value >= threshold if better == HIGHER else value <= threshold


def text(number: Fraction | Decimal) -> str:
    """A number as an explanation shows it: what was declared or printed as it is, an exact one to two decimals."""
    return plain(Fraction(number), 6 if isinstance(number, Decimal) else 2)


def limit(threshold: Decimal, better: str) -> Message:
    """A threshold in words."""
    return _("不低于 {limit}", limit=text(threshold)) if better == HIGHER else _("不高于 {limit}", limit=text(threshold))


@dataclass(frozen=True)
class Linear:
    """Full at the target, zero at the floor, a straight line between. A floor above the target: less is better."""

    target: Decimal
    floor: Decimal

    @property
    def better(self) -> str:
        """Which results are better."""
        return HIGHER if self.target > self.floor else LOWER

    def points(self, value: Fraction, full: Fraction) -> Fraction:
        """(value − floor) ÷ (target − floor) × full."""
        return within((value - Fraction(self.floor)) / Fraction(self.target - self.floor) * full, full)

    def explained(self, value: Fraction, full: Fraction) -> Message:
        """The rule as it applied to a result."""
        if self.points(value, full) == full:
            how = _("达到目标,得满分")
        elif not self.points(value, full):
            how = _("未过底线,不得分")
        else:
            how = _("({value} − {floor}) ÷ ({target} − {floor}) × {full}", value=text(value), full=text(full),
                    floor=text(self.floor), target=text(self.target))
        return _("目标 {target},底线 {floor}:{how}", target=text(self.target), floor=text(self.floor), how=how)


@dataclass(frozen=True)
class Steps:
    """Points by thresholds, the best first: (threshold, points); below the last one nothing."""

    steps: tuple[tuple[Decimal, Decimal], ...]
    better: str = HIGHER

    def reached(self, value: Fraction) -> tuple[Decimal, Decimal] | None:
        """The best step that a result reaches."""
        return next((step for step in self.steps if reaches(value, step[0], self.better)), None)

    def points(self, value: Fraction, full: Fraction) -> Fraction:
        """The points of the best step reached."""
        step = self.reached(value)
        return within(Fraction(step[1]), full) if step else Fraction(0)

    def explained(self, value: Fraction, full: Fraction) -> Message:
        """The rule as it applied to a result."""
        if step := self.reached(value):
            return _("{limit} 一档得 {points} 分", limit=limit(step[0], self.better), points=text(step[1]))
        return _("未达到最低一档({limit})", limit=limit(self.steps[-1][0], self.better))


@dataclass(frozen=True)
class Deduction:
    """So many points off for each case beyond those that are free, at most all of them."""

    each: Decimal
    free: Decimal = Decimal(0)
    better = LOWER

    def points(self, value: Fraction, full: Fraction) -> Fraction:
        """full − each × (cases − free)."""
        return within(full - Fraction(self.each) * max(value - Fraction(self.free), Fraction(0)), full)

    def explained(self, value: Fraction, full: Fraction) -> Message:
        """The rule as it applied to a result."""
        if not self.free:
            return _("每例扣 {each} 分,{cases} 例:{full} − {each} × {cases}", each=text(self.each), cases=text(value),
                     full=text(full))
        beyond = max(value - Fraction(self.free), Fraction(0))
        return _("每例扣 {each} 分,{free} 例以内不扣,{cases} 例:{full} − {each} × {beyond}", each=text(self.each),
                 free=text(self.free), cases=text(value), full=text(full), beyond=text(beyond))


@dataclass(frozen=True)
class YesNo:
    """All or nothing. Of a figure: whether it reaches a threshold; of a person's judgement: 1 yes, 0 no."""

    threshold: Decimal = Decimal(1)
    better: str = HIGHER
    judged: bool = True

    def points(self, value: Fraction, full: Fraction) -> Fraction:
        """Full or 0."""
        return full if reaches(value, self.threshold, self.better) else Fraction(0)

    def explained(self, value: Fraction, full: Fraction) -> Message:
        """The rule as it applied to a result."""
        if self.judged:
            return _("是,得满分") if self.points(value, full) else _("否,不得分")
        return _("要求{limit}:{verdict}", limit=limit(self.threshold, self.better),
                 verdict=_("符合") if self.points(value, full) else _("不符合"))


@dataclass(frozen=True)
class Manual:
    """The points that an assessor gives; fewer than full only with a comment."""

    better = HIGHER

    def points(self, value: Fraction, full: Fraction) -> Fraction:
        """What was given."""
        return within(value, full)

    def explained(self, value: Fraction, full: Fraction) -> Message:
        """The rule as it applied to a result."""
        return _("满分 {full},评 {value}", full=text(full), value=text(value))


Rule = Linear | Steps | Deduction | YesNo | Manual
