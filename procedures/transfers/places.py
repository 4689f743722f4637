"""Writing how many pupils a class takes."""

from datetime import datetime

from django.db import transaction

from procedures.models import ClassPlace
from procedures.transfers.permissions import PLACES
from schooladmin.audit.actions import record
from schooladmin.core.text import tidy
from schooladmin.units.scope import Scope


@transaction.atomic
def set_places(
    *, actor: Scope, unit_id: int, school_year: int, class_name: str, seats: int, at: datetime
) -> ClassPlace:
    """Write the seats of a class for a school year; written again, the new number holds. 0 closes the class."""
    actor.require_inside(unit_id)
    actor.require(PLACES, unit_id)
    rows = ClassPlace.objects.select_for_update()
    key = {"unit_id": unit_id, "school_year": school_year, "class_name": tidy(class_name)}
    row = rows.filter(**key).first()
    before = row.seats if row else None
    if row is None:
        row = ClassPlace.objects.create(**key, seats=seats)
    elif row.seats != seats:
        row.seats = seats
        row.save(update_fields=["seats"])
    if before != seats:
        record(
            actor=actor,
            unit_id=unit_id,
            verb=PLACES,
            at=at,
            thing=row,
            label=row.class_name,
            changes={"seats": [before, seats]},
        )
    actor.require_inside(unit_id)
    return row
