"""What the page of a request shows of the applicant's word."""

from typing import Any

from django import template

from procedures.enums import RatedVia, Score, State
from procedures.models import Request
from procedures.public.permissions import RATE
from procedures.public.queries import rated_via
from schooladmin.units.scope import Scope

register = template.Library()


@register.simple_tag
def rating_panel(row: Request, scope: Scope) -> dict[str, Any] | None:
    """The three buttons for the tablet; None while the request runs and for who may not hand the tablet over.

    The score that was given is not in it: it is asked for, not looked up.
    """
    if row.state not in (State.RETURNED, State.REFUSED) or not scope.may(RATE, row.unit_id):
        return None
    via = rated_via(row)
    return {
        "by_applicant": via == RatedVia.PUBLIC,
        "at_counter": via == RatedVia.COUNTER,
        "scores": [(score.value, score.name.lower(), score.label) for score in reversed(Score)],
    }
