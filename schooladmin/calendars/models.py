"""The calendar of record: every day off or made up is a row with the number of its notice."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from schooladmin.calendars.enums import DayKind, DayState, WindowKind
from schooladmin.core.fields import LineField
from schooladmin.units.models import Dated, DatedQuerySet, ends_after_it_begins


class CalendarDay(models.Model):
    """A day that is not what its weekday says: off, or worked although it is a Saturday or Sunday."""

    date = models.DateField(_("Ngày"), unique=True)
    kind = models.CharField(_("Loại"), max_length=20, choices=DayKind.choices)
    name = LineField(_("Tên"), max_length=120)
    name_en = LineField(_("Tên tiếng Anh"), max_length=120, blank=True)
    basis = LineField(_("Căn cứ"), max_length=200, help_text=_("Số và ngày của thông báo"))
    state = models.CharField(_("Trạng thái"), max_length=20, choices=DayState.choices, default=DayState.PROVISIONAL)

    class Meta:
        ordering = ["date"]


class CalendarYear(models.Model):
    """A year whose days off have been entered. A term that runs into a year without this row is refused."""

    year = models.PositiveSmallIntegerField(_("Năm"), primary_key=True)
    state = models.CharField(_("Trạng thái"), max_length=20, choices=DayState.choices, default=DayState.PROVISIONAL)
    note = LineField(_("Ghi chú"), max_length=200, blank=True)

    class Meta:
        ordering = ["year"]


class CalendarRevision(models.Model):
    """Counts the changes of the calendar, so that a promise can name the calendar that it was computed with."""

    at = models.DateTimeField()
    reason = LineField(max_length=200)


class ReportingWindow(Dated):
    """Which days a quarter stands for in one kind of report, on the basis of an act or of the supervising unit."""

    kind = models.CharField(_("Cách tính"), max_length=30, choices=WindowKind.choices)
    report_kind = models.CharField(_("Loại báo cáo"), max_length=40)

    objects: ClassVar[DatedQuerySet["ReportingWindow"]] = DatedQuerySet["ReportingWindow"].as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            ends_after_it_begins("window_ends_after_it_begins"),
            models.UniqueConstraint(fields=["report_kind", "valid_from"], name="window_one_from_a_day"),
        ]


class OfficeHours(Dated):
    """The hours of a working day: decide what counts as received in hours, and how much of a day was a pause."""

    opens = models.TimeField(_("Mở cửa"))
    lunch_from = models.TimeField(_("Nghỉ trưa từ"))
    lunch_to = models.TimeField(_("Nghỉ trưa đến"))
    closes = models.TimeField(_("Đóng cửa"))

    objects: ClassVar[DatedQuerySet["OfficeHours"]] = DatedQuerySet["OfficeHours"].as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            ends_after_it_begins("office_hours_end_after_they_begin"),
            models.CheckConstraint(
                name="office_hours_in_order",
                condition=Q(opens__lt=F("lunch_from")) & Q(lunch_from__lte=F("lunch_to")) & Q(lunch_to__lt=F("closes")),
            ),
        ]
