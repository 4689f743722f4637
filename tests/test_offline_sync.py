"""Devices without a network, at the door that they sync through."""

import itertools
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from procedures.enums import Entry, State
from procedures.models import CodeBlock, CodeSequence, Device, OfflineEntry, Request
from procedures.queries.requests import events_of
from procedures.rules.codes import request_code
from schooladmin.calendars.actions import set_day
from schooladmin.calendars.enums import DayKind, DayState
from schooladmin.units.scope import opened, system
from tests.desk import receive
from tests.factory import World, moment
from tests.offline import BACK, CUT, Machine, machine

pytestmark = pytest.mark.usefixtures("calendar", "everything")
Login = Callable[[str], Client]


@pytest.fixture
def everything() -> Any:
    """Tests look at all rows; the pages open the scope of who asks."""
    with opened(system(CUT.date(), "test")), time_machine.travel(BACK, tick=False):
        yield


def results(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.content
    return list(answer.json()["results"])


def statuses(answer: Any) -> list[str]:
    return [row["status"] for row in results(answer)]


def only(answer: Any) -> dict[str, Any]:
    (row,) = results(answer)
    return row


def test_two_devices_forty_intakes_any_order_twice(world: World, as_user: Login) -> None:
    first, second = machine(world.school, "Quầy 1"), machine(world.school, "Quầy 2")
    counter = receive(world.school, at=CUT)  # meanwhile the counter of the other building has a network
    printed = [(one, [one.entry(nth, CUT + timedelta(minutes=nth)) for nth in range(20)]) for one in (first, second)]
    client = as_user("clerk")
    for one, entries in [*reversed(printed), *printed]:
        one.send(client, list(reversed(entries)))
        one.send(client, entries)
    for one, entries in printed:
        assert statuses(one.send(client, entries)) == ["already"] * 20
        for entry in entries:
            row = Request.objects.get(mutation_id=entry["mutation_id"])
            assert row.code == request_code(world.school.code, entry["year"], entry["number"])
            assert row.public_token == entry["token"]
            assert row.due_on.isoformat() == row.original_due.isoformat() == entry["due"]
            assert row.entry == Entry.OFFLINE
    codes = list(Request.objects.values_list("code", flat=True))
    assert len(codes) == len(set(codes)) == 41
    assert counter.code in codes
    assert receive(world.school, at=BACK).code not in codes


def test_blocks_never_overlap_and_are_topped_up(world: World, as_user: Login) -> None:
    one, two = machine(world.school), machine(world.school, "Quầy 2")
    client = as_user("clerk")
    answer = one.send(client, [one.entry(nth) for nth in range(10)])
    assert [(row["first"], row["last"]) for row in answer.json()["blocks"]] == [(1, 20)]
    answer = one.send(client, [one.entry(10)])
    assert [(row["first"], row["last"], row["used"]) for row in answer.json()["blocks"]] == [
        (1, 20, list(range(1, 12))),
        (41, 60, []),
    ]
    assert [(row.first, row.last) for row in two.blocks()] == [(21, 40)]
    numbers = [
        number for row in CodeBlock.objects.filter(unit=world.school) for number in range(row.first, row.last + 1)
    ]
    assert len(numbers) == len(set(numbers))
    assert receive(world.school, at=BACK).code == request_code(world.school.code, 2026, 61)


def test_what_is_not_this_devices_number(world: World, as_user: Login) -> None:
    one, two = machine(world.school), machine(world.school, "Quầy 2")
    client = as_user("clerk")
    foreign = one.entry(0, number=two.blocks()[0].first)
    beyond = one.entry(0, number=999)
    assert [only(one.send(client, [entry]))["code"] for entry in (foreign, beyond)] == ["number-not-reserved"] * 2
    used = one.entry(0)
    assert statuses(one.send(client, [used])) == ["accepted"]
    assert only(one.send(client, [one.entry(0)]))["code"] == "number-used"
    assert only(one.send(client, [one.entry(1, mutation_id=used["mutation_id"])]))["code"] == "entry-other-number"
    assert only(one.send(client, [one.entry(2, token=used["token"])]))["code"] == "token-used"
    assert Request.objects.count() == 1
    assert list(OfflineEntry.objects.values_list("number", flat=True)) == [used["number"]]


def test_a_refused_number_stays_bound_and_is_corrected(world: World, as_user: Login) -> None:
    one, client = machine(world.school), as_user("clerk")
    entry = one.entry(0, applicant_phone="12")
    refused = only(one.send(client, [entry]))
    assert (refused["status"], refused["code"], refused["field"]) == ("refused", "phone-wrong", "applicant_phone")
    assert refused["words"].startswith("Số điện thoại chưa đúng")
    assert only(one.send(client, [one.entry(0)]))["code"] == "number-used"
    assert "1 số đã in chưa vào sổ" in client.get(reverse("procedures.device.list")).content.decode()
    entry["applicant_phone"] = "0912345678"
    accepted = only(one.send(client, [entry]))
    assert (accepted["status"], accepted["request"]) == ("accepted", request_code(world.school.code, 2026, 1))
    assert not OfflineEntry.objects.get().refusal


@pytest.mark.parametrize(
    ("received", "code"),
    [
        (BACK + timedelta(days=2), "received-in-future"),
        (BACK + timedelta(minutes=6), "received-in-future"),
        (BACK - timedelta(days=31), "received-too-old"),
        (moment("2025-12-31 10:00"), "number-of-another-year"),
    ],
)
def test_a_wrong_clock_is_said_and_kept(world: World, as_user: Login, received: Any, code: str) -> None:
    one, client = machine(world.school), as_user("clerk")
    refused = only(one.send(client, [one.entry(0, received_at=received.isoformat(), due="2026-11-27")]))
    assert (refused["status"], refused["field"]) == ("refused", "received_at")
    assert refused["code"] in (code, "promise-wrong")
    assert refused["words"]
    assert not Request.objects.exists()
    entry = OfflineEntry.objects.get()
    assert (entry.number, entry.request) == (1, None)


def test_a_clock_a_little_fast_is_no_fault(world: World, as_user: Login) -> None:
    one, client = machine(world.school), as_user("clerk")
    entry = one.entry(0, BACK + timedelta(minutes=4))
    assert statuses(one.send(client, [entry])) == ["accepted"]
    assert Request.objects.get().received_at == BACK


@pytest.mark.parametrize("due", ["2026-11-19", "2027-08-01", "never"])
def test_a_promise_that_cannot_be_is_refused(world: World, as_user: Login, due: str) -> None:
    one, client = machine(world.school), as_user("clerk")
    assert statuses(one.send(client, [one.entry(0, due=due)])) == ["refused"]
    assert not Request.objects.exists()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_holiday_announced_meanwhile_is_not_silent(world: World, as_user: Login, language: str) -> None:
    one, client = machine(world.school), as_user("clerk")
    client.cookies["django_language"] = language  # what is kept with the record does not follow the reader
    entry = one.entry(0)
    set_day(
        day=date(2026, 11, 25), kind=DayKind.HOLIDAY, name="Nghỉ lũ", basis="CV 1", state=DayState.CONFIRMED, at=CUT
    )
    answer = only(one.send(client, [entry]))
    row = Request.objects.get()
    assert answer["moved"] is True
    assert row.original_due.isoformat() == entry["due"]
    assert row.due_on > row.original_due
    (event,) = events_of(row)
    assert "Tiếp nhận khi mất mạng trên máy «Quầy 1»" in event.note
    assert f"Giấy hẹn đã in ghi ngày {row.original_due:%d/%m/%Y}" in event.note
    assert f"{row.due_on:%d/%m/%Y}" in event.note


def test_a_later_promise_that_was_printed_is_kept(world: World, as_user: Login) -> None:
    one, client = machine(world.school), as_user("clerk")
    assert statuses(one.send(client, [one.entry(0, due="2026-12-04")])) == ["accepted"]
    row = Request.objects.get()
    assert row.original_due == row.due_on == date(2026, 12, 4)


def test_missing_papers_wait(world: World, as_user: Login) -> None:
    one, client = machine(world.school), as_user("clerk")
    assert statuses(one.send(client, [one.entry(0, components=[])])) == ["accepted"]
    assert Request.objects.get().state == State.PAUSED


def test_a_cut_over_new_year(world: World, as_user: Login) -> None:
    with time_machine.travel(moment("2026-12-20 09:00"), tick=False):
        one = machine(world.school, at=moment("2026-12-20 09:00"))
    assert [(row.year, row.first, row.last) for row in one.blocks()] == [(2026, 1, 20), (2027, 1, 20)]
    with time_machine.travel(moment("2027-01-05 09:00"), tick=False):
        client = as_user("clerk")
        entries = [one.entry(0, moment("2026-12-31 16:00")), one.entry(0, moment("2027-01-04 08:00"))]
        assert statuses(one.send(client, entries)) == ["accepted"] * 2
    assert sorted(Request.objects.values_list("code", flat=True)) == sorted(
        request_code(world.school.code, year, 1) for year in (2026, 2027)
    )
    assert CodeSequence.objects.get(unit=world.school, year=2027).last == 20


def test_a_revoked_device_sends_nothing_more(world: World, as_user: Login) -> None:
    one, client = machine(world.school), as_user("clerk")
    assert statuses(one.send(client, [one.entry(0)])) == ["accepted"]
    client.post(reverse("procedures.device.revoke", args=[one.device.pk]))
    answer = one.send(client, [one.entry(1)])
    assert answer.status_code == 409
    assert answer.json()["code"] == "device-revoked"
    assert "Hồ sơ vẫn còn trên máy" in answer.json()["refused"]
    assert Request.objects.count() == 1


def test_who_may_send(world: World, as_user: Login) -> None:
    one = machine(world.school)
    entry = one.entry(0)
    assert one.send(Client(), [entry]).status_code == 302  # a session that ran out
    assert one.send(as_user("teacher"), [entry]).status_code == 403
    clerk = as_user("clerk")
    assert one.send(clerk, [entry], secret="x" * 43).json()["code"] == "device-unknown"
    assert one.send(as_user("sister_clerk"), [entry]).json()["code"] == "device-unknown"
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.users["clerk"])
    assert one.send(strict, [entry]).status_code == 403
    assert not Request.objects.exists()


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"device": "1", "secret": 2, "entries": 3}'])
def test_what_cannot_be_read_is_refused(world: World, as_user: Login, body: str) -> None:
    answer = as_user("clerk").post(reverse("procedures.offline.sync"), body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "unreadable")


