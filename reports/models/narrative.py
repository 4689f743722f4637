"""What a school writes itself in its report."""

from typing import ClassVar

from django.db import models

from reports.models.report import Report
from schooladmin.core.fields import LineField, ProseField
from schooladmin.units.managers import scoped
from schooladmin.units.models import Unit


class Narrative(models.Model):
    """What a school writes itself: one text per field of the template, and its limitations."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="narratives")
    field_key = models.CharField(max_length=40)
    text = ProseField(blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by_label = LineField(max_length=120)

    objects: ClassVar[models.Manager["Narrative"]] = scoped()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "field_key"], name="narrative_once_per_field")]
