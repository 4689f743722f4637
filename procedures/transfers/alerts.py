"""Telling both schools that a pupil has not arrived. Follows from the state alone: each run makes it exactly so."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from procedures.models import TransferSide
from procedures.queries.transfers import alert_after, any_side, days_since, is_late, schools_of
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
_SAID = gettext_noop(
    "Hồ sơ %(code)s: học sinh rời %(sending)s ngày %(day)s mà chưa đến %(receiving)s. Hãy gọi gia đình và trường kia."
)
_AUDIENCE = (Role.CLERK, Role.PRINCIPAL)


def alert(*, actor: Scope, at: datetime) -> notices.Kept:
    """Make the open alerts of all schools exactly those that hold at ``at``. The installation's own work."""
    if not actor.is_system:
        raise Forbidden(_("Chỉ hệ thống được báo học sinh chưa đến."))
    day = local_date(at)
    calendar, most = work_calendar(), alert_after(day)
    late = [
        side
        for side in any_side().filter(transfer__state=TransferState.RELEASED).order_by("pk")
        if side.transfer.released_at and is_late(days_since(calendar, local_date(side.transfer.released_at), day), most)
    ]
    units = sorted({*(side.unit_id for side in late), *units_told(actor, KIND)})
    return notices.keep(actor=actor, kind=KIND, unit_ids=units, drafts=list(_drafts(late, at)), at=at)


def _drafts(late: list[TransferSide], at: datetime) -> Iterator[notices.Draft]:
    names = schools_of(late, local_date(at))
    told: dict[int, set[int]] = {}
    people = members_on(Unit.objects.filter(pk__in={side.unit_id for side in late}), local_date(at))
    for unit_id, person_id in people.filter(role__in=_AUDIENCE, person__user__is_active=True).values_list(
        "unit_id", "person_id"
    ):
        told.setdefault(unit_id, set()).add(person_id)
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
