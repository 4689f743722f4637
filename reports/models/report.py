"""Each school's report of a round."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reports.enums import ReportState
from reports.models.rounds import Round
from reports.models.snapshot import Snapshot
from schooladmin.core.fields import LineField
from schooladmin.core.periods import Quarter
from schooladmin.units.managers import scoped
from schooladmin.units.models import Unit, User


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
    current_snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[models.Manager["Report"]] = scoped()

    class Meta:
        ordering = ["-quarter", "unit_id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "round"], name="report_once_per_round"),
            models.CheckConstraint(
                name="report_submitted_is_frozen",
                condition=Q(state=ReportState.DRAFT, current_snapshot__isnull=True, submitted_at__isnull=True)
                | Q(state=ReportState.SUBMITTED, current_snapshot__isnull=False, submitted_at__isnull=False),
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
    def fingerprint(self) -> str:
        """SHA-256 of the snapshot that speaks now; empty while the report is written."""
        return self.current_snapshot.sha256 if self.current_snapshot else ""

    @property
    def source_key(self) -> str:
        """What the rendered files of this report are kept under."""
        return f"reports.report:{self.pk}"
