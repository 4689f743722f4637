"""Forms of the desk."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from procedures.desk.delegating import Assignment
from procedures.forms import PlainForm
from schooladmin.units.models import Membership

People = Sequence[tuple[str, Sequence[tuple[int, str]]]]


def _note(label: Any, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=1000,
        required=required,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 1000}),
    )


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class DelegationForm(PlainForm):
    """An assignment to sign for the principal."""

    mutation_id = forms.UUIDField(widget=forms.HiddenInput)
    principal = forms.TypedChoiceField(label=_("Hiệu trưởng"), coerce=int)
    deputy = forms.TypedChoiceField(label=_("Phó hiệu trưởng ký thay"), coerce=int)
    first_day = _day(_("Từ ngày"))
    last_day = _day(
        _("Đến hết ngày"),
        required=False,
        help_text=_("Ngày cuối thầy, cô hiệu trưởng vắng. Bỏ trống nếu phân công thường xuyên."),
    )
    basis = forms.CharField(label=_("Số văn bản phân công"), max_length=200)
    reason = forms.CharField(label=_("Lý do"), max_length=200)

    def __init__(self, *args: Any, heads: Sequence[Membership], deputies: Sequence[Membership], today: date) -> None:
        super().__init__(*args, initial={"mutation_id": uuid4(), "first_day": today})
        for name, people in (("principal", heads), ("deputy", deputies)):
            choices = [(row.person_id, row.person.full_name) for row in people]
            cast(forms.TypedChoiceField, self.fields[name]).choices = choices

    def assignment(self) -> Assignment:
        data = self.cleaned_data
        return Assignment(
            principal_id=data["principal"],
            deputy_id=data["deputy"],
            first_day=data["first_day"],
            last_day=data["last_day"],
            basis=data["basis"],
            reason=data["reason"],
        )


class CardForm(PlainForm):
    """What a card of the decider sends: which version was seen, and a note for the counter."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
    note = _note(_("Cần xem lại điều gì"))


class HandOverForm(PlainForm):
    """To whom a file is given."""

    taker = forms.TypedChoiceField(label=_("Người nhận"), coerce=int)
    note = _note(_("Ghi chú"))

    def __init__(self, *args: Any, people: People) -> None:
        super().__init__(*args)
        cast(forms.TypedChoiceField, self.fields["taker"]).choices = [("", "—"), *people]
