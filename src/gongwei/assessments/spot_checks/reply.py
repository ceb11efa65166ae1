"""How a spot check and its findings pass from state to state; what became of the calls to one resident."""

from collections.abc import Sequence

from gongwei.definition.lifecycle import Lifecycle
from gongwei.definition.message import Message as _

AUTHENTIC, NOT_AUTHENTIC, UNREACHABLE, WRONG_NUMBER = RESULTS = ("authentic", "not_authentic", "unreachable", "wrong_number")
ANSWERED = (AUTHENTIC, NOT_AUTHENTIC)
WORDS = {AUTHENTIC: _("真实"), NOT_AUTHENTIC: _("不真实"), UNREACHABLE: _("联系不上"), WRONG_NUMBER: _("号码错误")}

CALLING, PUBLISHED = "calling", "published"
CHECK = Lifecycle.of(CALLING, publish=(CALLING, PUBLISHED), reopen=(PUBLISHED, CALLING))
"""A check is called through, then its results are told to the units; to correct one it is reopened with a reason."""

FOUND, CONTESTED, UPHELD, OVERTURNED = "found", "contested", "upheld", "overturned"
FINDING = Lifecycle.of(FOUND, contest=(FOUND, CONTESTED), uphold=(CONTESTED, UPHELD), overturn=(CONTESTED, OVERTURNED))
"""A finding "not authentic": the unit may contest it, once; the bureau upholds or overturns it."""


def outcome(attempts: Sequence[str], needed: int) -> str | None:
    """What the calls to one resident came to: the result of the last one, but only after `needed` vain ones is anybody
    unreachable; until then there is none."""
    if not attempts or (attempts[-1] == UNREACHABLE and len(attempts) < needed):
        return None
    return attempts[-1]


def after_reply(result: str | None, steps: Sequence[str]) -> str | None:
    """The outcome after the unit's reply: an overturned finding was authentic after all."""
    overturned = result == NOT_AUTHENTIC and FINDING.replayed(steps) == OVERTURNED
    return AUTHENTIC if overturned else result


def callable_now(outcomes: Sequence[str | None], size: int) -> int:
    """How many of a stratum's drawn, in their order, may be called: the sample, and for each of those called who proved
    unreachable (or whose number is wrong) the next of the reserve."""
    called = min(size, len(outcomes))
    for place, result in enumerate(outcomes):
        if place >= called:
            break
        if result in (UNREACHABLE, WRONG_NUMBER):
            called = min(called + 1, len(outcomes))
    return called
