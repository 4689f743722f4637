"""Handing diplomas out in a real Chromium: by scan without a hand on the mouse, with the keys alone, on a phone."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from procedures.batch.lists import Plan, create_batch
from procedures.models import Batch, BatchLine, Request
from schooladmin.units.scope import opened
from tests.browser import DESK, PHONE, Windows, too_wide
from tests.factory import World, make_calendar, make_world
from tests.test_batch_actions import graduates, lines
from tests.test_browser_pages import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

_COUNT_CLICKS = """document.addEventListener("pointerdown", () => {
  sessionStorage.setItem("clicks", 1 + Number(sessionStorage.getItem("clicks")));
}, true);"""


@pytest.fixture
def batch(transactional_db: None) -> Batch:
    make_calendar()
    world = make_world()
    return list_of(world, 8)


def list_of(world: World, count: int) -> Batch:
    now = timezone.now()
    pupils = graduates(world, count)
    scope = world.scope("clerk", timezone.localdate())
    with opened(scope):
        plan = Plan("RUT-BANG", "Bằng tốt nghiệp, lớp 9A1, khóa 2025", [one.pk for one in pupils], "9A1", 2025)
        return create_batch(actor=scope, unit_id=world.school.pk, plan=plan, at=now, mutation_id=uuid.uuid4())


@pytest.fixture
def faultless(windows: Windows) -> Iterator[Windows]:
    yield windows
    assert windows.faults == []


def shot(page: Page, name: str) -> None:
    if os.environ.get("SHOTS"):
        page.screenshot(path=Path(os.environ["SHOTS"]) / f"{name}.png", full_page=True)


def made() -> int:
    return Request._base_manager.count()


def address(batch: Batch) -> str:
    return f"/batches/{batch.pk}/"


def test_five_lines_by_scan_without_the_mouse(batch: Batch, faultless: Windows) -> None:
    page = faultless.open("clerk")
    page.add_init_script(_COUNT_CLICKS)
    page.goto(address(batch))
    expect(page.locator("#scan")).to_be_focused()
    rows = lines(batch)
    for row in rows[:5]:  # a scanner does not wait for the answer
        page.keyboard.type(row.code)
        page.keyboard.press("Enter")
    expect(page.locator(".batch-figure")).to_have_text("5/8 đã trả")
    expect(page.locator("#scan")).to_be_focused()
    expect(page.locator("#scan")).to_have_value("")
    expect(page.locator(".batch-words")).to_contain_text(f"{rows[4].pupil.full_name}: đã trả")
    page.keyboard.type(rows[0].code)
    page.keyboard.press("Enter")
    expect(page.locator(".batch-words")).to_contain_text("đã trả trước đó")
    assert made() == 5
    assert page.evaluate("Number(sessionStorage.getItem('clicks'))") == 0
    shot(page, "desk")
    assert list(axe(page)) == []
    assert too_wide(page) == 0


def test_what_went_wrong_in_a_burst_of_scans_stays_in_sight(batch: Batch, faultless: Windows) -> None:
    page = faultless.open("clerk")
    page.goto(address(batch))
    first, second = lines(batch)[:2]
    for code in (first.code, "12345", second.code):
        page.keyboard.type(code)
        page.keyboard.press("Enter")
    expect(page.locator(".batch-figure")).to_have_text("2/8 đã trả")
    expect(page.locator(".batch-words.is-late")).to_contain_text("đọc chưa đúng")
    expect(page.locator(".batch-words.is-done")).to_contain_text(second.pupil.full_name)
    expect(page.locator("#scan")).to_be_focused()  # the answer has come to rest: it takes the focus
    page.context.set_offline(True)
    page.locator(f"#give-{lines(batch)[2].pk}").press("Enter")
    # In place of both lines that still stand there.
    expect(page.locator(".batch-words", has_text="Mất kết nối")).to_be_visible()
    page.context.set_offline(False)
    page.keyboard.type(lines(batch)[2].code)
    page.keyboard.press("Enter")
    expect(page.locator(".batch-figure")).to_have_text("3/8 đã trả")
    # The browser itself says aloud that the line was cut.
    faultless.faults[:] = [fault for fault in faultless.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


def test_the_keys_go_down_the_list(batch: Batch, faultless: Windows) -> None:
    page = faultless.open("clerk")
    page.goto(address(batch))
    first, second, third = lines(batch)[:3]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator(f"#give-{second.pk}")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".batch-figure")).to_have_text("1/8 đã trả")
    expect(page.locator(f"#give-{third.pk}")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator(f"#give-{first.pk}")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#scan")).to_be_focused()
    page.keyboard.type("binh")
    page.keyboard.press("Enter")
    expect(page.locator(".batch-table tbody tr")).to_have_count(1)
    assert made() == 1


def test_a_thumb_hands_over_and_another_taker_is_named(batch: Batch, faultless: Windows) -> None:
    page = faultless.open("clerk", viewport=PHONE, has_touch=True)
    page.goto(address(batch))
    assert too_wide(page) == 0
    first, second = lines(batch)[:2]
    page.locator(f"#give-{first.pk}").tap()
    expect(page.locator(".batch-figure")).to_have_text("1/8 đã trả")
    shot(page, "phone")
    page.locator(f"#line-{second.pk} .batch-other").tap()
    shot(page, "taker")
    page.get_by_label("Người nhận").fill("Ngô Thị Dì")
    page.locator("#taker").get_by_role("button", name="Đã trả").tap()
    expect(page.locator(".batch-figure")).to_have_text("2/8 đã trả")
    assert BatchLine._base_manager.get(pk=second.pk).taker_name == "Ngô Thị Dì"
    assert list(axe(page)) == []
    assert too_wide(page) == 0


def test_every_page_of_the_desk_is_whole_on_a_desk_and_a_phone(batch: Batch, faultless: Windows) -> None:
    paths = ("/batches/", "/batches/new/?procedure=RUT-BANG&graduation_year=2025", address(batch))
    for number, size in enumerate((DESK, PHONE)):
        page = faultless.open("clerk", viewport=size)
        for place, path in enumerate(paths):
            page.goto(path if "new" not in path else f"{path}&unit={batch.unit_id}")
            shot(page, f"page-{number}-{place}")
            assert list(axe(page)) == [], path
            assert too_wide(page) == 0, path
        page.goto(f"{address(batch)}sheet/")
        expect(page.locator(".qr-picture")).to_have_count(8)
        shot(page, f"page-{number}-sheet")
        page.context.close()


def test_without_a_script_a_scan_comes_back_to_the_box(batch: Batch, faultless: Windows) -> None:
    page = faultless.open("clerk", java_script_enabled=False)
    page.goto(address(batch))
    page.locator("#scan").fill(lines(batch)[0].code)
    page.keyboard.press("Enter")
    expect(page.locator(".batch-figure")).to_have_text("1/8 đã trả")
    page.keyboard.type(lines(batch)[1].code)  # the box has the cursor again
    page.keyboard.press("Enter")
    expect(page.locator(".batch-figure")).to_have_text("2/8 đã trả")
