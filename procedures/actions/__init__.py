"""Writes of the counter. Each locks its row, checks right and state, saves, leaves an event and an audit entry."""
