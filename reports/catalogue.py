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

# Two papers, two regimes: the state report tells the six areas by their official names and the official sub-items.
STATE_REPORT: dict[str, Any] = {
    "code": "state-reform",
    "version": 1,
    "name": "Báo cáo kết quả cải cách hành chính quý",
    "report_kind": "state_reform",
    "regime": "state",
    "valid_from": date(2021, 7, 15),
    "basis": "NQ 76/NQ-CP ngày 15/7/2021; NĐ 09/2019/NĐ-CP (kỳ số liệu); Biểu 06/VPCP/KSTT",
}

_SIX = {
    "institutions": ("Cải cách thể chế", "Institutional reform"),
    "procedures": ("Cải cách thủ tục hành chính", "Reform of administrative procedures"),
    "apparatus": ("Cải cách tổ chức bộ máy hành chính nhà nước", "Reform of the state's administrative apparatus"),
    "civil_service": ("Cải cách chế độ công vụ", "Civil service reform"),
    "finance": ("Cải cách tài chính công", "Public finance reform"),
    "digital": ("Xây dựng, phát triển Chính phủ điện tử, Chính phủ số", "E-government and digital government"),
}
# The keys are the outline's: what a school writes once fills the field of both papers.
STATE_FIELDS = tuple((row[0], *_SIX[row[0]], *row[3:]) for row in FIELDS if row[0] in _SIX)

# field, sub-item of the log, heading, heading_en
STATE_SUBFIELDS: tuple[tuple[str, str, str, str], ...] = (
    ("institutions", "1.1", "Chất lượng ban hành văn bản", "Drafting of papers"),
    ("institutions", "1.2", "Quy định nội bộ", "Internal regulations"),
    ("institutions", "1.3", "Tự kiểm tra, rà soát văn bản", "Own checks of papers"),
    ("institutions", "1.4", "Tổ chức và theo dõi thi hành pháp luật", "Carrying out the law"),
    ("procedures", "2.1", "Phổ biến quy định kiểm soát thủ tục hành chính", "Making the rules on procedures known"),
    ("procedures", "2.2", "Công khai thủ tục hành chính", "Publishing the procedures"),
    ("procedures", "2.3", "Văn hóa ứng xử", "Rules of conduct"),
    ("apparatus", "3.1", "Tiêu chuẩn người đứng đầu, cấp phó", "Standards for heads and deputies"),
    ("apparatus", "3.2", "Kiểm tra toàn diện, kiểm tra chuyên đề", "General and thematic checks"),
    ("apparatus", "3.3", "Vị trí việc làm", "Posts"),
    ("apparatus", "3.4", "Kiện toàn bộ phận, tổ chuyên môn", "Teams and duties"),
    ("civil_service", "4.1", "Tuyển dụng, sử dụng, quản lý viên chức", "Recruiting and managing staff"),
    ("civil_service", "4.2", "Đánh giá, xếp loại", "Rating"),
    ("civil_service", "4.3", "Kỷ luật", "Discipline"),
    ("civil_service", "4.4", "Đào tạo, bồi dưỡng", "Training"),
    ("finance", "5.1", "Chính sách tiền lương", "Pay"),
    ("finance", "5.2", "Quản lý tài chính, tài sản", "Money and assets"),
    ("digital", "6.1", "Quản lý, điều hành", "Administration"),
    ("digital", "6.2", "Dạy và học", "Teaching and learning"),
    ("digital", "6.3", "An toàn thông tin", "Information security"),
)

# number, heading, heading_en, kind, level
OUTLINE_PARTS = (
    ("A.", "Phần lý luận", "Theory, common to all", "common", 1),
    ("B.", "Vận dụng, liên hệ", "What the unit has done", "answers", 1),
    ("I.", "Kết quả thực hiện", "Results", "results", 2),
    ("II.", "Tồn tại, hạn chế và nguyên nhân", "Shortcomings and their causes", "limitations", 2),
    ("III.", "Nhiệm vụ, giải pháp thời gian tới", "Tasks for the time ahead", "tasks", 2),
    ("C.", "Kết luận", "Conclusion", "conclusion", 1),
)
STATE_PARTS = (
    ("I.", "Kết quả thực hiện", "Results", "results", 2),
    ("II.", "Tồn tại, hạn chế và nguyên nhân", "Shortcomings and their causes", "limitations", 2),
    ("III.", "Phương hướng, nhiệm vụ thời gian tới", "Tasks for the time ahead", "tasks", 2),
)

# field, kind, key, rule of the sentence: what the pages of templates named before feeds decided anything
FEEDS: tuple[tuple[str, str, str, str], ...] = (
    ("procedures", "fact", "procedures.total.received", "procedures"),
    ("procedures", "fact", "procedures.total.solved", "procedures"),
    ("procedures", "fact", "procedures.total.solved_on_time", "procedures"),
    ("procedures", "fact", "procedures.total.solved_late", "procedures"),
    ("procedures", "fact", "procedures.total.in_progress", "procedures"),
    ("civil_service", "fact", "training.classes", "training"),
    ("civil_service", "fact", "training.registered", "training"),
    ("civil_service", "fact", "training.present", "training"),
    ("civil_service", "fact", "training.essays_passed", "training"),
)

# kind, key, rule of the sentence: what fills a field that tells of procedures, and one that tells of training
PROCEDURE_FEEDS: tuple[tuple[str, str, str], ...] = (
    ("fact", "procedures.total.received", "procedures"),
    ("fact", "procedures.total.solved", "procedures"),
    ("fact", "procedures.total.on_time_share", "procedures"),
    ("fact", "procedures.total.late", "procedures"),
    ("fact", "procedures.asked.solved", ""),
    ("table", "procedures", ""),
)
TRAINING_FEEDS: tuple[tuple[str, str, str], ...] = (
    ("fact", "training.classes", "training"),
    ("fact", "training.registered", "training"),
    ("fact", "training.present", "training"),
    ("fact", "training.essays_passed", "training"),
    ("table", "training", ""),
)
