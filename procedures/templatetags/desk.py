"""What the pages of requests show of signing and holding."""

from typing import Any

from django import template
from django.utils import timezone

from procedures.desk.permissions import BULK
from procedures.desk.present import HolderPanel, panel_of
from procedures.desk.queries import colleagues
from procedures.models import Request
from procedures.rules.transitions import SOLVE
from schooladmin.units.queries import choices_for
from schooladmin.units.scope import Scope

register = template.Library()


@register.simple_tag
def holder_panel(row: Request, scope: Scope) -> HolderPanel | None:
    """Who signs and who holds the file; None when the request is over."""
    return panel_of(row, scope, timezone.now())


@register.simple_tag
def bulk_bar(scope: Scope) -> dict[str, Any] | None:
    """The colleagues whom ticked files can be given to; None for who may not work on requests."""
    if not scope.may_anywhere(BULK):
        return None
    return {
        "people": [
            group for unit_id, _name in choices_for(scope, BULK) for group in colleagues(scope, unit_id, scope.at)
        ],
        "may_decide": scope.may_anywhere(SOLVE),
    }
