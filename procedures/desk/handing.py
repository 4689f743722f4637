"""Handing a file from person to person: for work, for decision, back to the counter; and saying that it was taken."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procedures.actions.trail import leave_trail
from procedures.actions.work import lock, solve_request
from procedures.desk.authority import decider_of
from procedures.desk.permissions import HAND_OVER, PREPARE, SEND_BACK, TAKE
from procedures.desk.telling import settle, tell
from procedures.enums import HandOverPurpose, State
from procedures.models import HandOver, Request
from procedures.queries.delegations import desks_on
from procedures.queries.handovers import HELD, latest_of
from procedures.queries.requests import events_of
from schooladmin.core.errors import Refusal, Stale
from schooladmin.core.periods import local_date
from schooladmin.core.text import tidy
from schooladmin.units.enums import Role
from schooladmin.units.models import Membership, Person
from schooladmin.units.queries import holder_on
from schooladmin.units.scope import Scope


@transaction.atomic
def hand_over_request(*, actor: Scope, request_id: int, taker_id: int, at: datetime, note: str = "") -> HandOver:
    """Give the file to a colleague of the school. The promise and the state stay.

    Raises Refusal when the taker is the giver, holds the file already, or does not work at the school on that day.
    """
    request = _begin(actor, request_id, HAND_OVER, at, HELD)
    member = (
        Membership.objects.valid_on(local_date(at))
        .filter(unit_id=request.unit_id, person_id=taker_id)
        .select_related("person")
        .first()
    )
    if member is None:
        raise Refusal(_("Người nhận không làm việc tại trường này."), code="taker-elsewhere", field="taker")
    return _give(actor, request, member.person, HandOverPurpose.WORK, at, note)


@transaction.atomic
def prepare_request(*, actor: Scope, request_id: int, at: datetime, note: str = "") -> HandOver:
    """Put the file before whoever decides today. Raises Refusal when nobody may, or when it lies there already."""
    request = _begin(actor, request_id, PREPARE, at, (State.OPEN,))
    decider = decider_of(request, desks_on([request.unit_id], at)[request.unit_id])
    if decider is None:
        raise Refusal(
            _("Hôm nay trường chưa có hiệu trưởng. Hãy nhờ người quản trị ghi người phụ trách trường."),
            code="nobody-decides",
        )
    return _give(actor, request, decider, HandOverPurpose.DECISION, at, note)


@transaction.atomic
def send_back_request(*, actor: Scope, request_id: int, at: datetime, note: str) -> HandOver:
    """Give the file back to the counter without deciding; ``note`` says what is wrong with it.

    It goes to whoever put it up for decision, otherwise to the clerk of the school.
    """
    request = _begin(actor, request_id, SEND_BACK, at, (State.OPEN,))
    if not tidy(note):
        raise Refusal(_("Hãy ghi cần xem lại điều gì."), code="note-missing", field="note")
    last = latest_of(request)
    clerk = holder_on(request.unit_id, Role.CLERK, local_date(at))
    taker = last.giver if last and last.purpose == HandOverPurpose.DECISION else None
    if taker is None or taker.pk == actor.person_id:
        taker = clerk.person if clerk else None
    if taker is None:
        raise Refusal(
            _("Trường chưa có văn thư. Hãy mở hồ sơ và bàn giao cho người xử lý."), code="no-clerk", field="note"
        )
    return _give(actor, request, taker, HandOverPurpose.BACK, at, note)


@transaction.atomic
def take_request(*, actor: Scope, request_id: int, at: datetime) -> HandOver:
    """Say that the file has come. Only the taker of the latest hand-over can; said twice it changes nothing."""
    request = _begin(actor, request_id, TAKE, at, tuple(State))
    last = latest_of(request)
    if last is None or last.taker_id != actor.person_id:
        raise Refusal(_("Hồ sơ này không được giao cho thầy, cô."), code="not-the-taker")
    if last.taken_at is None:
        last.taken_at = at
        last.save(update_fields=["taken_at"])
        if last.purpose != HandOverPurpose.DECISION:  # that one ends with the decision
            settle(actor, request, at)
        leave_trail(actor=actor, request=request, verb=TAKE, at=at, from_state=request.state, due_before=request.due_on)
    return last


@transaction.atomic
def agree_request(
    *, actor: Scope, request_id: int, at: datetime, note: str = "", seen_version: int | None = None
) -> Request:
    """Decide in favour, as ``solve_request`` does; a file that was put up for decision goes back to who put it up."""
    request = solve_request(actor=actor, request_id=request_id, at=at, note=note, seen_version=seen_version)
    last = latest_of(request)
    if last is not None and last.purpose == HandOverPurpose.DECISION:
        if last.taken_at is None and last.taker_id == actor.person_id:
            last.taken_at = at
            last.save(update_fields=["taken_at"])
        if last.giver is not None and last.giver_id != actor.person_id:
            _give(actor, request, last.giver, HandOverPurpose.BACK, at, "")
    return request


def _begin(actor: Scope, request_id: int, verb: str, at: datetime, states: Collection[State]) -> Request:
    """Lock the request; check right, state and time."""
    request = lock(actor, request_id)
    actor.require(verb, request.unit_id)
    if State(request.state) not in states:
        raise Stale(
            _("Hồ sơ %(code)s vừa được xử lý ở nơi khác, hiện ở trạng thái «%(state)s». Chưa có gì bị ghi đè.")
            % {"code": request.code, "state": request.get_state_display()},
            code="request-changed",
        )
    last = events_of(request).last()
    if at < (last.at if last else request.received_at):
        raise Refusal(
            _("Thời điểm này trước lần xử lý gần nhất của hồ sơ. Hãy kiểm tra đồng hồ của máy."),
            code="before-last-event",
        )
    return request


_VERBS = {
    HandOverPurpose.WORK: HAND_OVER,
    HandOverPurpose.DECISION: PREPARE,
    HandOverPurpose.BACK: SEND_BACK,
}


def _give(actor: Scope, request: Request, taker: Person, purpose: HandOverPurpose, at: datetime, note: str) -> HandOver:
    if taker.pk == actor.person_id:
        raise Refusal(_("Người nhận phải là người khác."), code="taker-is-giver", field="taker")
    last = latest_of(request)
    if last is not None and last.taker_id == taker.pk and (last.purpose == purpose or purpose == HandOverPurpose.WORK):
        raise Refusal(
            _("Hồ sơ %(code)s đã được giao cho %(name)s.") % {"code": request.code, "name": taker.full_name},
            code="given-already",
            field="taker",
        )
    row = HandOver.objects.create(
        unit_id=request.unit_id,
        request=request,
        at=at,
        purpose=purpose,
        giver_id=actor.person_id,
        giver_label=actor.label,
        taker=taker,
        taker_label=taker.full_name,
        note=note,
        due_on=request.due_on,
    )
    leave_trail(
        actor=actor,
        request=request,
        verb=_VERBS[purpose],
        at=at,
        from_state=request.state,
        note="\n".join(part for part in (f"→ {taker.full_name}", note.strip()) if part),
        due_before=request.due_on,
    )
    tell(actor, request, row, at)
    return row
