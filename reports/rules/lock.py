"""Whether a school may still write in a quarter. Pure: days in, an answer out.

Submitting and closing are two locks: a submitted report is corrected by an amendment, a closed quarter is opened by the
Party organ. Every edge is a whole day: the closing day and the last day of an exception belong to the open time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

CLOSING_DAYS = 3  # so many days before the end the page warns; a matter of taste, not of law


class LockState(StrEnum):
    OPEN = "open"
    CLOSING = "closing"
    LOCKED = "locked"


class LockReason(StrEnum):
    """Why the report is locked or about to be."""

    NONE = ""
    SUBMITTED = "submitted"
    CLOSED = "closed"
    REVOKED = "revoked"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Opening:
    """An exception: the school may write until the end of ``until``, unless it was revoked."""

    until: date
    is_revoked: bool = False


@dataclass(frozen=True)
class Lock:
    """The answer: ``until`` is the last day on which the school may write (None: no end)."""

    state: LockState
    reason: LockReason = LockReason.NONE
    until: date | None = None
    who: str = ""

    @property
    def is_locked(self) -> bool:
        return self.state is LockState.LOCKED


def lock_of(closes_on: date | None, exceptions: Iterable[Opening], submitted: bool, day: date, who: str = "") -> Lock:
    """Return the lock on ``day``. ``closes_on`` None: the quarter never closes. ``who`` is the person that can open."""
    if submitted:
        return Lock(LockState.LOCKED, LockReason.SUBMITTED, None, who)
    if closes_on is None:
        return Lock(LockState.OPEN)
    given = tuple(exceptions)
    until = max([closes_on, *(opening.until for opening in given if not opening.is_revoked)])
    if day > until:
        return Lock(LockState.LOCKED, _why(closes_on, given, day), until, who)
    # Within the quarter's own time an exception changes nothing that anybody needs to be warned of.
    state = LockState.CLOSING if until - day < timedelta(days=CLOSING_DAYS) else LockState.OPEN
    return Lock(state, LockReason.NONE, until, who)


def _why(closes_on: date, given: tuple[Opening, ...], day: date) -> LockReason:
    if any(opening.is_revoked and opening.until >= day for opening in given):
        return LockReason.REVOKED
    if any(not opening.is_revoked and opening.until > closes_on for opening in given):
        return LockReason.EXPIRED
    return LockReason.CLOSED
