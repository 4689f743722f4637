"""Classes that the schools' people went to, and one that is still to come. Times are Vietnam's, without a zone."""

from dataclasses import dataclass
from datetime import date, datetime

from schooladmin.demo.texts.people import STAFF


@dataclass(frozen=True)
class ClassText:
    """``parts`` are (title, minutes); ``attendance`` counts those registered of each school; no essay, no topic."""

    key: str
    title: str
    starts_at: datetime
    ends_at: datetime
    mode: str
    platform: str
    place: str
    speaker_name: str
    speaker_title: str
    organisers: tuple[str, ...]
    parts: tuple[tuple[str, int], ...]
    hours: str
    essay_topic: str
    essay_due: date | None
    attendance: dict[str, int]
    owner: str
    basis: str


def _at(text: str) -> datetime:
    """Read «2024-08-16 08:00»; the loader adds the zone."""
    return datetime.fromisoformat(text)


CLASSES: tuple[ClassText, ...] = (
    ClassText(
        key="2024-08-egov",
        title=(
            "Bồi dưỡng kiến thức về cải cách hành chính, chính quyền điện tử và chuyển đổi số "
            "cho viên chức, giáo viên năm 2024"
        ),
        starts_at=_at("2024-08-16 08:00"),
        ends_at=_at("2024-08-16 11:30"),
        mode="online",
        platform="Zoom",
        place="",
        speaker_name="Lưu Thị Hồng Điệp",
        speaker_title="Giảng viên chính, Trường Chính trị tỉnh Hải Trung",
        organisers=(
            "Ủy ban nhân dân huyện Hòn Sơn",
            "Trung tâm Chính trị huyện Hòn Sơn",
            "Phòng Nội vụ huyện Hòn Sơn",
        ),
        parts=(
            ("Cải cách hành chính giai đoạn 2021–2030 và trách nhiệm của viên chức", 60),
            ("Từ chính quyền điện tử đến chính quyền số: dữ liệu, quy trình, con người", 70),
            ("Chuyển đổi số trong quản lý và dạy học ở trường phổ thông", 60),
        ),
        hours="4",
        essay_topic=(
            "Liên hệ vị trí công tác của mình, thầy, cô hãy nêu một thủ tục hoặc một khâu công việc ở trường có thể "
            "làm gọn hơn nhờ công nghệ và đề xuất cách thực hiện trong năm học 2024–2025."
        ),
        essay_due=date(2024, 8, 30),
        attendance={"THCS-AB": 51, "THCS-HM": 3, "THCS-DT": 1},
        owner="TTCT-HS",
        basis="Nghị quyết 76/NQ-CP; Quyết định 749/QĐ-TTg",
    ),
    ClassText(
        key="2024-09-signing",
        title="Tập huấn ký số và lưu hồ sơ chuyên môn điện tử năm học 2024–2025",
        starts_at=_at("2024-09-12 14:00"),
        ends_at=_at("2024-09-12 16:30"),
        mode="in_person",
        platform="",
        place="Phòng tin học, Trường THCS An Bình",
        speaker_name=STAFF["ab.deputy"],
        speaker_title="Phó Hiệu trưởng, Trường THCS An Bình",
        organisers=("Trường THCS An Bình",),
        parts=(
            ("Cài đặt và giữ an toàn chữ ký số cá nhân", 40),
            ("Ký số kế hoạch bài dạy, sổ điểm và học bạ", 60),
            ("Đặt tên, sắp xếp và nộp hồ sơ vào kho chung", 40),
        ),
        hours="3",
        essay_topic="",
        essay_due=None,
        attendance={"THCS-AB": 30},
        owner="THCS-AB",
        basis="Nghị định 30/2020/NĐ-CP; kế hoạch năm học 2024–2025 của trường",
    ),
    ClassText(
        key="2026-08-digital",
        title="Bồi dưỡng kỹ năng số và dịch vụ công trực tuyến cho cán bộ quản lý, giáo viên, nhân viên năm 2026",
        starts_at=_at("2026-08-19 08:00"),
        ends_at=_at("2026-08-19 11:30"),
        mode="hybrid",
        platform="Zoom",
        place="Hội trường Trường THCS An Bình",
        speaker_name="Trịnh Quang Hiển",
        speaker_title="Chuyên viên công nghệ thông tin, Sở Giáo dục và Đào tạo tỉnh Hải Trung",
        organisers=("Sở Giáo dục và Đào tạo tỉnh Hải Trung",),
        parts=(
            ("Luật Chuyển đổi số và những việc nhà trường phải làm", 60),
            ("Tiếp nhận, theo dõi và trả kết quả thủ tục trên môi trường số", 70),
            ("Bảo vệ dữ liệu cá nhân của học sinh", 60),
        ),
        hours="4",
        essay_topic=(
            "Thầy, cô hãy chọn một thủ tục mà phụ huynh ở trường mình thường làm, nêu các bước hiện nay và viết lại "
            "thành hướng dẫn nộp qua mạng bằng lời dễ hiểu."
        ),
        essay_due=date(2026, 9, 4),
        attendance={"THCS-AB": 30, "THCS-HM": 6, "THCS-DT": 4},
        owner="SO-GDDT",
        basis="Luật 148/2025/QH15; Nghị định 93/2026/NĐ-CP",
    ),
    ClassText(
        key="2026-12-service",
        title="Tập huấn giữ hẹn, tiết kiệm thời gian cho phụ huynh khi giải quyết thủ tục ở trường học",
        starts_at=_at("2026-12-09 14:00"),
        ends_at=_at("2026-12-09 16:30"),
        mode="in_person",
        platform="",
        place="Hội trường Ủy ban nhân dân đặc khu Hòn Sơn",
        speaker_name=STAFF["dk.officer"],
        speaker_title="Chuyên viên Phòng Văn hóa – Xã hội, Ủy ban nhân dân đặc khu Hòn Sơn",
        organisers=("Ủy ban nhân dân đặc khu Hòn Sơn",),
        parts=(
            ("Cách tính thời hạn, xin lỗi và hẹn lại", 60),
            ("Viết hướng dẫn thủ tục dễ hiểu cho phụ huynh", 70),
        ),
        hours="3",
        essay_topic="",
        essay_due=None,
        attendance={"THCS-AB": 12, "THCS-HM": 5, "THCS-DT": 4},
        owner="DK-HS",
        basis="Nghị định 118/2025/NĐ-CP; Thông tư 03/2025/TT-VPCP",
    ),
)
