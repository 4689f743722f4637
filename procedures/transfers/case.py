"""A transfer with both its sides, as a step works on it: locked, checked, and told to both schools at the end."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from procedures.actions.intake import lock_sequence
from procedures.models import Request, Transfer, TransferEvent, TransferSide
from procedures.proofs import settle_transfer
from procedures.queries.transfers import any_side, short_names_of
from procedures.rules.transitions import ACCEPT as ACCEPT_REQUEST
from procedures.rules.transitions import RETURN
from procedures.rules.transitions import WITHDRAW as WITHDRAW_REQUEST
from procedures.transfers.enums import SideRole, TransferState
from procedures.transfers.permissions import READ
from procedures.transfers.rules import ACCEPT, ARRIVE, ASK, GIVE_UP, MOVES, WITHDRAW
from pupils.models import Pupil
from pupils.permissions import LEAVE as LEAVE_PUPIL
from pupils.permissions import READ as READ_PUPIL
from schooladmin.audit.actions import record
from schooladmin.audit.models import AuditHead
from schooladmin.core.errors import Forbidden, OutOfScope, Refusal, Stale
from schooladmin.core.periods import local_date
from schooladmin.core.text import tidy
from schooladmin.notices import actions as notices
from schooladmin.notices.enums import Level
from schooladmin.notices.words import Words
from schooladmin.units.enums import Role
from schooladmin.units.models import Unit
from schooladmin.units.queries import members_on
from schooladmin.units.scope import Scope, bearer, opened

NOTICE = "procedures.transfer"

_LEADERS = frozenset({Role.PRINCIPAL, Role.DEPUTY})
_OFFICE = frozenset({Role.CLERK})
_S = TransferState
# Whom a new state gives something to do or to know: the side, the roles there, how pressing, and the sentence.
_TOLD = {
    _S.ASKED: (
        SideRole.RECEIVING, _LEADERS, Level.SOON,
        gettext_noop("Hồ sơ %(code)s: có học sinh xin chuyển đến từ %(sending)s. Hãy trả lời."),
    ),
    _S.ACCEPTED: (
        SideRole.SENDING, _OFFICE, Level.SOON,
        gettext_noop("Hồ sơ %(code)s: %(receiving)s đồng ý tiếp nhận học sinh. Hãy bàn giao hồ sơ."),
    ),
    _S.DECLINED: (
        SideRole.SENDING, _OFFICE, Level.SOON,
        gettext_noop("Hồ sơ %(code)s: %(receiving)s không tiếp nhận học sinh. Hãy báo gia đình hoặc hỏi trường khác."),
    ),
    _S.RELEASED: (
        SideRole.RECEIVING, _OFFICE, Level.INFO,
        gettext_noop("Hồ sơ %(code)s: %(sending)s đã bàn giao. Khi học sinh đến, hãy ghi «Học sinh đã đến»."),
    ),
}  # fmt: skip


# What a step does at the other school, besides reading the case there.
_AWAY: Mapping[str, frozenset[str]] = {
    ASK: frozenset({ACCEPT_REQUEST, READ_PUPIL}),
    ACCEPT: frozenset({ACCEPT_REQUEST, READ_PUPIL}),
    ARRIVE: frozenset({LEAVE_PUPIL}),
    GIVE_UP: frozenset({RETURN}),
    WITHDRAW: frozenset({WITHDRAW_REQUEST, RETURN}),
}


def walls(actor: Scope, other_id: int) -> Scope:
    """Who acts, with the other school's rows of the case within reach: what a step opens for the scoped managers."""
    return actor.lent((READ,), other_id)


def away(actor: Scope, verb: str, unit_id: int, other_id: int, at: datetime) -> Scope:
    """The scope in which a step works at the other school: it names the person and the person's school.

    It holds there what this one step does, and nothing at any third school.
    """
    day = local_date(at)
    label = f"{actor.label}, {short_names_of((unit_id,), day)[unit_id]}"[:120]
    return bearer(day, label, {READ, *_AWAY.get(verb, ())}, other_id)


@dataclass
class Case:
    """One step, ``verb``. ``own`` is the side of the actor, ``other`` the one beyond the wall."""

    actor: Scope
    verb: str
    own: TransferSide
    other: TransferSide
    transfer: Transfer
    at: datetime

    @cached_property
    def names(self) -> dict[int, str]:
        """The short names of both schools on the day of the step."""
        return short_names_of((self.own.unit_id, self.other.unit_id), local_date(self.at))

    @cached_property
    def away(self) -> Scope:
        """Who acts at the other school."""
        return away(self.actor, self.verb, self.own.unit_id, self.other.unit_id, self.at)

    @property
    def request(self) -> Request:
        """The request of the actor's side, which exists as soon as that side has something to do."""
        assert self.own.request is not None
        return self.own.request

    def scope_of(self, side: TransferSide) -> Scope:
        """Who acts on a side: the person on the own one, the case in the person's name on the other."""
        return self.actor if side is self.own else self.away

    def save(self, *fields: str) -> None:
        """Save the state and the fields named, and count the change."""
        self.transfer.save(update_fields=["state", "lock_version", *fields])


