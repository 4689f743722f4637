"""The workspace on a phone: a normal quarter with its counters, and a wish to submit without network."""

import uuid
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from procedures.actions.intake import Application, accept_request
from procedures.actions.work import solve_request
from procedures.enums import Channel, Relation
from reform.models import Commitment
from reports.actions.commitments import promise
from reports.actions.explanations import explain
from reports.actions.paragraphs import Place, save_narrative, write
from reports.enums import Verdict
from reports.models import Paragraph, Report, Snapshot
from reports.queries.writing import offers_for
from schooladmin.core.periods import VIETNAM, Quarter
from schooladmin.units.scope import opened, system
from tests.browser import PHONE, SMALL_PHONE, Counted, Windows, drafts_on, tab_to, too_wide
from tests.closing import begin, freeze
from tests.factory import World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("calendar"),
]

MOST_TAPS, MOST_TYPED, MOST_SCREENS = 16, 150, 6
OWN_WORDS = "Tổ văn phòng rà soát, niêm yết lại toàn bộ thủ tục tại cổng trường."
LAST = {
    "institutions": "Nhà trường ban hành và rà soát quy chế làm việc.",
    "procedures": "Thủ tục được công khai tại bảng tin; trong kỳ giải quyết [[procedures.total.solved]].",
    "apparatus": "Các tổ chuyên môn được kiện toàn.",
    "civil_service": "Viên chức được đánh giá theo tháng.",
    "finance": "Chế độ của viên chức được chi trả đủ.",
    "digital": "Sổ điểm, học bạ điện tử được dùng ở mọi lớp.",
    "indices": "Nhà trường lấy ý kiến phụ huynh mỗi học kỳ.",
    "inspection": "Ban kiểm tra nội bộ làm việc theo kế hoạch.",
    "limitations": "Một số phụ huynh chưa quen nộp hồ sơ trực tuyến, do chưa được hướng dẫn.",
}


def now() -> datetime:
    return timezone.now().astimezone(VIETNAM)


def receive(world: World, day: date) -> None:
    at = datetime(day.year, day.month, day.day, 9, tzinfo=VIETNAM)
    scope = system(now().date(), "test")
    request = accept_request(
        actor=scope,
        unit_id=world.school.pk,
        application=Application(
            procedure="RUT-HOC-BA",
            channel=Channel.DIRECT,
            applicant_name="Lê Thị Mẹ",
            applicant_phone="0912345678",
            relation=Relation.PARENT,
            pupil_name="Nguyễn Văn Con",
            received_at=at,
        ),
        at=at,
        backdated=True,
    )
    solve_request(actor=scope, request_id=request.pk, at=at + timedelta(hours=2))


@pytest.fixture
def report(world: World) -> Report:
    """This quarter's report: last quarter's was submitted, the counter worked, one figure has jumped."""
    present = Quarter.of(now().date())
    due_on = present.calendar.end - timedelta(days=1)
    before, report = (begin(world, one, at=now(), due_on=due_on) for one in (present.previous(), present))
    with opened(system(now().date(), "test")) as scope:
        for day in range(3):
            receive(world, present.previous().calendar.start + timedelta(days=20 + day))
        for day in range(12):
            receive(world, present.calendar.start + timedelta(days=day))
        for key, words in LAST.items():
            save_narrative(actor=scope, report_id=before.pk, field_key=key, text=words, expected_version=0, at=now())
        freeze(before, at=now())
        promise(
            actor=scope,
            report_id=report.pk,
            text="Hướng dẫn phụ huynh nộp hồ sơ trực tuyến",
            owner_name="Văn thư",
            due_on=now().date() + timedelta(days=60),
            mutation_id=uuid.uuid4(),
            at=now(),
        )
    return report


