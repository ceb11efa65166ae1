"""One pack a programme: who is eligible, what falls due when, which form is filled, which indicators follow."""
