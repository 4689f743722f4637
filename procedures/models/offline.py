"""Devices that take requests in without a network, the numbers they hold, and what became of each number."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from procedures.models.register import Request
from schooladmin.core.fields import LineField, ProseField
from schooladmin.units.managers import scoped
from schooladmin.units.models import Unit


class Device(models.Model):
    """A browser of the school's office that may hold numbers. Its secret stays on it; here lies the SHA-256 of it."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = LineField(_("Tên máy"), max_length=80)
    secret_hash = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField()
    created_by = LineField(max_length=120)
    seen_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = LineField(max_length=120, blank=True)
    mutation_id = models.UUIDField(editable=False)

    objects: ClassVar[models.Manager["Device"]] = scoped()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["unit", "mutation_id"], name="device_once_per_form")]

    def __str__(self) -> str:
        return self.name


class CodeBlock(models.Model):
    """Numbers of a year that were taken out of the unit's sequence for one device, for ever: unused ones are gaps."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="blocks")
    year = models.PositiveSmallIntegerField()
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    given_at = models.DateTimeField()

    objects: ClassVar[models.Manager["CodeBlock"]] = scoped()

    class Meta:
        ordering = ["year", "first"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "first"], name="code_block_begins_once"),
            models.CheckConstraint(name="code_block_in_order", condition=Q(first__gte=1) & Q(last__gte=F("first"))),
        ]


class OfflineEntry(models.Model):
    """A number that a device printed on a receipt, bound to the entry it was printed for from the first sight on.

    ``request`` is empty while the entry is refused; ``refusal`` says why. Names are not kept here.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="entries")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    mutation_id = models.UUIDField(editable=False)
    printed_due = models.DateField()
    seen_at = models.DateTimeField()
    refusal = ProseField(blank=True)
    request = models.OneToOneField(Request, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[models.Manager["OfflineEntry"]] = scoped()

    class Meta:
        ordering = ["year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "number"], name="offline_number_once"),
            models.UniqueConstraint(fields=["unit", "mutation_id"], name="offline_entry_once"),
            models.CheckConstraint(
                name="offline_entry_refused_or_taken", condition=Q(request__isnull=False) | ~Q(refusal="")
            ),
        ]
