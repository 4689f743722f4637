"""Builders for the tests of the desk: requests of a school, and assignments to sign for its principal."""

import uuid
from datetime import date, datetime
from typing import Any

from procedures.actions.intake import Application, accept_request
from procedures.desk.delegating import Assignment, delegate
from procedures.enums import Channel, Relation
from procedures.models import Delegation, Request
from schooladmin.units.models import Unit
from schooladmin.units.scope import opened, system
from tests.factory import World, moment

# A Friday; the promise of a transfer out received then is 26/11.
NOW = moment("2026-11-20 10:00")


def receive(school: Unit, name: str = "Nguyễn Văn Ánh", at: datetime = NOW, **more: Any) -> Request:
    """A request at the counter of a school, received by the system itself."""
    fields: dict[str, Any] = {
        "procedure": "CHUYEN-DI",
        "channel": Channel.DIRECT,
        "applicant_name": "Nguyễn Thị Mẹ",
        "applicant_phone": "0912 345 678",
        "relation": Relation.PARENT,
        "pupil_name": name,
        "pupil_class": "8A",
        "received_at": at,
        "confirmed_duplicate": True,
        **more,
    }
    with opened(system(at.date(), "test")) as scope:
        return accept_request(actor=scope, unit_id=school.pk, application=Application(**fields), at=at)


def assign(
    world: World,
    first: date,
    last: date | None = None,
    *,
    who: str = "principal",
    at: datetime = NOW,
    deputy: str = "deputy",
    mutation_id: uuid.UUID | None = None,
) -> Delegation:
    """``deputy`` signs for the principal of the first school from ``first`` to ``last``, both days included."""
    with opened(world.scope(who, at.date())) as scope:
        return delegate(
            actor=scope,
            unit_id=world.school.pk,
            assignment=Assignment(
                principal_id=world.users["principal"].person_id,
                deputy_id=world.users[deputy].person_id,
                first_day=first,
                last_day=last,
                basis="12/QĐ-THCS",
                reason="Đi công tác",
            ),
            at=at,
            mutation_id=mutation_id or uuid.uuid4(),
        )
