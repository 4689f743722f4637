"""What the template of a form's field (templates/bootstrap5/field.html) and those of the widgets ask."""

from collections.abc import Iterable
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.html import format_html, format_html_join
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


@register.filter
def options(groups: Iterable[tuple[Any, list[dict[str, Any]], int]]) -> SafeString:
    """The options of a select: a list of quarters and one of procedures are a hundred tags on one page."""
    return format_html_join("", "{}", ((_group(name, inside),) for name, inside, _index in groups))


def _group(name: Any, inside: list[dict[str, Any]]) -> SafeString:
    drawn = format_html_join(
        "\n",
        '<option value="{}"{}>{}</option>',
        ((str(option["value"]), attributes(option["attrs"]), option["label"]) for option in inside),
    )
    return format_html('<optgroup label="{}">{}</optgroup>', name, drawn) if name else drawn
