"""Writes of the month: reminders, the monthly look, and what an office decides about both."""
