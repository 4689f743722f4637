"""Fields that the browser's own pickers understand, and numbers with a comma or a point."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import get_format

BROWSER_MOMENT = "%Y-%m-%dT%H:%M"
BROWSER_DAY = "%Y-%m-%d"


def decimal_text(value: Decimal | None) -> str:
    """A decimal as people write it here: «7,5», without the zeros that only the database needs."""
    return "" if value is None else f"{value.normalize():f}".replace(".", str(get_format("DECIMAL_SEPARATOR")))


class MomentField(forms.DateTimeField):
    """Day and time in one field, as the browser's picker sends it or typed day first."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(format=BROWSER_MOMENT, attrs={"type": "datetime-local"})
        super().__init__(widget=widget, **kwargs)


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(format=BROWSER_DAY, attrs={"type": "date"}), **kwargs)


class NumberField(forms.DecimalField):
    """A decimal number; «7,5» and «7.5» are the same, because keyboards and habits differ."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.strip().replace(",", ".") if isinstance(value, str) else value)
