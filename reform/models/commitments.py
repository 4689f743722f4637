"""What a unit promised to do next, and what became of it."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reform.enums import CommitmentState
from schooladmin.core.fields import LineField, ProseField
from schooladmin.units.managers import scoped
from schooladmin.units.models import Unit


class Commitment(models.Model):
    """What the unit promised in a quarter to do next: who, and until when."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    quarter = models.CharField(_("Quý cam kết"), max_length=7)
    order = models.PositiveSmallIntegerField(_("Thứ tự"))
    text = ProseField(_("Nội dung cam kết"))
    owner_name = LineField(_("Người phụ trách"), max_length=100)
    due_on = models.DateField(_("Hạn hoàn thành"))
    state = models.CharField(
        _("Trạng thái"), max_length=10, choices=CommitmentState.choices, default=CommitmentState.OPEN
    )
    done_on = models.DateField(_("Ngày xong"), null=True, blank=True)
    reason = LineField(_("Lý do"), max_length=500, blank=True)
    # The promise of an earlier quarter that this one goes on with.
    carried_from = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="carried_to"
    )
    version = models.PositiveIntegerField(default=1)
    mutation_id = models.UUIDField(default=uuid.uuid4, editable=False)

    objects: ClassVar[models.Manager["Commitment"]] = scoped()

    class Meta:
        ordering = ["quarter", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "mutation_id"], name="reform_commitment_sent_once"),
            models.UniqueConstraint(fields=["unit", "quarter", "order"], name="reform_commitment_one_place"),
            models.CheckConstraint(
                name="reform_commitment_done_on_a_day",
                condition=Q(state=CommitmentState.DONE, done_on__isnull=False)
                | (~Q(state=CommitmentState.DONE) & Q(done_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="reform_commitment_not_done_for_a_reason",
                condition=~Q(state=CommitmentState.NOT_DONE) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"
