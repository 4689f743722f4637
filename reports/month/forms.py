"""Forms of the month and of the office: they read what was typed; actions decide."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_DAY = {"type": "date"}


class SnoozeForm(forms.Form):
    """Until when somebody does not want to hear of a report."""

    until = forms.DateField(label=_("Nhắc lại từ ngày"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))

    def __init__(self, today: date, data: Any = None) -> None:
        super().__init__(data, initial={"until": today + timedelta(days=2)})


class _OrganForm(forms.Form):
    """What belongs to one of the actor's organs and holds from a day on."""

    organ = forms.TypedChoiceField(label=_("Cơ quan"), coerce=int)
    valid_from = forms.DateField(label=_("Từ ngày"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))

    def __init__(self, organs: list[tuple[int, str]], today: date, data: Any = None, **initial: Any) -> None:
        super().__init__(data, prefix=self.default_prefix, initial={"valid_from": today, **initial})
        field = self.fields["organ"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = organs
        if len(organs) == 1:
            field.initial = organs[0][0]
            field.widget = forms.HiddenInput()

    default_prefix = ""


class DaysForm(_OrganForm):
    """Days around the due day, and the day of the month."""

    default_prefix = "days"
    offsets = forms.CharField(
        label=_("Nhắc vào các ngày so với hạn nộp"),
        max_length=100,
        help_text=_("Ví dụ: -10, -3, -1, 0, 1. Số âm là trước hạn, 0 là đúng hạn, 1 là sau hạn một ngày."),
    )
    month_day = forms.IntegerField(
        label=_("Ngày nhắc xem nhanh hằng tháng"), help_text=_("Rơi vào ngày nghỉ thì nhắc ngày làm việc kế tiếp.")
    )
    basis = forms.CharField(label=_("Căn cứ"), max_length=200, required=False)


class CutoffForm(_OrganForm):
    """Whether the office sees figures that nobody has signed."""

    default_prefix = "cutoff"
    is_on = forms.TypedChoiceField(
        label=_("Số liệu chưa ký sau hạn nộp"),
        coerce=lambda value: value == "1",
        choices=[("1", _("Bật: xem số liệu hệ thống của trường chưa ký")), ("0", _("Tắt: chỉ xem số liệu đã ký"))],
    )
    basis = forms.CharField(
        label=_("Căn cứ"), max_length=200, help_text=_("Mọi trường trong phạm vi đều đọc được dòng này.")
    )
