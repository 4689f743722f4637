"""``{% signed_copies file %}`` below a paper: its signed copies, wherever the paper is shown."""

from typing import Any

from django import template

from schooladmin.documents.models import RenderedFile
from schooladmin.documents.signing.queries import copies_of
from schooladmin.units.access import scope_from

register = template.Library()


@register.inclusion_tag("documents/signing/_copies.html", takes_context=True)
def signed_copies(context: dict[str, Any], file: RenderedFile | None) -> dict[str, Any]:
    """Two queries; nothing at all without a file. The page has asked for the right to read the paper."""
    return {"copies": copies_of(scope_from(context["request"]), file)}
