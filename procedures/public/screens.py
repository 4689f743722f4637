"""Reads of the hall's screen: what it shows, and which schools have one."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from procedures.enums import State, StopKind
from procedures.models import LobbyScreen, Request, StopInterval
from procedures.public.permissions import LOBBY
from procedures.public.queries import holder, name_of, unit_behind
from procedures.rules.codes import short_code
from schooladmin.calendars.queries import work_calendar
from schooladmin.calendars.rules import CalendarGapError, WorkCalendar
from schooladmin.core.periods import VIETNAM, local_date
from schooladmin.units.enums import UnitKind
from schooladmin.units.queries import with_names
from schooladmin.units.scope import Scope, opened

LOBBY_DAYS = 10
LOBBY_ROWS = 14
LOBBY_SECONDS = 60
_LOBBY_MOST = 20 * LOBBY_ROWS


@dataclass(frozen=True)
class Board:
    """What the screen shows now: short codes only. ``page`` of ``pages``, which take turns minute by minute."""

    school: str
    now: datetime
    ready: tuple[str, ...]
    papers: tuple[str, ...]
    page: int
    pages: int


def board_of(token: str, at: datetime) -> Board | None:
    """The board of the screen with this secret; None when there is none or it was revoked."""
    unit_id = unit_behind(LobbyScreen, token=token)
    if unit_id is None:
        return None
    with opened(holder(unit_id, LOBBY, at)):
        screen = LobbyScreen.objects.filter(token=token, revoked_at__isnull=True).first()
        if screen is None:
            return None
        since = _days_back(work_calendar(), local_date(at))
        requests = Request.objects.filter(unit_id=screen.unit_id)
        solved = requests.filter(state=State.SOLVED, solved_at__gte=since).order_by("-solved_at", "-pk")
        ready = [short_code(code) for code in solved.values_list("code", flat=True)[:_LOBBY_MOST]]
        stops = StopInterval.objects.filter(
            unit_id=screen.unit_id,
            kind=StopKind.APPLICANT,
            ended_at__isnull=True,
            started_at__gte=since,
            request__state=State.PAUSED,
        ).order_by("-started_at", "-pk")
        papers = [short_code(code) for code in stops.values_list("request__code", flat=True)[:_LOBBY_MOST]]
        name = name_of(screen.unit_id, local_date(at))
    pages = max(1, ceil(max(len(ready), len(papers)) / LOBBY_ROWS))
    page = int(at.timestamp() // LOBBY_SECONDS) % pages
    shown = slice(page * LOBBY_ROWS, (page + 1) * LOBBY_ROWS)
    return Board(name, at, tuple(ready[shown]), tuple(papers[shown]), page + 1, pages)


def _days_back(calendar: WorkCalendar, today: date) -> datetime:
    """The first moment of the last ten working days, today among them; of two weeks where the calendar has a gap."""
    day, left = today, LOBBY_DAYS
    try:
        while True:
            left -= calendar.is_working(day)
            if not left:
                break
            day -= timedelta(days=1)
    except CalendarGapError:
        day = today - timedelta(days=14)
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM)


@dataclass(frozen=True)
class Screen:
    """A school with its screen, for who switches it: ``token`` is empty while it is off."""

    unit_id: int
    code: str
    name: str
    token: str
    since: datetime | None


def screens_for(scope: Scope) -> list[Screen]:
    """The schools whose screen the actor may switch (two queries)."""
    units = list(with_names(scope.units_for(LOBBY).filter(kind=UnitKind.SCHOOL), scope.at))
    rows = LobbyScreen.objects.filter(unit__in=[unit.pk for unit in units], revoked_at__isnull=True)
    on = {row.unit_id: row for row in rows}
    return [
        Screen(
            unit_id=unit.pk,
            code=unit.code,
            name=str(getattr(unit, "name", None) or unit.code),
            token=on[unit.pk].token if unit.pk in on else "",
            since=on[unit.pk].created_at if unit.pk in on else None,
        )
        for unit in units
    ]
