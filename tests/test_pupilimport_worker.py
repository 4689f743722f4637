"""A real worker writes a list: killed in the middle it leaves nothing behind, and the next one writes it once."""

import uuid
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pytest_django import Settings

from pupils.imports import actions
from pupils.imports.enums import ImportState
from pupils.imports.models import PupilImport
from pupils.imports.rules.types import Target
from pupils.models import Pupil
from schooladmin.audit.models import AuditEntry
from schooladmin.jobs.actions import reconcile
from schooladmin.jobs.models import Job
from schooladmin.units.scope import opened
from tests.factory import World
from tests.pupil_lists import smas_like
from tests.worker import LEASE_SECONDS, kill, running, start, wait_for

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def log(tmp_path: Path, settings: Settings) -> Path:
    settings.JOB_LEASE_SECONDS = settings.JOB_STALLED_SECONDS = LEASE_SECONDS
    path = tmp_path / "worker.log"
    path.touch()
    return path


def many(number: int) -> bytes:
    return smas_like(
        [
            (at, f"M{at:05d}", f"0012{at:08d}", "Nguyễn Văn An", "05/03/2014", "Nam", "6A1", "", "", "Đang học")
            for at in range(number)
        ]
    )


def state(one: PupilImport) -> str:
    reconcile(at=timezone.now())  # stands in for beat
    return str(PupilImport._base_manager.values_list("state", flat=True).get(pk=one.pk))


def job_of(one: PupilImport) -> Job:
    job = PupilImport._base_manager.select_related("job").get(pk=one.pk).job
    assert job is not None
    return job


def test_from_the_upload_to_the_register_with_a_worker_that_dies(world: World, log: Path) -> None:
    scope = world.scope("clerk", timezone.localdate())
    with opened(scope):
        one = actions.send_list(
            actor=scope,
            unit_id=world.school.pk,
            mutation_id=uuid.uuid4(),
            upload=SimpleUploadedFile("ds.xlsx", many(4000)),
            at=timezone.now(),
        )
    with running("default", log):
        wait_for(lambda: state(one) == ImportState.READ, log)
        one.refresh_from_db()
        with opened(scope):
            mapping = {Target(name): column for name, column in one.mapping.items()}
            actions.confirm_columns(
                actor=scope, one=one, revision=0, mapping=mapping, school_year=2026, at=timezone.now()
            )
        wait_for(lambda: state(one) == ImportState.CHECKED, log)
    with opened(scope):
        for _ in range(2):  # pressed twice
            actions.write_list(actor=scope, one=one, revision=1, only_valid=False, at=timezone.now())
    first = start("default", log)
    try:
        wait_for(lambda: job_of(one).step >= 1, log)
    finally:
        kill(first)
    assert Pupil._base_manager.count() in (0, 4000)
    with running("default", log):
        wait_for(lambda: state(one) == ImportState.DONE, log)
    assert Pupil._base_manager.count() == 4000
    assert AuditEntry._base_manager.filter(verb="pupils.import.run").count() == 1
