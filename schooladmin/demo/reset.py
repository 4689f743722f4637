"""Taking the demonstration out again: every row of its units, and nothing of anybody else's."""

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q

from schooladmin.demo.units import PLACES
from schooladmin.units.models import Membership, Person, Reach, Succession, Supervision, Unit, UnitName, User


@transaction.atomic
def remove_demo() -> int:
    """Delete the demonstration's units with all that hangs on them; return how many units there were.

    Rows go table by table and foreign keys are checked at the end of the transaction: were a row of a real unit to
    point at a demonstration row, the database would refuse the whole.
    """
    units = list(Unit.objects.filter(code__in=[place.code for place in PLACES]).values_list("pk", flat=True))
    people = list(Membership.objects.filter(unit_id__in=units).values_list("person_id", flat=True))
    for model in apps.get_models():
        if any(field.name == "unit" and field.is_relation for field in model._meta.concrete_fields):
            _delete(model._base_manager.filter(unit_id__in=units))
    _delete(Reach.objects.filter(supervisor_id__in=units))
    _delete(Supervision.objects.filter(supervisor_id__in=units))
    _delete(Succession.objects.filter(Q(old_id__in=units) | Q(new_id__in=units)))
    _delete(UnitName.objects.filter(unit_id__in=units))
    _delete(User.objects.filter(person_id__in=people))
    _delete(Person.objects.filter(pk__in=people))
    _delete(Unit.objects.filter(pk__in=units))
    return len(units)


def _delete(rows: models.QuerySet[models.Model]) -> None:
    # Without Django's collector, which would load thousands of rows to find what the database checks anyway.
    rows._raw_delete(rows.db)
