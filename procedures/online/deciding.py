"""Writes of the counter: answering, declining and taking in what a guest sent. Of two people at it, one wins."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procedures.actions.intake import Application, accept_request
from procedures.enums import Channel, Entry, Relation, Route
from procedures.models import Request, Submission
from procedures.models.online import SubmissionKind, SubmissionState
from procedures.online.actions import matter_of
from procedures.online.forms import GuestForm
from procedures.online.permissions import ACCEPT, ANSWER, DECLINE
from procedures.queries.applicants import answer_ends
from procedures.queries.catalogue import version_on
from pupils.queries import pupil_of
from schooladmin.audit.actions import record
from schooladmin.core.errors import OutOfScope, Refusal, Stale
from schooladmin.core.periods import local_date
from schooladmin.notices.actions import withdraw
from schooladmin.units.scope import Scope

_OPEN = (SubmissionState.SENT, SubmissionState.ANSWERED)


@dataclass(frozen=True)
class Answer:
    """What the counter tells the family: the photos show all that is needed, or which papers are still missing."""

    is_complete: bool
    missing: tuple[int, ...] = ()
    words: str = ""


@transaction.atomic
def answer_submission(
    *, actor: Scope, submission_id: int, lock_version: int, answer: Answer, at: datetime
) -> Submission:
    """Tell the family how its photos look. It may then add to them and send again.

    Raises Stale when it was changed or settled in the meantime; Refusal for an answer that says nothing, and for
    «complete» to somebody who handed the request in: that one is taken in.
    """
    row = _locked(actor, submission_id, ANSWER)
    _require_open(row, lock_version)
    if answer.is_complete and row.kind == SubmissionKind.REQUEST:
        raise Refusal(_("Người nộp đã nộp hồ sơ. Giấy tờ đã đủ thì hãy bấm «Tiếp nhận»."), code="complete-so-accept")
    if not answer.is_complete and not answer.missing and not answer.words.strip():
        raise Refusal(
            _("Hãy bỏ dấu ở giấy tờ còn thiếu, hoặc viết lời nhắn cho người nộp."), code="answer-empty", field="words"
        )
    known = {component.pk for component in version_on(row.procedure.code, local_date(at)).components.all()}
    before = row.state
    row.state, row.is_complete = SubmissionState.ANSWERED, answer.is_complete
    row.missing = [] if answer.is_complete else sorted(known & set(answer.missing))
    row.answer = answer.words
    _settle(row, at)
    record(
        actor=actor,
        unit_id=row.unit_id,
        verb=ANSWER,
        at=at,
        thing=row,
        changes={"state": [before, row.state], "is_complete": [None, row.is_complete]},
    )
    _withdraw_notices(actor, row, at)
    actor.require_inside(row.unit_id)
    return row


@transaction.atomic
def decline_submission(*, actor: Scope, submission_id: int, lock_version: int, reason: str, at: datetime) -> Submission:
    """Do not take it in, and say why. Declining again is harmless; Stale when it was changed or taken in."""
    row = _locked(actor, submission_id, DECLINE)
    if row.state == SubmissionState.DECLINED:
        return row
    _require_open(row, lock_version)
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do để người nộp biết cần làm gì."), code="reason-empty", field="reason")
    before = row.state
    row.state, row.answer, row.is_complete, row.missing = SubmissionState.DECLINED, reason, None, []
    _settle(row, at)
    record(actor=actor, unit_id=row.unit_id, verb=DECLINE, at=at, thing=row, changes={"state": [before, row.state]})
    _withdraw_notices(actor, row, at)
    actor.require_inside(row.unit_id)
    return row


@transaction.atomic
def accept_submission(
    *,
    actor: Scope,
    submission_id: int,
    lock_version: int,
    component_ids: Collection[int],
    pupil_id: int | None,
    missing_note: str,
    at: datetime,
) -> Request:
    """Take it in as a request of the register; accepting again gives the request that was made.

    It counts as submitted when it was sent and as received now; a required paper that is not ticked pauses it at
    once. What was typed is emptied here, as the request has it now; the photos stay. Raises Stale when it was
    changed, answered or declined in the meantime, and whatever ``accept_request`` refuses.
    """
    row = _locked(actor, submission_id, ACCEPT)
    if row.request is not None:
        return row.request
    _require_open(row, lock_version)
    if row.kind != SubmissionKind.REQUEST:
        raise Refusal(
            _("Người nộp mới nhờ xem trước, chưa nộp hồ sơ. Hãy trả lời đủ hay còn thiếu."), code="only-precheck"
        )
    application = replace(
        application_of(row, at), component_ids=tuple(component_ids), missing_note=missing_note, pupil_id=pupil_id
    )
    if pupil_id is not None:  # as at the window: what stands in the register is what the request names
        pupil = pupil_of(actor, pupil_id)
        application = replace(
            application,
            pupil_name=pupil.full_name,
            pupil_birth_date=pupil.birth_date,
            pupil_class=pupil.class_name,
        )
    request = accept_request(
        actor=actor, unit_id=row.unit_id, application=application, at=at, mutation_id=row.mutation_id
    )
    before = row.state
    row.state, row.request, row.data, row.answer, row.missing = SubmissionState.ACCEPTED, request, "", "", []
    row.expires_at, row.answered_at = None, at
    row.lock_version += 1
    row.save()
    record(
        actor=actor,
        unit_id=row.unit_id,
        verb=ACCEPT,
        at=at,
        thing=row,
        changes={"state": [before, row.state], "request": [None, request.code]},
    )
    _withdraw_notices(actor, row, at)
    actor.require_inside(row.unit_id)
    return request


def application_of(row: Submission, at: datetime) -> Application:
    """What was typed, as the intake takes it.

    It was checked when it was sent. Raises Refusal when the family has changed it since, or the form of the procedure
    asks for more today.
    """
    day = local_date(at)
    form = GuestForm(row.typed, version=version_on(row.procedure.code, day), today=day)
    if not form.is_valid():
        raise Refusal(
            _("Thông tin người nộp khai chưa đủ hoặc chưa đúng. Hãy báo còn thiếu để người nộp sửa và gửi lại."),
            code="typed-wrong",
        )
    typed = form.cleaned_data
    return Application(
        procedure=row.procedure.code,
        channel=Channel.ONLINE,
        entry=Entry.ONLINE,
        applicant_name=typed["applicant_name"],
        applicant_phone=typed["applicant_phone"],
        relation=Relation(typed["relation"]),
        pupil_name=typed["pupil_name"],
        pupil_birth_date=typed["pupil_birth_date"],
        pupil_class=typed.get("pupil_class", ""),
        graduation_year=typed.get("graduation_year"),
        wanted_class=typed.get("wanted_class", ""),
        other_school=typed.get("other_school", ""),
        route=Route(typed["route"]) if typed.get("route") else None,
        submitted_at=row.sent_at,
        received_at=at,
    )


def _locked(actor: Scope, submission_id: int, verb: str) -> Submission:
    rows = Submission.objects.select_for_update(of=("self",)).select_related("procedure", "request")
    row = rows.filter(unit__in=actor.units(), pk=submission_id).first()
    if row is None:
        raise OutOfScope
    actor.require(verb, row.unit_id)
    return row


def _require_open(row: Submission, lock_version: int) -> None:
    if row.state not in _OPEN or row.lock_version != lock_version:
        raise Stale(
            _("Hồ sơ trực tuyến này vừa thay đổi ở nơi khác. Hãy xem lại rồi quyết định."), code="submission-changed"
        )


def _settle(row: Submission, at: datetime) -> None:
    row.answered_at, row.expires_at = at, answer_ends(at)
    row.lock_version += 1
    row.save(update_fields=["state", "is_complete", "missing", "answer", "answered_at", "expires_at", "lock_version"])


def _withdraw_notices(actor: Scope, row: Submission, at: datetime) -> None:
    withdraw(actor=actor, unit_id=row.unit_id, key_prefix=matter_of(row), at=at)
