"""The Party meeting on the quarter's outline: questions from the data, attendance, opinions, minutes, the pack."""
