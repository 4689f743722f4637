"""Forms of the register: reading, not deciding. The form of the intake is in ``intake_forms``."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, cast

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from procedures.enums import Catalogue, ChannelFilter, Count, Reckoning, State
from procedures.models import Procedure
from procedures.queries.requests import LATE, LATE_RESULT, UNFINISHED, Wanted
from schooladmin.core.i18n import localized
from schooladmin.core.periods import Period, Quarter


def _day_field(label: Any, *, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class PlainForm(forms.Form):
    """A form drawn by crispy inside the page's own form element."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class FilterForm(forms.Form):
    """The list's filter in the address. A value that it does not know is refused, never read as none."""

    q = forms.CharField(label=_("Tìm tên hoặc mã hồ sơ"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("Trạng thái"),
        required=False,
        choices=[
            ("", _("Tất cả")),
            (UNFINISHED, _("Chưa xong (đang giải quyết, chờ bổ sung)")),
            *State.choices,
            (LATE, _("Quá hạn")),
            (LATE_RESULT, _("Có kết quả sau ngày hẹn")),
        ],
    )
    procedure = forms.ChoiceField(label=_("Thủ tục"), required=False)
    unit = forms.ChoiceField(label=_("Trường"), required=False)
    channel = forms.ChoiceField(
        label=_("Hình thức nộp"), required=False, choices=[("", _("Tất cả")), *ChannelFilter.choices]
    )
    quarter = forms.ChoiceField(label=_("Quý"), required=False)
    count = forms.ChoiceField(
        label=_("Tính theo"),
        required=False,
        # What stands first is what a browser shows when nothing was chosen, and what the list then counts by.
        choices=sorted([*Count.choices, *Reckoning.choices], key=lambda choice: choice[0] != Count.RECEIVED),
        help_text=_("Chỉ dùng khi chọn quý hoặc kỳ."),
    )
    order = forms.ChoiceField(
        label=_("Sắp xếp"),
        required=False,
        choices=[
            ("received", _("Mới tiếp nhận trước")),
            ("due", _("Đến hạn trước")),
            ("pupil", _("Theo tên học sinh")),
        ],
    )

    def __init__(
        self,
        *args: Any,
        procedures: Sequence[Procedure],
        units: Sequence[tuple[str, str]],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["quarter"]).choices = [
            ("", _("Tất cả")),
            *((quarter.code, quarter.short_label) for quarter in _quarters(today, self.data.get("quarter", ""))),
        ]
        # «from» is a word of the language, so these two are declared here.
        self.fields["from"] = _day_field(_("Từ ngày"))
        self.fields["to"] = _day_field(_("Đến hết ngày"))
        self.order_fields(["q", "state", "procedure", "unit", "channel", "order", "quarter", "from", "to", "count"])
        everything = [("", _("Tất cả"))]
        cast(forms.ChoiceField, self.fields["procedure"]).choices = [
            *everything,
            *((row.code, localized(row, "name")) for row in procedures),
            *Catalogue.choices,
        ]
        cast(forms.ChoiceField, self.fields["unit"]).choices = [*everything, *units]
        if len(units) < 2:
            self.fields["unit"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("from"), data.get("to")
        if (start is None) != (end is None) and "from" not in self.errors and "to" not in self.errors:
            raise forms.ValidationError(_("Hãy chọn đủ ngày đầu và ngày cuối của kỳ."))
        if start and end and end < start:
            raise forms.ValidationError(_("Ngày cuối của kỳ phải từ ngày đầu trở đi."))
        return data

    def wanted(self) -> Wanted:
        """The filter as the query takes it."""
        data = self.cleaned_data
        return Wanted(
            state=data["state"],
            procedure=data["procedure"],
            unit=data["unit"],
            period=_period(data["quarter"], data["from"], data["to"]),
            count=_count(data["count"]),
            channel=data["channel"],
            text=data["q"],
            order=data["order"] or "received",
        )


def _count(name: str) -> Count | Reckoning:
    return Reckoning(name) if name in Reckoning.values else Count(name or Count.RECEIVED)


def _quarters(today: date, asked: str) -> list[Quarter]:
    """The quarters to choose from: the last three years, and the one that the address asks for."""
    quarters = [Quarter.of(today)]
    while len(quarters) < 13:
        quarters.append(quarters[-1].previous())
    try:
        older = Quarter.parse(asked)
    except ValueError:
        return quarters
    return quarters if older in quarters else [*quarters, older]


def _period(quarter: str, start: date | None, end: date | None) -> Period | None:
    """The days named; a span of days is more exact than a quarter and wins."""
    if start and end:
        return Period(start, end + timedelta(days=1))
    return Quarter.parse(quarter).calendar if quarter else None
