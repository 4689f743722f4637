"""Reads of the calendar of record."""

from datetime import date

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from schooladmin.calendars.enums import DayKind, DayState, WindowKind
from schooladmin.calendars.models import CalendarDay, CalendarRevision, CalendarYear, OfficeHours, ReportingWindow
from schooladmin.calendars.rules import CalendarGapError, OfficeDay, SpecialDay, WorkCalendar, window
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import Period, Quarter


def work_calendar() -> WorkCalendar:
    """The whole calendar of record as a value (four small queries; some dozens of rows a decade)."""
    special = {
        row.date: SpecialDay(DayKind(row.kind), row.name, row.basis, row.state == DayState.CONFIRMED)
        for row in CalendarDay.objects.all()
    }
    years = frozenset(CalendarYear.objects.values_list("year", flat=True))
    hours = tuple(
        OfficeDay(row.valid_from, row.valid_to, row.opens, row.lunch_from, row.lunch_to, row.closes)
        for row in OfficeHours.objects.all()
    )
    return WorkCalendar(special, years, hours, calendar_revision())


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


def gap_refusal(gap: CalendarGapError) -> Refusal:
    """The calendar's gap in words for people."""
    return Refusal(
        _("Lịch nghỉ năm %(year)s chưa được nhập nên chưa tính được ngày hẹn. Hãy báo người quản trị nhập lịch.")
        % {"year": gap.year},
        code="calendar-gap",
    )
