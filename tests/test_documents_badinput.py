"""Papers that cannot be made, or only with care: a clear word on the job, a retry, the older file stays, no network."""

import errno
import io
import os
import socket
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from schooladmin.core.errors import Refusal
from schooladmin.documents import tree
from schooladmin.documents.actions import publish_result
from schooladmin.documents.downloads import file_response
from schooladmin.documents.models import RenderedFile
from schooladmin.documents.storage import absolute, new_stored_path
from schooladmin.documents.writers.pdf import engine, write_pdf
from schooladmin.documents.writers.pdf.gates import refusals_told, warnings_refused
from schooladmin.jobs import actions, tasks
from schooladmin.jobs.enums import JobState
from schooladmin.jobs.models import Job
from schooladmin.jobs.registry import Handler, Progress, register_job
from schooladmin.units.scope import Scope, opened, system
from tests.factory import World
from tests.papers import body_text, paper, profile, words

KIND = "tests.badinput"
KEY = "tests.badinput:1"
RIGHT_EDGE = 195.7  # mm
COLUMNS = (tree.Column("Thủ tục", 60), tree.Column("Nhận", 20, is_number=True), tree.Column("Trả", 20, is_number=True))


def work(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    stored = new_stored_path(job.unit_id)
    facts = write_pdf(paper(), profile("HD36"), absolute(stored), progress=progress)
    return {"facts": asdict(facts), "path": stored, "name": "Thử.pdf", "fingerprint": ""}


@pytest.fixture
def private_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    register_job(KIND, Handler(work=work, publish=publish_result, queue="tests-badinput"))
    return tmp_path


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a line to anywhere fails the test."""

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("the renderer went to the network")

    engine.warm_up()
    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def without_fonts() -> Iterator[None]:
    """The letters of the project are looked for anew, and anew again afterwards."""
    engine.letters.cache_clear()
    yield
    engine.letters.cache_clear()


def ask(world: World) -> Job:
    return actions.enqueue(
        actor=world.scope("clerk"),
        unit_id=world.school.pk,
        kind=KIND,
        key=KEY,
        label="Tạo PDF",
        payload={"key": KEY},
        at=timezone.now(),
    )


def run(job: Job) -> Job:
    tasks.execute(job.pk)
    return Job._base_manager.get(pk=job.pk)


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def test_a_job_keeps_what_its_file_took(world: World, private_folder: Path) -> None:
    facts = run(ask(world)).result["facts"]
    assert facts["pages"] == 3
    assert facts["size"] > 10_000
    assert facts["seconds"] > 0
    assert facts["peak_memory"] > 10_000_000
    assert facts["replayed"] is False
    assert set(facts["engine_versions"]) == {"weasyprint", "pango", "font"}


@pytest.mark.parametrize("step", ["write", "fsync"])
def test_a_full_disk_is_told_and_the_older_file_stays(
    step: str, world: World, private_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(ask(world)).state == JobState.DONE
    older, before = RenderedFile._base_manager.get(), files(private_folder)

    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        if step == "fsync":
            disk.setattr(os, "fsync", full)
        else:
            disk.setattr("pydyf.PDF.write_line", full)
        failed = run(ask(world))
    assert failed.state == JobState.FAILED
    assert "Ổ đĩa của máy chủ đã đầy" in failed.error
    assert files(private_folder) == before, "no half file"
    older.refresh_from_db()
    assert older.is_current
    assert b"".join(file_response(older).streaming_content).startswith(b"%PDF")  # type: ignore[arg-type]
    again = run(actions.retry(actor=system(timezone.now().date(), "test"), job=failed, at=timezone.now()))
    assert again.state == JobState.DONE
    assert RenderedFile._base_manager.filter(is_current=True).get() != older


def test_a_worker_that_dies_in_mid_write_leaves_no_file_under_the_name_that_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is left behind is hidden and never served (a real worker is killed in ``test_jobs_worker``)."""
    path = tmp_path / "paper.pdf"
    seen: list[set[str]] = []
    fsync = os.fsync

    def look(handle: int) -> None:
        seen.append(files(tmp_path))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", look)
    write_pdf(paper(), profile("HD36"), path)
    assert all(name.startswith(".") and name.endswith(".part") for names in seen for name in names)
    assert files(tmp_path) == {"paper.pdf"}


def test_a_missing_font_is_told(
    world: World, private_folder: Path, without_fonts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = finders.find
    with monkeypatch.context() as lost:
        lost.setattr(finders, "find", lambda name: None if name.endswith("Italic.ttf") else find(name))
        failed = run(ask(world))
    assert failed.state == JobState.FAILED
    assert "thiếu phông chữ in Liberation Serif" in failed.error
    engine.letters.cache_clear()
    again = actions.retry(actor=system(timezone.now().date(), "test"), job=failed, at=timezone.now())
    assert run(again).state == JobState.DONE


def test_a_missing_logo_is_a_failure_and_no_hole_in_the_paper() -> None:
    with pytest.raises(RuntimeError, match="no such static file"), refusals_told(), warnings_refused():
        engine.laid_out('<html lang=vi><title>.</title><img alt="Biểu trưng" src="static:img/none.png">', ())


def test_a_picture_of_forty_megapixels_is_refused_before_it_is_read(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = io.BytesIO()
    Image.new("1", (8000, 5000)).save(file, "PNG")
    (tmp_path / "huge.png").write_bytes(file.getvalue())
    monkeypatch.setattr(engine, "static_file", lambda name: tmp_path / name)

    def decode(*_args: object) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr(Image.Image, "load", decode)
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decode)
    with pytest.raises(Refusal) as refusal, refusals_told(), warnings_refused():
        engine.laid_out('<html lang=vi><title>.</title><img alt="Ảnh" src="static:huge.png">', ())
    assert refusal.value.code == "picture-too-large"
    assert "8000 × 5000" in str(refusal.value.message)


def test_an_svg_runs_nothing_and_fetches_nothing(no_network: None, tmp_path: Path) -> None:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'
        "<title>Hình</title><script>fetch('http://example.org/')</script><rect onload='x()' width='9' height='9'/>"
    )
    quiet = f"<html lang=vi><title>.</title><p>Chữ</p>{drawing}"
    with warnings_refused():
        data = engine.laid_out(f"{quiet}</svg>", ()).write_pdf(uncompressed_pdf=True)
    assert b"example.org" not in data
    assert b"/JavaScript" not in data
    for address in ("http://example.org/x.png", "file:///etc/passwd", "//example.org/x.png"):
        with pytest.raises(RuntimeError, match="warned"), warnings_refused():
            engine.laid_out(f"{quiet}<image width='9' height='9' xlink:href='{address}'/></svg>", ()).write_pdf()
        with_use = engine.laid_out(f"{quiet}<use xlink:href='{address}#a'/></svg>", ()).write_pdf(uncompressed_pdf=True)
        assert b"example.org" not in with_use
        assert b"root:" not in with_use


ADDRESSES = (
    "Xem file:///etc/passwd và http://169.254.169.254/latest, https://example.org/a.png; "
    '<img src="http://example.org/b.png"> <svg onload="x()"><image href="file:///etc/hosts"/></svg> '
    "<link rel=attachment href='file:///etc/passwd'> url(http://example.org/c) @import 'http://example.org/d.css';"
)


def test_addresses_in_a_narrative_stay_text_and_nothing_is_fetched(no_network: None, tmp_path: Path) -> None:
    path = tmp_path / "addresses.pdf"
    table = tree.Table("Bảng 9.", COLUMNS, ((ADDRESSES, "1", "2"),), note=ADDRESSES)
    more = (tree.paragraph(ADDRESSES), tree.Heading(3, "9.", ADDRESSES), tree.item("–", ADDRESSES), table)
    bad = replace(paper(extra=more), theme=ADDRESSES, author=ADDRESSES, watermark="url(http://example.org/w)")
    write_pdf(bad, profile("HD36"), path)
    shown = "".join(body_text(path).split())
    assert shown.count("file:///etc/passwd") >= 5
    assert '<imgsrc="http://example.org/b.png">' in shown
    assert b"/EmbeddedFile" not in path.read_bytes()


def test_a_word_of_three_hundred_letters_stays_on_the_sheet(tmp_path: Path) -> None:
    word = "Đ" * 300
    table = tree.Table("Bảng 9.", COLUMNS, ((word, "1", "2"),))
    more = (tree.paragraph(word), tree.Heading(2, "IX.", word), tree.item("–", word), table)
    path = tmp_path / "word.pdf"
    write_pdf(replace(paper(extra=more), abstract=(word,)), profile("HD36"), path)
    for page in words(path):
        assert max(found.right for found in page) <= RIGHT_EDGE
    assert body_text(path).count("Đ") >= 5 * 300


def test_five_thousand_rows_take_time_by_their_number(tmp_path: Path) -> None:
    """Ten times the rows take about ten times the processor's time, and all are there."""

    def took(count: int) -> float:
        rows = tuple((f"Hồ sơ số {number}", "1", "1") for number in range(count))
        begun = time.process_time()
        facts = write_pdf(
            paper(extra=(tree.Table("Bảng 9.", COLUMNS, rows),)), profile("HD36"), tmp_path / f"{count}.pdf"
        )
        assert facts.pages > count / 60
        return time.process_time() - begun

    took(50)
    assert took(5000) < took(500) * 10 * 1.6
    last = [word.text for word in words(tmp_path / "5000.pdf")[-2]]
    assert "4999" in " ".join(last + [word.text for word in words(tmp_path / "5000.pdf")[-1]])


def test_a_failed_paper_does_not_harm_the_next(tmp_path: Path) -> None:
    with pytest.raises(Refusal):
        write_pdf(paper(extra=(tree.paragraph("😀"),)), profile("HD36"), tmp_path / "x.pdf")
    assert write_pdf(paper(), profile("HD36"), tmp_path / "y.pdf").pages == 3


def test_opened_scopes_see_the_file(world: World, private_folder: Path) -> None:
    run(ask(world))
    with opened(world.scope("clerk")):
        assert RenderedFile.objects.get().versions["weasyprint"]
