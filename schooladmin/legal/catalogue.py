"""The acts that schools cite, as rows for the register. Read by the data migration; not a source at run time.

``is_verified`` is true only where the text of the act or a newspaper or portal was read for the row; every other row
came from one secondary source or from memory and is to be compared with the original before it is relied on.
``ends`` is the first day on which the act no longer holds.
"""

from dataclasses import dataclass
from datetime import date

CHINH_PHU = "Chính phủ"
THU_TUONG = "Thủ tướng Chính phủ"
QUOC_HOI = "Quốc hội"
BO_GDDT = "Bộ Giáo dục và Đào tạo"
BO_NOI_VU = "Bộ Nội vụ"
VPCP = "Văn phòng Chính phủ"
TRUNG_UONG = "Ban Chấp hành Trung ương Đảng"
BO_CHINH_TRI = "Bộ Chính trị"
VP_TRUNG_UONG = "Văn phòng Trung ương Đảng"

TO_CHECK = "Ngày hiệu lực ghi theo ngày ban hành, cần đối chiếu bản gốc."


@dataclass(frozen=True)
class Act:
    """One row of the register; dates are ``yyyy-mm-dd``."""

    number: str
    kind: str
    issuer: str
    issued: str
    subject: str
    begins: str = ""
    ends: str = ""
    replaced_by: str = ""
    is_verified: bool = False
    note: str = ""

    @property
    def issued_on(self) -> date:
        return date.fromisoformat(self.issued)

    @property
    def valid_from(self) -> date:
        """The day in force; the day of signing where the act says nothing else."""
        return date.fromisoformat(self.begins or self.issued)

    @property
    def valid_to(self) -> date | None:
        return date.fromisoformat(self.ends) if self.ends else None


REFORM_PROGRAMME = (
    Act("76/NQ-CP", "Nghị quyết", CHINH_PHU, "2021-07-15",
        "Chương trình tổng thể cải cách hành chính nhà nước giai đoạn 2021–2030", is_verified=True),
    Act("131/NQ-CP", "Nghị quyết", CHINH_PHU, "2022-10-06",
        "Đẩy mạnh cải cách thủ tục hành chính, đổi mới cách chỉ đạo, điều hành phục vụ người dân và doanh nghiệp",
        note="Chưa thấy bản gốc; không sửa Nghị quyết 76/NQ-CP."),
    Act("57-NQ/TW", "Nghị quyết", BO_CHINH_TRI, "2024-12-22",
        "Đột phá phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số quốc gia", is_verified=True),
    Act("71/NQ-CP", "Nghị quyết", CHINH_PHU, "2025-04-01",
        "Chương trình hành động của Chính phủ thực hiện Nghị quyết 57-NQ/TW", note="Ngày ban hành cần đối chiếu."),
    Act("4570/QĐ-BGDĐT", "Quyết định", BO_GDDT, "2021-11-30",
        "Kế hoạch cải cách hành chính của ngành giáo dục giai đoạn 2021–2030", is_verified=True),
    Act("3286/QĐ-BGDĐT", "Quyết định", BO_GDDT, "2022-10-28",
        "Kế hoạch cải cách hành chính của Bộ, bổ sung cho giai đoạn 2021–2025", is_verified=True),
    Act("4349/QĐ-BGDĐT", "Quyết định", BO_GDDT, "2024-12-31", "Kế hoạch cải cách hành chính năm 2025 của Bộ",
        begins="2025-01-01", ends="2026-01-01", is_verified=True, note="Kế hoạch của năm 2025."),
    Act("766/QĐ-TTg", "Quyết định", THU_TUONG, "2022-06-23",
        "Bộ chỉ số chất lượng phục vụ người dân, doanh nghiệp khi giải quyết thủ tục hành chính, dịch vụ công",
        is_verified=True),
    Act("09/2019/NĐ-CP", "Nghị định", CHINH_PHU, "2019-01-24",
        "Chế độ báo cáo của cơ quan hành chính nhà nước", begins="2019-03-12"),
    Act("07/2021/TT-BNV", "Thông tư", BO_NOI_VU, "2021-12-31",
        "Chế độ báo cáo thuộc phạm vi quản lý nhà nước của Bộ Nội vụ", is_verified=True, note=TO_CHECK),
    Act("02/2023/TT-BNV", "Thông tư", BO_NOI_VU, "2023-03-23", "Chế độ báo cáo thống kê ngành Nội vụ",
        ends="2025-10-08", replaced_by="18/2025/TT-BNV", is_verified=True, note=TO_CHECK),
    Act("18/2025/TT-BNV", "Thông tư", BO_NOI_VU, "2025-10-08", "Chế độ báo cáo thống kê ngành Nội vụ (mới)",
        is_verified=True, note=TO_CHECK),
)  # fmt: skip

