"""The server's own seal: after a finished paper is published, a sealed copy is made beside it in the background.

Without a key in the settings nothing happens. A seal that fails leaves the paper as it is; the job says why.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schooladmin.core.errors import Refusal
from schooladmin.core.periods import local_date
from schooladmin.documents.models import RenderedFile
from schooladmin.documents.signing.actions import keep_seal, new_copy_path
from schooladmin.documents.signing.facts import SignatureFacts
from schooladmin.documents.signing.hanko import sealing as hanko
from schooladmin.documents.signing.permissions import SEAL_COPY
from schooladmin.documents.signing.queries import anchor_values, copies_of, is_configured, roots_on, seal_key
from schooladmin.documents.signing.reading import read_signatures
from schooladmin.documents.signing.sources import source_of
from schooladmin.documents.signing.stamp import stamp_drawing
from schooladmin.documents.storage import absolute
from schooladmin.evidence.storage import keep
from schooladmin.jobs.actions import enqueue
from schooladmin.jobs.models import Job
from schooladmin.jobs.registry import Handler, Progress, register_job
from schooladmin.units.scope import Scope

SEAL = "documents.seal"
SOON_DAYS = 30  # before its end a certificate is warned about

TROUBLES: dict[str, Promise] = {
    "missing": gettext_lazy("Không đọc được tệp khóa con dấu của máy chủ (SEAL_PKCS12)."),
    "password": gettext_lazy("Không mở được khóa con dấu của máy chủ: sai mật khẩu (SEAL_PASSWORD) hoặc tệp hỏng."),
    "no-key": gettext_lazy("Tệp con dấu của máy chủ thiếu khóa hoặc chứng thư."),
    "key-kind": gettext_lazy("Khóa con dấu của máy chủ thuộc loại chưa dùng được; cần RSA hoặc ECDSA."),
    "expired": gettext_lazy("Chứng thư con dấu của máy chủ không còn hoặc chưa có hiệu lực."),
    "no-pkcs11": gettext_lazy("Con dấu nằm trong thiết bị PKCS#11 nhưng máy chủ chưa cài gói python-pkcs11."),
    "token": gettext_lazy("Không dùng được thiết bị PKCS#11 của con dấu: thiếu thiết bị, sai nhãn hoặc sai mã PIN."),
    "timestamp": gettext_lazy("Máy chủ dấu thời gian không trả lời, nên chưa đóng dấu được. Hãy thử lại sau."),
    "failed": gettext_lazy("Không đóng được con dấu số vào tệp này."),
    "changed": gettext_lazy("Tệp trên máy chủ không còn đúng như lúc tạo, nên không đóng dấu. Hãy tạo lại văn bản."),
}


def register() -> None:
    """Make the kind of job known (from ``AppConfig.ready``)."""
    register_job(SEAL, Handler(work=seal_file, publish=publish_seal, queue="pdf"))


def after_publication(*, actor: Scope, file: RenderedFile, at: datetime) -> None:
    """Ask for a sealed copy of a file that was just published, where the server has a seal and the paper is final."""
    if is_configured() and source_of(file) is not None:
        _ask(actor, file, at)


def seal_now(*, actor: Scope, file: RenderedFile, at: datetime) -> Job:
    """Ask for the sealed copy of a paper that has none: it is older than the seal, or sealing it failed.

    While it is being sealed that job is returned. Raises Refusal without a seal, or where the file has it already.
    """
    actor.require(SEAL_COPY, file.unit_id)
    if not is_configured():
        raise Refusal(_("Máy chủ chưa có con dấu số."), code="seal-none")
    copies = copies_of(actor, file)
    if copies is None or any(entry.is_seal and entry.row.file_id == file.pk for entry in copies.kept):
        raise Refusal(_("Văn bản này đã có con dấu số của máy chủ."), code="seal-there")
    return _ask(actor, file, at)


def _ask(actor: Scope, file: RenderedFile, at: datetime) -> Job:
    return enqueue(
        actor=actor,
        unit_id=file.unit_id,
        kind=SEAL,
        key=seal_key(file),
        label=_("Đóng con dấu số vào %(name)s") % {"name": file.name},
        payload={"file_id": file.pk, "url": (file.job.payload.get("url") if file.job else None) or reverse("home")},
        at=at,
    )


def the_seal() -> hanko.Seal:
    """The server's key, opened once for each state of the settings and of the file. Raises CannotSeal."""
    if settings.SEAL_PKCS12:
        path = Path(settings.SEAL_PKCS12)
        try:
            changed = path.stat().st_mtime_ns
        except OSError as missing:
            raise hanko.CannotSeal("missing") from missing
        return _from_file(str(path), changed, settings.SEAL_PASSWORD)
    return _from_token(settings.SEAL_PKCS11_MODULE, settings.SEAL_TOKEN, settings.SEAL_KEY, settings.SEAL_PIN)


