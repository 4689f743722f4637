"""Reads of the calendar of record."""

from collections.abc import Sequence
from datetime import date
from typing import cast

from django.db.models import Max, QuerySet
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from schooladmin.calendars.enums import DayKind, DayState, WindowKind
from schooladmin.calendars.models import CalendarDay, CalendarRevision, CalendarYear, OfficeHours, ReportingWindow
from schooladmin.calendars.rules import CalendarGapError, OfficeDay, SpecialDay, WorkCalendar, window
from schooladmin.core.errors import Refusal
from schooladmin.core.memo import once_per_page
from schooladmin.core.periods import Period, Quarter


@once_per_page
def work_calendar() -> WorkCalendar:
    """The whole calendar of record as a value (four small queries; some dozens of rows a decade)."""
    days = CalendarDay.objects.values_list("date", "kind", "name", "basis", "state")
    special = {
        day: SpecialDay(DayKind(kind), name, basis, state == DayState.CONFIRMED)
        for day, kind, name, basis, state in days
    }
    years = frozenset(CalendarYear.objects.values_list("year", flat=True))
    hours = tuple(
        OfficeDay(*row)
        for row in OfficeHours.objects.values_list(
            "valid_from", "valid_to", "opens", "lunch_from", "lunch_to", "closes"
        )
    )
    return WorkCalendar(special, years, hours, calendar_revision())


def calendar_when_asked() -> WorkCalendar:
    """The calendar for who may not need it: it is read when it is first looked at."""
    return cast(WorkCalendar, SimpleLazyObject(work_calendar))


def office_hours_on(day: date) -> OfficeDay | None:
    """The office hours of ``day`` (one query); None when none were entered for it."""
    rows = OfficeHours.objects.valid_on(day)
    found = rows.values_list("valid_from", "valid_to", "opens", "lunch_from", "lunch_to", "closes").first()
    return OfficeDay(*found) if found else None


def calendar_revision() -> int:
    """The number of the latest change of the calendar; 0 when it was never changed."""
    return int(CalendarRevision.objects.aggregate(latest=Max("pk"))["latest"] or 0)


def days_of(year: int) -> QuerySet[CalendarDay]:
    return CalendarDay.objects.filter(date__year=year)


def days_between(first: date, last: date) -> QuerySet[CalendarDay]:
    """The special days from ``first`` to ``last``, both in."""
    return CalendarDay.objects.filter(date__gte=first, date__lte=last)


def years() -> QuerySet[CalendarYear]:
    return CalendarYear.objects.all()


def window_for(report_kind: str, quarter: Quarter, on: date | None = None) -> Period:
    """The days that ``quarter`` stands for in this kind of report, by the rule valid on the quarter's first day."""
    day = on or quarter.calendar.start
    row = ReportingWindow.objects.valid_on(day).filter(report_kind=report_kind).order_by("-valid_from").first()
    if row is None:
        raise Refusal(
            _("Chưa có quy định kỳ báo cáo cho loại «%(kind)s» vào ngày %(day)s.")
            % {"kind": report_kind, "day": f"{day:%d/%m/%Y}"},
            code="no-window",
        )
    return window(quarter, WindowKind(row.kind))


def windows_for(report_kind: str, quarters: Sequence[Quarter]) -> list[Period]:
    """``window_for`` of several quarters in one query. Raises Refusal when one of them has no rule."""
    rows = list(ReportingWindow.objects.filter(report_kind=report_kind).order_by("-valid_from"))
    found = []
    for quarter in quarters:
        day = quarter.calendar.start
        row = next((row for row in rows if row.holds_on(day)), None)
        # The question for one quarter says in words what is missing.
        found.append(window(quarter, WindowKind(row.kind)) if row else window_for(report_kind, quarter))
    return found


def gap_refusal(gap: CalendarGapError) -> Refusal:
    """The calendar's gap in words for people."""
    return Refusal(
        _("Lịch nghỉ năm %(year)s chưa được nhập nên chưa tính được ngày hẹn. Hãy báo người quản trị nhập lịch.")
        % {"year": gap.year},
        code="calendar-gap",
    )