STAFF = (
    Act("115/2020/NĐ-CP", "Nghị định", CHINH_PHU, "2020-09-25", "Tuyển dụng, sử dụng và quản lý viên chức",
        begins="2020-09-29", ends="2026-07-01", replaced_by="259/2026/NĐ-CP",
        note="Điều khoản bãi bỏ trong Nghị định 259/2026 chưa được đọc."),
    Act("85/2023/NĐ-CP", "Nghị định", CHINH_PHU, "2023-12-07", "Sửa đổi, bổ sung Nghị định 115/2020/NĐ-CP",
        ends="2026-07-01", replaced_by="259/2026/NĐ-CP"),
    Act("259/2026/NĐ-CP", "Nghị định", CHINH_PHU, "2026-06-30",
        "Tuyển dụng, sử dụng và quản lý viên chức theo Luật Viên chức mới", begins="2026-07-01"),
    Act("129/2025/QH15", "Luật", QUOC_HOI, "2025-12-10", "Luật Viên chức", begins="2026-07-01"),
    Act("90/2020/NĐ-CP", "Nghị định", CHINH_PHU, "2020-08-13",
        "Đánh giá, xếp loại chất lượng cán bộ, công chức, viên chức",
        begins="2020-08-20", ends="2026-07-01", replaced_by="233/2026/NĐ-CP", is_verified=True,
        note="Hết hiệu lực với viên chức; công chức theo Nghị định 335/2025/NĐ-CP."),
    Act("48/2023/NĐ-CP", "Nghị định", CHINH_PHU, "2023-07-17", "Sửa đổi, bổ sung Nghị định 90/2020/NĐ-CP",
        begins="2023-09-15", ends="2026-07-01", replaced_by="233/2026/NĐ-CP"),
    Act("233/2026/NĐ-CP", "Nghị định", CHINH_PHU, "2026-06-26",
        "Đánh giá, xếp loại chất lượng đơn vị sự nghiệp công lập và viên chức",
        begins="2026-07-01", is_verified=True,
        note="Đơn vị chưa có quy chế mới trước kỳ đánh giá 2026 vẫn được dùng Nghị định 90/2020 (Điều 20)."),
    Act("335/2025/NĐ-CP", "Nghị định", CHINH_PHU, "2025-12-21", "Đánh giá, xếp loại chất lượng công chức",
        begins="2026-01-01"),
    Act("112/2020/NĐ-CP", "Nghị định", CHINH_PHU, "2020-09-18", "Xử lý kỷ luật cán bộ, công chức, viên chức",
        begins="2020-09-20", ends="2026-07-01", replaced_by="234/2026/NĐ-CP", is_verified=True,
        note="Về kỷ luật, không phải về tuổi nghỉ hưu. Hết hiệu lực với viên chức."),
    Act("71/2023/NĐ-CP", "Nghị định", CHINH_PHU, "2023-09-20", "Sửa đổi, bổ sung Nghị định 112/2020/NĐ-CP",
        ends="2026-07-01", replaced_by="234/2026/NĐ-CP"),
    Act("234/2026/NĐ-CP", "Nghị định", CHINH_PHU, "2026-06-26", "Xử lý kỷ luật viên chức",
        begins="2026-07-01", is_verified=True),
    Act("135/2020/NĐ-CP", "Nghị định", CHINH_PHU, "2020-11-18", "Tuổi nghỉ hưu", begins="2021-01-01",
        note="Ghi theo trí nhớ, cần đối chiếu bản gốc."),
    Act("232/2026/NĐ-CP", "Nghị định", CHINH_PHU, "2026-06-26", "Vị trí việc làm viên chức",
        begins="2026-07-01", is_verified=True),
    Act("73/2025/QH15", "Luật", QUOC_HOI, "2025-06-16", "Luật Nhà giáo", begins="2026-01-01", is_verified=True),
    Act("93/2026/NĐ-CP", "Nghị định", CHINH_PHU, "2026-03-31",
        "Quy định chi tiết Luật Nhà giáo: chuẩn nghề nghiệp, bồi dưỡng, điều động", is_verified=True, note=TO_CHECK),
    Act("80/2025/QH15", "Luật", QUOC_HOI, "2025-06-24", "Luật Cán bộ, công chức", begins="2025-07-01"),
)  # fmt: skip

