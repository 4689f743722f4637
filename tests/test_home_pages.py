"""The first page, and the pages for what went wrong."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procedures.actions.work import pause_request, solve_request
from procedures.models import Request
from schooladmin.calendars.models import CalendarYear
from schooladmin.home.due import MOST
from schooladmin.units.actions import add_login, add_person, appoint
from schooladmin.units.enums import Role, SupervisionKind
from schooladmin.units.models import Membership
from schooladmin.units.scope import opened, system
from tests.factory import LONG_AGO, PASSWORD, World, make_school, moment, put_above
from tests.stage import NOW, add_request, set_stage
from tests.test_batch_actions import JUNE, give, graduates, lines, make

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
        assert "Ngày Văn hóa Việt Nam" in first_page(as_user("teacher"))
    with time_machine.travel(moment("2026-06-15 09:00")):
        assert "Ngày nghỉ và làm bù sắp tới" not in first_page(as_user("teacher"))


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


# --- The first page of a clerk ----------------------------------------------------------------------------------
TODAY = moment("2026-11-25 09:00")  # a Wednesday; the Tuesday before it is off
GROUPS = ("Quá hạn", "Hôm nay", "Ngày làm việc tiếp theo", "Trong 5 ngày tới", "Chờ bổ sung", "Chờ trả kết quả")


@pytest.fixture
def desk(world: World, calendar: None) -> Iterator[dict[str, Request]]:
    """A request for each group, by its heading, and one that is due after all of them."""
    due = {
        "Quá hạn": date(2026, 11, 20),
        "Hôm nay": date(2026, 11, 25),
        "Ngày làm việc tiếp theo": date(2026, 11, 26),
        "Trong 5 ngày tới": date(2026, 11, 30),
        "Chờ bổ sung": date(2026, 11, 18),
        "Chờ trả kết quả": date(2026, 11, 19),
        "sau đó": date(2026, 12, 1),
    }
    with opened(system(TODAY.date(), "test")) as scope:
        made = {}
        for number, (heading, day) in enumerate(due.items()):
            made[heading] = add_request(world.school, moment("2026-11-09 08:00") + timedelta(minutes=number))
            made[heading].due_on = day
            made[heading].pupil_name = f"Học Sinh {number}"
            made[heading].save()
        pause_request(
            actor=scope,
            request_id=made["Chờ bổ sung"].pk,
            at=moment("2026-11-18 10:00"),
            note="Giấy khai sinh bản sao",
        )
        solve_request(actor=scope, request_id=made["Chờ trả kết quả"].pk, at=moment("2026-11-19 10:00"))
        yield made


def words(text: str) -> str:
    """The text of a page as a reader sees it, on one line."""
    main = text[text.index("<main") : text.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_a_clerk_sees_what_is_due_and_nothing_else(desk: dict[str, Request], as_user: Login) -> None:
    with time_machine.travel(TODAY, tick=False):
        page = first_page(as_user("clerk"))
    text = words(page)
    places = [text.index(f"{heading} 1 ") for heading in GROUPS]
    assert places == sorted(places)
    for heading, start, end in zip(GROUPS, places, [*places[1:], len(text)], strict=True):
        assert desk[heading].code in text[start:end], heading
        assert f'href="/requests/{desk[heading].pk}/"' in page
    assert desk["sau đó"].code not in text
    assert "1 hồ sơ đang giải quyết, hẹn sau đó" in text
    for other in ("Việc làm được", "Ngày nghỉ và làm bù sắp tới", "Báo cáo chưa nộp"):
        assert other not in text
    assert 'class="sidebar"' in page


def test_each_line_says_what_a_clerk_has_to_know(desk: dict[str, Request], as_user: Login) -> None:
    with time_machine.travel(TODAY, tick=False):
        text = words(first_page(as_user("clerk")))
    late = desk["Quá hạn"]
    assert (
        f"{late.code} Học Sinh 0 Rút học bạ hẹn thứ Sáu 20/11/2026"
        f" trễ 2 ngày làm việc · hẹn lần đầu {late.original_due:%d/%m/%Y}"
    ) in text
    assert "chờ từ thứ Tư 18/11/2026 thiếu: Giấy khai sinh bản sao" in text
    assert "hẹn thứ Năm 19/11/2026 có kết quả từ thứ Năm 19/11/2026" in text


def test_the_first_stop_of_the_tab_key_is_a_new_request(desk: dict[str, Request], as_user: Login) -> None:
    page = first_page(as_user("clerk"))
    main = page[page.index("<main") :]
    first = re.search(r"<(a|button|input|select|textarea)\b[^>]*>", main)
    assert first is not None
    assert 'href="/requests/accept/"' in first.group()
    assert 'accesskey="n"' in first.group()
    search = main[main.index('role="search"') - 80 :]
    assert 'action="/requests/find/"' in search
    assert 'name="q"' in search


def test_a_clerk_without_anything_due_is_told_so(world: World, calendar: None, as_user: Login) -> None:
    assert "Không có hồ sơ nào đến hạn" in first_page(as_user("clerk"))


def test_the_next_working_day_is_told_even_where_the_calendar_ends(
    desk: dict[str, Request], as_user: Login, world: World
) -> None:
    CalendarYear.objects.filter(year__gte=2027).delete()
    Request.objects.filter(pk=desk["sau đó"].pk).update(due_on=date(2027, 1, 1))
    with time_machine.travel(moment("2026-12-31 09:00"), tick=False):
        assert "Ngày làm việc tiếp theo 1 " in words(first_page(as_user("clerk")))


def test_who_decides_sees_the_same_groups_beside_the_other_sections(desk: dict[str, Request], as_user: Login) -> None:
    with time_machine.travel(TODAY, tick=False):
        for who in ("principal", "deputy"):
            text = words(first_page(as_user(who)))
            places = [text.index(f"{heading} (1)") for heading in GROUPS]
            assert places == sorted(places)
            assert "Việc làm được" in text
            assert desk["Quá hạn"].code in text


def test_a_clerk_with_another_role_keeps_the_page_with_all_sections(world: World, as_user: Login) -> None:
    appoint(person=world.users["clerk"].person, unit=world.school, role=Role.DEPUTY, valid_from=LONG_AGO)
    assert "Việc làm được" in first_page(as_user("clerk"))


def test_a_clerk_of_two_schools_reads_which_one(desk: dict[str, Request], world: World, as_user: Login) -> None:
    appoint(person=world.users["clerk"].person, unit=world.sister, role=Role.CLERK, valid_from=LONG_AGO)
    other = add_request(world.sister, moment("2026-11-16 10:00"))
    with time_machine.travel(TODAY, tick=False):
        text = words(first_page(as_user("clerk")))
    assert f"{other.code} Nguyễn Văn Con Rút học bạ Trường THCS Hòa Bình" in text
    with time_machine.travel(TODAY, tick=False):
        assert other.code not in first_page(as_user("principal"))


def test_a_long_group_names_the_rest_and_leads_to_the_list(
    desk: dict[str, Request], world: World, as_user: Login
) -> None:
    for number in range(MOST + 3):
        add_request(world.school, moment("2026-11-09 08:00") + timedelta(minutes=number))
    with time_machine.travel(TODAY, tick=False):
        clerk, principal = first_page(as_user("clerk")), first_page(as_user("principal"))
    assert 'href="/requests/?state=late&amp;order=due">Còn 4 hồ sơ nữa trong nhóm này' in clerk
    assert f"Còn {MOST + 1} hồ sơ nữa trong nhóm này" in principal


@time_machine.travel(JUNE + timedelta(hours=4), tick=False)
def test_a_list_that_is_not_handed_out_is_one_line_of_what_is_due(world: World, calendar: None, as_user: Login) -> None:
    clerk = as_user("clerk")
    assert "Danh sách chưa trả xong" not in first_page(clerk)
    pupils = graduates(world, 34)
    batch = make(world, pupils[:3])
    give(world, lines(batch)[0])
    page = first_page(clerk)
    assert ("Danh sách chưa trả xong 1 1/3 Bằng khóa 2025, lớp 9A1 Rút bằng tốt nghiệp còn 2 người chưa nhận") in words(
        page
    )
    assert f'href="{reverse("procedures.batch.read", args=[batch.pk])}"' in page
    assert "Danh sách chưa trả xong (1)" in words(first_page(as_user("principal")))
    assert "Danh sách chưa trả xong" not in first_page(as_user("sister_clerk"))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            first_page(clerk)
        return len(queries)

    few = asked()
    for pupil in pupils[3:]:
        make(world, [pupil])
    assert asked() == few
    assert "Còn 29 danh sách nữa" in first_page(as_user("principal"))
    for row in lines(batch)[1:]:
        give(world, row)
    assert "Danh sách chưa trả xong 31 " in words(first_page(clerk))


def test_the_menu_marks_one_line_and_opens_what_belongs_to_it(as_user: Callable[[str], Client]) -> None:
    client = as_user("principal")
    first = client.get("/").content.decode()
    assert "Phân công ký thay" not in first
    register = client.get("/requests/").content.decode()
    assert "Phân công ký thay" in register
    assert marked(client, "procedures.transfer.on_the_way") == [reverse("procedures.transfer.on_the_way")]


@pytest.mark.parametrize(
    ("page", "entry"),
    [
        ("documents.series.list", "documents.issue.list"),
        ("documents.copy.keep", "documents.issue.list"),
        ("documents.issue.list", "documents.issue.list"),
        ("documents.signature.check", "documents.signature.check"),
    ],
)
def test_a_page_with_another_address_is_marked_where_it_belongs(
    page: str, entry: str, as_user: Callable[[str], Client]
) -> None:
    assert marked(as_user("principal"), page) == [reverse(entry)]


def marked(client: Client, page: str) -> list[str]:
    """The lines of the menu that say «you are here»."""
    sidebar = client.get(reverse(page)).content.decode().partition('class="sidebar"')[2].partition("</nav>")[0]
    return re.findall(r'href="([^"]+)" aria-current="page"', sidebar)


def test_an_entry_stands_by_itself_for_who_may_not_follow_the_one_above(as_user: Callable[[str], Client]) -> None:
    page = as_user("admin").get("/").content.decode()
    assert "Phân công ký thay" in page
    assert 'href="/requests/"' not in page