@contextmanager
def begin(
    actor: Scope, side_id: int, verb: str, at: datetime, note: str, seen: int | None
) -> Iterator[tuple[Case, str]]:
    """Lock a transfer for a step of the actor's school and move its state; gives the case and the state before.

    Raises OutOfScope for a side that does not exist for the actor, Forbidden without the right or on the wrong side,
    Stale when the other school or a colleague was quicker, Refusal for a step that must say why.
    """
    step = MOVES[verb]
    mine = TransferSide.objects.filter(unit__in=actor.units(), pk=side_id).select_related("transfer").first()
    if mine is None:
        raise OutOfScope
    actor.require(verb, mine.unit_id)
    if step.side not in (None, mine.role):
        raise Forbidden(_("Việc này do trường kia làm."))
    with opened(walls(actor, _beyond(mine))):
        locked = TransferSide.objects.select_for_update(of=("transfer",)).select_related("transfer")
        transfer = locked.get(pk=mine.pk).transfer
        both = list(any_side().filter(transfer_id=transfer.pk))
        own, other = sorted(both, key=lambda side: side.pk != mine.pk)
        own.transfer = other.transfer = transfer
        check_fresh(transfer, verb, seen)
        if step.needs_reason and not tidy(note):
            raise Refusal(_("Hãy ghi lý do."), code="note-missing", field="note")
        case = Case(actor, verb, own, other, transfer, at)
        _lock_rows(case)
        before = transfer.state
        transfer.state = step.target
        transfer.lock_version += 1
        yield case, before


def check_fresh(transfer: Transfer, verb: str, seen: int | None) -> None:
    """Raise Stale for a case that moved on since it was shown (``seen`` is its version then; None does not compare)."""
    if (seen is not None and seen != transfer.lock_version) or TransferState(transfer.state) not in MOVES[verb].sources:
        raise Stale(
            _("Hồ sơ chuyển trường này vừa được xử lý ở nơi khác, hiện là «%(state)s». Chưa có gì bị ghi đè.")
            % {"state": transfer.get_state_display()},
            code="transfer-changed",
        )


def _beyond(side: TransferSide) -> int:
    """The school on the other side, which the shared row names."""
    transfer = side.transfer
    return transfer.receiving_id if side.role == SideRole.SENDING else transfer.sending_id


def _lock_rows(case: Case) -> None:
    """Lock what a step may write at either school, always in the same order."""
    sides = (case.own, case.other)
    requests = [side.request_id for side in sides if side.request_id]
    pupils = [side.pupil_id for side in sides if side.pupil_id]
    locked = {
        row.pk: row
        for row in Request.objects.select_for_update(of=("self",))
        .select_related("version__procedure")
        .filter(pk__in=requests)
        .order_by("pk")
    }
    for side in sides:
        if side.request_id:
            side.request = locked[side.request_id]
    rows = Pupil.objects.select_for_update().defer("identifier").filter(pk__in=pupils).order_by("pk")
    by_key = {row.pk: row for row in rows}
    for side in sides:
        if side.pupil_id:
            side.pupil = by_key[side.pupil_id]
    for unit_id in sorted(side.unit_id for side in sides):
        lock_sequence(unit_id, local_date(case.at).year)
    lock_chains([side.unit_id for side in sides])


def lock_chains(unit_ids: Collection[int]) -> None:
    """Lock the ends of the schools' chains of the trail, by their key."""
    for unit_id in sorted(unit_ids):
        AuditHead.objects.get_or_create(unit_id=unit_id)
        AuditHead.objects.select_for_update().get(unit_id=unit_id)


def settle(case: Case, before: str, *, note: str = "", reason_code: str = "") -> None:
    """Write the event and the entry of the trail at both schools, and tell who has something to do now."""
    transfer = case.transfer
    for side in (case.own, case.other):
        TransferEvent.objects.create(
            unit_id=side.unit_id,
            side=side,
            at=case.at,
            actor_label=case.away.label,
            verb=case.verb,
            from_state=before,
            to_state=transfer.state,
            reason_code=reason_code,
            note=note,
        )
        record(
            actor=case.scope_of(side),
            unit_id=side.unit_id,
            verb=case.verb,
            at=case.at,
            thing=side,
            label=side.request.code if side.request else f"{transfer.pk}",
            changes={"state": [before or None, transfer.state]},
        )
        notices.withdraw(actor=case.scope_of(side), unit_id=side.unit_id, key_prefix=matter_of(transfer), at=case.at)
        settle_transfer(side)
    _tell(case)


def tell_own(
    actor: Scope, side: TransferSide, verb: str, at: datetime, *, note: str, changes: Mapping[str, object]
) -> None:
    """Write down what one school did on its own side alone; the other school's story does not have it."""
    state = side.transfer.state
    TransferEvent.objects.create(
        unit_id=side.unit_id,
        side=side,
        at=at,
        actor_label=actor.label,
        verb=verb,
        from_state=state,
        to_state=state,
        note=note,
    )
    label = side.request.code if side.request else f"{side.transfer_id}"
    record(actor=actor, unit_id=side.unit_id, verb=verb, at=at, thing=side, label=label, changes=changes)
    notices.withdraw(actor=actor, unit_id=side.unit_id, key_prefix=matter_of(side.transfer), at=at)


def matter_of(transfer: Transfer) -> str:
    """The key that every notice about the transfer begins with."""
    return f"transfer:{transfer.pk}"


def _tell(case: Case) -> None:
    told = _TOLD.get(TransferState(case.transfer.state))
    if told is None:
        return
    role, roles, level, sentence = told
    side = case.own if case.own.role == role else case.other
    if side.request is None:
        return  # a school whose turn has not come has nothing to do
    people = members_on(Unit.objects.filter(pk=side.unit_id), local_date(case.at)).filter(
        role__in=roles, person__user__is_active=True
    )
    notices.notify(
        actor=case.scope_of(side),
        unit_id=side.unit_id,
        person_ids=list(people.values_list("person_id", flat=True)),
        key=f"{matter_of(case.transfer)}:{case.transfer.state}",
        kind=NOTICE,
        text=Words(
            sentence,
            {
                "code": side.request.code,
                "sending": case.names[case.transfer.sending_id],
                "receiving": case.names[case.transfer.receiving_id],
            },
        ),
        url=reverse("procedures.transfer.read", args=[side.pk]),
        level=level,
        at=case.at,
    )
