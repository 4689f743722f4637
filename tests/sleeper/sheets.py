"""A source of papers for sets: each unit has a few small sheets, slowly written to real files."""

import hashlib
import os
import time
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from schooladmin.core.periods import Quarter
from schooladmin.documents.actions import publish_file
from schooladmin.documents.batches.registry import Paper, PaperSource, Wanted, register_papers
from schooladmin.documents.enums import FileKind
from schooladmin.documents.storage import absolute, new_stored_path
from schooladmin.documents.writers.base import FileFacts
from schooladmin.jobs.actions import enqueue
from schooladmin.jobs.models import Job
from schooladmin.jobs.registry import Handler, Progress, register_job
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope

SOURCE = "tests.sheet"
COUNT, STEPS, SECONDS = 9, 5, 0.3  # sheets of a unit; each takes a second and a half


def papers(scope: Scope, units: QuerySet[Unit], quarter: Quarter) -> Iterable[Paper]:
    for unit in units:
        for number in range(COUNT):
            yield Paper(unit.pk, f"{SOURCE}:{unit.pk}:{number}", f"Tờ {number}", f"To-{number}")


def ask(scope: Scope, wanted: Wanted, at: datetime) -> Job:
    unit_id = int(wanted.key.split(":")[1])
    payload = {"key": wanted.key}
    return enqueue(actor=scope, unit_id=unit_id, kind=SOURCE, key=wanted.key, label="Tạo tờ", payload=payload, at=at)


def work(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    """Write one half at once and the other at the end, so that a killed worker leaves half a file behind."""
    stored = new_stored_path(job.unit_id)
    path = absolute(stored)
    path.parent.mkdir(parents=True, exist_ok=True)
    content = f"%PDF-1.7 {job.payload['key']} {os.getpid()} %%EOF".encode()
    with path.open("wb") as file:
        file.write(content[:9])
        file.flush()
        for step in range(1, STEPS + 1):
            progress(step, STEPS, f"Bước {step}")
            time.sleep(SECONDS)
        file.write(content[9:])
    facts = FileFacts(1, len(content), 0.1, hashlib.sha256(content).hexdigest(), {})
    return {"facts": asdict(facts), "path": stored}


def publish(job: Job, scope: Scope, result: dict[str, Any]) -> None:
    publish_file(
        actor=scope,
        unit_id=job.unit_id,
        source_key=job.payload["key"],
        kind=FileKind.PDF,
        facts=FileFacts(**result["facts"]),
        stored_path=result["path"],
        name="To.pdf",
        snapshot_hash="",
        job=job,
        at=timezone.now(),
    )


def register() -> None:
    register_papers(PaperSource(SOURCE, "Tờ thử", "reports.report.read", (FileKind.PDF,), papers, ask))
    register_job(SOURCE, Handler(work=work, publish=publish, queue=os.environ.get("TESTS_QUEUE", "tests-sleep")))
