"""The bell of the page frame."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from schooladmin.notices.queries import unread_count


def bell(request: HttpRequest) -> dict[str, Any]:
    """``unread_notices``: how many the person has not read. Asked only by pages that draw the frame."""
    scope = getattr(request, "unit_scope", None)
    if scope is None or scope.user_id is None:
        return {}
    return {"unread_notices": SimpleLazyObject(lambda: unread_count(scope))}
