"""Working-day arithmetic. Pure: the calendar comes in as a value.

The event day is not counted (Civil Code 91/2015/QH13 art. 147.2); a term in working days ends with its last
working day, and a term that would end on a day off ends with the next working day (art. 148.5). A Saturday that
the government made a working day counts; a weekday that it gave off does not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from schooladmin.calendars.enums import DayKind, WindowKind
from schooladmin.core.periods import VIETNAM, Period, Quarter

ONE_DAY = timedelta(days=1)


class CalendarGapError(LookupError):
    """The term runs into a year whose days off nobody has entered."""

    def __init__(self, year: int) -> None:
        super().__init__(f"no calendar for {year}")
        self.year = year


@dataclass(frozen=True)
class SpecialDay:
    """A row of the calendar of record, as the arithmetic sees it."""

    kind: DayKind
    name: str
    basis: str
    is_confirmed: bool


@dataclass(frozen=True)
class Day:
    """One day of an explanation: whether it counted, a reason for machines and its words for people."""

    date: date
    counted: bool
    reason: str
    detail: str = ""
    basis: str = ""


@dataclass(frozen=True)
class OfficeDay:
    """The hours in which an office works, from a day (in) to a day (out; None: still)."""

    start: date
    end: date | None
    opens: time
    lunch_from: time
    lunch_to: time
    closes: time

    def sessions(self, day: date) -> tuple[tuple[datetime, datetime], tuple[datetime, datetime]]:
        """The morning and the afternoon of ``day`` as moments in Vietnam."""

        def at(hour: time) -> datetime:
            return datetime.combine(day, hour, VIETNAM)

        return (at(self.opens), at(self.lunch_from)), (at(self.lunch_to), at(self.closes))


@dataclass(frozen=True)
class WorkCalendar:
    """The calendar of record as a value: special days, the years covered, office hours, and its revision."""

    special: Mapping[date, SpecialDay]
    years: frozenset[int]
    hours: tuple[OfficeDay, ...] = ()
    revision: int = 0

    def hours_on(self, day: date) -> OfficeDay:
        """The office hours of ``day``. Raises CalendarGapError when none were entered for it."""
        for row in self.hours:
            if row.start <= day and (row.end is None or day < row.end):
                return row
        raise CalendarGapError(day.year)

    def look(self, day: date) -> Day:
        """Say whether ``day`` is worked and why. Raises CalendarGapError outside the covered years."""
        if day.year not in self.years:
            raise CalendarGapError(day.year)
        row = self.special.get(day)
        if row is not None:
            reason = {
                DayKind.HOLIDAY: "holiday",
                DayKind.OBSERVED: "observed",
                DayKind.SWAP_OFF: "swap-off",
                DayKind.MAKE_UP_WORK: "make-up-work",
            }[row.kind]
            return Day(day, not row.kind.is_off, reason, row.name, row.basis)
        if day.weekday() == 5:
            return Day(day, False, "saturday")
        if day.weekday() == 6:
            return Day(day, False, "sunday")
        return Day(day, True, "working-day")

    def is_working(self, day: date) -> bool:
        return self.look(day).counted

    def next_working(self, day: date) -> date:
        """Return ``day`` if it is worked, otherwise the next worked day."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def working_days_between(self, after: date, until: date) -> int:
        """Count the worked days after ``after`` up to and including ``until`` (0 when until ≤ after)."""
        count, day = 0, after
        while day < until:
            day += ONE_DAY
            count += self.is_working(day)
        return count


@dataclass(frozen=True)
class Term:
    """A due date with the days that led to it."""

    due: date
    days: tuple[Day, ...]


def add_working_days(calendar: WorkCalendar, event_day: date, count: int) -> Term:
    """Return the day on which a term of ``count`` working days after ``event_day`` ends, day by day.

    ``count`` 0 is the event day itself, or the next working day when that is off. Raises ValueError for a negative
    count and CalendarGapError where the calendar ends.
    """
    if count < 0:
        raise ValueError("a term is not negative")
    if count == 0:
        return _roll_to_working(calendar, event_day)
    if event_day.year not in calendar.years:
        raise CalendarGapError(event_day.year)
    days = [Day(event_day, False, "event-day")]
    day, left = event_day, count
    while left:
        day += ONE_DAY
        seen = calendar.look(day)
        days.append(seen)
        left -= seen.counted
    return Term(day, tuple(days))


def _roll_to_working(calendar: WorkCalendar, day: date) -> Term:
    """A term that ends on ``day`` itself, moved to the next working day with the name of every rule that moved it."""
    days = []
    while True:
        seen = calendar.look(day)
        days.append(seen)
        if seen.counted:
            return Term(day, tuple(days))
        day += ONE_DAY


def window(quarter: Quarter, kind: WindowKind) -> Period:
    """Return the days that ``quarter`` stands for: the calendar quarter, or the 15th before it to the 14th in it."""
    if kind is WindowKind.CALENDAR_QUARTER:
        return quarter.calendar
    calendar = quarter.calendar
    before_start = (calendar.start - ONE_DAY).replace(day=15)
    last_month = (calendar.end - ONE_DAY).replace(day=15)
    return Period(before_start, last_month)
