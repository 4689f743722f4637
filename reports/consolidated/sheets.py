"""The sums of a quarter as a workbook: the sums, every school by procedure, and what was put by hand or corrected."""

from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reports.consolidated.queries import Consolidated
from reports.consolidated.rules import TOTAL, TRAINING
from schooladmin.core.sheets import safe_cell
from schooladmin.documents.tree import Regime

_WIDE, _NARROW = 42, 12


def coverage(page: Consolidated) -> str:
    """The line below every sum: how many handed in, who did not, what was put by hand or corrected."""
    words = _("Độ phủ số liệu: %(counted)s/%(all)s trường đã nộp.") % {
        "counted": len(page.counted),
        "all": len(page.schools),
    }
    if page.missing:
        words += " " + _("Chưa nộp: %(names)s.") % {"names": ", ".join(page.missing)}
    if page.notes:
        return words + " " + _("Số điền tay và đính chính: %(count)s.") % {"count": len(page.notes)}
    return words + " " + _("Không có số điền tay, chưa đính chính.")


def workbook_of(page: Consolidated) -> bytes:
    """Two tables for procedures, two for classes; a line of each school stands for what it handed in."""
    book = Workbook()
    book.remove(book.worksheets[0])
    procedures = [topic for topic in page.topics if topic not in (TOTAL, TRAINING)]
    heads = [column.label for column in page.columns(TOTAL)]
    sums = [[page.names[topic], *page.sums[topic]] for topic in procedures]
    if TOTAL in page.sums:
        sums.append([page.names[TOTAL], *page.sums[TOTAL]])
    _sheet(book, page, _("Cộng"), [_("Thủ tục"), *heads], sums, bold_last=True)
    schools = [
        [school.name, page.names[topic], *school.values[topic]]
        for school in page.counted
        for topic in procedures
        if topic in school.values
    ]
    _sheet(book, page, _("Từng trường"), [_("Trường"), _("Thủ tục"), *heads], schools)
    classes = [[school.name, *school.values[TRAINING]] for school in page.counted]
    if TRAINING in page.sums:
        classes.append([_("Cộng"), *page.sums[TRAINING]])
    heads = [column.label for column in page.columns(TRAINING)]
    _sheet(book, page, _("Bồi dưỡng"), [_("Trường"), *heads], classes, bold_last=True)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheet(
    book: Workbook,
    page: Consolidated,
    title: str,
    heads: list[str],
    rows: list[list[object]],
    *,
    bold_last: bool = False,
) -> None:
    sheet = book.create_sheet(title)
    sheet.append([f"{heading(page)} – {title}"])
    sheet["A1"].font = Font(bold=True, size=13)
    sheet.append([days(page)])
    sheet.append(heads)
    _bold(sheet, Alignment(wrap_text=True, vertical="center"))
    for row in rows:
        sheet.append([safe_cell(sheet, value) for value in row])
    if rows and bold_last:
        _bold(sheet)
    for note in (coverage(page), *page.notes):
        sheet.append([safe_cell(sheet, note)])
    for number, head in enumerate(heads, start=1):
        is_name = head in (_("Thủ tục"), _("Trường"))
        sheet.column_dimensions[get_column_letter(number)].width = _WIDE if is_name else _NARROW
    sheet.freeze_panes = "B4"


def _bold(sheet: Worksheet, alignment: Alignment | None = None) -> None:
    """The line that was written last."""
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
        if alignment:
            cell.alignment = alignment


def heading(page: Consolidated) -> str:
    """What the sums are taken from."""
    if page.regime is Regime.STATE:
        words = _("Tổng hợp báo cáo nhà nước %(quarter)s")
    else:
        words = _("Tổng hợp đề cương %(quarter)s")
    return words % {"quarter": page.quarter.short_label}


def days(page: Consolidated) -> str:
    """The days that were counted; empty before anybody has handed in."""
    if page.days is None:
        return ""
    return _("Từ ngày %(first)s đến hết ngày %(last)s.") % {
        "first": f"{page.days[0]:%d/%m/%Y}",
        "last": f"{page.days[1]:%d/%m/%Y}",
    }
