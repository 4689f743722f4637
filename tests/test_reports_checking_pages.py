"""The page that checks a paper, the check of a field while it is typed, and what earlier quarters say."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.actions.rounds import open_round
from reports.actions.snapshots import take
from reports.actions.themes import ThemeText, create_theme, publish_theme
from reports.checking.forms import MAX_UPLOAD
from reports.checking.knowledge import findings_of
from reports.checking.reading import MAX_LETTERS, MAX_PARTS
from reports.enums import ReportState
from reports.models import Report
from reports.rendering import content_of
from schooladmin.core.periods import VIETNAM, Quarter
from schooladmin.documents.tree import Regime
from schooladmin.units.models import Unit
from schooladmin.units.scope import opened, system
from tests.factory import World
from tests.stage import NOW, set_stage
from tests.test_reports_checking import GOOD, changed, word_file

TEXT = changed(("Rút học bạ: 12 hồ sơ, đều đúng hạn.", "Rút học bạ:…."), ("Kiện toàn", "Kiên toàn"))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
MACROS = "word/vbaProject.bin"


@pytest.fixture
def clerk(world: World, as_user: Callable[[str], Client]) -> Client:
    return as_user("clerk")


def post(client: Client, unit: Unit, text: str = "", file: tuple[str, bytes] | None = None, **more: str) -> Any:
    data: dict[str, object] = {"unit": unit.pk, "quarter": "2024-Q3", "text": text, **more}
    if file:
        data["file"] = SimpleUploadedFile(*file)
    with time_machine.travel(NOW, tick=False):
        return client.post(reverse("reports.paper.check"), data)


def with_part(name: str, *, encrypted: bool = False) -> bytes:
    """A Word document with one part more; ``encrypted`` sets the mark that a password protects it."""
    kept = io.BytesIO(word_file(*GOOD.splitlines()))
    with zipfile.ZipFile(kept, "a") as parts:
        parts.writestr(name, "x")
    content = kept.getvalue()
    if encrypted:  # bit 0 of the flags in every local header and in every line of the directory
        content = content.replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01")
        content = content.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")
    return content


def with_many_parts() -> bytes:
    kept = io.BytesIO(word_file("x"))
    with zipfile.ZipFile(kept, "a") as parts:
        for number in range(MAX_PARTS):
            parts.writestr(str(number), "")
    return kept.getvalue()


def test_the_findings_stand_by_line_with_their_words_marked(world: World, clerk: Client) -> None:
    answer = post(clerk, world.school, TEXT)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<h3>Dòng 11</h3>" in page
    assert "<mark>- Rút học bạ:….</mark>" in page
    assert "<mark>Kiên toàn</mark> bốn tổ chuyên môn." in page
    assert page.index("<h3>Cả bài</h3>") < page.index("<h3>Dòng 11</h3>") < page.index("<h3>Dòng 15</h3>")
    assert TEXT.splitlines()[10] in page  # the text comes back, to be mended and checked again


def test_nothing_is_stored(world: World, clerk: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        post(clerk, world.school, file=("de-cuong.docx", word_file(*TEXT.splitlines())))
    assert not [query for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


@pytest.mark.parametrize(
    "file",
    [
        ("a.txt", TEXT.encode()),
        ("a.docx", word_file(*TEXT.splitlines())),
        ("A.HTML", "".join(f"<p>{line}</p>" for line in TEXT.splitlines()).encode()),
    ],
)
def test_a_file_of_each_kind_as_json(world: World, clerk: Client, file: tuple[str, bytes]) -> None:
    answer = post(clerk, world.school, "thứ còn lại trong ô", file, output="json")
    told = json.loads(answer.content)
    assert answer["Content-Disposition"] == 'attachment; filename="soat-van-ban_THCS-A_2024-Q3.json"'
    assert (told["unit"], told["period"]) == (world.school.code, "2024-Q3")
    assert {("empty-count", 11), ("misspelling", 15)} <= {(one["code"], one["line"]) for one in told["findings"]}
    assert set(told["findings"][0]) == {"code", "severity", "line", "excerpt", "message", "suggestion"}


def test_the_printed_page_has_the_findings_and_no_menu(world: World, clerk: Client) -> None:
    page = post(clerk, world.school, TEXT, output="print").content.decode()
    assert "Kiên toàn" in page
    assert "soát ngày 12/10/2026" in page
    assert "<nav" not in page
    assert "<form" not in page


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (("a.pdf", b"%PDF-1.7"), "Chỉ đọc được tệp .docx, .txt hoặc .html."),
        (("a.docx", b"%PDF-1.7"), "bên trong là PDF"),
        (("a.txt", b"\x89PNG\r\n\x1a\n"), "bên trong là ảnh"),
        (("a.txt", word_file("x")), "Hãy đổi đuôi thành .docx"),
        (("a.html", word_file("x")), "Hãy đổi đuôi thành .docx"),
        (("a.txt", b" <!DOCTYPE html><p>x"), "Hãy đổi đuôi thành .html"),
        (("a.html", "Chữ thường".encode()), "Hãy đổi đuôi thành .txt"),
        (("a.docx", OLE), "Word kiểu cũ"),
        (("a.docx", OLE + "EncryptedPackage".encode("utf-16-le")), "đặt mật khẩu"),
        (("a.docx", with_part("x", encrypted=True)), "đặt mật khẩu"),
        (("a.docx", with_part(MACROS)), "có macro"),
        (("a.docx", with_many_parts()), "bung ra lớn"),
        (("a.docx", word_file("a" * (21 * 1024 * 1024))), "bung ra lớn"),
        (("a.docx", word_file(*GOOD.splitlines())[:-40]), "đã hỏng"),
        (("a.docx", b"PK\x03\x04" + b"\xff" * 200), "đã hỏng"),
        (("a.docx", word_file("x", name="content.xml")), "đã hỏng"),
        (("a.txt", b"\x00\x01"), "bảng mã"),
        (("a.txt", b" \n "), "Không có chữ nào"),
        (("a.html", b"<script>alert(1)</script>"), "Không có chữ nào"),
        (("a.txt", b""), "không có nội dung"),
        (("a.txt", b"a" * (MAX_UPLOAD + 1)), "Tệp lớn hơn 5 MB"),
        (("a.txt", b"a" * (MAX_LETTERS + 1)), "dài hơn 300.000 ký tự"),
        (("a.html", b"<p>ab" * MAX_LETTERS), "dài hơn 300.000 ký tự"),
        (None, "Hãy chọn một tệp hoặc dán nội dung."),
    ],
)
def test_what_cannot_be_checked_is_said(
    world: World, clerk: Client, file: tuple[str, bytes] | None, words: str
) -> None:
    answer = post(clerk, world.school, file=file)
    assert answer.status_code == 422
    assert words in answer.content.decode()


@pytest.mark.parametrize(
    ("text", "words"),
    [("Kết quả. " * 120_000, "dài hơn 300.000 ký tự"), ("\x00 chữ", "không được phép"), (" \n ", "Hãy chọn một tệp")],
)
def test_a_text_that_cannot_be_checked_is_said(world: World, clerk: Client, text: str, words: str) -> None:
    answer = post(clerk, world.school, text)
    assert answer.status_code == 422
    assert words in answer.content.decode() or text.startswith("\x00")


def test_a_script_is_only_text(world: World, clerk: Client) -> None:
    page = post(clerk, world.school, changed(("Kiện toàn bốn", "<script>alert(1)</script> Kiên toàn 🎉 bốn")))
    assert b"<script>alert" not in page.content
    assert "&lt;script&gt;alert(1)&lt;/script&gt; <mark>Kiên toàn</mark> 🎉" in page.content.decode()


def test_a_quarter_without_a_form_is_refused_in_words(world: World, clerk: Client) -> None:
    answer = post(clerk, world.school, GOOD, quarter="2019-Q1")
    assert answer.status_code == 422


def test_a_unit_of_others_is_no_choice(world: World, clerk: Client, as_user: Callable[[str], Client]) -> None:
    assert post(clerk, world.foreign, GOOD).status_code == 422
    assert post(as_user("party_officer"), world.school, GOOD).status_code == 200  # a school of this Party organ
    assert post(as_user("party_officer"), world.foreign, GOOD).status_code == 422
    assert post(as_user("teacher"), world.school, GOOD).status_code == 403
    assert post(as_user("officer"), world.school, GOOD).status_code == 403  # no Party organ, though it sees the school


# --- One field while it is typed ---
@pytest.fixture
def report(world: World, calendar: None) -> Report:
    with time_machine.travel(NOW, tick=False):
        return set_stage(world).report


def typed(client: Client, report: Report, text: str, key: str = "digital") -> Any:
    with time_machine.travel(NOW, tick=False):
        return client.post(reverse("reports.field.check", args=[report.pk, key]), {"text": text})


def test_a_field_is_checked_while_it_is_typed(report: Report, as_user: Callable[[str], Client]) -> None:
    answer = typed(
        as_user("principal"), report, "Dòng đầu.\nRút học bạ: [[procedures.RUT-HOC-BA.solved]] hồ sơ; giử gìn."
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<mark>giử</mark>" in page
    assert "Chưa ghi số hồ sơ" not in page  # a figure of the system is a number
    assert "<html" not in page
    assert "finding-what" not in typed(as_user("principal"), report, "Đã làm xong.").content.decode()
    assert "giử" in typed(as_user("principal"), report, "giử", "limitations").content.decode()


def test_a_field_s_limits(report: Report, as_user: Callable[[str], Client]) -> None:
    client = as_user("principal")
    assert "20.000" in typed(client, report, "a" * 20_001).content.decode()
    assert typed(client, report, "a", "no-such-field").status_code == 404
    assert typed(as_user("clerk"), report, "a").status_code == 403
    assert typed(as_user("foreign_principal"), report, "a").status_code == 404


def test_the_report_itself_is_checked_by_the_same_engine(report: Report) -> None:
    with opened(system(NOW.date(), "test")):
        found = findings_of(report, content_of(report, NOW.date()), NOW.date())
    assert {"missing-field", "missing-section"} <= {finding.code for finding in found}
    assert all(finding.anchor for finding in found)
    assert "field-limitations" in {finding.anchor for finding in found}
    assert not {"heading-mismatch", "theme-mismatch"} & {finding.code for finding in found}


def said_in(world: World, quarter: Quarter, told: str) -> Report:
    """A submitted report of the school in which the first field says ``told``."""
    at = datetime.combine(quarter.calendar.end, time(9), VIETNAM)
    text = ThemeText("Chủ đề của quý", "Một đoạn.", "Kết luận.")
    with opened(world.scope("party_officer", at.date())) as scope:
        theme = create_theme(actor=scope, unit_id=world.party.pk, quarter=quarter, text=text, at=at)
        publish_theme(actor=scope, theme_id=theme.pk, at=at)
        open_round(actor=scope, theme_id=theme.pk, due_on=at.date(), at=at)
    report = Report._base_manager.get(unit=world.school, quarter=quarter.code)
    with opened(system(at.date(), "test")) as scope:
        content = content_of(report, at.date())
        first = replace(content.fields[0], narrative=told, is_written=True)
        content = replace(content, fields=(first, *content.fields[1:]))
        report.current_snapshot = take(actor=scope, report=report, papers={Regime.PARTY: content}, at=at)
    report.state, report.submitted_at, report.receipt_code = ReportState.SUBMITTED, at, f"BC-{quarter.code}"
    report.save()
    return report


def test_a_paragraph_of_three_quarters_is_named_whoever_brings_it(world: World, report: Report, clerk: Client) -> None:
    told = "Nhà trường tiếp tục thực hiện đầy đủ các nội dung cải cách hành chính trong {} theo kế hoạch đã đề ra."
    said_in(world, Quarter(2026, 1), told.format("quý I"))
    text = changed(("QUÝ III NĂM 2024", "QUÝ III NĂM 2026"), ("- Kiện toàn bốn tổ chuyên môn.", told.format("quý III")))
    assert "Không đổi ba quý" not in post(clerk, world.school, text, quarter="2026-Q3").content.decode()
    said_in(world, Quarter(2026, 2), told.format("quý II"))
    page = post(clerk, world.school, text, quarter="2026-Q3").content.decode()
    assert "Đoạn này không đổi ba quý liền." in page
    with opened(system(NOW.date(), "test")):
        mine = replace(content_of(report, NOW.date()), limitations=told.format("quý III"))
        found = findings_of(report, mine, NOW.date())
    assert [one.anchor for one in found if one.code == "unchanged"] == ["field-limitations"]
