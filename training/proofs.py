"""A class that ended is its own proof at every school that attended."""

from collections.abc import Iterator

from django.urls import reverse

from schooladmin.core.periods import Period, local_date
from schooladmin.evidence.enums import WorkKind
from schooladmin.evidence.work import Proof, leave_proofs, register_source
from training.enums import ClassState
from training.models import ClassSchool, TrainingClass


def settle_class(row: TrainingClass) -> None:
    """Leave the proof of a class that was closed."""
    for school_id in ClassSchool.objects.filter(training_class=row).values_list("school_id", flat=True):
        leave_proofs(school_id, [_proof(row, school_id)])


def register() -> None:
    """Say where the proofs of a period come from (from ``AppConfig.ready``)."""
    register_source("training", _of_period)


def _of_period(unit_id: int, period: Period) -> Iterator[Proof]:
    places = ClassSchool.objects.filter(
        school_id=unit_id,
        training_class__state=ClassState.CLOSED,
        training_class__ends_at__gte=period.start_at,
        training_class__ends_at__lt=period.end_at,
    )
    for place in places.select_related("training_class"):
        yield _proof(place.training_class, unit_id)


def _proof(row: TrainingClass, school_id: int) -> Proof:
    url = reverse("training.attendance.read", args=[row.pk, school_id])
    return Proof(WorkKind.CLASS_ENDED, f"class:{row.pk}", local_date(row.ends_at), f"Đã dự lớp: {row.title}", url)
