"""The seat belt of tenancy: managers that refuse to work without an open scope."""

from typing import Any, TypeVar

from django.db import models
from django_scopes import ScopedManager

_Row = TypeVar("_Row", bound=models.Model)


def scoped(queryset: type[models.QuerySet[_Row]] | None = None) -> Any:
    """Return a manager for a model with ``unit``: without ``scope.opened()`` it raises ScopeError.

    Declare it as ``objects: ClassVar[models.Manager[Row]] = scoped()``. It is a belt, not the rule: queries still
    start from a scope, and ``_base_manager`` passes by it.
    """
    manager = models.Manager if queryset is None else models.Manager.from_queryset(queryset)
    return ScopedManager(unit="unit__in", _manager_class=manager)
