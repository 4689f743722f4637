"""Linking evidence to a result and taking it off."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from reform.actions.locks import locked
from reform.models import IndicatorValue, Result, ResultEvidence, ValueEvidence
from schooladmin.audit.actions import record
from schooladmin.core.errors import OutOfScope, Refusal
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
    files = _own_files(actor, result.unit_id, wanted)
    linked = set(ResultEvidence.objects.filter(result=result).values_list("evidence_id", flat=True))
    new = [file for file in files if file.pk not in linked]
    ResultEvidence.objects.bulk_create(
        [ResultEvidence(unit_id=result.unit_id, result=result, evidence=file) for file in new]
    )
    return new


@transaction.atomic
def attach_to_value(*, actor: Scope, value_id: int, evidence_ids: Iterable[int], at: datetime) -> IndicatorValue:
    """Link files of the same unit to the value of an indicator; a file that is linked already stays linked once."""
    value = IndicatorValue.objects.select_for_update(of=("self",)).filter(pk=value_id, unit__in=actor.units()).first()
    if value is None:
        raise OutOfScope
    actor.require("reform.indicator.log", value.unit_id)
    wanted = set(evidence_ids)
    linked = set(ValueEvidence.objects.filter(value=value).values_list("evidence_id", flat=True))
    new = [file for file in _own_files(actor, value.unit_id, wanted) if file.pk not in linked]
    ValueEvidence.objects.bulk_create(
        [ValueEvidence(unit_id=value.unit_id, value=value, evidence=file) for file in new]
    )
    if new:
        changes = {"evidence": [None, [str(file) for file in new]]}
        verb, label = "reform.indicator.prove", value.indicator.code
        record(actor=actor, unit_id=value.unit_id, verb=verb, at=at, thing=value, label=label, changes=changes)
    actor.require_inside(value.unit_id)
    return value


def _own_files(actor: Scope, unit_id: int, wanted: set[int]) -> list[EvidenceFile]:
    """The files by their keys. Raises Refusal for one that is not the unit's."""
    files = list(evidence_in(actor, unit_id, wanted)) if wanted else []
    if len(files) != len(wanted):
        raise Refusal(
            _("Có tệp minh chứng không còn hoặc không thuộc đơn vị này. Hãy chọn lại."),
            code="evidence-unknown",
            field="evidence",
        )
    return files
