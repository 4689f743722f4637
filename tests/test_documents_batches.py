"""All papers of a quarter at once: what is current is taken, the rest is made one by one, what is missing is named."""

import csv
import io
import uuid
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.models import Report
from schooladmin.core.errors import Forbidden, OutOfScope, Refusal
from schooladmin.documents.batches import registry
from schooladmin.documents.batches.actions import cancel_batch, make_batch, retry_batch
from schooladmin.documents.batches.models import Batch, BatchItem, ItemState
from schooladmin.documents.batches.queries import contents_of, progress_of
from schooladmin.documents.batches.registry import Paper, PaperSource, Wanted
from schooladmin.documents.batches.running import advance, advance_all
from schooladmin.documents.enums import FileKind
from schooladmin.documents.models import RenderedFile
from schooladmin.documents.storage import absolute
from schooladmin.jobs.actions import enqueue
from schooladmin.jobs.enums import JobState
from schooladmin.jobs.models import Job
from schooladmin.jobs.registry import Handler, register_job
from schooladmin.jobs.tasks import execute
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope, opened
from tests.closing import LATER, QUARTER, open_quarter, submit
from tests.factory import World

pytestmark = pytest.mark.usefixtures("calendar")

WORKING, BROKEN = "tests.made", "tests.broken"


def work(job: Job, scope: Scope, progress: object) -> dict[str, Any]:
    """Write a small file where a real writer would write a PDF."""
    if "broken" in job.payload["key"]:
        raise Refusal("Có chữ mà phông không có.", code="no-glyph")
    stored = f"documents/{job.unit_id}/{uuid.uuid4()}.pdf"
    absolute(stored).parent.mkdir(parents=True, exist_ok=True)
    absolute(stored).write_bytes(f"%PDF {job.payload['key']}".encode())
    return {"path": stored}


def publish(job: Job, scope: Scope, result: dict[str, Any]) -> None:
    RenderedFile.objects.create(
        unit_id=job.unit_id,
        source_key=job.payload["key"],
        kind=FileKind.PDF,
        path=result["path"],
        name="van-ban.pdf",
        sha256="0" * 64,
        pages=2,
        size=absolute(result["path"]).stat().st_size,
        seconds=0.1,
        snapshot_hash="1" * 64,
        job=job,
        created_at=LATER,
    )


def ask(scope: Scope, wanted: Wanted, at: datetime) -> Job:
    scope.require("reports.report.read", int(wanted.key.split(":")[1]))
    return enqueue(
        actor=scope,
        unit_id=int(wanted.key.split(":")[1]),
        kind=WORKING,
        key=f"{wanted.key}:{wanted.file}",
        label="Thử",
        payload={"key": wanted.key},
        at=at,
    )


@pytest.fixture
def papers(monkeypatch: pytest.MonkeyPatch) -> list[Paper]:
    """A source with the papers that a test puts into the list; nothing of it is rendered."""
    known: list[Paper] = []

    def of(scope: Scope, units: Any, quarter: object) -> list[Paper]:
        reached = set(units.values_list("pk", flat=True))
        return [paper for paper in known if paper.unit_id in reached]

    source = PaperSource("tests", "Thử", "reports.report.read", (FileKind.PDF,), of, ask)
    monkeypatch.setattr(registry, "_sources", {"tests": source})
    register_job(WORKING, Handler(work=work, publish=publish))
    return known


def paper(unit: Unit, name: str, **more: str) -> Paper:
    return Paper(unit.pk, f"tests:{unit.pk}:{name}", f"Văn bản {name}", "Thu", **more)


def make(world: World, who: str, unit: Unit, **changed: Any) -> Batch:
    """Make a batch and begin it, as the page does after its transaction."""
    values: dict[str, Any] = {"sources": ["tests"], "files": [FileKind.PDF], "mutation_id": uuid.uuid4()}
    with opened(world.scope(who, LATER.date())) as scope:
        batch = make_batch(actor=scope, unit_id=unit.pk, quarter=QUARTER, at=LATER, **(values | changed))
    advance(batch_id=batch.pk, at=LATER)
    return fresh(batch)


def fresh(batch: Batch) -> Batch:
    return Batch._base_manager.get(pk=batch.pk)


def items(batch: Batch, state: ItemState | None = None) -> list[BatchItem]:
    rows = BatchItem._base_manager.filter(batch=batch).select_related("job").order_by("pk")
    return list(rows.filter(state=state) if state else rows)


def run_all() -> int:
    """What the workers do: take every job that waits, until none waits."""
    ran = 0
    while (job := Job._base_manager.filter(state=JobState.QUEUED).order_by("created_at").first()) is not None:
        execute(job.pk)
        ran += 1
    return ran


