"""How the desk shows things: the decider's card, who signs and who holds the file. For screens only."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procedures.desk.authority import decider_of, names
from procedures.desk.permissions import HAND_OVER, PREPARE, TAKE
from procedures.enums import HandOverPurpose, State
from procedures.models import Delegation, HandOver, Request
from procedures.present import Status, status_of
from procedures.queries.delegations import Desk, desks_on
from procedures.queries.handovers import HELD, handovers_of
from schooladmin.calendars.rules import ONE_DAY, CalendarGapError, WorkCalendar
from schooladmin.core.i18n import localized
from schooladmin.core.templatetags.vi import weekday
from schooladmin.units.enums import Role
from schooladmin.units.scope import Scope


@dataclass(frozen=True)
class Card:
    """A request in three lines. ``missing`` names absent required papers; ``signs_for`` is empty for an own act."""

    request: Request
    status: Status
    left: str
    papers: int
    missing: str
    is_prepared: bool
    signs_for: str
    unit_name: str


def card_of(request: Request, desk: Desk, scope: Scope, calendar: WorkCalendar, unit_name: str) -> Card:
    """The card of a request of ``waiting_for``; it asks the database nothing."""
    papers = list(request.components.all())
    missing = [row for row in papers if not row.is_present and row.component.is_required]
    return Card(
        request=request,
        status=status_of(request, scope.at, calendar),
        left=days_left(request.due_on, scope.at, calendar),
        papers=sum(row.is_present for row in papers),
        missing="; ".join(localized(row.component, "name") for row in missing),
        is_prepared=bool(getattr(request, "is_prepared", False)),
        signs_for=_signs_for(request, desk, scope),
        unit_name=unit_name,
    )


def days_left(due: date, today: date, calendar: WorkCalendar) -> str:
    """How long until the promise, in working days; empty where the calendar has a gap."""
    if due == today:
        return _("hạn hôm nay")
    if due < today:
        return ""  # the chip says how late it is
    try:
        days = calendar.working_days_between(today, due)
    except CalendarGapError:
        return ""
    return ngettext("còn %(days)s ngày làm việc", "còn %(days)s ngày làm việc", days) % {"days": days}


def _signs_for(request: Request, desk: Desk, scope: Scope) -> str:
    own = {row.person_id for row in desk.heads}
    if scope.person_id in own or request.version.decided_by == Role.DEPUTY:
        return ""
    row = next((row for row in desk.delegations if row.deputy_id == scope.person_id), None)
    return row.principal.full_name if row else ""


def waits_for(request: Request, desk: Desk) -> str:
    """Whose signature a request waits for, in words."""
    if request.version.decided_by == Role.DEPUTY and desk.deputies:
        return _("Chờ ký: %(name)s") % {"name": names(row.person.full_name for row in desk.deputies)}
    if not desk.heads:
        return _("Chờ ký: hôm nay trường chưa có hiệu trưởng")
    principal = names(row.person.full_name for row in desk.heads)
    if desk.absence is not None:
        return _("Chờ ký: %(principal)s (vắng đến %(day)s) → %(deputy)s ký thay") % {
            "principal": desk.absence.principal.full_name,
            "day": day_words(desk.absence),
            "deputy": desk.absence.deputy.full_name,
        }
    if desk.delegations:
        deputies = names(dict.fromkeys(row.deputy.full_name for row in desk.delegations))
        return _("Chờ ký: %(principal)s, hoặc %(deputy)s ký thay (phân công thường xuyên)") % {
            "principal": principal,
            "deputy": deputies,
        }
    return _("Chờ ký: %(name)s") % {"name": principal}


def day_words(row: Delegation) -> str:
    """The last day of a dated assignment: «thứ Năm 27/11»."""
    if row.valid_to is None:
        return ""
    last = row.valid_to - ONE_DAY
    return f"{weekday(last)} {last:%d/%m}"


@dataclass(frozen=True)
class HolderPanel:
    """What the page of a request says about signing and holding, and what the person may do about it."""

    waits: str
    holder: str
    since: datetime | None
    last: HandOver | None
    is_mine: bool
    may_take: bool
    may_prepare: bool
    may_hand_over: bool


def panel_of(request: Request, receiver: str, scope: Scope, at: datetime) -> HolderPanel | None:
    """The panel of a request whose file somebody of the school holds; None when it is over.

    ``receiver`` holds it until it is handed on (three queries).
    """
    if request.state not in HELD:
        return None
    desk = desks_on([request.unit_id], at)[request.unit_id]
    last = handovers_of(request).last()
    decider = decider_of(request, desk)
    lies_there = last is not None and last.purpose == HandOverPurpose.DECISION
    is_open = request.state == State.OPEN
    return HolderPanel(
        waits=waits_for(request, desk) if is_open else "",
        holder=last.taker_label if last else receiver,
        since=last.at if last else request.received_at,
        last=last,
        is_mine=last is not None and last.taker_id == scope.person_id,
        may_take=(
            last is not None
            and last.taken_at is None
            and last.taker_id == scope.person_id
            and scope.may(TAKE, request.unit_id)
        ),
        may_prepare=(
            is_open
            and not lies_there
            and decider is not None
            and decider.pk != scope.person_id
            and scope.may(PREPARE, request.unit_id)
        ),
        may_hand_over=scope.may(HAND_OVER, request.unit_id),
    )
