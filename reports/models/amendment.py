"""Corrections of a submitted report: proposed by the school, decided by the Party organ, both values kept."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reports.enums import AmendmentState
from reports.models.report import Report
from reports.models.snapshot import Snapshot
from schooladmin.core.fields import LineField, ProseField
from schooladmin.documents.tree import Regime
from schooladmin.evidence.models import EvidenceFile
from schooladmin.units.managers import scoped
from schooladmin.units.models import Unit, User


class Amendment(models.Model):
    """A correction (*đính chính*) of one figure or one text of one paper.

    ``key`` is that of a figure (``procedures.RUT-HOC-BA.received``) or ``text:<field>``; ``old`` is what the snapshot
    of the proposal said. Approved, it names the ``snapshot`` that came of it.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="amendments")
    regime = models.CharField(
        max_length=12,
        choices=[(Regime.PARTY.value, _("Đề cương của chi bộ")), (Regime.STATE.value, _("Báo cáo của nhà trường"))],
    )
    key = models.CharField(max_length=80)
    label = LineField(max_length=300)
    old = ProseField(blank=True)
    new = ProseField(_("Sửa thành"))
    reason = LineField(_("Lý do đính chính"), max_length=300)
    evidence = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=AmendmentState.choices, default=AmendmentState.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_by_label = LineField(max_length=120)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_by_label = LineField(max_length=120, blank=True)
    refusal = LineField(_("Lý do không duyệt"), max_length=300, blank=True)
    snapshot = models.OneToOneField(Snapshot, on_delete=models.PROTECT, null=True, related_name="amendment")
    mutation_id = models.UUIDField(unique=True)

    objects: ClassVar[models.Manager["Amendment"]] = scoped()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="amendment_changes_something", condition=~Q(old=F("new"))),
            models.CheckConstraint(name="amendment_has_a_reason", condition=~Q(reason="")),
            models.UniqueConstraint(
                fields=["report", "regime", "key"],
                condition=Q(state=AmendmentState.PROPOSED),
                name="amendment_one_open_per_place",
            ),
            models.CheckConstraint(
                name="amendment_is_decided_whole",
                condition=Q(state=AmendmentState.PROPOSED, decided_at__isnull=True, snapshot__isnull=True, refusal="")
                | Q(state=AmendmentState.APPROVED, decided_at__isnull=False, snapshot__isnull=False, refusal="")
                | Q(state=AmendmentState.REFUSED, decided_at__isnull=False, snapshot__isnull=True) & ~Q(refusal=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.key}"
