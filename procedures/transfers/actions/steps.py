"""The steps of a transfer from the answer to the arrival: one action each."""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procedures.actions.work import (
    refuse_request,
    resume_request,
    return_request,
    solve_request,
    withdraw_request,
)
from procedures.enums import Channel, Relation, State
from procedures.models import Transfer, TransferSide
from procedures.queries.requests import asked_papers_of
from procedures.queries.transfers import (
    papers_in,
    placement_days,
)
from procedures.rules.transitions import SOLVE
from procedures.transfers.actions.turns import link_pupil, paper_of, receive
from procedures.transfers.case import Case, begin, settle
from procedures.transfers.rules import ACCEPT, ARRIVE, DECLINE, GIVE_UP, RELEASE, WITHDRAW
from pupils.actions import PupilData, add_pupil, edit_pupil, mark_left, mark_studying
from pupils.enums import PupilStatus
from pupils.forms import school_year_on
from pupils.models import Pupil
from pupils.queries import same_name
from schooladmin.calendars.queries import gap_refusal, work_calendar
from schooladmin.calendars.rules import CalendarGapError, add_working_days
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import local_date
from schooladmin.core.text import tidy
from schooladmin.units.scope import Scope


@transaction.atomic
def accept_transfer(
    *, actor: Scope, side_id: int, at: datetime, note: str = "", seen_version: int | None = None
) -> Transfer:
    """The receiving principal agrees: the answer is that school's result; the sending school's turn begins.

    Papers that the sending school has got meanwhile end the waiting of the receiving school's request. Raises Refusal
    while a required paper is missing at both.
    """

    def act(case: Case) -> None:
        request = case.request
        if request.state == State.PAUSED:
            _take_over_papers(case)
        case.transfer.answered_at = at
        case.save("answered_at")
        solve_request(actor=actor, request_id=request.pk, at=at, note=note)
        if case.other.request is None:
            receive(case, case.other, channel=Channel(request.channel), relation=Relation(request.relation))

    return _take(actor, side_id, ACCEPT, at, seen_version, act, note=note)


@transaction.atomic
def decline_transfer(
    *, actor: Scope, side_id: int, at: datetime, note: str, reason_code: str = "", seen_version: int | None = None
) -> Transfer:
    """The receiving principal does not take the pupil; ``note`` says why. The pupil stays where they are."""

    def act(case: Case) -> None:
        case.transfer.answered_at = case.transfer.closed_at = at
        case.save("answered_at", "closed_at")
        refuse_request(actor=actor, request_id=case.request.pk, at=at, note=note, reason_code=reason_code)

    return _take(actor, side_id, DECLINE, at, seen_version, act, note=note, reason_code=reason_code)


@transaction.atomic
def release_transfer(
    *, actor: Scope, side_id: int, at: datetime, note: str = "", seen_version: int | None = None
) -> Transfer:
    """The sending school hands the file to the other school: its request has its result, which is returned with it.

    The personal identifier goes along, sealed. Raises Refusal while the request waits for a paper.
    """

    def act(case: Case) -> None:
        request = case.request
        if request.state == State.PAUSED:
            raise Refusal(
                _("Hồ sơ %(code)s còn chờ bổ sung giấy tờ nên chưa bàn giao được.") % {"code": request.code},
                code="papers-missing",
            )
        link_pupil(case.own, case.scope_of(case.own))
        case.transfer.released_at = at
        case.transfer.identifier = case.own.pupil.identifier if case.own.pupil else ""
        case.save("released_at", "identifier")
        # The file was made up under the principal's eyes; handing it over is the clerk's act, and the result.
        mover = actor.lent((SOLVE,), request.unit_id)
        words = f"Bàn giao cho {case.names[case.other.unit_id]}"
        solve_request(actor=mover, request_id=request.pk, at=at, note=words)
        return_request(actor=actor, request_id=request.pk, at=at, note=note or words)

    return _take(actor, side_id, RELEASE, at, seen_version, act, note=note)


@transaction.atomic
def arrive_transfer(
    *,
    actor: Scope,
    side_id: int,
    at: datetime,
    class_name: str = "",
    confirmed: bool = False,
    seen_version: int | None = None,
) -> Transfer:
    """The pupil has come: they enter the receiving school's register and have left the other's.

    ``class_name`` may follow later, within the term of placing. Raises ``pupils.actions.SameName`` unless
    ``confirmed`` when the register has a pupil of that name and birth date.
    """

    def act(case: Case) -> None:
        transfer = case.transfer
        case.own.pupil = _enter(case, class_name, confirmed=confirmed)
        case.own.placement_due = _placement_due(case.own, at)
        case.own.save(update_fields=["pupil", "placement_due"])
        transfer.closed_at, transfer.arrival_class, transfer.identifier = at, tidy(class_name), ""
        case.save("closed_at", "arrival_class", "identifier")
        if case.request.state == State.SOLVED:
            return_request(actor=actor, request_id=case.request.pk, at=at, note="Học sinh đã đến")
        left = case.other.pupil
        if left is not None and left.status == PupilStatus.STUDYING:
            mark_left(
                actor=case.scope_of(case.other),
                pupil_id=left.pk,
                status=PupilStatus.LEFT,
                left_on=local_date(at),
                graduation_year=None,
                lock_version=left.lock_version,
                at=at,
            )

    return _take(actor, side_id, ARRIVE, at, seen_version, act)


