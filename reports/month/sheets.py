"""The figures of all schools as a workbook. Its words are Vietnamese, as the papers are."""

from io import BytesIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from reports.month.queries.figures import FigureRow, FigureTable
from reports.month.rules import FIGURES
from schooladmin.core.sheets import safe_cell

UNSIGNED = gettext_lazy("số liệu hệ thống, chưa ký")
_NAME_WIDTH, _WIDTH = 42, 12


def coverage(table: FigureTable) -> str:
    """The line below the sum: whose figures it holds, how many are unsigned, whom it leaves out."""
    known = len(table.known)
    words = _(
        "Độ phủ số liệu: %(known)s/%(all)s trường; đã ký: %(signed)s; số liệu hệ thống, chưa ký: %(unsigned)s."
    ) % {"known": known, "all": len(table.rows), "signed": known - table.unsigned, "unsigned": table.unsigned}
    if table.missing:
        words += " " + _("Chưa có số liệu: %(names)s.") % {"names": ", ".join(table.missing)}
    return words


def mark_of(row: FigureRow) -> str:
    """What stands beside the figures of a school."""
    if not row.values:
        return _("chưa có số liệu")
    if not row.is_signed:
        return str(UNSIGNED)
    return _("đã ký, trễ hạn") if row.is_late else _("đã ký")


def workbook_of(table: FigureTable) -> bytes:
    """One row a school with its mark, the sum, and the coverage below it; Vietnamese whoever downloads it."""
    with override("vi"):
        return _workbook(table)


def _workbook(table: FigureTable) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = table.quarter.code
    sheet.append([f"Số liệu các trường, {table.quarter.label}"])
    sheet["A1"].font = Font(bold=True, size=13)
    sheet.append([])
    sheet.append(["Trường", *(str(label) for _key, label in FIGURES), "Tình trạng"])
    for cell in sheet[3]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    for row in table.rows:
        values = row.values or [""] * len(FIGURES)
        sheet.append([safe_cell(sheet, row.name), *values, mark_of(row)])
    sheet.append(["Cộng", *(table.total or [""] * len(FIGURES)), ""])
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
    for words in (coverage(table), *(table.notes or ("Không có số điền tay, chưa đính chính.",))):
        sheet.append([safe_cell(sheet, words)])
    sheet.column_dimensions["A"].width = _NAME_WIDTH
    for column in "BCDEFGHIJKL":
        sheet.column_dimensions[column].width = _WIDTH
    sheet.column_dimensions["L"].width = 26
    sheet.freeze_panes = "B4"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
