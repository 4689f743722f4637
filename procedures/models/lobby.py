"""The screen in the hall of a school: reachable by who knows its secret, until the principal takes it back."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from procedures.models.register import new_token
from schooladmin.units.managers import scoped
from schooladmin.units.models import Unit


class LobbyScreen(models.Model):
    """An address that a school's screen opens. A new one takes the place of the old; a revoked one stays dead."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=32, unique=True, editable=False, default=new_token)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["LobbyScreen"]] = scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(revoked_at__isnull=True), name="lobby_one_screen"),
            models.CheckConstraint(
                name="lobby_revoked_after_made",
                condition=Q(revoked_at__isnull=True) | Q(revoked_at__gte=F("created_at")),
            ),
        ]
