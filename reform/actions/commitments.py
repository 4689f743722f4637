"""What the unit promised: adding, correcting and closing a commitment."""

import uuid
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from reform.enums import CommitmentState
from reform.models import Commitment
from reform.rules import REASON_MAX, REASON_MIN, text_faults
from schooladmin.audit.actions import record
from schooladmin.core.errors import OutOfScope, Refusal, Stale
from schooladmin.core.periods import Quarter, local_date
from schooladmin.core.text import nfc, tidy
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope

_VERB = "reform.commitment.edit"


@transaction.atomic
def add_commitment(
    *,
    actor: Scope,
    unit_id: int,
    quarter: Quarter,
    text: str,
    owner_name: str,
    due_on: date | None,
    at: datetime,
    mutation_id: uuid.UUID | None = None,
) -> Commitment:
    """Promise something in ``quarter``, after the promises that are there. A form sent twice gives one promise."""
    actor.require(_VERB, unit_id)
    mutation_id = mutation_id or uuid.uuid4()
    Unit.objects.select_for_update().get(pk=unit_id)  # numbers have no gap and no twin
    sent = Commitment.objects.filter(unit_id=unit_id, mutation_id=mutation_id).first()
    if sent is not None:
        return sent
    due_on = _checked(quarter, text, owner_name, due_on)
    rows = Commitment.objects.filter(unit_id=unit_id, quarter=quarter.code)
    last = rows.aggregate(last=Max("order"))["last"] or 0
    commitment = Commitment.objects.create(
        unit_id=unit_id,
        quarter=quarter.code,
        order=last + 1,
        text=text,
        owner_name=owner_name,
        due_on=due_on,
        mutation_id=mutation_id,
    )
    changes = {"quarter": [None, quarter.code], "text": [None, commitment.text], "due_on": [None, due_on.isoformat()]}
    record(actor=actor, unit_id=unit_id, verb="reform.commitment.add", at=at, thing=commitment, changes=changes)
    actor.require_inside(unit_id)
    return commitment


@transaction.atomic
def edit_commitment(
    *, actor: Scope, commitment_id: int, version: int, text: str, owner_name: str, due_on: date | None, at: datetime
) -> Commitment:
    """Correct an open commitment. Raises Stale when somebody saved in the meantime."""
    commitment = _locked_open(actor, commitment_id, version)
    due_on = _checked(Quarter.parse(commitment.quarter), text, owner_name, due_on)
    old = {"text": commitment.text, "owner_name": commitment.owner_name, "due_on": commitment.due_on.isoformat()}
    commitment.text, commitment.owner_name, commitment.due_on = nfc(text).strip(), tidy(owner_name), due_on
    commitment.version += 1
    commitment.save(update_fields=["text", "owner_name", "due_on", "version"])
    new = {"text": commitment.text, "owner_name": commitment.owner_name, "due_on": due_on.isoformat()}
    changes = {name: [old[name], new[name]] for name in new if old[name] != new[name]}
    unit_id = commitment.unit_id
    record(actor=actor, unit_id=unit_id, verb="reform.commitment.edit", at=at, thing=commitment, changes=changes)
    actor.require_inside(unit_id)
    return commitment


@transaction.atomic
def close_commitment(
    *,
    actor: Scope,
    commitment_id: int,
    version: int,
    state: CommitmentState,
    at: datetime,
    done_on: date | None = None,
    reason: str = "",
) -> Commitment:
    """Say that a commitment is done (on ``done_on``, today unless given), was not done, or is dropped.

    What was not done needs its ``reason``.
    """
    commitment = _locked_open(actor, commitment_id, version)
    today = local_date(at)
    if state == CommitmentState.DONE:
        done_on = done_on or today
        if done_on > today:
            raise Refusal(_("Ngày xong không được sau hôm nay."), code="day-in-future", field="done_on")
    elif state == CommitmentState.NOT_DONE:
        done_on = None
        _require_reason(reason)
    elif state == CommitmentState.DROPPED:
        done_on = None
    else:
        raise Refusal(_("Hãy chọn đã xong, chưa làm được hoặc không làm nữa."), code="state-unknown", field="state")
    commitment.state, commitment.done_on = state, done_on
    commitment.reason = "" if state == CommitmentState.DONE else tidy(reason)
    commitment.version += 1
    commitment.save(update_fields=["state", "done_on", "reason", "version"])
    changes = {"state": ["open", state.value], "done_on": [None, done_on.isoformat() if done_on else None]}
    if commitment.reason:
        changes["reason"] = [None, commitment.reason]
    unit_id = commitment.unit_id
    record(actor=actor, unit_id=unit_id, verb="reform.commitment.close", at=at, thing=commitment, changes=changes)
    actor.require_inside(unit_id)
    return commitment


