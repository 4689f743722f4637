"""The sleeping job (its effect is an entry of the audit trail, each run a line in a file) and one that renders."""

import os
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils import timezone

from schooladmin.audit.actions import record
from schooladmin.documents import tree
from schooladmin.documents.actions import publish_file
from schooladmin.documents.enums import FileKind
from schooladmin.documents.storage import absolute, new_stored_path
from schooladmin.documents.writers.base import FileFacts
from schooladmin.documents.writers.pdf import write_pdf
from schooladmin.jobs.models import Job
from schooladmin.jobs.registry import Handler, Progress, register_job
from schooladmin.units.scope import Scope
from tests.papers import paper, profile

KIND = "tests.sleep"
PDF = "tests.pdf"
SOURCE = "tests.pdf:1"
EFFECT = "tests.job.effect"


def work(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    with Path(job.payload["log"]).open("a") as log:
        log.write(f"{job.pk} {os.getpid()}\n")
    steps = int(job.payload["steps"])
    for step in range(1, steps + 1):
        progress(step, steps, f"Bước {step}")
        time.sleep(float(job.payload["seconds"]))
    return {"url": "/"}


def publish(job: Job, scope: Scope, result: dict[str, Any]) -> None:
    record(actor=scope, unit_id=job.unit_id, verb=EFFECT, at=timezone.now(), thing=job)


def render(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    """Write a real PDF of many pages."""
    more = tuple(tree.paragraph(f"({number}) Nhà trường trả kết quả đúng hẹn. " * 30) for number in range(60))
    stored = new_stored_path(job.unit_id)
    facts = write_pdf(paper(extra=more), profile("HD36"), absolute(stored), progress=progress)
    return {"facts": asdict(facts), "path": stored}


def publish_pdf(job: Job, scope: Scope, result: dict[str, Any]) -> None:
    publish_file(
        actor=scope,
        unit_id=job.unit_id,
        source_key=SOURCE,
        kind=FileKind.PDF,
        facts=FileFacts(**result["facts"]),
        stored_path=result["path"],
        name="Thử.pdf",
        snapshot_hash="",
        job=job,
        at=timezone.now(),
    )


def register() -> None:
    queue = os.environ.get("TESTS_QUEUE", "tests-sleep")
    register_job(KIND, Handler(work=work, publish=publish, queue=queue))
    register_job(PDF, Handler(work=render, publish=publish_pdf, queue=queue))
