"""N11: a photograph of the stamped sheet finds its paper and its version, however it was taken."""

import io
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageFile

from schooladmin.core.errors import Refusal
from schooladmin.documents.issuing import photos
from schooladmin.documents.issuing.marks import mark_of
from schooladmin.documents.issuing.photos import codes_in
from schooladmin.documents.issuing.rules import new_code
from schooladmin.documents.issuing.scans import Scan, read_scan
from schooladmin.documents.models import Issue, ReturnedCopy
from schooladmin.documents.writers.pdf import write_pdf
from schooladmin.evidence.models import EvidenceFile
from schooladmin.units.scope import opened
from tests.factory import World
from tests.papers import words
from tests.phone import Shot, photograph, sheet, snapped
from tests.test_documents_blocks import PAPERS, form_of
from tests.test_documents_issue import DAY, NOW, OUTLINE, issue

BASE = "https://cchc.xa-son-lam.example.vn"
# Twenty telephones: large and small sensors, sheets held askew and upside down, blur, noise, a hand's shadow, squeezed
# by a messenger, stamped beside and across the code.
SHOTS = (
    Shot(1, longest=4000),
    Shot(2, longest=4000, turn=7, skew=0.08),
    Shot(3, longest=3000, blur=1.2),
    Shot(4, longest=3000, shade=0.6),
    Shot(5, longest=2400, noise=12),
    Shot(6, longest=2400, turn=-8, skew=0.07, quality=60),
    Shot(7, longest=2000, blur=0.6),
    Shot(8, longest=2200, blur=0.7, quality=70, stamp="beside"),
    Shot(9, longest=4000, blur=1.6, noise=17),
    Shot(10, longest=4000, stamp="edge"),
    Shot(11, longest=3000, stamp="edge", blur=1.0),
    Shot(12, longest=2800, stamp="edge", turn=9),
    Shot(13, longest=4000, blur=2.0),
    Shot(14, longest=3000, blur=1.1, noise=14),
    Shot(15, longest=3600, turn=90),
    Shot(16, longest=3000, turn=181),
    Shot(17, longest=4000, noise=25, shade=0.6),
    Shot(18, longest=3000, skew=0.14),
    Shot(19, longest=3000, quality=30),
    Shot(20, longest=2600, turn=45, stamp="beside"),
)


