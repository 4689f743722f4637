"""The photos that came with a request, on its page."""

from datetime import datetime

from django import template
from django.utils.translation import ngettext

from procedures.enums import Entry
from procedures.models import Request, SubmissionPhoto
from procedures.online.permissions import READ
from procedures.online.queries import photos_of_request
from schooladmin.units.scope import Scope

register = template.Library()


@register.simple_tag
def submission_photos(row: Request, scope: Scope) -> list[SubmissionPhoto]:
    """Empty for a request of another door, and for who may not see such photos."""
    if row.entry != Entry.ONLINE or not scope.may(READ, row.unit_id):
        return []
    return photos_of_request(scope, row.pk)


@register.filter
def waited(since: datetime, now: datetime) -> str:
    """How long ago ``since`` was, in the largest whole unit, at least a minute: «5 phút», «3 giờ», «2 ngày»."""
    minutes = max(1, int((now - since).total_seconds() // 60))
    if minutes < 60:
        return ngettext("%(number)s phút", "%(number)s phút", minutes) % {"number": minutes}
    hours, days = minutes // 60, minutes // (24 * 60)
    if days < 1:
        return ngettext("%(number)s giờ", "%(number)s giờ", hours) % {"number": hours}
    return ngettext("%(number)s ngày", "%(number)s ngày", days) % {"number": days}
