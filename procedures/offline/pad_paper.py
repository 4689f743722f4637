"""A pad of slips on paper: the numbers and their QR codes are printed beforehand, the rest is written by hand.

The words printed here are Vietnamese whatever the reader's language: the paper is.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import override

from procedures.enums import Route, TermStage
from procedures.models import Device, ProcedureVersion
from procedures.offline.pads import Slip, slips_of
from procedures.papers import rules
from procedures.papers.addresses import lookup_words, status_url
from procedures.papers.case import Issuer, issuer_on
from procedures.queries.catalogue import versions_on
from procedures.rules.clock import TermRule, promise
from procedures.rules.codes import short_code
from schooladmin.calendars.queries import gap_refusal, work_calendar
from schooladmin.calendars.rules import CalendarGapError, WorkCalendar
from schooladmin.core.periods import VIETNAM, local_date
from schooladmin.documents import tree
from schooladmin.documents.profiles import Profile
from schooladmin.documents.queries import profile_for
from schooladmin.documents.tree import Regime

# A pad lies in a drawer until the day it is needed: the table reaches this many working days.
_DAYS = 30
_CODE_MM = 26
_ROUTES = {Route.IN_PROVINCE: " (trong tỉnh)", Route.OTHER_PROVINCE: " (ngoài tỉnh)"}
# Dots to write on, as many as the column holds in each line.
_STUB, _WHOLE = 44, 66


def pad_document(pad: Device, base: str, today: date) -> tuple[tree.Document, Profile]:
    """The pad of slips, with the promises of the working days from ``today`` on.

    Slips that are settled are left out, so that a second print brings no used number back. Raises Refusal where the
    calendar ends too soon.
    """
    slips = [slip for slip in slips_of(pad) if slip.entry is None]
    issuer = issuer_on(pad.unit_id, today)
    versions = list(versions_on(today))
    try:
        promises = _promises(versions, today, work_calendar())
    except CalendarGapError as gap:
        raise gap_refusal(gap) from gap
    with override("vi"):
        return _write(pad, slips, issuer, promises, base, today), profile_for(tree.Kind.PAD, today)


def file_name(pad: Device) -> str:
    """«Tap-phieu_THCS-AB_12.pdf»: safe in every archive."""
    return f"Tap-phieu_{pad.unit.code}_{pad.pk}.pdf"


def _write(
    pad: Device, slips: Sequence[Slip], issuer: Issuer, promises: tree.Table, base: str, today: date
) -> tree.Document:
    return tree.Document(
        regime=Regime.SLIP,
        head=tree.LetterHead(issuer.upper, issuer.name, issuer.place, local_date(pad.created_at)),
        type_name="TẬP PHIẾU TIẾP NHẬN HỒ SƠ\nKHI MẤT ĐIỆN, MẤT MẠNG",
        abstract=(_span(slips),),
        blocks=(
            *_how(pad, slips),
            promises,
            tree.Heading(3, "", "Các phiếu", new_page=True),
            *((_slips(slips, issuer, base),) if slips else (tree.paragraph("Không còn phiếu nào chưa dùng."),)),
        ),
        author=issuer.name,
        kind=tree.Kind.PAD,
        foot=(f"In ngày {today:%d/%m/%Y}. Tra cứu: {lookup_words(base, issuer.code)}.",),
    )


def _span(slips: Sequence[Slip]) -> str:
    if not slips:
        return "(đã dùng hết)"
    return f"(Từ số {short_code(slips[0].code)} đến số {short_code(slips[-1].code)}, {len(slips)} phiếu)"


def _how(pad: Device, slips: Sequence[Slip]) -> Iterator[tree.Block]:
    given = f"{local_date(pad.created_at):%d/%m/%Y}"
    years = sorted({slip.year for slip in slips})
    for marker, words in (
        ("1.", "Viết phiếu theo đúng thứ tự số. Ghi cả cuống lẫn giấy hẹn; cắt giấy hẹn đưa người nộp, giữ cuống."),
        ("2.", "Dò bảng bên dưới để ghi ngày hẹn: chọn dòng ngày nhận, cột thời hạn của thủ tục."),
        (
            "3.",
            "Có điện, có mạng: mở «Tiếp nhận khi mất mạng», «Nhập phiếu giấy», gõ mã in trên phiếu. "
            "Ngày tiếp nhận là ngày viết trên phiếu; mã và ngày hẹn giữ nguyên.",
        ),
        ("4.", "Phiếu viết hỏng: giữ lại, khai hủy số kèm lý do. Không dùng một số hai lần, không tự viết thêm số."),
    ):
        yield tree.item(marker, words)
    if years:
        yield tree.Note(f"Số cấp ngày {given}, dùng cho hồ sơ nhận trong năm {', '.join(map(str, years))}.")


# The table of promises -----------------------------------------------------------------------------------------------


def _promises(versions: Sequence[ProcedureVersion], today: date, calendar: WorkCalendar) -> tree.Table:
    """For each working day to come the day that every term ends on."""
    terms = _terms(versions)
    rows = []
    day = calendar.next_working(today)
    for _nth in range(_DAYS):
        # At opening: what comes after the closing of the office counts as the next line.
        at = datetime.combine(day, calendar.hours_on(day).opens, VIETNAM)
        due = [promise(rule, at, (), calendar).due for rule in terms]
        rows.append((rules.day_words(day), *(f"{one:%d/%m/%Y}" for one in due)))
        day = calendar.next_working(day + timedelta(days=1))
    share = 68 // len(terms) if terms else 0
    columns = (
        tree.Column("Nhận hồ sơ", 100 - share * len(terms)),
        *(tree.Column(_days_words(rule), share) for rule in terms),
    )
    note = " ".join(f"{_days_words(rule)}: {'; '.join(names)}." for rule, names in terms.items())
    late = " Nhận sau giờ làm việc thì dò dòng kế tiếp."
    return tree.Table("Ngày hẹn trả kết quả", columns, tuple(rows), note=note + late)


def _terms(versions: Sequence[ProcedureVersion]) -> dict[TermRule, list[str]]:
    """The terms in use, the shortest first, each with the procedures that have it."""
    found: dict[TermRule, list[str]] = {}
    for version in versions:
        for term in version.terms.all():
            if term.stage == TermStage.RESULT:
                rule = TermRule(term.working_days, None if term.working_days else version.cutoff_time)
                found.setdefault(rule, []).append(version.procedure.name + _ROUTES.get(Route(term.route), ""))
    return dict(sorted(found.items(), key=lambda pair: (pair[0].working_days, str(pair[0].cutoff))))


def _days_words(rule: TermRule) -> str:
    if rule.working_days:
        return f"{rule.working_days:02d} ngày làm việc"
    return f"Trong ngày (trước {rule.cutoff:%H:%M})" if rule.cutoff else "Trong ngày"


# The slips -----------------------------------------------------------------------------------------------------------


def _slips(slips: Sequence[Slip], issuer: Issuer, base: str) -> tree.Table:
    return tree.Table(
        "",
        (
            tree.Column("Cuống (nhà trường giữ)", 34),
            tree.Column("Giấy tiếp nhận, hẹn trả kết quả (người nộp giữ)", 47),
            tree.Column("Xem hồ sơ", 19),
        ),
        tuple((_stub(slip), _appointment(slip, issuer), short_code(slip.code)) for slip in slips),
        by_hand=True,
        codes=tuple(tree.QrCode(status_url(base, slip.token), size_mm=_CODE_MM) for slip in slips),
    )


def _stub(slip: Slip) -> str:
    return "\n".join(
        (
            f"Mã: {short_code(slip.code)}   Lớp: ........",
            _dotted("Học sinh:", _STUB),
            _dotted("Người nộp:", _STUB),
            _dotted("Điện thoại:", _STUB),
            _dotted("Thủ tục:", _STUB),
            _dotted("Còn thiếu:", _STUB),
            f"Nhận .... giờ ...., .... / .... / {slip.year}",
            "Hẹn ..... / ..... / ..........",
        )
    )


def _appointment(slip: Slip, issuer: Issuer) -> str:
    return "\n".join(
        (
            f"{issuer.name}, mã {short_code(slip.code)}",
            _dotted("Người nộp:", _WHOLE),
            _dotted("Học sinh, lớp:", _WHOLE),
            _dotted("Thủ tục:", _WHOLE),
            _dotted("□ Đủ giấy tờ   □ Thiếu:", _WHOLE),
            f"Nhận lúc ..... giờ ....., ngày ..... / ..... / {slip.year}",
            "HẸN TRẢ: ngày ..... / ..... / ..........",
            "Nhận ký: ................. Quét mã khi đã có điện.",
        )
    )


def _dotted(label: str, width: int) -> str:
    """A line to write on: what the label leaves of the column, a letter being about as wide as two dots."""
    return f"{label} {'.' * max(width - 2 * len(label), 8)}"
