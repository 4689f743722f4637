"""What the pages of requests show of their state, and of giving files on."""

from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from procedures.desk.permissions import BULK
from procedures.desk.queries import colleagues_under
from procedures.present import Status
from procedures.rules.transitions import SOLVE
from schooladmin.core.templatetags.vi import icon
from schooladmin.units.scope import Scope

register = template.Library()


@register.simple_tag
def bulk_bar(scope: Scope) -> dict[str, Any] | None:
    """The colleagues whom ticked files can be given to; None for who may not work on requests."""
    if not scope.may_anywhere(BULK):
        return None
    return {"people": colleagues_under(scope, BULK), "may_decide": scope.may_anywhere(SOLVE)}


@register.filter
@lru_cache(maxsize=256)  # a list shows the same few again and again; nothing but words of the catalogue is in them
def chip(status: Status) -> SafeString:
    """How a request stands: words, colour and icon, and how late it is."""
    late = format_html('<span class="cell-note">{}</span>', status.lateness) if status.lateness else ""
    return format_html(
        '<span class="state state-{}">{} {}</span>{}', status.look, icon(status.icon), status.label, late
    )
