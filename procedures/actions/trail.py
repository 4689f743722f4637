"""What every write of the counter leaves behind: the event of the request and the entry of the audit trail."""

from collections.abc import Iterable
from datetime import date, datetime

from procedures.desk.authority import signs_for
from procedures.desk.telling import settle
from procedures.explain import to_json
from procedures.models import Request, RequestEvent
from procedures.proofs import settle_request
from schooladmin.audit.actions import record
from schooladmin.calendars.rules import Day
from schooladmin.notices.actions import withdraw
from schooladmin.units.scope import Scope


def leave_trail(
    *,
    actor: Scope,
    request: Request,
    verb: str,
    at: datetime,
    from_state: str = "",
    note: str = "",
    reason_code: str = "",
    due_before: date | None = None,
    days: Iterable[Day] = (),
    expected_on: date | None = None,
) -> RequestEvent:
    """Record that ``verb`` happened to ``request``, which already carries its new state and promise.

    What people were told about the request as it was before is taken back: the next run of the reminders, or the
    caller, tells what holds now.

    ``days`` is the reckoning of a promise made or moved here, ``expected_on`` the day that an apology named. The audit
    entry names states and dates, no persons.
    """
    event = RequestEvent.objects.create(
        unit_id=request.unit_id,
        request=request,
        at=at,
        actor_label=actor.label,
        signed_for=signs_for(actor, request, verb, at),
        verb=verb,
        from_state=from_state,
        to_state=request.state,
        note=note,
        reason_code=reason_code,
        due_before=due_before,
        due_after=request.due_on,
        days=to_json(days),
        expected_on=expected_on,
    )
    changes: dict[str, list[str | None]] = {"state": [from_state or None, request.state]}
    if due_before != request.due_on:
        changes["due_on"] = [due_before.isoformat() if due_before else None, request.due_on.isoformat()]
    if expected_on is not None:
        changes["expected_on"] = [None, expected_on.isoformat()]
    record(
        actor=actor,
        unit_id=request.unit_id,
        verb=verb,
        at=at,
        thing=request,
        label=request.code,
        changes=changes,
    )
    if from_state and (from_state != request.state or due_before != request.due_on):
        withdraw(actor=actor, unit_id=request.unit_id, key_prefix=matter_of(request), at=at)
    if from_state and from_state != request.state:
        settle(actor, request, at)
        settle_request(request, from_state)
    actor.require_inside(request.unit_id)
    return event


def matter_of(request: Request) -> str:
    """The key that every notice about the request begins with."""
    return f"request:{request.pk}"
