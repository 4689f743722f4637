"""Reads of anchors and signed copies."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.documents.enums import FileKind
from schooladmin.documents.models import Issue, RenderedFile
from schooladmin.documents.signing.facts import SignatureFacts
from schooladmin.documents.signing.models import CopyOrigin, SignedCopy, TrustAnchor
from schooladmin.documents.signing.permissions import ADD_COPY, SEAL_COPY
from schooladmin.documents.signing.reading import Anchor, read_signatures
from schooladmin.documents.signing.sources import source_of
from schooladmin.documents.signing.words import Description, describe, one_line
from schooladmin.documents.storage import absolute
from schooladmin.jobs.models import Job
from schooladmin.units.models import DatedQuerySet
from schooladmin.units.scope import Scope


def anchors() -> DatedQuerySet[TrustAnchor]:
    """Every authority that is or was trusted. The same for everybody, so it does not start from a scope."""
    return TrustAnchor.objects.all()


def anchor_values() -> tuple[Anchor, ...]:
    """The anchors with their days, as the reader of signatures takes them (one query)."""
    return tuple(
        Anchor(row.name, row.certificate, row.valid_from.isoformat(), row.valid_to.isoformat() if row.valid_to else "")
        for row in anchors()
    )


def roots_on(day: date) -> list[str]:
    """The certificates (PEM) trusted on ``day``."""
    return list(anchors().valid_on(day).values_list("certificate", flat=True))


def describe_signatures(source: Path | bytes, *, at: datetime) -> Description:
    """The signatures in a PDF in words, judged by the anchors. Stores nothing; no login is asked for.

    Raises Refusal for a file that cannot be examined.
    """
    return describe(read_signatures(source, anchors=anchor_values(), at=at))


def signature_lines(content: bytes, *, at: datetime) -> list[str]:
    """A sentence for each signature in a PDF; none for a file without any. Raises Refusal as above."""
    return [one_line(row) for row in read_signatures(content, anchors=anchor_values(), at=at)]


def is_configured() -> bool:
    """Whether the server has a seal."""
    return bool(settings.SEAL_PKCS12 or settings.SEAL_PKCS11_MODULE)


def signable(scope: Scope, public_id: str, verb: str = ADD_COPY) -> RenderedFile:
    """A rendered file to sign or to seal: 404 outside the scope, 403 without the paper's right or ``verb``."""
    rows = RenderedFile.objects.filter(unit__in=scope.wall(), public_id=public_id)
    file = rows.select_related("issue").first()
    source = source_of(file) if file is not None else None
    if file is None or source is None:
        raise OutOfScope
    scope.require(source.verb, file.unit_id)
    scope.require(verb, file.unit_id)
    return file


def copy_of(scope: Scope, public_id: str) -> SignedCopy:
    """One signed copy, for whoever may read its paper: 404 outside the scope, 403 without the right."""
    rows = SignedCopy.objects.filter(unit__in=scope.wall(), public_id=public_id)
    copy = rows.select_related("file__issue").first()
    source = source_of(copy.file) if copy is not None else None
    if copy is None or source is None:
        raise OutOfScope
    scope.require(source.verb, copy.unit_id)
    return copy


@dataclass(frozen=True)
class Kept:
    """A signed copy with what its signatures said when it came."""

    row: SignedCopy
    told: Description

    @property
    def is_seal(self) -> bool:
        return self.row.origin == CopyOrigin.SEAL

    @property
    def signers(self) -> str:
        """The names in the order of signing."""
        return ", ".join(entry.facts.signer for entry in self.told.signatures if not entry.facts.is_timestamp)


@dataclass(frozen=True)
class Copies:
    """What stands below a paper: its signed copies, and how far the server's seal is.

    ``may_seal``: the server has a seal, this file has not got it, and nobody is at it.
    """

    file: RenderedFile
    kept: tuple[Kept, ...]
    sealing: Job | None
    may_add: bool
    may_seal: bool = False


def copies_of(scope: Scope, file: RenderedFile | None) -> Copies | None:
    """The signed copies of a paper and of its older versions; None where there can be none (two queries).

    Whoever shows them has asked for the right to read the paper.
    """
    if file is None or source_of(file) is None:
        return None
    rows: QuerySet[SignedCopy] = SignedCopy.objects.filter(
        unit__in=scope.wall(), file__unit_id=file.unit_id, file__source_key=file.source_key
    ).select_related("file")
    kept = tuple(Kept(row, describe(facts_of(row))) for row in rows)
    sealed = any(entry.is_seal and entry.row.file_id == file.pk for entry in kept)
    jobs = Job.objects.filter(unit__in=scope.wall(), key=seal_key(file)).order_by("-created_at")
    job = None if sealed else jobs.first()
    may_seal = not (sealed or (job and job.is_open)) and is_configured() and scope.may(SEAL_COPY, file.unit_id)
    return Copies(file, kept, job, scope.may(ADD_COPY, file.unit_id), may_seal)


def copies_for_issue(scope: Scope, issue: Issue) -> Copies | None:
    """The signed copies of an issued paper for whoever may read the paper itself; None for others, and without PDF."""
    files = RenderedFile.objects.filter(unit__in=scope.wall(), unit_id=issue.unit_id, source_key=issue.source_key)
    file = files.filter(kind=FileKind.PDF, is_current=True).first()
    source = source_of(file) if file is not None else None
    return copies_of(scope, file) if source is not None and scope.may(source.verb, issue.unit_id) else None


def facts_of(copy: SignedCopy) -> tuple[SignatureFacts, ...]:
    """What the signatures of the copy said when it came."""
    return tuple(SignatureFacts.from_json(row) for row in copy.facts)


def live_description(copy: SignedCopy, *, at: datetime) -> Description:
    """What the signatures of the copy say now, when other authorities may be trusted. Raises Refusal."""
    path = absolute(copy.path)
    if not path.exists():
        raise Refusal(_("Tệp này không còn trên máy chủ."), code="file-not-on-disk")
    return describe_signatures(path, at=at)


def seal_key(file: RenderedFile) -> str:
    """The key of the job that seals a file."""
    return f"documents.seal:{file.pk}"
