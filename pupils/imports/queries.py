"""Reads of imports; each starts from a scope."""

from django.db.models import QuerySet

from pupils.imports.models import ColumnMapping, PupilImport
from pupils.imports.permissions import RUN
from pupils.imports.rules.types import Known
from pupils.models import Pupil
from schooladmin.units.scope import Scope


def imports_for(scope: Scope) -> QuerySet[PupilImport]:
    """The imports of the schools whose register the person keeps, the latest first."""
    return PupilImport.objects.filter(unit__in=scope.units_for(RUN)).select_related("job")


def any_import() -> QuerySet[PupilImport]:
    """All imports; the caller narrows them to a scope (``units.access.fetch``)."""
    return PupilImport.objects.select_related("job")


def remembered(scope: Scope, unit_id: int, signature: str) -> dict[str, int] | None:
    """What the school said of a list with these columns before."""
    rows = ColumnMapping.objects.filter(unit__in=scope.units_for(RUN), unit_id=unit_id, signature=signature)
    return rows.values_list("mapping", flat=True).first()


def known_pupils(scope: Scope, unit_id: int) -> list[Known]:
    """All pupils of the school as an import compares them: one query, no identifier unsealed."""
    rows = Pupil.objects.filter(unit__in=scope.units_for(RUN), unit_id=unit_id)
    return list(map(Known._make, rows.order_by().values_list(*Known._fields)))
