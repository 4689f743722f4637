"""Periods are half-open; a quarter is a name, and its days depend on the reporting window."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schooladmin.calendars.enums import WindowKind
from schooladmin.calendars.rules import window
from schooladmin.core.periods import VIETNAM, Period, Quarter, local_date

quarters = st.builds(Quarter, st.integers(1946, 2998), st.integers(1, 4))


@pytest.mark.parametrize(
    "code",
    ["", "2024", "2024-Q5", "2024-Q0", "2024-q3", "2024-Q3 ", " 2024-Q3", "24-Q3", "2024Q3", "2024-Q33", "0001-Q1",
     "9999-Q1", "2024-Q3\n", "٢٠٢٤-Q3"],
)  # fmt: skip
def test_what_is_not_a_quarter_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="quarter"):
        Quarter.parse(code)


@given(quarters)
def test_a_quarter_reads_back_from_its_code(quarter: Quarter) -> None:
    assert Quarter.parse(quarter.code) == quarter


@given(quarters)
def test_quarters_follow_each_other_without_gap(quarter: Quarter) -> None:
    following = quarter.next()
    assert following.previous() == quarter
    assert following > quarter
    assert quarter.calendar.end == following.calendar.start


@given(st.dates(date(1946, 1, 1), date(2998, 12, 31)))
def test_a_day_lies_in_its_own_quarter(day: date) -> None:
    assert day in Quarter.of(day).calendar
    assert day not in Quarter.of(day).next().calendar


def test_how_a_quarter_is_called() -> None:
    quarter = Quarter(2024, 3)
    assert (quarter.code, quarter.label, quarter.short_label) == ("2024-Q3", "quý III năm 2024", "Quý III/2024")
    assert str(quarter) == "Quý III/2024"


@pytest.mark.parametrize(
    ("quarter", "kind", "first", "last"),
    [
        (Quarter(2026, 3), WindowKind.MID_MONTH_QUARTER, date(2026, 6, 15), date(2026, 9, 14)),
        (Quarter(2026, 1), WindowKind.MID_MONTH_QUARTER, date(2025, 12, 15), date(2026, 3, 14)),
        (Quarter(2026, 4), WindowKind.MID_MONTH_QUARTER, date(2026, 9, 15), date(2026, 12, 14)),
        (Quarter(2026, 3), WindowKind.CALENDAR_QUARTER, date(2026, 7, 1), date(2026, 9, 30)),
        (Quarter(2024, 1), WindowKind.CALENDAR_QUARTER, date(2024, 1, 1), date(2024, 3, 31)),
    ],
)
def test_the_days_of_a_quarter(quarter: Quarter, kind: WindowKind, first: date, last: date) -> None:
    days = window(quarter, kind)
    assert first in days
    assert last in days
    assert first - timedelta(days=1) not in days
    assert last + timedelta(days=1) not in days
    assert (days.start, days.end) == (first, last + timedelta(days=1))


def test_a_period_begins_and_ends_at_midnight_in_vietnam() -> None:
    days = Period(date(2026, 7, 1), date(2026, 10, 1))
    assert days.start_at == datetime(2026, 6, 30, 17, tzinfo=UTC)
    assert days.end_at == datetime(2026, 9, 30, 17, tzinfo=UTC)


@pytest.mark.parametrize("end", [date(2026, 7, 1), date(2026, 6, 30)])
def test_a_period_without_a_day_is_refused(end: date) -> None:
    with pytest.raises(ValueError, match="ends after it starts"):
        Period(date(2026, 7, 1), end)


def test_the_day_of_a_moment_is_the_one_in_vietnam() -> None:
    assert local_date(datetime(2026, 9, 30, 16, 59, tzinfo=UTC)) == date(2026, 9, 30)
    assert local_date(datetime(2026, 9, 30, 17, 0, tzinfo=UTC)) == date(2026, 10, 1)
    assert local_date(datetime(2026, 10, 1, 0, 0, tzinfo=VIETNAM)) == date(2026, 10, 1)
    with pytest.raises(ValueError, match="time zone"):
        local_date(datetime(2026, 10, 1))
