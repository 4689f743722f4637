"""The entry points of the worker: one task for every kind of job, and the reconciler."""

import errno
import logging
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from schooladmin.core.errors import Refusal
from schooladmin.core.periods import local_date
from schooladmin.jobs import actions
from schooladmin.jobs.models import Job
from schooladmin.jobs.registry import handler_for, listeners
from schooladmin.units.scope import Scope, opened, scope_of_id, system

log = logging.getLogger(__name__)
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


@shared_task(name="jobs.run", bind=True, acks_late=True)
def run_job(self: Any, job_id: str) -> str:
    """Claim the job, do its work in the requester's present scope, and publish the effect."""
    return execute(uuid.UUID(job_id))


@shared_task(name="jobs.reconcile")
def reconcile_jobs() -> dict[str, int]:
    """Beat's repair of stalled and dead jobs."""
    return actions.reconcile(at=timezone.now())


def execute(job_id: uuid.UUID) -> str:
    """Run one job to its end in this process; return the state it ended in, or why it was not run here."""
    job = actions.claim(job_id=job_id, at=timezone.now())
    if job is None:
        return "not-claimed"
    outcome = _run(job)
    for listener in listeners():
        try:
            listener(job.pk)
        except Exception:  # the job has ended; who waits for it looks again by beat
            log.exception("a listener of job %s failed", job.pk)
    return outcome


def _run(job: Job) -> str:
    scope = _scope_for(job)
    try:
        with opened(scope), _heartbeat(job):
            result = handler_for(job.kind).work(job, scope, _progress(job))
            actions.finish(job=job, scope=scope, result=result, at=timezone.now())
    except actions.ClaimLost:
        log.warning("job %s was taken over by another worker", job.pk)
        return "claim-lost"
    except Refusal as refusal:  # the work itself says no: trying again would say the same
        actions.fail(job=job, message=str(refusal.message), at=timezone.now())
    except SoftTimeLimitExceeded:
        actions.fail(job=job, message=_("Việc này mất quá nhiều thời gian nên đã dừng lại."), at=timezone.now())
    except OSError as wrong:
        log.exception("job %s (%s) failed in attempt %s", job.pk, job.kind, job.attempts)
        if wrong.errno in _DISK_FULL:
            actions.fail(job=job, message=_disk_is_full(), at=timezone.now())
        else:
            _give_back_or_fail(job)
    except Exception:
        log.exception("job %s (%s) failed in attempt %s", job.pk, job.kind, job.attempts)
        _give_back_or_fail(job)
    return str(Job._base_manager.values_list("state", flat=True).get(pk=job.pk))


def _disk_is_full() -> str:
    """Trying again at once would meet the same full disk: a person must make room first."""
    return _("Ổ đĩa của máy chủ đã đầy, chưa ghi được tệp; tệp trước đó vẫn còn. Hãy báo người quản trị rồi thử lại.")


def _give_back_or_fail(job: Job) -> None:
    if job.attempts < settings.JOB_MAX_ATTEMPTS:
        actions.release(job=job)
        return
    message = _("Đã thử %(n)s lần mà chưa được. Người quản trị có thể xem chi tiết trong nhật ký máy chủ (mã %(id)s).")
    actions.fail(job=job, message=message % {"n": job.attempts, "id": job.pk}, at=timezone.now())


def _scope_for(job: Job) -> Scope:
    """The requester's rights as they are now, not as they were when the job was asked for."""
    today = local_date(timezone.now())
    if job.requested_by_id is None:
        return system(today, "manage.py")
    return scope_of_id(job.requested_by_id, today)


def _progress(job: Job) -> Any:
    def report(step: int, steps: int, label: str) -> None:
        actions.beat(job=job, at=timezone.now(), step=step, steps=steps, label=label)

    return report


@contextmanager
def _heartbeat(job: Job) -> Iterator[None]:
    """Beat from a thread while the work computes, so that a long step is not taken for a dead worker."""
    stop = threading.Event()
    interval = settings.JOB_LEASE_SECONDS / 4

    def run() -> None:
        while not stop.wait(interval):
            try:
                close_old_connections()
                actions.beat(job=job, at=timezone.now())
            except actions.ClaimLost:
                return  # the main thread meets the same at its next step
            except (DatabaseError, InterfaceError):  # busy or away; the lease outlasts two beats that are missed
                log.warning("a heartbeat of job %s was missed", job.pk, exc_info=True)
            finally:
                connection.close()

    thread = threading.Thread(target=run, name=f"heartbeat-{job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)
