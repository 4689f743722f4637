"""The two minutes of a school."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from procedures.enums import State
from procedures.facts import quarter_facts as procedure_facts
from procedures.queries.requests import requests_for
from reform.facts import quarter_facts as reform_facts
from reports.content import ReportContent
from reports.models import MonthlyLook, ReminderSnooze, Report
from reports.month.permissions import CONFIRM, SNOOZE
from reports.month.queries.figures import offices_watching
from reports.month.rules import (
    LIMITATIONS,
    SIGNATURE,
    TASKS,
    Missing,
    completeness,
    missing_in,
)
from reports.queries import fields_of, reports_for
from reports.rendering import content_of
from schooladmin.core.i18n import localized
from schooladmin.core.periods import Period, Quarter
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope, system

_SOON = timedelta(days=3)  # as the counter's own list: what is due within three days may become late


@dataclass(frozen=True)
class MonthPage:
    """The two minutes of a school: what came in, what may become late, what the quarter's report lacks."""

    unit_id: int
    unit_code: str
    unit_name: str
    month: date
    received: int
    received_before: int
    pressing: int
    report: Report | None
    content: ReportContent | None
    missing: tuple[Missing, ...]
    percent: int | None
    unlogged: tuple[tuple[str, str], ...]
    look: MonthlyLook | None
    snooze: ReminderSnooze | None
    can_confirm: bool
    can_snooze: bool
    watching: tuple[str, ...]

    @property
    def is_asleep(self) -> bool:
        return self.snooze is not None


def month_page(scope: Scope, unit: Unit, unit_name: str) -> MonthPage:
    """The page of one school on the scope's day; a constant number of queries."""
    month = scope.at.replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    after = (month + timedelta(days=32)).replace(day=1)
    everything = system(scope.at, "reports")
    report = due_report(scope, unit.pk)
    content = content_of(report, scope.at) if report is not None else None
    quarter = Quarter.of(scope.at)
    areas = reform_facts(everything, unit.pk, quarter.calendar).missing
    english = (get_language() or "vi").startswith("en")
    return MonthPage(
        unit_id=unit.pk,
        unit_code=unit.code,
        unit_name=unit_name,
        month=month,
        received=_received(everything, unit.pk, Period(month, after)),
        received_before=_received(everything, unit.pk, Period(before, month)),
        pressing=requests_for(scope).filter(unit_id=unit.pk, state=State.OPEN, due_on__lte=scope.at + _SOON).count(),
        report=report,
        content=content,
        missing=told_missing(report, content) if report is not None and content is not None else (),
        percent=completeness(content) if content is not None else None,
        unlogged=tuple(
            (area.code, area.official_name_en if english and area.official_name_en else area.official_name)
            for area in areas
        ),
        look=MonthlyLook.objects.filter(unit_id=unit.pk, month=month).first(),
        snooze=_snooze(scope, report),
        can_confirm=scope.may(CONFIRM, unit.pk),
        can_snooze=report is not None and not report.is_submitted and scope.may(SNOOZE, unit.pk),
        watching=offices_watching(unit.pk, scope.at),
    )


def due_report(scope: Scope, unit_id: int) -> Report | None:
    """The report that the school works on: the oldest that is not submitted and not long overdue, else the latest."""
    rows = reports_for(scope).filter(unit_id=unit_id).select_related("round", "round__template", "unit")
    waiting = rows.filter(submitted_at__isnull=True, round__due_on__gt=scope.at - timedelta(days=31))
    return waiting.order_by("quarter", "pk").first() or rows.order_by("-quarter", "-pk").first()


def told_missing(report: Report, content: ReportContent) -> tuple[Missing, ...]:
    """What is missing with the fields in the reader's language; nothing of a report that was submitted."""
    if report.is_submitted:
        return ()
    names = {field.key: localized(field, "heading") for field in fields_of(report.round.template_id)} | {
        LIMITATIONS: _("Tồn tại, hạn chế và nguyên nhân"),
        TASKS: _("Nhiệm vụ thời gian tới"),
        SIGNATURE: _("Ký và nộp"),
    }
    return tuple(Missing(row.key, names.get(row.key, row.words), row.anchor) for row in missing_in(content))


def _received(scope: Scope, unit_id: int, period: Period) -> int:
    return int(procedure_facts(scope, unit_id, period).total.received.value or 0)


def _snooze(scope: Scope, report: Report | None) -> ReminderSnooze | None:
    if report is None or scope.person_id is None:
        return None
    rows = ReminderSnooze.objects.filter(report=report, person_id=scope.person_id, until__gt=scope.at)
    return rows.first()
