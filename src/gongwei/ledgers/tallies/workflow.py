"""The way of a report: reported → submitted → accepted, or sent back and mended."""

from gongwei.definition.lifecycle import Lifecycle
from gongwei.definition.message import Message

_ = Message

WORKFLOW = Lifecycle.of(
    "missing",
    report=("missing", "reported"),
    correct=("reported returned", "reported"),
    submit=("reported returned", "submitted"),
    accept=("submitted", "accepted"),
    send_back=("submitted accepted", "returned"),
    amend=("submitted accepted", "submitted"),
)
"""`correct` changes a value that lies with the unit; `amend` one that the upper level has already seen: it looks again."""

STATES = {
    "missing": _("未报"), "reported": _("已填报"), "submitted": _("已上报"), "accepted": _("已审核"), "returned": _("已退回"),
}
STEPS = {
    "report": _("填报"), "correct": _("更正"), "submit": _("上报"), "accept": _("审核通过"), "send_back": _("退回"),
    "amend": _("上报后更正"),
}
ASKS_WHY = {("submitted", "send_back"), ("accepted", "send_back"), ("accepted", "amend")}
"""(state, step): steps that are not taken without a reason."""


def state_after(steps: list[str]) -> str:
    """The state to which a report's steps have led. NotAllowed for a history that cannot have been."""
    return WORKFLOW.replayed(steps)


def changing(state: str) -> str:
    """The step by which a value changes in a state."""
    return next(step for step in ("report", "correct", "amend") if step in WORKFLOW.allowed(state))
