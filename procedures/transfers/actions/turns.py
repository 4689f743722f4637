"""What happens when it is a school's turn: its request is received from the shared facts, its pupil found."""

from uuid import NAMESPACE_URL, uuid5

from procedures.actions.intake import Application, accept_request
from procedures.enums import Channel, Entry, Relation, Route
from procedures.models import RequestComponent, TransferSide
from procedures.queries.catalogue import version_on
from procedures.queries.transfers import route_between
from procedures.transfers.case import Case
from procedures.transfers.enums import SideRole
from procedures.transfers.rules import PROCEDURES
from pupils.enums import PupilStatus
from pupils.queries import same_name
from schooladmin.core.periods import local_date
from schooladmin.units.scope import Scope


def paper_of(row: RequestComponent) -> dict[str, object]:
    """A paper of the checklist as the shared case keeps it."""
    return {"name": row.component.name, "name_en": row.component.name_en, "present": row.is_present}


def receive(case: Case, side: TransferSide, *, channel: Channel, relation: Relation) -> None:
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


def link_pupil(side: TransferSide, scope: Scope) -> None:
    """Find who leaves in the school's own register, where exactly one fits; the other school learns nothing."""
    transfer = side.transfer
    if side.pupil_id is not None or transfer.pupil_birth_date is None:
        return
    alike = same_name(scope, side.unit_id, transfer.pupil_name, transfer.pupil_birth_date)
    studying = [pupil for pupil in alike if pupil.status == PupilStatus.STUDYING]
    if len(studying) == 1:
        side.pupil = studying[0]
        side.save(update_fields=["pupil"])
