"""The small decisions: shares, late essays, results."""

from datetime import date
from decimal import Decimal

import pytest

from training.enums import AttendanceStatus, EssayResult, EssayState, Scale
from training.rules import attendance_share, essay_state, pass_mark_fits, result_of, score_fits


@pytest.mark.parametrize(
    ("status", "minutes", "share"),
    [
        ("present", None, 100),
        ("present", 120, 50),
        ("partial", None, None),
        ("partial", 1, 0),
        ("partial", 2, 1),
        ("partial", 240, 100),
        ("partial", 500, 100),
        ("absent", None, 0),
        ("excused", None, 0),
    ],
)
def test_share_of_a_class_of_four_hours(status: str, minutes: int | None, share: int | None) -> None:
    assert attendance_share(AttendanceStatus(status), minutes, 240) == share


def test_the_due_day_itself_is_in_time() -> None:
    due = date(2026, 9, 30)
    assert essay_state(due, due) == EssayState.SUBMITTED
    assert essay_state(date(2026, 10, 1), due) == EssayState.LATE
    assert essay_state(date(2030, 1, 1), None) == EssayState.SUBMITTED
    assert essay_state(None, due) == EssayState.NONE


def test_the_pass_mark_itself_passes() -> None:
    mark = Decimal("6.5")
    assert result_of(mark, mark) == EssayResult.PASSED
    assert result_of(Decimal("6.49"), mark) == EssayResult.FAILED
    assert result_of(Decimal(0), mark) == EssayResult.FAILED
    assert result_of(None, mark) == EssayResult.PENDING


def test_marks_and_scores_lie_on_their_scale() -> None:
    fits = {
        (Scale.PASS_FAIL, None): True,
        (Scale.PASS_FAIL, Decimal(1)): False,
        (Scale.TEN_POINT, Decimal("0.5")): True,
        (Scale.TEN_POINT, Decimal(0)): False,
        (Scale.TEN_POINT, None): False,
        (Scale.FOUR_LEVEL, Decimal(2)): True,
        (Scale.FOUR_LEVEL, Decimal(1)): False,
    }
    assert {key: pass_mark_fits(*key) for key in fits} == fits
    assert score_fits(Scale.FOUR_LEVEL, Decimal(1))
    assert not score_fits(Scale.FOUR_LEVEL, Decimal(0))
    assert score_fits(Scale.TEN_POINT, Decimal(0))
    assert not score_fits(Scale.TEN_POINT, Decimal("-0.01"))
