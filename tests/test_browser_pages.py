"""Every main page with the demonstration's data, as people see it: on a desk, on a phone, with the keyboard alone."""

from collections.abc import Iterator, Sequence
from datetime import date
from io import StringIO
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Page, ViewportSize, expect

from procedures.models import Request
from reform.models import Commitment, Result
from reports.models import Report, Theme
from schooladmin.demo.units import PASSWORD
from schooladmin.jobs.models import Job
from schooladmin.legal.models import LegalDocument
from schooladmin.units.models import Membership
from tests.browser import DESK, PHONE, SMALL_PHONE, Windows, tab_to, too_wide
from tests.factory import World, make_calendar, make_world
from training.enums import ClassState
from training.models import TrainingClass

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

SCHOOL, OTHER_SCHOOL = "THCS-AB", "THCS-HM"
PRINCIPAL, CLERK, TEACHER = "hieutruong.ab", "vanthu.ab", "giaovien.ab"
OFFICER, HEAD, PARTY, DEPARTMENT, ADMIN = "chuyenvien.dk", "lanhdao.dk", "danguy.hs", "chuyenvien.so", "quantri"


@pytest.fixture
def demo(transactional_db: None) -> dict[str, list[str]]:
    """The demonstration's data; the addresses of its pages by the person who opens them."""
    call_command("demo", stdout=StringIO())
    # A class that is still worked on, with the longest list of people; the demonstration closes what is over.
    TrainingClass._base_manager.filter(unit__code="SO-GDDT").update(state=ClassState.OPEN)
    return addresses()


def addresses() -> dict[str, list[str]]:
    """What each person opens: every kind of page once, by somebody whose page it is."""

    def at(name: str, *args: Any, query: str = "") -> str:
        return reverse(name, args=args) + query

    requests = Request._base_manager.filter(unit__code=SCHOOL)
    of_state = {row.state: row for row in requests.order_by("pk")}
    reports = Report._base_manager.filter(unit__code=SCHOOL)
    result = Result._base_manager.filter(unit__code=SCHOOL, state="active").latest("pk")
    # The quarter that is still being written.
    promise = Commitment._base_manager.filter(unit__code=SCHOOL, state="open").latest("pk")
    held = TrainingClass._base_manager.filter(unit__code="SO-GDDT").latest("starts_at")
    school_id = Report._base_manager.filter(unit__code=SCHOOL).latest("pk").unit_id
    member = Membership._base_manager.filter(unit__code=SCHOOL, role="teacher").latest("pk")
    theme = Theme._base_manager.latest("pk")
    act = LegalDocument._base_manager.latest("pk")
    return {
        "": [at("account_login")],
        PRINCIPAL: [
            at("home"), at("account_change_password"), at("account_logout"),
            at("procedures.request.list"), at("procedures.request.list", query="?state=late&order=due"),
            *(at("procedures.request.read", row.pk) for row in of_state.values()),
            at("training.classes"), at("training.attendance.list"), at("training.class.create"),
            at("training.class.read", held.pk), at("training.attendance.read", held.pk, school_id),
            at("reform.result.list"), at("reform.result.list", query="?quarter=2026-Q3"), at("reform.result.log"),
            at("reform.result.read", result.pk), at("reform.result.edit", result.pk),
            at("reform.result.withdraw", result.pk),
            at("reform.commitment.list", query=f"?quarter={promise.quarter}"), at("reform.commitment.add"),
            at("reform.commitment.edit", promise.pk), at("reform.commitment.close", promise.pk),
            at("reports.list"), *(at("reports.report.read", row.pk) for row in reports),
            *(at("reports.report.preview", row.pk) for row in reports[:1]),
            at("evidence.file.list"), at("evidence.file.add"),
            at("legal.document.list"), at("legal.document.read", act.pk),
            at("calendars.day.list"), at("calendars.term.compute"), at("audit.entry.list"),
            at("units.unit.list"), at("units.unit.detail", SCHOOL),
            at("staffing.member.list"), at("staffing.member.add", SCHOOL), at("staffing.member.end", member.pk),
            at("jobs.list"), at("jobs.job.read", Job._base_manager.filter(unit__code=SCHOOL).latest("created_at").pk),
        ],
        CLERK: [
            at("home"), at("procedures.request.list", query="?q=zzzz"),
            at("procedures.request.accept"), at("procedures.request.accept", query="?procedure=CHUYEN-DEN"),
            at("procedures.request.accept", query="?procedure=RUT-BANG"),
            at("procedures.request.read", of_state["open"].pk), at("training.attendance.record", held.pk, school_id),
        ],
        TEACHER: [at("home"), at("training.classes"), at("training.class.read", held.pk)],
        OFFICER: [
            at("home"), at("reports.board.read"), at("reports.board.read", query="?quarter=2026-Q4"),
            at("reform.result.list"), at("reform.commitment.list"), at("procedures.request.list"),
            at("units.unit.list"), at("evidence.file.list"), at("jobs.list"), at("reports.list"),
        ],
        HEAD: [at("home"), at("staffing.member.list"), at("audit.entry.list")],
        PARTY: [
            at("home"), at("reports.themes"), at("reports.theme.create"), at("reports.theme.read", theme.pk),
            at("reports.round.open"), at("reports.board.read"),
        ],
        DEPARTMENT: [
            at("home"), at("training.classes"), at("training.class.create"), at("training.class.read", held.pk),
            at("training.class.edit", held.pk), at("training.essay.grade", held.pk, school_id),
        ],
        ADMIN: [
            at("home"), at("staffing.member.list"), at("calendars.day.year", 2026), at("calendars.day.add", 2026),
            at("calendars.day.edit", date(2026, 11, 24)),
        ],
    }  # fmt: skip


