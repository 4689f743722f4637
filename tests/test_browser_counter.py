"""The counter's journeys from the keyboard, in a real Chromium, with every key press, click and screen counted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Frame, Page, Route, expect

from procedures.actions.intake import Application, accept_request
from procedures.actions.work import pause_request, solve_request
from procedures.enums import Channel, Relation
from procedures.models import Request
from procedures.rules.codes import short_code
from pupils.actions import PupilData, add_pupil
from pupils.models import Pupil
from schooladmin.units.scope import opened
from tests.browser import SMALL_PHONE, Windows, too_wide
from tests.factory import World
from tests.test_browser_pages import axe

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("calendar"),
]

INTAKE = "/requests/accept/"
_COUNT_CLICKS = """document.addEventListener("pointerdown", () => {
  sessionStorage.setItem("clicks", 1 + Number(sessionStorage.getItem("clicks")));
}, true);
window.print = () => { window.top.document.documentElement.dataset.printed = window.location.pathname; };"""


@dataclass
class Counter:
    """A person at the keyboard. ``keys`` pressed and ``screens`` seen since ``start``; a scan counts nothing."""

    page: Page
    keys: int = 0
    pages: list[str] = field(default_factory=list)

    def start(self, path: str) -> None:
        self.page.add_init_script(_COUNT_CLICKS)
        self.page.goto(path)
        self.keys, self.pages = 0, [self.page.url]
        self.page.on("framenavigated", self._see)

    def _see(self, frame: Frame) -> None:
        if frame == self.page.main_frame:
            self.pages.append(frame.url)

    def type(self, text: str) -> None:
        """Each sign is one key."""
        self.page.keyboard.type(text)
        self.keys += len(text)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def scan(self, code: str) -> None:
        """What a scanner types, with its Enter."""
        self.page.keyboard.type(code)
        self.page.keyboard.press("Enter")

    @property
    def screens(self) -> int:
        """Pages by their path: a step that is swapped into the same page is the same screen."""
        paths = [url.split("?")[0] for url in self.pages]
        return sum(1 for number, path in enumerate(paths) if number == 0 or path != paths[number - 1])

    @property
    def clicks(self) -> int:
        return int(self.page.evaluate("Number(sessionStorage.getItem('clicks'))"))


@pytest.fixture
def pupils(world: World) -> list[Pupil]:
    """Two pupils of one name, told apart by class, birth date and guardian."""
    details: list[dict[str, Any]] = [
        {"class_name": "8A1", "birth_date": date(2012, 12, 5), "guardian_name": "Trần Thị Hoa"},
        {"class_name": "8A2", "birth_date": date(2012, 3, 9), "guardian_name": "Lê Thị Lan"},
    ]
    with opened(world.scope("clerk", timezone.localdate())) as scope:
        return [
            add_pupil(
                actor=scope,
                unit_id=world.school.pk,
                data=PupilData(full_name="Nguyễn Mạnh Anh", guardian_phone="0912345678", **known),
                at=timezone.now(),
            )
            for known in details
        ]


@pytest.fixture
def clerk(windows: Windows) -> Iterator[Counter]:
    counter = Counter(windows.open("clerk"))
    yield counter
    assert windows.faults == []


def accept(world: World, **changes: Any) -> Request:
    now = timezone.now()
    details: dict[str, Any] = {
        "procedure": "RUT-HOC-BA",
        "channel": Channel.DIRECT,
        "applicant_name": "Trần Thị Hoa",
        "applicant_phone": "0912345678",
        "relation": Relation.PARENT,
        "pupil_name": "Nguyễn Mạnh Anh",
        "received_at": now - timedelta(hours=1),
    }
    with opened(world.scope("principal", timezone.localdate())) as scope:
        application = Application(**{**details, **changes})
        return accept_request(actor=scope, unit_id=world.school.pk, application=application, at=now)


def the_request() -> Request:
    return Request._base_manager.get()


def focused(page: Page, selector: str) -> None:
    expect(page.locator(selector).first).to_be_focused()


def to_the_papers(clerk: Counter) -> None:
    """«nmanh», the first of the two, and the first procedure."""
    page = clerk.page
    focused(page, "#pupil-q")
    clerk.type("nmanh")
    expect(page.locator("#found[data-q='nmanh'] [data-pupil]")).to_have_count(2)
    clerk.press("Enter")
    focused(page, ".picks [data-key='1']")
    clerk.press("1")
    focused(page, "[name=components]")


def test_intake_of_a_known_pupil(world: World, pupils: list[Pupil], clerk: Counter) -> None:
    clerk.start(INTAKE)
    page = clerk.page
    to_the_papers(clerk)
    expect(page.locator(".promise-day")).to_be_visible()
    clerk.press("Enter")
    focused(page, "[name=applicant_phone]")
    clerk.press("Enter")
    expect(page.locator(".receipt-code")).to_be_visible()
    expect(page.locator(".receipt-code")).to_have_text(the_request().code)
    print(f"known pupil: {clerk.keys} keys, {clerk.clicks} clicks, {clerk.screens} screens")
    assert (clerk.clicks, clerk.screens) == (0, 2)
    assert clerk.keys <= 25
    row = the_request()
    assert (row.pupil_id, row.pupil_class, row.applicant_name) == (pupils[0].pk, "8A1", "Trần Thị Hoa")
    assert list(axe(page)) == []
    # The paper is one key away, and so is the next person.
    focused(page, ".receipt .btn-primary")
    clerk.press("i")
    expect(page.frame_locator(".print-frame").locator("body")).to_contain_text(row.code)
    expect(page.locator("html")).to_have_attribute("data-printed", f"/requests/{row.pk}/papers/receipt/")
    focused(page, ".receipt .btn-primary")
    clerk.press("Enter")
    focused(page, "#pupil-q")


def test_the_phone_is_typed_where_the_register_has_none(world: World, clerk: Counter) -> None:
    with opened(world.scope("clerk", timezone.localdate())) as scope:
        data = PupilData(full_name="Nguyễn Mạnh Anh", guardian_name="Trần Thị Hoa")
        add_pupil(actor=scope, unit_id=world.school.pk, data=data, at=timezone.now())
    clerk.start(INTAKE)
    clerk.type("nmanh")
    expect(clerk.page.locator("#found[data-q='nmanh'] [data-pupil]")).to_have_count(1)
    clerk.press("Enter")
    focused(clerk.page, ".picks [data-key='1']")
    clerk.press("1")
    focused(clerk.page, "[name=components]")
    clerk.press("Enter")
    clerk.type("0987654321")
    clerk.press("Enter")
    expect(clerk.page.locator(".receipt-code")).to_be_visible()
    print(f"with the phone: {clerk.keys} keys, {clerk.screens} screens")
    assert clerk.keys <= 25
    assert (clerk.clicks, clerk.screens) == (0, 2)
    assert the_request().applicant_phone == "0987654321"


def test_digits_belong_to_the_box_and_choose_only_in_the_list(
    world: World, pupils: list[Pupil], clerk: Counter
) -> None:
    clerk.start(INTAKE)
    page = clerk.page
    clerk.type("nmanh 8a2")
    expect(page.locator("#pupil-q")).to_have_value("nmanh 8a2")
    expect(page.locator("#found [data-pupil]")).to_have_count(1)
    page.locator("#pupil-q").fill("")
    clerk.type("nmanh")
    expect(page.locator("#found[data-q='nmanh'] [data-pupil]")).to_have_count(2)
    clerk.press("ArrowDown")
    expect(page.locator("#found .marked")).to_contain_text("Lê Thị Lan")
    clerk.press("1")
    expect(page.locator(".intake-chosen")).to_contain_text("Trần Thị Hoa")
    # Escape goes back to the search, and letters typed in the list are typed in the box.
    clerk.press("Escape")
    focused(page, "#pupil-q")
    clerk.type("nm")
    expect(page.locator("#found [data-pupil]")).to_have_count(2)
    clerk.press("ArrowDown")
    clerk.type("anh")
    expect(page.locator("#pupil-q")).to_have_value("nmanh")


def test_enter_before_the_list_never_takes_one_of_several(world: World, pupils: list[Pupil], clerk: Counter) -> None:
    clerk.start(INTAKE)
    clerk.type("nmanh")
    clerk.press("Enter")
    expect(clerk.page.locator("#found[data-q='nmanh'] [data-pupil]")).to_have_count(2)
    focused(clerk.page, "#pupil-q")


def test_a_name_typed_before_the_page_has_its_scripts(world: World, pupils: list[Pupil], clerk: Counter) -> None:
    held: list[Route] = []
    page = clerk.page
    page.route("**/htmx.min.js", lambda route: held.append(route))
    page.goto(INTAKE, wait_until="commit")
    focused(page, "#pupil-q")
    page.keyboard.type("nmanh")
    expect(page.locator("#pupil-q")).to_have_value("nmanh")
    assert page.locator("#found [data-pupil]").count() == 0
    held[0].continue_()
    expect(page.locator("#found[data-q='nmanh'] [data-pupil]")).to_have_count(2)


def test_an_old_graduate_who_is_in_no_list(world: World, clerk: Counter) -> None:
    clerk.start(INTAKE)
    page = clerk.page
    clerk.type("Nguyễn Thị Thanh Hương")
    expect(page.locator("#found[data-q='Nguyễn Thị Thanh Hương'] .marked")).to_contain_text("nhập tay")
    clerk.press("Enter")
    focused(page, ".picks [data-key='1']")
    clerk.press("2")
    focused(page, "[name=pupil_name]")
    clerk.press("Enter")
    clerk.type("05121998")
    clerk.press("Enter")
    clerk.type("2013")
    clerk.press("Enter")
    focused(page, "[name=components]")
    clerk.press("Enter")
    clerk.type("0987654321")
    clerk.press("Enter")
    expect(page.locator(".receipt-code")).to_be_visible()
    print(f"unknown graduate: {clerk.keys} keys, {clerk.screens} screens")
    assert clerk.keys <= 75
    assert (clerk.clicks, clerk.screens) == (0, 2)
    row = the_request()
    assert (row.pupil_name, row.pupil_birth_date, row.graduation_year) == (
        "Nguyễn Thị Thanh Hương",
        date(1998, 12, 5),
        2013,
    )
    assert row.applicant_name == row.pupil_name
    assert not Pupil._base_manager.exists()


def test_a_missing_paper_at_the_intake(world: World, pupils: list[Pupil], clerk: Counter) -> None:
    clerk.start(INTAKE)
    page = clerk.page
    to_the_papers(clerk)
    clerk.keys = 0
    clerk.press("Space")
    expect(page.get_by_role("status").filter(has_text="chờ bổ sung")).to_contain_text("Đơn xin rút học bạ")
    clerk.press("Enter", "Enter")
    expect(page.locator(".receipt")).to_contain_text("Cần bổ sung: Đơn xin rút học bạ")
    print(f"missing paper at the intake: {clerk.keys} keys from the form")
    assert clerk.keys <= 10
    assert the_request().state == "paused"


def test_a_result_that_lies_ready_goes_out_at_once(world: World, pupils: list[Pupil], clerk: Counter) -> None:
    clerk.start(INTAKE)
    to_the_papers(clerk)
    clerk.press("Alt+t")
    expect(clerk.page.locator("#id_ready")).to_be_checked()
    clerk.press("Enter")
    expect(clerk.page.locator("h1")).to_contain_text("trả kết quả ngay")
    assert the_request().state == "returned"
    assert clerk.keys <= 25


def test_the_key_shown_on_the_first_page_opens_the_intake(world: World, clerk: Counter) -> None:
    clerk.start("/")
    clerk.press("Alt+n")
    focused(clerk.page, "#pupil-q")
    assert (clerk.keys, clerk.screens) == (1, 2)


def test_a_second_request_is_asked_about(world: World, pupils: list[Pupil], clerk: Counter) -> None:
    first = accept(world, pupil_id=pupils[0].pk)
    clerk.start(INTAKE)
    page = clerk.page
    clerk.type("nmanh")
    expect(page.locator("#found[data-q='nmanh'] [data-pupil]")).to_have_count(2)
    clerk.press("Enter")
    focused(page, ".picks [data-key='1']")
    clerk.press("1")
    focused(page, "#id_confirmed_duplicate")
    expect(page.locator(".panel-warning")).to_contain_text(first.code)
    assert list(axe(page)) == []
    clerk.press("Space", "Enter", "Enter", "Enter")
    expect(page.locator(".receipt-code")).to_be_visible()
    assert Request._base_manager.count() == 2


def test_enter_twice_makes_one_request(world: World, pupils: list[Pupil], clerk: Counter) -> None:
    clerk.start(INTAKE)
    to_the_papers(clerk)
    clerk.press("Enter", "Enter", "Enter", "Enter")
    expect(clerk.page.locator(".receipt-code")).to_be_visible()
    assert Request._base_manager.count() == 1


def test_a_missing_paper_found_later(world: World, clerk: Counter) -> None:
    row = accept(world)
    clerk.start("/requests/")
    focused(clerk.page, "#find-q")
    clerk.scan(short_code(row.code))
    focused(clerk.page, "[data-main-step]")
    clerk.press("1")
    focused(clerk.page, ".step[open] [name=missing]")
    clerk.press("Space", "Enter")
    expect(clerk.page.locator(".messages")).to_contain_text("chờ bổ sung")
    print(f"missing paper later: {clerk.keys} keys after the scan")
    assert clerk.keys <= 10
    assert clerk.clicks == 0
    assert the_request().state == "paused"


def test_the_paper_comes_back(world: World, clerk: Counter) -> None:
    row = accept(world)
    with opened(world.scope("clerk", timezone.localdate())) as scope:
        missing = list(row.components.values_list("pk", flat=True))[:1]
        pause_request(actor=scope, request_id=row.pk, at=timezone.now(), missing=missing)
    clerk.start("/requests/")
    clerk.scan(row.code)
    focused(clerk.page, "[data-main-step]")
    clerk.press("Enter")
    expect(clerk.page.locator(".messages")).to_contain_text("giải quyết tiếp")
    print(f"papers come back: {clerk.keys} keys after the scan")
    assert clerk.keys <= 6
    assert clerk.clicks == 0
    assert the_request().state == "open"


def test_the_result_is_handed_over(world: World, clerk: Counter) -> None:
    row = accept(world)
    with opened(world.scope("principal", timezone.localdate())) as scope:
        solve_request(actor=scope, request_id=row.pk, at=timezone.now())
    clerk.start("/requests/")
    clerk.scan(f"https://truong.example.vn/ho-so/{row.public_token}")
    focused(clerk.page, "[data-main-step]")
    clerk.press("Enter")
    expect(clerk.page.locator(".messages")).to_contain_text("Đã trả kết quả")
    print(f"result: {clerk.keys} keys after the scan")
    assert clerk.keys <= 4
    assert clerk.clicks == 0
    assert the_request().state == "returned"


def test_without_javascript(world: World, pupils: list[Pupil], windows: Windows) -> None:
    """Plain pages: search, choose, accept; still no mouse is needed."""
    page = windows.open("clerk", java_script_enabled=False)
    page.goto(INTAKE)
    page.keyboard.type("nmanh")
    page.keyboard.press("Enter")
    page.locator("#found").get_by_role("link", name="Lê Thị Lan").press("Enter")
    page.get_by_role("link", name="Đơn xin chuyển lớp").press("Enter")
    page.locator("[name=applicant_phone]").fill("sai số")
    page.get_by_role("button", name="Tiếp nhận").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Lớp xin chuyển đến")
    expect(page.locator("[name=applicant_phone]")).to_have_value("sai số")
    page.locator("[name=applicant_phone]").fill("0912345678")
    page.locator("[name=wanted_class]").fill("8A1")
    page.locator("[name=wanted_class]").press("Enter")
    expect(page.locator(".receipt-code")).to_be_visible()
    expect(page.locator(".receipt-code")).to_have_text(the_request().code)
    assert (the_request().pupil_id, the_request().wanted_class) == (pupils[1].pk, "8A1")
    page.get_by_role("link", name="Hồ sơ tiếp theo").press("Enter")
    expect(page.locator("#pupil-q")).to_be_visible()
    # A refused form answers 422, which the browser notes in its console.
    assert [fault for fault in windows.faults if "422" not in fault] == []


@pytest.mark.parametrize("step", ["search", "procedures", "form", "by hand", "refused", "receipt", "find"])
def test_every_step_is_accessible_and_fits_a_small_phone(
    world: World, pupils: list[Pupil], windows: Windows, step: str
) -> None:
    row = accept(world, pupil_id=pupils[0].pk)
    ways: dict[str, Callable[[], str]] = {
        "search": lambda: f"{INTAKE}?q=nmanh",
        "procedures": lambda: f"{INTAKE}?pupil={pupils[0].pk}",
        "form": lambda: f"{INTAKE}?pupil={pupils[0].pk}&procedure=RUT-HOC-BA",
        "by hand": lambda: f"{INTAKE}?hand=1&name=huong&procedure=CHUYEN-DEN",
        "refused": lambda: f"{INTAKE}?hand=1&name=huong&procedure=RUT-BANG",
        "receipt": lambda: f"/requests/{row.pk}/accepted/",
        "find": lambda: "/requests/find/?q=26-00001-1",
    }
    page = windows.open("clerk")
    page.goto(ways[step]())
    if step == "refused":
        page.get_by_role("button", name="Tiếp nhận").press("Enter")
        focused(page, "[data-errors]")
    assert list(axe(page)) == []
    page.set_viewport_size(SMALL_PHONE)
    assert too_wide(page) == 0
    assert list(axe(page, ("target-size", "color-contrast", "scrollable-region-focusable"))) == []
