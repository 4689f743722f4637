"""The cards of the decider, the ticks of the list and the hand-over page, through the browser's door."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procedures.actions.work import solve_request
from procedures.desk.handing import prepare_request
from procedures.enums import State
from procedures.models import HandOver, ProcedureVersion, Request
from schooladmin.units.enums import Role
from schooladmin.units.scope import opened, system
from tests.desk import NOW, assign, receive
from tests.factory import World, moment

LATER = moment("2026-11-24 22:00")
pytestmark = pytest.mark.usefixtures("calendar", "at_ten", "everything")
Login = Callable[[str], Client]
CARDS = "procedures.decision.list"


@pytest.fixture
def at_ten() -> Any:
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def everything() -> Any:
    """Tests look at all rows; the pages open the scope of who asks."""
    with opened(system(NOW.date(), "test")):
        yield


def text(client: Client, name: str = CARDS, *args: int) -> str:
    return str(client.get(reverse(name, args=args)).content.decode())


def tap(client: Client, name: str, request: Request, **more: Any) -> Any:
    return client.post(reverse(name, args=[request.pk]), {"lock_version": 1, **more}, follow=True)


def test_cards_come_in_order_and_one_tap_decides(world: World, as_user: Login) -> None:
    late = receive(world.school, "Trần Thị Muộn", moment("2026-11-09 08:00"))
    soon, prepared = receive(world.school, "Lê Văn Sớm"), receive(world.school, "Vũ Thị Trình")
    with opened(world.scope("clerk")) as clerk:
        prepare_request(actor=clerk, request_id=prepared.pk, at=NOW)
    client = as_user("principal")
    page = text(client)
    places = [page.index(row.pupil_name) for row in (prepared, late, soon)]
    assert places == sorted(places)
    assert "Văn thư đã trình" in page
    assert "Hẹn thứ Năm 26/11" in page
    assert "còn 2 ngày làm việc" in page
    answer = tap(client, "procedures.decision.agree", prepared)
    assert "Đã đồng ý hồ sơ" in answer.content.decode()
    assert Request.objects.get(pk=prepared.pk).state == State.SOLVED
    assert f'id="card-{prepared.pk}"' not in answer.content.decode()


def test_a_lost_race_is_polite_and_a_second_tap_harmless(world: World, as_user: Login) -> None:
    request = receive(world.school)
    client = as_user("principal")
    for _tap in range(2):
        answer = tap(client, "procedures.decision.agree", request)
    assert "vừa được xử lý ở nơi khác" in answer.content.decode()
    answer = tap(client, "procedures.request.send_back", request, note="Xem lại")
    assert "vừa được xử lý ở nơi khác" in answer.content.decode()
    assert not HandOver.objects.exists()
    assert client.post(reverse("procedures.decision.agree", args=[request.pk]), {}).status_code == 422


def test_sending_back_needs_a_note_and_keeps_the_card_open(world: World, as_user: Login) -> None:
    request = receive(world.school)
    client = as_user("principal")
    answer = tap(client, "procedures.request.send_back", request, note="")
    assert answer.status_code == 422
    assert "<details open>" in answer.content.decode()
    answer = tap(client, "procedures.request.send_back", request, note="Thiếu chữ ký phụ huynh")
    assert "Đỗ Thị Văn Thư" in answer.content.decode()
    page = text(as_user("clerk"), "procedures.request.read", request.pk)
    assert "Thiếu chữ ký phụ huynh" in page
    assert "Tôi đã nhận" in page


def test_a_deputy_sees_cards_only_under_an_assignment(world: World, as_user: Login) -> None:
    request = receive(world.school)
    client = as_user("deputy")
    assert "Không còn hồ sơ nào chờ" in text(client)
    answer = tap(client, "procedures.decision.agree", request)
    assert "không được phân công ký thay" in answer.content.decode()
    assign(world, date(2026, 11, 23), date(2026, 11, 25))
    page = text(client)
    assert "Thầy, cô ký thay Lê Văn Hiệu" in page
    assert "Lê Văn Hiệu đang vắng, Phạm Thị Phó ký thay." in page
    tap(client, "procedures.decision.agree", request)
    assert Request.objects.get().state == State.SOLVED


def test_what_is_the_deputys_waits_for_the_deputy(world: World, as_user: Login) -> None:
    ProcedureVersion.objects.update(decided_by=Role.DEPUTY)
    receive(world.school)
    assert "Nguyễn Văn Ánh" in text(as_user("deputy"))
    assert "Nguyễn Văn Ánh" not in text(as_user("principal"))


def test_schools_do_not_see_each_others_cards(world: World, as_user: Login) -> None:
    ours, theirs = receive(world.school, "Trò Nhà"), receive(world.foreign, "Trò Khách")
    assert "Trò Khách" not in text(as_user("principal"))
    assert "Trò Nhà" not in text(as_user("foreign_principal"))
    assert tap(as_user("principal"), "procedures.decision.agree", theirs).status_code == 404
    assert tap(as_user("foreign_principal"), "procedures.request.hand_over", ours).status_code == 404
    assert "Trò Khách" not in text(as_user("officer"), "procedures.request.list")


def test_missing_papers_show_on_the_card(world: World, as_user: Login) -> None:
    request = receive(world.school)
    paper = request.components.filter(component__is_required=True)[0]
    paper.is_present = False
    paper.save(update_fields=["is_present"])
    assert f"Thiếu: {paper.component.name}" in text(as_user("principal"))


def test_the_hand_over_page_keeps_what_was_typed(world: World, as_user: Login) -> None:
    request = receive(world.school)
    client = as_user("clerk")
    url = reverse("procedures.request.hand_over", args=[request.pk])
    wrong = client.post(url, {"taker": "", "note": "Xác minh điểm"})
    assert wrong.status_code == 422
    assert "Xác minh điểm" in wrong.content.decode()
    right = client.post(url, {"taker": world.users["deputy"].person_id, "note": "Xác minh điểm"}, follow=True)
    assert "Phạm Thị Phó" in right.content.decode()
    deputy = as_user("deputy")
    assert request.code in str(deputy.get(reverse("procedures.request.list") + "?mine=1").content.decode())
    taken = deputy.post(reverse("procedures.request.take", args=[request.pk]), follow=True)
    assert "đã nhận lúc" in taken.content.decode()


# The ticks of the list ------------------------------------------------------------------------------------------------


def bulk(client: Client, action: str, *rows: Request, **more: Any) -> Any:
    ticks = [f"{row.pk}:{row.lock_version}" for row in rows]
    return client.post(reverse("procedures.request.bulk"), {"action": action, "pick": ticks, **more})


def test_the_list_offers_ticks_to_the_counter_only(world: World, as_user: Login) -> None:
    receive(world.school)
    assert 'form="bulk"' in text(as_user("clerk"), "procedures.request.list")
    assert 'form="bulk"' not in text(as_user("school_auditor"), "procedures.request.list")


def test_a_mixed_page_of_ticks(world: World, as_user: Login) -> None:
    rows = [receive(world.school, name) for name in ("Ân", "Bình", "Chi")]
    with opened(world.scope("principal")) as principal:
        solve_request(actor=principal, request_id=rows[2].pk, at=NOW)
    answer = bulk(as_user("principal"), "solve", *rows, receive(world.foreign, "Trò Khách"))
    page = answer.content.decode()
    assert "Xong 2 · đã làm từ trước 1 · chưa làm được 1" in page
    assert "Trò Khách" not in page
    client = as_user("clerk")
    url = reverse("procedures.request.bulk")
    whole_page = {"action": "return", "all": "1", "page_pick": [f"{row.pk}:2" for row in rows]}
    assert "Xong 3 ·" in client.post(url, whole_page).content.decode()
    assert "Xong 0 · đã làm từ trước 3" in client.post(url, whole_page).content.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"action": "solve"}, "Hãy đánh dấu ít nhất một hồ sơ"),
        ({"action": "", "pick": "1:1"}, "Hãy chọn việc cần làm"),
        ({"action": "drop", "pick": "1:1"}, "Hãy chọn việc cần làm"),
        ({"action": "hand_over", "pick": "1:1"}, "Hãy chọn người nhận"),
        ({"action": "print_receipt", "pick": "987654:1"}, "Không có giấy nào để in"),
        ({"action": "solve", "pick": [f"{number}:1" for number in range(101)]}, "nhiều nhất 100"),
    ],
)
def test_a_choice_that_cannot_be_done_says_why(world: World, as_user: Login, data: Any, words: str) -> None:
    answer = as_user("clerk").post(reverse("procedures.request.bulk"), data)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_many_receipts_are_one_page_for_the_printer(world: World, as_user: Login) -> None:
    rows = [receive(world.school, name) for name in ("Ân", "Bình")]
    foreign = receive(world.foreign, "Trò Khách")
    answer = bulk(as_user("clerk"), "print_receipt", *rows, foreign)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count('<section class="paper">') == 2
    assert page.count("<main>") == 1
    assert all(row.code in page for row in rows)
    assert foreign.code not in page
    assert "một hồ sơ ngoài phạm vi" in page
    assert bulk(as_user("clerk"), "print_control", *rows).content.decode().count('<section class="paper">') == 2


@pytest.mark.parametrize("name", [CARDS, "procedures.request.list", "procedures.delegation.list"])
def test_queries_do_not_grow_with_the_rows(world: World, as_user: Login, name: str) -> None:
    def fill(number: int) -> None:
        for place in range(number):
            request = receive(world.school, f"Trò {place}")
            with opened(world.scope("clerk")) as clerk:
                prepare_request(actor=clerk, request_id=request.pk, at=NOW)
        first = date(2026, 11, 23 if number == 1 else 27)
        assign(world, first, first)

    client = as_user("principal")
    counts = []
    for number in (1, 29):
        fill(number)
        text(client, name)
        with CaptureQueriesContext(connection) as queries:
            text(client, name)
        counts.append(len(queries))
    assert counts[0] == counts[1]
