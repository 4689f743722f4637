"""Who hears that a file was put up for decision or handed on, and when that is over."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from procedures.actions.promises import extend_request
from procedures.actions.work import refuse_request, return_request
from procedures.desk.handing import (
    agree_request,
    hand_over_request,
    prepare_request,
    send_back_request,
    take_request,
)
from procedures.models import Request
from schooladmin.core.errors import Refusal
from schooladmin.notices.models import Notice
from schooladmin.notices.queries import notices_for
from schooladmin.units.scope import opened, system
from tests.desk import NOW, assign, receive
from tests.factory import World

pytestmark = pytest.mark.usefixtures("calendar", "everything")


@pytest.fixture
def everything() -> Iterator[None]:
    with opened(system(NOW.date(), "test")):
        yield


def told(world: World, who: str) -> list[str]:
    """What a person reads in the own list."""
    with opened(world.scope(who, NOW.date())) as scope:
        return [notice.text for notice in notices_for(scope)]


def prepare(world: World, request: Request) -> None:
    with opened(world.scope("clerk")) as clerk:
        prepare_request(actor=clerk, request_id=request.pk, at=NOW)


def give(world: World, request: Request, giver: str, taker: str, minutes: int = 0) -> None:
    with opened(world.scope(giver)) as scope:
        person = world.users[taker].person_id
        at = NOW + timedelta(minutes=minutes)
        hand_over_request(actor=scope, request_id=request.pk, taker_id=person, at=at)


def test_who_decides_today_is_told_of_a_file_put_up_for_decision(world: World) -> None:
    first, second, third = (receive(world.school) for _number in range(3))
    prepare(world, first)
    assert told(world, "principal") == [
        f"Đỗ Thị Văn Thư trình ký hồ sơ {first.code} (Học sinh chuyển đi), hẹn trả thứ Năm 26/11/2026."
    ]
    assert told(world, "deputy") == told(world, "clerk") == []
    assign(world, date(2026, 11, 20))  # standing: either may sign
    prepare(world, second)
    assert (len(told(world, "principal")), len(told(world, "deputy"))) == (2, 1)
    assign(world, date(2026, 11, 20), date(2026, 11, 26))  # the principal is away
    prepare(world, third)
    assert (len(told(world, "principal")), len(told(world, "deputy"))) == (2, 2)
    assert Notice.objects.get(key=f"desk:{third.pk}:decision").url == f"/requests/{third.pk}/"


def test_a_decision_ends_what_was_told_and_the_clerk_hears_of_it(world: World) -> None:
    signed, refused, sent_back = (receive(world.school) for _number in range(3))
    assign(world, date(2026, 11, 20))
    for request in (signed, refused, sent_back):
        prepare(world, request)
        with pytest.raises(Refusal):
            prepare(world, request)  # once more says nothing more
    assert (len(told(world, "principal")), len(told(world, "deputy"))) == (3, 3)
    with opened(world.scope("principal")) as principal:
        agree_request(actor=principal, request_id=signed.pk, at=NOW)
        refuse_request(actor=principal, request_id=refused.pk, at=NOW, note="Không đúng thẩm quyền")
        send_back_request(actor=principal, request_id=sent_back.pk, at=NOW, note="Thiếu chữ ký")
    assert told(world, "principal") == told(world, "deputy") == []
    assert sorted(told(world, "clerk")) == sorted(
        [
            f"Hồ sơ {signed.code} (Học sinh chuyển đi) đã được Lê Văn Hiệu ký, chờ trả kết quả.",
            f"Lê Văn Hiệu chuyển lại hồ sơ {sent_back.code} (Học sinh chuyển đi), hẹn trả thứ Năm 26/11/2026.",
        ]
    )
    with opened(world.scope("clerk")) as clerk:
        return_request(actor=clerk, request_id=signed.pk, at=NOW)
        prepare_request(actor=clerk, request_id=sent_back.pk, at=NOW + timedelta(minutes=1))
    assert told(world, "clerk") == []
    assert len(told(world, "principal")) == 1  # the same reason again is the same row, opened anew
    assert (
        Notice.objects.filter(key=f"desk:{sent_back.pk}:decision", person=world.users["principal"].person).count() == 1
    )


def test_a_promise_that_moves_leaves_the_file_where_it_lies(world: World) -> None:
    request = receive(world.school)
    prepare(world, request)
    with opened(world.scope("principal")) as principal:
        extend_request(actor=principal, request_id=request.pk, at=NOW, note="Chờ xác minh", working_days=2)
    assert len(told(world, "principal")) == 1


def test_who_gets_a_file_hears_of_it_until_it_is_taken_or_given_on(world: World) -> None:
    taken, given_on = receive(world.school), receive(world.school)
    for request in (taken, given_on):
        give(world, request, "clerk", "deputy")
    assert len(told(world, "deputy")) == 2
    with opened(world.scope("deputy")) as deputy:
        take_request(actor=deputy, request_id=taken.pk, at=NOW)
    give(world, given_on, "deputy", "clerk", minutes=1)
    assert told(world, "deputy") == []
    assert told(world, "clerk") == [
        f"Phạm Thị Phó bàn giao hồ sơ {given_on.code} (Học sinh chuyển đi), hẹn trả thứ Năm 26/11/2026."
    ]


def test_who_signs_the_printed_slip_is_not_told(world: World) -> None:
    request = receive(world.school)
    give(world, request, "clerk", "teacher")
    assert not Notice.objects.exists()
