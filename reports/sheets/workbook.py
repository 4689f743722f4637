"""The workbook of a report: made here, filled in elsewhere, read back; wrong rows go back marked with the reason."""

import io
import tempfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.worksheet.worksheet import Worksheet

from pupils.imports.enums import FileFormat
from pupils.imports.reading import check_upload, inspect, read
from reform.enums import IndicatorKind
from reports.content import ReportContent
from reports.models import Report
from reports.rules.honesty import honesty
from reports.sheets.rows import Asked, Filled, Line
from schooladmin.core.errors import Refusal
from schooladmin.core.sheets import put_text

MAX_BYTES = 2 * 1024 * 1024
_MARK = "schooladmin-report-"
_HEAD = PatternFill("solid", fgColor="FFE7ECEF")
_INPUT = PatternFill("solid", fgColor="FFFFFBE6")
_WRONG = PatternFill("solid", fgColor="FFFFC7CE")
_FIRST_ROW = 4
_OPEN = Protection(locked=False)


def workbook(report: Report, content: ReportContent, asked: Asked, lines: Mapping[str, Line] | None = None) -> bytes:
    """The bytes of the .xlsx: one sheet of values, one of texts, with what stands now in the open cells.

    With ``lines`` the cells hold what was sent, wrong ones are red, and the last column has every reason.
    """
    book = Workbook()
    lines = lines or {}
    values, texts = book.active, book.create_sheet(_("Nội dung"))
    assert values is not None
    values.title = _("Số liệu")
    quarter = report.period.label
    _begin(
        values, report, _("Số liệu %(quarter)s") % {"quarter": quarter}, content.unit_name,
        (_("Nội dung"), _("Chỉ tiêu"), _("Cách ghi"), _("Quý trước"), _("Giá trị"), _("Tổng số"), _("Lỗi")),
        (10, 60, 26, 24, 22, 14, 60),
    )  # fmt: skip
    for number, (key, value) in enumerate(asked.values.items(), start=_FIRST_ROW + 1):
        line = lines.get(key)
        first, second = (line.filled.first, line.filled.second) if line else (value.first, value.second)
        how = _how(value.kind, value.measure)
        version = line.filled.version if line else value.version
        _row(values, number, (key, str(version), value.area, value.name, how, value.last, first, second))
        _mark(values, number, (7, 8) if value.kind == IndicatorKind.PERCENT else (7,), line, 9)
    _begin(
        texts, report, _("Nội dung %(quarter)s") % {"quarter": quarter}, content.unit_name,
        (_("Mục"), _("Gợi ý"), _("Nội dung"), _("Lỗi")), (44, 44, 100, 60),
    )  # fmt: skip
    for number, (key, text) in enumerate(asked.texts.items(), start=_FIRST_ROW + 1):
        line = lines.get(key)
        version = line.filled.version if line else text.version
        said = line.filled.first if line else text.text
        _row(texts, number, (key, str(version), text.heading, text.hint, said))
        _mark(texts, number, (5,), line, 6)
    for page in (values, texts):
        _tell(page, honesty(content))
    content_ = io.BytesIO()
    book.save(content_)
    return content_.getvalue()


def _tell(page: Worksheet, words: str) -> None:
    """Coverage, values by hand, corrections and reasons, below the table; nobody fills that line in."""
    cell = page.cell(page.max_row + 2, 4)
    put_text(cell, words)
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _how(kind: IndicatorKind, measure: str) -> str:
    words = {
        IndicatorKind.PERCENT: _("Số đạt, rồi tổng số"),
        IndicatorKind.YES_NO: _("Có hoặc Không"),
        IndicatorKind.TEXT: _("Viết bằng lời"),
        IndicatorKind.SCORE: _("Điểm"),
    }
    return words.get(kind) or measure or _("Một số")


