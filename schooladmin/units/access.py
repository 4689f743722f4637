"""The object and the right in one call: what every view, form and task fetches rows with."""

from typing import Any, TypeVar, cast

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from schooladmin.core.errors import OutOfScope
from schooladmin.units.scope import Scope

_Row = TypeVar("_Row", bound=Model)


def scope_from(request: HttpRequest) -> Scope:
    """Return the scope that the middleware opened for this request."""
    return cast(Scope, request.unit_scope)  # type: ignore[attr-defined]


def fetch(rows: QuerySet[_Row], scope: Scope, verb: str, **lookup: Any) -> _Row:
    """Return one row or refuse: outside the scope 404 (it does not exist for them), without the right 403.

    ``rows`` is any queryset of a model with ``unit``; it is narrowed to the scope here, whatever it was before.
    """
    row = rows.filter(unit__in=scope.wall(), **lookup).first()
    if row is None:
        raise OutOfScope
    scope.require(verb, cast(Any, row).unit_id)
    return row
