"""Which school and which days: the form above the statistics, kept in the address."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, cast

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from schooladmin.calendars.queries import window_for
from schooladmin.core.periods import Period, Quarter

# The kind of report whose windows (15th to 14th) the state's reform reports use; the days come from its dated rows.
REPORT_KIND = "state_reform"
_WINDOW = "-W"
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


class PeriodForm(forms.Form):
    """School and period. Days that are named win over the period chosen from the list."""

    unit = forms.ChoiceField(label=_("Trường"), required=False)
    period = forms.ChoiceField(label=_("Kỳ thống kê"), required=False)

    def __init__(self, *args: Any, units: Sequence[tuple[str, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        # «from» is a word of the language, so these two are declared here.
        for name, label in (("from", _("Hoặc từ ngày")), ("to", _("Đến hết ngày"))):
            self.fields[name] = forms.DateField(
                label=label,
                required=False,
                widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            )
        choices = [("", _("Tất cả trường"))] if len(units) != 1 else []
        cast(forms.ChoiceField, self.fields["unit"]).choices = [*choices, *units]
        if len(units) < 2:
            self.fields["unit"].widget = forms.HiddenInput()
        cast(forms.ChoiceField, self.fields["period"]).choices = _periods(today, str(self.data.get("period", "")))
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("from"), data.get("to")
        if (start is None) != (end is None) and "from" not in self.errors and "to" not in self.errors:
            raise forms.ValidationError(_("Hãy chọn đủ ngày đầu và ngày cuối của kỳ."))
        if start and end and end < start:
            raise forms.ValidationError(_("Ngày cuối của kỳ phải từ ngày đầu trở đi."))
        return data

    def wanted(self) -> Period:
        """The days; the present quarter when nothing was chosen. Raises Refusal for a quarter without a window."""
        data = self.cleaned_data
        if data["from"] and data["to"]:
            return Period(data["from"], data["to"] + timedelta(days=1))
        return period_of(data["period"] or Quarter.of(self.today).code)


def period_of(code: str) -> Period:
    """``2026-Q3`` a calendar quarter, ``2026-Q3-W`` the same quarter by its reporting window, ``2026-09`` a month."""
    if _MONTH.fullmatch(code):
        first = date.fromisoformat(f"{code}-01")
        return Period(first, (first + timedelta(days=31)).replace(day=1))
    if code.endswith(_WINDOW):
        return window_for(REPORT_KIND, Quarter.parse(code.removesuffix(_WINDOW)))
    return Quarter.parse(code).calendar


def _periods(today: date, asked: str) -> list[Any]:
    """The last three years to choose from, and the period that the address asks for."""
    quarters = [Quarter.of(today)]
    while len(quarters) < 13:
        quarters.append(quarters[-1].previous())
    firsts = [today.replace(day=1)]
    while len(firsts) < 24:
        firsts.append((firsts[-1] - timedelta(days=1)).replace(day=1))
    groups: list[Any] = [
        (_("Quý dương lịch"), [(quarter.code, quarter.short_label) for quarter in quarters]),
        (
            _("Quý theo kỳ báo cáo cải cách hành chính"),
            [(f"{quarter.code}{_WINDOW}", quarter.short_label) for quarter in quarters],
        ),
        (_("Tháng"), [(f"{first:%Y-%m}", f"{first:%m/%Y}") for first in firsts]),
    ]
    known = {code for _label, rows in groups for code, _name in rows}
    if asked and asked not in known and _is_period(asked):
        groups.append((_("Kỳ khác"), [(asked, asked)]))
    return groups


def _is_period(code: str) -> bool:
    if _MONTH.fullmatch(code):
        return True
    try:
        Quarter.parse(code.removesuffix(_WINDOW))
    except ValueError:
        return False
    return True
