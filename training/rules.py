"""Decisions about attendance and essays. Pure: everything comes in as a value."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from training.enums import ATTENDED, AttendanceStatus, EssayResult, EssayState, Level, Scale

# Not law but sense: a longer span is a slip of the keyboard (a wrong month or year).
LONGEST_SPAN = timedelta(days=60)
TOP_SCORE = Decimal(10)


def length_minutes(starts_at: datetime, ends_at: datetime) -> int:
    """The minutes between the beginning and the end: nobody can have been there for longer."""
    return int((ends_at - starts_at).total_seconds() // 60)


def attendance_share(status: AttendanceStatus, minutes: int | None, length: int) -> int | None:
    """How much of the class somebody was there, in whole percent.

    Present without minutes is the whole class; a part without minutes is not known (None).
    """
    if status not in ATTENDED:
        return 0
    if minutes is None:
        return 100 if status == AttendanceStatus.PRESENT else None
    share = (Decimal(minutes) * 100 / Decimal(length)).quantize(Decimal(1), ROUND_HALF_UP)
    return min(int(share), 100)


def essay_state(submitted_on: date | None, due: date | None) -> EssayState:
    """Handed in on the due day itself is still in time; without a due day nothing is late."""
    if submitted_on is None:
        return EssayState.NONE
    if due is not None and submitted_on > due:
        return EssayState.LATE
    return EssayState.SUBMITTED


def pass_mark_fits(scale: Scale, pass_mark: Decimal | None) -> bool:
    """Whether the lowest passing score makes sense on the scale; pass/fail has none."""
    if scale == Scale.PASS_FAIL:
        return pass_mark is None
    if pass_mark is None:
        return False
    if scale == Scale.FOUR_LEVEL:
        return pass_mark in (Level.PASS, Level.GOOD, Level.EXCELLENT)
    return 0 < pass_mark <= TOP_SCORE


def score_fits(scale: Scale, score: Decimal) -> bool:
    """Whether a score exists on the scale."""
    if scale == Scale.PASS_FAIL:
        return False
    if scale == Scale.FOUR_LEVEL:
        return score in tuple(Level)
    return 0 <= score <= TOP_SCORE


def result_of(score: Decimal | None, pass_mark: Decimal) -> EssayResult:
    """The result on a scale with scores: no score yet, below the mark, or at least the mark."""
    if score is None:
        return EssayResult.PENDING
    return EssayResult.PASSED if score >= pass_mark else EssayResult.FAILED


def is_certified(*, is_closed: bool, has_essay: bool, status: str, result: str) -> bool:
    """Whether somebody may have a certificate: the class is closed and they passed.

    Where the class set an essay, passing is the essay's result; where it set none, being there for the whole of it.
    """
    if not is_closed or status not in ATTENDED:
        return False
    return result == EssayResult.PASSED if has_essay else status == AttendanceStatus.PRESENT
