"""What may not happen online: lying files, bombs, places in photos, guessed links, drafts that stay, floods."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageFile

from procedures.models import ApplicantRule, Submission, SubmissionPhoto
from procedures.models.online import SubmissionState
from procedures.online import actions, pictures, rules
from procedures.online.forgetting import forget_submissions
from procedures.online.pictures import prepared
from procedures.queries.applicants import answer_ends, draft_ends
from procedures.tasks import forget_online_drafts
from schooladmin.audit.models import AuditEntry
from schooladmin.core.errors import Forbidden, Refusal
from schooladmin.core.periods import VIETNAM, local_date
from schooladmin.units.scope import opened, system
from tests.factory import World
from tests.test_online_path import (
    NOW,
    PDF,
    PROCEDURE,
    TYPED,
    Guest,
    decide,
    files,
    papers,
    photos_of,
    picture,
    sent_guest,
    text,
    upload,
)
from tests.test_online_path import today as today  # the fixture

pytestmark = pytest.mark.usefixtures("calendar", "world", "today")
GPS = 0x8825


def stored(row: Submission) -> Image.Image:
    return Image.open(pictures.file_of(photos_of(row)[0].path))


# --- Files --------------------------------------------------------------------------------------------------------


def test_a_photo_is_drawn_anew_upright_small_and_without_its_place() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned: the camera was held upright
    exif[0x010F] = "MáyẢnhBíMật"
    exif.get_ifd(GPS)[1] = "N"
    guest = Guest()
    taken = picture(size=(3000, 1500), exif=exif)
    guest.begin(**{f"paper-{papers()[0]}": upload(taken, "IMG_0001.JPG")})
    kept = stored(guest.row)
    assert kept.format == "JPEG"
    assert kept.size == (1000, 2000)
    assert not kept.getexif()
    assert "Mật".encode() not in pictures.file_of(photos_of(guest.row)[0].path).read_bytes()


@pytest.mark.parametrize(("kind", "name"), [("PNG", "a.png"), ("WEBP", "a.webp"), ("JPEG", "a.jpeg")])
def test_every_kind_of_picture_becomes_a_jpeg(kind: str, name: str) -> None:
    photo = prepared(upload(picture(kind), name))
    assert photo.content_type == "image/jpeg"
    assert photo.name == "a.jpg"
    assert photo.content.startswith(b"\xff\xd8")


def test_a_transparent_scan_stays_readable_on_white() -> None:
    content = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(content, "PNG")
    photo = prepared(upload(content.getvalue(), "a.png"))
    assert Image.open(BytesIO(photo.content)).getpixel((5, 5)) == (255, 255, 255)


def test_a_pdf_is_kept_as_it_came() -> None:
    photo = prepared(upload(PDF, "hoc ba.pdf"))
    assert (photo.content, photo.content_type, photo.name) == (PDF, "application/pdf", "hoc ba.pdf")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.jpg", b"", "photo-empty"),
        ("a.jpg", PDF, "photo-type"),
        ("a.pdf", picture(), "photo-type"),
        ("a.jpg", b"<script>alert(1)</script>", "photo-type"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo-type"),
        ("a.exe", b"MZ" + bytes(100), "photo-type"),
        ("a.jpg", picture()[:200] + b"\xff\xd9", "photo-broken"),
        ("a.png", picture("PNG"), ""),
    ],
)
def test_what_a_file_is_decide_its_bytes(name: str, content: bytes, code: str) -> None:
    if not code:
        assert prepared(upload(content, name))
        return
    with pytest.raises(Refusal) as refused:
        prepared(upload(content, name))
    assert refused.value.code == code
    assert f"«{name}»" in str(refused.value.message)


def test_half_a_photo_is_refused_although_the_small_picture_in_it_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as the library that writes PDF leaves it
    content = BytesIO()
    Image.effect_noise((400, 400), 60).save(content, "JPEG", comment=b"\xff\xd8 small \xff\xd9")
    with pytest.raises(Refusal) as refused:
        prepared(upload(content.getvalue()[: len(content.getvalue()) // 2], "a.jpg"))
    assert refused.value.code == "photo-broken"


def test_a_bomb_of_pixels_is_refused_before_it_is_unpacked() -> None:
    for side in (8_000, 14_000):  # 64 and 196 million pixels in a few kilobytes
        content = BytesIO()
        Image.new("1", (side, side)).save(content, "PNG")
        with pytest.raises(Refusal) as refused:
            prepared(upload(content.getvalue(), "bom.png"))
        assert refused.value.code == "photo-bomb"


def test_a_file_of_more_than_eight_megabytes_is_refused() -> None:
    big = SimpleUploadedFile("a.pdf", PDF + bytes(rules.PHOTO_BYTES) + b"%%EOF")
    with pytest.raises(Refusal) as refused:
        prepared(big)
    assert refused.value.code == "photo-too-large"


def test_a_refused_file_loses_neither_words_nor_the_other_photos() -> None:
    guest = Guest()
    first, second = papers()[:2]
    answer = guest.begin("request", **{f"paper-{first}": upload(), f"paper-{second}": upload(b"x", "virus.jpg")})
    assert answer.status_code == 422
    assert "«virus.jpg»" in text(answer)
    assert guest.row.state == SubmissionState.DRAFT
    assert len(photos_of(guest.row)) == len(files()) == 1
    assert "Nguyễn Văn Con" in text(answer)
    assert guest.look().status_code == 200


def test_twelve_photos_and_not_one_more() -> None:
    guest = Guest()
    guest.begin()
    many = [upload(picture(colour=(number * 20, 0, 0)), f"{number}.jpg") for number in range(13)]  # type: ignore[arg-type]
    answer = guest.send("save", **{f"paper-{papers()[0]}": many})
    assert answer.status_code == 422
    assert "nhiều nhất 12 ảnh" in text(answer)
    assert len(photos_of(guest.row)) == len(files()) == 12


def test_the_same_photo_twice_is_one_and_taking_it_away_takes_its_bytes(
    django_capture_on_commit_callbacks: Any,
) -> None:
    guest = Guest()
    field = f"paper-{papers()[0]}"
    guest.begin(**{field: upload()})
    guest.send("save", **{field: upload()})
    photo = photos_of(guest.row)[0]
    assert len(photos_of(guest.row)) == len(files()) == 1
    with django_capture_on_commit_callbacks(execute=True):
        guest.send(f"drop-{photo.pk}", pupil_name="Tên mới gõ")
    assert not photos_of(guest.row)
    assert not files()
    assert guest.row.typed["pupil_name"] == "Tên mới gõ"
    assert guest.send(f"drop-{photo.pk}").status_code == 303  # gone already


def test_a_body_larger_than_all_photos_is_not_read() -> None:
    answer = Client().post(
        reverse("public.submission.start", args=["THCS-A"]), TYPED, CONTENT_LENGTH=str(rules.BODY_BYTES + 1)
    )
    assert answer.status_code == 413
    assert "8 MB" in text(answer)


def test_a_pre_check_needs_a_photo() -> None:
    guest = Guest()
    answer = guest.begin("precheck")
    assert answer.status_code == 422
    assert "Chưa có ảnh nào" in text(answer)


# --- The link -----------------------------------------------------------------------------------------------------


def test_another_device_is_asked_for_four_digits() -> None:
    guest = Guest()
    guest.begin(**{f"paper-{papers()[0]}": upload()})
    photo = photos_of(guest.row)[0]
    other = Client()
    page = text(other.get(guest.address))
    assert "bốn số cuối" in page
    assert "Nguyễn" not in page
    assert "Học sinh chuyển đi" not in page
    # Nothing can be seen, changed or taken over before that.
    image = reverse("public.submission.photo", args=[guest.address.split("/")[-2], photo.pk])
    assert other.get(image)["Content-Type"].startswith("text/html")
    other.post(guest.address, {**TYPED, "pupil_name": "Kẻ Khác", "do": "request"})
    assert guest.row.typed["pupil_name"] == "Nguyễn Văn Con"
    other.post(f"{guest.address}duong-dan/")
    assert other.post(f"{guest.address}mo/", {"digits": "0000"}).status_code == 422
    assert other.post(f"{guest.address}mo/", {"digits": "abc"}).status_code == 422
    answer = other.post(f"{guest.address}mo/", {"digits": "5678"})
    assert answer.status_code == 303
    assert "Nguyễn Văn Con" in text(other.get(guest.address))
    assert other.get(image)["Content-Type"] == "image/jpeg"
    assert guest.look().status_code == 200


def test_without_a_telephone_number_only_the_first_device_opens_it() -> None:
    guest = Guest()
    guest.begin(applicant_phone="")
    page = text(Client().get(guest.address))
    assert "chưa có số điện thoại" in page
    assert Client().post(f"{guest.address}mo/", {"digits": "5678"}).status_code == 422
    assert guest.look().status_code == 200


def test_a_new_link_replaces_the_old_one() -> None:
    guest = Guest()
    guest.begin()
    answer = guest.client.post(f"{guest.address}duong-dan/")
    assert answer.status_code == 303
    assert guest.client.get(guest.address).status_code == 404
    assert guest.client.get(answer["Location"]).status_code == 200


def test_guessed_links_and_digits_lead_nowhere() -> None:
    guest = Guest()
    guest.begin()
    for token in ("x", "a" * 32, guest.row.token_hash, str(guest.row.pk), str(guest.row.mutation_id)):
        for tail in ("", "mo/", "duong-dan/"):
            answer = guest.client.post(f"/ho-so/nop/{token}/{tail}", {"digits": "5678"})
            assert answer.status_code == 404
    for number in range(5):
        answer = Client().post(f"{guest.address}mo/", {"digits": f"{number:04}"}, REMOTE_ADDR=f"203.0.113.{number}")
        assert answer.status_code == 422
    late = Client().post(f"{guest.address}mo/", {"digits": "5678"}, REMOTE_ADDR="203.0.113.99")
    assert late.status_code == 429
    assert late["Retry-After"] == "60"


def test_pages_are_not_kept_and_not_indexed() -> None:
    guest = Guest()
    guest.begin()
    for address in (guest.address, reverse("public.submission.start", args=["THCS-A"])):
        answer = guest.client.get(address)
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Robots-Tag"].startswith("noindex")
        assert answer["Referrer-Policy"] == "no-referrer"
    mark = next(iter(guest.client.cookies.values()))
    assert mark["httponly"]
    assert mark["samesite"] == "Lax"


def test_a_mark_of_one_draft_opens_no_other() -> None:
    one, two = Guest(), Guest()
    one.begin()
    first = one.row
    two.begin()
    value = one.client.cookies[f"nop-{first.pk}"].value
    thief = Client()
    thief.cookies[f"nop-{two.row.pk}"] = value
    assert "bốn số cuối" in text(thief.get(two.address))


# --- Limits -------------------------------------------------------------------------------------------------------


def test_ten_new_ones_an_hour_from_one_address() -> None:
    for _each in range(10):
        assert Guest().begin().status_code == 303
    guest = Guest()
    answer = guest.begin()
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) <= 3600
    assert "Nguyễn Văn Con" in text(answer)  # nothing typed is lost
    assert Submission._base_manager.count() == 10
    assert Guest(REMOTE_ADDR="203.0.113.7").begin().status_code == 303
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        assert guest.begin().status_code == 303


def test_thirty_saves_a_minute() -> None:
    guest = Guest()
    guest.begin()
    quiet = {"HTTP_X_AUTOSAVE": "1"}
    for _each in range(30):
        assert guest.client.post(guest.address, TYPED, **quiet).json() == {"saved": "10:00"}  # type: ignore[arg-type]
    assert guest.client.post(guest.address, TYPED, **quiet).status_code == 429  # type: ignore[arg-type]
    answer = guest.send("save", pupil_name="Vừa gõ xong")
    assert answer.status_code == 429
    assert "Vừa gõ xong" in text(answer)
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        assert guest.send("save", pupil_name="Vừa gõ xong").status_code == 303


def test_the_drafts_of_a_school_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_DRAFTS", 1)
    assert Guest().begin().status_code == 303
    answer = Guest().begin()
    assert answer.status_code == 422
    assert "quá nhiều bản lưu" in text(answer)
    assert Guest("THCS-B").begin().status_code == 303


def test_a_program_that_fills_in_everything_gets_nowhere() -> None:
    assert Guest().begin(website="http://spam").status_code == 303
    assert not Submission._base_manager.exists()


def test_a_broken_form_number_is_told_and_nothing_is_lost() -> None:
    answer = Guest().begin(mutation_id="x")
    assert answer.status_code == 422
    assert "Nguyễn Văn Con" in text(answer)


# --- The end ------------------------------------------------------------------------------------------------------


def forget(days: float) -> dict[str, int]:
    with time_machine.travel(NOW + timedelta(days=days), tick=False):
        return forget_online_drafts()


def test_a_draft_is_deleted_with_its_photos_after_fourteen_days() -> None:
    guest = Guest()
    guest.begin(**{f"paper-{papers()[0]}": upload()})
    assert forget(13.9) == {"emptied": 0, "deleted": 0, "photos": 0}
    assert forget(14) == {"emptied": 1, "deleted": 0, "photos": 1}
    assert forget(14.1) == {"emptied": 0, "deleted": 0, "photos": 0}
    assert files() == []
    assert not SubmissionPhoto._base_manager.exists()
    assert (guest.row.state, guest.row.data) == (SubmissionState.EXPIRED, "")
    assert "hết hạn" in text(guest.look())
    assert "hết hạn" in text(Client().get(guest.address))
    entry = AuditEntry._base_manager.get(verb="procedures.submission.expire")
    assert entry.changes == {"emptied": [None, 1], "deleted": [None, 0], "photos": [None, 1]}
    assert forget(14 + 91)["deleted"] == 1
    assert guest.look().status_code == 404


def test_the_rule_of_the_day_of_saving_says_how_long_a_draft_is_kept() -> None:
    change = local_date(NOW) + timedelta(days=1)
    ApplicantRule.objects.update(valid_to=change)
    new = ApplicantRule.objects.create(valid_from=change, draft_days=30, answer_days=60, rating_days=7)
    guest = Guest()
    guest.begin()
    assert "sau 14 ngày" in text(guest.look())
    assert guest.row.expires_at == NOW + timedelta(days=14)
    midnight = datetime.combine(change, time(), VIETNAM)
    assert draft_ends(midnight - timedelta(microseconds=1)) == midnight + timedelta(days=14, microseconds=-1)
    assert draft_ends(midnight) == midnight + timedelta(days=30)
    assert answer_ends(midnight - timedelta(microseconds=1)) == midnight + timedelta(days=90, microseconds=-1)
    assert answer_ends(midnight) == midnight + timedelta(days=60)
    with time_machine.travel(midnight + timedelta(hours=9), tick=False):
        guest.send("save")  # going on with it takes the rule of that day
    assert guest.row.expires_at == midnight + timedelta(days=30, hours=9)
    new.delete()
    with pytest.raises(Refusal) as refused:
        draft_ends(midnight)
    assert refused.value.code == "no-applicant-rule"


def test_going_on_with_a_draft_keeps_it() -> None:
    guest = Guest()
    guest.begin()
    with time_machine.travel(NOW + timedelta(days=10), tick=False):
        guest.send("save")
    assert forget(20)["emptied"] == 0
    assert forget(24)["emptied"] == 1


def test_what_the_school_has_to_look_at_never_expires(as_user: Callable[[str], Client]) -> None:
    guest = sent_guest()
    assert forget(400) == {"emptied": 0, "deleted": 0, "photos": 0}
    decide(as_user("clerk"), guest.row, "accept", present=papers())
    assert forget(800) == {"emptied": 0, "deleted": 0, "photos": 0}
    assert len(files()) == 2


def test_declined_ones_are_deleted_after_ninety_days(as_user: Callable[[str], Client]) -> None:
    guest = sent_guest()
    decide(as_user("clerk"), guest.row, "decline", reason="Nộp nhầm trường")
    assert forget(89)["deleted"] == 0
    assert forget(90) == {"emptied": 0, "deleted": 1, "photos": 2}
    assert files() == []
    assert guest.look().status_code == 404


def test_files_that_are_gone_already_do_not_stop_the_deleting() -> None:
    guest = Guest()
    guest.begin(**{f"paper-{papers()[0]}": upload()})
    files()[0].unlink()
    assert forget(15)["emptied"] == 1


def test_nobody_but_the_installation_deletes(world: World) -> None:
    with pytest.raises(Forbidden):
        forget_submissions(actor=world.scope("principal"), at=NOW)


def test_a_file_whose_row_is_refused_does_not_stay(world: World) -> None:
    guest = sent_guest()
    before = len(files())
    with pytest.raises(Refusal):
        actions.add_photo(
            submission_id=guest.row.pk,
            component_id=papers()[0],
            photo=prepared(upload(picture("PNG"), "x.png")),
            at=NOW,
        )
    assert len(files()) == before


def test_a_procedure_that_is_done_no_more_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    guest = Guest()
    guest.begin()
    monkeypatch.setattr("procedures.online.views.version_of", lambda *_each: None)
    assert "không còn thực hiện" in text(guest.look())
    assert guest.send("request").status_code == 422


def test_files_are_private(tmp_path: Path) -> None:
    sent_guest()
    assert all(path.stat().st_mode & 0o077 == 0 for path in files())


def test_the_same_first_form_of_another_school_is_another_draft(world: World) -> None:
    mutation = uuid4()
    for unit in (world.school, world.sister):
        actions.start(unit_id=unit.pk, procedure=PROCEDURE, typed=TYPED, mutation_id=mutation, at=NOW)
    with opened(system(local_date(NOW), "test")):
        assert Submission.objects.count() == 2
