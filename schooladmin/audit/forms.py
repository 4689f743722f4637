"""The filters of the trail."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from schooladmin.audit.words import in_words


class EntryFilter(forms.Form):
    """Unit, verb, person and days; whatever is not understood narrows nothing and says so."""

    unit = forms.TypedChoiceField(label=_("Đơn vị"), required=False, coerce=int, empty_value=None)
    verb = forms.ChoiceField(label=_("Việc"), required=False)
    person = forms.CharField(label=_("Người làm"), required=False, max_length=100)
    first = forms.DateField(
        label=_("Từ ngày"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    # «reports.report:7»: pages lead here with the trail of one thing.
    thing = forms.RegexField(r"^[a-z]+\.[a-z]+:[0-9]{1,18}$", required=False, widget=forms.HiddenInput)
    last = forms.DateField(
        label=_("Đến hết ngày"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, units: list[tuple[int, str]], verbs: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = [("", _("Tất cả"))]
        self.fields["unit"] = forms.TypedChoiceField(
            label=_("Đơn vị"), required=False, coerce=int, empty_value=None, choices=[*everything, *units]
        )
        self.fields["verb"] = forms.ChoiceField(
            label=_("Việc"), required=False, choices=[*everything, *((verb, in_words(verb)) for verb in verbs)]
        )
