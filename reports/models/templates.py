"""The form of the papers, version by version: which fields a report asks for."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from schooladmin.core.fields import LineField
from schooladmin.units.models import Dated, DatedQuerySet, ends_after_it_begins


class OutlineTemplate(Dated):
    """A version of the outline's form: which fields part B asks for. Old quarters keep the version of their time."""

    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    name = LineField(_("Tên mẫu"), max_length=200)
    report_kind = models.CharField(max_length=40)

    objects: ClassVar[DatedQuerySet["OutlineTemplate"]] = DatedQuerySet["OutlineTemplate"].as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            ends_after_it_begins("template_ends_after_it_begins"),
            models.UniqueConstraint(fields=["code", "version"], name="template_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class TemplateField(models.Model):
    """A field of part B: its heading is printed as it stands here, never typed by a school."""

    template = models.ForeignKey(OutlineTemplate, on_delete=models.PROTECT, related_name="fields")
    order = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=40)
    heading = LineField(max_length=200)
    heading_en = LineField(max_length=200, blank=True)
    hint = LineField(max_length=300, blank=True)
    hint_en = LineField(max_length=300, blank=True)
    area_code = models.CharField(max_length=10, blank=True)
    shows_procedures = models.BooleanField(default=False)
    shows_training = models.BooleanField(default=False)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["template", "order"], name="template_field_order_once"),
            models.UniqueConstraint(fields=["template", "key"], name="template_field_key_once"),
        ]
