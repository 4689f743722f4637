"""Inspections that a school received, and what it had to mend."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from schooladmin.core.fields import LineField, ProseField
from schooladmin.units.managers import scoped
from schooladmin.units.models import Unit


class Inspection(models.Model):
    """Who inspected what on which day, with what conclusion; what is to be mended until when, and when it was."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    inspector = LineField(_("Cơ quan, đoàn kiểm tra"), max_length=200)
    inspected_on = models.DateField(_("Ngày kiểm tra"))
    subject = LineField(_("Nội dung kiểm tra"), max_length=300)
    conclusion = ProseField(_("Kết luận"))
    to_mend = ProseField(_("Việc phải khắc phục"), blank=True)
    mend_by = models.DateField(_("Hạn khắc phục"), null=True, blank=True)
    mended_on = models.DateField(_("Ngày khắc phục xong"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    mutation_id = models.UUIDField(default=uuid.uuid4, editable=False)

    objects: ClassVar[models.Manager["Inspection"]] = scoped()

    class Meta:
        ordering = ["-inspected_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "mutation_id"], name="reform_inspection_sent_once"),
            models.CheckConstraint(
                name="reform_inspection_mends_something",
                condition=Q(to_mend="", mend_by__isnull=True, mended_on__isnull=True)
                | (~Q(to_mend="") & Q(mend_by__gte=F("inspected_on"))),
            ),
            models.CheckConstraint(
                name="reform_inspection_mended_after",
                condition=Q(mended_on__isnull=True) | Q(mended_on__gte=F("inspected_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.subject
