"""The clock of a request: promise = f(term, reception, pauses, calendar). Pure.

* Day 0 is the day of reception. What arrives after closing or on a day off is received on the next working day.
* Day 0 is not counted (Civil Code 91/2015/QH13 art. 147.2); every later working day counts one, make-up Saturdays
  included, unless the request stood still for more than half of that day's office hours.
* A term never ends on a day at whose closing the request stood still: what was stopped on Friday at four and taken up
  on Monday is due on Monday, not three days ago.
* A term of 0 days ends on day 0, or on the next working day when received after the cut-off (Decree 23/2015 art. 7).
* What was incomplete at reception is validly received when the missing paper arrives: a pause that begins with the
  reception moves day 0 to its end (Decree 118/2025: the term runs from valid reception).
* Between a result and its being taken back nobody worked and nobody was waited for: those days do not count either.
* While a pause is open the promise is suspended: nothing can become overdue.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from schooladmin.calendars.rules import ONE_DAY, Day, WorkCalendar
from schooladmin.core.periods import VIETNAM, local_date


class PauseError(ValueError):
    """A pause that cannot have been: ``code`` is ``ends-before-start`` or ``before-reception``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class TermRule:
    """A term in working days. ``cutoff``: on a term of 0 days, the hour after which the next working day is due.

    ``extension``: working days that an extension added. They follow the term's own days and are reckoned from the
    reception as well, so that pauses before and after the extension count once.
    """

    working_days: int
    cutoff: time | None = None
    extension: int = 0


@dataclass(frozen=True)
class Pause:
    """A span in which the clock stood. ``end`` is None while it still stands.

    ``had_result``: nobody waited for the applicant, a result stood that was taken back later.
    """

    start: datetime
    end: datetime | None
    had_result: bool = False


@dataclass(frozen=True)
class Promise:
    """The promised day with the days that led to it.

    ``due`` is meaningless as a limit while ``paused_now``: it is then the promise as far as the clock had run, the
    open pause left out.
    """

    due: date
    days: tuple[Day, ...]
    day_zero: date
    paused_now: bool = False

    @property
    def counted(self) -> tuple[date, ...]:
        """The days that counted, in order."""
        return tuple(day.date for day in self.days if day.counted)


def promise(term: TermRule, received_at: datetime, pauses: Iterable[Pause], calendar: WorkCalendar) -> Promise:
    """Return the promised day, explained day by day.

    Raises PauseError for a pause that ends before it starts or starts before reception, CalendarGapError where the
    calendar ends, ValueError for a negative term or a moment without a time zone.
    """
    if term.working_days < 0 or term.extension < 0:
        raise ValueError("a term is not negative")
    received_at = received_at.astimezone(VIETNAM) if received_at.tzinfo else received_at
    pauses = list(pauses)
    spans = merged(pauses, received_at)
    handed_in_on = local_date(received_at)
    while spans and spans[0][0] <= received_at:
        received_at = spans.pop(0)[1].astimezone(VIETNAM)
    received_on = local_date(received_at)
    day_zero, days = _first_working_day(received_at, received_on, calendar)
    if handed_in_on != received_on:
        days.insert(0, Day(handed_in_on, False, "incomplete", f"{received_on:%d/%m/%Y}"))
    day = day_zero
    left = (term.working_days or 1) + term.extension
    if term.working_days:
        days.append(Day(day_zero, False, "event-day"))
        day += ONE_DAY
    elif term.cutoff and received_on == day_zero and received_at.time() > term.cutoff:
        days.append(Day(day_zero, False, "outside-hours", f"{term.cutoff:%H:%M}"))
        day += ONE_DAY
    while True:
        seen = calendar.look(day)
        if seen.counted and (
            mostly_paused(day, spans, calendar) or (left == 1 and paused_at_closing(day, spans, calendar))
        ):
            seen = Day(day, False, _why_stopped(day, pauses))
        days.append(seen)
        left -= seen.counted
        if not left:
            return Promise(day, tuple(days), day_zero, any(pause.end is None for pause in pauses))
        day += ONE_DAY


def _why_stopped(day: date, pauses: Iterable[Pause]) -> str:
    """``had-result`` on a day that a withdrawn result touched, else ``paused``."""
    for pause in pauses:
        if pause.had_result and pause.end and local_date(pause.start) <= day <= local_date(pause.end):
            return "had-result"
    return "paused"


def _first_working_day(received_at: datetime, received_on: date, calendar: WorkCalendar) -> tuple[date, list[Day]]:
    """Day 0, and the days passed over on the way to it."""
    day, passed = received_on, []
    if calendar.is_working(day) and received_at.time() > calendar.hours_on(day).closes:
        passed.append(Day(day, False, "outside-hours"))
        day += ONE_DAY
    while not (seen := calendar.look(day)).counted:
        passed.append(seen)
        day += ONE_DAY
    return day, passed


def merged(pauses: Iterable[Pause], received_at: datetime) -> list[tuple[datetime, datetime]]:
    """Check the pauses and return the closed ones in order, those that overlap or touch joined."""
    spans: list[tuple[datetime, datetime]] = []
    for pause in sorted(pauses, key=lambda pause: pause.start):
        if pause.start < received_at:
            raise PauseError("before-reception")
        if pause.end is None:
            continue
        if pause.end < pause.start:
            raise PauseError("ends-before-start")
        if spans and pause.start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], pause.end))
        else:
            spans.append((pause.start, pause.end))
    return spans


def mostly_paused(day: date, spans: Sequence[tuple[datetime, datetime]], calendar: WorkCalendar) -> bool:
    """Whether the clock stood for more than half of the office hours of ``day``."""
    if not spans:
        return False
    worked = paused = timedelta()
    for opens, closes in calendar.hours_on(day).sessions(day):
        worked += closes - opens
        for start, end in spans:
            paused += max(min(end, closes) - max(start, opens), timedelta())
    return paused * 2 > worked


def paused_at_closing(day: date, spans: Sequence[tuple[datetime, datetime]], calendar: WorkCalendar) -> bool:
    """Whether the clock stood when the office closed on ``day``."""
    if not spans:
        return False
    closes = calendar.hours_on(day).sessions(day)[1][1]
    return any(start < closes < end for start, end in spans)


def working_days_late(due: date, until: date, calendar: WorkCalendar) -> int:
    """How many working days ``until`` lies after ``due``, by the calendar that made the promise; 0 when it does not."""
    return calendar.working_days_between(due, until)
