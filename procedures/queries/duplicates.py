"""Requests that may be the same matter twice: shown beside the new one before it is taken in."""

from datetime import date, datetime

from django.db.models import Q

from procedures.enums import State
from procedures.models import Request
from procedures.queries.requests import requests_for
from procedures.rules.reception import DUPLICATE_WINDOW
from schooladmin.core.text import fold, initials
from schooladmin.units.scope import Scope

_UNFINISHED = (State.OPEN, State.PAUSED, State.SOLVED)  # a result that waits to be fetched is not finished either


def duplicates_of(
    scope: Scope,
    *,
    unit_id: int,
    procedure: str,
    pupil_id: int | None,
    pupil_name: str,
    birth_date: date | None,
    at: datetime,
) -> list[Request]:
    """Requests of this procedure for the same pupil that are unfinished, or ended less than 30 days before ``at``.

    The same pupil: the same entry of the register; or the same name, tone marks aside, with the same or an unknown
    birth date, unless both requests name entries of the register and these differ. Latest first.
    """
    since = at - DUPLICATE_WINDOW
    named = Q(search_text__startswith=f"{fold(pupil_name)} {initials(pupil_name)} ")
    if birth_date is not None:
        named &= Q(pupil_birth_date=birth_date) | Q(pupil_birth_date__isnull=True)
    if pupil_id is not None:
        named = Q(pupil_id=pupil_id) | (named & Q(pupil_id__isnull=True))
    rows = requests_for(scope).filter(
        named,
        Q(state__in=_UNFINISHED) | Q(returned_at__gt=since) | Q(closed_at__gt=since),
        unit_id=unit_id,
        version__procedure__code=procedure,
    )
    return list(rows.order_by("-received_at", "-pk")[:5])
