"""Opening a case that two schools share: at the counter of either, or with another school after a refusal."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from procedures.actions.intake import Application, accept_request, lock_sequence
from procedures.actions.work import lock
from procedures.enums import Channel, Relation, State
from procedures.models import Request, Transfer, TransferSide
from procedures.queries.requests import any_request
from procedures.queries.transfers import (
    any_side,
    may_ask_again,
    network_choices,
    papers_in,
    route_between,
    short_names_of,
    side_of_request,
)
from procedures.rules.transitions import ACCEPT as ACCEPT_REQUEST
from procedures.transfers.actions.turns import link_pupil, paper_of, receive
from procedures.transfers.case import Case, check_fresh, lock_chains, settle, tell_own, walls
from procedures.transfers.enums import SideRole, TransferState
from procedures.transfers.rules import AGAIN, ASK, PROCEDURES
from schooladmin.core.errors import Forbidden, OutOfScope, Refusal, Stale
from schooladmin.core.periods import local_date
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
        papers=[paper_of(row) for row in papers_in(request)],
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
    link_pupil(sides[SideRole.SENDING], case.scope_of(sides[SideRole.SENDING]))
    if is_sending:
        receive(case, other, channel=Channel(request.channel), relation=Relation(request.relation))
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
    receive(case, own, channel=Channel(told.channel), relation=Relation(told.relation))
    return case.request


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
