"""The steps of a transfer: one action each. A step is taken by a school on its own side and told to both.

Locks are taken in one order (transfer, requests, pupils, sequences, chains of the trail), schools by their key, so that
two schools that act on each other's pupils at the same moment wait and never block.

Notes that a step writes by itself are Vietnamese whatever the actor's language: both schools and the papers read them.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from procedures.actions.intake import Application, accept_request, lock_sequence
from procedures.actions.work import (
    lock,
    refuse_request,
    resume_request,
    return_request,
    solve_request,
    withdraw_request,
)
from procedures.enums import Channel, Entry, Relation, Route, State
from procedures.models import Request, RequestComponent, Transfer, TransferSide
from procedures.queries.catalogue import version_on
from procedures.queries.requests import any_request, asked_papers_of
from procedures.queries.transfers import (
    any_side,
    may_ask_again,
    network_choices,
    papers_in,
    placement_days,
    route_between,
    short_names_of,
    side_of_request,
)
from procedures.rules.transitions import ACCEPT as ACCEPT_REQUEST
from procedures.rules.transitions import SOLVE
from procedures.transfers.case import Case, begin, check_fresh, lock_chains, settle, tell_own, walls
from procedures.transfers.enums import SideRole, TransferState
from procedures.transfers.rules import ACCEPT, AGAIN, ARRIVE, ASK, DECLINE, GIVE_UP, PROCEDURES, RELEASE, WITHDRAW
from pupils.actions import PupilData, add_pupil, edit_pupil, mark_left, mark_studying
from pupils.enums import PupilStatus
from pupils.forms import school_year_on
from pupils.models import Pupil
from pupils.queries import same_name
from schooladmin.calendars.queries import gap_refusal, work_calendar
from schooladmin.calendars.rules import CalendarGapError, add_working_days
from schooladmin.core.errors import Forbidden, OutOfScope, Refusal, Stale
from schooladmin.core.periods import local_date
from schooladmin.core.text import tidy
from schooladmin.units.scope import Scope, opened


@transaction.atomic
def accept_with_transfer(
    *,
    actor: Scope,
    unit_id: int,
    application: Application,
    other_unit_id: int | None,
    at: datetime,
    mutation_id: UUID | None = None,
) -> Request:
    """Receive a request as ``accept_request`` does; with ``other_unit_id`` also open the case shared with that school.

    The route and the name of the other school then follow from the units. Sending the form twice makes one of each.
    """
    if other_unit_id is None:
        return accept_request(actor=actor, unit_id=unit_id, application=application, at=at, mutation_id=mutation_id)
    actor.require_inside(unit_id)
    actor.require(ACCEPT_REQUEST, unit_id)
    day = local_date(application.received_at)
    _check_school(unit_id, other_unit_id, at)
    with opened(walls(actor, other_unit_id)):
        _lock_registers((unit_id, other_unit_id), {day.year, local_date(at).year})
    application = replace(
        application,
        other_school=short_names_of((other_unit_id,), day)[other_unit_id],
        route=route_between(unit_id, other_unit_id, day),
    )
    request = accept_request(actor=actor, unit_id=unit_id, application=application, at=at, mutation_id=mutation_id)
    open_transfer(actor=actor, request_id=request.pk, other_unit_id=other_unit_id, at=at)
    return request


@transaction.atomic
def open_transfer(*, actor: Scope, request_id: int, other_unit_id: int, at: datetime) -> TransferSide:
    """Make a request for leaving or entering a school the side of a case shared with ``other_unit_id``.

    The receiving school's request is made at once, so that it can answer; the sending school's when that has accepted.
    Opened twice, the first one is returned. Raises Refusal for a request that is no transfer or is closed, and for a
    school that is not in the network.
    """
    request = any_request().select_for_update(of=("self",)).filter(unit__in=actor.units(), pk=request_id).first()
    if request is None:
        raise OutOfScope
    actor.require(ASK, request.unit_id)
    existing = side_of_request(request)
    if existing is not None:
        return existing
    role = next((side for side, code in PROCEDURES.items() if code == request.version.procedure.code), None)
    if role is None or request.state not in (State.OPEN, State.PAUSED):
        raise Refusal(_("Chỉ hồ sơ chuyển trường đang giải quyết mới mở được với trường kia."), code="no-transfer")
    _check_school(request.unit_id, other_unit_id, at)
    with opened(walls(actor, other_unit_id)):
        _lock_registers((request.unit_id, other_unit_id), {local_date(at).year})
        side = _share(actor, request, role, other_unit_id, at)
    actor.require_inside(request.unit_id)
    return side


def _share(
    actor: Scope, request: Request, role: SideRole, other_unit_id: int, at: datetime, after: Transfer | None = None
) -> TransferSide:
    """Open the case that ``request`` is one side of, told to both schools; the locks are taken. The request's side."""
    is_sending = role is SideRole.SENDING
    transfer = Transfer.objects.create(
        sending_id=request.unit_id if is_sending else other_unit_id,
        receiving_id=other_unit_id if is_sending else request.unit_id,
        state=TransferState.ASKED,
        after=after,
        began_at=role,
        pupil_name=request.pupil_name,
        pupil_birth_date=request.pupil_birth_date,
        pupil_class=request.pupil_class,
        guardian_name=request.applicant_name,
        guardian_phone=request.applicant_phone,
        papers=[_paper(row) for row in papers_in(request)],
        asked_at=at,
    )
    sides = {
        side: TransferSide.objects.create(
            unit_id=transfer.sending_id if side is SideRole.SENDING else transfer.receiving_id,
            transfer=transfer,
            role=side,
            request=request if side is role else None,
            pupil=request.pupil if side is role else None,
        )
        for side in SideRole
    }
    other = sides[SideRole.RECEIVING if is_sending else SideRole.SENDING]
    case = Case(actor, ASK, sides[role], other, transfer, at)
    _link_pupil(sides[SideRole.SENDING], case.scope_of(sides[SideRole.SENDING]))
    if is_sending:
        _receive(case, other, channel=Channel(request.channel), relation=Relation(request.relation))
    settle(case, "")
    return sides[role]


