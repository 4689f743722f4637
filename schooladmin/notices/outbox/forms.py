"""What letters are asked for by, mended with and sent by."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from schooladmin.core.periods import Quarter
from schooladmin.notices.outbox.models import Letter
from schooladmin.notices.outbox.registry import LetterKind

_QUARTERS = 5


class CollectForm(forms.Form):
    """Which letters to propose, about which quarter."""

    unit = forms.TypedChoiceField(label=_("Đơn vị gửi"), coerce=int)
    kind = forms.ChoiceField(label=_("Thư"))
    quarter = forms.TypedChoiceField(label=_("Quý"), coerce=Quarter.parse)

    def __init__(
        self, *args: Any, units: Sequence[tuple[int, str]], kinds: Sequence[LetterKind], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        unit = cast(forms.ChoiceField, self.fields["unit"])
        unit.choices = list(units)
        if len(units) == 1:
            unit.initial = units[0][0]
            unit.widget = forms.HiddenInput()
        cast(forms.ChoiceField, self.fields["kind"]).choices = [(kind.code, kind.label) for kind in kinds]
        quarters = [Quarter.of(today)]
        while len(quarters) < _QUARTERS:
            quarters.append(quarters[-1].previous())
        cast(forms.ChoiceField, self.fields["quarter"]).choices = [(one.code, one.short_label) for one in quarters]
        self.fields["quarter"].initial = quarters[1].code


class LetterForm(forms.ModelForm[Letter]):
    """The words of a draft, with the version that the person read."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Letter
        fields = ("subject", "body")
        widgets = {"body": forms.Textarea(attrs={"rows": 12})}


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=_("Địa chỉ thư điện tử"),
        required=False,
        max_length=254,
        help_text=_("Thư nhắc việc gửi tới địa chỉ này. Bỏ trống thì không nhận thư."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
