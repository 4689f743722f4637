"""What the page frame shows on every page."""

from typing import Any

from django.http import HttpRequest

from schooladmin.units.navigation import menu_for
from schooladmin.units.queries import home_units


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The menu and the names of the person's own units; nothing for somebody who is not logged in."""
    scope = getattr(request, "unit_scope", None)
    if scope is None or scope.user_id is None:
        return {}
    return {"menu": menu_for(scope, request.path), "scope": scope, "home_units": home_units(scope)}
