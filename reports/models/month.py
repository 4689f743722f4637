"""What keeps a quarter going between its beginning and its end: the monthly look, reminders, figures at cut-off."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.models.report import Report
from schooladmin.core.fields import LineField
from schooladmin.units.managers import scoped
from schooladmin.units.models import Dated, DatedQuerySet, Person, Unit, ends_after_it_begins


class ReminderRule(Dated):
    """On which days around the due day schools are reminded, and on which day of the month they take a look.

    ``organ`` is the managing office whose schools it holds for; empty: for every school whose office said nothing.
    ``offsets`` are days relative to the due day: −3 is three days before it, 1 the day after.
    """

    organ = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    offsets = models.JSONField(_("Ngày nhắc so với hạn nộp"))
    month_day = models.PositiveSmallIntegerField(_("Ngày nhắc hằng tháng"))

    objects: ClassVar[DatedQuerySet["ReminderRule"]] = DatedQuerySet["ReminderRule"].as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            ends_after_it_begins("reminder_rule_ends_after_it_begins"),
            models.UniqueConstraint(fields=["organ", "valid_from"], name="reminder_rule_one_from_a_day"),
            models.UniqueConstraint(
                fields=["valid_from"], condition=models.Q(organ__isnull=True), name="reminder_rule_one_for_all"
            ),
            models.CheckConstraint(
                name="reminder_rule_day_of_every_month",
                condition=models.Q(month_day__gte=1, month_day__lte=28),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from:%d/%m/%Y}"


class CutoffRule(Dated):
    """Whether a managing office sees, after the due day, the figures of schools that have not signed. Off without one.

    The last row to begin holds; ``is_on`` False switches it off again from its day on. Every school may read it.
    """

    organ = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    is_on = models.BooleanField(_("Lấy số liệu chưa ký sau hạn nộp"))
    entered_by_label = LineField(max_length=120)

    objects: ClassVar[DatedQuerySet["CutoffRule"]] = DatedQuerySet["CutoffRule"].as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            ends_after_it_begins("cutoff_rule_ends_after_it_begins"),
            models.UniqueConstraint(fields=["organ", "valid_from"], name="cutoff_rule_one_from_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from:%d/%m/%Y}"


class CutoffFigures(models.Model):
    """The figures of one school as its registers stood after the due day, nobody having signed. Taken once."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="cutoff")
    figures = models.JSONField()
    taken_at = models.DateTimeField()

    objects: ClassVar[models.Manager["CutoffFigures"]] = scoped()


class MonthlyLook(models.Model):
    """A school's two minutes of one month: told once, and looked at by somebody or not."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()  # its first day
    told_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    looked_by_label = LineField(max_length=120, blank=True)

    objects: ClassVar[models.Manager["MonthlyLook"]] = scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "month"], name="monthly_look_once"),
            models.CheckConstraint(name="monthly_look_of_a_month", condition=models.Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m/%Y}"


class ReminderSnooze(models.Model):
    """Somebody does not want to hear of a report before ``until``."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    until = models.DateField()

    objects: ClassVar[models.Manager["ReminderSnooze"]] = scoped()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "person"], name="reminder_snooze_once")]

    def is_asleep(self, day: date) -> bool:
        """Whether nothing is said on ``day``."""
        return day < self.until
