"""The letters to the applicant (03 refusal, 04 apology, 05 stop), as content trees.

The words printed here are Vietnamese whatever the reader's language: the paper is.
"""

from dataclasses import dataclass, replace
from datetime import date

from procedures.models import RequestEvent
from procedures.papers import rules
from procedures.papers.case import Case
from procedures.papers.sheet import Sheet, pupil_words
from procedures.papers.signing import decider_signature
from schooladmin.core.periods import local_date
from schooladmin.documents import tree

DRAFT_MARK = "DỰ THẢO"
_TO_FILL = "................................................................"


@dataclass(frozen=True)
class Letter:
    """What is typed for a letter that is not final yet: why, which day, and who signs."""

    cause: str = ""
    day: date | None = None
    signer: str = ""


def refusal(case: Case, sheet: Sheet) -> tree.Document:
    """Why the school does not grant the request: A4."""
    event = case.closing()
    signed_by = event.actor_label if event else ""
    return _letter(
        case,
        sheet,
        tree.paragraph(f"{_took_in(case)} Sau khi xem xét, nhà trường từ chối giải quyết hồ sơ này."),
        _labelled("Lý do", _sentence(case.row.closed_reason)),
        _labelled("Căn cứ", _sentence(case.row.version.basis)),
        signed_by=signed_by,
    )


def stop_notice(case: Case, sheet: Sheet) -> tree.Document:
    """That the work ends without a result because the applicant took the request back: A4."""
    event = case.closing()
    assert case.row.closed_at is not None
    return _letter(
        case,
        sheet,
        tree.paragraph(
            f"{_took_in(case)} Theo đề nghị của Ông/Bà, nhà trường dừng giải quyết hồ sơ "
            f"từ {rules.moment_words(case.row.closed_at)}."
        ),
        _labelled("Lý do", _sentence(case.row.closed_reason)),
        signed_by=event.actor_label if event else "",
    )


def _took_in(case: Case) -> str:
    row = case.row
    return (
        f"Ngày {local_date(row.received_at):%d/%m/%Y}, nhà trường đã tiếp nhận hồ sơ mã {row.code} của Ông/Bà "
        f"về thủ tục «{row.version.procedure.name}», học sinh {pupil_words(case)}."
    )


def _letter(
    case: Case, sheet: Sheet, *body: tree.Block, signed_by: str, draft: bool = False, closing: str = ""
) -> tree.Document:
    last = [text for text in (sheet.form.legal_words, closing) if text]
    blocks = (
        tree.Paragraph(tree.plain(f"Kính gửi: Ông/Bà {case.row.applicant_name}"), centered=True),
        *body,
        *(tree.paragraph(text if text is not last[-1] else f"{text.rstrip()}/.") for text in last),
    )
    return replace(
        sheet.document(*blocks, number=sheet.open_number),
        recipients=tree.Recipients(("- Như trên;", "- Lưu: VT, hồ sơ.")),
        signature=decider_signature(case.row.version.decided_by, sheet.leaders, signed_by),
        watermark=DRAFT_MARK if draft else "",
    )


def _labelled(label: str, text: str) -> tree.Paragraph:
    return tree.Paragraph((tree.Run(f"{label}: ", bold=True), tree.Run(text)))


def _sentence(text: str) -> str:
    """``text`` with a full stop at its end, whatever it was typed with."""
    return f"{text.strip().rstrip('.;,')}."


def extension(case: Case, sheet: Sheet, letter: Letter) -> tree.Document:
    """The apology that puts the promise off: a draft of what is typed until the extension was given, then final."""
    given = case.extension
    cause = given.reason if given else letter.cause
    before = given.due_before if given else case.row.due_on
    until = given.due_after if given else letter.day
    day = rules.day_words(until) if until else _TO_FILL[:32]
    why = case.why_extended() if given else ""
    return _letter(
        case,
        sheet,
        tree.paragraph(f"{_took_in(case)} Theo giấy hẹn, kết quả được trả {rules.day_words(before)}."),
        tree.paragraph("Đến nay hồ sơ chưa giải quyết xong. Nhà trường chân thành xin lỗi Ông/Bà vì sự chậm trễ này."),
        _labelled("Lý do", _sentence(cause) if cause else _TO_FILL),
        tree.Paragraph(
            (
                tree.Run("Nhà trường gia hạn thời gian giải quyết và hẹn trả kết quả "),
                tree.Run(day, bold=True),
                tree.Run("."),
            )
        ),
        *((_labelled("Vì sao hẹn ngày này", why),) if why else ()),
        signed_by=given.actor_label if given else letter.signer,
        draft=given is None,
    )


def _due_words(due: date) -> str:
    return f"Ngày hẹn trả kết quả là {rules.day_words(due)}."


def apology(case: Case, sheet: Sheet, letter: Letter, event: RequestEvent | None) -> tree.Document:
    """The apology when no extension is possible any more: a day is named all the same.

    ``event`` is the apology that was signed; None: a draft of what is typed.
    """
    cause, expected = (event.note, event.expected_on) if event else (letter.cause, letter.day)
    day = rules.day_words(expected) if expected else _TO_FILL[:32]
    due = case.row.due_on
    return _letter(
        case,
        sheet,
        tree.paragraph(f"{_took_in(case)} {case.why() or _due_words(due)}"),
        tree.paragraph(
            (
                "Ngày hẹn đã qua mà hồ sơ chưa giải quyết xong; theo quy định, việc gia hạn chỉ thực hiện "
                "trước ngày hẹn nên không gia hạn được nữa. "
                if sheet.day > due
                else "Hồ sơ đã được gia hạn một lần và chưa giải quyết xong nên không gia hạn thêm được nữa. "
            )
            + "Nhà trường chân thành xin lỗi Ông/Bà."
        ),
        _labelled("Lý do", _sentence(cause) if cause else _TO_FILL),
        tree.Paragraph(
            (
                tree.Run("Nhà trường đang tập trung giải quyết; dự kiến có kết quả "),
                tree.Run(day, bold=True),
                tree.Run(". Thời gian quá hạn vẫn được tính là trễ hạn trong sổ theo dõi của nhà trường."),
            )
        ),
        signed_by=event.actor_label if event else letter.signer,
        draft=event is None,
    )
