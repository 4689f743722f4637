"""Builders for the tests of transfers: two schools of the network and a pupil between them."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from procedures.actions.intake import Application
from procedures.enums import Channel, Relation
from procedures.models import Request, TransferSide
from procedures.queries.transfers import side_of_request
from procedures.transfers.actions import accept_with_transfer
from procedures.transfers.enums import SideRole
from procedures.transfers.rules import PROCEDURES
from pupils.actions import PupilData, add_pupil
from pupils.models import Pupil
from schooladmin.core.periods import local_date
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope, opened, scope_of, system
from tests.factory import World, moment
from tests.stage import NOW as STAGE_NOW
from tests.stage import Stage

NOW = moment("2026-11-20 09:00")
BORN = date(2014, 12, 5)


def enrol(school: Unit, name: str = "Nguyễn Văn An", born: date | None = BORN, class_name: str = "6A1") -> Pupil:
    """A pupil of the school's register, with an identifier."""
    with opened(system(NOW.date(), "test")) as root:
        data = PupilData(
            full_name=name,
            birth_date=born,
            class_name=class_name,
            school_year=2026,
            identifier=f"0012{abs(hash((school.pk, name))) % 10**8:08d}",
            guardian_name="Trần Thị Mẹ",
            guardian_phone="0912345678",
        )
        return add_pupil(actor=root, unit_id=school.pk, data=data, at=moment("2026-08-20 08:00"))


def application(role: SideRole, at: datetime, pupil: Pupil | None = None, **changes: Any) -> Application:
    """What a parent brings to one of the two schools."""
    brought = Application(
        procedure=PROCEDURES[role],
        channel=Channel.DIRECT,
        applicant_name="Trần Thị Mẹ",
        applicant_phone="0912345678",
        relation=Relation.PARENT,
        pupil_name=pupil.full_name if pupil else "Nguyễn Văn An",
        pupil_birth_date=pupil.birth_date if pupil else BORN,
        pupil_class=pupil.class_name if pupil else "6A1",
        pupil_id=pupil.pk if pupil else None,
        received_at=at,
    )
    return replace(brought, **changes)


def begin(
    world: World,
    *,
    at: datetime = NOW,
    role: SideRole = SideRole.SENDING,
    pupil: Pupil | None = None,
    who: str = "clerk",
    own: Unit | None = None,
    other: Unit | None = None,
    **changes: Any,
) -> TransferSide:
    """A parent begins at a school (the world's first, unless said): the side of that school."""
    scope = scope_of(world.users[who], local_date(at))
    own, other = own or world.school, other or world.sister
    with opened(scope):
        request = accept_with_transfer(
            actor=scope,
            unit_id=own.pk,
            application=application(role, at, pupil, **changes),
            other_unit_id=other.pk,
            at=at,
        )
        side = side_of_request(request)
    assert side is not None
    return side


def shared_transfer(stage: Stage, root: Scope) -> TransferSide:
    """The side of the stage's school in its one transfer to the sister school, begun when first asked for."""
    existing = TransferSide.objects.filter(unit=stage.world.school).first()
    if existing is not None:
        return existing
    request = accept_with_transfer(
        actor=root,
        unit_id=stage.world.school.pk,
        application=application(SideRole.SENDING, STAGE_NOW),
        other_unit_id=stage.world.sister.pk,
        at=STAGE_NOW,
    )
    side = side_of_request(request)
    assert side is not None
    return side


def other_side(side: TransferSide) -> TransferSide:
    """The side beyond the wall, as it is now."""
    rows = TransferSide._base_manager.select_related("transfer", "request", "pupil")
    return rows.exclude(pk=side.pk).get(transfer_id=side.transfer_id)


def fresh(side: TransferSide) -> TransferSide:
    """The side as it is now."""
    return TransferSide._base_manager.select_related("transfer", "request", "pupil").get(pk=side.pk)


def request_of(side: TransferSide) -> Request:
    found = fresh(side).request
    assert found is not None
    return found
