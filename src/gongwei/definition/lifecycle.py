"""How a thing passes from state to state: reports sent up and accepted, findings mended and verified, rounds locked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


class NotAllowed(ValueError):
    """A step that the state does not allow. `step` and `state` name the two."""

    def __init__(self, step: str, state: str) -> None:
        super().__init__(f"{step} is not allowed in {state}")
        self.step, self.state = step, state


@dataclass(frozen=True)
class Lifecycle:
    """States and the steps between them. `steps`: step → (the states it may be taken in, the state it leads to).

    A thing's state is what its steps, taken in order from `start`, lead to: a history replays to the same state.
    """

    start: str
    steps: Mapping[str, tuple[frozenset[str], str]]

    @classmethod
    def of(cls, start: str, **steps: tuple[str, str]) -> "Lifecycle":
        """Written as step = ("one_state another_state", "state_after")."""
        return cls(start, {step: (frozenset(before.split()), after) for step, (before, after) in steps.items()})

    def after(self, state: str, step: str) -> str:
        """The state after a step. Raises NotAllowed, also for a step that does not exist."""
        before, after = self.steps.get(step, (frozenset(), ""))
        if state not in before:
            raise NotAllowed(step, state)
        return after

    def replayed(self, steps: Iterable[str]) -> str:
        """The state after all these steps. Raises NotAllowed."""
        state = self.start
        for step in steps:
            state = self.after(state, step)
        return state

    def allowed(self, state: str) -> tuple[str, ...]:
        """The steps that a state allows, in the order of their declaration."""
        return tuple(step for step, (before, _) in self.steps.items() if state in before)

    @property
    def states(self) -> tuple[str, ...]:
        """All states, the first one first."""
        return tuple(dict.fromkeys([self.start, *(after for _, after in self.steps.values())]))
