"""The form of the thematic outline as dated data: what part B asks a school for."""

from datetime import date
from typing import Any

OUTLINE: dict[str, Any] = {
    "code": "party-outline",
    "version": 1,
    "name": "Đề cương sinh hoạt chủ điểm về cải cách hành chính",
    "report_kind": "party_outline",
    "valid_from": date(2021, 7, 15),
    "basis": "NQ 76/NQ-CP ngày 15/7/2021; đề cương do cấp ủy cấp trên gợi ý",
}

# key, heading, heading_en, hint, hint_en, area, shows procedures, shows training
FIELDS: tuple[tuple[str, str, str, str, str, str, bool, bool], ...] = (
    (
        "institutions", "Cải cách thể chế", "Institutional reform",
        "Ban hành, rà soát quy định nội bộ; kiểm tra thể thức văn bản; theo dõi thi hành pháp luật",
        "Internal rules issued and reviewed; form of documents checked; enforcement followed up",
        "1", False, False,
    ),
    (
        "procedures", "Cải cách thủ tục hành chính", "Reform of administrative procedures",
        "Phổ biến, công khai thủ tục; văn hóa ứng xử; số lượng hồ sơ tự lấy từ sổ",
        "Procedures explained and published; conduct at the counter; the counts come from the register",
        "2", True, False,
    ),
    (
        "apparatus", "Cải cách tổ chức bộ máy", "Reform of the apparatus",
        "Kiện toàn tổ chuyên môn, vị trí việc làm, kiểm tra nội bộ",
        "Subject groups, job positions, internal checks",
        "3", False, False,
    ),
    (
        "civil_service", "Cải cách chế độ công vụ", "Civil service reform",
        "Tuyển dụng, đánh giá viên chức; đào tạo, bồi dưỡng tự lấy từ danh sách lớp",
        "Recruitment and rating of staff; training comes from the class lists",
        "4", False, True,
    ),
    (
        "finance", "Cải cách tài chính công", "Public finance reform",
        "Tiền lương, chế độ; quản lý tài chính, tài sản", "Pay and allowances; money and assets",
        "5", False, False,
    ),
    (
        "digital", "Đẩy mạnh chuyển đổi số, xây dựng chính quyền điện tử", "Digital transformation and e-government",
        "Quản lý, điều hành; dạy và học; an toàn thông tin",
        "Administration; teaching and learning; information security",
        "6", False, False,
    ),
    (
        "indices", "Nâng cao chỉ số cải cách hành chính, quản trị và hành chính công, năng lực cạnh tranh",
        "Raising the indices of reform, public administration and competitiveness",
        "Việc đơn vị đã làm để góp phần nâng các chỉ số của địa phương",
        "What the school did for the indices of its locality",
        "7", False, False,
    ),
    (
        "inspection", "Tăng cường thanh tra, kiểm tra, giám sát việc thực hiện cải cách hành chính, chuyển đổi số",
        "Inspection and supervision of the reform and of digital transformation",
        "Các cuộc kiểm tra, giám sát và kết quả", "Inspections and what they found",
        "8", False, False,
    ),
)  # fmt: skip
