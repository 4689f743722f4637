"""Template helpers that every page may use (a builtin library: no ``load`` needed)."""

from datetime import date, datetime
from functools import cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from schooladmin.core.i18n import localized as _localized
from schooladmin.core.periods import local_date

register = template.Library()

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon of the vendored sprite; decorative unless ``label`` says what it means."""
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#bi-{}"></use></svg>', label, _sprite(), name
        )
    return _decoration(name)


@cache  # as many as the sprite has; the addresses of static files do not change while a process lives
def _decoration(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#bi-{}"></use></svg>', _sprite(), name
    )


def _sprite() -> str:
    return static("vendor/bootstrap-icons/sprite.svg")


@register.filter
def localized(row: Any, field: str) -> str:
    """``{{ procedure|localized:"name" }}``: the reader's language of a catalogue field."""
    return _localized(row, field)


@register.filter
def weekday(day: date | datetime) -> str:
    """The name of the day of the week: «thứ Năm» or “Thursday”."""
    if isinstance(day, datetime):
        day = local_date(day)
    if (get_language() or "vi").startswith("en"):
        return day.strftime("%A")
    return _WEEKDAYS[day.weekday()]


@register.filter
def dash(value: Any) -> Any:
    """An em dash for a value that is missing; zero is a value."""
    return "—" if value is None or value == "" else value
