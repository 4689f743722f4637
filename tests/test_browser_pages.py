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

from procedures.models import Batch, BatchLine, Request, Submission, TransferLetter, TransferSide
from pupils.imports.models import PupilImport
from pupils.models import Pupil
from reform.models import Commitment, Result
from reports.models import Report, Theme
from schooladmin.demo.units import PASSWORD
from schooladmin.documents.models import Issue
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
    batch = Batch._base_manager.get(unit__code=SCHOOL)
    handed = BatchLine._base_manager.filter(batch=batch, handed_at__isnull=False).latest("handed_at")
    waiting = BatchLine._base_manager.filter(batch=batch, handed_at__isnull=True).latest("pk")
    sides = TransferSide._base_manager.filter(unit__code=SCHOOL, request__isnull=False)
    letter = TransferLetter._base_manager.latest("pk").request_id
    pupil = Pupil._base_manager.filter(unit__code=SCHOOL).latest("pk")
    sent = Submission._base_manager.latest("pk")
    issue = Issue._base_manager.filter(unit__code=SCHOOL).latest("pk")
    handed_in = next(row for row in reports if row.is_submitted)
    return {
        "": [at("account_login"), at("documents.verify"), at("documents.verify.read", issue.public_code)],
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
            *(at("reports.report.receipt", row.pk) for row in reports if row.is_submitted),
            *(at("reports.figure.read", row.pk, "procedures.total.received") for row in reports[:2]),
            at("evidence.file.list"), at("evidence.file.add"),
            at("legal.document.list"), at("legal.document.read", act.pk),
            at("calendars.day.list"), at("calendars.term.compute"), at("audit.entry.list"),
            at("units.unit.list"), at("units.unit.detail", SCHOOL),
            at("staffing.member.list"), at("staffing.member.add", SCHOOL), at("staffing.member.end", member.pk),
            at("jobs.list"), at("jobs.job.read", Job._base_manager.filter(unit__code=SCHOOL).latest("created_at").pk),
            at("procedures.decision.list"), at("procedures.delegation.list"), at("notices.notice.list"),
            at("procedures.batch.read", batch.pk), at("procedures.batch.read", batch.pk, query=f"?undo={handed.pk}"),
            at("procedures.rating.list"), at("procedures.statistics.read"), at("procedures.lobby"),
            *(at("procedures.transfer.read", side.pk) for side in sides),
            at("documents.issue.list"), at("documents.issue.read", issue.public_code), at("documents.batch.list"),
            at("documents.batch.create"), at("documents.signature.check"), at("notices.address.edit"),
            at("documents.portal.read", handed_in.source_key),
        ],
        CLERK: [
            at("home"), at("procedures.request.list", query="?q=zzzz"),
            at("procedures.request.accept"), at("procedures.request.accept", query="?procedure=CHUYEN-DEN"),
            at("procedures.request.accept", query="?procedure=RUT-BANG"),
            at("procedures.request.read", of_state["open"].pk), at("training.attendance.record", held.pk, school_id),
            at("procedures.request.hand_over", of_state["open"].pk), at("notices.notice.list"),
            at("procedures.batch.list"), at("procedures.batch.create"),
            at("procedures.batch.create", query=f"?unit={school_id}&procedure=RUT-HOC-BA&class_name=8A"),
            at("procedures.batch.read", batch.pk), at("procedures.batch.read", batch.pk, query="?q=zzzz"),
            at("procedures.batch.read", batch.pk, query=f"?line={waiting.pk}"), at("procedures.batch.print", batch.pk),
            at("procedures.transfer.list"), at("procedures.transfer.on_the_way"), at("procedures.transfer.places"),
            at("procedures.transfer.letter", letter), at("procedures.submission.list"),
            at("procedures.submission.read", sent.pk), at("procedures.device.list"),
            at("pupils.pupil.list"), at("pupils.pupil.add"), at("pupils.pupil.read", pupil.pk),
            at("pupils.pupil.edit", pupil.pk), at("pupils.pupil.leave", pupil.pk), at("pupils.import.run"),
            at("pupils.import.read", PupilImport._base_manager.latest("pk").pk),
            at("documents.series.list"), at("documents.series.open"), at("documents.copy.keep"),
        ],
        TEACHER: [at("home"), at("training.classes"), at("training.class.read", held.pk)],
        OFFICER: [
            at("home"), at("reports.board.read"), at("reports.board.read", query="?quarter=2026-Q4"),
            at("reports.consolidated.read"),
            at("reform.result.list"), at("reform.commitment.list"), at("procedures.request.list"),
            at("units.unit.list"), at("evidence.file.list"), at("jobs.list"), at("reports.list"),
            at("documents.batch.create"), at("notices.outbox.list"), at("notices.outbox.collect"),
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
            at("calendars.day.edit", date(2026, 11, 24)), at("documents.anchor.list"), at("documents.anchor.add"),
        ],
    }  # fmt: skip


