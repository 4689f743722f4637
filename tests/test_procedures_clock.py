"""The clock: the golden tests, the test vectors of the law, and an independent checker."""

import random
from datetime import date, datetime, time, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from procedures.explain import explain_days, explanation, from_json, to_json
from procedures.rules.clock import Pause, PauseError, Promise, TermRule, merged, promise, working_days_late
from schooladmin.calendars.enums import DayKind
from schooladmin.calendars.rules import CalendarGapError, OfficeDay, SpecialDay, WorkCalendar
from tests.factory import moment

HOURS = OfficeDay(date(2015, 1, 1), None, time(7), time(11, 30), time(13, 30), time(17))


def special(kind: DayKind, name: str) -> SpecialDay:
    return SpecialDay(kind, name, "Thông báo", True)


CALENDAR = WorkCalendar(
    {
        date(2025, 4, 30): special(DayKind.HOLIDAY, "30/4"),
        date(2025, 5, 1): special(DayKind.HOLIDAY, "1/5"),
        date(2025, 5, 2): special(DayKind.SWAP_OFF, "Nghỉ hoán đổi"),
        date(2025, 4, 26): special(DayKind.MAKE_UP_WORK, "Làm bù"),
        date(2026, 1, 1): special(DayKind.HOLIDAY, "Tết Dương lịch"),
        date(2026, 1, 2): special(DayKind.SWAP_OFF, "Nghỉ hoán đổi"),
        date(2026, 1, 10): special(DayKind.MAKE_UP_WORK, "Làm bù"),
        **{date(2026, 2, day): special(DayKind.HOLIDAY, "Tết") for day in range(16, 21)},
        date(2026, 8, 22): special(DayKind.MAKE_UP_WORK, "Làm bù"),
        date(2026, 8, 31): special(DayKind.SWAP_OFF, "Nghỉ hoán đổi"),
        date(2026, 11, 24): special(DayKind.HOLIDAY, "Ngày Văn hóa Việt Nam"),
    },
    frozenset(range(2024, 2028)),
    (HOURS,),
)


def given_promise(days: int, received: str, *pauses: tuple[str, str | None], cutoff: time | None = None) -> Promise:
    spans = [Pause(moment(start), moment(end) if end else None) for start, end in pauses]
    return promise(TermRule(days, cutoff), moment(received), spans, CALENDAR)


def reasons(promised: Promise) -> dict[str, str]:
    return {f"{day.date:%m-%d}": day.reason for day in promised.days}


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        ("2025-12-31 09:00", 2, "2026-01-06"),
        ("2026-01-09 09:00", 1, "2026-01-10"),
        ("2026-02-12 09:00", 3, "2026-02-24"),
        ("2026-08-21 09:00", 5, "2026-08-27"),
        ("2026-11-20 09:00", 3, "2026-11-26"),
        ("2025-04-28 09:00", 3, "2025-05-06"),
        ("2025-05-08 09:00", 3, "2025-05-13"),
    ],
)
def test_vectors_of_the_calendar(received: str, days: int, due: str) -> None:
    assert given_promise(days, received).due == date.fromisoformat(due)


def test_golden_1_a_pause_over_the_weekend_consumes_no_working_day() -> None:
    promised = given_promise(1, "2026-11-06 10:00", ("2026-11-06 16:00", "2026-11-09 08:00"))
    assert promised.due == date(2026, 11, 9)


def test_golden_2_a_pause_already_spent_counts_whatever_the_term_becomes() -> None:
    pause = ("2026-11-09 07:00", "2026-11-10 17:00")
    assert given_promise(1, "2026-11-06 10:00", pause).due == date(2026, 11, 11)
    assert given_promise(3, "2026-11-06 10:00", pause).due == date(2026, 11, 13)


def test_golden_3_an_open_pause_suspends_the_promise() -> None:
    assert given_promise(1, "2026-11-06 10:00", ("2026-11-09 08:00", None)).paused_now
    assert not given_promise(1, "2026-11-06 10:00").paused_now


@pytest.mark.parametrize(
    ("received", "day_zero", "reason"),
    [
        ("2026-11-19 17:00", "2026-11-19", "event-day"),
        ("2026-11-19 17:01", "2026-11-20", "outside-hours"),
        ("2026-11-19 05:00", "2026-11-19", "event-day"),
        ("2026-11-21 09:00", "2026-11-23", "saturday"),
        ("2026-11-24 09:00", "2026-11-25", "holiday"),
        ("2026-11-20 18:00", "2026-11-23", "outside-hours"),
    ],
)
def test_golden_5_day_zero_is_a_working_day_in_hours(received: str, day_zero: str, reason: str) -> None:
    promised = given_promise(1, received)
    assert promised.day_zero == date.fromisoformat(day_zero)
    assert promised.days[0].reason == reason


