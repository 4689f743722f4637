"""The lock of a report with its words: what closed it, and who can open it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from reports.models import LockException, Report
from reports.rules.lock import Lock, LockReason, LockState, Opening, lock_of
from schooladmin.core.errors import Refusal
from schooladmin.units.enums import Role
from schooladmin.units.queries import holder_on, name_on


@dataclass(frozen=True)
class LockView:
    """The lock as a page shows it; ``words`` are empty while nothing needs to be said."""

    lock: Lock
    words: str
    opener: str

    @property
    def is_locked(self) -> bool:
        return self.lock.is_locked

    @property
    def is_closing(self) -> bool:
        return self.lock.state is LockState.CLOSING

    @property
    def is_submitted(self) -> bool:
        return self.lock.reason is LockReason.SUBMITTED


def lock_for(report: Report, day: date) -> LockView:
    """The lock of a report on ``day``: three queries at most, none while its quarter has no closing day."""
    closes_on = report.round.closes_on
    rows = LockException.objects.filter(round_id=report.round_id, unit_id=report.unit_id) if closes_on else ()
    openings = [Opening(row.until, row.revoked_at is not None) for row in rows]
    lock = lock_of(closes_on, openings, report.is_submitted, day)
    if lock.state is LockState.OPEN or lock.reason is LockReason.SUBMITTED:
        return LockView(lock, "", "")
    opener = opener_of(report, day)
    return LockView(lock, _words(lock, opener), opener)


def opener_of(report: Report, day: date) -> str:
    """Who can open a closed quarter: the officer of the Party organ by name, with an address if one is known."""
    organ = name_on(report.round.unit_id, day).name
    holder = holder_on(report.round.unit_id, Role.OFFICER, day)
    if holder is None:
        return organ
    user = getattr(holder.person, "user", None)
    person = f"{holder.person.full_name} ({user.email})" if user and user.email else holder.person.full_name
    return _("%(person)s, %(organ)s") % {"person": person, "organ": organ}


def require_open(report: Report, day: date) -> None:
    """Raise Refusal with the cause and the person who can open it when the quarter is closed for the school."""
    found = lock_for(report, day)
    if found.is_locked and not found.is_submitted:
        raise Refusal(found.words, code="report-closed")


def _words(lock: Lock, opener: str) -> str:
    last = f"{lock.until:%d/%m/%Y}" if lock.until else ""
    values = {"day": last, "who": opener}
    if lock.state is LockState.CLOSING:
        return _("Báo cáo này khóa sau ngày %(day)s. Cần thêm thời gian, hãy hỏi %(who)s.") % values
    match lock.reason:
        case LockReason.REVOKED:
            words = _("Việc mở khóa cho trường đã bị thu hồi; kỳ đóng từ sau ngày %(day)s. Người mở lại: %(who)s.")
        case LockReason.EXPIRED:
            words = _("Thời gian được mở thêm đã hết sau ngày %(day)s. Người mở lại: %(who)s.")
        case _:
            words = _("Kỳ báo cáo đã đóng sau ngày %(day)s nên không sửa được nữa. Người mở khóa: %(who)s.")
    return words % values
