"""The working-day calculator's two questions, and the fields of a day of the calendar."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from schooladmin.calendars.enums import DayKind, DayState


def date_field(label: Any, **more: Any) -> forms.DateField:
    """A day, as the browser's own date picker gives it."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


class TermForm(forms.Form):
    """From a day, so many working days."""

    start = date_field(_("Ngày tiếp nhận (không tính)"))
    add = forms.IntegerField(
        label=_("Số ngày làm việc"),
        min_value=0,
        max_value=500,
        error_messages={
            "invalid": _("Hãy nhập một số nguyên."),
            "min_value": _("Số ngày từ 0 đến 500."),
            "max_value": _("Số ngày từ 0 đến 500."),
        },
    )


class DayForm(forms.Form):
    """A day that is not what its weekday says, with the notice that says so."""

    date = date_field(_("Ngày"))
    kind = forms.ChoiceField(label=_("Loại"), choices=DayKind.choices)
    name = forms.CharField(label=_("Tên ngày nghỉ hoặc làm bù"), max_length=120)
    name_en = forms.CharField(label=_("Tên tiếng Anh"), max_length=120, required=False)
    basis = forms.CharField(
        label=_("Căn cứ"),
        max_length=200,
        help_text=_("Số và ngày của thông báo, ví dụ: TB 9441/TB-BNV ngày 16/10/2025"),
    )
    state = forms.ChoiceField(label=_("Trạng thái"), choices=DayState.choices, initial=DayState.CONFIRMED)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        if not is_new:
            self.fields["date"].disabled = True
