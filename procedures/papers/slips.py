"""The slips that a parent takes home (01, 02), as content trees: pure, from a gathered case to what the paper says.

The words printed here are Vietnamese whatever the reader's language: the paper is.
"""

from collections.abc import Iterator
from dataclasses import replace

from procedures.enums import Channel, State
from procedures.models import RequestComponent, StopInterval
from procedures.papers import rules
from procedures.papers.addresses import lookup_words, status_url
from procedures.papers.case import Case
from procedures.papers.sheet import Sheet, route_of, who
from procedures.papers.signing import written_below
from procedures.queries.catalogue import term_for
from procedures.rules.codes import short_code
from schooladmin.core.periods import local_date
from schooladmin.documents import tree

_WAYS = {
    Channel.DIRECT: "tại văn phòng nhà trường",
    Channel.ONLINE: "tại văn phòng nhà trường hoặc bản điện tử",
    Channel.POST: "tại văn phòng nhà trường hoặc gửi qua bưu chính",
}

# Signs that two short facts may have to stand side by side.
_PAIR = 40


def receipt(case: Case, sheet: Sheet) -> tree.Document:
    """The receipt with the appointment: one A5 page with its QR code."""
    row = case.row
    blocks = (
        tree.Fields(tuple(who(case, with_contact=True))),
        _papers(case),
        tree.Fields(tuple(_appointment(case)), columns=2),
        tree.Note(f"Vì sao hẹn ngày này: {_why_words(case)}"),
        _without_camera(case, sheet),
    )
    return replace(
        sheet.document(*blocks, small=True),
        abstract=(f"Mã hồ sơ: {case.row.code}",),
        qr=_code(case, sheet),
        signatures=(
            written_below("NGƯỜI NỘP HỒ SƠ", row.applicant_name),
            written_below("NGƯỜI TIẾP NHẬN HỒ SƠ", case.receiver),
        ),
    )


def _papers(case: Case) -> tree.Checklist:
    """What was handed in and what is missing; an optional paper that nobody brought is no matter."""
    return tree.Checklist(
        tuple(
            tree.Check(
                paper.component.name,
                paper.is_present,
                rules.quantity_words(paper.component.quantity),
                _note_of(paper),
            )
            for paper in case.components
            if paper.is_present or paper.asked_in is not None or paper.component.is_required
        )
    )


def _note_of(paper: RequestComponent) -> str:
    if paper.arrived_at is not None:
        return f"bổ sung ngày {local_date(paper.arrived_at):%d/%m/%Y}"
    return "" if paper.is_present else "còn thiếu"


def _appointment(case: Case) -> Iterator[tree.Field]:
    row, version = case.row, case.row.version
    yield tree.Field("Tiếp nhận lúc", rules.moment_words(row.received_at), wide=True)
    term = rules.term_words(term_for(version, route_of(case)).working_days, version.cutoff_time)
    fee = rules.money_words(version.fee, version.fee_note)
    is_long = len(term) + len(fee) > _PAIR
    yield tree.Field("Thời hạn", term, wide=is_long)
    yield tree.Field("Phí, lệ phí", fee, wide=is_long)
    place = _WAYS[Channel(row.channel)]
    if case.was_ready and row.returned_at is not None:
        yield tree.Field("Đã trả kết quả ngay", rules.moment_words(row.returned_at), strong=True, wide=True)
    elif row.state == State.PAUSED:
        yield tree.Field("Hẹn trả kết quả", f"tính khi nhận đủ giấy tờ; trả {place}", strong=True, wide=True)
    elif row.due_on != row.original_due:
        if case.accepted is None or case.accepted.days:
            yield tree.Field("Hẹn lần đầu", rules.day_words(row.original_due), wide=True)
        yield tree.Field("Ngày hẹn hiện nay", f"{rules.day_words(row.due_on)}, {place}", strong=True, wide=True)
    else:
        yield tree.Field("Hẹn trả kết quả", f"{rules.day_words(row.due_on)}, {place}", strong=True, wide=True)


def _why_words(case: Case) -> str:
    if case.row.state != State.PAUSED:
        return case.why() or "theo lịch làm việc của ngày tiếp nhận."
    term = term_for(case.row.version, route_of(case))
    words = rules.term_words(term.working_days, case.row.version.cutoff_time)
    return f"chưa tính hạn; thời hạn {words} bắt đầu khi nhà trường nhận đủ giấy tờ."


