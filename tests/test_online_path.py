"""A guest's request from the first save to the public status page, and what the counter does on the way."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from procedures.enums import Channel, Entry, State
from procedures.models import Request, RequestComponent, Submission, SubmissionPhoto
from procedures.models.online import SubmissionKind, SubmissionState
from procedures.queries.catalogue import version_on
from pupils.actions import PupilData, add_pupil
from pupils.models import Pupil
from schooladmin.audit.models import AuditEntry
from schooladmin.core.periods import local_date
from schooladmin.notices.models import Notice
from schooladmin.units.models import Unit
from schooladmin.units.scope import opened, system
from tests.factory import World, moment

NOW = moment("2026-11-20 10:00")
PROCEDURE = "CHUYEN-DI"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
TYPED = {
    "pupil_name": "Nguyễn Văn Con",
    "pupil_birth_date": "05/12/2012",
    "pupil_class": "8A1",
    "other_school": "THCS Hòa Bình, xã Sơn Lam",
    "route": "in_province",
    "applicant_name": "Lê Thị Mẹ",
    "relation": "parent",
    "applicant_phone": "0912 345 678",
}
pytestmark = pytest.mark.usefixtures("calendar", "world", "today")


@pytest.fixture
def today(settings: Any, tmp_path: Path) -> Iterator[None]:
    cache.clear()
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=False):
        yield


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), colour: str = "red", **options: Any) -> bytes:
    content = BytesIO()
    Image.new("RGB", size, colour).save(content, kind, **options)
    return content.getvalue()


def upload(content: bytes | None = None, name: str = "giay.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if content is None else content)


def papers() -> list[int]:
    return [row.pk for row in version_on(PROCEDURE, local_date(NOW)).components.all()]


def text(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


class Guest:
    """A browser of a family, with the link that it was given."""

    def __init__(self, school: str = "THCS-A", **extra: Any) -> None:
        self.client, self.school, self.extra = Client(**extra), school, extra
        self.address = ""

    def begin(self, do: str = "save", /, **changes: Any) -> Any:
        sent = {"thu-tuc": PROCEDURE, "mutation_id": str(uuid4()), **TYPED, "do": do, **changes}
        answer = self.client.post(reverse("public.submission.start", args=[self.school]), sent)
        if answer.status_code == 303:
            self.address = answer["Location"].partition("?")[0]
        elif b'id="address"' in answer.content:
            self.address = "/ho-so/nop/" + text(answer).partition("/ho-so/nop/")[2].partition('"')[0]
        return answer

    def send(self, do: str = "request", /, **changes: Any) -> Any:
        return self.client.post(self.address, {**TYPED, "do": do, **changes})

    def look(self) -> Any:
        return self.client.get(self.address)

    @property
    def row(self) -> Submission:
        return Submission._base_manager.select_related("request").order_by("-pk")[0]


def photos_of(row: Submission) -> list[SubmissionPhoto]:
    return list(SubmissionPhoto._base_manager.filter(submission=row).order_by("pk"))


def files() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def sent_guest(kind: str = "request", **changes: Any) -> Guest:
    guest = Guest()
    photos: dict[str, Any] = {
        f"paper-{pk}": upload(picture(colour=colour)) for pk, colour in zip(papers(), ["red", "blue"], strict=False)
    }
    guest.begin(kind, **photos, **changes)
    assert guest.row.state == SubmissionState.SENT
    return guest


def decide(client: Client, row: Submission, verb: str, **sent: Any) -> Any:
    return client.post(
        reverse(f"procedures.submission.{verb}", args=[row.pk]), {"lock_version": row.lock_version, **sent}
    )


# --- The whole path -----------------------------------------------------------------------------------------------


def test_from_the_first_save_to_the_public_page(as_user: Callable[[str], Client]) -> None:
    guest, clerk = Guest(), as_user("clerk")
    first, second = papers()[:2]
    answer = guest.begin("save", applicant_phone="", pupil_birth_date="hôm qua")
    assert answer.status_code == 303  # a draft is kept as it is
    page = text(guest.look())
    assert "hôm qua" in page
    assert "Nguyễn Văn Con" in page
    assert guest.address in page  # the link, to copy
    assert reverse("public.submission.read", args=["x"])[:-2] in page
    # A pre-check with what is wrong is refused, and nothing of it is lost.
    answer = guest.send("precheck", applicant_phone="0912", **{f"paper-{first}": upload()})
    assert answer.status_code == 422
    assert "Số điện thoại chưa đúng" in text(answer)
    assert "giay.jpg" in text(answer)
    assert guest.row.typed["applicant_phone"] == "0912"
    assert guest.send("precheck").status_code == 303
    assert guest.row.kind == SubmissionKind.PRECHECK
    assert "nhà trường đang xem" in text(guest.look())
    # The clerk is told without a name, sees the photo and says what is missing.
    notice = Notice._base_manager.get()
    assert "Con" not in str((notice.msgid, notice.params))
    listed = text(clerk.get(reverse("procedures.submission.list")))
    assert "Nguyễn Văn Con" in listed
    read = clerk.get(reverse("procedures.submission.read", args=[guest.row.pk]))
    photo = photos_of(guest.row)[0]
    assert reverse("procedures.submission.photo", args=[guest.row.pk, photo.pk]) in text(read)
    answer = decide(clerk, guest.row, "answer", do="missing", present=[first], words="Chụp lại học bạ, mất góc.")
    assert answer.status_code == 302
    assert Notice._base_manager.filter(closed_at__isnull=True).count() == 0
    page = text(guest.look())
    assert "còn thiếu giấy tờ" in page
    assert "Chụp lại học bạ, mất góc." in page
    # The family adds a photo and hands in; the clerk takes it in for a pupil of the register.
    assert guest.send("request", **{f"paper-{second}": upload(PDF, "hoc-ba.pdf")}).status_code == 303
    sent_at = guest.row.sent_at
    with opened(system(local_date(NOW), "test")) as root:
        pupil = add_pupil(
            actor=root,
            unit_id=guest.row.unit_id,
            data=PupilData(full_name="Nguyễn Văn Con", birth_date=datetime(2012, 12, 5).date(), class_name="8A1"),
            at=NOW,
        )
    page = text(clerk.get(reverse("procedures.submission.read", args=[guest.row.pk])))
    assert f'value="{pupil.pk}" id="pupil-{pupil.pk}" checked' in page
    later = NOW + timedelta(hours=2)
    with time_machine.travel(later, tick=False):
        answer = decide(clerk, guest.row, "accept", present=papers(), pupil=pupil.pk)
    assert answer.status_code == 302
    request = Request._base_manager.get()
    assert answer["Location"] == reverse("procedures.request.accepted", args=[request.pk])
    assert (request.channel, request.entry, request.state) == (Channel.ONLINE, Entry.ONLINE, State.OPEN)
    assert (request.submitted_at, request.received_at) == (sent_at, later)
    assert request.pupil_id == pupil.pk
    assert request.applicant_phone == "0912345678"
    assert guest.row.data == ""  # the register has it now
    # The same link leads to the public page; the photos stay with the request.
    answer = guest.look()
    assert answer["Location"] == reverse("public.request.read", args=[request.public_token])
    assert guest.client.get(answer["Location"]).status_code == 200
    assert len(photos_of(guest.row)) == 2
    verbs = set(AuditEntry._base_manager.values_list("verb", flat=True))
    assert {f"procedures.submission.{verb}" for verb in ("send", "answer", "accept")} <= verbs
    assert "Nguyễn" not in str(list(AuditEntry._base_manager.filter(verb__contains="submission").values()))


def test_what_was_typed_and_the_link_are_not_readable_in_the_database() -> None:
    guest = Guest()
    guest.begin()
    with connection.cursor() as cursor:
        cursor.execute("SELECT data, token_hash FROM procedures_submission")
        data, token_hash = cursor.fetchone()
    token = guest.address.rstrip("/").rpartition("/")[2]
    assert data.startswith("gcm1:")
    assert "Nguyễn" not in data
    assert token
    assert token not in (data + token_hash)


@pytest.mark.parametrize(
    ("procedure", "asked"),
    [("CHUYEN-LOP", "wanted_class"), ("RUT-HOC-BA", "pupil_class"), ("BAN-SAO", "graduation_year")],
)
def test_the_form_is_short_and_asks_only_what_is_needed(procedure: str, asked: str) -> None:
    page = Client().get(reverse("public.submission.start", args=["THCS-A"]), {"thu-tuc": procedure})
    form = page.context["form"]
    assert asked in form.fields
    assert len(form.fields) + len(page.context["papers"]) <= 14


def test_the_procedures_of_the_day_are_offered() -> None:
    page = text(Client().get(reverse("public.submission.start", args=["THCS-A"])))
    assert f"?thu-tuc={PROCEDURE}" in page
    assert Client().get(reverse("public.submission.start", args=["KHONG-CO"])).status_code == 404
    answer = Client().post(reverse("public.submission.start", args=["THCS-A"]), {"thu-tuc": "XYZ"})
    assert answer.status_code == 422


def test_complete_is_told_and_the_family_then_hands_in(as_user: Callable[[str], Client]) -> None:
    guest, clerk = sent_guest("precheck"), as_user("clerk")
    # A pre-check is no request: it cannot be taken in.
    assert decide(clerk, guest.row, "accept", present=papers()).status_code == 422
    assert decide(clerk, guest.row, "answer", do="complete").status_code == 302
    assert "ảnh giấy tờ đủ" in text(guest.look())
    assert guest.send("request").status_code == 303
    answer = decide(clerk, guest.row, "answer", do="complete")
    assert answer.status_code == 422
    assert "«Tiếp nhận»" in text(answer)


def test_an_answer_and_a_refusal_must_say_something(as_user: Callable[[str], Client]) -> None:
    guest, clerk = sent_guest(), as_user("clerk")
    assert decide(clerk, guest.row, "answer", do="missing", present=papers()).status_code == 422
    assert decide(clerk, guest.row, "decline", reason="  ", words="giữ lời này").status_code == 422
    answer = decide(clerk, guest.row, "decline", reason="Không phải học sinh của trường.")
    assert answer.status_code == 302
    assert "Không phải học sinh của trường." in text(guest.look())
    # Declined twice is declined once; what is over cannot be taken in.
    assert decide(clerk, guest.row, "decline", reason="lại").status_code == 302
    assert decide(clerk, guest.row, "accept", present=papers()).status_code == 409


def test_a_missing_paper_is_taken_in_and_waited_for(as_user: Callable[[str], Client]) -> None:
    guest, clerk = sent_guest(), as_user("clerk")
    decide(clerk, guest.row, "accept", present=papers()[:1], words="Mang bản chính.")
    request = Request._base_manager.get()
    assert request.state == State.PAUSED
    assert RequestComponent._base_manager.filter(request=request, is_present=True).count() == 1


def test_a_refusal_of_the_intake_keeps_ticks_and_words(as_user: Callable[[str], Client], world: World) -> None:
    guest, clerk = sent_guest(), as_user("clerk")
    foreign = _pupil(world.sister, "Nguyễn Văn Con")
    answer = decide(clerk, guest.row, "accept", present=papers()[:1], pupil=foreign.pk, words="lời này giữ lại")
    assert answer.status_code == 422
    assert "lời này giữ lại" in text(answer)
    assert f'value="{papers()[0]}" id="present-{papers()[0]}" checked' in text(answer)
    assert not Request._base_manager.exists()


def test_the_search_for_the_pupil_keeps_what_was_typed(as_user: Callable[[str], Client], world: World) -> None:
    guest, clerk = sent_guest(), as_user("clerk")
    other = _pupil(world.school, "Phạm Thị Khác")
    answer = decide(clerk, guest.row, "answer", do="find", q="pham thi", present=papers()[:1], words="đang viết")
    assert answer.status_code == 200
    assert f'id="pupil-{other.pk}"' in text(answer)
    assert "đang viết" in text(answer)
    found = clerk.get(reverse("procedures.submission.read", args=[guest.row.pk]), {"q": "ptk"})
    assert f'id="pupil-{other.pk}"' in text(found)


def _pupil(unit: Unit, name: str) -> Pupil:
    with opened(system(local_date(NOW), "test")) as root:
        return add_pupil(actor=root, unit_id=unit.pk, data=PupilData(full_name=name), at=NOW)


def test_what_a_family_changes_after_the_answer_stops_neither_page_nor_counter(
    as_user: Callable[[str], Client],
) -> None:
    guest, clerk = sent_guest(), as_user("clerk")
    decide(clerk, guest.row, "answer", do="missing", words="Mang bản chính đến trường.")
    guest.send("save", pupil_birth_date="mồng năm tháng chạp", relation="?")
    page = clerk.get(reverse("procedures.submission.read", args=[guest.row.pk]))
    assert "mồng năm tháng chạp" in text(page)
    answer = decide(clerk, guest.row, "accept", present=papers())
    assert answer.status_code == 422
    assert "người nộp sửa" in text(answer)
    guest.send("save")
    assert decide(clerk, guest.row, "accept", present=papers()).status_code == 302  # the papers came by hand


@pytest.mark.parametrize(("who", "sees"), [("clerk", True), ("principal", True), ("school_auditor", False)])
def test_the_photos_are_on_the_page_of_the_request(as_user: Callable[[str], Client], who: str, sees: bool) -> None:
    guest = sent_guest()
    decide(as_user("clerk"), guest.row, "accept", present=papers())
    page = text(as_user(who).get(reverse("procedures.request.read", args=[guest.row.request_id])))
    assert ("Ảnh nộp trực tuyến" in page) is sees


def test_a_birth_date_that_has_not_come_yet_is_told_to_the_family() -> None:
    answer = Guest().begin("request", pupil_birth_date="20/11/2026")
    assert answer.status_code == 422
    assert "phải trước hôm nay" in text(answer)


# --- Twice, and two at once ---------------------------------------------------------------------------------------


def test_sending_and_accepting_twice_is_harmless(as_user: Callable[[str], Client]) -> None:
    guest, clerk = sent_guest(), as_user("clerk")
    assert guest.send("request").status_code == 409  # the form is closed; nothing changes
    assert Submission._base_manager.count() == 1
    assert Notice._base_manager.count() == 1
    row = guest.row
    first = decide(clerk, row, "accept", present=papers())
    second = decide(as_user("principal"), row, "accept", present=papers())
    assert first.status_code == second.status_code == 302
    assert Request._base_manager.count() == 1


def test_of_two_people_at_the_counter_one_wins(as_user: Callable[[str], Client]) -> None:
    guest = sent_guest()
    seen = guest.row
    assert decide(as_user("clerk"), seen, "answer", do="missing", words="Thiếu học bạ").status_code == 302
    late = decide(as_user("principal"), seen, "decline", reason="Trùng hồ sơ")
    assert late.status_code == 409
    assert "vừa thay đổi ở nơi khác" in text(late)
    assert "Trùng hồ sơ" in text(late)
    assert guest.row.state == SubmissionState.ANSWERED


def test_a_double_click_on_the_first_form_makes_one_draft() -> None:
    guest, mutation = Guest(), str(uuid4())
    guest.begin(mutation_id=mutation)
    old = guest.address
    guest.begin(mutation_id=mutation)
    assert Submission._base_manager.count() == 1
    assert guest.look().status_code == 200
    assert guest.client.get(old).status_code == 404
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        answer = Guest().begin(mutation_id=mutation)
    assert answer.status_code == 422  # later it is no double click: nobody gets into a draft by its form's number
    assert guest.look().status_code == 200


# --- The lists of the counter -------------------------------------------------------------------------------------


def test_the_number_of_queries_is_constant(as_user: Callable[[str], Client]) -> None:
    clerk = as_user("clerk")
    sent_guest()
    clerk.get(reverse("procedures.submission.list"))
    with CaptureQueriesContext(connection) as one:
        clerk.get(reverse("procedures.submission.list"))
    row = Submission._base_manager.get()
    with CaptureQueriesContext(connection) as read_one:
        clerk.get(reverse("procedures.submission.read", args=[row.pk]))
    for _each in range(29):
        Submission._base_manager.create(
            unit_id=row.unit_id, procedure_id=row.procedure_id, token_hash=uuid4().hex, state=row.state, data=row.data,
            created_at=NOW, saved_at=NOW, sent_at=NOW, mutation_id=uuid4(),
        )  # fmt: skip
    for number in range(10):
        SubmissionPhoto._base_manager.create(
            unit_id=row.unit_id, submission=row, component_id=papers()[0], path=f"p{number}", name="a.jpg",
            content_type="image/jpeg", size=1, sha256=str(number), added_at=NOW,
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        clerk.get(reverse("procedures.submission.list"))
    with CaptureQueriesContext(connection) as read_many:
        clerk.get(reverse("procedures.submission.read", args=[row.pk]))
    assert len(one) == len(many)
    assert len(read_one) == len(read_many)


def test_the_list_shows_what_waits_and_filters(as_user: Callable[[str], Client]) -> None:
    clerk = as_user("clerk")
    assert "Không có hồ sơ trực tuyến nào đang chờ" in text(clerk.get(reverse("procedures.submission.list")))
    guest = sent_guest()
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        page = text(clerk.get(reverse("procedures.submission.list")))
        assert "chờ 3 giờ" in page
    decide(clerk, guest.row, "decline", reason="Sai trường")
    address = reverse("procedures.submission.list")
    assert "Nguyễn Văn Con" not in text(clerk.get(address))
    assert "Nguyễn Văn Con" in text(clerk.get(address, {"state": "declined"}))
    assert "Nguyễn Văn Con" not in text(clerk.get(address, {"state": "declined", "procedure": "RUT-HOC-BA"}))


def test_photos_are_turned_one_by_one(as_user: Callable[[str], Client]) -> None:
    guest, clerk = sent_guest(), as_user("clerk")
    first, second = photos_of(guest.row)
    page = text(clerk.get(reverse("procedures.submission.view", args=[guest.row.pk, first.pk])))
    assert reverse("procedures.submission.view", args=[guest.row.pk, second.pk]) in page
    assert 'data-turn="ArrowRight"' in page
    answer = clerk.get(reverse("procedures.submission.photo", args=[guest.row.pk, first.pk]))
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert clerk.get(reverse("procedures.submission.view", args=[guest.row.pk, 99_999])).status_code == 404


def test_another_school_sees_and_does_nothing(as_user: Callable[[str], Client]) -> None:
    guest = sent_guest()
    photo = photos_of(guest.row)[0]
    for who in ("sister_principal", "foreign_clerk", "officer", "auditor", "admin", "teacher"):
        client = as_user(who)
        refused = (403,) if who in ("teacher", "admin", "officer", "auditor") else (404,)
        for name in ("view", "photo"):
            address = reverse(f"procedures.submission.{name}", args=[guest.row.pk, photo.pk])
            assert client.get(address).status_code in refused, who
        assert client.get(reverse("procedures.submission.read", args=[guest.row.pk])).status_code in refused
        for verb in ("answer", "accept", "decline"):
            assert decide(client, guest.row, verb).status_code in refused
    assert "Nguyễn" not in text(as_user("foreign_clerk").get(reverse("procedures.submission.list")))


def test_a_draft_is_the_familys_alone(as_user: Callable[[str], Client]) -> None:
    guest = Guest()
    guest.begin()
    clerk = as_user("clerk")
    assert "Nguyễn" not in text(clerk.get(reverse("procedures.submission.list")))
    assert clerk.get(reverse("procedures.submission.read", args=[guest.row.pk])).status_code == 404
