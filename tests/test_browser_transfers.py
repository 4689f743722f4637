"""A transfer in a real Chromium: the principal's three taps on a phone, the clerk's two keys, the outside school."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from procedures.actions.intake import accept_request
from procedures.models import TransferSide
from procedures.transfers.actions import accept_transfer, arrive_transfer, decline_transfer, release_transfer
from procedures.transfers.enums import SideRole, TransferState
from procedures.transfers.outside import write_letter
from procedures.transfers.places import set_places
from pupils.forms import school_year_on
from schooladmin.core.periods import local_date
from schooladmin.units.enums import SupervisionKind
from schooladmin.units.scope import opened, system
from tests.browser import DESK, PHONE, Windows, tab_to, too_wide
from tests.factory import World, make_school, put_above
from tests.transfers import application, begin, enrol, fresh, other_side

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("calendar"),
]


@pytest.fixture(autouse=True)
def without_faults(windows: Windows) -> Iterator[None]:
    yield
    assert windows.faults == []


def assert_accessible(page: Page) -> None:
    assert [row["id"] for row in Axe().run(page).response["violations"]] == []
    assert too_wide(page) <= 0


def shown(page: Page, name: str) -> None:
    """The page passes; ``SHOTS`` names a folder for its picture."""
    assert_accessible(page)
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def take(world: World, who: str, action: Any, side: TransferSide, at: datetime, **more: Any) -> None:
    scope = world.scope(who, local_date(at))
    with opened(scope):
        action(actor=scope, side_id=side.pk, at=at, **more)


def test_from_the_principal_s_phone_to_the_arrival(world: World, windows: Windows) -> None:
    now = timezone.now()
    with opened(system(local_date(now), "test")) as root:
        for name, seats in (("6B1", 35), ("6B2", 34)):
            set_places(
                actor=root,
                unit_id=world.sister.pk,
                school_year=school_year_on(local_date(now)),
                class_name=name,
                seats=seats,
                at=now,
            )
    leaving = begin(world, at=now, pupil=enrol(world.school))
    coming = other_side(leaving)

    phone = windows.open("sister_principal", viewport=PHONE, has_touch=True)
    phone.locator("#main").get_by_role("link", name="Chuyển trường", exact=True).tap()
    expect(phone.get_by_text("Khối 6: còn 69 chỗ")).to_be_visible()
    assert_accessible(phone)
    phone.get_by_role("button", name="Đồng ý").tap()
    expect(phone.get_by_text("Đã đồng ý tiếp nhận học sinh.")).to_be_visible()
    assert_accessible(phone)
    assert fresh(coming).transfer.state == TransferState.ACCEPTED

    desk = windows.open("clerk", viewport=DESK)
    desk.goto(f"/requests/transfers/{leaving.pk}/")
    assert_accessible(desk)
    tab_to(desk, desk.get_by_role("button", name="Bàn giao hồ sơ"))
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Đã bàn giao hồ sơ cho trường đến.")).to_be_visible()
    desk.goto("/requests/transfers/on-the-way/")
    expect(desk.get_by_role("link", name="Nguyễn Văn An")).to_be_visible()
    assert_accessible(desk)

    clerk = windows.open("sister_clerk", viewport=PHONE)
    clerk.goto(f"/requests/transfers/{coming.pk}/")
    clerk.get_by_label("Vào lớp").fill("6B2")
    clerk.get_by_role("button", name="Học sinh đã đến").click()
    expect(clerk.get_by_text("Đã ghi học sinh đến trường.")).to_be_visible()
    assert_accessible(clerk)
    for path in ("/requests/transfers/places/", "/requests/transfers/on-the-way/", "/requests/transfers/?state=closed"):
        clerk.goto(path)
        assert_accessible(clerk)


def test_a_school_outside_confirms_without_an_account(world: World, windows: Windows) -> None:
    now = timezone.now()
    scope = world.scope("clerk", local_date(now))
    with opened(scope):
        request = accept_request(
            actor=scope, unit_id=world.school.pk, application=application(SideRole.SENDING, now), at=now
        )
        letter = write_letter(actor=scope, request_id=request.pk, school_name="Trường THCS Nơi Khác", at=now)
    # With scripts, for axe: every face of the page is accessible on the phone.
    looked = windows.open(viewport=PHONE)
    looked.goto(f"/ho-so/xac-nhan/{letter.token}/")
    shown(looked, "confirm-digits")
    looked.get_by_label("Bốn số cuối").fill("12")
    looked.get_by_role("button", name="Tiếp tục").click()
    shown(looked, "confirm-digits-wrong")
    windows.faults.clear()  # Chromium says in the console that the answer was 422
    looked.get_by_label("Bốn số cuối").fill("5678")
    looked.get_by_role("button", name="Tiếp tục").click()
    shown(looked, "confirm-who")
    looked.get_by_role("button", name="Xác nhận").click()
    expect(looked.get_by_text("Hãy ghi họ và tên.")).to_be_visible()
    shown(looked, "confirm-who-wrong")
    windows.faults.clear()

    guest = windows.open(viewport=PHONE, java_script_enabled=False)
    guest.goto(f"/ho-so/xac-nhan/{letter.token}/")
    expect(guest.get_by_text("Học sinh N.V.A.")).to_be_visible()
    guest.get_by_label("Bốn số cuối").fill("5678")
    guest.get_by_role("button", name="Tiếp tục").click()
    expect(guest.get_by_text("Nguyễn Văn An")).to_be_visible()
    guest.get_by_label("Họ tên người xác nhận").fill("Phan Văn Xa")
    guest.get_by_label("Chức vụ").fill("Hiệu trưởng")
    guest.get_by_label("Điện thoại của trường").fill("0903000111")
    guest.get_by_label("Trường chúng tôi đã tiếp nhận").check()
    guest.get_by_role("button", name="Xác nhận").click()
    expect(guest.get_by_role("heading", name="Đã xác nhận tiếp nhận")).to_be_visible()
    looked.goto(f"/ho-so/xac-nhan/{letter.token}/")
    shown(looked, "confirm-done")
    for viewport, size in ((PHONE, "phone"), (DESK, "desk")):
        clerk = windows.open("clerk", viewport=viewport)
        clerk.goto(f"/requests/{request.pk}/letter/")
        shown(clerk, f"letter-{size}")
    clerk.goto(f"/requests/{request.pk}/letter/print/")
    expect(clerk.get_by_text("THƯ XÁC NHẬN CHUYỂN TRƯỜNG")).to_be_visible()


def test_asking_again_placing_and_the_days_look_right(world: World, windows: Windows) -> None:
    now = timezone.now()
    third = make_school("THCS-C", "Trường THCS Tân Lập")
    put_above(third, world.commune, SupervisionKind.ADMINISTRATIVE)
    refused = begin(world, at=now, pupil=enrol(world.school, "Lê Thị Bình"))
    take(world, "sister_principal", decline_transfer, other_side(refused), now, note="Hết chỗ")
    came = begin(world, at=now, pupil=enrol(world.school))
    take(world, "sister_principal", accept_transfer, other_side(came), now)
    take(world, "clerk", release_transfer, came, now)
    take(world, "sister_clerk", arrive_transfer, other_side(came), now)

    for viewport, size in ((PHONE, "phone"), (DESK, "desk")):
        clerk = windows.open("sister_clerk", viewport=viewport)
        clerk.goto("/requests/transfers/on-the-way/")
        expect(clerk.get_by_role("heading", name="Đã đến, chưa xếp lớp")).to_be_visible()
        shown(clerk, f"placing-{size}")
        clerk.goto(f"/requests/transfers/{other_side(came).pk}/")
        shown(clerk, f"placing-case-{size}")
        admin = windows.open("admin", viewport=viewport)
        admin.goto("/requests/transfers/rules/")
        shown(admin, f"rules-{size}")
        sender = windows.open("clerk", viewport=viewport)
        sender.goto(f"/requests/transfers/{refused.pk}/")
        shown(sender, f"again-{size}")
    sender.get_by_label("Hỏi trường").select_option(label="Trường THCS Tân Lập")
    sender.get_by_role("button", name="Hỏi trường khác").click()
    expect(sender.get_by_text("Đã gửi đề nghị đến trường khác.")).to_be_visible()
    shown(sender, "again-done")
    sender.get_by_role("link", name="Trường đến không tiếp nhận").click()
    expect(sender.get_by_text("Hồ sơ tiếp theo")).to_be_visible()
    shown(sender, "again-before")