def test_one_wrong_entry_does_not_stop_the_others(world: World, as_user: Login) -> None:
    one, client = machine(world.school), as_user("clerk")
    odd = [None, 7, {}, {"mutation_id": "x" * 900}, one.entry(3, components=["a"]), one.entry(4, components={"a": 1})]
    answer = one.send(client, [one.entry(0), *odd, one.entry(1)])
    assert statuses(answer) == ["accepted", *itertools.repeat("refused", len(odd)), "accepted"]


def test_registering_twice_is_one_device(world: World, as_user: Login) -> None:
    client = as_user("clerk")
    form = {"mutation_id": "0d5c0b52-2f5a-4a3e-8a55-52b2c5b6a001", "unit": world.school.pk, "name": "Quầy 1"}
    pages = [client.post(reverse("procedures.device.register"), form) for _time in range(2)]
    assert [page.status_code for page in pages] == [200, 200]
    assert "no-store" in pages[0]["Cache-Control"]
    device = Device.objects.get()
    assert device.created_by == "Đỗ Thị Văn Thư"
    assert Machine(device, pages[0].context["secret"]).send(client, []).json()["code"] == "device-unknown"
    blocks = Machine(device, pages[1].context["secret"]).send(client, []).json()["blocks"]
    assert [(row["first"], row["last"]) for row in blocks] == [(1, 20)]
    assert client.post(reverse("procedures.device.register"), {**form, "name": " "}).status_code == 422


