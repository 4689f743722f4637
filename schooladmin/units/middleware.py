"""Opens the scope of the person who asks, for the whole request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from schooladmin.core.periods import local_date
from schooladmin.units.models import User
from schooladmin.units.scope import nobody, opened, scope_of


class ScopeMiddleware:
    """Sets ``request.unit_scope`` and opens it for the scoped managers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        today = local_date(timezone.now())
        user = request.user
        scope = scope_of(user, today) if isinstance(user, User) and user.is_authenticated else nobody(today)
        request.unit_scope = scope  # type: ignore[attr-defined]
        with opened(scope):
            return self.get_response(request)
