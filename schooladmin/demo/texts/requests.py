"""Short notes on requests at the counter, by the code of the procedure. They fit papers of 2024 and of 2026 alike."""

PURPOSES: dict[str, tuple[str, ...]] = {
    "RUT-HOC-BA": (
        "Nhập học lớp 10 tại trường trung học phổ thông",
        "Học nghề tại trường trung cấp trong tỉnh",
        "Bổ sung hồ sơ nhập học ở trường mới",
        "Hoàn thiện hồ sơ học chương trình giáo dục thường xuyên",
        "Gia đình chuyển nơi ở, cần học bạ bản chính",
    ),
    "RUT-BANG": (
        "Nộp hồ sơ xin việc",
        "Bổ sung hồ sơ học nghề",
        "Nhận bằng lần đầu sau khi tốt nghiệp",
        "Hoàn thiện hồ sơ học bổ túc trung học phổ thông",
        "Gia đình ở xa, nay về đảo nhận bằng",
    ),
    "CHUYEN-LOP": (
        "Xin học cùng lớp với chị em sinh đôi",
        "Sức khỏe yếu, xin chuyển sang lớp ở tầng một",
        "Xin chuyển lớp cho phù hợp với lịch tập đội tuyển",
        "Xin chuyển sang lớp học môn tự chọn khác",
        "Xin chuyển lớp theo đề nghị của giáo viên chủ nhiệm và gia đình",
    ),
    "CHUYEN-DEN": (
        "Theo cha mẹ chuyển công tác ra đảo",
        "Gia đình trở về quê sinh sống",
        "Về ở với ông bà để tiện chăm sóc",
        "Chuyển nơi ở gần trường hơn",
        "Theo cha là bộ đội chuyển đơn vị ra đảo",
    ),
    "CHUYEN-DI": (
        "Theo cha mẹ vào đất liền làm việc",
        "Gia đình chuyển nơi ở sang tỉnh khác",
        "Về học gần nhà người thân trong đất liền",
        "Cần ở gần bệnh viện để điều trị lâu dài",
        "Chuyển sang trường gần nơi ở mới",
    ),
    "XAC-NHAN-THCS": (
        "Nộp hồ sơ tuyển sinh lớp 10",
        "Đăng ký học nghề",
        "Bổ sung hồ sơ nhập học trường trung cấp",
        "Hoàn thiện hồ sơ xin việc",
    ),
    "BAN-SAO": (
        "Bản chính bị hư hỏng do ẩm ướt",
        "Nộp hồ sơ dự tuyển ở nhiều nơi",
        "Bổ sung hồ sơ cá nhân tại cơ quan",
        "Bản chính bị thất lạc khi chuyển nhà",
    ),
}

# The reasons and causes below are worded so that each fits every procedure.
PAUSE_REASONS: tuple[str, ...] = (
    "Người đến nộp chưa xuất trình giấy tờ tùy thân",
    "Đơn chưa có chữ ký của người đề nghị",
    "Họ tên trong đơn chưa khớp với giấy khai sinh",
    "Ngày sinh trong đơn khác với hồ sơ lưu tại trường",
    "Giấy tờ chứng minh quan hệ với học sinh",
)

REFUSAL_REASONS: tuple[str, ...] = (
    "Người ký đơn không phải là cha, mẹ, người giám hộ hoặc người được ủy quyền; đã giải thích cho người nộp",
    "Không tìm thấy thông tin của học sinh trong sổ sách do trường quản lý; đã trả lời bằng văn bản",
    "Việc đề nghị không thuộc thẩm quyền của trường; đã hướng dẫn nơi nộp hồ sơ",
)

LATE_CAUSES: tuple[str, ...] = (
    "Tàu ngừng chạy do biển động, giấy tờ từ đất liền ra chậm",
    "Người ký đi công tác, việc ủy quyền chưa kịp thời",
    "Nhiều hồ sơ dồn về cùng lúc, văn thư chưa theo dõi kịp hạn",
    "Mất điện và mạng, không tra cứu được dữ liệu",
    "Văn thư nghỉ ốm, người thay chưa quen việc",
)

# Who comes to the counter, most often first; values of the intake's own list.
RELATIONS: dict[str, tuple[str, ...]] = {
    "RUT-HOC-BA": ("parent", "self", "guardian", "relative"),
    "RUT-BANG": ("self", "parent", "proxy", "relative"),
    "CHUYEN-LOP": ("parent", "guardian"),
    "CHUYEN-DEN": ("parent", "guardian"),
    "CHUYEN-DI": ("parent", "guardian"),
    "XAC-NHAN-THCS": ("parent", "self", "guardian"),
    "BAN-SAO": ("self", "proxy", "relative", "parent"),
}
