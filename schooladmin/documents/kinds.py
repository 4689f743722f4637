"""The kinds of papers that the product issues: whose form each follows, on which sheets, how it is numbered.

``KindRule`` is the value that programs work with; ``KINDS`` are the rows that a new database begins with, loaded by a
data migration. Later rules are entered as rows. Pure: no ORM, no clock.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from schooladmin.documents.tree import Kind, PaperSize, Regime


class Series(StrEnum):
    """How far the numbers of a kind run before they begin at 1 again."""

    TERM = "term"  # the term of the committee: Party papers (HD 05-HD/VPTW)
    YEAR = "year"  # the calendar year: state papers (Nghị định 30/2020/NĐ-CP)
    NONE = "none"  # no number: a form, a list, a paper that its own code finds


@dataclass(frozen=True)
class KindRule:
    """What holds for a kind of paper on a day.

    ``suffix`` is what follows the serial number, with ``{sign}`` for the letters of the issuing organ: «/BC-{sign}».
    ``recipients``: whether the paper has a place for them; it may still go out without. ``draft``: whether it can be
    looked at, marked and unsigned, before it is final. ``automatic``: the number is given by the act of issuing; other
    kinds with a series get theirs by hand, or none. ``attaches_data``: whether the archived file carries the
    snapshot that it was written from. ``form`` are the entries of the format profile that this kind sets otherwise.
    """

    kind: Kind
    name: str
    name_en: str
    regime: Regime
    sheets: tuple[PaperSize, ...]
    series: Series
    suffix: str
    recipients: bool
    draft: bool
    attaches_data: bool
    automatic: bool
    basis: str
    form: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_numbered(self) -> bool:
        return self.series is not Series.NONE

    @property
    def type_code(self) -> str:
        """The letters of the type in a number: «BC» of «/BC-{sign}». A letter has none there and is a *công văn*."""
        found = _TYPE_CODE.match(self.suffix)
        return found[1] if found else "CV"

    def number(self, serial: int, sign: str) -> str:
        """«5/BC-THCS» as ``LetterHead.number`` takes it; the profile adds the label and the leading zero."""
        return f"{serial}{self.code(sign)}"

    def open_number(self, sign: str) -> str:
        """The number while none was given: dots to write it on, then the code of the kind."""
        return f"{OPEN_NUMBER}{self.code(sign)}"

    def code(self, sign: str) -> str:
        """The code of the kind with the letters of the organ. Raises ValueError for a kind without numbers."""
        if not self.is_numbered:
            raise ValueError(f"papers of this kind carry no number: {self.kind}")
        return self.suffix.format(sign=sign)


_TYPE_CODE = re.compile(r"[/-](\w+)")
OPEN_NUMBER = "……"  # written by hand when the paper is entered in the register of outgoing papers


def sign_of(unit_code: str) -> str:
    """The letters of a unit in the numbers of its papers: «THCS-A» gives «THCS»."""
    return unit_code.partition("-")[0] or unit_code


# The rows of a new database ------------------------------------------------------------------------------------------

_HD36 = (date(2018, 4, 3), date(2026, 5, 27), "Hướng dẫn số 36-HD/VPTW ngày 03/4/2018")
_HD05 = (date(2026, 5, 27), None, "Hướng dẫn số 05-HD/VPTW ngày 27/5/2026")
_ND30 = (date(2020, 3, 5), None, "Nghị định số 30/2020/NĐ-CP ngày 05/3/2020, Phụ lục I và III")
_TT01 = (date(2019, 1, 8), date(2025, 9, 15), "Thông tư số 01/2018/TT-VPCP ngày 23/11/2018")
_TT03 = (date(2025, 9, 15), None, "Thông tư số 03/2025/TT-VPCP ngày 15/9/2025")
_SPANS = {Regime.PARTY: (_HD36, _HD05), Regime.STATE: (_ND30,), Regime.SLIP: (_TT01, _TT03)}
_A4, _A5, _WIDE = PaperSize.A4, PaperSize.A5, PaperSize.A4_LANDSCAPE

# Read aloud, standing, at arm's length. The notes (how long a part takes) are for the reader alone.
_READ_ALOUD = {
    "body": {"size": 20},
    "heading": {"size": 20, "bold": True},
    "part": {"size": 20, "bold": True},
    "item": {"size": 20, "bold": True, "italic": True},
    "theme": {"size": 20, "bold": True, "italic": True},
    "note": {"size": 14, "italic": True},
    "line": 30,
    "gap": 10,
}
# Hung on a wall or kept in a folder: larger than a letter. No regulation sets these figures. One page holds it, also
# where the name of the class and those who held it take five lines together.
_CERTIFICATE = {
    "margins": {"top": 15, "right": 20, "bottom": 15, "left": 20},
    "type_name": {"size": 28, "bold": True, "capitals": True},
    "abstract": {"size": 16, "bold": True},
    "body": {"size": 16},
    "title_rule": False,
    "line": 22,
    "indent": 0,
    "gap": 6,
    "note": {"size": 11, "italic": True},
}


@dataclass(frozen=True)
class _Seed:
    """A row of ``KINDS`` before it is spread over the validity of its regime's regulations."""

    kind: Kind
    regime: Regime
    name: str
    name_en: str
    sheet: PaperSize = _A4
    series: Series = Series.NONE
    suffix: str = ""
    recipients: bool = False
    draft: bool = False
    attaches_data: bool = False
    automatic: bool = False
    form: Mapping[str, Any] = field(default_factory=dict)
    older_name: str = ""  # of the first of two regulations, where it differs


