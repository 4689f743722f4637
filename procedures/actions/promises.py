"""Writes that move a promise: the one extension before it runs out, and the taking back of a result."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procedures.actions.trail import leave_trail
from procedures.actions.work import begin, promise_again, save
from procedures.enums import State, StopKind
from procedures.models import Extension, Request, StopInterval
from procedures.queries.requests import extension_of
from procedures.rules.transitions import EXTEND, REOPEN
from schooladmin.calendars.queries import gap_refusal, work_calendar
from schooladmin.calendars.rules import CalendarGapError, WorkCalendar
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import local_date
from schooladmin.units.scope import Scope


@transaction.atomic
def extend_request(
    *,
    actor: Scope,
    request_id: int,
    at: datetime,
    note: str,
    working_days: int | None = None,
    until: date | None = None,
    reason_code: str = "",
    seen_version: int | None = None,
) -> Request:
    """Put the promise off, once and before it has run out, by ``working_days`` or to the day ``until`` (one of them).

    Side effects in order: the extension with the promise before and after, the new promise, an event with the new
    reckoning, the audit entry. Raises Refusal when it was extended before, when the promise has run out (then only an
    apology is left), and when the new day is not later or not a working day.
    """
    request = begin(actor, request_id, EXTEND, at, note, seen_version)
    if extension_of(request) is not None:
        raise Refusal(_("Hồ sơ này đã được gia hạn một lần, không gia hạn thêm được."), code="extended-before")
    if local_date(at) > request.due_on:
        raise Refusal(
            _("Đã quá ngày hẹn %(due)s nên không gia hạn được nữa. Hãy gửi văn bản xin lỗi và giải quyết sớm nhất.")
            % {"due": f"{request.due_on:%d/%m/%Y}"},
            code="extend-too-late",
        )
    calendar = work_calendar()
    due_before = request.due_on
    days = _extension_days(request, working_days, until, calendar)
    promised = promise_again(request, calendar, extended_by=days)
    # A promise that a calendar once moved stands later than its reckoning: the extension starts from what was told.
    while promised.due <= due_before or (until is not None and promised.due < until):
        days += 1
        promised = promise_again(request, calendar, extended_by=days)
    extension = Extension(
        unit_id=request.unit_id,
        request=request,
        at=at,
        actor_label=actor.label,
        working_days=days,
        due_before=due_before,
        due_after=promised.due,
        reason_code=reason_code,
        reason=note,
    )
    request.due_on = promised.due
    request.calendar_revision = calendar.revision
    extension.save(force_insert=True)
    save(request, "due_on", "calendar_revision")
    leave_trail(
        actor=actor,
        request=request,
        verb=EXTEND,
        at=at,
        from_state=request.state,
        note=note,
        reason_code=reason_code,
        due_before=due_before,
        days=promised.days,
    )
    return request


def _extension_days(request: Request, days: int | None, until: date | None, calendar: WorkCalendar) -> int:
    """The working days that the extension adds, however it was said."""
    if (days is None) == (until is None):
        raise Refusal(
            _("Hãy ghi số ngày làm việc gia hạn thêm, hoặc chọn ngày hẹn mới, một trong hai."),
            code="extend-by-what",
            field="working_days",
        )
    if days is not None:
        if not 1 <= days <= 60:
            raise Refusal(_("Số ngày gia hạn phải từ 1 đến 60."), code="extend-days-wrong", field="working_days")
        return days
    assert until is not None
    try:
        if until <= request.due_on or not calendar.is_working(until):
            raise Refusal(
                _("Ngày hẹn mới phải là ngày làm việc sau ngày hẹn cũ %(due)s.")
                % {"due": f"{request.due_on:%d/%m/%Y}"},
                code="extend-day-wrong",
                field="until",
            )
        return calendar.working_days_between(request.due_on, until)
    except CalendarGapError as gap:
        raise gap_refusal(gap) from gap


@transaction.atomic
def reopen_request(
    *, actor: Scope, request_id: int, at: datetime, note: str, seen_version: int | None = None
) -> Request:
    """Take a wrong result back and work on: the time in which it stood is neither work nor waiting.

    Side effects in order: a stop of that time, the promise reckoned anew (never earlier), the event, the audit entry.
    The register counts the request as unfinished again; reports that were handed in keep what they said.
    """
    request = begin(actor, request_id, REOPEN, at, note, seen_version)
    before, due_before = request.state, request.due_on
    assert request.solved_at is not None
    StopInterval.objects.create(
        unit_id=request.unit_id,
        request=request,
        kind=StopKind.RESULT,
        started_at=request.solved_at,
        ended_at=at,
        reason=note,
    )
    calendar = work_calendar()
    request.state, request.solved_at, request.returned_at = State.OPEN, None, None
    promised = promise_again(request, calendar)
    moved = promised.due > due_before
    request.due_on = max(promised.due, due_before)
    request.calendar_revision = calendar.revision
    save(request, "solved_at", "returned_at", "due_on", "calendar_revision")
    leave_trail(
        actor=actor,
        request=request,
        verb=REOPEN,
        at=at,
        from_state=before,
        note=note,
        due_before=due_before,
        days=promised.days if moved else (),
    )
    return request
