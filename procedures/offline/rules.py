"""Blocks of numbers: how many a device holds and which year it gets them for. Pure."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

BLOCK = 20
FEWEST_LEFT = 10
# Slips of a pad of paper: what a busy day needs, and not so many that a forgotten pad tears a hole into the book.
PAD_SIZES = (10, 20, 40)
# How long a device may take requests in after it last heard of the calendar.
PACK_DAYS = timedelta(days=60)
# A clock of a device that runs a little fast is no reason to refuse what it took in.
CLOCK_TOLERANCE = timedelta(minutes=5)
# The longest promise that a receipt can carry in earnest, from the reception on.
LONGEST_PROMISE = timedelta(days=120)
_DECEMBER = 12


def years_to_hold(day: date) -> tuple[int, ...]:
    """The years that a device needs numbers of: in December of the next one too, for a cut over New Year."""
    return (day.year, day.year + 1) if day.month == _DECEMBER else (day.year,)


def not_after(moment: datetime, at: datetime) -> datetime:
    """``moment`` by a device's clock, set back to ``at`` where that clock only runs a little fast."""
    return min(moment, at) if moment - at <= CLOCK_TOLERANCE else moment


def ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Ascending numbers as spans of neighbours: 4, 5, 6, 9 are (4, 6) and (9, 9)."""
    spans: list[tuple[int, int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return spans