def file(content: bytes, name: str = "trang.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def test_nineteen_of_twenty_photographs_are_matched_and_never_to_another_version() -> None:
    dice = random.Random(11)
    codes = {version: new_code(dice.choice) for version in (1, 2)}
    sheets = {version: sheet(mark_of(code, version, BASE)) for version, code in codes.items()}
    matched = 0
    for place, shot in enumerate(SHOTS):
        version = 1 + place % 2
        found = codes_in(file(photograph(sheets[version], shot)))
        assert found in ((), (codes[version],))
        matched += bool(found)
    assert matched >= 19


def test_a_picture_that_shows_no_paper_of_ours_says_so_and_what_is_no_picture_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as the library that writes PDF leaves it
    foreign = replace(mark_of("7K2M9PQX", 1, BASE), data="https://khac.example.vn/ma/123")
    assert codes_in(file(photograph(sheet(foreign, lines=3), Shot(1, longest=1200)))) == ()
    for content, code in (
        (b"", "photo-empty"),
        (b"%PDF-1.7 not a picture", "photo-type"),
        (b"\xff\xd8\xff\xe0 broken", "photo-broken"),
        (photograph(sheet(foreign, lines=1), Shot(1, longest=600))[:900], "photo-broken"),
    ):
        with pytest.raises(Refusal) as refused:
            codes_in(file(content))
        assert refused.value.code == code
    bomb = io.BytesIO()
    Image.new("1", (6000, 6000)).save(bomb, "PNG")  # five kilobytes that unpack to a hundred megabytes
    with pytest.raises(Refusal) as refused:
        codes_in(file(bomb.getvalue(), "bom.png"))
    assert refused.value.code == "photo-bomb"
    monkeypatch.setattr(photos, "MOST_BYTES", 10)
    with pytest.raises(Refusal) as large:
        codes_in(file(b"x" * 11))
    assert large.value.code == "photo-too-large"


def test_a_picture_is_read_as_it_is_held_and_in_other_formats() -> None:
    code = new_code(random.Random(1).choice)
    page = sheet(mark_of(code, 1, BASE), lines=5)
    page.thumbnail((2400, 2400))
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    turned = io.BytesIO()
    page.rotate(90, expand=True).save(turned, "JPEG", exif=exif)
    assert codes_in(file(turned.getvalue())) == (code,)
    for kind in ("PNG", "WEBP"):
        other = io.BytesIO()
        page.convert("RGBA").save(other, kind)
        assert codes_in(file(other.getvalue(), f"a.{kind.lower()}")) == (code,)


@pytest.mark.parametrize("name", ["letter", "receipt", "register"])
def test_the_mark_that_the_writer_sets_is_read_on_every_sheet(name: str, tmp_path: Path) -> None:
    """A4, A5 and landscape, of which a camera has seen as little as 110 dots an inch; the mark lies below the text."""
    paper = PAPERS[name]()
    code = new_code(random.Random(5).choice)
    path = tmp_path / "paper.pdf"
    write_pdf(replace(paper, mark=mark_of(code, 1, BASE)), form_of(paper), path)
    for seed, dpi in enumerate((110, 150)):
        assert codes_in(file(snapped(path, dpi, seed))) == (code,)
    for page in words(path):
        beside = [word for word in page if word.text in ("Mã", "kiểm", "văn", "bản") and word.size < 8.5]
        above = [word.bottom for word in page if word.size > 8.5]
        assert min(word.top for word in beside) > max(above)


# --- From the page ------------------------------------------------------------------------------------------------


def photo_of(row: Issue, seed: int = 1) -> SimpleUploadedFile:
    page = sheet(mark_of(row.public_code, row.version, BASE), lines=4)
    return file(photograph(page, Shot(seed, longest=2400)), f"trang-{seed}.jpg")


def test_a_stamped_copy_is_kept_with_its_version_and_an_old_one_is_told_in_red(
    world: World, as_user: Callable[[str], Client]
) -> None:
    with opened(world.scope("principal", DAY)) as scope:
        first = issue(scope, world, source_key=OUTLINE.source_key, kind=OUTLINE.kind)
        second = issue(scope, world, source_key=OUTLINE.source_key, kind=OUTLINE.kind, snapshot_hash="b" * 64)
        Issue.objects.filter(pk=second.pk).update(pages=3, file_sha256="c" * 64, published_at=NOW)
    url, clerk = reverse("documents.copy.keep"), as_user("clerk")
    sent = photo_of(second)
    answer = clerk.post(url, {"photos": [sent], "keep": "on"})
    page = answer.content.decode()
    assert "là bản mới nhất" in page
    assert "Có 1 trang ảnh; văn bản có 3 trang." in page
    assert "kiểm lại đã chụp đủ trang" in page
    sent.seek(0)
    clerk.post(url, {"photos": [sent], "keep": "on"})  # sent twice is kept once
    old = clerk.post(url, {"photos": [photo_of(first, 2)], "keep": "on"}).content.decode()
    assert "alert-danger" in old
    assert "nội dung đã đổi sau khi in" in old
    kept = list(ReturnedCopy._base_manager.order_by("pk"))
    assert [(row.issue_id, row.was_replaced) for row in kept] == [(second.pk, False), (first.pk, True)]
    assert EvidenceFile._base_manager.count() == 2
    shown = clerk.get(reverse("documents.issue.read", args=[second.public_code])).content.decode()
    assert "trang-1.jpg" in shown
    stranger = as_user("sister_principal").post(url, {"photos": [photo_of(first, 3)], "keep": "on"}).content.decode()
    assert "đơn vị khác" in stranger
    assert ReturnedCopy._base_manager.count() == 2
    blank = clerk.post(url, {"photos": [file(b"abc")], "keep": "on"}).content.decode()
    assert "không phải ảnh" in blank
    assert clerk.post(url, {}).status_code == 422


def test_anybody_may_send_a_photograph_and_nothing_of_it_is_kept(world: World) -> None:
    with opened(world.scope("principal", DAY)) as scope:
        first = issue(scope, world)
        issue(scope, world, snapshot_hash="b" * 64)
    answer = Client().post(reverse("documents.verify.file"), {"upload": photo_of(first)})
    page = answer.content.decode()
    assert "Bản 1 đã được thay, nội dung đã đổi sau khi in" in page
    assert "Bản mới nhất là bản 2" in page
    assert EvidenceFile._base_manager.count() == 0


# --- Scans --------------------------------------------------------------------------------------------------------


def scan_of(row: Issue, pages: int, mode: str = "RGB") -> SimpleUploadedFile:
    """A PDF as a copier makes it: a picture of each stamped sheet. ``mode`` 1 is black and white, sent as a fax."""
    sheets = []
    for _page in range(pages):
        page = sheet(mark_of(row.public_code, row.version, BASE), lines=6).reduce(2)
        sheets.append(page.convert(mode))
    out = io.BytesIO()
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:], resolution=150)
    return SimpleUploadedFile("ban-quet.pdf", out.getvalue(), "application/pdf")


