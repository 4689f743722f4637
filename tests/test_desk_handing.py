"""Files going from hand to hand, and one step on many requests, through the actions."""

from datetime import date, timedelta
from typing import Any

import pytest

from procedures.actions.work import pause_request, solve_request
from procedures.desk.bulk import MOST, Done, Outcome, Pick, do_many, parse
from procedures.desk.handing import (
    agree_request,
    hand_over_request,
    prepare_request,
    send_back_request,
    take_request,
)
from procedures.desk.permissions import HAND_OVER
from procedures.enums import HandOverPurpose, State
from procedures.models import HandOver, Request, RequestEvent
from procedures.papers.flow import steps_of
from procedures.queries.handovers import handovers_of, held_by
from procedures.queries.requests import events_of
from procedures.rules.transitions import RETURN, SOLVE
from schooladmin.audit.models import AuditEntry
from schooladmin.core.errors import Forbidden, OutOfScope, Refusal, Stale
from schooladmin.units.scope import Scope, opened, system
from tests.desk import NOW, assign, receive
from tests.factory import World

pytestmark = pytest.mark.usefixtures("calendar", "everything")


@pytest.fixture
def everything() -> Any:
    """Tests look at all rows; who acts opens a scope of their own within."""
    with opened(system(NOW.date(), "test")):
        yield


def person(world: World, who: str) -> int:
    return world.users[who].person_id


def give(world: World, request: Request, giver: str, taker: str, minutes: int = 0) -> HandOver:
    with opened(world.scope(giver)) as scope:
        return hand_over_request(
            actor=scope, request_id=request.pk, taker_id=person(world, taker), at=NOW + timedelta(minutes=minutes)
        )


def mine(world: World, who: str) -> list[Request]:
    return list(Request.objects.filter(held_by(world.scope(who))))


def test_a_hand_over_leaves_its_row_its_event_and_its_entry(world: World) -> None:
    request = receive(world.school)
    row = give(world, request, "clerk", "deputy")
    assert (row.giver_label, row.taker_label, row.due_on, row.taken_at) == (
        "Đỗ Thị Văn Thư",
        "Phạm Thị Phó",
        date(2026, 11, 26),
        None,
    )
    assert RequestEvent.objects.filter(request=request, verb="procedures.request.hand_over").count() == 1
    assert AuditEntry.objects.filter(verb="procedures.request.hand_over", object_id=str(request.pk)).exists()
    request.refresh_from_db()
    assert (request.state, request.lock_version, request.due_on) == (State.OPEN, 1, date(2026, 11, 26))


def test_only_the_taker_says_that_it_came(world: World) -> None:
    request = receive(world.school)
    give(world, request, "clerk", "deputy")
    for who in ("clerk", "principal"):
        with opened(world.scope(who)) as scope, pytest.raises(Refusal) as caught:
            take_request(actor=scope, request_id=request.pk, at=NOW)
        assert caught.value.code == "not-the-taker"
    with opened(world.scope("deputy")) as deputy:
        first = take_request(actor=deputy, request_id=request.pk, at=NOW + timedelta(minutes=5))
        again = take_request(actor=deputy, request_id=request.pk, at=NOW + timedelta(minutes=9))
    assert first.taken_at == again.taken_at == NOW + timedelta(minutes=5)
    assert RequestEvent.objects.filter(verb="procedures.request.take").count() == 1


@pytest.mark.parametrize(
    ("giver", "taker", "code"),
    [
        ("clerk", "clerk", "taker-is-giver"),
        ("clerk", "sister_clerk", "taker-elsewhere"),
        ("clerk", "officer", "taker-elsewhere"),
    ],
)
def test_to_whom_a_file_cannot_be_given(world: World, giver: str, taker: str, code: str) -> None:
    request = receive(world.school)
    with pytest.raises(Refusal) as caught:
        give(world, request, giver, taker)
    assert (caught.value.code, caught.value.field) == (code, "taker")
    assert not HandOver.objects.exists()


