"""Taking the demonstration out again: every row of its units, and nothing of anybody else's."""

from functools import partial

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q

from procedures.models import SubmissionPhoto, Transfer
from procedures.online.pictures import throw_away
from pupils.imports.models import PupilImport
from pupils.imports.storage import remove
from reform.models import Indicator, IndicatorVersion
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
    photos = list(SubmissionPhoto._base_manager.filter(unit_id__in=units).values_list("path", flat=True))
    imports = PupilImport._base_manager.filter(unit_id__in=units).values_list("stored_path", "marked_path")
    transaction.on_commit(partial(_throw_away, photos, [path for paths in imports for path in paths if path]))
    _delete(Transfer._base_manager.filter(Q(sending_id__in=units) | Q(receiving_id__in=units)))
    own = Indicator.objects.filter(owner_id__in=units)
    _delete(IndicatorVersion.objects.filter(indicator__in=own))
    for model in apps.get_models():
        if any(field.name == "unit" and field.is_relation for field in model._meta.concrete_fields):
            _delete(model._base_manager.filter(unit_id__in=units))
    _delete(own)
    _delete(Reach.objects.filter(supervisor_id__in=units))
    _delete(Supervision.objects.filter(supervisor_id__in=units))
    _delete(Succession.objects.filter(Q(old_id__in=units) | Q(new_id__in=units)))
    _delete(UnitName.objects.filter(unit_id__in=units))
    _delete(User.objects.filter(person_id__in=people))
    _delete(Person.objects.filter(pk__in=people))
    _delete(Unit.objects.filter(pk__in=units))
    return len(units)


def _throw_away(photos: list[str], lists: list[str]) -> None:
    """The bytes go when the rows have gone."""
    for path in photos:
        throw_away(path)
    remove(lists)


def _delete(rows: models.QuerySet[models.Model]) -> None:
    # Without Django's collector, which would load thousands of rows to find what the database checks anyway.
    rows._raw_delete(rows.db)
