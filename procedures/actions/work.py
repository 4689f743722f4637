"""The work on a request: one action per transition.

Each takes ``seen_version``: the ``lock_version`` that the person had on the screen. When somebody else was quicker
the answer is ``Stale`` and nothing is overwritten; None skips the comparison (imports, demonstration data), the state
is checked all the same.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procedures.actions.trail import leave_trail
from procedures.desk.authority import signs_for
from procedures.enums import Route, State
from procedures.models import Request, RequestComponent, StopInterval
from procedures.queries.catalogue import promise_for
from procedures.queries.requests import asked_papers_of, components_of, events_of, extension_of, pauses_of
from procedures.rules.clock import Promise
from procedures.rules.transitions import PAUSE, READY, REFUSE, RESUME, RETURN, SOLVE, TRANSITIONS, WITHDRAW
from procedures.transfers.gate import follow_the_transfer
from schooladmin.calendars.queries import work_calendar
from schooladmin.calendars.rules import WorkCalendar
from schooladmin.core.errors import OutOfScope, Refusal, Stale
from schooladmin.core.i18n import localized
from schooladmin.core.text import tidy
from schooladmin.units.scope import Scope


@transaction.atomic
def pause_request(
    *,
    actor: Scope,
    request_id: int,
    at: datetime,
    note: str = "",
    missing: Collection[int] = (),
    reason_code: str = "",
    seen_version: int | None = None,
) -> Request:
    """Stop the clock while the applicant must act.

    ``missing``: papers of the checklist (``RequestComponent`` keys) to bring or to correct; ``note`` says the rest.
    One of the two is needed. Raises Refusal for a paper that is not of this request.
    """
    request = begin(actor, request_id, PAUSE, at, note or " ".join(map(str, missing)), seen_version)
    rows = list(components_of(request).filter(pk__in=missing))
    if len(rows) != len(set(missing)):
        raise Refusal(_("Giấy tờ được đánh dấu không thuộc hồ sơ này."), code="paper-unknown", field="missing")
    words = stop_words(rows, note)
    ask_for(request, rows, at=at, reason=words, reason_code=reason_code)
    return _finish(actor, request, PAUSE, at, words, reason_code=reason_code)


def ask_for(
    request: Request, rows: Collection[RequestComponent], *, at: datetime, reason: str, reason_code: str = ""
) -> StopInterval:
    """Open the stop and remember which papers it waits for."""
    stop = StopInterval.objects.create(
        unit_id=request.unit_id, request=request, started_at=at, reason=reason, reason_code=reason_code
    )
    for row in rows:
        row.asked_in, row.is_present, row.arrived_at = stop, False, None
        row.save(update_fields=["asked_in", "is_present", "arrived_at"])
    return stop


def stop_words(rows: Iterable[RequestComponent], note: str) -> str:
    """What the applicant must bring, in words: the papers of the checklist, then what was written by hand."""
    papers = "; ".join(row.component.name for row in rows)
    return ". ".join(part for part in (papers, note.strip()) if part)


@transaction.atomic
def resume_request(
    *,
    actor: Scope,
    request_id: int,
    at: datetime,
    note: str = "",
    arrived: Collection[int] | None = None,
    seen_version: int | None = None,
) -> Request:
    """Let the clock run again: the stop is closed and the promise moves by the days it cost, never earlier.

    ``arrived``: the papers handed in now; None means all that were asked for. Raises Refusal while one is missing.
    """
    request = begin(actor, request_id, RESUME, at, note, seen_version)
    asked = list(asked_papers_of(request))
    still = [row for row in asked if arrived is not None and row.pk not in arrived]
    if still:
        raise Refusal(
            _("Vẫn còn thiếu: %(papers)s. Hồ sơ tiếp tục chờ bổ sung.")
            % {"papers": "; ".join(localized(row.component, "name") for row in still)},
            code="papers-still-missing",
            field="arrived",
        )
    RequestComponent.objects.filter(pk__in=[row.pk for row in asked]).update(is_present=True, arrived_at=at)
    _end_stop(request, at)
    calendar = work_calendar()
    promised = promise_again(request, calendar)
    due_before = request.due_on
    moved = promised.due > due_before
    request.due_on = max(promised.due, due_before)
    request.calendar_revision = calendar.revision
    request.state = State.OPEN
    save(request, "due_on", "calendar_revision")
    leave_trail(
        actor=actor,
        request=request,
        verb=RESUME,
        at=at,
        from_state=State.PAUSED,
        note=note,
        due_before=due_before,
        days=promised.days if moved else (),
    )
    return request


@transaction.atomic
def solve_request(
    *, actor: Scope, request_id: int, at: datetime, note: str = "", seen_version: int | None = None
) -> Request:
    """The result exists: the clock ends here, whether or not anybody has come to fetch it."""
    request = begin(actor, request_id, SOLVE, at, note, seen_version)
    request.solved_at = at
    request.result_note = note
    return _finish(actor, request, SOLVE, at, note, "solved_at", "result_note")


@transaction.atomic
def ready_request(
    *, actor: Scope, request_id: int, at: datetime, note: str = "", seen_version: int | None = None
) -> Request:
    """The result lay signed in the office: it is handed over at once, solved and returned in one step.

    Raises Refusal where the procedure's version does not allow that.
    """
    request = begin(actor, request_id, READY, at, note, seen_version)
    if not request.version.may_be_ready:
        raise Refusal(_("Thủ tục này cần người có thẩm quyền giải quyết, không trả ngay được."), code="not-ready")
    request.solved_at = request.returned_at = at
    request.result_note = note
    return _finish(actor, request, READY, at, note, "solved_at", "returned_at", "result_note")


@transaction.atomic
def return_request(
    *, actor: Scope, request_id: int, at: datetime, note: str = "", seen_version: int | None = None
) -> Request:
    """The result was handed over."""
    request = begin(actor, request_id, RETURN, at, note, seen_version)
    request.returned_at = at
    return _finish(actor, request, RETURN, at, note, "returned_at")


@transaction.atomic
def refuse_request(
    *,
    actor: Scope,
    request_id: int,
    at: datetime,
    note: str,
    reason_code: str = "",
    seen_version: int | None = None,
) -> Request:
    """The request cannot be granted; ``note`` gives the reason in words, ``reason_code`` its entry in the catalogue."""
    return _close(actor, request_id, REFUSE, at, note, seen_version, reason_code)


@transaction.atomic
def withdraw_request(
    *,
    actor: Scope,
    request_id: int,
    at: datetime,
    note: str,
    reason_code: str = "",
    seen_version: int | None = None,
) -> Request:
    """The applicant takes the request back; ``note`` gives the reason in words."""
    return _close(actor, request_id, WITHDRAW, at, note, seen_version, reason_code)


def promise_again(request: Request, calendar: WorkCalendar, *, extended_by: int | None = None) -> Promise:
    """The promise of a request by its own version, its stops, its extension and the present calendar.

    ``extended_by``: the working days of an extension that is just being given.
    """
    if extended_by is None:
        extension = extension_of(request)
        extended_by = extension.working_days if extension else 0
    return promise_for(
        request.version,
        Route(request.route),
        request.received_at,
        pauses_of(request),
        calendar,
        extended_by=extended_by,
    )


def lock(actor: Scope, request_id: int) -> Request:
    """Lock a request for a write. Raises OutOfScope for one that does not exist for the actor."""
    request = (
        Request.objects.select_for_update(of=("self",))
        .select_related("version__procedure")
        .filter(unit__in=actor.units(), pk=request_id)
        .first()
    )
    if request is None:
        raise OutOfScope
    return request


def begin(actor: Scope, request_id: int, verb: str, at: datetime, note: str, seen: int | None) -> Request:
    """Lock the request and check right, version, state, authority of the day, reason and time, in this order."""
    request = lock(actor, request_id)
    actor.require(verb, request.unit_id)
    step = TRANSITIONS[verb]
    if (seen is not None and seen != request.lock_version) or State(request.state) not in step.sources:
        raise Stale(
            _("Hồ sơ %(code)s vừa được xử lý ở nơi khác, hiện ở trạng thái «%(state)s». Chưa có gì bị ghi đè.")
            % {"code": request.code, "state": request.get_state_display()},
            code="request-changed",
        )
    signs_for(actor, request, verb, at)
    follow_the_transfer(request, verb)
    if step.needs_note and not tidy(note):
        raise Refusal(_("Hãy ghi lý do."), code="note-missing", field="note")
    last = events_of(request).last()
    if at < max(request.received_at, last.at if last else request.received_at):
        raise Refusal(
            _("Thời điểm này trước lần xử lý gần nhất của hồ sơ. Hãy kiểm tra đồng hồ của máy."),
            code="before-last-event",
        )
    return request


def _finish(
    actor: Scope, request: Request, verb: str, at: datetime, note: str, *fields: str, reason_code: str = ""
) -> Request:
    """Move the state, save the chosen fields, leave the trail. The promise stays."""
    before = request.state
    request.state = TRANSITIONS[verb].target or before
    save(request, *fields)
    leave_trail(
        actor=actor,
        request=request,
        verb=verb,
        at=at,
        from_state=before,
        note=note,
        reason_code=reason_code,
        due_before=request.due_on,
    )
    return request


def _close(
    actor: Scope, request_id: int, verb: str, at: datetime, note: str, seen: int | None, reason_code: str = ""
) -> Request:
    request = begin(actor, request_id, verb, at, note, seen)
    _end_stop(request, at)
    request.closed_at = at
    request.closed_reason = note
    return _finish(actor, request, verb, at, note, "closed_at", "closed_reason", reason_code=reason_code)


def _end_stop(request: Request, at: datetime) -> None:
    StopInterval.objects.filter(request=request, ended_at__isnull=True).update(ended_at=at)


def save(request: Request, *fields: str) -> None:
    """Save the state and the fields named, and count the change."""
    request.lock_version += 1
    request.save(update_fields=["state", "lock_version", *fields])