# The rules that a narrow window may break though the wide one keeps them.
_BY_LAYOUT = (
    "aria-hidden-focus", "button-name", "color-contrast", "label", "link-name", "scrollable-region-focusable",
    "summary-name", "target-size",
)  # fmt: skip


# … and what another language could spoil besides: longer words, and the name of the language.
_BY_LANGUAGE = (*_BY_LAYOUT, "document-title", "html-has-lang", "html-lang-valid", "valid-lang")


def looked_at(page: Page, windows: Windows, path: str) -> Iterator[str]:
    """Everything that is wrong with one page, in words."""
    windows.faults.clear()
    answer = page.goto(path, wait_until="load")
    assert answer is not None
    if answer.status != 200 or page.url.removeprefix(windows.url) != path:
        yield f"status {answer.status} at {page.url}"
    yield from windows.faults
    yield from wrong_with(page)


def wrong_with(page: Page) -> Iterator[str]:
    """What is wrong with the page that is open, in each size."""
    page.locator("details:not(.person-menu)").evaluate_all("all => all.forEach(one => one.open = true)")
    for size in (DESK, PHONE, SMALL_PHONE):
        page.set_viewport_size(size)
        if extra := too_wide(page):
            yield f"{extra} px too wide for {size['width']}"
        if size != PHONE:
            yield from (f"at {size['width']}: {fault}" for fault in axe(page, () if size == DESK else _BY_LAYOUT))


def in_english(page: Page, windows: Windows, path: str) -> Iterator[str]:
    """What is wrong with a page in English that may be right in Vietnamese: its words are longer."""
    windows.faults.clear()
    page.goto(path, wait_until="load")
    yield from windows.faults
    if page.locator(".person-menu").count() and page.locator("html").get_attribute("lang") != "en":  # papers stay
        yield "not in English"
    page.locator("details:not(.person-menu)").evaluate_all("all => all.forEach(one => one.open = true)")
    for size in (DESK, SMALL_PHONE):
        page.set_viewport_size(size)
        if extra := too_wide(page):
            yield f"{extra} px too wide for {size['width']}"
    yield from axe(page, _BY_LANGUAGE)


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


@pytest.mark.walk
def test_every_page_is_whole_readable_and_accessible(demo: dict[str, list[str]], windows: Windows) -> None:
    faults: dict[str, list[str]] = {}
    for who, paths in demo.items():
        page = windows.open(who, PASSWORD)
        faults |= {f"{who} {path}": found for path in paths if (found := list(looked_at(page, windows, path)))}
        page.context.close()
    assert not faults, "\n".join(f"{place}: {fault}" for place, found in faults.items() for fault in found)


@pytest.mark.walk
def test_the_pages_are_whole_in_english(demo: dict[str, list[str]], windows: Windows) -> None:
    faults: dict[str, list[str]] = {}
    for who in (CLERK, PRINCIPAL, PARTY, ADMIN):
        page = windows.open(who, PASSWORD)
        page.context.add_cookies([{"name": "django_language", "value": "en", "url": windows.url}])
        faults |= {f"{who} {path}": found for path in demo[who] if (found := list(in_english(page, windows, path)))}
        page.context.close()
    assert not faults, "\n".join(f"{place}: {fault}" for place, found in faults.items() for fault in found)


