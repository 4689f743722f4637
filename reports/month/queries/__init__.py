"""Reads of the two-minute month, of the days of reminders, of an office, and of figures at cut-off."""
