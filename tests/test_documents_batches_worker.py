"""A real worker is killed in the middle of a set: the set goes on, no paper is made twice, the archive is whole."""

import csv
import hashlib
import io
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from schooladmin.core.periods import Quarter
from schooladmin.documents.batches import registry
from schooladmin.documents.batches.actions import make_batch
from schooladmin.documents.batches.models import Batch, BatchItem, ItemState
from schooladmin.documents.batches.rules import INDEX, LACKING
from schooladmin.documents.batches.running import advance_all
from schooladmin.documents.enums import FileKind
from schooladmin.documents.models import RenderedFile
from schooladmin.jobs.actions import reconcile
from schooladmin.jobs.enums import JobState
from schooladmin.jobs.models import Job
from schooladmin.units.scope import opened
from tests.factory import World
from tests.sleeper import sheets
from tests.test_documents_batches import archive
from tests.test_jobs_worker import log as log  # the fixture
from tests.test_jobs_worker import queue as queue  # the fixture
from tests.worker import kill, running, start, wait_for

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def batch(world: World, queue: str, monkeypatch: pytest.MonkeyPatch) -> Batch:
    """The sheets of a school, asked for and begun; nobody works yet."""
    monkeypatch.setattr(registry, "_sources", {})
    sheets.register()
    today = timezone.localdate()
    with opened(world.scope("principal", today)) as scope:
        return make_batch(
            actor=scope,
            unit_id=world.school.pk,
            quarter=Quarter.of(today),
            sources=[sheets.SOURCE],
            files=[FileKind.PDF],
            mutation_id=uuid.uuid4(),
            at=timezone.now(),
        )


def is_open(batch: Batch) -> bool:
    """Whether the set still runs; stands in for beat, which looks after jobs and sets every few seconds."""
    reconcile(at=timezone.now())
    return advance_all(at=timezone.now()) > 0 and Batch._base_manager.get(pk=batch.pk).is_open


def in_the_middle() -> bool:
    """Some sheets are there, and the next one is begun."""
    jobs = Job._base_manager.filter(kind=sheets.SOURCE)
    begun = jobs.filter(state=JobState.RUNNING, step__in=(1, 2))
    return jobs.filter(state=JobState.DONE).count() >= 2 and begun.exists()


def test_a_worker_killed_in_the_middle_of_a_set_loses_and_doubles_nothing(
    world: World, batch: Batch, queue: str, log: Path, as_user: Callable[[str], Client]
) -> None:
    first = start(queue, log)
    try:
        wait_for(in_the_middle, log)
    finally:
        kill(first)
    before = {row.pk: row.sha256 for row in RenderedFile._base_manager.all()}
    broken = Job._base_manager.get(kind=sheets.SOURCE, state=JobState.RUNNING)
    items = BatchItem._base_manager.filter(batch=batch)
    assert 2 <= len(before) < sheets.COUNT
    assert items.filter(state=ItemState.QUEUED).exists(), "a part of the set waits with it"
    with running(queue, log):
        wait_for(lambda: not is_open(batch), log, seconds=120)
    assert set(items.values_list("state", flat=True)) == {ItemState.DONE}
    jobs = list(Job._base_manager.filter(kind=sheets.SOURCE))
    assert len(jobs) == sheets.COUNT
    assert {job.pk: job.attempts for job in jobs} == {job.pk: 1 + (job.pk == broken.pk) for job in jobs}
    files = list(RenderedFile._base_manager.all())
    assert sorted(file.source_key for file in files) == sorted(items.values_list("source_key", flat=True))
    assert before.items() <= {file.pk: file.sha256 for file in files}.items(), "what was there was not made again"

    found = archive(as_user("principal"), batch)
    assert found.testzip() is None
    index = list(csv.DictReader(io.StringIO(found.read(INDEX).decode("utf-8-sig"))))
    assert {row["Tệp"] for row in index} == set(found.namelist()) - {INDEX, LACKING}
    assert len(index) == sheets.COUNT
    for row in index:
        assert hashlib.sha256(found.read(row["Tệp"])).hexdigest() == row["SHA-256"]
    assert "Không thiếu" in found.read(LACKING).decode("utf-8-sig")
