"""A principal at 22:00: from the first page to a decided request, by thumb, on a phone."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from procedures.enums import State
from procedures.models import Request
from schooladmin.core.periods import local_date
from schooladmin.units.scope import opened, system
from tests.browser import PHONE, Windows, too_wide
from tests.desk import receive
from tests.factory import World, make_calendar, make_world
from tests.test_browser_pages import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def world(transactional_db: None) -> World:
    make_calendar(2023, 2030)
    return make_world()


def _states(today: date) -> list[str]:
    with opened(system(today, "test")):
        return list(Request.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.parametrize("script", [True, False])
def test_three_taps_to_a_decided_request(world: World, windows: Windows, script: bool) -> None:
    now = timezone.now()
    for name in ("Nguyễn Văn Ánh", "Trần Thị Bình"):
        receive(world.school, name, now)
    options: dict[str, Any] = {"viewport": PHONE, "has_touch": True, "java_script_enabled": script}
    page = windows.open("principal", **options)

    page.locator("#main").get_by_role("link", name="Chờ quyết định").tap()  # one
    first = page.locator(".card-decide").first
    expect(first).to_contain_text("Nguyễn Văn Ánh")
    page.wait_for_load_state("load")  # the words stand before the style sheet that makes them large
    button = first.get_by_role("button", name="Đồng ý")
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 48
    assert box["width"] >= 250
    if script:
        assert too_wide(page) <= 0
        assert list(axe(page)) == []
    button.tap()  # two
    expect(page.get_by_role("status")).to_contain_text("Đã đồng ý")
    expect(page.locator(".card-decide")).to_have_count(1)
    expect(page.locator(".card-decide").first).to_contain_text("Trần Thị Bình")
    assert _states(local_date(now)) == [State.SOLVED, State.OPEN]

    page.get_by_text("Trả lại văn thư").tap()
    page.get_by_label("Cần xem lại điều gì").fill("Thiếu chữ ký")
    page.get_by_role("button", name="Gửi lại văn thư").tap()
    expect(page.get_by_role("status")).to_contain_text("Đỗ Thị Văn Thư")
    assert windows.faults == []


def test_the_other_pages_of_the_desk_fit_a_phone(world: World, windows: Windows) -> None:
    request = receive(world.school, at=timezone.now())
    page = windows.open("principal", viewport=PHONE)
    for address in (
        "/requests/delegations/",
        "/requests/",
        f"/requests/{request.pk}/",
        f"/requests/{request.pk}/hand-over/",
    ):
        page.goto(address)
        assert too_wide(page) <= 0, address
        assert list(axe(page)) == [], address
    page.goto("/requests/")
    page.get_by_role("checkbox", name="Chọn hồ sơ").check()
    page.get_by_label("Với hồ sơ đã chọn").select_option("solve")
    page.get_by_role("button", name="Thực hiện").click()
    expect(page.get_by_role("heading", name="Đồng ý nhiều hồ sơ")).to_be_visible()
    assert too_wide(page) <= 0
    assert list(axe(page)) == []
    assert windows.faults == []
