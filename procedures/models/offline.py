"""Devices that take requests in without a network, the numbers they hold, and what became of each number."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from procedures.models.register import Request
from schooladmin.core.fields import LineField, ProseField
from schooladmin.units.managers import scoped
from schooladmin.units.models import Unit


class DeviceKind(models.TextChoices):
    BROWSER = "browser", _("Máy")
    PAPER = "paper", _("Tập phiếu giấy")


class Device(models.Model):
    """What may hold numbers: a browser of the school's office, or a pad of paper slips for the day without any power.

    The secret of a browser stays on it; here lies the SHA-256 of it. A pad has none and sends nothing.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=DeviceKind.choices, default=DeviceKind.BROWSER)
    name = LineField(_("Tên máy"), max_length=80)
    secret_hash = models.CharField(max_length=64, editable=False, blank=True)
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
    """Numbers of a year that were taken out of the unit's sequence for one device, for ever: unused ones are gaps.

    ``tokens`` are the secrets of the public pages that a pad has printed already, in the order of its numbers; a
    browser makes its own.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="blocks")
    year = models.PositiveSmallIntegerField()
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    given_at = models.DateTimeField()
    tokens = models.JSONField(default=list, blank=True, editable=False)

    objects: ClassVar[models.Manager["CodeBlock"]] = scoped()

    class Meta:
        ordering = ["year", "first"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "first"], name="code_block_begins_once"),
            models.CheckConstraint(name="code_block_in_order", condition=Q(first__gte=1) & Q(last__gte=F("first"))),
        ]


class OfflineEntry(models.Model):
    """What became of a number that lies on paper, bound to what it was printed for from the first sight on.

    ``request`` is empty while the entry is refused; ``refusal`` says why, or why the number is void (``voided_at``).
    ``decided_by``: who keyed the paper in or declared the number void; empty for what a device sent itself.
    Names of families are not kept here.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="entries")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    mutation_id = models.UUIDField(editable=False)
    public_token = models.CharField(max_length=22, blank=True, editable=False)
    printed_due = models.DateField(null=True, blank=True)
    seen_at = models.DateTimeField()
    refusal = ProseField(blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    decided_by = LineField(max_length=120, blank=True)
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
            models.CheckConstraint(
                name="offline_entry_void_or_taken", condition=Q(request__isnull=True) | Q(voided_at__isnull=True)
            ),
        ]
