"""What the main school of the demonstration logs through its quarters."""

from datetime import date

# kind of the catalogue, name, who looks after it, what it is used for, since
SYSTEMS: tuple[tuple[str, str, str, str, date], ...] = (
    ("IOFFICE", "iOffice", "ab.clerk", "Nhận và gửi văn bản với Ủy ban nhân dân xã, Sở", date(2022, 1, 10)),
    ("KY-SO", "Chữ ký số cơ quan và cá nhân", "ab.clerk", "Ký văn bản, kế hoạch dạy học, học bạ", date(2023, 9, 5)),
    ("CSDL-NGANH", "Cơ sở dữ liệu ngành giáo dục", "ab.deputy", "Hồ sơ học sinh, giáo viên, báo cáo", date(2020, 9, 1)),
    ("PMIS", "PMIS", "ab.clerk", "Hồ sơ viên chức", date(2019, 9, 1)),
    ("MISA", "MISA", "ab.clerk", "Kế toán, tiền lương", date(2018, 1, 2)),
    ("TAI-SAN", "Phần mềm quản lý tài sản", "ab.clerk", "Theo dõi, kiểm kê tài sản", date(2021, 1, 4)),
    ("SMAS", "smas.edu.vn", "ab.deputy", "Sổ điểm, học bạ điện tử, soạn giảng", date(2020, 9, 1)),
    ("LMS", "Hệ thống quản lý học tập của trường", "ab.teacher", "Giao bài, nhận bài, kiểm tra", date(2023, 9, 5)),
    ("AN-TOAN", "Phần mềm chống mã độc", "ab.teacher", "Máy văn phòng và phòng học bộ môn", date(2024, 8, 22)),
)

# quarter, code of the indicator, value, denominator
VALUES: tuple[tuple[str, str, str, str], ...] = (
    ("2026-Q1", "4.1-DAT-CHUAN", "41", "42"),
    ("2026-Q1", "6.1-QUY-CHE", "có", ""),
    ("2026-Q2", "1.1-VAN-BAN", "14", ""),
    ("2026-Q2", "2.2-CONG-KHAI", "8", "8"),
    ("2026-Q2", "6.1-KY-SO", "44", "46"),
    ("2026-Q2", "6.2-TRUC-TUYEN", "38", "1190"),
    ("2026-Q2", "6.2-HO-SO-SO", "402", "440"),
    ("2026-Q3", "1.2-RA-SOAT", "có", ""),
    ("2026-Q3", "2.2-CONG-KHAI", "8", "8"),
    ("2026-Q3", "5.1-LUONG", "có", ""),
    ("2026-Q3", "6.1-DINH-DANH", "612", "618"),
    ("2026-Q3", "6.1-KY-SO", "46", "46"),
    ("2026-Q3", "6.2-TRUC-TUYEN", "24", "600"),
    ("2026-Q3", "6.2-HO-SO-SO", "188", "196"),
    ("2026-Q3", "6.3-HA-TANG", "Hai đường truyền cáp quang, chống mã độc trên 31 máy", ""),
    ("2026-Q4", "6.1-KY-SO", "46", "46"),
)

# people who use a system and those who have an account in it, in quarter III/2026, by its kind
USERS: dict[str, tuple[str, str]] = {"IOFFICE": ("12", "12"), "SMAS": ("44", "46"), "LMS": ("29", "42")}

INSPECTOR = "Đoàn kiểm tra của Ủy ban nhân dân xã"
INSPECTED = date(2026, 9, 16)
INSPECTION = "Việc tiếp nhận, trả kết quả thủ tục hành chính và công tác văn thư"
CONCLUSION = "Sổ theo dõi đầy đủ, trả kết quả cơ bản đúng hẹn; một số phiếu hẹn chưa ghi giờ trả"
TO_MEND = "Ghi giờ trả kết quả trên mọi phiếu hẹn"
MEND_BY, MENDED = date(2026, 10, 15), date(2026, 10, 9)

NOTICES = ("RUT-HOC-BA", "CHUYEN-DI")
NOTICES_ON = date(2026, 7, 29)
