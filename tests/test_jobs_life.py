"""The life of a job: asked for once, claimed once, published once, and repaired when its worker dies."""

import threading
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from schooladmin.core.errors import Refusal
from schooladmin.jobs import actions, tasks
from schooladmin.jobs.enums import JobState
from schooladmin.jobs.models import Job
from schooladmin.jobs.registry import Handler, Progress, register_job
from schooladmin.units.scope import Scope, opened, system
from tests.factory import World, moment

AT = moment("2026-11-22 08:00")
KIND = "tests.life"
EFFECTS: list[str] = []


def work(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    progress(1, 2, "Bước một")
    if job.payload.get("refuse"):
        raise Refusal("Không có gì để làm.", code="nothing")
    if job.payload.get("crash"):
        raise OSError("disk full")
    return {"url": "/"}


def publish(job: Job, scope: Scope, result: dict[str, Any]) -> None:
    EFFECTS.append(str(job.pk))


@pytest.fixture(autouse=True)
def handler() -> Iterator[None]:
    EFFECTS.clear()
    register_job(KIND, Handler(work=work, publish=publish, queue="tests-life"))
    yield
    EFFECTS.clear()


def ask(world: World, *, key: str = "one", at: datetime = AT, **payload: Any) -> Job:
    return actions.enqueue(
        actor=world.scope("clerk"),
        unit_id=world.school.pk,
        kind=KIND,
        key=key,
        label="Việc thử",
        payload=payload,
        at=at,
    )


def state_of(job: Job) -> str:
    return str(Job._base_manager.values_list("state", flat=True).get(pk=job.pk))


def test_asking_twice_gives_the_same_open_job(world: World) -> None:
    first, second = ask(world), ask(world)
    assert first == second
    assert Job._base_manager.count() == 1


def test_a_closed_job_gives_way_to_a_new_one(world: World) -> None:
    first = ask(world)
    assert tasks.execute(first.pk) == JobState.DONE
    assert ask(world) != first


def test_an_unknown_kind_is_refused_at_once(world: World) -> None:
    with pytest.raises(KeyError):
        actions.enqueue(
            actor=world.scope("clerk"),
            unit_id=world.school.pk,
            kind="tests.none",
            key="x",
            label="x",
            payload={},
            at=AT,
        )


def test_a_job_that_was_rolled_back_is_never_sent(
    world: World, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    sent: list[uuid.UUID] = []
    monkeypatch.setattr(actions, "send", lambda job_id, kind: sent.append(job_id))

    @transaction.atomic
    def ask_and_break() -> None:
        ask(world)
        raise RuntimeError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError):
        ask_and_break()
    assert not sent
    assert not Job._base_manager.exists()


def test_only_one_worker_gets_the_claim(world: World) -> None:
    job = ask(world)
    assert actions.claim(job_id=job.pk, at=AT) is not None
    assert actions.claim(job_id=job.pk, at=AT) is None


def test_the_work_is_published_once_however_often_it_is_called(world: World) -> None:
    job = ask(world)
    assert tasks.execute(job.pk) == JobState.DONE
    assert tasks.execute(job.pk) == "not-claimed"
    assert [str(job.pk)] == EFFECTS


def test_a_worker_that_was_replaced_writes_nothing(world: World, settings: Settings) -> None:
    job = ask(world)
    silent = actions.claim(job_id=job.pk, at=AT)
    later = AT + timedelta(seconds=settings.JOB_LEASE_SECONDS + 1)
    other = actions.claim(job_id=job.pk, at=later)
    assert silent is not None
    assert other is not None
    with pytest.raises(actions.ClaimLost):
        actions.beat(job=silent, at=later, step=1, steps=2, label="muộn")
    with pytest.raises(actions.ClaimLost):
        actions.finish(job=silent, scope=world.scope("clerk"), result={"late": True}, at=later)
    assert EFFECTS == []
    actions.finish(job=other, scope=world.scope("clerk"), result={}, at=later)
    assert [str(job.pk)] == EFFECTS
    actions.fail(job=silent, message="muộn", at=later)
    assert state_of(job) == JobState.DONE


def test_an_effect_that_fails_leaves_the_job_open(world: World) -> None:
    def refuse(job: Job, scope: Scope, result: dict[str, Any]) -> None:
        EFFECTS.append("half")
        raise OSError("no room")

    register_job(KIND, Handler(work=work, publish=refuse, queue="tests-life"))
    job = ask(world)
    assert tasks.execute(job.pk) == JobState.QUEUED
    assert Job._base_manager.get(pk=job.pk).result == {}


def test_a_refusal_ends_the_job_with_its_own_words(world: World) -> None:
    job = ask(world, refuse=True)
    assert tasks.execute(job.pk) == JobState.FAILED
    assert Job._base_manager.get(pk=job.pk).error == "Không có gì để làm."


def test_a_crash_is_tried_three_times_and_then_told_in_plain_words(world: World) -> None:
    job = ask(world, crash=True)
    assert [tasks.execute(job.pk) for _ in range(3)] == [JobState.QUEUED, JobState.QUEUED, JobState.FAILED]
    error = Job._base_manager.get(pk=job.pk).error
    assert "Đã thử 3 lần" in error
    assert "disk full" not in error


def test_a_heartbeat_that_the_database_missed_is_not_the_last(
    world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.JOB_LEASE_SECONDS = 0.04
    beats: list[str] = []
    went_on = threading.Event()

    def beat(**_facts: Any) -> None:
        beats.append(threading.current_thread().name)
        if len(beats) == 1:
            raise OperationalError("database is locked")
        went_on.set()

    def long_work(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
        assert went_on.wait(timeout=10)
        return {"url": "/"}

    monkeypatch.setattr(actions, "beat", beat)
    register_job(KIND, Handler(work=long_work, publish=publish, queue="tests-life"))
    job = ask(world)
    assert tasks.execute(job.pk) == JobState.DONE
    assert set(beats) == {f"heartbeat-{job.pk}"}


def test_a_stalled_job_is_sent_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    job = ask(world)
    sent: list[uuid.UUID] = []
    monkeypatch.setattr(actions, "send", lambda job_id, kind: sent.append(job_id))
    assert actions.reconcile(at=AT + timedelta(seconds=5)) == {"sent": 0, "failed": 0}
    assert actions.reconcile(at=AT + timedelta(minutes=5)) == {"sent": 1, "failed": 0}
    assert sent == [job.pk]


def test_a_dead_workers_job_is_sent_again_and_fails_after_three_attempts(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ask(world)
    sent: list[uuid.UUID] = []
    monkeypatch.setattr(actions, "send", lambda job_id, kind: sent.append(job_id))
    at = AT
    for _ in range(3):
        assert actions.claim(job_id=job.pk, at=at) is not None
        at += timedelta(minutes=5)
        counts = actions.reconcile(at=at)
    assert counts == {"sent": 0, "failed": 1}
    assert sent == [job.pk, job.pk]
    dead = Job._base_manager.get(pk=job.pk)
    assert dead.state == JobState.FAILED
    assert "Thử lại" in dead.error
    assert actions.claim(job_id=job.pk, at=at) is None


def test_a_broker_that_is_down_leaves_the_row_for_the_reconciler(
    world: World, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    def down(*args: Any, **kwargs: Any) -> None:
        raise ConnectionRefusedError("no broker")

    monkeypatch.setattr(tasks.run_job, "apply_async", down)
    with django_capture_on_commit_callbacks(execute=True):
        job = ask(world)
    job.refresh_from_db()
    assert (job.state, job.sent_at) == (JobState.QUEUED, None)
    assert actions.reconcile(at=AT + timedelta(minutes=5)) == {"sent": 1, "failed": 0}


def test_another_try_begins_from_the_start_and_only_once(world: World) -> None:
    job = ask(world, refuse=True)
    tasks.execute(job.pk)
    again = actions.retry(actor=system(AT.date(), "test"), job=job, at=AT)
    assert (again.state, again.attempts, again.error) == (JobState.QUEUED, 0, "")
    with pytest.raises(Refusal) as refusal:
        actions.retry(actor=system(AT.date(), "test"), job=job, at=AT)
    assert refusal.value.code == "job-not-failed"


def test_another_try_is_refused_while_the_same_work_is_open(world: World) -> None:
    failed = ask(world, refuse=True)
    tasks.execute(failed.pk)
    ask(world)
    with pytest.raises(Refusal):
        actions.retry(actor=system(AT.date(), "test"), job=failed, at=AT)
    assert state_of(failed) == JobState.FAILED


def test_the_work_runs_with_the_rights_that_the_person_has_now(world: World) -> None:
    seen: list[frozenset[int]] = []

    def look(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
        seen.append(scope.own_unit_ids)
        return {}

    register_job(KIND, Handler(work=look, publish=publish, queue="tests-life"))
    job = ask(world)
    world.users["clerk"].is_active = False
    world.users["clerk"].save(update_fields=["is_active"])
    tasks.execute(job.pk)
    assert seen == [frozenset()]


def test_progress_is_kept_on_the_row(world: World) -> None:
    job = ask(world)
    claimed = actions.claim(job_id=job.pk, at=AT)
    assert claimed is not None
    actions.beat(job=claimed, at=AT, step=1, steps=4, label="Dàn trang")
    with opened(system(AT.date(), "test")):
        row = Job.objects.get(pk=job.pk)
    assert (row.percent, row.step_label) == (25, "Dàn trang")
