"""What a report said in the moment of submitting, and after each correction: written once, never changed."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from reports.models.templates import OutlineTemplate
from schooladmin.documents.tree import Regime
from schooladmin.units.managers import scoped
from schooladmin.units.models import Unit, User


class Snapshot(models.Model):
    """The frozen content of both papers of a report, from one moment.

    ``data`` holds ``party`` and ``state`` (a ``ReportContent`` as JSON each; ``state`` is null where the quarter was
    opened without a state template). ``number`` counts from 1; a later one names the one that it ``replaces``.
    ``sha256`` is that of ``data`` (``content.snapshot_hash``); a snapshot from before there were two papers keeps the
    sum over its Party content, which its receipt and its files name.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="snapshots")
    quarter = models.CharField(max_length=7)
    number = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    data = models.JSONField()
    template = models.ForeignKey(OutlineTemplate, on_delete=models.PROTECT, related_name="+")
    state_template = models.ForeignKey(OutlineTemplate, on_delete=models.PROTECT, null=True, related_name="+")
    calendar_revision = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[models.Manager["Snapshot"]] = scoped()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="snapshot_number_once"),
            models.CheckConstraint(
                name="snapshot_names_what_it_replaces",
                condition=Q(number=1, replaces__isnull=True) | Q(number__gt=1, replaces__isnull=False),
            ),
            models.CheckConstraint(name="snapshot_replaces_another", condition=~Q(replaces=F("id"))),
            models.CheckConstraint(name="snapshot_has_its_sum", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}/{self.number}"

    def of(self, regime: Regime) -> dict[str, Any] | None:
        """The content of one paper as JSON; None when the quarter has no such paper."""
        found: dict[str, Any] | None = self.data.get(regime.value)
        return found
