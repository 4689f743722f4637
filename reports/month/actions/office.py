"""What an office decides about reminders and unsigned figures, and taking these when the due day is over."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procedures.facts import UnbalancedError
from reports.gather import gather
from reports.models import CutoffFigures, CutoffRule, ReminderRule
from reports.month.permissions import SET_CUTOFF, SET_DAYS
from reports.month.queries.figures import watched_schools
from reports.month.queries.reminders import open_reports
from reports.month.rules import (
    MOST_OFFSET,
    figures_of,
    read_offsets,
)
from schooladmin.audit.actions import record
from schooladmin.core.errors import Forbidden, Refusal
from schooladmin.core.periods import local_date
from schooladmin.core.text import tidy
from schooladmin.units.scope import Scope


@transaction.atomic
def set_days(
    *, actor: Scope, organ_id: int, valid_from: date, offsets: str, month_day: int, basis: str, at: datetime
) -> ReminderRule:
    """Enter the organ's days of reminders from ``valid_from`` on; a row of the same day is corrected."""
    actor.require(SET_DAYS, organ_id)
    _from_today(valid_from, at)
    try:
        days = read_offsets(offsets)
    except ValueError as error:
        raise Refusal(
            _("Ghi số ngày so với hạn nộp, cách nhau bằng dấu phẩy, ví dụ: -10, -3, -1, 0, 1 (xa nhất %(most)s ngày).")
            % {"most": MOST_OFFSET},
            code="offsets-odd",
            field="offsets",
        ) from error
    if not 1 <= month_day <= 28:
        raise Refusal(_("Ngày trong tháng từ 1 đến 28."), code="month-day-odd", field="month_day")
    row, _new = ReminderRule.objects.update_or_create(
        organ_id=organ_id,
        valid_from=valid_from,
        defaults={"offsets": days, "month_day": month_day, "basis": tidy(basis)},
    )
    record(
        actor=actor,
        unit_id=organ_id,
        verb=SET_DAYS,
        at=at,
        thing=row,
        changes={"offsets": ["", days], "month_day": ["", month_day], "valid_from": ["", valid_from.isoformat()]},
    )
    return row


@transaction.atomic
def set_cutoff(*, actor: Scope, organ_id: int, valid_from: date, is_on: bool, basis: str, at: datetime) -> CutoffRule:
    """Say from when on the organ sees figures that nobody has signed, or no longer does. Schools read the row."""
    actor.require(SET_CUTOFF, organ_id)
    _from_today(valid_from, at)
    if not tidy(basis):
        raise Refusal(
            _("Hãy ghi căn cứ: trường nào cũng đọc được vì sao số liệu chưa ký bị xem."),
            code="cutoff-without-basis",
            field="basis",
        )
    row, _new = CutoffRule.objects.update_or_create(
        organ_id=organ_id,
        valid_from=valid_from,
        defaults={"is_on": is_on, "basis": tidy(basis), "entered_by_label": actor.label},
    )
    record(
        actor=actor,
        unit_id=organ_id,
        verb=SET_CUTOFF,
        at=at,
        thing=row,
        changes={"is_on": ["", is_on], "valid_from": ["", valid_from.isoformat()]},
    )
    return row


def _from_today(valid_from: date, at: datetime) -> None:
    if valid_from < local_date(at):
        raise Refusal(_("Chỉ ghi được từ hôm nay trở đi."), code="rule-in-the-past", field="valid_from")


def take_figures(*, actor: Scope, at: datetime) -> dict[str, int]:
    """After the due day, take the figures of schools that have not signed, where an office sees them. Taken once.

    A school whose registers refuse (no name, figures that do not add up) is counted and does not stop the others.
    """
    if not actor.is_system:
        raise Forbidden(_("Chỉ hệ thống được lấy số liệu khi hết hạn."))
    today = local_date(at)
    counts = {"taken": 0, "blocked": 0}
    schools = watched_schools(today)
    rows = open_reports(actor, today).filter(round__due_on__lt=today, cutoff__isnull=True, unit_id__in=schools)
    for report in rows:
        try:
            figures = figures_of(gather(report, today))
        except (Refusal, UnbalancedError):
            counts["blocked"] += 1
            continue
        _row, is_new = CutoffFigures.objects.get_or_create(
            report=report, defaults={"unit_id": report.unit_id, "figures": figures, "taken_at": at}
        )
        counts["taken"] += is_new
    return counts
