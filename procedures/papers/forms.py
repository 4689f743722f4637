"""Forms of the papers: what is typed for an apology, and which book is wanted."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from procedures.enums import ReasonKind
from procedures.forms import PlainForm
from procedures.papers.letters import Letter
from procedures.queries.catalogue import reasons_on
from procedures.statistics.forms import PeriodForm
from schooladmin.core.i18n import localized
from schooladmin.units.models import Membership


class LetterForm(PlainForm):
    """Cause by coded reason and by hand, the day that is named, and who signs. Nothing is stored by it."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    part = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    reason = forms.ChoiceField(label=_("Lý do"), required=False)
    note = forms.CharField(
        label=_("Nói rõ thêm"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 1000}),
    )
    day = forms.DateField(
        label=_("Ngày hẹn mới, hoặc ngày dự kiến có kết quả"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    signer = forms.ChoiceField(label=_("Người ký"), required=False)

    def __init__(self, *args: Any, today: date, leaders: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._reasons = {row.code: row for row in reasons_on(ReasonKind.EXTEND, today)}
        cast(forms.ChoiceField, self.fields["reason"]).choices = [
            ("", _("Lý do khác (ghi bên dưới)")),
            *((code, localized(row, "text")) for code, row in self._reasons.items()),
        ]
        names = dict.fromkeys(row.person.full_name for row in leaders)
        cast(forms.ChoiceField, self.fields["signer"]).choices = [(name, name) for name in names]
        if len(names) < 2:
            self.fields["signer"].widget = forms.HiddenInput()

    @property
    def reason_code(self) -> str:
        return str(self.cleaned_data.get("reason", ""))

    def letter(self) -> Letter:
        """What was typed, as the paper takes it; fields at fault stay empty."""
        data = self.cleaned_data
        reason = self._reasons.get(data.get("reason", ""))
        words = [reason.text if reason else "", data.get("note", "").strip()]
        return Letter(". ".join(word for word in words if word), data.get("day"), data.get("signer", ""))


class BookForm(PeriodForm):
    """Which school and which days; the book of all schools at once does not exist."""

    def __init__(self, *args: Any, units: Sequence[tuple[str, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, units=units, today=today, **kwargs)
        cast(forms.ChoiceField, self.fields["unit"]).choices = list(units)
        self._first = units[0][0] if units else ""
        self.fields["period"].label = _("Kỳ in sổ")

    @property
    def unit_code(self) -> str:
        """The school chosen, or the first that may be chosen."""
        return str(self.cleaned_data.get("unit") or self._first)
