"""Writes of evidence: one checked upload at a time."""

import hashlib
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schooladmin.audit.actions import record
from schooladmin.core.errors import Refusal
from schooladmin.core.text import search_text
from schooladmin.evidence.models import EvidenceFile, stored_at
from schooladmin.evidence.rules import Kind, Unacceptable, check, safe_name
from schooladmin.evidence.storage import keep
from schooladmin.units.scope import Scope

MEGABYTE = 1024 * 1024

_REFUSALS: dict[str, str | Promise] = {
    "evidence-empty": _("Tệp này không có nội dung. Hãy chọn lại tệp."),
    "evidence-type": _(
        "Loại tệp này chưa nhận được. Hãy gửi tệp PDF, ảnh (PNG, JPG, WEBP), Word (docx) hoặc Excel (xlsx)."
    ),
    "evidence-not-as-named": _(
        "Tệp không đúng như tên gọi: nội dung bên trong không phải loại mà phần đuôi của tên nói. "
        "Hãy mở tệp, lưu lại đúng loại rồi gửi."
    ),
    "evidence-macro": _(
        "Tệp có chứa macro nên không nhận. Hãy lưu lại thành tệp docx, xlsx không có macro hoặc thành PDF."
    ),
    "evidence-bomb": _("Tệp bung ra lớn bất thường nên không nhận. Hãy lưu lại thành PDF rồi gửi."),
    "evidence-unsafe-paths": _("Tệp có cấu trúc không an toàn nên không nhận. Hãy mở tệp, lưu lại rồi gửi."),
}


def max_bytes() -> int:
    """The largest file that is accepted (setting ``EVIDENCE_MAX_BYTES``; 20 MB unless set)."""
    return int(getattr(settings, "EVIDENCE_MAX_BYTES", 20 * MEGABYTE))


@transaction.atomic
def store_evidence(*, actor: Scope, unit_id: int, upload: File[Any], title: str, at: datetime) -> EvidenceFile:
    """Check an upload and keep it privately; the same bytes in the same unit give the row that is there already.

    Side effects in order: the file on disk, the row, the audit entry. A file whose row was rolled back stays on disk
    under its hash and is used by the next upload of the same bytes.
    Raises Refusal on the field ``upload`` for files that are too large, dangerous or not what their name says.
    """
    actor.require("evidence.file.add", unit_id)
    name, kind = _checked(upload)
    sha256 = _hash(upload)
    known = EvidenceFile.objects.filter(unit_id=unit_id, sha256=sha256).first()
    if known is not None:
        return known
    evidence = EvidenceFile(
        unit_id=unit_id,
        sha256=sha256,
        name=name,
        content_type=kind.content_type,
        size=upload.size,
        title=title,
        uploaded_by_id=actor.user_id,
        uploaded_at=at,
        search_text=search_text(f"{title} {name}"),
    )
    evidence.file.name = stored_at(evidence, name)
    upload.seek(0)
    keep(evidence.file.name, upload.chunks())
    try:
        with transaction.atomic():
            evidence.save(force_insert=True)
    except IntegrityError:  # the same bytes came in through another request at the same moment
        return EvidenceFile.objects.get(unit_id=unit_id, sha256=sha256)
    changes = {"name": [None, name], "size": [None, evidence.size], "sha256": [None, sha256]}
    record(actor=actor, unit_id=unit_id, verb="evidence.file.add", at=at, thing=evidence, changes=changes)
    actor.require_inside(unit_id)
    return evidence


def _checked(upload: File[Any]) -> tuple[str, Kind]:
    """The safe name and the kind of an upload. Raises Refusal."""
    if upload.size > max_bytes():
        raise Refusal(
            _("Tệp lớn hơn %(limit)s MB. Hãy quét lại ở độ phân giải thấp hơn hoặc chia thành nhiều tệp.")
            % {"limit": max_bytes() // MEGABYTE},
            code="evidence-too-large",
            field="upload",
        )
    name = safe_name(upload.name or "")
    try:
        return name, check(name, upload.size, cast(Any, upload.file))
    except Unacceptable as refused:
        raise Refusal(_REFUSALS[refused.code], code=refused.code, field="upload") from refused


def _hash(upload: File[Any]) -> str:
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()
