"""What the reform register itself leaves behind as proof: the inspections that were written down."""

from collections.abc import Iterator

from django.urls import reverse

from reform.models import Inspection
from schooladmin.core.periods import Period
from schooladmin.evidence.enums import WorkKind
from schooladmin.evidence.work import Proof, leave_proofs, register_source


def settle_inspection(row: Inspection) -> None:
    """Leave the proof of an inspection, as it is now."""
    leave_proofs(row.unit_id, [_proof(row)])


def register() -> None:
    """Say where the proofs of a period come from (from ``AppConfig.ready``)."""
    register_source("reform", _of_period)


def _of_period(unit_id: int, period: Period) -> Iterator[Proof]:
    rows = Inspection._base_manager.filter(unit_id=unit_id, inspected_on__gte=period.start, inspected_on__lt=period.end)
    for row in rows:
        yield _proof(row)


def _proof(row: Inspection) -> Proof:
    url = f"{reverse('reform.inspection.list')}#inspection-{row.pk}"
    return Proof(WorkKind.INSPECTION, f"inspection:{row.pk}", row.inspected_on, f"Kiểm tra: {row.subject}"[:200], url)
