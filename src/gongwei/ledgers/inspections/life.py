"""The life of a finding: open → rectified → verified, or sent back and rectified again; its deadline, and when it is overdue."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from gongwei.definition.lifecycle import Lifecycle, NotAllowed
from gongwei.definition.message import Message

_ = Message

LIFE = Lifecycle.of(
    "open", rectify=("open returned", "rectified"), verify=("rectified", "verified"), send_back=("rectified", "returned")
)
EXTEND = "extend"
"""Sets a later deadline and leaves the state; taken while there is something to mend."""
STEPS = {"rectify": _("整改"), "verify": _("复核销号"), "send_back": _("退回重改"), EXTEND: _("延期")}
STATES = {"open": _("待整改"), "rectified": _("已整改待复核"), "returned": _("退回重改"), "verified": _("已销号")}
MENDED = ("rectified", "verified")


class WrongStep(ValueError):
    """A step that cannot be taken; the message is for the user."""


class Taken(NamedTuple):
    """A step as it was taken on a day; some set a new deadline."""

    step: str
    day: date
    deadline: date | None = None


@dataclass(frozen=True)
class Standing:
    """How a finding stands after its steps. `last`: the day of the last one, at first the day on which it was found."""

    state: str
    deadline: date
    last: date
    rectified: date | None = None
    verified: date | None = None

    def after(self, taken: Taken) -> "Standing":
        """How it stands after one more step. WrongStep when the state, the order of days or the deadline forbids it."""
        step, day, deadline = taken
        if day < self.last:
            raise WrongStep(_("日期 {day} 早于上一步的 {last}", day=day, last=self.last))
        if deadline is not None and deadline < day:
            raise WrongStep(_("新的期限 {deadline} 早于这一步的日期 {day}", deadline=deadline, day=day))
        if step == EXTEND and (deadline is None or deadline <= self.deadline):
            raise WrongStep(_("延期须晚于现在的期限 {deadline}", deadline=self.deadline))
        return replace(
            self, state=self._state_after(step), deadline=deadline or self.deadline, last=day,
            rectified={"rectify": day, "send_back": None}.get(step, self.rectified),
            verified=day if step == "verify" else self.verified,
        )

    def _state_after(self, step: str) -> str:
        try:
            if step == EXTEND:
                LIFE.after(self.state, "rectify")
                return self.state
            return LIFE.after(self.state, step)
        except NotAllowed:
            raise WrongStep(_("这个问题的状态是「{state}」,不能「{step}」", state=STATES[self.state],
                              step=STEPS.get(step, step))) from None

    def overdue(self, day: date) -> int:
        """By how many days the deadline has passed on a day without its having been mended; the deadline itself is in time."""
        return 0 if self.state in MENDED else max(0, (day - self.deadline).days)


def lived(found: date, deadline: date, steps: Iterable[Taken], until: date = date.max) -> Standing:
    """How a finding stands at the end of a day: its steps replayed in the order in which they were taken. WrongStep."""
    standing = Standing(LIFE.start, deadline, found)
    for taken in steps:
        if taken.day > until:
            break
        standing = standing.after(taken)
    return standing