def test_golden_6_a_make_up_saturday_counts_and_the_swapped_weekday_does_not() -> None:
    promised = given_promise(3, "2026-08-21 09:00")
    assert promised.counted[0] == date(2026, 8, 22)
    assert reasons(given_promise(3, "2026-08-28 09:00"))["08-31"] == "swap-off"


def test_golden_9_the_promise_is_reckoned_from_reception_not_from_an_earlier_result() -> None:
    """Two pauses give what they cost together; the order of asking changes nothing."""
    first, second = ("2026-11-09 07:00", "2026-11-09 17:00"), ("2026-11-11 07:00", "2026-11-11 17:00")
    assert given_promise(2, "2026-11-06 10:00", first, second) == given_promise(2, "2026-11-06 10:00", second, first)
    assert given_promise(2, "2026-11-06 10:00", first, second).due == date(2026, 11, 12)


def test_golden_10_every_day_passed_over_names_its_rule() -> None:
    promised = given_promise(3, "2026-11-20 10:00", ("2026-11-23 09:00", "2026-11-25 08:00"))
    assert promised.due == date(2026, 11, 27)
    assert reasons(promised) == {
        "11-20": "event-day",
        "11-21": "saturday",
        "11-22": "sunday",
        "11-23": "paused",
        "11-24": "holiday",
        "11-25": "working-day",
        "11-26": "working-day",
        "11-27": "working-day",
    }
    assert explanation(promised) == (
        "Hẹn thứ Sáu 27/11/2026: 3 ngày làm việc sau ngày nhận thứ Sáu 20/11/2026 (25/11, 26/11, 27/11). "
        "Không tính: 21/11 (thứ Bảy); 22/11 (Chủ nhật); 23/11 (tạm dừng chờ bổ sung); 24/11 (Ngày Văn hóa Việt Nam)."
    )


def test_golden_12_lateness_is_measured_in_working_days() -> None:
    assert working_days_late(date(2026, 11, 20), date(2026, 11, 25), CALENDAR) == 2
    assert working_days_late(date(2026, 11, 20), date(2026, 11, 22), CALENDAR) == 0


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-19 15:00", "2026-11-19"),
        ("2026-11-19 15:01", "2026-11-20"),
        ("2026-11-20 16:00", "2026-11-23"),
        ("2026-11-20 18:00", "2026-11-23"),
        ("2026-11-21 16:00", "2026-11-23"),
    ],
)
def test_a_copy_is_due_the_same_day_until_the_cut_off(received: str, due: str) -> None:
    assert given_promise(0, received, cutoff=time(15)).due == date.fromisoformat(due)


def test_exactly_half_a_day_paused_still_counts() -> None:
    assert given_promise(1, "2026-11-06 10:00", ("2026-11-09 07:00", "2026-11-09 11:00")).due == date(2026, 11, 9)
    assert given_promise(1, "2026-11-06 10:00", ("2026-11-09 07:00", "2026-11-09 11:01")).due == date(2026, 11, 10)


def test_pauses_that_overlap_are_not_counted_twice() -> None:
    twice = [("2026-11-09 07:00", "2026-11-09 10:00"), ("2026-11-09 08:00", "2026-11-09 10:30")]
    assert given_promise(1, "2026-11-06 10:00", *twice).due == date(2026, 11, 9)


def test_impossible_pauses_are_refused() -> None:
    with pytest.raises(PauseError, match="ends-before-start"):
        given_promise(1, "2026-11-06 10:00", ("2026-11-09 10:00", "2026-11-09 09:00"))
    with pytest.raises(PauseError, match="before-reception"):
        given_promise(1, "2026-11-06 10:00", ("2026-11-06 09:00", "2026-11-06 11:00"))


def test_what_cannot_be_reckoned_is_refused() -> None:
    with pytest.raises(CalendarGapError):
        given_promise(3, "2027-12-30 10:00")
    with pytest.raises(ValueError, match="negative"):
        given_promise(-1, "2026-11-06 10:00")
    with pytest.raises(ValueError, match="time zone"):
        promise(TermRule(1), datetime(2026, 11, 6, 10), (), CALENDAR)


def test_a_pause_over_the_close_of_the_last_day_does_not_make_it_late() -> None:
    """Received on Thursday for one day, stopped on Friday at four, taken up on Monday at eight: due on Monday."""
    pause = Pause(moment("2026-11-13 16:00"), moment("2026-11-16 08:00"))
    promised = promise(TermRule(1), moment("2026-11-12 10:00"), (pause,), CALENDAR)
    assert promised.due == date(2026, 11, 16)
    assert [day.reason for day in promised.days if day.date == date(2026, 11, 13)] == ["paused"]


# --- An independent checker: it counts minutes of the office, one by one, and walks dates by ordinal number. ------

OFFICE_MINUTES = [*range(7 * 60, 11 * 60 + 30), *range(13 * 60 + 30, 17 * 60)]


