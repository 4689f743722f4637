"""The areas of reform and their points, as rows. Read by the data migration; not a source at run time.

Official names: Nghị quyết 76/NQ-CP (15/7/2021). Local names and points: as schools report them in the outline of
quarter III/2024, corrected where that outline misnamed an area. The two extra fields were asked for by that outline.
"""

from dataclasses import dataclass
from datetime import date

PROGRAMME = "Nghị quyết 76/NQ-CP ngày 15/7/2021"
OUTLINE = "Đề cương sinh hoạt theo chủ điểm quý III/2024 của cấp ủy cấp trên"
FROM_PROGRAMME = date(2021, 7, 15)
FROM_OUTLINE = date(2024, 7, 1)
NEW_LAWS = date(2026, 7, 1)


@dataclass(frozen=True)
class Version:
    """A row of AreaVersion; ``code`` is the area's."""

    code: str
    official: str
    english: str
    local: str
    basis: str = PROGRAMME
    begins: date = FROM_PROGRAMME
    ends: date | None = None


@dataclass(frozen=True)
class Point:
    """A row of SubItem; the area is the part of the code before the point."""

    code: str
    name: str
    english: str
    basis: str = OUTLINE
    begins: date = FROM_PROGRAMME
    ends: date | None = None


VERSIONS: tuple[Version, ...] = (
    Version("1", "Cải cách thể chế", "Institutional reform", "Cải cách thể chế"),
    Version("2", "Cải cách thủ tục hành chính", "Reform of administrative procedures", "Cải cách thủ tục hành chính"),
    Version("3", "Cải cách tổ chức bộ máy hành chính nhà nước", "Reform of the administrative apparatus",
            "Cải cách tổ chức bộ máy"),
    Version("4", "Cải cách chế độ công vụ", "Reform of the public service regime", "Cải cách công vụ"),
    Version("5", "Cải cách tài chính công", "Public finance reform", "Cải cách tài chính công"),
    Version("6", "Xây dựng, phát triển Chính phủ điện tử, Chính phủ số", "E-government and digital government",
            "Xây dựng, phát triển chính quyền điện tử", ends=NEW_LAWS),
    Version("6", "Xây dựng, phát triển Chính phủ điện tử, Chính phủ số", "E-government and digital government",
            "Xây dựng chính quyền số, chuyển đổi số",
            basis="Nghị quyết 76/NQ-CP; Luật Chuyển đổi số 148/2025/QH15", begins=NEW_LAWS),
    Version("7", "Nâng cao chỉ số cải cách hành chính, quản trị và hành chính công (PAPI), năng lực cạnh tranh (PCI)",
            "Raising the indices: administrative reform, public governance (PAPI), competitiveness (PCI)",
            "Nâng cao chỉ số CCHC, PAPI, PCI", basis=OUTLINE, begins=FROM_OUTLINE),
    Version("8", "Tăng cường thanh tra, kiểm tra, giám sát", "Inspection, checks and supervision",
            "Thanh tra, kiểm tra, giám sát", basis=OUTLINE, begins=FROM_OUTLINE),
)  # fmt: skip

EXTRA_FIELDS = ("7", "8")

POINTS: tuple[Point, ...] = (
    Point("1.1", "Nâng cao chất lượng ban hành văn bản", "Better drafting of papers"),
    Point("1.2", "Xây dựng, hoàn thiện quy định nội bộ", "Internal regulations"),
    Point("1.3", "Văn phòng, kế toán tự kiểm tra nội dung và thể thức văn bản", "Own checks of papers and their form",
          basis="Nghị định 30/2020/NĐ-CP"),
    Point("1.4", "Tổ chức thi hành và theo dõi thi hành pháp luật", "Carrying out the law and following it up"),
    Point("2.1", "Phổ biến quy định về kiểm soát thủ tục hành chính", "Making the rules on procedures known"),
    Point("2.2", "Công khai đầy đủ thủ tục hành chính", "Publishing the procedures in full"),
    Point("2.3", "Quy ước văn hóa, văn hóa ứng xử", "Rules of conduct"),
    Point("2.4", "Số lượng thủ tục hành chính đã giải quyết", "Number of procedures completed"),
    Point("3.1", "Tiêu chuẩn người đứng đầu, cấp phó", "Standards for heads and deputies"),
    Point("3.2", "Kiểm tra toàn diện, kiểm tra chuyên đề", "General and thematic checks"),
    Point("3.3", "Kế hoạch vị trí việc làm", "Plan of posts", ends=NEW_LAWS),
    Point("3.3", "Vị trí việc làm viên chức", "Posts of public employees", basis="Nghị định 232/2026/NĐ-CP",
          begins=NEW_LAWS),
    Point("3.4", "Kiện toàn bộ phận, tổ chuyên môn, phân công từ đầu năm học", "Teams and duties for the school year"),
    Point("4.1", "Tuyển dụng, sử dụng, quản lý viên chức", "Recruiting, employing and managing staff",
          basis="Nghị định 115/2020/NĐ-CP", ends=NEW_LAWS),
    Point("4.1", "Tuyển dụng, sử dụng, quản lý viên chức", "Recruiting, employing and managing staff",
          basis="Nghị định 259/2026/NĐ-CP", begins=NEW_LAWS),
    Point("4.2", "Đánh giá, xếp loại viên chức", "Rating of staff", basis="Nghị định 90/2020/NĐ-CP", ends=NEW_LAWS),
    Point("4.2", "Đánh giá, xếp loại đơn vị và viên chức", "Rating of the unit and its staff",
          basis="Nghị định 233/2026/NĐ-CP", begins=NEW_LAWS),
    Point("4.3", "Xử lý kỷ luật cán bộ, công chức, viên chức", "Discipline", basis="Nghị định 112/2020/NĐ-CP",
          ends=NEW_LAWS),
    Point("4.3", "Xử lý kỷ luật viên chức", "Discipline of public employees", basis="Nghị định 234/2026/NĐ-CP",
          begins=NEW_LAWS),
    Point("4.4", "Đào tạo, bồi dưỡng", "Training"),
    Point("5.1", "Chính sách tiền lương", "Pay"),
    Point("5.2", "Quản lý tài chính, tài sản", "Money and assets"),
    Point("6.1", "Chuyển đổi số trong quản lý, điều hành", "Digital management"),
    Point("6.2", "Chuyển đổi số trong dạy và học", "Digital teaching and learning"),
    Point("6.3", "An toàn thông tin, hạ tầng", "Information security and infrastructure"),
    Point("7.1", "Chỉ số cải cách hành chính", "Administrative reform index", begins=FROM_OUTLINE),
    Point("7.2", "Chỉ số quản trị và hành chính công (PAPI)", "Public governance index (PAPI)", begins=FROM_OUTLINE),
    Point("7.3", "Chỉ số năng lực cạnh tranh (PCI)", "Competitiveness index (PCI)", begins=FROM_OUTLINE),
    Point("8.1", "Thanh tra, kiểm tra", "Inspection and checks", begins=FROM_OUTLINE),
    Point("8.2", "Giám sát", "Supervision", begins=FROM_OUTLINE),
)  # fmt: skip
