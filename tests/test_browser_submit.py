"""Handing in when things are not as they should be: without JavaScript, in two tabs, with a worker that dies."""

import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from reports.actions.commitments import promise
from reports.actions.paragraphs import save_narrative
from reports.models import Report
from reports.queries import fields_of
from reports.rendering import OUTLINE_PDF
from schooladmin.core.periods import Quarter
from schooladmin.documents.models import RenderedFile
from schooladmin.jobs import actions as jobs
from schooladmin.jobs.enums import JobState
from schooladmin.jobs.models import Job
from schooladmin.units.scope import opened
from tests.browser import Windows, saved_as, text_of
from tests.closing import begin
from tests.factory import World
from tests.worker import LEASE_SECONDS, kill, running, start, wait_for

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("calendar"),
]

LONG = "Nhà trường công khai thủ tục và trả kết quả đúng hẹn. " * 200  # pages enough for a render of some seconds


@pytest.fixture
def report(world: World) -> Report:
    """The school's report of the present quarter with everything written but one field."""
    now = timezone.now()
    quarter = Quarter.of(timezone.localdate())
    found = begin(world, quarter, at=now, due_on=quarter.calendar.end - timedelta(days=1))
    with opened(world.scope("principal", timezone.localdate())) as scope:
        keys = [field.key for field in fields_of(found.round.template_id)]
        for key in (*keys[1:], "limitations"):
            save_narrative(actor=scope, report_id=found.pk, field_key=key, text=LONG, expected_version=0, at=now)
        promise(
            actor=scope,
            report_id=found.pk,
            text="Rà soát quy trình tiếp nhận hồ sơ của văn thư",
            owner_name="Văn thư",
            due_on=timezone.localdate() + timedelta(days=60),
            mutation_id=uuid.uuid4(),
            at=now,
        )
    return found


def write_last_field(page: Page, report: Report, text: str) -> None:
    page.goto(f"/reports/{report.pk}/")
    field = page.locator("#field-institutions")
    field.get_by_role("textbox").fill(text)
    field.get_by_role("button", name="Lưu mục này").click()
    expect(field.locator(".state-done")).to_be_visible()


def press_submit(page: Page) -> None:
    page.reload()  # what is missing is counted when the page is made
    page.get_by_role("link", name="Xem lại và nộp").click()
    page.get_by_role("button", name="Nộp báo cáo").click()
    expect(page.locator(".receipt-code")).to_contain_text("BC-THCS-A-")


def the_only_file() -> RenderedFile:
    """The outline has one file, and it is the current one."""
    file = RenderedFile._base_manager.get(name__startswith="De-cuong")
    assert file.is_current
    return file


def test_submitting_without_javascript(report: Report, windows: Windows, pdf_worker: None, tmp_path: Path) -> None:
    page = windows.open("principal", java_script_enabled=False)
    write_last_field(page, report, "Đã ban hành quy chế làm việc mới.")
    expect(page.locator(".messages")).to_contain_text("Đã lưu")
    press_submit(page)
    # The page loads itself again until the file is there.
    download = page.get_by_role("link", name="Tải PDF")
    expect(download).to_be_visible(timeout=90_000)
    path = saved_as(page, tmp_path, download.click)
    assert "Đã ban hành quy chế làm việc mới." in text_of(path)
    assert windows.faults == []


def test_two_tabs_on_one_field_show_both_texts(report: Report, windows: Windows) -> None:
    first = windows.open("principal")
    second = first.context.new_page()
    for page in (first, second):
        page.goto(f"/reports/{report.pk}/")
    for page, text in ((first, "Bản viết ở cửa sổ thứ nhất."), (second, "Bản viết ở cửa sổ thứ hai.")):
        page.locator("#text-institutions").fill(text)
        page.locator("#field-institutions").get_by_role("button", name="Lưu mục này").click()
    expect(first.locator("#field-institutions").get_by_role("status")).to_contain_text("Đã lưu")
    conflict = second.locator("#field-institutions")
    expect(conflict.get_by_role("alert")).to_contain_text("Bản viết ở cửa sổ thứ nhất.")
    expect(conflict.get_by_role("textbox")).to_have_value("Bản viết ở cửa sổ thứ hai.")
    # With both in view the second writer joins them, and that is saved.
    conflict.get_by_role("textbox").fill("Bản đã gộp.")
    conflict.get_by_role("button", name="Lưu mục này").click()
    expect(conflict.get_by_role("status")).to_contain_text("Đã lưu")
    first.reload()
    expect(first.locator("#text-institutions")).to_have_value("Bản đã gộp.")
    # The browser itself names the answer of the conflict in its console.
    assert [fault for fault in windows.faults if "409 (Conflict)" not in fault] == []


def test_a_killed_worker_is_followed_by_another(
    report: Report, windows: Windows, settings: Settings, worker_log: Path, tmp_path: Path
) -> None:
    settings.JOB_LEASE_SECONDS = LEASE_SECONDS
    settings.JOB_STALLED_SECONDS = LEASE_SECONDS
    page = windows.open("principal")
    write_last_field(page, report, LONG)
    first = start("pdf", worker_log)
    try:
        press_submit(page)
        wait_for(lambda: the_job().state == JobState.RUNNING and the_job().step >= 1, worker_log)
    finally:
        kill(first)
    assert the_job().state == JobState.RUNNING
    assert not RenderedFile._base_manager.exists()

    def is_made() -> bool:
        """Stands in for beat, which repairs every few seconds."""
        jobs.reconcile(at=timezone.now())
        return the_job().state == JobState.DONE

    with running("pdf", worker_log):
        wait_for(is_made, worker_log, seconds=120)
    assert the_job().attempts == 2
    page.get_by_role("link", name="Mở kết quả").click()
    path = saved_as(page, tmp_path, page.get_by_role("link", name="Tải PDF").click)
    assert path.stat().st_size == the_only_file().size
    assert windows.faults == []


def the_job() -> Job:
    return Job._base_manager.get(kind=OUTLINE_PDF)
