"""Who signs for the principal, and on which days."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from schooladmin.core.fields import LineField
from schooladmin.units.managers import scoped
from schooladmin.units.models import Dated, DatedQuerySet, Person, Unit, ends_after_it_begins


class Delegation(Dated):
    """An assignment of a deputy to sign for the principal; ``basis`` is its number.

    Without ``valid_to`` it stands until it is revoked; with it the principal is away that long. Never deleted: what
    was signed under it must stay explained.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    principal = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = LineField(_("Lý do"), max_length=200)
    created_at = models.DateTimeField()
    created_by = LineField(max_length=120)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = LineField(max_length=120, blank=True)
    mutation_id = models.UUIDField(editable=False)

    objects: ClassVar[DatedQuerySet["Delegation"]] = scoped(DatedQuerySet["Delegation"])

    class Meta:
        ordering = ["-valid_from", "-pk"]
        indexes = [models.Index(fields=["unit", "deputy", "valid_from"], name="delegation_by_deputy")]
        constraints = [
            ends_after_it_begins("delegation_ends_after_it_begins"),
            models.CheckConstraint(name="delegation_to_another", condition=~Q(principal=F("deputy"))),
            models.UniqueConstraint(fields=["unit", "mutation_id"], name="delegation_once_per_form"),
        ]
