"""Writes: which authorities are trusted since and until when, and the signed copies that are kept."""

import hashlib
import uuid
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any, cast

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from schooladmin.audit.actions import record
from schooladmin.core.errors import Forbidden, Refusal, Stale
from schooladmin.core.text import tidy
from schooladmin.documents.models import RenderedFile
from schooladmin.documents.signing.facts import SignatureFacts
from schooladmin.documents.signing.hanko.certificates import CertificateFacts, certificate_facts
from schooladmin.documents.signing.hanko.examining import Unreadable
from schooladmin.documents.signing.models import CopyOrigin, CopyRelation, SignedCopy, TrustAnchor
from schooladmin.documents.signing.permissions import ADD_ANCHOR, ADD_COPY, END_ANCHOR
from schooladmin.documents.signing.queries import anchor_values
from schooladmin.documents.signing.reading import SignedReading, read_signed_copy
from schooladmin.documents.storage import absolute
from schooladmin.evidence.actions import MEGABYTE, max_bytes
from schooladmin.evidence.rules import Unacceptable, check, safe_name
from schooladmin.evidence.storage import keep
from schooladmin.jobs.models import Job
from schooladmin.units.scope import Scope

MAX_CERTIFICATE_BYTES = 100_000


def read_certificate(data: bytes) -> CertificateFacts:
    """The certificate of an authority in an uploaded PEM or DER file. Raises Refusal on the field ``upload``."""
    try:
        if len(data) > MAX_CERTIFICATE_BYTES:
            raise Unreadable("certificate")
        facts = certificate_facts(data)
    except Unreadable as unreadable:
        raise Refusal(
            _("Tệp này không phải một chứng thư số (PEM hoặc DER). Hãy tải tệp .cer, .crt hoặc .pem của cơ quan cấp."),
            code="anchor-unreadable",
            field="upload",
        ) from unreadable
    if not facts.is_authority:
        raise Refusal(
            _(
                "Đây là chứng thư của một người hay một máy, không phải của cơ quan chứng thực. "
                "Hãy lấy chứng thư gốc (CA)."
            ),
            code="anchor-not-authority",
            field="upload",
        )
    return facts


@transaction.atomic
def add_anchor(
    *, actor: Scope, pem: str, fingerprint: str, name: str, valid_from: date, basis: str, at: datetime
) -> TrustAnchor:
    """Trust an authority from a day on. ``fingerprint`` is the one that the administrator was shown and compared.

    Sent twice it gives the row that is there. Raises Refusal for another certificate than the one shown, and while
    the same one is trusted already.
    """
    unit_id = _office(actor, ADD_ANCHOR)
    facts = read_certificate(pem.encode())
    if facts.fingerprint != fingerprint:
        raise Stale(_("Chứng thư đã khác với bản vừa xem. Hãy tải tệp lên lại."), code="anchor-changed")
    same = TrustAnchor.objects.select_for_update().filter(fingerprint=facts.fingerprint)
    known = same.filter(valid_from=valid_from).first()
    if known is not None:
        return known
    if same.valid_on(valid_from).exists() or same.filter(valid_to__isnull=True).exists():
        raise Refusal(_("Chứng thư này đang được tin rồi."), code="anchor-known", field="valid_from")
    anchor = TrustAnchor(
        name=tidy(name),
        certificate=facts.pem,
        fingerprint=facts.fingerprint,
        valid_from=valid_from,
        basis=basis,
        added_by_id=actor.user_id,
        added_at=at,
    )
    anchor.save(force_insert=True)
    changes = {"fingerprint": [None, facts.fingerprint], "valid_from": [None, valid_from.isoformat()]}
    record(actor=actor, unit_id=unit_id, verb=ADD_ANCHOR, at=at, thing=anchor, label=anchor.name, changes=changes)
    return anchor


@transaction.atomic
def end_anchor(*, actor: Scope, anchor_id: int, on: date, basis: str, at: datetime) -> TrustAnchor:
    """Trust an authority no longer from the day ``on``: signatures made before it keep their trust."""
    unit_id = _office(actor, END_ANCHOR)
    anchor = TrustAnchor.objects.select_for_update().get(pk=anchor_id)
    if anchor.valid_to == on:
        return anchor
    if anchor.valid_to is not None:
        raise Stale(_("Người khác vừa ghi ngày thôi tin cơ quan này. Hãy xem lại danh sách."), code="anchor-ended")
    if on <= anchor.valid_from:
        raise Refusal(
            _("Ngày thôi tin phải sau ngày bắt đầu %(day)s.") % {"day": f"{anchor.valid_from:%d/%m/%Y}"},
            code="anchor-ends-before",
            field="on",
        )
    anchor.valid_to = on
    anchor.basis = tidy("; ".join(part for part in (anchor.basis, basis) if part))[:200]
    anchor.save(update_fields=["valid_to", "basis"])
    changes = {"valid_to": [None, on.isoformat()], "basis": [None, basis]}
    record(actor=actor, unit_id=unit_id, verb=END_ANCHOR, at=at, thing=anchor, label=anchor.name, changes=changes)
    return anchor


def _office(actor: Scope, verb: str) -> int:
    """The unit in whose trail a change stands: the first in which the actor administers."""
    unit = actor.units_for(verb).order_by("pk").first()
    if unit is None:
        raise Forbidden(_("Thầy, cô chưa được giao quyền làm việc này."))
    return unit.pk


