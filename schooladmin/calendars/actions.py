"""Writes to the calendar of record. Every change counts up the revision."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from schooladmin.calendars.catalogue import enter_years
from schooladmin.calendars.enums import DayKind, DayState
from schooladmin.calendars.models import CalendarDay, CalendarRevision, CalendarYear
from schooladmin.core.errors import Refusal
from schooladmin.core.text import tidy


@transaction.atomic
def seed_years(*, first: int, last: int, at: datetime) -> int:
    """Enter the proposed days of years that are not in the calendar yet; return how many days were added.

    A year that an officer has begun is left alone: running this again changes nothing.
    """
    known = set(CalendarYear.objects.values_list("year", flat=True))
    missing = [year for year in range(first, last + 1) if year not in known]
    added = enter_years(missing, days=CalendarDay.objects, calendar_years=CalendarYear.objects)
    if added:
        CalendarRevision.objects.create(at=at, reason=f"{first}–{last}")
    return added


@transaction.atomic
def set_day(
    *, day: date, kind: DayKind, name: str, basis: str, state: DayState, at: datetime, name_en: str = ""
) -> CalendarDay:
    """Enter or correct a day of the calendar.

    Raises Refusal without a name or the number of the notice, and for a year that has not been opened: one day alone
    would make the rest of that year look as if it had no holidays.
    """
    if not tidy(name):
        raise Refusal(_("Hãy ghi tên ngày nghỉ hoặc làm bù."), code="day-without-name", field="name")
    if not tidy(basis):
        raise Refusal(_("Hãy ghi số và ngày của thông báo làm căn cứ."), code="day-without-basis", field="basis")
    if kind is DayKind.MAKE_UP_WORK and day.weekday() < 5:
        raise Refusal(_("Ngày làm bù phải là thứ Bảy hoặc Chủ nhật."), code="make-up-on-weekday", field="kind")
    if not CalendarYear.objects.filter(year=day.year).exists():
        raise Refusal(
            _("Lịch năm %(year)s chưa được mở. Hãy mở năm đó trước.") % {"year": day.year},
            code="year-unknown",
            field="date",
        )
    row, _created = CalendarDay.objects.update_or_create(
        date=day, defaults={"kind": kind, "name": name, "name_en": name_en, "basis": basis, "state": state}
    )
    _settle(day.year)
    CalendarRevision.objects.create(at=at, reason=f"{day.isoformat()} {kind}")
    return row


@transaction.atomic
def remove_day(*, day: date, at: datetime) -> None:
    """Take a day out of the calendar. Promises already made are never shortened by it."""
    deleted, _rows = CalendarDay.objects.filter(date=day).delete()
    if not deleted:
        raise Refusal(_("Ngày này không có trong lịch."), code="day-unknown", field="date")
    _settle(day.year)
    CalendarRevision.objects.create(at=at, reason=f"{day.isoformat()} removed")


def _settle(year: int) -> None:
    """A year is confirmed when no day of it is provisional any more."""
    open_days = CalendarDay.objects.filter(date__year=year, state=DayState.PROVISIONAL)
    state = DayState.PROVISIONAL if open_days.exists() else DayState.CONFIRMED
    CalendarYear.objects.filter(year=year).update(state=state)
