"""A real worker: killed in the middle of its work it loses nothing, and two of them do nothing twice."""

import hashlib
import uuid
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from schooladmin.audit.models import AuditEntry
from schooladmin.documents.models import RenderedFile
from schooladmin.documents.storage import absolute
from schooladmin.jobs import actions
from schooladmin.jobs.enums import JobState
from schooladmin.jobs.models import Job
from tests.factory import World
from tests.sleeper.handler import EFFECT, KIND, PDF, SOURCE, register
from tests.worker import LEASE_SECONDS, kill, running, start, wait_for

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> str:
    """A queue of this test only: workers of other tests do not take its messages."""
    name = f"tests-{uuid.uuid4().hex[:8]}"
    monkeypatch.setenv("TESTS_QUEUE", name)
    settings.JOB_LEASE_SECONDS = LEASE_SECONDS
    settings.JOB_STALLED_SECONDS = LEASE_SECONDS
    register()
    return name


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "worker.log"
    path.touch()
    return path


def ask(world: World, runs: Path, *, steps: int, seconds: float) -> Job:
    return actions.enqueue(
        actor=world.scope("clerk"),
        unit_id=world.school.pk,
        kind=KIND,
        key=str(uuid.uuid4()),
        label="Việc ngủ",
        payload={"log": str(runs), "steps": steps, "seconds": seconds},
        at=timezone.now(),
    )


def row(job: Job) -> Job:
    return Job._base_manager.get(pk=job.pk)


def effects(job: Job) -> int:
    return AuditEntry._base_manager.filter(verb=EFFECT, object_id=str(job.pk)).count()


def finished(job: Job) -> bool:
    """Whether the job is done; stands in for beat, which calls the reconciler every few seconds."""
    actions.reconcile(at=timezone.now())
    return row(job).state == JobState.DONE


def test_a_worker_killed_in_mid_work_loses_and_doubles_nothing(
    world: World, queue: str, log: Path, tmp_path: Path
) -> None:
    runs = tmp_path / "runs"
    job = ask(world, runs, steps=8, seconds=0.5)
    first = start(queue, log)
    try:
        wait_for(lambda: row(job).step >= 2, log)
    finally:
        kill(first)
    assert row(job).state == JobState.RUNNING
    assert effects(job) == 0
    with running(queue, log):
        wait_for(lambda: finished(job), log)
    assert effects(job) == 1
    assert row(job).attempts == 2
    assert len(runs.read_text().splitlines()) == 2


def test_two_workers_do_nothing_twice(world: World, queue: str, log: Path, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    jobs = [ask(world, runs, steps=2, seconds=0.1) for _ in range(6)]
    for job in jobs:
        actions.send(job.pk, KIND)  # a second message for the same work, as a nervous reconciler would send
    with running(queue, log), running(queue, log):
        wait_for(lambda: all(row(job).state == JobState.DONE for job in jobs), log)
    assert [effects(job) for job in jobs] == [1] * len(jobs)
    assert sorted(line.split()[0] for line in runs.read_text().splitlines()) == sorted(str(job.pk) for job in jobs)


def test_a_worker_killed_in_mid_render_leaves_one_whole_file(world: World, queue: str, log: Path) -> None:
    job = actions.enqueue(
        actor=world.scope("clerk"),
        unit_id=world.school.pk,
        kind=PDF,
        key="pdf",
        label="Tạo PDF",
        payload={},
        at=timezone.now(),
    )
    first = start(queue, log)
    try:
        wait_for(lambda: row(job).step >= 2, log)  # laying out the pages, which takes seconds
    finally:
        kill(first)
    assert not RenderedFile._base_manager.exists()
    with running(queue, log):
        wait_for(lambda: finished(job), log, seconds=120)
    file = RenderedFile._base_manager.get(source_key=SOURCE)
    assert file.is_current
    assert row(job).attempts == 2
    content = absolute(file.path).read_bytes()
    assert hashlib.sha256(content).hexdigest() == file.sha256
    assert content.rstrip().endswith(b"%%EOF")
