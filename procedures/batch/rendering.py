"""The class sheet as a PDF for the archive: a background job, replaced as a whole."""

import hashlib
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from procedures.batch.permissions import READ
from procedures.batch.queries import batches_for
from procedures.batch.sheet import sheet_of
from procedures.models import Batch
from schooladmin.core.errors import Refusal
from schooladmin.documents.actions import publish_result
from schooladmin.documents.enums import FileKind
from schooladmin.documents.offers import job_key, kind_of
from schooladmin.documents.storage import absolute, new_stored_path
from schooladmin.documents.writers.registry import write_file
from schooladmin.jobs.actions import enqueue
from schooladmin.jobs.models import Job
from schooladmin.jobs.registry import Handler, Progress, register_job
from schooladmin.units.scope import Scope

BATCH_PDF = "procedures.batch_pdf"


def register() -> None:
    """Make the kind of job known (from ``AppConfig.ready``)."""
    register_job(BATCH_PDF, Handler(work=render_sheet, publish=publish_result, queue="pdf"))


def key_of(batch_id: int) -> str:
    """What a file of a list belongs to."""
    return f"procedures.batch:{batch_id}"


def request_sheet(*, actor: Scope, batch: Batch, at: datetime, file: FileKind = FileKind.PDF) -> Job:
    """Ask for the sheet as a ``file``; while the same is being made, that job is returned."""
    actor.require(READ, batch.unit_id)
    key = key_of(batch.pk)
    return enqueue(
        actor=actor,
        unit_id=batch.unit_id,
        kind=BATCH_PDF,
        key=job_key(key, file),
        label=_("Tạo %(file)s «%(title)s»") % {"file": file.label, "title": batch.title},
        payload={
            "key": key,
            "file": file.value,
            "batch_id": batch.pk,
            "url": reverse("procedures.batch.read", args=[batch.pk]),
        },
        at=at,
    )


def render_sheet(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    """Write the sheet to a new file. May run twice: only the file that ``publish`` names is served."""
    batch = batches_for(scope).filter(pk=job.payload["batch_id"]).first()
    if batch is None:
        raise Refusal(_("Người yêu cầu không còn quyền xem danh sách này."), code="render-no-right")
    document, profile = sheet_of(batch, scope.at)
    file = kind_of(job)
    stored = new_stored_path(batch.unit_id, file)
    facts = write_file(file, document, profile, absolute(stored), progress=progress)
    return {
        "facts": asdict(facts),
        "path": stored,
        "name": f"Danh-sach-tra_{batch.pk}.{file}",
        "fingerprint": hashlib.sha256(repr(document).encode()).hexdigest(),
        "url": job.payload["url"],
    }