def _begin(
    page: Worksheet, report: Report, title: str, unit: str, heads: tuple[str, ...], widths: tuple[int, ...]
) -> None:
    put_text(page.cell(1, 1), f"{_MARK}{report.pk}")
    put_text(page.cell(1, 3), title)
    page.cell(1, 3).font = Font(bold=True, size=14)
    put_text(page.cell(2, 3), unit)
    put_text(page.cell(3, 3), _("Chỉ ghi vào các ô vàng. Ô để trống thì giữ nguyên như trong hệ thống."))
    for column, (head, width) in enumerate(zip(heads, widths, strict=True), start=3):
        cell = page.cell(_FIRST_ROW, column)
        put_text(cell, head)
        cell.font, cell.fill = Font(bold=True), _HEAD
        page.column_dimensions[cell.column_letter].width = width
    for letter in "AB":  # what the system recognises its rows by
        page.column_dimensions[letter].hidden = True
    page.freeze_panes = page.cell(_FIRST_ROW + 1, 3)
    # Against slips, not against people: there is no password.
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = False
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _row(page: Worksheet, number: int, cells: tuple[str, ...]) -> None:
    for column, text in enumerate(cells, start=1):
        cell = page.cell(number, column)
        put_text(cell, text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _mark(page: Worksheet, number: int, inputs: tuple[int, ...], line: Line | None, reason: int) -> None:
    is_wrong = line is not None and bool(line.faults)
    for column in inputs:
        cell = page.cell(number, column)
        cell.protection = _OPEN
        cell.fill = _WRONG if is_wrong else _INPUT
    if line is not None and is_wrong:
        cell = page.cell(number, reason)
        put_text(cell, "\n".join(line.faults))
        cell.fill = _WRONG
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def filled_in(report: Report, upload: UploadedFile[bytes]) -> list[Filled]:
    """The rows of a workbook that came back. Raises Refusal for a file that is none, is dangerous or is another's."""
    name = PurePosixPath(upload.name or "").name
    if not name.lower().endswith(".xlsx"):
        words = _("Chỉ nhận tệp .xlsx đã tải từ trang này. Hãy mở tệp bằng Excel, «Lưu thành» loại .xlsx rồi gửi lại.")
        raise Refusal(words, code="sheet-type", field="upload")
    if (upload.size or 0) > MAX_BYTES:
        raise Refusal(_("Tệp lớn hơn 2 MB. Hãy bỏ ảnh và các trang tính thêm vào."), code="sheet-large", field="upload")
    sent = b"".join(upload.chunks())
    check_upload(name, len(sent), io.BytesIO(sent))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.xlsx"
        path.write_bytes(sent)
        inspect(path, FileFormat.XLSX)
        sheets = read(path, FileFormat.XLSX)
    marked = [sheet.rows for sheet in sheets if sheet.rows and str(sheet.rows[0][0]).startswith(_MARK)]
    if not marked:
        words = _("Đây không phải tệp tải từ trang này. Hãy tải tệp mẫu, điền vào rồi gửi lại.")
        raise Refusal(words, code="sheet-unknown", field="upload")
    if any(rows[0][0] != f"{_MARK}{report.pk}" for rows in marked):
        words = _("Tệp này của báo cáo khác (quý khác hoặc trường khác). Hãy tải tệp mẫu của báo cáo này.")
        raise Refusal(words, code="sheet-other", field="upload")
    return [row for rows in marked for row in _filled(rows)]


def _filled(rows: Any) -> Iterator[Filled]:
    for cells in rows[_FIRST_ROW:]:
        texts = [_text(cell) for cell in cells] + [""] * 8
        key, version = texts[0], texts[1]
        if key.startswith("v:"):
            yield Filled(key, _number(version), texts[6], texts[7])
        elif key.startswith("t:"):
            yield Filled(key, _number(version), texts[4])


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _text(cell: object) -> str:
    """A cell as a person would type it: Excel makes numbers and days of what looks like one."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "Có" if cell else "Không"
    if isinstance(cell, float):
        return (str(int(cell)) if cell.is_integer() else f"{cell:.4f}".rstrip("0").rstrip(".")).replace(".", ",")
    if isinstance(cell, datetime | date):
        return f"{cell:%d/%m/%Y}"
    return str(cell).strip()
