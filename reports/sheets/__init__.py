"""The report outside the system: a workbook to fill in and hand back, and a blank form for a day without power."""
