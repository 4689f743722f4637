"""Saves that go wrong or cross each other: no text is lost, and none is written over that was not seen."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Request, Route, expect

from reports.actions.paragraphs import save_narrative
from reports.models import Paragraph, Report
from schooladmin.units.scope import opened
from tests.browser import Windows, drafts_on
from tests.closing import open_quarter
from tests.factory import World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("calendar"),
]

MINE, OTHER = "Bản của hiệu trưởng.", "Bản của phó hiệu trưởng."
FIELDS = "**/reports/*/fields/digital/"


@pytest.fixture
def report(world: World) -> Report:
    return open_quarter(world)


class Gate:
    """What one window saves waits here until the gate is opened, for good."""

    def __init__(self, page: Page) -> None:
        self.page, self.held, self.is_open = page, list[Route](), False
        page.route(FIELDS, self._meet)

    def _meet(self, route: Route) -> None:
        if self.is_open:
            route.continue_()
        else:
            self.held.append(route)

    def caught(self) -> Request:
        """The first save; it is waited for."""
        for _try in range(150):
            if self.held:
                return self.held[0].request
            self.page.wait_for_timeout(100)
        raise AssertionError("nothing was saved")

    def open(self) -> None:
        self.is_open = True
        for route in self.held:
            route.continue_()


def stored(report: Report) -> str:
    return Paragraph._base_manager.get(report=report, field_key="digital", origin="typed").text


def write(page: Page, report: Report, text: str) -> None:
    page.goto(f"/reports/{report.pk}/")
    page.locator("#text-digital").fill(text)


def press(page: Page) -> None:
    page.locator("#field-digital").get_by_role("button", name="Lưu mục này").click()


def beside(windows: Windows, known: str) -> list[str]:
    """What the windows complained of besides ``known`` and the service worker that they must do without."""
    return [fault for fault in windows.faults if known not in fault and "Service Worker registration" not in fault]


def test_a_save_that_the_server_could_not_make_is_made_again(report: Report, windows: Windows) -> None:
    page = windows.open("principal", service_workers="block")  # what goes through one, a route does not see
    page.route(FIELDS, lambda route: route.fulfill(status=503, body="<h1>503</h1>"))
    write(page, report, MINE)
    press(page)
    state = page.locator("#field-digital .save-state").last
    expect(state).to_contain_text("Còn trên máy này")
    assert drafts_on(page) == 1
    assert stored(report) != MINE
    page.unroute(FIELDS)
    expect(state).to_contain_text("Đã lưu", timeout=30_000)
    assert (stored(report), drafts_on(page)) == (MINE, 0)
    assert beside(windows, "503") == []


def test_a_button_pressed_before_the_other_text_was_seen_writes_over_nothing(
    world: World, report: Report, windows: Windows
) -> None:
    page = windows.open("principal", service_workers="block")  # what goes through one, a route does not see
    page.goto(f"/reports/{report.pk}/")
    with opened(world.scope("deputy", timezone.localdate())) as scope:
        shown = Paragraph._base_manager.get(report=report, field_key="digital", origin="typed").version
        save_narrative(
            actor=scope,
            report_id=report.pk,
            field_key="digital",
            text=OTHER,
            expected_version=shown,
            at=timezone.now(),
        )
    gate = Gate(page)
    page.locator("#text-digital").fill(MINE)
    assert "x-autosave" in gate.caught().headers
    press(page)
    gate.open()
    field = page.locator("#field-digital")
    expect(field.get_by_role("alert")).to_contain_text(OTHER)
    expect(page.locator("#text-digital")).to_have_value(MINE)
    page.wait_for_timeout(1000)
    assert stored(report) == OTHER
    press(page)  # with both in view
    expect(field.get_by_role("status")).to_contain_text("Đã lưu")
    assert stored(report) == MINE
    assert beside(windows, "409 (Conflict)") == []
