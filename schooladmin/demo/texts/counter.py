"""What applicants and the counter wrote in these weeks."""

from procedures.enums import Score

FAR_SCHOOL = "Trường THCS Bến Đá, tỉnh Kiên Lâm"

COMMENTS: dict[Score, tuple[str, ...]] = {
    Score.SATISFIED: (
        "Nhà trường trả đúng hẹn, hướng dẫn dễ hiểu.",
        "Cô văn thư chu đáo, không phải đi lại nhiều lần.",
        "",
    ),
    Score.NEUTRAL: ("Nên có chỗ ngồi chờ vào ngày đông người.", ""),
    Score.UNSATISFIED: ("Phải bổ sung giấy tờ nên đi lại hai lần.",),
}

SLIP = "Quét nhầm sang dòng bên dưới, gia đình chưa đến."
STAYS_OPEN = "Cần xác minh sĩ số và ý kiến giáo viên chủ nhiệm lớp xin chuyển đến."
ASKED_FOR = "Gia đình hẹn mang đến trong tuần."
