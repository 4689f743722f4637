"""Reads of evidence: every query starts from a scope."""

from collections.abc import Iterable

from django.db.models import Count, QuerySet

from schooladmin.core.periods import Period
from schooladmin.evidence.models import EvidenceFile, WorkProof
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


def work_in(scope: Scope, unit_id: int, period: Period) -> QuerySet[WorkProof]:
    """The work of a unit in a period that proves itself, newest first."""
    rows = WorkProof.objects.filter(unit__in=scope.units_for("evidence.file.read"), unit_id=unit_id)
    return rows.filter(day__gte=period.start, day__lt=period.end)


def work_counts(scope: Scope, unit_id: int, period: Period) -> dict[tuple[str, str], int]:
    """How many pieces of work of each kind and detail prove themselves in a period (one query).

    Needs no right to the files: a count names nothing.
    """
    rows = WorkProof.objects.filter(unit__in=scope.units(), unit_id=unit_id)
    rows = rows.filter(day__gte=period.start, day__lt=period.end).order_by()
    counts = rows.values("kind", "detail").annotate(how_many=Count("pk"))
    return {(row["kind"], row["detail"]): row["how_many"] for row in counts}