PARTY = (
    Act("27-NQ/TW", "Nghị quyết", TRUNG_UONG, "2022-11-09",
        "Tiếp tục xây dựng và hoàn thiện Nhà nước pháp quyền xã hội chủ nghĩa Việt Nam trong giai đoạn mới",
        is_verified=True),
    Act("144-QĐ/TW", "Quy định", BO_CHINH_TRI, "2024-05-09",
        "Chuẩn mực đạo đức cách mạng của cán bộ, đảng viên giai đoạn mới", is_verified=True),
    Act("137-KL/TW", "Kết luận", BO_CHINH_TRI, "2025-03-28",
        "Sắp xếp, tổ chức lại đơn vị hành chính và chính quyền địa phương hai cấp", is_verified=True),
    Act("80-NQ/TW", "Nghị quyết", BO_CHINH_TRI, "2026-01-07", "Phát triển văn hóa Việt Nam", is_verified=True),
    Act("66-QĐ/TW", "Quy định", TRUNG_UONG, "2017-02-06",
        "Thể loại, thẩm quyền ban hành và thể thức văn bản của Đảng", ends="2026-01-09", replaced_by="399-QĐ/TW"),
    Act("399-QĐ/TW", "Quy định", TRUNG_UONG, "2026-01-09",
        "Thể loại, thẩm quyền ban hành và thể thức văn bản của Đảng (mới)"),
    Act("36-HD/VPTW", "Hướng dẫn", VP_TRUNG_UONG, "2018-04-03",
        "Thể thức và kỹ thuật trình bày văn bản của Đảng", ends="2026-05-27", replaced_by="05-HD/VPTW"),
    Act("05-HD/VPTW", "Hướng dẫn", VP_TRUNG_UONG, "2026-05-27",
        "Thể thức và kỹ thuật trình bày văn bản của Đảng (mới)", note="Một nguồn khác ghi ngày 12/01/2026."),
)  # fmt: skip

