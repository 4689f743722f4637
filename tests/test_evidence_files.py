"""Evidence: what is accepted, what is refused in words, and who may download."""

import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from schooladmin.audit.models import AuditEntry
from schooladmin.core.errors import Forbidden, Refusal
from schooladmin.evidence.actions import store_evidence
from schooladmin.evidence.models import EvidenceFile
from schooladmin.evidence.queries import evidence_for
from schooladmin.evidence.rules import safe_name
from schooladmin.units.scope import opened
from tests.factory import World, moment

AT = moment("2026-11-22 21:30")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0" * 17 + b"\0\0\0\0IEND\xaeB`\x82"
JPG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 40 + b"\xff\xd9"
WEBP = b"RIFF" + (22).to_bytes(4, "little") + b"WEBPVP8 " + b"\0" * 14
EXE = b"MZ\x90\0" + b"\0" * 200
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"


def office(main: str = WORD_TYPE, extra: dict[str, bytes] | None = None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types><Override ContentType="{main}"/></Types>')
        archive.writestr("word/document.xml", "<w:document/>")
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Settings) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def keep(world: World, name: str, content: bytes, who: str = "principal", title: str = "") -> EvidenceFile:
    scope = world.scope(who)
    with opened(scope):
        return store_evidence(
            actor=scope, unit_id=world.school.pk, upload=SimpleUploadedFile(name, content), title=title, at=AT
        )


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("Quyết định.pdf", PDF, "application/pdf"),
        ("anh.PNG", PNG, "image/png"),
        ("anh.jpeg", JPG, "image/jpeg"),
        ("anh chup.jpg", JPG + b"ftypmp42" * 900, "image/jpeg"),
        ("anh.webp", WEBP, "image/webp"),
        ("ke-hoach.docx", office(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("bang.xlsx", office(SHEET_TYPE), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_ordinary_files_are_kept(world: World, files: Path, name: str, content: bytes, content_type: str) -> None:
    evidence = keep(world, name, content)
    assert (evidence.name, evidence.content_type, evidence.size) == (name, content_type, len(content))
    stored = files / str(evidence.file.name)
    assert stored.read_bytes() == content
    assert stat.S_IMODE(stored.stat().st_mode) == 0o600
    assert not list(files.rglob(".part-*"))


BOMB = office(extra={"word/media/a.bin": b"\0" * (40 * 1024 * 1024)})


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("bao-cao.pdf", EXE, "evidence-not-as-named"),
        ("bao-cao.pdf", HTML, "evidence-not-as-named"),
        ("bao-cao.pdf", PNG, "evidence-not-as-named"),
        ("bao-cao.pdf", b"%PDF-1.7 cut off", "evidence-not-as-named"),
        ("bao-cao.pdf", PDF + office()[-400:], "evidence-not-as-named"),
        ("bao-cao.docx", office(SHEET_TYPE), "evidence-not-as-named"),
        ("bao-cao.docx", b"PK\x03\x04 broken", "evidence-not-as-named"),
        ("anh.png", PNG[:20], "evidence-not-as-named"),
        ("bao-cao.exe", EXE, "evidence-type"),
        ("trang.html", HTML, "evidence-type"),
        ("khong-duoi", PDF, "evidence-type"),
        ("bao-cao.pdf", b"", "evidence-empty"),
        ("bao-cao.docm", office(MACRO_TYPE), "evidence-macro"),
        ("bao-cao.docx", office(MACRO_TYPE), "evidence-macro"),
        ("bao-cao.docx", office(extra={"word/vbaProject.bin": b"x"}), "evidence-macro"),
        ("bao-cao.docx", BOMB, "evidence-bomb"),
        ("bao-cao.docx", office(extra={"../../etc/passwd": b"x"}), "evidence-unsafe-paths"),
        ("bao-cao.docx", office(extra={"..\\..\\boot.ini": b"x"}), "evidence-unsafe-paths"),
    ],
)
def test_bad_files_are_refused_in_words(world: World, files: Path, name: str, content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        keep(world, name, content)
    assert (refused.value.code, refused.value.field) == (code, "upload")
    assert not [path for path in files.rglob("*") if path.is_file()]


def test_too_large_a_file_is_refused(world: World, settings: Settings) -> None:
    settings.EVIDENCE_MAX_BYTES = 1024 * 1024
    with pytest.raises(Refusal, match="1 MB"):
        keep(world, "lon.pdf", PDF + b"\n" * (1024 * 1024))


def test_the_same_bytes_are_one_row_and_one_audit_entry(world: World, files: Path) -> None:
    first = keep(world, "mot.pdf", PDF)
    second = keep(world, "hai.pdf", PDF, who="clerk")
    assert first.pk == second.pk
    with opened(world.scope("principal")):
        assert EvidenceFile.objects.count() == 1
        assert AuditEntry.objects.filter(verb="evidence.file.add").count() == 1
    sister = world.scope("sister_principal")
    with opened(sister):
        other = store_evidence(
            actor=sister, unit_id=world.sister.pk, upload=SimpleUploadedFile("mot.pdf", PDF), title="", at=AT
        )
        assert other.pk != first.pk
        assert [row.pk for row in evidence_for(sister)] == [other.pk]


def test_a_teacher_may_not_add(world: World) -> None:
    with pytest.raises(Forbidden):
        keep(world, "mot.pdf", PDF, who="teacher")


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("../../etc/Quyết định.pdf", "Quyết định.pdf"),
        ("C:\\tam\\so.xlsx", "so.xlsx"),
        ("anh\u202egpj.exe", "anhgpj.exe"),
        ("Quye\u0302\u0301t.pdf", "Quyết.pdf"),
        (".htaccess", "htaccess"),
        ("", "minh-chung"),
    ],
)
def test_names_are_made_safe(given_name: str, shown: str) -> None:
    assert safe_name(given_name) == shown


@given(st.text(max_size=300))
def test_no_name_escapes(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert len(safe) <= 120
    assert not set(safe) & set('/\\\n\r\0"')
    assert not safe.startswith(".")
    assert safe_name(safe) == safe


def test_download_is_an_attachment_and_nothing_else(world: World, as_user: Callable[[str], Client]) -> None:
    evidence = keep(world, "Quyết định số 5.pdf", PDF)
    response = as_user("clerk").get(f"/evidence/{evidence.public_id}/")
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == PDF  # type: ignore[attr-defined]
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("principal", 200),
        ("party_secretary", 200),
        ("school_auditor", 200),
        ("officer", 200),
        ("party_officer", 200),
        ("auditor", 200),
        ("teacher", 403),
        ("admin", 403),
        ("sister_principal", 404),
        ("foreign_principal", 404),
        ("other_officer", 404),
    ],
)
def test_who_may_download(world: World, as_user: Callable[[str], Client], who: str, status: int) -> None:
    evidence = keep(world, "mot.pdf", PDF)
    assert as_user(who).get(f"/evidence/{evidence.public_id}/").status_code == status


def test_anonymous_is_sent_to_the_login(world: World) -> None:
    evidence = keep(world, "mot.pdf", PDF)
    response = Client().get(f"/evidence/{evidence.public_id}/")
    assert response.status_code == 302
    assert response["Location"].startswith("/login/")


def test_lost_bytes_are_told_in_words(world: World, files: Path, as_user: Callable[[str], Client]) -> None:
    evidence = keep(world, "mot.pdf", PDF)
    (files / str(evidence.file.name)).unlink()
    response = as_user("principal").get(f"/evidence/{evidence.public_id}/")
    assert response.status_code == 409
    assert "bản sao lưu" in response.content.decode()


def test_adding_in_the_browser(world: World, as_user: Callable[[str], Client]) -> None:
    client = as_user("clerk")
    assert client.get("/evidence/add/").status_code == 200
    form = {"unit": world.school.pk, "title": "Kế hoạch năm học", "upload": SimpleUploadedFile("kh.pdf", PDF)}
    assert client.post("/evidence/add/", form).status_code == 302
    assert "Kế hoạch năm học" in client.get("/evidence/", {"q": "ke hoach nam"}).content.decode()
    assert "Kế hoạch năm học" not in client.get("/evidence/", {"q": "khong co"}).content.decode()
    wrong = {"unit": world.school.pk, "title": "Giữ lại tôi", "upload": SimpleUploadedFile("kh.pdf", EXE)}
    response = client.post("/evidence/add/", wrong)
    assert response.status_code == 422
    page = response.content.decode()
    assert "không đúng như tên gọi" in page
    assert "Giữ lại tôi" in page
    foreign = {"unit": world.sister.pk, "title": "", "upload": SimpleUploadedFile("kh.pdf", PDF)}
    assert client.post("/evidence/add/", foreign).status_code == 422
    assert as_user("teacher").get("/evidence/").status_code == 403
    assert as_user("officer").get("/evidence/add/").status_code == 403


def test_the_list_asks_the_same_number_of_queries_for_one_and_thirty(
    world: World, as_user: Callable[[str], Client]
) -> None:

    client = as_user("officer")
    keep(world, "0.pdf", PDF)
    with CaptureQueriesContext(connection) as one:
        client.get("/evidence/")
    for number in range(30):
        keep(world, f"{number}.pdf", PDF + b"\n" * (number + 1))
    with CaptureQueriesContext(connection) as thirty:
        client.get("/evidence/")
    assert len(one) == len(thirty)
