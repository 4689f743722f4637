"""What a reader of the register may ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RegisterFilter(forms.Form):
    """Search and the day on which the act must be in force."""

    q = forms.CharField(label=_("Tìm số hiệu hoặc nội dung"), required=False, max_length=100)
    on = forms.DateField(
        label=_("Còn hiệu lực vào ngày"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Ngày này không có trên lịch. Hãy chọn lại.")},
    )
