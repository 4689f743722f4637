"""Linking evidence to a result and taking it off."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from reform.actions.locks import locked
from reform.models import Result, ResultEvidence
from schooladmin.audit.actions import record
from schooladmin.core.errors import Refusal
from schooladmin.evidence.models import EvidenceFile
from schooladmin.evidence.queries import evidence_in
from schooladmin.units.scope import Scope


@transaction.atomic
def attach_evidence(*, actor: Scope, result_id: int, evidence_ids: Iterable[int], at: datetime) -> Result:
    """Link files of the same unit to a result; a file that is linked already stays linked once."""
    result = locked(actor, result_id, "reform.result.attach")
    files = link_evidence(actor, result, evidence_ids)
    if files:
        changes = {"evidence": [None, [str(file) for file in files]]}
        record(actor=actor, unit_id=result.unit_id, verb="reform.result.attach", at=at, thing=result, changes=changes)
    actor.require_inside(result.unit_id)
    return result


@transaction.atomic
def detach_evidence(*, actor: Scope, result_id: int, evidence_id: int, at: datetime) -> Result:
    """Take a file off a result; the file itself stays. Harmless when it is off already."""
    result = locked(actor, result_id, "reform.result.detach")
    links = ResultEvidence.objects.filter(result=result, evidence_id=evidence_id).select_related("evidence")
    for link in links:
        changes = {"evidence": [[str(link.evidence)], None]}
        link.delete()
        record(actor=actor, unit_id=result.unit_id, verb="reform.result.detach", at=at, thing=result, changes=changes)
    actor.require_inside(result.unit_id)
    return result


def link_evidence(actor: Scope, result: Result, evidence_ids: Iterable[int]) -> list[EvidenceFile]:
    """Link and return the files that were not linked yet. Raises Refusal for a file that is not the unit's."""
    wanted = set(evidence_ids)
    if not wanted:
        return []
    files = list(evidence_in(actor, result.unit_id, wanted))
    if len(files) != len(wanted):
        raise Refusal(
            _("Có tệp minh chứng không còn hoặc không thuộc đơn vị này. Hãy chọn lại."),
            code="evidence-unknown",
            field="evidence",
        )
    linked = set(ResultEvidence.objects.filter(result=result).values_list("evidence_id", flat=True))
    new = [file for file in files if file.pk not in linked]
    ResultEvidence.objects.bulk_create(
        [ResultEvidence(unit_id=result.unit_id, result=result, evidence=file) for file in new]
    )
    return new
