"""Proof: a file stored once per unit, private, linked to as many things as it proves."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from schooladmin.core.fields import LineField
from schooladmin.evidence.enums import WorkKind
from schooladmin.units.managers import scoped
from schooladmin.units.models import Unit, User


def stored_at(evidence: "EvidenceFile", filename: str) -> str:
    """Where the bytes lie: named by their hash, never by what the uploader called them."""
    return f"evidence/{evidence.unit_id}/{evidence.sha256[:2]}/{evidence.sha256}"


class EvidenceFile(models.Model):
    """A checked upload. The same bytes in the same unit are one row."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="evidence_files")
    sha256 = models.CharField(max_length=64)
    name = LineField(_("Tên tệp"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    file = models.FileField(upload_to=stored_at, max_length=200)
    title = LineField(_("Nội dung minh chứng"), max_length=200, blank=True)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    search_text = models.CharField(max_length=900, editable=False, default="")

    objects: ClassVar[models.Manager["EvidenceFile"]] = scoped()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["unit", "sha256"], name="evidence_once_per_unit")]

    def __str__(self) -> str:
        return self.title or self.name


class WorkProof(models.Model):
    """A piece of work that was done, as its own proof: written by the action that ended it, never typed.

    ``detail`` narrows the kind (the code of the procedure); ``key`` names the work within the unit
    («request:12:decision»); ``label`` names no person, ``url`` is where the work is shown to who may see it.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("Loại"), max_length=20, choices=WorkKind.choices)
    detail = models.CharField(max_length=40, blank=True)
    key = models.CharField(max_length=100)
    day = models.DateField(_("Ngày"))
    label = LineField(_("Nội dung"), max_length=200)
    url = models.CharField(max_length=300)

    objects: ClassVar[models.Manager["WorkProof"]] = scoped()

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [models.UniqueConstraint(fields=["unit", "key"], name="evidence_work_proven_once")]
        indexes = [models.Index(fields=["unit", "day", "kind"], name="evidence_work_by_day")]

    def __str__(self) -> str:
        return self.label
