"""The sets of forms for a new database. Read by a data migration; printing looks at the rows only.

Numbers and names of forms: Thông tư 01/2018/TT-VPCP and, from 15/9/2025, Thông tư 03/2025/TT-VPCP, as read in secondary
sources. ``legal_words`` are this project's own: what the paper says to its reader beside the facts of the request.
"""

from datetime import date
from typing import Any

CIRCULAR_2018 = "Thông tư số 01/2018/TT-VPCP ngày 23/11/2018"
CIRCULAR_2025 = "Thông tư số 03/2025/TT-VPCP ngày 15/9/2025"
DISCLOSURE = "Nghị định số 63/2010/NĐ-CP ngày 08/6/2010 và các nghị định sửa đổi, bổ sung"
_SINCE_2018, _SINCE_2025, _ALWAYS = date(2019, 1, 8), date(2025, 9, 15), date(2010, 10, 14)

_COMPLAINT = (
    "Nếu chưa rõ hoặc không đồng ý, Ông/Bà có quyền đề nghị nhà trường giải thích, "
    "hoặc khiếu nại theo quy định của pháp luật về khiếu nại."
)
_WAITING = (
    "Thời gian chờ Ông/Bà bổ sung không tính vào thời hạn giải quyết. "
    "Khi nhận đủ giấy tờ, nhà trường tính lại ngày hẹn và báo cho Ông/Bà."
)
_BRING = "Xin mang theo giấy này khi nhận kết quả."

# kind, number and title in each set; an empty number is a form that the set does not have.
_FORMS = (
    ("receipt", "01", "01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "", _BRING),
    ("missing", "02", "02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "", _WAITING),
    ("refusal", "03", "03", "Phiếu từ chối tiếp nhận, giải quyết hồ sơ", "", _COMPLAINT),
    (
        "apology", "04", "04",
        "Phiếu xin lỗi và hẹn lại ngày trả kết quả",
        "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
        "Nhà trường mong Ông/Bà thông cảm. Kết quả có sớm hơn sẽ được báo ngay theo số điện thoại đã đăng ký.",
    ),
    (
        "stop", "", "05", "", "Thông báo dừng giải quyết hồ sơ",
        "Nếu sau này còn nhu cầu, Ông/Bà nộp hồ sơ mới; các giấy tờ bản chính đã nộp được trả lại. " + _COMPLAINT,
    ),
    ("control", "05", "06", "Phiếu kiểm soát quá trình giải quyết hồ sơ", "", ""),
    ("book", "06", "07", "Sổ theo dõi hồ sơ", "", ""),
)  # fmt: skip


def forms() -> list[dict[str, Any]]:
    """All rows, oldest set first."""
    rows = []
    for kind, number, _new, title, _new_title, words in _FORMS:
        if number:
            rows.append(_row(kind, number, title, CIRCULAR_2018, words, _SINCE_2018, _SINCE_2025))
    for kind, _old, number, old_title, title, words in _FORMS:
        rows.append(_row(kind, number, title or old_title, CIRCULAR_2025, words, _SINCE_2025, None))
    # The circulars have no form for the notice board: the page is the school's own.
    rows.append(_row("notice", "", "Thủ tục niêm yết công khai", DISCLOSURE, "", _ALWAYS, None))
    return rows


def _row(kind: str, number: str, title: str, basis: str, words: str, since: date, until: date | None) -> dict[str, Any]:
    return {
        "kind": kind,
        "number": number,
        "title": title,
        "basis": basis,
        "legal_words": words,
        "valid_from": since,
        "valid_to": until,
    }


def enter(manager: Any) -> None:
    """Write the rows that are not there yet."""
    for row in forms():
        keys = {"kind": row["kind"], "valid_from": row["valid_from"]}
        manager.get_or_create(**keys, defaults={key: value for key, value in row.items() if key not in keys})


def remove(manager: Any) -> None:
    """Take the rows away again; nothing points at them."""
    for row in forms():
        manager.filter(kind=row["kind"], valid_from=row["valid_from"]).delete()
