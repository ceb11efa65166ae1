"""States and the steps between them."""

from hypothesis import given
from hypothesis import strategies as st
from pytest import raises

from gongwei.definition.lifecycle import Lifecycle, NotAllowed

FINDING = Lifecycle.of(
    "open", rectify=("open returned", "rectified"), verify=("rectified", "verified"), send_back=("rectified", "returned")
)


@given(st.lists(st.sampled_from(["rectify", "verify", "send_back", "nonsense"]), max_size=12))
def test_a_history_replays_to_the_state_it_was_lived_through(wanted):
    state, taken = FINDING.start, []
    for step in wanted:
        if step in FINDING.allowed(state):
            state = FINDING.after(state, step)
            taken.append(step)
        else:
            with raises(NotAllowed):
                FINDING.after(state, step)
    assert FINDING.replayed(taken) == state and state in FINDING.states


def test_steps_in_order_of_their_declaration():
    assert FINDING.allowed("rectified") == ("verify", "send_back") and FINDING.allowed("verified") == ()
