"""Promises that move: papers that come later, the one extension, results taken back, results handed over at once."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from procedures.actions.calendar import recompute_open
from procedures.actions.intake import Application, accept_request
from procedures.actions.promises import extend_request, reopen_request
from procedures.actions.work import pause_request, resume_request, solve_request
from procedures.enums import Channel, Relation, State, StopKind
from procedures.explain import explain_days, from_json
from procedures.models import Extension, ProcedureComponent, Request, RequestComponent, RequestEvent, StopInterval
from procedures.queries.catalogue import version_on
from schooladmin.calendars.actions import remove_day, set_day
from schooladmin.calendars.enums import DayKind, DayState
from schooladmin.core.errors import Forbidden, Refusal, Stale
from schooladmin.notices.models import Notice
from schooladmin.units.scope import Scope, opened, system
from tests.factory import World, moment

pytestmark = pytest.mark.usefixtures("calendar")

FRIDAY = moment("2026-11-06 10:00")
APPLICATION = Application(
    procedure="RUT-HOC-BA",
    channel=Channel.DIRECT,
    applicant_name="Nguyễn Thị Mẹ",
    applicant_phone="0912 345 678",
    relation=Relation.PARENT,
    pupil_name="Nguyễn Văn Ánh",
    received_at=FRIDAY,
    confirmed_duplicate=True,
)


@pytest.fixture
def principal(world: World) -> Any:
    with opened(world.scope("principal")) as scope:
        yield scope


def accept(scope: Scope, world: World, at: datetime = FRIDAY, **changes: Any) -> Request:
    application = replace(APPLICATION, received_at=at, **changes)
    return accept_request(actor=scope, unit_id=world.school.pk, application=application, at=at)


def papers() -> list[ProcedureComponent]:
    return list(version_on("RUT-HOC-BA", FRIDAY.date()).components.all())


def test_a_missing_paper_is_waited_for_and_the_term_begins_when_it_comes(principal: Scope, world: World) -> None:
    form, identity = papers()
    request = accept(principal, world, component_ids=[form.pk], missing_note="Mang bản chính")
    assert request.state == State.PAUSED
    stop = StopInterval.objects.get(request=request)
    assert (stop.started_at, stop.ended_at) == (FRIDAY, None)
    assert stop.reason == f"{identity.name}. Mang bản chính"
    asked = RequestComponent.objects.get(request=request, asked_in=stop)
    assert (asked.component, asked.is_present) == (identity, False)

    with pytest.raises(Refusal) as caught:
        resume_request(actor=principal, request_id=request.pk, at=moment("2026-11-10 08:00"), arrived=[])
    assert caught.value.code == "papers-still-missing"

    resumed = resume_request(actor=principal, request_id=request.pk, at=moment("2026-11-10 16:00"), arrived=[asked.pk])
    assert (resumed.state, resumed.due_on) == (State.OPEN, date(2026, 11, 13))
    arrived = RequestComponent.objects.get(pk=asked.pk)
    assert (arrived.is_present, arrived.arrived_at) == (True, moment("2026-11-10 16:00"))
    event = RequestEvent.objects.filter(request=request).last()
    assert event is not None
    assert explain_days(event.due_after, from_json(event.days)) == (
        "Hẹn thứ Sáu 13/11/2026: 3 ngày làm việc sau ngày nhận thứ Ba 10/11/2026 (11/11, 12/11, 13/11). "
        "Không tính: 06/11 (hồ sơ chưa đủ, nhận đủ ngày 10/11/2026)."
    )


def test_papers_of_the_checklist_can_be_asked_for_later(principal: Scope, world: World) -> None:
    request = accept(principal, world)
    other = accept(principal, world)
    paper = RequestComponent.objects.filter(request=request).first()
    foreign = RequestComponent.objects.filter(request=other).first()
    assert paper is not None
    assert foreign is not None
    with pytest.raises(Refusal) as caught:
        pause_request(actor=principal, request_id=request.pk, at=FRIDAY, missing=[foreign.pk])
    assert caught.value.code == "paper-unknown"
    pause_request(actor=principal, request_id=request.pk, at=FRIDAY, missing=[paper.pk])
    assert StopInterval.objects.get(request=request).reason == paper.component.name


def test_golden_8_an_extension_is_any_number_of_working_days_or_a_date(principal: Scope, world: World) -> None:
    by_days, by_date = accept(principal, world), accept(principal, world)
    assert by_days.due_on == date(2026, 11, 11)
    at = moment("2026-11-10 09:00")
    extended = extend_request(actor=principal, request_id=by_days.pk, at=at, note="Xác minh", working_days=7)
    assert extended.due_on == date(2026, 11, 20)
    assert extended.original_due == date(2026, 11, 11)
    dated = extend_request(actor=principal, request_id=by_date.pk, at=at, note="Xác minh", until=date(2026, 11, 20))
    assert dated.due_on == date(2026, 11, 20)
    assert Extension.objects.get(request=by_date).working_days == 7
    event = RequestEvent.objects.filter(request=by_days).last()
    assert event is not None
    assert (event.due_before, event.due_after) == (date(2026, 11, 11), date(2026, 11, 20))
    assert len([day for day in event.days if day["counted"]]) == 10


def test_golden_9_a_pause_after_an_extension_moves_the_extended_promise(principal: Scope, world: World) -> None:
    request = accept(principal, world)
    extend_request(
        actor=principal, request_id=request.pk, at=moment("2026-11-09 09:00"), note="x", until=date(2026, 11, 13)
    )
    pause_request(actor=principal, request_id=request.pk, at=moment("2026-11-11 07:00"), note="Bổ sung")
    resumed = resume_request(actor=principal, request_id=request.pk, at=moment("2026-11-12 17:00"))
    assert resumed.due_on == date(2026, 11, 17)


@pytest.mark.parametrize(
    ("at", "said", "code"),
    [
        ("2026-11-12 08:00", {"working_days": 2}, "extend-too-late"),
        ("2026-11-10 08:00", {"working_days": 0}, "extend-days-wrong"),
        ("2026-11-10 08:00", {"working_days": 61}, "extend-days-wrong"),
        ("2026-11-10 08:00", {}, "extend-by-what"),
        ("2026-11-10 08:00", {"working_days": 2, "until": date(2026, 11, 20)}, "extend-by-what"),
        ("2026-11-10 08:00", {"until": date(2026, 11, 11)}, "extend-day-wrong"),
        ("2026-11-10 08:00", {"until": date(2026, 11, 14)}, "extend-day-wrong"),
        ("2026-11-10 08:00", {"until": date(2040, 1, 2)}, "calendar-gap"),
        ("2026-11-10 08:00", {"working_days": 2, "note": " "}, "note-missing"),
    ],
)
def test_what_an_extension_may_not_be(principal: Scope, world: World, at: str, said: dict[str, Any], code: str) -> None:
    request = accept(principal, world)
    with pytest.raises(Refusal) as caught:
        extend_request(actor=principal, request_id=request.pk, at=moment(at), **{"note": "Xác minh", **said})
    assert caught.value.code == code
    assert not Extension.objects.exists()


def test_an_extension_is_given_once_and_by_those_who_sign(principal: Scope, world: World) -> None:
    request = accept(principal, world)
    with opened(world.scope("clerk")) as clerk, pytest.raises(Forbidden):
        extend_request(actor=clerk, request_id=request.pk, at=FRIDAY, note="x", working_days=1)
    extend_request(actor=principal, request_id=request.pk, at=FRIDAY, note="x", working_days=1)
    with pytest.raises(Refusal) as caught:
        extend_request(actor=principal, request_id=request.pk, at=FRIDAY, note="x", working_days=1)
    assert caught.value.code == "extended-before"


def test_an_extension_starts_from_what_people_were_told(principal: Scope, world: World) -> None:
    """A day off moved the promise and was taken back: the promise stayed, and the extension goes on from there."""
    request = accept(principal, world)
    off = date(2026, 11, 10)
    set_day(day=off, kind=DayKind.HOLIDAY, name="Bão", basis="CĐ 1", state=DayState.CONFIRMED, at=FRIDAY)
    recompute_open(actor=system(FRIDAY.date(), "lịch"), at=FRIDAY)
    remove_day(day=off, at=FRIDAY)
    assert Request.objects.get(pk=request.pk).due_on == date(2026, 11, 12)
    extended = extend_request(
        actor=principal, request_id=request.pk, at=moment("2026-11-09 08:00"), note="x", working_days=1
    )
    assert extended.due_on == date(2026, 11, 13)


def test_golden_7_a_holiday_announced_late_is_told_and_its_withdrawal_shortens_nothing(
    principal: Scope, world: World
) -> None:
    request = accept(principal, world)
    off, installation = date(2026, 11, 10), system(FRIDAY.date(), "lịch")
    set_day(day=off, kind=DayKind.HOLIDAY, name="Bão", basis="CĐ 1", state=DayState.CONFIRMED, at=FRIDAY)
    assert recompute_open(actor=installation, at=FRIDAY).moved == (request.code,)
    event = RequestEvent.objects.filter(request=request).last()
    assert event is not None
    assert (event.verb, event.due_before, event.due_after) == (
        "procedures.request.recompute",
        date(2026, 11, 11),
        date(2026, 11, 12),
    )
    notice = Notice.objects.get(key=f"request:{request.pk}:moved:2026-11-12")
    assert notice.person_id == world.users["clerk"].person_id
    remove_day(day=off, at=FRIDAY)
    assert recompute_open(actor=installation, at=FRIDAY).moved == ()
    assert Request.objects.get(pk=request.pk).due_on == date(2026, 11, 12)
    solve_request(actor=principal, request_id=request.pk, at=moment("2026-11-09 08:00"), note="HB 1")
    notice.refresh_from_db()
    assert notice.closed_at is not None


@pytest.mark.parametrize("route", ["trong tỉnh", "none", "inprovince"])
def test_golden_11_an_option_that_nobody_knows_is_refused(principal: Scope, world: World, route: str) -> None:
    """Read as «no route», a transfer would get a promise that nobody made."""
    with pytest.raises(CommandError):
        call_command("due_date", procedure="CHUYEN-DEN", received="2026-11-06T10:00", route=route)
    with pytest.raises(Refusal) as caught:
        accept(principal, world, procedure="CHUYEN-DEN", route=None)
    assert caught.value.code == "route-needed"


def test_golden_4_the_time_in_which_a_result_stood_is_neither_work_nor_pause(principal: Scope, world: World) -> None:
    request = accept(principal, world)
    solve_request(actor=principal, request_id=request.pk, at=moment("2026-11-09 16:00"), note="HB 1")
    reopened = reopen_request(actor=principal, request_id=request.pk, at=moment("2026-11-16 08:00"), note="Sai tên")
    assert (reopened.state, reopened.solved_at) == (State.OPEN, None)
    # One of three days was worked before the result; two are left, the 16th being the first.
    assert reopened.due_on == date(2026, 11, 17)
    stop = StopInterval.objects.get(request=request)
    assert stop.kind == StopKind.RESULT
    event = RequestEvent.objects.filter(request=request).last()
    assert event is not None
    assert "10/11 (đã có kết quả, sau đó giải quyết lại)" in explain_days(event.due_after, from_json(event.days))


def test_a_ready_result_is_handed_over_in_one_go(principal: Scope, world: World) -> None:
    with opened(world.scope("clerk")) as clerk:
        request = accept(clerk, world, ready=True, result_note="HB số 12")
    assert (request.state, request.solved_at, request.returned_at) == (State.RETURNED, FRIDAY, FRIDAY)
    assert [event.verb.rpartition(".")[2] for event in RequestEvent.objects.filter(request=request)] == [
        "accept",
        "ready",
    ]
    with pytest.raises(Refusal) as caught:
        accept(principal, world, procedure="CHUYEN-LOP", ready=True)
    assert caught.value.code == "not-ready"
    assert Request.objects.count() == 1


def test_a_lost_race_for_an_extension_is_polite(principal: Scope, world: World) -> None:
    request = accept(principal, world)
    solve_request(actor=principal, request_id=request.pk, at=FRIDAY)
    with pytest.raises(Stale):
        extend_request(actor=principal, request_id=request.pk, at=FRIDAY, note="x", working_days=1, seen_version=1)