@transaction.atomic
def ask_another_school(
    *, actor: Scope, side_id: int, other_unit_id: int | None, at: datetime, seen_version: int | None = None
) -> TransferSide:
    """One school refused: the sending school asks another for the family. Returns its side of the new case.

    The refused case stays closed and stands before the new one; its school learns nothing of it, and the school asked
    now learns nothing of the refusal. The sending school's request goes on in the new case with the promise it has;
    where the family had begun at the school that refused, it is received now. Raises Stale when that was done
    already, Refusal for a request that is closed and for a school that is not in the network or has just refused.
    """
    refused = any_side().filter(unit__in=actor.units(), pk=side_id).first()
    if refused is None:
        raise OutOfScope
    actor.require(AGAIN, refused.unit_id)
    if refused.role != SideRole.SENDING:
        raise Forbidden(_("Việc này do trường kia làm."))
    by = refused.transfer.receiving_id
    if other_unit_id is None or other_unit_id == by:
        raise Refusal(_("Hãy chọn một trường khác."), code="school-unknown", field="network_school")
    _check_school(refused.unit_id, other_unit_id, at)
    with opened(walls(walls(actor, other_unit_id), by)):
        locked = TransferSide.objects.select_for_update(of=("self", "transfer")).select_related("transfer")
        own = locked.get(pk=refused.pk)
        check_fresh(own.transfer, AGAIN, seen_version)
        if own.request_id is not None:
            own.request = lock(actor, own.request_id)
        if not may_ask_again(own):
            raise Stale(_("Hồ sơ này đã đóng hoặc đã hỏi trường khác. Hãy mở lại trang."), code="transfer-changed")
        _lock_registers((own.unit_id, other_unit_id), {local_date(at).year})
        names = short_names_of((by, other_unit_id), local_date(at))
        request = own.request or _receive_after(actor, own, names, at)
        request.other_school = names[other_unit_id]
        request.save(update_fields=["other_school"])
        own.is_latest, own.request = False, request
        own.save(update_fields=["is_latest", "request"])
        own.transfer.lock_version += 1
        own.transfer.save(update_fields=["lock_version"])
        tell_own(
            actor, own, AGAIN, at, note=names[other_unit_id], changes={"school": [names[by], names[other_unit_id]]}
        )
        side = _share(actor, request, SideRole.SENDING, other_unit_id, at, after=own.transfer)
    actor.require_inside(own.unit_id)
    return side