# Sends a form as it stands, past what the browser itself would ask to be filled in.
_SEND = "form => HTMLFormElement.prototype.submit.call(form)"


@pytest.mark.walk
@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_went_wrong_is_told_on_a_page_that_everybody_can_read(
    demo: dict[str, list[str]], windows: Windows, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """Unknown and forbidden addresses, refused forms, a form that is too old, and a fault of ours."""
    batch = Batch._base_manager.get(unit__code=SCHOOL)
    handed = BatchLine._base_manager.filter(batch=batch, handed_at__isnull=False).latest("handed_at")
    read = reverse("procedures.batch.read", args=[batch.pk])
    faults: dict[str, list[str]] = {}

    def look(who: str, page: Page, path: str, form: str, status: int) -> None:
        """Open ``path``, send its ``form`` if one is named, and look at the answer."""
        page.set_viewport_size(DESK)
        with page.expect_response(lambda answer: answer.request.is_navigation_request()) as opened:
            page.goto(path, wait_until="load")
        answered = opened.value
        if form:
            with page.expect_navigation(wait_until="load") as sent:
                page.locator(form).first.evaluate(_SEND)
            answered = sent.value
        found = [f"status {answered.status}, not {status}"] if answered.status != status else []
        if page.locator("html").get_attribute("lang") != language:
            found.append(f"not in {language}")
        if found := [*found, *wrong_with(page)]:
            faults[f"{who} {path} {status}"] = found

    def window(who: str) -> Page:
        page = windows.open(who, PASSWORD)
        page.context.add_cookies([{"name": "django_language", "value": language, "url": windows.url}])
        return page

    clerk, principal, teacher, nobody = window(CLERK), window(PRINCIPAL), window(TEACHER), window("")
    look(CLERK, clerk, "/khong-co/", "", 404)
    look("", nobody, "/khong-co/", "", 404)
    look(TEACHER, teacher, reverse("audit.entry.list"), "", 403)
    look(CLERK, clerk, reverse("procedures.request.list") + "?state=x", "", 422)
    look(CLERK, clerk, reverse("procedures.batch.create") + "?procedure=RUT-BANG", "", 422)
    for page, who, path, form in (
        (clerk, CLERK, reverse("procedures.request.accept") + "?procedure=CHUYEN-DEN", "main form[method=post]"),
        (principal, PRINCIPAL, f"{read}?undo={handed.pk}", "#undo form"),
        (clerk, CLERK, read, "form[enctype]"),
        (clerk, CLERK, reverse("pupils.pupil.add"), "main form[method=post]"),
        (clerk, CLERK, reverse("evidence.file.add"), "main form[method=post]"),
        (clerk, CLERK, reverse("procedures.request.list"), f"form[action='{reverse('procedures.request.bulk')}']"),
        (principal, PRINCIPAL, reverse("procedures.decision.list"), "main form[action*='send-back']"),
        (principal, PRINCIPAL, reverse("procedures.delegation.list"), "main form[action$='/add/']"),
        (principal, PRINCIPAL, reverse("reform.result.log"), "main form[method=post]"),
    ):
        look(who, page, path, form, 422)
    nobody.goto(reverse("account_login"))
    nobody.context.clear_cookies(name="csrftoken")
    with nobody.expect_navigation(wait_until="load"):
        nobody.locator("main form").first.evaluate(_SEND)
    assert nobody.locator("h1").inner_text() in ("Trang đã quá hạn", "The page has expired")
    if found := list(wrong_with(nobody)):
        faults["the form that is too old"] = found
    with monkeypatch.context() as broken:
        broken.setattr("schooladmin.home.views.due_page", lambda scope: 1 / 0)
        look(CLERK, clerk, "/", "", 500)
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
