"""The public pages in a real Chromium at 320 px: the way of a parent, the weight of the page, what a reader hears."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, Response, expect

from procedures.actions.intake import Application, accept_request
from procedures.actions.work import return_request, solve_request
from procedures.enums import Channel, Relation
from procedures.models import Request
from procedures.public.actions import open_lobby
from procedures.rules.codes import short_code
from schooladmin.core.periods import local_date
from schooladmin.units.scope import opened, system
from tests.browser import SMALL_PHONE, Windows, too_wide
from tests.factory import World, make_calendar, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
NAME = "Quỳnhxpupil Văn Kín"


@pytest.fixture
def school(transactional_db: None) -> World:
    make_calendar()
    return make_world()


def add(world: World, at: datetime, *actions: Any) -> Request:
    with opened(system(local_date(at), "Hệ thống")) as actor:
        request = accept_request(
            actor=actor,
            unit_id=world.school.pk,
            application=Application(
                procedure="CHUYEN-DI",
                channel=Channel.DIRECT,
                applicant_name=NAME,
                applicant_phone="0987650123",
                relation=Relation.PARENT,
                pupil_name=NAME,
                received_at=at,
            ),
            at=at,
            mutation_id=uuid4(),
        )
        for minute, action in enumerate(actions, start=1):
            action(actor=actor, request_id=request.pk, at=at + timedelta(minutes=minute))
        return request


def assert_accessible(page: Page, *besides: str) -> None:
    found = [row["id"] for row in Axe().run(page).response["violations"] if row["id"] not in besides]
    assert found == []
    assert too_wide(page) <= 0
    assert NAME.split()[0] not in page.content()


def test_a_parent_types_the_code_reads_and_taps_once(school: World, windows: Windows) -> None:
    request = add(school, timezone.now() - timedelta(hours=1), solve_request, return_request)
    page = windows.open(viewport=SMALL_PHONE)
    bodies: list[int] = []

    def weigh(response: Response) -> None:
        if response.status == 200:
            bodies.append(len(response.body()))

    page.goto(reverse("public.lookup", args=["THCS-A"]))
    assert_accessible(page)
    page.get_by_label("Mã hồ sơ").fill(short_code(request.code).replace("-", "").lower())
    page.get_by_label("Bốn số cuối").fill("0124")
    page.get_by_role("button", name="Xem hồ sơ").click()
    expect(page.get_by_role("alert")).to_contain_text("chưa đúng")
    assert_accessible(page)
    page.get_by_label("Bốn số cuối").fill("0123")
    page.on("response", weigh)
    page.get_by_role("button", name="Xem hồ sơ").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nhà trường đã trả kết quả")
    assert short_code(request.code) not in page.url
    page.wait_for_load_state("networkidle")
    assert sum(bodies) <= 30 * 1024
    assert_accessible(page)
    # From a page that tells nobody its address a browser sends «Origin: null»: the tap must arrive all the same.
    page.get_by_role("button", name="Hài lòng", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Đã ghi: Hài lòng.")
    page.get_by_label("Lời nhắn").fill("Nhanh, gọn")
    page.get_by_role("button", name="Gửi lời nhắn").click()
    expect(page.get_by_role("status")).to_contain_text("Lời nhắn đã gửi")
    assert_accessible(page)
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert_accessible(page)
    assert windows.faults == [fault for fault in windows.faults if "422" in fault]  # the one wrong try


def test_an_open_request_is_read_in_order(school: World, windows: Windows) -> None:
    request = add(school, timezone.now())
    page = windows.open(viewport=SMALL_PHONE)
    page.goto(reverse("public.request.read", args=[request.public_token]))
    headings = page.get_by_role("heading").all_inner_texts()
    assert headings[0].startswith("Nhà trường đang giải quyết, hẹn trả kết quả")
    assert headings[1:] == ["Bây giờ cần làm gì", "Ngày hẹn trả kết quả", "Các bước đã qua"]
    assert_accessible(page)
    assert windows.faults == []


def test_the_screen_in_the_hall_is_read_from_afar(school: World, windows: Windows) -> None:
    for _each in range(3):
        add(school, timezone.now() - timedelta(hours=1), solve_request)
    with opened(system(local_date(timezone.now()), "Hệ thống")) as actor:
        token = open_lobby(actor=actor, unit_id=school.school.pk, at=timezone.now()).token
    page = windows.open(viewport={"width": 1920, "height": 1080})
    page.goto(reverse("public.lobby", args=[token]))
    code = page.locator(".codes li").first
    assert float(code.evaluate("element => parseFloat(getComputedStyle(element).fontSize)")) >= 45
    # The screen has no keys to press: turning the page by itself is its purpose.
    assert_accessible(page, "meta-refresh")
    page.set_viewport_size(SMALL_PHONE)
    assert too_wide(page) <= 0
    assert windows.faults == []


def test_the_principals_page_and_the_ratings_fit_a_small_phone(school: World, windows: Windows) -> None:
    with opened(system(local_date(timezone.now()), "Hệ thống")) as actor:
        open_lobby(actor=actor, unit_id=school.school.pk, at=timezone.now())
    page = windows.open("principal", viewport=SMALL_PHONE)
    for name in ("procedures.lobby", "procedures.rating.list"):
        page.goto(reverse(name))
        assert_accessible(page)
    assert windows.faults == []
