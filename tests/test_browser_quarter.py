"""The first quarter by clicking: from the theme to the PDF on the officer's desk, with a real browser and worker."""

import re
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from schooladmin.core.periods import Quarter
from tests.browser import Windows, saved_as, tab_to, text_of
from tests.factory import World
from tests.stage import PDF

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("calendar"),
]

THEME = "Cải cách thủ tục để phục vụ người dân"
CLASS = "Bồi dưỡng kỹ năng số cho viên chức"
RESULT = "Ban hành quy chế tiếp công dân của nhà trường"
TASK = "Niêm yết lại thời hạn giải quyết tại phòng văn thư"
FIELDS = 8  # of the outline; the limitations come on top
MINUTE, DAY = "%Y-%m-%dT%H:%M", "%Y-%m-%d"


def today() -> date:
    return timezone.localdate()


def quarter() -> Quarter:
    return Quarter.of(today())


def link(page: Page, name: str) -> Locator:
    return page.get_by_role("link", name=name, exact=True)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def menu(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Danh mục chính").get_by_role("link", name=name, exact=True).click()


def said(page: Page, text: str | re.Pattern[str]) -> None:
    """The message on top of the page."""
    expect(page.locator(".messages")).to_contain_text(text)


def test_the_first_quarter(world: World, windows: Windows, pdf_worker: None, tmp_path: Path) -> None:
    publish_and_open(windows.open("party_officer"))
    clerk, principal = windows.open("clerk"), windows.open("principal")
    address = receive_by_keyboard(clerk)
    solve(principal, address)
    give_back(clerk, address)
    enter_class(windows.open("department_officer"))
    record_attendance(clerk)
    log_result(principal)

    write_workspace(principal)
    compare_figures(principal)
    code = submit(principal)
    wait_for_pdf(principal)
    check_pdf(saved_as(principal, tmp_path, link(principal, "Tải PDF").click), code)
    collect(windows.open("officer"), tmp_path)
    assert windows.faults == []


def publish_and_open(page: Page) -> None:
    menu(page, "Chủ đề quý")
    link(page, "Soạn chủ đề").click()
    page.get_by_label("Quý").fill(quarter().code)
    page.get_by_label("Chủ đề", exact=False).first.fill(THEME)
    page.get_by_label("Phần A").fill("# I. Quan điểm\n\nThủ tục gọn thì dân đỡ đi lại.\n\n- Công khai\n- Đúng hẹn")
    page.get_by_label("Phần C").fill("Mỗi đảng viên nêu gương.")
    button(page, "Lưu").click()
    button(page, "Ban hành").click()
    said(page, "Đã ban hành chủ đề")
    link(page, "Mở đợt báo cáo").click()
    page.get_by_label("Hạn nộp").fill(f"{quarter().calendar.end - timedelta(days=1):{DAY}}")
    button(page, "Mở đợt").click()
    said(page, "Đã mở đợt báo cáo")


def receive_by_keyboard(page: Page) -> str:
    """Not one click: the clerk has both hands on the keys. Returns the address of the request."""

    def press(target: Locator, *keys: str, text: str = "") -> None:
        tab_to(page, target)
        for key in keys:
            page.keyboard.press(key)
        page.keyboard.type(text)

    press(page.get_by_role("navigation").get_by_role("link", name="Hồ sơ thủ tục"), "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hồ sơ thủ tục")
    press(link(page, "Tiếp nhận hồ sơ"), "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tiếp nhận hồ sơ")
    # A pupil whom no list knows: the name is typed into the search, the rest into the form.
    page.keyboard.type("Nguyễn Thị Ánh")
    expect(page.locator("#found[data-q='Nguyễn Thị Ánh'] .marked")).to_contain_text("nhập tay")
    page.keyboard.press("Enter")
    expect(page.locator(".picks [data-key='1']")).to_be_focused()
    page.keyboard.press("1")
    expect(page.locator("[name=pupil_name]")).to_be_focused()
    press(page.get_by_label("Lớp", exact=True), text="8/2")
    press(page.get_by_label("Người nộp hồ sơ"), text="Nguyễn Văn Ba")
    press(page.get_by_label("Số điện thoại"), "Control+a", text="0912 345 678")
    page.keyboard.press("Enter")
    expect(page.locator(".receipt-code")).to_be_visible()
    return page.url.removesuffix("accepted/")


def solve(page: Page, address: str) -> None:
    take_step(page, address, "Xác nhận có kết quả", "QĐ 12")


def give_back(page: Page, address: str) -> None:
    take_step(page, address, "Trả kết quả", "Người nộp ký nhận")


def take_step(page: Page, address: str, name: str, note: str) -> None:
    """Open the step, note what is to be noted, press its button."""
    page.goto(address)
    step = page.locator("details.step").filter(has_text=name)
    if not step.evaluate("details => details.open"):
        step.locator("summary").click()
    step.get_by_role("textbox").fill(note)
    step.get_by_role("button", name=name).click()
    expect(page.locator(".story li").filter(has_text=note)).to_be_visible()


def class_hours() -> tuple[datetime, datetime]:
    """A class that began today, so that it counts in the quarter that the requests of today are in."""
    now = timezone.localtime()
    starts = max(now - timedelta(hours=3), now.replace(hour=0, minute=0))
    return starts, starts + timedelta(hours=2)


def enter_class(page: Page) -> None:
    """The department's officer enters a class for both schools."""
    menu(page, "Bồi dưỡng")
    link(page, "Thêm lớp").first.click()
    starts, ends = class_hours()
    page.get_by_label("Tên lớp").fill(CLASS)
    page.get_by_label("Bắt đầu").fill(f"{starts:{MINUTE}}")
    page.get_by_label("Kết thúc").fill(f"{ends:{MINUTE}}")
    page.get_by_label("Hình thức").select_option("online")
    page.get_by_label("Nền tảng trực tuyến").fill("Zoom")
    page.get_by_label("Tên đơn vị tổ chức").first.fill("Sở Giáo dục và Đào tạo")
    page.get_by_label("Nội dung").first.fill("Chữ ký số và văn bản điện tử")
    page.get_by_label("Số phút").first.fill("120")
    for school in ("Trường THCS Bình An", "Trường THCS Hòa Bình"):
        page.get_by_role("checkbox", name=school).check()
    button(page, "Lưu lớp").click()
    said(page, "Đã lưu lớp bồi dưỡng")
    expect(page.get_by_role("region", name="Số người dự của từng trường").get_by_role("row")).to_have_count(3)


def record_attendance(page: Page) -> None:
    """The clerk ticks her own school: everybody was there, the teacher for a part."""
    menu(page, "Bồi dưỡng")
    link(page, CLASS).click()
    page.get_by_role("link", name="Điểm danh").click()
    page.get_by_role("button", name="Chọn «Có mặt» cho người chưa ghi").click()
    teacher = page.get_by_role("row").filter(has_text="Vũ Thị Giáo")
    teacher.get_by_text("Một phần").click()
    teacher.get_by_label("Số phút dự").fill("60")
    button(page, "Lưu điểm danh").click()
    expect(page.locator(".tile").filter(has_text="dự một phần").locator(".tile-figure")).to_have_text("1")


def log_result(page: Page) -> None:
    """A result of today with a decision as its proof."""
    menu(page, "Kết quả cải cách")
    link(page, "Ghi kết quả").first.click()
    page.get_by_label("Lĩnh vực").first.select_option("1")
    page.get_by_label("Ngày thực hiện").fill(f"{today():{DAY}}")
    page.get_by_label("Kết quả", exact=False).first.fill(RESULT)
    page.get_by_label("Số liệu").fill("2")
    page.get_by_label("Đơn vị tính").fill("văn bản")
    page.get_by_label("Tệp minh chứng").set_input_files(
        {"name": "quyet-dinh.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    button(page, "Ghi kết quả").click()
    said(page, "Đã ghi kết quả")
    expect(page.locator(".proof-list li")).to_contain_text("quyet-dinh")


def open_workspace(page: Page) -> None:
    menu(page, "Báo cáo quý")
    link(page, f"Mở {quarter().short_label}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Đề cương")


def write_workspace(page: Page) -> None:
    """Every field is saved by itself, without the page being loaded again; then a task is added."""
    open_workspace(page)
    page.evaluate("window.same = true")
    panels = page.locator("section.field")
    expect(panels).to_have_count(FIELDS + 1)
    for number in range(1, FIELDS + 2):
        panel = panels.nth(number - 1)
        panel.get_by_role("textbox").fill(narrative(number))
        panel.get_by_role("button", name="Lưu mục này").click()
        expect(panel.get_by_role("status")).to_contain_text("Đã lưu")
    assert page.evaluate("window.same") is True
    page.get_by_role("textbox", name="Nhiệm vụ").fill(TASK)
    page.get_by_label("Người phụ trách").fill("Văn thư")
    page.get_by_label("Hoàn thành trước ngày").fill(f"{today() + timedelta(days=60):{DAY}}")
    button(page, "Thêm nhiệm vụ").click()
    expect(page.locator(".commitments li")).to_contain_text(TASK)


def narrative(number: int) -> str:
    return f"Nhận xét thứ {number} của chi bộ, đúng thời hạn đã công khai."


def compare_figures(page: Page) -> None:
    """Each figure of the workspace is the length of the list that is two taps away from it."""
    workspace = page.url
    for label, value in (("Tiếp nhận", "1"), ("Đúng hạn", "1"), ("Trễ hạn", "0"), ("Đang giải quyết", "0")):
        figure = page.locator("#procedures tbody tr").filter(has_text="Rút học bạ").locator(f"[data-label='{label}']")
        expect(figure).to_have_text(value)
        figure.get_by_role("link").click()
        page.locator("[data-records]").first.click()
        rows = page.get_by_role("region", name="Danh sách hồ sơ").locator("tbody tr")
        expect(page.get_by_role("heading", level=1)).to_have_text("Hồ sơ thủ tục")
        expect(rows).to_have_count(int(value))
        page.goto(workspace)
    line = page.locator("#training tbody tr").filter(has_text=CLASS)
    expect(line.locator("[data-label='Đăng ký']")).to_have_text(str(people_of_school()))
    expect(line.locator("[data-label='Có mặt']")).to_have_text(str(people_of_school() - 1))
    expect(page.locator("#field-institutions .results")).to_contain_text(RESULT)


def people_of_school() -> int:
    """How many the world's first school has; all of them were invited."""
    return 7


def submit(page: Page) -> str:
    """Submit and return the receipt's code."""
    link(page, "Xem lại và nộp").click()
    button(page, "Nộp báo cáo").click()
    said(page, "Đã nộp báo cáo")
    code = page.locator(".receipt-code").inner_text()
    assert re.fullmatch(r"BC-THCS-A-\d\dQ\d-[0-9A-Z]{5}", code)
    expect(page.locator(".messages")).to_contain_text(code)
    return code


def wait_for_pdf(page: Page) -> None:
    """The page asks for the progress by itself until the worker is done."""
    outline = page.locator("section.receipt")  # the state paper has a job and a link of its own
    outline.get_by_role("link", name="Mở kết quả").click(timeout=90_000)
    expect(link(page, "Tải PDF")).to_be_visible()


def check_pdf(path: Path, code: str) -> None:
    """What was typed and what was counted stands in the paper."""
    assert path.name == f"De-cuong_THCS-A_{quarter().code}.pdf"
    text = text_of(path)
    wanted = [THEME, "Rút học bạ: 1 hồ sơ, đều đúng hạn.", TASK, "CHI BỘ TRƯỜNG THCS BÌNH AN"]
    wanted += [narrative(number) for number in range(1, FIELDS + 2)]
    wanted += [f"{RESULT}: 2 văn bản – ngày {today():%d/%m/%Y}."]
    assert [words for words in wanted if words not in text] == []
    assert re.search(r"Rút học bạ 0 1 1 0 0 0", text)
    assert re.search(rf"{today():%d/%m/%Y} {people_of_school()} {people_of_school() - 1} 0", text)


def collect(page: Page, folder: Path) -> None:
    """The officer sees who has handed in, and takes one PDF and all of them."""
    menu(page, "Theo dõi báo cáo")
    page.get_by_label("Quý").select_option(quarter().code)
    button(page, "Xem").click()
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(2)
    handed_in = rows.filter(has_text="Trường THCS Bình An")
    expect(handed_in).to_contain_text("Đã nộp")
    expect(rows.filter(has_text="Trường THCS Hòa Bình")).not_to_contain_text("Đã nộp")
    one = saved_as(page, folder, handed_in.get_by_role("link", name="Tải").click)
    everything = saved_as(page, folder, page.get_by_role("link", name="Tải tất cả (1)").click)
    with zipfile.ZipFile(everything) as archive:
        assert archive.testzip() is None
        assert one.read_bytes() in [archive.read(name) for name in archive.namelist()]