# The rules that a narrow window may break though the wide one keeps them.
_BY_LAYOUT = (
    "aria-hidden-focus", "button-name", "color-contrast", "label", "link-name", "scrollable-region-focusable",
    "summary-name", "target-size",
)  # fmt: skip


def looked_at(page: Page, windows: Windows, path: str) -> Iterator[str]:
    """Everything that is wrong with one page, in words."""
    windows.faults.clear()
    answer = page.goto(path, wait_until="load")
    assert answer is not None
    if answer.status != 200 or page.url.removeprefix(windows.url) != path:
        yield f"status {answer.status} at {page.url}"
    page.locator("details:not(.person-menu)").evaluate_all("all => all.forEach(one => one.open = true)")
    yield from windows.faults
    for size in (DESK, PHONE, SMALL_PHONE):
        page.set_viewport_size(size)
        if extra := too_wide(page):
            yield f"{extra} px too wide for {size['width']}"
        if size != PHONE:
            yield from (f"at {size['width']}: {fault}" for fault in axe(page, () if size == DESK else _BY_LAYOUT))


def axe(page: Page, rules: Sequence[str] = ()) -> Iterator[str]:
    """What axe finds on the page as it is laid out now, by all of its rules or by the ones named."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": list(rules)}
    for fault in page.evaluate("options => axe.run(options)", options)["violations"]:
        where = "; ".join(f"{node['target'][0]} {node['html'][:120]}" for node in fault["nodes"][:3])
        yield f"axe: {fault['id']} ({len(fault['nodes'])}×): {where}"


def test_every_page_is_whole_readable_and_accessible(demo: dict[str, list[str]], windows: Windows) -> None:
    faults: dict[str, list[str]] = {}
    for who, paths in demo.items():
        page = windows.open(who, PASSWORD)
        faults |= {f"{who} {path}": found for path in paths if (found := list(looked_at(page, windows, path)))}
        page.context.close()
    assert not faults, "\n".join(f"{place}: {fault}" for place, found in faults.items() for fault in found)


@pytest.fixture
def world(transactional_db: None) -> World:
    make_calendar()
    return make_world()


def test_the_skip_link_leads_past_the_menu(world: World, windows: Windows) -> None:
    page = windows.open("clerk")
    page.goto("/training/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Bỏ qua, đến nội dung chính")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#main').contains(document.activeElement)")


# The focused element, whether a ring is drawn around it, and whether something else covers it. Inside a field of a date
# the browser rings its own parts; the field itself then has no focus.
_FOCUS = """() => {
  const element = document.activeElement, style = getComputedStyle(element), box = element.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + Math.min(box.width, 20) / 2, box.top + Math.min(box.height, 20) / 2);
  return {
    name: element.outerHTML.slice(0, 120),
    drawn: !element.matches(":focus") || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)
      || style.boxShadow !== "none",
    uncovered: top !== null && (element.contains(top) || top.contains(element)),
    ended: element === document.body,
  };
}"""


@pytest.mark.parametrize("size", [DESK, SMALL_PHONE], ids=["desk", "phone"])
def test_the_focus_is_seen_wherever_it_goes(world: World, windows: Windows, size: ViewportSize) -> None:
    page = windows.open("principal", viewport=size)
    unseen = []
    for path in ("/", "/requests/accept/?procedure=RUT-HOC-BA", "/reform/log/", "/training/new/"):
        page.goto(path)
        for _press in range(45):
            page.keyboard.press("Tab")
            focus = page.evaluate(_FOCUS)
            if focus["ended"]:
                break
            if not (focus["drawn"] and focus["uncovered"]):
                unseen.append(f"{path}: {focus}")
    assert not unseen, "\n".join(unseen)


def test_the_menu_of_the_person_works_with_keys_on_a_phone(world: World, windows: Windows) -> None:
    page = windows.open("clerk", viewport=SMALL_PHONE)
    menu = page.locator(".person-menu")
    summary = menu.locator("summary")
    expect(summary).to_have_accessible_name("Đỗ Thị Văn Thư")
    tab_to(page, summary)
    page.keyboard.press("Enter")
    expect(menu.get_by_role("button", name="Đăng xuất")).to_be_in_viewport(ratio=1)
    assert list(axe(page)) == []
    page.keyboard.press("Escape")
    expect(menu.get_by_role("button", name="Đăng xuất")).to_be_hidden()


def test_english_and_back(world: World, windows: Windows) -> None:
    """The page stays where it is; the choice holds on the next one."""
    page = windows.open("clerk")
    page.goto("/requests/?state=open")
    heading = page.get_by_role("heading", level=1)
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(heading).not_to_have_text("Hồ sơ thủ tục")
    assert page.url.endswith("/requests/?state=open")
    page.goto("/training/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="Tiếng Việt").click()
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    expect(heading).to_have_text("Lớp bồi dưỡng")
    assert windows.faults == []
