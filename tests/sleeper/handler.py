"""The sleeping job: each run leaves a line in a file, its effect is an entry of the audit trail."""

import os
import time
from pathlib import Path
from typing import Any

from django.utils import timezone

from schooladmin.audit.actions import record
from schooladmin.jobs.models import Job
from schooladmin.jobs.registry import Handler, Progress, register_job
from schooladmin.units.scope import Scope

KIND = "tests.sleep"
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


def register() -> None:
    register_job(KIND, Handler(work=work, publish=publish, queue=os.environ.get("TESTS_QUEUE", "tests-sleep")))
