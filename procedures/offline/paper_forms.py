"""What people type about paper: a new pad, a slip that goes into the register, a number declared void."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from procedures.actions.intake import Application
from procedures.enums import Channel, Entry
from procedures.forms import PlainForm
from procedures.intake_forms import IntakeForm
from procedures.models import ProcedureVersion
from procedures.offline.rules import PAD_SIZES, years_to_hold
from pupils.forms import DayField
from schooladmin.core.errors import Refusal
from schooladmin.core.i18n import localized

# What a slip of paper cannot say, or what is not asked for once the paper lies there.
_NOT_ON_PAPER = (
    "pupil",
    "confirmed_duplicate",
    "add_pupil",
    "network_school",
    "ready",
    "result_note",
    "channel",
    "submitted_at",
)


def _unit_field() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=_("Trường"), coerce=int)


def _code_field() -> forms.CharField:
    return forms.CharField(
        label=_("Mã in trên phiếu"),
        max_length=40,
        help_text=_("Chẳng hạn 26-00137-K; chữ cuối kiểm tra các số trước."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


def _offer_units(form: forms.Form, units: Sequence[tuple[int, str]]) -> None:
    field = cast(forms.TypedChoiceField, form.fields["unit"])
    field.choices = units
    if len(units) == 1:
        field.widget = forms.HiddenInput()
        field.initial = units[0][0]


class PadForm(PlainForm):
    """A new pad: the school, how many slips, and in December for which year."""

    mutation_id = forms.UUIDField(widget=forms.HiddenInput)
    unit = _unit_field()
    slips = forms.TypedChoiceField(
        label=_("Số phiếu"),
        coerce=int,
        choices=[(size, str(size)) for size in PAD_SIZES],
        help_text=_("Số đã in thì thuộc tập này mãi; số không dùng được ghi rõ trong sổ theo dõi."),
    )
    year = forms.TypedChoiceField(label=_("Dùng cho năm"), coerce=int)

    def __init__(self, *args: Any, units: Sequence[tuple[int, str]], today: date) -> None:
        super().__init__(*args, initial={"mutation_id": uuid4(), "year": today.year, "slips": PAD_SIZES[1]})
        _offer_units(self, units)
        years = years_to_hold(today)
        cast(forms.TypedChoiceField, self.fields["year"]).choices = [(year, str(year)) for year in years]
        if len(years) == 1:
            self.fields["year"].widget = forms.HiddenInput()


class PaperChoice(PlainForm):
    """The first question when paper is keyed in: whose, which number, which procedure."""

    unit = _unit_field()
    code = _code_field()
    procedure = forms.ChoiceField(label=_("Thủ tục"))

    def __init__(
        self, *args: Any, units: Sequence[tuple[int, str]], versions: Sequence[ProcedureVersion], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer_units(self, units)
        cast(forms.ChoiceField, self.fields["procedure"]).choices = [
            ("", ""),
            *((row.procedure.code, localized(row.procedure, "name")) for row in versions),
        ]


class PaperForm(IntakeForm):
    """What is written on a slip, in the order in which it stands there."""

    code = _code_field()
    due = DayField(
        label=_("Ngày hẹn ghi trên phiếu"),
        required=False,
        help_text=_("Để trống nếu phiếu không ghi ngày: hệ thống tính theo lịch làm việc."),
    )
    despite_void = forms.BooleanField(label=_("Phiếu có thật, vẫn nhập số đã khai hủy"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in _NOT_ON_PAPER:
            self.fields.pop(name, None)
        self.fields["received_at"].help_text = _("Ngày, giờ viết trên phiếu.")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data.update(channel=Channel.DIRECT, submitted_at=None, confirmed_duplicate=False)
        return data

    def application(self) -> Application:
        return replace(super().application(), entry=Entry.OFFLINE)


class VoidForm(PlainForm):
    """A number that shall never become a request, and why."""

    unit = _unit_field()
    code = _code_field()
    reason = forms.CharField(
        label=_("Lý do hủy số"),
        max_length=300,
        help_text=_("Chẳng hạn «viết hỏng» hoặc «in thử». Lý do được in ở sổ theo dõi."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, units: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_units(self, units)


def blame(form: forms.Form, refusal: Refusal) -> None:
    """Put the action's no beside the field at fault."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