@lru_cache(maxsize=1)
def _from_file(path: str, _changed: int, password: str) -> hanko.Seal:
    try:
        content = Path(path).read_bytes()
    except OSError as missing:
        raise hanko.CannotSeal("missing") from missing
    return hanko.open_pkcs12(content, password)


_tokens: dict[tuple[str, ...], hanko.Seal] = {}


def _from_token(*which: str) -> hanko.Seal:
    if which not in _tokens:
        _tokens[which] = hanko.open_token(*which)
    return _tokens[which]


def forget_tokens() -> None:
    """Log out of every token: one that was pulled out is asked anew when it is back."""
    while _tokens:
        hanko.close_token(_tokens.popitem()[1])


@dataclass(frozen=True)
class SealState:
    """How it stands with the seal: whose it is and until when, or what is wrong."""

    holder: str = ""
    valid_to: datetime | None = None
    trouble: str = ""
    is_ending: bool = False


def seal_state(at: datetime) -> SealState | None:
    """The state of the seal for the administrator; None where the server has none."""
    if not is_configured():
        return None
    try:
        seal = the_seal()
        seal.check(at)
    except hanko.CannotSeal as trouble:
        return SealState(trouble=str(TROUBLES[trouble.code]))
    return SealState(seal.holder, seal.valid_to, is_ending=(seal.valid_to - at).days < SOON_DAYS)


def seal_file(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    """Write a sealed copy to a new place. May run twice: only what ``publish_seal`` names is ever shown."""
    file = RenderedFile.objects.filter(unit__in=scope.units(), pk=job.payload["file_id"]).first()
    if file is None:
        raise Refusal(_("Người yêu cầu không còn quyền xem văn bản này."), code="seal-no-right")
    at = timezone.now()
    try:
        content = absolute(file.path).read_bytes()
    except FileNotFoundError as missing:
        raise Refusal(_("Tệp này không còn trên máy chủ. Hãy tạo lại văn bản."), code="file-not-on-disk") from missing
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise Refusal(TROUBLES["changed"], code="seal-changed")
    progress(1, 2, _("Đóng con dấu số"))
    try:
        seal = the_seal()
        sealed = hanko.seal_pdf(
            content,
            seal,
            at=at,
            reason="Con dấu số của máy chủ: xác nhận tệp do hệ thống tạo",
            timestamp_url=settings.SEAL_TSA_URL,
            proofs=_proofs(at),
            stamp=stamp_drawing(seal.holder) if settings.SEAL_STAMP else None,
        )
    except hanko.CannotSeal as trouble:
        forget_tokens()
        raise Refusal(TROUBLES[trouble.code], code=f"seal-{trouble.code}") from trouble
    stored = new_copy_path(file.unit_id)
    keep(stored, [sealed])
    progress(2, 2, _("Đọc lại chữ ký vừa đóng"))
    facts = read_signatures(absolute(stored), anchors=anchor_values(), at=at)
    return {"path": stored, "facts": [row.to_json() for row in facts], "url": job.payload["url"]}


def publish_seal(job: Job, scope: Scope, result: dict[str, Any]) -> None:
    """Make the sealed copy known, in the transaction that closes the job."""
    keep_seal(
        actor=scope,
        file=RenderedFile.objects.get(pk=job.payload["file_id"]),
        stored=result["path"],
        signatures=[SignatureFacts.from_json(row) for row in result["facts"]],
        job=job,
        at=timezone.now(),
    )


def _proofs(at: datetime) -> hanko.Proofs | None:
    """The lists of revoked certificates that the administrator keeps fresh, with the authorities trusted today."""
    if not settings.SEAL_CRLS:
        return None
    lists = tuple(Path(path).read_bytes() for path in settings.SEAL_CRLS if Path(path).is_file())
    return hanko.Proofs(tuple(roots_on(local_date(at))), lists)
