"""After a change of the calendar: open promises move later where they must, and never earlier."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from procedures.actions.trail import leave_trail, matter_of
from procedures.actions.work import lock, promise_again
from procedures.enums import State
from procedures.models import Request
from procedures.rules.transitions import RECOMPUTE
from schooladmin.calendars.queries import work_calendar
from schooladmin.calendars.rules import WorkCalendar
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import local_date
from schooladmin.notices.actions import notify
from schooladmin.notices.enums import Level
from schooladmin.notices.words import Bilingual, Words
from schooladmin.units.enums import Role
from schooladmin.units.models import Unit
from schooladmin.units.queries import members_on
from schooladmin.units.scope import Scope


@dataclass(frozen=True)
class Recomputed:
    """What a recomputation did: how many promises were looked at, which moved, which could not be computed."""

    looked_at: int
    moved: tuple[str, ...]
    blocked: tuple[str, ...]


def recompute_open(*, actor: Scope, at: datetime) -> Recomputed:
    """Recompute the open requests whose promise was made with an older calendar.

    A promise that ends later moves and an event keeps the new reckoning; one that would end earlier stays (a day off
    taken back does not shorten what people were told). Finished requests stay as they were; paused ones are computed
    when they resume. Each request in its own transaction: running it again is harmless.
    """
    calendar = work_calendar()
    waiting = Request.objects.filter(
        unit__in=actor.units_for(RECOMPUTE), state=State.OPEN, calendar_revision__lt=calendar.revision
    )
    moved, blocked = [], []
    ids = list(waiting.values_list("pk", flat=True))
    for request_id in ids:
        request, outcome = _recompute(actor, request_id, calendar, at)
        if outcome == "moved":
            moved.append(request.code)
        elif outcome == "blocked":
            blocked.append(request.code)
    return Recomputed(len(ids), tuple(moved), tuple(blocked))


@transaction.atomic
def _recompute(actor: Scope, request_id: int, calendar: WorkCalendar, at: datetime) -> tuple[Request, str]:
    request = lock(actor, request_id)
    actor.require(RECOMPUTE, request.unit_id)
    if request.state != State.OPEN:
        return request, "left"
    try:
        promised = promise_again(request, calendar)
    except Refusal:
        # The calendar does not reach far enough yet: reported to the caller, tried again after its next change.
        return request, "blocked"
    due_before = request.due_on
    request.calendar_revision = calendar.revision
    if promised.due <= due_before:
        request.save(update_fields=["calendar_revision"])
        return request, "left"
    request.due_on = promised.due
    request.lock_version += 1
    request.save(update_fields=["calendar_revision", "due_on", "lock_version"])
    leave_trail(
        actor=actor,
        request=request,
        verb=RECOMPUTE,
        at=at,
        from_state=State.OPEN,
        note="Lịch làm việc thay đổi.",  # kept with the record: Vietnamese, whoever acts
        due_before=due_before,
        days=promised.days,
    )
    _tell(actor, request, at)
    return request, "moved"


def _tell(actor: Scope, request: Request, at: datetime) -> None:
    """Draft for the clerks what the applicant has to hear: the paper in the parent's hand says the old day."""
    clerks = members_on(Unit.objects.filter(pk=request.unit_id), local_date(at)).filter(role=Role.CLERK)
    procedure = request.version.procedure
    notify(
        actor=actor,
        unit_id=request.unit_id,
        person_ids=list(clerks.values_list("person_id", flat=True)),
        key=f"{matter_of(request)}:moved:{request.due_on.isoformat()}",
        kind=RECOMPUTE,
        text=Words(
            gettext_noop(
                "Lịch làm việc thay đổi nên hồ sơ %(code)s (%(procedure)s) được hẹn lại ngày %(due)s."
                " Hãy báo người nộp và in lại giấy hẹn."
            ),
            {
                "code": request.code,
                "procedure": Bilingual(procedure.name, procedure.name_en),
                "due": request.due_on,
            },
        ),
        url=reverse("procedures.request.read", args=[request.pk]),
        level=Level.SOON,
        at=at,
    )
