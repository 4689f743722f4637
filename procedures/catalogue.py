"""The catalogue of procedures that ships: what each takes, how long, since when and on what basis.

Days are half-open (``until`` is the first day on which a version no longer holds). Terms marked internal are set by
the school: no national act gives them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

CHARTER_2026 = "Thông tư 15/2026/TT-BGDĐT"
TRANSFER_2002 = "Quyết định 51/2002/QĐ-BGDĐT; Thông tư 50/2021/TT-BGDĐT"
EDUCATION_LAW_2025 = "Luật 123/2025/QH15"
DIPLOMA_RULES = "Thông tư 21/2019/TT-BGDĐT"
COPY_RULES = "Nghị định 23/2015/NĐ-CP, Điều 7 và Điều 17"
INTERNAL = "Quy định nội bộ của trường"


@dataclass(frozen=True)
class Paper:
    name: str
    name_en: str
    quantity: int = 1
    is_required: bool = True


@dataclass(frozen=True)
class Version:
    """``terms`` maps (route, stage) to working days."""

    since: date
    basis: str
    citations: tuple[str, ...]
    certainty: str
    output: str
    output_en: str
    terms: dict[tuple[str, str], int]
    papers: tuple[Paper, ...]
    until: date | None = None
    cutoff_time: time | None = None
    last_graduation_year: int | None = None
    note: str = ""
    note_en: str = ""
    decided_by: str = "principal"


@dataclass(frozen=True)
class Entry:
    code: str
    name: str
    name_en: str
    family: str
    is_national: bool
    outline_order: int | None
    versions: tuple[Version, ...] = field(default=())


FORM = Paper("Đơn đề nghị", "Application form")
TRANSFER_FORM = Paper("Đơn xin chuyển trường", "Transfer application")
IDENTITY = Paper(
    "Giấy tờ tùy thân hoặc định danh điện tử của người yêu cầu (xuất trình)",
    "Identity paper or electronic identity of the applicant (shown)",
)
AUTHORITY = Paper(
    "Giấy tờ chứng minh quan hệ hoặc văn bản ủy quyền (khi không phải là người có tên trên giấy tờ)",
    "Proof of relation or authorisation (when not the holder)",
    is_required=False,
)
SUMMARY_OF_RESULTS = Paper("Bảng tổng hợp kết quả rèn luyện và học tập", "Summary of conduct and learning results")
INDIVIDUAL_PLAN = Paper(
    "Kế hoạch giáo dục cá nhân (học sinh khuyết tật)", "Individual education plan (pupil with disability)",
    is_required=False,
)  # fmt: skip
TRANSCRIPT = Paper("Học bạ bản chính", "Original transcript")
LETTER_OF_DEPARTMENT = Paper(
    "Giấy giới thiệu chuyển trường của Phòng GD&ĐT nơi đi (khi từ tỉnh khác đến)",
    "Letter of the district education office left (when from another province)",
    is_required=False,
)

RESULT, PLACEMENT = "result", "placement"
ANY, IN_PROVINCE, OTHER_PROVINCE = "any", "in_province", "other_province"
CHARTER_DAY = date(2026, 5, 10)
OLD_TRANSFER_DAY = date(2022, 2, 15)
LAW_DAY = date(2026, 1, 1)
SCHOOL_DAY = date(2020, 11, 1)
_SECONDARY_NOTE = "Thời hạn theo một nguồn thứ cấp; đối chiếu bản gốc Thông tư trước khi công khai."
_SECONDARY_NOTE_EN = "Terms follow one secondary source; compare with the act before publishing."
_OWN_TERM = "Thời hạn do trường quy định; chưa có thủ tục cấp quốc gia."
_OWN_TERM_EN = "The term is set by the school; no national procedure exists."

CATALOGUE = (
    Entry(
        "RUT-HOC-BA", "Rút học bạ", "Transcript withdrawal", "transcript", False, 1,
        (
            Version(
                SCHOOL_DAY, INTERNAL, (), "internal", "Học bạ bản chính", "Original transcript",
                {(ANY, RESULT): 3},
                (Paper("Đơn xin rút học bạ", "Application to withdraw the transcript"), IDENTITY),
                note=_OWN_TERM, note_en=_OWN_TERM_EN,
            ),
        ),
    ),
    Entry(
        "RUT-BANG", "Rút bằng tốt nghiệp", "Diploma withdrawal", "completion", True, 2,
        (
            Version(
                date(2020, 1, 15), DIPLOMA_RULES, ("21/2019/TT-BGDĐT",), "internal",
                "Bằng tốt nghiệp trung học cơ sở", "Lower secondary diploma",
                {(ANY, RESULT): 1}, (IDENTITY, AUTHORITY), until=LAW_DAY,
                note="Thời hạn trao bằng do trường quy định.", note_en="The term of handing over is set by the school.",
            ),
            # From 1/1/2026 no diploma is issued any more; those of earlier cohorts are still waiting to be fetched.
            Version(
                LAW_DAY, f"{DIPLOMA_RULES}; {EDUCATION_LAW_2025}", ("21/2019/TT-BGDĐT", "123/2025/QH15"), "internal",
                "Bằng tốt nghiệp trung học cơ sở", "Lower secondary diploma",
                {(ANY, RESULT): 1}, (IDENTITY, AUTHORITY), last_graduation_year=2025,
                note="Chỉ dành cho học sinh tốt nghiệp đến năm 2025; từ 01/01/2026 không cấp bằng mới.",
                note_en="Only for pupils who graduated up to 2025; no new diploma from 1 January 2026.",
            ),
        ),
    ),
    Entry(
        "XAC-NHAN-THCS", "Xác nhận hoàn thành chương trình trung học cơ sở",
        "Confirmation of completing lower secondary", "completion", True, 2,
        (
            Version(
                LAW_DAY, EDUCATION_LAW_2025, ("123/2025/QH15",), "secondary",
                "Giấy xác nhận hoàn thành chương trình trung học cơ sở",
                "Confirmation of completing the lower secondary programme",
                {(ANY, RESULT): 3}, (FORM, IDENTITY, AUTHORITY),
                note="Luật không định số ngày; thời hạn do trường quy định.",
                note_en="The law sets no number of days; the term is set by the school.",
            ),
        ),
    ),
    Entry(
        "CHUYEN-LOP", "Đơn xin chuyển lớp", "Class change", "class_change", False, 3,
        (
            Version(
                SCHOOL_DAY, INTERNAL, (), "internal", "Quyết định chuyển lớp", "Decision on the class change",
                {(ANY, RESULT): 3}, (Paper("Đơn xin chuyển lớp", "Application for a class change"),),
                note=_OWN_TERM, note_en=_OWN_TERM_EN,
            ),
        ),
    ),
    Entry(
        "CHUYEN-DEN", "Học sinh chuyển đến", "Transfer in", "transfer", True, 4,
        (
            Version(
                OLD_TRANSFER_DAY, TRANSFER_2002, ("51/2002/QĐ-BGDĐT", "50/2021/TT-BGDĐT"), "internal",
                "Ý kiến tiếp nhận của hiệu trưởng", "The principal's answer on reception",
                {(IN_PROVINCE, RESULT): 3, (OTHER_PROVINCE, RESULT): 5},
                (
                    TRANSFER_FORM, TRANSCRIPT,
                    Paper(
                        "Giấy giới thiệu chuyển trường của hiệu trưởng nơi đi",
                        "Letter of the principal of the school left",
                    ),
                    LETTER_OF_DEPARTMENT,
                ),
                until=CHARTER_DAY,
                note="Văn bản không định số ngày; thời hạn do trường quy định.",
                note_en="The acts set no number of days; the term is set by the school.",
            ),
            Version(
                CHARTER_DAY, CHARTER_2026, ("15/2026/TT-BGDĐT",), "secondary",
                "Văn bản trả lời tiếp nhận học sinh", "Written answer on reception",
                {(IN_PROVINCE, RESULT): 5, (OTHER_PROVINCE, RESULT): 8, (ANY, PLACEMENT): 5},
                (TRANSFER_FORM, SUMMARY_OF_RESULTS, INDIVIDUAL_PLAN),
                note=_SECONDARY_NOTE, note_en=_SECONDARY_NOTE_EN,
            ),
        ),
    ),
    Entry(
        "CHUYEN-DI", "Học sinh chuyển đi", "Transfer out", "transfer", True, 5,
        (
            Version(
                OLD_TRANSFER_DAY, TRANSFER_2002, ("51/2002/QĐ-BGDĐT", "50/2021/TT-BGDĐT"), "internal",
                "Học bạ và giấy giới thiệu chuyển trường", "Transcript and letter of transfer",
                {(ANY, RESULT): 2},
                (
                    TRANSFER_FORM,
                    Paper("Ý kiến tiếp nhận của trường nơi đến", "Consent of the receiving school"),
                ),
                until=CHARTER_DAY,
                note="Văn bản không định số ngày; thời hạn do trường quy định.",
                note_en="The acts set no number of days; the term is set by the school.",
            ),
            Version(
                CHARTER_DAY, CHARTER_2026, ("15/2026/TT-BGDĐT",), "secondary",
                "Hồ sơ học sinh bàn giao cho trường nơi đến", "The pupil's file handed to the receiving school",
                {(ANY, RESULT): 3}, (TRANSFER_FORM, SUMMARY_OF_RESULTS, INDIVIDUAL_PLAN),
                note=_SECONDARY_NOTE, note_en=_SECONDARY_NOTE_EN,
            ),
        ),
    ),
    Entry(
        "BAN-SAO", "Cấp bản sao từ sổ gốc", "Copy from the original register", "copy", True, None,
        (
            Version(
                date(2015, 4, 10), COPY_RULES, ("23/2015/NĐ-CP",), "verified",
                "Bản sao từ sổ gốc", "Copy from the original register",
                {(ANY, RESULT): 0}, (FORM, IDENTITY, AUTHORITY), cutoff_time=time(15, 0),
                note="Trả trong ngày; tiếp nhận sau 15 giờ thì trả trong ngày làm việc tiếp theo.",
                note_en="The same day; the next working day when received after 15:00.",
            ),
        ),
    ),
)  # fmt: skip

# Whose request a procedure is for, and whether its result may lie signed in the office (handed over at once).
FACTS: dict[str, tuple[str, str, bool]] = {
    "RUT-HOC-BA": (
        "Học sinh đang học hoặc đã học tại trường; cha, mẹ, người giám hộ",
        "Present and former pupils of the school; parents and guardians", True,
    ),
    "RUT-BANG": (
        "Người tốt nghiệp trung học cơ sở tại trường hoặc người được ủy quyền",
        "Those who finished lower secondary at the school, or whom they authorise", True,
    ),
    "XAC-NHAN-THCS": (
        "Người đã hoàn thành chương trình trung học cơ sở tại trường hoặc người được ủy quyền",
        "Those who completed lower secondary at the school, or whom they authorise", True,
    ),
    "CHUYEN-LOP": ("Cha, mẹ, người giám hộ của học sinh", "Parents and guardians of the pupil", False),
    "CHUYEN-DEN": (
        "Cha, mẹ, người giám hộ của học sinh xin chuyển đến trường",
        "Parents and guardians of a pupil who moves to the school", False,
    ),
    "CHUYEN-DI": (
        "Cha, mẹ, người giám hộ của học sinh xin chuyển đi", "Parents and guardians of a pupil who leaves", False,
    ),
    "BAN-SAO": (
        "Người được cấp bản chính; cha, mẹ, vợ, chồng, con, anh, chị, em ruột, người thừa kế; người được ủy quyền",
        "The holder of the original; close relatives and heirs; authorised persons", True,
    ),
}  # fmt: skip

# Coded reasons: kind, code, Vietnamese, English. Their words may be completed by hand.
REASONS_SINCE = date(2015, 1, 1)
REASONS = (
    ("pause", "thieu-giay-to", "Hồ sơ còn thiếu giấy tờ", "Papers are missing"),
    ("pause", "chua-khop", "Thông tin trên giấy tờ chưa khớp nhau", "The papers do not agree with each other"),
    ("pause", "khong-doc-duoc", "Giấy tờ mờ, rách, không đọc được", "A paper cannot be read"),
    ("pause", "can-xac-nhan", "Cần xác nhận của người có tên trên giấy tờ", "The holder has to confirm"),
    ("refuse", "khong-thuoc-tham-quyen", "Việc đề nghị không thuộc thẩm quyền của trường", "Not in the school's power"),
    ("refuse", "khong-du-dieu-kien", "Không đủ điều kiện theo quy định", "The conditions are not met"),
    ("refuse", "khong-con-cho", "Trường không còn chỗ ở khối lớp đề nghị", "No place is left in that grade"),
    ("refuse", "khong-co-so-goc", "Sổ gốc của trường không có thông tin", "The original register has no such entry"),
    ("refuse", "gia-mao", "Giấy tờ có dấu hiệu giả mạo, tẩy xóa", "The papers look forged or altered"),
    ("extend", "can-xac-minh", "Cần xác minh với cơ quan, trường khác", "To be verified with another body or school"),
    ("extend", "tim-so-luu", "Cần tìm trong sổ lưu trữ", "To be looked up in the archive"),
    ("extend", "thieu-nguoi-ky", "Người có thẩm quyền ký vắng mặt", "The person who signs is absent"),
    ("extend", "su-co", "Sự cố kỹ thuật, thiên tai", "Technical failure or natural disaster"),
    ("withdraw", "doi-y", "Người nộp không còn nhu cầu", "The applicant no longer needs it"),
    ("withdraw", "nop-nham", "Nộp nhầm thủ tục hoặc nhầm trường", "Handed in at the wrong place"),
)  # fmt: skip

GetModel = Callable[[str], Any]


def load(model: GetModel) -> None:
    """Write the catalogue with the models of a migration (``model("Procedure")`` answers the class)."""
    for position, entry in enumerate(CATALOGUE, start=1):
        procedure = model("Procedure").objects.create(
            code=entry.code,
            name=entry.name,
            name_en=entry.name_en,
            family=entry.family,
            position=position,
            outline_order=entry.outline_order,
            is_national=entry.is_national,
        )
        for version in entry.versions:
            _load_version(model, procedure, version)


def _load_version(model: GetModel, procedure: Any, version: Version) -> None:
    row = model("ProcedureVersion").objects.create(
        procedure=procedure,
        valid_from=version.since,
        valid_to=version.until,
        basis=version.basis,
        citations=list(version.citations),
        decided_by=version.decided_by,
        output=version.output,
        output_en=version.output_en,
        certainty=version.certainty,
        cutoff_time=version.cutoff_time,
        last_graduation_year=version.last_graduation_year,
        note=version.note,
        note_en=version.note_en,
    )
    for (route, stage), days in version.terms.items():
        model("ProcedureTerm").objects.create(version=row, route=route, stage=stage, working_days=days)
    for order, paper in enumerate(version.papers, start=1):
        model("ProcedureComponent").objects.create(
            version=row,
            order=order,
            name=paper.name,
            name_en=paper.name_en,
            quantity=paper.quantity,
            is_required=paper.is_required,
        )


def unload(model: GetModel) -> None:
    """Take the catalogue away again. Fails where requests were received under it: those are never deleted."""
    codes = [entry.code for entry in CATALOGUE]
    model("ProcedureVersion").objects.filter(procedure__code__in=codes).delete()
    model("Procedure").objects.filter(code__in=codes).delete()


def load_reasons(model: GetModel) -> None:
    """Write the coded reasons that are not there, and what each version says of its applicants."""
    for position, (kind, code, text, text_en) in enumerate(REASONS, start=1):
        model("Reason").objects.get_or_create(
            kind=kind,
            code=code,
            valid_from=REASONS_SINCE,
            defaults={"position": position, "text": text, "text_en": text_en, "basis": INTERNAL},
        )
    for code, (eligible, eligible_en, may_be_ready) in FACTS.items():
        model("ProcedureVersion").objects.filter(procedure__code=code, eligible="").update(
            eligible=eligible, eligible_en=eligible_en, may_be_ready=may_be_ready
        )


def unload_reasons(model: GetModel) -> None:
    """Take the coded reasons away again; events keep their words."""
    model("Reason").objects.filter(valid_from=REASONS_SINCE, code__in=[row[1] for row in REASONS]).delete()
    model("ProcedureVersion").objects.filter(procedure__code__in=FACTS).update(
        eligible="", eligible_en="", may_be_ready=False
    )
