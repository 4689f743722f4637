"""Making a rendered file the one that people download."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from schooladmin.audit.actions import record
from schooladmin.documents.enums import FileKind
from schooladmin.documents.models import RenderedFile
from schooladmin.documents.writers.pdf import PdfFacts
from schooladmin.jobs.models import Job
from schooladmin.units.scope import Scope


@transaction.atomic
def publish_file(
    *,
    actor: Scope,
    unit_id: int,
    source_key: str,
    kind: FileKind,
    facts: PdfFacts,
    stored_path: str,
    name: str,
    snapshot_hash: str,
    job: Job | None,
    at: datetime,
) -> RenderedFile:
    """Make the file the current one of its source; the one before stays, to be downloaded as an older version.

    Side effects in order: the older row is no longer current, the new row is written, the audit trail gets an entry.
    """
    actor.require_inside(unit_id)
    RenderedFile.objects.filter(unit_id=unit_id, source_key=source_key, kind=kind, is_current=True).update(
        is_current=False
    )
    file = RenderedFile(
        unit_id=unit_id,
        source_key=source_key,
        kind=kind,
        path=stored_path,
        name=name,
        sha256=facts.sha256,
        pages=facts.pages,
        size=facts.size,
        seconds=facts.seconds,
        versions=facts.engine_versions,
        snapshot_hash=snapshot_hash,
        job=job,
        created_at=at,
    )
    file.save(force_insert=True)
    record(
        actor=actor,
        unit_id=unit_id,
        verb="documents.file.publish",
        at=at,
        thing=file,
        changes={"source": source_key, "sha256": facts.sha256, "pages": facts.pages},
    )
    return file


def publish_result(job: Job, scope: Scope, result: dict[str, Any]) -> None:
    """The ``publish`` of a job that wrote a PDF: make the file the current one of the paper that the job names.

    For jobs whose payload has the paper's ``key`` and whose result has ``facts``, ``path``, ``name`` and the
    ``fingerprint`` of what was printed.
    """
    publish_file(
        actor=scope,
        unit_id=job.unit_id,
        source_key=job.payload["key"],
        kind=FileKind.PDF,
        facts=PdfFacts(**result["facts"]),
        stored_path=result["path"],
        name=result["name"],
        snapshot_hash=result["fingerprint"],
        job=job,
        at=timezone.now(),
    )
