"""The register of legal documents: what each governs, from when to when, and what replaced it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from schooladmin.core.fields import LineField
from schooladmin.core.text import search_text
from schooladmin.units.models import Dated, DatedQuerySet, ends_after_it_begins


class LegalDocument(models.Model):
    """An act. ``valid_from``/``valid_to`` are the days in force (half-open)."""

    number = LineField(_("Số, ký hiệu"), max_length=60, unique=True)
    kind = LineField(_("Loại văn bản"), max_length=40)
    issuer = LineField(_("Cơ quan ban hành"), max_length=120)
    issued_on = models.DateField(_("Ngày ban hành"))
    subject = LineField(_("Trích yếu"), max_length=300)
    valid_from = models.DateField(_("Hiệu lực từ"))
    valid_to = models.DateField(_("Hết hiệu lực từ"), null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name=_("Thay thế bởi")
    )
    note = LineField(_("Ghi chú"), max_length=300, blank=True)
    is_verified = models.BooleanField(_("Đã đối chiếu bản gốc"), default=False)
    search_text = models.CharField(max_length=700, editable=False)

    objects: ClassVar[DatedQuerySet["LegalDocument"]] = DatedQuerySet["LegalDocument"].as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-issued_on", "number"]
        constraints = [
            models.CheckConstraint(
                name="legal_ends_after_it_begins", condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from"))
            )
        ]

    def __str__(self) -> str:
        return self.number

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_text = search_text(f"{self.number} {self.subject}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class FormerBody(Dated):
    """A name of a body that papers use, and the days on which such bodies exist. The successor is said in words."""

    name = LineField(_("Tên gọi"), max_length=120)
    successor = LineField(_("Việc ấy nay do"), max_length=200)

    objects: ClassVar[DatedQuerySet["FormerBody"]] = DatedQuerySet["FormerBody"].as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name"]
        constraints = [
            ends_after_it_begins("legal_body_ends_after_it_begins"),
            models.UniqueConstraint(fields=["name", "valid_from"], name="legal_body_once_from_a_day"),
        ]

    def __str__(self) -> str:
        return self.name