def test_a_normal_quarter_takes_few_taps_and_no_figure(report: Report, windows: Windows) -> None:
    page = windows.open("principal", viewport=PHONE)
    page.goto(f"/reports/{report.pk}/")
    hand = Counted(page)
    # The figure that jumped: one of three reasons.
    hand.tap(".ask .reasons button")
    expect(page.locator(".messages")).to_contain_text("Đã ghi lý do")
    # Nine carried paragraphs: eight still hold, one is replaced by the principal's own words.
    pending = page.locator("[data-pending]")
    expect(pending).to_have_count(len(LAST))
    for left in range(len(LAST), 1, -1):
        hand.tap("[data-pending] button[value=kept]")
        expect(pending).to_have_count(left - 1)
    hand.tap("[data-pending] summary")
    page.locator("[data-pending] textarea").first.press("Control+a")
    hand.type("[data-pending] textarea", OWN_WORDS)
    hand.tap("[data-pending] button[value=edited]")
    expect(pending).to_have_count(0)
    hand.tap("a[accesskey=s]")
    page.wait_for_url("**/review/")
    hand.look()
    expect(page.locator(".changed")).to_contain_text("Tổ văn phòng rà soát")
    hand.tap("button[accesskey=s]")
    expect(page.locator(".receipt-code")).to_contain_text("BC-THCS-A-")
    hand.look()
    assert hand.taps <= MOST_TAPS, hand.taps
    assert len(hand.typed) <= MOST_TYPED
    assert not any(letter.isdigit() for letter in hand.typed)
    assert len(hand.screens) <= MOST_SCREENS
    content = Snapshot._base_manager.exclude(report__receipt_code="BC-TRUOC").get().data["party"]
    told = {field["key"]: field["narrative"] for field in content["fields"]}
    assert "trong kỳ giải quyết 12 hồ sơ" in told["procedures"]  # last quarter's words, this quarter's figure
    assert windows.faults == []