def is_worked(ordinal: int) -> bool:
    day = date.fromordinal(ordinal)
    row = CALENDAR.special.get(day)
    return row.kind == DayKind.MAKE_UP_WORK if row else day.isoweekday() < 6


def stood_still(ordinal: int, pauses: list[tuple[int, int]]) -> bool:
    """``pauses`` in minutes since day 1 of the era."""
    base = ordinal * 1440
    touching = [(start - base, end - base) for start, end in pauses if start < base + 1440 and end > base]
    if not touching:
        return False
    paused = sum(any(start <= minute < end for start, end in touching) for minute in OFFICE_MINUTES)
    return paused > len(OFFICE_MINUTES) / 2


def checked_due(
    days: int, received: int, pauses: list[tuple[int, int]], cutoff: int | None, extension: int = 0
) -> date:
    while waiting := [end for start, end in pauses if start <= received < end]:
        received = max(waiting)  # incomplete from the first minute: received when the last paper came
    pauses = [(start, end) for start, end in pauses if start > received]
    ordinal, minute = divmod(received, 1440)
    if not is_worked(ordinal) or minute > 17 * 60:
        ordinal = min(day for day in range(ordinal + 1, ordinal + 40) if is_worked(day))
        minute = 0
    first = ordinal + 1 if days or (cutoff is not None and minute > cutoff) else ordinal
    counted = (day for day in range(first, first + 200) if is_worked(day) and not stood_still(day, pauses))
    last = islice(counted, max(days, 1) + extension - 1, None)
    return date.fromordinal(next(day for day in last if not any(s < day * 1440 + 17 * 60 < e for s, e in pauses)))


def from_minutes(minutes: int) -> datetime:
    day, minute = divmod(minutes, 1440)
    return moment(f"{date.fromordinal(day)} {minute // 60:02d}:{minute % 60:02d}")


START = date(2025, 12, 20).toordinal() * 1440
spans = st.lists(st.tuples(st.integers(0, 12 * 1440), st.integers(0, 5 * 1440)), max_size=4)


@settings(max_examples=250, deadline=None)
@given(
    days=st.integers(0, 12),
    offset=st.integers(0, 330 * 1440),
    stops=spans,
    has_cutoff=st.booleans(),
    extension=st.integers(0, 6),
)
@example(days=3, offset=0, stops=[(0, 0)], has_cutoff=False, extension=0)
@example(days=0, offset=0, stops=[(0, 5000)], has_cutoff=True, extension=2)
def test_the_promise_agrees_with_an_independent_checker(
    days: int, offset: int, stops: list[tuple[int, int]], has_cutoff: bool, extension: int
) -> None:
    received = START + offset
    minutes = [(received + start, received + start + length) for start, length in stops]
    rule = TermRule(days, time(15) if has_cutoff else None, extension)
    pauses = [Pause(from_minutes(start), from_minutes(end)) for start, end in minutes]
    promised = promise(rule, from_minutes(received), pauses, CALENDAR)
    cutoff = 15 * 60 if has_cutoff and not days else None
    assert promised.due == checked_due(days, received, minutes, cutoff, extension)
    # The explanation is the promise: what counted adds up to the term and ends on the promised day.
    assert len(promised.counted) == max(days, 1) + extension
    assert promised.counted[-1] == promised.due == promised.days[-1].date
    walked = [day.date for day in promised.days if day.reason != "incomplete"]
    assert walked == [walked[0] + timedelta(days=n) for n in range(len(walked))]
    assert from_json(to_json(promised.days)) == promised.days


def test_ten_thousand_random_promises_agree_with_the_checker() -> None:
    """The same seed every time: a disagreement names its case."""
    chance = random.Random(20261122)
    for case in range(10_000):
        days, extension, cutoff = chance.randrange(13), chance.choice((0, 0, 0, 1, 5)), chance.random() < 0.5
        received = START + chance.randrange(330 * 1440)
        stops = []
        for _stop in range(chance.choice((0, 0, 1, 1, 2, 4))):
            start = received + chance.choice((0, chance.randrange(12 * 1440)))
            stops.append((start, start + chance.randrange(5 * 1440)))
        pauses = [Pause(from_minutes(start), from_minutes(end)) for start, end in stops]
        promised = promise(
            TermRule(days, time(15) if cutoff else None, extension), from_minutes(received), pauses, CALENDAR
        )
        told = explain_days(promised.due, promised.days)
        expected = checked_due(days, received, stops, 15 * 60 if cutoff and not days else None, extension)
        assert promised.due == expected, (case, days, extension, cutoff, from_minutes(received), pauses)
        assert f"{expected:%d/%m/%Y}" in told, (case, told)


@given(stops=spans)
def test_merged_pauses_are_apart_and_in_order(stops: list[tuple[int, int]]) -> None:
    pauses = [Pause(from_minutes(START + start), from_minutes(START + start + length)) for start, length in stops]
    joined = merged(pauses, from_minutes(START))
    assert all(end < start for (_, end), (start, _) in pairwise(joined))