def _receive_after(actor: Scope, own: TransferSide, names: dict[int, str], at: datetime) -> Request:
    """The sending school's own request, where the family had begun at the school that refused."""
    other = any_side().exclude(pk=own.pk).get(transfer_id=own.transfer_id)
    told = other.request
    assert told is not None
    case = Case(actor, AGAIN, own, other, own.transfer, at)
    _receive(case, own, channel=Channel(told.channel), relation=Relation(told.relation))
    return case.request


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
            _receive(case, case.other, channel=Channel(request.channel), relation=Relation(request.relation))

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
        _link_pupil(case.own, case.scope_of(case.own))
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


def _check_school(unit_id: int, other_unit_id: int, at: datetime) -> None:
    if other_unit_id not in dict(network_choices(local_date(at), (unit_id,))):
        raise Refusal(
            _("Hãy chọn một trường khác trong mạng lưới, đang hoạt động."),
            code="school-unknown",
            field="network_school",
        )


def _lock_registers(unit_ids: tuple[int, int], years: set[int]) -> None:
    for unit_id in sorted(unit_ids):
        for year in sorted(years):
            lock_sequence(unit_id, year)
    lock_chains(unit_ids)


def _paper(row: RequestComponent) -> dict[str, object]:
    return {"name": row.component.name, "name_en": row.component.name_en, "present": row.is_present}


def _receive(case: Case, side: TransferSide, *, channel: Channel, relation: Relation) -> None:
    """Receive the request of the school whose turn it is, from the shared facts, now."""
    transfer, day = case.transfer, local_date(case.at)
    role = SideRole(side.role)
    version = version_on(PROCEDURES[role], day)
    missing = {paper["name"] for paper in transfer.papers if not paper["present"]}
    optional = {paper["name"] for paper in transfer.papers if paper["present"]}
    away = transfer.receiving_id if role is SideRole.SENDING else transfer.sending_id
    application = Application(
        procedure=PROCEDURES[role],
        channel=channel,
        applicant_name=transfer.guardian_name,
        applicant_phone=transfer.guardian_phone,
        relation=relation,
        pupil_name=transfer.pupil_name,
        pupil_birth_date=transfer.pupil_birth_date,
        pupil_class=transfer.pupil_class,
        pupil_id=side.pupil_id,
        received_at=case.at,
        # What the other school's checklist does not name comes in its own bundle; what it names must have been there.
        component_ids=[
            row.pk
            for row in version.components.all()
            if row.name in optional or (row.is_required and row.name not in missing)
        ],
        other_school=case.names[away],
        route=Route(route_between(transfer.sending_id, transfer.receiving_id, day)),
        entry=Entry.TRANSFER,
    )
    side.request = accept_request(
        actor=case.scope_of(side),
        unit_id=side.unit_id,
        application=application,
        at=case.at,
        mutation_id=uuid5(NAMESPACE_URL, f"transfer:{transfer.pk}:{side.role}"),
    )
    side.save(update_fields=["request"])


def _take_over_papers(case: Case) -> None:
    """End the waiting when the other school has all papers now."""
    elsewhere = case.other.request
    if elsewhere is None or elsewhere.state == State.PAUSED or asked_papers_of(case.request).count() == 0:
        raise Refusal(
            _("Hồ sơ %(code)s còn chờ bổ sung giấy tờ nên chưa trả lời được.") % {"code": case.request.code},
            code="papers-missing",
        )
    case.transfer.papers = [_paper(row) for row in papers_in(elsewhere)]
    case.save("papers")
    words = f"{case.names[case.other.unit_id]} đã nhận đủ giấy tờ"
    case.own.request = resume_request(actor=case.actor, request_id=case.request.pk, at=case.at, note=words)


def _return_answer(case: Case, side: TransferSide, note: str) -> None:
    """An answer that nobody will come for any more is closed with the case."""
    if side.request is not None and side.request.state == State.SOLVED:
        return_request(actor=case.scope_of(side), request_id=side.request.pk, at=case.at, note=note)


def _link_pupil(side: TransferSide, scope: Scope) -> None:
    """Find who leaves in the school's own register, where exactly one fits; the other school learns nothing."""
    transfer = side.transfer
    if side.pupil_id is not None or transfer.pupil_birth_date is None:
        return
    alike = same_name(scope, side.unit_id, transfer.pupil_name, transfer.pupil_birth_date)
    studying = [pupil for pupil in alike if pupil.status == PupilStatus.STUDYING]
    if len(studying) == 1:
        side.pupil = studying[0]
        side.save(update_fields=["pupil"])


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
