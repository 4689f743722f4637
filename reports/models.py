"""Themes handed down by the Party organ, the quarters opened on them, and each school's report."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reports.enums import ReportState, ThemeState
from schooladmin.core.fields import LineField, ProseField
from schooladmin.core.periods import Quarter
from schooladmin.units.managers import scoped
from schooladmin.units.models import Dated, DatedQuerySet, Unit, User, ends_after_it_begins

QUARTER_PATTERN = r"^\d{4}-Q[1-4]$"


class OutlineTemplate(Dated):
    """A version of the outline's form: which fields part B asks for. Old quarters keep the version of their time."""

    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    name = LineField(_("Tên mẫu"), max_length=200)
    report_kind = models.CharField(max_length=40)

    objects: ClassVar[DatedQuerySet["OutlineTemplate"]] = DatedQuerySet["OutlineTemplate"].as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            ends_after_it_begins("template_ends_after_it_begins"),
            models.UniqueConstraint(fields=["code", "version"], name="template_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class TemplateField(models.Model):
    """A field of part B: its heading is printed as it stands here, never typed by a school."""

    template = models.ForeignKey(OutlineTemplate, on_delete=models.PROTECT, related_name="fields")
    order = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=40)
    heading = LineField(max_length=200)
    heading_en = LineField(max_length=200, blank=True)
    hint = LineField(max_length=300, blank=True)
    hint_en = LineField(max_length=300, blank=True)
    area_code = models.CharField(max_length=10, blank=True)
    shows_procedures = models.BooleanField(default=False)
    shows_training = models.BooleanField(default=False)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["template", "order"], name="template_field_order_once"),
            models.UniqueConstraint(fields=["template", "key"], name="template_field_key_once"),
        ]


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
    due_on = models.DateField(_("Hạn nộp"))
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[models.Manager["Round"]] = scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "quarter", "report_kind"], name="round_once_per_quarter"),
            models.CheckConstraint(name="round_quarter_reads", condition=Q(quarter__regex=QUARTER_PATTERN)),
        ]

    def __str__(self) -> str:
        return Quarter.parse(self.quarter).short_label


class Report(models.Model):
    """A school's report of one round: a workspace until it is submitted, then a frozen snapshot."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="reports")
    quarter = models.CharField(_("Quý"), max_length=7)
    state = models.CharField(max_length=12, choices=ReportState.choices, default=ReportState.DRAFT)
    document_date = models.DateField(_("Ngày ghi trên văn bản"))
    reporter_name = LineField(_("Người báo cáo"), max_length=100, blank=True)
    reporter_title = LineField(_("Chức vụ ghi ở phần ký"), max_length=100, blank=True)
    lock_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    receipt_code = models.CharField(max_length=40, null=True, unique=True)  # noqa: DJ001 - NULL: not submitted yet
    snapshot = models.JSONField(null=True)
    snapshot_hash = models.CharField(max_length=64, blank=True)

    objects: ClassVar[models.Manager["Report"]] = scoped()

    class Meta:
        ordering = ["-quarter", "unit_id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "round"], name="report_once_per_round"),
            models.CheckConstraint(
                name="report_submitted_has_snapshot",
                condition=Q(state=ReportState.DRAFT, snapshot__isnull=True, submitted_at__isnull=True)
                | Q(state=ReportState.SUBMITTED, snapshot__isnull=False, submitted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.quarter}"

    @property
    def period(self) -> Quarter:
        return Quarter.parse(self.quarter)

    @property
    def is_submitted(self) -> bool:
        return self.state == ReportState.SUBMITTED

    @property
    def source_key(self) -> str:
        """What the rendered files of this report are kept under."""
        return f"reports.report:{self.pk}"


class Narrative(models.Model):
    """What a school writes itself: one text per field of the template, and its limitations."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="narratives")
    field_key = models.CharField(max_length=40)
    text = ProseField(blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by_label = LineField(max_length=120)

    objects: ClassVar[models.Manager["Narrative"]] = scoped()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "field_key"], name="narrative_once_per_field")]