PAPERS_AND_COUNTER = (
    Act("30/2020/NĐ-CP", "Nghị định", CHINH_PHU, "2020-03-05",
        "Công tác văn thư: thể thức, soạn thảo, ký, đăng ký, văn bản điện tử, con dấu", is_verified=True),
    Act("33/2024/QH15", "Luật", QUOC_HOI, "2024-06-21", "Luật Lưu trữ", begins="2025-07-01"),
    Act("61/2018/NĐ-CP", "Nghị định", CHINH_PHU, "2018-04-23",
        "Cơ chế một cửa, một cửa liên thông trong giải quyết thủ tục hành chính",
        begins="2018-06-21", ends="2025-07-01", replaced_by="118/2025/NĐ-CP"),
    Act("107/2021/NĐ-CP", "Nghị định", CHINH_PHU, "2021-12-06", "Sửa đổi, bổ sung Nghị định 61/2018/NĐ-CP",
        ends="2025-07-01", replaced_by="118/2025/NĐ-CP"),
    Act("118/2025/NĐ-CP", "Nghị định", CHINH_PHU, "2025-06-09",
        "Thủ tục hành chính theo cơ chế một cửa tại bộ phận một cửa và Cổng Dịch vụ công quốc gia",
        begins="2025-07-01", is_verified=True),
    Act("367/2025/NĐ-CP", "Nghị định", CHINH_PHU, "2025-12-31", "Sửa đổi, bổ sung Nghị định 118/2025/NĐ-CP",
        is_verified=True, note="Khoản 9 Điều 1 bị Nghị định 224/2026 bãi bỏ. " + TO_CHECK),
    Act("309/2026/NĐ-CP", "Nghị định", CHINH_PHU, "2026-08-05",
        "Sửa đổi Nghị định 118/2025/NĐ-CP: ki-ốt, xác thực bằng VNeID", note=TO_CHECK),
    Act("01/2018/TT-VPCP", "Thông tư", VPCP, "2018-11-23", "Hướng dẫn Nghị định 61/2018/NĐ-CP, các mẫu phiếu",
        begins="2019-01-08", ends="2025-09-15", replaced_by="03/2025/TT-VPCP"),
    Act("03/2025/TT-VPCP", "Thông tư", VPCP, "2025-09-15", "Hướng dẫn Nghị định 118/2025/NĐ-CP, các mẫu phiếu 01–07",
        note=TO_CHECK),
    Act("01/2020/TT-VPCP", "Thông tư", VPCP, "2020-10-21", "Chế độ báo cáo về kiểm soát thủ tục hành chính",
        note="Ghi theo trí nhớ, cần đối chiếu bản gốc."),
    Act("23/2015/NĐ-CP", "Nghị định", CHINH_PHU, "2015-02-16",
        "Cấp bản sao từ sổ gốc, chứng thực bản sao, chữ ký, hợp đồng", begins="2015-04-10", is_verified=True),
    Act("07/2025/NĐ-CP", "Nghị định", CHINH_PHU, "2025-01-09",
        "Sửa đổi các nghị định về hộ tịch, quốc tịch, chứng thực", is_verified=True, note=TO_CHECK),
    Act("91/2015/QH13", "Bộ luật", QUOC_HOI, "2015-11-24", "Bộ luật Dân sự", begins="2017-01-01", is_verified=True),
)  # fmt: skip

