"""What anybody may ask about a paper: by the code on it, or by the bytes of a file. Never what it says.

The answers are plain values: nothing lazy and no row leaves the scope that is opened here.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum

from django.db.models import Prefetch

from schooladmin.core.i18n import localized
from schooladmin.core.periods import local_date
from schooladmin.documents.enums import FileKind
from schooladmin.documents.issuing.models import BookNumber, Issue
from schooladmin.documents.issuing.permissions import VERIFY
from schooladmin.documents.issuing.rules import shown
from schooladmin.documents.models import RenderedFile
from schooladmin.units.models import UnitName
from schooladmin.units.scope import bearer, opened


class Standing(Enum):
    """Whether a version still holds."""

    VALID = "valid"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Version:
    """Another version of the same paper."""

    code: str
    number: int
    at: datetime

    @property
    def shown_code(self) -> str:
        return shown(self.code)


@dataclass(frozen=True)
class Verified:
    """Everything that the public page of a version says. ``latest`` is the version to ask for instead, if any.

    ``sums`` are those of the PDFs that were given out as this version, the newest first; of the file alone where it was
    a file that was asked about. ``source_key`` is the same for all versions of a paper.
    """

    issue_id: int
    source_key: str
    unit_id: int
    code: str
    kind: str
    unit_name: str
    period: str
    number: str
    day: date
    position: str
    name: str
    issued_at: datetime
    version: int
    pages: int
    sums: tuple[str, ...]
    snapshot_hash: str
    standing: Standing
    reason: str
    withdrawn_at: datetime | None
    replaced_by: Version | None
    latest: Version | None

    @property
    def shown_code(self) -> str:
        return shown(self.code)

    @property
    def is_replaced(self) -> bool:
        return self.standing is Standing.REPLACED

    @property
    def is_withdrawn(self) -> bool:
        return self.standing is Standing.WITHDRAWN


def verify(code: str, at: datetime) -> Verified | None:
    """The version with this public code; None when there is none.

    Asked past the walls, for the code on the paper says which unit it is of: nothing but the unit's key comes out.
    """
    unit_id = Issue._base_manager.filter(public_code=code).values_list("unit_id", flat=True).first()
    if unit_id is None:
        return None
    with opened(bearer(local_date(at), "Người kiểm tra văn bản", (VERIFY,), unit_id)):
        numbers = BookNumber.objects.filter(voided_at__isnull=True).select_related("series")
        rows = Issue.objects.select_related("kind", "replaced_by").prefetch_related(
            Prefetch("numbers", queryset=numbers)
        )
        row = rows.filter(public_code=code).first()
        if row is None:
            return None
        after = _version(getattr(row, "replaced_by", None))
        newest = Issue.objects.filter(source_key=row.source_key, is_current=True).first() if after else None
        return _verified(row, after, _version(newest))


def _version(row: Issue | None) -> Version | None:
    return Version(row.public_code, row.version, row.issued_at) if row else None


def _verified(row: Issue, after: Version | None, newest: Version | None) -> Verified:
    standing = Standing.WITHDRAWN if row.is_withdrawn else Standing.REPLACED if after else Standing.VALID
    names = UnitName.objects.valid_on(row.day).filter(unit_id=row.unit_id).order_by("-valid_from")
    return Verified(
        issue_id=row.pk,
        source_key=row.source_key,
        unit_id=row.unit_id,
        code=row.public_code,
        kind=localized(row.kind, "name"),
        unit_name=names.values_list("name", flat=True).first() or "",
        period=row.period,
        number=str(row.number or ""),
        day=row.day,
        position=row.signer_position,
        name=row.signer_name,
        issued_at=row.issued_at,
        version=row.version,
        pages=row.pages,
        sums=_sums_of(row),
        snapshot_hash=row.snapshot_hash,
        standing=standing,
        reason=row.withdrawn_reason,
        withdrawn_at=row.withdrawn_at,
        replaced_by=after,
        latest=newest,
    )


def _sums_of(row: Issue) -> tuple[str, ...]:
    """Made again, a paper says the same in other bytes: whoever holds the earlier file compares it with its own sum."""
    rows = RenderedFile.objects.filter(issue_id=row.pk, kind=FileKind.PDF)
    given = rows.exclude(sha256=row.file_sha256).order_by("-pk").values_list("sha256", flat=True)
    return tuple(dict.fromkeys([row.file_sha256, *given])) if row.file_sha256 else ()


# --- Files --------------------------------------------------------------------------------------------------------

_END = re.compile(rb"%%EOF(\r\n|\r|\n)?")
_LONGEST_END = 7
MOST_ENDS = 40  # a paper signed and completed twenty times is no paper; a file made of ends costs no more than this


@dataclass(frozen=True)
class Sums:
    """SHA-256 of a whole file, and of what it was at each end of a PDF within it: before something was added."""

    whole: str
    before: tuple[str, ...]


def sums_of(chunks: Iterable[bytes]) -> Sums:
    """Read a file once, piece by piece, in memory that does not grow with it."""
    digest = hashlib.sha256()
    ends: list[str] = []
    rest = b""
    for chunk in chunks:
        piece = rest + chunk
        # An end that begins in the last bytes may go on in the next piece: it waits for that.
        rest = piece[_take(digest, piece, max(0, len(piece) - _LONGEST_END), ends) :]
    _take(digest, rest, len(rest), ends)
    whole = digest.hexdigest()
    return Sums(whole, tuple(end for end in dict.fromkeys(ends) if end != whole))


def _take(digest: "hashlib._Hash", piece: bytes, until: int, ends: list[str]) -> int:
    """Count bytes in as far as ``until``, and any end that begins before it; return how far that was."""
    done = 0
    for found in _END.finditer(piece):
        if found.start() >= until or len(ends) >= MOST_ENDS:
            break
        # With and without the line break behind it: the one who added something may have begun with his own.
        for end in sorted({found.start() + 5, found.end()}):
            digest.update(piece[done:end])
            done = end
            ends.append(digest.hexdigest())
    if done < until:
        digest.update(piece[done:until])
        done = until
    return done


class FileStanding(Enum):
    """What an uploaded file is."""

    ORIGINAL = "original"
    EXTENDED = "extended"  # an original to which something was added behind its end: usually a signature
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class FileVerdict:
    standing: FileStanding
    sha256: str
    paper: Verified | None = None


def verify_file(sums: Sums, at: datetime) -> FileVerdict:
    """Which version the file is of, by its bytes alone: a file of the same look that was written anew is unknown."""
    rows = RenderedFile._base_manager.filter(sha256__in=[sums.whole, *sums.before], issue__isnull=False)
    found = dict(rows.order_by("pk").values_list("sha256", "issue__public_code"))
    if sums.whole in found:
        return FileVerdict(FileStanding.ORIGINAL, sums.whole, _of_file(found, sums.whole, at))
    for before in reversed(sums.before):
        if before in found:
            return FileVerdict(FileStanding.EXTENDED, sums.whole, _of_file(found, before, at))
    return FileVerdict(FileStanding.UNKNOWN, sums.whole)


def _of_file(found: dict[str, str], sha256: str, at: datetime) -> Verified | None:
    """The version that a file with this sum is of, with that sum and no other."""
    paper = verify(found[sha256], at)
    return replace(paper, sums=(sha256,)) if paper else None
