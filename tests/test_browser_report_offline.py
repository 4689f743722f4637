"""A report that is written while there is no network: its page opens from the device, checks, and sends later."""

import time

import pytest
from playwright.sync_api import Page, expect

from reports.models import Paragraph, Report
from tests.browser import PHONE, Windows, log_in
from tests.closing import open_quarter
from tests.factory import PASSWORD, World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("calendar"),
]

FOREIGN_QUARTER = "Trong quý I/2019 nhà trường đã làm xong việc này."


@pytest.fixture
def report(world: World) -> Report:
    """A quarter whose texts are written and which nobody has submitted."""
    return open_quarter(world)


def kept(page: Page, report: Report) -> str:
    """Open the report with a network and wait until the device has it; returns its address."""
    address = f"/reports/{report.pk}/"
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("data-kept", "1")
    return address


def stored(report: Report) -> str:
    return Paragraph._base_manager.get(report=report, field_key="digital", origin="typed").text


def test_a_report_opens_without_a_network_checks_and_sends_later(report: Report, windows: Windows) -> None:
    page = windows.open("principal", viewport=PHONE)
    address = kept(page, report)
    windows.line.cut(page)
    page.goto(address)
    banner = page.locator("#kept")
    expect(banner).to_contain_text("Không có mạng")
    # The figures with their past are on the device.
    expect(page.locator("#field-procedures .figure-lines tbody tr").first).to_be_visible()
    box = page.locator("#text-digital")
    box.fill(FOREIGN_QUARTER)
    expect(page.locator("#findings-digital")).to_contain_text("Quý này không phải quý của báo cáo.")
    expect(page.locator("#field-digital .save-state").last).to_contain_text("Còn trên máy này")
    page.reload()
    expect(box).to_have_value(FOREIGN_QUARTER)
    page.goto(f"{address}review/")  # nothing of it is kept: the page of the report answers
    expect(banner).to_be_visible()
    assert stored(report) == "Nội dung digital."
    windows.line.join(page)
    expect(page.locator("#field-digital .save-state").last).to_contain_text("Đã lưu", timeout=20_000)
    assert stored(report) == FOREIGN_QUARTER
    page.goto(address)
    expect(banner).to_be_hidden()
    expect(box).to_have_value(FOREIGN_QUARTER)


def test_a_page_from_the_device_shows_what_was_saved_after_it_was_kept(report: Report, windows: Windows) -> None:
    page = windows.open("principal")
    address = kept(page, report)
    page.locator("#text-digital").fill("Lưu sau khi trang đã được giữ.")
    expect(page.locator("#field-digital .save-state").last).to_contain_text("Đã lưu")
    windows.line.cut(page)
    page.goto(address)
    expect(page.locator("#kept")).to_be_visible()
    expect(page.locator("#text-digital")).to_have_value("Lưu sau khi trang đã được giữ.")
    page.context.close()


def test_nothing_of_one_person_is_left_for_the_next(report: Report, windows: Windows) -> None:
    page = windows.open("principal")
    kept(page, report)
    page.locator("details.person-menu summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_label("Tên đăng nhập")).to_be_visible()
    names = "caches.keys().then(names => names.filter(name => name.startsWith('report-')).length)"
    for _second in range(10):
        if page.evaluate(names) == 0:
            break
        time.sleep(0.5)
    assert page.evaluate(names) == 0
    log_in(page, "clerk", PASSWORD)
    windows.line.cut(page)
    with pytest.raises(Exception, match="ERR_"):
        page.goto(f"/reports/{report.pk}/")
    page.context.close()
