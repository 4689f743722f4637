"""The paper of an office over its schools as it was made final: written once, never changed."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from schooladmin.core.fields import LineField
from schooladmin.units.managers import scoped
from schooladmin.units.models import Unit, User


class Consolidation(models.Model):
    """What an office (``unit``) summed up of a quarter: every school with what it had handed in by then.

    ``data`` is a ``SumsContent`` as JSON and ``sha256`` its sum. ``number`` counts from 1; one made again after a
    correction names the one that it ``replaces``.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    quarter = models.CharField(_("Quý"), max_length=7)
    number = models.PositiveSmallIntegerField(_("Bản"))
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    data = models.JSONField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_by_label = LineField(max_length=120)

    objects: ClassVar[models.Manager["Consolidation"]] = scoped()

    class Meta:
        ordering = ["-quarter", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "quarter", "number"], name="consolidation_number_once"),
            models.CheckConstraint(
                name="consolidation_names_what_it_replaces",
                condition=Q(number=1, replaces__isnull=True) | Q(number__gt=1, replaces__isnull=False),
            ),
            models.CheckConstraint(name="consolidation_replaces_another", condition=~Q(replaces=F("id"))),
            models.CheckConstraint(name="consolidation_has_its_sum", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.quarter}/{self.number}"
