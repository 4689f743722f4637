"""A letter that is read before it is sent, without JavaScript: no button loses what was typed."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from schooladmin.notices.outbox.actions import collect
from schooladmin.notices.outbox.models import Letter
from schooladmin.units.models import User
from schooladmin.units.scope import opened
from tests.browser import Windows
from tests.closing import LATER, QUARTER, begin
from tests.factory import World, moment

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("calendar"),
]


@pytest.fixture
def letter(world: World, settings: Any) -> Letter:
    settings.MAIL_IS_SET = True
    for who in ("principal", "party_secretary"):
        User.objects.filter(pk=world.users[who].pk).update(email=f"{who}@thcs-a.example.vn")
    begin(world, at=moment("2026-07-03 09:00"))
    base = "https://truong.example.vn"
    with opened(world.scope("party_officer", LATER.date())) as scope:
        collect(actor=scope, unit_id=world.party.pk, kind="reports.reminder", quarter=QUARTER, base=base, at=LATER)
        return Letter.objects.order_by("about__code")[0]


def test_no_button_loses_what_was_typed(letter: Letter, windows: Windows) -> None:
    page = windows.open("party_officer", java_script_enabled=False)
    page.goto(reverse("notices.outbox.read", args=[letter.pk]))
    page.locator("#id_subject").fill("Nhắc nộp báo cáo")
    page.locator("#id_subject").press("Enter")
    expect(page.get_by_text("Đã lưu thư.")).to_be_visible()
    expect(page.get_by_role("button", name="Gửi cả người này")).to_have_count(0)  # Enter saves, and drops nobody

    page.locator("#id_body").fill("Kính gửi thầy, cô.")
    page.get_by_role("button", name="Không gửi người này").first.click()
    expect(page.get_by_role("button", name="Gửi cả người này")).to_have_count(1)
    expect(page.locator("#id_body")).to_have_value("Kính gửi thầy, cô.")

    page.locator("#id_subject").fill("Nhắc lần cuối")
    page.get_by_role("button", name="Gửi thư").click()
    expect(page.get_by_text("Đang gửi thư.")).to_be_visible()
    expect(page.get_by_role("heading", name="Nhắc lần cuối")).to_be_visible()
    assert windows.faults == []
