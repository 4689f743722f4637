"""The statistics as a workbook in the layout of form 06, and as text to paste into the table of a portal."""

from collections.abc import Iterable
from io import BytesIO

from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from procedures.queries.statistics import Statistics
from procedures.rules.index766 import vietnamese
from procedures.statistics.form import COLUMNS, GROUPS, OFFICIAL, Line, Table
from procedures.statistics.words import index_calculation, percentage, period_words, remarks
from schooladmin.core.sheets import safe_cell, safe_text

_LINE = Side(style="thin")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_WRAP = Alignment(horizontal="center", vertical="center", wrap_text=True)
_HEAD = 4  # rows above the head of a table: title, unit, period, an empty one


def workbook_of(found: Statistics) -> bytes:
    """The workbook; its words are Vietnamese, as the form's are."""
    with override("vi"):
        book = Workbook()
        book.remove(book.worksheets[0])
        _form(book, "Biểu 06", "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH", found, [found.national])
        _form(book, "Thủ tục nội bộ", "KẾT QUẢ GIẢI QUYẾT THỦ TỤC NỘI BỘ CỦA TRƯỜNG", found, [found.internal])
        _form(book, "Hình thức nộp", "KẾT QUẢ GIẢI QUYẾT THEO HÌNH THỨC NỘP", found, list(found.channels))
        if found.schools is not None:
            _form(book, "Theo trường", "KẾT QUẢ GIẢI QUYẾT THEO TRƯỜNG", found, [found.schools])
        _index(book, found)
        stream = BytesIO()
        book.save(stream)
    return stream.getvalue()


def _form(book: Workbook, name: str, title: str, found: Statistics, tables: list[Table]) -> None:
    sheet = book.create_sheet(name)
    sheet.append([title])
    sheet.append([safe_cell(sheet, found.subject.name)])
    sheet.append([f"Kỳ thống kê: {period_words(found.period)}. Biểu số 06/VPCP/KSTT."])
    sheet.append([])
    sheet["A1"].font = Font(bold=True, size=13)
    _heads(sheet)
    for table in tables:
        if len(tables) > 1:
            sheet.append([safe_cell(sheet, table.title)])
        for number, line in enumerate(table.lines, start=1):
            _append(sheet, [number, line.name, *line.values])
        _append(sheet, ["", "Tổng số", *table.total.values], bold=True)
        sheet.append(["", safe_cell(sheet, f"Kỳ trước + tiếp nhận = đã + đang + từ chối, rút: {table.check}")])
    sheet.append([])
    _remarks(sheet, remarks(found))
    sheet.column_dimensions["A"].width = 5
    sheet.column_dimensions["B"].width = 42
    for index in range(3, 3 + len(COLUMNS)):
        sheet.column_dimensions[get_column_letter(index)].width = 11
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.freeze_panes = sheet.cell(_HEAD + 4, 3)


def _heads(sheet: Worksheet) -> None:
    """Three rows of heads: the groups over their columns, the columns, and how they add up."""
    first, second, third = _HEAD + 1, _HEAD + 2, _HEAD + 3
    for number, label in ((1, "STT"), (2, "Thủ tục")):
        sheet.cell(first, number, label)
        sheet.merge_cells(start_row=first, end_row=second, start_column=number, end_column=number)
        sheet.cell(third, number, f"({number})")
    at = 3
    for group in GROUPS:
        sheet.cell(first, at, str(group.label))
        sheet.merge_cells(start_row=first, end_row=first, start_column=at, end_column=at + len(group.columns) - 1)
        for column in group.columns:
            sheet.cell(second, at, str(column.label))
            sheet.cell(third, at, column.mark)
            at += 1
    for row in sheet.iter_rows(min_row=first, max_row=third, max_col=at - 1):
        for cell in row:
            cell.font, cell.alignment, cell.border = Font(bold=True, size=10), _WRAP, _BOX


def _append(sheet: Worksheet, values: list[object], *, bold: bool = False) -> None:
    sheet.append([safe_cell(sheet, value) for value in values])
    for cell in sheet[sheet.max_row]:
        cell.border = _BOX
        cell.font = Font(bold=bold)


def _index(book: Workbook, found: Statistics) -> None:
    sheet = book.create_sheet("Chỉ số 766")
    sheet.append(["CHỈ SỐ PHỤC VỤ NGƯỜI DÂN THEO QUYẾT ĐỊNH 766/QĐ-TTg (phần trường tính được)"])
    sheet.append([safe_cell(sheet, found.subject.name)])
    sheet.append([f"Kỳ thống kê: {period_words(found.period)}. Chỉ tính thủ tục thuộc danh mục toàn quốc."])
    sheet.append([])
    sheet["A1"].font = Font(bold=True, size=13)
    _append(sheet, ["Mã", "Nhóm", "Chỉ số", "Kết quả", "Cách tính", "Điểm", "Điểm tối đa", "Căn cứ"], bold=True)
    for item in found.index:
        rule = item.rule
        points = ["" if value is None else vietnamese(value) for value in (item.marks, rule.full_marks)]
        group = rule.get_group_display()
        _append(
            sheet,
            [rule.code, group, rule.name, percentage(item.percent), index_calculation(item), *points, rule.basis],
        )
    sheet.append([])
    _remarks(sheet, remarks(found))
    for letter, width in zip("ABCDEFGH", (6, 26, 44, 16, 52, 8, 11, 40), strict=True):
        sheet.column_dimensions[letter].width = width


def _remarks(sheet: Worksheet, lines: Iterable[str]) -> None:
    for text in lines:
        sheet.append(["", safe_cell(sheet, text)])


def pasteable(table: Table, *, with_names: bool) -> str:
    """The eleven number columns of the form, one line per procedure, parted by tabs: one paste fills a web table."""
    return "\n".join(_pasted(line, with_names=with_names) for line in table.lines)


def _pasted(line: Line, *, with_names: bool) -> str:
    cells = [str(line.counts.value(column)) for column in OFFICIAL]
    return "\t".join([safe_text(line.name), *cells] if with_names else cells)


def file_name(found: Statistics, suffix: str) -> str:
    """«Bieu-06_THCS-AB_2026-07-01_2026-09-30.xlsx»: sorts by school and period, safe in every archive."""
    last = found.period.end.fromordinal(found.period.end.toordinal() - 1)
    return f"Bieu-06_{found.subject.code or 'tong-hop'}_{found.period.start}_{last}.{suffix}"
