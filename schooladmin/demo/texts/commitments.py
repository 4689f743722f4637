"""What each school takes on for the time after the quarter."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class CommitmentText:
    """``owner_title`` names the position that answers for the task."""

    text: str
    owner_title: str
    due_on: date


PRINCIPAL, DEPUTY, CLERK = "Hiệu trưởng", "Phó Hiệu trưởng", "Nhân viên văn thư"
ACCOUNTANT, SECRETARY = "Nhân viên kế toán", "Bí thư chi bộ"

COMMITMENTS: dict[tuple[str, str], tuple[CommitmentText, ...]] = {
    ("THCS-AB", "2024-Q3"): (
        CommitmentText(
            "Lập bảng theo dõi hồ sơ sắp đến hạn, xem vào đầu giờ mỗi ngày làm việc", CLERK, date(2024, 10, 31)
        ),
        CommitmentText(
            "Phân công người tiếp nhận thay khi văn thư vắng và công bố lịch trực", PRINCIPAL, date(2024, 10, 21)
        ),
        CommitmentText(
            "Kèm cặp tại tổ những giáo viên còn lúng túng khi ký số hồ sơ chuyên môn", DEPUTY, date(2024, 11, 29)
        ),
        CommitmentText(
            "Gom minh chứng cải cách hành chính về kho lưu trữ chung của trường", DEPUTY, date(2024, 12, 13)
        ),
        CommitmentText(
            "Kiểm tra lại việc khắc phục các nội dung đã kết luận trong quý III", SECRETARY, date(2024, 12, 20)
        ),
    ),
    ("THCS-HM", "2024-Q3"): (
        CommitmentText(
            "Ban hành văn bản ủy quyền ký giải quyết hồ sơ khi hiệu trưởng đi công tác", PRINCIPAL, date(2024, 10, 25)
        ),
        CommitmentText("Cập nhật sổ tiếp nhận hồ sơ vào cuối mỗi ngày làm việc", CLERK, date(2024, 12, 31)),
        CommitmentText("Đăng đầy đủ thủ tục và mẫu đơn lên trang thông tin điện tử", CLERK, date(2024, 11, 29)),
    ),
    ("THCS-DT", "2024-Q3"): (
        CommitmentText("Niêm yết thủ tục tại các điểm trường lẻ", CLERK, date(2024, 11, 15)),
        CommitmentText("Đăng ký chữ ký số cho tổ trưởng chuyên môn", PRINCIPAL, date(2024, 12, 16)),
        CommitmentText("Kiểm kê máy tính, đề nghị bổ sung theo dự toán năm sau", ACCOUNTANT, date(2024, 12, 20)),
    ),
    ("THCS-AB", "2026-Q3"): (
        CommitmentText(
            "Ban hành quy chế đánh giá, xếp loại theo Nghị định số 233/2026/NĐ-CP", PRINCIPAL, date(2026, 11, 20)
        ),
        CommitmentText(
            "Liên hệ trường nơi đi ngay trong ngày tiếp nhận đơn chuyển trường và ghi lại vào sổ",
            CLERK,
            date(2026, 10, 30),
        ),
        CommitmentText("Thay toàn bộ mẫu văn bản cũ bằng bộ mẫu dùng chung trên máy chủ", DEPUTY, date(2026, 11, 16)),
        CommitmentText("Hướng dẫn phụ huynh nộp hồ sơ qua mạng tại các buổi họp lớp", DEPUTY, date(2026, 12, 18)),
        CommitmentText("Giám sát việc đưa minh chứng vào kho theo từng lĩnh vực", SECRETARY, date(2026, 12, 25)),
    ),
    ("THCS-HM", "2026-Q3"): (
        CommitmentText("Viết hướng dẫn công việc cho người thay ở văn phòng", CLERK, date(2026, 10, 30)),
        CommitmentText("Giới thiệu cách tra cứu hồ sơ qua mạng đến phụ huynh từng lớp", DEPUTY, date(2026, 11, 27)),
        CommitmentText("Hoàn thành dự thảo và ban hành quy chế đánh giá viên chức", PRINCIPAL, date(2026, 11, 25)),
        CommitmentText("Kiểm tra việc xin lỗi và hẹn lại đối với hồ sơ quá hạn", SECRETARY, date(2026, 12, 15)),
    ),
    ("THCS-DT", "2026-Q3"): (
        CommitmentText(
            "Thống nhất cách ghi sổ ở điểm trường lẻ và nhập vào hệ thống trong ngày", CLERK, date(2026, 10, 30)
        ),
        CommitmentText("Thay bảng niêm yết thủ tục đã cũ ở các điểm trường", CLERK, date(2026, 11, 13)),
        CommitmentText("Đề nghị nâng cấp đường truyền cho điểm trường xa", PRINCIPAL, date(2026, 12, 11)),
    ),
}
