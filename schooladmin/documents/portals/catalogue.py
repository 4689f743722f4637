"""The layouts that a new database begins with: one for each destination, general on purpose.

What the screens of a province really ask for is entered as rows by whoever sees them.
"""

from datetime import date
from typing import Any

_SINCE = date(2024, 1, 1)
_BASIS = "Bố cục chung kèm theo phần mềm; thay bằng dòng mới theo màn hình đang dùng"


def _field(label: str, label_en: str, value: str) -> dict[str, str]:
    return {"label": label, "label_en": label_en, "value": value}


_LETTER = [
    _field("Loại văn bản", "Kind of paper", "{kind}"),
    _field("Số, ký hiệu", "Number", "{number}"),
    _field("Ngày văn bản", "Date", "{day}"),
    _field("Trích yếu", "Abstract", "{abstract}"),
    _field("Cơ quan ban hành", "Issued by", "{issuer}"),
    _field("Nơi nhận", "Recipient", "{upper}"),
    _field("Người ký", "Signed by", "{signer}"),
    _field("Chức vụ người ký", "Position", "{position}"),
    _field("Số trang", "Pages", "{pages}"),
    _field("Mã kiểm tra", "Code", "{code}"),
]
_REPORT = [
    _field("Đơn vị báo cáo", "Unit", "{unit}"),
    _field("Mã đơn vị", "Code of the unit", "{unit_code}"),
    _field("Kỳ báo cáo", "Period", "{period}"),
    _field("Từ ngày", "From", "{first_day}"),
    _field("Đến hết ngày", "To", "{last_day}"),
    _field("Trích yếu", "Abstract", "{abstract}"),
    _field("Tóm tắt kết quả", "Summary", "{summary}"),
    _field("Biểu 06, chỉ số liệu (dán vào ô đầu tiên)", "Form 06, numbers (paste into the first cell)", "{form06}"),
    _field("Biểu 06 có tên thủ tục", "Form 06 with names of procedures", "{form06_named}"),
    _field("Người lập, người ký", "Signed by", "{signer}"),
    _field("Địa chỉ kiểm tra văn bản", "Address to verify the paper", "{verify_url}"),
]
_SITE = [
    _field("Tiêu đề bài", "Title", "{kind}: {abstract}"),
    _field("Tóm tắt", "Summary", "{summary}"),
    _field("Ngày đăng", "Date", "{day}"),
    _field("Đơn vị", "Unit", "{unit}"),
    _field("Địa chỉ kiểm tra văn bản", "Address to verify the paper", "{verify_url}"),
]

LAYOUTS: tuple[dict[str, Any], ...] = (
    {
        "code": "ioffice",
        "paper": "",
        "position": 10,
        "name": "iOffice, hệ thống quản lý văn bản",
        "name_en": "iOffice, the office's document system",
        "fields": _LETTER,
        "file_name": "{unit_code}_{kind}_{number_plain}_{day_iso}",
        "valid_from": _SINCE,
        "basis": _BASIS,
    },
    {
        "code": "provincial",
        "paper": "",
        "position": 20,
        "name": "Hệ thống thông tin báo cáo của tỉnh",
        "name_en": "The province's reporting system",
        "fields": _REPORT,
        "file_name": "{unit_code}_{stem}_{period_code}",
        "valid_from": _SINCE,
        "basis": _BASIS,
    },
    {
        "code": "website",
        "paper": "",
        "position": 30,
        "name": "Trang thông tin điện tử của trường",
        "name_en": "The school's web site",
        "fields": _SITE,
        "file_name": "{stem}_{unit_code}_{period_code}",
        "valid_from": _SINCE,
        "basis": _BASIS,
    },
)
