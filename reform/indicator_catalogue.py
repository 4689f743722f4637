"""The indicators and the sorts of digital systems that the product ships. Read by data migrations.

The points are those that schools report in the outline of quarter III/2024; the shares (4 % of lessons held online,
100 % of plans signed digitally) are figures that it states. What the counter and the training register hold is
computed.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

OUTLINE = "Đề cương sinh hoạt theo chủ điểm quý III/2024 của cấp ủy cấp trên"
BEGINS = date(2024, 7, 1)


@dataclass(frozen=True)
class Entry:
    """A row of Indicator with its words; the area and the point are what stands before the dash of ``code``."""

    code: str
    kind: str
    name: str
    english: str
    measure: str = ""
    aggregation: str = "last"
    direction: str = "none"
    hint: str = ""
    fact_key: str = ""
    rhythm: str = "quarter"
    per_system: bool = False
    basis: str = OUTLINE

    @property
    def sub_item(self) -> str:
        """The code of the point («6.1»)."""
        return self.code.split("-", 1)[0]


def _number(code: str, measure: str, name: str, english: str, **more: Any) -> Entry:
    return Entry(code, "number", name, english, **{"measure": measure, "aggregation": "sum", **more})


def _share(code: str, name: str, english: str, hint: str, **more: Any) -> Entry:
    return Entry(
        code,
        "percent",
        name,
        english,
        **{"measure": "%", "aggregation": "share", "direction": "up", "hint": hint, **more},
    )


def _yes(code: str, name: str, english: str, **more: Any) -> Entry:
    return Entry(code, "yes_no", name, english, **{"direction": "up", **more})


INDICATORS: tuple[Entry, ...] = (
    _number("1.1-VAN-BAN", "văn bản", "Văn bản nội bộ đã ban hành", "Internal papers issued"),
    _yes("1.2-RA-SOAT", "Đã rà soát quy định nội bộ trong quý", "Internal regulations reviewed this quarter"),
    _share("1.3-THE-THUC", "Tỷ lệ văn bản đúng thể thức", "Share of papers in the right form",
           "Số văn bản đúng thể thức, số văn bản đã kiểm tra", basis="Nghị định 30/2020/NĐ-CP"),
    _number("1.4-PHAP-LUAT", "buổi", "Buổi phổ biến, tổ chức thi hành pháp luật", "Sessions on carrying out the law"),
    _number("2.1-PHO-BIEN", "buổi", "Buổi phổ biến quy định kiểm soát thủ tục hành chính",
            "Sessions on the rules of procedures"),
    _share("2.2-CONG-KHAI", "Tỷ lệ thủ tục được niêm yết, công khai đủ", "Share of procedures fully published",
           "Số thủ tục đã niêm yết đủ, số thủ tục nhà trường giải quyết"),
    _yes("2.3-UNG-XU", "Đã sinh hoạt chuyên đề văn hóa ứng xử", "Rules of conduct discussed", rhythm="year"),
    _number("2.4-TIEP-NHAN", "hồ sơ", "Hồ sơ tiếp nhận", "Requests received", fact_key="procedures.total.received"),
    _number("2.4-GIAI-QUYET", "hồ sơ", "Hồ sơ đã giải quyết", "Requests solved", fact_key="procedures.total.solved"),
    _number("2.4-DUNG-HAN", "hồ sơ", "Hồ sơ giải quyết đúng hạn", "Requests solved on time", direction="up",
            fact_key="procedures.total.solved_on_time"),
    _number("2.4-TRE-HAN", "hồ sơ", "Hồ sơ giải quyết trễ hạn", "Requests solved late", direction="down",
            fact_key="procedures.total.solved_late"),
    _number("3.2-KIEM-TRA", "cuộc", "Cuộc kiểm tra toàn diện, chuyên đề nội bộ",
            "Internal checks, general and thematic"),
    _share("3.3-VI-TRI", "Tỷ lệ viên chức làm đúng vị trí việc làm", "Share of staff in the post they are approved for",
           "Số viên chức đúng vị trí, tổng số viên chức", rhythm="year"),
    _yes("3.4-PHAN-CONG", "Đã kiện toàn tổ chuyên môn, phân công nhiệm vụ năm học",
         "Teams and duties settled for the school year", rhythm="year"),
    _share("4.1-DAT-CHUAN", "Tỷ lệ giáo viên đạt chuẩn trình độ đào tạo", "Share of teachers with the standard degree",
           "Số giáo viên đạt chuẩn, tổng số giáo viên", rhythm="year"),
    _share("4.2-XEP-LOAI", "Tỷ lệ viên chức được đánh giá, xếp loại đúng hạn", "Share of staff rated on time",
           "Số viên chức đã xếp loại, tổng số viên chức", rhythm="year"),
    _number("4.3-KY-LUAT", "vụ", "Vụ việc phải xử lý kỷ luật", "Disciplinary cases", direction="down"),
    _number("4.4-LOP", "lớp", "Lớp bồi dưỡng đã dự", "Training classes attended", fact_key="training.classes"),
    _number("4.4-CO-MAT", "lượt người", "Lượt người có mặt ở lớp bồi dưỡng", "Attendances at training",
            fact_key="training.present"),
    _number("4.4-THU-HOACH", "bài", "Bài thu hoạch đạt", "Essays passed", fact_key="training.essays_passed"),
    _yes("5.1-LUONG", "Trả lương, phụ cấp đủ và đúng hạn cả quý", "Pay and allowances in full and on time"),
    _yes("5.2-CONG-KHAI", "Đã công khai tài chính, tài sản", "Money and assets published"),
    _share("5.2-KHONG-TIEN-MAT", "Tỷ lệ khoản thu không dùng tiền mặt", "Share of payments without cash",
           "Số lượt thu không dùng tiền mặt, tổng số lượt thu"),
    _share("6.1-KY-SO", "Tỷ lệ giáo viên, nhân viên ký số kế hoạch dạy học, kế hoạch bài dạy",
           "Share of staff who sign teaching plans digitally", "Số người đã ký số, số người phải ký"),
    _share("6.1-SU-DUNG", "Tỷ lệ người được giao đang dùng hệ thống", "Share of assigned people who use the system",
           "Số người đang dùng, số người được giao tài khoản", per_system=True, rhythm="year"),
    _share("6.1-DINH-DANH", "Tỷ lệ học sinh có mã định danh được xác thực",
           "Share of pupils with a verified identifier",
           "Số học sinh đã xác thực, tổng số học sinh", rhythm="year"),
    _yes("6.1-TUYEN-SINH", "Đã tuyển sinh đầu cấp trực tuyến", "First-year enrolment held online", rhythm="year"),
    _yes("6.1-QUY-CHE", "Đã có quy chế sử dụng hệ thống quản trị nhà trường", "Rules for using the school's systems",
         rhythm="once"),
    Entry("6.1-CHAM-DIEM", "score", "Điểm tự chấm mức độ chuyển đổi số", "Own score of digital transformation",
          measure="điểm", aggregation="mean", direction="up", rhythm="year", basis="Quyết định 4725/QĐ-BGDĐT"),
    _share("6.2-TRUC-TUYEN", "Tỷ lệ bài dạy trực tuyến", "Share of lessons held online",
           "Số bài dạy trực tuyến, tổng số bài dạy"),
    _share("6.2-HO-SO-SO", "Tỷ lệ hồ sơ chuyên môn đã số hóa và ký số",
           "Share of teaching records kept and signed digitally",
           "Số hồ sơ đã số hóa và ký số, tổng số hồ sơ"),
    _number("6.3-SU-CO", "sự cố", "Sự cố mất an toàn thông tin", "Security incidents", direction="down"),
    Entry("6.3-HA-TANG", "text", "Hạ tầng Internet, phần mềm chống mã độc", "Internet access and protection",
          rhythm="year", hint="Đường truyền, thiết bị, phần mềm đang dùng"),
    Entry("7.1-CHI-SO", "score", "Điểm tự chấm chỉ số cải cách hành chính", "Own score of the reform index",
          measure="điểm", aggregation="mean", direction="up", rhythm="year"),
    _number("8.1-KIEM-TRA", "cuộc", "Cuộc thanh tra, kiểm tra đã tiếp", "Inspections received",
            fact_key="reform.inspections"),
)  # fmt: skip

# code, name, English; the order is that of the row
SYSTEM_KINDS: tuple[tuple[str, str, str], ...] = (
    ("IOFFICE", "Quản lý văn bản và điều hành (iOffice)", "Document management (iOffice)"),
    ("KY-SO", "Chữ ký số", "Digital signature"),
    ("CSDL-NGANH", "Cơ sở dữ liệu ngành giáo dục", "Education sector database"),
    ("PMIS", "Quản lý nhân sự (PMIS)", "Staff records (PMIS)"),
    ("CB-CC-VC", "Cơ sở dữ liệu cán bộ, công chức, viên chức", "Database of officials and public employees"),
    ("MISA", "Kế toán (MISA)", "Accounting (MISA)"),
    ("TAI-SAN", "Quản lý tài sản", "Asset management"),
    ("THU-VIEN", "Quản lý thư viện", "Library management"),
    ("SMAS", "Quản lý trường học, sổ điểm, học bạ (SMAS)", "School management, marks, records (SMAS)"),
    ("LMS", "Dạy học trực tuyến (LMS)", "Online learning (LMS)"),
    ("TAP-HUAN", "Bồi dưỡng giáo viên trực tuyến", "Online teacher training"),
    ("PHO-CAP", "Phổ cập giáo dục, xóa mù chữ", "Universal education"),
    ("THU-PHI", "Thu không dùng tiền mặt", "Payment without cash"),
    ("WEBSITE", "Trang thông tin điện tử", "Website"),
    ("AN-TOAN", "Chống mã độc, an toàn thông tin", "Protection against malware"),
    ("KHAC", "Hệ thống khác", "Another system"),
)

# work kind, detail (empty: any), point whose results it proves or code of an indicator
PROOF_RULES: tuple[tuple[str, str, str], ...] = (
    ("decision", "", "2.4"),
    ("decision", "", "2.4-GIAI-QUYET"),
    ("decision", "", "2.4-DUNG-HAN"),
    ("decision", "", "2.4-TRE-HAN"),
    ("request_closed", "", "2.4"),
    ("request_closed", "", "2.4-TIEP-NHAN"),
    ("transfer_ended", "", "2.4"),
    ("notice_printed", "", "2.2"),
    ("notice_printed", "", "2.2-CONG-KHAI"),
    ("class_ended", "", "4.4"),
    ("class_ended", "", "4.4-LOP"),
    ("class_ended", "", "4.4-CO-MAT"),
    ("class_ended", "", "4.4-THU-HOACH"),
    ("inspection", "", "8.1"),
    ("inspection", "", "8.1-KIEM-TRA"),
    ("system_used", "", "6.1"),
    ("system_used", "", "6.1-SU-DUNG"),
    ("system_used", "PMIS", "4.1"),
    ("system_used", "MISA", "5.1"),
    ("system_used", "TAI-SAN", "5.2"),
    ("system_used", "THU-PHI", "5.2-KHONG-TIEN-MAT"),
    ("system_used", "KY-SO", "6.1-KY-SO"),
    ("system_used", "CSDL-NGANH", "6.1-DINH-DANH"),
    ("system_used", "LMS", "6.2"),
    ("system_used", "LMS", "6.2-TRUC-TUYEN"),
    ("system_used", "SMAS", "6.2-HO-SO-SO"),
    ("system_used", "AN-TOAN", "6.3"),
    ("system_used", "AN-TOAN", "6.3-HA-TANG"),
)