def archive(client: Client, batch: Batch) -> zipfile.ZipFile:
    answer = client.get(reverse("documents.batch.download", args=[batch.pk]))
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert len(body) == int(answer["Content-Length"])
    return zipfile.ZipFile(io.BytesIO(body))


def test_a_few_jobs_at_a_time_until_all_is_made(world: World, papers: list[Paper]) -> None:
    papers += [paper(world.school, str(number)) for number in range(7)]
    batch = make(world, "principal", world.school)
    assert len(items(batch, ItemState.RUNNING)) == settings.BATCH_JOBS_AHEAD, "the rest waits with the batch"
    assert Job._base_manager.count() == settings.BATCH_JOBS_AHEAD
    assert run_all() == 7, "the end of a job begins the next"
    batch = fresh(batch)
    assert not batch.is_open
    assert {item.state for item in items(batch)} == {ItemState.DONE}


def test_what_is_current_is_taken_and_not_made_again(world: World, papers: list[Paper]) -> None:
    papers.append(paper(world.school, "a", fingerprint="1" * 64))
    make(world, "principal", world.school)
    run_all()
    again = make(world, "clerk", world.school)
    assert not again.is_open
    assert [item.state for item in items(again)] == [ItemState.DONE]
    assert Job._base_manager.count() == 1
    papers[0] = paper(world.school, "a", fingerprint="2" * 64)
    assert make(world, "deputy", world.school).is_open, "the paper says something else now"


def test_asking_twice_gives_one_batch(world: World, papers: list[Paper]) -> None:
    papers.append(paper(world.school, "a"))
    form = uuid.uuid4()
    first = make(world, "principal", world.school, mutation_id=form)
    assert make(world, "principal", world.school, mutation_id=form).pk == first.pk, "the same form"
    assert make(world, "principal", world.school).pk == first.pk, "the same papers while they are made"
    advance(batch_id=first.pk, at=LATER)
    advance_all(at=LATER)
    assert Job._base_manager.count() == 1
    run_all()
    assert make(world, "principal", world.school).pk != first.pk
    with pytest.raises(OutOfScope):
        make(world, "clerk", world.school, mutation_id=form)


def test_cancelling_ends_what_runs_and_begins_nothing(
    world: World, papers: list[Paper], as_user: Callable[[str], Client]
) -> None:
    papers += [paper(world.school, str(number)) for number in range(6)]
    batch = make(world, "principal", world.school)
    with opened(world.scope("clerk", LATER.date())) as scope:
        cancel_batch(actor=scope, batch_id=batch.pk, at=LATER)
        with pytest.raises(Refusal):
            cancel_batch(actor=scope, batch_id=batch.pk, at=LATER)
    assert fresh(batch).is_open, "four are still being made"
    run_all()
    assert not fresh(batch).is_open
    assert len(items(batch, ItemState.DONE)) == 4
    assert len(items(batch, ItemState.SKIPPED)) == 2
    page = as_user("clerk").get(reverse("documents.batch.read", args=[batch.pk])).content.decode()
    assert "4 trên 6 văn bản đã xử lý" in page, "what was stopped before it began is not done"
    with opened(world.scope("clerk", LATER.date())) as scope:
        retry_batch(actor=scope, batch_id=batch.pk, at=LATER, item_id=items(batch, ItemState.SKIPPED)[0].pk)
    advance(batch_id=batch.pk, at=LATER)
    assert run_all() == 1
    for name, keys in (("documents.batch.read", [batch.pk]), ("documents.batch.list", [])):
        page = as_user("clerk").get(reverse(name, args=keys)).content.decode()
        assert "1 văn bản đã dừng, chưa tạo" in page
        assert "văn bản chưa tạo được" not in page, "nobody tried to make it"
    with opened(world.scope("clerk", LATER.date())) as scope:
        retry_batch(actor=scope, batch_id=batch.pk, at=LATER)
    advance(batch_id=batch.pk, at=LATER)
    assert run_all() == 1
    assert len(items(batch, ItemState.DONE)) == 6


def test_one_that_fails_stops_no_other_and_can_be_tried_again(world: World, papers: list[Paper]) -> None:
    papers += [paper(world.school, "broken"), paper(world.school, "b")]
    batch = make(world, "principal", world.school)
    run_all()
    failed = items(batch, ItemState.FAILED)[0]
    assert failed.error == "Có chữ mà phông không có."
    assert len(items(batch, ItemState.DONE)) == 1
    with opened(world.scope("principal", LATER.date())) as scope:
        retry_batch(actor=scope, batch_id=batch.pk, item_id=failed.pk, at=LATER)
        with pytest.raises(Refusal):
            retry_batch(actor=scope, batch_id=batch.pk, item_id=failed.pk, at=LATER)
    advance(batch_id=batch.pk, at=LATER)
    assert run_all() == 1, "the one alone"
    assert not fresh(batch).is_open


