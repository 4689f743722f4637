"""The first page, and the pages for what went wrong."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from schooladmin.units.actions import add_login, add_person
from schooladmin.units.enums import SupervisionKind
from schooladmin.units.models import Membership
from schooladmin.units.scope import opened, system
from tests.factory import PASSWORD, World, make_school, moment, put_above
from tests.stage import NOW, add_request, set_stage

Login = Callable[[str], Client]


def first_page(client: Client) -> str:
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_first_page_greets_with_name_unit_and_role(world: World, as_user: Login) -> None:
    text = first_page(as_user("clerk"))
    assert "Xin chào Đỗ Thị Văn Thư" in text
    assert "Trường THCS Bình An · Nhân viên văn thư" in text


@pytest.mark.parametrize(
    ("who", "offered", "not_offered"),
    [
        ("principal", ("Người và vai trò", "Nhật ký", "Lịch làm việc", "Đơn vị"), ()),
        ("teacher", ("Lịch làm việc", "Đơn vị"), ("Người và vai trò", "Nhật ký")),
        ("auditor", ("Nhật ký",), ("Người và vai trò",)),
    ],
)
def test_each_role_is_offered_what_it_may_do(
    world: World, as_user: Login, who: str, offered: tuple[str, ...], not_offered: tuple[str, ...]
) -> None:
    text = first_page(as_user(who))
    for label in offered:
        assert f"<span>{label}</span>" in text
    for label in not_offered:
        assert f"<span>{label}</span>" not in text


def test_days_off_of_the_next_weeks_are_told(world: World, calendar: None, as_user: Login) -> None:
    with time_machine.travel(moment("2026-11-22 09:00")):
        assert "Ngày Văn hóa Việt Nam" in first_page(as_user("clerk"))
    with time_machine.travel(moment("2026-06-15 09:00")):
        assert "Ngày nghỉ và làm bù sắp tới" not in first_page(as_user("clerk"))


def test_who_has_no_role_is_told_so_and_offered_nothing(world: World, as_user: Login, client: Client) -> None:
    Membership.objects.filter(person__user=world.users["clerk"]).update(valid_to=date(2020, 1, 1))
    text = first_page(as_user("clerk"))
    assert "chưa có vai trò trong đơn vị nào" in text
    assert "Việc làm được" not in text
    add_login(person=add_person(full_name="Mới Toanh"), username="moi.toanh", password=PASSWORD)
    client.post("/login/", {"login": "moi.toanh", "password": PASSWORD})
    assert "chưa có vai trò trong đơn vị nào" in first_page(client)


@time_machine.travel(NOW, tick=False)
def test_the_first_page_asks_as_much_with_one_row_as_with_thirty(world: World, calendar: None, as_user: Login) -> None:
    set_stage(world)

    def asked() -> dict[str, int]:
        counts = {}
        for who in ("principal", "clerk", "party_secretary", "officer"):
            client = as_user(who)
            with CaptureQueriesContext(connection) as queries:
                first_page(client)
            counts[who] = len(queries)
        return counts

    asked()  # sessions settle
    few = asked()
    with opened(system(NOW.date(), "test")):
        for number in range(30):
            add_request(world.school, moment("2026-09-15 08:00") + timedelta(hours=number))
            school = make_school(f"N{number}", f"Trường số {number}")
            put_above(school, world.commune, SupervisionKind.ADMINISTRATIVE)
    assert asked() == few


@time_machine.travel(NOW, tick=False)
def test_the_first_page_names_what_is_due(world: World, calendar: None, as_user: Login) -> None:
    stage = set_stage(world)
    clerk = first_page(as_user("clerk"))
    assert stage.request.code in clerk
    assert "Đề cương Quý III/2026" not in clerk
    principal = first_page(as_user("principal"))
    assert stage.request.code in principal
    assert "Đề cương Quý III/2026" in principal
    officer = first_page(as_user("officer"))
    assert "0/2 trường đã nộp Quý III/2026" in officer
    assert stage.request.code not in officer
    assert stage.request.code not in first_page(as_user("teacher"))


def test_the_health_page_needs_no_login(client: Client, db: None) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_an_unknown_address_says_what_to_do(world: World, as_user: Login) -> None:
    answer = as_user("clerk").get("/khong-co/")
    assert answer.status_code == 404
    assert "Không tìm thấy trang" in answer.content.decode()


def test_an_insider_without_the_right_is_told_whom_to_ask(world: World, as_user: Login) -> None:
    answer = as_user("teacher").get("/audit/")
    assert answer.status_code == 403
    assert "nhờ hiệu trưởng hoặc người quản trị giao quyền" in answer.content.decode()


def test_every_page_carries_the_strict_policy_and_no_inline_code(world: World, as_user: Login) -> None:
    client = as_user("admin")
    for address in ("/", "/units/", "/units/THCS-A/", "/staff/", "/calendar/", "/audit/", "/password/"):
        answer = client.get(address)
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        text = answer.content.decode()
        assert " style=" not in text, address
        assert " onclick=" not in text, address
        assert "<script>" not in text, address
