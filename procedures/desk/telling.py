"""Telling the next one that a file has come: put up for decision, given to a colleague, or back at the counter.

There is one notice a request and kind of hand-over. It ends by itself when the file moves on, when its taker says
that it came, and when the request changes its state.
"""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_noop

from procedures.desk.authority import deciders_of
from procedures.desk.permissions import HAND_OVER, PREPARE, SEND_BACK, TAKE
from procedures.enums import HandOverPurpose, State
from procedures.models import HandOver, Request
from procedures.queries.delegations import desks_on
from schooladmin.core.periods import local_date
from schooladmin.notices.actions import notify, withdraw
from schooladmin.notices.enums import Level
from schooladmin.notices.words import Bilingual, Words
from schooladmin.units.models import Unit
from schooladmin.units.permissions import right_for
from schooladmin.units.queries import members_on
from schooladmin.units.scope import Scope

_KINDS = {HandOverPurpose.DECISION: PREPARE, HandOverPurpose.WORK: HAND_OVER, HandOverPurpose.BACK: SEND_BACK}
_SAID = {
    HandOverPurpose.DECISION: gettext_noop("%(giver)s trình ký hồ sơ %(code)s (%(procedure)s), hẹn trả %(due)s."),
    HandOverPurpose.WORK: gettext_noop("%(giver)s bàn giao hồ sơ %(code)s (%(procedure)s), hẹn trả %(due)s."),
    HandOverPurpose.BACK: gettext_noop("%(giver)s chuyển lại hồ sơ %(code)s (%(procedure)s), hẹn trả %(due)s."),
}
_SIGNED = gettext_noop("Hồ sơ %(code)s (%(procedure)s) đã được %(giver)s ký, chờ trả kết quả.")


def tell(actor: Scope, request: Request, row: HandOver, at: datetime) -> None:
    """Tell whoever has to act on the hand-over ``row``, and nobody any more about the one before it.

    A file put up for decision is told to everybody who may decide it that day, a delegated deputy included. Who may
    not take a file in this application signs the printed slip and is not told.
    """
    settle(actor, request, at)
    purpose = HandOverPurpose(row.purpose)
    if purpose == HandOverPurpose.DECISION:
        people = {person.pk for person in deciders_of(request, desks_on([request.unit_id], at)[request.unit_id])}
    else:
        people = {row.taker_id}
    procedure = request.version.procedure
    notify(
        actor=actor,
        unit_id=request.unit_id,
        person_ids=_who_log_in(request.unit_id, people - {actor.person_id}, at),
        key=f"{_matter(request)}:{purpose.value}",
        kind=_KINDS[purpose],
        text=Words(
            _SIGNED if purpose == HandOverPurpose.BACK and request.state == State.SOLVED else _SAID[purpose],
            {
                "giver": row.giver_label,
                "code": request.code,
                "procedure": Bilingual(procedure.name, procedure.name_en),
                "due": request.due_on,
            },
        ),
        url=reverse("procedures.request.read", args=[request.pk]),
        level=Level.INFO,
        at=at,
    )


def settle(actor: Scope, request: Request, at: datetime) -> None:
    """Somebody acted: nobody needs to be told about the last hand-over any more."""
    withdraw(actor=actor, unit_id=request.unit_id, key_prefix=_matter(request), at=at)


def _matter(request: Request) -> str:
    """Not the key of the reminders: a promise that moves leaves the file where it lies."""
    return f"desk:{request.pk}"


def _who_log_in(unit_id: int, people: Iterable[int], at: datetime) -> list[int]:
    """Those of ``people`` who may take a file at the school that day and can log in."""
    members = members_on(Unit.objects.filter(pk=unit_id), local_date(at))
    rows = members.filter(role__in=right_for(TAKE).own, person_id__in=people, person__user__is_active=True)
    return sorted(set(rows.values_list("person_id", flat=True)))
