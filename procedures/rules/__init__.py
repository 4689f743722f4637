"""Pure decisions of the counter: the clock, the transitions, what may be received, how the register balances."""
