"""How long what applicants leave with a school is kept, as dated data. No act gives these days."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schooladmin.units.models import Dated, DatedQuerySet, ends_after_it_begins


class ApplicantRule(Dated):
    """The days of applicants during a span of days; what happens takes the rule of its own day.

    ``draft_days``: a draft that nobody goes on with is deleted with its photos. ``answer_days``: an answer waits for
    the family as long, and a refusal stays readable as long. ``rating_days``: a rating may be changed as long.
    """

    draft_days = models.PositiveSmallIntegerField(_("Giữ bản lưu chưa gửi (ngày)"))
    answer_days = models.PositiveSmallIntegerField(_("Giữ câu trả lời (ngày)"))
    rating_days = models.PositiveSmallIntegerField(_("Cho đổi đánh giá (ngày)"))

    objects: ClassVar[DatedQuerySet["ApplicantRule"]] = DatedQuerySet["ApplicantRule"].as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            ends_after_it_begins("applicant_rule_ends_after_it_begins"),
            models.UniqueConstraint(fields=["valid_from"], name="applicant_rule_one_from_a_day"),
            models.CheckConstraint(
                name="applicant_rule_gives_days",
                condition=Q(draft_days__gte=1, answer_days__gte=1, rating_days__gte=1),
            ),
        ]
