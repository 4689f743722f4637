"""Rendered files: one is current, older ones stay, and both languages' file names arrive whole."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from schooladmin.audit.models import AuditEntry
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.documents import downloads
from schooladmin.documents.actions import publish_file
from schooladmin.documents.enums import FileKind
from schooladmin.documents.issuing.actions import issue_paper
from schooladmin.documents.models import RenderedFile
from schooladmin.documents.queries import current_file, current_files, files_of
from schooladmin.documents.storage import absolute, new_stored_path
from schooladmin.documents.writers.base import FileFacts
from schooladmin.units.scope import opened
from tests.factory import World, moment
from tests.test_documents_issue import OUTLINE

AT = moment("2026-11-22 08:00")
FACTS = FileFacts(pages=3, size=7, seconds=0.4, sha256="a" * 64, engine_versions={"weasyprint": "70.0"})
SOURCE = "reports.report:12"


@pytest.fixture(autouse=True)
def private_folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def publish(world: World, **fields: Any) -> RenderedFile:
    unit = fields.pop("unit", world.school)
    stored = new_stored_path(unit.pk)
    absolute(stored).parent.mkdir(parents=True, exist_ok=True)
    absolute(stored).write_bytes(fields.pop("content", b"%PDF-1."))
    values: dict[str, Any] = {
        "actor": world.scope("clerk"),
        "unit_id": unit.pk,
        "source_key": SOURCE,
        "kind": FileKind.PDF,
        "facts": FACTS,
        "stored_path": stored,
        "name": "Đề cương quý III.pdf",
        "snapshot_hash": "b" * 64,
        "job": None,
        "at": AT,
    }
    values |= fields
    with opened(values["actor"]):
        return publish_file(**values)


def test_the_newest_file_is_current_and_the_older_one_stays(world: World) -> None:
    first, second = publish(world), publish(world)
    scope = world.scope("clerk")
    with opened(scope):
        assert current_file(scope, SOURCE) == second
        assert set(files_of(scope, SOURCE)) == {first, second}
        assert current_files(scope, [SOURCE, "reports.report:99"]) == {SOURCE: second}
        assert current_file(scope, SOURCE, FileKind.DOCX) is None
    entry = AuditEntry._base_manager.filter(verb="documents.file.publish").latest("number")
    assert (entry.object_id, entry.changes["sha256"]) == (str(second.pk), FACTS.sha256)


@pytest.mark.parametrize("kind", [FileKind.PDF, FileKind.DOCX])
def test_a_file_that_was_made_too_late_does_not_stand_for_the_newer_version(world: World, kind: FileKind) -> None:
    with opened(world.scope("principal")) as principal:
        first, second = (
            issue_paper(
                actor=principal, unit_id=world.school.pk, paper=replace(OUTLINE, snapshot_hash=hashed * 64), at=AT
            )
            for hashed in "ab"
        )
    early = publish(world, source_key=OUTLINE.source_key, kind=kind, issue_id=second.pk)
    late = publish(world, source_key=OUTLINE.source_key, kind=kind, issue_id=first.pk)
    scope = world.scope("clerk")
    with opened(scope):
        assert current_file(scope, OUTLINE.source_key, kind) == early
        assert late in files_of(scope, OUTLINE.source_key)


def test_two_current_files_of_one_source_cannot_be(world: World) -> None:
    first, second = publish(world), publish(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        RenderedFile._base_manager.filter(pk=first.pk).update(is_current=True)
    assert second.is_current


def test_a_file_of_another_school_is_neither_found_nor_made(world: World) -> None:
    publish(world)
    stranger = world.scope("foreign_principal")
    with opened(stranger):
        assert current_file(stranger, SOURCE) is None
    with pytest.raises(OutOfScope):
        publish(world, actor=stranger)
    assert RenderedFile._base_manager.count() == 1


def test_the_supervising_officer_finds_the_file(world: World) -> None:
    file = publish(world)
    officer = world.scope("officer")
    with opened(officer):
        assert current_file(officer, SOURCE) == file


@pytest.mark.parametrize("path", ["../secret-key", "/etc/passwd", "documents/../../x"])
def test_a_path_never_leads_out_of_the_private_folder(path: str) -> None:
    with pytest.raises(ValueError, match="private folder"):
        absolute(path)


@pytest.mark.parametrize("inline", [False, True])
def test_a_download_carries_the_vietnamese_name_and_a_plain_one(world: World, inline: bool) -> None:
    answer = downloads.file_response(publish(world, name='Đề cương "quý" III/2024.pdf'), inline=inline)
    assert answer.getvalue() == b"%PDF-1."
    assert answer["Content-Type"] == "application/pdf"
    how, plain, encoded = answer["Content-Disposition"].split("; ")
    assert how == ("inline" if inline else "attachment")
    assert plain == 'filename="de-cuong--quy--iii-2024.pdf"'
    assert encoded == "filename*=UTF-8''" + quote("Đề cương -quý- III-2024.pdf")
    assert "no-store" in answer["Cache-Control"]


def test_a_lost_file_is_told_in_words(world: World) -> None:
    file = publish(world)
    absolute(file.path).unlink()
    with pytest.raises(Refusal) as refusal:
        downloads.file_response(file)
    assert refusal.value.code == "file-not-on-disk"
    with pytest.raises(Refusal):
        downloads.zip_response([file], "Báo cáo.zip")


def test_an_archive_is_streamed_with_vietnamese_names_and_no_name_twice(world: World) -> None:
    files = [
        publish(world, source_key=f"reports.report:{number}", name=name, content=name.encode())
        for number, name in enumerate(("Trường A.pdf", "Trường A.pdf", "Bảng: 1/2.pdf"))
    ]
    answer = downloads.zip_response(files, "Quý III.zip")
    content = b"".join(answer.streaming_content)  # type: ignore[arg-type]  # sync iterator
    assert int(answer["Content-Length"]) == len(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["Trường A.pdf", "Trường A (2).pdf", "Bảng- 1-2.pdf"]
        assert archive.read("Trường A (2).pdf").decode() == "Trường A.pdf"
        assert archive.testzip() is None


@pytest.mark.parametrize(
    ("name", "plain"),
    [("  .. ", "tai-lieu"), ("Học bạ\r\nX.pdf", "hoc-ba-x.pdf"), ("报告.pdf", ".pdf"), ("Đường.pdf", "duong.pdf")],
)
def test_names_are_safe_for_headers(name: str, plain: str) -> None:
    assert downloads.ascii_name(name) == plain
    assert "\n" not in downloads.disposition(name)
