"""How a request stands, in plain words for the applicant. No name and nothing that staff wrote by hand comes here."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.batch.permissions import UNDO
from procedures.enums import ReasonKind, State
from procedures.papers.permissions import APOLOGISE
from procedures.rules import transitions
from schooladmin.core.templatetags.vi import weekday


@dataclass(frozen=True)
class Words:
    """``look`` picks colour and sign; ``sentence`` says how it stands, ``todo`` what the applicant does now."""

    look: str
    sentence: str
    todo: str


def words_of(
    state: State, *, due: date, today: date, ended: date | None, asks_papers: bool, is_slip: bool = False
) -> Words:
    """What a request in ``state`` says on ``today``. ``ended``: the day it was returned, refused or withdrawn.

    ``is_slip``: a mistake of the school that was taken back; the applicant did nothing and is told so.
    """
    day = f"{ended:%d/%m/%Y}" if ended else ""
    if is_slip:
        sentence = _("Nhà trường ghi nhầm hồ sơ này và đã hủy ngày %(day)s.") % {"day": day}
        return Words("closed", sentence, _("Không phải làm gì thêm."))
    if state is State.OPEN:
        return _open(due, today)
    if state is State.PAUSED:
        todo = (
            _("Hãy mang đến trường các giấy tờ sau. Phiếu yêu cầu bổ sung ghi thêm điều gì thì làm theo phiếu.")
            if asks_papers
            else _("Điều cần bổ sung ghi trên phiếu mà nhà trường đã đưa hoặc gửi. Hãy mang phiếu đó đến trường.")
        )
        return Words("wait", _("Hồ sơ đang chờ bổ sung. Nhà trường tính tiếp ngày hẹn khi nhận đủ."), todo)
    if state is State.SOLVED:
        return Words(
            "done",
            _("Đã có kết quả, mời đến trường nhận."),
            _("Hãy đến trường trong giờ làm việc, mang theo giấy tiếp nhận hồ sơ và hẹn trả kết quả."),
        )
    if state is State.RETURNED:
        return Words("quiet", _("Nhà trường đã trả kết quả ngày %(day)s.") % {"day": day}, _("Không phải làm gì thêm."))
    if state is State.REFUSED:
        return Words(
            "closed",
            _("Nhà trường đã từ chối giải quyết hồ sơ ngày %(day)s.") % {"day": day},
            _("Căn cứ ghi trên phiếu từ chối mà nhà trường đã gửi. Điều gì chưa rõ, hãy đến hỏi tại trường."),
        )
    if state is State.WITHDRAWN:
        return Words(
            "closed",
            _("Hồ sơ dừng ngày %(day)s vì người nộp đã rút.") % {"day": day},
            _("Không phải làm gì thêm. Khi cần lại, hãy nộp hồ sơ mới."),
        )
    raise ValueError(f"a state without public words: {state}")


def _open(due: date, today: date) -> Words:
    said = {"due": day_in_words(due)}
    if today > due:
        return Words(
            "late",
            _("Đã quá ngày hẹn %(due)s mà chưa có kết quả. Nhà trường xin lỗi vì chậm trễ.") % said,
            _("Không phải nộp thêm gì. Hãy xem lại trang này, hoặc mang giấy hẹn đến hỏi tại trường."),
        )
    if today == due:
        return Words(
            "open",
            _("Nhà trường đang giải quyết. Ngày hẹn trả kết quả là hôm nay, %(due)s.") % said,
            _("Trước khi đi, hãy xem lại trang này: có kết quả thì trang báo ngay."),
        )
    return Words(
        "open",
        _("Nhà trường đang giải quyết, hẹn trả kết quả %(due)s.") % said,
        _("Chưa phải làm gì. Đúng ngày hẹn, hãy mang giấy hẹn đến trường nhận kết quả, trong giờ làm việc."),
    )


def day_in_words(day: date) -> str:
    """«thứ Sáu 27/11/2026»."""
    return f"{weekday(day)} {day:%d/%m/%Y}"


STORY: dict[str, str | Promise] = {
    transitions.ACCEPT: gettext_lazy("Nhà trường đã nhận hồ sơ"),
    transitions.PAUSE: gettext_lazy("Nhà trường yêu cầu bổ sung"),
    transitions.RESUME: gettext_lazy("Nhà trường đã nhận phần bổ sung, giải quyết tiếp"),
    transitions.EXTEND: gettext_lazy("Nhà trường xin lỗi và gia hạn"),
    APOLOGISE: gettext_lazy("Nhà trường xin lỗi vì quá hạn"),
    transitions.SOLVE: gettext_lazy("Đã có kết quả"),
    transitions.READY: gettext_lazy("Nhà trường đã trả kết quả ngay"),
    transitions.RETURN: gettext_lazy("Nhà trường đã trả kết quả"),
    transitions.REOPEN: gettext_lazy("Nhà trường thu hồi kết quả để giải quyết lại"),
    transitions.REFUSE: gettext_lazy("Nhà trường từ chối giải quyết"),
    transitions.WITHDRAW: gettext_lazy("Người nộp rút hồ sơ"),
    UNDO: gettext_lazy("Nhà trường ghi nhầm là đã trả, đã hủy việc ghi đó"),
    transitions.RECOMPUTE: gettext_lazy("Lịch làm việc thay đổi, ngày hẹn được tính lại"),
}

# Of which kind the coded reason is that an event of this verb carries.
REASON_KINDS = {
    transitions.PAUSE: ReasonKind.PAUSE,
    transitions.REFUSE: ReasonKind.REFUSE,
    transitions.EXTEND: ReasonKind.EXTEND,
    APOLOGISE: ReasonKind.EXTEND,
    transitions.WITHDRAW: ReasonKind.WITHDRAW,
}
