"""Lists of invented pupils in the layouts of the programs that schools export from."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

from schooladmin.core.sheets import safe_cell

# Code, identifier, name, birth date, class, mother, her phone.
PUPILS = (
    ("HS0001", "001214000011", "Nguyễn Thị Ánh Đào", date(2014, 3, 5), "6A1", "Trần Thị Mận", "0912345671"),
    ("HS0002", "001214000022", "Lê Văn Đức", date(2014, 11, 20), "6A1", "Lý Thị Hồng", "0912345672"),
    ("HS0003", "001213000033", "H'Hen Niê", date(2013, 1, 31), "7A2", "H'Lan Niê", "0912345673"),
    ("HS0004", "001212000044", "Phạm Hoàng Bảo Ngọc", date(2012, 12, 1), "8A3", "Đỗ Thị Sen", "0912345674"),
)


def saved(book: Any) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def smas_like(rows: Sequence[Sequence[Any]] = (), *, formulas: Mapping[str, str] | None = None) -> bytes:
    """Five rows of titles, one heading, dates as text, a total and signatures below."""
    book = Workbook()
    sheet = book.active
    sheet.title = "DanhSachHocSinh"
    sheet["A1"] = "PHÒNG GD&ĐT SƠN LAM"
    sheet["A2"] = "TRƯỜNG THCS BÌNH AN"
    sheet["A3"] = "DANH SÁCH HỌC SINH"
    sheet["A4"] = "Năm học: 2026-2027"
    sheet.merge_cells("A3:J3")
    titles = (
        "STT", "Mã học sinh", "Mã định danh Bộ GD&ĐT", "Họ và tên", "Ngày sinh", "Giới tính", "Lớp", "Họ tên mẹ",
        "Số điện thoại mẹ", "Trạng thái",
    )  # fmt: skip
    for column, title in enumerate(titles, 1):
        sheet.cell(6, column, title).font = Font(bold=True)
    rows = rows or [
        (number, code, identifier, name, f"{born:%d/%m/%Y}", "Nữ", class_name, mother, phone, "Đang học")
        for number, (code, identifier, name, born, class_name, mother, phone) in enumerate(PUPILS, 1)
    ]
    for row in rows:
        sheet.append([safe_cell(sheet, cell) for cell in row])  # text stays text, whatever it begins with
    for place, formula in (formulas or {}).items():
        sheet[place] = formula
    sheet.append([])
    sheet.append([f"Tổng số: {len(rows)} học sinh"])
    sheet.append([None] * 7 + ["Hiệu trưởng"])
    return saved(book)


def vnedu_like() -> bytes:
    """A sheet for each class, the name in two columns below one merged title, the birth date as a date cell."""
    book = Workbook()
    book.remove(book.active)
    for class_name in ("6A1", "7A2", "8A3"):
        sheet = book.create_sheet(class_name)
        sheet["A1"] = "DANH SÁCH LỚP"
        for column, title in enumerate(("STT", "Mã HS", "Họ và tên", None, "Ngày sinh", "Cha", None, "Mẹ", None), 1):
            sheet.cell(3, column, title)
        for column, title in ((6, "Họ tên"), (7, "SĐT"), (8, "Họ tên"), (9, "SĐT")):
            sheet.cell(4, column, title)
        for merged in ("A3:A4", "B3:B4", "C3:D4", "E3:E4", "F3:G3", "H3:I3"):
            sheet.merge_cells(merged)
        mine = [pupil for pupil in PUPILS if pupil[4] == class_name]
        for number, (code, _, name, born, _, mother, phone) in enumerate(mine, 1):
            family, _, given = name.rpartition(" ")
            sheet.append([number, code, family, given, born, None, None, mother, int(phone)])
    guide = book.create_sheet("Hướng dẫn")
    guide["A1"] = "Không sửa các cột"
    return saved(book)


def sector_like() -> bytes:
    """The sector's database: long titles with notes, a row of numbers below, identifiers as text, dates d/m/yy."""
    book = Workbook()
    sheet = book.active
    sheet["B2"] = "DANH SÁCH HỌC SINH TRƯỜNG THCS BÌNH AN NĂM HỌC 2026 - 2027"
    titles = (
        "STT", "Lớp (*)", "Mã học sinh", "Họ tên (*)", "Ngày sinh (dd/mm/yyyy) (*)", "Số định danh cá nhân/CCCD",
        "Dân tộc", "Họ tên người giám hộ", "Nghề nghiệp cha", "SĐT liên hệ", "Tình trạng",
    )  # fmt: skip
    for column, title in enumerate(titles, 1):
        sheet.cell(4, column, title)
        sheet.cell(5, column, f"({column})")
    for number, (code, identifier, name, born, class_name, mother, phone) in enumerate(PUPILS, 1):
        day = f"{born.day}/{born.month}/{born:%y}"
        sheet.append(
            [number, class_name, code, name.upper(), day, identifier, "Kinh", mother, "Nông", phone, "Đang học"]
        )
    return saved(book)
