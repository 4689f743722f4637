"""Paper instead of a network: pads, keying slips in, revoked devices, void numbers, and the gaps in the book."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from procedures.enums import Entry, State
from procedures.models import CodeBlock, Device, OfflineEntry, Request
from procedures.offline.gaps import gaps_of
from procedures.offline.pad_paper import pad_document
from procedures.offline.pads import Slip, reserve_pad, slips_of
from procedures.papers.book import book_of
from procedures.queries.catalogue import promise_for, version_on
from procedures.queries.requests import events_of
from procedures.rules.codes import request_code, short_code
from schooladmin.audit.models import AuditEntry
from schooladmin.calendars.queries import work_calendar
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import Period
from schooladmin.documents import tree
from schooladmin.documents.profiles import Profile
from schooladmin.documents.writers.pdf import write_pdf
from schooladmin.jobs.models import Job
from schooladmin.units.scope import opened, system
from tests.desk import receive
from tests.factory import World, moment
from tests.offline import BACK, CUT, machine, papers_of

pytestmark = pytest.mark.usefixtures("calendar", "everything")
Login = Callable[[str], Client]
PRINTED = moment("2026-11-16 09:00")


@pytest.fixture
def everything() -> Any:
    """Tests look at all rows; the pages open the scope of who asks."""
    with opened(system(CUT.date(), "test")), time_machine.travel(BACK, tick=False):
        yield


def pad_in(world: World, slips: int = 10, year: int = 2026, at: datetime = PRINTED) -> Device:
    with opened(system(at.date(), "Đỗ Thị Văn Thư")) as root:
        return reserve_pad(actor=root, unit_id=world.school.pk, slips=slips, year=year, at=at, mutation_id=uuid.uuid4())


def written(world: World, slip: Slip | str, at: datetime = CUT, **more: Any) -> dict[str, Any]:
    """What a clerk types of a slip."""
    version = version_on("CHUYEN-DI", CUT.date())
    return {
        "mutation_id": str(uuid.uuid4()),
        "unit": world.school.pk,
        "code": slip if isinstance(slip, str) else slip.code,
        "received_at": f"{at:%Y-%m-%dT%H:%M}",
        "due": f"{promise_for(version, None, at, (), work_calendar()).due:%d/%m/%Y}",
        "pupil_name": "Nguyễn Văn Ánh",
        "pupil_class": "8A",
        "relation": "parent",
        "applicant_name": "Nguyễn Thị Mẹ",
        "applicant_phone": "0912345678",
        "components": papers_of(version),
        **more,
    }


def key(client: Client, data: dict[str, Any]) -> Any:
    return client.post(f"{reverse('procedures.pad.key')}?procedure=CHUYEN-DI", data)


def asked(client: Client, world: World, code: str) -> Any:
    query = {"unit": str(world.school.pk), "code": code, "procedure": "CHUYEN-DI"}
    return client.get(reverse("procedures.pad.key"), query)


def said(answer: Any) -> str:
    return str(answer.content.decode())


def text_of(document: tree.Document) -> str:
    return "\n".join(document.texts())


def pdf(document: tree.Document, profile: Profile, path: Path) -> PdfReader:
    """Write the paper; it must be valid PDF/UA."""
    write_pdf(document, profile, path)
    return PdfReader(path)


# The pad --------------------------------------------------------------------------------------------------------------


def test_a_pad_takes_its_numbers_out_of_the_sequence(world: World, as_user: Login) -> None:
    form = {"mutation_id": str(uuid.uuid4()), "unit": world.school.pk, "slips": 20, "year": 2026}
    client = as_user("clerk")
    answers = [client.post(reverse("procedures.pad.reserve"), form) for _time in range(2)]
    pad = Device.objects.get()
    assert [answer.headers["Location"] for answer in answers] == [reverse("procedures.pad.read", args=[pad.pk])] * 2
    slips = slips_of(pad)
    assert [slip.number for slip in slips] == list(range(1, 21))
    assert slips[6].code == request_code(world.school.code, 2026, 7)
    assert len({slip.token for slip in slips}) == 20
    assert machine(world.school).blocks()[0].first == 21
    assert receive(world.school, at=BACK).code == request_code(world.school.code, 2026, 41)
    assert list(AuditEntry.objects.filter(verb="procedures.pad.reserve").values_list("actor_label", flat=True)) == [
        "Đỗ Thị Văn Thư"
    ]


@pytest.mark.parametrize("wrong", [{"slips": 7}, {"slips": ""}, {"year": 2027}, {"mutation_id": "x"}])
def test_a_pad_that_cannot_be(world: World, as_user: Login, wrong: dict[str, Any]) -> None:
    form = {"mutation_id": str(uuid.uuid4()), "unit": world.school.pk, "slips": 20, "year": 2026, **wrong}
    assert as_user("clerk").post(reverse("procedures.pad.reserve"), form).status_code == 422
    assert not CodeBlock.objects.exists()


def test_what_is_printed_is_checked_by_the_action_too(world: World) -> None:
    for slips, year in ((11, 2026), (10, 2027)):
        with pytest.raises(Refusal):
            pad_in(world, slips, year)
    assert pad_in(world, year=2027, at=moment("2026-12-10 09:00")).name == "Tập phiếu in ngày 10/12/2026"


def test_the_printed_pad_says_codes_and_promises(world: World, tmp_path: Path) -> None:
    pad = pad_in(world)
    document, form = pad_document(pad, "https://truong.example.vn", CUT.date())
    promises, slips = [block for block in document.blocks if isinstance(block, tree.Table)]
    rows = {row[0]: row[1:] for row in promises.rows}
    assert len(rows) == 30
    version = version_on("CHUYEN-DI", CUT.date())
    days = next(term.working_days for term in version.terms.all())
    column = next(i for i, one in enumerate(promises.columns[1:]) if one.label == f"{days:02d} ngày làm việc")
    for row, at in (("thứ Sáu, ngày 20/11/2026", CUT), ("thứ Tư, ngày 02/12/2026", moment("2026-12-02 08:00"))):
        assert rows[row][column] == f"{promise_for(version, None, at, (), work_calendar()).due:%d/%m/%Y}"
    assert sum(column.share for column in promises.columns) == 100
    assert version.procedure.name in promises.note
    assert [row[2] for row in slips.rows] == [slip.code.removeprefix(f"{world.school.code}-") for slip in slips_of(pad)]
    assert all(
        code.data.endswith(slip.token + "/") or code.data.endswith(slip.token)
        for code, slip in zip(slips.codes, slips_of(pad), strict=True)
    )
    made = pdf(document, form, tmp_path / "pad.pdf")
    assert len(made.pages) == 5  # two with the promises, four slips on each other one
    assert "Học sinh, lớp" in text_of(document)


def test_a_second_print_leaves_settled_slips_out(world: World, as_user: Login) -> None:
    pad = pad_in(world)
    first, second, *_rest = slips_of(pad)
    client = as_user("clerk")
    key(client, written(world, first))
    page = said(client.get(reverse("procedures.pad.print", args=[pad.pk])))
    assert short_code(first.code) not in page
    assert short_code(second.code) in page
    assert client.get(reverse("procedures.pad.file", args=[pad.pk])).status_code == 302
    client.post(reverse("procedures.pad.publish", args=[pad.pk]))
    assert Job.objects.get(kind="procedures.pad_pdf").payload["pad_id"] == pad.pk


# Keying in ------------------------------------------------------------------------------------------------------------


def test_a_slip_is_keyed_in_under_its_code(world: World, as_user: Login) -> None:
    slip = slips_of(pad_in(world))[3]
    client = as_user("clerk")
    first = asked(client, world, slip.code.lower())
    assert slip.code in said(first)
    at = moment("2026-11-17 10:05")
    answer = key(client, written(world, slip, at))
    row = Request.objects.get()
    assert answer.url == f"{reverse('procedures.pad.key')}?done={row.pk}"
    assert slip.code in said(client.get(answer.url))
    assert (row.code, row.public_token, row.received_at, row.entry) == (slip.code, slip.token, at, Entry.OFFLINE)
    assert row.original_due == row.due_on
    (event,) = events_of(row)
    assert event.note == "Nhập từ phiếu giấy: Tập phiếu in ngày 16/11/2026."
    assert OfflineEntry.objects.get().decided_by == "Đỗ Thị Văn Thư"


def test_keyed_twice_says_so(world: World, as_user: Login) -> None:
    one, two, *_rest = slips_of(pad_in(world))
    client = as_user("clerk")
    data = written(world, one)
    key(client, data)
    row = Request.objects.get()
    again = [
        key(client, data),
        key(client, written(world, one, pupil_name="Người Khác")),
        key(client, {**data, "code": two.code}),
    ]
    again.append(asked(client, world, one.code))
    for answer in again:
        assert answer.status_code == 409
        assert f"Phiếu {row.code} đã nhập vào sổ rồi" in said(answer)
        assert reverse("procedures.request.read", args=[row.pk]) in said(answer)
    assert Request.objects.count() == OfflineEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"code": "26-00001-0"}, "ký tự cuối không khớp"),
        ({"code": "bừa"}, "ký tự cuối không khớp"),
        ({"received_at": "2026-11-16T08:59"}, "Số này cấp lúc 09:00 16/11/2026"),
        ({"received_at": "2026-11-21T10:00"}, "nằm trong tương lai"),
        ({"received_at": "2026-10-01T10:00", "due": ""}, "Số này cấp lúc"),
        ({"due": "19/11/2026"}, "không khớp ngày tiếp nhận"),
        ({"due": "19/11/2027"}, "không khớp ngày tiếp nhận"),
        ({"applicant_phone": "12"}, "Số điện thoại chưa đúng"),
    ],
)
def test_what_cannot_stand_on_a_slip(world: World, as_user: Login, more: dict[str, Any], words: str) -> None:
    slip = slips_of(pad_in(world))[0]
    answer = key(as_user("clerk"), written(world, slip, **more))
    assert answer.status_code == 422
    assert words in said(answer)
    assert "Nguyễn Văn Ánh" in said(answer)
    assert not Request.objects.exists()


def test_a_number_of_no_paper(world: World, as_user: Login) -> None:
    pad_in(world)
    other = request_code(world.school.code, 2026, 77)
    answer = key(as_user("clerk"), written(world, other))
    assert "không thuộc tập phiếu hay máy nào" in said(answer)
    foreign = slips_of(pad_in(replace(world, school=world.sister)))[0]
    assert "ký tự cuối không khớp" in said(key(as_user("clerk"), written(world, foreign)))
    assert not Request.objects.exists()


def test_a_slip_older_than_a_month(world: World, as_user: Login) -> None:
    slip = slips_of(pad_in(world))[0]
    with time_machine.travel(moment("2027-01-20 09:00"), tick=False):
        assert key(as_user("clerk"), written(world, slip)).status_code == 302
    assert Request.objects.get().received_at == CUT


def test_last_years_slip_in_the_new_year_keeps_its_code(world: World, as_user: Login) -> None:
    slip = slips_of(pad_in(world))[0]
    at = moment("2027-01-04 08:00")
    with time_machine.travel(moment("2027-01-05 09:00"), tick=False):
        client = as_user("clerk")
        assert key(client, written(world, slip, at)).status_code == 302
        assert receive(world.school, at=moment("2027-01-05 09:00")).code == request_code(world.school.code, 2027, 1)
    row = Request.objects.get(code=slip.code)
    assert (row.received_at, row.code) == (at, request_code(world.school.code, 2026, 1))


def test_a_slip_without_a_date_and_one_that_waits(world: World, as_user: Login) -> None:
    one, two, three, *_rest = slips_of(pad_in(world))
    client = as_user("clerk")
    key(client, written(world, one, due=""))
    key(client, written(world, two, due="", components=[]))
    key(client, written(world, three, due="07/12/2026"))
    open_, paused, later = Request.objects.order_by("code")
    assert open_.due_on == open_.original_due > CUT.date()
    assert paused.state == State.PAUSED
    assert later.due_on == later.original_due == date(2026, 12, 7)


def test_keying_checks_the_right(world: World, as_user: Login) -> None:
    slip = slips_of(pad_in(world))[0]
    assert key(as_user("teacher"), written(world, slip)).status_code == 403
    assert key(as_user("sister_clerk"), written(world, slip)).status_code == 422
    assert as_user("clerk").post(f"{reverse('procedures.pad.key')}?procedure=KHONG-CO", {}).status_code == 404
    assert not Request.objects.exists()


# Revoked devices ------------------------------------------------------------------------------------------------------


def test_a_device_found_again_sends_what_it_holds(world: World, as_user: Login) -> None:
    one = machine(world.school)
    entries = [one.entry(nth) for nth in range(3)]
    clerk, principal = as_user("clerk"), as_user("principal")
    clerk.post(reverse("procedures.device.revoke", args=[one.device.pk]))
    assert one.send(clerk, entries).json()["code"] == "device-revoked"
    readmit = reverse("procedures.device.readmit", args=[one.device.pk])
    assert readmit not in said(clerk.get(reverse("procedures.device.list")))
    assert clerk.post(readmit).status_code == 403
    assert readmit in said(principal.get(reverse("procedures.device.list")))
    for _time in range(2):
        principal.post(readmit)
    assert [row["status"] for row in one.send(clerk, entries).json()["results"]] == ["accepted"] * 3
    assert [row["status"] for row in one.send(clerk, entries).json()["results"]] == ["already"] * 3
    assert sorted(Request.objects.values_list("code", flat=True)) == [
        request_code(world.school.code, 2026, number) for number in (1, 2, 3)
    ]
    (trail,) = AuditEntry.objects.filter(verb="procedures.device.readmit")
    assert trail.changes["revoked"][0].endswith("Đỗ Thị Văn Thư")


def test_what_came_too_late_is_decided_by_a_person(world: World, as_user: Login) -> None:
    one = machine(world.school)
    entries = [one.entry(0), one.entry(1, applicant_phone="12")]
    with time_machine.travel(BACK + timedelta(days=40), tick=False):
        client = as_user("clerk")
        results = one.send(client, entries).json()["results"]
        assert [row["code"] for row in results] == ["received-too-old"] * 2
        page = said(client.get(reverse("procedures.offline.undecided")))
        codes = [request_code(world.school.code, 2026, number) for number in (1, 2)]
        assert all(code in page for code in codes)
        assert "30 ngày gần đây" in page
        assert "2 số đã in chưa vào sổ" in said(client.get(reverse("procedures.device.list")))
        form = asked(client, world, codes[0])
        assert f"{date.fromisoformat(entries[0]['due']):%d/%m/%Y}" in said(form)
        key(client, written(world, codes[0]))
        client.post(
            reverse("procedures.number.void"), {"unit": world.school.pk, "code": codes[1], "reason": "Phụ huynh rút"}
        )
        again = one.send(client, entries).json()["results"]
        assert [row["status"] for row in again] == ["already", "refused"]
        assert again[1]["code"] == "number-void"
        assert "Phụ huynh rút" in again[1]["words"]
        assert "Không còn số nào" in said(client.get(reverse("procedures.offline.undecided")))
    row = Request.objects.get()
    assert (row.code, row.received_at, row.public_token) == (codes[0], CUT, entries[0]["token"])


def test_a_receipt_of_a_lost_device(world: World, as_user: Login) -> None:
    one, client = machine(world.school), as_user("clerk")
    entry, other = one.entry(0), one.entry(1, pupil_name="Trần Thị Bình")
    code = request_code(world.school.code, 2026, 1)
    assert "hồ sơ tự gửi về khi máy có mạng" in said(key(client, written(world, code)))
    client.post(reverse("procedures.device.revoke", args=[one.device.pk]))
    assert key(client, written(world, code)).status_code == 302
    as_user("principal").post(reverse("procedures.device.readmit", args=[one.device.pk]))
    # The device is found after all: what was keyed in is not taken twice, the rest comes in.
    assert [row["status"] for row in one.send(client, [entry, other]).json()["results"]] == ["already", "accepted"]
    strange = one.entry(0, pupil_name="Không Phải Em Ấy")
    assert one.send(client, [strange]).json()["results"][0]["code"] == "number-used"
    assert Request.objects.count() == 2


def test_last_years_block_in_the_new_year_is_said_and_kept(world: World, as_user: Login) -> None:
    one = machine(world.school)
    at = moment("2027-01-04 08:00")
    with time_machine.travel(moment("2027-01-05 09:00"), tick=False):
        client = as_user("clerk")
        entry = one.entry(0, received_at=at.isoformat(), due="2027-01-11")
        (refused,) = one.send(client, [entry]).json()["results"]
        assert refused["code"] == "number-of-another-year"
        code = request_code(world.school.code, 2026, 1)
        assert code in said(client.get(reverse("procedures.offline.undecided")))
        assert key(client, written(world, code, at)).status_code == 302
        assert one.send(client, [entry]).json()["results"][0]["status"] == "already"
    assert Request.objects.get().code == code


# Void numbers and the book --------------------------------------------------------------------------------------------


def void(client: Client, world: World, code: str, reason: str = "Viết hỏng") -> Any:
    return client.post(reverse("procedures.number.void"), {"unit": world.school.pk, "code": code, "reason": reason})


def test_a_spoilt_slip_is_declared_void_with_a_reason(world: World, as_user: Login) -> None:
    one, two, three, *_rest = slips_of(pad_in(world))
    client = as_user("clerk")
    assert void(client, world, one.code, " ").status_code == 422
    for _time in range(2):
        assert void(client, world, one.code).status_code == 302
    entry = OfflineEntry.objects.get()
    assert (entry.number, entry.refusal, entry.decided_by) == (1, "Viết hỏng", "Đỗ Thị Văn Thư")
    assert AuditEntry.objects.filter(verb="procedures.number.void").count() == 1
    key(client, written(world, two))
    answer = void(client, world, two.code)
    assert answer.status_code == 422
    assert "đã nhập vào sổ rồi" in said(answer)
    active = machine(world.school)
    answer = void(client, world, request_code(world.school.code, 2026, active.blocks()[0].first))
    assert "đang dùng" in said(answer)
    refused = key(client, written(world, one))
    assert (refused.status_code, Request.objects.count()) == (422, 1)
    assert "đã khai hủy ngày 20/11/2026: Viết hỏng" in said(refused)
    assert 'name="despite_void"' in said(refused)
    assert key(client, written(world, one, despite_void="on")).status_code == 302
    assert Request.objects.filter(code=one.code).exists()
    assert OfflineEntry.objects.get(number=1).voided_at is None
    assert void(as_user("teacher"), world, three.code).status_code == 403


def test_the_book_names_every_number_without_a_request(world: World, as_user: Login, tmp_path: Path) -> None:
    pad, lost, used = pad_in(world), machine(world.school, "Quầy 2"), machine(world.school, "Quầy 1")
    client = as_user("clerk")
    slips = slips_of(pad)
    key(client, written(world, slips[1]))
    void(client, world, slips[4].code)
    used.send(client, [used.entry(0), used.entry(2, applicant_phone="1")])
    client.post(reverse("procedures.device.revoke", args=[lost.device.pk]))
    period = Period(date(2026, 10, 1), date(2027, 1, 1))
    gaps = gaps_of(world.school.pk, period)
    assert [(gap.span, gap.given_to, gap.why.split(":")[0]) for gap in gaps] == [
        ("26-00001", pad.name, "Phiếu giấy chưa dùng hoặc chưa nhập"),
        ("26-00003 đến 26-00004", pad.name, "Phiếu giấy chưa dùng hoặc chưa nhập"),
        ("26-00005", pad.name, "Hủy ngày 20/11/2026"),
        ("26-00006 đến 26-00010", pad.name, "Phiếu giấy chưa dùng hoặc chưa nhập"),
        ("26-00011 đến 26-00030", "Quầy 2", "Chưa dùng hoặc chưa gửi về; máy thu hồi ngày 20/11/2026"),
        ("26-00032", "Quầy 1", "Chưa dùng hoặc chưa gửi về"),
        ("26-00033", "Quầy 1", "Đã in giấy hẹn, chưa vào sổ"),
        ("26-00034 đến 26-00050", "Quầy 1", "Chưa dùng hoặc chưa gửi về"),
    ]
    counter = receive(world.school, at=BACK)
    numbers = {number for gap in gaps for number in range(gap.first, gap.last + 1)}
    numbers |= {int(code.split("-")[-2]) for code in Request.objects.values_list("code", flat=True)}
    assert numbers == set(range(1, int(counter.code.split("-")[-2]) + 1))
    with opened(world.scope("clerk", CUT.date())) as scope:
        document, form = book_of(scope, world.school.pk, period)
    text = text_of(document)
    assert "Số 26-00011 đến 26-00030" in text
    assert "Hủy ngày 20/11/2026: Viết hỏng (Đỗ Thị Văn Thư)" in text
    assert "Cộng: 48 số chưa có hồ sơ" in text
    assert len(pdf(document, form, tmp_path / "07.pdf").pages) <= 2


def test_the_book_of_another_time_is_silent(world: World) -> None:
    pad_in(world)
    assert gaps_of(world.school.pk, Period(date(2026, 7, 1), date(2026, 10, 1))) == []
    assert gaps_of(world.school.pk, Period(date(2027, 1, 1), date(2027, 4, 1))) == []
    assert gaps_of(world.sister.pk, Period(date(2026, 10, 1), date(2027, 1, 1))) == []
    assert len(gaps_of(world.school.pk, Period(date(2026, 12, 1), date(2027, 1, 1)))) == 1


@pytest.mark.parametrize("name", ["procedures.pad.list", "procedures.offline.undecided"])
def test_the_lists_ask_as_much_for_thirty(world: World, as_user: Login, name: str) -> None:
    client, address = as_user("clerk"), reverse(name)
    one = machine(world.school)
    asked = []
    for more in (1, 29):
        for nth in range(more):
            pad_in(world)
            OfflineEntry.objects.create(
                unit=world.school, device=one.device, year=2026, number=900 + more + nth, mutation_id=uuid.uuid4(),
                seen_at=BACK, refusal="Số điện thoại chưa đúng.",
            )  # fmt: skip
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_the_page_of_a_pad(world: World, as_user: Login) -> None:
    assert "Chưa có tập phiếu nào" in said(as_user("clerk").get(reverse("procedures.pad.list")))
    pad = pad_in(world)
    one, two, *_rest = slips_of(pad)
    client = as_user("clerk")
    key(client, written(world, one))
    void(client, world, two.code)
    page = said(client.get(reverse("procedures.pad.read", args=[pad.pk])))
    assert "10 phiếu, 2 đã xong" in page
    assert "Đã vào sổ" in page
    assert "Viết hỏng" in page
    # A pad is no device: it sends nothing and is not revoked.
    assert pad.name not in said(client.get(reverse("procedures.device.list")))
    assert client.post(reverse("procedures.device.revoke", args=[pad.pk])).status_code == 404
    assert client.get(reverse("procedures.offline.pack", args=[pad.pk])).status_code == 404
