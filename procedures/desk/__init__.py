"""Who decides, and who holds the file: delegation with dates, the decider's cards, hand-over, work on many at once."""