def test_who_may_hand_over_and_what(world: World) -> None:
    request = receive(world.school)
    with pytest.raises(Forbidden):
        give(world, request, "teacher", "clerk")
    with pytest.raises(OutOfScope):
        give(world, request, "sister_clerk", "clerk")
    give(world, request, "clerk", "teacher")  # who has no right here signs the printed slip
    with pytest.raises(Refusal) as caught:
        give(world, request, "clerk", "teacher", minutes=1)
    assert caught.value.code == "given-already"
    with pytest.raises(Refusal) as caught:
        give(world, request, "principal", "clerk", minutes=-1)
    assert caught.value.code == "before-last-event"
    with opened(world.scope("principal")) as principal:
        agree_request(actor=principal, request_id=request.pk, at=NOW)
        do_many(actor=principal, verb=RETURN, picks=[Pick(request.pk, None)], at=NOW)
    with pytest.raises(Stale):
        give(world, request, "clerk", "deputy")


def test_the_list_of_what_i_hold_follows_the_file(world: World) -> None:
    with opened(world.scope("clerk")):
        request = receive(world.school)
    RequestEvent.objects.filter(request=request).update(actor_label="Đỗ Thị Văn Thư")
    assert (mine(world, "clerk"), mine(world, "deputy")) == ([request], [])
    give(world, request, "clerk", "deputy")
    assert (mine(world, "clerk"), mine(world, "deputy")) == ([], [request])
    give(world, request, "deputy", "clerk", minutes=1)
    assert (mine(world, "clerk"), mine(world, "deputy")) == ([request], [])


def prepare(world: World, request: Request, who: str = "clerk") -> HandOver:
    with opened(world.scope(who)) as scope:
        return prepare_request(actor=scope, request_id=request.pk, at=NOW)


def test_the_clerk_puts_a_file_before_whoever_decides_today(world: World) -> None:
    first, second, third = (receive(world.school) for _number in range(3))
    assert prepare(world, first).taker_id == person(world, "principal")
    assign(world, date(2026, 11, 20))  # standing: the principal is there
    assert prepare(world, second).taker_id == person(world, "principal")
    assign(world, date(2026, 11, 20), date(2026, 11, 26))
    assert prepare(world, third).taker_id == person(world, "deputy")
    with pytest.raises(Refusal) as caught:
        prepare(world, third)
    assert caught.value.code == "given-already"
    with opened(world.scope("principal")) as principal:
        pause_request(actor=principal, request_id=second.pk, at=NOW, note="Thiếu đơn")
    with pytest.raises(Stale):
        prepare(world, second)


def test_a_decider_sends_back_with_a_note(world: World) -> None:
    request, never_prepared = receive(world.school), receive(world.school)
    prepare(world, request, "deputy")
    with opened(world.scope("principal")) as principal:
        with pytest.raises(Refusal) as caught:
            send_back_request(actor=principal, request_id=request.pk, at=NOW, note=" ")
        assert (caught.value.code, caught.value.field) == ("note-missing", "note")
        back = send_back_request(actor=principal, request_id=request.pk, at=NOW, note="Thiếu chữ ký")
        assert (back.taker_id, back.purpose) == (person(world, "deputy"), HandOverPurpose.BACK)
        back = send_back_request(actor=principal, request_id=never_prepared.pk, at=NOW, note="Xem lại lớp")
        assert back.taker_id == person(world, "clerk")
    with opened(world.scope("clerk")) as clerk, pytest.raises(Forbidden):
        send_back_request(actor=clerk, request_id=request.pk, at=NOW, note="x")


def test_agreeing_returns_the_file_and_the_slip_tells_it_once(world: World) -> None:
    request = receive(world.school)
    prepare(world, request)
    with opened(world.scope("principal")) as principal:
        agree_request(actor=principal, request_id=request.pk, at=NOW + timedelta(hours=1), seen_version=1)
    rows = list(handovers_of(request))
    assert [(row.giver_label, row.taker_label) for row in rows] == [
        ("Đỗ Thị Văn Thư", "Lê Văn Hiệu"),
        ("Lê Văn Hiệu", "Đỗ Thị Văn Thư"),
    ]
    assert rows[0].taken_at is not None
    assert mine(world, "clerk") == [request]
    steps = steps_of(list(events_of(request)), rows)
    assert [step.what for step in steps] == ["Tiếp nhận hồ sơ", "Trình ký", "Có kết quả", "Trả lại văn thư"]