SCHOOLS = (
    Act("15/2026/TT-BGDĐT", "Thông tư", BO_GDDT, "2026-03-24",
        "Điều lệ trường tiểu học, trung học cơ sở, trung học phổ thông và trường nhiều cấp học", begins="2026-05-10"),
    Act("28/2020/TT-BGDĐT", "Thông tư", BO_GDDT, "2020-09-04", "Điều lệ trường tiểu học",
        begins="2020-10-20", ends="2026-05-10", replaced_by="15/2026/TT-BGDĐT"),
    Act("32/2020/TT-BGDĐT", "Thông tư", BO_GDDT, "2020-09-15",
        "Điều lệ trường trung học cơ sở, trung học phổ thông và trường nhiều cấp học",
        begins="2020-11-01", ends="2026-05-10", replaced_by="15/2026/TT-BGDĐT"),
    Act("51/2002/QĐ-BGDĐT", "Quyết định", BO_GDDT, "2002-12-25",
        "Chuyển trường và tiếp nhận học sinh trung học cơ sở, trung học phổ thông",
        ends="2026-05-10", replaced_by="15/2026/TT-BGDĐT", note=TO_CHECK),
    Act("50/2021/TT-BGDĐT", "Thông tư", BO_GDDT, "2021-12-31", "Sửa đổi quy định về chuyển trường năm 2002",
        begins="2022-02-15", ends="2026-05-10", replaced_by="15/2026/TT-BGDĐT", is_verified=True),
    Act("123/2025/QH15", "Luật", QUOC_HOI, "2025-12-10",
        "Sửa đổi Luật Giáo dục; không còn bằng tốt nghiệp trung học cơ sở", begins="2026-01-01"),
    Act("21/2019/TT-BGDĐT", "Thông tư", BO_GDDT, "2019-11-29",
        "Quản lý và cấp phát văn bằng, chứng chỉ, bản sao từ sổ gốc", begins="2020-01-15"),
    Act("22/2021/TT-BGDĐT", "Thông tư", BO_GDDT, "2021-07-20",
        "Đánh giá học sinh trung học cơ sở và trung học phổ thông", begins="2021-09-05"),
    Act("27/2020/TT-BGDĐT", "Thông tư", BO_GDDT, "2020-09-04", "Đánh giá học sinh tiểu học", begins="2020-10-20"),
    Act("88/2026/NĐ-CP", "Nghị định", CHINH_PHU, "2026-03-28", "Quản lý dữ liệu giáo dục",
        begins="2026-05-15", is_verified=True),
    Act("17/2019/TT-BGDĐT", "Thông tư", BO_GDDT, "2019-11-01",
        "Chương trình bồi dưỡng thường xuyên giáo viên phổ thông", begins="2019-12-22", is_verified=True),
    Act("18/2019/TT-BGDĐT", "Thông tư", BO_GDDT, "2019-11-01",
        "Chương trình bồi dưỡng thường xuyên cán bộ quản lý cơ sở giáo dục phổ thông",
        begins="2019-12-22", is_verified=True),
    Act("19/2019/TT-BGDĐT", "Thông tư", BO_GDDT, "2019-11-12",
        "Quy chế bồi dưỡng thường xuyên giáo viên, cán bộ quản lý", begins="2019-12-28", is_verified=True),
    Act("26/2012/TT-BGDĐT", "Thông tư", BO_GDDT, "2012-07-10",
        "Quy chế bồi dưỡng thường xuyên giáo viên (cũ)",
        begins="2012-08-27", ends="2019-12-28", replaced_by="19/2019/TT-BGDĐT", is_verified=True),
)  # fmt: skip

LOCAL_GOVERNMENT = (
    Act("72/2025/QH15", "Luật", QUOC_HOI, "2025-06-16", "Luật Tổ chức chính quyền địa phương (hai cấp)"),
    Act("1581/BGDĐT-GDPT", "Công văn", BO_GDDT, "2025-04-08",
        "Giữ các trường, chuyển quản lý nhà nước về mầm non, tiểu học, trung học cơ sở cho cấp xã", is_verified=True),
    Act("142/2025/NĐ-CP", "Nghị định", CHINH_PHU, "2025-06-12",
        "Phân định thẩm quyền của chính quyền địa phương hai cấp về giáo dục",
        begins="2025-07-01", is_verified=True, note="Một phần hết hiệu lực từ 15/3/2026 (Nghị định 66/2026)."),
    Act("143/2025/NĐ-CP", "Nghị định", CHINH_PHU, "2025-06-12", "Phân quyền, phân cấp về giáo dục",
        begins="2025-07-01", is_verified=True, note="Một phần hết hiệu lực từ 15/3/2026 (Nghị định 66/2026)."),
    Act("150/2025/NĐ-CP", "Nghị định", CHINH_PHU, "2025-06-12",
        "Tổ chức cơ quan chuyên môn thuộc Ủy ban nhân dân cấp tỉnh, cấp xã", begins="2025-07-01", is_verified=True,
        note="Được Nghị định 370/2025 sửa đổi."),
    Act("66/2026/NĐ-CP", "Nghị định", CHINH_PHU, "2026-03-15", "Quy định chi tiết Luật Giáo dục (sửa đổi)",
        is_verified=True, note="Ngày ban hành chưa rõ, ghi theo ngày hiệu lực 15/3/2026."),
    Act("15/2025/TT-BGDĐT", "Thông tư", BO_GDDT, "2025-07-24",
        "Chức năng, nhiệm vụ về giáo dục của Sở Giáo dục và Đào tạo và Phòng Văn hóa – Xã hội",
        is_verified=True, note=TO_CHECK),
    Act("45/2026/TT-BGDĐT", "Thông tư", BO_GDDT, "2026-06-10", "Sửa đổi Thông tư 15/2025/TT-BGDĐT",
        is_verified=True, note=TO_CHECK),
)  # fmt: skip