def keep_copy(*, actor: Scope, file: RenderedFile, upload: File[Any], keep_anyway: bool, at: datetime) -> SignedCopy:
    """Keep a PDF that somebody signed in their own program beside the paper that it was made of.

    ``keep_anyway``: also one that is not (only) the signed paper; it is then marked so for ever. Side effects in
    order: the file on disk, the row, the audit entry; the same bytes twice are one row. Raises Refusal on ``upload``
    for what is no signed PDF, or is signed but altered since.
    """
    actor.require(ADD_COPY, file.unit_id)
    original = absolute(file.path)
    if not original.exists():
        raise Refusal(_("Tệp này không còn trên máy chủ. Hãy tạo lại văn bản."), code="file-not-on-disk")
    check_upload(upload)
    stored = new_copy_path(file.unit_id)
    upload.seek(0)
    keep(stored, upload.chunks())
    try:
        reading = read_signed_copy(absolute(stored), original, anchors=anchor_values(), at=at)
        relation = _accepted(reading, keep_anyway=keep_anyway)
        copy = _save(actor, file, stored, CopyOrigin.UPLOAD, relation, reading.signatures, at)
    except BaseException:
        absolute(stored).unlink(missing_ok=True)
        raise
    if copy.path != stored:
        absolute(stored).unlink(missing_ok=True)
    return copy


def check_upload(upload: File[Any]) -> None:
    """Raise Refusal on the field ``upload`` for what is no PDF, by its bytes, or is too large."""
    if upload.size > max_bytes():
        raise Refusal(
            _("Tệp lớn hơn %(limit)s MB nên không kiểm tra chữ ký được.") % {"limit": max_bytes() // MEGABYTE},
            code="signing-too-large",
            field="upload",
        )
    try:
        kind = check(safe_name(upload.name or ""), upload.size, cast(Any, upload.file))
    except Unacceptable as refused:
        raise _no_pdf() from refused
    if kind.key != "pdf":
        raise _no_pdf()


def _no_pdf() -> Refusal:
    return Refusal(_("Tệp này không phải PDF. Hãy chọn tệp PDF đã ký số."), code="signing-not-pdf", field="upload")


def _accepted(reading: SignedReading, *, keep_anyway: bool) -> CopyRelation:
    """What the upload is of the paper. Raises Refusal for one that is not kept."""
    if not any(not row.is_timestamp for row in reading.signatures):
        raise Refusal(
            _("Tệp này chưa có chữ ký số nào. Hãy ký bằng phần mềm ký số rồi tải lên."),
            code="copy-unsigned",
            field="upload",
        )
    if not all(row.is_intact for row in reading.signatures):
        raise Refusal(
            _("Chữ ký trong tệp không còn nguyên vẹn: tệp đã bị sửa sau khi ký. Hãy tải lên đúng tệp vừa ký xong."),
            code="copy-broken",
            field="upload",
        )
    if reading.begins_with_original and reading.only_signed:
        return CopyRelation.SAME
    if not keep_anyway:
        words = (
            _("Tệp ký không phải từ bản này: văn bản đã bị thêm hoặc sửa trước khi ký.")
            if reading.begins_with_original
            else _("Tệp ký không phải từ bản này: hãy tải bản PDF ở đây về, ký trên chính tệp đó rồi tải lên.")
        )
        raise Refusal(words, code="copy-not-of-this", field="upload")
    return CopyRelation.CHANGED if reading.begins_with_original else CopyRelation.OTHER


def keep_seal(
    *, actor: Scope, file: RenderedFile, stored: str, signatures: Sequence[SignatureFacts], job: Job, at: datetime
) -> SignedCopy:
    """Make the copy that the server sealed known (in the transaction that closes the job)."""
    actor.require_inside(file.unit_id)
    return _save(actor, file, stored, CopyOrigin.SEAL, CopyRelation.SAME, signatures, at, job=job)


def _save(
    actor: Scope,
    file: RenderedFile,
    stored: str,
    origin: CopyOrigin,
    relation: CopyRelation,
    signatures: Sequence[SignatureFacts],
    at: datetime,
    *,
    job: Job | None = None,
) -> SignedCopy:
    content = absolute(stored).read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        known = SignedCopy.objects.filter(file=file, sha256=sha256).first()
        if known is not None:
            return known
        number = SignedCopy.objects.filter(file=file, origin=origin).count() + 1
        copy = SignedCopy(
            unit_id=file.unit_id,
            file=file,
            origin=origin,
            relation=relation,
            path=stored,
            name=_name_of(file, origin, number),
            sha256=sha256,
            size=len(content),
            facts=[row.to_json() for row in signatures],
            job=job,
            added_by_id=actor.user_id,
            added_by_label=actor.label,
            added_at=at,
        )
        try:
            with transaction.atomic():
                copy.save(force_insert=True)
        except IntegrityError:  # the same bytes came in through another request at the same moment
            return SignedCopy.objects.get(file=file, sha256=sha256)
        verb = ADD_COPY if origin is CopyOrigin.UPLOAD else "documents.signed.seal"
        changes = {
            "source": file.source_key,
            "sha256": [None, sha256],
            "relation": [None, relation.value],
            "signers": [None, "; ".join(row.signer for row in signatures)],
        }
        record(actor=actor, unit_id=file.unit_id, verb=verb, at=at, thing=copy, label=copy.name, changes=changes)
        actor.require_inside(file.unit_id)
    return copy


def new_copy_path(unit_id: int) -> str:
    """A new place for a signed copy, relative to the private folder."""
    return f"documents/{unit_id}/signed/{uuid.uuid4()}.pdf"


def _name_of(file: RenderedFile, origin: CopyOrigin, number: int) -> str:
    """«Bao-cao_THCS-AB_2026-Q3_da-ky.pdf», the next ones with a number."""
    word = "dau-may-chu" if origin is CopyOrigin.SEAL else "da-ky"
    return f"{PurePosixPath(file.name).stem[:150]}_{word}{f'-{number}' if number > 1 else ''}.pdf"
