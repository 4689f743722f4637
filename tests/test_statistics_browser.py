"""The buttons that copy the figures: what lies in the clipboard is the table, ready to be pasted."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override
from playwright.sync_api import expect

from schooladmin.core.figures import Figure
from schooladmin.units.models import UnitName
from tests.browser import PHONE, Windows, too_wide
from tests.factory import World, make_calendar, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def world(transactional_db: None) -> World:
    make_calendar(2023, 2030)
    return make_world()


def test_a_table_is_copied_with_its_heads_and_without_formulas(world: World, windows: Windows) -> None:
    UnitName.objects.filter(unit=world.sister).update(name="=HYPERLINK(1)")
    page = windows.open("officer", permissions=["clipboard-read", "clipboard-write"])
    page.goto("/statistics/?period=2026-Q3")
    section = page.locator("section[aria-labelledby=by-school]")
    section.get_by_role("button", name="Chép bảng").click()
    expect(section.get_by_role("status")).to_contain_text("Đã chép")
    lines = [line.split("\t") for line in page.evaluate("navigator.clipboard.readText()").split("\n")]
    assert {len(line) for line in lines} == {14}
    assert lines[0][:2] == ["Trường", "Hồ sơ nhận giải quyết"]
    assert [line[0] for line in lines[2:]] == ["Trường THCS Bình An", "'=HYPERLINK(1)", "Tổng số"]
    page.get_by_role("button", name="Chép số liệu").click()
    figures = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert {len(line.split("\t")) for line in figures} == {11}


def test_a_copied_figure_goes_without_the_dots_between_its_thousands(world: World, windows: Windows) -> None:
    with override("vi"):
        shown = render_to_string(
            "procedures/_statistics_figure.html", {"figure": Figure("solved", "Đã giải quyết", 12345)}
        )
    page = windows.open("officer", permissions=["clipboard-read", "clipboard-write"])
    page.goto("/statistics/?period=2026-Q3")
    section = page.locator("section[aria-labelledby=by-school]")
    cell = section.locator("td").first
    cell.evaluate("(cell, shown) => { cell.innerHTML = shown; }", shown)  # no school of the tests has so many requests
    expect(cell).to_have_text("12.345")
    section.get_by_role("button", name="Chép bảng").click()
    expect(section.get_by_role("status")).to_contain_text("Đã chép")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "\t12345\t" in copied
    assert "12.345" not in copied


@pytest.mark.parametrize("script", [True, False])
def test_without_script_no_button_promises_anything(world: World, windows: Windows, script: bool) -> None:
    options: dict[str, Any] = {"viewport": PHONE, "java_script_enabled": script}
    page = windows.open("officer", **options)
    page.goto("/statistics/?period=2026-Q3")
    expect(page.get_by_role("link", name="Tải Excel")).to_be_visible()
    assert page.get_by_role("button", name="Chép bảng").first.is_visible() is script
    if script:
        assert too_wide(page) <= 0