# Many at once ---------------------------------------------------------------------------------------------------------


def many(scope: Scope, verb: str, picks: list[Pick], **more: Any) -> list[Outcome]:
    return do_many(actor=scope, verb=verb, picks=picks, at=NOW + timedelta(hours=1), **more)


def test_each_item_has_its_own_answer(world: World) -> None:
    good, stale, paused, solved = (receive(world.school, name) for name in ("Ân", "Bình", "Chi", "Dung"))
    foreign = receive(world.foreign)
    with opened(world.scope("clerk")) as clerk:
        pause_request(actor=clerk, request_id=paused.pk, at=NOW, note="Thiếu đơn")
    with opened(world.scope("principal")) as principal:
        solve_request(actor=principal, request_id=solved.pk, at=NOW)
        picks = [
            Pick(good.pk, 1),
            Pick(stale.pk, 7),
            Pick(paused.pk, 2),
            Pick(solved.pk, 1),
            Pick(foreign.pk, 1),
            Pick(987_654, 1),
        ]
        lines = many(principal, SOLVE, picks)
        assert [line.done for line in lines] == [Done.DONE, Done.NOT, Done.NOT, Done.BEFORE, Done.NOT, Done.NOT]
        assert "vừa được xử lý ở nơi khác" in lines[1].words
        assert lines[2].words == "Hồ sơ đang ở trạng thái «Chờ bổ sung», chưa làm được việc này."
        assert lines[4].request is None
        again = many(principal, SOLVE, picks[:1])
        assert [line.done for line in again] == [Done.BEFORE]
    states = {row.pk: row.state for row in Request.objects.all()}
    assert states[good.pk] == State.SOLVED
    assert states[stale.pk] == states[foreign.pk] == State.OPEN
    assert RequestEvent.objects.filter(request=good, verb=SOLVE).count() == 1


def test_rights_are_asked_for_each_item(world: World) -> None:
    first, second = receive(world.school), receive(world.school)
    picks = [Pick(first.pk, 1), Pick(second.pk, 1)]
    with opened(world.scope("clerk")) as clerk:
        assert {line.done for line in many(clerk, SOLVE, picks)} == {Done.NOT}
    with opened(world.scope("deputy")) as deputy:
        lines = many(deputy, SOLVE, picks)
        assert {line.done for line in lines} == {Done.NOT}
        assert "ký thay" in lines[0].words
    with opened(world.scope("teacher")) as teacher, pytest.raises(Forbidden):
        many(teacher, SOLVE, picks)
    assign(world, NOW.date(), at=NOW)
    with opened(world.scope("deputy", NOW.date())) as deputy:
        assert {line.done for line in many(deputy, SOLVE, picks)} == {Done.DONE}
        assert {line.done for line in many(deputy, RETURN, [Pick(first.pk, 2)])} == {Done.DONE}
        assert {line.done for line in many(deputy, RETURN, [Pick(first.pk, 2)])} == {Done.BEFORE}


def test_many_files_go_to_one_colleague(world: World) -> None:
    rows = [receive(world.school) for _number in range(3)]
    picks = [Pick(row.pk, None) for row in rows]
    with opened(world.scope("clerk")) as clerk:
        taker = person(world, "deputy")
        assert {line.done for line in many(clerk, HAND_OVER, picks, taker_id=taker)} == {Done.DONE}
        assert {line.done for line in many(clerk, HAND_OVER, picks, taker_id=taker)} == {Done.BEFORE}
    assert HandOver.objects.count() == 3


@pytest.mark.parametrize(
    ("ticks", "code"),
    [
        ([], "nothing-picked"),
        (["x:1"], "pick-unreadable"),
        (["1:x"], "pick-unreadable"),
        (["-1:1"], "pick-unreadable"),
        (["9" * 30], "pick-unreadable"),
        ([f"{number}:1" for number in range(MOST + 1)], "too-many-picked"),
    ],
)
def test_what_is_no_choice(ticks: list[str], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        parse(ticks)
    assert caught.value.code == code


def test_a_tick_sent_twice_counts_once() -> None:
    assert parse(["3:1", "4:", "3:1"]) == [Pick(3, 1), Pick(4, None)]