DIGITAL = (
    Act("942/QĐ-TTg", "Quyết định", THU_TUONG, "2021-06-15",
        "Chiến lược Chính phủ điện tử hướng tới Chính phủ số 2021–2025, định hướng 2030",
        ends="2026-01-01", is_verified=True, note="Giai đoạn 2021–2025 đã kết thúc."),
    Act("749/QĐ-TTg", "Quyết định", THU_TUONG, "2020-06-03",
        "Chương trình chuyển đổi số quốc gia đến 2025, định hướng 2030", is_verified=True,
        note="Một phần thời kỳ của chương trình đã kết thúc năm 2025."),
    Act("131/QĐ-TTg", "Quyết định", THU_TUONG, "2022-01-25",
        "Đề án công nghệ thông tin và chuyển đổi số trong giáo dục 2022–2025, định hướng 2030", is_verified=True),
    Act("4725/QĐ-BGDĐT", "Quyết định", BO_GDDT, "2022-12-30",
        "Bộ chỉ số đánh giá mức độ chuyển đổi số của cơ sở giáo dục phổ thông, thường xuyên", is_verified=True),
    Act("148/2025/QH15", "Luật", QUOC_HOI, "2025-12-11", "Luật Chuyển đổi số", begins="2026-07-01", is_verified=True),
    Act("224/2026/NĐ-CP", "Nghị định", CHINH_PHU, "2026-06-24", "Thi hành Luật Chuyển đổi số",
        begins="2026-07-01", is_verified=True),
    Act("42/2022/NĐ-CP", "Nghị định", CHINH_PHU, "2022-06-24",
        "Thông tin và dịch vụ công trực tuyến của cơ quan nhà nước trên mạng",
        begins="2022-08-15", ends="2026-07-01", replaced_by="224/2026/NĐ-CP", is_verified=True),
    Act("13/2023/NĐ-CP", "Nghị định", CHINH_PHU, "2023-04-17", "Bảo vệ dữ liệu cá nhân",
        begins="2023-07-01", ends="2026-01-01", replaced_by="356/2025/NĐ-CP", is_verified=True),
    Act("91/2025/QH15", "Luật", QUOC_HOI, "2025-06-26", "Luật Bảo vệ dữ liệu cá nhân",
        begins="2026-01-01", is_verified=True),
    Act("356/2025/NĐ-CP", "Nghị định", CHINH_PHU, "2025-12-31", "Quy định chi tiết Luật Bảo vệ dữ liệu cá nhân",
        begins="2026-01-01", is_verified=True),
    Act("116/2025/QH15", "Luật", QUOC_HOI, "2025-12-10", "Luật An ninh mạng", begins="2026-07-01",
        note="Ngày ban hành cần đối chiếu."),
    Act("86/2015/QH13", "Luật", QUOC_HOI, "2015-11-19", "Luật An toàn thông tin mạng",
        begins="2016-07-01", ends="2026-07-01", replaced_by="116/2025/QH15"),
    Act("24/2018/QH14", "Luật", QUOC_HOI, "2018-06-12", "Luật An ninh mạng (cũ)",
        begins="2019-01-01", ends="2026-07-01", replaced_by="116/2025/QH15"),
    Act("331/2026/NĐ-CP", "Nghị định", CHINH_PHU, "2026-08-19",
        "Bảo vệ an ninh mạng hệ thống thông tin theo năm cấp độ", note=TO_CHECK),
    Act("333/2026/NĐ-CP", "Nghị định", CHINH_PHU, "2026-08-19",
        "Nhật ký hệ thống, lưu trữ dữ liệu và biện pháp an ninh mạng", note=TO_CHECK),
    Act("85/2016/NĐ-CP", "Nghị định", CHINH_PHU, "2016-07-01", "An toàn hệ thống thông tin theo cấp độ",
        ends="2026-08-19", replaced_by="331/2026/NĐ-CP", note="Còn dùng trong thời gian chuyển tiếp."),
    Act("12/2022/TT-BTTTT", "Thông tư", "Bộ Thông tin và Truyền thông", "2022-08-12",
        "Hướng dẫn Nghị định 85/2016/NĐ-CP", begins="2022-10-01", ends="2026-08-19", replaced_by="331/2026/NĐ-CP"),
)  # fmt: skip

