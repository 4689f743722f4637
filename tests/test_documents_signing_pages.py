"""The pages of signatures: looking at a file, keeping signed copies beside a paper, and whom to trust since when."""

import hashlib
import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from schooladmin.audit.models import AuditEntry
from schooladmin.core.errors import Refusal
from schooladmin.documents.actions import publish_file
from schooladmin.documents.enums import FileKind
from schooladmin.documents.models import RenderedFile
from schooladmin.documents.signing import reading
from schooladmin.documents.signing.actions import add_anchor, end_anchor
from schooladmin.documents.signing.hanko import examining
from schooladmin.documents.signing.models import CopyRelation, SignedCopy, TrustAnchor
from schooladmin.documents.signing.queries import anchor_values, describe_signatures, signature_lines
from schooladmin.documents.storage import absolute, new_stored_path
from schooladmin.documents.writers.base import FileFacts
from schooladmin.units.scope import opened
from tests.factory import World, moment
from tests.signing import added_to, authority, change_page, clerk, paper, principal, sign

AT = moment("2026-11-22 08:00")
TODAY = date(2026, 11, 22)
Login = Callable[[str], Client]


@pytest.fixture(autouse=True)
def sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that examines has tests of its own; here the same code answers without one."""
    monkeypatch.setattr(reading, "_ask", examining.answer)


@pytest.fixture(autouse=True)
def private_folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def publish(world: World, *, key: str = "reports.report:12", content: bytes | None = None) -> RenderedFile:
    """A finished paper of the school, as the worker leaves it."""
    content = paper() if content is None else content
    stored = new_stored_path(world.school.pk)
    absolute(stored).parent.mkdir(parents=True, exist_ok=True)
    absolute(stored).write_bytes(content)
    facts = FileFacts(1, len(content), 0.1, hashlib.sha256(content).hexdigest(), {})
    actor = world.scope("clerk")
    with opened(actor):
        return publish_file(
            actor=actor,
            unit_id=world.school.pk,
            source_key=key,
            kind=FileKind.PDF,
            facts=facts,
            stored_path=stored,
            name="Bao-cao_THCS-A_2026-Q3.pdf",
            snapshot_hash="b" * 64,
            job=None,
            at=AT,
        )


def upload(content: bytes, name: str = "da ky.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def keep(client: Client, file: RenderedFile, content: bytes, **more: str) -> Any:
    return client.post(reverse("documents.signed.add", args=[file.public_id]), {"upload": upload(content), **more})


def copies() -> list[SignedCopy]:
    return list(SignedCopy._base_manager.order_by("pk"))


def trust(world: World, since: date = date(2020, 1, 1)) -> TrustAnchor:
    admin = world.scope("admin")
    root = authority().root
    fingerprint = hashlib.sha256(root.der).hexdigest()
    with opened(admin):
        return add_anchor(
            actor=admin, pem=root.pem, fingerprint=fingerprint, name="CA thử", valid_from=since, basis="Thử", at=AT
        )


# --- Looking at a file ---


def test_a_file_is_looked_at_and_not_kept(world: World, as_user: Login, tmp_path: Path) -> None:
    trust(world)
    answer = as_user("clerk").post(reverse("documents.signature.check"), {"upload": upload(sign(paper(), principal()))})
    assert answer.status_code == 200
    body = answer.content.decode()
    assert "Chữ ký hợp lệ" in body
    assert "Lê Văn Hiệu" in body
    assert not list(tmp_path.rglob("*.pdf"))


def test_without_any_authority_the_page_says_what_it_cannot_say(world: World, as_user: Login) -> None:
    body = as_user("admin").get(reverse("documents.signature.check")).content.decode()
    assert "chưa được khai báo tin cơ quan chứng thực nào" in body
    assert reverse("documents.anchor.add") in body
    assert (
        reverse("documents.anchor.add")
        not in as_user("clerk").get(reverse("documents.signature.check")).content.decode()
    )


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"GIF89a", "anh.gif", "không phải PDF"),
        (b"GIF89a" + b" " * 30, "anh.pdf", "không phải PDF"),
        (b"%PDF-1.7\n" + b"x" * 99 + b"%%EOF", "hong.pdf", "bị hỏng"),
    ],
)
def test_what_is_no_pdf_is_refused_in_words(
    world: World, as_user: Login, content: bytes, name: str, words: str
) -> None:
    answer = as_user("clerk").post(reverse("documents.signature.check"), {"upload": upload(content, name)})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_strangers_name_is_words_and_no_markup(world: World, as_user: Login) -> None:
    from tests.signing import issue

    who = issue("<script>alert(1)</script>\u202egnoc")
    body = as_user("clerk").post(reverse("documents.signature.check"), {"upload": upload(sign(paper(), who))}).content
    assert b"<script>alert" not in body
    assert "\u202e".encode() not in body


def test_the_public_page_can_ask_in_one_call(world: World) -> None:
    trust(world)
    told = describe_signatures(sign(paper(), principal()), at=AT)
    assert told.headline
    (line,) = signature_lines(sign(paper(), clerk()), at=AT)
    assert line.startswith("Đỗ Thị Văn Thư, Trường THCS Bình An: ")
    assert signature_lines(paper(), at=AT) == []


# --- Signed copies ---


def test_a_signed_copy_is_kept_beside_the_paper(world: World, as_user: Login) -> None:
    file = publish(world)
    content = sign(paper(), principal())
    client = as_user("clerk")
    answer = keep(client, file, content)
    (copy,) = copies()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("documents.signed.read", args=[copy.public_id])
    assert (copy.relation, copy.sha256) == (CopyRelation.SAME, hashlib.sha256(content).hexdigest())
    assert copy.name == "Bao-cao_THCS-A_2026-Q3_da-ky.pdf"
    assert absolute(copy.path).read_bytes() == content
    assert absolute(file.path).read_bytes() == paper()
    page = client.get(answer["Location"]).content.decode()
    assert "Lê Văn Hiệu" in page
    assert "Ký từ đúng bản này" in page
    down = client.get(reverse("documents.signed.download", args=[copy.public_id]))
    assert b"".join(down.streaming_content) == content  # type: ignore[attr-defined]
    assert "attachment" in down["Content-Disposition"]
    entry = AuditEntry._base_manager.filter(verb="documents.signed.add").latest("number")
    assert entry.changes["signers"] == [None, "Lê Văn Hiệu"]


def test_the_same_bytes_twice_are_one_copy_and_a_later_one_is_a_further_row(world: World, as_user: Login) -> None:
    file, client = publish(world), as_user("clerk")
    first = sign(paper(), principal())
    for _time in range(2):
        keep(client, file, first)
    keep(client, file, sign(first, clerk(), name="B"))
    rows = copies()
    assert [row.name for row in rows] == ["Bao-cao_THCS-A_2026-Q3_da-ky.pdf", "Bao-cao_THCS-A_2026-Q3_da-ky-2.pdf"]
    assert absolute(rows[0].path).read_bytes() == first
    assert len(list(absolute(rows[0].path).parent.glob("*.pdf"))) == 2


@pytest.mark.parametrize(
    ("other", "relation", "shown"),
    [
        (lambda: sign(paper("Báo cáo khác"), principal()), CopyRelation.OTHER, "Tệp ký không phải từ bản này"),
        (lambda: sign(added_to(paper(), change_page), principal()), CopyRelation.CHANGED, "Bản này đã bị sửa"),
    ],
)
def test_a_file_of_another_paper_is_kept_only_with_that_word(
    world: World, as_user: Login, other: Any, relation: CopyRelation, shown: str
) -> None:
    file, client, content = publish(world), as_user("clerk"), other()
    answer = keep(client, file, content)
    assert answer.status_code == 422
    assert "Tệp ký không phải từ bản này" in answer.content.decode()
    assert 'name="keep_anyway"' in answer.content.decode()
    assert copies() == []
    answer = keep(client, file, content, offered="1", keep_anyway="on")
    (copy,) = copies()
    assert copy.relation == relation
    assert shown in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (lambda: paper(), "chưa có chữ ký số nào"),
        (lambda: added_to(sign(paper(), principal()), change_page), "không còn nguyên vẹn"),
        (lambda: b"", "không có nội dung"),
    ],
)
def test_what_is_not_signed_or_broken_is_never_kept(
    world: World, as_user: Login, content: Any, code: str, tmp_path: Path
) -> None:
    file = publish(world)
    answer = keep(as_user("clerk"), file, content(), offered="1", keep_anyway="on")
    assert answer.status_code == 422
    assert code in answer.content.decode()
    assert copies() == []
    assert len(list(tmp_path.rglob("*.pdf"))) == 1


@pytest.mark.parametrize("key", ["reports.report:12:draft", "tests.nobody:3"])
def test_drafts_and_papers_of_nobody_have_no_signed_copies(world: World, as_user: Login, key: str) -> None:
    assert keep(as_user("clerk"), publish(world, key=key), sign(paper(), principal())).status_code == 404


def test_who_may_see_and_bring_copies(world: World, as_user: Login) -> None:
    file = publish(world)
    keep(as_user("clerk"), file, sign(paper(), principal()))
    (copy,) = copies()
    read = reverse("documents.signed.read", args=[copy.public_id])
    add = reverse("documents.signed.add", args=[file.public_id])
    expected = {
        "principal": (200, 200),
        "school_auditor": (200, 403),
        "teacher": (403, 403),
        "officer": (200, 403),
        "sister_principal": (404, 404),
        "foreign_principal": (404, 404),
    }
    assert {
        who: (as_user(who).get(read).status_code, as_user(who).get(add).status_code) for who in expected
    } == expected
    assert Client().get(read).status_code == 302


def test_the_papers_of_the_cell_are_for_the_cell(world: World, as_user: Login) -> None:
    file = publish(world, key="reports.meeting:3:minutes")
    assert keep(as_user("clerk"), file, sign(paper(), principal())).status_code == 403
    assert keep(as_user("party_secretary"), file, sign(paper(), principal())).status_code == 302


def test_an_unknown_copy_is_not_found(world: World, as_user: Login) -> None:
    for name in ("documents.signed.read", "documents.signed.download", "documents.signed.add"):
        assert as_user("clerk").get(reverse(name, args=[uuid.uuid4()])).status_code == 404


def shown(world: World, who: str, file: RenderedFile | None) -> str:
    request = RequestFactory().get("/")
    scope = world.scope(who)
    request.unit_scope = scope  # type: ignore[attr-defined]
    with opened(scope):
        return Template("{% load signing %}{% signed_copies file %}").render(
            Context({"request": request, "file": file})
        )


def test_the_list_below_a_paper_costs_the_same_for_one_and_for_many(world: World, as_user: Login) -> None:
    file = publish(world)
    assert "Chưa có bản nào được ký số" in shown(world, "clerk", file)
    assert shown(world, "clerk", None).strip() == ""
    content = sign(paper(), principal())
    keep(as_user("clerk"), file, content)
    with CaptureQueriesContext(
        connection,
    ) as one:
        assert "Lê Văn Hiệu" in shown(world, "clerk", file)
    row = copies()[0]
    for number in range(30):
        row.pk, row.public_id, row.path, row.sha256 = None, uuid.uuid4(), f"x{number}", f"{number:064}"
        row.save(force_insert=True)
    with CaptureQueriesContext(connection) as many:
        shown(world, "clerk", file)
    assert len(one) == len(many)


def test_a_copy_of_an_older_version_says_so(world: World, as_user: Login) -> None:
    old = publish(world)
    keep(as_user("clerk"), old, sign(paper(), principal()))
    new = publish(world, content=paper("Bản mới"))
    assert "ký trên bản in cũ" in shown(world, "clerk", new)


def test_a_copy_is_judged_again_when_somebody_asks(world: World, as_user: Login) -> None:
    file, client = publish(world), as_user("clerk")
    url = keep(client, file, sign(paper(), principal()))["Location"]
    trust(world)
    assert "chưa rõ cơ quan chứng thực" in client.get(url).content.decode()
    assert "Chữ ký hợp lệ" in client.get(url, {"now": "1"}).content.decode()
    absolute(copies()[0].path).unlink()
    assert client.get(url).status_code == 200
    assert client.get(url, {"now": "1"}).status_code != 500


# --- Whom to trust ---


def test_nobody_is_trusted_from_the_start_and_the_page_says_what_to_do(world: World, as_user: Login) -> None:
    body = as_user("admin").get(reverse("documents.anchor.list")).content.decode()
    assert "Hệ thống không kèm sẵn chứng thư" in body
    assert reverse("documents.anchor.add") in body
    assert "Máy chủ chưa có khóa riêng" in body


@pytest.mark.parametrize("form", ["pem", "der"])
def test_an_authority_is_shown_before_it_is_trusted(world: World, as_user: Login, form: str) -> None:
    root, client, url = authority().root, as_user("admin"), reverse("documents.anchor.add")
    content = root.pem.encode() if form == "pem" else root.der
    seen = client.post(url, {"upload": upload(content, f"ca.{form}")})
    assert seen.status_code == 200
    assert TrustAnchor.objects.count() == 0
    certificate = seen.context["certificate"]
    assert certificate.grouped in seen.content.decode()
    data = {
        "pem": certificate.pem,
        "fingerprint": certificate.fingerprint,
        "name": "CA thử nghiệm",
        "valid_from": "2020-01-01",
        "basis": "Công văn 1/CV",
    }
    assert client.post(url, data).status_code == 422  # not compared
    for _time in range(2):
        assert client.post(url, data | {"compared": "on"}).status_code == 302
    (row,) = TrustAnchor.objects.all()
    assert row.fingerprint == hashlib.sha256(root.der).hexdigest()
    assert anchor_values()[0].valid_to == ""
    assert AuditEntry._base_manager.filter(verb="documents.anchor.add").count() == 1
    assert "CA thử nghiệm" in client.get(reverse("documents.anchor.list")).content.decode()


def test_another_certificate_than_the_one_shown_is_not_trusted(world: World) -> None:
    admin = world.scope("admin")
    with opened(admin), pytest.raises(Refusal) as refusal:
        add_anchor(
            actor=admin,
            pem=authority().below.pem,
            fingerprint=hashlib.sha256(authority().root.der).hexdigest(),
            name="CA",
            valid_from=TODAY,
            basis="",
            at=AT,
        )
    assert refusal.value.code == "anchor-changed"


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"not a certificate", "không phải một chứng thư"), (b"x" * 200_000, "không phải một chứng thư")],
)
def test_what_is_no_certificate_is_refused(world: World, as_user: Login, content: bytes, words: str) -> None:
    answer = as_user("admin").post(reverse("documents.anchor.add"), {"upload": upload(content, "ca.cer")})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_the_certificate_of_a_person_is_no_authority(world: World, as_user: Login) -> None:
    answer = as_user("admin").post(
        reverse("documents.anchor.add"), {"upload": upload(principal().pem.encode(), "ca.pem")}
    )
    assert answer.status_code == 422
    assert "không phải của cơ quan chứng thực" in answer.content.decode()


def test_trust_ends_on_a_day_and_is_never_deleted(world: World, as_user: Login) -> None:
    anchor, client = trust(world), as_user("admin")
    url = reverse("documents.anchor.end", args=[anchor.pk])
    assert client.post(url, {"on": "2019-01-01", "basis": "Thu hồi"}).status_code == 422
    for _time in range(2):
        assert client.post(url, {"on": "2026-11-01", "basis": "Thu hồi"}).status_code == 302
    anchor.refresh_from_db()
    assert (anchor.valid_to, anchor.basis) == (date(2026, 11, 1), "Thử; Thu hồi")
    assert "thôi tin" in client.get(reverse("documents.anchor.list")).content.decode()
    assert AuditEntry._base_manager.filter(verb="documents.anchor.end").count() == 1
    again = trust(world, since=date(2026, 11, 20))
    assert again.pk != anchor.pk
    assert client.get(reverse("documents.anchor.end", args=[999])).status_code == 404


def test_the_same_authority_is_not_trusted_twice_at_once(world: World) -> None:
    first = trust(world)
    with pytest.raises(Refusal) as refusal:
        trust(world, since=date(2025, 1, 1))
    assert refusal.value.code == "anchor-known"
    admin = world.scope("admin")
    with opened(admin):
        end_anchor(actor=admin, anchor_id=first.pk, on=date(2026, 1, 1), basis="", at=AT)
        with pytest.raises(Refusal) as stale:
            end_anchor(actor=admin, anchor_id=first.pk, on=date(2026, 2, 1), basis="", at=AT)
    assert stale.value.code == "anchor-ended"