def test_a_worker_that_was_killed_leaves_a_batch_that_goes_on(world: World, papers: list[Paper]) -> None:
    papers += [paper(world.school, str(number)) for number in range(5)]
    batch = make(world, "principal", world.school)
    # The worker ended its job and died before it could begin the next.
    for item in items(batch, ItemState.RUNNING):
        Job._base_manager.filter(pk=item.job_id or uuid.uuid4()).update(
            state=JobState.FAILED, error="Đã dừng giữa chừng 3 lần."
        )
    assert advance_all(at=LATER) == 1
    assert [item.error for item in items(batch, ItemState.FAILED)] == ["Đã dừng giữa chừng 3 lần."] * 4
    assert len(items(batch, ItemState.RUNNING)) == 1


def test_what_is_missing_is_named_and_found_later(
    world: World, papers: list[Paper], as_user: Callable[[str], Client]
) -> None:
    papers += [paper(world.school, "a"), paper(world.sister, "b", missing="Đơn vị chưa nộp báo cáo.")]
    batch = make(world, "officer", world.commune)
    run_all()
    with opened(world.scope("officer", LATER.date())) as scope:
        lacks = contents_of(scope, fresh(batch)).lacks
        assert [(lack.unit_code, lack.why) for lack in lacks] == [("THCS-B", "Đơn vị chưa nộp báo cáo.")]
        with time_machine.travel(LATER, tick=False):
            page = as_user("officer").get(reverse("documents.batch.read", args=[batch.pk])).content.decode()
        assert "Tìm văn bản mới nộp" in page  # nothing failed, so there is nothing to be made again
        assert "Tạo phần còn thiếu" not in page
        papers[1] = paper(world.sister, "b")
        retry_batch(actor=scope, batch_id=batch.pk, at=LATER)
    advance(batch_id=batch.pk, at=LATER)
    assert run_all() == 1
    assert {item.state for item in items(batch)} == {ItemState.DONE}


def test_nobody_gets_papers_of_units_that_they_may_not_read(
    world: World, papers: list[Paper], as_user: Callable[[str], Client]
) -> None:
    papers += [paper(unit, "a") for unit in (world.school, world.sister, world.foreign)]
    batch = make(world, "officer", world.commune)
    run_all()
    assert {item.unit_id for item in items(batch)} == {world.school.pk, world.sister.pk}
    with time_machine.travel(LATER, tick=False):
        for outsider in ("principal", "sister_principal", "other_officer", "party_officer"):
            for verb in ("read", "download"):
                answer = as_user(outsider).get(reverse(f"documents.batch.{verb}", args=[batch.pk]))
                assert answer.status_code == 404, (outsider, verb)
        assert as_user("principal").post(reverse("documents.batch.cancel", args=[batch.pk])).status_code == 404
        assert as_user("auditor").get(reverse("documents.batch.read", args=[batch.pk])).status_code == 200
        assert as_user("auditor").post(reverse("documents.batch.retry", args=[batch.pk])).status_code == 403
    with opened(world.scope("auditor", LATER.date())) as scope, pytest.raises(Forbidden):
        make_batch(
            actor=scope,
            unit_id=world.commune.pk,
            quarter=QUARTER,
            sources=["tests"],
            files=[FileKind.PDF],
            mutation_id=uuid.uuid4(),
            at=LATER,
        )


def test_the_archive_has_folders_an_index_and_what_is_missing(
    world: World, papers: list[Paper], as_user: Callable[[str], Client]
) -> None:
    papers += [paper(unit, "a") for unit in (world.school, world.sister)]
    papers.append(paper(world.sister, "broken"))
    batch = make(world, "officer", world.commune)
    run_all()
    gone = items(batch, ItemState.DONE)[1]
    with time_machine.travel(LATER, tick=False):
        found = archive(as_user("officer"), batch)
        assert found.testzip() is None
        absolute(RenderedFile._base_manager.get(pk=gone.file_id or 0).path).unlink()
        later = archive(as_user("officer"), batch)
    assert found.namelist() == [
        "00_MUC-LUC.csv",
        "00_CON-THIEU.csv",
        "THCS-A Trường THCS Bình An/THCS-A_Thu_2026-Q3.pdf",
        "THCS-B Trường THCS Hòa Bình/THCS-B_Thu_2026-Q3.pdf",
    ]
    index = list(csv.DictReader(io.StringIO(found.read("00_MUC-LUC.csv").decode("utf-8-sig"))))
    assert [row["Tệp"] for row in index] == found.namelist()[2:]
    assert {row["SHA-256"] for row in index} == {"0" * 64}
    assert "phông" in found.read("00_CON-THIEU.csv").decode("utf-8-sig")
    assert "không còn trên máy chủ" in later.read("00_CON-THIEU.csv").decode("utf-8-sig")
    assert len(later.namelist()) == 3