def test_a_network_cut_at_any_point_loses_no_letter(report: Report, windows: Windows) -> None:
    page = windows.open("principal", viewport=PHONE)
    page.goto(f"/reports/{report.pk}/")
    box = page.locator("#text-digital")
    words = [f" Ý số {'mười' * (n % 3 + 1)} {chr(97 + n)} của nhà trường." for n in range(10)]
    for number, part in enumerate(words):
        box.press("Control+End")
        if number % 2:
            windows.line.cut(page)
        page.keyboard.type(part[: len(part) // 2])
        page.wait_for_timeout((number * 331) % 1900)  # in the pause, while sending, after the answer
        (windows.line.join if number % 2 else windows.line.cut)(page)
        page.keyboard.type(part[len(part) // 2 :])
        page.wait_for_timeout((number * 173) % 700)
        windows.line.join(page)
        if number in (3, 7):  # the battery dies: what was typed lies on the device
            page.wait_for_timeout(200)
            page.evaluate("document.querySelectorAll('form').forEach(form => delete form.dataset.dirty)")
            page.reload()
            assert box.input_value().strip() == "".join(words[: number + 1]).strip()
            page.keyboard.press("Control+End")
    expect(page.locator("#field-digital .save-state").last).to_contain_text("Đã lưu", timeout=20_000)
    stored = Paragraph._base_manager.get(report=report, field_key="digital", origin="typed")
    assert stored.text == "".join(words).strip()
    assert drafts_on(page) == 0
    page.context.close()


def test_what_was_typed_a_moment_ago_goes_along_to_the_look(report: Report, windows: Windows) -> None:
    page = windows.open("principal", viewport=PHONE)
    page.goto(f"/reports/{report.pk}/")
    page.locator("#text-digital").press_sequentially("Chữ vừa gõ xong.")
    page.locator("a[accesskey=s]").click()
    page.wait_for_url("**/review/")
    assert Paragraph._base_manager.get(report=report, field_key="digital", origin="typed").text == "Chữ vừa gõ xong."
    assert drafts_on(page) == 0
    assert windows.faults == []


def test_a_field_says_at_once_that_it_is_answered(report: Report, windows: Windows) -> None:
    with opened(system(now().date(), "test")) as scope:
        offer = next(offer for offer in offers_for(report) if offer.field_key == "digital")
        place = Place.parse(f"carried-{offer.paragraph_id}-{offer.part}")
        write(
            actor=scope, report_id=report.pk, field_key="digital", place=place, text="", expected_version=0,
            verdict=Verdict.DROPPED, at=now(),
        )  # fmt: skip
    page = windows.open("principal", viewport=PHONE)
    page.goto(f"/reports/{report.pk}/")
    head, ask = page.locator("#field-digital .panel-head"), page.locator("#ask-digital")
    expect(head).to_contain_text("Chưa có nội dung")
    expect(ask).to_be_visible()
    page.locator("#text-digital").press_sequentially("Học bạ điện tử dùng ở mọi lớp.")
    expect(head).to_contain_text("Đã có nội dung")
    expect(ask).to_be_hidden()
    page.locator("#text-digital").fill("")
    expect(head).to_contain_text("Chưa có nội dung")
    expect(ask).to_be_visible()


def test_a_quarter_is_filled_from_the_keyboard_alone(report: Report, windows: Windows) -> None:
    Commitment._base_manager.filter(unit=report.unit).delete()
    page = windows.open("principal")
    page.goto(f"/reports/{report.pk}/")
    keys = page.keyboard
    focused = page.locator(":focus")
    expect(page.locator(".keys-line")).to_contain_text("Ctrl+Enter lưu đoạn, sang mục kế")
    # The list of what is to be done: its first line leads to the place itself.
    keys.press("Alt+c")
    expect(page.locator(".todos a").first).to_be_focused()
    keys.press("Enter")
    expect(focused).to_have_attribute("value", "kept")
    # The paragraphs in front of the figure still hold, one after the other: the next one has the focus each time.
    pending = page.locator("[data-pending]")
    expect(pending).to_have_count(len(LAST))
    keys.press("Enter")
    expect(pending).to_have_count(len(LAST) - 1)
    expect(focused).to_have_attribute("name", "reason_code")  # the figure that jumped
    keys.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Đã ghi lý do")
    for left in range(len(LAST) - 1, 1, -1):
        expect(focused).to_have_attribute("value", "kept")
        keys.press("Enter")
        expect(pending).to_have_count(left - 1)
    # The last one is put in other words; Ctrl+Enter saves them and goes on.
    expect(focused).to_have_attribute("value", "kept")
    tab_to(page, page.locator("[data-pending] summary"))
    keys.press("Enter")
    keys.press("Tab")
    keys.press("Control+a")
    keys.type(OWN_WORDS)
    keys.press("Control+Enter")
    expect(pending).to_have_count(0)
    expect(focused).to_have_attribute("id", "text-limitations")
    keys.type("Còn ít người nộp trực tuyến.")
    keys.press("Enter")  # a new line: a text of several lines
    keys.type("Do chưa quen.")
    keys.press("Control+Enter")
    expect(page.locator("#field-limitations [role=status]").first).to_contain_text("Đã lưu")
    # A task: Enter goes from box to box, on the button it adds the task.
    expect(focused).to_have_attribute("name", "text")
    keys.type("Hướng dẫn nộp trực tuyến")
    keys.press("Enter")
    keys.type("Văn thư")
    keys.press("Enter")
    keys.type(f"{now().date() + timedelta(days=40):%d%m%Y}")
    keys.press("Enter")
    expect(focused).to_have_text("Thêm nhiệm vụ")
    keys.press("Enter")
    expect(page.locator(".commitments li")).to_contain_text("Hướng dẫn nộp trực tuyến")
    expect(focused).to_have_attribute("name", "text")  # the page has come to rest: one more task could be typed
    keys.press("Alt+v")  # nothing is left to do: on to the look before submitting
    expect(focused).to_contain_text("Xem lại và nộp")
    keys.press("Alt+s")
    page.wait_for_url("**/review/")
    keys.press("Alt+s")
    expect(page.locator(".receipt-code")).to_contain_text("BC-THCS-A-")
    texts = Paragraph._base_manager.filter(report=report, field_key="limitations").values_list("text", flat=True)
    assert "Còn ít người nộp trực tuyến.\nDo chưa quen." in texts
    assert windows.faults == []


def test_words_that_were_refused_get_the_focus_back(report: Report, windows: Windows) -> None:
    page = windows.open("principal")
    page.goto(f"/reports/{report.pk}/")
    box = page.locator("#text-digital")
    box.focus()
    page.keyboard.insert_text("Có {Số không ai biết} lớp.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#field-digital .alert-danger")).to_contain_text("Không có số liệu nào tên là")
    expect(page.locator("#text-digital")).to_be_focused()
    expect(page.locator("#text-digital")).to_have_value("Có {Số không ai biết} lớp.")


def test_two_sides_talk_about_one_paragraph_without_the_page_being_loaded_anew(
    report: Report, windows: Windows
) -> None:
    officer = windows.open("officer", viewport=PHONE)
    officer.goto(f"/reports/{report.pk}/")
    talk = officer.locator(".part + .talk").first  # below a sentence that the rules drafted
    talk.locator("summary").click()
    talk.get_by_role("textbox").fill("Số này ở đâu?")
    talk.get_by_role("button", name="Gửi ý kiến").click()
    expect(talk).to_contain_text("Đã gửi ý kiến")
    expect(officer.locator("#open-talks")).to_contain_text("Số này ở đâu?")
    principal = windows.open("principal", viewport=PHONE)
    principal.goto("/notices/")
    principal.get_by_role("link", name="có ý kiến về báo cáo").first.click()
    line = principal.locator(".talk-line")
    expect(line).to_be_in_viewport()
    principal.locator("#text-digital").press_sequentially("Chữ đang gõ")
    line.get_by_role("textbox").fill("Ở sổ theo dõi.")
    line.get_by_role("button", name="Gửi trả lời").click()
    expect(line).to_contain_text("Ở sổ theo dõi.")
    line.get_by_role("button", name="Xong ý kiến này").click()
    expect(principal.locator("#open-talks section")).to_have_count(0)
    expect(line).to_contain_text("Mở lại ý kiến này")
    expect(principal.locator("#text-digital")).to_have_value("Chữ đang gõ")
    assert too_wide(principal) <= 0
    assert windows.faults == []


def test_a_wish_to_submit_without_network_is_carried_out_once(report: Report, windows: Windows) -> None:
    with opened(system(now().date(), "test")) as scope:
        explain(actor=scope, report_id=report.pk, key="procedures.RUT-HOC-BA.solved", text="Đầu năm học", at=now())
        for offer in offers_for(report):
            place = Place.parse(f"carried-{offer.paragraph_id}-{offer.part}")
            write(
                actor=scope, report_id=report.pk, field_key=offer.field_key, place=place, text="", expected_version=0,
                verdict=Verdict.KEPT, at=now(),
            )  # fmt: skip
    page = windows.open("principal", viewport=PHONE)
    page.goto(f"/reports/{report.pk}/review/")
    windows.line.cut(page)
    page.get_by_role("button", name="Nộp báo cáo").click()
    expect(page.locator("[data-submit-report] .save-state")).to_contain_text("Mạng đang mất")
    assert not Snapshot._base_manager.filter(report=report).exists()
    windows.line.join(page)
    expect(page.locator(".receipt-code")).to_contain_text("BC-THCS-A-", timeout=20_000)
    assert Snapshot._base_manager.filter(report=report).count() == 1


def test_the_workspace_fits_the_smallest_phone(report: Report, windows: Windows) -> None:
    page = windows.open("principal", viewport=SMALL_PHONE)
    for address in (f"/reports/{report.pk}/", f"/reports/{report.pk}/review/"):
        page.goto(address)
        assert too_wide(page) <= 0
    assert windows.faults == []
