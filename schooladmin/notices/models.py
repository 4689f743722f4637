"""What a person is told inside the application."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schooladmin.core.fields import LineField
from schooladmin.notices.enums import Level
from schooladmin.notices.outbox.models import Letter as Letter
from schooladmin.notices.outbox.models import Recipient as Recipient
from schooladmin.notices.words import say
from schooladmin.units.managers import scoped
from schooladmin.units.models import Person, Unit


class Notice(models.Model):
    """One thing that one person should know, as long as its reason lasts.

    ``key`` names the reason (parts joined by colons): saying the same thing to the same person again changes nothing.
    ``closed_at``: the reason is gone, nobody needs to read it any more.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notices")
    key = models.CharField(max_length=160)
    kind = models.CharField(max_length=80)
    msgid = LineField(max_length=400)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    level = models.CharField(_("Mức"), max_length=10, choices=Level.choices)
    created_at = models.DateTimeField(_("Lúc"))
    read_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Notice"]] = scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="notice_once_per_person"),
            models.CheckConstraint(name="notice_level_known", condition=Q(level__in=Level.values)),
            # A path of this site: a notice never leads elsewhere.
            models.CheckConstraint(
                name="notice_leads_inside", condition=Q(url="") | (Q(url__startswith="/") & ~Q(url__startswith="//"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["person"],
                condition=Q(read_at__isnull=True, closed_at__isnull=True),
                name="notice_unread_of_person",
            ),
            models.Index(fields=["unit", "kind"], condition=Q(closed_at__isnull=True), name="notice_open_of_kind"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def text(self) -> str:
        """The sentence in the language of the reader."""
        return say(self.msgid, self.params)
