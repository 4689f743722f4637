"""What is due at the counters that a person serves, in the order in which it presses."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Case, F, Q, Value, When, Window
from django.db.models import Count as CountRows
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from procedures.enums import State
from procedures.models import Request, StopInterval
from procedures.rules.transitions import ACCEPT
from schooladmin.calendars.rules import ONE_DAY, CalendarGapError, WorkCalendar
from schooladmin.units.scope import Scope

_SOON = timedelta(days=5)


class Due(models.TextChoices):
    """The groups of the counter's list, the most pressing first. A running request due after them is in none."""

    LATE = "late", _("Quá hạn")
    TODAY = "today", _("Hôm nay")
    NEXT_DAY = "next_day", _("Ngày làm việc tiếp theo")
    SOON = "soon", _("Trong 5 ngày tới")
    WAITING = "waiting", _("Chờ bổ sung")
    TO_RETURN = "to_return", _("Chờ trả kết quả")


_LATER = "later"


@dataclass(frozen=True)
class DueRow:
    """A request of a group. ``missing`` and ``since``: what the applicant still has to bring, and from when on."""

    request: Request
    missing: str = ""
    since: datetime | None = None


@dataclass(frozen=True)
class DueGroup:
    """The first rows of a group, and how many it has."""

    due: Due
    count: int
    rows: tuple[DueRow, ...]

    @property
    def more(self) -> int:
        """How many are not among the rows."""
        return self.count - len(self.rows)


@dataclass(frozen=True)
class DueList:
    """The groups that have rows, in order, and how many running requests are due after them."""

    groups: tuple[DueGroup, ...]
    later: int


def due_list(scope: Scope, calendar: WorkCalendar, most: int) -> DueList:
    """What is due at the counters that the actor serves, at most ``most`` rows a group (three queries)."""
    placed = (
        Request.objects.filter(unit__in=scope.units_for(ACCEPT), state__in=(State.OPEN, State.PAUSED, State.SOLVED))
        .annotate(due_group=_group(scope.at, calendar))
        .order_by()
    )
    counts = dict(placed.values_list("due_group").annotate(count=CountRows("pk")))
    order = (F("due_on").asc(), F("received_at").asc(), F("pk").asc())
    first = (
        placed.exclude(due_group=_LATER)
        .annotate(place=Window(RowNumber(), partition_by=F("due_group"), order_by=order))
        .filter(place__lte=most)
        .select_related("version__procedure")
        .order_by("due_on", "received_at", "pk")
    )
    found: dict[str, list[Request]] = {}
    for request in first:
        found.setdefault(str(getattr(request, "due_group", "")), []).append(request)
    stops = {
        stop.request_id: stop
        for stop in StopInterval.objects.filter(
            request__in=[request.pk for request in found.get(Due.WAITING, ())], ended_at__isnull=True
        )
    }
    groups = tuple(
        DueGroup(due, counts[due], tuple(_row(request, stops.get(request.pk)) for request in found[due]))
        for due in Due
        if due in found
    )
    return DueList(groups, counts.get(_LATER, 0))


def _group(today: date, calendar: WorkCalendar) -> Case:
    """The group of a request as an expression. Days of the law's «ngày» are days of the calendar, not of work."""
    running = Q(state=State.OPEN)
    return Case(
        When(state=State.PAUSED, then=Value(Due.WAITING)),
        When(state=State.SOLVED, then=Value(Due.TO_RETURN)),
        When(running & Q(due_on__lt=today), then=Value(Due.LATE)),
        When(running & Q(due_on=today), then=Value(Due.TODAY)),
        When(running & Q(due_on__lte=_next_day(today, calendar)), then=Value(Due.NEXT_DAY)),
        When(running & Q(due_on__lte=today + _SOON), then=Value(Due.SOON)),
        default=Value(_LATER),
        output_field=models.CharField(),
    )


def _next_day(today: date, calendar: WorkCalendar) -> date:
    try:
        return calendar.next_working(today + ONE_DAY)
    except CalendarGapError:
        # The next year has not been entered: its first day is named, so that nothing due then is left out.
        return today + ONE_DAY


def _row(request: Request, stop: StopInterval | None) -> DueRow:
    return DueRow(request, stop.reason, stop.started_at) if stop else DueRow(request)
