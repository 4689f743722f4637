"""Pages of background jobs: plain words, rights, and the part that htmx asks for."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schooladmin.jobs.enums import JobState
from schooladmin.jobs.models import Job
from tests.factory import World, moment

Login = Callable[[str], Client]


def make_job(world: World, state: JobState = JobState.QUEUED, **fields: Any) -> Job:
    job = Job(
        unit=fields.pop("unit", world.school),
        kind="tests.page",
        label=fields.pop("label", "Tạo PDF đề cương quý III/2024"),
        requested_by=world.users["clerk"],
        created_at=moment("2026-11-22 08:00"),
        state=state,
        key=str(uuid.uuid4()),
        **fields,
    )
    job.save(force_insert=True)
    return job


@pytest.mark.parametrize(
    ("state", "fields", "words"),
    [
        (JobState.QUEUED, {}, "Máy chủ đã nhận yêu cầu"),
        (JobState.RUNNING, {"step": 1, "steps": 4, "step_label": "Dàn trang"}, "bước 1 trên 4"),
        (JobState.RUNNING, {"attempts": 2}, "Lần thử thứ 2"),
        (JobState.DONE, {"finished_at": moment("2026-11-22 08:01"), "result": {"url": "/reports/"}}, "Mở kết quả"),
        (JobState.FAILED, {"error": "Thiếu phông chữ."}, "Thiếu phông chữ."),
    ],
)
def test_each_state_is_told_in_words(
    world: World, as_user: Login, state: JobState, fields: dict[str, Any], words: str
) -> None:
    job = make_job(world, state, **fields)
    page = as_user("clerk").get(reverse("jobs.job.read", args=[job.pk])).content.decode()
    assert words in page
    is_open = state in (JobState.QUEUED, JobState.RUNNING)
    assert ('hx-trigger="every 2s"' in page) is is_open
    assert ('http-equiv="refresh"' in page) is is_open
    assert ("<progress" in page) is is_open
    assert "style=" not in page


def test_the_fragment_is_only_the_part_that_changes(world: World, as_user: Login) -> None:
    job = make_job(world)
    address = reverse("jobs.job.progress", args=[job.pk])
    fragment = as_user("clerk").get(address, headers={"HX-Request": "true"}).content.decode()
    assert fragment.startswith(f'<div id="progress-{job.pk}"')
    assert "<html" not in fragment
    direct = as_user("clerk").get(address)
    assert direct["Location"] == reverse("jobs.job.read", args=[job.pk])


def test_the_finished_fragment_stops_asking(world: World, as_user: Login) -> None:
    job = make_job(world, JobState.DONE, finished_at=moment("2026-11-22 08:01"), result={"url": "/reports/"})
    address = reverse("jobs.job.progress", args=[job.pk])
    fragment = as_user("clerk").get(address, headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in fragment
    assert 'href="/reports/"' in fragment


def test_a_result_address_of_another_site_is_not_offered(world: World, as_user: Login) -> None:
    job = make_job(
        world, JobState.DONE, finished_at=moment("2026-11-22 08:01"), result={"url": "https://example.org/x"}
    )
    assert "example.org" not in as_user("clerk").get(reverse("jobs.job.read", args=[job.pk])).content.decode()


@pytest.mark.parametrize("name", ["jobs.job.read", "jobs.job.progress"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("clerk", 200), ("officer", 200), ("teacher", 403), ("sister_clerk", 404), ("foreign_principal", 404)],
)
def test_who_sees_a_job(world: World, as_user: Login, name: str, who: str, status: int) -> None:
    job = make_job(world)
    answer = as_user(who).get(reverse(name, args=[job.pk]), headers={"HX-Request": "true"})
    assert answer.status_code == status


def test_another_try_by_button(world: World, as_user: Login) -> None:
    job = make_job(world, JobState.FAILED, error="Hỏng.")
    client = as_user("clerk")
    address = reverse("jobs.job.read", args=[job.pk])
    assert "Thử lại" in client.get(address).content.decode()
    again = client.post(reverse("jobs.job.retry", args=[job.pk]), follow=True).content.decode()
    assert "Đã yêu cầu thực hiện lại." in again
    twice = client.post(reverse("jobs.job.retry", args=[job.pk]), follow=True).content.decode()
    assert "không cần thử lại" in twice
    assert Job._base_manager.get(pk=job.pk).state == JobState.QUEUED


@pytest.mark.parametrize(("who", "status"), [("school_auditor", 403), ("sister_clerk", 404), ("officer", 302)])
def test_who_may_let_a_job_try_again(world: World, as_user: Login, who: str, status: int) -> None:
    job = make_job(world, JobState.FAILED)
    assert as_user(who).post(reverse("jobs.job.retry", args=[job.pk])).status_code == status


def test_another_try_needs_a_post(world: World, as_user: Login) -> None:
    job = make_job(world, JobState.FAILED)
    assert as_user("clerk").get(reverse("jobs.job.retry", args=[job.pk])).status_code == 405


def test_the_list_shows_the_own_units_only(world: World, as_user: Login) -> None:
    make_job(world, label="Việc của trường này")
    make_job(world, label="Việc của trường xa", unit=world.foreign)
    page = as_user("clerk").get(reverse("jobs.list")).content.decode()
    assert "Việc của trường này" in page
    assert "Việc của trường xa" not in page
    assert as_user("teacher").get(reverse("jobs.list")).status_code == 403


def test_the_list_is_narrowed_by_state_and_person(world: World, as_user: Login) -> None:
    make_job(world, JobState.FAILED, label="Việc hỏng")
    make_job(world, label="Việc chờ")
    client = as_user("clerk")
    failed = client.get(reverse("jobs.list"), {"state": "failed", "q": "do thi van thu"}).content.decode()
    assert "Việc hỏng" in failed
    assert "Việc chờ" not in failed
    nobody = client.get(reverse("jobs.list"), {"q": "khong co ai"}).content.decode()
    assert "Không có việc nào khớp" in nobody
    assert "Việc hỏng" in client.get(reverse("jobs.list"), {"state": "nonsense"}).content.decode()


def test_an_empty_list_says_what_comes_here(world: World, as_user: Login) -> None:
    assert "Chưa có việc nào" in as_user("clerk").get(reverse("jobs.list")).content.decode()


def test_the_number_of_queries_does_not_grow_with_the_list(world: World, as_user: Login) -> None:
    client = as_user("officer")
    make_job(world)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("jobs.list"))
        counts.append(len(queries))
        for number in range(30):
            make_job(world, unit=world.sister if number % 2 else world.school)
    assert counts[0] == counts[1]
