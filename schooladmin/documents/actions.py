"""Making a rendered file the one that people download."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from schooladmin.audit.actions import record
from schooladmin.documents.enums import FileKind
from schooladmin.documents.issuing.actions import is_issue_current, publish_issue
from schooladmin.documents.models import RenderedFile
from schooladmin.documents.offers import kind_of
from schooladmin.documents.signing.sealing import after_publication
from schooladmin.documents.writers.base import FileFacts
from schooladmin.jobs.models import Job
from schooladmin.units.scope import Scope


@transaction.atomic
def publish_file(
    *,
    actor: Scope,
    unit_id: int,
    source_key: str,
    kind: FileKind,
    facts: FileFacts,
    stored_path: str,
    name: str,
    snapshot_hash: str,
    job: Job | None,
    at: datetime,
    issue_id: int | None = None,
) -> RenderedFile:
    """Make the file the current one of its source; the one before stays, to be downloaded as an older version.

    ``issue_id`` is the issued version that the file shows; of one that was replaced while its file was being made, the
    file is kept as that older version's. Side effects in order: the older row is no longer current, the new row is
    written, the version knows its file, the audit trail gets an entry; a server with a seal is asked for a sealed copy.
    """
    actor.require_inside(unit_id)
    is_late = issue_id is not None and not is_issue_current(issue_id=issue_id, unit_id=unit_id)
    if not is_late:
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
        issue_id=issue_id,
        is_current=not is_late,
    )
    file.save(force_insert=True)
    if issue_id is not None and kind is FileKind.PDF:  # a Word file is to go on writing in; the PDF is what was issued
        publish_issue(issue_id=issue_id, unit_id=unit_id, sha256=facts.sha256, pages=facts.pages, at=at)
    record(
        actor=actor,
        unit_id=unit_id,
        verb="documents.file.publish",
        at=at,
        thing=file,
        changes={"source": source_key, "sha256": facts.sha256, "pages": facts.pages},
    )
    after_publication(actor=actor, file=file, at=at)
    return file


def publish_result(job: Job, scope: Scope, result: dict[str, Any]) -> None:
    """The ``publish`` of a job that wrote a file: make the file the current one of the paper that the job names.

    For jobs whose payload has the paper's ``key`` and whose result has ``facts``, ``path``, ``name`` and the
    ``fingerprint`` of what was printed, and ``issue`` where a version was issued.
    """
    publish_file(
        actor=scope,
        unit_id=job.unit_id,
        source_key=job.payload["key"],
        kind=kind_of(job),
        facts=FileFacts(**result["facts"]),
        stored_path=result["path"],
        name=result["name"],
        snapshot_hash=result["fingerprint"],
        job=job,
        at=timezone.now(),
        issue_id=result.get("issue"),
    )