def test_the_pages_of_a_batch(world: World, papers: list[Paper], as_user: Callable[[str], Client]) -> None:
    papers += [paper(world.school, "a"), paper(world.school, "broken")]
    client = as_user("clerk")
    with time_machine.travel(LATER, tick=False):
        empty = client.get(reverse("documents.batch.list")).content.decode()
        assert "Chưa có bộ văn bản nào" in empty
        form = {"unit": world.school.pk, "quarter": QUARTER.code, "sources": "tests", "kinds": "pdf"}
        answer = client.post(reverse("documents.batch.create"), form | {"mutation_id": str(uuid.uuid4())})
        assert answer.status_code == 302
        batch = Batch._base_manager.get()
        advance(batch_id=batch.pk, at=LATER)
        page = client.get(answer["Location"]).content.decode()
        assert 'hx-trigger="every 2s"' in page
        assert 'http-equiv="refresh"' in page, "without JavaScript too"
        progress = reverse("documents.batch.progress", args=[batch.pk])
        assert client.get(progress).status_code == 302
        polled = client.get(progress, headers={"HX-Request": "true"})
        assert "HX-Refresh" not in polled
        run_all()
        assert client.get(progress, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
        page = client.get(answer["Location"]).content.decode()
        assert "Có chữ mà phông không có." in page
        assert "Thử lại" in page
        assert "Tải tệp nén (1)" in page
        narrowed = client.get(answer["Location"], {"state": "failed"}).content.decode()
        assert "1 văn bản" in narrowed
        refused = client.post(reverse("documents.batch.create"), form | {"kinds": ""})
        assert refused.status_code == 422


def test_a_page_costs_the_same_for_one_paper_and_for_thirty(
    world: World, papers: list[Paper], as_user: Callable[[str], Client]
) -> None:
    client = as_user("principal")
    counts = []
    for number in (1, 30):
        papers[:] = [paper(world.school, f"{number}-{one}") for one in range(number)]
        batch = make(world, "principal", world.school)
        run_all()
        with time_machine.travel(LATER, tick=False):
            for name in ("documents.batch.read", "documents.batch.download"):
                with CaptureQueriesContext(
                    connection,
                ) as found:
                    client.get(reverse(name, args=[batch.pk]))
                counts.append(len(found))
    assert counts[:2] == counts[2:]


def test_both_papers_of_a_report_and_the_school_that_has_none(world: World) -> None:
    report: Report = submit(world, open_quarter(world))
    batch = make(world, "party_officer", world.party, sources=["reports"])
    found = {(item.unit.code, item.stem, item.state) for item in BatchItem._base_manager.filter(batch=batch)}
    assert found == {
        ("THCS-A", "De-cuong", ItemState.RUNNING),
        ("THCS-A", "Bao-cao", ItemState.RUNNING),
        ("THCS-B", "De-cuong", ItemState.MISSING),
    }
    asked = {item.job_id for item in items(batch, ItemState.RUNNING)}
    submitted = set(Job._base_manager.filter(payload__report_id=report.pk).values_list("pk", flat=True))
    assert asked == submitted, "the jobs that submitting asked for are these: nothing is made twice"
    with opened(world.scope("party_officer", LATER.date())) as scope:
        assert progress_of(scope, batch).missing == 1


def test_the_two_windows_of_form_06_have_two_names(world: World) -> None:
    batch = make(world, "principal", world.school, sources=["statistics", "statistics-window"])
    labels = {item.label for item in items(batch)}
    assert labels == {"Biểu 06, quý dương lịch", "Biểu 06, quý theo kỳ báo cáo cải cách hành chính"}


def test_form_06_of_a_school_is_made_once(world: World) -> None:
    batch = make(world, "principal", world.school, sources=["statistics"])
    assert [item.state for item in items(batch)] == [ItemState.RUNNING]
    job = items(batch)[0].job
    assert job is not None
    assert execute(job.pk) == "done", Job._base_manager.get(pk=job.pk).error
    again = make(world, "clerk", world.school, sources=["statistics"])
    assert [item.state for item in items(again)] == [ItemState.DONE], "the figures are the same"
