"""The way of a file from hand to hand, for the control slip. The only place that knows where hand-overs are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from procedures.batch.permissions import UNDO
from procedures.desk.permissions import MOVING
from procedures.enums import HandOverPurpose
from procedures.models import HandOver, RequestEvent
from procedures.papers import rules
from procedures.papers.permissions import APOLOGISE
from procedures.rules import transitions
from schooladmin.core.periods import local_date

_APPLICANT = "Người nộp"
_WORDS = {
    transitions.ACCEPT: "Tiếp nhận hồ sơ",
    transitions.PAUSE: "Yêu cầu bổ sung",
    transitions.RESUME: "Nhận đủ giấy tờ, giải quyết tiếp",
    transitions.READY: "Trả kết quả ngay",
    transitions.EXTEND: "Gia hạn, xin lỗi",
    transitions.REOPEN: "Thu hồi kết quả, giải quyết lại",
    transitions.SOLVE: "Có kết quả",
    transitions.RETURN: "Trả kết quả",
    transitions.REFUSE: "Từ chối giải quyết",
    transitions.WITHDRAW: "Dừng theo đề nghị của người nộp",
    UNDO: "Hoàn tác, trả nhầm theo danh sách",
    transitions.RECOMPUTE: "Tính lại ngày hẹn theo lịch",
    APOLOGISE: "Xin lỗi vì quá hạn",
}
_PURPOSES = {
    HandOverPurpose.WORK: "Chuyển xử lý",
    HandOverPurpose.DECISION: "Trình ký",
    HandOverPurpose.BACK: "Trả lại văn thư",
}
_TO_APPLICANT = (transitions.RETURN, transitions.READY, transitions.REFUSE, transitions.WITHDRAW)
_WITH_RESULT = (transitions.SOLVE, transitions.READY, transitions.REFUSE, transitions.WITHDRAW)


@dataclass(frozen=True)
class Step:
    """One line of the slip. ``result`` is filled where the clock stops: before, on or after the promised day."""

    what: str
    giver: str
    taker: str
    at: datetime
    result: str = ""
    note: str = ""


def steps_of(events: Sequence[RequestEvent], handed: Sequence[HandOver] = ()) -> list[Step]:
    """The lines of the slip: the hand-overs that were written down, and the story of the request between them.

    Where nobody wrote a hand-over down, who had the file before hands it to who acts now.
    """
    steps = []
    holder = _APPLICANT
    # A hand-over leaves an event as well, for the page of the request; here its own row says more.
    story: list[RequestEvent | HandOver] = [*(event for event in events if event.verb not in MOVING), *handed]
    for event in sorted(story, key=lambda row: row.at):
        if isinstance(event, HandOver):
            steps.append(_handed(event))
            holder = event.taker_label
            continue
        giver, taker = holder, event.actor_label
        if event.verb in _TO_APPLICANT:
            giver, taker = event.actor_label, _APPLICANT
        elif giver == taker:
            giver = ""
        steps.append(
            Step(
                _WORDS.get(event.verb, "Cập nhật hồ sơ"),
                giver,
                taker,
                event.at,
                rules.result_words(event.due_after, local_date(event.at)) if event.verb in _WITH_RESULT else "",
                event.note,
            )
        )
        holder = event.actor_label
    return steps


def _handed(row: HandOver) -> Step:
    what = _PURPOSES[HandOverPurpose(row.purpose)]
    result = "Trong hạn" if local_date(row.at) <= row.due_on else "Quá hạn"
    return Step(what, row.giver_label, row.taker_label, row.at, result, row.note)
