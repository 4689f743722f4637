"""Reads of inspections."""

from django.db.models import QuerySet

from reform.models import Inspection
from schooladmin.core.periods import Period
from schooladmin.units.scope import Scope


def all_inspections() -> QuerySet[Inspection]:
    """Every inspection, for ``access.fetch``, which narrows to the scope and checks the right."""
    return Inspection.objects.select_related("unit")


def inspections_for(scope: Scope) -> QuerySet[Inspection]:
    """Inspections of the units in which the actor may read them, newest first."""
    return Inspection.objects.filter(unit__in=scope.units_for("reform.inspection.read"))


def inspections_in(scope: Scope, unit_id: int, period: Period) -> QuerySet[Inspection]:
    """The inspections that one unit received in a period."""
    rows = inspections_for(scope).filter(unit_id=unit_id)
    return rows.filter(inspected_on__gte=period.start, inspected_on__lt=period.end)