def _code(case: Case, sheet: Sheet) -> tree.QrCode:
    return tree.QrCode(
        data=status_url(sheet.base, case.row.public_token),
        text=short_code(case.row.code),
        caption="Quét để xem hồ sơ",
        size_mm=24,
    )


def _without_camera(case: Case, sheet: Sheet) -> tree.Note:
    """What the form says to its reader, and how to look the request up without a camera."""
    typed = (
        f"Không quét được mã QR: vào {lookup_words(sheet.base, sheet.issuer.code)}, "
        f"nhập mã {short_code(case.row.code)} và 4 số cuối của điện thoại đã đăng ký."
    )
    return tree.Note(" ".join(filter(None, (sheet.form.legal_words, typed))))


def missing(case: Case, sheet: Sheet, stop: StopInterval) -> tree.Document:
    """What the applicant must bring, and what that does to the date: A5."""
    checks, rest = _asked_for(case, stop)
    blocks: list[tree.Block] = [
        tree.Fields((*who(case), tree.Field("Tiếp nhận lúc", rules.moment_words(case.row.received_at)))),
        tree.paragraph("Để giải quyết hồ sơ, nhà trường đề nghị Ông/Bà nộp bổ sung hoặc hoàn thiện:"),
    ]
    if checks:
        blocks.append(tree.Checklist(tuple(checks)))
    if rest:
        label = "Nội dung cần hoàn thiện" if not checks else "Ghi chú"
        blocks.append(tree.Fields((tree.Field(label, rest),)))
    blocks += [
        tree.Fields(
            (
                tree.Field("Căn cứ", case.row.version.basis),
                tree.Field("Yêu cầu lúc", rules.moment_words(stop.started_at)),
            )
        ),
        tree.Note(f"Về ngày hẹn: {_date_while_waiting(case, stop)}"),
        _without_camera(case, sheet),
    ]
    return replace(
        sheet.document(*blocks, small=True),
        abstract=(f"Mã hồ sơ: {case.row.code}",),
        qr=_code(case, sheet),
        signatures=(
            written_below("NGƯỜI NỘP HỒ SƠ", case.row.applicant_name),
            written_below("NGƯỜI YÊU CẦU BỔ SUNG", _asker(case, stop)),
        ),
    )


def _asked_for(case: Case, stop: StopInterval) -> tuple[list[tree.Check], str]:
    """The papers that the stop asks for, and its words beyond their names.

    A paper that was asked for again later points to the later stop: then the words of the stop say it all.
    """
    papers = [paper for paper in case.components if paper.asked_in_id == stop.pk]
    names = "; ".join(paper.component.name for paper in papers)
    if not papers or not stop.reason.startswith(names):
        return [], stop.reason
    checks = [
        tree.Check(
            paper.component.name,
            paper.arrived_at is not None,
            rules.quantity_words(paper.component.quantity),
            _note_of(paper) if paper.arrived_at else "",
        )
        for paper in papers
    ]
    return checks, stop.reason.removeprefix(names).lstrip(". ")


def _date_while_waiting(case: Case, stop: StopInterval) -> str:
    term = term_for(case.row.version, route_of(case))
    if stop.ended_at is not None:
        ended = f"đã bổ sung xong ngày {local_date(stop.ended_at):%d/%m/%Y}."
        return (
            f"{ended} {case.why()}" if case.row.state not in (State.PAUSED, State.REFUSED, State.WITHDRAWN) else ended
        )
    accepted = case.accepted
    if accepted is not None and not accepted.days:
        words = rules.term_words(term.working_days, case.row.version.cutoff_time)
        return f"thời hạn {words} chỉ bắt đầu khi nhà trường nhận đủ giấy tờ nêu trên."
    return f"ngày hẹn trước khi tạm dừng là {rules.day_words(case.row.due_on)}. {case.why()}"


def _asker(case: Case, stop: StopInterval) -> str:
    """Who asked: the actor of the event that opened the stop."""
    found = [event for event in case.events if event.to_state == State.PAUSED and event.note == stop.reason]
    exact = [event for event in found if event.at == stop.started_at]
    return next((event.actor_label for event in (*exact, *found)), case.receiver)
