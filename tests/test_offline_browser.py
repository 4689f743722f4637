"""The page itself in Chromium, with the network really cut."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from procedures.models import OfflineEntry, Request
from schooladmin.core.periods import VIETNAM
from schooladmin.units.scope import opened, system
from tests.browser import PHONE, Windows, too_wide
from tests.factory import World, make_calendar, make_world
from tests.offline import CUT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def school(live_server: LiveServer) -> World:
    make_calendar()
    return make_world()


def registered(windows: Windows, name: str, **options: Any) -> Page:
    """A window whose browser holds numbers and can do without a network."""
    page = windows.open("clerk", **options)
    page.goto("/requests/devices/")
    page.get_by_label("Tên máy").fill(name)
    page.get_by_role("button", name="Đăng ký máy").click()
    page.get_by_role("link", name="Mở trang tiếp nhận").click()
    expect(page.locator("body[data-ready]")).to_be_attached()
    page.evaluate("navigator.serviceWorker.ready.then((found) => found.active.scriptURL)")
    page.reload()
    expect(page.locator("body[data-ready]")).to_be_attached()
    return page


def cut(page: Page) -> None:
    page.context.set_offline(True)


def back(page: Page) -> None:
    page.context.set_offline(False)


def take(page: Page, pupil: str, *, phone: str = "0912345678") -> str:
    """An intake by keyboard; the code on its receipt."""
    page.get_by_label("Thủ tục").select_option("CHUYEN-DI")
    page.get_by_label("Họ và tên học sinh").fill(pupil)
    page.get_by_label("Lớp", exact=True).fill("8A")
    page.get_by_label("Người nộp hồ sơ").fill("Nguyễn Thị Mẹ")
    page.get_by_label("Số điện thoại").fill(phone)
    page.get_by_label("Số điện thoại").press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="In giấy hẹn", exact=True)).to_be_focused()
    code = page.locator("#receipt-code").inner_text()
    page.get_by_role("button", name="Hồ sơ tiếp theo").click()
    return code


def everything() -> tuple[list[str], int]:
    with opened(system(CUT.date(), "test")):
        return list(Request.objects.order_by("code").values_list("code", flat=True)), OfflineEntry.objects.count()


def test_two_devices_forty_intakes_without_a_network(school: World, windows: Windows) -> None:
    pages = [registered(windows, name) for name in ("Quầy 1", "Quầy 2")]
    printed: list[str] = []
    for page in pages:
        cut(page)
        page.reload()
        expect(page.get_by_text("Đang mất mạng.")).to_be_visible()
        printed += [take(page, f"Học Sinh {number}") for number in range(10)]
        page.reload()  # the tab was closed by mistake: nothing is lost
        expect(page.locator("#counts")).to_contain_text("10 chờ gửi")
        printed += [take(page, f"Học Sinh {number}") for number in range(10, 20)]
        take_without_numbers(page)
        expect(page.locator("#counts")).to_contain_text("20 chờ gửi")
    assert everything() == ([], 0)
    windows.faults.clear()  # an unreachable server is what this test is about
    for page in reversed(pages):
        back(page)
        page.get_by_role("button", name="Gửi ngay").click()
        expect(page.locator("#counts")).to_contain_text("0 chờ gửi, 0 chưa vào sổ, 20 đã gửi", timeout=60_000)
        page.get_by_role("button", name="Gửi ngay").click()
        expect(page.locator("#told")).to_have_text("Không còn hồ sơ nào chờ gửi.")
    codes, entries = everything()
    assert codes == sorted(printed)
    assert (len(set(codes)), entries) == (40, 40)


def take_without_numbers(page: Page) -> None:
    page.get_by_label("Thủ tục").select_option("CHUYEN-DI")
    page.get_by_label("Họ và tên học sinh").fill("Người Thứ Hai Mốt")
    page.get_by_label("Người nộp hồ sơ").fill("Nguyễn Thị Mẹ")
    page.get_by_label("Số điện thoại").fill("0912345678")
    page.get_by_role("button", name="Tiếp nhận, in giấy hẹn").click()
    expect(page.locator("#faults")).to_contain_text("Máy không còn số")
    expect(page.get_by_label("Họ và tên học sinh")).to_have_value("Người Thứ Hai Mốt")  # what was typed is still there


def test_a_refused_entry_is_corrected_on_the_device(school: World, windows: Windows) -> None:
    page = registered(windows, "Quầy 1")
    cut(page)
    code = take(page, "Nguyễn Văn Ánh", phone="0912345678")
    page.evaluate(
        """async () => {
          const [entry] = await OfflineStore.entries();
          await OfflineStore.put({...entry, applicant_phone: "12"});
        }"""
    )
    back(page)
    page.get_by_role("button", name="Gửi ngay").click()
    expect(page.locator("#outbox-rows")).to_contain_text("Số điện thoại chưa đúng")
    page.get_by_role("button", name=f"Sửa hồ sơ {code}").click()
    expect(page.get_by_role("heading", name=f"Đang sửa hồ sơ {code}")).to_be_visible()
    page.get_by_role("button", name="Thôi sửa").click()
    expect(page.get_by_label("Họ và tên học sinh")).to_have_value("")
    page.get_by_role("button", name=f"Sửa hồ sơ {code}").click()
    expect(page.get_by_label("Số điện thoại")).to_be_focused()
    page.get_by_label("Số điện thoại").fill("0987654321")
    page.get_by_role("button", name="Tiếp nhận, in giấy hẹn").click()
    expect(page.locator("#receipt-code")).to_have_text(code)
    expect(page.locator("#counts")).to_contain_text("0 chờ gửi, 0 chưa vào sổ, 1 đã gửi")
    assert everything() == ([code], 1)


def test_an_impatient_finger_makes_one_entry(school: World, windows: Windows) -> None:
    page = registered(windows, "Quầy 1")
    cut(page)
    page.get_by_label("Thủ tục").select_option("CHUYEN-DI")
    page.get_by_label("Họ và tên học sinh").fill("Nguyễn Văn Ánh")
    page.get_by_label("Người nộp hồ sơ").fill("Nguyễn Thị Mẹ")
    page.get_by_label("Số điện thoại").fill("0912345678")
    page.evaluate("for (let time = 0; time < 3; time += 1) document.getElementById('intake').requestSubmit()")
    expect(page.locator("#receipt-code")).to_be_visible()
    expect(page.locator("#counts")).to_contain_text("1 chờ gửi")
    assert page.evaluate("OfflineStore.entries().then((rows) => rows.length)") == 1


def test_what_lies_on_the_device(school: World, windows: Windows) -> None:
    page = registered(windows, "Quầy 1")
    paths = page.evaluate(
        """async () => {
          const cache = await caches.open((await caches.keys())[0]);
          return (await cache.keys()).map((request) => new URL(request.url).pathname);
        }"""
    )
    assert all(path == "/requests/offline/" or path.startswith("/static/") for path in paths)
    cut(page)
    take(page, "Nguyễn Văn Ánh")
    page.get_by_role("button", name="Xóa dữ liệu trên máy").click()
    expect(page.locator("#told")).to_contain_text("Trên máy còn 1 hồ sơ chưa vào sổ")
    back(page)
    page.get_by_role("button", name="Gửi ngay").click()
    expect(page.locator("#counts")).to_contain_text("0 chờ gửi")
    assert page.evaluate("OfflineStore.entries()") == []
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Xóa dữ liệu trên máy").click()
    expect(page.get_by_text("Máy này chưa sẵn sàng")).to_be_visible()


def test_a_session_that_ran_out_keeps_everything(school: World, windows: Windows) -> None:
    page = registered(windows, "Quầy 1")
    cut(page)
    code = take(page, "Nguyễn Văn Ánh")
    page.context.clear_cookies()
    back(page)
    page.get_by_role("button", name="Gửi ngay").click()
    expect(page.get_by_text("Phiên đăng nhập đã hết.")).to_be_visible()
    expect(page.locator("#counts")).to_contain_text("1 chờ gửi")
    page.get_by_role("link", name="Đăng nhập để gửi").click()
    page.get_by_label("Tên đăng nhập").fill("clerk")
    page.locator("#id_password").fill("mat-khau-thu-2026")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.locator("#counts")).to_contain_text("0 chờ gửi, 0 chưa vào sổ, 1 đã gửi")
    assert everything()[0] == [code]


def test_a_revoked_device_says_so_and_finds_its_way_back(school: World, windows: Windows) -> None:
    page = registered(windows, "Quầy 1")
    cut(page)
    code = take(page, "Nguyễn Văn Ánh")
    leader = windows.open("principal")
    leader.goto("/requests/devices/")
    leader.get_by_role("button", name="Thu hồi máy Quầy 1").click()
    windows.faults.clear()
    back(page)
    page.get_by_role("button", name="Gửi ngay").click()
    told = page.get_by_role("alert").filter(has_text=re.compile("đã bị thu hồi.*Cho dùng lại"))
    expect(told).to_be_visible()
    expect(page.get_by_role("button", name="Tiếp nhận, in giấy hẹn")).to_be_hidden()
    cut(page)
    page.reload()  # it remembers, and still prints what it holds
    expect(told).to_be_visible()
    expect(page.get_by_role("button", name="Tiếp nhận, in giấy hẹn")).to_be_hidden()
    page.get_by_role("button", name=f"In lại giấy hẹn {code}").click()
    expect(page.locator("#receipt-code")).to_have_text(code)
    assert everything() == ([], 0)
    leader.get_by_role("button", name="Cho máy Quầy 1 dùng lại").click()
    expect(leader.get_by_text("Máy «Quầy 1» dùng lại được.")).to_be_visible()
    back(page)
    page.get_by_role("button", name="Gửi ngay").click()
    expect(page.locator("#counts")).to_contain_text("0 chờ gửi, 0 chưa vào sổ, 1 đã gửi")
    expect(told).to_be_hidden()
    assert everything() == ([code], 1)
    assert take(page, "Trần Thị Bình") != code


def test_last_years_numbers_are_not_used_in_the_new_year(school: World, windows: Windows) -> None:
    page = registered(windows, "Quầy 1")
    cut(page)
    page.evaluate(
        """async () => {
          const blocks = await OfflineStore.get("blocks");
          await OfflineStore.set("blocks", blocks.map((block) => ({...block, year: block.year - 1})));
        }"""
    )
    take_without_numbers(page)
    assert page.evaluate("OfflineStore.entries()") == []
    windows.faults.clear()
    back(page)
    page.get_by_role("button", name="Gửi ngay").click()
    expect(page.locator("#told")).to_have_text("Không còn hồ sơ nào chờ gửi.")
    page.get_by_role("button", name="Tiếp nhận, in giấy hẹn").click()
    expect(page.locator("#receipt-code")).not_to_be_empty()


def test_a_wrong_clock_is_said_and_what_it_dated_is_corrected(school: World, windows: Windows) -> None:
    page = registered(windows, "Quầy 1")
    now = datetime.now(UTC)
    page.clock.set_fixed_time(now + timedelta(days=2))
    page.get_by_role("button", name="Gửi ngay").click()
    expect(page.get_by_role("alert").filter(has_text="Đồng hồ của máy lệch 288")).to_be_visible()
    cut(page)
    code = take(page, "Nguyễn Văn Ánh")
    windows.faults.clear()
    back(page)
    page.get_by_role("button", name="Gửi ngay").click()
    expect(page.locator("#outbox-rows")).to_contain_text("nằm trong tương lai")
    page.clock.set_fixed_time(now)
    page.get_by_role("button", name=f"Sửa hồ sơ {code}").click()
    page.get_by_label("Tiếp nhận lúc").fill("")
    page.get_by_role("button", name="Tiếp nhận, in giấy hẹn").click()
    expect(page.locator("#counts")).to_contain_text("0 chờ gửi, 0 chưa vào sổ, 1 đã gửi")
    assert everything() == ([code], 1)


def test_a_number_declared_void_leaves_the_device_by_hand(school: World, windows: Windows) -> None:
    page = registered(windows, "Quầy 1")
    cut(page)
    code = take(page, "Nguyễn Văn Ánh")
    page.evaluate(
        """async () => {
          const [entry] = await OfflineStore.entries();
          await OfflineStore.put({...entry, applicant_phone: "12"});
        }"""
    )
    back(page)
    page.get_by_role("button", name="Gửi ngay").click()
    expect(page.locator("#outbox-rows")).to_contain_text("Số điện thoại chưa đúng")
    desk = windows.open("clerk")
    desk.goto("/requests/devices/")
    desk.get_by_role("link", name="1 số đã in chưa vào sổ").click()
    desk.get_by_role("link", name=f"Hủy số {code}").click()
    desk.get_by_label("Lý do hủy số").fill("In thử")
    desk.get_by_role("button", name="Khai hủy số").click()
    expect(desk.get_by_text(f"Đã khai hủy số {code}.")).to_be_visible()
    page.evaluate(
        """async () => {
          const [entry] = await OfflineStore.entries();
          await OfflineStore.put({...entry, status: "waiting", applicant_phone: "0912345678"});
        }"""
    )
    page.get_by_role("button", name="Gửi ngay").click()
    expect(page.locator("#outbox-rows")).to_contain_text("đã khai hủy")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name=f"Bỏ hồ sơ {code} khỏi máy").click()
    expect(page.locator("#counts")).to_contain_text("0 chờ gửi, 0 chưa vào sổ")
    assert everything() == ([], 1)


def test_a_pad_from_the_printer_to_the_register(school: World, windows: Windows) -> None:
    page, axe = windows.open("clerk", viewport=PHONE), Axe()
    looks = []

    def look() -> None:
        report = axe.run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        assert report.violations_count == 0, report.generate_report()
        looks.append(too_wide(page))

    page.goto("/requests/pads/")
    look()
    page.get_by_label("Số phiếu").select_option("10")
    page.get_by_role("button", name="Giữ số, tạo tập phiếu").click()
    look()
    code = page.get_by_role("rowheader").nth(2).inner_text()
    page.get_by_role("link", name=f"Nhập {code}").click()
    look()
    page.get_by_label("Thủ tục").select_option("CHUYEN-DI")
    page.get_by_role("button", name="Tiếp tục").click()
    look()
    now = datetime.now(VIETNAM)
    page.get_by_label("Tiếp nhận lúc").fill(f"{now:%Y-%m-%dT%H:%M}")
    page.get_by_label("Họ và tên học sinh").fill("Nguyễn Văn Ánh")
    page.get_by_label("Người nộp hồ sơ").fill("Nguyễn Thị Mẹ")
    page.get_by_label("Số điện thoại").fill("0912345678")
    page.get_by_role("button", name="Nhập vào sổ").click()
    expect(page.get_by_text(f"Đã vào sổ: {code}.")).to_be_visible()
    page.goto("/requests/pads/void/")
    look()
    page.goto("/requests/offline/undecided/")
    look()
    assert looks == [0] * len(looks)
    assert windows.faults == []
    assert everything() == ([code], 1)


def test_the_icons_are_served(school: World, windows: Windows) -> None:
    page = windows.open("clerk")
    page.goto("/requests/offline/")
    icons = page.evaluate(
        """async () => {
          const manifest = await (await fetch(document.querySelector("link[rel=manifest]").href)).json();
          return Promise.all(manifest.icons.map(async (icon) => (await fetch(icon.src)).headers.get("Content-Type")));
        }"""
    )
    assert icons == ["image/svg+xml", *["image/png"] * 4]


def test_on_a_phone_and_for_everybody(school: World, windows: Windows) -> None:
    page = registered(windows, "Điện thoại của văn thư", viewport=PHONE)
    axe = Axe()
    for _look in range(2):
        report = axe.run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        assert report.violations_count == 0, report.generate_report()
        assert too_wide(page) == 0
        if not page.get_by_text("Đang mất mạng.").is_visible():
            assert windows.faults == []
        cut(page)
        take(page, "Nguyễn Hoàng Phương Khánh Linh")
        page.get_by_role("button", name="In lại giấy hẹn").first.click()
        expect(page.locator("#receipt-qr svg")).to_be_visible()
