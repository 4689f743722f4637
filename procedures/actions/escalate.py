"""Reminding of requests that press: who is told is a table in the rules, what is told follows from the state.

Nothing here remembers a run. Each run makes the open reminders of every unit exactly those that hold now, so that one
that was missed, late or made twice changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from procedures.actions.trail import matter_of
from procedures.enums import State
from procedures.models import Request, RequestEvent
from procedures.rules.escalation import AUDIENCE, DECIDERS, Level, level_of
from schooladmin.calendars.queries import work_calendar
from schooladmin.calendars.rules import CalendarGapError, WorkCalendar
from schooladmin.core.errors import Forbidden
from schooladmin.core.periods import local_date
from schooladmin.notices import actions as notices
from schooladmin.notices.enums import Level as Pressing
from schooladmin.notices.queries import units_told
from schooladmin.notices.words import Bilingual, Words
from schooladmin.units.enums import Role
from schooladmin.units.models import Unit
from schooladmin.units.queries import members_on
from schooladmin.units.scope import Scope

KIND = "procedures.request.escalate"
# So many schools are looked at together: some thousand open requests at most are held in memory.
_UNITS_AT_ONCE = 50

_PRESSING = {
    Level.HALF: Pressing.INFO,
    Level.DAY_BEFORE: Pressing.SOON,
    Level.DUE_TODAY: Pressing.URGENT,
    Level.OVERDUE: Pressing.URGENT,
}
# Sentences that stay true however long they stand: no «hôm nay», no number of days.
_SAID = {
    Level.HALF: gettext_noop("Hồ sơ %(code)s (%(procedure)s) đã qua nửa thời hạn, hẹn trả %(due)s."),
    Level.DAY_BEFORE: gettext_noop("Hồ sơ %(code)s (%(procedure)s) sắp đến hạn: hẹn trả %(due)s."),
    Level.DUE_TODAY: gettext_noop("Hồ sơ %(code)s (%(procedure)s) phải có kết quả trong ngày hẹn trả %(due)s."),
    Level.OVERDUE: gettext_noop("Hồ sơ %(code)s (%(procedure)s) đã quá hạn: hẹn trả %(due)s."),
}
_SAID_TO_DECIDERS = {
    **_SAID,
    Level.DAY_BEFORE: gettext_noop(
        "Hồ sơ %(code)s (%(procedure)s) sắp đến hạn: hẹn trả %(due)s."
        " Nếu không kịp, hãy mở hồ sơ để gia hạn và lập phiếu xin lỗi trước ngày hẹn."
    ),
}


@dataclass(frozen=True)
class Escalated:
    """What a run changed: reminders opened and closed, and the codes whose level the calendar could not tell."""

    opened: int
    closed: int
    blocked: tuple[str, ...]


def escalate(*, actor: Scope, at: datetime) -> Escalated:
    """Make the reminders of all units of the actor exactly those that hold at ``at``.

    The installation's own work: raises Forbidden for anybody else. Units are taken in batches, each with the same
    number of queries whatever it holds and in a transaction of its own. A request that the calendar cannot place
    keeps no reminder and is named in the answer.
    """
    if not actor.is_system:
        raise Forbidden(_("Chỉ hệ thống được nhắc hạn hồ sơ."))
    calendar, today = work_calendar(), local_date(at)
    running = Request.objects.filter(unit__in=actor.units(), state=State.OPEN)
    units = sorted({*running.values_list("unit_id", flat=True).distinct(), *units_told(actor, KIND)})
    opened, closed = 0, 0
    blocked: list[str] = []
    for start in range(0, len(units), _UNITS_AT_ONCE):
        batch = units[start : start + _UNITS_AT_ONCE]
        levels, gaps = _levels(batch, today, calendar)
        drafts = list(_drafts(levels, _audience(batch, today)))
        kept = notices.keep(actor=actor, kind=KIND, unit_ids=batch, drafts=drafts, at=at)
        opened += kept.opened
        closed += kept.closed
        blocked += gaps
    return Escalated(opened, closed, tuple(blocked))


def _levels(
    unit_ids: Sequence[int], today: date, calendar: WorkCalendar
) -> tuple[list[tuple[Request, Level]], list[str]]:
    """The running requests that press, each with its level; and the codes that the calendar cannot place."""
    counted: dict[int, list[date]] = {}
    reckonings = RequestEvent.objects.filter(unit_id__in=unit_ids, request__state=State.OPEN).exclude(days=[])
    for request_id, days in reckonings.order_by("at", "pk").values_list("request_id", "days"):
        counted[request_id] = [date.fromisoformat(day["date"]) for day in days if day["counted"]]
    found, blocked = [], []
    rows = Request.objects.filter(unit_id__in=unit_ids, state=State.OPEN).select_related("version__procedure")
    for request in rows.order_by("due_on", "pk"):
        try:
            level = level_of(request.due_on, counted.get(request.pk, ()), today, calendar)
        except CalendarGapError:
            blocked.append(request.code)
            continue
        if level is not None:
            found.append((request, level))
    return found, blocked


def _audience(unit_ids: Sequence[int], today: date) -> Mapping[int, Mapping[int, frozenset[Role]]]:
    """The roles of everybody who may have to be told and can log in, by unit and person."""
    told: dict[int, dict[int, frozenset[Role]]] = defaultdict(dict)
    roles = frozenset[Role]().union(*AUDIENCE.values())
    rows = members_on(Unit.objects.filter(pk__in=unit_ids), today).filter(role__in=roles, person__user__is_active=True)
    for unit_id, person_id, role in rows.values_list("unit_id", "person_id", "role"):
        told[unit_id][person_id] = told[unit_id].get(person_id, frozenset()) | {Role(role)}
    return told


def _drafts(
    levels: Sequence[tuple[Request, Level]], audience: Mapping[int, Mapping[int, frozenset[Role]]]
) -> Iterator[notices.Draft]:
    for request, level in levels:
        for person_id, roles in audience.get(request.unit_id, {}).items():
            if not roles & AUDIENCE[level]:
                continue
            yield notices.Draft(
                unit_id=request.unit_id,
                person_id=person_id,
                key=f"{matter_of(request)}:{level.name.lower()}:{request.due_on.isoformat()}",
                text=_words(request, (_SAID_TO_DECIDERS if roles & DECIDERS else _SAID)[level]),
                # The page of the request is also where an extension with its apology is prepared.
                url=reverse("procedures.request.read", args=[request.pk]),
                level=_PRESSING[level],
            )


def _words(request: Request, msgid: str) -> Words:
    procedure = request.version.procedure
    name = Bilingual(procedure.name, procedure.name_en)
    return Words(msgid, {"code": request.code, "procedure": name, "due": request.due_on})
