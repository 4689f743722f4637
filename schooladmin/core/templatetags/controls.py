"""What the template of a form's field (templates/bootstrap5/field.html) and those of the widgets ask."""

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

_SHAPES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "choices"),
    (forms.RadioSelect, "choices"),
    (forms.FileInput, "file"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
)


@register.filter
def shape(field: BoundField) -> str:
    """How a field is laid out: «choices» (an input each), «file», «checkbox», «select» or «text»."""
    return next((name for kind, name in _SHAPES if isinstance(field.field.widget, kind)), "text")


@register.filter
def control(field: BoundField, css_class: str) -> SafeString:
    """Draw the widget of a field with a class beside those that it has; a field with errors shows that it has."""
    own = field.field.widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"{own} {css_class}{' is-invalid' if field.errors else ''}".strip()})


@register.filter
def attributes(attrs: dict[str, Any]) -> SafeString:
    """The attributes of a widget as they stand in a tag: what is False is left out, what is True has no value."""
    return SafeString(
        "".join(
            f" {name}" if value is True else format_html(' {}="{}"', name, value)
            for name, value in attrs.items()
            if value is not False
        )
    )