@transaction.atomic
def carry_commitment(
    *,
    actor: Scope,
    commitment_id: int,
    version: int,
    quarter: Quarter,
    reason: str,
    due_on: date | None,
    at: datetime,
) -> Commitment:
    """Go on with an open promise in a later quarter: the old one was not done, for a reason; the new one names it.

    Sent twice it is carried once. Raises Refusal with the field at fault, Stale when somebody saved in the meantime.
    """
    sent = Commitment.objects.filter(carried_from=commitment_id, quarter=quarter.code, unit__in=actor.units()).first()
    if sent is not None:
        actor.require(_VERB, sent.unit_id)
        return sent
    old = _locked_open(actor, commitment_id, version)
    if quarter <= Quarter.parse(old.quarter):
        raise Refusal(_("Chỉ chuyển cam kết sang quý sau."), code="quarter-not-later")
    due_on = _checked(quarter, old.text, old.owner_name, due_on)
    unit_id = old.unit_id
    close_commitment(
        actor=actor,
        commitment_id=old.pk,
        version=version,
        state=CommitmentState.NOT_DONE,
        reason=reason,
        at=at,
    )
    new = add_commitment(
        actor=actor,
        unit_id=unit_id,
        quarter=quarter,
        text=old.text,
        owner_name=old.owner_name,
        due_on=due_on,
        mutation_id=uuid.uuid5(old.mutation_id, quarter.code),
        at=at,
    )
    new.carried_from = old
    new.save(update_fields=["carried_from"])
    changes = {"quarter": [old.quarter, quarter.code], "due_on": [old.due_on.isoformat(), due_on.isoformat()]}
    record(actor=actor, unit_id=unit_id, verb="reform.commitment.carry", at=at, thing=new, changes=changes)
    actor.require_inside(unit_id)
    return new


def _require_reason(reason: str) -> None:
    if len(tidy(reason)) < REASON_MIN:
        raise Refusal(
            _("Hãy ghi vì sao chưa làm được, ít nhất %(least)s ký tự.") % {"least": REASON_MIN},
            code="reason-required",
            field="reason",
        )
    if len(tidy(reason)) > REASON_MAX:
        raise Refusal(
            _("Lý do không được quá %(most)s ký tự.") % {"most": REASON_MAX}, code="reason-too-long", field="reason"
        )


def _locked_open(actor: Scope, commitment_id: int, version: int) -> Commitment:
    rows = Commitment.objects.select_for_update(of=("self",))
    commitment = rows.filter(pk=commitment_id, unit__in=actor.units()).first()
    if commitment is None:
        raise OutOfScope
    actor.require(_VERB, commitment.unit_id)
    if commitment.state != CommitmentState.OPEN:
        raise Refusal(_("Cam kết này đã được đóng."), code="commitment-closed")
    if commitment.version != version:
        raise Stale(_("Có người vừa sửa cam kết này. Hãy xem lại rồi lưu."), code="commitment-stale")
    return commitment


def _checked(quarter: Quarter, text: str, owner_name: str, due_on: date | None) -> date:
    """Return the day that a commitment is due on. Raises Refusal with the field at fault."""
    for fault in text_faults(text, field="text", most=1000):
        raise fault
    if not tidy(owner_name):
        raise Refusal(_("Hãy ghi người phụ trách."), code="owner-required", field="owner_name")
    if due_on is None:
        raise Refusal(_("Hãy chọn hạn hoàn thành."), code="due-required", field="due_on")
    if due_on < quarter.calendar.start:
        raise Refusal(
            _("Hạn hoàn thành không được trước ngày đầu của %(quarter)s.") % {"quarter": quarter.short_label},
            code="due-before-quarter",
            field="due_on",
        )
    return due_on
