"""The months of a quarter: two minutes each, reminders that name what is missing, figures at cut-off."""
