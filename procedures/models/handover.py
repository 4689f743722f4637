"""The file on paper going from hand to hand inside the school."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from procedures.enums import HandOverPurpose
from procedures.models.register import Request
from schooladmin.core.fields import LineField, ProseField
from schooladmin.units.managers import scoped
from schooladmin.units.models import Person, Unit


class HandOver(models.Model):
    """Somebody gave a file to a colleague. The latest one says who holds it.

    ``giver`` is empty when the installation itself entered it. ``due_on`` is the promise as it stood then.
    ``taken_at`` is when the taker said so; a colleague without this application signs on the printed slip.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="handovers")
    at = models.DateTimeField()
    purpose = models.CharField(_("Để làm gì"), max_length=20, choices=HandOverPurpose.choices)
    giver = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    giver_label = LineField(max_length=120)
    taker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    taker_label = LineField(max_length=120)
    note = ProseField(_("Ghi chú"), blank=True)
    due_on = models.DateField()
    taken_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["HandOver"]] = scoped()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["request", "at"], name="handover_by_request"),
            models.Index(fields=["unit", "taker", "at"], name="handover_by_taker"),
        ]
        constraints = [
            models.CheckConstraint(name="handover_to_another", condition=Q(giver__isnull=True) | ~Q(giver=F("taker"))),
            models.CheckConstraint(
                name="handover_taken_after_given", condition=Q(taken_at__isnull=True) | Q(taken_at__gte=F("at"))
            ),
        ]