def test_the_list_of_devices_asks_as_much_for_thirty(world: World, as_user: Login) -> None:
    client, address = as_user("clerk"), reverse("procedures.device.list")
    machine(world.school)
    client.get(address)
    asked = []
    for more in (0, 29):
        for number in range(more):
            machine(world.school, f"Quầy {number + 2}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_the_pack_names_no_pupil(world: World, as_user: Login) -> None:
    receive(world.school, "Trần Thị Bí Mật", at=CUT)
    one = machine(world.school)
    answer = as_user("clerk").get(reverse("procedures.offline.pack", args=[one.device.pk]))
    assert "Bí Mật" not in answer.content.decode()
    pack = answer.json()["pack"]
    assert pack["valid_until"] == "2027-01-19"
    assert pack["unit"]["code"] == world.school.code
    assert {row["code"] for row in pack["procedures"]} >= {"CHUYEN-DI"}


def test_the_worker_keeps_one_page(client: Client) -> None:
    answer = client.get("/offline-sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert reverse("procedures.offline") in answer.content.decode()
    assert "worker-src 'self'" in answer["Content-Security-Policy"]


def test_the_installed_page_has_icons(client: Client) -> None:
    manifest = client.get(reverse("procedures.offline.manifest")).json()
    purposes: dict[str, set[int]] = {}
    for icon in manifest["icons"]:
        found = finders.find(icon["src"].removeprefix(settings.STATIC_URL))
        assert found, icon
        if icon["type"] == "image/png":
            with Image.open(found) as picture:
                assert f"{picture.width}x{picture.height}" == icon["sizes"]
                assert picture.format == "PNG"
                # Cut into any shape a maskable icon still has colour at its corners; the other one is round there.
                corner = picture.convert("RGBA").getpixel((0, 0))
                assert isinstance(corner, tuple)
                assert (corner[3] == 255) == (icon["purpose"] == "maskable")
                purposes.setdefault(icon["purpose"], set()).add(picture.width)
    assert purposes == {"any": {192, 512}, "maskable": {192, 512}}
