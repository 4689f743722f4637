"""A value by hand on a phone: from the figure's row, without leaving the page of the report."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from reports.models import Override, Report
from schooladmin.core.periods import VIETNAM, Quarter
from schooladmin.units.scope import opened, system
from tests.browser import PHONE, Windows, too_wide
from tests.closing import begin
from tests.factory import World, make_calendar, make_world
from tests.stage import add_request
from tests.test_browser_pages import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def report(transactional_db: None) -> Report:
    """The school's report of the present quarter, with one request in the register."""
    make_calendar()
    world: World = make_world()
    now = timezone.now().astimezone(VIETNAM)
    present = Quarter.of(now.date())
    with opened(system(now.date(), "test")):
        add_request(world.school, morning(present.calendar.start), solved=True)
    return begin(world, present, at=now, due_on=present.calendar.end - timedelta(days=1))


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=VIETNAM)


def test_a_value_by_hand_from_the_row_of_its_figure(report: Report, windows: Windows) -> None:
    page = windows.open("principal", viewport=PHONE)
    page.goto(f"/reports/{report.pk}/")
    page.locator("[id='ask-procedures.RUT-HOC-BA.solved'] summary").first.click()
    page.get_by_role("link", name="giải quyết đúng hạn").click()
    hand = page.locator("[data-hand]")
    expect(hand).to_contain_text("Sổ đếm được")
    hand.get_by_label("Số nhập tay").fill("bảy")
    hand.get_by_role("button", name="Ghi số nhập tay").click()
    expect(hand).to_contain_text("Hãy ghi một số nguyên")
    expect(hand.get_by_label("Số nhập tay")).to_have_value("bảy")
    assert list(axe(page)) == []
    assert not too_wide(page)
    hand.get_by_label("Số nhập tay").fill("7")
    hand.get_by_label("Lý do").fill("Sổ giấy chưa nhập")
    hand.get_by_role("button", name="Ghi số nhập tay").click()
    expect(page.locator(".messages")).to_contain_text("Đã ghi số nhập tay")
    expect(page.locator(".part-text").first).to_contain_text("đã giải quyết 7 hồ sơ")
    assert Override._base_manager.get().value == 7
    # The same without scripts, on the figure's own page.
    plain = windows.open("principal", viewport=PHONE, java_script_enabled=False)
    plain.goto(f"/reports/{report.pk}/figures/procedures.RUT-HOC-BA.solved_on_time/")
    plain.get_by_role("button", name="Lấy lại số đếm từ sổ").click()
    expect(plain.locator(".messages")).to_contain_text("Lấy lại số đếm từ sổ")
    assert not Override._base_manager.exists()
    page.goto(f"/reports/{report.pk}/figures/procedures.total.received/")
    assert list(axe(page)) == []
    assert not too_wide(page)
    assert windows.faults == []
