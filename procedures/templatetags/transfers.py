"""What the page of a request shows of its transfer."""

from typing import Any

from django import template

from procedures.models import Request
from procedures.queries.transfers import letter_of, schools_of, side_of_request
from procedures.transfers.enums import SideRole
from procedures.transfers.permissions import LETTER, READ
from procedures.transfers.rules import PROCEDURES
from schooladmin.units.scope import Scope

register = template.Library()


@register.simple_tag
def transfer_panel(row: Request, scope: Scope) -> dict[str, Any] | None:
    """The shared case, or the letter to a school outside; None for other procedures and for who may see neither."""
    if row.version.procedure.code not in PROCEDURES.values() or not scope.may(READ, row.unit_id):
        return None
    side = side_of_request(row)
    if side is not None:
        names = schools_of([side], scope.at)
        transfer = side.transfer
        return {
            "side": side,
            "sending": names[transfer.sending_id],
            "receiving": names[transfer.receiving_id],
        }
    if row.version.procedure.code != PROCEDURES[SideRole.SENDING]:
        return None
    return {"side": None, "letter": letter_of(row), "may_write": scope.may(LETTER, row.unit_id)}
