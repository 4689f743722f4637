"""The photos that came with a request, on its page."""

from django import template

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
