"""The items of the service index for a new database. Read by a data migration; never looked at when counting."""

from datetime import date
from typing import Any

_DECISION_DAY = date(2022, 6, 23)
_DECISION = "Quyết định 766/QĐ-TTg ngày 23/6/2022"

INDEX_RULES: tuple[dict[str, Any], ...] = (
    {
        "code": "1",
        "group": "transparency",
        "name": "Tỷ lệ thủ tục được công khai đủ thời hạn, thành phần hồ sơ, kết quả và căn cứ",
        "name_en": "Share of procedures published with term, papers, result and legal basis",
        "full_marks": None,
        "threshold": None,
        "formula": "published",
        "note": "Tính từ danh mục thủ tục của phần mềm vào ngày cuối kỳ. Điểm thành phần của nhóm (18 điểm) "
        "chưa đối chiếu được với văn bản gốc nên không chấm.",
        "note_en": "From this software's catalogue on the last day of the period. The marks of the parts of the group "
        "(18 marks) could not be checked against the original, so none are given.",
    },
    {
        "code": "2.1",
        "group": "progress",
        "name": "Tỷ lệ hồ sơ giải quyết đúng hạn",
        "name_en": "Share of requests on time",
        "full_marks": 20,
        "threshold": None,
        "formula": "on_time",
        "note": "Công thức đang dùng ở địa phương: hồ sơ kết thúc không quá hạn hoặc còn trong hạn, "
        "chia cho tất cả hồ sơ; đang chờ bổ sung thì xét đến ngày yêu cầu bổ sung; "
        "yêu cầu bổ sung quá một lần thì tính là quá hạn.",
        "note_en": "Formula in use in a province: ended by the due date or still in term, of all requests; "
        "while it waits for papers a request is measured on the day they were asked for; "
        "asked for more than once it is late.",
    },
    {
        "code": "3.3",
        "group": "online",
        "name": "Tỷ lệ hồ sơ nộp trực tuyến",
        "name_en": "Share of requests handed in online",
        "full_marks": None,
        "threshold": 50,
        "formula": "online",
        "note": "Đạt đủ điểm từ 50 % trở lên; không tính hồ sơ kỳ trước chuyển sang. Điểm tối đa của chỉ số "
        "chưa đối chiếu được với văn bản gốc nên không chấm.",
        "note_en": "Full marks from 50 %; requests carried over do not count. The full marks of the item could not be "
        "checked against the original, so none are given.",
    },
    {
        "code": "5.4",
        "group": "satisfaction",
        "name": "Mức độ hài lòng trong tiếp nhận, giải quyết thủ tục",
        "name_en": "Satisfaction with how procedures are received and solved",
        "full_marks": None,
        "threshold": 90,
        "formula": "satisfaction",
        "note": "100 % trừ tỷ lệ hồ sơ quá hạn và tỷ lệ lượt đánh giá chưa hài lòng; đạt đủ điểm từ 90 % trở lên. "
        "Điểm tối đa của chỉ số chưa đối chiếu được với văn bản gốc nên không chấm.",
        "note_en": "100 % less the share of late requests and of unsatisfied ratings; full marks from 90 %. "
        "The full marks of the item could not be checked against the original, so none are given.",
    },
)


def enter(rules: Any) -> None:
    """Enter the items where there are none yet (``rules``: the manager, of a migration's model too)."""
    for row in INDEX_RULES:
        rules.get_or_create(code=row["code"], valid_from=_DECISION_DAY, defaults={**row, "basis": _DECISION})
