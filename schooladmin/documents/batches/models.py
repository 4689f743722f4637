"""A batch and its items. What became of an item's job is the job's row; the item remembers it."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schooladmin.core.fields import LineField
from schooladmin.core.periods import Quarter
from schooladmin.documents.enums import FileKind
from schooladmin.jobs.models import Job
from schooladmin.units.managers import scoped
from schooladmin.units.models import Unit, User


class ItemState(models.TextChoices):
    QUEUED = "queued", _("Đang chờ")
    RUNNING = "running", _("Đang tạo")
    DONE = "done", _("Đã có")
    FAILED = "failed", _("Chưa tạo được")
    SKIPPED = "skipped", _("Đã dừng, chưa tạo")
    MISSING = "missing", _("Đơn vị chưa có văn bản")


OPEN_ITEMS = (ItemState.QUEUED, ItemState.RUNNING)
AGAIN = (ItemState.FAILED, ItemState.SKIPPED)  # what another try can mend


class Batch(models.Model):
    """Papers of a quarter that somebody asked for at once: those of a school, or of the units below an office.

    ``sources`` and ``files`` say which papers and which kinds of files. Items run with the present rights of
    ``requested_by``, who asked last. Open until every item has ended (``finished_at``); asking for the same while it
    is open gives the same batch (``key``).
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    quarter = models.CharField(_("Quý"), max_length=7)
    sources = models.JSONField(_("Văn bản"))
    files = models.JSONField(_("Loại tệp"))
    key = models.CharField(max_length=200)
    mutation_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    base = models.CharField(max_length=200, blank=True)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_by_label = LineField(max_length=120)
    created_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by_label = LineField(max_length=120, blank=True)
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Batch"]] = scoped()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(finished_at__isnull=True), name="batch_open_once"),
            models.CheckConstraint(name="batch_quarter_reads", condition=Q(quarter__regex=r"^\d{4}-Q[1-4]$")),
        ]
        indexes = [models.Index(fields=["created_at"], condition=Q(finished_at__isnull=True), name="batch_open")]

    def __str__(self) -> str:
        return self.period.short_label

    @property
    def period(self) -> Quarter:
        return Quarter.parse(self.quarter)

    @property
    def is_open(self) -> bool:
        return self.finished_at is None


class BatchItem(models.Model):
    """One file of one paper. ``error`` says in plain words why there is none."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="items")
    source = models.CharField(max_length=40)
    source_key = models.CharField(max_length=80)
    kind = models.CharField(_("Loại tệp"), max_length=10, choices=FileKind.choices)
    label = LineField(_("Văn bản"), max_length=200)
    stem = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=ItemState.choices, default=ItemState.QUEUED)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey("documents.RenderedFile", on_delete=models.PROTECT, null=True, related_name="+")
    error = LineField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["BatchItem"]] = scoped()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "source_key", "kind"], name="batch_item_once"),
            models.CheckConstraint(
                name="batch_item_done_has_its_file",
                condition=Q(state=ItemState.DONE, file__isnull=False) | ~Q(state=ItemState.DONE) & Q(file__isnull=True),
            ),
            models.CheckConstraint(
                name="batch_item_running_has_its_job", condition=~Q(state=ItemState.RUNNING) | Q(job__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["batch", "state"], name="batch_item_by_state")]

    def __str__(self) -> str:
        return self.label
