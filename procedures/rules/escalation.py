"""How pressing a running request is, and who is told. Pure.

A level follows from the promise and the day alone, never from what was said before: a run that is missed or made
twice finds the same. It only rises while the promise stands; a later promise starts it anew.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import IntEnum

from schooladmin.calendars.rules import ONE_DAY, WorkCalendar
from schooladmin.units.enums import Role


class Level(IntEnum):
    """From the mildest to the most pressing."""

    HALF = 1
    DAY_BEFORE = 2
    DUE_TODAY = 3
    OVERDUE = 4


_DESK = frozenset({Role.CLERK})

# The one place that says who hears of what.
AUDIENCE: Mapping[Level, frozenset[Role]] = {
    Level.HALF: _DESK,
    Level.DAY_BEFORE: _DESK | {Role.DEPUTY},
    Level.DUE_TODAY: _DESK | {Role.DEPUTY, Role.PRINCIPAL},
    Level.OVERDUE: _DESK | {Role.DEPUTY, Role.PRINCIPAL},
}
# Those who can put a promise off: they are told so on the last day on which it still can be done in good order.
DECIDERS = frozenset({Role.DEPUTY, Role.PRINCIPAL})


def level_of(due: date, counted: Sequence[date], today: date, calendar: WorkCalendar) -> Level | None:
    """The level of a request that is being worked on, on ``today``; None while there is nothing to say.

    ``counted``: the working days that make up the promise, the promised day included. A day has passed when a later
    one has come. A term of one day or of none has no half and no day before: it would be pressing from its reception.
    Whoever waits for the applicant has no level; the caller does not ask. Raises CalendarGapError where the calendar
    has a gap before ``due``.
    """
    if today > due:
        return Level.OVERDUE
    if today == due:
        return Level.DUE_TODAY
    if len(counted) < 2:
        return None
    if not _works_between(today, due, calendar):
        return Level.DAY_BEFORE
    passed = sum(day < today for day in counted)
    return Level.HALF if passed * 2 >= len(counted) else None


def _works_between(today: date, due: date, calendar: WorkCalendar) -> bool:
    """Whether a working day lies after ``today`` and before ``due``."""
    day = today + ONE_DAY
    while day < due:
        if calendar.is_working(day):
            return True
        day += ONE_DAY
    return False
