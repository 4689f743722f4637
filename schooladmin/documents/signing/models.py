"""Whom the installation trusts, and the signed copies of its papers."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schooladmin.core.fields import LineField
from schooladmin.jobs.models import Job
from schooladmin.units.managers import scoped
from schooladmin.units.models import Dated, DatedQuerySet, Unit, User, ends_after_it_begins


class TrustAnchor(Dated):
    """An authority whose certificates are believed in, for signatures made on the days on which the row holds."""

    name = LineField(_("Tên cơ quan chứng thực"), max_length=200)
    certificate = models.TextField(_("Chứng thư"))  # PEM
    fingerprint = models.CharField(_("Dấu vân tay SHA-256"), max_length=64)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    objects: ClassVar[DatedQuerySet["TrustAnchor"]] = DatedQuerySet["TrustAnchor"].as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name", "valid_from"]
        constraints = [
            ends_after_it_begins("trust_anchor_ends_after_it_begins"),
            models.UniqueConstraint(fields=["fingerprint", "valid_from"], name="trust_anchor_once_from_a_day"),
            models.UniqueConstraint(
                fields=["fingerprint"], condition=Q(valid_to__isnull=True), name="trust_anchor_one_open"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CopyOrigin(models.TextChoices):
    UPLOAD = "upload", _("Đơn vị ký và tải lên")
    SEAL = "seal", _("Con dấu số của máy chủ")


class CopyRelation(models.TextChoices):
    """What a signed copy is of."""

    SAME = "same", _("Ký từ đúng bản này")
    CHANGED = "changed", _("Bản này đã bị sửa trước hoặc sau khi ký")
    OTHER = "other", _("Tệp ký không phải từ bản này")


class SignedCopy(models.Model):
    """A signed copy of a rendered file. Written once: a later one is a further row beside it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey("documents.RenderedFile", on_delete=models.PROTECT, related_name="signed_copies")
    origin = models.CharField(max_length=10, choices=CopyOrigin.choices)
    relation = models.CharField(_("So với bản đã tạo"), max_length=10, choices=CopyRelation.choices)
    path = models.CharField(max_length=200, unique=True)  # below MEDIA_ROOT; never an address
    name = LineField(_("Tên tệp"), max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(_("Dung lượng"))
    facts = models.JSONField(default=list)  # of each signature, as read when it came
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    added_by_label = LineField(max_length=200)
    added_at = models.DateTimeField()

    objects: ClassVar[models.Manager["SignedCopy"]] = scoped()

    class Meta:
        ordering = ["-added_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["file", "sha256"], name="signed_copy_once")]

    def __str__(self) -> str:
        return self.name