_SEEDS = (
    # HD 05 has no sign for an outline: it carries no number unless somebody gives it one.
    _Seed(Kind.OUTLINE, Regime.PARTY, "Đề cương sinh hoạt theo chủ điểm", "Thematic outline",
          series=Series.TERM, suffix="-ĐC/CB", draft=True, attaches_data=True),
    _Seed(Kind.READING, Regime.PARTY, "Bản đọc đề cương", "Reading version of the outline", form=_READ_ALOUD),
    _Seed(Kind.ROLL_CALL, Regime.PARTY, "Phiếu điểm danh sinh hoạt chi bộ", "Attendance sheet of the cell's meeting"),
    _Seed(Kind.MINUTES, Regime.PARTY, "Biên bản sinh hoạt chi bộ", "Minutes of the cell's meeting",
          series=Series.TERM, suffix="-BB/CB", draft=True),
    _Seed(Kind.STATE_REPORT, Regime.STATE, "Báo cáo cải cách hành chính", "Report on administrative reform",
          series=Series.YEAR, suffix="/BC-{sign}", recipients=True, draft=True, attaches_data=True, automatic=True),
    _Seed(Kind.CONSOLIDATED, Regime.STATE, "Báo cáo tổng hợp cải cách hành chính",
          "Consolidated report on administrative reform",
          series=Series.YEAR, suffix="/BC-{sign}", recipients=True, draft=True, attaches_data=True, automatic=True),
    # Its number comes from the book of the term, which the committee's office keeps.
    _Seed(Kind.CONSOLIDATED_PARTY, Regime.PARTY, "Báo cáo tổng hợp đề cương sinh hoạt theo chủ điểm",
          "Consolidated report on the thematic outlines",
          series=Series.TERM, suffix="-BC/{sign}", recipients=True, draft=True, attaches_data=True),
    _Seed(Kind.STATISTICS, Regime.STATE, "Thống kê giải quyết thủ tục hành chính (Biểu số 06)",
          "Statistics of procedures (form 06)", sheet=_WIDE),
    _Seed(Kind.SIGN_IN, Regime.STATE, "Danh sách điểm danh lớp bồi dưỡng", "Sheet to sign in a class"),
    _Seed(Kind.RESULTS, Regime.STATE, "Danh sách kết quả bồi dưỡng", "List of results of a class"),
    _Seed(Kind.CERTIFICATE, Regime.STATE, "Giấy chứng nhận bồi dưỡng", "Certificate of a class",
          sheet=_WIDE, series=Series.YEAR, suffix="/GCN-{sign}", form=_CERTIFICATE),
    _Seed(Kind.RECEIPT, Regime.SLIP, "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "Receipt with the appointment",
          sheet=_A5),
    _Seed(Kind.MISSING, Regime.SLIP, "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "Request for missing papers",
          sheet=_A5),
    _Seed(Kind.REFUSAL, Regime.SLIP, "Phiếu từ chối tiếp nhận, giải quyết hồ sơ", "Refusal",
          series=Series.YEAR, suffix="/{sign}", recipients=True),
    _Seed(Kind.APOLOGY, Regime.SLIP, "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
          "Apology with a new appointment", series=Series.YEAR, suffix="/{sign}", recipients=True, draft=True,
          older_name="Phiếu xin lỗi và hẹn lại ngày trả kết quả"),
    _Seed(Kind.STOP, Regime.SLIP, "Thông báo dừng giải quyết hồ sơ", "Notice that the work ends",
          series=Series.YEAR, suffix="/TB-{sign}", recipients=True),
    _Seed(Kind.CONTROL, Regime.SLIP, "Phiếu kiểm soát quá trình giải quyết hồ sơ", "Control slip"),
    _Seed(Kind.BOOK, Regime.SLIP, "Sổ theo dõi hồ sơ", "Register book", sheet=_WIDE),
    _Seed(Kind.NOTICE, Regime.SLIP, "Trang niêm yết thủ tục", "Page for the notice board"),
    _Seed(Kind.TRANSFER_LETTER, Regime.SLIP, "Thư xác nhận chuyển trường", "Letter of transfer",
          series=Series.YEAR, suffix="/{sign}", recipients=True),
    _Seed(Kind.PAD, Regime.SLIP, "Tập phiếu tiếp nhận khi mất điện, mất mạng", "Pad of slips for a day without power"),
    _Seed(Kind.BATCH_SHEET, Regime.SLIP, "Danh sách trả kết quả", "Sheet of results handed out"),
    _Seed(Kind.BLANK_REPORT, Regime.SLIP, "Phiếu ghi báo cáo", "Blank form of the report"),
)  # fmt: skip


def _rows() -> Iterator[dict[str, Any]]:
    for seed in _SEEDS:
        for first, (valid_from, valid_to, basis) in enumerate(_SPANS[seed.regime]):
            yield {
                "code": seed.kind.value,
                "regime": seed.regime.value,
                "name": seed.older_name if seed.older_name and first == 0 else seed.name,
                "name_en": seed.name_en,
                "sheets": [seed.sheet.value],
                "series": seed.series.value,
                "suffix": seed.suffix,
                "recipients": seed.recipients,
                "draft": seed.draft,
                "attaches_data": seed.attaches_data,
                "automatic": seed.automatic,
                "form": dict(seed.form),
                "valid_from": valid_from,
                "valid_to": valid_to,
                "basis": basis,
            }


KINDS: tuple[dict[str, Any], ...] = tuple(_rows())
