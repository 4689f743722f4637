"""Blocks of numbers: how many a device holds and which year it gets them for. Pure."""

from datetime import date, datetime, timedelta

BLOCK = 20
FEWEST_LEFT = 10
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
