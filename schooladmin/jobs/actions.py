"""The life of a job: enqueue, claim, heartbeat, finish or fail, reconcile. Every step is one conditional UPDATE."""

import logging
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from schooladmin.audit.actions import record
from schooladmin.core.errors import Refusal
from schooladmin.jobs.enums import OPEN_STATES, JobState
from schooladmin.jobs.models import Job
from schooladmin.jobs.registry import handler_for
from schooladmin.units.scope import Scope

log = logging.getLogger(__name__)


class ClaimLost(Exception):  # noqa: N818 - not an error of the program: another worker holds the job now
    """Another worker has taken this job over; whatever this one still computes is dropped."""


def enqueue(
    *, actor: Scope, unit_id: int, kind: str, key: str, label: str, payload: dict[str, Any], at: datetime
) -> Job:
    """Write the job's row in the caller's transaction and send the message after commit.

    While a job with the same ``key`` is open, that job is returned: asking twice costs nothing.
    """
    handler_for(kind)  # an unknown kind is refused here, not in the worker
    existing = _open_job(key)
    if existing is not None:
        return existing
    job = Job(
        unit_id=unit_id,
        kind=kind,
        key=key,
        label=label,
        payload=payload,
        requested_by_id=actor.user_id,
        created_at=at,
    )
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:  # somebody asked for the same work in the same moment
        other = _open_job(key)
        if other is None:
            raise
        return other
    transaction.on_commit(lambda: send(job.pk, kind))
    return job


def _open_job(key: str) -> Job | None:
    return Job._base_manager.filter(key=key, state__in=OPEN_STATES).first()


def send(job_id: uuid.UUID, kind: str) -> None:
    """Send the wake-up call. A broker that is down is no reason to fail: the reconciler sends again."""
    from schooladmin.jobs.tasks import run_job

    try:
        run_job.apply_async(args=(str(job_id),), task_id=str(job_id), queue=handler_for(kind).queue)
    except (KombuError, RedisError, OSError) as down:
        log.warning("broker does not take job %s: %s; the reconciler will send it", job_id, down)
        return
    Job._base_manager.filter(pk=job_id).update(sent_at=timezone.now())


def claim(*, job_id: uuid.UUID, at: datetime) -> Job | None:
    """Take the job if it waits, or if its worker has fallen silent; None when somebody else has it."""
    token = uuid.uuid4()
    dead = at - timedelta(seconds=settings.JOB_LEASE_SECONDS)
    taken = (
        Job._base_manager.filter(pk=job_id)
        .filter(Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, heartbeat_at__lt=dead))
        .filter(attempts__lt=settings.JOB_MAX_ATTEMPTS)
        .update(
            state=JobState.RUNNING,
            token=token,
            claimed_at=at,
            heartbeat_at=at,
            attempts=F("attempts") + 1,
            step=0,
            steps=0,
            step_label="",
            error="",
        )
    )
    return Job._base_manager.get(pk=job_id) if taken else None


def beat(*, job: Job, at: datetime, step: int | None = None, steps: int = 0, label: str = "") -> None:
    """Say that the work goes on, and how far it is. Raises ClaimLost when the job was given to another worker."""
    changes: dict[str, Any] = {"heartbeat_at": at}
    if step is not None:
        changes |= {"step": step, "steps": steps, "step_label": label}
    if not _held(job).update(**changes):
        raise ClaimLost(str(job.pk))


def finish(*, job: Job, scope: Scope, result: dict[str, Any], at: datetime) -> None:
    """Close the job and publish its effect in one transaction, once. Raises ClaimLost when it is no longer ours."""
    with transaction.atomic():
        closed = _held(job).update(state=JobState.DONE, finished_at=at, heartbeat_at=at, result=result, token=None)
        if not closed:
            raise ClaimLost(str(job.pk))
        handler_for(job.kind).publish(job, scope, result)


def fail(*, job: Job, message: str, at: datetime) -> None:
    """Close the job with a message that a person understands."""
    _held(job).update(state=JobState.FAILED, finished_at=at, error=message[:500], token=None)


def release(*, job: Job) -> None:
    """Give the job back for another attempt; the reconciler sends it again."""
    _held(job).update(state=JobState.QUEUED, token=None, sent_at=None)


@transaction.atomic
def retry(*, actor: Scope, job: Job, at: datetime) -> Job:
    """Let a failed job try again from the start. Raises Refusal while the same work is already open."""
    actor.require("jobs.job.retry", job.unit_id)
    try:
        with transaction.atomic():
            reopened = Job._base_manager.filter(pk=job.pk, state=JobState.FAILED).update(
                state=JobState.QUEUED, attempts=0, error="", finished_at=None, sent_at=None
            )
    except IntegrityError:
        reopened = 0
    if not reopened:
        raise Refusal(_("Việc này đang được thực hiện, không cần thử lại."), code="job-not-failed")
    record(actor=actor, unit_id=job.unit_id, verb="jobs.job.retry", at=at, thing=job)
    transaction.on_commit(lambda: send(job.pk, job.kind))
    return Job._base_manager.get(pk=job.pk)


def reconcile(*, at: datetime) -> dict[str, int]:
    """Repair what a lost message or a dead worker left: run by beat, safe at any time and by several at once.

    *Stalled*: queued, but nobody came: sent again. *Zombie*: running, but the heartbeat stopped: sent again while
    attempts are left, otherwise failed with a plain message.
    """
    stalled_before = at - timedelta(seconds=settings.JOB_STALLED_SECONDS)
    dead_before = at - timedelta(seconds=settings.JOB_LEASE_SECONDS)
    counts = {"sent": 0, "failed": 0}
    zombies = Job._base_manager.filter(state=JobState.RUNNING, heartbeat_at__lt=dead_before)
    counts["failed"] = zombies.filter(attempts__gte=settings.JOB_MAX_ATTEMPTS).update(
        state=JobState.FAILED,
        finished_at=at,
        token=None,
        error=_("Việc này đã dừng giữa chừng %(n)s lần. Hãy bấm «Thử lại»; nếu vẫn lỗi, hãy báo người quản trị.")
        % {"n": settings.JOB_MAX_ATTEMPTS},
    )
    waiting = Job._base_manager.filter(state=JobState.QUEUED, created_at__lt=stalled_before).filter(
        Q(sent_at__isnull=True) | Q(sent_at__lt=stalled_before)
    )
    for job in [*waiting, *zombies.filter(attempts__lt=settings.JOB_MAX_ATTEMPTS)]:
        send(job.pk, job.kind)
        counts["sent"] += 1
    return counts


def _held(job: Job) -> Any:
    return Job._base_manager.filter(pk=job.pk, state=JobState.RUNNING, token=job.token)
