"""Handing in online in a real Chromium at 360 px, with and without scripts, and the counter's page of it."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import FilePayload, Page, expect

from procedures.models import Submission
from procedures.models.online import SubmissionState
from tests.browser import DESK, PHONE, Windows, too_wide
from tests.factory import World, make_calendar, make_world
from tests.test_online_path import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def school(transactional_db: None, settings: Any, tmp_path: Path) -> World:
    settings.MEDIA_ROOT = tmp_path
    make_calendar()
    return make_world()


def assert_accessible(page: Page) -> None:
    # The frame of all pages is looked at by their own tests.
    assert [row["id"] for row in Axe().run(page).response["violations"]] == []
    assert too_wide(page) <= 0


def fill(page: Page) -> None:
    page.get_by_label("Họ và tên học sinh").fill("Nguyễn Văn Con")
    page.get_by_label("Ngày sinh của học sinh").fill("05/12/2012")
    page.get_by_label("Lớp", exact=True).fill("8A1")
    page.get_by_label("Trường chuyển đi hoặc chuyển đến").fill("THCS Hòa Bình, xã Sơn Lam")
    page.get_by_label("Trong tỉnh").check()
    page.get_by_label("Họ và tên người nộp").fill("Lê Thị Mẹ")
    page.get_by_label("Người nộp là gì của học sinh?").select_option("parent")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_family_hands_in_and_the_clerk_takes_it_in(school: World, windows: Windows, scripts: bool) -> None:
    page = windows.open(viewport=PHONE, java_script_enabled=scripts)
    page.goto(reverse("public.lookup", args=["THCS-A"]))
    page.get_by_role("link", name="Nộp hồ sơ trực tuyến").click()
    if scripts:
        assert_accessible(page)
    page.get_by_role("link", name="chuyển đến").click()
    fill(page)
    if scripts:
        assert_accessible(page)
    photo: FilePayload = {"name": "don.jpg", "mimeType": "image/jpeg", "buffer": picture(size=(800, 600))}
    page.locator("input[type=file]").first.set_input_files(photo)
    page.get_by_role("button", name="Nộp hồ sơ").click()
    # The telephone number is missing: it is said, and everything else is still there.
    expect(page.get_by_role("alert").first).to_contain_text("Số điện thoại")
    expect(page.get_by_label("Họ và tên học sinh")).to_have_value("Nguyễn Văn Con")
    expect(page.get_by_role("link", name="don.jpg")).to_be_visible()
    link = page.get_by_label("Đường dẫn riêng của hồ sơ").input_value()
    if scripts:
        assert_accessible(page)
    page.get_by_label("Số điện thoại").fill("0912345678")
    if scripts:  # four seconds after the last key it is saved without a button
        expect(page.locator("#autosave")).to_contain_text("Đã tự lưu lúc")
        assert Submission._base_manager.get().typed["applicant_phone"] == "0912345678"
    page.get_by_role("button", name="Nộp hồ sơ").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("nhà trường đang xem")
    if not scripts:
        return
    assert_accessible(page)
    # Another telephone of the family.
    other = windows.open(viewport=PHONE)
    other.goto(link)
    assert_accessible(other)
    other.get_by_label("Bốn số cuối").fill("5678")
    other.get_by_role("button", name="Mở hồ sơ").click()
    expect(other.get_by_role("heading", level=1)).to_contain_text("nhà trường đang xem")
    # The counter.
    clerk = windows.open("clerk", viewport=DESK)
    clerk.goto(reverse("procedures.submission.list"))
    assert_accessible(clerk)
    clerk.get_by_role("link", name="chuyển đến").click()
    assert_accessible(clerk)
    clerk.locator(".online-thumbs a").first.click()
    expect(clerk.locator(".online-big")).to_be_visible()
    assert_accessible(clerk)
    clerk.keyboard.press("Escape")
    expect(clerk.get_by_role("heading", level=2, name="Giấy tờ và ảnh")).to_be_visible()
    clerk.get_by_role("button", name="Tiếp nhận").click()
    clerk.wait_for_url("**/accepted/")
    assert Submission._base_manager.get().state == SubmissionState.ACCEPTED
    other.reload()
    expect(other.get_by_role("heading", level=1)).to_be_visible()
    assert "/nop/" not in other.url
    assert windows.faults == [fault for fault in windows.faults if "422" in fault]  # the one missing number
