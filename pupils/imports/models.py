"""An import of pupils on its way, and what the columns of a school's lists turned out to be."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pupils.imports.enums import FileFormat, ImportState
from schooladmin.core.fields import LineField
from schooladmin.jobs.models import Job
from schooladmin.units.managers import scoped
from schooladmin.units.models import Unit, User


class PupilImport(models.Model):
    """One uploaded list from the upload to its end.

    ``columns``, ``mapping``, ``errors`` and the two files hold data of children: they are emptied when the import ends.
    ``summary`` holds counts only and stays. ``revision`` grows with each confirmation of the columns, so that a check
    of an earlier mapping publishes nothing.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    mutation_id = models.UUIDField(unique=True, editable=False)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_by_label = LineField(_("Người gửi"), max_length=200)
    uploaded_at = models.DateTimeField(_("Gửi lúc"))
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.UPLOADED)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    name = LineField(_("Tên tệp"), max_length=200)
    size = models.PositiveBigIntegerField()
    format = models.CharField(max_length=4, choices=FileFormat.choices)
    stored_path = models.CharField(max_length=200, blank=True)
    marked_path = models.CharField(max_length=200, blank=True)
    header_signature = models.CharField(max_length=32, blank=True)
    columns = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    school_year = models.PositiveSmallIntegerField(null=True)
    revision = models.PositiveIntegerField(default=0)
    summary = models.JSONField(default=dict)
    errors = models.JSONField(default=list)
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["PupilImport"]] = scoped()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        indexes = [models.Index(fields=["unit", "-uploaded_at"], name="pupil_import_latest")]
        constraints = [
            models.CheckConstraint(name="pupil_import_state_known", condition=Q(state__in=ImportState.values)),
            models.CheckConstraint(
                name="pupil_import_finished_once_over",
                condition=Q(state__in=[ImportState.DONE, ImportState.DROPPED], finished_at__isnull=False)
                | (~Q(state__in=[ImportState.DONE, ImportState.DROPPED]) & Q(finished_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class ColumnMapping(models.Model):
    """What a school said the columns of a list are; the same columns next month need no question."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    signature = models.CharField(max_length=32)
    mapping = models.JSONField(default=dict)
    confirmed_at = models.DateTimeField()

    objects: ClassVar[models.Manager["ColumnMapping"]] = scoped()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "signature"], name="column_mapping_once")]
