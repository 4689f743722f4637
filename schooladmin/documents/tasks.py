"""What goes on with batches: the end of a job, and beat for those whose worker was killed or whose message was lost."""

import uuid

from celery import shared_task
from django.utils import timezone

from schooladmin.documents.batches.running import advance_all, advance_for_job


@shared_task(name="documents.advance_batches")
def advance_batches() -> dict[str, int]:
    """Go on with every open batch; without one this is a single look."""
    return {"open": advance_all(at=timezone.now())}


def job_ended(job_id: uuid.UUID) -> None:
    """Go on with the batches that waited for the job."""
    advance_for_job(job_id=job_id, at=timezone.now())