@transaction.atomic
def give_up_transfer(
    *, actor: Scope, side_id: int, at: datetime, note: str, seen_version: int | None = None
) -> Transfer:
    """The pupil on the way stays at the old school after all; the file has come back. ``note`` says why."""

    def act(case: Case) -> None:
        case.transfer.closed_at, case.transfer.identifier = at, ""
        case.save("closed_at", "identifier")
        _return_answer(case, case.other, note)

    return _take(actor, side_id, GIVE_UP, at, seen_version, act, note=note)


@transaction.atomic
def withdraw_transfer(
    *, actor: Scope, side_id: int, at: datetime, note: str, seen_version: int | None = None
) -> Transfer:
    """The parent takes the wish back at either school, before the file has left; ``note`` says why."""

    def act(case: Case) -> None:
        case.transfer.closed_at = at
        case.save("closed_at")
        for side in (case.own, case.other):
            if side.request is not None and side.request.state in (State.OPEN, State.PAUSED):
                withdraw_request(actor=case.scope_of(side), request_id=side.request.pk, at=at, note=note)
            _return_answer(case, side, note)

    return _take(actor, side_id, WITHDRAW, at, seen_version, act, note=note)


def _take(
    actor: Scope,
    side_id: int,
    verb: str,
    at: datetime,
    seen_version: int | None,
    act: Callable[[Case], None],
    *,
    note: str = "",
    reason_code: str = "",
) -> Transfer:
    """Begin a step, do what it does at both schools, and tell both."""
    with begin(actor, side_id, verb, at, note, seen_version) as (case, before):
        act(case)
        settle(case, before, note=note, reason_code=reason_code)
        actor.require_inside(case.own.unit_id)
        return case.transfer


def _take_over_papers(case: Case) -> None:
    """End the waiting when the other school has all papers now."""
    elsewhere = case.other.request
    if elsewhere is None or elsewhere.state == State.PAUSED or asked_papers_of(case.request).count() == 0:
        raise Refusal(
            _("Hồ sơ %(code)s còn chờ bổ sung giấy tờ nên chưa trả lời được.") % {"code": case.request.code},
            code="papers-missing",
        )
    case.transfer.papers = [paper_of(row) for row in papers_in(elsewhere)]
    case.save("papers")
    words = f"{case.names[case.other.unit_id]} đã nhận đủ giấy tờ"
    case.own.request = resume_request(actor=case.actor, request_id=case.request.pk, at=case.at, note=words)


def _return_answer(case: Case, side: TransferSide, note: str) -> None:
    """An answer that nobody will come for any more is closed with the case."""
    if side.request is not None and side.request.state == State.SOLVED:
        return_request(actor=case.scope_of(side), request_id=side.request.pk, at=case.at, note=note)


def _enter(case: Case, class_name: str, *, confirmed: bool) -> Pupil:
    """The pupil in the register of the school that they came to: the entry that is there, or a new one."""
    transfer, actor = case.transfer, case.actor
    known = case.own.pupil
    if known is None and not confirmed and transfer.pupil_birth_date is not None:
        alike = same_name(actor, case.own.unit_id, transfer.pupil_name, transfer.pupil_birth_date)
        known = alike[0] if len(alike) == 1 and alike[0].status == PupilStatus.LEFT else None
    if known is not None:
        if known.status == PupilStatus.STUDYING:
            return known
        return _taken_back(case, known, class_name)
    data = PupilData(
        full_name=transfer.pupil_name,
        birth_date=transfer.pupil_birth_date,
        class_name=class_name,
        school_year=school_year_on(local_date(case.at)),
        identifier=transfer.identifier or None,
        guardian_name=transfer.guardian_name,
        guardian_phone=transfer.guardian_phone,
    )
    return add_pupil(actor=actor, unit_id=case.own.unit_id, data=data, at=case.at, confirmed=confirmed)


def _taken_back(case: Case, known: Pupil, class_name: str) -> Pupil:
    """A pupil who comes back studies again, in the class of today: the one of years ago says nothing."""
    back = mark_studying(actor=case.actor, pupil_id=known.pk, lock_version=known.lock_version, at=case.at)
    data = PupilData(
        full_name=back.full_name,
        birth_date=back.birth_date,
        code=back.code,
        class_name=class_name,
        school_year=school_year_on(local_date(case.at)),
        guardian_name=case.transfer.guardian_name,
        guardian_phone=case.transfer.guardian_phone,
    )
    return edit_pupil(actor=case.actor, pupil_id=back.pk, data=data, lock_version=back.lock_version, at=case.at)


def _placement_due(side: TransferSide, at: datetime) -> date | None:
    days = placement_days(side)
    if days is None:
        return None
    try:
        return add_working_days(work_calendar(), local_date(at), days).due
    except CalendarGapError as gap:
        raise gap_refusal(gap) from gap