@pytest.mark.parametrize("mode", ["RGB", "L", "1"])
def test_the_pages_of_a_scan_are_read_one_by_one(world: World, mode: str) -> None:
    with opened(world.scope("principal", DAY)) as scope:
        row = issue(scope, world)
    scan = scan_of(row, 3, mode)
    assert read_scan(scan) == Scan(3, {row.public_code: 3})
    assert read_scan(scan, most=2) == Scan(3, {row.public_code: 2})
    assert read_scan(scan, is_one_enough=True) == Scan(3, {row.public_code: 1})


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\nrubbish", b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 1 0 R"])
def test_what_is_no_scan_says_nothing(content: bytes) -> None:
    assert read_scan(SimpleUploadedFile("a.pdf", content, "application/pdf")) == Scan(0, {})


def test_a_scan_is_kept_once_and_its_pages_are_counted(world: World, as_user: Callable[[str], Client]) -> None:
    with opened(world.scope("principal", DAY)) as scope:
        row = issue(scope, world)
        Issue.objects.filter(pk=row.pk).update(pages=3, file_sha256="c" * 64, published_at=NOW)
    url, clerk = reverse("documents.copy.keep"), as_user("clerk")
    page = clerk.post(url, {"photos": [scan_of(row, 3)], "keep": "on"}).content.decode()
    assert "Có 3 trang ảnh; văn bản có 3 trang." in page
    assert "kiểm lại đã chụp đủ trang" not in page
    assert ReturnedCopy._base_manager.get().issue_id == row.pk
    assert EvidenceFile._base_manager.get().name == "ban-quet.pdf"
    drawn = clerk.post(url, {"photos": [SimpleUploadedFile("a.pdf", b"%PDF-1.7\n%%EOF")]}).content.decode()
    assert "Chưa đọc được mã trong bản quét" in drawn


def test_anybody_may_send_a_scan_and_is_told_to_compare_the_words(world: World) -> None:
    with opened(world.scope("principal", DAY)) as scope:
        row = issue(scope, world)
    page = Client().post(reverse("documents.verify.file"), {"upload": scan_of(row, 2)}).content.decode()
    assert "Tệp là bản quét" in page
    assert row.shown_code in page
    assert EvidenceFile._base_manager.count() == 0