DAYS_OFF = (
    Act("45/2019/QH14", "Bộ luật", QUOC_HOI, "2019-11-20", "Bộ luật Lao động", begins="2021-01-01", is_verified=True),
    Act("28/2026/QH16", "Nghị quyết", QUOC_HOI, "2026-05-08",
        "Phát triển văn hóa Việt Nam; ngày 24/11 là ngày nghỉ hưởng nguyên lương", begins="2026-07-01",
        note="Ngày ban hành ghi theo ngày đăng toàn văn, cần đối chiếu."),
    Act("6150/TB-BLĐTBXH", "Thông báo", "Bộ Lao động – Thương binh và Xã hội", "2024-12-03", "Nghỉ Tết năm 2025"),
    Act("9441/TB-BNV", "Thông báo", BO_NOI_VU, "2025-10-16", "Nghỉ Tết và Quốc khánh năm 2026"),
    Act("12729/VPCP-KGVX", "Công văn", VPCP, "2025-12-25", "Hoán đổi ngày làm việc dịp Tết Dương lịch 2026",
        is_verified=True),
)  # fmt: skip

ACTS: tuple[Act, ...] = (
    *REFORM_PROGRAMME, *STAFF, *PARTY, *PAPERS_AND_COUNTER, *SCHOOLS, *LOCAL_GOVERNMENT, *DIGITAL, *DAYS_OFF,
)  # fmt: skip


@dataclass(frozen=True)
class Body:
    """A name of bodies that an act abolished; ``ends`` is the first day without them."""

    name: str
    successor: str
    begins: str = "1945-09-02"
    ends: str = "2025-07-01"
    basis: str = "Luật Tổ chức chính quyền địa phương 72/2025/QH15"


_COMMUNE = "Ủy ban nhân dân xã, phường, đặc khu"
_PARTY = "Đảng ủy xã, phường, đặc khu"
# The district level ended on 1 July 2025, its offices of education with it.
BODIES = (
    Body("Phòng Giáo dục và Đào tạo", "Phòng Văn hóa – Xã hội của xã, phường, đặc khu; về chuyên môn: Sở"),
    Body("Phòng Giáo dục", "Phòng Văn hóa – Xã hội của xã, phường, đặc khu; về chuyên môn: Sở"),
    Body("Phòng GD&ĐT", "Phòng Văn hóa – Xã hội của xã, phường, đặc khu; về chuyên môn: Sở"),
    Body("Phòng GDĐT", "Phòng Văn hóa – Xã hội của xã, phường, đặc khu; về chuyên môn: Sở"),
    Body("Phòng Nội vụ", "Phòng Văn hóa – Xã hội của xã, phường, đặc khu"),
    Body("Ủy ban nhân dân huyện", _COMMUNE),
    Body("UBND huyện", _COMMUNE),
    Body("Ủy ban nhân dân quận", _COMMUNE),
    Body("UBND quận", _COMMUNE),
    Body("Ủy ban nhân dân thị xã", _COMMUNE),
    Body("UBND thị xã", _COMMUNE),
    Body("Hội đồng nhân dân huyện", "Hội đồng nhân dân xã, phường, đặc khu"),
    Body("HĐND huyện", "Hội đồng nhân dân xã, phường, đặc khu"),
    Body("Hội đồng nhân dân quận", "Hội đồng nhân dân xã, phường, đặc khu"),
    Body("HĐND quận", "Hội đồng nhân dân xã, phường, đặc khu"),
    Body("Huyện ủy", _PARTY),
    Body("Quận ủy", _PARTY),
    Body("Thị ủy", _PARTY),
)
