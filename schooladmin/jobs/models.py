"""A row per background job. The row is the truth; the broker's message is only a wake-up call."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schooladmin.core.fields import LineField
from schooladmin.jobs.enums import OPEN_STATES, JobState
from schooladmin.units.managers import scoped
from schooladmin.units.models import Unit, User


class Job(models.Model):
    """Work asked for by a person or the system, and how far it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)  # also the Celery task's id
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="jobs")
    kind = models.CharField(max_length=60)
    label = LineField(_("Việc"), max_length=200)
    payload = models.JSONField(default=dict)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    sent_at = models.DateTimeField(null=True)
    token = models.UUIDField(null=True)  # who holds the claim; a worker that lost it can no longer write
    claimed_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    step = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    step_label = LineField(max_length=200, blank=True)
    error = LineField(max_length=500, blank=True)
    result = models.JSONField(default=dict)
    # One open job per key: asking twice for the same work gives the same job.
    key = models.CharField(max_length=120)

    objects: ClassVar[models.Manager["Job"]] = scoped()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(state__in=[s.value for s in OPEN_STATES]), name="job_open_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["state", "heartbeat_at"],
                condition=Q(state__in=[s.value for s in OPEN_STATES]),
                name="job_open",
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def percent(self) -> int:
        """How far, for the progress bar; 0 while nobody knows."""
        if self.state == JobState.DONE:
            return 100
        return min(99, self.step * 100 // self.steps) if self.steps else 0
