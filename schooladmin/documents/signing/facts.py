"""What is known about a signature in a PDF, as plain values. Pure: no ORM, no clock, no PDF library."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Self


class Integrity(StrEnum):
    """Whether the file still says what was signed."""

    WHOLE = "whole"  # the signature covers every byte
    EXTENDED = "extended"  # something that the signature allows was added later
    LATER_CHANGE = "later-change"  # something that it does not allow was added later
    CHANGED = "changed"  # the signed bytes themselves are other ones
    UNCOVERED = "uncovered"  # parts of the file lie outside what was signed, in a way that hides them
    UNREADABLE = "unreadable"  # no signature that can be checked: damaged, or of an obsolete kind


class Trust(StrEnum):
    """How the certificate hangs on the authorities that this installation trusts."""

    TRUSTED = "trusted"
    UNKNOWN = "unknown"  # leads to no authority in the list
    NOT_THEN = "not-then"  # leads to one whose validity in the list does not hold on the day of signing
    EXPIRED = "expired"  # the certificate did not hold on the day of signing
    UNFIT = "unfit"  # it may not be used to sign, or its chain breaks a rule


class Revocation(StrEnum):
    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"  # the file carries no answer of the authority, and nobody was asked


class Additions(StrEnum):
    """What was added after the signature and is allowed."""

    NONE = ""
    PROOF = "proof"  # data for checking in later years
    FORMS = "forms"  # further signatures, filled-in fields
    NOTES = "notes"


class Verdict(StrEnum):
    """The answer in one word, the worst first."""

    BROKEN = "broken"
    REVOKED = "revoked"
    DOUBTFUL = "doubtful"
    UNKNOWN = "unknown"
    GOOD = "good"
    NONE = "none"  # a file without any signature


_WORST_FIRST = tuple(Verdict)
_BROKEN = {Integrity.CHANGED, Integrity.LATER_CHANGE, Integrity.UNCOVERED, Integrity.UNREADABLE}


@dataclass(frozen=True)
class SignatureFacts:
    """One signature (or a time stamp over the whole document). Times are ISO 8601 with their zone, or empty."""

    field: str
    is_timestamp: bool = False
    signer: str = ""
    organisation: str = ""
    title: str = ""
    signed_at: str = ""
    is_time_proven: bool = False
    is_time_ahead: bool = False  # the signer's machine claims a time that has not come yet
    time_authority: str = ""
    integrity: Integrity = Integrity.UNREADABLE
    additions: Additions = Additions.NONE
    authority: str = ""  # who issued the certificate
    anchor: str = ""  # the trusted authority that it leads to
    trust: Trust = Trust.UNKNOWN
    revocation: Revocation = Revocation.UNKNOWN
    revoked_at: str = ""
    weakness: str = ""  # «SHA-1», «RSA-1024»: too weak to prove anything
    serial: str = ""
    fingerprint: str = ""  # SHA-256 of the certificate
    valid_from: str = ""
    valid_to: str = ""

    @property
    def verdict(self) -> Verdict:
        if self.integrity in _BROKEN:
            return Verdict.BROKEN
        if self.revocation is Revocation.REVOKED:
            return Verdict.REVOKED
        if self.weakness or self.is_time_ahead or self.trust in {Trust.EXPIRED, Trust.UNFIT, Trust.NOT_THEN}:
            return Verdict.DOUBTFUL
        return Verdict.GOOD if self.trust is Trust.TRUSTED else Verdict.UNKNOWN

    @property
    def is_intact(self) -> bool:
        """Whether what was signed is still there unchanged, whoever signed it."""
        return self.integrity not in _BROKEN

    def time(self, name: str) -> datetime | None:
        """One of the times as a value."""
        text = getattr(self, name)
        return datetime.fromisoformat(text) if text else None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read what ``to_json`` or the checking process wrote; keys of another version are left out."""
        known = {item.name for item in fields(cls)}
        values = {key: value for key, value in data.items() if key in known}
        kinds = {"integrity": Integrity, "additions": Additions, "trust": Trust, "revocation": Revocation}
        for key, kind in kinds.items():
            if key in values:
                values[key] = kind(values[key])
        return cls(**values)


def overall(signatures: Iterable[SignatureFacts]) -> Verdict:
    """The verdict on a file: that of its worst signature."""
    found = [_WORST_FIRST.index(row.verdict) for row in signatures]
    return _WORST_FIRST[min(found)] if found else Verdict.NONE
