"""Who is reminded of which request, and when: the rule by days, and the task over all schools."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from procedures.actions.calendar import recompute_open
from procedures.actions.escalate import Escalated, escalate
from procedures.actions.intake import Application, accept_request
from procedures.actions.work import pause_request, refuse_request, resume_request, solve_request
from procedures.enums import Channel, Relation
from procedures.models import ProcedureTerm, Request
from procedures.rules.escalation import AUDIENCE, Level, level_of
from procedures.tasks import remind_of_due_requests
from schooladmin.calendars.actions import set_day
from schooladmin.calendars.enums import DayKind, DayState
from schooladmin.calendars.models import CalendarYear
from schooladmin.calendars.rules import CalendarGapError, SpecialDay, WorkCalendar
from schooladmin.core.errors import Forbidden
from schooladmin.notices.actions import mark_read
from schooladmin.notices.models import Notice
from schooladmin.units.actions import appoint
from schooladmin.units.enums import Role
from schooladmin.units.models import Membership, Unit
from schooladmin.units.scope import Scope, opened, system
from tests.factory import LONG_AGO, World, moment

# --- The rule ---------------------------------------------------------------------------------------------------
HOLIDAY = SpecialDay(DayKind.HOLIDAY, "Ngày nghỉ", "Thông báo", True)
MADE_UP = SpecialDay(DayKind.MAKE_UP_WORK, "Làm bù", "Thông báo", True)
PLAIN = WorkCalendar({}, frozenset(range(2025, 2029)))
MONDAY = date(2026, 11, 16)


def term(first: date, count: int, calendar: WorkCalendar = PLAIN) -> list[date]:
    """The counted days of a promise of ``count`` working days after ``first``; the last one is the promised day."""
    days: list[date] = []
    day = first
    while len(days) < count:
        day += timedelta(days=1)
        if calendar.is_working(day):
            days.append(day)
    return days


def levels(counted: Sequence[date], calendar: WorkCalendar = PLAIN, first: date = MONDAY, days: int = 16) -> list[str]:
    """The level of each day from ``first`` on, as one letter; a dot where there is none."""
    found = [level_of(counted[-1], counted, first + timedelta(days=n), calendar) for n in range(days)]
    return ["." if level is None else level.name[:2] for level in found]


def test_ten_days_press_from_the_middle_on() -> None:
    # Received on Monday the 16th: counted 17, 18, 19, 20, 23, 24, 25, 26, 27, 30; five of them have passed on the 24th.
    seen = levels(term(MONDAY, 10))
    assert seen == ["."] * 8 + ["HA"] * 3 + ["DA"] * 3 + ["DU", "OV"]


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, [".", "DU", "OV"]),
        (2, [".", "DA", "DU", "OV"]),
        (3, [".", ".", "DA", "DU", "OV"]),
        (5, [".", ".", ".", ".", "DA", "DA", "DA", "DU", "OV"]),
    ],
)
def test_short_terms_skip_what_would_press_from_the_first_day(count: int, expected: list[str]) -> None:
    assert levels(term(MONDAY, count), days=len(expected)) == expected


def test_the_same_day_is_due_today_and_then_late() -> None:
    assert levels([MONDAY], days=2) == ["DU", "OV"]
    # Received after the cut-off: promised for the next working day, not pressing before it.
    assert levels([date(2026, 11, 17)], days=3) == [".", "DU", "OV"]


def test_the_day_before_is_the_last_working_day_before_whatever_lies_between() -> None:
    calendar = WorkCalendar(
        {date(2026, 11, 24): HOLIDAY, date(2026, 11, 21): MADE_UP, date(2026, 11, 23): HOLIDAY}, PLAIN.years
    )
    # Counted 17, 18, 19, 20, Saturday 21 (made up), Wednesday 25.
    counted = term(MONDAY, 6, calendar)
    assert counted[-2:] == [date(2026, 11, 21), date(2026, 11, 25)]
    assert levels(counted, calendar, days=11) == [".", ".", ".", ".", "HA", *["DA"] * 4, "DU", "OV"]


def test_a_gap_of_the_calendar_before_the_due_day_is_said() -> None:
    counted = [date(2029, 1, 2), date(2029, 1, 4)]
    with pytest.raises(CalendarGapError):
        level_of(counted[-1], counted, date(2029, 1, 1), PLAIN)
    assert level_of(counted[-1], counted, date(2029, 1, 4), PLAIN) is Level.DUE_TODAY


@settings(deadline=None)  # a busy machine is slow, not wrong
@given(
    first=st.dates(date(2026, 1, 1), date(2026, 6, 30)),
    count=st.integers(0, 40),
    off=st.sets(st.integers(0, 120), max_size=25),
    steps=st.lists(st.integers(0, 100), min_size=2, max_size=8),
)
def test_a_level_never_falls_while_the_promise_stands(first: date, count: int, off: set[int], steps: list[int]) -> None:
    calendar = WorkCalendar({first + timedelta(days=n): HOLIDAY for n in off}, PLAIN.years)
    counted = term(first, count or 1, calendar)
    seen = [level_of(counted[-1], counted, first + timedelta(days=n), calendar) or 0 for n in sorted(steps)]
    assert seen == sorted(seen)


def test_who_hears_of_a_level_hears_of_every_higher_one() -> None:
    for lower, higher in zip(list(Level), list(Level)[1:], strict=False):
        assert AUDIENCE[lower] <= AUDIENCE[higher]


# --- The task over all schools ----------------------------------------------------------------------------------
# With ten working days: due on Tuesday 1 December, the half gone on 24 November (a day off), the day before a Monday.
RECEIVED = moment("2026-11-16 09:00")
HALF, DAY_BEFORE, DUE, LATE = "2026-11-25 08:05", "2026-11-30 08:05", "2026-12-01 08:05", "2026-12-02 08:05"
APPLICATION = Application(
    procedure="CHUYEN-DI",
    channel=Channel.DIRECT,
    applicant_name="Nguyễn Thị Mẹ",
    applicant_phone="0912345678",
    relation=Relation.PARENT,
    pupil_name="Nguyễn Văn Ánh",
    received_at=RECEIVED,
)


@pytest.fixture
def machine(world: World, calendar: None) -> Iterator[Scope]:
    ProcedureTerm.objects.filter(version__procedure__code="CHUYEN-DI").update(working_days=10)
    with opened(system(RECEIVED.date(), "test")) as scope:
        yield scope


def accept(machine: Scope, unit: Unit, at: datetime = RECEIVED, **changes: Any) -> Request:
    application = replace(APPLICATION, received_at=at, **changes)
    return accept_request(actor=machine, unit_id=unit.pk, application=application, at=at)


def run(machine: Scope, text: str) -> Escalated:
    at = moment(text)
    return escalate(actor=system(at.date(), "test"), at=at)


def told(request: Request | None = None) -> dict[str, list[str]]:
    """The open reminders (of one request) by person: the level in their key."""
    found: dict[str, list[str]] = {}
    prefix = f"request:{request.pk}:" if request else ""
    rows = Notice.objects.filter(closed_at__isnull=True, key__startswith=prefix).order_by("pk")
    for notice in rows.select_related("person__user"):
        found.setdefault(notice.person.user.username, []).append(notice.key.split(":")[2])
    return found


def test_each_role_hears_from_its_level_on(machine: Scope, world: World) -> None:
    request = accept(machine, world.school)
    assert request.due_on == date(2026, 12, 1)
    assert run(machine, "2026-11-23 08:05") == Escalated(0, 0, ())
    assert run(machine, HALF) == Escalated(1, 0, ())
    assert told() == {"clerk": ["half"]}
    assert run(machine, DAY_BEFORE) == Escalated(2, 1, ())
    assert told() == {"clerk": ["day_before"], "deputy": ["day_before"]}
    assert run(machine, DUE) == Escalated(3, 2, ())
    assert told() == {who: ["due_today"] for who in ("principal", "deputy", "clerk")}
    assert run(machine, LATE) == Escalated(3, 3, ())
    assert told() == {who: ["overdue"] for who in ("principal", "deputy", "clerk")}


def test_deciders_learn_what_can_still_be_done_and_the_link_leads_there(machine: Scope, world: World) -> None:
    request = accept(machine, world.school)
    run(machine, DAY_BEFORE)
    clerk, deputy = (
        Notice.objects.get(person=world.users[who].person, closed_at__isnull=True) for who in ("clerk", "deputy")
    )
    assert clerk.url == deputy.url == reverse("procedures.request.read", args=[request.pk])
    assert "phiếu xin lỗi" in deputy.text
    assert "phiếu xin lỗi" not in clerk.text
    assert request.code in clerk.text
    assert "thứ Ba 01/12/2026" in clerk.text
    assert "Ánh" not in f"{deputy.text} {deputy.params}"


def test_running_twice_changes_nothing_and_keeps_what_was_read(machine: Scope, world: World) -> None:
    accept(machine, world.school)
    run(machine, DAY_BEFORE)
    mark_read(actor=world.scope("clerk"), notice_id=None, at=moment(DAY_BEFORE))
    before = list(Notice.objects.order_by("pk").values())
    assert run(machine, DAY_BEFORE) == Escalated(0, 0, ())
    assert run(machine, "2026-11-30 16:05") == Escalated(0, 0, ())
    assert list(Notice.objects.order_by("pk").values()) == before


def test_three_days_without_a_run_lose_nothing(machine: Scope, world: World) -> None:
    accept(machine, world.school)
    run(machine, "2026-11-27 17:05")
    assert told() == {"clerk": ["half"]}
    run(machine, LATE)
    assert told() == {who: ["overdue"] for who in ("principal", "deputy", "clerk")}
    assert Notice.objects.filter(closed_at=moment(LATE)).count() == 1


def test_who_waits_for_the_applicant_is_not_pressed(machine: Scope, world: World) -> None:
    request = accept(machine, world.school)
    run(machine, DAY_BEFORE)
    pause_request(actor=machine, request_id=request.pk, at=moment("2026-11-30 10:00"), note="Thiếu học bạ")
    assert run(machine, "2026-11-30 11:05") == Escalated(0, 0, ())
    assert run(machine, LATE) == Escalated(0, 0, ())
    assert told() == {}
    resumed = resume_request(actor=machine, request_id=request.pk, at=moment("2026-12-04 10:00"))
    assert resumed.due_on > date(2026, 12, 4)
    run(machine, f"{resumed.due_on - timedelta(days=1)} 11:05")
    assert told() == {"clerk": ["day_before"], "deputy": ["day_before"]}


def test_a_later_promise_starts_anew(machine: Scope, world: World) -> None:
    request = accept(machine, world.school)
    run(machine, DUE)
    set_day(
        day=date(2026, 12, 1),
        kind=DayKind.HOLIDAY,
        name="Nghỉ bão",
        basis="Công điện",
        state=DayState.CONFIRMED,
        at=moment("2026-12-01 09:00"),
    )
    recompute_open(actor=machine, at=moment("2026-12-01 09:30"))
    request.refresh_from_db()
    assert request.due_on == date(2026, 12, 2)
    assert run(machine, "2026-12-01 10:05") == Escalated(2, 0, ())
    assert told() == {"clerk": ["moved", "day_before"], "deputy": ["day_before"]}
    run(machine, LATE)
    assert told()["principal"] == ["due_today"]


def test_what_is_finished_is_taken_back(machine: Scope, world: World) -> None:
    solved, refused, open_still = (accept(machine, world.school) for _request in range(3))
    run(machine, LATE)
    at = moment("2026-12-02 09:00")
    solve_request(actor=machine, request_id=solved.pk, at=at)
    refuse_request(actor=machine, request_id=refused.pk, at=at, note="Không đúng tuyến")
    assert run(machine, "2026-12-02 09:05") == Escalated(0, 0, ())
    assert told(open_still) == told() == {who: ["overdue"] for who in ("principal", "deputy", "clerk")}


def test_settling_takes_back_one_request_at_once(machine: Scope, world: World) -> None:
    first, second = accept(machine, world.school), accept(machine, world.school)
    run(machine, LATE)
    with opened(world.scope("principal")) as principal:
        solve_request(actor=principal, request_id=first.pk, at=moment(LATE), note="HB 1")
        assert told(first) == {}
    assert len(told(second)) == 3


def test_no_other_school_and_no_other_role_is_ever_told(machine: Scope, world: World) -> None:
    accept(machine, world.school)
    sisters = accept(machine, world.sister)
    run(machine, LATE)
    assert set(told()) == {"principal", "deputy", "clerk", "sister_principal", "sister_clerk"}
    assert set(told(sisters)) == {"sister_principal", "sister_clerk"}
    for notice in Notice.objects.select_related("person"):
        assert Membership.objects.filter(person=notice.person, unit_id=notice.unit_id).exists()


def test_somebody_with_two_roles_is_told_once_and_as_decider(machine: Scope, world: World) -> None:
    appoint(person=world.users["clerk"].person, unit=world.school, role=Role.DEPUTY, valid_from=LONG_AGO)
    accept(machine, world.school)
    run(machine, DAY_BEFORE)
    assert told() == {"clerk": ["day_before"], "deputy": ["day_before"]}
    assert "phiếu xin lỗi" in Notice.objects.get(person=world.users["clerk"].person).text


def test_who_leaves_is_no_longer_told_and_who_comes_is(machine: Scope, world: World) -> None:
    accept(machine, world.school)
    run(machine, HALF)
    Membership.objects.filter(person__user=world.users["clerk"]).update(valid_to=date(2026, 11, 26))
    appoint(person=world.users["teacher"].person, unit=world.school, role=Role.CLERK, valid_from=date(2026, 11, 26))
    assert run(machine, "2026-11-26 08:05") == Escalated(1, 1, ())
    assert told() == {"teacher": ["half"]}
    world.users["teacher"].is_active = False
    world.users["teacher"].save()
    assert run(machine, "2026-11-26 09:05") == Escalated(0, 1, ())


def test_a_request_that_the_calendar_cannot_place_is_named_and_stops_no_other(machine: Scope, world: World) -> None:
    lost = accept(machine, world.school, moment("2026-12-18 09:00"))
    late = accept(machine, world.school)
    CalendarYear.objects.filter(year__gte=2027).delete()
    Request.objects.filter(pk=lost.pk).update(due_on=date(2027, 1, 4))
    assert run(machine, "2026-12-31 08:05") == Escalated(3, 0, (lost.code,))
    assert told(late) == told()


def test_only_the_installation_escalates(machine: Scope, world: World) -> None:
    with pytest.raises(Forbidden):
        escalate(actor=world.scope("principal"), at=RECEIVED)


def test_the_task_reads_the_clock_once_and_answers_in_plain_values(machine: Scope, world: World) -> None:
    accept(machine, world.school)
    with time_machine.travel(moment(LATE), tick=False):
        assert remind_of_due_requests() == {"opened": 3, "closed": 0, "blocked": []}
        assert remind_of_due_requests() == {"opened": 0, "closed": 0, "blocked": []}


def test_a_batch_asks_as_much_for_one_as_for_thirty(machine: Scope, world: World) -> None:
    def asked(text: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            run(machine, text)
        return len(queries)

    accept(machine, world.school)
    counts = [asked(DUE), asked(LATE)]
    Notice.objects.all().delete()
    for number in range(29):
        accept(machine, world.school if number % 2 else world.sister)
    assert [asked(DUE), asked(LATE)] == counts
