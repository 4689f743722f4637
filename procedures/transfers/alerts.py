"""Telling schools that a pupil has not arrived, or came and has no class yet.

Follows from the state alone: each run makes the open notices exactly so.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from procedures.models import TransferSide
from procedures.queries.on_the_way import (
    Newcomer,
    days_since,
    is_late,
    newcomers,
    rule_on,
    sides_without_class,
)
from procedures.queries.transfers import any_side, schools_of
from procedures.transfers.case import matter_of
from procedures.transfers.enums import TransferState
from schooladmin.calendars.queries import work_calendar
from schooladmin.core.errors import Forbidden
from schooladmin.core.periods import local_date
from schooladmin.notices import actions as notices
from schooladmin.notices.enums import Level
from schooladmin.notices.queries import units_told
from schooladmin.notices.words import Words
from schooladmin.units.enums import Role
from schooladmin.units.models import Unit
from schooladmin.units.queries import members_on
from schooladmin.units.scope import Scope

KIND = "procedures.transfer.alert"
PLACING = "procedures.transfer.placing"
_SAID = gettext_noop(
    "Hồ sơ %(code)s: học sinh rời %(sending)s ngày %(day)s mà chưa đến %(receiving)s. Hãy gọi gia đình và trường kia."
)
_SOON = gettext_noop("Hồ sơ %(code)s: học sinh đến ngày %(day)s mà chưa có lớp. Hãy xếp lớp, hạn %(due)s.")
_OVER = gettext_noop("Hồ sơ %(code)s: học sinh đến ngày %(day)s, đã quá hạn xếp lớp %(due)s. Hãy xếp lớp ngay.")
_AUDIENCE = (Role.CLERK, Role.PRINCIPAL)


def alert(*, actor: Scope, at: datetime) -> notices.Kept:
    """Make the open alerts of all schools exactly those that hold at ``at``. The installation's own work."""
    if not actor.is_system:
        raise Forbidden(_("Chỉ hệ thống được báo học sinh chưa đến."))
    day = local_date(at)
    calendar, rule = work_calendar(), rule_on(day)
    most = rule.alert_after if rule else None
    late = [
        side
        for side in any_side().filter(transfer__state=TransferState.RELEASED).order_by("pk")
        if side.transfer.released_at and is_late(days_since(calendar, local_date(side.transfer.released_at), day), most)
    ]
    return _keep(actor, KIND, late, list(_drafts(late, at)), at)


def remind_of_placing(*, actor: Scope, at: datetime) -> notices.Kept:
    """Make the open reminders to give a class exactly those that hold at ``at``. The installation's own work."""
    if not actor.is_system:
        raise Forbidden(_("Chỉ hệ thống được nhắc xếp lớp."))
    waiting = [row for row in newcomers(sides_without_class(), local_date(at)) if row.is_soon or row.is_late]
    sides = [row.side for row in waiting]
    return _keep(actor, PLACING, sides, list(_placing(waiting, at)), at)


def _keep(
    actor: Scope, kind: str, sides: Iterable[TransferSide], drafts: list[notices.Draft], at: datetime
) -> notices.Kept:
    units = sorted({*(side.unit_id for side in sides), *units_told(actor, kind)})
    return notices.keep(actor=actor, kind=kind, unit_ids=units, drafts=drafts, at=at)


def _drafts(late: list[TransferSide], at: datetime) -> Iterator[notices.Draft]:
    names = schools_of(late, local_date(at))
    told = _people(late, _AUDIENCE, at)
    for side in late:
        transfer = side.transfer
        assert transfer.released_at is not None
        assert side.request is not None
        for person_id in sorted(told.get(side.unit_id, ())):
            yield notices.Draft(
                unit_id=side.unit_id,
                person_id=person_id,
                key=f"{matter_of(transfer)}:late",
                text=Words(
                    _SAID,
                    {
                        "code": side.request.code,
                        "sending": names[transfer.sending_id],
                        "receiving": names[transfer.receiving_id],
                        "day": local_date(transfer.released_at),
                    },
                ),
                url=reverse("procedures.transfer.read", args=[side.pk]),
                level=Level.URGENT,
            )


def _placing(waiting: list[Newcomer], at: datetime) -> Iterator[notices.Draft]:
    """The clerks of the school that the pupil came to; a reminder that became overdue is a notice of its own."""
    told = _people([row.side for row in waiting], (Role.CLERK,), at)
    for row in waiting:
        assert row.side.request is not None
        due = row.side.placement_due or row.arrived_on
        for person_id in sorted(told.get(row.side.unit_id, ())):
            yield notices.Draft(
                unit_id=row.side.unit_id,
                person_id=person_id,
                key=f"{matter_of(row.side.transfer)}:{'unplaced' if row.is_late else 'placing'}",
                text=Words(
                    _OVER if row.is_late else _SOON,
                    {"code": row.side.request.code, "day": row.arrived_on, "due": due},
                ),
                url=reverse("procedures.transfer.read", args=[row.side.pk]),
                level=Level.URGENT if row.is_late else Level.SOON,
            )


def _people(sides: Iterable[TransferSide], roles: Iterable[Role], at: datetime) -> dict[int, set[int]]:
    """Who of each school is told (one query)."""
    units = Unit.objects.filter(pk__in={side.unit_id for side in sides})
    people = members_on(units, local_date(at)).filter(role__in=list(roles), person__user__is_active=True)
    told: dict[int, set[int]] = {}
    for unit_id, person_id in people.values_list("unit_id", "person_id"):
        told.setdefault(unit_id, set()).add(person_id)
    return told
