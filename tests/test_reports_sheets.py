"""The report outside the system: the workbook out and in, and the blank form."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from reform.models import Indicator, IndicatorValue
from reports.actions.paragraphs import save_narrative
from reports.actions.rounds import open_round
from reports.actions.themes import create_theme, publish_theme
from reports.models import Paragraph, Report
from schooladmin.core.periods import Quarter
from schooladmin.units.scope import opened, scope_of
from tests.factory import World, moment
from tests.test_reports_quarter import NOW, TEXT

VALUES, TEXTS = "Số liệu", "Nội dung"
pytestmark = pytest.mark.usefixtures("calendar", "clock")


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def report(world: World) -> Report:
    with opened(world.scope("party_officer", NOW.date())) as scope:
        quarter, at = Quarter(2026, 3), moment("2026-07-01 09:00")
        theme = create_theme(actor=scope, unit_id=world.party.pk, quarter=quarter, text=TEXT, at=at)
        publish_theme(actor=scope, theme_id=theme.pk, at=at)
        open_round(actor=scope, theme_id=theme.pk, due_on=date(2026, 10, 15), at=at)
    return Report._base_manager.get(unit=world.school)


def page(name: str, report: Report) -> str:
    return reverse(f"reports.sheet.{name}", args=[report.pk])


def book_of(client: Client, report: Report) -> Any:
    answer = client.get(page("download", report))
    assert answer.status_code == 200
    return load_workbook(io.BytesIO(answer.content))


def row_of(sheet: Any, key: str) -> int:
    return next(row for row in range(5, sheet.max_row + 1) if sheet.cell(row, 1).value == key)


def value_key(code: str) -> str:
    return f"v:{Indicator.objects.get(code=code).pk}:0"


def send(client: Client, report: Report, book: Any, name: str = "bieu-mau.xlsx") -> Any:
    content = io.BytesIO()
    book.save(content)
    return client.post(page("check", report), {"upload": SimpleUploadedFile(name, content.getvalue())})


def rows_in(answer: Any) -> str:
    return str(answer.context["write_form"].initial["rows"])


def typed(report: Report) -> dict[str, str]:
    return dict(Paragraph._base_manager.filter(report=report).values_list("field_key", "text"))


def a_number() -> Indicator:
    """A typed number that every school is asked for."""
    return Indicator.objects.filter(owner=None, kind="number", source="typed", per_system=False).order_by("code")[0]


def a_percent() -> Indicator:
    return Indicator.objects.filter(owner=None, kind="percent", source="typed", per_system=False).order_by("code")[0]


def test_a_workbook_goes_out_and_its_changes_come_in(report: Report, as_user: Callable[[str], Client]) -> None:
    client = as_user("principal")
    book = book_of(client, report)
    number, percent = a_number(), a_percent()
    values, texts = book[VALUES], book[TEXTS]
    values.cell(row_of(values, value_key(number.code)), 7).value = 12
    row = row_of(values, value_key(percent.code))
    values.cell(row, 7).value, values.cell(row, 8).value = 12, "300"
    texts.cell(row_of(texts, "t:digital"), 5).value = "Đã ký số giáo án."
    answer = send(client, report, book)
    assert [len(answer.context[name]) for name in ("changed", "wrong")] == [3, 0]
    assert not IndicatorValue._base_manager.exists()
    assert typed(report) == {}
    done = client.post(page("write", report), {"rows": rows_in(answer)}, follow=True)
    assert "Đã ghi 3 dòng vào báo cáo." in done.content.decode()
    assert typed(report) == {"digital": "Đã ký số giáo án."}
    stored = {row.indicator_id: row for row in IndicatorValue._base_manager.all()}
    assert stored[number.pk].number == 12
    assert stored[percent.pk].numerator == 12
    assert stored[percent.pk].denominator == 300


def test_the_same_workbook_again_changes_nothing(report: Report, as_user: Callable[[str], Client]) -> None:
    client = as_user("principal")
    book = book_of(client, report)
    texts = book[TEXTS]
    texts.cell(row_of(texts, "t:digital"), 5).value = "Một đoạn."
    for expected in (1, 0):
        answer = send(client, report, book)
        assert len(answer.context["changed"]) == expected
        client.post(page("write", report), {"rows": rows_in(answer)})
    [row] = Paragraph._base_manager.filter(report=report)
    assert (row.text, row.version) == ("Một đoạn.", 1)


def test_every_fault_of_every_row_is_told_at_once(report: Report, as_user: Callable[[str], Client]) -> None:
    client = as_user("principal")
    book = book_of(client, report)
    values, texts = book[VALUES], book[TEXTS]
    values.cell(row_of(values, value_key(a_number().code)), 7).value = "mười hai"
    row = row_of(values, value_key(a_percent().code))
    values.cell(row, 7).value, values.cell(row, 8).value = 301, 300
    texts.cell(row_of(texts, "t:digital"), 5).value = "Có {số không có} hồ sơ"
    texts.cell(row_of(texts, "t:finance"), 5).value = "Đoạn đúng."
    answer = send(client, report, book)
    assert [len(answer.context[name]) for name in ("changed", "wrong")] == [1, 3]
    said = answer.content.decode()
    assert "Hãy nhập một số" in said
    assert "nhiều hơn tổng số" in said
    refused = client.post(page("write", report), {"rows": rows_in(answer)})
    assert refused.status_code == 422
    assert "Chưa ghi gì: còn 3 dòng sai" in refused.content.decode()
    assert typed(report) == {}
    partly = client.post(page("write", report), {"rows": rows_in(answer), "partial": "on"})
    assert "Đã ghi 1 dòng vào báo cáo. Còn 3 dòng chưa ghi được" in partly.content.decode()
    assert typed(report) == {"finance": "Đoạn đúng."}


def test_the_marked_workbook_holds_what_was_sent_and_why_it_is_wrong(
    report: Report, as_user: Callable[[str], Client]
) -> None:
    client = as_user("principal")
    book = book_of(client, report)
    values = book[VALUES]
    row = row_of(values, value_key(a_number().code))
    values.cell(row, 7).value = "=1+1x"
    values.cell(row, 7).data_type = "s"
    answer = send(client, report, book)
    back = client.post(page("marked", report), {"rows": rows_in(answer)})
    marked = load_workbook(io.BytesIO(back.content))[VALUES]
    assert marked.cell(row, 7).value == "=1+1x"
    assert marked.cell(row, 7).data_type == "s"  # never a formula
    assert marked.cell(row, 7).fill.fgColor.rgb == "FFFFC7CE"
    assert "Hãy nhập một số" in marked.cell(row, 9).value
    mended = load_workbook(io.BytesIO(back.content))
    mended[VALUES].cell(row, 7).value = 7
    again = send(client, report, mended)
    assert [len(again.context[name]) for name in ("changed", "wrong")] == [1, 0]


def test_what_was_changed_meanwhile_is_not_overwritten(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    client = as_user("principal")
    book = book_of(client, report)
    texts = book[TEXTS]
    texts.cell(row_of(texts, "t:digital"), 5).value = "Từ tệp."
    before = send(client, report, book)
    scope = scope_of(world.users["deputy"], NOW.date())
    with opened(scope):
        save_narrative(
            actor=scope, report_id=report.pk, field_key="digital", text="Trên trang.", expected_version=0, at=NOW
        )
    late = client.post(page("write", report), {"rows": rows_in(before)})
    assert late.status_code == 422
    assert "có người đã sửa dòng này" in late.content.decode()
    assert typed(report) == {"digital": "Trên trang."}
    assert "có người đã sửa dòng này" in send(client, report, book).content.decode()


def other_books() -> list[tuple[str, bytes, str]]:
    content = io.BytesIO()
    Workbook().save(content)
    macro = b"PK\x03\x04not really"
    return [
        ("bieu-mau.xlsx", content.getvalue(), "Đây không phải tệp tải từ trang này"),
        ("bieu-mau.xlsm", content.getvalue(), "Chỉ nhận tệp .xlsx"),
        ("bieu-mau.xlsx", b"", "Tệp này không có nội dung"),
        ("bieu-mau.xlsx", macro, "không phải loại mà phần đuôi"),
        ("bieu-mau.xlsx", b"x" * (2 * 1024 * 1024 + 1), "Tệp lớn hơn 2 MB"),
    ]


@pytest.mark.parametrize(("name", "content", "words"), other_books())
def test_other_files_are_refused_in_words(
    report: Report, as_user: Callable[[str], Client], name: str, content: bytes, words: str
) -> None:
    answer = as_user("principal").post(page("check", report), {"upload": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_the_workbook_of_another_report_and_changed_rows_are_refused(
    report: Report, as_user: Callable[[str], Client]
) -> None:
    client = as_user("principal")
    book = book_of(client, report)
    for sheet in book:
        sheet["A1"] = f"schooladmin-report-{report.pk + 1}"
    assert "Tệp này của báo cáo khác" in send(client, report, book).content.decode()
    for name in ("write", "marked"):
        answer = client.post(page(name, report), {"rows": "forged:rows"})
        assert answer.status_code == 422
        assert "Lần kiểm tra này đã cũ" in answer.content.decode()


def test_the_blank_form_has_room_for_every_field(report: Report, as_user: Callable[[str], Client]) -> None:
    text = as_user("principal").get(page("print", report)).content.decode()
    assert "PHIẾU GHI BÁO CÁO" in text
    assert "Cải cách tài chính công" in text
    assert "Tồn tại, hạn chế và nguyên nhân" in text
    assert "Việc sẽ làm" in text


def test_the_workbook_asks_as_often_for_a_full_report_as_for_an_empty_one(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    client = as_user("principal")
    counts = []
    for keys in ((), ("digital", "finance", "indices", "inspection")):
        for key in keys:
            with opened(world.scope("principal", NOW.date())) as scope:
                save_narrative(
                    actor=scope, report_id=report.pk, field_key=key, text="Một đoạn.", expected_version=0, at=NOW
                )
        client.get(page("download", report))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page("download", report)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
