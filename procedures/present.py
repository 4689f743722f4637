"""How a request shows: its state with sign and colour, and how late it is. For screens only; nothing is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procedures.enums import State
from procedures.models import Request
from procedures.rules.clock import working_days_late
from schooladmin.calendars.rules import CalendarGapError, WorkCalendar
from schooladmin.core.periods import VIETNAM, local_date

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
    """A request with how it stands."""

    request: Request
    status: Status


@dataclass(frozen=True)
class Line:
    """A line of the list, all in words: a page has fifty of them, and the template only puts them in their places.

    ``pick`` is what a tick sends (key and version). ``due`` is empty while the request is paused.
    """

    url: str
    pick: str
    pick_label: str
    code: str
    pupil: str
    pupil_class: str
    procedure: str
    unit: str
    received: str
    due: str
    status: Status


class Lines:
    """Makes the lines of one list. Words and addresses that all of them share are looked up once.

    ``procedures``: names by the key of the version; ``units``: names by key; ``calendar`` is looked at if one is late.
    """

    def __init__(
        self, today: date, calendar: WorkCalendar, *, procedures: Mapping[int, str], units: Mapping[int, str]
    ) -> None:
        self._today, self._calendar = today, calendar
        self._procedures, self._units = procedures, units
        self._pick_label, self._class_words = _("Chọn hồ sơ %(code)s"), _("lớp %(name)s")

    def of(self, request: Request) -> Line:
        """The line of a request."""
        pupil_class = request.pupil_class
        return Line(
            url=reverse("procedures.request.read", args=[request.pk]),
            pick=f"{request.pk}:{request.lock_version}",
            pick_label=self._pick_label % {"code": request.code},
            code=request.code,
            pupil=request.pupil_name,
            pupil_class=self._class_words % {"name": pupil_class} if pupil_class else "",
            procedure=self._procedures[request.version_id],
            unit=self._units.get(request.unit_id, ""),
            received=f"{request.received_at.astimezone(VIETNAM):%d/%m/%Y %H:%M}",
            due="" if request.state == State.PAUSED else f"{request.due_on:%d/%m/%Y}",
            status=status_of(request, self._today, self._calendar),
        )


def status_of(request: Request, today: date, calendar: WorkCalendar) -> Status:
    """Say how a request stands on ``today``. Late: past the promise while open, or finished after it."""
    state = State(request.state)
    look, icon = _LOOK[state]
    if request.is_slip:
        return Status(_("Ghi nhầm, đã hủy"), look, "x-circle")
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
