"""The people of a unit, for those who manage them."""

from django.db.models import Q, QuerySet

from schooladmin.core.text import fold
from schooladmin.units.models import Membership, Person, Unit
from schooladmin.units.queries import with_names
from schooladmin.units.scope import Scope


def members_for(scope: Scope, unit: Unit, *, text: str = "", left: bool = False) -> QuerySet[Membership]:
    """Memberships of the unit, present and coming; those that ended instead when ``left``."""
    rows = Membership.objects.filter(unit__in=scope.units_for("staffing.member.read"), unit=unit)
    ended = Q(valid_to__lte=scope.at)
    rows = rows.filter(ended) if left else rows.exclude(ended)
    if fold(text):
        rows = rows.filter(person__search_text__contains=fold(text))
    return rows.select_related("person", "person__user").order_by("person__sort_key", "person_id", "role", "pk")


def manageable_units(scope: Scope) -> QuerySet[Unit]:
    """The units whose people the actor manages, with names."""
    return with_names(scope.units_for("staffing.member.read").exclude(valid_to__lte=scope.at), scope.at)


def memberships() -> QuerySet[Membership]:
    """All memberships, to be narrowed by ``access.fetch``."""
    return Membership.objects.select_related("person", "person__user", "unit")


def person_of(unit: Unit, person_id: int) -> Person | None:
    """Somebody who works or worked in the unit."""
    return Person.objects.filter(pk=person_id, memberships__unit=unit).select_related("user").distinct().first()
