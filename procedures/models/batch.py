"""Papers that wait for a whole class: the list they are handed out by, its lines, and the signed sheet scanned back."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procedures.enums import BatchState, Relation
from procedures.models.catalogue import ProcedureVersion
from procedures.models.register import Request
from pupils.models import Pupil
from schooladmin.core.fields import LineField
from schooladmin.evidence.models import EvidenceFile
from schooladmin.units.managers import scoped
from schooladmin.units.models import Unit


class Batch(models.Model):
    """A list by which signed papers are handed out. It is no request: nothing is counted before a family comes.

    ``version`` is the procedure as it stood when the list was made; each request takes the version of its own day.
    ``carried_from`` is the closed list whose rest this one took over.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    title = LineField(_("Tên danh sách"), max_length=150)
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="+")
    class_name = LineField(_("Lớp"), max_length=20, blank=True)
    graduation_year = models.PositiveSmallIntegerField(_("Năm tốt nghiệp"), null=True, blank=True)
    state = models.CharField(_("Trạng thái"), max_length=10, choices=BatchState.choices, default=BatchState.OPEN)
    created_at = models.DateTimeField()
    created_by = LineField(max_length=120)
    closed_at = models.DateTimeField(null=True, blank=True)
    carried_from = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="carried_to"
    )
    mutation_id = models.UUIDField(editable=False)

    objects: ClassVar[models.Manager["Batch"]] = scoped()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "mutation_id"], name="batch_once_per_form"),
            models.CheckConstraint(
                name="batch_closed_at_a_moment",
                condition=Q(state=BatchState.OPEN, closed_at__isnull=True)
                | Q(state=BatchState.CLOSED, closed_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["unit", "state", "created_at"], name="batch_by_state")]

    def __str__(self) -> str:
        return self.title


class BatchLine(models.Model):
    """A pupil whose paper waits. ``code`` is what the scanner reads from the sheet (``batch.rules.line_code``).

    ``request`` is made when the paper is handed over, and not before. Where that request was taken back as a slip, the
    next hand-over puts its own in the place. ``lock_version`` counts the hand-overs.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="lines")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20, unique=True)
    handed_at = models.DateTimeField(_("Trả lúc"), null=True, blank=True)
    taker_name = LineField(_("Người nhận"), max_length=100, blank=True)
    relation = models.CharField(_("Quan hệ với học sinh"), max_length=20, choices=Relation.choices, blank=True)
    request = models.OneToOneField(Request, on_delete=models.PROTECT, null=True, blank=True, related_name="batch_line")
    note = LineField(_("Ghi chú"), max_length=200, blank=True)
    lock_version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager["BatchLine"]] = scoped()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "order"], name="batch_line_order"),
            models.UniqueConstraint(fields=["batch", "pupil"], name="batch_line_once_per_pupil"),
            models.CheckConstraint(
                name="batch_line_handed_over_with_a_request",
                condition=Q(handed_at__isnull=True, request__isnull=True, taker_name="")
                | (Q(handed_at__isnull=False, request__isnull=False) & ~Q(taker_name="")),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class BatchScan(models.Model):
    """A signed sheet that came back, as a checked file."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="scans")
    evidence = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    actor_label = LineField(max_length=120)

    objects: ClassVar[models.Manager["BatchScan"]] = scoped()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["batch", "evidence"], name="batch_scan_once")]
