"""How a request shows: its state with sign and colour, and how late it is. For screens only; nothing is stored."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procedures.enums import State
from procedures.models import Request
from procedures.rules.clock import working_days_late
from schooladmin.calendars.rules import CalendarGapError, WorkCalendar
from schooladmin.core.periods import local_date

_LOOK = {
    State.OPEN: ("open", "hourglass-split"),
    State.PAUSED: ("wait", "pause-circle"),
    State.SOLVED: ("done", "check-circle"),
    State.RETURNED: ("quiet", "check-lg"),
    State.REFUSED: ("quiet", "x-circle"),
    State.WITHDRAWN: ("quiet", "arrow-left"),
}


@dataclass(frozen=True)
class Status:
    """The chip of a request: words, colour class and icon; ``lateness`` is empty when it is in time."""

    label: str
    look: str
    icon: str
    lateness: str = ""


@dataclass(frozen=True)
class Row:
    """A line of the list."""

    request: Request
    status: Status
    unit_name: str = ""


def status_of(request: Request, today: date, calendar: WorkCalendar) -> Status:
    """Say how a request stands on ``today``. Late: past the promise while open, or finished after it."""
    state = State(request.state)
    look, icon = _LOOK[state]
    until = _reference_day(request, state, today)
    if until is None or until <= request.due_on:
        return Status(str(state.label), look, icon)
    lateness = _lateness(request.due_on, until, calendar)
    if state is State.OPEN:
        return Status(_("Quá hạn"), "late", "exclamation-triangle", lateness)
    return Status(str(state.label), look, icon, lateness)


def _reference_day(request: Request, state: State, today: date) -> date | None:
    """The day that the promise is compared with; None where there is nothing to compare."""
    if state is State.OPEN:
        return today
    return local_date(request.solved_at) if request.solved_at else None


def _lateness(due: date, until: date, calendar: WorkCalendar) -> str:
    try:
        days = working_days_late(due, until, calendar)
    except CalendarGapError:
        # The years to come are not in the calendar: late all the same, only the number of days is unknown.
        return _("trễ")
    if not days:
        return _("vừa qua hạn")
    return ngettext("trễ %(days)s ngày làm việc", "trễ %(days)s ngày làm việc", days) % {"days": days}
