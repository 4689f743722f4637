"""The pages of the counter, through the browser's door."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procedures.actions.intake import Application, accept_request
from procedures.actions.work import pause_request, solve_request
from procedures.enums import Channel, Relation
from procedures.models import ProcedureVersion, Request
from procedures.rules.transitions import TRANSITIONS
from schooladmin.core.periods import local_date
from schooladmin.units.models import Unit
from schooladmin.units.scope import opened, system
from tests.factory import World, moment

NOW = moment("2026-11-20 10:00")
pytestmark = pytest.mark.usefixtures("calendar", "at_the_counter")
Login = Callable[[str], Client]


@pytest.fixture
def at_the_counter() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def accept(unit: Unit, at: datetime = NOW, **changes: Any) -> Request:
    details = {
        "procedure": "CHUYEN-DI",
        "channel": Channel.DIRECT,
        "applicant_name": "Nguyễn Thị Mẹ",
        "applicant_phone": "0912345678",
        "relation": Relation.PARENT,
        "pupil_name": "Nguyễn Văn Ánh",
        "received_at": at,
    }
    with opened(system(local_date(at), "Hệ thống")) as root:
        application = Application(**{**details, **changes})
        return accept_request(actor=root, unit_id=unit.pk, application=application, at=at)


def papers(code: str) -> list[int]:
    version = ProcedureVersion.objects.valid_on(local_date(NOW)).get(procedure__code=code)
    return list(version.components.values_list("pk", flat=True))


def intake(world: World, code: str = "CHUYEN-DI", **changes: Any) -> dict[str, Any]:
    return {
        "mutation_id": str(uuid4()),
        "unit": world.school.pk,
        "pupil_name": "Đinh Thị Út",
        "pupil_birth_date": "2012-03-04",
        "pupil_class": "8A2",
        "applicant_name": "Đinh Văn Cha",
        "relation": "parent",
        "applicant_phone": "0912 345 678",
        "channel": "direct",
        "received_at": "2026-11-20T10:00",
        "components": papers(code),
        **changes,
    }


def address(code: str = "CHUYEN-DI") -> str:
    return f"{reverse('procedures.request.accept')}?procedure={code}"


def text(answer: Any) -> str:
    return str(answer.content.decode())


# --- Intake -------------------------------------------------------------------------------------------------------


def test_the_clerk_chooses_a_procedure_of_today(as_user: Login) -> None:
    page = text(as_user("clerk").get(reverse("procedures.request.accept"), {"hand": "1"}))
    assert "Xác nhận hoàn thành chương trình trung học cơ sở" in page
    assert "Trong tỉnh: 5 ngày làm việc" in page


def test_the_form_shows_checklist_and_promise(as_user: Login) -> None:
    page = text(as_user("clerk").get(address()))
    assert "Bảng tổng hợp kết quả rèn luyện và học tập" in page
    assert "thứ Năm 26/11/2026" in page


def test_a_request_is_received_and_shown(as_user: Login, world: World) -> None:
    answer = as_user("clerk").post(address(), intake(world), follow=True)
    assert "Đã tiếp nhận hồ sơ" in text(answer)
    assert "THCS-A-26-00001-" in text(answer)
    assert "Đinh Thị Út" in text(answer)
    assert "24/11 (Ngày Văn hóa Việt Nam)" in text(answer)


def test_sending_the_form_twice_makes_one_request(as_user: Login, world: World) -> None:
    client, form = as_user("clerk"), intake(world)
    first, second = client.post(address(), form), client.post(address(), form)
    assert first["Location"] == second["Location"]
    with opened(world.scope("clerk")):
        assert Request.objects.count() == 1


@pytest.mark.parametrize(
    ("code", "changes", "words"),
    [
        ("CHUYEN-DI", {"applicant_phone": "12345"}, "Số điện thoại chưa đúng"),
        ("CHUYEN-DI", {"received_at": "2026-11-20T10:05"}, "trong tương lai"),
        ("CHUYEN-DI", {"received_at": "2026-10-01T10:00"}, "30 ngày"),
        ("CHUYEN-DI", {"received_at": "hôm qua"}, "Tiếp nhận lúc"),
        ("CHUYEN-DI", {"components": ["999999"]}, "Thành phần hồ sơ đã đổi"),
        ("CHUYEN-DI", {"relation": "hàng xóm"}, "Quan hệ với học sinh"),
        ("RUT-BANG", {"graduation_year": "2026"}, "tốt nghiệp đến năm 2025"),
        ("XAC-NHAN-THCS", {"received_at": "2025-12-31T10:00"}, "31/12/2025"),
        ("CHUYEN-DEN", {"route": "sao-hoa"}, "Tuyến"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    as_user: Login, world: World, code: str, changes: dict[str, Any], words: str
) -> None:
    answer = as_user("clerk").post(address(code), intake(world, code, **changes))
    assert answer.status_code == 422
    assert words in text(answer)
    assert "Đinh Thị Út" in text(answer)
    with opened(world.scope("clerk")):
        assert not Request.objects.exists()


def test_an_unknown_procedure_is_said_in_words(as_user: Login) -> None:
    answer = as_user("clerk").get(address("KHONG-CO"))
    assert answer.status_code == 409
    assert "Không có thủ tục mang mã «KHONG-CO»" in text(answer)


def test_the_promise_shows_without_javascript(as_user: Login, world: World) -> None:
    form = intake(world, "CHUYEN-DEN", route="other_province", preview="1")
    page = text(as_user("clerk").post(address("CHUYEN-DEN"), form))
    assert "thứ Năm 03/12/2026" in page
    with opened(world.scope("clerk")):
        assert not Request.objects.exists()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"procedure": "CHUYEN-DEN", "route": "in_province", "received_at": "2026-11-20T10:00"}, "30/11/2026"),
        ({"procedure": "CHUYEN-DEN", "received_at": "2026-11-20T10:00"}, "trong tỉnh hoặc ngoài tỉnh"),
        ({"procedure": "XAC-NHAN-THCS", "received_at": "2025-01-02T10:00"}, "02/01/2025"),
        ({"procedure": "KHONG-CO"}, "Không có thủ tục"),
        ({"procedure": "BAN-SAO", "received_at": "???"}, "20/11/2026"),
    ],
)
def test_the_live_promise_always_answers(as_user: Login, query: dict[str, str], words: str) -> None:
    answer = as_user("clerk").get(reverse("procedures.request.promise"), query)
    assert answer.status_code == 200
    assert words in text(answer)


def test_another_schools_unit_cannot_be_chosen(as_user: Login, world: World) -> None:
    answer = as_user("clerk").post(address(), intake(world, unit=world.sister.pk))
    assert answer.status_code == 422
    with opened(world.scope("sister_clerk")):
        assert not Request.objects.exists()


# --- Who sees what ------------------------------------------------------------------------------------------------

READERS = {"principal", "deputy", "clerk", "school_auditor", "officer", "head", "auditor", "department_officer"}
INSIDERS = READERS | {"teacher", "party_secretary", "admin", "party_officer"}


@pytest.mark.parametrize(
    "who", sorted(INSIDERS | {"sister_principal", "foreign_principal", "other_officer", "foreign_clerk"})
)
def test_who_reads_a_request(as_user: Login, world: World, who: str) -> None:
    request = accept(world.school)
    expected = 200 if who in READERS else 403 if who in INSIDERS else 404
    assert as_user(who).get(reverse("procedures.request.read", args=[request.pk])).status_code == expected


def test_a_list_shows_only_the_own_schools(as_user: Login, world: World) -> None:
    request = accept(world.school)
    for who, seen in (("clerk", True), ("officer", True), ("sister_clerk", False), ("other_officer", False)):
        answer = as_user(who).get(reverse("procedures.request.list"))
        assert answer.status_code == 200
        assert (request.code in text(answer)) is seen, who
    assert as_user("teacher").get(reverse("procedures.request.list")).status_code == 403


@pytest.mark.parametrize("verb", [verb for verb, step in TRANSITIONS.items() if step.sources])
def test_steps_are_for_those_who_hold_them_and_by_post(as_user: Login, world: World, verb: str) -> None:
    request = accept(world.school)
    url, form = reverse(verb, args=[request.pk]), {"lock_version": 1, "note": "lý do"}
    assert as_user("teacher").post(url, form).status_code == 403
    assert as_user("officer").post(url, form).status_code == 403
    assert as_user("sister_principal").post(url, form).status_code == 404
    assert as_user("principal").get(url).status_code == 405
    assert Client().post(url, form).status_code == 302
    assert Client().get(reverse("procedures.request.list"))["Location"].startswith(reverse("account_login"))


# --- Work ---------------------------------------------------------------------------------------------------------


def test_the_way_of_a_request_through_the_pages(as_user: Login, world: World) -> None:
    request, clerk, principal = accept(world.school), as_user("clerk"), as_user("principal")

    def step(client: Client, name: str, version: int, note: str = "") -> str:
        url = reverse(f"procedures.request.{name}", args=[request.pk])
        return text(client.post(url, {"lock_version": version, "note": note}, follow=True))

    assert "Thiếu đơn" in step(clerk, "pause", 1, "Thiếu đơn")
    assert "được giải quyết tiếp" in step(clerk, "resume", 2)
    assert "đã có kết quả" in step(principal, "solve", 3, "QĐ 12")
    page = step(clerk, "return", 4, "Mẹ nhận")
    assert "Đã trả kết quả" in page
    assert "Việc tiếp theo" not in page


def test_a_clerk_is_offered_only_what_a_clerk_may(as_user: Login, world: World) -> None:
    url = reverse("procedures.request.read", args=[accept(world.school).pk])
    assert "Xác nhận có kết quả" not in text(as_user("clerk").get(url))
    assert "Xác nhận có kết quả" in text(as_user("deputy").get(url))
    assert "Việc tiếp theo" not in text(as_user("officer").get(url))


def test_a_missing_reason_is_asked_for_beside_its_field(as_user: Login, world: World) -> None:
    url = reverse("procedures.request.refuse", args=[accept(world.school).pk])
    answer = as_user("principal").post(url, {"lock_version": 1, "note": "  "})
    assert answer.status_code == 422
    assert "Hãy ghi lý do." in text(answer)


def test_the_second_of_two_people_is_told_and_overwrites_nothing(as_user: Login, world: World) -> None:
    request = accept(world.school)
    with opened(world.scope("clerk")) as clerk:
        pause_request(actor=clerk, request_id=request.pk, at=NOW, note="Thiếu đơn", seen_version=1)
    url = reverse("procedures.request.solve", args=[request.pk])
    answer = as_user("principal").post(url, {"lock_version": 1, "note": "Quyết định số 12"})
    assert answer.status_code == 409
    assert "vừa được xử lý ở nơi khác" in text(answer)
    assert "Quyết định số 12" in text(answer)
    with opened(world.scope("clerk")):
        assert Request.objects.get(pk=request.pk).state == "paused"


def test_a_paused_request_is_never_late(as_user: Login, world: World) -> None:
    request = accept(world.school, NOW - timedelta(days=14))
    with opened(world.scope("clerk")) as clerk:
        pause_request(actor=clerk, request_id=request.pk, at=NOW - timedelta(days=13), note="Thiếu đơn")
    page = text(as_user("clerk").get(reverse("procedures.request.read", args=[request.pk])))
    assert "Đang chờ bổ sung, chưa tính hạn" in page
    assert "state-late" not in page
    late = as_user("clerk").get(reverse("procedures.request.list"), {"state": "late"})
    assert request.code not in text(late)


def test_lateness_is_said_in_working_days(as_user: Login, world: World) -> None:
    request = accept(world.school, moment("2026-11-12 09:00"))
    page = text(as_user("clerk").get(reverse("procedures.request.read", args=[request.pk])))
    assert request.due_on == date(2026, 11, 17)
    assert "trễ 3 ngày làm việc" in page


# --- List ---------------------------------------------------------------------------------------------------------


def listed(client: Client, **query: str) -> list[str]:
    answer = client.get(reverse("procedures.request.list"), query)
    assert answer.status_code == 200
    return [row.code for row in answer.context["rows"]]


def test_the_list_is_searched_and_filtered(as_user: Login, world: World) -> None:
    client = as_user("clerk")
    anh = accept(world.school, moment("2026-11-12 09:00"), pupil_name="Nguyễn Văn Ánh").code
    ut = accept(world.school, moment("2026-11-19 09:00"), pupil_name="Đinh Thị Út", procedure="RUT-HOC-BA").code
    assert listed(client) == [ut, anh]
    assert listed(client, q="dinh ut") == [ut]
    assert listed(client, q="nva") == [anh]
    assert listed(client, q=anh.lower()) == [anh]
    assert listed(client, state="late") == [anh]
    assert listed(client, state="unfinished", order="due") == [anh, ut]
    assert listed(client, procedure="RUT-HOC-BA") == [ut]
    assert listed(client, order="pupil") == [anh, ut]
    assert listed(client, quarter="2026-Q4") == [ut, anh]
    assert listed(client, quarter="2026-Q3") == []
    assert listed(client, **{"from": "2026-11-12", "to": "2026-11-18"}) == [anh]
    assert listed(client, quarter="2026-Q4", count="late") == [anh]


def test_a_result_after_the_promised_day_is_found(as_user: Login, world: World) -> None:
    late = accept(world.school, moment("2026-11-09 09:00"))
    with opened(world.scope("principal")) as principal:
        solve_request(actor=principal, request_id=late.pk, at=NOW)
    assert listed(as_user("clerk"), state="late_result") == [late.code]
    assert listed(as_user("clerk"), state="late") == []


@pytest.mark.parametrize(
    "query",
    [
        {"state": "mất"},
        {"procedure": "KHONG-CO"},
        {"unit": "THCS-Z"},
        {"quarter": "2026-Q5"},
        {"count": "x", "quarter": "2026-Q3"},
        {"from": "2026-11-12"},
        {"from": "2026-11-12", "to": "2026-11-01"},
    ],
)
def test_an_unknown_filter_is_refused_never_read_as_none(as_user: Login, world: World, query: dict[str, str]) -> None:
    request = accept(world.school)
    answer = as_user("clerk").get(reverse("procedures.request.list"), query)
    assert answer.status_code == 422
    assert request.code not in text(answer)


def test_an_empty_list_says_what_to_do(as_user: Login) -> None:
    assert "Tiếp nhận hồ sơ đầu tiên" in text(as_user("clerk").get(reverse("procedures.request.list")))
    assert "khi nhà trường tiếp nhận" in text(as_user("officer").get(reverse("procedures.request.list")))


def test_long_lists_have_pages_that_keep_the_filter(as_user: Login, world: World) -> None:
    for _number in range(51):
        accept(world.school)
    answer = as_user("clerk").get(reverse("procedures.request.list"), {"state": "open", "page": "2"})
    assert len(answer.context["rows"]) == 1
    assert "state=open&amp;page=1" in text(answer)


@pytest.mark.parametrize("name", ["procedures.request.list", "procedures.request.read"])
def test_the_number_of_queries_stays(as_user: Login, world: World, name: str) -> None:
    client = as_user("officer")
    request = accept(world.school)
    arguments = [request.pk] if name.endswith("read") else []

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse(name, args=arguments)).status_code == 200
        return len(caught)

    queries()
    alone = queries()
    for number in range(30):
        accept(world.school if number % 2 else world.sister)
    assert queries() == alone


def test_the_menu_leads_to_the_register(as_user: Login) -> None:
    link = f'href="{reverse("procedures.request.list")}"'
    assert link in text(as_user("clerk").get(reverse("procedures.request.list")))
    assert as_user("teacher").get(reverse("procedures.request.accept")).status_code == 403
