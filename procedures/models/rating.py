"""How content applicants were once it was over: one tap, perhaps a line."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from procedures.enums import RatedVia, Score
from procedures.models.register import Request
from schooladmin.core.fields import LineField
from schooladmin.units.managers import scoped
from schooladmin.units.models import Unit


class Rating(models.Model):
    """The applicant's word about one request. ``at`` is when it was first given, ``changed_at`` when last changed."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="rating")
    score = models.PositiveSmallIntegerField(_("Mức độ hài lòng"), choices=Score.choices)
    comment = LineField(_("Lời nhắn"), max_length=300, blank=True)
    via = models.CharField(max_length=20, choices=RatedVia.choices)
    at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Rating"]] = scoped()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["unit", "at"], name="rating_by_time")]
        constraints = [
            models.CheckConstraint(name="rating_score_known", condition=Q(score__in=Score.values)),
            models.CheckConstraint(name="rating_changed_after_given", condition=Q(changed_at__gte=F("at"))),
        ]
