"""The server's own seal: beside the paper, in the background, never in its way."""

import hashlib
import io
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from schooladmin.documents.models import RenderedFile
from schooladmin.documents.signing import reading, sealing
from schooladmin.documents.signing.facts import Additions, Integrity, Revocation, Trust
from schooladmin.documents.signing.hanko import examining
from schooladmin.documents.signing.hanko import sealing as hanko
from schooladmin.documents.signing.models import CopyOrigin, SignedCopy
from schooladmin.documents.signing.queries import facts_of
from schooladmin.documents.signing.stamp import stamp_drawing
from schooladmin.documents.storage import absolute
from schooladmin.jobs.enums import JobState
from schooladmin.jobs.models import Job
from schooladmin.jobs.tasks import execute
from schooladmin.units.scope import opened
from tests.factory import World
from tests.signing import Identity, authority, issue, p256_key, paper, principal, rsa_key, stamper
from tests.test_documents_signing import look
from tests.test_documents_signing_pages import keep, publish, trust

PASSWORD = "mat-khau-dau"


@pytest.fixture(autouse=True)
def sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_ask", examining.answer)


@pytest.fixture(autouse=True)
def fresh_key(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path / "files"
    sealing._from_file.cache_clear()
    yield
    sealing._from_file.cache_clear()


@cache
def office() -> Identity:
    return issue("Hệ thống quản lý Trường THCS Bình An", by=authority().below, key=rsa_key())


def use(settings: Settings, tmp_path: Path, who: Identity, password: str = PASSWORD) -> None:
    path = tmp_path / "seal.p12"
    path.write_bytes(who.pkcs12(PASSWORD))
    settings.SEAL_PKCS12, settings.SEAL_PASSWORD = str(path), password


def run(world: World) -> Job:
    job = Job._base_manager.get(kind=sealing.SEAL)
    execute(job.pk)
    job.refresh_from_db()
    return job


def test_without_a_key_nothing_happens(world: World) -> None:
    publish(world)
    assert not Job._base_manager.exists()
    assert not run_checks()


def test_a_finished_paper_gets_a_sealed_copy_and_stays_as_it_is(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    use(settings, tmp_path, office())
    trust(world)
    file = publish(world)
    job = run(world)
    assert job.state == JobState.DONE, job.error
    (copy,) = SignedCopy._base_manager.all()
    assert (copy.origin, copy.file_id, copy.job_id) == (CopyOrigin.SEAL, file.pk, job.pk)
    content = absolute(copy.path).read_bytes()
    assert content.startswith(paper())
    assert absolute(file.path).read_bytes() == paper()
    assert hashlib.sha256(content).hexdigest() == copy.sha256
    (facts,) = facts_of(copy)
    assert (facts.signer, facts.integrity) == ("Hệ thống quản lý Trường THCS Bình An", Integrity.WHOLE)
    assert facts.trust is Trust.TRUSTED
    with opened(world.scope("clerk")) as scope:
        request = RequestFactory().get("/")
        request.unit_scope = scope  # type: ignore[attr-defined]
        body = Template("{% load signing %}{% signed_copies file %}").render(
            Context({"request": request, "file": file})
        )
    assert "Con dấu số của máy chủ" in body


@pytest.mark.parametrize("key", ["reports.report:12:draft", "tests.nobody:3"])
def test_drafts_and_other_papers_are_not_sealed(world: World, settings: Settings, tmp_path: Path, key: str) -> None:
    use(settings, tmp_path, office())
    publish(world, key=key)
    assert not Job._base_manager.exists()


def trouble(world: World) -> str:
    file = publish(world)
    job = run(world)
    assert job.state == JobState.FAILED
    assert not SignedCopy._base_manager.exists()
    assert absolute(RenderedFile._base_manager.get(pk=file.pk).path).exists()
    return job.error


def test_a_wrong_password_is_said_on_the_job_and_by_the_check(world: World, settings: Settings, tmp_path: Path) -> None:
    use(settings, tmp_path, office(), "sai")
    (warning,) = run_checks()
    assert warning.id == "documents.W001"
    assert "sai mật khẩu" in str(warning.msg)
    assert "sai mật khẩu" in trouble(world)


def test_a_certificate_that_has_ended(world: World, settings: Settings, tmp_path: Path) -> None:
    ended = issue("Cũ", by=authority().below, key=rsa_key(), until=datetime.now(UTC) - timedelta(days=1))
    use(settings, tmp_path, ended)
    assert [row.id for row in run_checks()] == ["documents.W001"]
    assert "không còn hoặc chưa có hiệu lực" in trouble(world)


def test_a_certificate_that_ends_soon_is_warned_about(settings: Settings, tmp_path: Path) -> None:
    soon = issue("Sắp hết", by=authority().below, until=datetime.now(UTC) + timedelta(days=10))
    use(settings, tmp_path, soon)
    assert [row.id for row in run_checks()] == ["documents.W002"]


def test_a_key_that_is_not_there_and_a_token_without_its_package(
    world: World, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    settings.SEAL_PKCS12 = str(tmp_path / "none.p12")
    assert "Không đọc được tệp khóa" in str(run_checks()[0].msg)
    settings.SEAL_PKCS12, settings.SEAL_PKCS11_MODULE = "", "/usr/lib/none.so"
    sealing.forget_tokens()
    assert "chưa cài gói python-pkcs11" in str(run_checks()[0].msg)
    assert "chưa cài gói python-pkcs11" in trouble(world)


def test_a_file_that_changed_on_the_disk_is_not_sealed(world: World, settings: Settings, tmp_path: Path) -> None:
    use(settings, tmp_path, office())
    file = publish(world)
    absolute(file.path).write_bytes(paper("Khác"))
    job = run(world)
    assert "không còn đúng như lúc tạo" in job.error


def test_a_time_service_that_does_not_answer(world: World, settings: Settings, tmp_path: Path) -> None:
    use(settings, tmp_path, office())
    settings.SEAL_TSA_URL = "http://127.0.0.1:9/"
    assert "dấu thời gian không trả lời" in trouble(world)


# --- The seal itself ---


def seal_of(who: Identity) -> hanko.Seal:
    return hanko.open_pkcs12(who.pkcs12(PASSWORD), PASSWORD)


def sealed(who: Identity, content: bytes | None = None, **more: Any) -> bytes:
    return hanko.seal_pdf(content or paper(), seal_of(who), at=datetime.now(UTC), reason="Thử", **more)


@pytest.mark.parametrize("make", [rsa_key, p256_key], ids=["RSA-2048", "P-256"])
def test_either_kind_of_key_seals(make: Any) -> None:
    (facts,) = look(sealed(issue("Con dấu", by=authority().below, key=make())))
    assert (facts.integrity, facts.trust) == (Integrity.WHOLE, Trust.TRUSTED)


def test_a_paper_that_is_signed_already_can_be_sealed_after() -> None:
    from tests.signing import sign

    first, second = look(sealed(office(), sealed(office(), sign(paper(), principal()))))[1:]
    assert (first.integrity, first.additions) == (Integrity.EXTENDED, Additions.FORMS)
    assert second.integrity is Integrity.WHOLE


def test_proofs_are_put_in_where_they_prove_something() -> None:
    at = datetime.now(UTC) - timedelta(hours=1)
    lists = (authority().revocations(at=at), authority().revocations(at=at, by=authority().root))
    fresh = hanko.Proofs((authority().root.pem,), tuple(row.dump() for row in lists))
    (facts,) = look(sealed(office(), proofs=fresh))
    assert facts.revocation is Revocation.GOOD
    assert facts.additions is Additions.PROOF
    old = authority().revocations(at=at - timedelta(days=100))
    stale = hanko.Proofs((authority().root.pem,), (old.dump(),))
    (without,) = look(sealed(office(), proofs=stale))
    assert (without.integrity, without.revocation) == (Integrity.WHOLE, Revocation.UNKNOWN)


def test_a_time_stamp_where_a_service_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from pyhanko.sign.timestamps import requests_client

    monkeypatch.setattr(requests_client, "RequestsHTTPTimeStamper", lambda _url, timeout: stamper())
    (facts,) = look(sealed(office(), timestamp_url="http://tsa.test/"))
    assert facts.is_time_proven


def test_nothing_is_seen_on_the_page_unless_asked_for() -> None:
    def appearance(content: bytes) -> Any:
        from pyhanko.pdf_utils.reader import PdfFileReader

        field = PdfFileReader(io.BytesIO(content)).embedded_signatures[0].sig_field
        return [int(number) for number in field["/Rect"]]

    assert appearance(sealed(office())) == [0, 0, 0, 0]
    shown = sealed(office(), stamp=stamp_drawing("Trường THCS Bình An có tên rất dài để xuống dòng và bị cắt bớt đi"))
    assert appearance(shown) == list(hanko.STAMP_BOX)
    assert look(shown)[0].integrity is Integrity.WHOLE


def test_a_file_without_a_key_and_a_key_of_another_kind() -> None:
    from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

    bare = pkcs12.serialize_key_and_certificates(None, None, authority().root.certificate, None, NoEncryption())
    with pytest.raises(hanko.CannotSeal, match="no-key"):
        hanko.open_pkcs12(bare, "")
    with pytest.raises(hanko.CannotSeal, match="password"):
        hanko.open_pkcs12(b"no file of keys", PASSWORD)


def test_a_paper_from_before_the_seal_is_sealed_when_somebody_asks(
    world: World, settings: Settings, tmp_path: Path, as_user: Callable[[str], Client]
) -> None:
    file = publish(world)
    url, client = reverse("documents.signed.seal", args=[file.public_id]), as_user("clerk")
    page = reverse("documents.signed.add", args=[file.public_id])
    assert url not in client.get(page).content.decode(), "no seal here: nothing is offered"
    assert "chưa có con dấu số" in client.post(url, follow=True).content.decode()
    use(settings, tmp_path, office())
    assert url in client.get(page).content.decode()
    for _time in range(2):
        assert client.post(url).status_code == 302
    job = run(world)
    assert job.state == JobState.DONE, job.error
    assert Job._base_manager.count() == 1
    assert url not in client.get(page).content.decode()
    assert "đã có con dấu số" in client.post(url, follow=True).content.decode()
    assert SignedCopy._base_manager.count() == 1


def test_the_first_copy_of_the_office_has_no_number_behind_the_seal(
    world: World, settings: Settings, tmp_path: Path, as_user: Callable[[str], Client]
) -> None:
    from tests.signing import sign

    use(settings, tmp_path, office())
    file = publish(world)
    assert run(world).state == JobState.DONE
    keep(as_user("clerk"), file, sign(paper(), principal()))
    names = SignedCopy._base_manager.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["Bao-cao_THCS-A_2026-Q3_dau-may-chu.pdf", "Bao-cao_THCS-A_2026-Q3_da-ky.pdf"]
