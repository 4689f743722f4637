"""The trail: one chain of entries per unit, each holding the hash of the one before. Written once."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from schooladmin.core.fields import LineField
from schooladmin.units.managers import scoped
from schooladmin.units.models import Unit, User


class AuditHead(models.Model):
    """The end of a unit's chain; its row is locked while an entry is added, so that numbers have no gap."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, primary_key=True, related_name="audit_head")
    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")


class AuditEntry(models.Model):
    """Who did what to which thing, when, and what changed."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="audit_entries")
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField(_("Lúc"))
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    actor_label = LineField(_("Người làm"), max_length=120)
    verb = models.CharField(_("Việc"), max_length=80)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=60)
    object_label = LineField(_("Đối tượng"), max_length=200)
    changes = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects: ClassVar[models.Manager["AuditEntry"]] = scoped()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["unit", "number"], name="audit_number_once")]
        indexes = [models.Index(fields=["object_type", "object_id"], name="audit_by_object")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("an audit entry is written once")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("an audit entry is never deleted")
