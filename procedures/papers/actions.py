"""The one write of the papers: a leader signs an apology that cannot promise a new date any more."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procedures.actions.trail import leave_trail
from procedures.actions.work import lock, save
from procedures.desk.authority import signs_for
from procedures.enums import State
from procedures.models import Request
from procedures.papers.permissions import APOLOGISE
from procedures.queries.requests import events_of, extension_of
from procedures.rules.transitions import EXTEND
from schooladmin.calendars.queries import gap_refusal, work_calendar
from schooladmin.calendars.rules import CalendarGapError
from schooladmin.core.errors import Refusal, Stale
from schooladmin.core.periods import local_date
from schooladmin.core.text import tidy
from schooladmin.units.scope import Scope


@transaction.atomic
def apologise(
    *,
    actor: Scope,
    request_id: int,
    at: datetime,
    cause: str,
    expected: date | None,
    reason_code: str = "",
    seen_version: int | None = None,
) -> Request:
    """Record that the school apologised for a promise that cannot be put off, and which day it named.

    The promise stays what it was: being late is not undone by a letter. Side effects in order: the change is counted,
    an event keeps cause and day, the audit entry. Raises Refusal while an extension is still possible, without a
    cause, and for a day that has passed or is no working day; Stale when somebody else was quicker.
    """
    request = lock(actor, request_id)
    actor.require(APOLOGISE, request.unit_id)
    if (seen_version is not None and seen_version != request.lock_version) or request.state != State.OPEN:
        raise Stale(
            _("Hồ sơ %(code)s vừa được xử lý ở nơi khác, hiện ở trạng thái «%(state)s». Chưa có gì bị ghi đè.")
            % {"code": request.code, "state": request.get_state_display()},
            code="request-changed",
        )
    if local_date(at) <= request.due_on and extension_of(request) is None:
        raise Refusal(
            _("Chưa quá ngày hẹn %(due)s: hãy gia hạn, văn bản xin lỗi được in từ lần gia hạn đó.")
            % {"due": f"{request.due_on:%d/%m/%Y}"},
            code="extend-instead",
        )
    signs_for(actor, request, EXTEND, at)  # whoever may put a promise off may apologise for it
    if not tidy(cause):
        raise Refusal(_("Hãy ghi lý do."), code="note-missing", field="note")
    last = events_of(request).last()
    if last is not None and at < last.at:
        raise Refusal(
            _("Thời điểm này trước lần xử lý gần nhất của hồ sơ. Hãy kiểm tra đồng hồ của máy."),
            code="before-last-event",
        )
    day = _named_day(expected, local_date(at))
    save(request)
    leave_trail(
        actor=actor,
        request=request,
        verb=APOLOGISE,
        at=at,
        from_state=request.state,
        note=tidy(cause),
        reason_code=reason_code,
        due_before=request.due_on,
        expected_on=day,
    )
    return request


def _named_day(expected: date | None, today: date) -> date:
    if expected is None:
        raise Refusal(_("Hãy ghi ngày dự kiến có kết quả."), code="expected-missing", field="day")
    try:
        if expected < today or not work_calendar().is_working(expected):
            raise Refusal(
                _("Ngày dự kiến phải là ngày làm việc, từ hôm nay trở đi."), code="expected-wrong", field="day"
            )
    except CalendarGapError as gap:
        raise gap_refusal(gap) from gap
    return expected
