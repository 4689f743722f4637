"""How long what applicants leave is kept, by the rule of the day on which they left it."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from procedures.models import ApplicantRule
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import local_date


def applicant_rule(day: date) -> ApplicantRule:
    """The rule that holds on ``day``. Raises Refusal where none does: nothing is kept or deleted by guess."""
    row = ApplicantRule.objects.valid_on(day).order_by("-valid_from").first()
    if row is None:
        raise Refusal(
            _("Ngày %(day)s chưa có quy định giữ hồ sơ trực tuyến và đánh giá bao lâu.") % {"day": f"{day:%d/%m/%Y}"},
            code="no-applicant-rule",
        )
    return row


def draft_ends(saved_at: datetime) -> datetime:
    """When a draft saved then is deleted."""
    return saved_at + timedelta(days=applicant_rule(local_date(saved_at)).draft_days)


def answer_ends(answered_at: datetime) -> datetime:
    """When an answered or declined submission, or what is left of an expired one, is deleted."""
    return answered_at + timedelta(days=applicant_rule(local_date(answered_at)).answer_days)


def rating_closes(given_at: datetime) -> datetime:
    """The moment from which a rating given then stays as it is."""
    return given_at + timedelta(days=applicant_rule(local_date(given_at)).rating_days)
