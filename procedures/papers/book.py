"""The papers of a school: the register book of a period (07) and the pages of the notice board."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from procedures.enums import Certainty, Route, State, TermStage
from procedures.models import ProcedureVersion, Request
from procedures.offline.gaps import Gap, gaps_of
from procedures.papers import rules
from procedures.papers.addresses import lookup_words
from procedures.papers.case import Forms, issuer_on, leaders_on
from procedures.papers.kinds import PaperKind
from procedures.papers.sheet import Sheet
from procedures.papers.signing import leader_signature, written_below
from procedures.queries.requests import requests_for
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import Period, local_date
from schooladmin.documents import tree
from schooladmin.documents.profiles import Profile
from schooladmin.documents.queries import profile_for
from schooladmin.units.enums import Role
from schooladmin.units.scope import Scope

# A book of more is printed in parts: its pages would be laid out for minutes.
MOST_ROWS = 3_000
_DECIDERS = {Role.PRINCIPAL: "Hiệu trưởng", Role.DEPUTY: "Phó hiệu trưởng", Role.CLERK: "Nhân viên văn thư"}
_ROUTES = {Route.IN_PROVINCE: "trong tỉnh", Route.OTHER_PROVINCE: "ngoài tỉnh"}


def is_unchecked(version: ProcedureVersion) -> bool:
    """Whether the catalogue still has to be compared with the act; its note then is for the office, not the board."""
    return version.certainty == Certainty.SECONDARY


def received_in(scope: Scope, unit_id: int, period: Period) -> QuerySet[Request]:
    """The requests that the school took in during the period, in the order of their reception."""
    rows = requests_for(scope).filter(unit_id=unit_id, received_at__gte=period.start_at, received_at__lt=period.end_at)
    return rows.select_related("extension").order_by("received_at", "pk")


def book_of(scope: Scope, unit_id: int, period: Period) -> tuple[tree.Document, Profile]:
    """The register book: one line per request, as it stands today, and the numbers that were given out but have none.

    Raises Refusal for too many lines.
    """
    last = min(period.end - timedelta(days=1), max(scope.at, period.start))
    rows = list(received_in(scope, unit_id, period)[: MOST_ROWS + 1])
    if len(rows) > MOST_ROWS:
        raise Refusal(
            _("Kỳ này có hơn %(most)s hồ sơ. Hãy chọn kỳ ngắn hơn, chẳng hạn từng quý, rồi in.") % {"most": MOST_ROWS},
            code="book-too-long",
            field="period",
        )
    sheet = _sheet(PaperKind.BOOK, unit_id, last, "")
    gaps = gaps_of(unit_id, period)
    with override("vi"):
        return _book(rows, gaps, sheet, period, scope.at), profile_for(sheet.kind, last)


def notice_of(unit_id: int, version: ProcedureVersion, day: date, base: str) -> tuple[tree.Document, Profile]:
    """The page of the notice board for a procedure as it holds on ``day``."""
    sheet = _sheet(PaperKind.NOTICE, unit_id, day, base)
    with override("vi"):
        return _notice(version, sheet), profile_for(sheet.kind, day)


def _sheet(kind: PaperKind, unit_id: int, day: date, base: str) -> Sheet:
    form = Forms([kind]).on(kind, day)
    if form is None:
        raise Refusal(
            _("Ngày %(day)s chưa có mẫu giấy tờ này. Hãy chọn kỳ sau ngày đó.") % {"day": f"{day:%d/%m/%Y}"},
            code="no-paper-form",
            field="period",
        )
    return Sheet(form, issuer_on(unit_id, day), leaders_on(unit_id, day), day, base)


def _book(rows: Sequence[Request], gaps: Sequence[Gap], sheet: Sheet, period: Period, today: date) -> tree.Document:
    last = period.end - timedelta(days=1)
    dates = "Ngày, tháng, năm"
    table = tree.Table(
        "",
        (
            tree.Column("STT", 4, is_number=True),
            tree.Column("Mã hồ sơ", 15),
            tree.Column("Thủ tục", 16),
            tree.Column("Người nộp", 13),
            tree.Column("Học sinh", 13),
            tree.Column("Tiếp nhận", 7, group=dates),
            tree.Column("Hẹn trả", 7, group=dates),
            tree.Column("Có kết quả", 7, group=dates),
            tree.Column("Trả", 7, group=dates),
            tree.Column("Kết quả, ghi chú", 11),
        ),
        tuple(_book_row(number, row, today) for number, row in enumerate(rows, start=1)),
    )
    blocks: tuple[tree.Block, ...] = (
        (table, tree.paragraph(f"Cộng: {len(rows)} hồ sơ."))
        if rows
        else (tree.paragraph("Trong kỳ không tiếp nhận hồ sơ nào."),)
    )
    return replace(
        sheet.document(*blocks, *_gaps(gaps, today)),
        abstract=(f"(Từ ngày {period.start:%d/%m/%Y} đến ngày {last:%d/%m/%Y})",),
        paper=tree.PaperSize.A4_LANDSCAPE,
        signatures=(
            written_below("NGƯỜI GHI SỔ", ""),
            leader_signature(sheet.leaders),
        ),
    )


def _gaps(gaps: Sequence[Gap], today: date) -> Iterator[tree.Block]:
    """The numbers that no line of any book has: nobody shall think that a request vanished."""
    if not gaps:
        return
    yield tree.Heading(3, "", f"Số đã cấp cho máy, tập phiếu nhưng chưa có hồ sơ (đến ngày {today:%d/%m/%Y})")
    yield tree.Table(
        "",
        (
            tree.Column("Số", 24),
            tree.Column("Số lượng", 8, is_number=True),
            tree.Column("Cấp cho", 26),
            tree.Column("Ngày cấp", 10),
            tree.Column("Tình trạng", 32),
        ),
        tuple(
            (f"Số {gap.span}", str(gap.count), gap.given_to, f"{local_date(gap.given_at):%d/%m/%Y}", gap.why)
            for gap in gaps
        ),
    )
    yield tree.paragraph(
        f"Cộng: {sum(gap.count for gap in gaps)} số chưa có hồ sơ; không số nào được cấp cho hồ sơ khác."
    )


def _book_row(number: int, row: Request, today: date) -> tuple[str, ...]:
    return (
        str(number),
        row.code,
        row.version.procedure.name,
        row.applicant_name,
        f"{row.pupil_name}, {row.pupil_class}" if row.pupil_class else row.pupil_name,
        f"{local_date(row.received_at):%d/%m/%Y}",
        "" if row.state == State.PAUSED else f"{row.due_on:%d/%m/%Y}",
        f"{local_date(row.solved_at):%d/%m/%Y}" if row.solved_at else "",
        f"{local_date(row.returned_at):%d/%m/%Y}" if row.returned_at else "",
        ". ".join(filter(None, (_outcome(row, today), _remark(row)))),
    )


def _outcome(row: Request, today: date) -> str:
    if row.solved_at is not None:
        return rules.result_words(row.due_on, local_date(row.solved_at))
    if row.is_slip:
        return "Ghi nhầm, đã hủy"
    if row.state == State.OPEN:
        return "Đang giải quyết" if today <= row.due_on else "Quá hạn, đang giải quyết"
    return {
        State.PAUSED: "Chờ bổ sung",
        State.REFUSED: "Từ chối",
        State.WITHDRAWN: "Dừng, người nộp rút",
    }[State(row.state)]


def _remark(row: Request) -> str:
    extension = getattr(row, "extension", None)
    if extension is not None:
        return f"Gia hạn từ {extension.due_before:%d/%m/%Y}"
    if row.closed_at is not None:
        return f"Ngày {local_date(row.closed_at):%d/%m/%Y}"
    return f"Hẹn đầu {row.original_due:%d/%m/%Y}" if row.original_due != row.due_on else ""


def _notice(version: ProcedureVersion, sheet: Sheet) -> tree.Document:
    blocks = (
        _part("1.", "Ai được yêu cầu", version.eligible or "Học sinh; cha, mẹ, người giám hộ của học sinh."),
        tree.Heading(3, "2.", "Giấy tờ cần nộp (01 bộ)"),
        tree.Table(
            "",
            (
                tree.Column("STT", 8, is_number=True),
                tree.Column("Tên giấy tờ", 56),
                tree.Column("Số lượng", 14),
                tree.Column("Ghi chú", 22),
            ),
            tuple(
                (
                    str(number),
                    paper.name,
                    rules.quantity_words(paper.quantity),
                    "Bắt buộc" if paper.is_required else "Khi có",
                )
                for number, paper in enumerate(version.components.all(), start=1)
            ),
        ),
        _part(
            "3.",
            "Nộp ở đâu, bằng cách nào",
            f"Trực tiếp tại văn phòng {sheet.issuer.name} trong giờ làm việc, gửi qua bưu chính hoặc nộp trực tuyến. "
            f"Xem tiến độ tại {lookup_words(sheet.base, sheet.issuer.code)} "
            "bằng mã hồ sơ và 4 số cuối của điện thoại đã đăng ký.",
        ),
        _part("4.", "Thời hạn giải quyết", _terms(version)),
        _part("5.", "Phí, lệ phí", rules.money_words(version.fee, version.fee_note)),
        _part("6.", "Kết quả", version.output),
        _part("7.", "Người quyết định", _DECIDERS.get(Role(version.decided_by), str(Role(version.decided_by).label))),
        _part("8.", "Căn cứ", version.basis),
        *((_part("9.", "Lưu ý", version.note),) if version.note and not is_unchecked(version) else ()),
        tree.Paragraph((tree.Run(f"Cập nhật ngày {sheet.day:%d/%m/%Y}.", italic=True),)),
    )
    return replace(
        sheet.document(*blocks),
        abstract=(version.procedure.name,),
        signature=leader_signature(sheet.leaders),
        recipients=None,
    )


def _part(number: str, label: str, text: str) -> tree.Paragraph:
    words = f"{text.strip().rstrip('.;')}."
    return tree.Paragraph((tree.Run(f"{number} {label}: ", bold=True), tree.Run(words)))


def _terms(version: ProcedureVersion) -> str:
    counted = "; kể từ ngày làm việc tiếp theo sau khi nhận đủ giấy tờ" if _has_days(version) else ""
    return "; ".join(_term_lines(version)) + counted


def _term_lines(version: ProcedureVersion) -> Iterator[str]:
    for term in sorted(version.terms.all(), key=lambda term: (term.stage == TermStage.PLACEMENT, term.working_days)):
        words = rules.term_words(term.working_days, version.cutoff_time)
        route = _ROUTES.get(Route(term.route), "")
        if term.stage == TermStage.PLACEMENT:
            yield f"xếp lớp sau khi tiếp nhận: {words}"
        else:
            yield f"{route}: {words}" if route else words


def _has_days(version: ProcedureVersion) -> bool:
    return any(term.working_days for term in version.terms.all())
