"""Telling every school once of its month, and the look that somebody takes at it."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.models import MonthlyLook
from reports.month.permissions import CONFIRM
from reports.month.queries.reminders import party_organs, rules_on
from reports.month.rules import (
    look_day,
)
from schooladmin.audit.actions import record
from schooladmin.calendars.queries import work_calendar
from schooladmin.calendars.rules import CalendarGapError
from schooladmin.core.errors import Forbidden
from schooladmin.core.periods import local_date
from schooladmin.notices import actions as notices
from schooladmin.notices.enums import Level
from schooladmin.notices.words import Words
from schooladmin.units.enums import Role, UnitKind
from schooladmin.units.models import Unit
from schooladmin.units.queries import members_on
from schooladmin.units.scope import Scope

MONTH = "reports.month"
_LOOK = gettext_noop("Xem nhanh tháng %(month)s: hồ sơ, mục chưa có gì, nháp báo cáo quý. Khoảng hai phút.")


def tell_month(*, actor: Scope, at: datetime) -> dict[str, int]:
    """Tell every school once of its month, when its day has come: the row first, then the notice.

    Run again it tells nobody twice, and whoever a broken run left out. Schools whose calendar ends are counted.
    """
    if not actor.is_system:
        raise Forbidden(_("Chỉ hệ thống được báo việc của tháng."))
    today = local_date(at)
    month = today.replace(day=1)
    schools = dict(
        Unit.objects.filter(kind=UnitKind.SCHOOL, valid_from__lte=today)
        .exclude(valid_to__lte=today)
        .values_list("pk", "code")
    )
    done = set(MonthlyLook.objects.filter(month=month, told_at__isnull=False).values_list("unit_id", flat=True))
    organs = party_organs(schools, today)
    rules = rules_on({None, *organs.values()}, today)
    calendar, counts = work_calendar(), {"told": 0, "blocked": 0}
    for unit_id, code in schools.items():
        rule = rules.get(organs.get(unit_id)) or rules.get(None)
        if unit_id in done or rule is None:
            continue
        try:
            has_come = look_day(month, rule.month_day, calendar) <= today
        except CalendarGapError:
            counts["blocked"] += 1
            continue
        if has_come:
            counts["told"] += _tell(actor, unit_id, code, month, at)
    return counts


@transaction.atomic
def _tell(actor: Scope, unit_id: int, code: str, month: date, at: datetime) -> int:
    MonthlyLook.objects.get_or_create(unit_id=unit_id, month=month)
    row = MonthlyLook.objects.select_for_update().get(unit_id=unit_id, month=month)
    if row.told_at is not None:
        return 0
    members = members_on(Unit.objects.filter(pk=unit_id), local_date(at))
    people = members.filter(role=Role.PRINCIPAL, person__user__is_active=True).values_list("person_id", flat=True)
    row.told_at = at
    row.save(update_fields=["told_at"])
    if row.looked_at is None:
        notices.notify(
            actor=actor,
            unit_id=unit_id,
            person_ids=list(people),
            key=_look_key(unit_id, month),
            kind=MONTH,
            text=Words(_LOOK, {"month": f"{month:%m/%Y}"}),
            url=f"{reverse('reports.month.read')}?{urlencode({'unit': code})}",
            level=Level.INFO,
            at=at,
        )
    return 1


def _look_key(unit_id: int, month: date) -> str:
    return f"{MONTH}:{unit_id}:{month.isoformat()}"


@transaction.atomic
def confirm_month(*, actor: Scope, unit_id: int, at: datetime) -> MonthlyLook:
    """Somebody of the school has looked at this month; done twice it stays with who was first."""
    actor.require(CONFIRM, unit_id)
    month = local_date(at).replace(day=1)
    MonthlyLook.objects.get_or_create(unit_id=unit_id, month=month)
    row = MonthlyLook.objects.select_for_update().get(unit_id=unit_id, month=month)
    if row.looked_at is None:
        row.looked_at, row.looked_by_label = at, actor.label
        row.save(update_fields=["looked_at", "looked_by_label"])
        record(actor=actor, unit_id=unit_id, verb=CONFIRM, at=at, thing=row)
        notices.withdraw(actor=actor, unit_id=unit_id, key_prefix=_look_key(unit_id, month), at=at)
        actor.require_inside(unit_id)
    return row
