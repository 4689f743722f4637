"""Themes handed down by the Party organ, and the quarters opened on them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reports.enums import ThemeState
from reports.models.templates import OutlineTemplate
from schooladmin.core.fields import LineField, ProseField
from schooladmin.core.periods import Quarter
from schooladmin.units.managers import scoped
from schooladmin.units.models import Unit, User

QUARTER_PATTERN = r"^\d{4}-Q[1-4]$"


class Theme(models.Model):
    """The theme of a quarter with its common part A, written by a Party organ. Published once, then unchangeable."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    quarter = models.CharField(_("Quý"), max_length=7)
    version = models.PositiveSmallIntegerField(default=1)
    title = LineField(_("Chủ đề"), max_length=500)
    part_a = ProseField(_("Phần A – Phần lý luận"))
    conclusion = ProseField(_("Phần C – Kết luận"))
    state = models.CharField(max_length=12, choices=ThemeState.choices, default=ThemeState.DRAFT)
    published_at = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    lock_version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager["Theme"]] = scoped()

    class Meta:
        ordering = ["-quarter", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "quarter", "version"], name="theme_version_once"),
            models.CheckConstraint(name="theme_quarter_reads", condition=Q(quarter__regex=QUARTER_PATTERN)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def period(self) -> Quarter:
        return Quarter.parse(self.quarter)


class Round(models.Model):
    """A quarter opened by a Party organ: the theme is pinned, the schools below get a blank report."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    quarter = models.CharField(_("Quý"), max_length=7)
    report_kind = models.CharField(max_length=40)
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="rounds")
    template = models.ForeignKey(OutlineTemplate, on_delete=models.PROTECT, related_name="+")
    # Null: the quarter was opened when no form of the state report was valid, or before there was one.
    state_template = models.ForeignKey(OutlineTemplate, on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(_("Hạn nộp"))
    # The last day on which a school may write and submit without an exception. Null: the quarter never closes.
    closes_on = models.DateField(_("Ngày khóa"), null=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[models.Manager["Round"]] = scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "quarter", "report_kind"], name="round_once_per_quarter"),
            models.CheckConstraint(
                name="round_closes_after_it_is_due",
                condition=Q(closes_on__isnull=True) | Q(closes_on__gte=F("due_on")),
            ),
            models.CheckConstraint(name="round_quarter_reads", condition=Q(quarter__regex=QUARTER_PATTERN)),
        ]

    def __str__(self) -> str:
        return Quarter.parse(self.quarter).short_label
