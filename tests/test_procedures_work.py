"""Receiving and working on requests, through the actions."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from procedures.actions.calendar import recompute_open
from procedures.actions.intake import Application, accept_request
from procedures.actions.promises import extend_request, reopen_request
from procedures.actions.work import (
    pause_request,
    ready_request,
    refuse_request,
    resume_request,
    return_request,
    solve_request,
    withdraw_request,
)
from procedures.enums import Channel, Relation, Route, State
from procedures.models import Request, RequestEvent, StopInterval
from procedures.rules.codes import read_code, short_code
from procedures.rules.transitions import TRANSITIONS
from procedures.tasks import recompute_promises
from schooladmin.audit.models import AuditEntry
from schooladmin.calendars.actions import remove_day, set_day
from schooladmin.calendars.enums import DayKind, DayState
from schooladmin.core.errors import Forbidden, OutOfScope, Refusal, Stale
from schooladmin.units.scope import Scope, opened, system
from tests.factory import World, moment

pytestmark = pytest.mark.usefixtures("calendar")

NOW = moment("2026-11-20 10:00")
APPLICATION = Application(
    procedure="CHUYEN-DI",
    channel=Channel.DIRECT,
    applicant_name="Nguyễn Thị Mẹ",
    applicant_phone="0912 345 678",
    relation=Relation.PARENT,
    pupil_name="Nguyễn Văn Ánh",
    received_at=NOW,
    confirmed_duplicate=True,
)


@pytest.fixture
def clerk(world: World) -> Any:
    with opened(world.scope("clerk")) as scope:
        yield scope


@pytest.fixture
def principal(world: World) -> Any:
    with opened(world.scope("principal")) as scope:
        yield scope


def accept(scope: Scope, world: World, at: Any = NOW, **changes: Any) -> Request:
    application = replace(APPLICATION, received_at=changes.pop("received_at", at), **changes)
    return accept_request(actor=scope, unit_id=world.school.pk, application=application, at=at)


def test_a_request_gets_its_code_its_promise_and_its_trail(clerk: Scope, world: World) -> None:
    first, second = accept(clerk, world), accept(clerk, world)
    assert [short_code(row.code)[:-2] for row in (first, second)] == ["26-00001", "26-00002"]
    assert read_code("THCS-A", first.code) == read_code("THCS-A", short_code(first.code)) == first.code
    assert first.due_on == first.original_due == date(2026, 11, 26)
    assert first.applicant_phone == "0912345678"
    event = RequestEvent.objects.get(request=first)
    assert (event.due_before, event.due_after, event.actor_label) == (None, first.due_on, "Đỗ Thị Văn Thư")
    assert [day["reason"] for day in event.days if not day["counted"]] == ["event-day", "saturday", "sunday", "holiday"]
    entry = AuditEntry.objects.get(object_id=str(first.pk), verb="procedures.request.accept")
    assert "Ánh" not in str(entry.changes)


def test_codes_count_by_year_and_by_school(clerk: Scope, world: World) -> None:
    yesterday = moment("2026-11-19 09:00")
    assert accept(clerk, world, received_at=yesterday).code.startswith("THCS-A-26-00001-")
    with opened(world.scope("sister_clerk")) as sister:
        other = accept_request(actor=sister, unit_id=world.sister.pk, application=APPLICATION, at=NOW)
    assert other.code.startswith("THCS-B-26-00001-")


def test_the_same_form_makes_one_request(clerk: Scope, world: World) -> None:
    mutation = uuid4()
    made = [
        accept_request(actor=clerk, unit_id=world.school.pk, application=APPLICATION, at=NOW, mutation_id=mutation)
        for _click in range(2)
    ]
    assert made[0] == made[1]
    assert Request.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"procedure": "KHONG-CO"}, "procedure-unknown", "procedure"),
        ({"received_at": NOW + timedelta(minutes=1)}, "received-in-future", "received_at"),
        ({"received_at": NOW - timedelta(days=31)}, "received-too-old", "received_at"),
        ({"submitted_at": NOW + timedelta(minutes=1)}, "submitted-after-received", "submitted_at"),
        ({"applicant_phone": "0912"}, "phone-wrong", "applicant_phone"),
        ({"applicant_phone": "1234567890"}, "phone-wrong", "applicant_phone"),
        ({"pupil_name": "   "}, "name-empty", "pupil_name"),
        ({"pupil_birth_date": date(2026, 11, 20)}, "birth-date-wrong", "pupil_birth_date"),
        ({"procedure": "RUT-BANG"}, "graduation-year-missing", "graduation_year"),
        ({"procedure": "RUT-BANG", "graduation_year": 2026}, "graduation-year-too-late", "graduation_year"),
        ({"procedure": "BAN-SAO", "graduation_year": 2027}, "graduation-year-wrong", "graduation_year"),
        ({"procedure": "CHUYEN-DEN"}, "route-needed", "route"),
        ({"component_ids": [], "ready": True}, "ready-but-missing", "components"),
        ({"component_ids": [999_999]}, "components-of-another-version", "components"),
    ],
)
def test_what_a_counter_does_not_take(
    clerk: Scope, world: World, changes: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(Refusal) as caught:
        accept(clerk, world, **changes)
    assert (caught.value.code, caught.value.field) == (code, field)
    assert not Request.objects.exists()


def test_a_procedure_is_refused_on_a_day_without_a_version(clerk: Scope, world: World) -> None:
    with pytest.raises(Refusal, match="15/12/2025"):
        accept(clerk, world, at=moment("2025-12-15 09:00"), procedure="XAC-NHAN-THCS")


def test_a_request_keeps_the_version_of_its_day(clerk: Scope, world: World) -> None:
    old = accept(clerk, world, at=moment("2026-05-08 09:00"), procedure="CHUYEN-DEN", route=Route.IN_PROVINCE)
    new = accept(clerk, world, at=moment("2026-05-11 09:00"), procedure="CHUYEN-DEN", route=Route.IN_PROVINCE)
    assert old.version.valid_to == new.version.valid_from == date(2026, 5, 10)
    assert (old.due_on, new.due_on) == (date(2026, 5, 13), date(2026, 5, 18))


def test_diplomas_of_old_cohorts_are_still_handed_out(clerk: Scope, world: World) -> None:
    assert accept(clerk, world, procedure="RUT-BANG", graduation_year=2025).due_on == date(2026, 11, 23)


def test_only_the_system_enters_old_registers(clerk: Scope, world: World) -> None:
    old = replace(APPLICATION, procedure="RUT-HOC-BA", received_at=moment("2024-08-05 08:00"))
    with pytest.raises(Forbidden):
        accept_request(actor=clerk, unit_id=world.school.pk, application=old, at=NOW, backdated=True)
    with opened(system(NOW.date(), "Hệ thống")) as root:
        kept = accept_request(actor=root, unit_id=world.school.pk, application=old, at=NOW, backdated=True)
    assert kept.due_on == date(2024, 8, 8)


def test_another_school_does_not_exist_and_a_teacher_may_not(clerk: Scope, world: World) -> None:
    with pytest.raises(OutOfScope):
        accept_request(actor=clerk, unit_id=world.sister.pk, application=APPLICATION, at=NOW)
    request = accept(clerk, world)
    with opened(world.scope("teacher")) as teacher, pytest.raises(Forbidden):
        pause_request(actor=teacher, request_id=request.pk, at=NOW, note="x")
    with opened(world.scope("sister_principal")) as sister, pytest.raises(OutOfScope):
        solve_request(actor=sister, request_id=request.pk, at=NOW)


def test_a_clerk_receives_but_does_not_decide(clerk: Scope, world: World) -> None:
    request = accept(clerk, world)
    for decide in (solve_request, refuse_request):
        with pytest.raises(Forbidden):
            decide(actor=clerk, request_id=request.pk, at=NOW, note="x")


def test_a_pause_moves_the_promise_when_it_ends(clerk: Scope, world: World) -> None:
    request = accept(clerk, world)
    pause_request(actor=clerk, request_id=request.pk, at=moment("2026-11-23 09:00"), note="Thiếu đơn")
    request = resume_request(actor=clerk, request_id=request.pk, at=moment("2026-11-25 08:00"))
    assert (request.state, request.original_due, request.due_on) == (
        State.OPEN,
        date(2026, 11, 26),
        date(2026, 11, 27),
    )
    event = RequestEvent.objects.filter(request=request).last()
    assert event is not None
    assert (event.due_before, event.due_after) == (date(2026, 11, 26), date(2026, 11, 27))
    assert "paused" in {day["reason"] for day in event.days}


def test_the_whole_way_to_the_hand_over(principal: Scope, world: World) -> None:
    request = accept(principal, world)
    solve_request(actor=principal, request_id=request.pk, at=NOW + timedelta(hours=1), note="QĐ 12")
    request = return_request(actor=principal, request_id=request.pk, at=NOW + timedelta(hours=2))
    assert (request.state, request.result_note, request.lock_version) == (State.RETURNED, "QĐ 12", 3)
    assert AuditEntry.objects.filter(object_id=str(request.pk)).count() == 3


@pytest.mark.parametrize("close", [refuse_request, withdraw_request])
def test_closing_ends_the_pause_and_needs_a_reason(principal: Scope, world: World, close: Any) -> None:
    request = accept(principal, world)
    pause_request(actor=principal, request_id=request.pk, at=NOW, note="Thiếu đơn")
    with pytest.raises(Refusal, match="lý do"):
        close(actor=principal, request_id=request.pk, at=NOW, note=" ")
    later = NOW + timedelta(days=1)
    request = close(actor=principal, request_id=request.pk, at=later, note="Người nộp đổi ý")
    assert request.closed_at == later
    assert StopInterval.objects.get(request=request).ended_at == later


def test_two_people_on_one_request_do_not_overwrite_each_other(principal: Scope, world: World) -> None:
    request = accept(principal, world)
    pause_request(actor=principal, request_id=request.pk, at=NOW, note="Thiếu đơn", seen_version=1)
    with pytest.raises(Stale, match="Chờ bổ sung"):
        solve_request(actor=principal, request_id=request.pk, at=NOW, note="QĐ 1", seen_version=1)
    kept = Request.objects.get(pk=request.pk)
    assert (kept.state, kept.result_note) == (State.PAUSED, "")


def test_a_step_before_the_last_one_is_refused(principal: Scope, world: World) -> None:
    request = accept(principal, world)
    with pytest.raises(Refusal) as caught:
        solve_request(actor=principal, request_id=request.pk, at=NOW - timedelta(minutes=1))
    assert caught.value.code == "before-last-event"


@pytest.mark.parametrize("verb", [verb for verb, step in TRANSITIONS.items() if step.sources])
@pytest.mark.parametrize("state", State)
def test_only_the_table_moves_a_request(principal: Scope, world: World, verb: str, state: State) -> None:
    actions: dict[str, Any] = {
        "pause": pause_request,
        "resume": resume_request,
        "solve": solve_request,
        "return": return_request,
        "refuse": refuse_request,
        "withdraw": withdraw_request,
        "ready": ready_request,
        "reopen": reopen_request,
        "extend": partial(extend_request, working_days=2),
    }
    way_to: dict[State, list[str]] = {
        State.OPEN: [],
        State.PAUSED: ["pause"],
        State.SOLVED: ["solve"],
        State.RETURNED: ["solve", "return"],
        State.REFUSED: ["refuse"],
        State.WITHDRAWN: ["withdraw"],
    }
    request = accept(principal, world, procedure="RUT-HOC-BA")
    for name in way_to[state]:
        actions[name](actor=principal, request_id=request.pk, at=NOW, note="lý do")
    step = TRANSITIONS[verb]

    def move() -> Request:
        moved: Request = actions[verb.rpartition(".")[2]](actor=principal, request_id=request.pk, at=NOW, note="lý do")
        return moved

    if state in step.sources:
        assert move().state == (step.target or state)
    else:
        with pytest.raises(Stale):
            move()


def declare_off(day: date) -> None:
    set_day(
        day=day,
        kind=DayKind.HOLIDAY,
        name="Nghỉ bão",
        basis="Công điện 1",
        state=DayState.CONFIRMED,
        at=NOW,
    )


def test_a_day_off_announced_late_moves_open_promises_only(world: World) -> None:
    with opened(system(NOW.date(), "Hệ thống")) as root:
        still_open, finished, paused = (accept(root, world) for _number in range(3))
        solve_request(actor=root, request_id=finished.pk, at=NOW)
        pause_request(actor=root, request_id=paused.pk, at=NOW, note="Thiếu đơn")
        declare_off(date(2026, 11, 25))
        done = recompute_open(actor=root, at=NOW)
        assert (done.looked_at, done.moved, done.blocked) == (1, (still_open.code,), ())
        dues = [Request.objects.get(pk=row.pk).due_on for row in (still_open, finished, paused)]
        assert dues == [date(2026, 11, 27), date(2026, 11, 26), date(2026, 11, 26)]
        event = RequestEvent.objects.filter(request=still_open).last()
        assert event is not None
        assert (event.verb, event.due_before) == ("procedures.request.recompute", date(2026, 11, 26))
        assert "Nghỉ bão" in str(event.days)
        assert recompute_open(actor=root, at=NOW).looked_at == 0
        resumed = resume_request(actor=root, request_id=paused.pk, at=NOW)
        assert resumed.due_on == date(2026, 11, 27)


def test_a_day_off_taken_back_never_shortens_a_promise(world: World) -> None:
    with opened(system(NOW.date(), "Hệ thống")) as root:
        request = accept(root, world)
        remove_day(day=date(2026, 11, 24), at=NOW)
        assert recompute_open(actor=root, at=NOW).moved == ()
        assert Request.objects.get(pk=request.pk).due_on == date(2026, 11, 26)


def test_the_watch_over_the_calendar_reports_what_moved(world: World) -> None:
    with opened(system(NOW.date(), "Hệ thống")) as root:
        request = accept(root, world)
    declare_off(date(2026, 11, 25))
    assert recompute_promises() == {"moved": [request.code], "blocked": []}


def test_a_school_does_not_recompute_by_itself(principal: Scope, world: World) -> None:
    accept(principal, world)
    declare_off(date(2026, 11, 25))
    assert recompute_open(actor=principal, at=NOW).looked_at == 0
