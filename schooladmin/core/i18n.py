"""Catalogue rows carry both languages; this chooses the reader's."""

from typing import Any

from django.utils.translation import get_language


def localized(row: Any, field: str) -> str:
    """Return ``row.field_en`` for English readers where it is filled, otherwise the Vietnamese ``row.field``."""
    if (get_language() or "vi").startswith("en"):
        english = getattr(row, f"{field}_en", "")
        if english:
            return str(english)
    return str(getattr(row, field))
