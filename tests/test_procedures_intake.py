"""The intake and the way to a request by its code, as addresses: what each step shows, asks and refuses."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procedures.actions.intake import Application, MaybeDuplicate, accept_request
from procedures.actions.work import return_request as give_back
from procedures.actions.work import solve_request
from procedures.enums import Channel, Entry, Relation
from procedures.models import ProcedureVersion, Request
from procedures.rules.codes import short_code
from pupils.actions import PupilData, add_pupil
from pupils.models import Pupil
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import local_date
from schooladmin.units.models import Unit
from schooladmin.units.scope import opened
from tests.factory import World, moment

NOW = moment("2026-11-20 10:00")
TODAY = local_date(NOW)
pytestmark = pytest.mark.usefixtures("calendar", "at_the_counter")
Login = Callable[[str], Client]
INTAKE = "/requests/accept/"


@pytest.fixture
def at_the_counter() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def enter(world: World, name: str = "Nguyễn Mạnh Anh", unit: Unit | None = None, **known: Any) -> Pupil:
    unit = unit or world.school
    who = "clerk" if unit == world.school else "sister_clerk"
    data = PupilData(full_name=name, **{"class_name": "8A1", "birth_date": date(2012, 12, 5), **known})
    with opened(world.scope(who, TODAY)) as scope:
        return add_pupil(actor=scope, unit_id=unit.pk, data=data, at=NOW, confirmed=True)


def application(**changes: Any) -> Application:
    details: dict[str, Any] = {
        "procedure": "RUT-HOC-BA",
        "channel": Channel.DIRECT,
        "applicant_name": "Trần Thị Hoa",
        "applicant_phone": "0912345678",
        "relation": Relation.PARENT,
        "pupil_name": "Nguyễn Mạnh Anh",
        "received_at": NOW,
    }
    return Application(**{**details, **changes})


def accept(world: World, who: str = "clerk", at: Any = NOW, **changes: Any) -> Request:
    unit = world.sister if who.startswith("sister") else world.school
    with opened(world.scope(who, local_date(at))) as scope:
        wanted = application(received_at=at, **changes)
        return accept_request(actor=scope, unit_id=unit.pk, application=wanted, at=at)


def finish(world: World, row: Request, at: Any) -> None:
    with opened(world.scope("principal", local_date(at))) as scope:
        solve_request(actor=scope, request_id=row.pk, at=at)
        give_back(actor=scope, request_id=row.pk, at=at)


def form(world: World, code: str = "RUT-HOC-BA", **changes: Any) -> dict[str, Any]:
    version = ProcedureVersion.objects.valid_on(TODAY).get(procedure__code=code)
    return {
        "mutation_id": str(uuid4()),
        "unit": world.school.pk,
        "pupil_name": "Nguyễn Mạnh Anh",
        "applicant_name": "Trần Thị Hoa",
        "relation": "parent",
        "applicant_phone": "0912345678",
        "channel": "direct",
        "received_at": "2026-11-20T10:00",
        "components": list(version.components.values_list("pk", flat=True)),
        **changes,
    }


def address(code: str = "RUT-HOC-BA") -> str:
    return f"{INTAKE}?procedure={code}"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def requests_of(world: World) -> list[Request]:
    with opened(world.scope("clerk", TODAY)):
        return list(Request.objects.order_by("pk"))


# --- Steps --------------------------------------------------------------------------------------------------------


def test_the_search_tells_pupils_of_one_name_apart(as_user: Login, world: World) -> None:
    enter(world, guardian_name="Trần Thị Hoa")
    enter(world, class_name="8A2", birth_date=date(2012, 3, 9), guardian_name="Lê Thị Lan")
    enter(world, unit=world.sister, class_name="9C")
    page = text(as_user("clerk").get(INTAKE, {"q": "nmanh"}))
    assert "<html" in page
    for words in ("lớp 8A1", "sinh 05/12/2012", "phụ huynh Trần Thị Hoa", "lớp 8A2", "phụ huynh Lê Thị Lan"):
        assert words in page
    assert "lớp 9C" not in page  # two signs alone may stand in the page's random token
    assert "không có em nào khớp" in text(as_user("clerk").get(INTAKE, {"q": "xyz"}))


@pytest.mark.parametrize(("target", "inside"), [("found", "lớp 8A1"), ("intake-screen", "Tìm học sinh")])
def test_a_step_is_swapped_without_its_page(as_user: Login, world: World, target: str, inside: str) -> None:
    enter(world)
    page = text(as_user("clerk").get(INTAKE, {"q": "nmanh"}, headers={"HX-Request": "true", "HX-Target": target}))
    assert inside in page
    assert "<html" not in page


def test_a_pupil_of_another_school_is_nobody_here(as_user: Login, world: World) -> None:
    stranger = enter(world, unit=world.sister)
    assert as_user("clerk").get(INTAKE, {"pupil": stranger.pk}).status_code == 404
    answer = as_user("clerk").post(address(), form(world, pupil=stranger.pk))
    assert answer.status_code == 404
    assert requests_of(world) == []


def test_what_the_register_knows_is_not_typed_again(as_user: Login, world: World) -> None:
    pupil = enter(world, guardian_name="Trần Thị Hoa", guardian_phone="0987654321")
    client = as_user("clerk")
    page = text(client.get(f"{INTAKE}?pupil={pupil.pk}&procedure=RUT-HOC-BA"))
    assert 'name="pupil_name"' not in page
    assert "0987654321" in page
    client.post(address(), form(world, pupil=pupil.pk, pupil_name="Tên Giả Mạo"))
    (row,) = requests_of(world)
    assert (row.pupil_id, row.pupil_name, row.pupil_class) == (pupil.pk, "Nguyễn Mạnh Anh", "8A1")


@pytest.mark.parametrize(
    ("code", "asked", "not_asked"),
    [
        ("CHUYEN-LOP", {"wanted_class"}, {"other_school", "route", "graduation_year", "ready"}),
        ("CHUYEN-DEN", {"other_school", "route"}, {"wanted_class", "graduation_year", "ready"}),
        ("RUT-BANG", {"graduation_year", "ready"}, {"wanted_class", "other_school", "route"}),
    ],
)
def test_each_procedure_asks_its_own(
    as_user: Login, world: World, code: str, asked: set[str], not_asked: set[str]
) -> None:
    page = text(as_user("clerk").get(address(code)))
    assert {name for name in asked | not_asked if f'name="{name}"' in page} == asked


def test_a_missing_paper_does_not_send_anybody_away(as_user: Login, world: World) -> None:
    sent = form(world, missing_note="bản có dấu")
    missing = sent["components"].pop()
    page = text(as_user("clerk").post(address(), sent, follow=True))
    (row,) = requests_of(world)
    assert row.state == "paused"
    assert "chờ bổ sung" in page
    assert "bản có dấu" in page
    with opened(world.scope("clerk", TODAY)):
        assert row.components.get(component_id=missing).asked_in_id is not None


def test_a_result_that_lies_ready_goes_out_in_the_same_step(as_user: Login, world: World) -> None:
    page = text(as_user("clerk").post(address(), form(world, ready="on", result_note="Số 12"), follow=True))
    (row,) = requests_of(world)
    assert (row.state, row.result_note) == ("returned", "Số 12")
    assert "trả kết quả ngay" in page


def test_ready_with_a_missing_paper_is_refused_with_everything_kept(as_user: Login, world: World) -> None:
    sent = form(world, ready="on", result_note="Số 12")
    sent["components"].pop()
    answer = as_user("clerk").post(address(), sent)
    assert answer.status_code == 422
    assert "chưa trả kết quả ngay được" in text(answer)
    assert "Số 12" in text(answer)
    assert requests_of(world) == []


def test_the_holder_need_not_write_the_own_name_twice(as_user: Login, world: World) -> None:
    client = as_user("clerk")
    assert client.post(address(), form(world, applicant_name="")).status_code == 422
    client.post(address(), form(world, applicant_name="", relation="self"))
    (row,) = requests_of(world)
    assert row.applicant_name == "Nguyễn Mạnh Anh"


# --- The register of pupils -----------------------------------------------------------------------------------------


def pupils_of(world: World) -> list[Pupil]:
    with opened(world.scope("clerk", TODAY)):
        return list(Pupil.objects.all())


def test_an_unknown_pupil_is_entered_only_if_wanted(as_user: Login, world: World) -> None:
    client = as_user("clerk")
    client.post(address(), form(world))
    assert pupils_of(world) == []
    client.post(address(), form(world, pupil_name="Hà Thị Mới", pupil_class="9B", add_pupil="on"))
    (pupil,) = pupils_of(world)
    assert (pupil.full_name, pupil.class_name, pupil.guardian_name) == ("Hà Thị Mới", "9B", "Trần Thị Hoa")
    assert requests_of(world)[-1].pupil_id == pupil.pk


def test_an_old_graduate_is_entered_as_one(as_user: Login, world: World) -> None:
    sent = form(world, "RUT-BANG", graduation_year="2013", add_pupil="on", relation="self", pupil_birth_date="05121998")
    as_user("clerk").post(address("RUT-BANG"), sent)
    (pupil,) = pupils_of(world)
    assert (pupil.status, pupil.graduation_year, pupil.birth_date) == ("graduated", 2013, date(1998, 12, 5))
    assert pupil.guardian_name == ""


def test_a_pupil_who_is_there_is_not_entered_twice(as_user: Login, world: World) -> None:
    enter(world)
    answer = as_user("clerk").post(address(), form(world, pupil_birth_date="05/12/2012", add_pupil="on"))
    assert answer.status_code == 422
    assert "Danh sách đã có học sinh" in text(answer)
    assert requests_of(world) == []


# --- The same matter twice -------------------------------------------------------------------------------------------


def test_a_second_request_is_shown_beside_the_form_and_asked_about(as_user: Login, world: World) -> None:
    pupil, client = enter(world), as_user("clerk")
    first = accept(world, pupil_id=pupil.pk)
    page = text(client.get(f"{INTAKE}?pupil={pupil.pk}&procedure=RUT-HOC-BA"))
    assert first.code in page
    assert 'name="confirmed_duplicate"' in page
    sent = form(world, pupil=pupil.pk)
    answer = client.post(address(), sent)
    assert answer.status_code == 422
    for words in (first.code, "20/11/2026 10:00", "Đang giải quyết", "Trần Thị Hoa"):
        assert words in text(answer)
    assert len(requests_of(world)) == 1
    assert client.post(address(), {**sent, "confirmed_duplicate": "on"}).status_code == 302
    assert len(requests_of(world)) == 2


@pytest.mark.parametrize(
    ("changes", "is_asked"),
    [
        ({}, True),
        ({"pupil_name": "NGUYEN  MANH  ANH"}, True),
        ({"pupil_birth_date": date(2012, 12, 5)}, True),
        ({"pupil_birth_date": date(2012, 12, 6)}, False),
        ({"pupil_name": "Nguyễn Mạnh Anh Em"}, False),
        ({"procedure": "CHUYEN-DI"}, False),
        ({"entry": Entry.OFFLINE}, False),
        ({"confirmed_duplicate": True}, False),
    ],
)
def test_who_counts_as_the_same(world: World, changes: dict[str, Any], is_asked: bool) -> None:
    accept(world, pupil_birth_date=None if not changes else date(2012, 12, 5))
    if not is_asked:
        accept(world, **changes)
        return
    with pytest.raises(MaybeDuplicate) as caught:
        accept(world, **changes)
    assert (caught.value.code, caught.value.field) == ("maybe-duplicate", "confirmed_duplicate")


def test_two_pupils_of_one_name_are_not_one(world: World) -> None:
    one, other = enter(world), enter(world, class_name="8A2")
    accept(world, pupil_id=one.pk)
    accept(world, pupil_id=other.pk)
    with pytest.raises(MaybeDuplicate):
        accept(world, pupil_id=one.pk, pupil_name="Tên đã cải chính")


@pytest.mark.parametrize(("days", "is_asked"), [(29, True), (31, False)])
def test_an_ended_request_is_remembered_for_a_month(world: World, days: int, is_asked: bool) -> None:
    before = NOW - timedelta(days=days)
    finish(world, accept(world, at=before), before + timedelta(minutes=1))
    if is_asked:
        with pytest.raises(Refusal, match="đã có hồ sơ cùng thủ tục"):
            accept(world)
    else:
        accept(world)


# --- Straight to a request -------------------------------------------------------------------------------------------


def find(client: Client, typed: str) -> Any:
    return client.get(reverse("procedures.request.find"), {"q": typed})


def test_a_code_in_any_spelling_and_the_address_of_the_receipt_open_the_request(as_user: Login, world: World) -> None:
    row, client = accept(world), as_user("clerk")
    spellings = [
        row.code,
        row.code.lower(),
        row.code.replace("-", ""),
        short_code(row.code),
        short_code(row.code).replace("-", " "),
        f" {row.code} ",
        f"https://truong.example.vn/ho-so/{row.public_token}",
        f"https://truong.example.vn/ho-so/{row.public_token}/?x=1",
    ]
    for typed in spellings:
        answer = find(client, typed)
        assert answer.status_code == 302, typed
        assert answer["Location"] == reverse("procedures.request.read", args=[row.pk])


def test_a_wrong_sign_is_said_at_once_and_an_unknown_code_politely(as_user: Login, world: World) -> None:
    row, client = accept(world), as_user("clerk")
    wrong = row.code[:-1] + ("A" if row.code[-1] != "A" else "B")
    for typed in (wrong, short_code(wrong), row.code.replace("-00001-", "-0O001-")):
        answer = find(client, typed)
        assert answer.status_code == 422, typed
        assert "Mã gõ sai một ký tự" in text(answer)
        assert typed in text(answer)
    other = accept(world, "sister_clerk")
    for typed in (f"https://truong.example.vn/ho-so/{other.public_token}", "https://truong.example.vn/ho-so/"):
        answer = find(client, typed)
        assert answer.status_code == 404
        assert "Không có hồ sơ nào" in text(answer)


def test_a_name_goes_on_to_the_list_and_nothing_shows_the_box(as_user: Login, world: World) -> None:
    client = as_user("clerk")
    answer = find(client, "nguyễn mạnh")
    assert answer["Location"].startswith(reverse("procedures.request.list") + "?q=")
    assert 'id="find-q"' in text(find(client, "  "))


def test_an_officer_opens_what_lies_below_and_nothing_else(as_user: Login, world: World) -> None:
    row = accept(world)
    url = reverse("procedures.request.read", args=[row.pk])
    assert find(as_user("officer"), row.code)["Location"] == url
    for typed in (row.code, f"https://truong.example.vn/ho-so/{row.public_token}"):
        assert find(as_user("other_officer"), typed).get("Location") != url


# --- Pages ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["search", "form", "accepted", "find"])
def test_the_number_of_queries_stays(as_user: Login, world: World, which: str) -> None:
    client, pupil = as_user("clerk"), enter(world)
    row = accept(world, pupil_id=pupil.pk)
    addresses: dict[str, tuple[str, dict[str, Any]]] = {
        "search": (INTAKE, {"q": "nmanh"}),
        "form": (INTAKE, {"pupil": pupil.pk, "procedure": "RUT-HOC-BA"}),
        "accepted": (reverse("procedures.request.accepted", args=[row.pk]), {}),
        "find": (reverse("procedures.request.find"), {"q": row.code}),
    }
    path, query = addresses[which]

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(path, query).status_code in (200, 302)
        return len(caught)

    queries()
    alone = queries()
    for _number in range(30):
        enter(world)
        accept(world, pupil_id=pupil.pk, confirmed_duplicate=True)
    assert queries() == alone


def test_the_step_that_was_come_for_stands_first_and_open(as_user: Login, world: World) -> None:
    row = accept(world)
    url = reverse("procedures.request.read", args=[row.pk])
    assert as_user("clerk").get(url).context["steps"][0]["verb"] == "procedures.request.pause"
    steps = as_user("principal").get(url).context["steps"]
    assert (steps[0]["verb"], steps[0]["is_open"]) == ("procedures.request.solve", True)
    assert [step["is_main"] for step in steps] == [True] + [False] * (len(steps) - 1)
