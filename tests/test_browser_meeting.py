"""The Party meeting on a phone: from the report to the pack in the hand, the evening, and the minutes as a PDF."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from reports.meeting.actions import add_members
from reports.models import MeetingMember, Report, Theme
from schooladmin.core.periods import VIETNAM
from schooladmin.documents.models import RenderedFile
from schooladmin.units.scope import opened, system
from tests.browser import PHONE, Counted, Windows, saved_as, text_of, too_wide
from tests.factory import World, make_calendar, make_world
from tests.stage import Stage, set_stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

# Journey J4: the pack after nine taps, within 30 seconds; the evening and the minutes on top.
TAPS_TO_PACK, TAPS_TO_MINUTES, SECONDS_TO_PACK, PAGES_OF_PACK = 9, 20, 30, 20
WORDS = "Hồ sơ trễ vì người trực nghỉ ốm; cần người thay."
DECISION = "Chi bộ giao cô Phó Hiệu trưởng phân công người trực thay trước ngày 30."
PART_A = "# I. Quan điểm\n\n" + "Thủ tục gọn thì người dân đỡ đi lại, thầy cô đỡ việc giấy tờ. " * 20


@pytest.fixture
def stage(transactional_db: None) -> Stage:
    make_calendar()
    world: World = make_world()
    stage = set_stage(world)
    Theme._base_manager.filter(pk=stage.report.round.theme_id).update(part_a=PART_A)
    return stage


def wait_for_papers(page: Page) -> None:
    """The page asks for the progress by itself until the worker is done."""
    expect(page.get_by_role("link", name="Mở kết quả")).to_be_visible(timeout=90_000)


def test_the_pack_takes_few_taps_and_so_do_the_minutes(
    stage: Stage, windows: Windows, pdf_worker: None, tmp_path: Path
) -> None:
    page = windows.open("party_secretary", viewport=PHONE)
    page.goto(f"/reports/{stage.report.pk}/")
    hand = Counted(page)
    hand.tap(page.get_by_role("link", name="Sinh hoạt chi bộ"))
    questions = page.locator("[name=questions]")
    expect(questions).to_have_count(6)
    assert too_wide(page) <= 0
    hand.tap(questions.nth(2))  # not that one,
    hand.tap(questions.nth(4))  # but this one
    hand.tap(page.get_by_role("button", name="Lưu và tạo gói"))
    began = time.monotonic()
    wait_for_papers(page)
    took = time.monotonic() - began
    hand.tap(page.get_by_role("link", name="Mở kết quả"))
    pack = saved_as(page, tmp_path, lambda: hand.tap(page.get_by_role("link", name="Tải gói")))
    assert hand.taps <= TAPS_TO_PACK, hand.taps
    assert hand.typed == ""
    assert took <= SECONDS_TO_PACK, took
    assert pack.suffix == ".zip"
    assert sum(RenderedFile._base_manager.values_list("pages", flat=True)) <= PAGES_OF_PACK
    assert too_wide(page) <= 0

    # The reading version on the phone: large letters, nothing beside the screen.
    with page.expect_popup() as reading:
        page.get_by_role("link", name="Bản đọc, chữ lớn").click()
    assert too_wide(reading.value) <= 0
    assert float(reading.value.locator("p.text").first.evaluate("p => parseFloat(getComputedStyle(p).fontSize)")) >= 20
    reading.value.close()

    # The evening: thirty people, one of them away.
    with opened(system(timezone.localdate(), "test")) as scope:
        names = "\n".join(f"Đảng viên Thứ {number}" for number in range(30 - MeetingMember._base_manager.count()))
        add_members(actor=scope, report_id=stage.report.pk, names=names, at=timezone.now())
    hand.tap(page.get_by_role("link", name="Điểm danh"))
    expect(page.locator(".ticks li")).to_have_count(30)
    assert too_wide(page) <= 0
    away = page.locator(".ticks li").filter(has_text="Vũ Thị Giáo")
    hand.tap(away.get_by_role("checkbox"))
    hand.type(away.get_by_role("textbox"), "Ốm")
    hand.tap(page.get_by_role("button", name="Lưu điểm danh"))
    expect(page.locator("main")).to_contain_text("29 có mặt, 1 vắng")
    hand.type(page.get_by_label("Người phát biểu"), "Lê Văn Hiệu")
    hand.type(page.get_by_label("Ý kiến", exact=False).last, WORDS)
    hand.tap(page.get_by_role("button", name="Ghi ý kiến"))
    expect(page.locator(".opinions")).to_contain_text(WORDS)

    # Afterwards: the conclusion, the hour, and the paper.
    hand.type(page.get_by_label("Kết luận, chi bộ thống nhất"), DECISION)
    ends = page.get_by_label("Giờ kết thúc")
    meeting = Report._base_manager.get(pk=stage.report.pk).meeting
    hand.tap(ends)
    ends.fill(f"{meeting.starts_at.astimezone(VIETNAM) + timedelta(minutes=90):%H:%M}")
    hand.tap(page.get_by_role("button", name="Lập biên bản"))
    wait_for_papers(page)
    hand.tap(page.get_by_role("link", name="Mở kết quả"))
    paper = saved_as(page, tmp_path, lambda: hand.tap(page.get_by_role("link", name="Tải PDF Biên bản")))
    assert hand.taps <= TAPS_TO_MINUTES, hand.taps
    assert len(hand.typed) <= len(WORDS) + len(DECISION) + 20
    told = text_of(paper)
    assert [said for said in (WORDS, DECISION, "có mặt: 29; vắng: 1", "Vũ Thị Giáo") if said not in told] == []
    assert too_wide(page) <= 0
    assert windows.faults == []
