"""Tasks for the time ahead, written in the report and kept by the reform room, which follows them up."""

import uuid
from datetime import date, datetime

from django.db import transaction

from reform import actions as reform
from reform.enums import CommitmentState
from reform.queries import commitments_for
from reports.actions.workspace import locked_draft
from schooladmin.core.errors import OutOfScope
from schooladmin.units.scope import Scope


@transaction.atomic
def promise(
    *,
    actor: Scope,
    report_id: int,
    text: str,
    owner_name: str,
    due_on: date | None,
    mutation_id: uuid.UUID,
    at: datetime,
) -> None:
    """Add a task to the report's quarter. Sent twice with one ``mutation_id`` it is added once."""
    report = locked_draft(actor=actor, report_id=report_id, verb="reports.report.edit")
    reform.add_commitment(
        actor=actor,
        unit_id=report.unit_id,
        quarter=report.period,
        text=text,
        owner_name=owner_name,
        due_on=due_on,
        mutation_id=mutation_id,
        at=at,
    )


@transaction.atomic
def take_back(*, actor: Scope, report_id: int, commitment_id: int, at: datetime) -> None:
    """Take a task out of a report that is still being written."""
    report = locked_draft(actor=actor, report_id=report_id, verb="reports.report.edit")
    commitment = commitments_for(actor).filter(unit_id=report.unit_id, quarter=report.quarter, pk=commitment_id).first()
    if commitment is None:
        raise OutOfScope
    reform.close_commitment(
        actor=actor,
        commitment_id=commitment.pk,
        version=commitment.version,
        state=CommitmentState.DROPPED,
        at=at,
    )
