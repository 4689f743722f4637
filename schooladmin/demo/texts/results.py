"""Entries of the schools' journals of results.

The outline prints «text: figure unit (theo …) – ngày …», so the texts have no full stop and do not repeat their figure
or the acts they rest on.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ResultText:
    """``area`` is "1".."8"; ``sub_item`` a code of the reform catalogue or empty; ``figure`` a number or empty."""

    unit: str
    day: date
    area: str
    sub_item: str
    text: str
    figure: str
    figure_unit: str
    citations: tuple[str, ...]


def _result(
    unit: str, day: str, place: str, text: str, figure: str = "", figure_unit: str = "", citations: str = ""
) -> ResultText:
    """Build an entry; ``place`` is an area ("7") or a sub-item ("6.1")."""
    area, _dot, number = place.partition(".")
    return ResultText(
        unit=unit,
        day=date.fromisoformat(day),
        area=area,
        sub_item=place if number else "",
        text=text,
        figure=figure,
        figure_unit=figure_unit,
        citations=tuple(citations.split()),
    )


AB, HM, DT = "THCS-AB", "THCS-HM", "THCS-DT"

_QUARTER_3_2024 = (
    _result(
        AB,
        "2024-07-05",
        "4.2",
        "Hoàn thiện hồ sơ đánh giá, xếp loại viên chức năm học 2023–2024, thông báo kết quả đến từng người",
        citations="90/2020/NĐ-CP 48/2023/NĐ-CP",
    ),
    _result(
        AB,
        "2024-07-10",
        "1.3",
        "Văn phòng và kế toán rà soát nội dung, thể thức văn bản đã ban hành, sửa bộ mẫu dùng chung",
        citations="30/2020/NĐ-CP",
    ),
    _result(
        AB,
        "2024-08-05",
        "4.1",
        "Rà soát, cập nhật hồ sơ viên chức trên phần mềm quản lý nhân sự",
        "100",
        "%",
        "115/2020/NĐ-CP 85/2023/NĐ-CP",
    ),
    _result(
        AB,
        "2024-08-08",
        "2.1",
        "Phổ biến quy định về cơ chế một cửa và kiểm soát thủ tục hành chính trong phiên họp hội đồng",
        citations="61/2018/NĐ-CP 107/2021/NĐ-CP",
    ),
    _result(
        AB,
        "2024-08-15",
        "3.4",
        "Kiện toàn tổ chuyên môn, tổ văn phòng và phân công nhiệm vụ năm học 2024–2025 theo vị trí việc làm",
    ),
    _result(AB, "2024-08-20", "1.2", "Quy định nội bộ ban hành mới hoặc sửa đổi trước năm học", "3", "văn bản"),
    _result(
        AB,
        "2024-08-22",
        "6.3",
        "Cập nhật phần mềm chống mã độc do Ủy ban nhân dân huyện cấp trên máy tính văn phòng và phòng tin học",
    ),
    _result(
        AB,
        "2024-08-28",
        "2.2",
        "Thủ tục được niêm yết hồ sơ, thời hạn và người phụ trách tại cửa văn phòng, trang thông tin điện tử",
        "5",
        "thủ tục",
    ),
    _result(
        AB, "2024-08-30", "5.2", "Kiểm kê tài sản trong hè, cập nhật phần mềm quản lý tài sản và giao người sử dụng"
    ),
    _result(
        AB,
        "2024-09-06",
        "6.2",
        "Bài dạy trực tuyến trên hệ thống quản lý học tập của trường, tính cho năm học 2023–2024",
        "4",
        "%",
    ),
    _result(
        AB, "2024-09-10", "5.1", "Chi trả lương, phụ cấp qua tài khoản ngân hàng theo mức lương cơ sở mới", "100", "%"
    ),
    _result(
        AB,
        "2024-09-13",
        "2.3",
        "Tổ chức sinh hoạt chuyên đề văn hóa ứng xử, thống nhất cách tiếp phụ huynh tại văn phòng",
    ),
    _result(
        AB,
        "2024-09-20",
        "7.1",
        "Tổng hợp phiếu hỏi ý kiến cha mẹ học sinh về thái độ phục vụ, công khai nội dung tiếp thu",
        citations="766/QĐ-TTg",
    ),
    _result(
        AB, "2024-09-24", "8.1", "Ban kiểm tra nội bộ đối chiếu sổ tiếp nhận hồ sơ với ngày hẹn và ngày trả kết quả"
    ),
    _result(
        AB,
        "2024-09-25",
        "3.2",
        "Kiểm tra chuyên đề hồ sơ chuyên môn đầu năm học, lập biên bản và hẹn ngày kiểm tra lại",
    ),
    _result(
        AB,
        "2024-09-26",
        "6.1",
        "Tự chấm điểm mức độ chuyển đổi số năm 2024 theo yêu cầu của Phòng Giáo dục và Đào tạo huyện",
        citations="4725/QĐ-BGDĐT",
    ),
    _result(
        AB,
        "2024-09-27",
        "8.2",
        "Ban thanh tra nhân dân giám sát việc công khai tài chính và các khoản thu đầu năm, gửi nhận xét bằng văn bản",
    ),
    _result(AB, "2024-09-27", "6.1", "Giáo viên, nhân viên ký số kế hoạch dạy học và kế hoạch bài dạy", "100", "%"),
    _result(
        HM, "2024-07-18", "1.3", "Kiểm tra thể thức văn bản đi, sửa mẫu công văn và tờ trình", citations="30/2020/NĐ-CP"
    ),
    _result(HM, "2024-08-12", "3.4", "Kiện toàn các tổ chuyên môn liên môn cho năm học 2024–2025"),
    _result(HM, "2024-08-26", "2.2", "Thủ tục được viết lại bằng lời dễ hiểu và dán tại văn phòng", "5", "thủ tục"),
    _result(HM, "2024-09-09", "5.2", "Họp bàn và niêm yết các khoản thu đầu năm học"),
    _result(HM, "2024-09-17", "6.2", "Giáo viên dùng sổ điểm điện tử của ngành", "100", "%"),
    _result(
        HM,
        "2024-09-23",
        "4.1",
        "Cập nhật hồ sơ viên chức theo quy định về quản lý viên chức",
        citations="115/2020/NĐ-CP",
    ),
    _result(DT, "2024-08-14", "1.2", "Sửa quy chế phối hợp giữa cấp tiểu học và trung học cơ sở", "1", "văn bản"),
    _result(DT, "2024-09-11", "2.2", "Niêm yết thủ tục tại phòng hành chính và thông báo cho các điểm trường"),
    _result(DT, "2024-09-19", "6.1", "Lãnh đạo trường ký số văn bản đi trên hệ thống liên thông"),
)

_QUARTER_3_2026 = (
    _result(
        AB,
        "2026-07-07",
        "1.3",
        "Rà soát tên cơ quan và căn cứ pháp lý trong bộ mẫu văn bản của trường",
        citations="30/2020/NĐ-CP 72/2025/QH15",
    ),
    _result(
        AB,
        "2026-07-14",
        "4.1",
        "Phổ biến Luật Viên chức và quy định mới về tuyển dụng, sử dụng, quản lý viên chức",
        citations="129/2025/QH15 259/2026/NĐ-CP",
    ),
    _result(AB, "2026-07-23", "5.2", "Kiểm kê tài sản và lập danh sách thiết bị đề nghị thanh lý"),
    _result(
        AB,
        "2026-07-29",
        "2.2",
        "Công khai lại thủ tục chuyển trường theo điều lệ trường học mới tại văn phòng và trang thông tin điện tử",
        citations="15/2026/TT-BGDĐT",
    ),
    _result(
        AB,
        "2026-08-05",
        "3.4",
        "Kiện toàn tổ chuyên môn, tổ văn phòng và người thay của từng vị trí cho năm học 2026–2027",
        citations="232/2026/NĐ-CP",
    ),
    _result(
        AB,
        "2026-08-11",
        "2.1",
        "Thống nhất cách dùng mẫu phiếu tiếp nhận, hẹn trả và xin lỗi tại văn phòng",
        citations="118/2025/NĐ-CP 03/2025/TT-VPCP",
    ),
    _result(
        AB,
        "2026-08-18",
        "1.2",
        "Quy định nội bộ được sửa theo điều lệ trường học mới",
        "2",
        "văn bản",
        "15/2026/TT-BGDĐT",
    ),
    _result(
        AB,
        "2026-08-27",
        "6.1",
        "Hồ sơ học sinh đã đối chiếu với cơ sở dữ liệu ngành trước năm học",
        "100",
        "%",
        "88/2026/NĐ-CP",
    ),
    _result(
        AB,
        "2026-09-08",
        "6.3",
        "Rà soát tài khoản, khóa tài khoản của người đã chuyển công tác và bật nhật ký đăng nhập",
        citations="116/2025/QH15 333/2026/NĐ-CP",
    ),
    _result(
        AB, "2026-09-11", "6.2", "Giáo viên giao bài và nhận bài qua hệ thống quản lý học tập của trường", "85", "%"
    ),
    _result(AB, "2026-09-15", "5.1", "Chi trả lương và chế độ qua tài khoản ngân hàng", "100", "%"),
    _result(
        AB,
        "2026-09-18",
        "4.2",
        "Lấy ý kiến các tổ về dự thảo quy chế đánh giá, xếp loại viên chức",
        citations="233/2026/NĐ-CP",
    ),
    _result(AB, "2026-09-24", "3.2", "Kiểm tra chuyên đề việc lưu hồ sơ chuyên môn trên hệ thống"),
    _result(
        HM, "2026-07-16", "1.3", "Thay căn cứ đã hết hiệu lực trong mẫu văn bản của trường", citations="30/2020/NĐ-CP"
    ),
    _result(
        HM, "2026-08-06", "3.4", "Kiện toàn tổ chuyên môn và ủy quyền ký giải quyết hồ sơ khi hiệu trưởng đi công tác"
    ),
    _result(HM, "2026-08-20", "2.2", "Viết lại bảng công khai thủ tục chuyển trường", citations="15/2026/TT-BGDĐT"),
    _result(HM, "2026-08-28", "6.1", "Đối chiếu dữ liệu học sinh với cơ sở dữ liệu ngành", "100", "%", "88/2026/NĐ-CP"),
    _result(HM, "2026-09-10", "5.2", "Công khai các khoản thu và hướng dẫn phụ huynh nộp tiền qua ngân hàng"),
    _result(
        HM,
        "2026-09-16",
        "7.2",
        "Hỏi ý kiến phụ huynh sau khi trả kết quả, trả lời những điều chưa hài lòng",
        citations="766/QĐ-TTg",
    ),
    _result(HM, "2026-09-22", "8.1", "Ban kiểm tra nội bộ đối chiếu sổ theo dõi với hồ sơ lưu"),
    _result(DT, "2026-07-21", "1.3", "Thống nhất mẫu văn bản cho hai cấp học", citations="30/2020/NĐ-CP"),
    _result(
        DT,
        "2026-08-13",
        "4.2",
        "Hướng dẫn viên chức lập mục tiêu quý theo quy định đánh giá mới",
        citations="233/2026/NĐ-CP",
    ),
    _result(DT, "2026-08-25", "2.2", "Niêm yết thủ tục tại các điểm trường", citations="118/2025/NĐ-CP"),
    _result(DT, "2026-09-09", "6.3", "Cài lại máy tính cũ, cập nhật phần mềm bảo vệ", citations="116/2025/QH15"),
    _result(DT, "2026-09-17", "5.1", "Chi trả đầy đủ, đúng kỳ chế độ của giáo viên công tác trên đảo", "100", "%"),
    _result(DT, "2026-09-23", "8.2", "Chi bộ kiểm tra việc công khai thủ tục ở các điểm trường"),
)

_AUTUMN_2026 = (
    _result(
        AB,
        "2026-10-14",
        "1.2",
        "Đưa bộ mẫu văn bản dùng chung lên máy chủ, thu hồi các mẫu lưu ở máy cá nhân",
        citations="30/2020/NĐ-CP",
    ),
    _result(
        AB,
        "2026-10-22",
        "2.1",
        "Hướng dẫn phụ huynh nộp hồ sơ và tra cứu qua mạng tại các buổi họp lớp",
        citations="118/2025/NĐ-CP",
    ),
    _result(
        AB,
        "2026-11-05",
        "6.3",
        "Diễn tập xử lý sự cố lộ dữ liệu cá nhân của học sinh",
        citations="91/2025/QH15 356/2025/NĐ-CP",
    ),
    _result(
        AB,
        "2026-11-18",
        "4.2",
        "Ban hành quy chế đánh giá, xếp loại viên chức của trường",
        "1",
        "văn bản",
        "233/2026/NĐ-CP",
    ),
)

RESULTS: tuple[ResultText, ...] = (*_QUARTER_3_2024, *_QUARTER_3_2026, *_AUTUMN_2026)
