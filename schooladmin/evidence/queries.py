"""Reads of evidence: every query starts from a scope."""

from collections.abc import Iterable

from django.db.models import QuerySet

from schooladmin.evidence.models import EvidenceFile
from schooladmin.units.scope import Scope


def all_evidence() -> QuerySet[EvidenceFile]:
    """Every file, for ``access.fetch``, which narrows to the scope and checks the right."""
    return EvidenceFile.objects.all()


def evidence_for(scope: Scope) -> QuerySet[EvidenceFile]:
    """Files of the units in which the actor may read evidence, newest first."""
    return EvidenceFile.objects.filter(unit__in=scope.units_for("evidence.file.read"))


def evidence_in(scope: Scope, unit_id: int, ids: Iterable[int] | None = None) -> QuerySet[EvidenceFile]:
    """Files of one unit, for choosing among them; narrowed to ``ids`` when given."""
    rows = evidence_for(scope).filter(unit_id=unit_id)
    return rows if ids is None else rows.filter(pk__in=list(ids))
